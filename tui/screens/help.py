"""`?`: what this tab is for, and every key that does something in it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.i18n import N_, _
from tui.runs import Row, fit
from tui.screens.over import Over
from tui.widgets.canvas import Canvas

KEY_WIDTH = 14


class Keys(Canvas):
    """Each key, or keys, and what they do."""

    DEFAULT_CSS = "Keys { height: auto; }"

    def __init__(self, keys: list[tuple[str, str]]) -> None:
        super().__init__()
        self.keys = keys

    def draw(self, width: int, height: int) -> list[Row]:
        return [[(fit(key, KEY_WIDTH), "accent"), (text, "text")] for key, text in self.keys]


class HelpScreen(Over, ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", N_("close"), key_display="Esc"),
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen VerticalScroll { height: auto; max-height: 90%; }
    """

    def __init__(self, title: str, text: str, keys: list[tuple[str, str]]) -> None:
        super().__init__()
        self.heading, self.text, self.keys = title, text, keys

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog"):
            yield Static(self.heading, classes="title")
            yield Keys(self.keys)
            if self.text:
                yield Static(f"\n{self.text}", markup=False)
            yield Static(_("Esc closes"), classes="hint")
