"""From the best terminal down to none: each gets what it can show, and nothing that harms it."""

import re
import subprocess
import time

import pytest

from tests import ROOT
from tests.terminal import CONSOLE, METER, launched

REPORT = "There is no screen to draw on."


# Size


def test_a_terminal_that_is_too_small_is_told_so_until_it_has_grown(opened):
    terminal = opened(columns=40, lines=10)
    terminal.shows("60 columns", "40 and 10")
    terminal.resize(80, 24)
    terminal.shows("2 /dev/zero", METER, "q quit").hides("60 columns")
    terminal.resize(59, 24)
    terminal.shows("60 columns").hides(METER)
    terminal.resize(60, 18)
    terminal.shows("reading", "? help").hides("60 columns")


def test_resizing_wildly_does_no_harm(opened, count, rng):
    """Whatever screen is open; at the end it fills the terminal it has."""
    terminal = opened().shows(METER)
    for _ in range(count(200)):
        terminal.press(rng.choice(["?", "\x1b", ",", "j", "\x10", "", "", ""]))
        for _ in range(rng.randrange(1, 8)):
            columns, lines = rng.choice([(1, 1), (20, 5), (200, 50), (rng.randint(1, 250), 24)])
            terminal.resize(columns, lines)
        terminal.read(rng.choice([0, 0, 0.02]))
        assert not terminal.ended(), terminal.printed[-2000:]
    terminal.resize(100, 30)
    terminal.until(lambda: back(terminal) and len(terminal.rows[1]) == 100)


def test_of_two_sizes_at_once_the_last_one_stays(opened, count, rng):
    """Two signals, some microseconds apart; what the terminal cut meanwhile is drawn again."""
    terminal = opened(columns=100, lines=30).shows(METER)
    for _ in range(count(1000)):
        columns = rng.choice([100, 101])
        terminal.resize(20, 5)
        end = time.perf_counter() + rng.random() * 400e-6
        while time.perf_counter() < end:
            pass
        terminal.resize(columns, 30)
        terminal.until(lambda: "2 /dev/zero" in terminal.rows[0] and "q quit" in terminal.rows[-1])
        terminal.until(lambda columns=columns: len(terminal.rows[1]) == columns)
        terminal.shows(METER)


def back(terminal):
    """Escape, until nothing is open over the meter."""
    if "q quit" in terminal.rows[-1] and METER in terminal.text:
        return True
    terminal.press("\x1b")
    terminal.read(0.3)
    return False


# No screen


@pytest.mark.parametrize("name", ["dumb", "", "unknown", None])
def test_a_terminal_that_cannot_be_drawn_on_gets_the_report(opened, name):
    terminal = opened(changes={"TERM": name})
    assert terminal.end() == 0
    assert REPORT in terminal.text
    assert b"\x1b" not in terminal.output


@pytest.mark.parametrize("missing", ["stdin", "stdout", "both"])
def test_without_a_tty_at_one_end_there_is_the_report(opened, tmp_path, missing):
    into = f"> {tmp_path}/out" if missing != "stdin" else ""
    source = "< /dev/null" if missing != "stdout" else ""
    terminal = opened("/bin/sh", "-c", f"{' '.join(CONSOLE)} {source} {into}")
    assert terminal.end() == 0
    said = (tmp_path / "out").read_bytes() if into else bytes(terminal.output)
    assert REPORT.encode() in said
    assert b"\x1b" not in said + terminal.output


def test_the_report_knows_no_terminal_at_all():
    done = subprocess.run(
        CONSOLE, cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert REPORT.encode() in done.stdout


# Characters and language

C = {"LC_ALL": "C", "LANG": None}
ASCII = {
    "LC_ALL=C": ([], C),
    "LC_ALL=POSIX": ([], {"LC_ALL": "POSIX"}),
    "no locale": ([], {"LC_ALL": None, "LANG": None}),
    "latin-1": ([], {"LC_ALL": "de_DE.ISO-8859-1"}),
    "LC_CTYPE=C": ([], {"LC_ALL": None, "LANG": "zh_CN.UTF-8", "LC_CTYPE": "C"}),
    "a Linux console": ([], {"TERM": "linux", "LC_ALL": "zh_CN.UTF-8"}),
    "--ascii": (["--ascii"], {}),
}


@pytest.mark.some(3)
@pytest.mark.parametrize("place", ASCII)
def test_where_only_ascii_can_be_drawn_nothing_else_is_written(opened, place):
    """On no screen: the meter, help, jobs, settings, the palette, a notice."""
    options, changes = ASCII[place]
    terminal = opened(*CONSOLE, *options, changes=changes)
    through_every_screen(terminal)
    assert terminal.printed.isascii(), set(re.findall(r"[^\x00-\x7f]", terminal.printed))
    assert "measuring" in terminal.printed or "reading" in terminal.printed


SCREENS = {"?": "all commands", "j": "No jobs.", ",": "live rate", "\x10": "Open the tab"}


def through_every_screen(terminal):
    """Each is opened, seen, and closed; then a notice; it ends."""
    terminal.shows("2 /dev/zero", METER)
    for key, word in SCREENS.items():
        terminal.press(key)
        terminal.shows(word)
        terminal.press("\x1b")
        terminal.hides(word)
    terminal.press("y")
    terminal.shows("Copied: ")
    terminal.press("q")
    assert terminal.end() == 0


def test_a_linux_console_has_16_colours_of_its_own_and_english(opened):
    terminal = opened(changes={"TERM": "linux", "LC_ALL": "zh_CN.UTF-8"})
    terminal.shows("reading", METER)
    assert terminal.colors == {"16"}
    assert " pause " in terminal.rows[-1]


def test_chinese_stands_aligned(opened):
    terminal = opened(changes={"LC_ALL": "zh_CN.UTF-8"})
    terminal.shows("2 /dev/zero").until(lambda: han(terminal.rows[-1]))
    terminal.until(lambda: han(terminal.rows[2]))
    words = set(han(terminal.text))
    for key in ",", "j":
        keys = terminal.rows[-1]
        terminal.press(key)
        terminal.until(lambda keys=keys: terminal.rows[-1] != keys)
        words |= set(han(terminal.text))
        terminal.press("\x1b")
        terminal.until(lambda keys=keys: terminal.rows[-1] == keys)
    assert len(words) >= 20, words


def test_chinese_columns_align_in_the_settings(opened):
    """Wide characters count as two cells: the values stand below one another."""
    terminal = opened(changes={"LC_ALL": "zh_CN.UTF-8"}).shows("/dev/zero")
    terminal.until(lambda: han(terminal.rows[-1]))
    terminal.press(",")
    terminal.until(lambda: terminal.text.count("auto") >= 3)
    buffer = terminal.screen.buffer
    columns = {
        x
        for y in range(24)
        for x in range(76)
        if "".join(buffer[y][x + at].data for at in range(4)) == "auto"
    }
    assert len(columns) == 1, terminal.text


def han(text):
    return re.findall(r"[\u4e00-\u9fff]+", text)


# Colours


@pytest.mark.some(2)
@pytest.mark.parametrize(
    ("changes", "colors"),
    [
        ({"TERM": "xterm-256color"}, {"256"}),
        ({"TERM": "tmux-256color"}, {"256"}),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, {"truecolor"}),
        ({"TERM": "xterm"}, {"16"}),
        ({"TERM": "linux"}, {"16"}),
    ],
    ids=["256", "tmux", "truecolor", "16", "linux"],
)
def test_no_more_colours_are_asked_for_than_there_are(opened, changes, colors):
    terminal = opened(changes=changes)
    through_every_screen(terminal)
    assert terminal.colors == colors


@pytest.mark.some(1)
@pytest.mark.parametrize("name", ["xterm-256color", "xterm", "linux"])
def test_no_color_means_none(opened, name):
    terminal = opened(changes={"TERM": name, "NO_COLOR": "1"})
    through_every_screen(terminal)
    assert terminal.colors == set()


def test_an_empty_no_color_asks_for_nothing(opened):
    terminal = opened(changes={"NO_COLOR": ""}).shows(METER)
    assert terminal.colors == {"256"}


# Mouse


def test_the_mouse_is_left_alone_where_asked(opened):
    terminal = opened(*CONSOLE, "--no-mouse")
    through_every_screen(terminal)
    assert not {1000, 1002, 1003, 1006, 1015, 1016} & terminal.modes.keys()


def test_the_mouse_clicks_on_the_key_line(opened):
    terminal = opened().shows(METER)
    x, y = terminal.rows[-1].index("pause") + 1, 24
    terminal.press(f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m")
    terminal.shows("paused")


# Over ssh

SSH = {"SSH_CONNECTION": "10.9.8.7 50000 10.9.8.1 22"}


def test_over_ssh_it_measures_twice_a_second_and_moves_nothing_smoothly(opened, tmp_path):
    """Asked of the request that goes down the pipe, and of Textual's own verdict."""
    spy = tmp_path / "requests"
    terminal = opened(*launched("--spy", str(spy)), changes=SSH)
    terminal.shows(METER, "10.9.8.1")
    assert b'"hertz":2' in spy.read_bytes()
    assert b"animations none" in spy.read_bytes()


def test_in_a_local_terminal_it_measures_ten_times_a_second(opened, tmp_path):
    spy = tmp_path / "requests"
    opened(*launched("--spy", str(spy))).shows(METER)
    assert b'"hertz":10' in spy.read_bytes()
    assert b"animations full" in spy.read_bytes()
