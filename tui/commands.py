"""What the command palette (Ctrl+P) offers."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual import actions
from textual.app import SystemCommand
from textual.screen import Screen

from tui import clipboard, keys
from tui.i18n import _
from tui.tabs import TABS

if TYPE_CHECKING:
    from tui.app import Zerodeck


def commands(app: "Zerodeck", screen: Screen[object]) -> Iterator[SystemCommand]:
    """What the tab in front can do, the tabs, then the console's own."""
    yield from offered(app, screen)
    for name, tab in TABS.items():
        text = _("Open the tab {title}").format(title=tab.title)
        yield SystemCommand(tab.title, text, partial(app.action_open, name))
    yield SystemCommand(_("Jobs"), _("Running work and how past work ended"), app.action_jobs)
    yield SystemCommand(
        _("Settings"), _("Theme, language, rates, glyphs, keys"), app.action_settings
    )
    words = _("What may be wrong with this machine")
    yield SystemCommand(_("Doctor"), words, app.action_doctor)
    words = _("What each part of zerodeck has of it")
    yield SystemCommand(_("Memory"), words, app.action_memory)
    yield SystemCommand(_("Help"), _("What this tab is for, and its keys"), app.action_help)
    yield from takings(app, screen)
    yield SystemCommand(_("Quit"), _("Jobs go on"), app.action_quit)


def offered(app: "Zerodeck", screen: Screen[object]) -> Iterator[SystemCommand]:
    """Each action of the tab that has words, and does something now; nothing may lie over it."""
    tab = app.tab
    if tab is None or tab.id is None or screen is not app.frame:
        return
    for binding in keys.described(type(tab)):
        _namespace, name, parameters = actions.parse(binding.action)
        # Keys that a game hears for itself have no action.
        if hasattr(tab, f"action_{name}") and tab.check_action(name, parameters):
            title = f"{_(binding.description)} ({keys.named(app, binding)})"
            run = partial(app.run_action, binding.action, tab)
            yield SystemCommand(title, TABS[tab.id].title, run)


def takings(app: "Zerodeck", screen: Screen[object]) -> Iterator[SystemCommand]:
    """The screen as it was before the palette opened, to take along."""
    text, picture = clipboard.screen_text(screen), app.export_screenshot
    copy: Callable[[], None] = partial(clipboard.copy, app, text)
    yield SystemCommand(_("Copy screen"), _("Its text, to the clipboard"), copy)
    yield SystemCommand(
        _("Save screen"),
        _("Its text, to a file"),
        lambda: clipboard.save_as(app, _("Save the screen to"), "zerodeck.txt", text),
    )
    yield SystemCommand(
        _("Save picture"),
        _("The screen as SVG, to a file"),
        lambda: clipboard.save_as(app, _("Save the picture to"), "zerodeck.svg", picture()),
    )
