"""multiprocessing, which forks by default up to Python 3.13."""
import multiprocessing
import os
import signal
import threading

import pytest

import native_ipc
from native_ipc import RingChannel


def use_inherited(pipe, channel, producer, consumer):
    signal.alarm(40)  # which a child does not inherit
    calls = {
        "send": lambda: producer.send(b"x"), "offer": lambda: producer.offer(b"x"),
        "claim": lambda: producer.claim(1).__enter__(), "lane": lambda: producer.lane,
        "receive": lambda: consumer.receive(0), "poll": lambda: consumer.poll(print, timeout=0),
        "release": consumer.release, "free": consumer.free_dead_lanes, "statistics": channel.statistics,
        "unlink": channel.unlink, "producer": channel.producer, "consumer": channel.consumer,
        "with": channel.__enter__,
    }
    outcomes = {}
    for name, call in calls.items():
        try:
            call()
            outcomes[name] = "ok"
        except native_ipc.ForkedError as error:
            outcomes[name] = error.code if str(os.getppid()) in str(error) else str(error)
    producer.close()
    consumer.close()
    channel.close()
    pipe.send(outcomes)


def use_own(pipe, name):
    signal.alarm(40)
    with RingChannel.open(name) as channel:
        with channel.producer() as producer:
            producer.send(b"of the child")
            pipe.send(channel.statistics().lanes[1].producer.pid)


def hold(lock, held, done):
    """Holds a lock during the fork, as a thread that waits does."""
    with lock:
        held.set()
        done.wait(30)


def live(pipe):
    signal.alarm(40)
    pipe.send("alive")
    pipe.recv()


def run(context, target, *arguments):
    here, there = multiprocessing.Pipe()
    child = context.Process(target=target, args=(there, *arguments))
    child.start()
    assert here.poll(30)
    answer = here.recv()
    child.join(30)
    assert child.exitcode == 0
    return answer, child.pid


def test_a_forked_child_cannot_use_its_parents_objects(channel):
    with channel.producer() as producer, channel.consumer() as consumer:
        producer.send(b"before")
        held, done = threading.Event(), threading.Event()
        holder = threading.Thread(target=hold, args=(producer._lock, held, done))
        holder.start()
        held.wait()
        outcomes, _ = run(multiprocessing.get_context("fork"), use_inherited, channel, producer, consumer)
        done.set()
        holder.join()
        assert set(outcomes.values()) == {"NATIVE_IPC_FORKED"}, outcomes
        assert consumer.receive(5) == b"before"  # the child changed nothing
        producer.send(b"after")
        assert consumer.receive(5) == b"after"
        with pytest.raises(native_ipc.BusyError):
            channel.consumer()


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_child_opens_the_channel_again(channel, name, method):
    with channel.producer(), channel.consumer() as consumer:
        lane_pid, pid = run(multiprocessing.get_context(method), use_own, name)
        assert lane_pid == pid and consumer.receive(5) == b"of the child"


def test_a_childs_life_does_not_keep_its_parents_locks(channel):
    consumer = channel.consumer()
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=live, args=(there,))
    child.start()
    try:
        assert here.poll(30)
        here.recv()
        consumer.close()
        channel.consumer().close()
    finally:
        here.send(0)
        child.join(30)
