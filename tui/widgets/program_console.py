"""What a program prints, and a line to answer it with."""

import re

from rich.cells import chop_cells
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from tui.i18n import _
from tui.runs import Row
from tui.widgets.heading import heading
from tui.widgets.scrolled import Scrolled

ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")
"""What a program may say to a terminal of its own; ours is not one (ECMA-48, 5.4)."""


class Tail(Scrolled):
    """The end of the text, or so many rows before it."""

    DEFAULT_CSS = "Tail { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.title = self.text = ""
        self.back = 0
        self.all: list[str] = []

    def show(self, title: str, text: str) -> None:
        self.title = title
        if text != self.text:
            self.text = text
            self._wrap()
        self.repaint()

    def turn(self, rows: int) -> None:
        self.back = max(0, min(self.back - rows, len(self.all) - self.room))
        self.repaint()

    def newest(self) -> None:
        self.turn(self.back)

    def on_resize(self) -> None:
        self._wrap()
        super().on_resize()

    def _wrap(self) -> None:
        """Who has scrolled back goes on seeing the same rows."""
        before, self.all = len(self.all), wrapped(self.text, self.size.width - 1)
        if self.back:
            self.back = max(0, min(self.back + len(self.all) - before, len(self.all)))

    def draw(self, width: int, height: int) -> list[Row]:
        title: Row = [(self.title, "muted")]
        if self.back:
            title.append((f"  {_('{number} rows below').format(number=self.back)}", "attention"))
        end = len(self.all) - self.back
        shown = self.all[max(0, end - max(0, height - 1)) : end]
        rows: list[Row] = [[(f" {line}", "text")] for line in shown]
        if not self.text:
            rows = [[(f" {_('nothing printed yet')}", "muted")]]
        return [heading(title, width), *rows]


class ProgramConsole(Vertical):
    class Said(Message):
        """A line was typed."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    DEFAULT_CSS = """
    ProgramConsole { height: 1fr; }
    ProgramConsole Input { margin: 0 1 0 0; }
    """

    def compose(self) -> ComposeResult:
        yield Tail()
        yield Input()

    def show(self, title: str, text: str) -> None:
        """`title`: where it comes from."""
        self.query_one(Tail).show(title, text)
        self.prompt()

    def prompt(self) -> None:
        """What the keys do for the line that is typed, or would be."""
        field = self.query_one(Input)
        typing, resting = _("Enter sends, Esc leaves"), _("i: type a line to the program")
        field.placeholder = typing if field.has_focus else resting

    def on_descendant_focus(self) -> None:
        self.prompt()

    def on_descendant_blur(self) -> None:
        self.prompt()

    def page(self, by: int) -> None:
        self.query_one(Tail).page(by)

    def newest(self) -> None:
        self.query_one(Tail).newest()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Said(event.value))
        event.input.value = ""


def wrapped(text: str, width: int) -> list[str]:
    """Rows of at most `width` cells, without what would move a terminal's cursor."""
    if width < 1:
        return []
    rows: list[str] = []
    for line in ESCAPES.sub("", text).replace("\r\n", "\n").split("\n"):
        clean = "".join(char if char.isprintable() else "·" for char in line.expandtabs(4))
        rows += chop_cells(clean, width) or [""]
    return rows[:-1] if rows and not rows[-1] else rows
