"""Games, replays and scores as lines of text."""

from collections.abc import Mapping, Sequence

from engines.arcade.cards import Card
from engines.arcade.game import DIFFICULTIES, RATE
from engines.arcade.keeping import Run
from engines.arcade.messages import Botted, Listed, Shelf, Trouble
from engines.arcade.replay import Replay
from engines.wire import Message, printable
from tui import units

NAME = 14


def listed(game: Listed) -> str:
    if game.added:
        said = ", ".join(filter(None, (game.added.author, game.added.licence, game.added.link)))
        lines = [f"{game.name:<{NAME}}{printable(game.title)}", *([said] if said else [])]
        return f"\n{'':<{NAME}}".join([*lines, printable(game.added.path)])
    beaten = sum(level in game.card.beaten for level in game.levels)
    best = f", best {game.card.best.points:,}" if game.card.best else ""
    return (
        f"{game.name:<{NAME}}{game.about}\n{'':<{NAME}}{beaten} of {len(game.levels)} levels{best}"
    )


def display(shelf: Shelf) -> str:
    if shelf.display:
        return f"a window: {shelf.display}"
    return f"no window: {shelf.why.format(name=shelf.name)}"


def replay(found: Replay) -> str:
    setup, ended = found.setup, found.ended or "given up"
    how = [f"level {setup.level}", DIFFICULTIES[setup.difficulty], f"seed {setup.seed}", found.how]
    return "\n".join(
        [
            f"{setup.game}: {', '.join(filter(None, how))}",
            f"{ended} after {units.lap(found.ticks / RATE)}, {found.score:,} points",
            f"it goes as it went: {found.ticks:,} ticks, checksum {found.last:08x}",
        ]
    )


def kept(runs: Mapping[str, Sequence[Run]]) -> str:
    lines = [
        f"{run.when.replace('T', ' ')}  {name:<{NAME}}{run.setup.level:<13}"
        f"{DIFFICULTIES[run.setup.difficulty]:<8}{run.ended or 'given up':<9}{run.score:>9,}"
        f"\n  {run.path}"
        for name, each in runs.items()
        for run in each
    ]
    return "\n".join(lines) or "no run of five seconds was played yet"


def botted(event: Message) -> str | None:
    if isinstance(event, Trouble):
        return f"{event.what} {event.why}"
    if not isinstance(event, Botted):
        return None
    ended = event.ended or "given up"
    return f"{event.level:<10}{ended:<10}{units.lap(event.ticks / RATE):>9}{event.score:>10,}"


def scores(game: str, card: Card) -> str:
    if not card.scores:
        return f"{game}: no scores yet"
    lines = [game]
    for score in card.scores:
        hard = DIFFICULTIES[score.difficulty]
        lines.append(f"{score.level:<10}{hard:<8}{score.how:<9}{score.points:>10,}  {score.made}")
    return "\n".join(lines)
