"""What is wrong with a file, and what was done about it: values, so that the others go on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engines.roc.data.signs import shown
from engines.wire import N_, EngineError

MOST_BAD = 10_000
"""Bad rows that are passed over whatever the others are."""

NAMED = 3
"""So many rows are named; of the others, how many there are."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`what` is a constant sentence, the translation key. `row` is the first row it is about.

    Rows count from 1: lines of a text, records of a binary file; 0: the file as a whole. `lost`:
    those rows, or with row 0 the file, were left out.
    """

    what: str
    why: str = ""
    path: str = ""
    row: int = 0
    lost: bool = False
    fix: str = ""

    @classmethod
    def of(cls, error: EngineError, path: str, row: int = 0) -> Self:
        """The refusal of a whole file."""
        failed = error.failed
        return cls(failed.what, shown(failed.why), shown(path), row, True, failed.fix)


def about(
    what: str, path: str, rows: Sequence[int] | NDArray[np.int64], lost: bool, why: str = ""
) -> Fault:
    """One fault for all rows of a file that have the same. `rows` holds one at least."""
    return _about(what, path, [int(row) for row in rows[:NAMED]], len(rows), lost, why)


def _about(what: str, path: str, first: list[int], count: int, lost: bool, why: str) -> Fault:
    named = N_("row {rows}") if count == 1 else N_("rows {rows}")
    if count > len(first):
        named = N_("rows {rows} and {number} more")
    rows = ", ".join(map(str, first))
    named = named.format(rows=rows, number=f"{count - len(first):,}")
    why = f"{named}: {why}" if why else named
    return Fault(what, shown(why), shown(path), first[0], lost)


class Tally:
    """Bad rows as they come: of each fault the first few are kept, and how many there are.

    A file may hold millions.
    """

    def __init__(self) -> None:
        self._first: dict[str, list[int]] = {}
        self._counts: Counter[str] = Counter()
        self._whys: dict[str, str] = {}

    def add(self, what: str, row: int, why: str = "") -> None:
        """`why` is told of the first alone."""
        self._counts[what] += 1
        if self._counts[what] <= NAMED:
            self._first.setdefault(what, []).append(row)
            self._whys.setdefault(what, why[:80])

    def prove(self, rows: int) -> None:
        """Raises EngineError where most of so many are bad: the file is something else."""
        if self._counts.total() > max(MOST_BAD, rows // 2):
            raise EngineError(N_("Most rows of the file are broken."), self.faults("")[0].why)

    def faults(self, path: str) -> list[Fault]:
        """All those rows were lost."""
        return [
            _about(what, path, rows, self._counts[what], True, self._whys[what])
            for what, rows in self._first.items()
        ]
