"""A private RabbitMQ in a folder of its own, which lasts as long as this program's standard input.

Usage: rabbitmq_broker.py FOLDER. It speaks the peers' line protocol: `start` answers with the port as soon as the
broker takes connections, `stop` ends it as SIGTERM does and `kill` as SIGKILL does, `ctl ARGUMENT...` runs rabbitmqctl. At the end of the
input, however it comes, the broker, the Erlang port mapper and the folder go.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time

SBIN = "/usr/lib/rabbitmq/bin"
PATIENCE_SECONDS = 55


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def answers(port, greeting=b""):
    """Whether something listens there and, when greeted, speaks AMQP: the listener opens before the broker is ready."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(greeting)
            return not greeting or connection.recv(1) == b"\1"
    except OSError:
        return False


class Broker:
    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        self.port, self.mapper_port, self.node_port = free_ports(3)
        self.mapper = self.server = None
        os.makedirs(self.folder, mode=0o700)
        self.write("enabled_plugins", "[].\n")
        # No disk has no room here, but in the test that says so; a batch of confirms is not held back by statistics.
        self.write("rabbitmq.conf", "disk_free_limit.absolute = 1MB\nlisteners.tcp.default = "
                   f"127.0.0.1:{self.port}\nlog.file.level = warning\n")
        self.environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": self.folder,
            "ERL_EPMD_PORT": str(self.mapper_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_CRASH_DUMP_BYTES": "0",
            "RABBITMQ_NODENAME": f"ipc-test-{os.getpid()}@localhost",
            "RABBITMQ_DIST_PORT": str(self.node_port),
            "RABBITMQ_CONFIG_FILE": self.path("rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": self.path("none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": self.path("enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": self.path("mnesia"),
            "RABBITMQ_LOG_BASE": self.path("log"),
            "RABBITMQ_PID_FILE": self.path("pid"),
            "RABBITMQ_GENERATED_CONFIG_DIR": self.path("config"),
            "RABBITMQ_ALLOW_INPUT": "yes",  # the script is replaced by the Erlang machine, whose input stays empty
        }

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as file:
            file.write(text)

    def spawn(self, *command, output):
        with open(self.path(output), "ab") as log:
            return subprocess.Popen(command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=log, start_new_session=True)

    def await_answer(self, process, port, greeting=b""):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not answers(port, greeting):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{process.args[0]} does not come up: {self.output()}")
            time.sleep(0.05)

    def output(self):
        with open(self.path("output"), encoding="utf-8", errors="replace") as log:
            return log.read()[-2000:].replace("\n", " | ")

    def start(self):
        if self.mapper is None:
            # One of our own in the foreground: the one that Erlang starts by itself would stay for ever.
            self.mapper = self.spawn("epmd", "-port", str(self.mapper_port), output="output")
            self.await_answer(self.mapper, self.mapper_port)
        if self.server is not None:
            return self.port
        self.server = self.spawn(f"{SBIN}/rabbitmq-server", "-noinput", output="output")
        self.await_answer(self.server, self.port, b"AMQP\0\0\x09\1")
        return self.port

    def end(self, how):
        if self.server is not None:
            os.killpg(self.server.pid, how)
            try:
                self.server.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                pass
            kill_group(self.server)
            self.server = None

    def ctl(self, arguments):
        done = subprocess.run([f"{SBIN}/rabbitmqctl", "-q", *arguments], env=self.environment, cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
        text = (done.stdout + done.stderr).strip().replace("\n", " | ")
        if done.returncode != 0:
            raise RuntimeError(text)
        return text

    def answer(self, words):
        verb = words[0]
        if verb == "start":
            return self.start()
        if verb in ("stop", "kill"):
            return self.end(signal.SIGTERM if verb == "stop" else signal.SIGKILL)
        if verb == "ctl":
            return self.ctl(words[1:])
        raise RuntimeError(f"unknown command: {verb}")

    def release(self):
        self.end(signal.SIGKILL)
        if self.mapper is not None:
            kill_group(self.mapper)
        shutil.rmtree(self.folder, ignore_errors=True)


def kill_group(process):
    """The process and what it has started: Erlang's helpers stay in its group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def write_line(text):
    try:
        print(text, flush=True)
    except OSError:
        pass  # the test is gone; the end of the input tells so too


def main():
    if len(sys.argv) != 2:
        print("usage: rabbitmq_broker.py FOLDER", file=sys.stderr)
        return 2
    for each in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(each, lambda *_: sys.exit(1))
    broker = Broker(sys.argv[1])
    try:
        write_line(f"ready {os.getpid()}")
        for line in sys.stdin:
            if line.strip() == "quit":
                break
            try:
                values = broker.answer(line.split())
                write_line("ok" if values is None else f"ok {values}")
            except Exception as failure:
                write_line(f"error {failure}")
    finally:
        for each in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            signal.signal(each, signal.SIG_IGN)
        broker.release()
    return 0


if __name__ == "__main__":
    sys.exit(main())
