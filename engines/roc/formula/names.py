"""What a name may mean, and what somebody may have meant by one that means nothing."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

from engines.roc.formula.catalogue import ALIASES, FIELDS, FUNCTIONS
from engines.wire import N_

LONGEST = 32
"""Characters that are looked at: a longer name is no slip of a key."""


MOST = 200
"""Names of the formula itself that are looked at."""

FIELD = N_("{name} is the bar's {field}")


def canonical(name: str) -> str:
    return ALIASES.get(name, name)


def taken(name: str) -> str:
    """What the language has under this name already, "" for nothing."""
    if canonical(name) in FUNCTIONS:
        return N_("{name} is a function").format(name=name)
    return FIELD.format(name=name, field=FIELDS[name]) if name in FIELDS else ""


def guess(name: str, others: Iterable[str] = ()) -> str:
    """The name, and the most similar one there is."""
    known = [*islice(others, MOST), *FUNCTIONS, *ALIASES, *FIELDS]
    return meant(short(name), get_close_matches(name[:LONGEST], known, 1))


def meant(name: str, near: list[str]) -> str:
    return N_("{name}; did you mean {near}?").format(name=name, near=near[0]) if near else name


def short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
