"""The next instructions, from the program counter on."""

from collections.abc import Sequence

from tui.i18n import _
from tui.runs import Row
from tui.widgets.canvas import Canvas
from tui.widgets.heading import heading

CAPSTONE = "pip install capstone"


class CodeView(Canvas):
    DEFAULT_CSS = "CodeView { height: 9; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: Sequence[str] = ()
        self.place = ""
        self.disassembler = True

    def show(self, lines: Sequence[str], place: str, disassembler: bool = True) -> None:
        """Without lines it says why; `place` is where in the program, or ""."""
        self.lines, self.place, self.disassembler = lines, place, disassembler
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        where: Row = [(f" {self.place}", "text")] if self.place else []
        rows = [heading([(_("code"), "muted"), *where], width)]
        if not self.disassembler:
            lost = _("No instructions without capstone:")
            return [*rows, [(f" {lost}", "muted")], [(" $ ", "muted"), (CAPSTONE, "accent")]]
        if not self.lines:
            return [*rows, [(f" {_('No code can be read here.')}", "muted")]]
        for number, line in enumerate(self.lines[: height - 1 if height else None]):
            mark = ("▸", "accent") if number == 0 else (" ", "text")
            address, _space, words = line.partition("  ")
            rows.append([mark, (address, "muted"), (f"  {words}", "text")])
        return rows
