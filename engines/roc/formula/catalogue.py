"""Every function of the language: what it takes, what it means, how far back it looks.

Meanings are 通达信's own help text; where sources disagree, docs/formula.md says what was chosen.
No numpy: the console checks a formula while it is typed.
"""

from collections.abc import Callable
from typing import NamedTuple

SETTLED = 1e-16
"""The weight below which what lies further back no longer shows in a double."""


class Function(NamedTuple):
    """`takes` has a letter an argument: x a series, n a count (a number, or one a bar), c a number
    known beforehand, t a text. Those after `needed` may be left out.

    `warmup` is given the arguments that are numbers (None for the others) and says how many bars
    back a value depends on; None: all.
    """

    name: str
    takes: str
    warmup: Callable[..., int | None]
    meaning: str
    needed: int = -1
    """-1: all."""
    future: bool = False
    draws: bool = False
