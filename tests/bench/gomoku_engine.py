"""The gomoku engine as a console meets it, and pure Monte-Carlo tree search beside a plain one."""

import os
import random
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from engines import wire
from engines.gomoku.board import Board
from engines.gomoku.mcts_pure import PureMCTS
from engines.gomoku.messages import (
    Analyse,
    Chosen,
    Event,
    Game,
    Look,
    Prove,
    Ready,
    Request,
    Seen,
    Think,
    Thinking,
)
from engines.gomoku.player import Limits
from engines.gomoku.rules import Rules
from tests.bench import Figure
from tests.engines.gomoku.plain_tree import searched

PLAYOUTS, ROUNDS = 2000, 5
STOPS = 25
TICKS = os.sysconf("SC_CLK_TCK")


def random_game(board: Board, rng: random.Random) -> float:
    """Played on by the referee."""
    here, mover = board.copy(), board.turn
    empty = here.legal()
    rng.shuffle(empty)
    while not here.over:
        here.play(empty.pop())
    return 0.0 if not here.winner else 1.0 if here.winner == mover else -1.0


def rate(search: Callable[[], object]) -> float:
    begin = time.process_time()
    search()
    return PLAYOUTS / (time.process_time() - begin)


def playouts() -> list[Figure]:
    rng = random.Random(1)  # noqa: S311 - games to measure with
    small, large = Board(Rules(8)), Board(Rules(15))
    ours, plain, wide = [], [], []
    for _ in range(ROUNDS):
        plain.append(rate(lambda: searched(small, PLAYOUTS, lambda at: random_game(at, rng))))
        ours.append(rate(lambda: PureMCTS(PLAYOUTS).choose(small, Limits())))
        wide.append(rate(lambda: PureMCTS(PLAYOUTS).choose(large, Limits())))
    ratio = statistics.median(mine / other for mine, other in zip(ours, plain, strict=True))
    return [
        Figure("pure MCTS on an empty 8x8", statistics.median(ours), "playouts/s"),
        Figure("pure MCTS on an empty 15x15", statistics.median(wide), "playouts/s"),
        Figure(
            "the same with objects and dictionaries, 8x8", statistics.median(plain), "playouts/s"
        ),
        Figure("pure MCTS beside it", ratio, goal=8),
    ]


class Child:
    """The engine in a process of its own."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "engines.serve", "gomoku"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environ},
            bufsize=0,
        )
        assert self.process.stdin and self.process.stdout
        self.into, self.out = self.process.stdin, self.process.stdout
        self.decode = msgspec.json.Decoder(Event).decode
        self.lines = wire.Lines()
        self.events: list[wire.Message] = []

    def ask(self, *requests: Request) -> None:
        self.into.write(b"".join(map(wire.encode, requests)))

    def until(self, *kinds: type[wire.Message], seconds: float = 120.0) -> wire.Message:
        """The next of these."""
        end = time.monotonic() + seconds
        while True:
            while self.events:
                if isinstance(event := self.events.pop(0), kinds):
                    return event
            assert select.select([self.out], [], [], max(0.0, end - time.monotonic()))[0], kinds
            data = os.read(self.out.fileno(), 1 << 16)
            assert data, "the engine has ended"
            self.events += map(self.decode, self.lines.feed(data))

    def memory(self) -> float:
        """The most that it ever held, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024

    def ticks(self) -> int:
        """CPU time in hundredths of a second."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()
        return int(fields[11]) + int(fields[12])


@contextmanager
def child(**environ: str) -> Iterator[Child]:
    found = Child(environ)
    try:
        yield found
    finally:
        found.into.close()
        found.process.wait(5)
        found.out.close()


def middle(size: int, stones: int, rng: random.Random, kind: str = "freestyle") -> Game:
    """A position as in the middle of a game, with no row."""
    rules = Rules(size, kind=kind)  # type: ignore[arg-type] - a Kind
    while True:
        board = Board(rules)
        around = [y * size + x for y in range(3, size - 3) for x in range(3, size - 3)]
        while len(board.moves) < stones and not board.over:
            board.play(rng.choice([point for point in board.legal() if point in around]))
        if not board.over:
            return Game(rules, tuple(board.moves))


def stops(engine: Child, ask: Think | Analyse | Prove, rng: random.Random) -> list[float]:
    """Milliseconds from something newer to its answer, at many moments of thinking."""
    found = []
    for _ in range(STOPS):
        engine.ask(msgspec.structs.replace(ask, game=middle(15, 12, rng)))
        time.sleep(rng.uniform(0.01, 0.3))
        begin = time.monotonic()
        engine.ask(Look())
        engine.until(Seen)
        found.append((time.monotonic() - begin) * 1e3)
    return found


def resting(engine: Child) -> float:
    """CPU milliseconds in a second after an analysis has come to its end."""
    won = Game(Rules(), tuple(y * 15 + x for x in (4, 5, 6, 7) for y in (7, 0)))
    engine.ask(Analyse(won))
    engine.until(Thinking)
    time.sleep(0.5)
    begin = engine.ticks()
    time.sleep(1.0)
    return (engine.ticks() - begin) / TICKS * 1e3


def conversation(name: str, **environ: str) -> list[Figure]:
    rng = random.Random(3)  # noqa: S311 - positions to measure with
    begin = time.monotonic()
    with child(**environ) as engine:
        engine.until(Ready)
        ready = (time.monotonic() - begin) * 1e3
        begin = time.monotonic()
        engine.ask(Think(Game(moves=(112,)), 2))
        engine.until(Chosen)
        first = (time.monotonic() - begin) * 1e3
        late = [
            each
            for ask in (Think(level=9), Think(level=1), Analyse(), Prove())
            for each in stops(engine, ask, rng)
        ]
        rest = resting(engine)
        for kind in ("freestyle", "renju", "standard"):
            engine.ask(Think(middle(20, 30, rng, kind), 9, seconds=5.0))
            engine.until(Chosen)
        memory = engine.memory()
    return [
        Figure(f"{name}: from the start to Ready", ready, "ms"),
        Figure(f"{name}: first move of all, level 2", first, "ms"),
        Figure(f"{name}: thinking stops, at the latest", max(late), "ms", 50, at_most=True),
        Figure(f"{name}: thinking stops, median", statistics.median(late), "ms"),
        Figure(f"{name}: CPU while it rests", rest, "ms/s", 1, at_most=True),
        Figure(f"{name}: memory, level 9 on 20x20", memory, "MiB", 60, at_most=True),
    ]


def figures() -> list[Figure]:
    found = [*playouts(), *conversation("kernel")]
    return found + conversation("Python", ZERODECK_KERNEL="python")
