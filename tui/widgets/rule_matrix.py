"""What may be left out by which standard: a construct a row, a standard a column, and a cursor."""

from collections.abc import Callable, Sequence

from textual.events import Click
from textual.reactive import var

from engines.implicit_int.standards import STANDARDS
from tui.runs import Row, Run, fit, right
from tui.widgets.long_list import LongList

MARK, TITLE, WORD = 3, 23, 6
"""Cells of the cursor's mark, of a construct's name, and of a word."""

MAIN = ("c89", "gnu89", "c99", "gnu99", "c17", "gnu17", "c23", "gnu23")
"""Where there is no room for all: what holds for C17 holds for C11."""

Cell = Callable[[str, str], Run]
"""What stands in the row of a construct, in the column of a standard."""


def empty(key: str, standard: str) -> Run:
    return "", "text"


class RuleMatrix(LongList):
    DEFAULT_CSS = "RuleMatrix { height: 1fr; }"

    column: var[int] = var(STANDARDS.index("gnu17"))

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.names: Sequence[tuple[str, str]] = ()
        """The key of each construct, and what it is called."""
        self.who = ""
        self.cell: Cell = empty

    def show(self, names: Sequence[tuple[str, str]], who: str, cell: Cell) -> None:
        """`who` is it that speaks."""
        before, self.names, self.who, self.cell = len(self.names), names, who, cell
        self.changed(before)

    @property
    def count(self) -> int:
        return len(self.names)

    @property
    def here(self) -> tuple[str, str]:
        """The construct and the standard of the cell under the cursor."""
        return self.names[self.row][0] if self.names else "", STANDARDS[self.column]

    def shown(self, width: int) -> Sequence[str]:
        """The standards that there is room for, with the one that the cursor is in."""
        room = max(1, (width - MARK - TITLE) // WORD)
        if room >= len(STANDARDS):
            return STANDARDS
        here = STANDARDS[self.column]
        some = MAIN if here in MAIN else STANDARDS
        first = max(0, some.index(here) - room + 1)
        return some[first : first + room]

    def head(self, width: int) -> Row:
        row: Row = [(fit(f"   {self.who}", MARK + TITLE), "accent")]
        here = STANDARDS[self.column]
        return row + [
            (right(each, WORD), "accent" if each == here else "muted") for each in self.shown(width)
        ]

    def line(self, index: int, here: bool, width: int) -> Row:
        key, title = self.names[index]
        row: Row = [(" ▸ " if here else "   ", "accent")]
        row.append((fit(title, TITLE), "strong" if here else "text"))
        for standard in self.shown(width):
            text, role = self.cell(key, standard)
            chosen = here and standard == STANDARDS[self.column]
            row.append((right(text, WORD), "chosen" if chosen else role))
        return row

    def sideways(self, by: int) -> None:
        """The main columns only, where only they are shown."""
        shown = self.shown(self.size.width)
        names = STANDARDS if len(shown) == len(STANDARDS) else MAIN
        here = STANDARDS[self.column]
        at = names.index(here) if here in names else 0
        self.to(names[max(0, min(at + by, len(names) - 1))])

    def to(self, standard: str) -> None:
        if standard != STANDARDS[self.column]:
            self.column = STANDARDS.index(standard)
            self.repaint()
            self.post_message(self.Moved())

    def on_click(self, event: Click) -> None:
        shown = self.shown(self.size.width)
        at = (event.x - MARK - TITLE) // WORD
        if event.y and 0 <= at < len(shown):
            self.to(shown[at])
        super().on_click(event)
