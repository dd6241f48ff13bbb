"""`zerodeck` itself: help, version, completion, the report, and what it refuses."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engines import __version__, jobs
from tests import until
from tests.bridge import SERVE
from tests.bridge.sleeper.messages import Count
from tests.cli import zerodeck
from tests.conftest import need
from tui.cli.groups import GROUPS
from tui.tabs import TABS


@pytest.mark.parametrize("words", [[], *([name] for name in GROUPS), ["devzero", "read"]])
def test_help_is_there_for_every_command(words):
    """Options that install completions into the user's files are not: `completion` prints them."""
    done = zerodeck(*words, "--help")
    assert done.returncode == 0
    assert "--install-completion" not in done.stdout
    assert "Usage: zerodeck" in done.stdout
    assert done.stderr == ""
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_help_names_every_command():
    said = zerodeck("--help").stdout
    for word in ("devzero", "jobs", "completion", "--keep", "--plain", "--ascii", "--version"):
        assert word in said


def test_the_version_is_one_line():
    done = zerodeck("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"zerodeck {__version__}\n", "")


@pytest.mark.parametrize("words", [["devzero", "--version"], ["nonsense"], ["--nonsense"]])
def test_what_there_is_not_is_refused_in_words(words):
    done = zerodeck(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "No such" in done.stderr


COMMANDS = ["c" if name == "implicit_int" else name for name in TABS]
"""What opens each tab."""


@pytest.mark.parametrize(
    "words",
    [[], ["--plain"], *([name] for name in TABS), *(["--plain", name] for name in COMMANDS)],
    ids=" ".join,
)
def test_without_a_terminal_there_is_a_report(words):
    done = zerodeck(*words)
    assert done.returncode == 0
    assert done.stdout.startswith(f"zerodeck {__version__}\n")
    for said in ("load", "mem", "zerodeck devzero read", "zerodeck --help"):
        assert said in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_the_report_lists_the_jobs():
    job = jobs.start("sleeper", Count(to=1), title="count the sheep", argv=SERVE)
    until(lambda: not job.running)
    said = zerodeck("--plain").stdout
    assert job.id in said
    assert "count the sheep" in said
    assert "done" in said


def test_the_report_speaks_the_readers_language():
    said = zerodeck("--plain", LANG="zh_CN.UTF-8", LC_ALL="zh_CN.UTF-8").stdout
    assert "负载" in said


@pytest.mark.parametrize("locale", ["C", "POSIX", "xx_YY.ISO-8859-1"])
def test_the_report_survives_every_locale(locale):
    done = zerodeck("--plain", LANG=locale, LC_ALL=locale)
    assert done.returncode == 0
    assert "zerodeck" in done.stdout


@pytest.mark.parametrize("home", ["/dev/null", "/proc/nowhere"])
def test_where_nothing_can_be_kept_the_report_comes_all_the_same(home):
    done = zerodeck("--plain", XDG_STATE_HOME=home, XDG_CONFIG_HOME=home)
    assert done.returncode == 0
    assert "load" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(shell):
    done = zerodeck("completion", shell)
    assert done.returncode == 0
    assert "zerodeck" in done.stdout
    assert "_ZERODECK_COMPLETE" in done.stdout
    assert done.stderr == ""


def test_the_completion_of_bash_is_bash():
    script = zerodeck("completion", "bash").stdout
    assert subprocess.run(["bash", "-n"], input=script, text=True).returncode == 0


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("zerodeck ze", "zero"), ("zerodeck zero pl", "plan"), ("zerodeck zero plan --gp", "--gpus")],
)
def test_a_shell_that_asks_is_offered_what_fits(monkeypatch, typed, offered):
    monkeypatch.setenv("_ZERODECK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
    done = zerodeck()
    assert offered in done.stdout.split()


@pytest.mark.parametrize("asked", [("zero", "models"), ("devzero", "read", "--seconds", "0.1")])
def test_a_full_disk_is_said_in_one_line(asked):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tui", *asked], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert done.stderr == "The disk is full: [Errno 28] No space left on device\n"


def test_an_unknown_shell_is_refused_in_words():
    done = zerodeck("completion", "nonsense")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Completion is for bash, zsh and fish.\nnonsense\n")


def test_keep_says_what_it_needs_where_tmux_is_missing(monkeypatch, tmp_path):
    """As a terminal has it; run in `script`, which makes one."""
    script = need("script")
    monkeypatch.setenv("PATH", str(tmp_path))
    command = f"{sys.executable} -m tui --keep"
    done = subprocess.run(
        [script, "-qec", command, "/dev/null"],
        capture_output=True,
        text=True,
        env={**os.environ, "SHELL": shutil.which("sh", path="/bin:/usr/bin") or "/bin/sh"},
        timeout=60,
    )
    assert "sudo apt install tmux" in done.stdout
    assert done.returncode == 1
