"""Plots as files, with matplotlib: whole or not at all, and never over what is there."""

import io
from pathlib import Path
from typing import Any

from engines import paths
from engines.installing import install
from engines.wire import N_, EngineError

KINDS = (".svg", ".png", ".pdf")

UNWRITTEN = N_("The plot could not be written.")


def refuse(path: str) -> None:
    """Raises EngineError, before anything is computed, where nothing could be drawn or written."""
    target = Path(path)
    if target.suffix not in KINDS:
        words = N_("{name} ends in none of {kinds}")
        why = words.format(name=repr(target.name), kinds=", ".join(KINDS))
        raise EngineError(N_("A plot has the kind that its file's name ends in."), why)
    if target.exists():
        raise EngineError(UNWRITTEN, N_("{file} is there already").format(file=path))
    try:
        paths.refuse_devices(target)
    except OSError as error:
        raise EngineError(UNWRITTEN, str(error)) from error
    try:
        import matplotlib  # noqa: F401 - an extra, which may be missing
    except ImportError as error:
        fix = install("matplotlib")
        raise EngineError(N_("Plots want matplotlib."), str(error), fix) from error


def write(figure: Any, path: str) -> str:
    """The path that it has now. Raises EngineError: a file that is there stays."""
    target = Path(path)
    drawn = io.BytesIO()  # first, so that what cannot be drawn leaves no file behind
    figure.savefig(drawn, format=target.suffix[1:])
    try:
        with paths.new_file(target) as file:
            file.write(drawn.getbuffer())
    except OSError as error:
        raise EngineError(UNWRITTEN, str(error)) from error
    return str(target.resolve())
