"""How to connect: to which probe, as which part, by which pack, how quickly."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from engines.probe.messages import Wanted
from engines.probe.usb import remote
from engines.wire import EngineError
from tui import units
from tui.i18n import N_, _
from tui.said import complaint
from tui.screens.over import Over


class WantedScreen(Over, ModalScreen[Wanted | None]):
    """Dismissed with what was wanted before, changed; `listed` are the ids of the local probes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("cancel"), key_display="Esc"),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    WantedScreen { align: center middle; }
    WantedScreen .label { color: $text-muted; }
    WantedScreen #problem { color: $text-warning; height: auto; }
    """

    def __init__(self, wanted: Wanted, listed: Sequence[str]) -> None:
        super().__init__()
        self.wanted, self.listed = wanted, listed

    def compose(self) -> ComposeResult:
        was = self.wanted
        clock = str(was.clock) if was.clock else ""
        with Vertical(classes="dialog"):
            yield Static(_("Connect how?"), classes="title", markup=False)
            for name, label, value, hint in (
                ("probe", _("probe, or HOST:PORT of a pyOCD server"), was.probe, "lab:5555"),
                ("target", _("part, as pyOCD calls it"), was.target, _("found out")),
                ("pack", _("CMSIS pack that knows it"), was.pack, _("none")),
                ("clock", _("SWD clock"), clock, _("the faster that works")),
            ):
                yield Static(label, classes="label", markup=False)
                yield Input(value, placeholder=hint, id=name, select_on_focus=False)
            yield Static(id="problem", markup=False)
            hint = _("Tab goes on, Enter connects, Esc leaves")
            yield Static(hint, classes="hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        typed = {each.id: each.value.strip() for each in self.query(Input)}
        try:
            self.dismiss(self.parse(typed["probe"], typed["target"], typed["pack"], typed["clock"]))
        except (ValueError, EngineError) as error:
            self.query_one("#problem", Static).update(complaint(error))

    def parse(self, probe: str, target: str, pack: str, clock: str) -> Wanted:
        """Raises ValueError and EngineError."""
        if probe not in self.listed:
            probe = remote(probe).unique_id
        if pack:
            file = Path(pack).expanduser().absolute()
            if not file.is_file():
                raise ValueError(_("There is no such file."))
            pack = str(file)
        hertz = units.parse_clock(clock) if clock else None
        wanted = Wanted(probe, target, pack, hertz)
        return msgspec.structs.replace(wanted, cable=self.wanted.cable)
