"""Players that think of nothing, and a manager that talks to one of them."""

import io
import os
import random
import threading
from collections.abc import Callable

from engines.gomoku.board import Board
from engines.gomoku.player import Analysis, Limits, Line
from engines.gomoku.protocol.gomocup import Gomocup


class Near:
    """Plays beside the stones, at random; `winrate` is what it says of every position."""

    def __init__(self, seed: int = 0, winrate: float = 0.5) -> None:
        self.name, self.rng, self.winrate = "near", random.Random(seed), winrate  # noqa: S311
        self.limits: list[Limits] = []

    def choose(self, board, limits, *, stop=lambda: False, tell=lambda _: None):
        self.limits.append(limits)
        legal, size = board.legal(), board.rules.size
        near = [
            point
            for point in legal
            for stone in board.moves[-4:]
            if abs(point // size - stone // size) <= 1 and abs(point % size - stone % size) <= 1
        ]
        return answer(self.rng.choice(near or legal), self.winrate)


class Patient(Near):
    """Thinks until it is stopped; `begun` is set when it does."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()

    def choose(self, board, limits, *, stop=lambda: False, tell=lambda _: None):
        self.begun.set()
        while not stop():
            os.sched_yield()
        return super().choose(board, limits)


class Scripted(Near):
    """Plays these moves, whatever they are; an exception among them is raised."""

    def __init__(self, *moves) -> None:
        super().__init__()
        self.moves = list(moves)

    def choose(self, board, limits, *, stop=lambda: False, tell=lambda _: None):
        move = self.moves.pop(0)
        if isinstance(move, Exception):
            raise move
        return answer(move)


def answer(move: int, winrate: float = 0.5) -> Analysis:
    return Analysis((Line((move,), winrate),), nodes=1)


def told(*lines: str | bytes, player=None, end: str = "\n", clock=None) -> list[str]:
    """What a program answers to these lines, without its messages."""
    source = b"".join(
        (line if isinstance(line, bytes) else line.encode()) + end.encode() for line in lines
    )
    sink = io.BytesIO()
    extra = {} if clock is None else {"clock": clock}
    Gomocup(player or Near(), io.BytesIO(source), sink, **extra).run()
    return answers(sink.getvalue())


def answers(said: bytes) -> list[str]:
    lines = said.decode().splitlines()
    return [line for line in lines if not line.startswith("MESSAGE")]


class Manager:
    """Talks to a program that runs in a thread, over pipes."""

    def __init__(self, player) -> None:
        down, up = os.pipe(), os.pipe()
        self.down = os.fdopen(down[1], "wb", buffering=0)
        self.up = os.fdopen(up[0], "rb")
        source, sink = os.fdopen(down[0], "rb"), os.fdopen(up[1], "wb", buffering=0)

        def run() -> None:
            with source, sink:
                Gomocup(player, source, sink).run()

        self.thread = threading.Thread(target=run)
        self.thread.start()

    def __enter__(self) -> "Manager":
        return self

    def __exit__(self, *_: object) -> None:
        self.down.close()
        self.thread.join(20)
        self.up.close()
        assert not self.thread.is_alive()

    def say(self, *lines: str) -> None:
        self.down.write("".join(f"{line}\r\n" for line in lines).encode())

    def answer(self) -> str:
        while (line := self.up.readline().decode().strip()).startswith("MESSAGE"):
            pass
        return line

    def ask(self, *lines: str) -> str:
        self.say(*lines)
        return self.answer()


def point(text: str, size: int) -> int:
    x, y = map(int, text.split(","))
    assert 0 <= x < size
    assert 0 <= y < size
    return y * size + x


def played(managers: list[Manager], board: Board, ask: Callable[..., str] = Manager.ask) -> Board:
    """A game between two programs, refereed."""
    size = board.rules.size
    while not board.over:
        mover = managers[len(board.moves) % 2]
        x, y = (board.moves[-1] % size, board.moves[-1] // size) if board.moves else (0, 0)
        said = ask(mover, f"TURN {x},{y}" if board.moves else "BEGIN")
        board.play(point(said, size))
    return board
