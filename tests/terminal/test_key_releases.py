"""A terminal that speaks kitty's keyboard protocol is asked for releases, and left without."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.terminal.terminal import Terminal

TELLER = (sys.executable, "-m", "tests.terminal.key_teller")
SAID = re.compile(rb"\x1b\[(?:\?1049([hl])|([<=>?])([\d;]*)u)")
TEXTUALS, WITH_RELEASES = 0b11001, 0b11011
SHELLS = [0b101]


class Kitty(Terminal):
    """Each of its screens has flags, and a stack of them; `knows` are those that it has at all."""

    def __init__(self, *command: str, knows: int) -> None:
        self.knows, self.heard, self.alternate = knows, 0, False
        self.main, self.other = [*SHELLS], [0]
        super().__init__(*command, columns=160)

    @property
    def stack(self) -> list[int]:
        return self.other if self.alternate else self.main

    def read(self, seconds: float = 0.0) -> bytes:
        data = super().read(seconds)
        for said in SAID.finditer(self.output, self.heard):
            self.heard = said.end()
            screen, sign, numbers = (part or b"" for part in said.groups())
            if screen:
                self.alternate = screen == b"h"
            else:
                self.obey(sign, [int(number or 0) for number in numbers.split(b";")])
        return data

    def obey(self, sign: bytes, numbers: list[int]) -> None:
        flags = numbers[0] & self.knows
        if sign == b">":
            self.stack.append(flags)
        elif sign == b"<":
            self.stack.pop()
        elif sign == b"?":
            os.write(self.file, b"\x1b[?%du" % self.stack[-1])
        else:
            self.stack[-1] = {
                1: flags,
                2: self.stack[-1] | flags,
                3: self.stack[-1] & ~flags,
            }[numbers[1]]

    def hold(self, code: str, text: str = "", end: str = "u", repeats: int = 0) -> None:
        """A key goes down, repeats and goes up."""
        kinds = bool(self.stack[-1] & 0b10)
        for kind in (1, *repeats * [2]):
            self.press(f"\x1b[{code};1{f':{kind}' * kinds}{f';{text}' * bool(text)}{end}")
        if kinds:
            self.press(f"\x1b[{code};1:3{end}")


@pytest.fixture
def kitty(nothing_left_running: None) -> Iterator[Callable[..., Kitty]]:
    terminals: list[Kitty] = []

    def start(knows: int = 0b11111) -> Kitty:
        terminals.append(Kitty(*TELLER, knows=knows))
        return terminals[-1].shows("ready")

    yield start
    for terminal in terminals:
        terminal.clean()


def test_keys_go_down_repeat_and_go_up(kitty):
    terminal = kitty()
    terminal.press("b")
    terminal.shows("flags 27, releases")
    terminal.hold("97", "97", repeats=2)
    terminal.hold("1", end="C")
    terminal.press("\x1b[97;1;97u\x1b[1;1D\x1b[97;1:3u\x1b[1;1:3D")
    terminal.shows(
        "flags 27, down a, again a, again a, up a, down right, up right, "
        "down a, down left, up a, up left, releases"
    )
    assert terminal.stack == [0, WITH_RELEASES]


def test_nobody_hears_of_releases_who_has_not_asked_or_not_any_more(kitty):
    """The last may still be on their way then."""
    terminal = kitty()
    terminal.hold("97", "97", repeats=1)
    terminal.press("\x1b[97;1:3u")
    terminal.shows("down a, down a, presses")
    terminal.press("b")
    terminal.shows("flags 27, releases")
    terminal.press("\x1b[99;1;99ue")
    terminal.until(lambda: terminal.stack == [0, TEXTUALS])
    terminal.press("\x1b[99;1:2;99u\x1b[99;1:3u")
    terminal.hold("100", "100")
    terminal.shows("flags 27, down c, again c, down d, presses")


@pytest.mark.parametrize("knows", [0b11101, 0b00011])
def test_a_terminal_that_cannot_tell_all_releases_is_not_taken_for_one_that_can(kitty, knows):
    terminal = kitty(knows)
    terminal.press("b")
    terminal.shows(f"flags {(TEXTUALS | 0b10) & knows}, presses")
    terminal.press("a\x1b[C\x1b[1;1:3C")
    terminal.shows("down a, down right, presses")


@pytest.mark.parametrize(("key", "breaks"), [("q", False), ("x", True)])
def test_the_terminal_is_left_with_the_flags_that_it_had(kitty, key, breaks):
    terminal = kitty()
    terminal.press("b")
    terminal.until(lambda: terminal.stack == [0, WITH_RELEASES])
    terminal.press(key)
    terminal.end()
    assert ("RuntimeError" in terminal.printed) is breaks
    assert terminal.restored()
    assert (terminal.main, terminal.other) == (SHELLS, [0])


def test_while_it_is_stopped_the_terminal_has_its_own_flags(kitty):
    terminal = kitty()
    terminal.press("b")
    terminal.shows("flags 27")
    terminal.send_signal(signal.SIGTSTP)
    terminal.until(lambda: not terminal.alternate)
    terminal.until(lambda: "T" in state(terminal.pid))
    assert (terminal.main, terminal.other) == (SHELLS, [0])
    terminal.send_signal(signal.SIGCONT)
    terminal.shows("flags 27, flags 27, releases")
    terminal.hold("97", "97")
    terminal.shows("down a, up a, releases")
    assert terminal.stack == [0, WITH_RELEASES]


def state(pid: int) -> str:
    with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123 - as short
        return file.read().rpartition(")")[2].split()[0]


def test_tmux_answers_nothing(tmux):
    tmux.open(*TELLER)
    tmux.shows("ready")
    tmux("send-keys", "b", "a", "Right", "c")
    tmux.shows("down a, down right, down c, presses")
    assert "flags" not in "".join(tmux.rows())
