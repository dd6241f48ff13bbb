"""`zerodeck jobs`: work that goes on, seen from a command line."""

import json
import re
import signal
import subprocess

import pytest

from engines import jobs, wire
from tests import ROOT, until
from tests.bridge import SERVE
from tests.bridge.sleeper.messages import Count
from tests.cli import ZERODECK, started, zerodeck

# The commands know the engines that users have; the tests' own is told to them by this.
KNOWS = """
import engines
engines.ENGINES["sleeper"] = "tests.bridge.sleeper"
from tui.cli import main
main()
"""


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setattr("tests.cli.ZERODECK", [ZERODECK[0], "-c", KNOWS])


def start(title="counting", to=1_000_000, **request):
    return jobs.start("sleeper", Count(to=to, **request), title=title, argv=SERVE)


def ended(title="counting", **request):
    job = start(title, **request)
    until(lambda: not job.running)
    return job


def test_no_jobs_are_no_lines_and_an_empty_list():
    assert zerodeck("jobs", "list").stdout == ""
    assert json.loads(zerodeck("jobs", "list", "--json").stdout) == []


def test_a_list_has_a_line_a_job_the_oldest_first():
    old, new = ended("the old one", to=1), start("the new one")
    first, second = zerodeck("jobs", "list").stdout.splitlines()
    assert old.id in first
    assert "done" in first
    assert new.id in second
    assert "the new one" in second
    assert re.search(r" \d\d:\d\d  the old one +✓ done  [\d.]+ s$", first)
    assert re.search(r" \d\d:\d\d  the new one ", second)


def test_the_json_list_says_how_each_stands():
    old, new = ended("the old one", to=2), start("the new one", pause=0.01)
    until(lambda: new.status().progress)
    first, second = json.loads(zerodeck("jobs", "list", "--json").stdout)
    assert (first["id"], first["running"], first["last"]["type"]) == (old.id, False, "Done")
    assert (second["id"], second["running"], second["last"]) == (new.id, True, None)
    assert second["progress"]["what"] == "counting"
    assert (first["seconds"] < 60, second["seconds"]) == (True, None)
    assert first["request"]["to"] == 2


def test_one_job_is_shown_by_how_its_id_begins():
    job = ended(to=2)
    said = zerodeck("jobs", "show", job.id[:2]).stdout
    for words in (job.id, "counting", "sleeper", '"to":2', str(job.folder / "log")):
        assert words in said
    assert json.loads(zerodeck("jobs", "show", job.id, "--json").stdout)["id"] == job.id


def test_a_failed_job_is_shown_with_its_fix():
    said = zerodeck("jobs", "show", ended(fault="fails").id).stdout
    assert "It cannot go on." in said
    assert "$ the remedy" in said


@pytest.mark.parametrize("command", ["show", "attach", "cancel"])
@pytest.mark.parametrize("id", ["nope", "", "../x", "ffff\x01"])
def test_a_job_that_there_is_not_is_refused_in_words(command, id):
    done = zerodeck("jobs", command, id)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "There is no such job." in done.stderr
    assert "$ zerodeck jobs list" in done.stderr


def test_an_id_is_needed():
    done = zerodeck("jobs", "show")
    assert done.returncode == 2
    assert "Missing argument" in done.stderr


def test_attaching_prints_all_from_the_first_event_on():
    job = ended(to=3)
    assert not job.seen
    done = zerodeck("jobs", "attach", job.id, "--json")
    kinds = [json.loads(line)["type"] for line in done.stdout.splitlines()]
    assert kinds == ["Hello", "Counting", "Progress", "Progress", "Progress", "Done"]
    assert done.returncode == 0
    assert job.seen


def test_attaching_speaks_words():
    done = zerodeck("jobs", "attach", ended(to=2).id)
    assert "50 %" in done.stdout
    assert "done" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize(("fault", "status"), [("fails", 1), ("exits", 1)])
def test_attaching_ends_as_the_job_ended(fault, status):
    done = zerodeck("jobs", "attach", ended(fault=fault).id)
    assert done.returncode == status
    assert done.stderr


def test_ctrl_c_leaves_the_job_running():
    job = start(pause=0.01)
    process = started("jobs", "attach", job.id, "--json")
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert f"zerodeck jobs attach {job.id}" in process.stderr.read()
    assert job.running
    process.stdout.close()
    process.stderr.close()


def test_cancel_asks_the_job_to_stop():
    job = start(pause=0.01)
    done = zerodeck("jobs", "cancel", job.id)
    assert done.returncode == 0
    assert job.id in done.stdout
    until(lambda: not job.running)
    assert isinstance(job.status().last, wire.Cancelled)
    assert zerodeck("jobs", "attach", job.id).returncode == 130


def test_kill_ends_it_at_once():
    job = start()
    until(lambda: job.status().progress)
    done = zerodeck("jobs", "cancel", "--kill", job.id, "--json")
    assert json.loads(done.stdout)["id"] == job.id
    until(lambda: not job.running)
    assert isinstance(job.status().last, wire.Failed)


def test_what_has_ended_cannot_be_cancelled():
    done = zerodeck("jobs", "cancel", ended(to=1).id)
    assert done.returncode == 1
    assert "The job has ended." in done.stderr


def test_prune_forgets_the_ended_and_keeps_the_running():
    gone, kept = ended(to=1), start()
    assert zerodeck("jobs", "prune").stdout == "1 ended job forgotten\n"
    assert [job.id for job in jobs.every()] == [kept.id]
    gone = ended(to=1)
    assert json.loads(zerodeck("jobs", "prune", "--json").stdout) == [gone.id]


def test_a_reader_that_leaves_ends_a_list_in_silence():
    for number in range(3):
        ended(f"number {number}", to=1)
    command = "{0} jobs list | true; {0} jobs list | head -1".format(" ".join(ZERODECK))
    done = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_a_job_of_an_engine_that_is_not_here_can_still_be_looked_at(monkeypatch):
    """Written by a newer version, or by one with more engines."""
    monkeypatch.setattr("tests.cli.ZERODECK", ZERODECK)
    job = ended(to=1)
    assert job.id in zerodeck("jobs", "list").stdout
    assert zerodeck("jobs", "show", job.id).returncode == 0
    done = zerodeck("jobs", "attach", job.id)
    assert done.returncode == 1
    assert "There is no such engine." in done.stderr


@pytest.mark.parametrize("home", ["/dev/null", "/proc/nowhere"])
@pytest.mark.parametrize("command", ["list", "prune"])
def test_where_nothing_can_be_kept_there_are_no_jobs(home, command):
    done = zerodeck("jobs", command, XDG_STATE_HOME=home)
    assert done.returncode in (0, 1)
    assert done.returncode == 0 or done.stderr
