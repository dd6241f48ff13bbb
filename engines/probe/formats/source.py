"""A firmware file held open, and the words for what is wrong with it."""

import os
import shlex
import stat
from binascii import unhexlify
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, FileIO
from pathlib import Path

from engines.marking import N_
from engines.wire import EngineError

LARGEST = 64 << 20
"""Bytes of a file: text for 22 MiB of flash, and a Zero 2 W has 512 MiB in all. Of an ELF, whose
debug information is not read, it is what is loaded."""

LONGEST_LINE = 1024
"""Twice the longest record: 255 bytes, two digits each, and the fields around them."""

KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
}


class Source:
    """A regular file of `size` bytes. Reading raises EngineError once it is found shorter."""

    def __init__(self, path: str, file: BufferedReader) -> None:
        self.path = path
        self.size = os.fstat(file.fileno()).st_size
        self._file = file

    def read(self, offset: int, length: int) -> bytes:
        """Exactly these. The caller has compared them with `size`."""
        self._file.seek(offset)
        data = self._file.read(length)
        if len(data) != length:
            raise changed(self.path)
        return data

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """The number and the text of each line that is not blank; white space around it is cut."""
        left = self.size
        self._file.seek(0)
        for number, text in enumerate(iter(lambda: self._file.readline(LONGEST_LINE), b""), 1):
            left -= len(text)
            if left < 0:
                raise changed(self.path)  # and may grow for ever
            if len(text) == LONGEST_LINE:
                raise self.damaged(line(number), "longer than any record")
            if text := text.strip():
                yield number, text

    def digits(self, number: int, text: bytes) -> bytes:
        """What the pairs of hexadecimal digits in this line stand for."""
        try:
            return unhexlify(text)
        except ValueError:
            why = N_("not all of it are pairs of hexadecimal digits")
            raise self.damaged(line(number), why) from None

    def damaged(self, where: str, why: str) -> EngineError:
        return EngineError("The file is damaged.", f"{self.path}, {where}: {why}")

    def too_large(self, size: int) -> EngineError:
        words = N_("{size} bytes, and {most} are the most")
        why = f"{self.path}: {words.format(size=f'{size:,}', most=f'{LARGEST:,}')}"
        return EngineError("The file is too large.", why)


PLACES = (N_("{file}, line {number}"), N_("{file}, offset {number}"))
"""How a place in a file is said, to be translated."""


def line(number: int) -> str:
    """A place in a text file; the first line is 1."""
    return f"line {number}"


def offset(number: int) -> str:
    """A place in a binary file."""
    return f"offset 0x{number:X}"


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[Source]:
    """The file at `path` while the block runs.

    Raises EngineError for what is no regular file, cannot be read, is empty, or is written to
    meanwhile; the last outweighs what the block may have found wrong with it.
    """
    name = os.fspath(path)
    try:
        with open_regular(name) as file:
            before = stamp(file)
            try:
                yield Source(name, file)
            finally:
                if stamp(file) != before:
                    raise changed(name)
    except OSError as error:
        raise unreadable(name, error) from error


def open_regular(path: str) -> BufferedReader:
    if "\0" in path:
        raise EngineError("There is no such file.", path)
    prove(path, Path(path).stat())  # before: a serial port or a watchdog acts on being opened
    # O_NONBLOCK: a FIFO that took the name since would wait for its writer for ever.
    file = FileIO(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY))
    try:
        prove(path, os.fstat(file.fileno()))
    except EngineError:
        file.close()
        raise
    return BufferedReader(file)


def prove(path: str, status: os.stat_result) -> None:
    """Raises EngineError unless this is a regular file with something in it."""
    if not stat.S_ISREG(status.st_mode):
        kind = KINDS.get(stat.S_IFMT(status.st_mode), stat.filemode(status.st_mode))
        raise EngineError("This is not a file that can be flashed.", f"{path} is {kind}")
    if status.st_size == 0:
        raise EngineError("The file is empty.", N_("{file}: 0 bytes").format(file=path))


def stamp(file: BufferedReader) -> tuple[int, int]:
    """What changes when somebody writes to the file."""
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def changed(path: str) -> EngineError:
    return EngineError("The file changed while it was read. Try again.", path)


def unreadable(path: str, error: OSError) -> EngineError:
    why = f"{path}: {error.strerror}"
    if isinstance(error, FileNotFoundError):
        return EngineError("There is no such file.", why)
    fix = f"sudo chmod a+r {shlex.quote(path)}" if isinstance(error, PermissionError) else ""
    return EngineError("The file cannot be read.", why, fix)
