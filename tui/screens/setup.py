"""The planner's settings: what is typed is computed at once, in the table above."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, Vertical
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from engines.wire import EngineError
from engines.zero.machines import GPUS, NETWORKS
from engines.zero.presets import PRESETS
from engines.zero.profiles import PROFILES
from engines.zero.setup import Setup
from tui.i18n import N_, _
from tui.said import complaint
from tui.screens.over import Over
from tui.tabs.zero_fields import FIELDS, changed

SUGGESTED = {
    "model": PRESETS,
    "gpu": GPUS,
    "network": NETWORKS,
    "profile": PROFILES,
    "checkpointing": ("none", "selective", "full"),
}


class SetupScreen(Over, ModalScreen[bool]):
    """Calls `live` with every setup that is right; dismissed with whether to keep the last."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", N_("cancel"), key_display="Esc"),
        Binding("down", "move(2)", show=False),
        Binding("up", "move(-2)", show=False),
    ]
    # Not as a default: the app's own, for all screens, would go before it.
    CSS = """
    SetupScreen { background: transparent; }
    SetupScreen .dialog { width: 100%; padding: 0 2; }
    SetupScreen .dialog .hint { margin: 0; }
    """
    DEFAULT_CSS = """
    SetupScreen { align: center bottom; }
    SetupScreen Grid { grid-size: 2; grid-rows: 1; grid-gutter: 0 3; height: auto; }
    SetupScreen .field { height: 1; }
    SetupScreen .label { width: 15; color: $text-muted; }
    SetupScreen #problem { color: $text-warning; height: 1; }
    """

    def __init__(self, setup: Setup, first: str, live: Callable[[Setup], None]) -> None:
        super().__init__()
        self.setup, self.first, self.live = setup, first, live

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            with Grid():
                for key, field in FIELDS.items():
                    with Horizontal(classes="field"):
                        yield Static(_(field.label), classes="label", markup=False)
                        known = SUGGESTED.get(key)
                        suggest = SuggestFromList(known, case_sensitive=False) if known else None
                        yield Input(field.show(self.setup), id=key, suggester=suggest)
            yield Static(id="problem", markup=False)
            yield Static(
                _("Typing counts at once; → completes, Enter keeps, Esc takes it back"),
                classes="hint",
                markup=False,
            )

    def on_mount(self) -> None:
        self.query_one(f"#{self.first}", Input).focus()

    def action_move(self, by: int) -> None:
        """To the field below or above; Tab goes to the one beside it."""
        fields = list(self.query(Input))
        if self.focused in fields:
            fields[(fields.index(self.focused) + by) % len(fields)].focus()

    def on_input_blurred(self) -> None:
        if self.is_current:  # not on the way out, when all may have been taken back
            self.compute()

    def on_input_changed(self, event: Input.Changed) -> None:
        path = event.input.id == "model" and ("/" in event.value or event.value.endswith("json"))
        if not path:  # a file is read once, when its name is whole
            self.compute()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if self.compute():
            self.dismiss(True)

    def compute(self) -> bool:
        """Whether all that stands there is right; if not, it says what is wrong."""
        typed = {str(each.id): each.value for each in self.query(Input)}
        differing = {
            key: text for key, text in typed.items() if text != FIELDS[key].show(self.setup)
        }
        try:
            found = changed(self.setup, differing)
            self.live(found)
        except (ValueError, EngineError) as error:
            self.query_one("#problem", Static).update(complaint(error))
            return False
        self.query_one("#problem", Static).update("")
        return True
