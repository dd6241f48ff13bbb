"""What the gomoku tab says: whose turn it is, how it stands, what the engine thinks."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engines.gomoku import points
from engines.gomoku.messages import Chosen, Proof, Ready, Threat
from engines.gomoku.player import Analysis, Line
from engines.gomoku.policy_value_net.shelf import Network
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules, other
from tui import units
from tui.gomoku_table import PERSON, Engine, Player, Table
from tui.i18n import N_, _, joined, ngettext
from tui.runs import Row
from tui.widgets.go_board import UNICODE, Pen

KINDS: Mapping[str, str] = {
    "freestyle": N_("freestyle"),
    "standard": N_("standard"),
    "renju": N_("renju"),
}
COLORS = {BLACK: N_("black"), WHITE: N_("white")}


class View(NamedTuple):
    """All that is told beside the board.

    `analysis` is about the position that stands there, `answer` is the engine's last move in any.
    `doing` is "", "thinking" or "paused". `said` is a word to whoever plays, and its role. `proof`
    is there while it is looked at, `at` moves of it stand on the board.
    """

    table: Table
    now: float = 0.0
    doing: str = ""
    ready: Ready | None = None
    analysis: Analysis | None = None
    answer: Chosen | None = None
    threats: Sequence[Threat] | None = None
    proof: Proof | None = None
    at: int = 0
    said: tuple[str, str] = ("", "muted")
    pen: Pen = UNICODE
    rates: Mapping[int, float] = {}
    """What was known before: black's share, by how many moves stood."""

    @property
    def played(self) -> Chosen | None:
        """The answer, where it is the last move of this game."""
        return self.answer if self.answer and self.since == 0 else None

    @property
    def fresh(self) -> Chosen | None:
        """The answer, where it is the last move or the one before: what it says still holds."""
        return self.answer if self.answer and self.since in (0, 1) else None

    @property
    def since(self) -> int | None:
        """How many moves followed the answer; None where it is not in this game."""
        if self.answer is None or self.answer.game.rules != self.table.rules:
            return None
        whole = (*self.answer.game.moves, self.answer.analysis.move)
        moves = self.table.moves
        return len(moves) - len(whole) if tuple(moves[: len(whole)]) == whole else None


def who(player: Player) -> str:
    if player is None:
        return _("you")
    if player.net:
        return _("network {name}, level {number}").format(name=player.net, number=player.level)
    return _("level {number}").format(number=player.level)


def sentence(view: View) -> Row:
    """What has happened, or what to do first."""
    table = view.table
    if view.said[0]:
        return [view.said]
    if table.stepping:
        said = _("Move {number} of {total}").format(number=len(table.moves), total=len(table.whole))
        return [(said, "strong"), (f"   {_('] goes on')}", "muted")]
    if table.over:
        return [(ending(table), "strong")]
    if not table.moves and table.player == PERSON:
        first = _("You begin, with black.")
        return [(first, "strong"), (f" {_('Enter or a click sets the first stone.')}", "muted")]
    if view.doing == "paused":
        said = _("The engine plays both sides.")
        return [(said, "strong"), (f" {_('space goes on, w lets you play.')}", "muted")]
    if view.played:
        return [(played(view.played), "strong")]
    words = _("{color} is to move.").format(color=_(COLORS[table.board.turn]).capitalize())
    return [(words, "strong")]


def played(chosen: Chosen) -> str:
    move = points.name(chosen.analysis.move, chosen.game.rules.size)
    if chosen.network:
        return _("{name} played {point}.").format(name=chosen.network, point=move)
    return _("Level {number} played {point}.").format(number=chosen.level, point=move)


def ending(table: Table) -> str:
    """How it ended, to the person where one plays."""
    if not table.winner:
        full = table.board.full
        return _("A draw: the board is full.") if full else _("A draw: black has no move left.")
    color = _(COLORS[table.winner]).capitalize()
    loser = _(COLORS[other(table.winner)]).capitalize()
    if table.resigned:
        return _("{loser} resigned: {color} wins.").format(loser=loser, color=color)
    alone = alone_of(table)
    if alone:
        won, lost = _("You win: {number} in a row."), _("{color} wins: {number} in a row.")
        words = won if alone == table.winner else lost
    else:
        words = _("{color} wins: {number} in a row.")
    return words.format(color=color, number=table.rules.row)


def alone_of(table: Table) -> int:
    """The color of the only person; 0 where there are two, or none."""
    people = [color for color in (BLACK, WHITE) if table.sides[color - 1] == PERSON]
    return people[0] if len(people) == 1 else EMPTY


def health(view: View) -> tuple[str, str]:
    """How it stands in one word."""
    table = view.table
    if table.over:
        if not table.winner:
            return _("draw"), "muted"
        alone = alone_of(table)
        if not alone:
            return _("over"), "muted"
        return (_("won"), "good") if alone == table.winner else (_("lost"), "danger")
    match view.doing:
        case "paused":
            return _("paused"), "attention"
        case "thinking":
            return _("thinking"), "muted"
    if table.stepping:
        return _("review"), "muted"
    if table.player != PERSON:
        return _("stopped"), "attention"
    return (_("your move"), "good") if alone_of(table) else (_("to move"), "good")


def setting(view: View) -> Row:
    """What is played, how strong the engine is, and what does its work."""
    rules, engine = view.table.rules, view.table.engine
    size = f"{rules.size} × {rules.size}"
    row: Row = [(f"{_(KINDS[rules.kind])} {size}", "text")]
    if rules.row != 5:
        said = _("{number} in a row").format(number=rules.row)
        row.append((f"  {said}", "text"))
    if engine:
        row += [("   ", "text"), *strong(view.ready, engine)]
    return [*row, *kernel(view)]


def strong(ready: Ready | None, engine: Engine) -> Row:
    """Who it is, and what it does for a move; of a network also which of that name it is."""
    if not engine.net:
        nodes = ready.nodes[engine.level - 1 : engine.level] if ready else ()
        said = [
            ngettext("{number} node", "{number} nodes", each).format(number=units.count(each))
            for each in nodes
        ]
        return [(who(engine), "text"), (joined(["", *said]), "muted")]
    networks = ready.networks if ready else ()
    hashes = [each.hash for each in networks if named(each, networks) == engine.net]
    name = " ".join(dict.fromkeys([engine.net, *hashes]))
    said = [_("level {number}").format(number=engine.level)]
    for level in ready.net_levels[engine.level - 1 : engine.level] if ready else ():
        if level.threats:
            words = _("{number} playouts + threats")
        else:
            words = ngettext("{number} playout, alone", "{number} playouts, alone", level.playouts)
        said.append(words.format(number=units.count(level.playouts)))
    return [(_("net {name}").format(name=name), "text"), (joined(["", *said]), "muted")]


def named(network: Network, among: Sequence[Network]) -> str:
    """Its name, unless another has it too, or it has none: then its hash."""
    same = [each for each in among if each.name == network.name]
    return network.name if network.name and len(same) == 1 else network.hash


def able(rules: Rules, among: Sequence[Network]) -> list[str]:
    """The networks that have learnt this game, first the one whose boards differ the least."""
    found = [network for network in among if network.knows(rules)]
    return [named(each, among) for each in sorted(found, key=lambda each: each.spread)]


def kernel(view: View) -> Row:
    """What does the search's work; why it is not the quick one stands beside an empty board."""
    engine, ready = view.table.engine, view.ready
    if engine and engine.net:
        return []
    name = ready.backend if ready else units.UNKNOWN
    return [(f"   {_('kernel')} ", "muted"), (name, "text")]


def worth(line: Line) -> str:
    if line.win is None:
        return units.percent(line.winrate)
    words = _("wins in {number}") if line.win > 0 else _("loses in {number}")
    return words.format(number=(abs(line.win) + 1) // 2)
