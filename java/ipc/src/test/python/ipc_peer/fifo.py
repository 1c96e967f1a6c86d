"""POSIX named pipes."""

import errno
import os

from protocol import Failure, Peer, check, hexadecimal


class Fifo(Peer):
    CHUNK = 65536
    CYCLE = 251

    def __init__(self, path):
        import zlib
        self.crc32 = zlib.crc32
        self.path = path
        self.reader = self.writer = -1

    def open(self, fd, flags):
        """Waits for the other end."""
        if fd != -1:
            raise Failure("open", errno.EBUSY, "open already")
        return check("open", os.open, self.path, flags)

    def do_create(self, words):
        check("mkfifo", os.mkfifo, self.path, words.mode(1))

    def do_open_read(self, words):
        self.reader = self.open(self.reader, os.O_RDONLY)

    def do_open_write(self, words):
        self.writer = self.open(self.writer, os.O_WRONLY)

    def read_up_to(self, wanted):
        data = bytearray()
        while len(data) < wanted:
            piece = check("read", os.read, self.reader, wanted - len(data))
            if not piece:
                break
            data += piece
        return bytes(data)

    def write_all(self, data):
        rest = memoryview(data)
        while rest:
            rest = rest[check("write", os.write, self.writer, rest):]

    def chunks(self, total):
        """Byte i of the pattern is i modulo 251."""
        cycles = bytes(range(self.CYCLE)) * (self.CHUNK // self.CYCLE + 2)
        for done in range(0, total, self.CHUNK):
            begin = done % self.CYCLE
            yield done, cycles[begin:begin + min(self.CHUNK, total - done)]

    def do_read(self, words):
        wanted = words.number(1)
        data = self.read_up_to(wanted)
        return "eof" if wanted > 0 and not data else hexadecimal(data)

    def do_write(self, words):
        self.write_all(words.data(1))

    def do_fill(self, words):
        for _, chunk in self.chunks(words.number(1)):
            self.write_all(chunk)

    def do_drain(self, words):
        crc = 0
        for done, expected in self.chunks(words.number(1)):
            data = self.read_up_to(len(expected))
            if not expected.startswith(data):
                wrong = next(i for i, byte in enumerate(data) if byte != expected[i])
                raise Failure("drain", errno.EIO, f"byte {done + wrong} differs")
            if len(data) < len(expected):
                raise Failure("drain", errno.EPIPE, f"the end came after {done + len(data)} bytes")
            crc = self.crc32(data, crc)
        return f"{crc:08x}"

    def do_close(self, words):
        self.release()

    def do_unlink(self, words):
        check("unlink", os.unlink, self.path)

    def release(self):
        for fd in self.reader, self.writer:
            if fd != -1:
                os.close(fd)
        self.reader = self.writer = -1
