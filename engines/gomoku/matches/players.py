"""The players of a match, made from how they are written (see spec.py)."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from engines import paths
from engines.gomoku import levels
from engines.gomoku.matches.spec import NETS, Spec, spec
from engines.gomoku.messages import MOST_SECONDS
from engines.gomoku.net_player import NetPlayer
from engines.gomoku.player import Limits, Player
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.protocol.program import SECONDS, Program
from engines.gomoku.rules import Rules


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
    if told.kind in NETS:
        return NetPlayer(told.number, threats=told.kind == "zero", net=told.path)
    if told.kind == "mcts":
        from engines.gomoku.mcts_pure import PureMCTS

        return PureMCTS(told.number)
    return levels.Opponent(told.number or None, "search")


def pinned(text: str, rules: Rules) -> str:
    """The player, written so that it means the same network at any time. EngineError where no
    network plays this."""
    told = spec(text)
    if told.kind not in NETS:
        return text
    network = shelf.chosen(rules, told.path)
    written = told._replace(path=network.sha256[:16]).text
    return f"python:{written}" if told.python else written


PYTHON = {"ZERODECK_KERNEL": "python"}


def child(told: Spec, limits: Limits) -> list[str]:
    """The command that plays one of ours by the protocol."""
    nodes = ["--nodes", str(limits.nodes)] if limits.nodes else []
    return [sys.executable, "-P", "-m", "engines.gomoku.protocol.brain", told.text, *nodes]


def log(key: str, path: str) -> Path:
    return paths.state() / "log" / f"gomoku-{key}-{Path(path).name}.log"
