"""What the arcade says: its cards, the words beside a picture, a page over it."""

from collections.abc import Mapping

from engines.arcade.game import DIFFICULTIES, Setup
from engines.arcade.keys import DEFAULTS
from engines.arcade.messages import Beside, Listed, Shelf
from engines.arcade.session import HARD, Item, Page
from engines.wire import N_
from tui import units
from tui.game_keys import displayed
from tui.i18n import _, joined
from tui.runs import Row, apart
from tui.runs import width as cells

Keys = Mapping[str, tuple[str, ...]]
"""Those that were chosen, by button, as in ArcadeSettings."""

EXPLANATION = N_(
    "Games that are played in this terminal, over SSH too, or in a window where there is a "
    "display. Beside its card the chosen one plays itself.\n\n"
    "Where a terminal does not tell when a key is let go of, a direction stays until another one "
    "is pressed, or Down, and a tap is a whole jump; o chooses otherwise.\n\n"
    "? in a game tells how it is played. Esc pauses. So do another tab, another window and another "
    "size of the terminal: nothing goes on that you do not see.\n\n"
    "zerodeck arcade add PATH puts any program for Pygame Zero beside these. It runs as you: add "
    "only what you trust."
)


def sentence(shelf: Shelf | None, chosen: Listed | None) -> Row:
    if shelf is None:
        return [(_("Looking for the games …"), "muted")]
    if chosen is None:
        return [(_("No games."), "muted")]
    said = _(chosen.about) if chosen.about else credit(chosen)
    return [(chosen.title, "strong"), (f"   {said}", "muted")]


def credit(listed: Listed) -> str:
    """Of a game that was added."""
    added = listed.added
    if added is None:
        return ""
    parts = [_("by {author}").format(author=added.author)] if added.author else []
    parts += [each for each in (added.licence, added.link) if each]
    return joined(parts) or added.path


def begins(chosen: Listed | None, setup: Setup | None, seed: int | None) -> Row:
    """What is going to be begun."""
    if chosen is None:
        return []
    if setup is None:
        return [(_("runs as its author wrote it"), "muted")]
    alone = chosen.practice and setup.level.startswith(chosen.practice)
    level = setup.level.removeprefix(chosen.practice)
    words = _("practice: {level} alone") if alone else _("level {level}")
    said = [words.format(level=level), _(HARD[DIFFICULTIES[setup.difficulty]])]
    if seed is not None:
        said.append(_("seed {seed}").format(seed=seed))
    row: Row = [(joined(said), "text")]
    if (done := chosen.card.beaten.get(level)) is not None:
        words = _("beaten on {difficulty}")
        row.append((f"   {words.format(difficulty=_(HARD[DIFFICULTIES[done]]))}", "muted"))
    return row


def window(shelf: Shelf | None, windowed: bool) -> Row:
    if shelf is None:
        return []
    if windowed:
        return [(_("It is played in a window; r closes that."), "accent")]
    if shelf.display:
        return [(_("w opens the game in a window"), "muted")]
    why = _(shelf.why).format(name=shelf.name)
    return [(_("{why}: games run in this terminal").format(why=why), "muted")]


# While it is played


def beside(told: Beside | None, resting: bool, speed: int) -> Row:
    """`speed` of a replay, else 0."""
    if told is None:
        return [(f" {_('starting')}", "muted")]
    row: Row = []
    if not told.facts or speed:  # who plays it knows what it is called
        row.append((f" {told.title}", "strong"))
    if speed:
        row.append((f"   {_('replay')} {speed}x", "accent"))
    for label, value in told.facts:
        space = "   " if row else " "
        named = f"{space}{_(label)} " if label else space
        row += [(named, "muted"), (_(value) if value else "", "text")]
    return row


def with_meter(row: Row, meter: tuple[int, int] | None, width: int) -> Row:
    """`meter`: pictures and characters of the last second."""
    if meter is None:
        return row
    pictures, characters = meter
    words = _("{number} a second").format(number=pictures)
    return apart(row, [(f" {words}, {units.rate(characters)} ", "accent")], width)


def explained(how: str, chosen: Keys) -> str:
    """How a game is played, with the keys that its two buttons have here."""
    named = {button: displayed(chosen.get(button, DEFAULTS[button])[0]) for button in "ab"}
    return _(how).format(**named) if how else ""


def buttons(told: Beside, chosen: Keys, watching: bool = False) -> list[tuple[str, str]]:
    """Each key, or keys, and what they do in this game, or in a replay of it."""
    lines = [("Esc", _("pause")), ("F2", _("pictures"))]
    if watching:
        return [("← →", _("slower, faster")), *lines]
    if not told.how:
        return lines
    deeds = dict(zip(("a", "b"), map(_, told.deeds), strict=True))
    named = {button: deeds.get(button, _(name)) for button, name in BUTTONS.items()}
    if told.stops:
        named["down"] = _("stop")
    return [
        (" ".join(map(displayed, chosen.get(button, usual))), named[button])
        for button, usual in DEFAULTS.items()
    ] + lines


BUTTONS = {
    "left": N_("left"),
    "right": N_("right"),
    "up": N_("upward"),
    "down": N_("downward"),
    "a": "A",
    "b": "B",
}


RESTING = Page(N_("Paused"), (Item("go on", N_("Go on")), Item("leave", N_("Leave"))))
"""Of a game that has no pages of its own."""


def page_rows(page: Page, width: int) -> list[Row]:
    """A box, as wide as it is to be."""
    rows: list[Row] = [[(f" {_(page.head)}", "strong")], []]
    rows += [fact(label, value) for label, value in page.facts]
    for number, item in enumerate(page.items):
        words = f" {_(item.label)}"
        value = f"< {_(item.value)} >" if item.value else ""
        role = "chosen" if number == page.chosen else "text"
        gap = " " * max(1, width - cells([(words, ""), (value, "")]) - 1)
        rows.append([(words + gap + value + " ", role)])
    return rows


def fact(label: str, value: str) -> Row:
    return [(f" {_(label)} " if label else " ", "muted"), (_(value) if value else "", "text")]
