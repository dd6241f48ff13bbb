"""How long our program lets its player think."""

import io

import pytest

from engines.gomoku.protocol.gomocup import Gomocup
from engines.gomoku.protocol.orders import Order
from engines.gomoku.protocol.timing import Timing, allowed
from tests.engines.gomoku.simple import Scripted, answer, answers

QUIET = [(x, y) for y in (0, 4, 8, 12) for x in range(0, 20, 2)]
"""No two of these points are neighbours, nor next to the others of the game."""


class Slow(Scripted):
    """Takes so much longer than it is given, by its own clock."""

    def __init__(self, over: float) -> None:
        super().__init__(*((y + 2) * 20 + x for x, y in QUIET))
        self.now, self.over = 0.0, over
        self.took: list[float] = []

    def clock(self) -> float:
        return self.now

    def choose(self, board, limits, **more):
        self.took.append(limits.seconds + self.over)
        self.now += self.took[-1]
        return super().choose(board, limits, **more)


def moves(*info: str, over: float = 0.0, number: int = 8) -> list[float]:
    """What so many moves took that were asked for with this INFO."""
    player = Slow(over)
    program = Gomocup(player, io.BytesIO(), io.BytesIO(), clock=player.clock)
    for line in ("START 20", *(f"INFO {each}" for each in info), "BEGIN"):
        program.obey(Order(line, player.now))
    for at in range(number - 1):
        x, y = QUIET[at]
        program.obey(Order(f"TURN {x},{y}", player.now))
    assert len(player.took) == number
    return player.took


@pytest.mark.parametrize("milliseconds", [100, 400, 1000, 30_000])
def test_a_turn_is_used_but_not_used_up(milliseconds):
    for took in moves(f"timeout_turn {milliseconds}"):
        assert 0.29 <= took / milliseconds * 1000 < 1


@pytest.mark.parametrize("over", [0.0, 0.05, 0.1, 0.2])
def test_a_player_that_overruns_is_given_less(over):
    first, *others = moves("timeout_turn 1000", over=over)
    assert first < 1 + over
    assert max(others) <= 0.98


def test_a_slow_moment_is_forgotten():
    timing = Timing(turn=1.0)
    before = timing.seconds(0)
    timing.note(0.5, 1.0)
    after = timing.seconds(0)
    assert after < before - 0.4
    for _ in range(200):
        timing.note(0.5, 0.5)
    assert timing.seconds(0) > before


def test_a_match_is_shared_out_over_its_moves():
    timing = Timing(turn=1000.0, match=100.0, overrun=0.0)
    left = 100.0
    for number in range(60):
        limit = timing.limit(number)
        assert 0 < limit <= left / 8
        left -= limit
        timing.left = left
    assert left > 0


def test_what_is_left_is_known_without_being_told():
    took = moves("timeout_turn 60000", "timeout_match 10000", number=40)
    assert 5 < sum(took) < 10
    assert took[0] < 10 / 8


@pytest.mark.parametrize("word", ["START 20", "RESTART"])
def test_the_next_match_has_its_time_whole(word):
    player = Slow(0.0)
    program = Gomocup(player, io.BytesIO(), io.BytesIO(), clock=player.clock)
    for line in ("START 20", "INFO timeout_match 10000", "BEGIN", word, "BEGIN"):
        program.obey(Order(line, player.now))
    first, second = player.took
    assert second == pytest.approx(first, rel=0.1)


def test_the_time_of_a_move_begins_when_it_is_asked_for():
    player = Slow(0.0)
    program = Gomocup(player, io.BytesIO(), io.BytesIO(), clock=player.clock)
    player.now = 100.0
    for line in ("START 20", "INFO timeout_turn 1000"):
        program.obey(Order(line, player.now))
    program.obey(Order("BEGIN", player.now - 0.5))
    assert player.took[0] < 0.5


def test_what_the_manager_says_is_left_counts():
    assert max(moves("timeout_turn 60000", "timeout_match 600000", "time_left 1000")) < 0.125


def test_without_a_match_limit_what_is_left_says_nothing():
    assert max(moves("timeout_turn 1000", "timeout_match 0", "time_left 1")) > 0.8


@pytest.mark.parametrize("text", ["-5", "999999999999999999", "0"])
def test_odd_times_are_lived_with(text):
    for key in ("timeout_turn", "timeout_match", "time_left"):
        assert all(0 < took <= 86_400 for took in moves(f"{key} {text}"))


def test_the_stones_of_swap2_are_chosen_in_the_time_of_a_move():
    """None of the openings is fair, and to judge one takes three tenths of a second."""

    class Unfair(Slow):
        judged = 0

        def choose(self, board, limits, *, stop=lambda: False, tell=lambda _: None):
            self.judged += 1
            self.now += 0.3
            return answer(0, winrate=1.0)

    player = Unfair(0.0)
    sink = io.BytesIO()
    program = Gomocup(player, io.BytesIO(), sink, clock=player.clock)
    for line in ("START 20", "INFO timeout_turn 1000"):
        program.obey(Order(line, 0.0))
    program.orders.put(Order("DONE", 0.0))
    program.obey(Order("SWAP2BOARD", 0.0))
    assert len(answers(sink.getvalue())[1].split()) == 3
    assert player.judged == 4
    assert program.timing.overrun > 0.2


def test_more_is_allowed_than_was_said():
    assert 1.0 < allowed(1.0) < 2.0
    assert 10 < allowed(10) < 12
