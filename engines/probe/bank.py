"""pyOCD's flash regions, as far as a part has them: compared, erased and programmed there."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from engines.probe.algorithm import Algorithm, HostClock
from engines.probe.image import Image

CHUNK = 1 << 18
"""Bytes that the chip looks through in one call."""

ALIAS_LIMIT = 0x1_0000
"""pyOCD's analyzer is told a block's number in 16 bits."""


class Page(NamedTuple):
    address: int
    data: bytes

    @property
    def end(self) -> int:
        return self.address + len(self.data)


class Bank:
    """One region, up to `end` of the part's flash: pyOCD's map is that of the line's largest."""

    def __init__(
        self,
        target: Any,
        region: Any,
        end: int,
        clock: HostClock,
        beat: Callable[[], None],
        blank: bytes = b"",
    ) -> None:
        """`blank` is what an erased cell reads as, if pyOCD's map may not know."""
        self.target, self.region = target, region
        self.algorithm = Algorithm(target, region, clock, beat)
        self.start, self.end = int(region.start), min(end, region.start + region.length)
        self.page_size = int(region.page_size)
        self.blank = blank or bytes([region.erased_byte_value])
        self.trusted = bool(self.algorithm.code["analyzer_supported"])
        """Whether the chip's own CRC compares what we mean; see `choose_comparison`."""

    def pages(self, image: Image) -> list[Page]:
        """Those of the image that are here; cells that it leaves open are 0xFF."""
        return [Page(*page) for page in image.pages(self.page_size, self.start, self.end)]

    def sector(self, address: int) -> tuple[int, int]:
        """The start and the size of the sector around it."""
        info = self.algorithm.flash.get_sector_info(address)
        return int(info.base_addr), int(info.size)

    def has_content(self, page: Page) -> bool:
        """Whether it differs from an erased one."""
        return bool(page.data.strip(self.blank))

    def erased_with(self, other: "Bank") -> bool:
        """Whether erasing all of this one erases the other: they have the same algorithm."""
        ours, theirs = self.algorithm.code, other.algorithm.code
        same = ("instructions", "pc_eraseAll")
        return all(ours.get(key) == theirs.get(key) for key in same)

    # Comparing

    def open(self) -> None:
        """So that it can be read: flash behind a serial bus is seen only while it is to be."""
        if self.trusted:
            self.algorithm.be_loaded()
        else:
            self.algorithm.prepare("VERIFY")

    def choose_comparison(self) -> None:
        """Asked anew each time: two places that were both blank looked like one.

        At 0x0800_0000 the number of a 2 KiB page overflows to that of address 0: right on an STM32
        that booted from flash, which shows there too, and wrong on one that booted otherwise.
        """
        self.trusted = bool(self.algorithm.code["analyzer_supported"]) and self._meant()
        self.open()

    def _meant(self) -> bool:
        if (self.end - 1) // self.page_size < ALIAS_LIMIT:
            return True
        mirror = self.start // self.page_size % ALIAS_LIMIT * self.page_size
        here, there = (self.target.read_memory_block32(at, 8) for at in (self.start, mirror))
        return bool(here == there)

    def compared(self, pages: list[Page]) -> Iterator[Page | None]:
        """Each page that the chip holds otherwise, and None for each that is right."""
        if self.trusted:
            found = self.algorithm.crcs([(page.address, len(page.data)) for page in pages])
            for page, crc in zip(pages, found, strict=True):
                yield None if crc == zlib.crc32(page.data) else page
        else:
            for page in pages:
                held = bytes(self.target.read_memory_block8(page.address, len(page.data)))
                yield None if held == page.data else page

    def is_blank(self, start: int, end: int, check: Callable[[], None]) -> bool:
        """`check` is called now and then: serial flash may be large, and is read slowly."""
        if start < end and self.blank != b"\xff":
            return False  # the code on the chip looks for ones
        for at in range(start, end, CHUNK):
            check()
            limit = min(at + CHUNK, end)
            if self.algorithm.first_written(at, limit) < limit:
                return False
        return True

    def sectors(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Start and size of each that has cells from `start` up to `end`."""
        at = start
        while at < end:
            first, size = self.sector(at)
            yield first, size
            at = first + size

    # Writing

    def program(self, pages: list[Page], done: Callable[[Page], None]) -> None:
        """Each page is loaded while the one before it is programmed."""
        algorithm = self.algorithm
        algorithm.prepare("PROGRAM")
        algorithm.load(0, *pages[0])
        took = 0.0
        for number, page in enumerate(pages):
            algorithm.program(number % algorithm.buffers, page.address, len(page.data))
            following = pages[number + 1] if number + 1 < len(pages) else None
            if following and algorithm.buffers > 1:
                algorithm.load((number + 1) % algorithm.buffers, *following)
            took = algorithm.wait(took)
            done(page)
            if following and algorithm.buffers == 1:
                algorithm.load(0, *following)


class Banks(list[Bank]):
    """All that a part has; pages are in the one that has their address."""

    def at(self, address: int) -> Bank:
        return next(bank for bank in self if bank.start <= address < bank.end)

    def split(self, pages: Iterable[Page]) -> list[tuple[Bank, list[Page]]]:
        """The pages with their banks; banks without any are left out."""
        found: dict[int, list[Page]] = {}
        for page in pages:
            found.setdefault(self.index(self.at(page.address)), []).append(page)
        return [(self[number], found[number]) for number in sorted(found)]

    def sectors(self, pages: Iterable[Page]) -> list[tuple[Bank, int, int]]:
        """Those that the pages are in: bank, start and size."""
        found = {}
        for bank, here in self.split(pages):
            for page in here:
                for start, size in bank.sectors(page.address, page.end):
                    found[start] = (bank, start, size)
        return list(found.values())

    def groups(self, pages: Iterable[Page]) -> list[list[Bank]]:
        """What one call erases at a time, for each such call that erases these pages."""
        found: list[list[Bank]] = []
        for bank, _ in self.split(pages):
            if not any(bank in group for group in found):
                found.append([other for other in self if bank.erased_with(other)])
        return found

    def around(self, bank: Bank, pages: Sequence[Page]) -> Iterator[tuple[int, int]]:
        """From where to where a bank has none of the pages."""
        at = bank.start
        for page in sorted(pages):
            if bank.start <= page.address < bank.end:
                yield at, page.address
                at = page.end
        yield at, bank.end
