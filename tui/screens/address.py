"""Where to look in memory: an address to type, or a name for one."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.i18n import N_, _
from tui.screens.over import Over
from tui.widgets.memory_view import parse_address


class AddressScreen(Over, ModalScreen[int | None]):
    """`names` are what may be typed for an address, such as sp."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("cancel"), key_display="Esc"),
    ]
    DEFAULT_CSS = """
    AddressScreen { align: center middle; }
    AddressScreen #problem { color: $text-warning; height: 1; }
    """

    def __init__(self, names: Mapping[str, int]) -> None:
        super().__init__()
        self.names = dict(names)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(_("Memory at which address?"), classes="title", markup=False)
            yield Input(placeholder=", ".join(["0x20000000", *self.names]))
            yield Static(id="problem", markup=False)
            yield Static(_("Enter shows it, Esc leaves"), classes="hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        try:
            self.dismiss(parse_address(event.value, self.names))
        except ValueError as error:
            self.query_one("#problem", Static).update(str(error))
