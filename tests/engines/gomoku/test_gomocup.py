"""Our side of the Gomocup protocol, told lines as a manager sends them."""

import io
import re
import time
from pathlib import Path

import pytest

from engines.gomoku.board import Board
from engines.gomoku.player import Limits
from engines.gomoku.protocol.gomocup import Gomocup
from engines.gomoku.rules import LARGEST, SMALLEST, Rules
from tests.engines.gomoku.simple import Manager, Near, Patient, Scripted, played, point, told

RULES = {"freestyle": 0, "standard": 1, "renju": 4}


@pytest.mark.parametrize("size", range(SMALLEST, LARGEST + 1))
def test_a_game_is_opened_on_every_board_that_is_played(size):
    assert told(f"START {size}", f"RECTSTART {size},{size}", f"RECTSTART {size} , {size}") == (
        ["OK"] * 3
    )


@pytest.mark.parametrize(
    "line", ["START 5", "START 21", "START -6", "START", "START x", "START 15 15", "START 1e1",
             "START ٨", "RECTSTART 15,16", "RECTSTART 15", "RECTSTART a,a", "START 99999999999999"]
)  # fmt: skip
def test_other_boards_are_refused_and_the_game_goes_on(line):
    opened, refused, move = told("START 15", line, "BEGIN")
    assert opened == "OK"
    assert refused.startswith("ERROR ")
    point(move, 15)


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n", "\n\n", "\r"])
def test_lines_may_end_as_they_like(end):
    opened, first, second = told("start 15", "Begin", "TURN  0 , 0", end=end)
    assert opened == "OK"
    assert point(first, 15) != point(second, 15)


@pytest.mark.parametrize(
    "line", ["BEGIN", "TURN 1,1", "PLAY 1,1", "TAKEBACK 1,1", "RESTART", "BOARD\nDONE",
             "BOARD\n1,1,2\nDONE", "SWAP2BOARD\nDONE"]
)  # fmt: skip
def test_nothing_is_played_before_a_game_is_opened(line):
    assert told(line, "START 15") == ["ERROR no game was started", "OK"]


@pytest.mark.parametrize("line", ["HELLO", "MOVE 1,1", "7,7", "YXSHOWINFO", "\x00\x01", "TURNS"])
def test_what_nobody_knows_is_unknown(line):
    (said,) = told(line)
    assert said.startswith("UNKNOWN")
    assert said.isprintable()


@pytest.mark.parametrize("line", ["", "a,b", "15,0", "0,15", "-1,0", "0", "0,0,0,0", "99999,0"])
def test_a_turn_that_is_none_is_refused_and_changes_nothing(line):
    said = told("START 15", f"TURN {line}", "BEGIN")
    assert said[1].startswith("ERROR ")
    point(said[2], 15)


def test_a_turn_on_a_stone_is_refused():
    assert told("START 15", "PLAY 7,7", "TURN 7,7")[2] == "ERROR H8: occupied"


def test_about_names_the_program():
    (said,) = told("ABOUT")
    assert re.search(r'name="zerodeck", version="[\d.]+"', said)


def test_a_game_begins_anew():
    assert told("START 15", "PLAY 7,7", "RESTART", "PLAY 7,7") == ["OK", "7,7", "OK", "7,7"]


def test_the_last_move_is_taken_back_and_no_other():
    lines = ("START 15", "PLAY 7,7", "PLAY 8,8", "TAKEBACK 7,7", "TAKEBACK 8,8", "TAKEBACK 7,7")
    assert told(*lines, "TAKEBACK 7,7")[3:] == [
        "ERROR this is not the last move", "OK", "OK", "ERROR this is not the last move"
    ]  # fmt: skip


def test_begin_is_for_an_empty_board():
    assert told("START 15", "PLAY 7,7", "BEGIN")[2] == "ERROR the board is not empty"


class Seeing(Near):
    def choose(self, board, limits, **more):
        self.seen = board.copy()
        return super().choose(board, limits, **more)


def position(*lines, size=15):
    player = Seeing()
    said = told(f"START {size}", "BOARD", *lines, "DONE", player=player)
    assert len(said) == 2
    return player.seen, said[1]


def test_a_board_is_set_by_turns():
    board, said = position("7,7,2", "8,8,1", "6,6,2")
    assert [divmod(move, 15) for move in board.moves] == [(7, 7), (8, 8), (6, 6)]
    point(said, 15)


def test_a_board_out_of_turn_has_the_same_stones():
    board, _said = position("8,8,1", "7,7,2", "6,6,2", "3,3,1", "4,4,2")
    assert board.turn == 2
    assert sorted(board.moves[::2]) == sorted(7 * 15 + 7 - step * 16 for step in (0, 1, 3))


def test_an_empty_board_is_to_be_begun():
    board, said = position()
    assert board.moves == []
    point(said, 15)


@pytest.mark.parametrize(
    "stones",
    [["7,7,1"], ["7,7,2", "8,8,2"], ["7,7,2", "7,7,1"], ["7,7"], ["7,7,3"], ["x"], ["7,15,2"],
     ["7,7,2", "8,8,1", "nonsense"], [f"{x},{y},{1 + x % 2}" for y in (3, 5) for x in range(10)]
     + [f"{x},7,{field}" for x in range(5) for field in (1,)]],
)  # fmt: skip
def test_a_board_that_cannot_be_is_refused_and_the_game_stays(stones):
    lines = ("START 15", "PLAY 1,1", "BOARD", *stones, "DONE", "TAKEBACK 1,1")
    _opened, _played, refused, back = told(*lines)
    assert refused.startswith("ERROR ")
    assert back == "OK"


def test_a_board_with_a_row_is_over():
    ours = [f"{x},7,1" for x in range(5)]
    theirs = [f"{x},9,2" for x in (1, 3, 5, 7, 9)]
    stones = [each for pair in zip(theirs, ours, strict=True) for each in pair]
    assert told("START 15", "BOARD", *stones, "DONE")[1] == "ERROR the game is over"


@pytest.mark.parametrize(("rule", "over"), [(0, True), (1, False), (4, False)])
def test_only_what_lies_there_at_last_is_a_row(rule, over):
    """Six of black's in a row, told one after another; the last stone is none of them."""
    black = [(x, 7) for x in range(6)] + [(14, 14)]
    white = [(x, 1 + 2 * (x % 2)) for x in range(6)]
    stones = [f"{x},{y},1" for x, y in white] + [f"{x},{y},2" for x, y in black]
    said = told(f"INFO rule {rule}", "START 15", "BOARD", *stones, "DONE")[1]
    assert (said == "ERROR the game is over") == over
    assert over or 0 <= point(said, 15) < 225


def test_a_row_is_seen_wherever_it_is_told():
    black = [(x, 7) for x in range(5)] + [(14, 14)]
    white = [(x, 1 + 2 * (x % 2)) for x in range(5)]
    stones = [f"{x},{y},1" for x, y in white] + [f"{x},{y},2" for x, y in black]
    assert told("START 15", "BOARD", *stones, "DONE")[1] == "ERROR the game is over"


def test_a_command_ends_a_board_that_was_not_done():
    said = told("START 15", "BOARD", "7,7,2", "START 20", "BEGIN")
    assert said[:3] == ["OK", "ERROR DONE is missing", "OK"]
    point(said[3], 20)
    assert told("START 15", "BOARD", "7,7,2") == ["OK", "ERROR DONE is missing"]


def test_info_is_silent():
    keys = ("max_memory 0", "game_type 1", "folder /tmp/a b", "evaluate 1,1", "nonsense x", "")
    assert told("START 15", *(f"INFO {key}" for key in keys), "INFO") == ["OK"]


@pytest.mark.parametrize("key", ["timeout_turn", "timeout_match", "time_left", "max_node", "rule"])
@pytest.mark.parametrize("value", ["", "x", "1e3", "1 2", "9" * 40, "٨"])
def test_info_that_cannot_be_read_changes_nothing(key, value):
    player = Near()
    for lines in (("START 15", f"INFO {key} {value}", "BEGIN"), ("START 15", "BEGIN")):
        opened, move = told(*lines, player=player, clock=lambda: 0.0)
        assert opened == "OK"
        assert 0 <= point(move, 15) < 225
    assert player.limits[0] == player.limits[1]


@pytest.mark.parametrize("bits", [2, 3, 5, 8, 9, -1])
def test_a_rule_that_is_not_played_is_refused_by_the_game_and_not_by_info(bits):
    error = f"ERROR rule {bits} is not played: 0 is freestyle, 1 exactly five, 4 renju"
    lines = ("START 15", "BEGIN", "TURN 1,1", "RESTART", "BOARD", "1,1,2", "DONE")
    assert told("START 15", f"INFO rule {bits}", *lines) == ["OK", *[error] * 5]
    assert told(f"INFO rule {bits}", "START 15", "INFO rule 1", "START 15") == [error, "OK"]


def test_stones_stay_where_they_lie_when_the_rule_changes():
    """Threes of ours cross in the middle, which renju forbids."""
    cross = [(7, 6), (7, 8), (6, 7), (8, 7), (7, 7)]
    stones = [each for at, (x, y) in enumerate(cross) for each in (f"{x},{y},1", f"{at},0,2")]
    stones[-1] = "14,0,2"
    lines = ("START 15", "BOARD", *stones, "DONE", "INFO rule 4", "INFO rule 1", "PLAY 14,7")
    opened, move, back = told(*lines)
    assert (opened, back) == ("OK", "14,7")
    assert 0 <= point(move, 15) < 225


@pytest.mark.parametrize("first", ["START 15", "INFO rule 4"])
def test_the_rule_counts_before_and_after_the_start(first):
    second = {"START 15": "INFO rule 4", "INFO rule 4": "START 15"}[first]
    overline = [f"PLAY {x},{y}" for x in (0, 1, 2, 4, 5) for y in (0, x % 2 + 9)]
    said = told(first, second, *overline, "PLAY 3,0")
    assert said[-1] == "ERROR D15: overline"


def test_a_turn_that_wins_is_not_answered_with_a_move():
    row = [f"PLAY {x},{y}" for x in range(4) for y in (0, x % 2 + 9)]
    assert told("START 15", *row, "TURN 4,0")[-1] == "ERROR the game is over"


def test_each_game_is_prepared_before_its_rules_are_agreed():
    rules: list[Rules] = []
    lines = b"START 15\nINFO rule 0\nINFO rule 4\nINFO rule 4\nSTART 9\nSTART 5\nINFO rule 9\n"
    Gomocup(Near(), io.BytesIO(lines), io.BytesIO(), prepare=rules.append).run()
    assert rules == [Rules(15), Rules(15, kind="renju"), Rules(9, kind="renju")]


def test_a_game_that_is_over_is_not_played_on():
    row = [f"PLAY {x},{y}" for x in range(5) for y in (0, x % 2 + 9)][:-1]
    assert told("START 15", *row, "TURN 9,9")[-1] == "ERROR J6: the game is over"


def test_a_player_that_breaks_down_costs_an_answer_alone(capsys):
    player = Scripted(RuntimeError("no\nidea"), 0, 0)
    said = told("START 15", "BEGIN", "BEGIN", "TURN 5,5", player=player)
    assert said == ["OK", "ERROR broken down: no?idea", "0,0", "ERROR A15: occupied"]
    assert "RuntimeError" in capsys.readouterr().err


@pytest.mark.parametrize(("winrate", "said"), [(0.49, "SWAP"), (0.5, "x,y"), (0.9, "x,y")])
@pytest.mark.parametrize("stones", [3, 5])
def test_swap2_takes_the_better_color(winrate, stones, said):
    lines = [f"{x},{x * x % 7}" for x in range(stones)]
    answer = told("START 15", "SWAP2BOARD", *lines, "DONE", player=Near(winrate=winrate))[1]
    assert (answer == "SWAP") == (said == "SWAP")
    assert answer == "SWAP" or 0 <= point(answer, 15) < 225


def test_swap2_begins_with_three_stones():
    stones = told("START 9", "SWAP2BOARD", "DONE")[1].split()
    assert len({point(stone, 9) for stone in stones}) == 3


def test_a_manager_may_limit_nodes():
    player = Near()
    told("START 15", "INFO max_node 500", "BEGIN", "RESTART", "INFO max_node -1", "BEGIN",
         player=player)  # fmt: skip
    assert [limits.nodes for limits in player.limits] == [500, None]


def test_swap2_has_no_other_stones():
    assert told("START 15", "SWAP2BOARD", "1,1", "DONE")[1].startswith("ERROR swap2")


@pytest.mark.parametrize("word", ["STOP", "END"])
def test_who_chooses_the_stones_of_swap2_hears(word):
    player = Patient()
    with Manager(player) as manager:
        assert manager.ask("START 9") == "OK"
        manager.say("SWAP2BOARD", "DONE")
        assert player.begun.wait(20)
        assert len(manager.ask(word).split()) == 3


@pytest.mark.parametrize("word", ["STOP", "END"])
def test_who_thinks_hears(word):
    player = Patient()
    with Manager(player) as manager:
        assert manager.ask("START 15") == "OK"
        manager.say("BEGIN")
        assert player.begun.wait(20)
        point(manager.ask(word), 15)
        if word == "STOP":
            player.begun.clear()
            manager.say("TURN 0,0")
            assert player.begun.wait(20)
            manager.say("STOP")
            point(manager.answer(), 15)
        else:
            assert manager.answer() == ""


def test_a_stop_holds_for_one_move_alone():
    class Asking(Near):
        def choose(self, board, limits, *, stop=lambda: False, tell=lambda _: None):
            self.hurried = stop()
            return super().choose(board, limits)

    with Manager(player := Asking()) as manager:
        manager.say("STOP")
        assert manager.ask("START 15") == "OK"
        manager.ask("BEGIN")
        assert not player.hurried


def test_who_thinks_hears_that_the_manager_leaves():
    player = Patient()
    with Manager(player) as manager:
        manager.ask("START 15")
        manager.say("BEGIN")
        assert player.begun.wait(20)
        manager.down.close()
        manager.thread.join(20)
        assert not manager.thread.is_alive()


def test_a_manager_that_does_not_listen_ends_it():
    class Closed(io.RawIOBase):
        def write(self, data):
            raise BrokenPipeError

    Gomocup(Near(), io.BytesIO(b"START 15\nBEGIN\n"), Closed()).run()


def test_nodes_are_limited_beside_the_clock():
    player = Near()
    Gomocup(player, io.BytesIO(b"START 15\nBEGIN\n"), io.BytesIO(), Limits(nodes=77)).run()
    assert [limits.nodes for limits in player.limits] == [77]


@pytest.mark.parametrize("rule", RULES)
def test_programs_play_whole_games_on_every_board(rule, count, rng):
    """Every move is legal: the referee would raise."""
    sizes = range(SMALLEST, LARGEST + 1)
    with Manager(Near(rng.random())) as one, Manager(Near(rng.random())) as other:
        for size in [*sizes, *rng.choices(sizes, k=count(1000) // 3)]:
            for manager in (one, other):
                manager.say(f"INFO rule {RULES[rule]}")
                assert manager.ask(f"START {size}") == "OK"
            board = Board(Rules(size, kind=rule))
            pair = [one, other] if rng.random() < 0.5 else [other, one]
            forbidding = rule == "renju"
            played(pair, board)
            assert board.over or forbidding


COMMANDS = ["START", "RECTSTART", "RESTART", "BEGIN", "TURN", "BOARD", "DONE", "SWAP2BOARD"]
COMMANDS += ["TAKEBACK", "PLAY", "INFO", "ABOUT", "STOP", "SUGGEST", "OK", "ERROR"]
WORDS = [*COMMANDS, "rule", "timeout_turn", "time_left", "7,7", "15", "0,0,1", "3,4,2", "4", ","]


def nonsense(rng) -> bytes:
    kind = rng.random()
    if kind < 0.1:
        return rng.randbytes(rng.choice((1, 10, 100, 9000, 20000)) if kind < 0.01 else 8)
    if kind < 0.6:
        line = " ".join(rng.choices(WORDS, k=rng.randint(1, 3))).encode()
    else:
        x, y, field = (rng.randint(-1, 15) for _ in range(3))
        line = f"{rng.choice(('TURN ', 'PLAY ', 'TAKEBACK ', ''))}{x},{y},{field}".encode()
    if kind < 0.2:
        at = rng.randrange(len(line))
        line = line[:at] + rng.randbytes(1) + line[at + 1 :]
    return line


def test_no_lines_kill_it(count, rng):
    lines = [nonsense(rng).replace(b"\n", b"") for _ in range(count(100_000))]
    lines = [line for line in lines if not line.strip().upper().startswith(b"END")]
    said = told(*lines, "DONE", "INFO rule 0", "START 15", "BEGIN", "TURN 0,0")
    assert said[-3] == "OK"
    assert point(said[-2], 15) != point(said[-1], 15)
    known = re.compile(r"OK|SWAP|ERROR .+|UNKNOWN.*|name=.*|\d+,\d+( \d+,\d+)*")
    assert [line for line in said if not known.fullmatch(line)] == []
    assert not any("broken down" in line for line in said)


def test_the_last_line_needs_no_end():
    sink = io.BytesIO()
    Gomocup(Near(), io.BytesIO(b"START 15\nPLAY 1,1"), sink).run()
    assert sink.getvalue() == b"OK\n1,1\n"


def test_a_line_without_end_is_cut_and_what_follows_is_read():
    said = told("START 15", b"TURN " + b"1" * 50_000 + b" END", "BEGIN")
    assert said[1].startswith("ERROR")
    point(said[2], 15)


def test_it_answers_at_once_when_asked_to(rng):
    """Not timed: the clock that it is given stands still."""
    player = Near()
    now = time.monotonic()
    told("START 15", "INFO timeout_turn 0", "BEGIN", player=player, clock=lambda: now)
    assert player.limits[0].seconds <= 0.05


def test_a_manager_that_cannot_be_written_to_has_left(capfd: pytest.CaptureFixture[str]) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        Gomocup(Near(), io.BytesIO(b"ABOUT\nABOUT\n"), full).run()
    assert capfd.readouterr().err == ""
