"""The sources among what somebody names, what is in them, and what is found there."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from engines import regular
from engines.implicit_int.finding import Finding
from engines.implicit_int.headers import Headers
from engines.implicit_int.scanner import scan
from engines.wire import N_, EngineError

MOST_BYTES = 16 << 20
UNREAD = N_("This source could not be read.")
SUFFIXES = (".c", ".h")


def sources(paths: Sequence[str]) -> Iterator[Path]:
    """Files as they are named, and what folders hold of C, each file once whatever its names are.

    Hidden files and folders are left out, and so are folders behind links. What cannot be looked
    into is given too: reading it says why.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        for found in within(path) if os.path.isdir(path) else (path,):  # noqa: PTH112 - never raises
            if not known(found, seen):
                yield Path(found)


def known(path: str, seen: set[tuple[int, int]]) -> bool:
    """Whether this file was seen; from now on it is."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return False
    identity = status.st_dev, status.st_ino
    met = identity in seen
    seen.add(identity)
    return met


def within(folder: str) -> Iterator[str]:
    """Its sources, sorted, then those of its folders. Not by os.walk: a chain of a thousand folders
    is more than Python 3.11 climbs down."""
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
                shown = [entry for entry in entries if not entry.name.startswith(".")]
                folders = [entry.path for entry in shown if entry.is_dir(follow_symlinks=False)]
        except OSError:
            yield folder
            continue
        waiting += reversed(folders)
        files = (entry.path for entry in shown if entry.name.endswith(SUFFIXES))
        yield from (path for path in files if path not in folders)


def content(path: Path) -> bytes:
    """All of it. EngineError where it is no file that ends, or larger than sources are."""
    try:
        if path.is_dir():
            os.scandir(path).close()  # a folder that cannot be looked into says why
        return regular.content(path, MOST_BYTES)
    except (OSError, ValueError) as error:
        raise EngineError(UNREAD, getattr(error, "strerror", None) or str(error)) from error


def look(path: str, source: bytes, standard: str) -> list[Finding]:
    """With the headers beside it; "" is a source that has none."""
    if not path:
        return scan(source, standard)
    return scan(source, standard, Headers(Path(path)))
