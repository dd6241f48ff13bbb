"""How strong the engine plays. A level is a number of nodes, never of seconds: it plays the same
moves on every machine, sooner or later. Light: consoles import it too.
"""

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engines.gomoku.messages import NetLevel
from engines.gomoku.player import Analysis, Limits, Player, Stop, Tell
from engines.gomoku.rules import BLACK, WHITE, Rules

if TYPE_CHECKING:
    from engines.gomoku.board import Board
    from engines.gomoku.net_player import NetPlayer

LONGEST_REACH = 5
"""How far the search's windows may reach to each side: the tables of longer ones are too large."""

MOST_PLAYOUTS = 20_000
"""In a tree of playouts: it is held in memory."""


class Level(NamedTuple):
    """`nodes` are playouts at the first level, moves made in the tree above it; `fours` are more of
    them, for a win by fours alone. `seconds` is the cap of wall time for a move: where it cuts in,
    the answer says so."""

    number: int
    nodes: int
    fours: int
    seconds: float

    @property
    def name(self) -> str:
        return f"level:{self.number}"


LEVELS = {
    level.number: level
    for level in (
        Level(1, 1_000, 0, 5.0),
        Level(2, 30, 0, 5.0),
        Level(3, 300, 2_000, 5.0),
        Level(4, 1_000, 2_000, 8.0),
        Level(5, 3_000, 2_000, 10.0),
        Level(6, 10_000, 2_000, 10.0),
        Level(7, 30_000, 4_000, 15.0),
        Level(8, 80_000, 10_000, 20.0),
        Level(9, 200_000, 25_000, 30.0),
    )
}


NET_LEVELS = {
    1: NetLevel(1, False, 5.0),
    2: NetLevel(8, False, 5.0),
    3: NetLevel(25, True, 5.0),
    4: NetLevel(50, True, 8.0),
    5: NetLevel(100, True, 10.0),
    6: NetLevel(200, True, 10.0),
    7: NetLevel(400, True, 15.0),
    8: NetLevel(800, True, 20.0),
    9: NetLevel(1_600, True, 30.0),
}
"""Of networks: alone at first, above that with a look for wins by force."""


def player(level: int) -> Player:
    """Playouts at the first one, the search above it. ValueError for what is no level."""
    if level not in LEVELS:
        raise ValueError(f"levels are 1 to {len(LEVELS)}")
    found = LEVELS[level]
    if found.number > 1:
        return Opponent(found.nodes, found.name, found.fours)
    from engines.gomoku.mcts_pure import PureMCTS

    return PureMCTS(found.nodes, name=found.name)


def analyst() -> Player:
    """Thinks until it is stopped, or there is nothing left to find out."""
    return Opponent(None, "analysis")


def net_player(level: int, net: str = "") -> "NetPlayer":
    """A network, as in policy_value_net.shelf.chosen. ValueError for what is no level."""
    from engines.gomoku.net_player import NetPlayer

    if level not in NET_LEVELS:
        raise ValueError(f"levels are 1 to {len(NET_LEVELS)}")
    found = NET_LEVELS[level]
    return NetPlayer(found.playouts, threats=found.threats, net=net)


def net_analyst(net: str = "") -> "NetPlayer":
    """What the network expects by itself, looked at as long as its highest level does."""
    from engines.gomoku.net_player import NetPlayer

    return NetPlayer(NET_LEVELS[len(NET_LEVELS)].playouts, threats=False, net=net)


class Opponent:
    """The search; playouts where rows are so long that it cannot play."""

    def __init__(self, nodes: int | None, name: str, fours: int = 0) -> None:
        """As in engines.gomoku.search."""
        self.nodes, self.name, self.fours = nodes, name, fours

    def choose(
        self,
        board: "Board",
        limits: Limits,
        *,
        stop: Stop = lambda: False,
        tell: Tell = lambda _: None,
    ) -> Analysis:
        player = self.search if reach(board.rules) <= LONGEST_REACH else self.playouts
        return player.choose(board, limits, stop=stop, tell=tell)

    @cached_property
    def search(self) -> Player:
        from engines.gomoku.search import Search

        return Search(self.nodes, self.name, self.fours)

    @cached_property
    def playouts(self) -> Player:
        from engines.gomoku.mcts_pure import PureMCTS

        least, most = LEVELS[1].nodes, MOST_PLAYOUTS
        return PureMCTS(min(max(self.nodes or most, least), most), name=self.name)


def reach(rules: Rules) -> int:
    """How many cells to each side of a stone decide what it is worth, at most."""
    exact = rules.exact(BLACK) or rules.exact(WHITE)
    return rules.row if exact else rules.row - 1
