"""Bars in a text file: CSV in English or Chinese, and what 通达信 exports."""

import os

from engines.roc.data.layout import BEFORE, Layout, layout
from engines.roc.data.markets import TABLE, Code
from engines.roc.data.regular import LARGEST, opened
from engines.roc.data.symbols import Found
from engines.roc.data.table_reader import TableReader
from engines.roc.data.text import encodings, lines
from engines.wire import N_, EngineError

HEAD = 1 << 12


def read(path: str, table: tuple[Code, ...] = TABLE) -> Found:
    """The series of every symbol in the file. Raises EngineError where it is no table of bars."""
    with opened(path) as (file, _):
        return CsvFile(path, table).read(file)


class CsvFile:
    """A text whose encoding and layout, once they are known, hold for what is added to it."""

    def __init__(self, path: str, table: tuple[Code, ...] = TABLE) -> None:
        self.path, self.table = path, table
        self.encoding = ""
        self.layout: Layout | None = None
        self.rows = 0
        """Lines that have been read."""

    def read(self, file: int, end: int = LARGEST) -> Found:
        """All of it up to a byte. Raises EngineError."""
        head = os.pread(file, min(HEAD, end), 0)
        if not head.strip():
            raise EngineError(N_("The file is empty."), self.path)
        tried = encodings(head, self.path)
        for self.encoding in tried:
            try:
                return self._read(file, "strict", end, tried)
            except UnicodeDecodeError:
                continue
        self.encoding = tried[0]
        return self._read(file, "replace", end, tried)

    def _read(self, file: int, errors: str, end: int, tried: tuple[str, ...]) -> Found:
        pieces = lines(file, self.encoding, errors, 0, end)
        piece = next((lines for lines in pieces if lines), [])
        self.layout = layout(piece[: 2 * BEFORE])
        if self.layout is None:
            first = next((line for line in piece if line.strip()), "")
            why = f"{self.path}: {first[:80]!r}, read as {', '.join(tried)}"
            what = N_("No columns of dates and closing prices were found.")
            raise EngineError(what, why, "date,open,high,low,close")
        reader = TableReader(self.layout, self.path, self.table)
        reader.feed(piece[self.layout.before :], self.layout.before + 1)
        self.rows = len(piece)
        for piece in pieces:
            reader.feed(piece, self.rows + 1)
            self.rows += len(piece)
        return reader.series()

    def more(self, file: int, start: int, end: int, row: int) -> Found:
        """Whole lines between two bytes, the first of which has the number `row`.

        Raises UnicodeDecodeError where the encoding turns out to be another one.
        """
        assert self.layout
        reader = TableReader(self.layout, self.path, self.table)
        for piece in lines(file, self.encoding, "strict", start, end):
            reader.feed(piece, row)
            row += len(piece)
        self.rows = row - 1
        return reader.series()
