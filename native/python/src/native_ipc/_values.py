"""The values that channels take and return."""
from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Optional, Tuple


class Wait(enum.IntEnum):
    """How a producer or consumer waits. The time of a wait is that of the C library; see native_ipc/ring.h."""

    DEFAULT = 0
    """SLEEP in a channel with sleeping waits, otherwise BACK_OFF."""
    SPIN = 1
    """Never yields the processor; needs a processor for each side."""
    YIELD = 2
    """Spins briefly, then yields the processor."""
    BACK_OFF = 3
    """Spins, yields, then sleeps from 50 µs up to 5 ms."""
    SLEEP = 4
    """Spins, yields, then sleeps until the other side wakes it; needs sleeping waits."""


class Verdict(enum.IntEnum):
    """What a handler of ``Consumer.poll`` returns. None counts as CONTINUE."""

    CONTINUE = 0
    """The message is consumed."""
    STOP = 1
    """The message is consumed, and the poll ends."""
    KEEP = 2
    """The message is not consumed and comes again, and the poll ends."""


class Liveness(enum.IntEnum):
    """The state of a producer or the consumer."""

    ABSENT = 0
    """It never joined, or left."""
    ALIVE = 1
    """It lives, even if it is stopped, or its lock cannot be queried."""
    DEAD = 2
    """The kernel proves its death."""


@dataclass(frozen=True)
class RingOptions:
    """The geometry of a channel."""

    lane_capacity: int
    max_message: int
    lanes: int
    sleeping_waits: bool


@dataclass(frozen=True)
class Participant:
    """A producer or the consumer. ``pid`` is of its last owner, in the owner's PID namespace, for diagnosis only."""

    epoch: int
    pid: int
    liveness: Liveness


@dataclass(frozen=True)
class LaneStatistics:
    """The counters of a lane. A count is None if it is not known now."""

    producer: Participant
    head: Optional[int]
    position: Optional[int]
    messages: Optional[int]
    bytes: Optional[int]
    full_events: Optional[int]
    consumed_messages: Optional[int]
    consumed_bytes: Optional[int]


@dataclass(frozen=True)
class RingStatistics:
    """The counters of a channel and the liveness of each participant."""

    consumer: Participant
    takeovers: Optional[int]
    lanes_freed: Optional[int]
    lanes: Tuple[LaneStatistics, ...]
