"""A network as a player: whichever has learnt the game that is played."""

from pathlib import Path
from typing import TYPE_CHECKING

from engines.gomoku.levels import LONGEST_REACH, reach
from engines.gomoku.player import Analysis, Limits, Stop, Tell
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.policy_value_net.shelf import Network
from engines.gomoku.rules import Rules

if TYPE_CHECKING:
    from engines.gomoku.board import Board
    from engines.gomoku.mcts_alphazero import AlphaZero


class NetPlayer:
    """It keeps one network in memory, with what is known of the last game."""

    def __init__(self, playouts: int, *, threats: bool, net: str = "") -> None:
        """`net` as in shelf.chosen. `threats`: as in AlphaZero."""
        self.playouts, self.threats, self.net = playouts, threats, net
        self.name = f"{'zero' if threats else 'net'}:{playouts}"
        self.network: Network | None = None
        self.player: AlphaZero | None = None

    def ready(self, rules: Rules) -> Network:
        """Load what this game needs. EngineError where no network has learnt it."""
        network = shelf.chosen(rules, self.net)
        if self.network is None or network.sha256 != self.network.sha256:
            self.network = self.player = None  # two would need twice the memory
            self.player, self.network = self.loaded(network, rules), network
        return network

    def loaded(self, network: Network, rules: Rules) -> "AlphaZero":
        from engines.gomoku.mcts_alphazero import AlphaZero
        from engines.gomoku.policy_value_net.nets import net
        from engines.gomoku.policy_value_net.weights import load

        threats = self.threats and reach(rules) <= LONGEST_REACH
        return AlphaZero(net(load(Path(network.path))), self.playouts, threats=threats)

    def choose(
        self,
        board: "Board",
        limits: Limits,
        *,
        stop: Stop = lambda: False,
        tell: Tell = lambda _: None,
    ) -> Analysis:
        """EngineError as `ready`."""
        self.ready(board.rules)
        assert self.player
        return self.player.choose(board, limits, stop=stop, tell=tell)
