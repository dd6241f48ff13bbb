"""Games, replays and scores as lines of text."""

from collections.abc import Mapping, Sequence

from engines.arcade.cards import Card
from engines.arcade.game import DIFFICULTIES, RATE
from engines.arcade.keeping import Run
from engines.arcade.messages import Botted, Listed, Shelf, Trouble
from engines.arcade.replay import Replay
from engines.arcade.session import HARD
from engines.wire import Message, printable
from tui import units
from tui.i18n import N_, _, joined
from tui.runs import fit
from tui.said import particulars

NAME = 14

ENDED = {"": N_("given up"), "won": N_("won"), "lost": N_("lost")}
HOW = {
    "window": N_("window"),
    "release": N_("release"),
    "latch": N_("latch"),
    "hold": N_("hold"),
}
"""How keys were heard (cards.Score)."""


def listed(game: Listed) -> str:
    if game.added:
        said = joined(filter(None, (game.added.author, game.added.licence, game.added.link)))
        lines = [f"{game.name:<{NAME}}{printable(game.title)}", *([said] if said else [])]
        return f"\n{'':<{NAME}}".join([*lines, printable(game.added.path)])
    beaten = sum(level in game.card.beaten for level in game.levels)
    words = _("{number} of {all} levels")
    if best := game.card.best:
        words = _("{number} of {all} levels, best {points}")
    points = f"{best.points:,}" if best else ""
    told = words.format(number=beaten, all=len(game.levels), points=points)
    return f"{game.name:<{NAME}}{_(game.about)}\n{'':<{NAME}}{told}"


def display(shelf: Shelf) -> str:
    if shelf.display:
        return _("a window: {display}").format(display=shelf.display)
    return _("no window: {why}").format(why=_(shelf.why).format(name=shelf.name))


def replay(found: Replay) -> str:
    setup = found.setup
    level = _("level {level}").format(level=setup.level)
    seed = _("seed {seed}").format(seed=setup.seed)
    how = [level, hard(setup.difficulty), seed, heard(found.how)]
    lasted = _("{ended} after {time}, {points} points").format(
        ended=_(ENDED[found.ended]),
        time=units.lap(found.ticks / RATE),
        points=f"{found.score:,}",
    )
    same = _("it goes as it went: {ticks} ticks, checksum {checksum}").format(
        ticks=f"{found.ticks:,}", checksum=f"{found.last:08x}"
    )
    return "\n".join([f"{setup.game}: {', '.join(filter(None, how))}", lasted, same])


def kept(runs: Mapping[str, Sequence[Run]]) -> str:
    lines = [
        f"{run.when.replace('T', ' ')}  {name:<{NAME}}{run.setup.level:<13}"
        f"{fit(hard(run.setup.difficulty), 8)}{fit(_(ENDED[run.ended]), 9)}{run.score:>9,}"
        f"\n  {run.path}"
        for name, each in runs.items()
        for run in each
    ]
    return "\n".join(lines) or _("no run of five seconds was played yet")


def botted(event: Message) -> str | None:
    if isinstance(event, Trouble):
        return trouble(event)
    if not isinstance(event, Botted):
        return None
    ended = fit(_(ENDED[event.ended]), 10)
    return f"{event.level:<10}{ended}{units.lap(event.ticks / RATE):>9}{event.score:>10,}"


def scores(game: str, card: Card) -> str:
    if not card.scores:
        return _("{game}: no scores yet").format(game=game)
    lines = [game]
    for score in card.scores:
        how = f"{fit(hard(score.difficulty), 8)}{fit(heard(score.how), 9)}"
        lines.append(f"{score.level:<10}{how}{score.points:>10,}  {score.made}")
    return "\n".join(lines)


def hard(difficulty: int) -> str:
    return _(HARD[DIFFICULTIES[difficulty]])


def heard(how: str) -> str:
    return _(HOW.get(how, how))


def trouble(event: Trouble) -> str:
    return f"{_(event.what)} {particulars(event.why)}".strip()
