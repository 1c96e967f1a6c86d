"""The Python half of the two-process tests: ipc_peer.py KIND NAME is the twin of the C++ program ipc_peer, made of
what a Python programmer takes: sysv_ipc, posix_ipc, mmap, os, multiprocessing.shared_memory.

It writes `ready PID`, then answers each line of stdin with one line: `ok [VALUES]` or `error CALL ERRNO text`; what the
module cannot do is answered with `error usage ENOTSUP text`. `quit` and the end of stdin end it, `die` kills it. A kind
imports the module that it needs, and no other: tests start many peers.
"""

import ctypes
import errno
import os
import signal
import sys

LIMIT_SECONDS = 120


class Failure(Exception):
    """What a command answers with `error CALL ERRNO text`."""

    def __init__(self, call, error, text=None):
        self.call = call
        self.error = error
        self.text = text or os.strerror(error)

    def __str__(self):
        return f"error {self.call} {errno.errorcode.get(self.error, self.error)} {self.text}"


class NotNow(Failure):
    """The object has nothing to give at the moment."""


def misused(text):
    return Failure("usage", errno.EINVAL, text)


def not_supported(text):
    return Failure("usage", errno.ENOTSUP, text)


def c_errno():
    """This thread's errno: the exceptions of sysv_ipc and posix_ipc do not tell it."""
    location = ctypes.CDLL(None).__errno_location
    location.restype = ctypes.POINTER(ctypes.c_int)
    return location().contents


C_ERRNO = c_errno()
NOT_NOW = errno.EAGAIN, errno.ENOMSG, errno.ETIMEDOUT


def check(call, function, *arguments, **options):
    """Repeats a call while a signal interrupts it; its exception becomes a failure of the C call behind it."""
    while True:
        C_ERRNO.value = 0
        try:
            return function(*arguments, **options)
        except Exception as exception:
            error = getattr(exception, "errno", None) or C_ERRNO.value
            if error == 0:
                raise Failure(call, errno.EINVAL, str(exception)) from exception
            if error != errno.EINTR:
                raise (NotNow if error in NOT_NOW else Failure)(call, error) from exception


def hexadecimal(data):
    return data.hex() or "-"


def number(word):
    """Decimal or 0x…; a leading 0 alone does not make a number octal."""
    return parse(word, 16 if word.startswith("0x") else 10)


def parse(word, base):
    try:
        return int(word, base)
    except ValueError:
        raise misused(f"not a number: {word}") from None


def key_of(word):
    """A key_t is an int: 0x80000000 and above are its negative numbers."""
    return ctypes.c_int(number(word)).value


class Words:
    """A command line's words; word 0 is the verb."""

    def __init__(self, line):
        self.line = line
        self.words = [word for word in line.split(" ") if word]

    def text(self, index):
        if index >= len(self.words):
            raise misused(f"word {index} is missing: {self.line}")
        return self.words[index]

    def number(self, index):
        return number(self.text(index))

    def mode(self, index):
        return parse(self.text(index), 8)

    def data(self, index):
        word = self.text(index)
        if word == "-":
            return b""
        if len(word) % 2:
            raise misused(f"half a byte: {word}")
        wrong = word.lstrip("0123456789abcdefABCDEF")
        if wrong:
            raise misused(f"not a hexadecimal digit: {wrong[0]}")
        return bytes.fromhex(word)

    def has(self, index, word):
        return self.words[index:index + 1] == [word]

    def rest(self):
        """All of the line behind the verb, spaces included."""
        return self.line.partition(" ")[2]


class Peer:
    """One object of the operating system. The verb `open-read` is the method do_open_read, which returns its values."""

    what = "object"
    opened = None

    @property
    def object(self):
        if self.opened is None:
            raise misused(f"the {self.what} is not open")
        return self.opened

    def attributes(self, call, *names):
        return " ".join(str(check(call, getattr, self.object, name)) for name in names)

    def answer(self, words):
        verb = getattr(self, "do_" + words.text(0).replace("-", "_"), None)
        if verb is None:
            raise misused(f"unknown command: {words.text(0)}")
        return verb(words)

    def release(self):
        """Lets go of the object, which stays."""


class MemoryPeer(Peer):
    """A peer whose object is memory."""

    memory = None
    writable = True

    def at(self, verb, offset, length, writing=False):
        if self.memory is None:
            raise Failure(verb, errno.EINVAL, "there is no memory here yet")
        if min(offset, length) < 0 or offset + length > len(self.memory):
            raise Failure(verb, errno.ERANGE, f"beyond the {len(self.memory)} bytes")
        if writing and not self.writable:
            raise Failure(verb, errno.EACCES, "attached for reading only")
        return slice(offset, offset + length)

    def put(self, verb, offset, data):
        place = self.at(verb, offset, len(data), writing=True)
        self.memory[place] = data

    def do_read(self, words):
        place = self.at("read", words.number(1), words.number(2))
        return hexadecimal(bytes(self.memory[place]))

    def do_write(self, words):
        self.put("write", words.number(1), words.data(2))

    def do_strcpy(self, words):
        self.put("strcpy", 0, words.rest().encode("latin-1") + b"\0")

    def do_string(self, words):
        self.at("string", 0, 1)
        return bytes(self.memory).partition(b"\0")[0].decode("latin-1")


class SysVPeer(Peer):
    """What the three System V mechanisms have in common: a key, and a module of one face for all of them."""

    def __init__(self, key):
        import sysv_ipc
        self.ipc = sysv_ipc
        self.key = key_of(key)

    def get(self, *arguments):
        self.opened = check(self.get_call, getattr(self.ipc, self.type), self.key, *arguments)
        return self.opened.id

    def do_open(self, words):
        return self.get(0, 0)

    def do_id(self, words):
        return self.object.id

    def do_remove(self, words):
        check(self.control_call, self.object.remove)


class SysVSharedMemory(SysVPeer, MemoryPeer):
    what, type, get_call, control_call = "segment", "SharedMemory", "shmget", "shmctl"

    def get(self, *arguments):
        """sysv_ipc attaches at once, for reading only where the mode does not let the owner write."""
        identity = super().get(*arguments)
        check("shmdt", self.object.detach)
        return identity

    def do_create(self, words):
        size = words.number(1)
        if size == 0:
            raise not_supported("sysv_ipc takes size 0 for a page")
        return self.get(self.ipc.IPC_CREX, words.mode(2), size, b"\0")

    def do_attach(self, words):
        if self.memory is not None:
            raise Failure("shmat", errno.EBUSY, "attached already")
        writable = not words.has(1, "ro")
        check("shmat", self.object.attach, None, 0 if writable else self.ipc.SHM_RDONLY)
        self.memory = memoryview(self.object)
        self.writable = writable

    def do_detach(self, words):
        self.memory = None
        check("shmdt", self.object.detach)

    def do_stat(self, words):
        numbers = self.attributes("shmctl", "number_attached", "creator_pid", "last_pid", "size")
        return f"{numbers} {self.object.mode & 0o777:04o}"

    def release(self):
        if self.memory is not None:
            self.do_detach(None)


class SysVSemaphore(SysVPeer):
    """sysv_ipc knows only the first semaphore of a set, and one operation at a time."""

    what, type, get_call, control_call = "semaphore", "Semaphore", "semget", "semctl"

    def do_create(self, words):
        if words.number(1) != 1:
            raise not_supported("sysv_ipc makes sets of one semaphore")
        return self.get(self.ipc.IPC_CREX, words.mode(2))

    @staticmethod
    def require_first(index):
        if index != 0:
            raise not_supported("sysv_ipc knows only semaphore 0 of a set")

    def do_set(self, words):
        self.require_first(words.number(1))
        check("semctl", setattr, self.object, "value", words.number(2))

    def ask(self, words, name):
        self.require_first(words.number(1))
        return self.attributes("semctl", name)

    def do_get(self, words):
        return self.ask(words, "value")

    def do_pid(self, words):
        return self.ask(words, "last_pid")

    def do_ncnt(self, words):
        return self.ask(words, "waiting_for_nonzero")

    def do_zcnt(self, words):
        return self.ask(words, "waiting_for_zero")

    def do_op(self, words):
        """INDEX:DELTA[:undo][:nowait]"""
        text = words.text(1)
        if "," in text:
            raise not_supported("sysv_ipc does one operation at a time")
        index, *rest = text.split(":")
        if not rest:
            raise misused(f"not INDEX:DELTA: {text}")
        delta, *flags = rest
        for flag in flags:
            if flag not in ("undo", "nowait"):
                raise misused(f"neither undo nor nowait: {flag}")
        self.require_first(number(index))
        self.object.undo = "undo" in flags
        self.object.block = "nowait" not in flags
        return self.operate(number(delta))

    def operate(self, delta):
        try:
            if delta > 0:
                check("semop", self.object.release, delta)
            elif delta < 0:
                check("semop", self.object.acquire, None, -delta)
            else:
                check("semop", self.object.Z)
            return 1
        except NotNow:
            return 0


class SysVMessageQueue(SysVPeer):
    what, type, get_call, control_call = "queue", "MessageQueue", "msgget", "msgctl"
    MAX_MESSAGE = 65536

    def get(self, flags, mode):
        return super().get(flags, mode, self.MAX_MESSAGE)

    def do_create(self, words):
        return self.get(self.ipc.IPC_CREX, words.mode(1))

    def do_send(self, words):
        check("msgsnd", self.object.send, words.data(2), type=words.number(1))

    def receive(self, words, block):
        data, kind = check("msgrcv", self.object.receive, block=block, type=words.number(1))
        return f"{kind} {hexadecimal(data)}"

    def do_receive(self, words):
        if words.has(2, "except"):
            raise not_supported("sysv_ipc has no MSG_EXCEPT")
        return self.receive(words, block=True)

    def do_tryreceive(self, words):
        try:
            return self.receive(words, block=False)
        except NotNow:
            return "none"

    def do_stat(self, words):
        return self.attributes("msgctl", "current_messages", "max_size", "last_send_pid", "last_receive_pid")


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


class PosixPeer(Peer):
    """What a POSIX semaphore and a POSIX message queue have in common."""

    def __init__(self, name):
        import posix_ipc
        self.ipc = posix_ipc
        self.name = name

    def open(self, *arguments, **options):
        return check(self.prefix + "_open", getattr(self.ipc, self.type), *arguments, **options)

    def create(self, mode, *arguments):
        self.opened = self.open(self.name, self.ipc.O_CREX, mode, *arguments)

    def do_open(self, words):
        self.opened = self.open(self.name)

    def do_close(self, words):
        check(self.prefix + "_close", self.object.close)
        self.opened = None

    def do_unlink(self, words):
        check(self.prefix + "_unlink", getattr(self.ipc, self.unlink), self.name)

    def release(self):
        if self.opened is not None:
            self.do_close(None)


class PosixSemaphore(PosixPeer):
    what, prefix, type, unlink = "semaphore", "sem", "Semaphore", "unlink_semaphore"

    def do_create(self, words):
        self.create(words.mode(2), words.number(1))

    def do_wait(self, words):
        check("sem_wait", self.object.acquire)

    def acquired(self, call, seconds):
        try:
            check(call, self.object.acquire, seconds)
            return 1
        except NotNow:
            return 0

    def do_trywait(self, words):
        return self.acquired("sem_trywait", 0)

    def do_timedwait(self, words):
        return self.acquired("sem_timedwait", max(words.number(1), 0) / 1000)

    def do_post(self, words):
        check("sem_post", self.object.release)

    def do_value(self, words):
        return self.attributes("sem_getvalue", "value")


class PosixMessageQueue(PosixPeer):
    what, prefix, type, unlink = "queue", "mq", "MessageQueue", "unlink_message_queue"

    def do_create(self, words):
        self.create(words.mode(3), words.number(1), words.number(2))

    def do_send(self, words):
        check("mq_send", self.object.send, words.data(2), priority=words.number(1))

    def receive(self, call, *timeout):
        data, priority = check(call, self.object.receive, *timeout)
        return f"{priority} {hexadecimal(data)}"

    def do_receive(self, words):
        return self.receive("mq_receive")

    def do_tryreceive(self, words):
        try:
            return self.receive("mq_timedreceive", 0)
        except NotNow:
            return "none"

    def do_attr(self, words):
        return self.attributes("mq_getattr", "max_messages", "max_message_size", "current_messages")

    def do_echo(self, words):
        back = self.open(self.name + "-back", read=False)
        try:
            for _ in range(words.number(1)):
                data, priority = check("mq_receive", self.object.receive)
                check("mq_send", back.send, data, priority=priority)
        finally:
            back.close()


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


KINDS = {
    "sysv-shm": SysVSharedMemory,
    "sysv-sem": SysVSemaphore,
    "sysv-mq": SysVMessageQueue,
    "posix-shm": PosixSharedMemory,
    "posix-sem": PosixSemaphore,
    "posix-mq": PosixMessageQueue,
    "file": MappedFile,
    "fifo": Fifo,
    "shared_memory": SharedMemory,
}


def write_line(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def answer(peer, line):
    try:
        values = peer.answer(Words(line))
        return "ok" if values in (None, "") else f"ok {values}"
    except Failure as failure:
        return str(failure)


def serve(peer):
    write_line(f"ready {os.getpid()}")
    for line in sys.stdin:
        line = line.rstrip("\n")
        if line == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if line == "quit":
            peer.release()
            write_line("ok")
            break
        # While a call blocks, the end of stdin goes unseen: no wait outlives a test.
        signal.alarm(LIMIT_SECONDS)
        write_line(answer(peer, line))
        signal.alarm(0)


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in KINDS:
        print("usage: ipc_peer.py KIND NAME", file=sys.stderr)
        return 2
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.umask(0)
    for stream in sys.stdin, sys.stdout:
        stream.reconfigure(encoding="latin-1", newline="\n")  # a byte is a character: bytes pass as they are
    try:
        peer = KINDS[sys.argv[1]](sys.argv[2])
    except Failure as failure:
        write_line(str(failure))
        return 1
    serve(peer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
