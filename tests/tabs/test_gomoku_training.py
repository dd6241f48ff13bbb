"""The training in the gomoku tab: begun, followed, paused, cancelled, looked at afterwards."""

import json
from contextlib import ExitStack
from dataclasses import replace
from functools import reduce

import msgspec
import pytest
from textual.widgets import Input

from engines import jobs, link, wire
from engines.gomoku.messages import (
    Done,
    Game,
    Gated,
    Match,
    Pause,
    Phase,
    Request,
    Resume,
    Score,
    Think,
    Train,
    Watched,
)
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.rules import Rules
from engines.gomoku.training import places
from engines.gomoku.training.config import Config
from engines.gomoku.training.told import Training, step
from tests import eventually, until
from tests.engines.gomoku.random_nets import drawn, put
from tests.snapshots.standing_job import standing
from tests.snapshots.training_states import LARGE, NO_TORCH, TINY, large, learnt, recorded
from tests.snapshots.training_states import until as as_far_as
from tests.tabs import LARGE as WIDE
from tests.tabs import (
    SMALL,
    TERMINAL,
    Child,
    console,
    driver,
    notices,
    press,
    rows,
    screen,
    sees,
    settled,
)
from tests.tabs.gomoku_game import PERSON, READY, newest, play, playing, set_up, stones
from tui.gomoku_table import Engine
from tui.tabs import gomoku_dashboard as dashboard
from tui.tabs import gomoku_playing
from tui.tabs.gomoku import GomokuTab
from tui.tabs.gomoku_dashboard import Shown
from tui.widgets.go_board import GoBoard

PLAY = 'echo $$ >>"$1.pids"; cat "$1.events"; while read -r line; do echo "$line" >>"$1.requests"; '
PLAY += 'case "$line" in *Cancel*) cat "$1.end"; exit;; *Pause*) cat "$1.rest";; esac; done'

decoded = msgspec.json.Decoder(Request).decode


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    """The engine of the board."""
    played = Child(tmp_path, "gomoku").says(READY)
    monkeypatch.setattr(GomokuTab, "ARGV", played.argv)
    monkeypatch.setattr(gomoku_playing, "PACE", 0.0)
    return played


@pytest.fixture
def trainer(tmp_path, monkeypatch):
    """What trains in jobs."""
    (tmp_path / "job").mkdir()
    child = Child(tmp_path / "job", "gomoku", PLAY)
    child.says(READY, *as_far_as("selfplay", 2))
    child._file("end").write_bytes(wire.encode(wire.Cancelled()))
    child._file("rest").write_bytes(wire.encode(Phase("rest", 2, 24, "5f3a91c2")))
    monkeypatch.setattr(link, "child", lambda _engine, _needed: child.argv)
    yield child
    for job in jobs.every():
        if job.running:
            job.cancel()
            until(lambda job=job: not job.running)


def told(child):
    """What the job was sent behind its first request."""
    return [decoded(line) for line in child._lines("requests")][1:]


class Standing:
    """A training that stands on disk as this test says."""

    def __init__(self):
        self.stack = ExitStack()

    def __call__(self, *events, id="7f3a", config=TINY, request=None, resource=""):
        request = request or Train(config=config)
        resource = resource or places.RESOURCE + request.place
        self.stack.enter_context(
            standing(id, "gomoku", places.title(config), request, resource, events)
        )
        return jobs.find(id)


@pytest.fixture
def stands():
    found = Standing()
    with found.stack:
        yield found


# Before there is one


async def test_somebody_who_never_trained_is_told_what_to_do(engine):
    async with playing() as pilot:
        assert "T: train a network of your own" in " ".join(screen(pilot).split())
        await press(pilot, "T")
        shown = " ".join(screen(pilot).split())
        assert "No network is being trained." in shown
        assert "tiny takes minutes" in shown
        assert "Enter train a network" in rows(pilot)[-1]
        await press(pilot, "escape")
        assert "You begin, with black." in screen(pilot)


async def test_a_training_is_begun_and_followed(trainer):
    async with playing() as pilot:
        await press(pilot, "T", "enter")
        shown = screen(pilot)
        assert shown.index("tiny: ") < shown.index("small: ") < shown.index("large: ")
        await press(pilot, "enter")
        shown = await sees(pilot, "generation 2 of 24")
        (job,) = jobs.every()
        request = decoded(job.record.request)
        assert request == Train(config=TINY)
        assert job.record.resources == (places.RESOURCE + request.place,)
        assert "train tiny" in rows(pilot)[2]
        assert rows(pilot)[2].endswith("● training")
        await press(pilot, "c")
        shown = await sees(pilot, "▲ cancelled")
        assert "begun again, it goes on where it stood" in shown
        assert isinstance(told(trainer)[-1], wire.Cancel)


async def test_one_that_was_cancelled_goes_on_as_it_was_asked_for(trainer, tmp_path):
    """With its own configuration and folder, whatever is shipped."""
    asked = Train(folder=str(tmp_path / "there"), config=Config(name="mine"))
    async with playing() as pilot:
        await press(pilot, "T")
        pilot.app.tab.train(asked)
        await sees(pilot, "● training")
        await press(pilot, "c")
        await sees(pilot, "▲ cancelled")
        await press(pilot, "enter")
        assert "go on with mine" in screen(pilot)
        await press(pilot, "enter")
        await eventually(lambda: len(jobs.every()) == 2)
        assert [decoded(job.record.request) for job in jobs.every()] == [asked, asked]
        await sees(pilot, "● training")


async def test_a_configuration_of_ones_own_is_taken_from_a_file(trainer, tmp_path):
    good, bad = tmp_path / "mine.toml", tmp_path / "bad.toml"
    good.write_text('name = "mine"\n[game]\nsizes = [7]\n')
    bad.write_text("name = 7")
    async with playing() as pilot:
        await press(pilot, "T")
        for path in (bad, good):
            await press(pilot, "enter", "up", "enter")
            pilot.app.screen.query_one(Input).value = str(path)
            await settled(pilot)
            await press(pilot, "enter")
        await eventually(lambda: jobs.every())
        assert decoded(jobs.every()[0].record.request).config.name == "mine"
        assert any("This is no configuration" in each for each in notices(pilot))
        await sees(pilot, "train mine")


async def test_without_torch_it_says_what_to_type_and_y_copies_it(trainer):
    trainer.says(READY, NO_TORCH)
    async with playing() as pilot:
        await press(pilot, "T", "enter", "enter")
        await sees(pilot, "✗ failed")
        shown = await sees(pilot, "A network is trained with torch, and it is not here.")
        await press(pilot, "y")
        assert pilot.app.clipboard == NO_TORCH.fix
        assert "Enter begins again" in shown
        assert "losses" not in shown


async def test_in_a_folder_that_is_in_use_none_is_begun(trainer):
    async with playing() as pilot:
        await press(pilot, "T", "enter", "enter")
        await sees(pilot, "generation 2")
        tab = pilot.app.tab
        tab.job, tab.work, tab.told = None, "", tab.NOTHING
        tab.train(Train(config=TINY))
        shown = await sees(pilot, "Another job is using this.")
        assert "zerodeck jobs attach" in shown
        await press(pilot, "T", "T")
        await sees(pilot, "● training")  # the one that uses it


# While it runs


async def test_it_is_paused_and_goes_on(trainer):
    async with playing() as pilot:
        await press(pilot, "T", "enter", "enter")
        await sees(pilot, "● training")
        await press(pilot, "space")
        await sees(pilot, "▲ paused")
        await press(pilot, "space")
        await eventually(lambda: len(told(trainer)) == 2)
        assert [type(each) for each in told(trainer)] == [Pause, Resume]


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_it_shows_losses_games_gates_and_a_game_with_what_the_network_expects(stands, size):
    stands(*large(), config=LARGE)
    async with playing(size) as pilot:
        await press(pilot, "T")
        shown = await sees(pilot, "generation 2 of 3")
        for words in ("96 / 256 games", "17 s left", "steps 50 to 10,110", "2.100", "0.349",
                      "9.20 games/s", "28 moves a game", "1 of 1 accepted", "+91 =8 -61",
                      "59 % (52-67)", "+66 Elo ✓", "a1c3559e", "NVIDIA H100", "hits 55 %",
                      "move 12, black 46 %"):  # fmt: skip
            assert words in shown
        board = next(row for row in rows(pilot) if row.startswith("11 "))
        assert "9" in board[3:34]  # H11, which it expected most
        seen = GoBoard.words(pilot.app.tab.query_one("#watched", GoBoard))
        assert "(○)" in seen
        assert "[" not in seen  # nobody plays there


async def test_what_the_job_tells_next_is_shown_soon(stands):
    job = stands(*as_far_as("selfplay", 2))
    async with playing() as pilot:
        await press(pilot, "T")
        await sees(pilot, "generation 2 of 24   self-play")
        more = [Phase("gate", 2, 24, "5f3a91c2", "cpu"), wire.Progress("games", 10, 64)]
        with (job.folder / "events.jsonl").open("ab") as file:
            file.write(b"".join(map(wire.encode, more)))
        await sees(pilot, "against the last accepted")
        assert "10 / 64 games" in screen(pilot)


async def test_the_game_rests_while_the_training_is_in_front_and_is_here_again(engine, stands):
    stands(*as_far_as("selfplay", 2))
    async with playing() as pilot:
        await play(pilot, "H8")
        await newest(engine, Think)
        await press(pilot, "T")
        await sees(pilot, "generation 2")
        await eventually(lambda: not engine.alive)
        tab = pilot.app.tab
        for key in ("u", "n", "H", "a", "w", "colon", "p", "plus", "R", "left_square_bracket"):
            await press(pilot, key)
        assert pilot.app.screen is pilot.app.frame
        assert stones(pilot) == "H8"
        assert tab.table.since is None
        await pilot.click("#watched", offset=(12, 4))
        assert stones(pilot) == "H8"
        await press(pilot, "T")
        assert await newest(engine, Think)
        assert len(engine.starts) == 2
        assert "White is to move." in screen(pilot)


async def test_the_other_tabs_and_back(stands):
    stands(*as_far_as("selfplay", 2))
    async with playing() as pilot:
        await press(pilot, "T")
        await sees(pilot, "generation 2")
        await pilot.app.action_open("zero")
        await pilot.app.action_open("gomoku")
        await settled(pilot)
        assert "generation 2" in screen(pilot)
        assert pilot.app.tab.link is None


async def test_with_the_largest_board_in_front_the_training_has_the_usual_rows(stands):
    stands(*as_far_as("selfplay", 2))
    async with playing() as pilot:
        await set_up(pilot, "H8", size=20)
        await press(pilot, "T")
        await sees(pilot, "generation 2")
        assert not pilot.app.tab.tall
        await press(pilot, "T")
        await settled(pilot)
        assert pilot.app.tab.tall


async def test_nothing_is_followed_that_nobody_looks_at(stands):
    stands(*as_far_as("selfplay", 2))
    async with playing() as pilot:
        pilot.app.job_bar.look()
        pilot.app.tab.find_job()
        await settled(pilot)
        assert pilot.app.tab.job is None


async def test_a_match_is_no_training(stands):
    match = Match("level:2", "level:3")
    stands(id="2c11", request=match, resource="file:/x")
    async with playing() as pilot:
        await press(pilot, "T")
        assert "No network is being trained." in screen(pilot)


# Later


@pytest.mark.parametrize("seen", [False, True])
async def test_one_that_has_ended_is_looked_at_later(stands, seen):
    job = stands(*recorded())
    if seen:
        job.see()
    async with playing() as pilot:
        await press(pilot, "T")
        shown = await sees(pilot, "● done")
        assert "generation 24 of 24" in shown
        assert "12:34" in shown
        assert "11 of 24 accepted" in shown
        assert "weights /home/pi/" in shown
        assert pilot.app.shows(job)
        await press(pilot, "escape")
        assert not pilot.app.shows(job)


async def test_the_one_that_runs_is_shown_before_those_that_have_ended(stands):
    stands(*recorded(), id="2c11")
    stands(*as_far_as("selfplay", 5), id="7f3a")
    async with playing() as pilot:
        await press(pilot, "T")
        await sees(pilot, "generation 5 of 24")


async def test_another_is_chosen_among_all_that_there_are(stands):
    stands(*recorded(), id="2c11")
    stands(*large(), id="7f3a", config=LARGE)
    async with playing() as pilot:
        await press(pilot, "T")
        await sees(pilot, "train large")
        await press(pilot, "v")
        assert "2c11" in screen(pilot)
        await press(pilot, "2", "c", "enter")
        await sees(pilot, "● done")
        assert "train tiny" in rows(pilot)[2]
        assert pilot.app.tab.request.config == TINY
        pilot.app.job_bar.look()
        pilot.app.tab.find_job()
        await settled(pilot)
        assert "train tiny" in rows(pilot)[2]  # though another runs
        pilot.app.tab.attach(jobs.find("7f3a"))
        assert pilot.app.tab.axes == {}  # not the other's


async def test_where_there_is_none_that_is_said():
    async with playing() as pilot:
        await press(pilot, "T", "v")
        assert "Nothing was trained yet." in notices(pilot)


async def test_a_network_that_was_trained_is_played_against(engine, stands):
    weights = drawn("tiny", sizes=(6, 7), row=4)
    sha = weights.header.sha256
    folder = shelf.trainings() / "tiny"
    put(folder / "weights", weights, f"{sha[:16]}.npz")
    taught = [{"steps": 9, "accepted": True}]
    (folder / "training.json").write_text(json.dumps({"accepted": sha, "generations": taught}))
    done = Done(weights=str(folder / "weights" / f"{sha[:16]}.npz"))
    stands(*recorded()[:-1], done)
    async with playing() as pilot:
        await press(pilot, "T")
        await sees(pilot, "● done")
        await press(pilot, "g")
        await settled(pilot)
        table = pilot.app.tab.table
        assert (table.rules, table.sides) == (Rules(7, 4), (PERSON, Engine(5, "tiny")))
        assert not pilot.app.tab.training
        await play(pilot, "D4")
        assert (await newest(engine, Think)).net == "tiny"


async def test_weights_that_lie_elsewhere_are_not_played_against(stands):
    stands(*recorded())
    async with playing() as pilot:
        await press(pilot, "T")
        await sees(pilot, "● done")
        await press(pilot, "g")
        assert any("zerodeck gomoku nets import" in each for each in notices(pilot))
        assert pilot.app.tab.training


async def test_a_job_that_hears_nothing_any_more_cannot_be_paused_and_that_is_said(stands):
    stands(*as_far_as("selfplay", 2))
    async with playing() as pilot:
        await press(pilot, "T")
        await sees(pilot, "generation 2")
        await press(pilot, "space")
        assert any("The job has ended." in each for each in notices(pilot))


# How it is drawn


def figures(config: Config, events, width, height) -> list[str]:
    told = reduce(step, events, Training())
    rows = dashboard.dashboard(Shown(told, "x", config, dashboard.axes(told, {})), width, height)
    return ["".join(text for text, _role in row) for row in rows]


@pytest.mark.parametrize("width", [30, 36, 45, 60, 85, 160])
@pytest.mark.parametrize("height", [8, 15, 17, 33, 50])
@pytest.mark.parametrize("events", [[], recorded()[:3], recorded(), large()], ids=len)
def test_whatever_room_there_is_nothing_is_wider_or_higher(width, height, events):
    found = figures(TINY, events, width, height)
    assert all(len(line) <= width for line in found)
    assert len(found) <= max(height, 13)


def test_the_first_loss_has_an_axis_of_its_own():
    nothing = dashboard.axes(Training(), {})
    told = step(Training(), learnt(0, 50, 100))
    axis = dashboard.axes(told, nothing)["value"]
    assert axis.high - axis.low < 0.2


def test_the_newest_gates_stand_first_and_each_says_how_it_ended():
    score = Score(20, 20, 0, 0, 1.0, 0.84, 1.0)
    gates = [Gated(number, score, number != 2) for number in (1, 2, 3)]
    found = figures(TINY, gates, 80, 33)
    lines = [line.split() for line in found if "+20 =0 -0" in line]
    assert [line[0] for line in lines] == ["3", "2", "1"]
    assert [line[-1] for line in lines] == ["accepted", "refused", "accepted"]
    assert not any("Elo" in line for line in found if "+20" in line)


async def test_on_a_terminal_without_unicode_it_is_ascii(stands):
    stands(*large(), config=LARGE)
    async with console("gomoku", terminal=replace(TERMINAL, unicode=False), recorded=True) as pilot:
        await press(pilot, "T")
        await eventually(lambda: "generation 2 of 3" in "\n".join(driver(pilot).screen.display), 10)
        await settled(pilot)
        assert [line for line in driver(pilot).screen.display if not line.isascii()] == []


async def test_what_is_told_often_is_painted_at_leisure(stands, monkeypatch):
    stands(*as_far_as("selfplay", 2))
    async with playing() as pilot:
        await press(pilot, "T")
        await sees(pilot, "generation 2")
        tab, painted = pilot.app.tab, []
        monkeypatch.setattr(tab, "paint", lambda: painted.append(tab.told))
        for number in range(100):
            tab.told = tab.job_step(tab.told, Watched(Game(Rules(6, 4), (number % 36,))))
        assert len(painted) <= 2
