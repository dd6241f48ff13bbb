"""Gomoku: games in, and what is to be said of them out."""

import ctypes
import os
from collections.abc import Callable
from contextlib import suppress

from engines import wire
from engines.gomoku import levels
from engines.gomoku.board import OVER, Board, IllegalMove
from engines.gomoku.kernel.native import backend
from engines.gomoku.messages import (
    Analyse,
    Chosen,
    Done,
    Game,
    Look,
    Match,
    Proof,
    Prove,
    Ready,
    Refused,
    Request,
    Score,
    Seen,
    Think,
    Thinking,
)
from engines.gomoku.player import Analysis, Limits, Player, Stop
from engines.gomoku.proving import Proved, prove
from engines.gomoku.thinking import Emit, Teller, ordered
from engines.inbox import Inbox, Stopped

ANALYST = 0
"""Among the levels: who thinks on."""

NICE = 10

M_MMAP_THRESHOLD = -3
LARGE = 128 << 10


def serve(inbox: Inbox[Request], emit: Emit) -> wire.Done:
    """A conversation until it is stopped: a newer request ends the thinking about an older one, a
    Look is always answered. A Match is played, and that is all. Raises EngineError."""
    give_back()
    emit(Ready(*backend(), nodes=tuple(level.nodes for level in levels.LEVELS.values())))
    return Engine(inbox, emit).run()


def give_back() -> None:
    """Let large arrays that were needed for a moment, as when tables are made, go back to the
    system: glibc would keep them, 12 MiB in all. Elsewhere nothing happens."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


def seat(level: int) -> Player:
    return levels.player(level) if level else levels.analyst()


class Engine:
    """It keeps nothing of games: only the player who thought last, for what he has in memory."""

    def __init__(
        self,
        inbox: Inbox[Request],
        emit: Emit,
        seat: Callable[[int], Player] = seat,
        prove: Callable[[Board, Stop], Proved] = prove,
    ) -> None:
        self.inbox, self.emit, self.seat, self.prove = inbox, emit, seat, prove
        self.seated = -1
        self.player: Player | None = None

    def run(self) -> wire.Done:
        while True:
            request = self.inbox.wait()
            if isinstance(request, Match):
                if score := self.match(request):
                    return Done(score)
            elif isinstance(request, Look | Think | Analyse | Prove):
                self.answer(request)

    def answer(self, request: Look | Think | Analyse | Prove) -> None:
        game = request.game
        if not isinstance(request, Look) and self.inbox.waiting:
            return
        try:
            board = Board(game.rules, game.moves)
        except IllegalMove as error:
            self.emit(Refused(game, error.failed.what, error.failed.why))
            return
        if isinstance(request, Look):
            self.emit(seen(game, board))
        elif board.over:
            self.emit(Refused(game, OVER))
        else:
            give_way()
            self.think(request, board)

    def think(self, request: Think | Analyse | Prove, board: Board) -> None:
        """Answer, unless something newer was asked meanwhile: then nobody waits for this."""
        teller = Teller(request.game, self.inbox, self.emit)
        if isinstance(request, Prove):
            answer: wire.Message = Proof(request.game, *self.prove(board, teller.stop))
        elif isinstance(request, Think):
            analysis = self.ask(request.level, board, limited(request), teller)
            answer = Chosen(request.game, request.level, analysis)
        else:
            limits = Limits(lines=request.lines)
            analysis = ordered(self.ask(ANALYST, board, limits, teller))
            answer = Thinking(request.game, analysis)
        if not self.inbox.waiting:
            self.emit(answer)

    def ask(self, level: int, board: Board, limits: Limits, teller: Teller) -> Analysis:
        if self.player is None or self.seated != level:
            self.player = None  # what he had in memory goes before another takes his seat
            self.player, self.seated = self.seat(level), level
        return self.player.choose(board, limits, stop=teller.stop, tell=teller.tell)

    def match(self, match: Match) -> Score | None:
        """None where something newer was asked: the record holds the games that were played."""
        from engines.gomoku.matches.match import play

        try:
            return play(match, self.emit, stop=lambda: self.inbox.waiting)
        except Stopped:
            self.inbox.check()
            return None


def seen(game: Game, board: Board) -> Seen:
    return Seen(
        game,
        board.winner,
        board.row,
        draw=board.over and not board.winner,
        forbidden=tuple(sorted(board.forbidden())),
        threats=() if board.over else board.threats(),
    )


def limited(think: Think) -> Limits:
    """The level's own, where nothing else is asked for."""
    cap = levels.LEVELS[think.level].seconds if think.nodes is None else None
    return Limits(think.nodes, cap if think.seconds is None else think.seconds)


def give_way() -> None:
    """Let everything else go first. There is no way back, and no need of one."""
    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
