"""The first row of a pane: what it is, and a thin rule to its right edge."""

from tui.runs import Row
from tui.runs import width as cells


def heading(words: Row, width: int) -> Row:
    row: Row = [(" ", "text"), *words, (" ", "text")]
    return [*row, ("─" * max(0, width - cells(row)), "rule")]
