"""The game on the table: clocks, taking back, looking back; and the file that keeps it."""

import stat

import pytest

from engines import paths
from engines.gomoku.board import IllegalMove
from engines.gomoku.files import sgf
from engines.gomoku.points import point
from engines.gomoku.rules import BLACK, WHITE, Rules
from tui import game_file, recent
from tui.game_file import PERSON_NAME
from tui.gomoku_table import PERSON, Engine, Table

WON = "H8 A1 I8 A2 J8 A3 K8 A4 L8"


def at(names, size=15):
    return [point(name, size) for name in names.split()]


def table(names="", sides=(PERSON, PERSON), **rules):
    return Table(Rules(**rules), sides, at(names, rules.get("size", 15)))


# Taking back


def test_against_the_engine_undo_goes_back_to_the_persons_turn():
    found = table("H8 I9 G7 I7", (PERSON, Engine(5)))
    assert found.undo()
    assert found.moves == at("H8 I9")
    assert found.redo()
    assert found.moves == at("H8 I9 G7 I7")


def test_while_the_engine_thinks_undo_takes_back_the_persons_own_move():
    found = table("H8 I9 G7", (PERSON, Engine(5)))
    found.undo()
    assert found.moves == at("H8 I9")


def test_between_people_undo_takes_back_one_move():
    found = table("H8 I9 G7")
    found.undo()
    assert found.moves == at("H8 I9")
    found.redo()
    assert found.moves == at("H8 I9 G7")


def test_an_engines_first_move_can_be_taken_back_and_there_it_ends():
    found = table("H8", (Engine(5), PERSON))
    assert found.undo()
    assert found.moves == []
    assert not found.undo()
    assert not table().redo()


def test_undo_takes_a_resignation_back_and_no_stone():
    found = table("H8 I9")
    found.resigned = BLACK
    assert (found.over, found.winner) == (True, WHITE)
    found.undo()
    assert (found.over, len(found.moves)) == (False, 2)


def test_another_move_makes_what_was_taken_back_forgotten():
    found = table("H8 I9 G7")
    found.undo()
    found.play(point("C3", 15))
    assert not found.redo()


# Looking back


def test_steps_only_look_and_nobody_moves_meanwhile():
    found = table("H8 I9 G7 I7", (PERSON, Engine(5)))
    assert found.step(-3)
    assert (found.moves, found.stepping) == (at("H8"), True)
    assert found.whole == tuple(at("H8 I9 G7 I7"))
    assert not found.ticking
    assert found.step(400)
    assert (found.whole, found.stepping) == (tuple(found.moves), False)
    assert not found.step(1)


def test_a_move_that_is_the_next_one_keeps_the_rest():
    found = table("H8 I9 G7")
    found.step(-2)
    found.play(point("I9", 15))
    assert (found.whole, found.stepping) == (tuple(at("H8 I9 G7")), True)
    found.play(point("G7", 15))
    assert not found.stepping
    found.step(-2)
    found.play(point("C3", 15))
    assert (found.whole, found.stepping) == (tuple(at("H8 C3")), False)


def test_an_illegal_move_changes_nothing():
    found = table("H8 I9")
    found.step(-1)
    with pytest.raises(IllegalMove):
        found.play(point("H8", 15))
    assert (found.whole, found.stepping) == (tuple(at("H8 I9")), True)


# Clocks


def test_the_clock_runs_for_who_is_to_move_from_the_first_move_on():
    found = table()
    found.clock(100.0, on=True)
    assert found.used(BLACK, 160.0) == 0
    found.clock(160.0, on=True)
    found.play(point("H8", 15))
    assert found.used(WHITE, 165.0) == 5
    found.clock(170.0, on=True)
    found.play(point("I9", 15))
    found.clock(170.0, on=True)
    assert (found.used(WHITE, 177.0), found.used(BLACK, 177.0)) == (10, 7)


def test_a_stopped_clock_stands():
    found = table("H8")
    found.clock(10.0, on=True)
    found.clock(12.0, on=False)
    found.clock(50.0, on=False)
    assert found.used(WHITE, 99.0) == 2
    found.clock(100.0, on=True)
    found.step(-1)
    assert found.used(WHITE, 200.0) == 2


def test_no_clock_runs_once_a_game_is_over():
    found = table(WON)
    found.clock(10.0, on=True)
    assert (found.used(BLACK, 20.0), found.used(WHITE, 20.0)) == (0, 0)


# The file


def kept(found, now=0.0):
    game_file.save(found, now)
    again, problem = game_file.load()
    assert problem == ""
    return again


@pytest.mark.parametrize(
    "sides",
    [
        (PERSON, Engine(5)),
        (Engine(9), PERSON),
        (PERSON, PERSON),
        (Engine(3), Engine(3, "small")),
        (Engine(1, "5f3a91c2"), PERSON),
    ],
)
@pytest.mark.parametrize("rules", [{}, {"size": 6, "row": 4}, {"size": 20, "kind": "standard"}])
def test_a_game_comes_back_as_it_was(sides, rules):
    found = table("C3 D4 C4", sides, **rules)
    found.seconds = [61.25, 3600.0]
    again = kept(found)
    assert (again.rules, again.moves, again.sides) == (found.rules, found.moves, sides)
    assert again.seconds == [61.2, 3600.0]


def test_what_a_clock_has_run_since_the_last_move_is_kept():
    found = table("H8")
    found.clock(100.0, on=True)
    assert kept(found, 107.5).seconds == [0, 7.5]


def test_while_somebody_looks_back_the_whole_game_is_kept():
    found = table("H8 I9 G7")
    found.step(-2)
    assert kept(found).moves == at("H8 I9 G7")


def test_a_resignation_and_a_win_come_back():
    found = table("H8 I9 G7")
    found.resigned = WHITE
    assert kept(found).winner == BLACK
    assert kept(table(WON)).winner == BLACK
    assert not kept(table("H8")).over


def test_the_file_is_one_that_other_programs_read_and_nobody_else():
    game_file.save(table("H8 I9", (PERSON, Engine(5))), 0.0)
    record = sgf.read(game_file.file().read_bytes())
    assert (record.black, record.white) == (PERSON_NAME, "zerodeck level 5")
    assert record.moves == tuple(at("H8 I9"))
    assert stat.S_IMODE(game_file.file().stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.state().stat().st_mode) == 0o700


def test_without_a_file_there_is_a_new_game_and_no_problem():
    found, problem = game_file.load()
    assert (found.moves, problem) == ([], "")


BROKEN = {
    "nothing": b"",
    "words": b"no game",
    "half": b"(;FF[4]GM[4]SZ[15];B[hh];W[h",
    "bytes": bytes(range(256)),
    "another game": b"(;FF[4]GM[1]SZ[19];B[aa])",
    "a move too many": b"(;GM[4];B[aa];W[ab];B[ba];W[bb];B[ca];W[cb];B[da];W[db];B[ea];W[eb])",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_set_aside_and_told(content):
    paths.private(paths.state())
    game_file.file().write_bytes(content)
    found, problem = game_file.load()
    assert found.moves == []
    assert f"{game_file.file()}.broken" in problem
    assert game_file.file().with_name("gomoku.sgf.broken").read_bytes() == content
    game_file.save(found, 0.0)
    assert game_file.load()[1] == ""


@pytest.mark.parametrize(
    "make", [lambda file: file.mkdir(), lambda file: file.symlink_to("/dev/zero")]
)
def test_what_is_no_file_is_left_alone(make):
    paths.private(paths.state())
    make(game_file.file())
    found, problem = game_file.load()
    assert (found.moves, bool(problem)) == ([], True)
    with pytest.raises(OSError, match=r"gomoku\.sgf"):
        game_file.save(found, 0.0)


def test_a_game_that_is_put_by_can_be_opened_again():
    game_file.put_by(table("H8 I9"), 0.0)
    assert game_file.read(game_file.before()).moves == at("H8 I9")
    assert recent.load().files[game_file.KIND] == (game_file.before(),)


def test_opened_games_are_looked_at_by_people(tmp_path):
    path = tmp_path / "a.sgf"
    path.write_text(game_file.text(table("H8 I9", (PERSON, Engine(7))), 0.0))
    assert game_file.read(path).sides == (PERSON, PERSON)
    path = tmp_path / "a.PSQ"
    path.write_text("Piskvorky 15x15, 11:11, 0\n8,8,0\n9,7,100\n")
    assert game_file.read(path).moves == at("H8 I9")
