"""What is to be flashed: bytes at addresses, whatever file they came from. Pure."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

import msgspec

from engines.marking import N_
from engines.wire import EngineError

SPACE = 1 << 32
"""The addresses of a 32-bit core."""

ERASED = b"\xff"
"""What a flash cell reads as before it is programmed."""

Kind = Literal["bin", "hex", "srec", "elf", "uf2"]


class Segment(NamedTuple):
    """Bytes without a gap, the first of them at `address`."""

    address: int
    data: bytes

    @property
    def end(self) -> int:
        """The address behind the last byte."""
        return self.address + len(self.data)


class Image(msgspec.Struct, frozen=True):
    """Firmware. `segments` rise, and between any two of them there is a gap.

    `entry` is where the file says that the program starts, `family` its UF2 family id, and
    `architecture` what an ELF was compiled for ("v7E-M"); None where the file does not tell.
    A `floating` image is a .bin that nobody has placed yet: its addresses count from 0.
    """

    segments: tuple[Segment, ...]
    kind: Kind
    path: str = ""
    entry: int | None = None
    family: int | None = None
    architecture: str | None = None
    floating: bool = False

    def __post_init__(self) -> None:
        gaps = all(one.end < other.address for one, other in pairwise(self.segments))
        if not gaps or not self.segments or not all(segment.data for segment in self.segments):
            raise ValueError("segments are not empty, rise, and do not touch")
        if self.start < 0 or self.end > SPACE:
            raise ValueError("addresses are 32 bits")

    @property
    def size(self) -> int:
        """How many bytes there are to program, gaps not counted."""
        return sum(len(segment.data) for segment in self.segments)

    @property
    def stretches(self) -> list[tuple[int, int]]:
        """The first address of each segment, and the one behind its last."""
        return [(segment.address, segment.end) for segment in self.segments]

    @property
    def start(self) -> int:
        return self.segments[0].address

    @property
    def end(self) -> int:
        """The address behind the last byte."""
        return self.segments[-1].end

    def at(self, base: int) -> "Image":
        """The image with `base` added to its addresses. EngineError where they leave 32 bits."""
        if self.start + base < 0 or self.end + base > SPACE:
            why = f"{self.path}: {self.size:,} bytes with base {base:#x}"
            raise EngineError("The image does not fit at this address.", why)
        return msgspec.structs.replace(
            self,
            segments=tuple(Segment(base + address, data) for address, data in self.segments),
            entry=None if self.entry is None else (self.entry + base) % SPACE,
            floating=False,
        )

    def placed(self, start: int) -> "Image":
        """The image as it is; one that still floats, at `start`."""
        return self.at(start) if self.floating else self

    def cells(self, address: int, length: int) -> bytes:
        """What flash holds there once the image is programmed and all else is erased."""
        filled = bytearray(ERASED * length)
        first = bisect_right(self.segments, address, key=lambda segment: segment.end)
        for segment in self.segments[first:]:
            if segment.address >= address + length:
                break
            low = max(segment.address, address)
            part = segment.data[low - segment.address : address + length - segment.address]
            filled[low - address : low - address + len(part)] = part
        return bytes(filled)

    def pages(self, size: int, start: int = 0, end: int = SPACE) -> Iterator[tuple[int, bytes]]:
        """Each page that the image touches: its address, and its `size` cells.

        Pages are counted from `start`, and those from `end` on are left out: flash with several
        sizes of sector is asked region by region.
        """
        last = None
        for segment in self.segments:
            low, high = max(segment.address, start), min(segment.end, end)
            if low < high:
                for page in range(low - (low - start) % size, high, size):
                    if page != last:
                        yield page, self.cells(page, size)
                        last = page

    def holds(self, address: int) -> bool:
        return self._around(address) is not None

    def word(self, address: int) -> int | None:
        """The 32-bit word there; None where the image does not hold all of it."""
        if (segment := self._around(address)) is None or segment.end < address + 4:
            return None
        return int.from_bytes(segment.data[address - segment.address :][:4], "little")

    def _around(self, address: int) -> Segment | None:
        index = bisect_right(self.segments, address, key=lambda segment: segment.end)
        segment = self.segments[index] if index < len(self.segments) else None
        return segment if segment and segment.address <= address else None


def span(start: int, end: int) -> str:
    """The addresses from `start` up to, and without, `end`, for a reader."""
    return N_("0x{start} to 0x{end}").format(start=f"{start:08X}", end=f"{end - 1:08X}")
