"""Writing what a command has made: all of it, or nothing, and never over what is there."""

from collections.abc import Sequence
from pathlib import Path

from engines.wire import EngineError


def write_new(folder: Path, files: Sequence[tuple[str, str]]) -> list[Path]:
    """Write (name, text) into the folder. Raises EngineError before anything is touched."""
    paths = [folder / name for name, _text in files]
    there = [path for path in paths if path.exists() or path.is_symlink()]
    if there:
        raise EngineError("Nothing was written: a file is there already.", str(there[0]))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, (_name, text) in zip(paths, files, strict=True):
            with path.open("x") as file:
                file.write(text)
    except OSError as error:
        raise EngineError("The files could not be written.", str(error)) from error
    return paths
