"""What producers and consumers have in common: a handle, its process, its channel's memory, and one call at a time."""
from __future__ import annotations

import ctypes
import os
import threading
from types import TracebackType
from typing import Any, Dict, Optional, Type, TypeVar

from . import _errors
from ._native import Handle

Self = TypeVar("Self", bound="Participating")


def view_of(address: Optional[int], length: int, memory: Optional[Handle]) -> memoryview:
    """Returns a view of the channel's memory. The memory stays mapped while a buffer of the view exists."""
    if length == 0 or address is None:
        return memoryview(bytearray())
    array: Any = (ctypes.c_ubyte * length).from_address(address)
    array.memory = memory
    return memoryview(array).cast("B")


def release(view: memoryview) -> None:
    """Releases a view. One with exports stays valid, because they do."""
    try:
        view.release()
    except BufferError:
        pass


class Participating:
    _what = "object"

    def __init__(self, handle: Handle, memory: Handle, name: str) -> None:
        self._handle = handle
        # The channel's memory is unmapped after the handle is closed and the last buffer of a message is gone.
        self._memory: Optional[Handle] = memory
        self._name = name
        self._home = os.getpid()
        self._lock = threading.RLock()  # a handler may use its own consumer
        self._closed = False

    @property
    def name(self) -> str:
        """The name of the channel."""
        return self._name

    @property
    def closed(self) -> bool:
        return self._closed

    def _require_home(self, call: str) -> None:
        # Before the lock, which another thread of the parent may have held during the fork.
        if os.getpid() != self._home:
            raise _errors.forked(call, self._name, self._home)

    def _pointer(self, call: str) -> int:
        """Returns the handle. The caller has the lock."""
        pointer = self._handle.pointer
        if self._closed or pointer is None:
            raise _errors.closed(call, self._name, self._what)
        return pointer

    def close(self) -> None:
        """Leaves the channel. Idempotent. A wait of another thread ends with ClosedError within 100 ms."""
        self._closed = True
        if os.getpid() != self._home:
            self._leave()  # only frees memory
            return
        with self._lock:
            self._leave()

    def _leave(self) -> None:
        self._handle.close()
        self._memory = None

    def __enter__(self: Self) -> Self:
        self._require_home("__enter__")
        if self._closed:
            raise _errors.closed("__enter__", self._name, self._what)
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close()

    def __getstate__(self) -> Dict[str, Any]:
        raise TypeError(f"a {self._what} belongs to its process and cannot be pickled; open the channel again")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._name}{' (closed)' if self._closed else ''}>"
