"""The keys that can be pressed here, and those that a user may change."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.dom import DOMNode

from tui.i18n import N_, _
from tui.tabs import TABS

if TYPE_CHECKING:
    from tui.app import Zerodeck

PALETTE = ("^p", N_("all commands"))


def shown(app: "Zerodeck", over: DOMNode | None = None) -> list[tuple[str, str]]:
    """What `?` lists: the keys of the tab in front, or of a screen over it, then the console's."""
    owners = [owner for owner in (over or app.tab, app) if owner]
    changed = app.settings.keys
    heard = {key for it in described(type(over)) for key in keys_of(it, changed)} if over else set()
    lines = [
        (named(app, binding), binding.description)
        for owner in owners
        for binding in described(type(owner))
        if binding.action not in getattr(owner, "UNLISTED", ())
        # What such a screen hears for itself, the console does not.
        and (owner is over or not heard.issuperset(keys_of(binding, changed)))
    ]
    tabs = [] if over else [(tab.digit, tab.title) for tab in TABS.values()]
    return [(keys, _(text)) for keys, text in (*lines, PALETTE)] + tabs


def named(app: "Zerodeck", binding: Binding) -> str:
    """The keys in force for it, as a person calls them."""
    return ", ".join(map(app.display_key, keys_of(binding, app.settings.keys)))


def way_out(app: "Zerodeck") -> str:
    words = _("{key} quits; jobs go on.")
    if app.tab and app.tab.swallows:
        words = _("Esc pauses, Esc again leaves; then {key} quits.")
    return words.format(key=named(app, remappable(app)["quit"]))


def remappable(app: "Zerodeck") -> dict[str, Binding]:
    """By id: the console's own keys, and those of each tab that has been opened."""
    owners = [type(app), *map(type, app.visited)]
    return {binding.id: binding for owner in owners for binding in described(owner) if binding.id}


def described(owner: type[DOMNode]) -> Iterable[Binding]:
    """Its own bindings that say what they do."""
    for binding in owner.BINDINGS:
        if isinstance(binding, Binding) and binding.description:
            yield binding


def keys_of(binding: Binding, changed: dict[str, str]) -> list[str]:
    """The keys in force for it, as Textual names them."""
    return (changed.get(binding.id or "") or binding.key).split(",")
