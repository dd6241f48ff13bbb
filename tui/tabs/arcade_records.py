"""What was done in a game: its figures, its best scores, the runs that can be seen again."""

from itertools import chain

from rich import get_console
from rich.text import Text

from engines.arcade.cards import Card, Score
from engines.arcade.game import DIFFICULTIES, RATE
from engines.arcade.keeping import Run
from engines.arcade.messages import Listed
from engines.arcade.session import HARD
from tui import units
from tui.i18n import N_, _
from tui.runs import Row, fit
from tui.tabs.arcade_words import Keys, explained

HOW = {
    "window": N_("window"),
    "release": N_("terminal"),
    "latch": N_("latched"),
    "hold": N_("held"),
}
"""How keys were heard (cards.Score)."""
ENDED = {"": N_("given up"), "won": N_("won"), "lost": N_("lost")}


def about_rows(chosen: Listed | None, keys: Keys, width: int, height: int) -> list[Row]:
    """How it is played, and where there is room, what was done in it."""
    if chosen is None or not chosen.how:
        return []
    rows: list[Row] = [[(line, "muted")] for line in wrapped(explained(chosen.how, keys), width)]
    known = record(chosen)
    return [*rows, [], *known] if len(rows) + 1 + len(known) <= height else rows


def wrapped(text: str, width: int) -> list[str]:
    """Chinese too, where a line may break anywhere."""
    lines = Text(text).wrap(get_console(), max(2, width))
    return [line.plain.rstrip() for line in lines]


def record(listed: Listed) -> list[Row]:
    """How long it was played, a game's own figures, and the best of each table."""
    told = listed.card
    facts = [(_("played"), units.duration(told.ticks / RATE))] if told.ticks else []
    facts += [(_(label), units.count(number)) for label, number in told.counts.items()]
    rows: list[Row] = []
    if facts:
        spread = [[(f"{label} ", "muted"), (f"{value}   ", "text")] for label, value in facts]
        rows += [[*chain.from_iterable(spread)], []]
    return rows + [scored(score) for score in leading(told)]


def leading(told: Card) -> list[Score]:
    """The best score of each table, the last level first."""
    tables: dict[tuple[str, int, str], Score] = {}
    for score in told.scores:
        if score.table not in tables or tables[score.table].points < score.points:
            tables[score.table] = score
    return sorted(tables.values(), key=lambda score: -score.points)


def scored(score: Score) -> Row:
    hard = _(HARD[DIFFICULTIES[score.difficulty]])
    words = f"{fit(score.level, 12)} {fit(hard, 8)} {fit(_(HOW[score.how]), 10)}"
    return [
        (words, "muted"),
        (f"{units.count(score.points):>9}", "text"),
        (f"  {score.made}", "muted"),
    ]


def figures(listed: Listed) -> list[Row]:
    """All that is kept of a game."""
    rows = record(listed)
    times = listed.card.quickest
    if times:
        rows += [[], [(_("quickest"), "strong")]]
        rows += [
            [(fit(name, 12), "muted"), (f" {units.lap(ticks / RATE):>9}", "text")]
            for name, ticks in times.items()
        ]
    return rows or [[(_("Nothing was played yet."), "muted")]]


def run_of(kept: Run) -> str:
    """A run that can be seen again, in one line."""
    setup = kept.setup
    ended = _(ENDED[kept.ended])
    day, _t, time = kept.when.partition("T")
    hard = _(HARD[DIFFICULTIES[setup.difficulty]])
    told = [f"{day} {time}", fit(setup.level, 11), fit(hard, 7), fit(ended, 8)]
    return f"{' '.join(told)} {units.count(kept.score):>8} {units.lap(kept.ticks / RATE):>9}"
