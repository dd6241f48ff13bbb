"""The row above the keys: which machine this is, and how it is doing."""

from engines.pi.machine import Machine, machine
from tui import words
from tui.runs import Row
from tui.widgets.canvas import Canvas

PERIOD = 10.0
"""Seconds between two looks at the machine."""


class MachineLine(Canvas):
    """Sends bytes only when a rounded value has changed."""

    machine: Machine | None = None

    def on_mount(self) -> None:
        self.look()
        self.set_interval(PERIOD, self.look)

    def look(self) -> None:
        self.machine = machine()
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        return [[(" ", "text"), *words.machine(self.machine)]] if self.machine else []
