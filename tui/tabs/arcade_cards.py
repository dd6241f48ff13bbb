"""The cards of the cabinet."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from engines.arcade.messages import Listed
from tui import units
from tui.i18n import _, ngettext
from tui.runs import Row, apart, cut
from tui.runs import width as cells

CARD = 26
"""Columns of a card, its frame and a space beside it among them."""
HIGH = 4
"""Rows of a card."""


def shelf_rows(
    games: Sequence[Listed], chosen: int, across: int, now: datetime, width: int, height: int
) -> list[Row]:
    """The cards, so many beside each other; the chosen one is in sight."""
    lines = [games[at : at + across] for at in range(0, len(games), across)]
    first = max(0, chosen // across - max(1, height // HIGH) + 1)
    rows: list[Row] = []
    for number, line in enumerate(lines[first:], first):
        drawn = [card(each, number * across + at == chosen, now) for at, each in enumerate(line)]
        rows += [[(" ", "text"), *chain.from_iterable(parts)] for parts in zip(*drawn, strict=True)]
    return rows[:height]


def card(listed: Listed, chosen: bool, now: datetime) -> list[Row]:
    frame, room = "accent" if chosen else "rule", CARD - 3
    name = cut_text(f" {'★ ' if listed.card.favourite else ''}{listed.title} ", room)
    rest = "─" * (room - cells([(name, "")]))
    return [
        [("┌", frame), (name, "strong" if chosen else "text"), (f"{rest}┐ ", frame)],
        side(beaten(listed), best(listed), room, frame),
        side(played(listed), when(listed.card.last, now), room, frame),
        [("└" + "─" * room + "┘ ", frame)],
    ]


def side(left: str, right: str, room: int, frame: str) -> Row:
    inside = apart([(cut_text(f" {left}", room), "muted")], [(f"{right} ", "text")], room)
    return [("│", frame), *inside, ("│ ", frame)]


def cut_text(text: str, room: int) -> str:
    return "".join(part for part, _role in cut([(text, "")], room))


def beaten(listed: Listed) -> str:
    if not listed.levels:
        return _("added by you")
    done = sum(level in listed.card.beaten for level in listed.levels)
    return _("{done} of {all}").format(done=done, all=len(listed.levels))


def best(listed: Listed) -> str:
    score = listed.card.best
    return f"{_('best')} {units.count(score.points)}" if score else ""


def played(listed: Listed) -> str:
    plays = listed.card.plays
    if not plays:
        return _("not played yet") if listed.levels else ""
    return ngettext("{number} run", "{number} runs", plays).format(number=plays)


def when(last: str, now: datetime) -> str:
    """A time, as 2026-11-26T18:00, as people say it; "" for what is none."""
    try:
        then = datetime.fromisoformat(last)
    except ValueError:
        return ""
    days = (now.date() - then.date()).days
    if days == 0:
        return f"{then:%H:%M}"
    return _("yesterday") if days == 1 else f"{then:%Y-%m-%d}"
