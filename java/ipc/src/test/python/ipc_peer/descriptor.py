"""Descriptors that go through a Unix socket: socket.send_fds and recv_fds, os.memfd_create, mmap."""

import os

from protocol import MemoryPeer, check, hexadecimal, misused


class PassedDescriptors(MemoryPeer):
    """`memfd SIZE [unsealed]` makes the memory, `map INDEX [ro]` takes it from what was received."""

    MAX_RIGHTS = 253

    def __init__(self, path):
        import fcntl
        import mmap
        import socket
        self.fcntl = fcntl
        self.mmap = mmap
        self.sockets = socket
        self.path = path
        self.memory_fd = -1
        self.received = []

    def do_connect(self, words):
        self.opened = self.sockets.socket(self.sockets.AF_UNIX, self.sockets.SOCK_STREAM)
        check("connect", self.opened.connect, self.path)

    def do_memfd(self, words):
        fd = check("memfd_create", os.memfd_create, "ipc-test-peer", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        check("ftruncate", os.ftruncate, fd, words.number(1))
        if not words.has(2, "unsealed"):
            seals = self.fcntl.F_SEAL_SHRINK | self.fcntl.F_SEAL_GROW
            check("fcntl", self.fcntl.fcntl, fd, self.fcntl.F_ADD_SEALS, seals)
        size = self.map(fd, True)
        os.close(fd)
        return size

    def map(self, fd, writable):
        """Keeps a duplicate, so that the descriptor stays where it is."""
        size = check("fstat", os.fstat, fd).st_size
        access = self.mmap.ACCESS_WRITE if writable else self.mmap.ACCESS_READ
        self.memory = check("mmap", self.mmap.mmap, fd, size, access=access)
        self.memory_fd = os.dup(fd)
        self.writable = writable
        return size

    def do_map(self, words):
        return self.map(self.at_index(words), not words.has(2, "ro"))

    def do_seals(self, words):
        return check("fcntl", self.fcntl.fcntl, self.memory_fd, self.fcntl.F_GET_SEALS)

    def do_truncate(self, words):
        check("ftruncate", os.ftruncate, self.memory_fd, words.number(1))

    def do_pipe(self, words):
        self.received += os.pipe()

    def do_send(self, words):
        copies = words.number(2) if len(words.words) > 2 else 1
        check("sendmsg", self.sockets.send_fds, self.object, [words.data(1)], [self.memory_fd] * copies)

    def do_send_fd(self, words):
        check("sendmsg", self.sockets.send_fds, self.object, [words.data(2)], [self.at_index(words)])
        self.do_fd_close(words)

    def do_receive(self, words):
        data, fds, _, _ = check("recvmsg", self.sockets.recv_fds, self.object, words.number(1), self.MAX_RIGHTS)
        self.received += fds
        return f"{hexadecimal(data)} {len(fds)}"

    def at_index(self, words):
        index = words.number(1)
        if index >= len(self.received) or self.received[index] == -1:
            raise misused(f"there is no descriptor {index}")
        return self.received[index]

    def do_fd_read(self, words):
        data = check("read", os.read, self.at_index(words), words.number(2))
        return hexadecimal(data) if data else "eof"

    def do_fd_write(self, words):
        check("write", os.write, self.at_index(words), words.data(2))

    def do_fd_close(self, words):
        os.close(self.at_index(words))
        self.received[words.number(1)] = -1

    def release(self):
        if self.memory is not None:
            self.memory.close()
        for fd in [*self.received, self.memory_fd]:
            if fd != -1:
                os.close(fd)
        if self.opened is not None:
            self.opened.close()
