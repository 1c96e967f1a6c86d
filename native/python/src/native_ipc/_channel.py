"""The channel."""
from __future__ import annotations

import ctypes
import os
from types import TracebackType
from typing import Any, Callable, Optional, Type

from . import _errors, _native, _waiting
from ._consumer import Consumer
from ._native import Handle
from ._producer import Producer
from ._values import LaneStatistics, Liveness, Participant, RingOptions, RingStatistics, Wait


def _encoded(name: str, call: str) -> bytes:
    if not isinstance(name, str):
        raise TypeError(f"the name of a channel is a str, and not {type(name).__name__}")
    if "\0" in name:
        raise _errors.invalid(call, name, "the name has a NUL")
    return name.encode("utf-8", "backslashreplace")


def _options(call: str, name: str, lane_capacity: Optional[int], max_message: Optional[int], lanes: Optional[int],
             sleeping_waits: Optional[bool]) -> _native.Options:
    options = _native.Options()
    _native.checked(_native.options_init(options, ctypes.sizeof(options)), "native_ipc_ring_options_init", name)
    for field, value, bits in (("lane_capacity", lane_capacity, 64), ("max_message", max_message, 64),
                               ("lanes", lanes, 32)):
        if value is None:
            continue
        if not 0 < value < 1 << bits:  # which ctypes would truncate; 0 is the default for C
            raise _errors.invalid(call, name, f"{field} is out of range: {value}")
        setattr(options, field, value)
    if lane_capacity is not None and max_message is None:
        options.max_message = 0
    if sleeping_waits is not None:
        options.sleeping_waits = bool(sleeping_waits)
    return options


def _count(value: int) -> Optional[int]:
    return None if value == _native.COUNT_UNKNOWN else value


def _participant(found: Any) -> Participant:
    return Participant(found.epoch, found.pid, Liveness(found.liveness))


def _lane(found: Any) -> LaneStatistics:
    return LaneStatistics(_participant(found.producer), _count(found.head), _count(found.position),
                          _count(found.messages), _count(found.bytes), _count(found.full_events),
                          _count(found.consumed_messages), _count(found.consumed_bytes))


class RingChannel:
    """A ring channel that this process has open; a context manager that closes it.

    A name is "/" and 1 to 30 letters, digits, dots, dashes and underscores, the first of which is not a dot. The memory
    stays mapped until the channel, its producers and consumer, and all buffers of their messages are gone.
    """

    def __init__(self, handle: Handle, name: str) -> None:
        self._handle: Optional[Handle] = handle
        self._name = name
        self._home = os.getpid()
        options = _native.Options(size=ctypes.sizeof(_native.Options))
        _native.checked(_native.ring_geometry(handle.pointer, options), "native_ipc_ring_geometry", name)
        self._options = RingOptions(options.lane_capacity, options.max_message, options.lanes,
                                    options.sleeping_waits != 0)
        self._created = _native.checked(_native.ring_created(handle.pointer), "native_ipc_ring_created", name) == 1

    @classmethod
    def create(cls, name: str, *, lane_capacity: Optional[int] = None, max_message: Optional[int] = None,
               lanes: Optional[int] = None, sleeping_waits: Optional[bool] = None) -> RingChannel:
        """Creates a channel. Raises AlreadyExistsError if there is one.

        ``lane_capacity`` is the bytes of one producer's lane, a power of two from 4096 to 2**30 (default 262144).
        ``max_message`` is at most half a lane less 8 bytes (default: a quarter of the lane). ``lanes`` is the most
        producers at a time, 1 to 32 (default 8). ``sleeping_waits`` allows Wait.SLEEP (default False).
        """
        options = _options("create", name, lane_capacity, max_message, lanes, sleeping_waits)
        return cls._opened(_native.ring_create, name, options)

    @classmethod
    def open(cls, name: str) -> RingChannel:
        """Opens a channel. Raises NotFoundError if there is none."""
        return cls._opened(_native.ring_open, name)

    @classmethod
    def open_or_create(cls, name: str, *, lane_capacity: Optional[int] = None, max_message: Optional[int] = None,
                       lanes: Optional[int] = None, sleeping_waits: Optional[bool] = None) -> RingChannel:
        """Opens the channel, or creates it if there is none. An existing channel keeps its geometry."""
        options = _options("open_or_create", name, lane_capacity, max_message, lanes, sleeping_waits)
        return cls._opened(_native.ring_open_or_create, name, options)

    @classmethod
    def _opened(cls, function: Callable[..., int], name: str, *options: _native.Options) -> RingChannel:
        handle = Handle(_native.ring_close)
        call: str = function.__name__
        arguments = [ctypes.byref(each) for each in options]
        _native.checked(function(_encoded(name, call), *arguments, ctypes.byref(handle.place)), call, name)
        return cls(handle, name)

    @staticmethod
    def unlink_name(name: str) -> None:
        """Ends the channel of this name, as ``unlink`` does. Raises NotFoundError if there is none."""
        call = "native_ipc_ring_unlink_name"
        _native.checked(_native.ring_unlink_name(_encoded(name, call)), call, name)

    @staticmethod
    def clean_up(name: str) -> bool:
        """Removes the name of a channel that no process has open, even if its creation was never finished.

        Returns False if a process has it open or another process removed the name first.
        """
        call = "native_ipc_ring_clean_up"
        return _native.checked(_native.ring_clean_up(_encoded(name, call)), call, name) == 1

    @property
    def name(self) -> str:
        return self._name

    @property
    def options(self) -> RingOptions:
        """The geometry of the channel."""
        return self._options

    @property
    def created(self) -> bool:
        """Whether this object created the channel."""
        return self._created

    @property
    def closed(self) -> bool:
        return self._handle is None

    def producer(self, wait: Wait = Wait.DEFAULT, timeout: Optional[float] = 0) -> Producer:
        """Claims a lane, and waits for one until the timeout. Raises BusyError if all lanes are taken."""
        memory = self._open_handle("producer")
        _waiting.checked(timeout, "producer", self._name)
        handle, code = Handle(_native.producer_close), _native.OK
        for left in _waiting.slices(timeout):
            code = _native.producer_open(memory.pointer, wait, left, ctypes.byref(handle.place))
            if code != _native.BUSY:
                break
        _native.checked(code, "native_ipc_producer_open", self._name)
        return Producer(handle, memory, self._name)

    def consumer(self, wait: Wait = Wait.DEFAULT) -> Consumer:
        """Makes this process the channel's consumer. Raises BusyError if it has one."""
        memory = self._open_handle("consumer")
        handle = Handle(_native.consumer_close)
        code = _native.consumer_open(memory.pointer, wait, ctypes.byref(handle.place))
        _native.checked(code, "native_ipc_consumer_open", self._name)
        return Consumer(handle, memory, self._name, self._options.max_message)

    def statistics(self) -> RingStatistics:
        """Reads all counters and the liveness of each participant without affecting the channel."""
        memory = self._open_handle("statistics")
        found = _native.StatisticsStruct(size=ctypes.sizeof(_native.StatisticsStruct))
        code = _native.ring_read_statistics(memory.pointer, found)
        _native.checked(code, "native_ipc_ring_read_statistics", self._name)
        return RingStatistics(_participant(found.consumer), _count(found.takeovers), _count(found.lanes_freed),
                              tuple(_lane(found.lanes[i]) for i in range(found.lane_count)))

    def unlink(self) -> None:
        """Ends the channel and removes its name. No process can join it any more, and waits end with PeerClosedError.

        The object stays open, and messages that were sent can be received.
        """
        memory = self._open_handle("unlink")
        _native.checked(_native.ring_unlink(memory.pointer), "native_ipc_ring_unlink", self._name)

    def close(self) -> None:
        """Closes the channel. Idempotent. The channel stays, and so do its producers and consumer."""
        self._handle = None

    def _open_handle(self, call: str) -> Handle:
        if os.getpid() != self._home:
            raise _errors.forked(call, self._name, self._home)
        handle = self._handle
        if handle is None:
            raise _errors.closed(call, self._name, "channel")
        return handle

    def __enter__(self) -> RingChannel:
        self._open_handle("__enter__")
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close()

    def __getstate__(self) -> Any:
        raise TypeError("a channel belongs to its process and cannot be pickled; open it again by its name")

    def __repr__(self) -> str:
        return f"<RingChannel {self._name}{' (closed)' if self.closed else ''}>"
