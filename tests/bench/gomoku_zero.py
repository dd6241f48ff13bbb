"""A network's player: its playouts beside the original project's, and the memory it plays in.

`gomoku_zero` measures rates and memory. Games take long, so they are played only where they are
asked for: `gomoku_zero_alone` and `gomoku_zero_threats` against the original project, which may
take 400 playouts a move, and we as much CPU time as it took; `gomoku_zero_pure8` and
`gomoku_zero_pure15` against pure Monte-Carlo tree search with 5000 playouts.

ZERODECK_ORIGINAL: a checkout of junxiaosong/AlphaZero_Gomoku; what needs it is left out without it.
ZERODECK_NET_8, ZERODECK_NET_15: the networks, as `zerodeck gomoku nets` writes them, or files;
else those that have learnt the game. ZERODECK_GAMES: how many games, instead of the usual number.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from random import Random

from engines.gomoku.board import Board
from engines.gomoku.matches.openings import opening
from engines.gomoku.messages import Chosen, Game, Think
from engines.gomoku.player import Limits, Player
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.policy_value_net.shelf import Network
from engines.gomoku.rules import Rules
from engines.wire import EngineError
from tests.bench import Figure
from tests.bench.gomoku_engine import child
from tests.bench.roc import THREADS
from tests.engines.gomoku import original

SMALL, LARGE = Rules(8), Rules(15)
PLAYOUTS, POSITIONS = 400, 8


def figures() -> list[Figure]:
    """A child works it out, so that numpy has one thread from the start."""
    return in_a_child("rates") + memory()


def in_a_child(name: str) -> list[Figure]:
    environment = os.environ | dict.fromkeys(THREADS, "1")
    command = [sys.executable, "-m", "tests.bench.gomoku_zero", name]
    found = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return [Figure(*row) for row in json.loads(found.stdout)]


LONG: dict[str, Callable[[], list[Figure]]] = {
    name: partial(in_a_child, name) for name in ("alone", "threats", "pure8", "pure15")
}


def say(text: str) -> None:
    """Standard output is for the figures."""
    print(text, file=sys.stderr, flush=True)


@cache
def network(rules: Rules) -> Network | None:
    try:
        found = shelf.chosen(rules, os.environ.get(f"ZERODECK_NET_{rules.size}", ""))
    except EngineError as error:
        say(f"  left out, no network for {rules.size}x{rules.size}: {error.failed.why}")
        return None
    say(f"  {rules.size}x{rules.size}: {found.title}")
    return found


def ours(rules: Rules, playouts: int, *, threats: bool = False) -> Player | None:
    from engines.gomoku.mcts_alphazero import AlphaZero

    known = network(rules)
    return known and AlphaZero(loaded(known.path), playouts, threats=threats)


@cache
def loaded(path: str) -> object:
    from engines.gomoku.policy_value_net.nets import net
    from engines.gomoku.policy_value_net.weights import load

    return net(load(Path(path)))


class Original:
    """The original project's own player and network, with the arrays of its model."""

    def __init__(self, playouts: int = PLAYOUTS, seed: int = 1) -> None:
        import numpy as np

        from engines.gomoku.policy_value_net.original import read

        np.random.seed(seed)  # what it draws from
        self.name, self.playouts = "original", playouts
        arrays = read((original.FOLDER / "best_policy_8_8_5.model").read_bytes())
        network = original.module("policy_value_net_numpy").PolicyValueNetNumpy(8, 8, arrays)
        self.asks, self.game = network.policy_value_fn, original.module("game")
        self.player = original.module("mcts_alphaZero").MCTSPlayer

    def move(self, board: Board) -> int:
        there = self.game.Board(width=8, height=8, n_in_row=5)
        there.init_board(0)
        for move in board.moves:
            there.do_move(move)
        player = self.player(self.asks, c_puct=5, n_playout=self.playouts)
        return int(player.get_action(there))

    def playouts_at(self, board: Board) -> int:
        self.move(board)
        return self.playouts


def original_player() -> Original | None:
    if why := original.absent():
        say(f"  left out: {why}")
        return None
    return Original()


def positions(rules: Rules) -> list[Board]:
    """Random openings: the first stones of games."""
    rng = Random(1)  # noqa: S311 - the same each time
    return [Board(rules, opening(rules, stones, rng)) for stones in range(POSITIONS)]


def rate(work: Callable[[], int]) -> float:
    """Playouts a CPU second."""
    begin = time.process_time()
    return work() / (time.process_time() - begin)


def playouts_at(board: Board) -> int:
    player = ours(board.rules, PLAYOUTS)
    assert player
    return player.choose(board, Limits()).nodes


def rates() -> list[Figure]:
    return [*small_rates(), *large_rates()]


def small_rates() -> list[Figure]:
    if not network(SMALL):
        return []
    theirs, here, there = original_player(), [], []
    for board in positions(SMALL):
        here.append(rate(lambda board=board: playouts_at(board)))
        if theirs:
            there.append(rate(lambda board=board: theirs.playouts_at(board)))
    parameters = sum(array.size for array in loaded(network(SMALL).path).arrays.values())
    found = [
        Figure("parameters of the network for 8x8", parameters / 1e3, "k", 100),
        Figure("8x8, playouts", statistics.median(here), "per CPU-s"),
    ]
    if theirs:
        ratio = statistics.median(a / b for a, b in zip(here, there, strict=True))
        found += [
            Figure("8x8, playouts of the original", statistics.median(there), "per CPU-s"),
            Figure("8x8, beside the original", ratio, "times", 9),
        ]
    return found


def large_rates() -> list[Figure]:
    if not network(LARGE):
        return []
    found = [rate(lambda board=board: playouts_at(board)) for board in positions(LARGE)]
    return [Figure("15x15, playouts", statistics.median(found), "per CPU-s", 1800)]


def memory() -> list[Figure]:
    """Of the engine's child, which is asked as the console asks it."""
    found = []
    for rules in (SMALL, LARGE):
        if known := network(rules):
            boards = positions(rules)[4:]
            with child() as engine:
                for board in boards:
                    game = Game(rules, tuple(board.moves))
                    engine.ask(Think(game, 9, "net", net=known.path))
                    engine.until(Chosen)
                held = engine.memory()
            name = f"memory, level 9 on {rules.size}x{rules.size}"
            found.append(Figure(name, held, "MiB", 60, at_most=True))
    return found


def main(name: str) -> None:
    if name == "rates":
        found = rates()
    else:
        from tests.bench.zero_games import GAMES

        found = GAMES[name]()
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
