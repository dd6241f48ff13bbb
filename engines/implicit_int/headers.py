"""Headers beside a source, read for the names that they give: macros and types."""

from contextlib import suppress
from pathlib import Path

from engines import regular

MOST = 64
LARGEST = 1 << 20
"""Headers that are read for one source, and their bytes together."""


NAMES = ("include", "Include", "inc", "Inc")
UP = 3
"""What folders of headers are called, and how far above a source they are looked for."""
SYSTEM = frozenset(map(Path, ("/", "/usr", "/usr/local", "/tmp")))  # noqa: S108 - not written to
"""Their headers are nobody's project."""


def folders(source: Path) -> list[Path]:
    """Where a source finds what it includes: its folder, and those of headers in it and above."""
    here = source.absolute().parent
    found = [here]
    for folder in (here, *here.parents[:UP]):
        if folder in SYSTEM:
            break
        found += [folder / name for name in NAMES if (folder / name).is_dir()]
        if (folder / ".git").exists():
            break
    return found


class Headers:
    """Asked for each header in quotation marks; gives each once, or not at all."""

    def __init__(self, source: Path) -> None:
        self.folders = folders(source)
        self.given: set[Path] = set()
        self.left = LARGEST

    def __call__(self, name: str) -> str | None:
        """Its text, as latin-1. None where it is not there, was given, or is too much."""
        for folder in self.folders:
            with suppress(OSError, ValueError):
                path = (folder / name).resolve()
                if path.is_file() and path not in self.given:
                    return self.give(path) if len(self.given) < MOST else None
        return None

    def give(self, path: Path) -> str:
        self.given.add(path)
        text = regular.content(path, self.left)
        self.left -= len(text)
        if path.parent not in self.folders:
            self.folders.append(path.parent)
        return text.decode("latin-1")
