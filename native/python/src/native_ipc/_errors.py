"""The exceptions. Each has the call, the object and the code, and the builtin exception of its kind as a base."""
from __future__ import annotations

from typing import Any, Dict, Optional, Tuple, Type


class IpcError(Exception):
    """An error of a channel.

    ``call`` is the function that failed, ``object`` the name of the channel, ``code`` the name of the C library's code,
    and ``errno`` the number of the system's error, or None.
    """

    call: str
    object: str
    code: str
    errno: Optional[int]

    def __init__(self, text: str, call: str, object: str, code: str, errno: Optional[int] = None) -> None:
        super().__init__(text)
        self.call = call
        self.object = object
        self.code = code
        self.errno = errno

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self.args[0], self.call, self.object, self.code, self.errno)


class InvalidArgumentError(IpcError, ValueError):
    """An argument is invalid: a name, a size, an option, a timeout, a message that is too long."""


class MisuseError(IpcError, RuntimeError):
    """The call is wrong now: a second claim, a poll by a handler."""


class ForkedError(IpcError, RuntimeError):
    """The object belongs to the process that this one was forked from."""


class ClosedError(IpcError, ValueError):
    """The object is closed."""


class AlreadyExistsError(IpcError, FileExistsError):
    """There is a channel of this name."""


class NotFoundError(IpcError, FileNotFoundError):
    """There is no channel of this name, or it was retired."""


class AccessDeniedError(IpcError, PermissionError):
    """The object belongs to another user, or others may write to it."""


class NoSpaceError(IpcError, OSError):
    """No memory is left."""


class BusyError(IpcError, OSError):
    """Another process holds the consumer's slot, every lane, or the creator's lock."""


class PeerClosedError(IpcError, BrokenPipeError):
    """The consumer died, or the channel was retired."""


class CorruptError(IpcError):
    """The memory has a value that no correct peer writes, or is not a ring channel."""


class SystemCallError(IpcError, OSError):
    """Another system call failed."""


class TimedOutError(IpcError, TimeoutError):
    """The timeout expired."""


_CLASSES: Dict[str, Type[IpcError]] = {
    "NATIVE_IPC_AGAIN": TimedOutError,
    "NATIVE_IPC_INVALID": InvalidArgumentError,
    "NATIVE_IPC_MISUSE": MisuseError,
    "NATIVE_IPC_FORKED": ForkedError,
    "NATIVE_IPC_EXISTS": AlreadyExistsError,
    "NATIVE_IPC_NOT_FOUND": NotFoundError,
    "NATIVE_IPC_DENIED": AccessDeniedError,
    "NATIVE_IPC_NO_SPACE": NoSpaceError,
    "NATIVE_IPC_BUSY": BusyError,
    "NATIVE_IPC_PEER_CLOSED": PeerClosedError,
    "NATIVE_IPC_CORRUPT": CorruptError,
    "NATIVE_IPC_SYSTEM": SystemCallError,
}


def of_code(code: str, text: str, call: str, object: str, errno: int) -> IpcError:
    return _CLASSES.get(code, SystemCallError)(text, call, object, code, errno or None)


def invalid(call: str, object: str, why: str) -> InvalidArgumentError:
    code = "NATIVE_IPC_INVALID"
    return InvalidArgumentError(f'{call}("{object}"): {why} ({code})', call, object, code)


def misuse(call: str, object: str, why: str) -> MisuseError:
    code = "NATIVE_IPC_MISUSE"
    return MisuseError(f'{call}("{object}"): {why} ({code})', call, object, code)


def closed(call: str, object: str, what: str) -> ClosedError:
    code = "NATIVE_IPC_CLOSED"
    return ClosedError(f'{call}("{object}"): the {what} is closed ({code})', call, object, code)


def forked(call: str, object: str, home: int) -> ForkedError:
    code = "NATIVE_IPC_FORKED"
    return ForkedError(f'{call}("{object}"): it was opened by process {home}, from which this process was forked;'
                       f" open the channel again ({code})", call, object, code)


def timed_out(call: str, object: str) -> TimedOutError:
    code = "NATIVE_IPC_AGAIN"
    return TimedOutError(f'{call}("{object}"): the timeout expired ({code})', call, object, code)
