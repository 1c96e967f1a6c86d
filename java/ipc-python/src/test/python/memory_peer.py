"""multiprocessing.shared_memory, told what to do line by line, as connection_peer.py is."""

import ast
import os
import signal
import sys
from multiprocessing import resource_tracker, shared_memory

LIMIT_SECONDS = 120


class Peer:
    memory = None
    values = None

    def do_create(self, name, size):
        self.memory = shared_memory.SharedMemory(name, create=True, size=int(size))

    def do_attach(self, name):
        """As it comes: until 3.13 this process believes that the memory is its own, and erases it when it ends."""
        self.memory = shared_memory.SharedMemory(name)

    def do_attach_untracked(self, name):
        """From 3.13 on."""
        self.memory = shared_memory.SharedMemory(name, track=False)

    def do_attach_unregistered(self, name):
        """Before 3.13."""
        self.memory = shared_memory.SharedMemory(name)
        resource_tracker.unregister("/" + name, "shared_memory")

    def do_tracker(self):
        """The pid of this process's resource tracker, 0 if there is none."""
        return resource_tracker._resource_tracker._pid or 0

    def do_write(self, offset, text):
        self.memory.buf[int(offset):int(offset) + len(text)] = text.encode()

    def do_read(self, offset, length):
        return bytes(self.memory.buf[int(offset):int(offset) + int(length)]).decode()

    def do_close(self):
        self.memory.close()

    def do_unlink(self):
        self.memory.unlink()

    def do_list_create(self, name, *words):
        self.values = shared_memory.ShareableList(ast.literal_eval(" ".join(words)), name=name)
        return self.values.shm.size

    def do_list_open(self, name):
        self.values = shared_memory.ShareableList(name=name)
        resource_tracker.unregister("/" + name, "shared_memory")

    def do_list_set(self, index, *words):
        self.values[int(index)] = ast.literal_eval(" ".join(words))

    def do_list_get(self):
        return ascii(list(self.values))

    def do_list_format(self):
        return self.values.format

    def do_list_unlink(self):
        self.values.shm.close()
        self.values.shm.unlink()

    def do_list_close(self):
        self.values.shm.close()


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
        signal.alarm(LIMIT_SECONDS)
        print(answer(peer, line), flush=True)
        signal.alarm(0)


if __name__ == "__main__":
    main()
