"""Before a dangerous action: the name of its target has to be typed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.i18n import N_, _
from tui.screens.over import Over


class ConfirmScreen(Over, ModalScreen[bool]):
    """Dismissed with True only when exactly `target` was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", N_("cancel"), key_display="Esc"),
    ]
    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; }
    ConfirmScreen .danger { color: $text-error; text-style: bold; }
    """

    def __init__(self, question: str, consequence: str, target: str) -> None:
        super().__init__()
        self.question, self.consequence, self.target = question, consequence, target

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.question, classes="title", markup=False)
            yield Static(self.consequence, classes="danger", markup=False)
            hint = _("Type {target} and press Enter. Esc leaves everything as it is.")
            yield Static(hint.format(target=self.target), classes="hint", markup=False)
            yield Input(placeholder=self.target)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip() == self.target:
            self.dismiss(True)
        else:
            event.input.value = ""
