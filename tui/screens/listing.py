"""Rows to read, over the tab: problems, and whatever else is too long for it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.i18n import N_, _
from tui.screens.over import Over
from tui.widgets.drawing import Draw, Drawing


class ListingScreen(Over, ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", N_("close"), key_display="Esc"),
    ]
    CSS = """
    ListingScreen .dialog { width: 100; }
    """
    DEFAULT_CSS = """
    ListingScreen { align: center middle; }
    ListingScreen VerticalScroll { height: auto; max-height: 100%; }
    ListingScreen Drawing { height: auto; }
    """

    def __init__(self, title: str, draw: Draw) -> None:
        super().__init__()
        self.heading, self.rows = title, draw

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="title", markup=False)
            with VerticalScroll():
                drawing = Drawing()
                drawing.drawn = self.rows
                yield drawing
            yield Static(_("Esc closes"), classes="hint")
