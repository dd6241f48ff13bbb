"""The comparison table of the ZeRO tab: a mode a row, and which cell is looked at."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.events import Click
from textual.message import Message
from textual.reactive import var

from engines.zero.plan import Plan
from engines.zero.plan import Row as Planned
from tui import units
from tui.i18n import N_, _
from tui.runs import Row, cut, fit, right
from tui.runs import width as cells
from tui.widgets.canvas import Canvas

GB = 10**9
NAME, NUMBER, VERDICT = 17, 7, 8
"""Columns of the mode's name, of a number, and of whether it fits."""

BAR = 9
"""Columns that the bars have at least."""
BEYOND = 1.25
"""How far the bars go, in what the GPU has."""


class Column(NamedTuple):
    cell: str
    """What `engines.zero.explain` calls it."""
    title: str


COLUMNS = (
    Column("parameters", N_("params")),
    Column("gradients", N_("grads")),
    Column("optimizer", N_("optim")),
    Column("activations", N_("act")),
    Column("buffers", N_("other")),
    Column("total", N_("total")),
)
MORE = (
    Column("host", N_("host")),
    Column("nvme", "NVMe"),
    Column("communication", N_("moved")),
    Column("seconds", N_("s/step")),
)
"""Shown where there is room; on a narrow screen, while the cursor is in one of them."""


class PlanTable(Canvas):
    """The tab that it stands in has the focus, and the keys that move the cursor."""

    class Moved(Message):
        """The cursor is on another cell."""

    DEFAULT_CSS = "PlanTable { height: auto; }"
    row: var[int] = var(1)
    column: var[int] = var(2)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.plan: Plan | None = None
        self.keys: Sequence[str] = ()

    def show(self, plan: Plan, keys: Sequence[str]) -> None:
        """`keys` are the modes to show, of the plan's."""
        if len(keys) != len(self.keys):
            self.refresh(layout=True)
        mode = self.mode
        self.plan, self.keys = plan, keys
        self.row = keys.index(mode) if mode in keys else min(self.row, len(keys) - 1)
        self.repaint()

    @property
    def mode(self) -> str:
        """The key of the mode under the cursor."""
        return self.keys[self.row] if self.keys else ""

    @property
    def cell(self) -> str:
        """What explain calls the cell under the cursor."""
        return ALL[self.column].cell

    def draw(self, width: int, height: int) -> list[Row]:
        if self.plan is None:
            return []
        shown = self.shown(width)
        head: Row = [(fit(f"   {_('one GPU, GB')}", NAME), "muted")]
        for column in shown:
            role = "accent" if column.cell == self.cell else "muted"
            head.append((right(_(column.title), NUMBER), role))
        capacity = _("of {size} GB").format(size=f"{self.plan.capacity / GB:g}")
        head.append((f"  {capacity}", "muted"))
        first = self.first(height)
        keys = self.keys[first : first + height - 1] if height else self.keys
        return [cut(head, width), *(self.line(key, shown, width) for key in keys)]

    def first(self, height: int) -> int:
        """The first row that is shown: where there is no room for all, the cursor's is seen."""
        room = max(1, height - 1)
        return max(0, min(self.row - room // 2, len(self.keys) - room)) if height else 0

    def shown(self, width: int) -> tuple[Column, ...]:
        """The columns that there is room for, with the one that the cursor is in."""
        room = max(1, (width - NAME - VERDICT - BAR - 3) // NUMBER)
        if room >= len(ALL):
            return ALL
        first = max(0, self.column - room + 1)
        return ALL[first : first + room]

    def line(self, key: str, shown: Sequence[Column], width: int) -> Row:
        assert self.plan
        planned = self.plan.rows[key]
        here = key == self.mode
        row: Row = [(f" {'▸' if here else ' '} ", "accent")]
        row.append((fit(planned.mode.title, NAME - 3), "strong" if here else "text"))
        for column in shown:
            text = right(figure(planned, column.cell), NUMBER)
            chosen = here and column.cell == self.cell
            row.append((text, "chosen" if chosen else "text"))
        row.append(("  ", "text"))
        room = width - cells(row) - VERDICT - 1
        if room >= BAR:
            row += bar(planned.total / planned.capacity, room)
        return cut([*row, (" ", "text"), *verdict(planned)], width)

    def move(self, columns: int, rows: int) -> None:
        column = max(0, min(self.column + columns, len(ALL) - 1))
        row = max(0, min(self.row + rows, len(self.keys) - 1))
        if (column, row) != (self.column, self.row):
            self.column, self.row = column, row
            self.repaint()
            self.post_message(self.Moved())

    def on_click(self, event: Click) -> None:
        shown = self.shown(self.size.width)
        at = (event.x - NAME) // NUMBER
        row = self.first(self.size.height) + event.y - 1
        if event.y and row < len(self.keys):
            column = ALL.index(shown[at]) if 0 <= at < len(shown) else self.column
            self.move(column - self.column, row - self.row)


ALL = (*COLUMNS, *MORE)


def figure(row: Planned, cell: str) -> str:
    """A cell, in GB but for what is moved, which is in Ψ, and for seconds."""
    match cell:
        case "communication":
            return f"{float(row.traffic.elements):.3g}Ψ"
        case "seconds":
            return units.short(row.time.total)
        case "activations":
            value = row.activations.total if row.activations else None
        case "buffers":
            value = row.buffers.total
        case "parameters" | "gradients" | "optimizer":
            value = getattr(row.states, cell)
        case _:
            value = getattr(row, cell)
    return units.UNKNOWN if value is None else gigabytes(value)


def gigabytes(count: int) -> str:
    """As wide in every row: a digit behind the point, none from 1,000 on, and from 100,000 GB on
    in units of their own, "123T": six cells at most."""
    if count < 999.95 * GB:
        return f"{count / GB:,.1f}"
    return f"{count / GB:,.0f}" if count < 99_999.5 * GB else large(count)


def large(count: float) -> str:
    """Three digits and T, P or E: "16.0P"; or GB as powers of ten, in five cells too."""
    number, unit = units.split(count, "")
    return f"{number}{unit}" if count < 999.5 * GB**2 else f"{count / GB:.0e}"


def bar(share: float, room: int) -> Row:
    """What is taken of the GPU, with a mark where the GPU ends."""
    limit = int(room / BEYOND)
    filled = min(room - 1, max(0, round(share * limit)))
    within, beyond = min(filled, limit), max(0, filled - limit)
    return [
        ("▆" * within + " " * (limit - within), "graph"),
        ("│", "rule"),
        ("▆" * beyond + " " * (room - 1 - limit - beyond), "danger"),
    ]


def verdict(row: Planned) -> Row:
    """Whether it fits, and by how many GB."""
    if row.free < 0:
        return [(f"✗ -{lacking(-row.free)}", "danger")]
    if not row.fits:
        return [(fit(f"✗ {_('host')}", VERDICT), "danger")]
    return [(f"✓ +{lacking(row.free)}", "good")]


def lacking(count: int) -> str:
    """GB in five cells: "31.1", "9,999", "16.0P"."""
    if count < 99.95 * GB:
        return f"{count / GB:.1f}"
    return f"{count / GB:,.0f}" if count < 9_999.5 * GB else large(count)
