"""One of our players as a program for managers: `python -m engines.gomoku.protocol.brain [PLAYER]`.

It speaks the Gomocup protocol on standard input and output. PLAYER is written as in spec.py; by
default it is the search, which thinks as long as the manager allows. `--nodes N` limits that.
"""

import argparse
import os
import signal
import sys

from engines.gomoku.board import Board
from engines.gomoku.matches.players import PYTHON, player
from engines.gomoku.matches.spec import ours
from engines.gomoku.player import Limits
from engines.gomoku.protocol.gomocup import Gomocup
from engines.gomoku.rules import Rules


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="brain", description=__doc__)
    parser.add_argument("player", nargs="?", default="search")
    parser.add_argument("--nodes", type=int)
    asked = parser.parse_args(argv)
    try:
        told = ours(asked.player)
    except ValueError as error:
        parser.error(str(error))
    if told.python:
        os.environ.update(PYTHON)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in engines.serve
    try:
        source, sink = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    except OSError:
        parser.error("a manager is spoken to on standard input and output; one of them is closed")
    os.dup2(2, 1)  # a library that prints must not be heard by the manager
    # A search in C would keep Python from ending itself.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    chosen = player(told)

    def prepare(rules: Rules) -> None:
        """Tables are made by the first thought, which may take a second on a slow machine."""
        chosen.choose(Board(rules, [rules.points // 2]), Limits(nodes=1))

    Gomocup(chosen, source, sink, Limits(asked.nodes), prepare=prepare).run()
    sys.stderr.flush()
    os._exit(0)  # at once: nothing here is worth putting away


if __name__ == "__main__":
    main(sys.argv[1:])
