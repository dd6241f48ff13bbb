"""A file of data, opened only where reading it ends."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from engines.wire import N_, EngineError

LARGEST = 512 << 20
"""Bytes. No file of bars is larger; what is, is something else."""

MOST_ROWS = 1_000_000
"""Rows that are read from one file: 56 MB of arrays, some 250 MB while they are made of text."""

MOST_SYMBOLS = 20_000
"""In one file; all the exchanges of China have some 10,000."""


@contextmanager
def opened(path: str) -> Iterator[tuple[int, os.stat_result]]:
    """A descriptor of the regular file at `path`, and its status. Raises EngineError."""
    try:
        # O_NONBLOCK: opening a FIFO would wait for its writer for ever.
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        why = f"{path}: {getattr(error, 'strerror', '') or error}"
        raise EngineError(N_("A file cannot be read."), why) from error
    try:
        status = os.fstat(file)
        prove(path, status)
        yield file, status
    except OSError as error:
        why = f"{path}: {error.strerror or error}"
        raise EngineError(N_("A file cannot be read."), why) from error
    finally:
        os.close(file)


def prove(path: str, status: os.stat_result) -> None:
    """Raises EngineError unless this is a regular file of at most LARGEST bytes."""
    if stat.S_ISDIR(status.st_mode):
        raise EngineError(N_("There is no file in this folder that can be read."), path)
    if not stat.S_ISREG(status.st_mode):
        why = f"{path}: {stat.filemode(status.st_mode)}"
        raise EngineError(N_("This is no regular file."), why)
    if status.st_size > LARGEST:
        why = N_("{path} has {number} bytes, {most} are read").format(
            path=path, number=f"{status.st_size:,}", most=f"{LARGEST:,}"
        )
        raise EngineError(N_("This file is too large."), why)


def named(path: str) -> tuple[str, str]:
    """The stem of its name, and its suffix in small letters; a market has thousands of files."""
    name = path.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix.lower()) if stem else (name, "")


def too_many(path: str, rows: int) -> EngineError:
    why = N_("{path} has {number}, {most} are read")
    why = why.format(path=path, number=f"{rows:,}", most=f"{MOST_ROWS:,}")
    return EngineError(N_("This file has too many rows."), why)
