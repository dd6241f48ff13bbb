"""What is wrong with a file, and what was done about it: values, so that the others go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Self

from engines.wire import EngineError, printable

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
        return cls(failed.what, failed.why, printable(path), row, True, failed.fix)


def about(what: str, path: str, rows: Iterable[int], lost: bool, why: str = "") -> Fault:
    """One fault for all rows of a file that have the same. `rows` holds one at least."""
    numbers = [int(row) for row in rows]
    named = "row " if len(numbers) == 1 else "rows "
    named += ", ".join(str(number) for number in islice(numbers, NAMED))
    if len(numbers) > NAMED:
        named += f" and {len(numbers) - NAMED:,} more"
    why = f"{named}: {why}" if why else named
    return Fault(what, printable(why), printable(path), numbers[0], lost)
