"""Drawings, as somebody types them."""

import re
from collections.abc import Container
from pathlib import Path

from engines.arcade.making.palette import NOTHING
from engines.marking import N_
from engines.wire import EngineError

NAME = re.compile(r"[a-z][a-z0-9_]*")

Picture = tuple[str, ...]
"""Rows of letters, all of one length, from above."""


def read(path: Path, letters: Container[str]) -> list[Picture]:
    """Its frames, at least one, all of one size. Raises EngineError."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise unreadable(path, str(error)) from error
    frames: list[list[str]] = [[]]
    width = 0
    for number, line in enumerate(text.split("\n"), 1):
        row = line.rstrip()
        if row.startswith("#"):
            continue
        if not row:
            frames.append([])
            continue
        check(path, number, row, letters)
        width = width or len(row)
        if len(row) != width:
            short = f"this row ends here, and the first one has {width}"
            raise unreadable(path, short, number, min(len(row), width) + 1)
        frames[-1].append(row)
    return whole(path, [tuple(frame) for frame in frames if frame])


def check(path: Path, number: int, row: str, letters: Container[str]) -> None:
    for column, letter in enumerate(row, 1):
        if letter != NOTHING and letter not in letters:
            raise unreadable(path, f"{letter!r} is no color of the palette", number, column)


def whole(path: Path, frames: list[Picture]) -> list[Picture]:
    if not frames:
        raise unreadable(path, "nothing is drawn in it", 1, 1)
    heights = [len(frame) for frame in frames]
    if len(set(heights)) > 1:
        raise unreadable(path, f"frames of one drawing have one height, and these {heights}")
    return frames


def unreadable(path: Path, why: str, line: int = 0, column: int = 0) -> EngineError:
    where = f"{path}, line {line}, column {column}" if line else str(path)
    return EngineError(N_("This drawing cannot be read."), f"{where}: {why}")
