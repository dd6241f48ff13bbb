"""A core's registers; what has changed since the last halt is strong."""

from collections.abc import Sequence

from tui.i18n import _
from tui.runs import Row
from tui.widgets.canvas import Canvas
from tui.widgets.heading import heading

Register = tuple[str, int]

CELLS = 16
"""Of one register with its name: "xpsr 61000000" and the gap to the next."""


class Registers(Canvas):
    DEFAULT_CSS = "Registers { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.registers: Sequence[Register] = ()
        self.before: dict[str, int] = {}
        self.latest: dict[str, int] = {}

    def show(self, registers: Sequence[Register]) -> None:
        """None while the core runs: nobody can read them then."""
        if registers and (values := dict(registers)) != self.latest:
            self.before, self.latest = self.latest, values
        self.registers = registers
        self.repaint()

    def forget(self) -> None:
        """Another chip: nothing of it has changed."""
        self.before = self.latest = {}

    def draw(self, width: int, height: int) -> list[Row]:
        title = heading([(_("registers"), "muted")], width)
        if not self.registers:
            return [title, [(f" {_('h halts the core, and shows them')}", "muted")]]
        columns = max(1, (width - 1) // CELLS)
        rows = -(-len(self.registers) // columns)
        lines: list[Row] = [[(" ", "text")] for _row in range(rows)]
        for number, register in enumerate(self.registers):
            lines[number % rows] += self._runs(*register)
        return [title, *lines]

    def _runs(self, name: str, value: int) -> Row:
        changed = self.before.get(name, value) != value
        figure = (f"{value:08x}", "strong" if changed else "text")
        return [(f"{name:<5}", "muted"), figure, ("   ", "text")]
