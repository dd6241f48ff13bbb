"""Headers beside a source, read for the names that they give: macros and types."""

from contextlib import suppress
from pathlib import Path

MOST = 64
LARGEST = 1 << 20
"""Headers that are read for one source, and their bytes together."""


class Headers:
    """Asked for each header in quotation marks; gives each once."""

    def __init__(self, folder: Path) -> None:
        self.folders = [folder]
        self.given: set[Path] = set()
        self.left = LARGEST

    def __call__(self, name: str) -> str | None:
        """Its text, as latin-1. None where it is not there, was given, or is too much."""
        for folder in self.folders:
            with suppress(OSError, ValueError):
                path = (folder / name).resolve()
                if path.is_file() and path not in self.given:
                    return self.give(path)
        return None

    def give(self, path: Path) -> str | None:
        size = path.stat().st_size
        if size > self.left or len(self.given) == MOST:
            return None
        self.left -= size
        self.given.add(path)
        if path.parent not in self.folders:
            self.folders.append(path.parent)
        return path.read_bytes().decode("latin-1")
