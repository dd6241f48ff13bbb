"""How one likes to play: the picture, how keys are heard, and which they are."""

from collections.abc import Callable
from typing import ClassVar, get_args, get_type_hints

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from engines.arcade.game import NAMED
from engines.arcade.keys import DEFAULTS
from tui import arcade_settings
from tui.arcade_settings import ArcadeSettings
from tui.game_keys import displayed, named
from tui.i18n import N_, _
from tui.screens.over import Over
from tui.widgets.choices import Choices, after, said
from tui.widgets.key_line import KeyLine
from tui.widgets.words import Words

NAMES = {
    "heard": (
        N_("keys of a plain terminal"),
        N_("latch: a direction stays until another one, or Down; hold: as it repeats"),
    ),
    "detail": (
        N_("points of a cell"),
        N_("half: two; quadrant: four, of two colours at most"),
    ),
    "pictures": (N_("pictures a second"), N_("fewer are easier for a slow link or a hot Pi")),
    "previews": (N_("previews"), N_("games play themselves in the cabinet")),
    "ghost": (N_("ghost"), N_("in Thornstep: you, at your best")),
    "sound": (N_("sound"), N_("in a window; m there")),
}
BUTTONS = {
    "left": N_("left"),
    "right": N_("right"),
    "up": N_("upward"),
    "down": N_("downward"),
    "a": N_("A: fire, jump, choose"),
    "b": N_("B: plant, hop, go on"),
}


class OfArcade(Choices):
    """`take` keeps what was changed."""

    def __init__(self, now: ArcadeSettings, take: Callable[[ArcadeSettings], None]) -> None:
        super().__init__()
        self.now, self.take = now, take
        self.names = [*NAMES, *(f"keys.{button}" for button in NAMED)]

    def label(self, name: str) -> str:
        if name.startswith("keys."):
            return _("key: {action}").format(action=_(BUTTONS[name[5:]]))
        return _(NAMES[name][0])

    def hint(self) -> str:
        if self.name_here.startswith("keys."):
            return _("Enter, then the new key; Del for the usual ones")
        return _(NAMES[self.name_here][1])

    def value(self, name: str) -> str:
        if name.startswith("keys."):
            return ", ".join(map(displayed, self.keys(name[5:])))
        return said(getattr(self.now, name))

    def keys(self, button: str) -> tuple[str, ...]:
        return self.now.keys.get(button, DEFAULTS[button])

    def change(self, name: str, by: int) -> None:
        now, kind = getattr(self.now, name), get_type_hints(ArcadeSettings)[name]
        choices = [True, False] if kind is bool else [*get_args(kind)]
        self.keep(**{name: after(choices, now, by)})

    def reset(self, name: str) -> None:
        if name.startswith("keys."):
            kept = {button: keys for button, keys in self.now.keys.items() if button != name[5:]}
            self.keep(keys=kept)
        else:
            self.keep(**{name: getattr(ArcadeSettings(), name)})

    def bind(self, button: str, pressed: str) -> None:
        """Refused where another button has the key."""
        key = named(pressed)
        holder = next((b for b in NAMED if b != button and key in self.keys(b)), None)
        if holder:
            text = _("{key} is taken by: {action}")
            said = text.format(key=displayed(key), action=_(BUTTONS[holder]))
            self.app.notify(said, severity="warning")
            return
        try:
            self.keep(keys={**self.now.keys, button: (key,)})
        except ValueError:
            self.app.notify(_("This key is none for a game."), severity="warning")

    def keep(self, **fields: object) -> None:
        """ValueError for what no setting can be."""
        self.now = msgspec.structs.replace(self.now, **fields)
        self.take(self.now)


class ArcadeSettingsScreen(Over, Screen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", N_("back"), key_display="Esc"),
    ]

    def __init__(self, now: ArcadeSettings, take: Callable[[ArcadeSettings], None]) -> None:
        super().__init__()
        self.rows = OfArcade(now, take)

    def compose(self) -> ComposeResult:
        yield Words(N_("How you like to play"), classes="page-title")
        yield self.rows
        yield Static(classes="foot", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        self.on_choices_moved()

    def on_choices_moved(self) -> None:
        hint = self.rows.hint()
        self.query_one(".foot", Static).update(hint or str(arcade_settings.file()))
