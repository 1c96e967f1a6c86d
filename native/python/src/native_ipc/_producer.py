"""The producer of a lane."""
from __future__ import annotations

import ctypes
import weakref
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Optional, Tuple, Type

from . import _errors, _native, _waiting
from ._participant import Participating, release, view_of

if TYPE_CHECKING:
    from typing_extensions import Buffer


def _bytes_of(message: Buffer) -> Tuple[Any, int]:
    """Returns an argument of ctypes for the message's bytes, and their number."""
    if isinstance(message, bytes):
        return message, len(message)
    if isinstance(message, str):
        raise TypeError("a message is a bytes-like object, and not str: encode it")
    view = memoryview(message)
    if view.readonly or not view.c_contiguous or view.nbytes == 0:
        return view.tobytes(), view.nbytes
    return (ctypes.c_ubyte * view.nbytes).from_buffer(view.cast("B")), view.nbytes


class Producer(Participating):
    """The producer of a lane, made by ``RingChannel.producer``."""

    _what = "producer"
    _claim: Optional[weakref.ReferenceType[Claim]] = None

    @property
    def lane(self) -> int:
        """The number of the lane."""
        self._require_home("lane")
        with self._lock:
            return _native.checked(_native.producer_lane(self._pointer("lane")), "native_ipc_producer_lane", self._name)

    def offer(self, message: Buffer) -> bool:
        """Copies a message into the lane and publishes it. Returns False if there is no room now. Never blocks."""
        data, length = _bytes_of(message)
        self._require_home("offer")
        with self._lock:
            code = self._called("offer", _native.producer_offer, data, length)
        if code == _native.AGAIN:
            return False
        _native.checked(code, "native_ipc_producer_offer", self._name)
        return True

    def send(self, message: Buffer, timeout: Optional[float] = None) -> None:
        """Copies a message into the lane and publishes it, and waits for room until the timeout (TimedOutError).

        Raises PeerClosedError if the consumer dies or the channel is retired during the wait. If a signal handler
        raises an exception in this call, the message may have been sent.
        """
        data, length = _bytes_of(message)
        self._require_home("send")
        _waiting.checked(timeout, "send", self._name)
        for left in _waiting.slices(timeout):
            with self._lock:
                code = self._called("send", _native.producer_send, data, length, left)
            if code != _native.AGAIN:
                _native.checked(code, "native_ipc_producer_send", self._name)
                return
        raise _errors.timed_out("send", self._name)

    def claim(self, length: int, timeout: Optional[float] = None) -> Claim:
        """Claims room for a message of this length; use it in a ``with`` statement.

            with producer.claim(5) as room:
                room[:] = b"hello"

        ``room`` is a writable memoryview of the shared memory, with arbitrary bytes at first. The message is published
        at the end of the block, or dropped if the block raises an exception. Entering waits for room until the timeout.
        """
        if not 0 <= length < 1 << 63:  # which ctypes would truncate
            raise _errors.invalid("claim", self._name, f"the length is out of range: {length}")
        return Claim(self, length, _waiting.checked(timeout, "claim", self._name))

    def _called(self, call: str, function: Callable[..., int], *arguments: Any) -> int:
        """Calls a function of the C library. The caller has the lock.

        A claim whose block never began or ended, because a signal handler raised an exception, is dropped.
        """
        pointer = self._pointer(call)
        code = function(pointer, *arguments)
        if code == _native.MISUSE and (self._claim is None or self._claim() is None):
            _native.producer_abort(pointer)
            code = function(pointer, *arguments)
        return code


class Claim:
    """Room for a message, which ``Producer.claim`` returns. It can be entered once."""

    def __init__(self, producer: Producer, length: int, timeout: Optional[float]) -> None:
        self._producer = producer
        self._length = length
        self._timeout = timeout
        self._view: Optional[memoryview] = None
        self._used = False

    def __enter__(self) -> memoryview:
        producer, call = self._producer, "native_ipc_producer_claim"
        producer._require_home("claim")
        place = ctypes.c_void_p()
        if self._used:
            raise _errors.misuse("claim", producer.name, "the claim was used already")
        for left in _waiting.slices(self._timeout):
            with producer._lock:
                code = producer._called("claim", _native.producer_claim, self._length, left, ctypes.byref(place))
                if code == _native.AGAIN:
                    continue
                _native.checked(code, call, producer.name)
                producer._claim = weakref.ref(self)
                self._used = True
                self._view = view_of(place.value, self._length, producer._memory)
                return self._view
        raise _errors.timed_out("claim", producer.name)

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        producer = self._producer
        producer._require_home("commit")
        if self._view is not None:
            release(self._view)
        call = _native.producer_commit if kind is None else _native.producer_abort
        with producer._lock:
            if kind is not None and producer._closed:
                return  # which has dropped the claim
            pointer = producer._pointer("commit")
            code = call(pointer)
            producer._claim = None
            _native.checked(code, call.__name__, producer.name)
