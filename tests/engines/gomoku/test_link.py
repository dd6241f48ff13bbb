"""The engine as the console meets it: a child and a wire."""

import os
from functools import reduce
from pathlib import Path

import pytest

from engines import wire
from engines.gomoku.engine import NICE
from engines.gomoku.messages import Analyse, Chosen, Game, Look, Proof, Prove, Ready, Seen, Think
from engines.gomoku.rules import Rules
from engines.gomoku.state import State, step
from engines.link import Link

KIB = 60 << 10
GAME = Game(Rules(20), (210, 190, 211, 191))


def most_held(pid: int) -> int:
    """KiB of memory, at the most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


@pytest.mark.parametrize("backend", ["", "python"])
async def test_a_conversation_crosses_the_wire_in_little_memory(tmp_path, monkeypatch, backend):
    monkeypatch.setenv("ZERODECK_KERNEL", backend)
    events: list[wire.Message] = []
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    async with Link("gomoku", Look(GAME), log=tmp_path / "log") as child:
        pid = child._child.pid
        async for batch in child:
            events += batch
            match batch[-1]:
                case Seen() if len(events) <= 3:
                    assert os.getpriority(os.PRIO_PROCESS, pid) == nice
                    child.send(Think(GAME, level=6, seconds=1.0))
                case Chosen():
                    child.send(Prove(GAME))
                case Proof():
                    assert os.getpriority(os.PRIO_PROCESS, pid) == max(nice, NICE)
                    assert most_held(pid) < KIB
                    break
    assert events[0] == wire.hello("gomoku")
    assert isinstance(events[1], Ready)
    state = reduce(step, events, State())
    assert state.seen == Seen(GAME)
    assert state.chosen
    assert state.chosen.game == state.proof.game == GAME
    assert state.ready.backend == ("Python" if backend else state.ready.backend)


async def test_leaving_ends_the_thinking(tmp_path):
    async with Link("gomoku", Analyse(GAME), log=tmp_path / "log") as child:
        async for batch in child:
            if any(isinstance(event, Ready) for event in batch):
                break
    assert child._child.returncode == 0


async def test_a_bad_game_ends_nothing(tmp_path):
    row = tuple(x + y for x in range(5) for y in (0, 40))
    state = State()
    bad = Game(Rules(20), (*row[:-1], 399))
    async with Link("gomoku", Think(bad), log=tmp_path / "log") as child:
        async for batch in child:
            state = reduce(step, batch, state)
            if state.refused and not state.seen:
                child.send(Look(GAME))
            if state.seen:
                break
    assert state.refused.why == "T1: the game is over"
    assert state.last is None
