"""A trend in one row, around zero: above it blocks stand, below it they hang."""

from collections.abc import Sequence
from itertools import groupby

from tui.axis import above
from tui.runs import Row

UP = "▁▂▃▄▅▆▇█"
DOWN = "▔▀"
"""There are no finer ones that every font has; in ASCII "-" and "="."""


def signed(values: Sequence[float | None], cells: int, *, top: float | None = None) -> Row:
    """One value a cell, the newest at the right; more values than cells are averaged.

    `top` is what fills a cell, by default a round figure. Where nothing is known, nothing stands.
    """
    shown = gathered(values, cells)
    reach = top or above(max((abs(each) for each in shown if each), default=1.0))
    marks = [mark(each, reach) for each in [None] * (cells - len(shown)) + shown]
    return [
        ("".join(char for char, _role in run), role)
        for role, run in groupby(marks, key=lambda each: each[1])
    ]


def mark(value: float | None, top: float) -> tuple[str, str]:
    if value is None:
        return " ", "text"
    if value == 0:
        return "▁", "muted"
    share = min(abs(value) / top, 1.0)
    if value > 0:
        return UP[max(0, round(share * len(UP)) - 1)], "gain"
    return DOWN[share > 1 / 3], "loss"


def gathered(values: Sequence[float | None], cells: int) -> list[float | None]:
    """At most so many, the newest last: each the mean of its part, all parts but the first full."""
    size = max(1, -(-len(values) // cells)) if cells > 0 else 1
    parts = [values[max(0, end - size) : end] for end in range(len(values), 0, -size)]
    return [mean([each for each in part if each is not None]) for part in reversed(parts)][-cells:]


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
