"""Monte-Carlo tree search, written down plainly: an object for each node, a dictionary of moves.

What engines/gomoku/mcts_pure.py is held to: it must visit the same nodes as often.
"""

import math
from collections.abc import Callable

from engines.gomoku.board import Board

Rollout = Callable[[Board], float]
"""What a position is worth to who is to move."""


class Node:
    def __init__(self, prior: float) -> None:
        self.prior, self.visits, self.worth = prior, 0, 0.0
        self.moves: dict[int, Node] = {}

    def best(self) -> tuple[int, "Node"]:
        root = math.sqrt(self.visits)
        return max(
            self.moves.items(),
            key=lambda each: each[1].worth + 5.0 * each[1].prior * root / (1 + each[1].visits),
        )


def searched(board: Board, playouts: int, rollout: Rollout) -> Node:
    root = Node(1.0)
    for _ in range(playouts):
        here, node, path = board.copy(), root, [root]
        while node.moves:
            move, node = node.best()
            here.play(move)
            path.append(node)
        if here.over:
            value = -1.0 if here.winner else 0.0
        else:
            legal = here.legal()
            node.moves = {move: Node(1 / len(legal)) for move in legal}
            value = rollout(here)
        for each in reversed(path):
            value = -value
            each.visits += 1
            each.worth += (value - each.worth) / each.visits
    return root
