import os
import signal
import subprocess
import sys
import time

import pytest

from native_ipc import RingChannel

FOLDER = os.path.dirname(__file__)


@pytest.fixture
def name():
    """A name of a channel; its object is removed after the test."""
    name = f"/py-{os.getpid()}-{time.monotonic_ns() % 10**9}"
    yield name
    try:
        os.unlink("/dev/shm" + name)
    except FileNotFoundError:
        pass


@pytest.fixture
def channel(name):
    with RingChannel.create(name, lanes=3, lane_capacity=4096, max_message=600) as channel:
        yield channel


@pytest.fixture(autouse=True)
def limit():
    """Kills the tests if one waits without end."""
    signal.alarm(60)
    yield
    signal.alarm(0)


@pytest.fixture
def start():
    """Starts a process of actor.py or of another program; none outlives the test."""
    started = []

    def starter(*command):
        if not os.path.isabs(command[0]):
            command = (sys.executable, os.path.join(FOLDER, "actor.py"), *command)
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        started.append(process)
        return process

    yield starter
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
