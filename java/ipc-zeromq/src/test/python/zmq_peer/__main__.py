"""The other half of the two-process tests over ZeroMQ: zmq_peer TYPE is one socket of the real libzmq, by pyzmq.

It writes `ready PID`, then answers each line of stdin with one line: `ok [VALUES]` or `error …`. `quit` and the end of stdin
end it, `die` kills it. Data is hexadecimal, `-` none; the words of a message are its parts.
"""

import os
import signal
import struct
import sys
import zlib

import zmq

LIMIT_SECONDS = 120
BYTES = bytes(range(256)) * 2


def data(word):
    return b"" if word == "-" else bytes.fromhex(word)


def words(parts):
    return " ".join(part.hex() or "-" for part in parts)


def message(number):
    """Number, some bytes, checksum: the twin of ZmqMessages."""
    body = struct.pack(">Q", number) + BYTES[number % 251:number % 251 + number % 100]
    return body + struct.pack(">I", zlib.crc32(body))


class Peer:
    def __init__(self, kind):
        self.context = zmq.Context()
        self.socket = self.context.socket(getattr(zmq, kind.upper()))
        self.socket.linger = 10_000
        self.socket.rcvtimeo = self.socket.sndtimeo = LIMIT_SECONDS * 1000

    def do_bind(self, address):
        self.socket.bind(address)
        return self.socket.last_endpoint.decode()

    def do_connect(self, address):
        self.socket.connect(address)

    def do_option(self, name, value):
        setattr(self.socket, name, int(value))

    def do_subscribe(self, topic):
        self.socket.subscribe(data(topic))

    def do_send(self, *parts):
        self.socket.send_multipart([data(part) for part in parts])

    def do_recv(self):
        return words(self.socket.recv_multipart())

    def do_poll(self, milliseconds):
        return "ready" if self.socket.poll(int(milliseconds)) else "none"

    def do_fill(self, first, count):
        for number in range(int(first), int(first) + int(count)):
            self.socket.send(message(number))

    def do_drain(self, first, count):
        for number in range(int(first), int(first) + int(count)):
            received = self.socket.recv()
            if received != message(number):
                raise ValueError(f"not message {number}: {received.hex()}")

    def do_serve(self, count):
        """Answers with the request turned around."""
        for _ in range(int(count)):
            self.socket.send(self.socket.recv()[::-1])

    def do_close(self):
        self.context.destroy()


def answer(peer, line):
    verb, *arguments = line.split(" ")
    try:
        values = getattr(peer, "do_" + verb)(*arguments)
        return f"ok {values}" if values else "ok"
    except Exception as failure:
        return f"error {failure!r}"


def write_line(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main():
    peer = Peer(sys.argv[1])
    write_line(f"ready {os.getpid()}")
    for line in sys.stdin:
        line = line.rstrip("\n")
        if line == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if line == "quit":
            peer.do_close()
            write_line("ok")
            return
        # While a call blocks, the end of stdin goes unseen: no wait outlives a test.
        signal.alarm(LIMIT_SECONDS)
        write_line(answer(peer, line))
        signal.alarm(0)


if __name__ == "__main__":
    main()
