"""What the doctor found: groups, and a finding a row."""

from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len

from engines.pi.messages import Checked
from tui.findings import listed
from tui.i18n import _
from tui.runs import Row, fit
from tui.widgets.long_list import LongList

LONGEST = 30
"""Cells of a title at most."""


class FindingList(LongList):
    """The cursor passes over the names of groups."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[str | Checked] = ()

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def here(self) -> Checked | None:
        row = self.rows[self.row] if self.rows else None
        return row if isinstance(row, Checked) else None

    def show(self, found: Sequence[Checked], key: str) -> None:
        """`key` is of the check under the cursor."""
        before, self.rows = len(self.rows), grouped(found)
        keys = [row.key if isinstance(row, Checked) else None for row in self.rows]
        self.row = keys.index(key) if key in keys else 1
        self.changed(before)

    def go(self, row: int) -> None:
        """No row but the first group's name has nothing above it."""
        up = row < self.row
        row = max(1, min(row, self.count - 1))
        if self.rows and isinstance(self.rows[row], str):
            row += -1 if up else 1
        super().go(row)

    @property
    def title(self) -> int:
        titles = (cell_len(_(row.title)) for row in self.rows if isinstance(row, Checked))
        return min(LONGEST, max(titles, default=0))

    def head(self, width: int) -> Row:
        return [
            ("     ", "text"),
            (fit(_("check"), self.title + 2), "muted"),
            (_("found"), "muted"),
        ]

    def line(self, index: int, here: bool, width: int) -> Row:
        row = self.rows[index]
        if isinstance(row, str):
            return [(f" {_(row)}", "accent")]
        cursor = (" ▸ " if here else "   ", "accent")
        return [cursor, *listed(row, self.title, width - 3)]


def grouped(found: Sequence[Checked]) -> list[str | Checked]:
    rows: list[str | Checked] = []
    for group, members in groupby(found, lambda it: it.group):
        rows += [group, *members]
    return rows
