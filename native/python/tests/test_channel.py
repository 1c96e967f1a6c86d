import importlib.metadata
import os
import pickle
import re

import pytest

import native_ipc
from native_ipc import Liveness, RingChannel, Verdict

PROJECT = os.path.join(os.path.dirname(__file__), "..", "..", "..")


def test_version_is_that_of_the_library_and_of_the_package():
    sources = os.path.join(os.path.dirname(__file__), "..", "pyproject.toml")
    if os.path.exists(sources):
        with open(sources) as file:
            version = re.search('^version = "(.*)"$', file.read(), re.M).group(1)
    else:
        version = importlib.metadata.version("native-ipc")
    assert version == native_ipc.__version__


def test_create_open_unlink(name):
    with pytest.raises(native_ipc.NotFoundError) as error:
        RingChannel.open(name)
    assert isinstance(error.value, FileNotFoundError)
    assert (error.value.call, error.value.object) == ("native_ipc_ring_open", name)
    assert error.value.code == "NATIVE_IPC_NOT_FOUND" and error.value.errno == 2 and name in str(error.value)
    with RingChannel.create(name, lanes=2, lane_capacity=8192, max_message=100, sleeping_waits=True) as channel:
        assert channel.created and channel.name == name
        assert channel.options == native_ipc.RingOptions(8192, 100, 2, True)
        with pytest.raises(FileExistsError):
            RingChannel.create(name)
        with RingChannel.open_or_create(name) as second:
            assert not second.created and second.options == channel.options
        assert not RingChannel.clean_up(name)
    assert channel.closed
    with pytest.raises(native_ipc.ClosedError, match="statistics.*is closed"):
        channel.statistics()
    RingChannel.unlink_name(name)
    assert not os.path.exists("/dev/shm" + name)


def test_exceptions_survive_pickling(name):
    with pytest.raises(native_ipc.NotFoundError) as error:
        RingChannel.open(name)
    copy = pickle.loads(pickle.dumps(error.value))
    assert type(copy) is native_ipc.NotFoundError and str(copy) == str(error.value)
    assert (copy.call, copy.object, copy.code, copy.errno) == (
        error.value.call, error.value.object, error.value.code, 2)


@pytest.mark.parametrize("bad", ["", "/", "x", "//x", "/a/b", "/.x", "/a b", "/ü", "/\ud800", "/a\0b", "/" + 31 * "a"])
def test_bad_names(bad):
    for call in RingChannel.create, RingChannel.open, RingChannel.open_or_create, RingChannel.unlink_name, \
            RingChannel.clean_up:
        with pytest.raises(native_ipc.InvalidArgumentError) as error:
            call(bad)
        assert isinstance(error.value, ValueError)


@pytest.mark.parametrize("options", [
    {"lanes": 0}, {"lanes": 33}, {"lanes": -1}, {"lanes": 2**32 + 1}, {"lane_capacity": 4095}, {"lane_capacity": 2**31},
    {"lane_capacity": 2**64 + 4096}, {"max_message": 2**64 + 1}, {"max_message": 0}, {"max_message": 131065}])
def test_bad_options(name, options):
    with pytest.raises(native_ipc.InvalidArgumentError):
        RingChannel.create(name, **options)
    assert not os.path.exists("/dev/shm" + name)


def test_bad_arguments(channel):
    with channel.producer() as producer, channel.consumer() as consumer:
        with pytest.raises(TypeError, match="encode"):
            producer.send("text")
        for length in -1, 601, 2**64 + 1:
            with pytest.raises(native_ipc.InvalidArgumentError):
                producer.claim(length).__enter__()
        with pytest.raises(native_ipc.InvalidArgumentError, match="601"):
            producer.send(bytes(601))
        for timeout in -1, -0.5, float("nan"):
            for call in consumer.receive, lambda timeout: producer.send(b"", timeout), \
                    lambda timeout: consumer.poll(print, None, timeout):
                with pytest.raises(native_ipc.InvalidArgumentError, match="timeout"):
                    call(timeout=timeout)
        with pytest.raises(native_ipc.InvalidArgumentError):
            consumer.poll(print, limit=-1)
        with pytest.raises(native_ipc.InvalidArgumentError, match="wait"):
            channel.producer(wait=9)
        with pytest.raises(native_ipc.InvalidArgumentError, match="sleep"):
            channel.producer(wait=native_ipc.Wait.SLEEP)
        producer.send(b"x")
        with pytest.raises(TypeError, match="Verdict"):
            consumer.poll(lambda message: "yes")
        assert consumer.receive(0) == b"x"
        for each in channel, producer, consumer:
            with pytest.raises(TypeError, match="pickled"):
                pickle.dumps(each)


def test_statistics(channel):
    with channel.producer() as producer, channel.consumer() as consumer:
        assert producer.lane == 0
        producer.send(b"12345")
        producer.send(b"123")
        consumer.receive(0)
        consumer.release()
        found = channel.statistics()
        assert found.consumer.pid == os.getpid() and found.consumer.liveness is Liveness.ALIVE
        assert (found.lanes[0].messages, found.lanes[0].bytes, found.lanes[0].consumed_messages) == (2, 8, 1)
        assert len(found.lanes) == 3 and found.lanes[1].producer.liveness is Liveness.ABSENT
        assert consumer.free_dead_lanes() == 0
    assert channel.statistics().consumer.liveness is Liveness.ABSENT


def test_busy(channel):
    consumer = channel.consumer()
    with pytest.raises(native_ipc.BusyError):
        channel.consumer()
    producers = [channel.producer() for _ in range(3)]
    for timeout in 0, 0.1:
        with pytest.raises(native_ipc.BusyError, match="3 lanes"):
            channel.producer(timeout=timeout)
    del producers[1]  # without close: the lane is free when the object is gone
    assert channel.producer(timeout=None).lane == 1
    consumer.close()
    consumer.close()
    channel.consumer().close()


HOSTILE = [(0, b"x", "magic"), (12, b"\2", "version"), (16, b"\7", "kind"), (20, b"\2", "flags"),
           (24, b"\1", "size"), (32, b"\1", "capacity"), (40, b"\0", "lane"), (44, b"\xff\xff\xff\xff", "message")]


@pytest.mark.parametrize("offset, value, what", HOSTILE)
def test_hostile_header(channel, name, offset, value, what):
    channel.close()
    with open("/dev/shm" + name, "r+b") as file:
        file.seek(offset)
        file.write(value)
    with pytest.raises(native_ipc.CorruptError) as error:
        RingChannel.open(name)
    assert name in str(error.value)


def test_hostile_record_is_reported_once(channel, name):
    with channel.producer() as bad, channel.producer() as good, channel.consumer() as consumer:
        bad.send(b"message")
        good.send(b"fine")
        with open("/dev/shm" + name, "r+b") as file:
            file.seek(8192 + 3 * 4096)  # the header of the first lane's first record
            file.write(b"\xff\xff\xff\x7f")
        received, errors = [], 0
        for _ in range(4):
            try:
                received.append(consumer.receive(0))
            except native_ipc.CorruptError:
                errors += 1
            except TimeoutError:
                pass
        assert (received, errors) == ([b"fine"], 1)


def rows(kind):
    """The rows of a kind of the table that all languages have in common; none without the project's sources."""
    table = os.path.join(PROJECT, "native", "test", "ring_table.txt")
    if not os.path.exists(table):
        return []
    with open(table) as file:
        return [line.split()[1:] for line in file if line.startswith(kind + " ")]


def arrange(situation, name):
    path = "/dev/shm" + name
    if situation == "absent":
        return None
    if situation in ("empty", "foreign"):
        with open(path, "wb") as file:
            file.write(b"" if situation == "empty" else 8192 * b"x")
        os.chmod(path, 0o600)
        return None
    channel = RingChannel.create(name, lanes=2, lane_capacity=4096)
    if situation == "open":
        return channel
    channel.close()
    if situation in ("unfinished", "retired"):
        with open(path, "r+b") as file:
            file.seek(128)
            file.write((0 if situation == "unfinished" else 2).to_bytes(4, "little"))
    elif situation == "writable":
        os.chmod(path, 0o660)
    elif situation == "truncated":
        os.truncate(path, 8192)
    return None


OUTCOMES = {native_ipc.NotFoundError: "NotFound", native_ipc.AlreadyExistsError: "AlreadyExists",
            native_ipc.CorruptError: "Corrupt", native_ipc.AccessDeniedError: "AccessDenied"}


@pytest.mark.parametrize("situation, verb, outcome", rows("outcome"))
def test_table(name, situation, verb, outcome):
    held = arrange(situation, name)
    try:
        result = getattr(RingChannel, "unlink_name" if verb == "unlink" else verb)(name)
        found = "false" if result is False else "ok"
    except native_ipc.IpcError as error:
        found = OUTCOMES[type(error)]
    assert found == outcome
    del held


def test_defaults_are_those_of_the_table(name):
    with RingChannel.create(name) as channel:
        for field, value in rows("default"):
            assert getattr(channel.options, field) == int(value)


def test_verdicts(channel):
    with channel.producer() as producer, channel.consumer() as consumer:
        for number in range(4):
            producer.send(bytes([number]))
        seen = []

        def handler(message):
            seen.append(message[0])
            return Verdict.STOP if message[0] == 1 else Verdict.KEEP if len(seen) == 3 else None

        assert consumer.poll(handler) == 2 and seen == [0, 1]
        assert consumer.poll(handler) == 0 and seen == [0, 1, 2]
        assert consumer.poll(handler, limit=1) == 1 and seen == [0, 1, 2, 2]
        assert consumer.poll(handler) == 1 and seen == [0, 1, 2, 2, 3]
        assert consumer.poll(handler, timeout=0.07) == 0 and consumer.poll(handler, limit=0) == 0
