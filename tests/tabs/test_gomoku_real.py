"""The gomoku tab with its real engine."""

from tests import eventually
from tests.tabs import press, screen, sees, settled
from tests.tabs.gomoku_game import PERSON, playing, set_up, stones
from tui.gomoku_table import Engine


async def test_a_person_plays_and_the_engine_answers_what_must_be_answered():
    async with playing() as pilot:
        assert pilot.app.tab.state.ready.backend in ("C", "Python")
        await set_up(pilot, "H8 A1 I8 A3 J8 C1", (PERSON, Engine(3)))
        pilot.app.tab.put(pilot.app.tab.board.cursor + 3)  # K8: a four
        await eventually(lambda: len(pilot.app.tab.table.moves) == 8)
        assert stones(pilot).split()[-1] in ("G8", "L8")
        await settled(pilot)
        assert "your move" in screen(pilot)


async def test_a_win_by_force_is_found_and_its_proof_stands_on_the_board():
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 I8 A3 J8 C1", (PERSON, Engine(3)))
        await press(pilot, "t")
        proof = await eventually(lambda: pilot.app.tab.proof)
        assert proof.moves
        await sees(pilot, "Black wins by")
        assert "three H8-J8" in screen(pilot)
        await press(pilot, "right_square_bracket")
        assert pilot.app.tab.board.scene.numbers


async def test_thinking_is_given_up_for_whatever_is_newer():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9 G7", (PERSON, Engine(9)))
        await eventually(lambda: pilot.app.tab.state.seen)
        await press(pilot, "u")
        assert stones(pilot) == "H8 I9"
        await press(pilot, "a", "m")
        await eventually(lambda: pilot.app.tab.analysis and pilot.app.tab.board.scene.marks)
        await press(pilot, "a", "m")
        await settled(pilot)
        assert pilot.app.tab.board.scene.marks == {}
        assert stones(pilot) == "H8 I9"


async def test_renju_marks_what_black_may_not_play():
    async with playing() as pilot:
        await set_up(pilot, "H8 A1 H7 A15 G9 O1 F9 O15", kind="renju")
        await eventually(lambda: "×" in "".join(screen(pilot).splitlines()[5:20]))
