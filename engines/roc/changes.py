"""Which files have changed since somebody last looked."""

import os
import time
from collections.abc import Callable, Iterable

Mark = tuple[int, int, int]

SETTLED = 100_000_000
"""Nanoseconds. A file written later than that before it was seen may change without a new time."""

RECORDS = (".day", ".lc1", ".lc5")
"""What is cut off at the end of these, their reader leaves out."""


class Changes:
    """A line of text without an end waits until a second look finds the file unchanged."""

    def __init__(self, paths: Iterable[str], now: Callable[[], int] = time.time_ns) -> None:
        self.now = now
        self.marks = {path: mark(path) for path in paths}
        self.unsure = {path for path, seen in self.marks.items() if self._fresh(seen)}
        self.waiting: set[str] = set()
        self.gone: set[str] = set()
        """Those that two looks did not find."""

    def look(self) -> list[str]:
        """Those that may have changed and are there."""
        return [path for path in self.marks if self._changed(path)]

    def steady(self, path: str) -> bool:
        """Whether it is as the last look found it; otherwise the next one finds it changed."""
        return mark(path) == self.marks[path]

    def _changed(self, path: str) -> bool:
        before, seen = self.marks[path], mark(path)
        same = seen == before
        if same and path not in self.unsure and path not in self.waiting:
            return False
        self.marks[path] = seen
        (self.gone.add if seen is before is None else self.gone.discard)(path)
        if seen is None or (not same and not ended(path, seen[1])):
            self.waiting.add(path)
            return False
        self.waiting.discard(path)
        (self.unsure.add if self._fresh(seen) else self.unsure.discard)(path)
        return True

    def _fresh(self, seen: Mark | None) -> bool:
        return seen is not None and self.now() - seen[0] < SETTLED


def mark(path: str) -> Mark | None:
    """What changes when a file is written, or another is put in its place; None: not there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - of 5,000 files, every second
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def ended(path: str, size: int) -> bool:
    """Whether its last line has been written to its end."""
    if path.lower().endswith(RECORDS) or not size:
        return True
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            file.seek(-1, os.SEEK_END)
            return file.read(1) in (b"\n", b"\r")
    except OSError:
        return False
