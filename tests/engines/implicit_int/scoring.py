"""How our findings compare with gcc's, declarator by declarator."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from engines.implicit_int.finding import OMISSIONS, Finding
from engines.implicit_int.scanner import scan
from tests.engines.implicit_int.oracle import Omission, verdicts

Place = tuple[int, int] | str


class Score(NamedTuple):
    files: int
    hits: int
    ours: list[str]
    """What only we find."""
    theirs: list[str]

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + len(self.ours))

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + len(self.theirs))


def score(paths: Sequence[Path], *options: str) -> Score:
    """Of the files that gcc takes without an error."""
    files, hits = 0, 0
    ours: list[str] = []
    theirs: list[str] = []
    for path, verdict in verdicts(paths, *options).items():
        if verdict.errors:
            continue
        found = [it for it in scan(path.read_bytes()) if it.kind in OMISSIONS]
        mine, its = Counter(map(place, found)), Counter(map(gcc_place, verdict.omissions))
        files, hits = files + 1, hits + (mine & its).total()
        ours += [f"{path}: {it}" for it in (mine - its).elements()]
        theirs += [f"{path}: {it}" for it in (its - mine).elements()]
    return Score(files, hits, ours, theirs)


def gcc_place(it: Omission) -> Place:
    return (it.line, it.column) if it.sure else it.name


def place(it: Finding) -> Place:
    """The name alone where gcc is not sure of the place."""
    bare = it.kind == "knr-parameter" and any(edit.text.rstrip().endswith(";") for edit in it.edits)
    return it.name if bare or not it.name else (it.line, it.column)
