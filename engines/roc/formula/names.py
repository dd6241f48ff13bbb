"""What a name may mean, and what somebody may have meant by one that means nothing."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

from engines.roc.formula.catalogue import ALIASES, FIELDS, FUNCTIONS

LONGEST = 32
"""Characters that are looked at: a longer name is no slip of a key."""


MOST = 200
"""Names of the formula itself that are looked at."""


def canonical(name: str) -> str:
    return ALIASES.get(name, name)


def taken(name: str) -> str:
    """What the language has under this name already, "" for nothing."""
    if canonical(name) in FUNCTIONS:
        return f"{name} is a function"
    return f"{name} is the bar's {FIELDS[name]}" if name in FIELDS else ""


def guess(name: str, others: Iterable[str] = ()) -> str:
    """The most similar name there is, as the end of a sentence."""
    known = [*islice(others, MOST), *FUNCTIONS, *ALIASES, *FIELDS]
    near = get_close_matches(name[:LONGEST], known, 1)
    return f"; did you mean {near[0]}?" if near else ""


def short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
