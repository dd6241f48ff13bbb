"""How long flashing takes: what physics allows, what is expected, and what is left."""

from typing import NamedTuple

HID_WORDS, BULK_WORDS = 14, 126
"""32-bit words that a CMSIS-DAP packet of 64 or 512 bytes carries to the chip."""

SWD_BITS = 46
"""Of the wire for one word: request, turnaround, acknowledge, data, parity, idle (ADIv5 B4)."""


class Cells(NamedTuple):
    """What a family's flash takes, in seconds: typical values of the data sheet."""

    byte: float
    sector: float
    chip: float


F1 = Cells(52.5e-6 / 2, 30e-3, 30e-3)
"""STM32F103xC/D/E data sheet, table 32: 52.5 µs for 16 bits, page and mass erase 20 to 40 ms."""

GUESS = Cells(20e-6, 100e-3, 1.0)
"""A part that nobody has measured: a first guess, replaced by what its pages take."""

CELLS = {"STM32F1": F1, "STM32F0": F1, "STM32F3": F1}


class Work(NamedTuple):
    """What there is to do: bytes to program, and sectors to erase unless it is the whole `chip`."""

    program: int
    sectors: int
    chip: bool


class Link(NamedTuple):
    """Seconds a packet, 32-bit words in it, and the SWD clock in Hz."""

    packet: float
    words: int
    clock: int

    def seconds(self, size: int) -> float:
        """What the link alone takes for `size` bytes."""
        words = size / 4
        return max(words / self.words * self.packet, words * SWD_BITS / self.clock)


HID = Link(1e-3, HID_WORDS, 1_000_000)
"""The slowest that is usual: full-speed USB's one packet a millisecond."""


def floor(work: Work, cells: Cells, link: Link) -> float:
    """Cells and link at work without a pause; loading hides behind programming."""
    erase = cells.chip if work.chip else work.sectors * cells.sector
    return erase + work.program / possible(cells, link)


def possible(cells: Cells, link: Link) -> float:
    """Bytes a second that can be programmed at best: the slower of the two counts."""
    return 1 / max(cells.byte, link.seconds(4) / 4)


CALL_PACKETS = 4
"""What a call of the algorithm costs on top of its work."""

COMPARED = 0.37e-6
"""Seconds for the chip to add one byte to a CRC: 13 cycles at 36 MHz."""

SLACK = 1.03
"""The algorithm's own instructions, beside the cells."""


PREPARE_PACKETS = 11
"""Handing the algorithm another kind of work."""


def program_seconds(pages: int, size: int, cells: Cells, link: Link) -> float:
    """Programming so many pages; the first has to be loaded before anything is written."""
    if not pages:
        return 0.0
    begin = PREPARE_PACKETS * link.packet + link.seconds(size)
    return begin + pages * page_seconds(size, cells, link)


def page_seconds(size: int, cells: Cells, link: Link) -> float:
    """Programming one page, its successor loaded meanwhile."""
    call = CALL_PACKETS * link.packet
    return max(size * cells.byte * SLACK, link.seconds(size)) + call


def compare_seconds(size: int, link: Link, crc: bool = True) -> float:
    """The chip adds up a CRC of each page, or they are read back."""
    if not crc:
        return link.seconds(size)
    return size * COMPARED + 2 * CALL_PACKETS * link.packet if size else 0.0


ENOUGH = 0.05
"""The share of a phase after which what was seen of it counts for all, and what was planned not."""


class Progress:
    """Percent and seconds left of a plan of phases; the percentage never goes back."""

    def __init__(self) -> None:
        self.plan: dict[str, float] = {}
        self.spent = 0.0
        self.percent = 0.0
        self.phase = ""
        self._first: tuple[float, float] | None = None
        self._last = 0.0, 0.0

    def replan(self, plan: dict[str, float]) -> None:
        """What is still to come, phase by phase in seconds."""
        self.plan = dict(plan)

    def begin(self, phase: str) -> None:
        self.phase, self._first, self._last = phase, None, (0.0, 0.0)

    def mark(self, share: float, at: float) -> None:
        """A `share` (0 to 1) of the phase was done so many seconds after its beginning."""
        self._last = share, at
        if share and self._first is None:
            self._first = share, at

    def left(self, seconds: float) -> float:
        """The seconds left, after so many of the phase.

        Its beginning tells nothing of the rest: something has to be loaded first.
        """
        share, at = self._last
        rest = (1 - share) * self.plan.get(self.phase, 0.0)
        first, began = self._first or (share, at)
        if share > first:
            seen = (at - began) / (share - first) * (1 - share)
            weight = min(1.0, (share - first) / ENOUGH)
            rest = weight * seen + (1 - weight) * rest
        names = list(self.plan)
        later = names[names.index(self.phase) + 1 :] if self.phase in names else []
        return max(0.0, at + rest - seconds) + sum(self.plan[name] for name in later)

    def tell(self, seconds: float) -> tuple[float, float]:
        """(percent, seconds left) of the whole, after so many seconds of the phase."""
        left = self.left(seconds)
        past = self.spent + seconds
        now = 100 * past / (past + left) if past + left else 100.0
        self.percent = max(self.percent, min(now, 99.9))
        return self.percent, left

    def end(self, seconds: float) -> None:
        """The phase has ended after so many seconds."""
        self.spent += seconds
        self.plan.pop(self.phase, None)
