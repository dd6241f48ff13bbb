"""Files that are there whole or not at all, however whoever writes them ends, and are read so."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from engines.wire import N_, EngineError

NOT_WRITTEN = N_("This could not be written to disk.")


def write(path: Path, data: bytes) -> None:
    """In one step. EngineError where it cannot be; then what was there before still is."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise EngineError(NOT_WRITTEN, f"{path}: {error}") from error


def content(path: Path, most: int) -> bytes:
    """All bytes of a file of at most so many. OSError where there is none, or it is larger, or no
    file: a device never ends, and a pipe waits for somebody."""
    regular(path)
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(
            errno.EFBIG,
            f"over {most >> 20} MiB" if most >> 20 else f"over {most >> 10} KiB",
            str(path),
        )
    return data


def regular(path: Path) -> None:
    """OSError where there is something else, or nothing."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))


def torn(name: str) -> bool:
    """Whether a file of this name is what was being written when its writer was killed."""
    path = Path(name)
    return name.startswith(".") and path.suffix[1:].isdecimal()
