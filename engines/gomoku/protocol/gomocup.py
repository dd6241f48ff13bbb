"""Our side of the protocol by which managers of Gomoku games talk to programs.

Lines of ASCII on two pipes: https://plastovicka.github.io/protocl2en.htm. Coordinates are "x,y"
from 0 at the upper left. Beside its commands there is STOP: answer now. What was asked before END
is still answered, at once.
"""

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedIOBase
from random import SystemRandom
from typing import IO

import msgspec

from engines import __version__
from engines.gomoku.board import Board
from engines.gomoku.matches.openings import opening
from engines.gomoku.player import Analysis, Limits, Player
from engines.gomoku.protocol.orders import Interrupted, Order, Orders
from engines.gomoku.protocol.timing import Timing
from engines.gomoku.protocol.words import Refused, laid, number, position, stone
from engines.gomoku.rules import LARGEST, SMALLEST, Kind, Rules
from engines.wire import EngineError

ABOUT = f'name="zerodeck", version="{__version__}", author="zerodeck contributors"'

KINDS: dict[int, Kind] = {0: "freestyle", 1: "standard", 4: "renju"}
"""By the bits of INFO rule: 1 exactly five, 2 continuous, 4 renju, 8 caro."""

FAIR = 0.5
"""The winrate from which on a color is kept where swapping is offered."""

LEAST = 0.001
"""Seconds that a player is given however late it is."""


class Gone(Exception):
    """Nobody hears what is said any more."""


class Gomocup:
    """One manager, obeyed until it sends END or leaves.

    `limits` holds for every move, beside what the manager says of time. `prepare` is called with
    the rules of a game before it begins: what it does is in no move's time.
    """

    def __init__(
        self,
        player: Player,
        source: BufferedIOBase,
        sink: IO[bytes],
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        prepare: Callable[[Rules], object] = lambda _: None,
    ) -> None:
        self.player, self.sink, self.clock, self.prepare = player, sink, clock, prepare
        self.limits = limits or Limits()
        self.orders = Orders(source, clock)
        self.timing = Timing()
        self.rule = 0
        self.board: Board | None = None
        self.commands: dict[str, Callable[[Order], None]] = {
            "START": self.start,
            "RECTSTART": self.start_rectangle,
            "RESTART": self.restart,
            "BEGIN": self.begin,
            "TURN": self.turn,
            "BOARD": self.set_board,
            "SWAP2BOARD": self.swap,
            "TAKEBACK": self.take_back,
            "PLAY": self.play,
            "INFO": self.info,
            "ABOUT": lambda _: self.say(ABOUT),
            "STOP": lambda _: None,
        }

    def run(self) -> None:
        self.orders.start()
        try:
            while (order := self.orders.take()).word != "END":
                self.obey(order)
        except Gone:
            pass  # the manager has left without a word

    def obey(self, order: Order) -> None:
        """Whatever goes wrong is answered, and ends nothing."""
        try:
            if command := self.commands.get(order.word):
                command(order)
            else:
                self.say(f"UNKNOWN {one_line(order.word)}")
        except Refused as error:
            self.say(f"ERROR {error}")
        except Interrupted:
            self.say("ERROR DONE is missing")
        except EngineError as error:
            self.say(f"ERROR {one_line(error.failed.why or error.failed.what)}")
        except Gone:
            raise
        except Exception as error:
            traceback.print_exc()
            self.say(f"ERROR broken down: {one_line(str(error))}")

    def say(self, text: str) -> None:
        try:
            self.sink.write(text.encode("ascii", "replace") + b"\n")
            self.sink.flush()
        except OSError as error:
            raise Gone from error

    # Games

    def start(self, order: Order) -> None:
        self.open(number(order.rest))

    def start_rectangle(self, order: Order) -> None:
        width, _, height = order.rest.partition(",")
        if number(width) != number(height):
            raise Refused("only square boards are played")
        self.open(number(width))

    def open(self, size: int) -> None:
        if not SMALLEST <= size <= LARGEST:
            raise Refused(f"boards of {SMALLEST} to {LARGEST} lines are played")
        self.board = Board(Rules(size, kind=self.kind()))
        self.prepare(self.board.rules)
        self.timing.begin()
        self.say("OK")

    def restart(self, _: Order) -> None:
        self.board = Board(self.started().rules)
        self.timing.begin()
        self.say("OK")

    def started(self) -> Board:
        self.kind()
        if self.board is None:
            raise Refused("no game was started")
        return self.board

    def kind(self) -> Kind:
        if self.rule not in KINDS:
            raise Refused(
                f"rule {self.rule} is not played: 0 is freestyle, 1 exactly five, 4 renju"
            )
        return KINDS[self.rule]

    def info(self, order: Order) -> None:
        """Never answered: what nobody knows is passed over, as the protocol asks for, and so is
        what cannot be read."""
        key, _, value = order.rest.partition(" ")
        with suppress(Refused):
            self.note(key.lower(), number(value))

    def note(self, key: str, value: int) -> None:
        match key:
            case "timeout_turn":
                self.timing.turn = value / 1000
            case "timeout_match":
                self.timing.match = value / 1000
            case "time_left":
                self.timing.left = value / 1000
            case "max_node":  # of the Yixin extension, which managers limit nodes by
                self.limits = msgspec.structs.replace(self.limits, nodes=max(value, 0) or None)
            case "rule":
                self.set_rule(value)

    def set_rule(self, bits: int) -> None:
        """One that is not played is refused by the commands that follow."""
        self.rule, kind = bits, KINDS.get(bits)
        if kind and self.board is not None and self.board.rules.kind != kind:
            rules = Rules(self.board.rules.size, kind=kind)
            self.board = laid(rules, self.board.moves)
            self.prepare(rules)

    # Moves

    def begin(self, order: Order) -> None:
        if self.started().moves:
            raise Refused("the board is not empty")
        self.move(order.at)

    def turn(self, order: Order) -> None:
        self.started().play(self.point(order.rest))
        self.move(order.at)

    def play(self, order: Order) -> None:
        point = self.point(order.rest)
        self.started().play(point)
        self.say(self.named(point))

    def take_back(self, order: Order) -> None:
        board, point = self.started(), self.point(order.rest)
        if not board.moves or board.moves[-1] != point:
            raise Refused("this is not the last move")
        board.undo()
        self.say("OK")

    def set_board(self, _: Order) -> None:
        stones, at = self.block()
        self.board = position(self.started().rules, stones)
        self.move(at)

    def swap(self, _: Order) -> None:
        """Swap2: with no stone yet, the first three; with three or five, the color or a move.

        The board stays as it was: the game that follows begins with BOARD.
        """
        stones, at = self.block()
        rules, moves = self.started().rules, [point for point, _field in stones]
        if len(moves) not in (0, 3, 5):
            raise Refused("swap2 asks with 0, 3 or 5 stones")
        if not moves:
            self.say(" ".join(map(self.named, self.offered(rules, at))))
            return
        analysis = self.chosen(Board(rules, moves), at)
        fair = analysis.lines[0].winrate >= FAIR
        self.say(self.named(analysis.move) if fair else "SWAP")

    def move(self, at: float) -> None:
        """Choose, play and say a move. `at`: when it was asked for."""
        board = self.started()
        if board.over:
            raise Refused("the game is over")
        analysis = self.chosen(board, at)
        board.play(analysis.move)
        self.say(f"MESSAGE {summary(analysis)}")
        self.say(self.named(analysis.move))

    def chosen(self, board: Board, at: float) -> Analysis:
        with self.timed(len(board.moves) // 2, at) as seconds:
            limits = Limits(self.limits.nodes, seconds)
            return self.player.choose(board, limits, stop=self.orders.hurried)

    def offered(self, rules: Rules, at: float) -> tuple[int, ...]:
        """Three stones that are as fair as can be told in the time of a move."""
        with self.timed(0, at) as seconds:
            until = self.clock() + seconds

            def stop() -> bool:
                return self.orders.hurried() or self.clock() >= until

            return opening(rules, 3, SystemRandom(), self.player, stop)

    @contextmanager
    def timed(self, moves: int, at: float) -> Iterator[float]:
        """What is left now of the move after so many of ours, which was asked for then."""
        begin = self.clock()
        seconds = max(self.timing.seconds(moves) - (begin - at), LEAST)
        yield seconds
        self.timing.note(seconds, self.clock() - begin)

    # Points

    def block(self) -> tuple[list[tuple[int, int]], float]:
        lines, at = self.orders.block(frozenset((*self.commands, "END")))
        return [self.stone(line) for line in lines], at

    def point(self, text: str) -> int:
        return self.stone(text)[0]

    def stone(self, text: str) -> tuple[int, int]:
        return stone(text, self.started().rules.size)

    def named(self, point: int) -> str:
        y, x = divmod(point, self.started().rules.size)
        return f"{x},{y}"


def summary(analysis: Analysis) -> str:
    percent = 100 * analysis.lines[0].winrate
    return (
        f"{analysis.found}: depth {analysis.depth}, {analysis.nodes} nodes, {percent:.1f} %, "
        f"{analysis.backend}"
    )


def one_line(text: str) -> str:
    """Without what a terminal would obey, and not endless."""
    return "".join(each if each.isprintable() else "?" for each in text[:80])
