"""Another program that plays by the Gomocup protocol, as a player (see gomocup.py).

It is trusted in nothing: it may flood, fall silent, answer nonsense or die. That costs it the game,
as a Forfeit, and the next game is played by a new process.
"""

import os
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from engines.gomoku.board import Board, IllegalMove
from engines.gomoku.player import Analysis, Limits, Line, Stop, Tell
from engines.gomoku.protocol.gomocup import KINDS
from engines.gomoku.protocol.process import Answer, Process
from engines.gomoku.protocol.timing import allowed
from engines.gomoku.rules import Rules
from engines.inbox import Stopped
from engines.wire import N_, EngineError

NO_PROGRAM = N_("The program cannot be started.")
FORFEIT = N_("The program has lost the game.")
UNABLE = N_("The program does not play this.")
LATE = N_("no answer in time")

BITS = {kind: bits for bits, kind in KINDS.items()}

SECONDS = 1.0
"""For a move where nobody says how long."""

START, RESTART, SYNC = 20.0, 2.0, 1.0
"""Seconds to get ready, to begin another game, and for an answer to ABOUT, which some do not know.
Who takes longer to begin another is begun anew."""

POLL = 0.05
MEMORY = 350 << 20
UNLIMITED = 2**31 - 1

POINT = re.compile(r"(?:SUGGEST\s+)?\s*(-?[0-9]{1,4})\s*,\s*(-?[0-9]{1,4})", re.IGNORECASE)
NAME = re.compile(r'name\s*=\s*"([^"]*)"', re.IGNORECASE)


class Forfeit(EngineError):
    """`reason` is "time", "crash", "illegal" or "forbidden"."""

    def __init__(self, reason: str, why: str) -> None:
        super().__init__(FORFEIT, why)
        self.reason = reason


class Told(NamedTuple):
    """What a process knows: the rules, how long a move may take, the stones."""

    rules: Rules
    seconds: float
    moves: tuple[int, ...] = ()


class Program:
    """A player; of Limits it knows only `seconds`. Close it at the end.

    `folder` is where it works, its own by default; `log` gets what it writes to standard error;
    `environ` is added to our environment.
    """

    def __init__(
        self,
        argv: Sequence[str],
        folder: Path | None = None,
        log: Path | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Raises EngineError where there is no such program."""
        found = shutil.which(argv[0])
        if found is None:
            why = N_("{file} is no program that may be run").format(file=argv[0])
            raise EngineError(NO_PROGRAM, why)
        path = Path(found).absolute()
        self.argv = [str(path), *argv[1:]]
        self.folder, self.log = folder or path.resolve().parent, log
        self.environ = {**os.environ, **(environ or {})}
        self.name = path.name.removeprefix("pbrain-")
        self.process: Process | None = None
        self.told: Told | None = None

    def close(self) -> None:
        """End it, with all that it has started."""
        if self.process is not None:
            self.process.close()
        self.process = self.told = None

    def ready(self, rules: Rules, seconds: float | None = None, stop: Stop = lambda: False) -> None:
        """Begin a game: then the time of its first move is its own.

        Raises EngineError where it cannot be started or does not know the rules, and Stopped.
        """
        wanted, told = Told(rules, seconds or SECONDS), self.told
        same = told is not None and told[:2] == wanted[:2]
        try:
            if told is None or not same or (told.moves and not self.restarted(stop)):
                self.start(wanted, stop)
        except BaseException:
            self.close()
            raise
        self.told = wanted

    def choose(
        self,
        board: Board,
        limits: Limits,
        *,
        stop: Stop = lambda: False,
        tell: Tell = lambda _: None,
    ) -> Analysis:
        """Raises Forfeit, and Stopped where it was not to be waited for. The process then ends."""
        seconds, moves = limits.seconds or SECONDS, tuple(board.moves)
        try:
            if not self.follows(board.rules, seconds, moves):
                self.ready(board.rules, seconds, stop)
            begin = self.ask(moves, board.rules.size)
            point, at = self.answer(board, begin + allowed(seconds), stop)
        except BaseException:
            self.close()
            raise
        self.told = Told(board.rules, seconds, (*moves, point))
        line = Line((point,), 0.5)
        return Analysis((line,), found="program", seconds=at - begin, backend=self.name)

    # What it is told

    def start(self, wanted: Told, stop: Stop) -> None:
        if wanted.rules.row != 5:
            raise EngineError(UNABLE, N_("the protocol knows five in a row alone"))
        self.close()
        self.process = Process(self.argv, self.folder, self.environ, self.log)
        self.say(f"START {wanted.rules.size}")
        first = self.wait(START, stop, "OK", "ERROR", "UNKNOWN")
        if not first.startswith("OK"):
            raise self.refused(f"START {wanted.rules.size}: {first}")
        self.inform(wanted, stop)

    def inform(self, wanted: Told, stop: Stop) -> None:
        self.say(
            f"INFO timeout_turn {round(1000 * wanted.seconds)}",
            "INFO timeout_match 0",
            f"INFO time_left {UNLIMITED}",
            f"INFO max_memory {MEMORY}",
            "INFO game_type 1",
            f"INFO rule {BITS[wanted.rules.kind]}",
            "ABOUT",
        )
        # INFO is not answered unless it is refused: what comes before ABOUT's answer is about it.
        about = self.wait(SYNC, stop, "NAME", "ERROR")
        if about.upper().startswith("ERROR"):
            raise self.refused(about)
        if found := NAME.search(about):
            self.name = found[1]

    def restarted(self, stop: Stop) -> bool:
        """Whether it knows how to begin another game."""
        try:
            self.say("RESTART")
            return self.wait(RESTART, stop, "OK", "ERROR", "UNKNOWN").startswith("OK")
        except Forfeit:
            return False

    def follows(self, rules: Rules, seconds: float, moves: tuple[int, ...]) -> bool:
        """Whether the position is what it knows, and one move at most."""
        if self.told is None or self.told[:2] != (rules, seconds):
            return False
        known = self.told.moves
        return not known or (len(moves) == len(known) + 1 and moves[:-1] == known)

    def ask(self, moves: tuple[int, ...], size: int) -> float:
        """Ask for a move: when that was."""
        assert self.told and self.process
        self.process.forget()
        names = [f"{move % size},{move // size}" for move in moves]
        if not moves:
            lines = ["BEGIN"]
        elif len(moves) == len(self.told.moves) + 1:
            lines = [f"TURN {names[-1]}"]
        else:
            # Ours are 1 to the program: those of who is to move.
            fields = ((len(moves) - at) % 2 + 1 for at in range(len(moves)))
            stones = (f"{name},{field}" for name, field in zip(names, fields, strict=True))
            lines = ["BOARD", *stones, "DONE"]
        begin = time.monotonic()
        self.say(*lines)
        return begin

    def say(self, *lines: str) -> None:
        assert self.process
        if not self.process.say("".join(f"{line}\r\n" for line in lines)):
            raise self.crashed()

    # What it answers

    def answer(self, board: Board, until: float, stop: Stop) -> tuple[int, float]:
        """Its move, and when it came; what is neither a move nor an ERROR is passed over."""
        size = board.rules.size
        while True:
            text, at = self.heard(until, stop)
            if text.upper().startswith("ERROR"):
                raise Forfeit("illegal", f"{self.name}: {text}")
            found = POINT.fullmatch(text)
            if not found:
                continue
            x, y = int(found[1]), int(found[2])
            if not (0 <= x < size and 0 <= y < size):
                why = N_("{move} is outside the board").format(move=text)
                raise Forfeit("illegal", f"{self.name}: {why}")
            if text[:1].isalpha():
                self.say(f"PLAY {x},{y}")
                continue
            self.check(board, y * size + x)
            return y * size + x, at

    def check(self, board: Board, point: int) -> None:
        try:
            board.check(point)
        except IllegalMove as error:
            known = error.reason in ("occupied", "over")
            why = f"{self.name}: {error.failed.why}"
            raise Forfeit("illegal" if known else "forbidden", why) from None

    def wait(self, seconds: float, stop: Stop, *words: str) -> str:
        """The first line that begins with one of the words; "" where none came in time."""
        until = time.monotonic() + seconds
        while True:
            try:
                text, _at = self.heard(until, stop)
            except Forfeit as error:
                if error.reason == "time":
                    return ""
                raise
            if text.upper().startswith(words):
                return text

    def heard(self, until: float, stop: Stop) -> Answer:
        assert self.process
        while True:
            ended = self.process.ended
            answer = self.process.answer(min(POLL, until - time.monotonic()))
            if answer is not None:
                return answer
            if ended:
                raise self.crashed()
            if stop():
                raise Stopped
            if time.monotonic() >= until:
                raise Forfeit("time", f"{self.name}: {LATE}")

    def crashed(self) -> Forfeit:
        assert self.process
        return Forfeit("crash", f"{self.name}: {self.process.how_ended()}")

    def refused(self, why: str) -> EngineError:
        return EngineError(UNABLE, f"{self.name}: {why}")
