"""Games between two players in pairs: each opening is played twice, with colors changed."""

import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from random import Random

import msgspec

from engines import wire
from engines.gomoku.board import Board, IllegalMove
from engines.gomoku.matches.ledger import Ledger
from engines.gomoku.matches.openings import opening
from engines.gomoku.matches.players import Side, pinned, player, side
from engines.gomoku.matches.score import Hypotheses, score
from engines.gomoku.matches.spec import Spec
from engines.gomoku.messages import Match, Played, Score
from engines.gomoku.net_player import NetPlayer
from engines.gomoku.player import Limits, Player, Stop
from engines.gomoku.protocol.program import NO_PROGRAM, Forfeit, Program
from engines.gomoku.protocol.timing import allowed
from engines.gomoku.rules import BLACK, Rules
from engines.inbox import Stopped
from engines.wire import N_, EngineError

Emit = Callable[[wire.Message], None]

JUDGE = Spec("search")
"""Says which openings are fair; the same whatever the match is of."""

OTHER = {"a": "b", "b": "a"}

LOST = {
    "time": N_("game {number}: {player} has lost by time: {why}"),
    "illegal": N_("game {number}: {player} has lost by illegal: {why}"),
    "forbidden": N_("game {number}: {player} has lost by forbidden: {why}"),
    "crash": N_("game {number}: {player} has lost by crash: {why}"),
}


class Clock(msgspec.Struct):
    """What one side's moves took."""

    spent: float = 0.0
    slowest: float = 0.0

    def add(self, seconds: float) -> None:
        self.spent += seconds
        self.slowest = max(self.slowest, seconds)


def play(match: Match, emit: Emit, stop: Stop = lambda: False) -> Score:
    """All games that its record does not hold yet: after each Played, Score, and Progress.

    Raises EngineError before the first game where a player or the record cannot be used, and
    Stopped within a game, which is then played again next time.
    """
    with ExitStack() as ours:
        sides = {
            "a": side("a", match.a, Limits(match.nodes, match.seconds_a), ours),
            "b": side("b", match.b, Limits(match.nodes, match.seconds_b), ours),
        }
        for key, each in sides.items():
            if network := started(match.rules, each, stop):
                said = N_("{player} is the network {network}")
                emit(wire.Log(said.format(player=key, network=network)))
        ledger = Ledger(identified(match))
        ours.callback(ledger.close)
        return Games(match, sides, player(JUDGE), ledger, emit, stop).run()


def started(rules: Rules, side: Side, stop: Stop) -> str:
    """The network's name, where it is one. Raises EngineError where it is a program or a network
    that cannot play this, and Stopped."""
    if isinstance(side.player, NetPlayer):
        return side.player.ready(rules).title
    if isinstance(side.player, Program):
        try:
            side.player.ready(rules, side.limits.seconds, stop)
        except Forfeit as error:
            raise EngineError(NO_PROGRAM, error.failed.why) from error
    return ""


def identified(match: Match) -> Match:
    """As it stands in a record: with other networks it would be another match."""
    rules = match.rules
    return msgspec.structs.replace(match, a=pinned(match.a, rules), b=pinned(match.b, rules))


def standing(games: Iterable[Played]) -> Score:
    winners = [game.winner for game in games]
    return score(*map(winners.count, ("a", "", "b")))


def ended(board: Board) -> str:
    return "row" if board.winner else "full" if board.full else "stuck"


class Games:
    def __init__(
        self,
        match: Match,
        sides: dict[str, Side],
        judge: Player | None,
        ledger: Ledger,
        emit: Emit,
        stop: Stop,
    ) -> None:
        self.match, self.sides, self.judge = match, sides, judge
        self.ledger, self.emit, self.stop = ledger, emit, stop
        self.begin, self.known = time.monotonic(), len(ledger.played)

    def run(self) -> Score:
        played = self.ledger.played
        if played:
            self.tell()
        for number in range(self.match.games):
            if number in played:
                continue
            # A pair that was begun is finished.
            if number ^ 1 not in played and self.decided():
                break
            game = self.game(number)
            self.ledger.add(game)
            self.emit(game)
            self.tell()
        return self.score()

    def decided(self) -> bool:
        """Asked of whole pairs of games: in them nobody has had black more often."""
        played = self.ledger.played
        pairs = [game for number, game in played.items() if number ^ 1 in played]
        return bool(self.match.sprt and Hypotheses(*self.match.sprt).accepted(standing(pairs)))

    def score(self) -> Score:
        return standing(
            each for each in self.ledger.played.values() if each.number < self.match.games
        )

    def tell(self) -> None:
        score = self.score()
        new = len(self.ledger.played) - self.known
        rest = self.match.games - score.games
        left = (time.monotonic() - self.begin) / new * rest if new else None
        self.emit(score)
        self.emit(wire.Progress("games", score.games, self.match.games, left))

    def opening(self, number: int) -> tuple[int, ...]:
        """That of the other game of the pair, where it was played; an older judge chose it then.

        Each has its own random numbers, so it is the same when a match goes on.
        """
        match, other = self.match, self.ledger.played.get(number ^ 1)
        if other is not None:
            return other.moves[: match.opening]
        rng = Random(f"{match.seed} {number // 2}")  # noqa: S311 - the seed repeats the match
        return opening(match.rules, match.opening, rng, self.judge, self.stop)

    def game(self, number: int) -> Played:
        board = Board(self.match.rules, self.opening(number))
        black = "ab"[number % 2]
        clocks = {"a": Clock(), "b": Clock()}
        loser, why = "", ""
        while not (board.over or loser):
            mover = black if board.turn == BLACK else OTHER[black]
            why = self.move(number, board, mover, clocks[mover])
            loser = mover if why else ""
        winner = OTHER.get(loser, "")
        if board.winner:
            winner = black if board.winner == BLACK else OTHER[black]
        return Played(
            number,
            black,
            OTHER[black],
            winner,
            why or ended(board),
            tuple(board.moves),
            clocks["a"].spent,
            clocks["b"].spent,
            clocks["a"].slowest,
            clocks["b"].slowest,
        )

    def move(self, number: int, board: Board, mover: str, clock: Clock) -> str:
        """Let one side move. Returns why it has lost by that, or ""."""
        player, limits = self.sides[mover]
        begin = time.monotonic()
        try:
            analysis = player.choose(board, limits, stop=self.stop)
            # A program is not charged for being started.
            foreign = isinstance(player, Program)
            took = analysis.seconds if foreign else time.monotonic() - begin
            clock.add(took)
            if self.stop():
                raise Stopped
            if limits.seconds is not None and took > allowed(limits.seconds):
                said = N_("{seconds} s of {most} s")
                raise Forfeit(
                    "time", said.format(seconds=f"{took:.2f}", most=f"{limits.seconds:g}")
                )
            board.play(analysis.move)
        except Forfeit as error:
            why, said = error.reason, error.failed.why
        except IllegalMove as error:
            known = error.reason in ("outside", "occupied", "over")
            why, said = "illegal" if known else "forbidden", error.failed.why
        except Stopped:
            raise
        except Exception as error:
            traceback.print_exc()
            why, said = "crash", wire.printable(f"{type(error).__name__}: {error}")
        else:
            return ""
        lost = LOST[why].format(number=number + 1, player=mover, why=said)
        self.emit(wire.Log(lost))
        return why
