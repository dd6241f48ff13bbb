"""Where a part has its flash and its RAM. Light: messages are made of it."""

from collections.abc import Iterable, Iterator

import msgspec


class Region(msgspec.Struct, frozen=True):
    """`length` bytes of memory, erased `sector_size` bytes at a time where it is flash."""

    start: int
    length: int
    sector_size: int = 1

    @property
    def end(self) -> int:
        """The address behind the last byte."""
        return self.start + self.length


class Part(msgspec.Struct, frozen=True):
    """A part's memory. It boots from the first region of its flash; the others are in any order.

    `core` is a name like "Cortex-M3", or "" where it is not known. `vectors` is where the vector
    table is expected, None for the start of flash: an RP2040 has its second boot stage before it.
    """

    name: str
    flash: tuple[Region, ...]
    ram: tuple[Region, ...] = ()
    core: str = ""
    vectors: int | None = None

    @property
    def start(self) -> int:
        """Where flash begins, and a .bin belongs unless somebody says otherwise; 0 without any."""
        return self.flash[0].start if self.flash else 0


Stretch = tuple[int, int]
"""From the first address up to, and without, the second."""


def uncovered(stretches: Iterable[Stretch], known: Iterable[Stretch]) -> Iterator[Stretch]:
    """What of the stretches is in none of the known ones."""
    rising = sorted(known)
    for start, end in stretches:
        position = start
        for begin, limit in rising:
            if position < begin < end:
                yield position, begin
            if begin < end:
                position = max(position, limit)
        if position < end:
            yield position, end
