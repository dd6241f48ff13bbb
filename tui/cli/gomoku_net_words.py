"""Networks and their training, as lines of text."""

from pathlib import Path
from typing import Any

import msgspec

from engines.gomoku.messages import Done, Gated, Learnt, Phase, SelfPlayed
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.policy_value_net.shelf import Network
from engines.wire import Cancelled, Log, Message, printable
from tui.cli.gomoku_words import standing
from tui.cli.table import to_left
from tui.i18n import N_, _, enumerated, ngettext
from tui.said import particulars

NAME = 14
HEAD = N_("name|hash|network|has learnt")

PHASES = {
    "imitation": N_("the search plays to be imitated"),
    "selfplay": N_("self-play"),
    "learning": N_("learning"),
    "gate": N_("against the weights accepted last"),
    "rest": N_("paused"),
}


# Networks


def imported(event: Message) -> str | None:
    return _("kept as {path}").format(path=event.weights) if isinstance(event, Done) else None


def head() -> str:
    return row(*_(HEAD).split("|"))


def row(name: str, hash: str, network: str, learnt: str) -> str:
    return f"{to_left(name, NAME)}{to_left(hash, 10)}{to_left(network, 10)}{learnt}"


def listed(network: Network) -> str:
    """A line on what it is, and one on how it was made; where it lies, if it is the user's own."""
    history, indent = made(list(shelf.history(Path(network.path)))), " " * NAME
    lines = [row(network.name, network.hash, built(network), particulars(network.learnt))]
    lines += [f"{indent}{history}"] if history else []
    return "\n".join(lines if shelf.is_shipped(network) else [*lines, f"{indent}{network.path}"])


def built(network: Network) -> str:
    """Channels and blocks."""
    shape = network.architecture
    return _("original") if network.family == "original" else f"{shape.channels} x {shape.blocks}"


def made(history: list[dict[str, Any]]) -> str:
    """Its history in short; a file may say anything."""
    files = [printable(str(each["file"])) for each in history if "file" in each]
    if files:
        return _("imported from {files}").format(files=enumerated(files))
    first, *rest = [each for each in history if "generation" in each] or [{}]
    imitated = _("{number} games of the search").format(number=f"{games(first):,}")
    if not rest:
        return imitated if games(first) else ""
    itself = ngettext(
        "{number} games against itself in {generations} generation, {accepted} accepted",
        "{number} games against itself in {generations} generations, {accepted} accepted",
        len(rest),
    ).format(
        number=f"{sum(map(games, rest)):,}",
        generations=len(rest),
        accepted=sum(each.get("accepted") is True for each in rest),
    )
    return _("{first}, then {next}").format(first=imitated, next=itself) if games(first) else itself


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
            return phase(event)
        case SelfPlayed():
            return played(event)
        case Learnt():
            return learnt(event)
        case Gated():
            return f"  {gated(event)}"
        case Log():
            return particulars(event.text)
        case Cancelled():
            return _("stopped; the same command goes on with it")
        case Done():
            return _("done: {path}").format(path=event.weights)
    return None


def phase(event: Phase) -> str:
    words = _("generation {number} of {all}: {phase} ({device})")
    if event.weights:
        words = _("generation {number} of {all}: {phase} ({device}, weights {weights})")
    return words.format(
        number=event.generation,
        all=event.of,
        phase=_(PHASES.get(event.what, event.what)),
        device=event.device,
        weights=event.weights,
    )


def played(event: SelfPlayed) -> str:
    return "  " + _(
        "games {number} of {all}   {rate} games/s   black {black} %, draws {drawn} %   "
        "{moves} moves"
    ).format(
        number=f"{event.games:,}",
        all=f"{event.of:,}",
        rate=f"{event.rate:.1f}",
        black=f"{100 * event.black:.0f}",
        drawn=f"{100 * event.drawn:.0f}",
        moves=f"{event.moves:.0f}",
    )


def learnt(event: Learnt) -> str:
    return "  " + _(
        "step {number} of {all}   loss of the policy {policy}, of the value {value}   "
        "hits {hits} %   {rate} samples/s"
    ).format(
        number=f"{event.step:,}",
        all=f"{event.steps:,}",
        policy=f"{event.policy:.3f}",
        value=f"{event.value:.3f}",
        hits=f"{100 * event.hits:.0f}",
        rate=f"{event.rate:,.0f}",
    )


def gated(event: Gated) -> str:
    score = standing(event.score)
    if event.elo is not None:
        words = _("{score}, {difference} Elo")
        score = words.format(score=score, difference=f"{event.elo:+.0f}")
    return f"{score}   {_('accepted') if event.accepted else _('refused')}"
