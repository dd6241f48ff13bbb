"""Flashing: compare, erase, program, compare again. Only what differs is touched.

The order of things is what makes it safe to be interrupted anywhere: whatever was done before, the
same call finds out what is still wrong, and mends that.
"""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from engines import wire
from engines.probe import estimate
from engines.probe.algorithm import Algorithm, HostClock
from engines.probe.estimate import Cells, Link, Work
from engines.probe.image import Image
from engines.probe.messages import Caution, Erasing, Pace, Phase, Phased

BLANK = 0xFF
ATTEMPTS = 2
"""Times that a page is programmed before it counts as one that cannot be."""

ALIAS_LIMIT = 0x1_0000
"""pyOCD's analyzer is told a block's number in 16 bits."""

Emit = Callable[[wire.Message], None]


class Page(NamedTuple):
    address: int
    data: bytes


class Flashing:
    """One image into one flash region of an open session whose core is halted."""

    def __init__(
        self, target: Any, region: Any, image: Image, *, clock: HostClock, end: int,
        emit: Emit = lambda event: None, check: Callable[[], None] = lambda: None,
        cells: Cells = estimate.GUESS, link: Link = estimate.HID, erase: Erasing = "auto",
        saved: dict[int, Page] | None = None,
    ) -> None:  # fmt: skip
        """`end` is where the chip's flash ends: pyOCD's map is that of the largest of the line.

        `saved` are pages with cells that the image leaves open, by address, as they were before the
        first erase. Whoever tries again after a lost connection hands them on: the chip may not
        have them any more.
        """
        self.saved: dict[int, Page] = {} if saved is None else saved
        self.target, self.region, self.image = target, region, image
        self.clock, self.emit, self.check = clock, emit, check
        self.cells, self.link, self.erasing = cells, link, erase
        self.algorithm = Algorithm(target, region, clock, self.beat)
        self.end = min(end, region.start + region.length)
        found = image.pages(region.page_size, region.start, self.end)
        self.bare = [Page(*page) for page in found]
        """The image's pages; where it leaves cells open, they count as blank."""
        self.pages = self.bare
        """The same with what the chip holds in those cells: what it shall hold at the end."""
        self.seconds: dict[str, float] = {}
        self.how = ""
        self.erased = self.programmed = self.to_program = 0
        self.faulty: list[int] = []
        """Pages that were programmed and found wrong after, by address."""
        self.checked = "CRC"
        whole = Work(self.size, len(self.pages), False)
        self.floor = estimate.floor(whole, cells, link)
        self.progress = estimate.Progress({})
        self._began: tuple[Phase, float, float] | None = None

    @property
    def size(self) -> int:
        return len(self.pages) * int(self.region.page_size)

    def run(self) -> None:
        """Raises EngineError where a page does not take its bytes."""
        wrong = self.compare()
        if not wrong:
            self.how = "nothing to do"
            return
        for _ in range(ATTEMPTS):
            self.mend(wrong)
            with self.phase("verify", len(self.pages)):
                self.choose_comparison()
                wrong = self.wrong(self.pages)
            if not wrong:
                return
            self.emit(Caution("Pages did not keep what was written.", self.listed(wrong)))
            self.faulty += [page.address for page in wrong]
        raise wire.EngineError(
            "The flash does not hold what was written.",
            f"{self.listed(wrong)}; compared by {self.checked}",
        )

    def listed(self, wrong: list[Page]) -> str:
        where = ", ".join(f"{page.address:#010x}" for page in wrong[:4])
        return f"{len(wrong)} of {len(self.pages)} pages differ: {where}"

    def compare(self) -> list[Page]:
        """The pages that the chip holds otherwise, before anything is touched."""
        with self.phase("compare", len(self.pages)):
            self.algorithm.prepare("VERIFY")
            self.choose_comparison()
            self.bare, self.pages = self.pages, [self.kept(page) for page in self.pages]
            return self.wrong(self.pages)

    def mend(self, wrong: list[Page]) -> None:
        """Erase and program what differs."""
        self.algorithm.prepare("ERASE")
        chip, pages = self.choose(wrong)
        self.plan(pages, chip)
        with self.phase("erase", len(pages)):
            pages = self.erase(pages, chip)
        with self.phase("program", len(pages)):
            self.program(pages)

    # Comparing

    def choose_comparison(self) -> None:
        """Asked anew each time: two places that were both blank looked like one."""
        self.trusted = self.crc_is_trusted()
        self.checked = "CRC" if self.trusted else "read back"

    def crc_is_trusted(self) -> bool:
        """Whether the analyzer looks where we mean.

        At 0x0800_0000 the number of a 2 KiB page overflows to that of address 0: right on an STM32
        that booted from flash, which shows there too, and wrong on one that booted otherwise.
        """
        if not self.algorithm.code["analyzer_supported"]:
            return False
        last = self.region.start + self.region.length - 1
        if last // self.region.page_size < ALIAS_LIMIT:
            return True
        mirror = self.region.start // self.region.page_size % ALIAS_LIMIT * self.region.page_size
        here, there = (
            self.target.read_memory_block32(start, 8) for start in (self.region.start, mirror)
        )
        return bool(here == there)

    def wrong(self, pages: list[Page]) -> list[Page]:
        """The pages that the chip holds otherwise."""
        if not self.trusted:
            return list(self.read_back(pages))
        blocks = [(page.address, len(page.data)) for page in pages]
        found = self.algorithm.crcs(blocks)
        return [
            page for page, crc in zip(pages, found, strict=True) if crc != zlib.crc32(page.data)
        ]

    def read_back(self, pages: list[Page]) -> Iterator[Page]:
        """Those that are read as something else."""
        for number, page in enumerate(pages):
            self.share(number / len(pages))
            if bytes(self.target.read_memory_block8(page.address, len(page.data))) != page.data:
                yield page

    # Erasing

    def choose(self, wrong: list[Page]) -> tuple[bool, list[Page]]:
        """Whether to erase the whole chip, and the pages to program then.

        The whole, only where that is quicker and nobody loses anything by it, or was asked for.
        """
        by_sector = self.with_neighbours(wrong)
        if self.erasing == "sector" or not self.algorithm.flash.is_erase_all_supported:
            return False, by_sector
        if self.erasing == "chip":
            self.pages = self.bare
            return True, self.pages
        chip = self.cells.chip + self.program_seconds(self.pages)
        sectors = len(self.sectors(by_sector)) * self.cells.sector
        if chip >= sectors + self.program_seconds(by_sector) or not self.alone():
            return False, by_sector
        return True, self.pages

    def alone(self) -> bool:
        """Whether the flash around the image is blank, so that erasing it loses nothing."""
        if self.pages != self.bare:
            return False
        edges = [self.region.start, self.end]
        for page in self.pages:
            edges[-1:-1] = [page.address, page.address + len(page.data)]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if start < end and self.algorithm.first_written(start, end) < end:
                return False
        return True

    def sectors(self, pages: list[Page]) -> list[int]:
        sizes = {}
        for page in pages:
            info = self.algorithm.flash.get_sector_info(page.address)
            sizes[info.base_addr] = info.size
        return list(sizes)

    def with_neighbours(self, wrong: list[Page]) -> list[Page]:
        """These pages and all that share a sector with one; cells outside the image are kept.

        Neighbours outside the image are compared at the end like its own pages.
        """
        all_ = {page.address: page for page in self.pages}
        pages = {}
        for page in wrong:
            sector = self.algorithm.flash.get_sector_info(page.address)
            for address in range(sector.base_addr, sector.base_addr + sector.size, len(page.data)):
                if address not in all_:
                    all_[address] = self.kept(Page(address, b""))
                pages[address] = all_[address]
        self.pages = [all_[address] for address in sorted(all_)]
        return list(pages.values())

    def kept(self, page: Page) -> Page:
        """The page with what the chip held in the cells that the image leaves open."""
        if page.address in self.saved:
            return self.saved[page.address]
        size = int(self.region.page_size)
        begin, limit = page.address, page.address + size
        cells = bytearray(page.data.ljust(size, bytes([BLANK])))
        at, opened = begin, False  # up to here every cell is the image's, or has been read
        covered = [(segment.address, segment.end) for segment in self.image.segments]
        for span in (*covered, (limit, limit)):
            start, end = (min(max(address, begin), limit) for address in span)
            if at < start:
                cells[at - begin : start - begin] = self.target.read_memory_block8(at, start - at)
                opened = True
            at = max(at, end)
        whole = Page(begin, bytes(cells))
        if opened:
            self.saved[begin] = whole
        return whole

    def erase(self, pages: list[Page], chip: bool) -> list[Page]:
        """The pages that are to be programmed then."""
        if chip:
            self.how = "chip"
            self.algorithm.erase_all()
            self.erased += len(self.pages)
        else:
            self.how = "sectors"
            sectors = self.sectors(pages)
            for number, sector in enumerate(sectors):
                self.share(number / len(sectors))
                self.algorithm.erase_sector(sector)
                self.erased += 1
        erased = bytes([self.region.erased_byte_value])  # 0x00 on an STM32L1
        return [page for page in pages if page.data.strip(erased)]

    # Programming

    def program(self, pages: list[Page]) -> None:
        """Each page is loaded while the one before it is programmed."""
        if not pages:
            return
        self.to_program = sum(len(page.data) for page in pages)
        algorithm = self.algorithm
        algorithm.prepare("PROGRAM")
        algorithm.load(0, *pages[0])
        took = 0.0
        for number, page in enumerate(pages):
            buffer = number % algorithm.buffers
            algorithm.program(buffer, page.address, len(page.data))
            following = pages[number + 1] if number + 1 < len(pages) else None
            if following and algorithm.buffers > 1:
                algorithm.load((number + 1) % algorithm.buffers, *following)
            took = algorithm.wait(took)
            self.programmed += 1
            self.share((number + 1) / len(pages))
            if following and algorithm.buffers == 1:
                algorithm.load(0, *following)

    # Telling

    def program_seconds(self, pages: list[Page]) -> float:
        size = int(self.region.page_size)
        return estimate.program_seconds(len(pages), size, self.cells, self.link)

    def plan(self, pages: list[Page], chip: bool) -> None:
        """What the rest will take, now that it is known what has to be done."""
        cells, spent, percent = self.cells, self.progress.spent, self.progress.percent
        erase = cells.chip if chip else len(self.sectors(pages)) * cells.sector
        self.progress = estimate.Progress(
            {
                "erase": erase,
                "program": self.program_seconds(pages),
                "verify": estimate.compare_seconds(self.size, self.link, self.trusted),
            }
        )
        self.progress.spent, self.progress.percent = spent, percent
        work = Work(len(pages) * int(self.region.page_size), len(self.sectors(pages)), chip)
        self.floor = estimate.floor(work, cells, self.link)

    @contextmanager
    def phase(self, phase: Phase, pages: int) -> Iterator[None]:
        begin = self.clock.now()
        self._began = (phase, begin, 0.0)
        self.emit(Phased(phase, pages))
        self.share(0.0)
        yield
        took = self.clock.now() - begin
        self.seconds[phase] = self.seconds.get(phase, 0.0) + took
        self.progress.end(phase, took)
        self.emit(Phased(phase, pages, took, self.how if phase == "erase" else ""))

    def share(self, share: float) -> None:
        """So much of this phase is done. Stopping is safe here: no cell is being written."""
        self.check()
        if self._began:
            self._began = (*self._began[:2], share)
        self.beat()

    def beat(self) -> None:
        if self._began is None or not self.progress.plan:
            return  # nothing is foretold before it is known what there is to do
        phase, begin, share = self._began
        seconds = self.clock.now() - begin
        percent, left = self.progress.tell(phase, share, seconds)
        rate = possible = None
        if phase == "program" and seconds:
            rate = share * self.to_program / seconds
            possible = estimate.possible(self.cells, self.link)
        self.emit(Pace(percent, left, rate, self.floor, possible))
