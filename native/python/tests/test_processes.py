"""Messages between processes, and their deaths."""
import os
import re
import signal
import threading
import time

import pytest

import native_ipc
from native_ipc import Liveness, RingChannel

C_PEER = os.environ.get("NATIVE_IPC_RING_C_PEER")
CPP_PEER = os.environ.get("NATIVE_IPC_PEER")


def message_of(number):
    return number.to_bytes(8, "little") * (1 + number % 50)


def test_messages_of_another_process_arrive_whole_and_in_order(channel, name, start):
    with channel.consumer() as consumer:
        producer = start("produce", name, "500")
        for number in range(500):
            assert consumer.receive(30) == message_of(number)
        assert producer.stdout.readline() == "done\n" and producer.wait() == 0
        with pytest.raises(TimeoutError):
            consumer.receive(0.1)


def test_another_process_receives_until_the_channel_ends(channel, name, start):
    consumer = start("consume", name)
    with channel.producer() as producer:
        for number in range(300):
            producer.send(message_of(number), 30)
            assert consumer.stdout.readline() == f"{number}\n"
        channel.unlink()
        assert consumer.wait() == 0  # its iteration ends
        with pytest.raises(native_ipc.PeerClosedError) as error:
            while True:
                producer.send(bytes(600), 30)
        assert isinstance(error.value, BrokenPipeError)


def test_threads_send_at_once(channel):
    def produce(first):
        for number in range(first, 900, 3):
            shared.send(number.to_bytes(4, "little"))

    with channel.producer() as shared, channel.consumer() as consumer:
        threads = [threading.Thread(target=produce, args=(first,)) for first in range(3)]
        for thread in threads:
            thread.start()
        received = [int.from_bytes(consumer.receive(30), "little") for _ in range(900)]
        for thread in threads:
            thread.join()
        assert sorted(received) == list(range(900))


def test_close_by_another_thread_ends_a_wait(channel):
    consumer = channel.consumer()
    timer = threading.Timer(0.2, consumer.close)
    timer.start()
    with pytest.raises(native_ipc.ClosedError):
        consumer.receive()
    timer.join()


def test_no_loss_by_a_killed_producer(channel, name, start):
    with channel.consumer() as consumer:
        flood = start("flood", name)
        received = [consumer.receive(30) for _ in range(50)]
        flood.kill()
        flood.wait()
        acknowledged = int(flood.stdout.read().split()[-1])
        while True:
            try:
                received.append(consumer.receive(0.2))
            except TimeoutError:
                break
        numbers = [int.from_bytes(message, "little") for message in received]
        assert numbers == list(range(len(numbers))) and len(numbers) >= acknowledged
        assert channel.statistics().lanes[0].producer.liveness is not Liveness.ALIVE
        assert channel.producer(timeout=0).lane == 0


def test_claim_of_a_killed_producer_is_invisible(channel, name, start):
    with channel.consumer() as consumer:
        claimer = start("claim", name)
        assert claimer.stdout.readline() == "claimed\n"
        claimer.kill()
        claimer.wait()
        assert channel.statistics().lanes[0].producer.liveness is Liveness.DEAD
        assert consumer.receive(5) == b"published"
        with pytest.raises(TimeoutError):
            consumer.receive(0.1)


def test_successor_of_a_killed_consumer(channel, name, start):
    killed = start("consume", name)
    with channel.producer() as producer:
        for number in range(20):
            producer.send(number.to_bytes(8, "little"), 30)
        seen = -1
        while seen < 9:
            seen = int(killed.stdout.readline())
        killed.kill()
        killed.wait()
        with pytest.raises(native_ipc.PeerClosedError, match="dead"):
            while True:
                producer.send(bytes(600), 30)
        with channel.consumer() as consumer:
            assert channel.statistics().takeovers == 1
            if seen < 19:
                assert int.from_bytes(consumer.receive(5), "little") <= 20


def ask(peer, line):
    peer.stdin.write(line + "\n")
    peer.stdin.flush()
    answer = peer.stdout.readline()
    assert answer.startswith("ok"), answer
    return answer.split()[1:]


def mixed(number):
    product = number * 0x9E3779B97F4A7C15 & 2**64 - 1
    return product ^ product >> 29


def peers_message(id, number, most):
    """Message `number` of ring_messages.h, for numbers below `most`."""
    assert number < most
    return bytes([id] + [mixed(number) + i * 31 & 255 for i in range(1, number + 1)])


@pytest.mark.parametrize("command", [(C_PEER,), (CPP_PEER, "ring")], ids=["c", "cpp"])
def test_exchange_with_another_language(channel, name, start, command):
    if command[0] is None:
        pytest.skip("the peer is not built")
    peer = start(*command, name)
    assert peer.stdout.readline().startswith("ready")
    assert ask(peer, "open") == ["3", "4096"]
    with channel.consumer() as consumer:
        ask(peer, "producer")
        peer.stdin.write("produce 7 0 300\n")
        peer.stdin.flush()
        for number in range(300):
            assert consumer.receive(30) == peers_message(7, number, 600)
        assert peer.stdout.readline().startswith("ok")
    with channel.producer() as producer:
        ask(peer, "consumer")
        peer.stdin.write("consume 5 300\n")
        peer.stdin.flush()
        for number in range(300):
            message = peers_message(5, number, 600)
            with producer.claim(len(message), 30) as room:
                room[:] = message
        assert peer.stdout.readline().startswith("ok")
        peer.kill()
        peer.wait()
        consumer = channel.consumer()
        assert channel.statistics().takeovers == 1
        consumer.close()


@pytest.mark.parametrize("role", ["receive", "poll", "send"])
def test_keyboard_interrupt_ends_a_wait(channel, name, start, role):
    waiter = start("wait", name, role)
    assert waiter.stdout.readline() == "waiting\n"
    time.sleep(0.3)  # it need not be in its wait yet, but usually is
    begin = time.monotonic()
    waiter.send_signal(signal.SIGINT)
    assert waiter.stdout.readline() == "interrupted\n"
    assert time.monotonic() - begin < 1  # 0.1 on a machine that is not loaded


def test_a_package_of_this_machine_has_the_symbols():
    from native_ipc import _native
    header = os.path.join(os.path.dirname(__file__), "..", "..", "include", "native_ipc", "ring.h")
    if not os.path.exists(header):
        pytest.skip("no source tree")
    with open(header) as file:
        text = file.read()
    codes = dict(re.findall(r"(NATIVE_IPC_[A-Z_]+) = (-\d+)", text))
    for code in "AGAIN", "MISUSE", "BUSY", "TOO_LONG":
        assert getattr(_native, code) == int(codes["NATIVE_IPC_" + code])
    from native_ipc import _errors
    assert set(codes) - {"NATIVE_IPC_TOO_LONG"} == set(_errors._CLASSES)


def test_interrupted_receive_loses_nothing(channel):
    """A signal handler raises an exception again and again while messages arrive."""
    class Interrupt(Exception):
        pass

    def interrupt(number, frame):
        raise Interrupt

    former = signal.signal(signal.SIGUSR1, interrupt)
    count = 3000
    received, begun = [], []

    def produce():
        while not begun:
            time.sleep(0.001)
        opened = RingChannel.open(channel.name)
        with opened.producer() as producer:
            for number in range(count):
                producer.send(number.to_bytes(4, "little"), 30)
                if number % 3 == 0:
                    signal.pthread_kill(main, signal.SIGUSR1)

    main = threading.main_thread().ident
    thread = threading.Thread(target=produce)
    interrupts = 0
    try:
        with channel.consumer() as consumer:
            thread.start()
            begun.append(True)
            while len(received) < count:
                try:
                    # One C call appends the message: no bytecode comes between receiving and storing it.
                    received.extend(map(consumer.receive, (30,)))
                except Interrupt:
                    interrupts += 1
            while thread.is_alive():
                try:
                    thread.join()
                except Interrupt:
                    pass
    finally:
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        signal.signal(signal.SIGUSR1, former)
    numbers = [int.from_bytes(message, "little") for message in received]
    assert sorted(set(numbers)) == list(range(count))
    assert interrupts > 0


@pytest.mark.parametrize("place", ["before the message is copied", "after it is taken"])
def test_an_exception_within_receive_loses_nothing(channel, monkeypatch, place):
    """Raises an exception where a signal handler could."""
    class Interrupt(Exception):
        pass

    class Lock:
        def __enter__(self):
            pass

        def __exit__(self, *error):
            raise Interrupt

    def interrupt(*arguments):
        raise Interrupt

    with channel.producer() as producer, channel.consumer() as consumer:
        for use in lambda: consumer.receive(0), lambda: poll_one(consumer):
            producer.send(b"first")
            producer.send(b"second")
            with monkeypatch.context() as patch:
                if place == "after it is taken":
                    patch.setattr(consumer, "_lock", Lock())
                else:
                    patch.setattr("native_ipc._consumer.ctypes.string_at", interrupt)
                with pytest.raises(Interrupt):
                    consumer.receive(0)
            assert [use(), use()] == [b"first", b"second"]


def poll_one(consumer):
    seen = []
    assert consumer.poll(lambda message: seen.append(bytes(message)), limit=1, timeout=0) == 1
    return seen[0]
