"""Networks and their training, as lines of text."""

from pathlib import Path
from typing import Any

import msgspec

from engines.gomoku.messages import Done, Gated, Learnt, Phase, SelfPlayed
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.policy_value_net.shelf import Network
from engines.wire import Cancelled, Log, Message, printable
from tui.cli.gomoku_words import standing

NAME = 14
HEAD = f"{'name':<{NAME}}{'hash':<10}{'network':<10}has learnt"

PHASES = {
    "imitation": "the search plays to be imitated",
    "selfplay": "self-play",
    "learning": "learning",
    "gate": "against the weights accepted last",
    "rest": "paused",
}


# Networks


def imported(event: Message) -> str | None:
    return f"kept as {event.weights}" if isinstance(event, Done) else None


def listed(network: Network) -> str:
    """A line on what it is, and one on how it was made; where it lies, if it is the user's own."""
    history, indent = made(list(shelf.history(Path(network.path)))), " " * NAME
    lines = [f"{network.name:<{NAME}}{network.hash:<10}{built(network):<10}{network.learnt}"]
    lines += [f"{indent}{history}"] if history else []
    return "\n".join(lines if shelf.is_shipped(network) else [*lines, f"{indent}{network.path}"])


def built(network: Network) -> str:
    """Channels and blocks."""
    shape = network.architecture
    return "original" if network.family == "original" else f"{shape.channels} x {shape.blocks}"


def made(history: list[dict[str, Any]]) -> str:
    """Its history in short; a file may say anything."""
    files = [printable(str(each["file"])) for each in history if "file" in each]
    if files:
        return f"imported from {', '.join(files)}"
    first, *rest = [each for each in history if "generation" in each] or [{}]
    accepted = sum(each.get("accepted") is True for each in rest)
    parts = [f"{games(first):,} games of the search"] if games(first) else []
    if rest:
        number = sum(map(games, rest))
        parts.append(
            f"{number:,} games against itself in {len(rest)} "
            f"generation{'s' if len(rest) > 1 else ''}, {accepted} accepted"
        )
    return ", then ".join(parts)


def games(told: dict[str, Any]) -> int:
    number = told.get("games")
    return number if isinstance(number, int) else 0


def document(network: Network) -> dict[str, Any]:
    return {
        **msgspec.to_builtins(network),
        "shipped": shelf.is_shipped(network),
        "history": list(shelf.history(Path(network.path))),
    }


# Training


def training(event: Message) -> str | None:
    """What a training tells, a line each."""
    match event:
        case Phase():
            weights = f", weights {event.weights}" if event.weights else ""
            what = PHASES.get(event.what, event.what)
            return f"generation {event.generation} of {event.of}: {what} ({event.device}{weights})"
        case SelfPlayed():
            return played(event)
        case Learnt():
            return learnt(event)
        case Gated():
            return f"  {gated(event)}"
        case Log():
            return event.text
        case Cancelled():
            return "stopped; the same command goes on with it"
        case Done():
            return f"done: {event.weights}"
    return None


def played(event: SelfPlayed) -> str:
    return (
        f"  games {event.games:,} of {event.of:,}   {event.rate:.1f} games/s   "
        f"black {100 * event.black:.0f} %, draws {100 * event.drawn:.0f} %   "
        f"{event.moves:.0f} moves"
    )


def learnt(event: Learnt) -> str:
    return (
        f"  step {event.step:,} of {event.steps:,}   loss of the policy {event.policy:.3f}, "
        f"of the value {event.value:.3f}   hits {100 * event.hits:.0f} %   "
        f"{event.rate:,.0f} samples/s"
    )


def gated(event: Gated) -> str:
    by = "" if event.elo is None else f", {event.elo:+.0f} Elo"
    return f"{standing(event.score)}{by}   {'accepted' if event.accepted else 'refused'}"
