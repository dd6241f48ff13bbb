"""How a job goes, told as it goes: its phases, and when it will be done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from engines import wire
from engines.probe import estimate
from engines.probe.algorithm import HostClock
from engines.probe.estimate import Cells, Link, Progress
from engines.probe.messages import Pace, Phase, Phased

Emit = Callable[[wire.Message], None]


@dataclass
class Tally:
    """What a job has done so far, over all its connections. `faulty` are pages, by address."""

    progress: Progress = field(default_factory=Progress)
    seconds: dict[str, float] = field(default_factory=dict)
    erased: int = 0
    programmed: int = 0
    how: list[str] = field(default_factory=list)
    faulty: list[int] = field(default_factory=list)
    chip_erased: bool = False
    floor: float = 0.0


class Pacer:
    def __init__(
        self, tally: Tally, clock: HostClock, emit: Emit, cells: Cells, link: Link
    ) -> None:
        self.tally, self.clock, self.emit = tally, clock, emit
        self.possible = estimate.possible(cells, link)
        self.bytes = 0
        """How many are to be programmed."""
        self._began: float | None = None
        self._rate: float | None = None

    @contextmanager
    def phase(self, phase: Phase, pages: int) -> Iterator[None]:
        progress, seconds = self.tally.progress, self.tally.seconds
        begin = self._began = self.clock.now()
        progress.begin(phase)
        self.emit(Phased(phase, pages))
        self.share(0.0)
        yield
        took = self.clock.now() - begin
        seconds[phase] = seconds.get(phase, 0.0) + took
        progress.end(took)
        self._rate = None
        self.emit(Phased(phase, pages, took, self.tally.how[-1] if phase == "erase" else ""))

    def share(self, share: float) -> None:
        """So much of this phase is done."""
        if self._began is not None:
            at = self.clock.now() - self._began
            self.tally.progress.mark(share, at)
            if self.tally.progress.phase == "program" and at:
                self._rate = share * self.bytes / at
        self.beat()

    def beat(self) -> None:
        """A sign of life."""
        if self._began is not None:
            percent, left = self.tally.progress.tell(self.clock.now() - self._began)
            possible = self.possible if self._rate else None
            self.emit(Pace(percent, left, self._rate, self.tally.floor, possible))
