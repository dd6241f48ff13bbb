"""Settings: one row each, changed with left and right, in force at once, and kept."""

import dataclasses
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from tui import keys, settings
from tui.i18n import N_, _
from tui.screens.over import Over
from tui.settings import Settings
from tui.tabs import TABS
from tui.widgets.choices import Choices, after, said
from tui.widgets.key_line import KeyLine
from tui.widgets.words import Words

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


class OfConsole(Choices):
    """Settings first, then one row for each key that can be changed."""

    def on_mount(self) -> None:
        self.keys = keys.remappable(self.app)
        self.names = [*NAMES, *(f"keys.{name}" for name in self.keys)]
        self.themes = [name for name in self.app.available_themes if name != "textual-ansi"]
        self.repaint()

    def label(self, name: str) -> str:
        if name.startswith("keys."):
            return _("key: {action}").format(action=_(self.keys[name[5:]].description))
        return _(NAMES[name][0])

    def hint(self) -> str:
        if self.name_here.startswith("keys."):
            return _("Enter, then the new key")
        return _(NAMES[self.name_here][1])

    def value(self, name: str) -> str:
        if name.startswith("keys."):
            named = keys.keys_of(self.keys[name[5:]], self.app.settings.keys)
            return ", ".join(map(self.app.display_key, named))
        return said(getattr(self.app.settings, name))

    def change(self, name: str, by: int) -> None:
        choices = self.themes if name == "theme" else settings.ACCEPTED[name]
        self.take(**{name: after([*choices], getattr(self.app.settings, name), by)})

    def reset(self, name: str) -> None:
        if name.startswith("keys."):
            kept = {key: to for key, to in self.app.settings.keys.items() if key != name[5:]}
            self.take(keys=kept)
        else:
            self.take(**{name: getattr(Settings(), name)})

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


class SettingsScreen(Over, Screen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", N_("back"), key_display="Esc"),
    ]

    def compose(self) -> ComposeResult:
        yield Words(N_("Settings"), classes="page-title")
        yield OfConsole()
        yield Static(classes="foot", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        self.on_choices_moved()

    def on_choices_moved(self) -> None:
        hint = self.query_one(OfConsole).hint()
        self.query_one(".foot", Static).update(hint or str(settings.file()))
