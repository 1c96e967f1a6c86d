"""Claims, views without a copy, and buffers that are kept."""
import array
import gc
import os
import subprocess
import sys
import textwrap

import pytest

import native_ipc
from native_ipc import RingChannel


def mapped(name):
    with open("/proc/self/maps") as file:
        return any(line.rstrip().endswith("/dev/shm" + name) for line in file)


def test_every_kind_of_bytes(channel):
    with channel.producer() as producer, channel.consumer() as consumer:
        data = bytes(range(40))
        for message in data, bytearray(data), memoryview(data), memoryview(bytearray(data)), array.array("B", data), \
                array.array("I", data), memoryview(bytes(80))[::2], b"", bytearray():
            assert producer.offer(message)
            assert consumer.receive(0) == memoryview(message).tobytes()
            producer.send(message)
            assert consumer.receive(0) == memoryview(message).tobytes()


def test_longer_messages_than_the_first_buffer(name):
    with RingChannel.create(name, lanes=1, lane_capacity=2**20, max_message=300000) as channel, \
            channel.producer() as producer, channel.consumer() as consumer:
        for length in 300000, 1, 65536, 65537:
            message = os.urandom(length)
            producer.send(message)
            assert consumer.receive(0) == message


def test_claim(channel):
    with channel.producer() as producer, channel.consumer() as consumer:
        with producer.claim(5) as room:
            room[:] = b"hello"
            with pytest.raises(native_ipc.MisuseError):
                producer.send(b"x")
            with pytest.raises(native_ipc.MisuseError):
                producer.claim(1).__enter__()
            with pytest.raises(native_ipc.TimedOutError):
                consumer.receive(0)
        assert consumer.receive(0) == b"hello"
        with pytest.raises(ValueError, match="released"):
            room[0]
        with pytest.raises(ZeroDivisionError):
            with producer.claim(5) as room:
                room[:] = b"never"
                1 / 0
        with producer.claim(0) as room:
            assert len(room) == 0
        assert consumer.receive(0) == b""
        claim = producer.claim(1)
        with claim as room:
            room[0] = 7
        with pytest.raises(native_ipc.MisuseError):
            claim.__enter__()
        assert consumer.receive(0) == b"\7"
        while producer.offer(bytes(600)):
            pass
        for timeout in 0, 0.1:
            with pytest.raises(native_ipc.TimedOutError):
                producer.claim(600, timeout).__enter__()
            with pytest.raises(native_ipc.TimedOutError):
                producer.send(bytes(600), timeout)


def test_a_claim_whose_block_never_began_is_dropped(channel):
    with channel.producer() as producer, channel.consumer() as consumer:
        producer.claim(5).__enter__()
        producer.send(b"next")
        assert consumer.receive(0) == b"next"


def test_close_in_a_claim(channel):
    producer = channel.producer()
    with pytest.raises(native_ipc.ClosedError):
        with producer.claim(5):
            producer.close()
    with pytest.raises(native_ipc.ClosedError):
        producer.offer(b"x")


def test_poll_without_a_copy(channel):
    views = []

    def handler(message):
        assert message.readonly and message.format == "B" and bytes(message) == b"payload"
        with pytest.raises(TypeError):
            message[0] = 1
        views.append(message)

    with channel.producer() as producer, channel.consumer() as consumer:
        producer.send(b"payload")
        assert consumer.poll(handler) == 1
    with pytest.raises(ValueError, match="released"):
        views[0][0]


def test_a_handler_that_fails_keeps_its_message(channel):
    def handler(message):
        if bytes(message) == b"bad" and not failed:
            failed.append(1)
            raise KeyError("bad")

    failed = []
    with channel.producer() as producer, channel.consumer() as consumer:
        producer.send(b"good")
        producer.send(b"bad")
        with pytest.raises(KeyError):
            consumer.poll(handler)
        assert consumer.poll(handler) == 1
        with pytest.raises(native_ipc.TimedOutError):
            consumer.receive(0)


def test_a_handler_cannot_poll_and_can_close(channel):
    with channel.producer() as producer:
        consumer = channel.consumer()
        producer.send(b"first")
        producer.send(b"second")
        errors = []

        def handler(message):
            for call in lambda: consumer.poll(print), lambda: consumer.receive(0):
                try:
                    call()
                except native_ipc.MisuseError as error:
                    errors.append(error)
            consumer.close()

        assert consumer.poll(handler) == 1 and len(errors) == 2
        with pytest.raises(native_ipc.ClosedError):
            consumer.receive(0)
        with channel.consumer() as successor:
            assert successor.receive(0) == b"second"


def test_kept_buffers_keep_the_mapping(channel, name):
    kept = []

    def keep(message):
        kept.append(message[1:4])

    producer, consumer = channel.producer(), channel.consumer()
    producer.send(b"message")
    assert consumer.poll(keep) == 1
    with producer.claim(8) as room:
        kept.append(room[2:])
    producer.close()
    consumer.close()
    channel.close()
    with RingChannel.open(name) as again:
        again.consumer().close()  # the participants have left
    gc.collect()
    assert mapped(name)
    assert len(bytes(kept[0])) == 3 and len(bytes(kept[1])) == 6
    RingChannel.unlink_name(name)
    assert len(bytes(kept[0])) == 3
    kept.clear()
    gc.collect()
    with open("/proc/self/maps") as file:
        assert name not in file.read()


def test_objects_that_are_not_closed_at_the_end_of_the_interpreter(channel, name):
    program = textwrap.dedent("""
        import sys
        from native_ipc import RingChannel
        kept = []
        channel = RingChannel.open(sys.argv[1])
        producer, consumer = channel.producer(), channel.consumer()
        producer.send(b"message")
        consumer.poll(lambda message: kept.append(memoryview(message)[1:]))
        claim = producer.claim(5)
        kept.append(claim.__enter__())
        print(len(kept))
        """)
    done = subprocess.run([sys.executable, "-c", program, name], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "2\n", "")
    with channel.consumer() as consumer, pytest.raises(native_ipc.TimedOutError):
        consumer.receive(0)
