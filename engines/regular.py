"""A file that somebody names, opened only where reading it ends."""

import errno
import os
import stat
from io import BufferedReader, FileIO
from pathlib import Path

from engines.marking import N_


class Unfit(OSError):
    """Something is there, but nothing that can be read to its end."""


NO_FILE = N_("This is no regular file.")
TOO_LARGE = N_("This file is too large.")


def opened(path: Path) -> BufferedReader:
    """OSError, and Unfit where it is a device, a pipe or a folder."""
    prove(path, path.stat())  # before: some devices act on being opened
    # O_NONBLOCK: a FIFO that took the name since would wait for its writer for ever.
    file = FileIO(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY))
    try:
        prove(path, os.fstat(file.fileno()))
    except Unfit:
        file.close()
        raise
    return BufferedReader(file)


def prove(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Unfit(errno.EINVAL, NO_FILE, str(path))


def content(path: Path, most: int) -> bytes:
    """All of it. OSError, and Unfit also where it has more bytes than `most`."""
    with opened(path) as file:
        data: bytes | None = file.read(most + 1)
    if data is None:  # /proc has some that wait for more
        raise Unfit(errno.EAGAIN, NO_FILE, str(path))
    if len(data) > most:
        raise Unfit(errno.EFBIG, TOO_LARGE, str(path))
    return data
