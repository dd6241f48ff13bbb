"""The real console in a terminal: it starts, every key does what the key line says, it leaves."""

import base64
import os
import re
import signal
from pathlib import Path

import pytest

from tests import until
from tests.terminal import CONSOLE, METER, children, launched


def test_it_starts_moves_and_leaves_the_terminal_as_it_was(opened):
    terminal = opened().shows(METER)
    assert terminal.modes[1049]
    seen = terminal.rows[2:5]
    terminal.until(lambda: terminal.rows[2:5] != seen)
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored()
    assert "Traceback" not in terminal.printed


@pytest.mark.parametrize("key", ["q", "\x11", "\x10Quit\r"], ids=["q", "ctrl+q", "palette"])
def test_every_way_out_leaves_with_success(opened, key):
    terminal = opened().shows(METER)
    if key.startswith("\x10"):
        terminal.press("\x10")
        terminal.shows("What do you want to do?")
        terminal.press("Quit")
        terminal.shows("Jobs go on")
        key = "\r"
    terminal.press(key)
    assert terminal.end() == 0
    assert terminal.restored()


def test_the_keys_of_the_key_line_do_what_it_says(opened):
    """And the line names them all."""
    terminal = opened().shows(METER)
    words = ["space", "pause", "restart", "block", "workers", "batched", "quit", "help"]
    assert re.findall(r"\b([a-z]{4,})\b", terminal.rows[-1]) == words
    terminal.press("+")
    terminal.shows("reading 512 KiB a call", "1 worker")
    terminal.press("=")
    terminal.shows("reading 1 MiB a call")
    terminal.press("---")
    terminal.shows("reading 128 KiB a call")
    terminal.press("w")
    terminal.shows("2 workers")
    terminal.press("b")
    terminal.shows("batched, blocks of 128 KiB", "2 workers")
    terminal.shows(METER)
    terminal.press(" ")
    terminal.shows("paused")
    terminal.press(" ")
    terminal.hides("paused")
    terminal.shows(METER)
    terminal.until(lambda: measured(terminal) > 2.0)
    terminal.press("r")
    terminal.until(lambda: 0 < measured(terminal) < 2.0)
    terminal.press("?")
    terminal.shows("all commands")
    terminal.press("\x1b[6~")  # page down
    terminal.shows("The kernel answers")
    terminal.press("\x1b")
    terminal.hides("all commands")
    terminal.press("\x1bOP")  # F1
    terminal.shows("all commands")
    terminal.press("q")
    terminal.hides("all commands")
    terminal.press("j")
    terminal.shows("No jobs.")
    terminal.press("\x1b")
    terminal.hides("No jobs.")
    terminal.press(",")
    terminal.shows("language", "live rate")
    terminal.press("q")
    terminal.hides("live rate")
    terminal.press("q")
    assert terminal.end() == 0


def measured(terminal):
    """How long the run is that the meter shows, in seconds."""
    found = re.search(r"/ ([\d.]+) s", terminal.text)
    return float(found[1]) if found else 0.0


def test_tmux_and_pyte_show_the_same_rows(opened, tmux):
    """Of what stands still: the paused console, its help, its settings."""
    pyte = opened()
    tmux.open(*CONSOLE)
    pyte.shows(METER)
    tmux.shows(METER)
    for key, name, word in (
        (" ", "Space", "paused"),
        ("?", "?", "all commands"),
        ("\x1b", "Escape", "paused"),
        (",", ",", "live rate"),
    ):
        pyte.press(key)
        tmux("send-keys", name)
        pyte.shows(word)
        tmux.shows(word)
        until(lambda: steady(tmux.rows()) == steady(now(pyte)))


def now(terminal):
    while terminal.read():
        pass
    return terminal.rows


def steady(rows):
    """The rows without figures, which are measured; a graph is one. Other rows, cell for cell."""
    return ["measured" if re.search(r"\d|[▁-█▀]|╌|│", row) else row for row in rows]


def test_tmux_finds_its_terminal_as_it_was(tmux):
    tmux.open("sh")
    tmux("send-keys", " ".join(CONSOLE), "Enter")
    tmux.shows(METER)
    assert tmux.tells("#{alternate_on} #{cursor_flag} #{mouse_any_flag}") == "1 0 1"
    tmux("send-keys", "q")
    until(lambda: tmux.tells("#{alternate_on} #{cursor_flag} #{mouse_any_flag}") == "0 1 0")
    tmux("send-keys", "echo left with $?", "Enter")
    tmux.shows("left with 0")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_restores_the_terminal(opened, meter, sign):
    terminal = opened().shows(METER)
    child = meter(terminal)
    terminal.send_signal(sign)
    assert terminal.end() == 128 + sign
    assert terminal.restored()
    until(lambda: not Path(f"/proc/{child}").exists(), 2.0)


def test_ctrl_c_and_its_like_do_no_harm(opened):
    r"""Ctrl+C says how to leave; Ctrl+Z and Ctrl+\ are no way to lose a screen by accident."""
    terminal = opened().shows(METER)
    terminal.press("\x1a\x1c\x03")
    terminal.shows("q quits; jobs go on.")
    terminal.press("?")
    terminal.shows("all commands")
    assert not terminal.ended()


def test_stopped_and_continued_by_a_shell_it_draws_its_whole_screen_again(tmux):
    tmux.open("sh")
    tmux("send-keys", " ".join(CONSOLE), "Enter")
    tmux.shows(METER)
    (console,) = children(int(tmux.tells("#{pane_pid}")))
    os.kill(console, signal.SIGTSTP)
    tmux.shows("Stopped")
    assert tmux.tells("#{alternate_on} #{cursor_flag} #{mouse_any_flag}") == "0 1 0"
    tmux("send-keys", "fg", "Enter")
    tmux.shows("2 /dev/zero", METER, "q quit")


@pytest.mark.parametrize("language", ["C.UTF-8", "zh_CN.UTF-8"])
def test_a_copy_reaches_the_terminal_as_osc_52_and_is_what_stands_there(opened, language):
    """After many small repaints: the screen as sent is the screen as meant, cell for cell."""
    terminal = opened(changes={"LC_ALL": language}).shows("ns/KiB")
    for key in "+-wb":
        terminal.press(key)
        rows = terminal.rows[2:5]
        terminal.until(lambda rows=rows: terminal.rows[2:5] != rows)
    terminal.until(lambda: measured(terminal) > 1.0)
    terminal.press(" ")
    terminal.until(lambda: "·" in terminal.rows[2])  # the mark of rest
    rows = terminal.rows
    terminal.press("y")
    terminal.until(lambda: copied(terminal))
    assert copied(terminal)[0].split("\n") == [*rows, ""]


def copied(terminal):
    """All that was sent to the clipboard, one text each time."""
    sent = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)", terminal.output)
    return [base64.b64decode(text).decode() for text in sent]


def test_what_is_copied_under_an_error_is_its_fix(opened):
    terminal = opened(*launched("--child", "/bin/false"))
    terminal.shows("The engine stopped without a word.", "$ tail")
    terminal.press("y")
    terminal.until(lambda: copied(terminal))
    assert copied(terminal)[0].startswith("tail /")
