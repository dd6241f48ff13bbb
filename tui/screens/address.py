"""Where in the chip: an address to type, or a name for one; or a range of them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui import units
from tui.i18n import N_, _
from tui.said import complaint
from tui.screens.over import Over
from tui.widgets.memory_view import END, parse_address


class AddressScreen(Over, ModalScreen[Any]):
    """Dismissed with the address; `names` are what may be typed for one, such as sp."""

    EXAMPLE = "0x20000000"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("cancel"), key_display="Esc"),
    ]
    DEFAULT_CSS = """
    AddressScreen { align: center middle; }
    AddressScreen #problem { color: $text-warning; height: auto; }
    """

    def __init__(self, title: str, hint: str, names: Mapping[str, int]) -> None:
        super().__init__()
        self.question, self.hint, self.names = title, hint, dict(names)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.question, classes="title", markup=False)
            yield Input(placeholder=", ".join([self.EXAMPLE, *self.names]))
            yield Static(id="problem", markup=False)
            yield Static(self.hint, classes="hint", markup=False)

    def parse(self, text: str) -> Any:
        """Raises ValueError, which says what is accepted."""
        return parse_address(text, self.names)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        try:
            self.dismiss(self.parse(event.value))
        except ValueError as error:
            self.query_one("#problem", Static).update(complaint(error))


class RangeScreen(AddressScreen):
    """Dismissed with the address and how many bytes from there."""

    EXAMPLE = "0x0803f800 2K"

    def parse(self, text: str) -> tuple[int, int]:
        """One byte where no length is typed: the sector around it."""
        first, _space, length = text.strip().partition(" ")
        address = parse_address(first, self.names)
        size = units.parse_size(length) if length.strip() else 1
        if not 0 < size <= END - address:
            raise ValueError(_("A length is at least 1, and addresses are 32 bits."))
        return address, size
