"""Gomoku: games in, and what is to be said of them out."""

import ctypes
import os
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from engines import wire
from engines.gomoku import levels
from engines.gomoku.board import OVER, Board, IllegalMove
from engines.gomoku.kernel.native import backend
from engines.gomoku.messages import (
    Analyse,
    By,
    Chosen,
    Done,
    Game,
    Import,
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
    Train,
)
from engines.gomoku.net_player import NetPlayer
from engines.gomoku.player import Limits, Player, Stop
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.proving import Proved, prove
from engines.gomoku.thinking import Emit, Teller, ordered
from engines.inbox import Inbox, Stopped
from engines.installing import CPU, install
from engines.wire import N_, EngineError

NO_TORCH = N_("A network is trained with torch, and it is not here.")

ANALYST = 0
"""Among the levels: who thinks on."""


class Seat(NamedTuple):
    """Who is asked; `net` as in Think."""

    level: int
    by: By = "search"
    net: str = ""


NICE = 10

M_MMAP_THRESHOLD = -3
LARGE = 128 << 10


def serve(inbox: Inbox[Request], emit: Emit) -> wire.Done:
    """A conversation until it is stopped: a newer request ends the thinking about an older one, a
    Look is always answered. A Match is played, and that is all. Raises EngineError."""
    give_back()
    nodes = tuple(level.nodes for level in levels.LEVELS.values())
    emit(Ready(*backend(), nodes, tuple(levels.NET_LEVELS.values()), shelf.networks()))
    return Engine(inbox, emit).run()


def give_back() -> None:
    """Let large arrays that were needed for a moment, as when tables are made, go back to the
    system: glibc would keep them, 12 MiB in all. Elsewhere nothing happens."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


def seat(who: Seat) -> Player:
    level, by, net = who
    if by == "net":
        return levels.net_player(level, net) if level else levels.net_analyst(net)
    return levels.player(level) if level else levels.analyst()


class Engine:
    """It keeps nothing of games: only the player who thought last, for what he has in memory."""

    def __init__(
        self,
        inbox: Inbox[Request],
        emit: Emit,
        seat: Callable[[Seat], Player] = seat,
        prove: Callable[[Board, Stop], Proved] = prove,
    ) -> None:
        self.inbox, self.emit, self.seat, self.prove = inbox, emit, seat, prove
        self.seated: Seat | None = None
        self.player: Player | None = None

    def run(self) -> wire.Done:
        while True:
            request = self.inbox.wait()
            if isinstance(request, Match):
                if score := self.match(request):
                    return Done(score)
            elif isinstance(request, Import):
                return Done(weights=imported(request))
            elif isinstance(request, Train):
                return trained(request, self.inbox, self.emit)
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
        else:
            answer = self.thought(request, board, teller)
        if not self.inbox.waiting:
            self.emit(answer)

    def thought(self, request: Think | Analyse, board: Board, teller: Teller) -> wire.Message:
        level = request.level if isinstance(request, Think) else ANALYST
        player, network = self.sit(Seat(level, request.by, request.net)), ""
        if isinstance(player, NetPlayer):
            try:
                network = player.ready(board.rules).title
            except EngineError as error:
                return Refused(request.game, error.failed.what, error.failed.why)
        limits = limited(request)
        analysis = player.choose(board, limits, stop=teller.stop, tell=teller.tell)
        if isinstance(request, Think):
            return Chosen(request.game, level, analysis, network)
        return Thinking(request.game, ordered(analysis))

    def sit(self, seat: Seat) -> Player:
        if self.player is None or self.seated != seat:
            self.player = None  # what he had in memory goes before another takes his seat
            self.player, self.seated = self.seat(seat), seat
        return self.player

    def match(self, match: Match) -> Score | None:
        """None where something newer was asked: the record holds the games that were played."""
        from engines.gomoku.matches.match import play

        try:
            return play(match, self.emit, stop=lambda: self.inbox.waiting)
        except Stopped:
            self.inbox.check()
            return None


def trained(request: Train, inbox: Inbox[Request], emit: Emit) -> Done:
    """Raises EngineError where torch is missing, which alone makes it large."""
    if find_spec("torch") is None:
        raise EngineError(NO_TORCH, "", install("torch", *CPU))
    from engines.gomoku.training.train import train

    give_way()
    return train(request, inbox, emit)


def imported(request: Import) -> str:
    from engines.gomoku.policy_value_net.importing import kept

    return str(kept(Path(request.path)))


def seen(game: Game, board: Board) -> Seen:
    return Seen(
        game,
        board.winner,
        board.row,
        draw=board.over and not board.winner,
        forbidden=tuple(sorted(board.forbidden())),
        threats=() if board.over else board.threats(),
    )


def limited(think: Think | Analyse) -> Limits:
    """The level's own, where nothing else is asked for."""
    if isinstance(think, Analyse):
        return Limits(lines=think.lines)
    own = (levels.NET_LEVELS if think.by == "net" else levels.LEVELS)[think.level].seconds
    cap = own if think.nodes is None else None
    return Limits(think.nodes, cap if think.seconds is None else think.seconds)


def give_way() -> None:
    """Let everything else go first. There is no way back, and no need of one."""
    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
