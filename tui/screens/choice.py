"""Choose one of many names: typing narrows them."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.i18n import N_, _
from tui.screens.over import Over
from tui.widgets.options import Options


class ChoiceScreen(Over, ModalScreen[str | None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("cancel"), key_display="Esc"),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    ChoiceScreen { align: center middle; }
    """

    def __init__(self, title: str, names: Sequence[str]) -> None:
        super().__init__()
        self.question, self.names = title, names

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.question, classes="title", markup=False)
            yield Input()
            yield Options(markup=False)
            yield Static(_("Typing narrows, Enter chooses, Esc leaves"), classes="hint")

    def on_mount(self) -> None:
        self.offer("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.offer(event.value)

    def offer(self, typed: str) -> None:
        """The first is what Enter takes."""
        wanted = typed.strip().upper()
        found = [name for name in self.names if wanted in name.upper()]
        found.sort(key=lambda name: not name.upper().startswith(wanted))
        options = self.query_one(Options)
        options.clear_options()
        options.add_options([Option(name, id=name) for name in found])
        options.highlighted = 0 if found else None

    def action_move(self, by: int) -> None:
        options = self.query_one(Options)
        if options.option_count:
            options.highlighted = ((options.highlighted or 0) + by) % options.option_count

    def on_input_submitted(self, event: Input.Submitted) -> None:
        option = self.query_one(Options).highlighted_option
        if option:
            self.dismiss(option.id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)
