"""`zerodeck --keep`: the console in tmux, left and found again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from engines.pi import keeping
from tests import until
from tests.terminal import CONSOLE, METER, children, command

DETACH = "\x02d"


def test_a_console_that_was_kept_is_entered_again(opened, tmux):
    first = opened(*CONSOLE, "--keep").shows(METER)
    first.press("+")
    first.shows("reading 512 KiB")
    first.press(DETACH)
    assert first.end() == 0
    again = opened(*CONSOLE, "--keep").shows("reading 512 KiB", METER)
    again.press("q")
    assert again.end() == 0


def test_it_outlives_its_terminal(opened, tmux):
    first = opened(*CONSOLE, "--keep").shows(METER)
    first.press("+")
    first.shows("reading 512 KiB")
    first.close()
    first.end()
    opened(*CONSOLE, "--keep").shows("reading 512 KiB", METER)


def test_keep_enters_what_the_users_systemd_has_started(opened, tmux):
    """As the unit of `zerodeck setup service` does, whose commands these are."""
    subprocess.run(keeping.starting(tmux.path, keeping.console(sys.executable)), check=True)
    terminal = opened(*CONSOLE, "--keep").shows(METER)
    assert tmux("-L", keeping.NAME, "list-sessions").count("\n") == 0
    os.kill(int(tmux("-L", keeping.NAME, "display-message", "-p", "#{pid}")), signal.SIGTERM)
    terminal.end()
    assert "server exited" in terminal.text


def test_a_start_by_systemd_leaves_alone_the_console_that_is_open(opened, tmux):
    terminal = opened(*CONSOLE, "--keep").shows(METER)
    start = keeping.starting(tmux.path, keeping.console(sys.executable))
    assert "duplicate session" in subprocess.run(start, capture_output=True, text=True).stderr
    terminal.press("q")
    assert terminal.end() == 0


def test_it_shows_all_rows_and_copies_through_tmux(opened, tmux):
    terminal = opened(*CONSOLE, "--keep").shows(METER)
    assert "q quit" in terminal.rows[-1]
    terminal.press("y")
    terminal.shows("Copied: ")
    terminal.until(lambda: b"\x1b]52;" in terminal.output)


def test_without_tmux_it_says_what_to_install(opened, tmp_path):
    terminal = opened(*CONSOLE, "--keep", changes={"PATH": str(tmp_path)})
    assert terminal.end() not in {0, None}
    assert "sudo apt install tmux" in terminal.text
    assert "Traceback" not in terminal.text
    assert b"\x1b" not in terminal.output


def test_inside_tmux_it_just_runs(tmux):
    """No second tmux within the first."""
    tmux.open("sh")
    tmux("send-keys", " ".join([*CONSOLE, "--keep"]), "Enter")
    tmux.shows(METER)
    (console,) = children(int(tmux.tells("#{pane_pid}")))
    assert command(console).startswith(sys.executable)
    tmux("send-keys", "q")
    until(lambda: tmux.tells("#{alternate_on}") == "0")
    assert len(list(Path(os.environ["TMUX_TMPDIR"]).glob("*/*"))) == 1  # no server beside ours
    assert tmux("list-sessions").count("\n") == 0
