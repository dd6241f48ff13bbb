"""Writing what a command has made: all of it, or nothing, and never over what is there."""

from collections.abc import Sequence
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from engines.paths import new_file, refuse_devices
from engines.wire import EngineError


def write_new(folder: Path, files: Sequence[tuple[str, str]]) -> list[Path]:
    """Write (name, text) into the folder. Raises EngineError before anything is touched."""
    paths = [folder / name for name, _text in files]
    there = [path for path in paths if path.exists() or path.is_symlink()]
    if there:
        raise EngineError("Nothing was written: a file is there already.", str(there[0]))
    made: list[Path] = []
    new = not folder.exists()
    try:
        refuse_devices(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for path, (_name, text) in zip(paths, files, strict=True):
            with new_file(path) as file:
                made.append(path)
                file.write(text.encode())
    except OSError as error:
        for path in made:
            with suppress(OSError):
                path.unlink()
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise EngineError("The files could not be written.", str(error)) from error
    return paths


def unused(path: Path) -> Path:
    """The path, with a number behind its name where there is something already."""
    others = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(each for each in chain((path,), others) if not (each.exists() or each.is_symlink()))
