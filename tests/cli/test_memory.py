"""`zerodeck memory`, and commands that there is no memory for."""

import json
import shlex
import subprocess
import sys

import pytest

from engines import jobs, link
from engines.devzero.messages import Read
from engines.memory.needs import NEEDS
from tests import until
from tests.cli import zerodeck

FIT = ("zero", "fit", "--params", "7B")
TOO_LITTLE = "There is not enough memory for this."


def reading():
    return jobs.start("devzero", Read(), title="read on")


def end(job):
    job.kill()
    until(lambda: not job.running)


def test_a_running_job_stands_in_it_with_its_title_and_what_it_may_need():
    job = reading()
    try:
        shown = zerodeck("memory").stdout
        (line,) = [line for line in shown.splitlines() if job.id in line]
        assert f"/dev/zero, job {job.id}: read on" in line
        assert line.split()[-1] == f"{NEEDS['devzero']}"
        document = json.loads(zerodeck("memory", "--json").stdout)
        (part,) = [part for part in document["parts"] if part["job"] == job.id]
    finally:
        end(job)
    assert (part["engine"], part["may_need"]) == ("devzero", NEEDS["devzero"] << 20)
    assert part["used"] > 1 << 20
    assert part["peak"] >= 1 << 20
    assert 0 < document["available"] <= document["total"]


def test_who_asks_is_no_part_of_the_answer():
    document = json.loads(zerodeck("memory", "--json").stdout)
    assert "zerodeck memory --json" not in [part["command"] for part in document["parts"]]


def test_what_is_left_follows_the_variable():
    document = json.loads(zerodeck("memory", "--json", ZERODECK_MEMORY="300").stdout)
    assert document["left_for_an_engine"] <= 300 << 20


def test_what_others_typed_commands_no_terminal_and_looks_like_no_row():
    """A process may have any words."""
    waits = "import sys; sys.stdin.read()"
    words = ["zerodeck", "-c", waits, "\x1b[2J\x9b1m\x07", "forged\n 1 row"]
    with subprocess.Popen(words, executable=sys.executable, stdin=subprocess.PIPE) as process:
        pid = f"{process.pid} "
        shown = zerodeck("memory").stdout
        process.stdin.close()
    (line,) = [line for line in shown.splitlines() if line.lstrip().startswith(pid)]
    assert r"\x1b[2J\x9b1m\x07 forged 1 row" in line
    assert shown.replace("\n", "").isprintable()


@pytest.mark.parametrize("words", [("memory",), FIT])
def test_a_variable_that_is_no_number_is_said_with_one_that_is(words):
    done = zerodeck(*words, ZERODECK_MEMORY="512M")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "ZERODECK_MEMORY is a number of MiB.",
        "512M",
        "$ export ZERODECK_MEMORY=400",
    ]


def test_a_variable_that_is_no_number_is_one_json_event_for_programs():
    done = zerodeck("memory", "--json", ZERODECK_MEMORY="512M")
    assert (json.loads(done.stdout)["why"], done.returncode) == ("512M", 1)


def test_a_training_is_refused_with_the_reason_and_a_command_that_works():
    done = zerodeck("gomoku", "train", "tiny", ZERODECK_MEMORY="100")
    assert done.returncode == 1
    assert done.stdout == ""
    what, why, fix = done.stderr.splitlines()
    assert (what, fix) == (TOO_LITTLE, "$ zerodeck memory")
    assert why.startswith(f"it needs about {NEEDS['gomoku.Train']} MiB, ")
    assert jobs.every() == []
    program, *words = shlex.split(fix.removeprefix("$ "))
    assert program == "zerodeck"
    assert zerodeck(*words).returncode == 0


def test_where_a_job_is_in_the_way_the_command_that_ends_it_is_told_and_works():
    """It has promised so much that what runs beside this test does not count."""
    promised = 60_000
    argv = [*link.child("devzero"), f"{promised}"]
    job = jobs.start("devzero", Read(), title="read on", argv=argv)
    try:
        left = json.loads(zerodeck("memory", "--json", ZERODECK_MEMORY="0").stdout)
        allowed = f"{-(left['left_for_an_engine'] >> 20) - promised // 2}"
        done = zerodeck(*FIT, ZERODECK_MEMORY=allowed)
        assert done.stderr.splitlines()[-1] == f"$ zerodeck jobs cancel {job.id}"
        assert zerodeck("jobs", "cancel", job.id).returncode == 0
        until(lambda: not job.running)
        assert zerodeck(*FIT, ZERODECK_MEMORY=allowed).returncode == 0
    finally:
        if job.running:
            end(job)


def test_a_refusal_is_one_json_event_for_programs():
    done = zerodeck("devzero", "read", "--json", ZERODECK_MEMORY="3")
    assert done.returncode == 1
    assert json.loads(done.stdout)["what"] == TOO_LITTLE
