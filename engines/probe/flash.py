"""Flashing: compare, erase, program, compare again. Only what differs is touched.

The order of things is what makes it safe to be interrupted anywhere: whatever was done before, the
same call finds out what is still wrong, and mends that.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from engines import wire
from engines.marking import N_
from engines.probe import estimate
from engines.probe.algorithm import HostClock
from engines.probe.bank import Bank, Banks, Page
from engines.probe.contents import Contents
from engines.probe.estimate import Cells, Link, Work
from engines.probe.image import Image
from engines.probe.kept import Kept
from engines.probe.messages import Caution, Erasing
from engines.probe.pacer import Emit, Pacer, Tally

ATTEMPTS = 2
"""Times that a page is programmed before it counts as one that cannot be."""


class Flashing:
    """One image into the flash of an open session whose core is halted."""

    def __init__(
        self, target: Any, regions: Sequence[tuple[Any, int]], image: Image, kept: Kept, *,
        clock: HostClock,
        emit: Emit = lambda event: None, check: Callable[[], None] = lambda: None,
        cells: Cells = estimate.GUESS, link: Link = estimate.HID, erase: Erasing = "auto",
        tally: Tally | None = None, unpromised: Iterable[tuple[int, int]] = (),
        blank: bytes = b"",
    ) -> None:  # fmt: skip
        """`regions` are all that pyOCD has of the part's flash, and where that ends in each;
        `unpromised` is further flash that goes when the chip is erased.

        Whoever tries again after a lost connection hands `kept` and `tally` on.
        Raises EngineError where a byte of the image is in none of the regions.
        """
        self.kept, self.emit, self.check = kept, emit, check
        self.cells, self.link, self.erasing = cells, link, erase
        self.tally = tally or Tally()
        self.pacer = Pacer(self.tally, clock, emit, cells, link)
        beat = self.pacer.beat
        self.banks = Banks(Bank(target, region, end, clock, beat, blank) for region, end in regions)
        self.contents = Contents(image, self.banks, kept)
        if not self.contents.covered():
            raise wire.EngineError(
                "pyOCD has no flash algorithm for this place.",
                N_("some of {start} to {end}").format(
                    start=f"{image.start:#010x}", end=f"{image.end:#010x}"
                ),
                "zerodeck probe flash --pack FILE.pack FILE",
            )
        self.pages = self.contents.bare()
        """All that is compared at the end, and what each shall hold."""
        self.unpromised = unpromised
        self.pending: set[int] = set()
        """Erased pages with cells that only we have: until they are written nothing may stop us."""

    @property
    def checked(self) -> str:
        """How the pages were compared."""
        banks = (bank for bank, _ in self.banks.split(self.pages))
        return ", ".join(sorted({"CRC" if bank.trusted else N_("read back") for bank in banks}))

    def run(self) -> None:
        """Raises EngineError where a page does not take its bytes."""
        wrong = self.compare()
        if not wrong and self.chip_wanted and not self.alone():
            wrong = self.pages  # the rest of the chip is to be erased all the same
        if not wrong:
            self.tally.how = self.tally.how or ["nothing to do"]
        for _ in range(ATTEMPTS):
            if not wrong:
                self.kept.forget()
                return
            self.mend(wrong)
            with self.pacer.phase("verify", len(self.pages)):
                wrong = self.read_again(self.wrong())
            if wrong:
                self.emit(Caution("Pages did not keep what was written.", self.listed(wrong)))
                self.tally.faulty += [page.address for page in wrong]
        if wrong:
            raise wire.EngineError(
                "The flash does not hold what was written.",
                N_("{why}; compared by {checked}").format(
                    why=self.listed(wrong), checked=self.checked
                ),
            )
        self.kept.forget()

    def listed(self, wrong: list[Page]) -> str:
        where = ", ".join(f"{page.address:#010x}" for page in wrong[:4])
        words = N_("{number} of {pages} pages differ: {places}")
        return words.format(number=len(wrong), pages=len(self.pages), places=where)

    def compare(self) -> list[Page]:
        """The pages that the chip holds otherwise, before anything is touched."""
        for bank, _ in self.banks.split(self.pages):
            bank.choose_comparison()
        self.plan(self.pages, self.filled(self.pages), self.cells.chip, compare=True)
        with self.pacer.phase("compare", len(self.pages)):
            if self.erasing != "chip":
                self.pages = self.contents.whole(self.pages)
            return self.wrong()

    def wrong(self) -> list[Page]:
        """The pages that the chip holds otherwise."""
        found: list[Page] = []
        before = 0
        for bank, here in self.banks.split(self.pages):
            bank.choose_comparison()
            for number, page in enumerate(bank.compared(here), before + 1):
                found += [page] if page else []
                if not bank.trusted:
                    self.share(number / len(self.pages))
            before += len(here)
        return found

    def read_again(self, wrong: list[Page]) -> list[Page]:
        """Before a page is called bad: the CRC might be that of another place."""
        return [
            page for page in wrong if not self.banks.at(page.address).trusted or self.differs(page)
        ]

    def differs(self, page: Page) -> bool:
        target = self.banks.at(page.address).target
        return bytes(target.read_memory_block8(page.address, len(page.data))) != page.data

    def mend(self, wrong: list[Page]) -> None:
        """Erase and program what differs."""
        chip, pages = self.choose(wrong)
        filled = self.filled(pages)
        self.plan(pages, filled, self.cells.chip if chip else None)
        if chip:
            self.kept.forget()  # nothing is lost by it, or that was asked for
        else:
            self.kept.hold(run for page in pages for run in self.contents.kept_runs(page))
        self.tally.how.append("chip" if chip else "sectors")
        with self.pacer.phase("erase", len(pages)):
            if chip:
                self.erase_chip()
            else:
                self.erase_sectors(pages)
        with self.pacer.phase("program", len(filled)):
            self.program(filled)

    def filled(self, pages: list[Page]) -> list[Page]:
        """Those that are more than erased."""
        return [page for page in pages if self.banks.at(page.address).has_content(page)]

    # Erasing

    @property
    def chip_wanted(self) -> bool:
        """Once it has been erased, what is wrong after is mended by sectors."""
        return self.erasing == "chip" and not self.tally.chip_erased

    def choose(self, wrong: list[Page]) -> tuple[bool, list[Page]]:
        """Whether to erase the whole chip, and the pages to program then.

        The whole, only where that is quicker and nobody loses anything by it, or was asked for.
        """
        if self.chip_wanted:
            return True, self.pages
        by_sector = self.with_neighbours(wrong)
        banks = (bank for bank, _ in self.banks.split(self.pages))
        possible = all(bank.algorithm.flash.is_erase_all_supported for bank in banks)
        if self.erasing != "auto" or not possible:
            return False, by_sector
        chip = self.cells.chip + self.program_seconds(self.filled(self.pages))
        sectors = len(self.banks.sectors(by_sector)) * self.cells.sector
        if chip >= sectors + self.program_seconds(self.filled(by_sector)) or not self.alone():
            return False, by_sector
        return True, self.pages

    def alone(self) -> bool:
        """Whether the flash around the image is blank, so that erasing it loses nothing."""
        return not any(map(self.contents.keeps, self.pages)) and all(
            bank.is_blank(start, end, self.check)
            for group in self.banks.groups(self.pages)
            for bank in group
            for start, end in (*self.banks.around(bank, self.pages), *self.unpromised)
        )

    def with_neighbours(self, wrong: list[Page]) -> list[Page]:
        """These pages and all that share a sector with one; cells outside the image are kept.

        Neighbours outside the image are compared at the end like its own pages.
        """
        known = {page.address: page for page in self.pages}
        pages = {}
        for bank, start, size in self.banks.sectors(wrong):
            first = start - (start - bank.start) % bank.page_size
            for address in range(first, min(start + size, bank.end), bank.page_size):
                if address not in known:
                    known[address] = self.contents.neighbour(bank, address)
                pages[address] = known[address]
        self.pages = [known[address] for address in sorted(known)]
        return list(pages.values())

    def erase_chip(self) -> None:
        for group in self.banks.groups(self.pages):
            if group[0].algorithm.flash.is_erase_all_supported:
                group[0].algorithm.prepare("ERASE")
                group[0].algorithm.erase_all()
                continue
            for bank in group:  # a pack's algorithm may do without
                bank.algorithm.prepare("ERASE")
                for start, _ in bank.sectors(bank.start, bank.end):
                    bank.algorithm.erase_sector(start)
        self.tally.erased += len(self.pages)
        self.tally.chip_erased = True

    def erase_sectors(self, pages: list[Page]) -> None:
        keeping = {page.address for page in pages if self.contents.keeps(page)}
        sectors = self.banks.sectors(pages)
        for number, (bank, start, size) in enumerate(sectors):
            self.share(number / len(sectors))
            bank.algorithm.prepare("ERASE")
            self.pending |= {address for address in keeping if start <= address < start + size}
            bank.algorithm.erase_sector(start)
            self.tally.erased += 1

    # Programming

    def program(self, pages: list[Page]) -> None:
        """Those first that have what only we have."""
        count = 0

        def done(page: Page) -> None:
            nonlocal count
            count += 1
            self.tally.programmed += 1
            if page.address in self.pending:
                self.pending.discard(page.address)
                self.kept.drop(page.address, page.end)
            self.share(count / len(pages))

        for bank, here in self.banks.split(pages):
            bank.program(sorted(here, key=lambda page: page.address not in self.pending), done)

    def share(self, share: float) -> None:
        """So much of a phase is done. No cell is being written, so stopping is safe here."""
        if not self.pending:
            self.check()
        self.pacer.share(share)

    # What it will take

    def plan(
        self, pages: list[Page], filled: list[Page], chip: float | None, *, compare: bool = False
    ) -> None:
        """The rest, as far as is known: before the comparison, that all differs."""
        sectors = len(self.banks.sectors(pages))
        by_sector = sectors * self.cells.sector
        erase = by_sector if chip is None else min(chip, by_sector) if compare else chip
        look = self.compare_seconds()
        plan = {"erase": erase, "program": self.program_seconds(filled), "verify": look}
        self.tally.progress.replan({"compare": look, **plan} if compare else plan)
        self.pacer.bytes = sum(len(page.data) for page in filled)
        work = Work(self.pacer.bytes, sectors, erase != by_sector)
        self.tally.floor = estimate.floor(work, self.cells, self.link)

    def program_seconds(self, pages: list[Page]) -> float:
        return sum(
            estimate.program_seconds(len(here), bank.page_size, self.cells, self.link)
            for bank, here in self.banks.split(pages)
        )

    def compare_seconds(self) -> float:
        return sum(
            estimate.compare_seconds(sum(len(page.data) for page in here), self.link, bank.trusted)
            for bank, here in self.banks.split(self.pages)
        )
