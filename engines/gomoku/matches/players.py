"""The players of a match, made from how they are written (see spec.py)."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from engines import paths
from engines.gomoku import levels
from engines.gomoku.matches.spec import Spec, spec
from engines.gomoku.messages import MOST_SECONDS
from engines.gomoku.player import Limits, Player
from engines.gomoku.protocol.program import SECONDS, Program


class Side(NamedTuple):
    """A player with what it may use for a move."""

    player: Player
    limits: Limits


def side(key: str, text: str, limits: Limits, ours: ExitStack) -> Side:
    """`key` is "a" or "b", `limits` are the match's. What has to be closed is closed with `ours`.

    Raises EngineError where there is no such program.
    """
    told, seconds = spec(text), limits.seconds
    limits = Limits(limits.nodes if told.kind == "search" else None, seconds)
    if told.kind == "program":
        program = Program([told.path], log=log(key, told.path))
        limits = Limits(seconds=seconds or SECONDS)
    elif told.python:
        # Its clock must not cut what its nodes allow.
        program = Program(child(told, limits), log=log(key, "python"), environ=PYTHON)
        limits = Limits(seconds=seconds or MOST_SECONDS)
    else:
        return Side(player(told), limits)
    ours.callback(program.close)
    return Side(program, limits)


def player(told: Spec) -> Player:
    """One of ours."""
    if told.kind == "level":
        return levels.player(told.number)
    if told.kind == "mcts":
        from engines.gomoku.mcts_pure import PureMCTS

        return PureMCTS(told.number)
    return levels.Opponent(told.number or None, "search")


PYTHON = {"ZERODECK_KERNEL": "python"}


def child(told: Spec, limits: Limits) -> list[str]:
    """The command that plays one of ours by the protocol."""
    ours = f"{told.kind}:{told.number}" if told.number else told.kind
    nodes = ["--nodes", str(limits.nodes)] if limits.nodes else []
    return [sys.executable, "-P", "-m", "engines.gomoku.protocol.brain", ours, *nodes]


def log(key: str, path: str) -> Path:
    return paths.state() / "log" / f"gomoku-{key}-{Path(path).name}.log"
