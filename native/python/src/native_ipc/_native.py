"""native_ipc/ring.h by ctypes: the structs, the prototypes, and the conversion of codes to exceptions."""
from __future__ import annotations

import ctypes
import os
import sys
from ctypes import POINTER, Structure, c_char_p, c_int, c_int64, c_size_t, c_uint32, c_uint64, c_void_p
from typing import Any, Callable, Optional

from . import _errors

OK, AGAIN, MISUSE, BUSY, TOO_LONG = 0, -1, -3, -9, -12
COUNT_UNKNOWN = 2**64 - 1


class Options(Structure):
    _fields_ = [("size", c_size_t), ("lane_capacity", c_uint64), ("max_message", c_uint64), ("lanes", c_uint32),
                ("sleeping_waits", c_uint32)]


class Message(Structure):
    _fields_ = [("data", c_void_p), ("length", c_size_t), ("lane", c_uint32)]


class ParticipantStruct(Structure):
    _fields_ = [("epoch", c_uint64), ("pid", c_uint32), ("liveness", c_uint32)]


class LaneStruct(Structure):
    _fields_ = [("producer", ParticipantStruct), ("head", c_uint64), ("position", c_uint64), ("messages", c_uint64),
                ("bytes", c_uint64), ("full_events", c_uint64), ("consumed_messages", c_uint64),
                ("consumed_bytes", c_uint64), ("reserved", c_uint64 * 7)]


class StatisticsStruct(Structure):
    _fields_ = [("size", c_size_t), ("consumer", ParticipantStruct), ("takeovers", c_uint64), ("lanes_freed", c_uint64),
                ("lane_count", c_uint64), ("lanes", LaneStruct * 32)]


HANDLER = ctypes.CFUNCTYPE(c_int, c_void_p, POINTER(Message))


def _load() -> ctypes.CDLL:
    if not sys.platform.startswith("linux"):
        raise ImportError("native_ipc: the ring channel for Python needs Linux")
    if ctypes.sizeof(c_void_p) < 8:
        raise ImportError("native_ipc: the ring channel needs a Python of 64 bits")
    bundled = os.path.join(os.path.dirname(__file__), "libnative_ipc_ring.so")
    installed = bundled if os.path.exists(bundled) else "libnative_ipc_ring.so.1"
    path = os.environ.get("NATIVE_IPC_RING_LIBRARY") or installed
    try:
        return ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"native_ipc: {path} cannot be loaded: {error}") from error


_library = _load()


def _function(name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(_library, "native_ipc_" + name)
    function.restype = result
    function.argtypes = arguments
    return function


_HANDLE = POINTER(c_void_p)
_version = _function("version", c_char_p)
_code_name = _function("code_name", c_char_p, c_int)
_error_text = _function("error_text", c_char_p)
_error_errno = _function("error_errno", c_int)
options_init = _function("ring_options_init", c_int, POINTER(Options), c_size_t)
ring_create = _function("ring_create", c_int, c_char_p, POINTER(Options), _HANDLE)
ring_open = _function("ring_open", c_int, c_char_p, _HANDLE)
ring_open_or_create = _function("ring_open_or_create", c_int, c_char_p, POINTER(Options), _HANDLE)
ring_created = _function("ring_created", c_int, c_void_p)
ring_geometry = _function("ring_geometry", c_int, c_void_p, POINTER(Options))
ring_read_statistics = _function("ring_read_statistics", c_int, c_void_p, POINTER(StatisticsStruct))
ring_unlink = _function("ring_unlink", c_int, c_void_p)
ring_unlink_name = _function("ring_unlink_name", c_int, c_char_p)
ring_clean_up = _function("ring_clean_up", c_int, c_char_p)
ring_close = _function("ring_close", c_int, c_void_p)
producer_open = _function("producer_open", c_int, c_void_p, c_int, c_int64, _HANDLE)
producer_claim = _function("producer_claim", c_int, c_void_p, c_size_t, c_int64, _HANDLE)
producer_commit = _function("producer_commit", c_int, c_void_p)
producer_abort = _function("producer_abort", c_int, c_void_p)
producer_offer = _function("producer_offer", c_int, c_void_p, c_void_p, c_size_t)
producer_send = _function("producer_send", c_int, c_void_p, c_void_p, c_size_t, c_int64)
producer_lane = _function("producer_lane", c_int, c_void_p)
producer_close = _function("producer_close", c_int, c_void_p)
consumer_open = _function("consumer_open", c_int, c_void_p, c_int, _HANDLE)
consumer_poll = _function("consumer_poll", c_int, c_void_p, HANDLER, c_void_p, c_size_t, c_int64)
consumer_take = _function("consumer_take", c_int, c_void_p, c_void_p, c_size_t, POINTER(c_size_t), c_int64)
consumer_wait = _function("consumer_wait", c_int, c_void_p, c_int64)
consumer_release = _function("consumer_release", c_int, c_void_p)
consumer_free_dead_lanes = _function("consumer_free_dead_lanes", c_int, c_void_p)
consumer_close = _function("consumer_close", c_int, c_void_p)


def version() -> str:
    """Returns the version of the C library, such as "0.1.0"."""
    return str(_version().decode())


def error(code: int, call: str, object: str) -> _errors.IpcError:
    """Returns the exception of this thread's last call, which returned the code."""
    if code == AGAIN:
        return _errors.timed_out(call, object)
    return _errors.of_code(_code_name(code).decode(), _error_text().decode(errors="replace"), call, object,
                           _error_errno())


def checked(code: int, call: str, object: str) -> int:
    if code < 0:
        raise error(code, call, object)
    return code


class Handle:
    """A handle of the C library. It is closed when its last reference is dropped, at the latest.

    The pointer's place exists before the handle, so an exception of a signal handler cannot lose the handle.
    """

    __slots__ = ("place", "_close", "__weakref__")

    def __init__(self, close: Callable[[Any], int]) -> None:
        self.place = c_void_p()
        self._close = close

    @property
    def pointer(self) -> Optional[int]:
        return self.place.value

    def close(self) -> int:
        pointer, self.place.value = self.place.value, None
        return self._close(pointer) if pointer else OK

    def __del__(self) -> None:
        self.close()
