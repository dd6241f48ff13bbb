"""Whole games of the real players, by the protocol."""

import time

import pytest

from engines.gomoku.board import Board
from engines.gomoku.levels import Opponent
from engines.gomoku.mcts_pure import PureMCTS
from engines.gomoku.protocol.timing import allowed
from engines.gomoku.rules import LARGEST, SMALLEST, Rules
from tests.engines.gomoku.simple import Manager, played

RULES = {"freestyle": 0, "standard": 1, "renju": 4}
SECONDS = 5.0


def asked(manager: Manager, line: str) -> str:
    begin = time.monotonic()
    answer = manager.ask(line)
    assert time.monotonic() - begin < allowed(SECONDS)
    return answer


@pytest.mark.parametrize("rule", RULES)
def test_no_move_is_illegal_or_late_and_nobody_crashes(rule, count, rng):
    """At every size under --full; the referee of the game raises for an illegal move."""
    sizes = rng.sample(range(SMALLEST, LARGEST + 1), LARGEST + 1 - SMALLEST)
    players = [Opponent(nodes, "search") for nodes in (1, 20, 50)] + [PureMCTS(5)]
    for number in range(count(1000) // 3):
        size = sizes[number % len(sizes)]
        with Manager(rng.choice(players)) as one, Manager(rng.choice(players)) as other:
            for manager in (one, other):
                manager.say("INFO timeout_turn 5000", f"INFO rule {RULES[rule]}")
                assert manager.ask(f"START {size}") == "OK"
            assert played([one, other], Board(Rules(size, kind=rule)), asked).over
