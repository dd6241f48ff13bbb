"""What covers the rest where the terminal is too small for it."""

from textual.widgets import Static

from tui.i18n import _

SMALLEST = (60, 18)
"""Columns and lines below which nothing useful fits."""


class TooSmall(Static):
    def tell(self, width: int, height: int) -> None:
        sentence = _(
            "zerodeck needs {columns} columns and {lines} lines; here are {width} and {height}."
        )
        columns, lines = SMALLEST
        self.update(sentence.format(columns=columns, lines=lines, width=width, height=height))
