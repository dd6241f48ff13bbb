"""Files that are there whole or not at all, whenever whoever writes them is killed."""

import os
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


def torn(name: str) -> bool:
    """Whether a file of this name is what was being written when its writer was killed."""
    path = Path(name)
    return name.startswith(".") and path.suffix[1:].isdecimal()
