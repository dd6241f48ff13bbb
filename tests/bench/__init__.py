"""Measurements beside their references: `python -m tests.bench [NAME…]`.

A benchmark is a file here with a function `figures`. Where it can, it measures a ratio in one
interleaved run by CPU time: on a shared machine, absolute figures say little.
"""

from collections.abc import Iterable
from typing import NamedTuple


class Figure(NamedTuple):
    """One measured value and its goal: at least that, or with `at_most` no more than that."""

    name: str
    value: float
    unit: str = "ratio"
    goal: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.at_most else self.value >= self.goal


def table(figures: Iterable[Figure]) -> str:
    """One line a figure: name, value, unit, goal, and whether it is met."""
    lines = []
    for figure in figures:
        sign = "<=" if figure.at_most else ">="
        goal = "" if figure.goal is None else f"{sign} {figure.goal:g}"
        verdict = {True: "met", False: "MISSED", None: ""}[figure.met]
        lines.append(
            f"{figure.name:44} {figure.value:10.4g} {figure.unit:12} {goal:10} {verdict}".rstrip()
        )
    return "\n".join(lines)
