"""From counts to rates. Pure: counters and clock come in as arguments."""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from engines.devzero.tally import Count

WINDOW = 4096
"""How many of the latest spans the figures of a run are taken from."""

CONTENDED = 0.9
"""Below this share of the CPU the wall rate says more about the neighbours than about the reader.
An undisturbed reader gets 0.98 to 1.0 (ticks, interrupts); one equal rival takes it to 0.5."""

PATIENCE_NS = 1_000_000_000
"""How long a sample waits for a worker that does not count: the longest block takes 0.2 s on a
loaded Zero 2 W. After that it is stuck, and its time counts against the rate."""


class Span(NamedTuple):
    """What `workers` workers did in `wall_ns / workers` of time: each adds its own CPU and wall."""

    bytes: int
    cpu_ns: int
    wall_ns: int
    workers: int = 1

    @property
    def seconds(self) -> float:
        return self.wall_ns / self.workers / 1e9

    @property
    def rate(self) -> float:
        """Bytes per second of wall time, all workers together."""
        return self.bytes * self.workers * 1e9 / self.wall_ns if self.wall_ns else 0.0

    @property
    def share(self) -> float:
        """The part of the wall time in which the workers had a core."""
        return min(1.0, self.cpu_ns / self.wall_ns) if self.wall_ns else 1.0

    @property
    def contended(self) -> bool:
        return self.share < CONTENDED

    @property
    def cpu_rate(self) -> float | None:
        """Bytes per second of the workers' CPU time."""
        return self.bytes * 1e9 / self.cpu_ns if self.cpu_ns else None

    @property
    def cpu_ns_per_kib(self) -> float | None:
        return self.cpu_ns * 1024 / self.bytes if self.bytes else None


class Window:
    """The latest spans, and exact figures over them."""

    def __init__(self, size: int = WINDOW) -> None:
        self._size = size
        self._spans: deque[Span] = deque()
        self._rates: list[float] = []
        self.total = Span(0, 0, 0)
        """All of them as one: the means are its figures."""

    def add(self, span: Span) -> None:
        if len(self._spans) == self._size:
            self._drop(self._spans.popleft())
        self._spans.append(span)
        insort(self._rates, span.rate)
        self._count(span, 1)

    def _drop(self, span: Span) -> None:
        del self._rates[bisect_left(self._rates, span.rate)]
        self._count(span, -1)

    def _count(self, span: Span, sign: int) -> None:
        self.total = Span(
            self.total.bytes + sign * span.bytes,
            self.total.cpu_ns + sign * span.cpu_ns,
            self.total.wall_ns + sign * span.wall_ns,
            span.workers,
        )

    def percentile(self, percent: int) -> float:
        """The nearest rank: the lowest rate that at least `percent` % of the spans do not exceed.

        Always one that was measured. 100 is the peak.
        """
        rank = -(-percent * len(self._rates) // 100)
        return self._rates[max(1, rank) - 1]


class Meter:
    """Turns the counts of one run's workers into spans.

    No span is shorter than `shortest_ns`: over a moment, a rate is mostly rounding.
    """

    def __init__(self, starts: Sequence[Count], shortest_ns: int, now_ns: int) -> None:
        self._starts = self._before = list(starts)
        self._shortest_ns = shortest_ns
        self._taken_ns = now_ns
        self.window = Window()

    @property
    def run(self) -> Span:
        """Everything up to the latest span."""
        return between(self._starts, self._before)

    def take(self, counts: Sequence[Count | None], now_ns: int) -> Span | None:
        """The span since the one before; None while a worker has not come far enough."""
        patient = now_ns - self._taken_ns < PATIENCE_NS
        after = []
        for before, count in zip(self._before, counts, strict=True):
            if count and count.wall_ns - before.wall_ns >= self._shortest_ns:
                after.append(count)
            elif patient:
                return None
            else:
                after.append((count or before)._replace(wall_ns=now_ns))
        span = between(self._before, after)
        self._before, self._taken_ns = after, now_ns
        self.window.add(span)
        return span


def between(before: Sequence[Count], after: Sequence[Count]) -> Span:
    """What the workers did from one row of counts to the other."""
    old, new = total(before), total(after)
    return Span(
        new.bytes - old.bytes, new.cpu_ns - old.cpu_ns, new.wall_ns - old.wall_ns, len(after)
    )


def total(counts: Sequence[Count]) -> Count:
    return Count(*map(sum, zip(*counts, strict=True)))
