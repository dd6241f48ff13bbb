"""Whether a file has changed, as a build changes it: in several writes, or gone for a while."""

import time
from collections.abc import Callable
from pathlib import Path

QUIET = 0.5
"""Seconds without a change after which a file is whole."""

Stamp = tuple[int, int, int]


def stamp(file: Path) -> Stamp | None:
    """What is another after a change; None while there is no file, as between two builds."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


class FileWatch:
    """What it is when the watch begins is no change."""

    def __init__(
        self,
        file: Path,
        look: Callable[[Path], Stamp | None] = stamp,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.file, self.look, self.now = file, look, now
        self.known = self.seen = look(file)
        self.since = now()

    def changed(self) -> bool:
        """Once for every change, as soon as nobody writes any more."""
        seen = self.look(self.file)
        if seen != self.seen:
            self.seen, self.since = seen, self.now()
        if self.seen in (self.known, None) or self.now() - self.since < QUIET:
            return False
        self.known = self.seen
        return True
