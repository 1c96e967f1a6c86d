"""The consumer of a channel."""
from __future__ import annotations

import asyncio
import ctypes
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, AsyncIterator, Callable, Iterator, List, Optional

from . import _errors, _native, _waiting
from ._native import Handle
from ._participant import Participating, release, view_of
from ._values import Verdict

Handler = Callable[[memoryview], Optional[Verdict]]

_FIRST_BUFFER = 65536
_MOST = 2**31 - 1
_VERDICTS = {None: 0, Verdict.CONTINUE: 0, Verdict.STOP: 1, Verdict.KEEP: 2}


class _Delivery:
    """Passes messages to the handler of one poll. No exception of the handler reaches the C library."""

    def __init__(self, memory: Handle) -> None:
        self.memory: Optional[Handle] = memory
        self.handler: Optional[Handler] = None
        self.consumed = 0
        self.error: Optional[BaseException] = None
        self.callback = _native.HANDLER(self.deliver)

    def deliver(self, context: Any, message: Any) -> int:
        try:
            found = message.contents
            verdict = self.judge(view_of(found.data, found.length, self.memory).toreadonly())
            if verdict != Verdict.KEEP:
                self.consumed += 1
            return verdict
        except BaseException as error:
            self.error = error
            return Verdict.KEEP

    def judge(self, view: memoryview) -> int:
        handler = self.handler
        assert handler is not None
        try:
            answer = handler(view)
        finally:
            release(view)
        try:
            return _VERDICTS[answer]
        except (KeyError, TypeError):
            raise TypeError(f"a handler returns None or a Verdict, and not {answer!r}") from None


class Consumer(Participating):
    """The consumer of a channel, made by ``RingChannel.consumer``.

    Iterating over it returns each message as bytes, waits for the next one, and ends when the channel is retired and
    drained. ``async for`` does the same without blocking the event loop.
    """

    _what = "consumer"

    def __init__(self, handle: Handle, memory: Handle, name: str, max_message: int) -> None:
        super().__init__(handle, memory, name)
        self._buffer = ctypes.create_string_buffer(max(1, min(max_message, _FIRST_BUFFER)))
        self._length = ctypes.c_size_t()
        self._outcome: List[int] = []  # the code of a take, until its message is delivered
        self._returned: List[bytes] = []  # messages that were taken and not delivered
        self._source: List[Any] = self._outcome  # of these two lists: its first item is that of the next message
        self._delivery = _Delivery(memory)
        self._threads: Optional[ThreadPoolExecutor] = None

    def receive(self, timeout: Optional[float] = None) -> bytes:
        """Consumes one message and returns its bytes, and waits for one until the timeout (TimedOutError).

        Raises PeerClosedError when the channel is retired and drained. If a signal handler raises an exception in this
        call, no message is lost: the next call returns it.
        """
        self._require_home("receive")
        _waiting.checked(timeout, "receive", self._name)
        taken: Optional[bytes] = None
        source: List[Any] = []
        try:
            for left in _waiting.slices(timeout):
                with self._lock:
                    message = self._take(left)
                    if message is not None:
                        source, taken = self._source, message
                        del source[0]
                if taken is not None:
                    return taken
        except BaseException:
            if taken is not None and not source:  # a signal handler raised an exception behind `del`
                self._returned.append(taken)
            raise
        raise _errors.timed_out("receive", self._name)

    def __iter__(self) -> Iterator[bytes]:
        while True:
            try:
                message = self.receive()
            except _errors.PeerClosedError:
                return
            yield message

    def poll(self, handler: Handler, limit: Optional[int] = None, timeout: Optional[float] = None) -> int:
        """Calls ``handler(message)`` for up to ``limit`` messages, and waits for the first one until the timeout.

        The message is a read-only memoryview of the shared memory, without a copy, and valid until the handler returns.
        A hostile producer can change the bytes meanwhile: copy them before checking them. The handler returns a Verdict
        or None. If it raises an exception, its message is not consumed, the poll ends, and the exception is raised.

        A buffer that is kept after its handler, such as a slice or an array of NumPy, stays readable, even after the
        channel is closed, and has unspecified contents.

        Returns the number of consumed messages; 0 means that the timeout expired, or that the first message was kept.
        Raises PeerClosedError when the channel is retired and drained.

        If a signal handler raises an exception at the moment in which a message is passed to Python, before ``handler``
        starts, that message is consumed and lost, and KeyboardInterrupt is raised. ``receive`` has no such moment.
        """
        self._require_home("poll")
        _waiting.checked(timeout, "poll", self._name)
        most = _MOST if limit is None else min(limit, _MOST)
        if most < 0:
            raise _errors.invalid("poll", self._name, f"a limit is not negative: {limit}")
        for left in _waiting.slices(timeout):
            with self._lock:
                count = self._poll(handler, most, left)
            if count is not None:
                return count
        return 0

    async def receive_async(self, timeout: Optional[float] = None) -> bytes:
        """Does what ``receive`` does without blocking the event loop: a thread waits.

        The thread consumes nothing. The message is consumed in the event loop's thread when this call returns, so a
        cancelled call neither loses nor acknowledges a message.
        """
        self._require_home("receive_async")
        _waiting.checked(timeout, "receive_async", self._name)
        loop = asyncio.get_running_loop()
        for left in _waiting.slices(timeout):
            if self._lock.acquire(blocking=False):  # otherwise a thread still waits for a cancelled call
                try:
                    message = self._take(0)
                    if message is not None:
                        del self._source[0]
                finally:
                    self._lock.release()
                if message is not None:
                    return message
            await loop.run_in_executor(self._executor(), self._await_message, left)
        raise _errors.timed_out("receive_async", self._name)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            try:
                message = await self.receive_async()
            except _errors.PeerClosedError:
                return
            yield message

    def release(self) -> None:
        """Releases the space of all consumed messages to the producers.

        Without this call a poll releases the space lazily while messages are left, and at once after the last one.
        """
        self._require_home("release")
        with self._lock:
            code = _native.consumer_release(self._pointer("release"))
        _native.checked(code, "native_ipc_consumer_release", self._name)

    def free_dead_lanes(self) -> int:
        """Frees the drained lanes of dead producers, and returns their number. A call that waits does this too."""
        self._require_home("free_dead_lanes")
        with self._lock:
            return _native.checked(_native.consumer_free_dead_lanes(self._pointer("free_dead_lanes")),
                                   "native_ipc_consumer_free_dead_lanes", self._name)

    def close(self) -> None:
        """Leaves the channel. Idempotent. Messages that were not consumed stay for the next consumer.

        A wait of another thread ends with ClosedError within 100 ms. If a handler calls this, it takes effect when the
        poll ends, and the handler's message is the last one.
        """
        super().close()
        if self._threads is not None and os.getpid() == self._home:
            self._threads.shutdown(wait=False)

    def _leave(self) -> None:
        super()._leave()
        self._delivery.memory = None

    def _take(self, left: int) -> Optional[bytes]:
        """Returns the next message, waiting for so many nanoseconds. The caller has the lock.

        The caller deletes the first item of _source to consume the message. Until then each call returns it again.
        """
        pointer = self._pointer("receive")
        if self._returned:
            self._source = self._returned
            return self._returned[0]
        self._source = self._outcome
        while True:
            if not self._outcome:
                # No bytecode runs between the call and the storing of its result, so an exception of a signal handler
                # cannot come between them.
                self._outcome.extend(map(_native.consumer_take, (pointer,), (self._buffer,), (len(self._buffer),),
                                         (ctypes.byref(self._length),), (left,)))
            code = self._outcome[0]
            if code == _native.OK:
                return ctypes.string_at(self._buffer, self._length.value)
            if code == _native.TOO_LONG:
                self._buffer = ctypes.create_string_buffer(self._length.value)
                del self._outcome[0]
                continue
            error = None if code == _native.AGAIN else _native.error(code, "native_ipc_consumer_take", self._name)
            del self._outcome[0]
            if error is not None:
                raise error
            return None

    def _poll(self, handler: Handler, limit: int, left: int) -> Optional[int]:
        """Returns None if there is no message. The caller has the lock."""
        if (self._outcome or self._returned) and limit > 0:  # of an interrupted call
            message = self._take(0)
            if message is not None:
                return self._deliver(handler, message)
        if limit > 0:
            code = _native.consumer_wait(self._pointer("poll"), left)
            if code == _native.AGAIN:
                return None
            _native.checked(code, "native_ipc_consumer_wait", self._name)
        delivery = self._delivery
        if delivery.handler is not None:
            raise _errors.misuse("poll", self._name, "a handler cannot poll the consumer that called it")
        delivery.handler, delivery.consumed, delivery.error = handler, 0, None
        try:
            code = _native.consumer_poll(self._pointer("poll"), delivery.callback, None, limit, 0)
        finally:
            delivery.handler = None
        error, delivery.error = delivery.error, None
        if error is not None:
            raise error
        if code > delivery.consumed:
            raise KeyboardInterrupt(f'poll("{self._name}"): a signal handler raised an exception before the handler'
                                    " received its message, which is lost")
        return _native.checked(code, "native_ipc_consumer_poll", self._name)

    def _deliver(self, handler: Handler, message: bytes) -> int:
        """Calls the handler with a message that was taken."""
        source = self._source
        self._delivery.handler = handler
        try:
            verdict = self._delivery.judge(memoryview(message))
        finally:
            self._delivery.handler = None
        if verdict == Verdict.KEEP:
            return 0
        del source[0]
        return 1

    def _executor(self) -> ThreadPoolExecutor:
        threads = self._threads
        if threads is None:
            if self._closed:
                raise _errors.closed("receive_async", self._name, self._what)
            threads = self._threads = ThreadPoolExecutor(1, thread_name_prefix="native_ipc" + self._name)
        return threads

    def _await_message(self, left: int) -> None:
        with self._lock:
            code = _native.consumer_wait(self._pointer("receive_async"), left)
        if code != _native.AGAIN:
            _native.checked(code, "native_ipc_consumer_wait", self._name)
