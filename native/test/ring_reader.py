"""Reads a ring channel in POSIX shared memory; written from docs/ring-layout.md alone: ring_reader.py /NAME COUNT

Takes over as the consumer, prints `LANE HEX` for each of COUNT messages, and leaves properly. Python's plain loads and
stores are in order only on x86 (TSO, one aligned 8-byte move each).
"""
import fcntl
import mmap
import os
import struct
import sys
import time

PAGE = 4096
F_OFD_SETLK = 37
LOCK_BASE = 1 << 62


def lock(fd, slot, kind):
    # struct flock: l_type, l_whence, l_start, l_len, l_pid
    fcntl.fcntl(fd, F_OFD_SETLK, struct.pack("hhxxxxqqixxxx", kind, os.SEEK_SET, LOCK_BASE + slot, 1, 0))


class Corrupt(Exception):
    pass


def require(condition, what):
    if not condition:
        raise Corrupt(what)


class Channel:
    def __init__(self, name):
        self.fd = os.open("/dev/shm" + name, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        lock(self.fd, 62, fcntl.F_RDLCK)
        deadline = time.monotonic() + 1
        header = os.pread(self.fd, PAGE, 0)
        while len(header) < PAGE or header[128:132] == bytes(4):
            require(time.monotonic() < deadline, "not finished by its creator")
            time.sleep(0.001)
            header = os.pread(self.fd, PAGE, 0)
        self.check(os.pread(self.fd, PAGE, 0))
        self.memory = mmap.mmap(self.fd, self.total)
        self.u64 = memoryview(self.memory).cast("Q")
        self.u32 = memoryview(self.memory).cast("I")

    def check(self, header):
        magic, order, version, kind, flags, self.total, self.capacity, self.lanes, self.largest = struct.unpack_from(
            "=8sIIIIQQII", header)
        require(magic == b"NIPCRING", "magic")
        require(order == 0x01020304, "byte order")
        require(version == 1 and kind == 1 and flags & ~1 == 0, "version, kind or flags")
        require(4096 <= self.capacity <= 1 << 30 and self.capacity & (self.capacity - 1) == 0, "lane capacity")
        require(1 <= self.lanes <= 32, "lane count")
        require(self.total == 2 * PAGE + self.lanes * (PAGE + self.capacity), "total size")
        require(self.total <= os.fstat(self.fd).st_size, "the object is smaller")
        require(1 <= self.largest <= self.capacity // 2 - 8, "max message")
        require(any(header[48:64]), "instance id")
        require(struct.unpack_from("=IIQQ", header, 64) == (1, 0, 0, 0), "the locks lie elsewhere")
        require(struct.unpack_from("=I", header, 128) == (1,), "retired")

    def enter(self):
        lock(self.fd, 0, fcntl.F_WRLCK)  # BlockingIOError: the channel has a consumer
        slot = 1024
        if self.u64[slot // 8]:
            self.u64[(PAGE + 128) // 8] += 1  # TAKEOVERS
        self.u64[slot // 8] = 0
        self.u32[PAGE // 4] = 0  # WAKE
        self.positions = [self.u64[(2 * PAGE + lane * PAGE) // 8] for lane in range(self.lanes)]
        require(all(position % 8 == 0 for position in self.positions), "head")
        start = int(open("/proc/self/stat").read().rpartition(")")[2].split()[19])
        self.u32[(slot + 16) // 4] = os.getpid()
        self.u64[(slot + 8) // 8] = start
        self.u64[slot // 8] = int.from_bytes(os.urandom(8), "little") | 1

    def poll(self, lane):
        """Returns the bytes of the next message, or None."""
        data = 2 * PAGE + self.lanes * PAGE + lane * self.capacity
        while True:
            position = self.positions[lane]
            offset = position % self.capacity
            rest = self.capacity - offset
            header = self.u64[(data + offset) // 8]
            if header == 0:
                return None
            length, kind = header & 0xFFFFFFFF, header >> 32
            if kind == 2:
                require(offset != 0 and length == rest - 8, "padding")
                self.positions[lane] = position + rest
                continue
            record = (length + 15) & ~7
            require(kind == 1 and length <= self.largest and record <= rest, "record")
            begin = data + offset + 8
            payload = bytes(self.memory[begin:begin + length])
            self.positions[lane] = position + record
            self.consumed(lane, length)
            return payload

    def consumed(self, lane, length):
        page = (2 * PAGE + lane * PAGE) // 8
        self.u64[page + 1] += 1
        self.u64[page + 2] += length
        self.u64[page] = self.positions[lane]  # HEAD, because the payload has been copied

    def leave(self):
        self.u64[1024 // 8] = 0
        os.close(self.fd)


def main():
    channel = Channel(sys.argv[1])
    channel.enter()
    left = int(sys.argv[2])
    deadline = time.monotonic() + 20
    while left > 0:
        require(time.monotonic() < deadline, "no message came")
        for lane in range(channel.lanes):
            payload = channel.poll(lane)
            if payload is not None and left > 0:
                print(lane, payload.hex())
                left -= 1
    channel.leave()


main()
