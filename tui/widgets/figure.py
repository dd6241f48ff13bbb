"""The one figure that matters, in digits three rows high."""

from typing import TYPE_CHECKING

from tui.runs import Row
from tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from tui.app import Zerodeck

HEIGHT = 3

# Five dots high in half blocks, so that the third row carries the foot.
DIGITS = {
    "0": ("█▀█", "█ █", "▀▀▀"),
    "1": ("▀█ ", " █ ", "▀▀▀"),
    "2": ("▀▀█", "█▀▀", "▀▀▀"),
    "3": ("▀▀█", " ▀█", "▀▀▀"),
    "4": ("█ █", "▀▀█", "  ▀"),
    "5": ("█▀▀", "▀▀█", "▀▀▀"),
    "6": ("█▀▀", "█▀█", "▀▀▀"),
    "7": ("▀▀█", "  █", "  ▀"),
    "8": ("█▀█", "█▀█", "▀▀▀"),
    "9": ("█▀█", "▀▀█", "▀▀▀"),
    ".": (" ", " ", "▀"),
    "-": ("  ", "▀▀", "  "),
}


class Figure(Canvas):
    """`number` and its `unit`; what is not a number, such as n/a, is written out small."""

    DEFAULT_CSS = """
    Figure { height: 3; width: 22; }
    """

    app: "Zerodeck"
    number: str = ""
    unit: str = ""

    def show(self, number: str, unit: str) -> None:
        self.number, self.unit = number, unit
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        if not set(self.number) <= DIGITS.keys() or self.app.ascii.enabled:
            return [[], [(f" {self.number}", "strong"), (f" {self.unit}", "muted")]]
        rows: list[Row] = [
            [(" " + " ".join(DIGITS[digit][y] for digit in self.number), "strong")]
            for y in range(HEIGHT)
        ]
        rows[1].append((f"  {self.unit}", "muted"))
        return rows
