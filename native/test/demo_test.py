"""Replaces Java as the partner of ipc_demo_peer in each of its five mechanisms: demo_test.py IPC_DEMO_PEER IPC_PEER"""

import os
import socket
import struct
import subprocess
import sys
import tempfile
import unittest

IPC_PEER = sys.argv.pop(2)
PROGRAM = sys.argv.pop(1)
NAME = f"/native-ipc-demo-test-{os.getpid()}"
ROUNDS = 100


class Object:
    """An IPC object that an ipc_peer holds."""

    def __init__(self, test, kind, name, create, destroy="unlink"):
        self.process = subprocess.Popen([IPC_PEER, kind, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        self.name = name
        self(create)
        test.addCleanup(self.end, destroy)

    def __call__(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        assert answer[0] == "ok", answer
        return answer[1:]

    def end(self, destroy):
        self(destroy)
        self.process.communicate()


def packed(number):
    return struct.pack("=i", number)


class DemoTest(unittest.TestCase):
    def converse(self, *words, send, receive, accept=lambda: None):
        command = [PROGRAM, *words, "--back", "200", "--rounds", str(ROUNDS)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as peer:
            accept()
            send(packed(100))
            self.assertEqual(peer.stdout.readline(), "received 100\n")
            self.assertEqual(receive(), packed(200))
            for i in range(ROUNDS):
                send(packed(i))
                self.assertEqual(receive(), packed(i + 1))
            self.assertEqual(peer.wait(10), 0)

    def folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return folder.name

    def test_fifo(self):
        there, back = (self.folder() + "/fifo" for _ in range(2))
        os.mkfifo(there)
        os.mkfifo(back)
        files = []

        def accept():
            files.append(open(there, "wb", 0))
            files.append(open(back, "rb", 0))
            for file in files:
                self.addCleanup(file.close)

        self.converse(
            "fifo", there, back, accept=accept, send=lambda b: files[0].write(b), receive=lambda: files[1].read(4))

    def test_socket(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            connections = []

            def accept():
                connections.append(server.accept()[0])
                self.addCleanup(connections[0].close)

            port = str(server.getsockname()[1])
            self.converse(
                "socket", port, accept=accept,
                send=lambda b: connections[0].sendall(b), receive=lambda: connections[0].recv(4))

    def test_message_queue(self):
        there, back = (Object(self, "posix-mq", NAME + end, "create 4 64 600") for end in ("-1", "-2"))
        self.converse(
            "message-queue", there.name, back.name,
            send=lambda b: there("send 0 " + b.hex()), receive=lambda: bytes.fromhex(back("receive")[1]))

    def through_memory(self, mechanism, memory):
        there, back = (Object(self, "posix-sem", NAME + end, "create 0 600") for end in ("-1", "-2"))

        def send(b):
            memory("write 0 " + b.hex())
            there("post")

        def receive():
            back("wait")
            return bytes.fromhex(memory("read 4 4")[0])

        self.converse(mechanism, memory.name, there.name, back.name, send=send, receive=receive)

    def test_shared_memory(self):
        self.through_memory("shared-memory", Object(self, "posix-shm", NAME, "create 8 600"))

    def test_file(self):
        self.through_memory("file", Object(self, "file", self.folder() + "/file", "create 8"))

    def test_misuse(self):
        for words, status, text in [
            ([], 2, "usage: "),
            (["fifo", "/no/such/fifo", "/no/such/fifo"], 1, "ipc_demo_peer: open: No such file or directory\n"),
            (["socket", "1"], 1, "ipc_demo_peer: connect: Connection refused\n"),
        ]:
            result = subprocess.run([PROGRAM, *words, "--back", "1"], stderr=subprocess.PIPE, text=True)
            self.assertEqual(result.returncode, status)
            self.assertTrue(result.stderr.startswith(text), result.stderr)


unittest.main()
