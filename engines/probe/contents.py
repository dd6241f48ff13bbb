"""What the pages of a chip shall hold: the image, and around it what has been there."""

from collections.abc import Iterator

from engines.probe.bank import Bank, Banks, Page
from engines.probe.image import Image
from engines.probe.kept import Kept
from engines.probe.memory_map import uncovered


class Contents:
    def __init__(self, image: Image, banks: Banks, kept: Kept) -> None:
        self.image, self.banks, self.kept = image, banks, kept

    def bare(self) -> list[Page]:
        """The image's pages; where it leaves cells open, they count as blank."""
        return [self._blanked(bank, page) for bank in self.banks for page in bank.pages(self.image)]

    def _blanked(self, bank: Bank, page: Page) -> Page:
        cells = bytearray(page.data)
        for at, size in self._gaps(page):
            cells[at - page.address : at - page.address + size] = bank.blank * size
        return Page(page.address, bytes(cells))

    def covered(self) -> bool:
        """Whether some bank has each byte of the image."""
        banks = [(bank.start, bank.end) for bank in self.banks]
        return next(uncovered(self.image.stretches, banks), None) is None

    def whole(self, pages: list[Page]) -> list[Page]:
        """The pages with all that belongs into them, and others with what an interrupted job has
        not written back.
        """
        found = [self.as_it_was(page) for page in pages]
        return found + self.lost_elsewhere({page.address for page in pages})

    def as_it_was(self, page: Page) -> Page:
        """The page with what belongs into the cells that the image leaves open."""
        cells = bytearray(page.data)
        for at, size in self._gaps(page):
            bank = self.banks.at(at)
            now = bytes(bank.target.read_memory_block8(at, size))
            whole = self.kept.restored(at, now, bank.blank)
            cells[at - page.address : at - page.address + size] = whole
        return Page(page.address, bytes(cells))

    def neighbour(self, bank: Bank, address: int) -> Page:
        """A page of which the image has nothing."""
        return self.as_it_was(Page(address, bytes(min(bank.page_size, bank.end - address))))

    def lost_elsewhere(self, known: set[int]) -> list[Page]:
        lost = {
            (at - (at - bank.start) % bank.page_size): bank
            for start, data in self.kept.cells.items()
            for bank in self.banks
            for at in range(start, start + len(data))
            if bank.start <= at < bank.end
        }
        return [self.neighbour(bank, at) for at, bank in lost.items() if at not in known]

    def open_runs(self, page: Page) -> Iterator[tuple[int, bytes]]:
        """The stretches of a page that the image leaves open, with what belongs there."""
        for at, size in self._gaps(page):
            yield at, page.data[at - page.address :][:size]

    def kept_runs(self, page: Page) -> list[tuple[int, bytes]]:
        """Those that only we have once it is erased."""
        blank = self.banks.at(page.address).blank
        return [(at, data) for at, data in self.open_runs(page) if data.strip(blank)]

    def keeps(self, page: Page) -> bool:
        return bool(self.kept_runs(page))

    def _gaps(self, page: Page) -> Iterator[tuple[int, int]]:
        """Address and size of each."""
        at = page.address
        for segment in self.image.segments:
            if at < min(segment.address, page.end):
                yield at, min(segment.address, page.end) - at
            at = max(at, segment.end)
        if at < page.end:
            yield at, page.end - at
