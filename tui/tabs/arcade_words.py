"""What the arcade says: its cards, the words beside a picture, a page over it."""

from collections.abc import Sequence
from itertools import chain

from engines.arcade.game import DIFFICULTIES, RATE
from engines.arcade.messages import Beside, Listed, Shelf
from engines.arcade.session import HARD, Item, Page
from engines.wire import N_
from tui import units
from tui.i18n import _, ngettext
from tui.runs import Row, apart, cut
from tui.runs import width as cells

CARD = 26
"""Columns of a card, its frame and a space beside it among them."""
HIGH = 6
"""Rows of a card."""

EXPLANATION = N_(
    "Games that are played in this terminal, over SSH too, or in a window where there is a "
    "display.\n\n"
    "A terminal that does not tell when a key is let go of is no hindrance: a direction stays "
    "until another one is pressed, or Down; a tap is a tap.\n\n"
    "Esc pauses. So do another tab, another window and another size of the terminal: nothing goes "
    "on that you do not see.\n\n"
    "zerodeck arcade add PATH puts any program for Pygame Zero beside these. It runs as you: add "
    "only what you trust."
)


def sentence(shelf: Shelf | None, chosen: Listed | None) -> Row:
    if shelf is None:
        return [(_("Looking for the games …"), "muted")]
    if chosen is None:
        return [(_("No games."), "muted")]
    said = _(chosen.about) if chosen.about else about(chosen)
    return [(chosen.title, "strong"), (f"   {said}", "muted")]


def about(listed: Listed) -> str:
    added = listed.added
    if added is None:
        return ""
    parts = [_("by {author}").format(author=added.author)] if added.author else []
    parts += [each for each in (added.licence, added.link) if each]
    return ", ".join(parts) or added.path


def record(shelf: Shelf | None, chosen: Listed | None, level: str, difficulty: int) -> Row:
    """What was done in it, and what is going to be begun."""
    if shelf is None or chosen is None:
        return []
    if not chosen.levels:
        return [(_("runs as its author wrote it"), "muted")]
    hard = _(HARD[DIFFICULTIES[difficulty]])
    row: Row = [(_("level {level}").format(level=level), "text"), (f", {hard}", "text")]
    if best := chosen.card.best:
        row.append((f"   {_('best')} ", "muted"))
        row.append((units.count(best.points), "strong"))
    if chosen.card.ticks:
        row.append((f"   {_('played')} ", "muted"))
        row.append((units.duration(chosen.card.ticks / RATE), "text"))
    return row


def window(shelf: Shelf | None, windowed: bool) -> Row:
    if shelf is None:
        return []
    if windowed:
        return [(_("It is played in a window; r closes that."), "accent")]
    if shelf.display:
        return [(_("w opens the game in a window"), "muted")]
    why = _(shelf.why).format(name=shelf.name)
    return [(f"{why}: {_('games run in this terminal')}", "muted")]


def shelf_rows(games: Sequence[Listed], chosen: int, width: int, height: int) -> list[Row]:
    """The cards, as many beside each other as there is room for."""
    beside = max(1, (width - 1) // CARD)
    lines = [games[at : at + beside] for at in range(0, len(games), beside)]
    first = max(0, chosen // beside - max(1, height // HIGH) + 1)
    rows: list[Row] = []
    for number, line in enumerate(lines[first:], first):
        drawn = [card(each, number * beside + at == chosen) for at, each in enumerate(line)]
        rows += [[(" ", "text"), *chain.from_iterable(parts)] for parts in zip(*drawn, strict=True)]
    return rows[:height]


def card(listed: Listed, chosen: bool) -> list[Row]:
    frame, room = "accent" if chosen else "rule", CARD - 3
    name = cut_text(f" {'★ ' if listed.card.favourite else ''}{listed.title} ", room)
    rest = "─" * (room - cells([(name, "")]))
    return [
        [("┌", frame), (name, "strong" if chosen else "text"), (f"{rest}┐ ", frame)],
        *(side(text, room, frame) for text in (beaten(listed), best(listed), played(listed))),
        [("└" + "─" * room + "┘ ", frame)],
        [(" " * CARD, "text")],
    ]


def side(text: str, room: int, frame: str) -> Row:
    return [("│", frame), *apart([(cut_text(f" {text}", room), "muted")], [], room), ("│ ", frame)]


def cut_text(text: str, room: int) -> str:
    return "".join(part for part, _role in cut([(text, "")], room))


def beaten(listed: Listed) -> str:
    if not listed.levels:
        return _("added by you")
    done = sum(level in listed.card.beaten for level in listed.levels)
    words = _("{done} of {all} levels")
    return words.format(done=done, all=len(listed.levels))


def best(listed: Listed) -> str:
    score = listed.card.best
    return f"{_('best')} {units.count(score.points)}" if score else ""


def played(listed: Listed) -> str:
    plays = listed.card.plays
    if not plays:
        return _("not played yet") if listed.levels else ""
    return ngettext("{number} run", "{number} runs", plays).format(number=plays)


# While it is played


def beside(told: Beside | None, resting: bool) -> Row:
    if told is None:
        return [(_("starting"), "muted")]
    row: Row = [(told.title, "strong")]
    for label, value in told.facts:
        named = f"   {_(label)} " if label else "   "
        row += [(named, "muted"), (_(value) if value else "", "text")]
    return row


RESTING = Page(N_("Paused"), (Item("go on", N_("Go on")), Item("leave", N_("Leave"))))
"""Of a game that has no pages of its own."""


def page_rows(page: Page, width: int) -> list[Row]:
    """A box, as wide as it is to be."""
    rows: list[Row] = [[(f" {_(page.head)}", "strong")], []]
    rows += [[(f" {_(label)} ", "muted"), (value, "text")] for label, value in page.facts]
    for number, item in enumerate(page.items):
        words = f" {_(item.label)}"
        value = f"< {_(item.value)} >" if item.value else ""
        role = "chosen" if number == page.chosen else "text"
        gap = " " * max(1, width - cells([(words, ""), (value, "")]) - 1)
        rows.append([(words + gap + value + " ", role)])
    return rows
