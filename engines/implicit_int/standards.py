"""The standards of C, by the names that compilers know them by."""

from engines.marking import N_

STANDARDS = ("c89", "gnu89", "c99", "gnu99", "c11", "gnu11", "c17", "gnu17", "c23", "gnu23")
"""A gnu one is what gcc and clang take beside the C of that year: the same rules, other doubts."""

SAME = {
    "c90": "c89", "ansi": "c89", "gnu90": "gnu89", "c9x": "c99", "gnu9x": "gnu99", "c1x": "c11",
    "gnu1x": "gnu11", "c18": "c17", "gnu18": "gnu17", "c2x": "c23", "gnu2x": "gnu23",
}  # fmt: skip
"""Other names of theirs."""

INFERRING = frozenset(("c23", "gnu23"))
"""In these `auto i = 3;` leaves nothing out, and `()` takes nothing."""


def standard(name: str) -> str:
    """The one of STANDARDS that is meant. ValueError for none."""
    known = SAME.get(name, name)
    if known not in STANDARDS:
        words = N_("a standard is one of {known}, not {name}")
        raise ValueError(words.format(known=", ".join(STANDARDS), name=repr(name[:40])))
    return known
