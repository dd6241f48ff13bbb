"""Before a dangerous action: the name of its target has to be typed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.i18n import N_, _
from tui.screens.over import Over
from tui.widgets.field import Field


class ConfirmScreen(Over, ModalScreen[bool]):
    """Dismissed with True only when one of the target's names was typed, in capitals or not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", N_("cancel"), key_display="Esc"),
    ]
    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; }
    ConfirmScreen .danger { color: $text-error; text-style: bold; }
    ConfirmScreen #problem { color: $text-warning; height: auto; }
    """

    def __init__(self, question: str, consequence: str, *names: str) -> None:
        """`names`: the first is the one that is asked for."""
        super().__init__()
        self.question, self.consequence, self.names = question, consequence, names

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.question, classes="title", markup=False)
            yield Static(self.consequence, classes="danger", markup=False)
            hint = _("Type {target} and press Enter. Esc leaves everything as it is.")
            yield Static(hint.format(target=self.names[0]), classes="hint", markup=False)
            yield Field()
            yield Static(id="problem", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        typed = event.value.strip()
        if typed.casefold() in map(str.casefold, self.names):
            self.dismiss(True)
        elif typed:
            problem = _("That is not its name: {name}").format(name=typed)
            self.query_one("#problem", Static).update(problem)
            event.input.value = ""
