"""Jobs in the console: the bar on every tab, the bell at the end, and the screen about them."""

import fcntl
from datetime import datetime

import pytest
from textual.widgets import Input

from engines import jobs, wire
from engines.gomoku.messages import Done as Trained
from engines.gomoku.messages import Phase, Train
from engines.probe.messages import Flash, Pace, Phased, Verified
from tests import eventually
from tests.bridge import SERVE
from tests.bridge.sleeper.messages import Count, Done
from tests.tabs import console, notices, press, rows, screen, sees, settled, type_in, written
from tui import app as tui_app
from tui import words
from tui.cli import job_words
from tui.screens import jobs as jobs_screen
from tui.screens.jobs import JobsScreen, told
from tui.tabs.devzero import DevZeroTab
from tui.widgets import job_bar
from tui.widgets.job_bar import MOST, JobBar


@pytest.fixture(autouse=True)
def often(monkeypatch):
    """Nobody waits a second for a test."""
    monkeypatch.setattr(job_bar, "PERIOD", 0.05)


def start(title="counting", to=1_000_000, **request):
    return jobs.start("sleeper", Count(to=to, **request), title=title, argv=SERVE)


async def ended(title="counting", **request):
    job = start(title, **request)
    await eventually(lambda: not job.running)
    return job


@pytest.fixture
def bells(monkeypatch):
    rung = []
    monkeypatch.setattr(tui_app.Zerodeck, "bell", lambda self: rung.append(self))
    return rung


def bar(pilot):
    (found,) = pilot.app.screen_stack[0].query(JobBar)
    return found.words() if found.display else ""


# The bar


async def test_without_jobs_there_is_no_bar():
    async with console() as pilot:
        assert not pilot.app.query_one(JobBar).display


async def test_a_running_job_is_shown_on_every_tab(three_tabs):
    job = start()
    async with console(kind=three_tabs) as pilot:
        for digit in "234":
            await press(pilot, digit)
            await eventually(lambda: "counting" in rows(pilot)[-3])
            assert job.id in rows(pilot)[-3]
            assert "goes on if you leave" in rows(pilot)[-3]


async def test_a_job_that_was_started_elsewhere_appears():
    async with console() as pilot:
        start("from another console")
        await sees(pilot, "from another console")


async def test_leaving_the_console_leaves_the_job():
    job = start()
    async with console() as pilot:
        await sees(pilot, job.id)
        await press(pilot, "q")
    assert job.running


async def test_more_jobs_than_rows_are_counted():
    for number in range(MOST + 2):
        start(f"number {number}")
    async with console() as pilot:
        await sees(pilot, f"number {MOST + 1}")
        lines = bar(pilot).splitlines()
        assert len(lines) == MOST
        assert "and 3 more" in lines[-1]
        assert "j shows them" in lines[-1]


async def test_what_runs_is_never_hidden_by_what_has_ended():
    """The oldest of all runs; of those that have ended the newest are told."""
    for number in range(2, 6):
        written(f"000{number}", f"number {number}", Done(1))
    with written("0001", "the work").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        async with console() as pilot:
            await sees(pilot, "the work")
            first, second, last = bar(pilot).splitlines()
            assert "the work" in first
            assert "number 5" in second
            assert "and 3 more" in last


async def test_an_end_that_the_tab_in_front_shows_has_been_seen(bells, monkeypatch):
    monkeypatch.setattr(DevZeroTab, "shows", lambda self, job: True)
    job = start(pause=0.01)
    async with console() as pilot:
        await sees(pilot, job.id)
        job.cancel()
        await eventually(lambda: bells)
        assert bar(pilot) == ""
        assert job.seen
        assert notices(pilot) == []


async def test_an_end_that_the_tab_would_show_under_another_screen_is_told(monkeypatch):
    monkeypatch.setattr(DevZeroTab, "shows", lambda self, job: True)
    job = start(pause=0.01)
    async with console() as pilot:
        await sees(pilot, job.id)
        await press(pilot, "question_mark")
        job.cancel()
        await eventually(lambda: notices(pilot))
        assert not job.seen
        await press(pilot, "escape")
        await eventually(lambda: job.seen and bar(pilot) == "")


async def test_at_its_end_a_bell_rings_and_a_notice_says_how(bells):
    job = start(to=30, pause=0.01)
    async with console() as pilot:
        await sees(pilot, job.id)
        await eventually(lambda: notices(pilot))
        assert notices(pilot) == [f"{job.id} counting ✓ done"]
        assert len(bells) == 1
        await sees(pilot, "j shows it")


async def test_a_failure_is_told_as_such(bells):
    start("bound to fail", fault="fails")
    async with console() as pilot:
        await sees(pilot, "✗ It cannot go on.")


async def test_who_wants_no_bell_hears_none(bells):
    async with console() as pilot:
        await press(pilot, "comma", *["down"] * 6, "right", "escape")
        assert pilot.app.settings.bell is False
        job = start(to=30, pause=0.01)
        await sees(pilot, job.id)
        await eventually(lambda: notices(pilot))
        assert bells == []


async def test_how_a_job_ended_without_a_console_is_shown_until_somebody_has_looked(bells):
    job = await ended(to=1)
    async with console() as pilot:
        await sees(pilot, "✓ done")
        assert not job.seen
        assert bells == []  # it did not end now
    async with console() as pilot:
        await sees(pilot, "✓ done")
        await press(pilot, "escape")
        assert job.seen
        assert bar(pilot) == ""
    async with console() as pilot:
        assert bar(pilot) == ""


async def test_escape_leaves_a_running_job_in_the_bar():
    job = start()
    async with console() as pilot:
        await sees(pilot, job.id)
        await press(pilot, "escape")
        assert job.id in bar(pilot)
        assert not job.seen


# The screen


async def test_without_jobs_the_screen_says_what_jobs_are():
    async with console() as pilot:
        await press(pilot, "j")
        assert "No jobs." in screen(pilot)
        assert "goes on when you" in screen(pilot)
        assert "? help" in rows(pilot)[-1]
        await press(pilot, "c", "k", "x", "y")
        assert isinstance(pilot.app.screen, JobsScreen)


async def test_jobs_are_listed_the_newest_first_and_count_as_seen():
    old, new = await ended("the old one", to=1), start("the new one")
    async with console() as pilot:
        await press(pilot, "j")
        shown = screen(pilot)
        assert shown.index("the new one") < shown.index("the old one")
        assert old.seen
        assert not new.seen
        await press(pilot, "escape")
        await eventually(lambda: "the old one" not in bar(pilot))


async def test_the_log_follows_the_job_under_the_cursor():
    await ended("the old one", to=2, ballast="x" * 7)
    start("the new one", pause=0.01)
    async with console() as pilot:
        await press(pilot, "j")
        await sees(pilot, "counting")
        await press(pilot, "down")
        shown = await sees(pilot, "ballast", "\n ✓ done")
        assert shown.count("▸") == 1


async def test_each_job_says_when_it_began_and_an_ended_one_how_long_it_took():
    written("0001", "the work", Done(1))
    async with console() as pilot:
        await press(pilot, "j")
        row = next(row for row in rows(pilot) if "the work" in row)
        assert row.split() == ["▸", "0001", "1970-01-01", "the", "work", "✓", "done", "12", "s"]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 3, 9, 23, 59), "07:05"),
        (datetime(2026, 3, 10, 0, 1), "03-09 07:05"),
        (datetime(2027, 3, 9, 7, 5), "2026-03-09"),
    ],
)
def test_when_it_began_is_said_as_briefly_as_it_is_plain(now, said):
    assert words.began(datetime(2026, 3, 9, 7, 5).timestamp(), now) == said


async def test_the_bar_says_what_is_left_and_nothing_twice():
    progress = wire.Progress("count", 39, 64, left=1.12)
    with written("0001", "count the sheep", progress).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        async with console() as pilot:
            shown = await sees(pilot, "61 %  1.1 s left")
            assert shown.count("count") == 1
            assert "goes on if you leave" in shown


async def test_a_long_line_of_the_log_is_folded_and_not_cut():
    text = "0123456789" * 20
    written("0001", "the work", wire.Log(text), Done(1))
    async with console() as pilot:
        await press(pilot, "j")
        await eventually(lambda: screen(pilot).count("✓ done") == 2)
        assert text in "".join(row.strip(" ▁▂▃▄▅▆▇█") for row in rows(pilot))


async def test_nothing_in_a_log_commands_the_terminal():
    written("0001", "the work", wire.Log("a\x1b[2Jb"), Done(1))
    async with console() as pilot:
        await press(pilot, "j")
        await sees(pilot, "a\\x1b[2Jb")


async def test_the_cursor_stays_with_its_job_when_another_comes(monkeypatch):
    first = start("the first")
    async with console() as pilot:
        await press(pilot, "j")
        start("the second")
        pilot.app.screen.look()
        await settled(pilot)
        assert "▸" in next(row for row in rows(pilot) if "the first" in row)
        assert pilot.app.screen.chosen().id == first.id


async def test_a_job_is_asked_to_stop_and_says_that_it_was():
    job = start(pause=0.01)
    async with console() as pilot:
        await press(pilot, "j", "c")
        await eventually(lambda: not job.running)
        assert isinstance(job.status().last, wire.Cancelled)
        pilot.app.screen.look()
        await sees(pilot, "▲ cancelled")


async def test_a_job_is_killed_only_when_its_name_was_typed():
    job = start()
    await eventually(lambda: job.status().progress)
    async with console() as pilot:
        await press(pilot, "j", "k")
        assert f"Type {job.id}" in screen(pilot)
        await type_in(pilot, "wrong")
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(Input).value == ""
        assert "That is not its name: wrong" in screen(pilot)
        assert job.running
        await press(pilot, "escape")
        assert job.running
        await press(pilot, "k")
        await type_in(pilot, job.id)
        await press(pilot, "enter")
        await eventually(lambda: not job.running)


async def test_what_is_killed_is_the_job_that_was_named(monkeypatch):
    job = start("the first")
    await eventually(lambda: job.status().progress)
    async with console() as pilot:
        await press(pilot, "j", "k")
        other = start("the second")
        await type_in(pilot, job.id)
        await press(pilot, "enter")
        await eventually(lambda: not job.running)
        assert other.running


async def test_a_job_that_has_ended_can_neither_be_cancelled_nor_killed():
    await ended(to=1)
    async with console() as pilot:
        await press(pilot, "j", "c")
        assert "The job has ended." in notices(pilot)[-1]
        await press(pilot, "k")
        assert isinstance(pilot.app.screen, JobsScreen)


async def test_ended_jobs_are_forgotten_and_running_ones_stay():
    gone, kept = await ended("the old one", to=1), start("the new one")
    async with console() as pilot:
        await press(pilot, "j", "x")
        assert "the old one" not in screen(pilot)
        assert "1 " in notices(pilot)[-1]
    assert [job.id for job in jobs.every()] == [kept.id]
    assert not gone.folder.exists()


async def test_a_job_that_is_pruned_elsewhere_harms_nothing():
    job = await ended(to=1)
    async with console() as pilot:
        await press(pilot, "j")
        job.remove()
        await press(pilot, "c", "k")
        pilot.app.screen.look()
        await settled(pilot)
        assert "No jobs." in screen(pilot)


async def test_a_job_that_vanishes_during_a_look_harms_nothing(monkeypatch):
    job = await ended(to=1)
    async with console() as pilot:
        await press(pilot, "j")
        monkeypatch.setattr(jobs_screen.jobs, "every", lambda: [job])
        job.remove()
        pilot.app.screen.look()
        await settled(pilot)
        assert pilot.app.is_running


async def test_the_log_can_be_copied_and_saved(tmp_path):
    job = await ended(to=2)
    async with console() as pilot:
        await press(pilot, "j")
        await eventually(lambda: screen(pilot).count("✓ done") == 2)
        await press(pilot, "y")
        log = pilot.app.clipboard
        assert log.strip().endswith("done")
        await press(pilot, "s")
        field = pilot.app.screen.query_one(Input)
        assert job.id in field.value
        field.value = str(tmp_path / "log.txt")
        await press(pilot, "enter")
        assert (tmp_path / "log.txt").read_text().strip() == log.strip()


async def test_every_log_line_is_words():
    def line(event):
        return told(event, job_words.line)

    assert line(wire.Log("a line")) == "a line"
    assert line(wire.Failed("It broke.", "why", "fix it")) == "✗ It broke.\n  why\n  $ fix it"
    assert line(wire.Progress("counting", 1, 2, left=3.0)) == "50 %  counting"
    assert "cancelled" in line(wire.Cancelled())
    assert line(wire.hello("sleeper")) is None


FLASH = (
    Phased("erase"),
    Pace(50.0, 1.0, None, 0.5),
    Phased("erase", seconds=1.5, pages=2),
    Verified("STM32F103RC", ()),
)
TRAINING = (Phase("imitation", 0, 2), wire.Progress("steps", 50, 100), Trained(weights="/x/00.npz"))


@pytest.mark.parametrize(
    ("engine", "request_", "events", "words"),
    [
        ("probe", Flash(), FLASH, ["erase      1.5 s  2 pages", "STM32F103RC: the same"]),
        ("gomoku", Train(), TRAINING, ["generation 0 of 2: the search plays", "done: /x/00.npz"]),
    ],
)
async def test_what_an_engine_tells_is_in_the_words_of_its_commands(
    engine, request_, events, words
):
    job = jobs.Job(written("2c11", "work", *events, engine=engine, request=request_).parent)
    assert not job.running
    async with console() as pilot:
        await press(pilot, "j")
        await sees(pilot, *words)
        assert "{" not in screen(pilot)


async def test_the_way_back():
    async with console() as pilot:
        for key in ("escape", "q", "j"):
            await press(pilot, "j")
            assert isinstance(pilot.app.screen, JobsScreen)
            await press(pilot, key)
            assert not isinstance(pilot.app.screen, JobsScreen)


async def test_following_a_long_log_does_not_stop_the_keys():
    job = await ended(to=20_000, pause=0)
    assert (job.folder / "events.jsonl").stat().st_size > 1 << 20
    async with console() as pilot:
        pilot.app.simulate_key("j")
        await eventually(lambda: isinstance(pilot.app.screen, JobsScreen))
        pilot.app.simulate_key("escape")
        await eventually(lambda: not isinstance(pilot.app.screen, JobsScreen), 5)
