"""A game against the engine, line by line."""

import asyncio
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress

import msgspec

from engines import wire
from engines.gomoku import points
from engines.gomoku.board import Board
from engines.gomoku.messages import By, Chosen, Game, Ready, Refused, Think
from engines.gomoku.points import LETTERS
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules
from engines.link import Link
from tui import terminal
from tui.cli import gomoku_words as words
from tui.cli.stream import fail
from tui.i18n import N_, _
from tui.said import particulars, said

HELP = N_(
    """H8        play there
undo      take your last move back, and the answer to it
hint      what the engine would play
level 7   from now on
network   plays from now on, or search
board     print it again
new       another game
quit      as the end of the input"""
)

STONES = {True: ".XO", False: "·●○"}
"""By ASCII: an empty point, black, white."""

READ = 1 << 12
LONGEST = 200
"""Bytes of a line."""
AHEAD = 100
"""Lines that are read before they are obeyed, at most."""
COLORS = {"black": BLACK, "white": WHITE}


def play(rules: Rules, asked: Think, color: str, *, ascii: bool, json: bool) -> int:
    """Until the input ends. Returns the exit status."""
    plain = ascii or not terminal.here().unicode
    game = Play(Board(rules), asked, COLORS[color], stones=STONES[plain], json=json)
    try:
        if asked.by == "net":
            shelf.chosen(
                rules, asked.net
            )  # nobody shall set a stone before it is known who answers
        return asyncio.run(game.run())
    except wire.EngineError as error:
        return fail(error, json=json)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


class Play:
    """With `json` the answers of the engine are printed as they travel, and nothing else."""

    def __init__(
        self, board: Board, asked: Think, color: int, *, stones: str, json: bool = False
    ) -> None:
        self.board, self.asked, self.color = board, asked, color
        self.stones, self.json = stones, json

    async def run(self) -> int:
        """Raises EngineError where the engine has failed."""
        lines = Lines()
        async with Link("gomoku") as self.link:
            self.say(self.picture())
            while True:
                if not self.board.over and self.board.turn != self.color:
                    await self.answer()
                    continue
                line = await lines.next()
                if line is None or line in ("quit", "exit", "q"):
                    return 0
                await self.obey(line)

    async def obey(self, line: str) -> None:
        word, _space, rest = line.partition(" ")
        match word:
            case "":
                pass
            case "help" | "?":
                self.say(_(HELP))
            case "board":
                self.say(self.picture())
            case "new":
                self.board = Board(self.board.rules)
                self.say(self.picture())
            case "undo":
                self.undo()
            case "hint" if self.board.over:
                self.complain(_("the game is over; new begins another"))
            case "hint":
                chosen = await self.thought()
                self.say(self.told(_("hint: {move}   {worth} for it"), chosen))
            case "level" if rest in set("123456789"):
                self.asked = msgspec.structs.replace(self.asked, level=int(rest))
                self.say(self.from_now_on())
            case "network" | "search" if not rest:
                self.change(word)
            case _:
                self.move(line)

    def change(self, who: str) -> None:
        """Another one plays from now on."""
        by: By = "net" if who == "network" else "search"
        try:
            if by == "net":
                shelf.chosen(self.board.rules, self.asked.net)
        except wire.EngineError as error:
            self.complain(f"{_(error.failed.what)} {particulars(error.failed.why)}")
        else:
            self.asked = msgspec.structs.replace(self.asked, by=by)
            self.say(self.from_now_on())

    def from_now_on(self) -> str:
        return _("{who} from now on").format(who=self.who)

    @property
    def who(self) -> str:
        """Who plays against the person."""
        sentence = _("level {number}")
        if self.asked.by == "net":
            sentence = _("the network at level {number}")
        return sentence.format(number=self.asked.level)

    def move(self, line: str) -> None:
        try:
            self.board.play(points.point(line, self.board.rules.size))
        except ValueError as error:
            self.complain(_("{why}; help tells the rest").format(why=said(str(error))))
        except wire.EngineError as error:
            self.complain(particulars(error.failed.why))
        else:
            self.say(self.picture())

    def undo(self) -> None:
        """Back to where the person was to move before."""
        mine = [at for at in range(len(self.board.moves)) if at % 2 == self.color - BLACK]
        if not mine:
            self.complain(_("there is no move of yours to take back"))
            return
        while len(self.board.moves) > mine[-1]:
            self.board.undo()
        self.say(self.picture())

    async def answer(self) -> None:
        chosen = await self.thought()
        self.board.play(chosen.analysis.move)
        who = self.who
        if chosen.network:
            at_level = _("{network} at level {number}")
            who = at_level.format(network=chosen.network, number=chosen.level)
        self.say(self.told(_("{who} plays {move}   {worth} for it"), chosen, who), self.picture())

    async def thought(self) -> Chosen:
        request = msgspec.structs.replace(
            self.asked, game=Game(self.board.rules, tuple(self.board.moves))
        )
        self.link.send(request)
        async for batch in self.link:
            for event in batch:
                match event:
                    case Ready():
                        self.say(words.kernel(event))
                    case Refused() | wire.Failed():
                        raise refusal(event)
                    case Chosen():
                        if self.json:
                            print(wire.encode(event).decode(), end="", flush=True)
                        return event
        raise wire.EngineError("The engine stopped without a word.")

    def told(self, sentence: str, chosen: Chosen, who: str = "") -> str:
        found = chosen.analysis
        move = points.name(found.move, self.board.rules.size)
        line = sentence.format(who=who, move=move, worth=words.worth(found.lines[0]))
        return words.told(line, found)

    def picture(self) -> str:
        """The board with the last move in brackets, and whose turn it is or who has won."""
        size, last = self.board.rules.size, self.board.moves[-1] if self.board.moves else None
        rows = ["   " + "".join(f" {letter}" for letter in LETTERS[:size])]
        for y in range(size):
            row = "".join(f" {self.stones[each]}" for each in self.board.cells[y * size :][:size])
            if last is not None and last // size == y:
                x = 2 * (last % size)
                row = f"{row[:x]}({row[x + 1]}){row[x + 3 :]}"
            rows.append(f"{size - y:>3}{row}")
        return "\n".join((*rows, self.standing()))

    def standing(self) -> str:
        board = self.board
        if board.winner != EMPTY:
            row = points.line(board.row, board.rules.size)
            return _("{color} wins: {row}").format(color=self.named(board.winner), row=row)
        if board.over:
            return _("a draw")
        who = _("you") if board.turn == self.color else self.who
        return _("{color} is to move: {who}").format(color=self.named(board.turn), who=who)

    def named(self, color: int) -> str:
        return f"{_('black') if color == BLACK else _('white')} {self.stones[color]}"

    def say(self, *texts: str) -> None:
        if not self.json:
            print(*texts, sep="\n", flush=True)

    def complain(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)


def refusal(event: Refused | wire.Failed) -> wire.EngineError:
    return wire.EngineError(event.what, event.why, getattr(event, "fix", ""))


class Lines:
    """The lines of standard input, in small letters; None at its end, and where it is closed.

    Nothing is read far ahead, and of a line too long only its beginning: whoever types without an
    end fills no memory.
    """

    def __init__(self) -> None:
        self.queue: asyncio.Queue[str | None] = asyncio.Queue()
        self.room = threading.Semaphore(AHEAD)
        self.loop = asyncio.get_running_loop()
        threading.Thread(target=self.read, daemon=True).start()

    async def next(self) -> str | None:
        line = await self.queue.get()
        self.room.release()
        return line

    def read(self) -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            for line in read():
                self.room.acquire()
                self.loop.call_soon_threadsafe(self.queue.put_nowait, line)
            self.loop.call_soon_threadsafe(self.queue.put_nowait, None)


def read() -> Iterator[str]:
    """By the descriptor: a thread that waits in a file object would keep Python from ending."""
    if sys.stdin is None:  # it is closed, and the descriptor may be something else's by now
        return
    rest = b""
    with suppress(OSError):
        while data := os.read(0, READ):
            *whole, rest = (rest + data).split(b"\n")
            yield from map(cleaned, whole)
            rest = rest[:LONGEST]
    if rest:
        yield cleaned(rest)


def cleaned(line: bytes) -> str:
    return line[:LONGEST].decode("utf-8", "replace").strip().lower()
