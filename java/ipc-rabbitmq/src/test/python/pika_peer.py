"""The Python half of the RabbitMQ tests, by pika. Usage: pika_peer.py PORT QUEUE; commands and answers are lines."""

import os
import sys
import time
import zlib

import pika

PATIENCE_SECONDS = 50
PREFETCH = 1000


def body_of(number):
    """As the Java half makes it: the number, and so many bytes more."""
    return number.to_bytes(8, "big") + bytes([number & 0xff]) * (number * 7 % 200)


class Peer:
    def __init__(self, port, queue):
        self.queue = queue
        parameters = pika.ConnectionParameters("localhost", int(port), heartbeat=0)
        self.connection = pika.BlockingConnection(parameters)
        self.channel = self.connection.channel()
        self.held = 0

    def publish(self, channel, body, mode=2):
        channel.basic_publish("", self.queue, body, pika.BasicProperties(delivery_mode=mode), mandatory=True)

    def do_declare(self):
        self.channel.queue_declare(self.queue, durable=True)

    def do_delete(self):
        self.channel.queue_delete(self.queue)

    def do_count(self):
        return self.channel.queue_declare(self.queue, passive=True).method.message_count

    def do_send(self, text):
        """One persistent message, confirmed: pika throws at one that is refused or unroutable."""
        channel = self.connection.channel()
        channel.confirm_delivery()
        self.publish(channel, bytes.fromhex(text))
        channel.close()

    def do_sendmany(self, count):
        checksum = 0
        for number in range(int(count)):
            body = body_of(number)
            checksum = zlib.crc32(body, checksum)
            self.publish(self.channel, body)
        return checksum

    def do_receive(self):
        """The next message: its bytes, its delivery mode, and whether it was delivered before."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            method, properties, body = self.channel.basic_get(self.queue)
            if method is not None:
                self.channel.basic_ack(method.delivery_tag)
                return f"{body.hex() or '-'} {properties.delivery_mode} {int(method.redelivered)}"
            time.sleep(0.005)
        raise TimeoutError("no message")

    def do_receivemany(self, count):
        checksum = wrong = received = 0
        self.channel.basic_qos(prefetch_count=PREFETCH)
        for method, _, body in self.channel.consume(self.queue, inactivity_timeout=PATIENCE_SECONDS):
            if method is None:
                raise TimeoutError(f"no more messages after {received}")
            wrong += body != body_of(received)
            checksum = zlib.crc32(body, checksum)
            received += 1
            if received % (PREFETCH // 4) == 0 or received == int(count):
                self.channel.basic_ack(method.delivery_tag, multiple=True)
            if received == int(count):
                break
        self.channel.cancel()
        return f"{checksum} {wrong}"

    def do_hold(self, count):
        """Takes so many, and acknowledges none."""
        self.channel.basic_qos(prefetch_count=int(count))
        for method, _, _ in self.channel.consume(self.queue, inactivity_timeout=PATIENCE_SECONDS):
            if method is None:
                raise TimeoutError(f"no more messages after {self.held}")
            self.held += 1
            if self.held == int(count):
                return self.held
        return None


def answer(peer, words):
    try:
        values = getattr(peer, "do_" + words[0])(*words[1:])
        return "ok" if values is None else f"ok {values}"
    except Exception as failure:
        return f"error {type(failure).__name__} {failure}".replace("\n", " ")


def main():
    peer = Peer(*sys.argv[1:])
    print(f"ready {os.getpid()}", flush=True)
    for line in sys.stdin:
        if line.strip() == "quit":
            peer.connection.close()
            break
        print(answer(peer, line.split()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
