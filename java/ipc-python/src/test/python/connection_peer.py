"""The other end of a Connection, told what to do line by line: it writes `ready PID`, then answers each line with one,
`ok [VALUES]` or `error EXCEPTION text`. All of it is multiprocessing.connection as it comes.

Addresses are `unix:/path` and `tcp:PORT`, bytes are hexadecimal, `-` is none of them, values are Python's literals.
"""

import ast
import os
import signal
import sys
from multiprocessing.connection import Client, Listener

LIMIT_SECONDS = 120


def address_of(word):
    kind, _, name = word.partition(":")
    return name if kind == "unix" else ("127.0.0.1", int(name))


def bytes_of(word):
    return b"" if word == "-" else bytes.fromhex(word)


class Peer:
    listener = None
    connection = None

    def do_listen(self, address, key=None):
        self.listener = Listener(address_of(address), authkey=key and key.encode())
        return self.listener.address[1] if address.startswith("tcp") else None

    def do_accept(self):
        self.connection = self.listener.accept()

    def do_connect(self, address, key=None):
        self.connection = Client(address_of(address), authkey=key and key.encode())

    def do_send_bytes(self, word):
        self.connection.send_bytes(bytes_of(word))

    def do_recv_bytes(self):
        return self.connection.recv_bytes().hex() or "-"

    def do_fill(self, count, size):
        """Sends COUNT messages of SIZE bytes, all of them the message's number."""
        for number in range(int(count)):
            self.connection.send_bytes(bytes([number % 256]) * int(size))

    def do_drain(self, count, size):
        for number in range(int(count)):
            if self.connection.recv_bytes() != bytes([number % 256]) * int(size):
                raise ValueError(f"message {number} is wrong")

    def do_send(self, *words):
        self.connection.send(ast.literal_eval(" ".join(words)))

    def do_recv(self):
        return ascii(self.connection.recv())

    def do_recv_length(self):
        return len(self.connection.recv())

    def do_send_class(self):
        self.connection.send(Peer)

    def do_send_object(self):
        self.connection.send(Peer())

    def do_recv_equal(self, *words):
        received = self.connection.recv()
        expected = ast.literal_eval(" ".join(words))
        return received == expected and type(received) is type(expected)

    def do_raw(self, word):
        os.write(self.connection.fileno(), bytes_of(word))

    def do_poll(self, seconds):
        return self.connection.poll(float(seconds))

    def do_close(self):
        self.connection.close()

    def do_version(self):
        return sys.version_info[1]


def answer(peer, line):
    verb, *words = line.split()
    try:
        value = getattr(peer, "do_" + verb)(*words)
        return "ok" if value is None else f"ok {value}"
    except Exception as exception:
        return f"error {type(exception).__name__} {exception}".replace("\n", " ")


def main():
    peer = Peer()
    print("ready", os.getpid(), flush=True)
    for line in sys.stdin:
        if line.strip() == "quit":
            print("ok", flush=True)
            break
        signal.alarm(LIMIT_SECONDS)  # while a call blocks, the end of stdin goes unseen
        print(answer(peer, line), flush=True)
        signal.alarm(0)


if __name__ == "__main__":
    main()
