"""The conversation: with players that do as the test says, and with the real ones."""

import random
from collections.abc import Callable
from itertools import count as numbers

import msgspec
import pytest

from engines import wire
from engines.gomoku import engine, levels
from engines.gomoku.board import FORBIDDEN, OVER, Board
from engines.gomoku.engine import ANALYST, Engine, Seat
from engines.gomoku.levels import LEVELS
from engines.gomoku.messages import (
    Analyse,
    Chosen,
    Done,
    Game,
    Look,
    Match,
    Played,
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
from engines.gomoku.player import Analysis, Limits, Line, Player, Stop, Tell
from engines.gomoku.points import point
from engines.gomoku.proving import Proved
from engines.gomoku.rules import BLACK, WHITE, Rules
from engines.gomoku.thinking import EVERY, Teller, ordered
from engines.inbox import Inbox, Stopped

Event = wire.Message
Asked = Callable[[], None]


@pytest.fixture(autouse=True)
def no_way_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests go on as quickly as before."""
    monkeypatch.setattr(engine, "give_way", lambda: None)


class Ending(Inbox[Request]):
    """Stops where an engine would wait for ever."""

    def wait(self, seconds: float | None = None) -> Request | None:
        if not self.waiting and seconds is None:
            self.stop()
        return super().wait(seconds)


class Slow:
    """Asks whether to stop so many times, and answers with what tells its game from all others."""

    name = "slow"

    def __init__(self, asks: int, asked: Asked = lambda: None) -> None:
        self.asks, self.asked = asks, asked
        self.after = 0
        """How often it went on after it was told to stop."""
        self.limits = Limits()

    def choose(
        self,
        board: Board,
        limits: Limits,
        *,
        stop: Stop = lambda: False,
        tell: Tell = lambda _: None,
    ) -> Analysis:
        self.limits = limits
        for _ in range(self.asks):
            self.asked()
            tell(signed(board))
            if stop():
                break
        return signed(board)


def signed(board: Board) -> Analysis:
    return Analysis((Line((board.legal()[0],), 0.5),), nodes=board.hash >> 1)


def game(names: str = "", rules: Rules | None = None) -> Game:
    rules = rules or Rules()
    return Game(rules, tuple(point(each, rules.size) for each in names.split()))


def talk(
    *requests: Request,
    player: Slow | None = None,
    prove: Callable[[Board, Stop], Proved] = lambda *_: ("", 0, True, ()),
    inbox: Inbox[Request] | None = None,
) -> list[Event]:
    """What is said, until nothing is asked any more."""
    inbox, events = inbox or Ending(), []
    for request in requests:
        inbox.put(request)
    with pytest.raises(Stopped):
        Engine(inbox, events.append, lambda _who: player or Slow(1), prove).run()
    return events


FIVE = "A1 A2 B1 B2 C1 C2 D1 D2 E1"
THREES = "G8 A1 H8 A15 I9 O1 I10 O15"
"""I8 would make two threes of black's."""


def test_a_look_says_who_has_won_and_with_which_stones() -> None:
    won = game(FIVE)
    assert talk(Look(won)) == [Seen(won, BLACK, tuple(sorted(won.moves[::2])))]


def test_a_look_says_where_black_may_not_play_and_what_threatens() -> None:
    there = game(THREES, Rules(kind="renju"))
    (seen,) = talk(Look(there))
    assert isinstance(seen, Seen)
    assert seen.forbidden == (point("I8", 15),)
    assert not seen.threats
    four = game("A1 H8 A15 I8 O1 J8 O15 K8")
    (seen,) = talk(Look(four))
    assert isinstance(seen, Seen)
    assert [(each.kind, each.color) for each in seen.threats] == [("four", WHITE)]


def test_a_full_board_is_a_draw() -> None:
    lines = [range(6) if x < 3 else reversed(range(6)) for x in range(6)]
    full = Game(Rules(6, 6), tuple(y * 6 + x for x, line in enumerate(lines) for y in line))
    (seen,) = talk(Look(full))
    assert seen == Seen(full, draw=True)


@pytest.mark.parametrize("ask", [Look, Think, Analyse, Prove])
def test_a_bad_game_is_refused_and_the_conversation_goes_on(ask: type[Request]) -> None:
    after, forbidden = game(f"{FIVE} O15"), game(f"{THREES} I8", Rules(kind="renju"))
    events = [talk(ask(bad), inbox=Ending())[0] for bad in (after, forbidden)]
    assert events == [
        Refused(after, OVER, "O15: the game is over"),
        Refused(forbidden, FORBIDDEN, "I8: three-three"),
    ]
    good = game("H8")
    assert [type(each) for each in talk(Look(after), Look(good))] == [Refused, Seen]


@pytest.mark.parametrize("ask", [Think, Analyse, Prove])
def test_a_game_that_is_over_is_not_thought_about(ask: type[Request]) -> None:
    over = game(FIVE)
    assert talk(ask(over)) == [Refused(over, OVER)]


def test_what_is_chosen_names_its_game_and_its_level() -> None:
    asked = game("H8 H9")
    board = Board(asked.rules, asked.moves)
    *_, chosen = talk(Think(asked, level=3))
    assert chosen == Chosen(asked, 3, signed(board))


def test_each_level_is_asked_with_its_own_cap_unless_another_is_given() -> None:
    for level in LEVELS.values():
        player = Slow(1)
        talk(Think(game(), level.number), player=player)
        assert player.limits == Limits(seconds=level.seconds)
        talk(Think(game(), level.number, seconds=0.5), player=player)
        assert player.limits == Limits(seconds=0.5)
        talk(Think(game(), level.number, nodes=77), player=player)
        assert player.limits == Limits(nodes=77)


def test_the_player_of_the_level_is_seated_and_stays_while_the_level_does() -> None:
    seated, inbox = [], Ending()
    levels = [2, 2, 9, ANALYST, 2]
    todo = iter(levels[1:])

    def seat(who: Seat) -> Slow:
        seated.append(who.level)
        return Slow(1)

    def emit(event: Event) -> None:
        if isinstance(event, Chosen | Thinking) and (level := next(todo, None)) is not None:
            inbox.put(Think(level=level) if level else Analyse(lines=1))

    inbox.put(Think(level=levels[0]))
    with pytest.raises(Stopped):
        Engine(inbox, emit, seat).run()
    assert seated == [2, 9, ANALYST, 2]


def test_an_analysis_is_told_to_its_end_and_then_rests() -> None:
    asked, player = game("H8"), Slow(5)
    events = talk(Analyse(asked, lines=4), player=player)
    assert events
    assert {type(each) for each in events} == {Thinking}
    assert events[-1] == Thinking(asked, signed(Board(asked.rules, asked.moves)))
    assert player.limits == Limits(lines=4)


class Unsorted(Slow):
    """As a search tells it that is in the middle of its lines."""

    WORTH = (Line((3,), 0.0, -2), Line((4,), 0.5), Line((5,), 1.0, 7), Line((6,), 1.0, 3))
    MORE = (Line((7,), 1.0), Line((8,), 0.6), Line((9,), 0.0, -6), Line((10,), 0.5))

    def choose(
        self,
        board: Board,
        limits: Limits,
        *,
        stop: Stop = lambda: False,
        tell: Tell = lambda _: None,
    ) -> Analysis:
        tell(Analysis(self.WORTH))
        stop()
        return Analysis((*self.WORTH, *self.MORE))


def test_the_best_line_stands_first_whatever_was_looked_at_last() -> None:
    told, last = talk(Analyse(game("H8")), player=Unsorted(1))
    assert isinstance(told, Thinking)
    assert isinstance(last, Thinking)
    assert [line.moves[0] for line in told.analysis.lines] == [6, 5, 4, 3]
    assert [line.moves[0] for line in last.analysis.lines] == [6, 5, 7, 8, 4, 10, 9, 3]


def test_of_playouts_the_most_visited_line_stays_first() -> None:
    visited = Analysis((Line((3,), 0.5), Line((4,), 0.9)), "playouts")
    assert ordered(visited) == visited


def test_a_proof_names_its_game() -> None:
    asked = game("H8")
    found = ("vcf", WHITE, True, (1, 2, 3))
    assert talk(Prove(asked), prove=lambda *_: found) == [Proof(asked, *found)]


def test_the_last_of_several_that_wait_is_thought_about_and_every_look_is_answered() -> None:
    games = [game(names) for names in ("", "H8", "H8 H9", "H8 H9 H10")]
    events = talk(Think(games[0]), Look(games[1]), Analyse(games[2]), Think(games[3]))
    assert [(type(each), each.game) for each in events if not isinstance(each, Thinking)] == [
        (Seen, games[1]),
        (Chosen, games[3]),
    ]


def test_something_newer_ends_the_thinking_at_the_next_time_the_player_asks() -> None:
    for ask in (Think, Analyse):
        inbox, asked = Ending(), numbers(1)
        newer = game("H8")

        def interrupt(inbox: Inbox = inbox, asked: numbers = asked, newer: Game = newer) -> None:
            if next(asked) == 7:
                inbox.put(Look(newer))

        player = Slow(10**9, interrupt)
        events = talk(ask(), player=player, inbox=inbox)
        assert next(asked) == 8
        assert [each for each in events if not isinstance(each, Thinking)] == [
            Seen(newer, threats=Board(newer.rules, newer.moves).threats())
        ]


class Interrupted(Ending):
    """Asks for so many random things, at random moments: when nothing is asked, and when `ask` is
    called, now and then. Then it stops."""

    def __init__(self, rng: random.Random, number: int) -> None:
        super().__init__()
        self.rng, self.left = rng, iter(range(number))
        self.newest: Request = Look()

    def ask(self, chance: float = 1.0) -> None:
        if self.rng.random() >= chance:
            return
        if next(self.left, None) is None:
            self.stop()  # what was asked for last may be thought about for ever
            return
        for _ in range(self.rng.choice((1, 1, 1, 2, 3))):
            kind = self.rng.choice((Look, Think, Think, Analyse, Prove))
            self.newest = kind(random_game(self.rng))
            self.put(self.newest)

    def wait(self, seconds: float | None = None) -> Request | None:
        if not self.waiting:
            self.ask()
        return super().wait(seconds)


def random_game(rng: random.Random) -> Game:
    size, kind = rng.randint(6, 20), rng.choice(("freestyle", "standard", "renju"))
    return Game(Rules(size, kind=kind), tuple(rng.sample(range(size * size), rng.randint(0, 8))))


def interrupted(inbox: Interrupted, seat: Callable[[Seat], Player], **options) -> list[Event]:
    """What is said, each of it at once compared with what was asked for last."""
    events: list[Event] = []

    def emit(event: Event) -> None:
        events.append(event)
        if not isinstance(event, Seen | Refused):
            assert event.game == inbox.newest.game
        inbox.ask(0.2)

    with pytest.raises(Stopped):
        Engine(inbox, emit, seat, **options).run()
    assert next(inbox.left, None) is None
    return events


def test_no_answer_is_ever_of_another_game(rng: random.Random, count: Callable[[int], int]) -> None:
    """Interrupted at any moment, by anything."""
    inbox = Interrupted(rng, max(200, count(1000)))

    def prove(board: Board, stop: Stop) -> Proved:
        inbox.ask(0.2)
        return Proved("five", board.turn, not stop(), (board.legal()[0],))

    def seat(_who: Seat) -> Slow:
        return Slow(rng.randint(1, 20), lambda: inbox.ask(0.05))

    events = interrupted(inbox, seat, prove=prove)
    for event in events:
        if isinstance(event, Chosen | Thinking):
            assert event.analysis == signed(Board(event.game.rules, event.game.moves))
    assert {Seen, Chosen, Thinking} <= {type(each) for each in events}


class Looked:
    """A real player; each time that it asks whether to stop, something newer may be asked."""

    def __init__(self, player: Player, inbox: Interrupted) -> None:
        self.player, self.inbox, self.name = player, inbox, player.name

    def choose(
        self,
        board: Board,
        limits: Limits,
        *,
        stop: Stop = lambda: False,
        tell: Tell = lambda _: None,
    ) -> Analysis:
        def asked() -> bool:
            self.inbox.ask(0.1)
            return stop()

        return self.player.choose(board, limits, stop=asked, tell=tell)


def test_the_real_players_answer_with_legal_moves_however_they_are_interrupted(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    inbox = Interrupted(rng, count(500))

    def seat(who: Seat) -> Looked:
        return Looked(levels.player(rng.randint(1, 8)) if who.level else levels.analyst(), inbox)

    events = interrupted(inbox, seat)
    for event in events:
        if isinstance(event, Chosen | Thinking):
            board = Board(event.game.rules, event.game.moves)
            for line in event.analysis.lines:
                Board(board.rules, [*board.moves, *line.moves])


TINY = Match("mcts:10", "mcts:20", games=2, rules=Rules(6, 4), opening=2)


def test_a_match_is_played_and_that_is_all() -> None:
    events: list[Event] = []
    done = Engine(Ending([TINY]), events.append).run()
    assert [event.number for event in events if isinstance(event, Played)] == [0, 1]
    assert isinstance(done, Done)
    assert done.score == [event for event in events if isinstance(event, Score)][-1]


def test_something_newer_ends_a_match_and_is_answered() -> None:
    inbox, events = Ending([msgspec.structs.replace(TINY, games=1000)]), []

    def emit(event: Event) -> None:
        events.append(event)
        if isinstance(event, Played) and event.number == 1:
            inbox.put(Look())

    with pytest.raises(Stopped):
        Engine(inbox, emit).run()
    assert isinstance(events[-1], Seen)
    assert len([event for event in events if isinstance(event, Played)]) == 2


def teller(inbox: Inbox[Request], told: list[Event], now: list[float]) -> Teller:
    return Teller(game(), inbox, told.append, clock=lambda: now[0])


def test_thinking_is_told_at_most_four_times_a_second_and_nothing_new_is_kept_back() -> None:
    told: list[Event] = []
    now = [0.0]
    it = teller(Inbox(), told, now)
    first, second, third = (Analysis((Line((move,), 0.5),)) for move in range(3))
    it.tell(first)
    it.tell(second)
    now[0] = EVERY / 2
    it.tell(third)
    assert not it.stop()
    assert [each.analysis for each in told] == [first]
    now[0] = EVERY
    assert not it.stop()
    assert not it.stop()
    assert [each.analysis for each in told] == [first, third]
    for _ in range(1000):
        now[0] += 1 / 1024
        it.tell(first)
    assert len(told) <= 2 + 4


def test_nothing_is_told_of_a_game_once_a_newer_one_was_asked_for() -> None:
    inbox: Inbox[Request] = Inbox()
    told: list[Event] = []
    it = teller(inbox, told, [0.0])
    inbox.put(Look())
    it.tell(Analysis((Line((0,), 0.5),)))
    assert it.stop()
    assert not told


def test_the_engine_first_says_what_does_its_work_and_how_long_the_levels_think() -> None:
    events: list[Event] = []
    with pytest.raises(Stopped):
        engine.serve(Ending([Look(game(FIVE))]), events.append)
    ready, seen = events
    assert isinstance(ready, Ready)
    assert ready.backend in ("C", "Python")
    assert bool(ready.why) == (ready.backend == "Python")
    assert ready.nodes == tuple(level.nodes for level in LEVELS.values())
    assert isinstance(seen, Seen)
