"""The gomoku tab: what it asks, what it takes for an answer, and what its keys do."""

from dataclasses import replace

import msgspec
import pytest
from textual.events import Key
from textual.widgets import Input

from engines import wire
from engines.gomoku.kernel.native import NOT_BUILT
from engines.gomoku.messages import (
    Analyse,
    Chosen,
    Game,
    Look,
    Proof,
    Prove,
    Refused,
    Seen,
    Think,
    Thinking,
    Threat,
)
from engines.gomoku.player import Analysis, Line
from engines.gomoku.points import point
from engines.gomoku.rules import BLACK, WHITE, Rules
from tests import eventually
from tests.tabs import LARGE, Child, notices, press, rows, screen, sees, settled, type_in, written
from tests.tabs.gomoku_game import (
    PERSON,
    READY,
    answer,
    asked,
    at,
    found,
    newest,
    play,
    playing,
    set_up,
    stones,
    tell,
)
from tui import game_file
from tui.gomoku_table import Engine, Table
from tui.screens.file_picker import FilePicker
from tui.screens.jobs import JobsScreen
from tui.tabs import gomoku, gomoku_asking, gomoku_playing
from tui.tabs.gomoku import GomokuTab
from tui.widgets import go_board
from tui.widgets.go_board import GoBoard

FAILED = wire.Failed("The engine stopped without a word.", "killed by SIGKILL", "tail 'a log'")


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    """The engine's child: it says what does its work, and then listens."""
    played = Child(tmp_path, "gomoku").says(READY)
    monkeypatch.setattr(GomokuTab, "ARGV", played.argv)
    monkeypatch.setattr(gomoku_playing, "PACE", 0.0)
    return played


def head(pilot):
    return rows(pilot)[2]


# The first picture


async def test_somebody_who_has_never_been_here_is_told_what_to_do(engine):
    async with playing() as pilot:
        assert "You begin, with black. Enter or a click sets the first stone." in head(pilot)
        assert head(pilot).endswith("● your move")
        assert "level 5, 3,000 nodes   kernel C" in screen(pilot)
        assert "n: another board, other rules, another level" in screen(pilot)
        assert asked(engine) == [Look(Game())]


@pytest.mark.parametrize("size", (15, 20))
async def test_a_slow_kernel_says_why_beside_an_empty_board(size):
    async with playing() as pilot:
        await set_up(pilot, "", (PERSON, Engine(5)), size=size)
        tell(pilot, replace_ready("Python", NOT_BUILT))
        await settled(pilot)
        beside = " ".join(" ".join(row[4 + 2 * size :].split()) for row in rows(pilot))
        assert f"kernel Python: {NOT_BUILT}" in beside
        await play(pilot, "H8")
        assert f"kernel Python: {NOT_BUILT[:9]}" not in screen(pilot)
        assert "kernel Python" in screen(pilot)


def replace_ready(backend, why):
    return type(READY)(backend, why, READY.nodes)


# A game against the engine


async def test_a_stone_is_set_and_the_engine_answers(engine):
    async with playing() as pilot:
        await press(pilot, "enter")
        game = Game(moves=at("H8"))
        think = await newest(engine, Think)
        assert (think.game, think.level) == (game, 5)
        assert asked(engine)[-2] == Look(game)
        await settled(pilot)
        assert head(pilot).endswith("· thinking")
        await answer(pilot, "I9", winrate=0.46, depth=9, nodes=2996, seconds=0.04)
        assert stones(pilot) == "H8 I9"
        assert "Level 5 played I9." in head(pilot)
        assert head(pilot).endswith("● your move")
        assert "depth 9, 2,996 nodes, 0.04 s" in screen(pilot)
        assert "black 54 %" in screen(pilot)
        await eventually(lambda: asked(engine)[-1] == Look(Game(moves=at("H8 I9"))))
        await play(pilot, "G7")
        assert "played" not in head(pilot)
        assert "White is to move." in head(pilot)
        assert "black 54 %" in screen(pilot)  # as it stood, until the engine knows better


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(Game(moves=at("H8 I9 G7")), 5, found(at("C3")[0])),
        Chosen(Game(), 5, found(at("C3")[0])),
        Chosen(Game(Rules(kind="renju"), at("H8")), 5, found(at("C3")[0])),
    ],
)
async def test_an_answer_about_another_game_is_none(engine, chosen):
    async with playing() as pilot:
        await play(pilot, "H8")
        tell(pilot, chosen)
        await settled(pilot)
        assert stones(pilot) == "H8"


async def test_an_answer_to_a_move_that_was_taken_back_is_none(engine):
    async with playing() as pilot:
        await play(pilot, "H8")
        await newest(engine, Think)
        await press(pilot, "u")
        tell(pilot, Chosen(Game(moves=at("H8")), 5, found(at("I9")[0])))
        await settled(pilot)
        assert stones(pilot) == ""


async def test_while_the_engine_thinks_nobody_else_plays(engine):
    async with playing() as pilot:
        await play(pilot, "H8", "C3")
        assert stones(pilot) == "H8"
        assert "Level 5 is to move." in head(pilot)
        assert len(asked(engine, Think)) == 1


async def test_an_illegal_answer_is_an_error_and_can_be_asked_again(engine):
    async with playing() as pilot:
        await play(pilot, "H8")
        await answer(pilot, "H8")
        assert stones(pilot) == "H8"
        assert "The engine's move is not legal." in screen(pilot)
        assert head(pilot).endswith("▲ stopped")
        before = len(asked(engine, Think))
        await press(pilot, "f")
        await eventually(lambda: len(asked(engine, Think)) > before)
        await settled(pilot)
        assert "not legal" not in screen(pilot)


async def test_where_the_engine_has_black_it_begins(engine):
    async with playing() as pilot:
        await set_up(pilot, "", (Engine(3), PERSON))
        assert (await newest(engine, Think)).level == 3
        await answer(pilot, "H8")
        assert stones(pilot) == "H8"


async def test_who_wins_is_told_to_whom_and_nobody_is_asked_any_more(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 I8 A2 J8 A3 K8 A4", (PERSON, Engine(5)))
        await play(pilot, "L8")
        assert "You win: 5 in a row." in head(pilot)
        assert head(pilot).endswith("● won")
        assert screen(pilot).count("◆") == 5
        await eventually(lambda: asked(engine)[-1] == Look(pilot.app.tab.table.game))
        await play(pilot, "C3")
        assert "The game is over" in head(pilot)


async def test_who_loses_is_told_too():
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 I8 A2 J9 A3 K8 A4 L8", (PERSON, Engine(5)))
        await answer(pilot, "A5")
        assert "White wins: 5 in a row." in head(pilot)
        assert head(pilot).endswith("✗ lost")


async def test_between_people_the_color_that_is_to_move_is_named(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8")
        assert "White is to move." in head(pilot)
        await play(pilot, "I9")
        assert "Black is to move." in head(pilot)
        assert asked(engine, Think) == []


async def test_what_the_engine_refuses_is_said():
    async with playing() as pilot:
        await play(pilot, "H8")
        game = pilot.app.tab.table.game
        tell(pilot, Refused(game, "This point is forbidden to black.", "H8: overline"))
        await settled(pilot)
        assert "This point is forbidden to black. H8: overline" in head(pilot)


# Where a stone may stand


async def test_an_occupied_point_is_refused_and_the_next_step_of_the_cursor_forgets_it():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await press(pilot, "enter")
        assert "There is a stone on this point already. H8: occupied" in head(pilot)
        assert stones(pilot) == "H8 I9"
        await press(pilot, "left")
        assert "occupied" not in head(pilot)


async def test_renju_marks_forbidden_points_and_refuses_them():
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 H7 A15 G9 O1 F9 O15", kind="renju")
        game = pilot.app.tab.table.game
        tell(pilot, Seen(game, forbidden=at("H9")))
        await settled(pilot)
        assert "×" in rows(pilot)[4 + 7]
        await play(pilot, "H9")
        assert "forbidden to black. H9: three-three" in head(pilot)
        assert len(game.moves) == len(pilot.app.tab.table.moves)


async def test_marks_of_another_position_are_not_shown():
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 H7 A15 G9 O1 F9 O15", kind="renju")
        tell(pilot, Seen(Game(Rules(kind="renju"), at("H8 A1")), forbidden=at("H9")))
        await settled(pilot)
        assert "×" not in "".join(rows(pilot)[5:])


# The cursor


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (["up", "right"], "I9"),
        (["down", "left"], "G7"),
        (["k", "l", "l"], "J9"),
        (["j", "h"], "G7"),
        (["home", "pageup"], "A15"),
        (["end", "pagedown"], "O1"),
    ],
)
async def test_arrows_and_hjkl_move_the_cursor_and_open_nothing(keys, name):
    async with playing() as pilot:
        await press(pilot, *keys)
        assert pilot.app.tab.board.cursor == point(name, 15)
        assert not isinstance(pilot.app.screen, JobsScreen)
        await press(pilot, "space")
        assert stones(pilot) == name


async def test_the_jobs_are_listed_by_the_key_that_their_bar_tells():
    written("0001", "a match", wire.Done())
    async with playing() as pilot:
        await sees(pilot, "J shows it")
        await press(pilot, "2")
        await sees(pilot, "j shows it")
        await press(pilot, "5")
        await sees(pilot, "J shows it")
        await press(pilot, "J")
        assert isinstance(pilot.app.screen, JobsScreen)


async def test_a_click_plays(engine):
    async with playing() as pilot:
        y, x = divmod(point("C3", 15), 15)
        await pilot.click(GoBoard, offset=(go_board.LABELS + 2 * x + 1, y + 1))
        await settled(pilot)
        assert stones(pilot) == "C3"


async def test_another_board_has_its_cursor_in_the_middle():
    async with playing() as pilot:
        await set_up(pilot, "", size=9)
        assert pilot.app.tab.board.cursor == point("E5", 9)


# Moves that are typed


async def test_moves_are_typed_and_digits_open_no_tab():
    async with playing() as pilot:
        await set_up(pilot, "")
        await press(pilot, "colon")
        await type_in(pilot, "h12")
        assert pilot.app.tab.entry.value == "h12"
        assert pilot.app.tab.id == "gomoku"
        await press(pilot, "enter")
        assert stones(pilot) == "H12"
        assert pilot.app.focused is pilot.app.tab
        await press(pilot, "2")
        assert pilot.app.tab.id == "devzero"


@pytest.mark.parametrize("typed", ["H8 I9 G7", "h8,i9,g7", "1. H8 2. I9 3. G7"])
async def test_several_moves_are_set_in_turn(typed):
    async with playing() as pilot:
        await set_up(pilot, "")
        await press(pilot, "colon")
        pilot.app.tab.entry.value = typed
        await press(pilot, "enter")
        assert stones(pilot) == "H8 I9 G7"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Z9", "'Z9' is no point"),
        ("H16", "no row 16"),
        ("H8 I9 H8", "There is a stone on this point already."),
        ("H8 nonsense", "is no point"),
    ],
)
async def test_what_is_typed_wrongly_sets_nothing_and_is_said(typed, said):
    async with playing() as pilot:
        await set_up(pilot, "")
        await press(pilot, "colon")
        pilot.app.tab.entry.value = typed
        await press(pilot, "enter")
        assert said in head(pilot)
        assert stones(pilot) == ""


@pytest.mark.parametrize("focused", [True, False])
async def test_what_is_typed_ahead_belongs_to_the_line(focused):
    """Over a slow line all keys come at once, before the line has the focus."""
    async with playing() as pilot:
        await set_up(pilot, "")
        if focused:
            await press(pilot, "colon")
        keys = [
            ("h", "h"),
            ("9", "9"),
            ("backspace", None),
            ("1", "1"),
            ("1", "1"),
            ("enter", None),
        ]
        for key, char in ([] if focused else [("colon", ":")]) + keys:
            pilot.app.post_message(Key(key, char))
        await eventually(lambda: stones(pilot))
        await settled(pilot)
        assert stones(pilot) == "H11"
        assert pilot.app.tab.board.cursor == point("H11", 15)
        assert pilot.app.focused is pilot.app.tab
        assert pilot.app.tab.id == "gomoku"


async def test_another_key_can_open_the_line():
    async with playing() as pilot:
        pilot.app.change(replace(pilot.app.settings, keys={"gomoku.enter": "g"}))
        await press(pilot, "g")
        assert pilot.app.tab.entry.is_open
        await press(pilot, "g")
        assert pilot.app.tab.entry.value == "g"


async def test_esc_leaves_what_is_typed():
    async with playing() as pilot:
        await press(pilot, "colon", "h", "escape")
        assert not pilot.app.tab.entry.display
        assert pilot.app.focused is pilot.app.tab
        await press(pilot, "colon")
        assert pilot.app.tab.entry.value == ""
        await press(pilot, "h", "enter")
        assert "is no point" in head(pilot)
        await press(pilot, "escape")
        assert "is no point" not in head(pilot)


# Back and forth


async def test_undo_takes_back_both_moves_and_redo_plays_them_again(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9 G7 I7", (PERSON, Engine(5)))
        await press(pilot, "u")
        assert stones(pilot) == "H8 I9"
        await press(pilot, "r")
        assert stones(pilot) == "H8 I9 G7 I7"
        assert asked(engine, Think) == []


async def test_brackets_look_back_and_the_engine_waits(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9 G7 I7 F6", (PERSON, Engine(5)))
        await newest(engine, Think)
        before = len(asked(engine, Think))
        await press(pilot, "left_square_bracket", "left_square_bracket")
        assert "Move 3 of 5" in head(pilot)
        assert head(pilot).endswith("· review")
        assert stones(pilot) == "H8 I9 G7"
        assert (await newest(engine, Look)).game.moves == at("H8 I9 G7")
        await press(pilot, "left_curly_bracket")
        assert stones(pilot) == ""
        await press(pilot, "escape")
        assert stones(pilot) == "H8 I9 G7 I7 F6"
        await eventually(lambda: len(asked(engine, Think)) == before + 1)


async def test_a_move_in_the_past_drops_what_followed_only_when_it_is_played_twice():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9 G7 I7")
        await press(pilot, *["left_square_bracket"] * 2)
        await play(pilot, "C3")
        assert "drops the moves 3 to 4" in head(pilot)
        assert stones(pilot) == "H8 I9"
        await play(pilot, "D4")
        assert stones(pilot) == "H8 I9"
        await play(pilot, "D4")
        assert stones(pilot) == "H8 I9 D4"
        assert not pilot.app.tab.table.stepping


async def test_the_move_that_was_played_then_drops_nothing():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9 G7 I7")
        await press(pilot, *["left_square_bracket"] * 2)
        await play(pilot, "G7")
        assert pilot.app.tab.table.whole == at("H8 I9 G7 I7")


async def test_a_person_resigns_with_two_keys():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9", (PERSON, Engine(5)))
        await press(pilot, "R")
        assert "R once more resigns." in head(pilot)
        assert not pilot.app.tab.table.over
        await press(pilot, "R")
        assert "Black resigned: White wins." in head(pilot)
        assert head(pilot).endswith("✗ lost")


# How it stood


async def known(pilot, share, winrate):
    """The engine has compared moves, and what it found is shown."""
    lines = (Line((0,), winrate),)
    tell(pilot, Thinking(pilot.app.tab.table.game, Analysis(lines)))
    pilot.app.tab.paint()
    await settled(pilot)
    assert f"black {share}" in screen(pilot)


async def test_how_another_game_stood_is_said_of_none():
    async with playing(LARGE) as pilot:
        await set_up(pilot, "H8 I9")
        await known(pilot, "91 %", 0.91)
        await set_up(pilot, "C3 D4")
        assert "black n/a" in screen(pilot)
        assert "black's winrate" not in screen(pilot)
        await set_up(pilot, "C3 D4", kind="renju")
        await known(pilot, "77 %", 0.77)
        await set_up(pilot, "C3 D4")
        assert "black n/a" in screen(pilot)


async def test_how_a_dropped_move_stood_is_forgotten_and_how_the_kept_ones_did_is_not():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await known(pilot, "91 %", 0.91)
        await play(pilot, "G7")
        await known(pilot, "77 %", 0.23)
        await press(pilot, "left_square_bracket")
        assert "black 91 %" in screen(pilot)
        await play(pilot, "C3", "C3")
        assert stones(pilot) == "H8 I9 C3"
        assert "black n/a" in screen(pilot)
        await press(pilot, "left_square_bracket")
        assert "black 91 %" in screen(pilot)


async def test_who_takes_back_that_he_resigned_has_not_lost():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await press(pilot, "R", "R")
        assert "black 0 %" in screen(pilot)
        await press(pilot, "u")
        assert "black n/a" in screen(pilot)


# Levels and players


async def test_another_level_thinks_anew(engine):
    async with playing() as pilot:
        await play(pilot, "H8")
        await newest(engine, Think)
        await press(pilot, "plus")
        assert (await newest(engine, Think, lambda think: think.level == 6)).game.moves == at("H8")
        await settled(pilot)
        assert "level 6, 10,000 nodes" in screen(pilot)
        await press(pilot, *["minus"] * 9)
        await newest(engine, Think, lambda think: think.level == 1)
        await press(pilot, *["plus"] * 12)
        await newest(engine, Think, lambda think: think.level == 9)


async def test_p_gives_the_engine_the_other_color_then_none(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9", (PERSON, Engine(5)))
        await press(pilot, "p")
        assert (await newest(engine, Think)).game.moves == at("H8 I9")
        await press(pilot, "p")
        assert pilot.app.tab.table.sides == (PERSON, PERSON)
        await newest(engine, Look)
        await press(pilot, "p")
        assert pilot.app.tab.table.sides == (PERSON, Engine(5))


async def test_the_engine_plays_both_sides_while_somebody_watches(engine):
    async with playing() as pilot:
        await press(pilot, "w")
        await newest(engine, Think)
        await answer(pilot, "H8")
        await newest(engine, Think)
        await answer(pilot, "I9")
        assert stones(pilot) == "H8 I9"
        await newest(engine, Think)
        await press(pilot, "space")
        await newest(engine, Look)
        assert "space goes on, w lets you play." in head(pilot)
        assert head(pilot).endswith("▲ paused")
        tell(pilot, Chosen(pilot.app.tab.table.game, 5, found(at("G7")[0])))
        await settled(pilot)
        assert stones(pilot) == "H8 I9"
        await press(pilot, "space")
        assert (await newest(engine, Think)).game.moves == at("H8 I9")
        await press(pilot, "w")
        assert pilot.app.tab.table.sides == (PERSON, Engine(5))
        await play(pilot, "G7")
        assert stones(pilot) == "H8 I9 G7"


async def test_who_takes_a_watched_move_back_stops_the_engines(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9 G7", (Engine(5), Engine(5)))
        await newest(engine, Think)
        await press(pilot, "u")
        assert stones(pilot) == "H8 I9"
        assert head(pilot).endswith("▲ paused")
        await newest(engine, Look)


async def test_watched_moves_do_not_rush_by(monkeypatch):
    monkeypatch.setattr(gomoku_playing, "PACE", 30.0)
    async with playing() as pilot:
        await press(pilot, "w")
        await answer(pilot, "H8")
        assert stones(pilot) == "H8"  # the first one had nothing before it
        await answer(pilot, "I9")
        assert stones(pilot) == "H8"
        assert pilot.app.tab.pacing
        pilot.app.tab.moved = 0.0
        pilot.app.tab.paced()
        assert stones(pilot) == "H8 I9"


async def test_a_game_of_engines_that_is_found_again_waits(engine):
    game_file.save(Table(Rules(), (Engine(5), Engine(7)), at("H8 I9")), 0.0)
    async with playing() as pilot:
        assert head(pilot).endswith("▲ paused")
        assert asked(engine, Think) == []
        await press(pilot, "space")
        assert (await newest(engine, Think)).level == 5


# A new game


async def test_a_new_game_by_other_rules(engine):
    async with playing() as pilot:
        await press(pilot, "n")
        assert "put by" not in screen(pilot)
        await press(pilot, "right", "right", "down", "left", "down", "right")
        shown = screen(pilot)
        assert "renju" in shown
        assert "14" in shown
        assert "← 5 →" in shown  # renju has no other row
        await press(pilot, "down", "right", "down", *["left"] * 4, "down", "left", "enter")
        await settled(pilot)
        table = pilot.app.tab.table
        assert (table.rules, table.sides) == (Rules(14, 5, "renju"), (Engine(1), PERSON))
        assert (await newest(engine, Think)).game.rules.kind == "renju"


async def test_a_row_follows_what_the_board_has_room_for():
    async with playing() as pilot:
        await press(pilot, "n", "down", "down", *["right"] * 4)
        assert "← 9 →" in screen(pilot)
        await press(pilot, "up", *["left"] * 9)
        assert "← 6 →" in screen(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert pilot.app.tab.table.rules == Rules(6, 5)


async def test_esc_keeps_the_game():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await press(pilot, "n")
        assert "is put by: o opens it again" in screen(pilot)
        await press(pilot, "right", "escape")
        assert stones(pilot) == "H8 I9"


async def test_a_game_that_is_left_is_put_by_and_one_that_is_over_is_not():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await press(pilot, "n", "enter")
        await settled(pilot)
        assert stones(pilot) == ""
        assert game_file.read(game_file.before()).moves == list(at("H8 I9"))
        await press(pilot, "o", "enter")
        await eventually(lambda: stones(pilot) == "H8 I9")
        await set_up(pilot, "H8 A1 I8 A2 J8 A3 K8 A4 L8")
        await press(pilot, "n", "enter")
        await settled(pilot)
        assert game_file.read(game_file.before()).moves == list(at("H8 I9"))


# Hints, thinking on, heat


async def test_a_hint_is_asked_for_and_shown_and_not_played(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9", (PERSON, Engine(3)))
        await press(pilot, "H")
        assert (await newest(engine, Think)).level == gomoku_asking.HINT
        assert "Looking for a good move" in head(pilot)
        game = pilot.app.tab.table.game
        tell(pilot, Chosen(game, 6, found(*at("G7 G8"), win=5, found="vct")))
        await settled(pilot)
        assert "A good move: G7, wins in 3" in head(pilot)
        assert "a G7" in screen(pilot)
        assert stones(pilot) == "H8 I9"
        await press(pilot, "escape")
        assert "A good move" not in head(pilot)


async def test_on_the_engines_turn_there_is_no_hint(engine):
    async with playing() as pilot:
        await play(pilot, "H8")
        await newest(engine, Think)
        await press(pilot, "H")
        assert len(asked(engine, Think)) == 1


def thinking(pilot, **fields):
    lines = (Line(at("G7 G8 I10"), 0.61), Line(at("J10"), 0.55), Line(at("C3"), 0.4, -4))
    heat = tuple(zip(at("G7 J10 C3 D4"), (1.0, 0.7, 0.5, 0.49), strict=True))
    found = Analysis(lines, depth=8, nodes=52_000, seconds=1.2, backend="C", heat=heat, **fields)
    return Thinking(pilot.app.tab.table.game, found)


async def test_analysis_thinks_on_and_compares_lines_until_it_is_turned_off(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9", (PERSON, Engine(5)))
        await press(pilot, "a")
        assert (await newest(engine, Analyse)).lines == 3
        tell(pilot, thinking(pilot))
        await settled(pilot)
        shown = screen(pilot)
        assert "a G7  G8 I10" in shown
        assert "loses in 2" in shown
        assert "black 61 %" in shown
        assert "depth 8, 52,000 nodes, 1.2 s" in shown
        board = rows(pilot)[4:20]
        assert all(f" {mark} " in "".join(board) for mark in "abc")
        await press(pilot, "a")
        await newest(engine, Look)


async def test_a_hint_gives_way_to_what_has_looked_further(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await press(pilot, "H")
        await newest(engine, Think)
        hint = found(*at("J10"), depth=7, nodes=60_000)
        tell(pilot, Chosen(pilot.app.tab.table.game, 6, hint))
        await settled(pilot)
        await press(pilot, "a")
        await newest(engine, Analyse)
        tell(pilot, thinking(pilot))
        await settled(pilot)
        assert "60,000 nodes" in screen(pilot)
        further = msgspec.structs.replace(thinking(pilot).analysis, nodes=61_000)
        tell(pilot, Thinking(pilot.app.tab.table.game, further))
        await sees(pilot, "61,000 nodes")
        await press(pilot, "right")
        assert "A good move: G7, 61 %" in head(pilot)
        await press(pilot, "a")
        assert "A good move: J10, 50 %" in head(pilot)


async def test_analysis_goes_on_with_the_next_position(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await press(pilot, "a")
        await newest(engine, Analyse)
        await play(pilot, "G7")
        assert (await newest(engine, Analyse)).game.moves == at("H8 I9 G7")


async def test_lines_about_another_position_are_not_shown():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await press(pilot, "a")
        old = thinking(pilot)
        await play(pilot, "C4")
        tell(pilot, old)
        await settled(pilot)
        assert "52,000" not in screen(pilot)


async def test_the_heatmap_shows_digits_where_it_looks_half_as_good_as_the_best_or_better(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await press(pilot, "m")
        await newest(engine, Analyse)
        tell(pilot, thinking(pilot))
        await settled(pilot)
        marks = pilot.app.tab.board.scene.marks
        assert {mark: marks[mark] for mark in at("G7 J10 C3")} == dict(
            zip(at("G7 J10 C3"), (("9", "heat5"), ("7", "heat2"), ("5", "heat1")), strict=True)
        )
        assert at("D4")[0] not in marks
        await press(pilot, "m")
        assert pilot.app.tab.board.scene.marks == {}


async def test_the_engines_own_thinking_is_told_while_it_thinks():
    async with playing() as pilot:
        await play(pilot, "H8")
        tell(pilot, thinking(pilot))
        await settled(pilot)
        assert "52,000 nodes" in screen(pilot)
        assert "black 39 %" in screen(pilot)  # the lines are worth that to white


async def test_what_the_clock_cut_is_said():
    async with playing() as pilot:
        await play(pilot, "H8")
        await answer(pilot, "I9", depth=4, nodes=900, seconds=10.0, capped=True)
        assert "depth 4, cut by the clock, 900 nodes" in screen(pilot)


# Threats and proofs


async def test_threats_are_told_in_words_and_marked(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 I8 A3 J8")
        await press(pilot, "t")
        game = pilot.app.tab.table.game
        assert (await newest(engine, Prove)).game == game
        assert "is there a win by force?" in screen(pilot)
        tell(pilot, Seen(game, threats=(Threat("three", BLACK, at("H8 I8 J8"), at("G8 K8")),)))
        tell(pilot, Proof(game))
        await settled(pilot)
        assert "three H8-J8  → G8 K8" in screen(pilot)
        assert "No win by force was found." in screen(pilot)
        scene = pilot.app.tab.board.scene
        assert scene.lit == set(at("H8 I8 J8"))
        assert set(scene.marks) == set(at("G8 K8"))
        await press(pilot, "t")
        assert "three H8-J8" not in screen(pilot)
        assert pilot.app.tab.board.scene.lit == frozenset()


async def test_whether_somebody_wins_by_force_is_no_question_once_the_game_is_over(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 I8 A2 J8 A3 K8 A4")
        await press(pilot, "t")
        assert "is there a win by force?" in screen(pilot)
        await play(pilot, "L8")
        assert "threats ─" in screen(pilot)
        assert "by force" not in screen(pilot)


async def test_a_proof_is_played_out_numbered_and_stepped_through(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 I8 A3")
        await press(pilot, "t")
        tab = pilot.app.tab
        tell(pilot, Proof(tab.table.game, "vct", BLACK, True, at("J8 K8 J9")))
        await settled(pilot)
        assert "Black wins by fours and threes." in screen(pilot)
        assert "0/3" in screen(pilot)
        tab.play_out()
        tab.play_out()
        await settled(pilot)
        assert "2/3" in screen(pilot)
        scene = tab.board.scene
        assert scene.numbers == {at("J8")[0]: 1, at("K8")[0]: 2}
        assert [scene.cells[move] for move in at("J8 K8 J9")] == [BLACK, WHITE, 0]
        await press(pilot, "left_square_bracket")
        assert "1/3" in screen(pilot)
        assert tab.playing is None
        await press(pilot, *["right_square_bracket"] * 9)
        assert "3/3" in screen(pilot)
        assert stones(pilot) == "H8 A1 I8 A3"
        await press(pilot, "escape")
        assert tab.board.scene.numbers == {}


async def test_a_proof_plays_itself_out_to_its_end(monkeypatch):
    monkeypatch.setattr(gomoku, "SECONDS_A_STONE", 0.01)
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 I8 A3")
        await press(pilot, "t")
        tab = pilot.app.tab
        tell(pilot, Proof(tab.table.game, "vct", BLACK, True, at("J8 K8 J9")))
        await sees(pilot, "3/3")
        await eventually(lambda: tab.playing is None)


@pytest.mark.parametrize(
    ("moves", "color", "to_move", "share"),
    [
        ("H8 A1 I8 A3", BLACK, True, "black 100 %"),
        ("H8 A1 I8", WHITE, True, "black 0 %"),
        ("H8 A1 I8", BLACK, False, "black n/a"),
    ],
)
async def test_who_wins_by_force_has_won_but_who_threatens_to_has_not(moves, color, to_move, share):
    async with playing() as pilot:
        await set_up(pilot, moves)
        await press(pilot, "t")
        tell(pilot, Proof(pilot.app.tab.table.game, "vcf", color, to_move, at("J8 K8 J9")))
        await settled(pilot)
        assert share in screen(pilot)


async def test_what_the_other_one_threatens_is_said_so():
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 I8")
        await press(pilot, "t")
        tell(pilot, Proof(pilot.app.tab.table.game, "vcf", BLACK, False, at("J8")))
        await settled(pilot)
        assert "Black threatens to win by fours." in screen(pilot)


async def test_a_stone_ends_the_proof_that_stands_there():
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 I8 A3")
        await press(pilot, "t")
        tell(pilot, Proof(pilot.app.tab.table.game, "vct", BLACK, True, at("J8 K8 J9")))
        pilot.app.tab.play_out()
        await play(pilot, "C3")
        assert pilot.app.tab.board.scene.numbers == {}
        assert pilot.app.tab.playing is None


async def test_numbers_of_the_moves_stand_on_demand():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9 G7")
        await press(pilot, "x")
        assert list(pilot.app.tab.board.scene.numbers.values()) == [1, 2, 3]
        await press(pilot, "x")
        assert pilot.app.tab.board.scene.numbers == {}


async def test_numbers_of_the_moves_are_away_while_a_proof_stands_there():
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 I8 A3")
        await press(pilot, "x", "t")
        tell(pilot, Proof(pilot.app.tab.table.game, "vct", BLACK, True, at("J8 K8 J9")))
        pilot.app.tab.play_out()
        await settled(pilot)
        assert pilot.app.tab.board.scene.numbers == {at("J8")[0]: 1}
        await press(pilot, "t")
        assert list(pilot.app.tab.board.scene.numbers.values()) == [1, 2, 3, 4]


async def test_numbers_of_the_moves_and_the_heatmap_put_each_other_away(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await press(pilot, "x", "m")
        await newest(engine, Analyse)
        tell(pilot, thinking(pilot))
        await settled(pilot)
        scene = pilot.app.tab.board.scene
        assert (scene.numbers, len(scene.marks)) == ({}, 3)
        await press(pilot, "x")
        scene = pilot.app.tab.board.scene
        assert (len(scene.numbers), scene.marks) == (2, {})
        assert "9 is best" not in head(pilot)
        await newest(engine, Look)


# Files


async def save(pilot, path):
    await press(pilot, "s")
    assert isinstance(pilot.app.screen, FilePicker)
    pilot.app.screen.query_one(Input).value = str(path)
    await press(pilot, "enter")


@pytest.mark.parametrize("name", ("a.sgf", "a.psq", "a.PSQ"))
async def test_a_game_is_saved_and_opened(name, tmp_path):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9 G7", (PERSON, Engine(5)), size=9)
        await save(pilot, tmp_path / name)
        await eventually((tmp_path / name).exists)
        assert ("Piskvorky" in (tmp_path / name).read_text()) == (name != "a.sgf")
        await set_up(pilot, "")
        await press(pilot, "o")
        pilot.app.screen.query_one(Input).value = str(tmp_path / name)
        await press(pilot, "enter")
        await eventually(lambda: stones(pilot) == "H8 I9 G7")
        assert pilot.app.tab.table.sides == (PERSON, PERSON)


async def test_what_a_format_has_no_place_for_is_not_saved(tmp_path):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9", row=4)
        await save(pilot, tmp_path / "a.psq")
        await eventually(lambda: notices(pilot))
        assert notices(pilot) == ["The PSQ format has no place for this game. 4 in a row"]
        assert not (tmp_path / "a.psq").exists()


async def test_what_is_no_game_is_told_and_changes_nothing(tmp_path):
    (tmp_path / "a.sgf").write_text("no game")
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        pilot.app.tab.opened(tmp_path / "a.sgf")
        pilot.app.tab.opened(tmp_path / "gone.sgf")
        await settled(pilot)
        assert "This is not a game in the SGF format." in notices(pilot)[-2]
        assert "gone.sgf" in notices(pilot)[-1]
        assert stones(pilot) == "H8 I9"


async def test_an_unfinished_game_is_there_again(engine):
    async with playing() as pilot:
        await play(pilot, "H8")
        await answer(pilot, "I9")
        pilot.app.tab.table.seconds = [12.0, 3.0]
        await play(pilot, "G7")
        await newest(engine, Think)
    async with playing() as pilot:
        assert stones(pilot) == "H8 I9 G7"
        assert pilot.app.tab.table.seconds[0] >= 12.0
        assert (await newest(engine, Think)).game.moves == at("H8 I9 G7")


async def test_a_broken_file_is_told_and_a_new_game_begins():
    game_file.paths.private(game_file.paths.state())
    game_file.file().write_text("(;GM[4]SZ[15];B[hh")
    async with playing() as pilot:
        assert "gomoku.sgf.broken" in notices(pilot)[-1]
        await play(pilot, "H8")
        assert game_file.load()[0].moves == list(at("H8"))


async def test_where_nothing_can_be_kept_it_is_told_once_and_the_game_goes_on():
    game_file.paths.private(game_file.paths.state())
    game_file.file().mkdir()
    async with playing() as pilot:
        await set_up(pilot, "")
        before = len(notices(pilot))
        await play(pilot, "H8", "I9", "G7")
        assert stones(pilot) == "H8 I9 G7"
        assert len(notices(pilot)) <= before + 1
        assert any("gomoku.sgf" in each for each in notices(pilot))


# Hidden and shown, and what goes wrong


async def test_a_hidden_tab_ends_its_engine_and_asks_anew_when_it_is_shown(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9", (PERSON, Engine(5)))
        await press(pilot, "a")
        await newest(engine, Analyse)
        await press(pilot, "2")
        await eventually(lambda: not engine.alive)
        assert not pilot.app.tab.has_class("-tall")
        await press(pilot, "5")
        await eventually(lambda: len(engine.starts) == 2)
        await eventually(lambda: len(asked(engine, Analyse)) == 2)


async def test_no_clock_runs_while_another_tab_is_in_front():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await press(pilot, "2")
        tab = pilot.app.frame.query_one(GomokuTab)
        assert tab.table.since is None
        await press(pilot, "5")
        assert tab.table.since is not None


async def test_an_error_is_shown_with_its_fix_and_f_tries_again(engine):
    async with playing() as pilot:
        await play(pilot, "H8")
        await newest(engine, Think)
        tell(pilot, FAILED)
        await settled(pilot)
        for words in (FAILED.what, FAILED.why, FAILED.fix, "f tries again"):
            assert words in screen(pilot)
        assert "●" in screen(pilot)
        await press(pilot, "f")
        await eventually(lambda: len(asked(engine, Think)) == 2)
        await settled(pilot)
        assert FAILED.what not in screen(pilot)


async def test_an_engine_that_failed_is_not_said_to_think_on(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        await press(pilot, "a")
        await newest(engine, Analyse)
        assert "thinks on" in head(pilot)
        tell(pilot, FAILED)
        await settled(pilot)
        assert "thinks on" not in head(pilot)


async def test_an_engine_that_dies_is_an_error_and_the_game_stays(engine, monkeypatch):
    async with playing() as pilot:
        await play(pilot, "H8")
        await newest(engine, Think)
        (number,) = engine.alive
        import os

        os.kill(number, 9)
        assert "The engine stopped without a word." in await sees(pilot, "without a word")
        assert stones(pilot) == "H8"
        assert len(engine.starts) == 1  # it is not started again and again
