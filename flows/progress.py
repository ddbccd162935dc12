"""Progress of a run, told to whoever asked: bars on stderr, an artifact in the UI, or nobody."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far a part of the run is. `unit` names what `done` and `total` count."""

    name: str
    done: int
    total: int
    unit: str
    detail: str = ""


Listener = Callable[[Step], None]
_listeners: ContextVar[tuple[Listener, ...]] = ContextVar("progress_listeners", default=())


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Within the block, every step told in this context reaches the listener."""
    token = _listeners.set((*_listeners.get(), listener))
    try:
        yield
    finally:
        _listeners.reset(token)


def tell(step: Step) -> None:
    """Report a step to those listening."""
    for listener in _listeners.get():
        listener(step)


class Pace:
    """Speed since the start, and the time left at that speed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._start = clock()

    def describe(self, words: int, share_done: float) -> str:
        """For example `412 words/s, 3 min left`; the estimate appears once a twentieth is done."""
        seconds = max(self._clock() - self._start, 1e-6)
        speed = f"{words / seconds:,.0f} words/s"
        if share_done < 0.05 or share_done >= 1:
            return speed
        left = seconds / share_done * (1 - share_done)
        return f"{speed}, {left / 60:.0f} min left" if left >= 90 else f"{speed}, {left:.0f} s left"
