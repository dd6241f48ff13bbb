"""A command whose words are looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def nothing(folder: Path) -> None: ...


@dataclass(frozen=True)
class Case:
    """`names` are this command's own; `prepare` makes what it wants in the folder it runs in;
    `typed` is its standard input."""

    words: tuple[str, ...]
    names: tuple[str, ...] = ()
    prepare: Callable[[Path], None] = nothing
    typed: str = ""


def case(
    words: str, *names: str, prepare: Callable[[Path], None] = nothing, typed: str = ""
) -> Case:
    return Case(tuple(words.split()), names, prepare, typed)
