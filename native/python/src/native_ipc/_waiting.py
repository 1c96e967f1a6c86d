"""Timeouts, and waits in slices, so that Python handles signals and other threads can close the object meanwhile."""
from __future__ import annotations

import time
from typing import Iterator, Optional

from . import _errors

# Longer than the 50 ms after which a wait of the C library checks whether its peers are alive.
SLICE = 60_000_000
_LONGEST = 2**62 / 1e9


def checked(timeout: Optional[float], call: str, object: str) -> Optional[float]:
    if timeout is not None and not timeout >= 0:
        raise _errors.invalid(call, object, f"a timeout is None or a number of seconds from 0 on: {timeout!r}")
    return timeout


def slices(timeout: Optional[float]) -> Iterator[int]:
    """Returns the nanoseconds of one wait after another until the timeout expires. The first can be 0."""
    if timeout is None or timeout > _LONGEST:
        while True:
            yield SLICE
    end = time.monotonic_ns() + int(timeout * 1e9)
    left = end - time.monotonic_ns()
    yield max(0, min(left, SLICE))
    while True:
        left = end - time.monotonic_ns()
        if left <= 0:
            return
        yield min(left, SLICE)
