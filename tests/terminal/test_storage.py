"""Where nothing can be kept, the console starts all the same, and says what it cannot keep."""

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.terminal import CONSOLE, METER

FOLDERS = ("STATE", "CONFIG", "CACHE", "DATA")


def xdg(place):
    return {f"XDG_{kind}_HOME": str(place) for kind in FOLDERS}


def leaves(terminal):
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored()
    assert "Traceback" not in terminal.printed
    return terminal.printed


PLACES = {
    "a kernel's folder": lambda path: {"HOME": "/proc", **xdg("/proc/none")},
    "below a file": lambda path: {"HOME": f"{path}/file", **xdg(path / "file")},
    "no HOME": lambda path: {"HOME": None, **xdg(path / "xdg")},
    "empty HOME": lambda path: {"HOME": "", **xdg(path / "xdg")},
    "HOME that is not there": lambda path: {
        "HOME": "/proc/none",
        **dict.fromkeys(xdg(path)),
    },
    "relative folders": lambda path: xdg("somewhere"),
}
NOWHERE = ("a kernel's folder", "below a file", "HOME that is not there")


def told(terminal):
    """What was ever written, without what a narrow notice does to a sentence."""
    return re.sub(r"\W+", " ", terminal.printed)


@pytest.mark.some(2)
@pytest.mark.parametrize("place", PLACES)
def test_the_console_starts_wherever_its_folders_lie(opened, tmp_path, place):
    (tmp_path / "file").touch()
    terminal = opened(cwd=tmp_path, changes=PLACES[place](tmp_path)).shows(METER, "? help")
    if place in NOWHERE:
        terminal.until(lambda: "Jobs and logs cannot be kept" in told(terminal))
    for key, word in ((",", "live rate"), ("j", "No jobs.")):
        terminal.press(key)
        terminal.shows(word)
        if key == "," and place in NOWHERE:
            terminal.press("\x1b[C")
            terminal.until(lambda: "Settings are not kept" in told(terminal))
        terminal.press("\x1b")
        terminal.hides(word)
    leaves(terminal)
    assert {path.name for path in tmp_path.iterdir()} <= {"file", "home", "xdg"}


def test_on_a_full_disk_the_meter_runs_and_settings_that_are_not_kept_are_told(opened):
    """A limit of 0 bytes a file stands for the full disk: every write fails, nothing else does."""
    terminal = opened("/bin/sh", "-c", f"ulimit -f 0; exec {' '.join(CONSOLE)}").shows(METER)
    terminal.press(",")
    terminal.shows("live rate")
    terminal.press("\x1b[C")
    terminal.shows("Settings are not kept")
    terminal.press("\x1b")
    terminal.hides("live rate")
    leaves(terminal)


@pytest.mark.some(2)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("theme = ", "is not valid TOML"),
        ("\xff\xfe", "cannot be read"),
        ('language = "klingon"\nrate = true', "language cannot be"),
        ('theme = "no such theme"', "2 /dev/zero"),
        ('keys = "x"', "keys cannot be"),
        ('[keys]\nquit = "no such key"\nhelp = ""', "keys.help cannot be"),
    ],
    ids=["no TOML", "no text", "unknown values", "unknown theme", "keys", "a key"],
)
def test_broken_settings_are_told_and_stop_nothing(opened, text, words):
    settings = Path(os.environ["XDG_CONFIG_HOME"]) / "zerodeck" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_bytes(text.encode("latin-1"))
    terminal = opened().shows("2 /dev/zero", "reading")
    terminal.until(lambda: re.sub(r"\W+", " ", words) in told(terminal))
    terminal.send_signal(signal.SIGTERM)
    assert terminal.end() == 128 + signal.SIGTERM
    assert "Traceback" not in terminal.printed


SOMEBODY = 54321
"""A user without an entry."""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("home", ["not theirs", "none"])
def test_folders_of_somebody_else_stop_nothing(opened, tmp_path, home):
    try:
        subprocess.run([CONSOLE[0], "-c", ""], user=SOMEBODY, check=True, timeout=60)
    except OSError:
        pytest.skip("this interpreter lies where only root may go")
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o700)
    places = {"HOME": str(theirs), **xdg(theirs)}
    if home == "none":
        places = dict.fromkeys(places)
    become = f"import os, sys; os.setuid({SOMEBODY}); os.execv(sys.argv[1], sys.argv[1:])"
    terminal = opened(CONSOLE[0], "-c", become, *CONSOLE, changes=places).shows(METER, "? help")
    terminal.until(lambda: "Jobs and logs cannot be kept" in told(terminal))
    leaves(terminal)
