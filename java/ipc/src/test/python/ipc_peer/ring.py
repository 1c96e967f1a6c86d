"""A ring channel by the package native-ipc of native/python, with the verbs of ring_peer.cpp."""
import errno
import functools
import os
import sys
from pathlib import Path

from protocol import Failure, Peer, hexadecimal

NATIVE = Path(__file__).resolve().parents[6] / "native"
sys.path.insert(0, str(NATIVE / "python" / "src"))
os.environ.setdefault("NATIVE_IPC_RING_LIBRARY", str(NATIVE / "target" / "build" / "c" / "libnative_ipc_ring.so"))

import native_ipc  # noqa: E402

PATIENCE = 30
WORD = 2**64 - 1


def mixed(number):
    product = number * 0x9E3779B97F4A7C15 & WORD
    return product ^ product >> 29


def signed(number):
    return number - 2**64 if number >> 63 else number


def length_of(id, number, most):
    if number < most:
        return number + 1
    limit = min(64, most) if number % 2 == 0 else most
    return 1 + signed(mixed(number + id)) % limit


@functools.lru_cache(maxsize=None)
def pattern(first, most):
    return bytes(first + i * 31 & 255 for i in range(256)) * (most // 256 + 1)


def message_of(id, number, most):
    """Message `number` of RingMessages.java."""
    return bytes([id & 255]) + pattern(mixed(number) & 255, most)[1:length_of(id, number, most)]


def failing(verb):
    """Turns an exception of the package into the answer of a peer."""
    def answer(self, words):
        try:
            return verb(self, words)
        except native_ipc.IpcError as error:
            raise Failure(words.text(0), error.errno or errno.EPROTO, str(error)) from error
    return answer


class Ring(Peer):
    what = "channel"
    producer = consumer = None

    def __init__(self, name):
        self.name = name

    def wait(self):
        return native_ipc.Wait.SLEEP if self.object.options.sleeping_waits else native_ipc.Wait.YIELD

    @failing
    def do_create(self, words):
        self.opened = native_ipc.RingChannel.create(
            self.name, lanes=words.number(1), lane_capacity=words.number(2), max_message=words.number(3))

    @failing
    def do_open(self, words):
        self.opened = native_ipc.RingChannel.open(self.name)
        return f"{self.opened.options.lanes} {self.opened.options.lane_capacity}"

    @failing
    def do_producer(self, words):
        self.producer = self.object.producer(self.wait(), PATIENCE)
        return self.producer.lane

    @failing
    def do_consumer(self, words):
        self.consumer = self.object.consumer(self.wait())

    def produce(self, id, first, count):
        most = self.object.options.max_message
        for number in range(first, first + count):
            message = message_of(id, number, most)
            with self.producer.claim(len(message), PATIENCE) as room:
                room[:] = message

    @failing
    def do_produce(self, words):
        self.produce(words.number(1), words.number(2), words.number(3))

    @failing
    def do_flood(self, words):
        sent = 0
        while True:
            self.produce(words.number(1), sent, 100)
            sent += 100
            print("sent", sent, flush=True)

    @failing
    def do_claim(self, words):
        try:
            self.claim = self.producer.claim(8, 0)
            self.claim.__enter__()[0] = 0
            return "true"
        except native_ipc.TimedOutError:
            return "false"

    @failing
    def do_commit(self, words):
        self.claim.__exit__(None, None, None)

    def do_fill(self, words):
        try:
            while True:
                self.producer.send(bytes(8), PATIENCE)
        except native_ipc.PeerClosedError as closed:
            return "dead" if "is dead" in str(closed) else "retired"

    @failing
    def do_consume(self, words):
        id, next, count = words.number(1), 0, words.number(2)
        most = self.object.options.max_message

        def check(message):
            nonlocal next
            expected = message_of(id, next, most)
            if message != expected:
                raise Failure("consume", errno.EBADMSG, f"message {next}: {hexadecimal(bytes(message))}")
            next += 1

        while next < count:
            if self.consumer.poll(check, 1000, PATIENCE) == 0:
                raise Failure("consume", errno.ETIMEDOUT, f"after {next}")

    @failing
    def do_echo(self, words):
        with native_ipc.RingChannel.open(words.text(1)) as back, back.producer(self.wait()) as producer:
            for _ in range(words.number(2)):
                producer.send(self.consumer.receive(PATIENCE), PATIENCE)

    @failing
    def do_unlink(self, words):
        self.object.unlink()

    def release(self):
        for each in self.producer, self.consumer, self.opened:
            if each is not None:
                each.close()
