"""What is mapped as a whole: files, POSIX shared memory, multiprocessing.shared_memory."""

import os

from protocol import MemoryPeer, check


class MappedDescriptor(MemoryPeer):
    """What POSIX shared memory and a memory-mapped file have in common: a descriptor that is mapped as a whole."""

    fd = -1

    def __init__(self, name):
        import mmap
        self.mmap = mmap
        self.name = name

    def adopt(self, fd, writable=True):
        self.release()
        self.fd = fd
        self.writable = writable

    def create(self, fd, size):
        self.adopt(fd)
        self.truncate(size)

    def open_existing(self, fd, read_only):
        self.adopt(fd, not read_only)
        return self.map()

    def truncate(self, size):
        check("ftruncate", os.ftruncate, self.fd, size)
        self.map()

    def map(self):
        """Maps what the object has now; an object without bytes has no mapping."""
        self.unmap()
        size = check("fstat", os.fstat, self.fd).st_size
        if size > 0:
            access = self.mmap.ACCESS_WRITE if self.writable else self.mmap.ACCESS_READ
            self.memory = check("mmap", self.mmap.mmap, self.fd, size, access=access)
        return size

    def unmap(self):
        if self.memory is not None:
            self.memory.close()
        self.memory = None

    def release(self):
        self.unmap()
        if self.fd != -1:
            os.close(self.fd)
        self.fd = -1

    def do_truncate(self, words):
        self.truncate(words.number(1))

    def do_flush(self, words):
        if self.memory is not None:
            check("msync", self.memory.flush)

    def do_close(self, words):
        self.release()


class MappedFile(MappedDescriptor):
    def do_create(self, words):
        self.create(check("open", os.open, self.name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), words.number(1))

    def do_open(self, words):
        read_only = words.has(1, "ro")
        return self.open_existing(check("open", os.open, self.name, os.O_RDONLY if read_only else os.O_RDWR), read_only)

    def do_unlink(self, words):
        check("unlink", os.unlink, self.name)


class PosixSharedMemory(MappedDescriptor):
    def __init__(self, name):
        super().__init__(name)
        import posix_ipc
        self.ipc = posix_ipc

    def do_create(self, words):
        memory = check("shm_open", self.ipc.SharedMemory, self.name, self.ipc.O_CREX, words.mode(2))
        self.create(memory.fd, words.number(1))

    def do_open(self, words):
        read_only = words.has(1, "ro")
        memory = check("shm_open", self.ipc.SharedMemory, self.name, read_only=read_only)
        return self.open_existing(memory.fd, read_only)

    def do_unlink(self, words):
        check("shm_unlink", self.ipc.unlink_shared_memory, self.name)


class SharedMemory(MemoryPeer):
    """multiprocessing.shared_memory: a POSIX shared memory object, named without its slash."""

    what = "memory"

    def __init__(self, name):
        from multiprocessing import resource_tracker, shared_memory
        self.tracker = resource_tracker
        self.shared_memory = shared_memory
        self.name = name
        self.created = False

    def adopt(self, created, **options):
        opened = check("shm_open", self.shared_memory.SharedMemory, self.name, **options)
        self.release()
        self.opened = opened
        self.memory = self.opened.buf
        self.created = created

    def tracked(self, change):
        change("/" + self.name, "shared_memory")

    def do_create(self, words):
        self.adopt(True, create=True, size=words.number(1))

    def do_open(self, words):
        """Python takes whoever opens a segment for its owner (until 3.13 brought track=False): at the exit of a mere
        opener the resource tracker would unlink what others still use."""
        self.adopt(False)
        self.tracked(self.tracker.unregister)
        return self.object.size

    def do_close(self, words):
        self.release()

    def do_unlink(self, words):
        if not self.created:
            self.tracked(self.tracker.register)  # which unlink() takes back
        check("shm_unlink", self.object.unlink)

    def release(self):
        self.memory = None
        if self.opened is not None:
            self.opened.close()
