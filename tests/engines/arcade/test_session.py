"""From the title to the end of a run and back, by six buttons."""

from collections.abc import Callable
from random import Random

import pytest

from engines.arcade import games
from engines.arcade.cards import Card, Score
from engines.arcade.game import BUTTONS, DOWN, LEFT, RIGHT, UP, A, B, Setup
from engines.arcade.replay import played
from engines.arcade.session import SETTLE, Session
from tests.engines.arcade import counting


@pytest.fixture
def session(game) -> Session:
    return Session(game, Card(), "latch", iter(range(1, 1000)).__next__)


def press(session: Session, *buttons: int) -> None:
    """Each goes down and up."""
    for button in buttons:
        session.step(button)
        session.step(0)


def won(session: Session) -> None:
    while session.scene == "playing":
        session.step(RIGHT)
    for _ in range(SETTLE):
        session.step(0)


def deeds(session: Session) -> list[str]:
    assert session.page
    return [item.deed for item in session.page.items]


def chosen(session: Session) -> str:
    assert session.page
    return session.page.items[session.page.chosen].deed


def test_it_begins_with_the_title(session: Session) -> None:
    assert session.page is not None
    assert session.page.head == "Counting"
    assert deeds(session) == ["play", "level", "difficulty", "leave"]
    assert [item.value for item in session.page.items] == ["", "1", "normal", ""]


def test_up_and_down_choose_all_around(session: Session) -> None:
    press(session, DOWN, DOWN)
    assert chosen(session) == "difficulty"
    press(session, UP, UP, UP)
    assert chosen(session) == "leave"
    press(session, DOWN)
    assert chosen(session) == "play"


def test_a_held_button_is_pressed_once(session: Session) -> None:
    for _ in range(10):
        session.step(DOWN)
    assert chosen(session) == "level"


def test_left_and_right_change_what_is_chosen(session: Session) -> None:
    press(session, DOWN, RIGHT, RIGHT, DOWN, LEFT)
    assert session.page is not None
    assert [item.value for item in session.page.items] == ["", "3", "easy", ""]
    press(session, UP, RIGHT)
    assert session.page.items[1].value == "1"


def test_it_plays_what_was_chosen(session: Session) -> None:
    press(session, DOWN, RIGHT, UP, A)
    assert session.scene == "playing"
    assert session.page is None
    assert session.world
    assert session.world.setup == Setup("counting", "2", 1, 1)


def test_a_setup_begins_at_once(game) -> None:
    session = Session(game, Card(), "latch", lambda: 0, Setup("counting", "3", 2, 9))
    assert session.scene == "playing"
    won(session)
    assert [item.deed for item in session.page.items] == ["again", "title", "leave"]  # type: ignore[union-attr] # it stands there


def test_the_first_level_that_is_not_beaten_is_offered(game) -> None:
    session = Session(game, Card(beaten={"1": 0}), "latch", lambda: 0)
    assert session.page is not None
    assert session.page.items[1].value == "2"


def test_a_pause_changes_nothing(session: Session) -> None:
    press(session, A)
    for _ in range(10):
        session.step(RIGHT)
    assert session.world
    before = session.world.checksum
    session.pause()
    assert deeds(session) == ["go on", "again", "title", "leave"]
    for _ in range(20):
        session.step(0)
    assert session.world.checksum == before
    press(session, B)
    assert session.scene == "playing"


def test_who_wins_is_offered_the_next_level(session: Session) -> None:
    press(session, A)
    won(session)
    assert session.page
    assert session.page.head == "Well done"
    assert chosen(session) == "next"
    press(session, A)
    assert session.world
    assert session.world.setup.level == "2"


def test_the_end_tells_what_it_was_worth_beside_the_best_of_its_kind(game) -> None:
    scores = (Score(90, "1", 1, "latch"), Score(99, "1", 2, "latch"), Score(99, "1", 1, "hold"))
    session = Session(game, Card(scores=scores), "latch", lambda: 0)
    press(session, A)
    for _ in range(5):
        press(session, A)
    won(session)
    assert session.page
    assert session.page.facts == (("Score", "5"), ("Best", "90"))


def test_who_still_hammers_at_the_end_chooses_nothing(session: Session) -> None:
    press(session, A)
    while session.scene == "playing":
        session.step(RIGHT | A)
    for _ in range(SETTLE // 2 - 1):
        press(session, A)
    assert session.scene == "over"
    for _ in range(SETTLE):
        session.step(A)
    assert session.scene == "over"  # held, not pressed
    press(session, 0, A)
    assert session.scene == "playing"


def test_what_came_of_a_run_can_be_played_again(session: Session) -> None:
    press(session, A)
    won(session)
    ((result, film),) = session.results
    assert result.beaten == ("1",)
    assert result.score.ticks == film.ticks
    assert result.quickest == {"1": film.ticks}
    *_others, last = played(film, counting.begin)
    assert last.checksum == session.world.checksum  # type: ignore[union-attr] # it was played


@pytest.mark.parametrize("way", ["again", "title", "leave"])
def test_a_run_that_is_given_up_counts(session: Session, way: str) -> None:
    press(session, A)
    for _ in range(3):
        session.step(RIGHT)
    session.pause()
    while chosen(session) != way:
        press(session, DOWN)
    press(session, A)
    ((result, _film),) = session.results
    assert not result.beaten
    assert session.left == (way == "leave")
    assert session.scene == {"again": "playing", "title": "title", "leave": "over"}[way]


def test_no_buttons_ever_raise(game, rng: Random, count: Callable[[int], int]) -> None:
    for _ in range(count(100)):
        session = Session(game, Card(), "latch", lambda: rng.getrandbits(32))
        for _ in range(600):
            session.step(rng.choice([0, 0, rng.randint(0, BUTTONS), A, DOWN]))
            if rng.random() < 0.02:
                session.pause()
            page = session.page
            assert (page is None) == (session.scene == "playing")
            assert page is None or 0 <= page.chosen < len(page.items)
        for _result, film in session.results:
            assert list(played(film, counting.begin))


def test_what_takes_a_line_is_no_deed_of_the_run(session: Session) -> None:
    for _ in range(5):
        session.step(A)  # begins it, and is held
    assert session.world
    assert session.world.score == 0
    session.step(0)
    session.step(A)
    assert session.world.score == 1
    session.pause()
    session.step(0)
    session.step(A)  # goes on, and is held
    session.step(A | RIGHT)
    assert (session.scene, session.world.score) == ("playing", 1)


def test_who_has_won_a_run_of_many_levels_is_offered_the_one_after_the_last() -> None:
    thornstep = games.game("thornstep")
    run = Session(thornstep, Card(), "latch", lambda: 1, Setup("thornstep", "1-1"))
    went_through(run, 2)
    assert run.following == 2
    run = Session(thornstep, Card(), "latch", lambda: 1, Setup("thornstep", "1-1"))
    went_through(run, len(thornstep.levels))
    assert "next" not in deeds(run)


def test_practice_leads_nowhere_and_its_level_is_that_of_the_title() -> None:
    thornstep = games.game("thornstep")
    run = Session(thornstep, Card(), "latch", lambda: 1, Setup("thornstep", "only 1-3"))
    assert run.levels[run.level] == "1-3"
    went_through(run, 1)
    assert "next" not in deeds(run)


def went_through(run: Session, levels: int) -> None:
    """And won there."""
    assert run.world
    run.world.ended = "won"
    run.world.times[:levels] = [100] * levels  # type: ignore[attr-defined] # of Thornstep
    run.end()


def test_a_pause_tells_all_that_is_known(session: Session) -> None:
    press(session, A)
    session.step(A)
    session.pause()
    assert session.page
    assert session.page.facts == (("Score", "1"),)
