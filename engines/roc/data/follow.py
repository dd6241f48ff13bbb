"""A file that somebody still writes: what was added to it since the last look."""

import codecs
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engines.roc.data import load, tdx, tick_file
from engines.roc.data.csv_file import CsvFile
from engines.roc.data.faults import Fault
from engines.roc.data.load import Loaded
from engines.roc.data.markets import TABLE, Code
from engines.roc.data.regular import named, opened
from engines.roc.data.symbols import Found
from engines.roc.data.text import PIECE, lines
from engines.wire import EngineError

SETTLED = 100_000_000
"""Nanoseconds. A file written later than that before it was read may change without a new time."""

CONTEXT = 1 << 15
"""Bytes of old rows that say in which units the new ones are."""

FINGERPRINT = 64
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Mark = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Added:
    """`whole`: it holds all that is in the file now, and what was told before is void.

    Otherwise its bars come after those told before, but that the first may stand for the last of
    them: 通达信 rewrites today's bar.
    """

    loaded: Loaded
    whole: bool


class Follower:
    """One file, wherever its name leads: it may grow, shrink, be replaced, go and come back.

    What is not written to its end waits: a record of fewer than 32 bytes, and a line without an
    end until a second look finds it unchanged.
    """

    def __init__(
        self, path: str, table: tuple[Code, ...] = TABLE, now: Callable[[], int] = time.time_ns
    ) -> None:
        self.path, self.table, self.now = path, table, now
        self._suffix = named(path)[1]
        self._csv = CsvFile(path, table)
        self._mark: Mark | None = None
        self._sure = False
        self._clear()

    def _clear(self) -> None:
        """Nothing has been read."""
        self._end = self._row = 0
        self._prints = (b"", b"")
        self._last = b""
        self._begun = self._wide = False

    def poll(self) -> Added | None:
        """What is new; None: nothing, or no file. Raises nothing: a broken file is a fault."""
        try:
            status = os.stat(self.path)  # noqa: PTH116 - of thousands of files, every second
        except (OSError, ValueError):
            self._mark = None
            return self._gone()
        if self._sure and mark(status) == self._mark:
            return None
        try:
            with opened(self.path) as (file, status):
                unchanged = mark(status) == self._mark
                return self._look(file, status, unchanged)
        except EngineError as error:
            self._clear()
            refused = Loaded(self.path, faults=(Fault.of(error, self.path),))
            return None if mark(status) == self._mark else Added(refused, whole=True)
        finally:
            waiting = self._end < status.st_size and mark(status) != self._mark
            self._sure = self.now() - status.st_mtime_ns > SETTLED and not waiting
            self._mark = mark(status)

    def _gone(self) -> Added | None:
        """Nothing is in the file now."""
        begun = self._begun
        self._clear()
        return Added(Loaded(self.path), whole=True) if begun else None

    def _look(self, file: int, status: os.stat_result, unchanged: bool) -> Added | None:
        if self._suffix in load.PARQUET:
            return None if unchanged else Added(load.read(self.path, table=self.table), whole=True)
        end = self._complete(file, status.st_size, unchanged)
        if self._wide and unchanged and end == self._end:
            return None
        replaced = self._mark is None or self._mark[0] != status.st_ino
        if replaced or not self._begun or end < self._end or not self._same(file, end):
            return self._whole(file, end)
        if end == self._end and (not self._overlap or self._newest(file, end) == self._last):
            return None
        try:
            found = self._new(file, end)
        except (UnicodeDecodeError, EngineError):  # the new rows alone do not tell enough
            return self._whole(file, end)
        self._remember(file, end)
        return Added(Loaded(self.path, *found), whole=False)

    @property
    def _overlap(self) -> int:
        """Bytes at the end of what was read that may be rewritten."""
        return tdx.SIZE if self._suffix in tdx.PERIODS else 0

    def _complete(self, file: int, size: int, unchanged: bool) -> int:
        """Where the last whole row ends."""
        if self._overlap:
            return size - size % tdx.SIZE
        head = os.pread(file, FINGERPRINT, 0)
        self._wide = head.startswith(WIDE) or b"\0" in head
        if unchanged or self._wide:
            return size
        least, place = min(self._end, size), size
        while place > least:
            start = max(least, place - CONTEXT)
            if (at := os.pread(file, place - start, start).rfind(b"\n")) >= 0:
                return start + at + 1
            place = start
        return least

    def _same(self, file: int, end: int) -> bool:
        """Are the rows that were read still what they were, and at an end where others begin?"""
        if self._wide or self._prints != self._read(file):
            return False
        if self._overlap or end == self._end or self._prints[1].endswith(b"\n"):
            return True
        return os.pread(file, 1, self._end) in (b"\n", b"\r")

    def _read(self, file: int) -> tuple[bytes, bytes]:
        """What tells that the rows before are what they were: how they begin and how they end."""
        fixed = max(0, self._end - self._overlap)
        start = max(0, fixed - FINGERPRINT)
        head = os.pread(file, min(fixed, FINGERPRINT), 0)
        return head, os.pread(file, fixed - start, start)

    def _newest(self, file: int, end: int) -> bytes:
        return os.pread(file, self._overlap, max(0, end - self._overlap))

    def _remember(self, file: int, end: int) -> None:
        self._end, self._begun = end, True
        self._prints, self._last = self._read(file), self._newest(file, end)

    def _whole(self, file: int, end: int) -> Added | None:
        if end == 0:
            return self._gone()
        self._clear()
        found = self._rows(file, 0, end, 1)
        self._row = _lines(file, 0, end)
        self._remember(file, end)
        return Added(Loaded(self.path, *found), whole=True)

    def _new(self, file: int, end: int) -> Found:
        """The new rows, in the units that they and those before are in."""
        start = max(0, self._end - self._overlap)
        if self._overlap and self._newest(file, self._end) == self._last:
            start = self._end
        row = start // tdx.SIZE + 1 if self._overlap else self._row + 1
        made, faults = self._rows(file, start, end, row)
        self._row += _lines(file, self._end, end)
        known = {one.symbol: one for one in self._rows(file, self._context(file, start), end, 1)[0]}
        told = []
        for one in made:
            beside = known.get(one.symbol, one)
            told.append(beside.take(np.isin(beside.times, one.times)))
        return tuple(told), faults

    def _context(self, file: int, start: int) -> int:
        """Where a row begins, some way before."""
        far = max(0, start - CONTEXT)
        if self._overlap or far == 0:
            return far
        return far + os.pread(file, start - far, far).find(b"\n") + 1

    def _rows(self, file: int, start: int, end: int, row: int) -> Found:
        if self._overlap:
            data = os.pread(file, end - start, start)
            one, faults = tdx.parse(self.path, data, row, self.table)
            return (one,) if len(one) else (), faults
        if self._suffix in load.TICKS:
            pieces = lines(file, "utf-8", "replace", start, end)
            return tick_file.parse(self.path, pieces, row, self.table)
        if start == 0 and row == 1 and not self._begun:
            return self._csv.read(file, end)
        return self._csv.more(file, start, end, row)


def mark(status: os.stat_result) -> Mark:
    """What changes when a file is written, or another is put in its place."""
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _lines(file: int, start: int, end: int) -> int:
    """How many end between two bytes."""
    places = range(start, end, PIECE)
    return sum(os.pread(file, min(PIECE, end - at), at).count(b"\n") for at in places)
