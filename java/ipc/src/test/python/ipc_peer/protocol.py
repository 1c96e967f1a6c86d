"""Commands and answers, and what all peers have in common."""

import ctypes
import errno
import os


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
