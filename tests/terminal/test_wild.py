"""Typed into as no one would: whatever comes, it neither breaks nor leaves anything behind."""

import pytest

from tests import ROOT
from tests.conftest import children
from tests.terminal import launched

# Without what a terminal itself obeys, once the console has given it back: ^C ^S ^Z ^\\.
KEYS = [
    *(chr(code) for code in range(1, 127) if chr(code) not in "\x03\x13\x1a\x1c"),
    *("\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~", "\x1b[3~"),
    *("\x1bOP", "\x1b[15~", "\x1b[Z", "\x1b[I", "\x1b[O", "é", "中", "👩‍🚀", "\u0301"),
    *("\x1b[<0;5;1M", "\x1b[<0;9;24M", "\x1b[<64;40;12M", "\x1b[<35;300;300M", "\x1b[M   "),
    *("\x1b[200~pasted\nlines\x1b[201~", "\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1b[999999999m"),
    *("\xff", "\x00", "\x1b[?2026;1$y", "\x1b[1;1R", "\x1b[97;5u"),
    *("\x1b[97;1:2u", "\x1b[97;1:3u", "\x1b[1;1:3C", "\x1b[?31u", "\x1b[97:65;2u", "\x1b[9999999u"),
]
OPENERS = ["?", ",", "j", "\x10", "+", "-", "w", "b", " ", "r", "\x1b", "\r", "\t"]


@pytest.mark.some(3, of="storms")
def test_wild_typing_does_no_harm(opened, tmp_path, count, rng):
    """400 keys a console; q and its like may end it, but never otherwise than with success."""
    mark = f"HOME={tmp_path / 'home'}\0".encode()
    for number in range(count(50)):
        home = tmp_path / str(number)
        home.mkdir()
        changes = {f"XDG_{kind}_HOME": str(home) for kind in ("STATE", "CONFIG", "DATA", "CACHE")}
        job = 'counting={"to": 20, "pause": 0.1}'
        terminal = opened(*launched("--job", job), cwd=home, changes=changes).shows("2 /dev/zero")
        typed = []
        for _ in range(400):
            typed.append(rng.choice(KEYS if rng.random() < 0.7 else OPENERS))
            if typed[-1] in "q\x11" and rng.random() < 0.95:
                typed[-1] = "\x1b"
            terminal.press(typed[-1].encode("latin-1" if typed[-1] == "\xff" else "utf-8"))
            terminal.read(rng.choice([0, 0, 0, 0.02, 0.2]) if rng.random() < 0.3 else 0)
            if b"\x1b[?1049l" in terminal.output[-4096:]:
                break
        else:
            terminal.send_signal(15)
        assert terminal.end() in {0, 143}, (typed, terminal.printed[-3000:])
        assert "Traceback" not in terminal.printed, typed  # a broken reader of keys is a success
        assert terminal.restored(), typed
        assert not [*ROOT.glob("zerodeck.txt"), *ROOT.glob("zerodeck.svg")]
    assert not [name for name in children(mark).values() if "devzero" in name]


def test_a_long_paste_does_no_harm(opened):
    terminal = opened(*launched()).shows("2 /dev/zero")
    terminal.press("\x10")
    terminal.shows("Open the tab")
    terminal.press("\x1b[200~" + "paste " * 20_000 + "\x1b[201~")
    terminal.shows("No matches found")
    terminal.press("\x1b")
    terminal.hides("No matches found")
    assert not terminal.ended()


def test_bytes_that_are_no_text_are_passed_over(opened):
    """Noise on a serial line."""
    terminal = opened().shows("? help")
    terminal.press(b"\xff\xfe\xe4\x80?")
    terminal.shows("all commands")


ESCAPE = "\x1b[27u"  # as a modern terminal sends it: what follows is not taken for Alt


@pytest.mark.some(3, of="storms")
def test_escape_pressed_in_haste_closes_one_screen_and_breaks_nothing(opened, count):
    """Whether it comes before the screen stands, or again when it is gone."""
    terminal = opened().shows("? help", "worker")
    for _ in range(count(200)):
        for key, word in (("\x10", "Open the tab"), (",", "live rate"), ("j", "No jobs.")):
            terminal.press(key + 3 * ESCAPE)
            terminal.until(lambda: opens(terminal, "3", "DDP"))
            terminal.until(lambda: opens(terminal, "2", "worker"))
            terminal.press(key)
            terminal.shows(word)
            terminal.press(3 * ESCAPE)
            terminal.hides(word)
    assert not terminal.ended()


def opens(terminal, digit, word):
    """Press a tab's digit: it is in front only when nothing is open over it.

    However often it is pressed. Once another tab is there, each such press has been handled.
    """
    terminal.press(digit)
    terminal.read(0.2)
    return word in terminal.text
