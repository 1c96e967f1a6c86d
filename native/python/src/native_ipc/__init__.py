"""Messages between processes of one machine at memory speed: the ring channel, for Python on Linux.

A channel has many producers and one consumer. Java, C++ and C programs use the same channels, and the death of a
process never blocks the others. Objects: ``/dev/shm/NAME``, accessible only to this user.

    with RingChannel.open_or_create("/prices") as channel, channel.producer() as producer:
        producer.send(b"EURUSD 1.0831")

    with RingChannel.open("/prices") as channel, channel.consumer() as consumer:
        for message in consumer:
            print(message)

Timeouts are seconds; ``None`` waits without end. A wait of the main thread ends within 100 ms of a signal whose handler
raises an exception, such as ``KeyboardInterrupt``.

Every object can be used by several threads, one call at a time: a call waits until the call of the other thread ends,
or 60 ms of its waiting. After ``fork`` only the parent can use its objects; in the child every call raises
``ForkedError``, and ``close`` changes nothing in the channel. The child opens the channel again.
"""
from ._channel import RingChannel
from ._consumer import Consumer, Handler
from ._errors import (AccessDeniedError, AlreadyExistsError, BusyError, ClosedError, CorruptError, ForkedError,
                      InvalidArgumentError, IpcError, MisuseError, NoSpaceError, NotFoundError, PeerClosedError,
                      SystemCallError, TimedOutError)
from ._native import version
from ._producer import Claim, Producer
from ._values import LaneStatistics, Liveness, Participant, RingOptions, RingStatistics, Verdict, Wait

__version__ = version()
__all__ = [
    "AccessDeniedError", "AlreadyExistsError", "BusyError", "Claim", "ClosedError", "Consumer", "CorruptError",
    "ForkedError", "Handler", "InvalidArgumentError", "IpcError", "LaneStatistics", "Liveness", "MisuseError",
    "NoSpaceError", "NotFoundError", "Participant", "PeerClosedError", "Producer", "RingChannel", "RingOptions",
    "RingStatistics", "SystemCallError", "TimedOutError", "Verdict", "Wait",
]
