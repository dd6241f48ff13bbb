"""Settings: one row each, changed with left and right, in force at once, and kept."""

import dataclasses
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Static

from tui import keys, settings
from tui.i18n import N_, _
from tui.runs import Row, fit
from tui.screens.over import Over
from tui.settings import Settings
from tui.tabs import TABS
from tui.widgets.canvas import Canvas
from tui.widgets.key_line import KeyLine
from tui.widgets.words import Words

if TYPE_CHECKING:
    from tui.app import Zerodeck

NAMES = {
    "theme": (N_("theme"), N_("ansi themes use the terminal's own colours")),
    "language": (N_("language"), N_("auto follows the environment")),
    "rate": (N_("live rate, Hz"), N_("auto: 2 over SSH, 10 in a local terminal")),
    "glyphs": (N_("glyphs"), N_("ascii for terminals without box drawing")),
    "animations": (N_("animations"), N_("auto: off over SSH; from the next start")),
    "colors": (N_("gains and losses"), N_("west: green up; china: red up")),
    "bell": (N_("bell when a job ends"), ""),
    "mouse": (N_("mouse"), N_("from the next start")),
}
LABEL = 30


class Choices(Canvas, can_focus=True):
    """The rows: settings first, then one for each key that can be changed."""

    class Moved(Message):
        """The cursor is on another row."""

    DEFAULT_CSS = "Choices { height: 1fr; padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("left", "change(-1)", N_("change"), key_display="← →"),
        Binding("right,space,enter", "change(1)", show=False),
        Binding("backspace,delete", "reset", N_("default"), key_display="Del"),
    ]
    app: "Zerodeck"

    row: var[int] = var(0)
    waiting: var[bool] = var(False)
    """For the new key of the row under the cursor."""

    def on_mount(self) -> None:
        self.keys = keys.remappable(self.app)
        self.names = [*NAMES, *(f"keys.{name}" for name in self.keys)]
        self.themes = [name for name in self.app.available_themes if name != "textual-ansi"]
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        rows = [self.line(index, name) for index, name in enumerate(self.names)]
        first = max(0, min(self.row - height // 2, len(rows) - height))
        return rows[first:]

    def line(self, index: int, name: str) -> Row:
        label = fit(self.label(name), LABEL)
        if index != self.row:
            return [(f"  {label}  {self.value(name)}", "text")]
        value = _("press the new key, or Esc") if self.waiting else f"← {self.value(name)} →"
        return [("▸ ", "accent"), (label, "strong"), (value, "accent")]

    def label(self, name: str) -> str:
        if name.startswith("keys."):
            return _("key: {action}").format(action=_(self.keys[name[5:]].description))
        return _(NAMES[name][0])

    def hint(self) -> str:
        """What is to be known about the row under the cursor."""
        name = self.names[self.row]
        return (
            _("Enter, then the new key")
            if name.startswith("keys.")
            else _(NAMES.get(name, ("", ""))[1])
        )

    def value(self, name: str) -> str:
        if name.startswith("keys."):
            named = keys.keys_of(self.keys[name[5:]], self.app.settings.keys)
            return ", ".join(map(self.app.display_key, named))
        value = getattr(self.app.settings, name)
        return (_("on") if value else _("off")) if isinstance(value, bool) else str(value)

    def action_move(self, by: int) -> None:
        self.row = (self.row + by) % len(self.names)
        self.repaint()
        self.post_message(self.Moved())

    def action_change(self, by: int) -> None:
        name = self.names[self.row]
        if name.startswith("keys."):
            self.waiting = True
        else:
            choices = self.themes if name == "theme" else list(settings.ACCEPTED[name])
            now = getattr(self.app.settings, name)
            at = choices.index(now) if now in choices else -1  # a theme that is no more
            self.take(**{name: choices[(at + by) % len(choices)]})
        self.repaint()

    def action_reset(self) -> None:
        name = self.names[self.row]
        if name.startswith("keys."):
            kept = {key: to for key, to in self.app.settings.keys.items() if key != name[5:]}
            self.take(keys=kept)
        else:
            self.take(**{name: getattr(Settings(), name)})

    def on_key(self, event: Key) -> None:
        if not self.waiting:
            return
        event.stop()
        event.prevent_default()
        self.waiting = False
        if event.key != "escape":
            self.bind(self.names[self.row][5:], event.key)
        self.repaint()

    def bind(self, name: str, key: str) -> None:
        """Refused where something else has the key: two meanings would hide one of them."""
        if holder := self.holder(name, key):
            text = _("{key} is taken by: {action}").format(key=key, action=holder)
            self.app.notify(text, severity="warning")
        else:
            self.take(keys={**self.app.settings.keys, name: key})

    def holder(self, name: str, key: str) -> str:
        """What else has the key, or ""."""
        others = (binding for other, binding in self.keys.items() if other != name)
        changed = self.app.settings.keys
        words = [_(each.description) for each in others if key in keys.keys_of(each, changed)]
        return next(iter([*words, *(tab.title for tab in TABS.values() if tab.digit == key)]), "")

    def take(self, **fields: object) -> None:
        self.app.change(dataclasses.replace(self.app.settings, **fields))  # type: ignore[arg-type] # by name
        self.repaint()
        self.post_message(self.Moved())  # the hint, in what may be another language


class SettingsScreen(Over, Screen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", N_("back"), key_display="Esc"),
    ]

    def compose(self) -> ComposeResult:
        yield Words(N_("Settings"), classes="page-title")
        yield Choices()
        yield Static(classes="foot", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        self.on_choices_moved()

    def on_choices_moved(self) -> None:
        hint = self.query_one(Choices).hint()
        self.query_one(".foot", Static).update(hint or str(settings.file()))
