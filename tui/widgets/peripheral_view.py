"""The registers of one peripheral, by the names of its maker; what has changed is strong."""

from engines.probe.messages import Peripheral, Register
from tui.i18n import _
from tui.runs import Row, fit
from tui.runs import width as cells
from tui.widgets.heading import heading
from tui.widgets.scrolled import Scrolled

NAME = 10


class PeripheralView(Scrolled):
    """A row a register, and below it its fields that are not 0."""

    DEFAULT_CSS = "PeripheralView { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.which = ""
        self.shown: Peripheral | None = None
        self.before: dict[str, int | None] = {}
        self.first = 0
        """Of the rows, where more are than there is room for."""

    def view(self, name: str, found: Peripheral | None) -> None:
        """`found` may still be another one's."""
        if name != self.which:
            self.which, self.shown, self.before, self.first = name, None, {}, 0
        if found and found.name == name.upper() and found is not self.shown:
            self.before = values(self.shown)
            self.shown = found
        self.repaint()

    def turn(self, rows: int) -> None:
        last = len(self._lines(self.size.width)) - self.room
        self.first = max(0, min(self.first + rows, last))
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        title = heading([(_("peripheral"), "muted"), (f" {self.which}", "text")], width)
        if self.shown is None:
            return [title, [(f" {_('reading')}", "muted")]]
        return [title, *self._lines(width)[self.first :]]

    def _lines(self, width: int) -> list[Row]:
        rows: list[Row] = []
        for register in self.shown.registers if self.shown else ():
            rows += [self._register(register), *fields(register, width)]
        return rows

    def _register(self, register: Register) -> Row:
        row: Row = [(f" {register.address:08x} ", "muted")]
        row.append((f"{fit(register.name, NAME)} ", "text"))
        if register.value is None:
            return [*row, (_("reading changes it"), "muted")]
        changed = self.before.get(register.name, register.value) != register.value
        return [*row, (f"{register.value:08x}", "strong" if changed else "text")]


def values(peripheral: Peripheral | None) -> dict[str, int | None]:
    return {each.name: each.value for each in peripheral.registers} if peripheral else {}


def fields(register: Register, width: int) -> list[Row]:
    """Those that are not 0, as many a row as there is room for."""
    if not register.value:
        return []
    begin: Row = [(" " * 10, "text")]
    rows: list[Row] = [begin]
    for field in register.fields:
        if field.value:
            word = f"{field.name}={field.value:x} "
            if cells(rows[-1]) + len(word) > width and rows[-1] is not begin:
                rows.append(list(begin))
            rows[-1] = [*rows[-1], (word, "muted")]
    return rows if len(rows[0]) > 1 else []
