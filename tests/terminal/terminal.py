"""A terminal: a program runs in it, its screen can be read, keys can be pressed."""

import os
import re
import select
import signal
import termios
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

import pexpect
import pyte

from tests import ROOT

PATIENCE = 30.0
"""Seconds until what a test waits for has failed to happen; the machine may be busy."""

MOUSE = frozenset({1000, 1002, 1003, 1006, 1015, 1016})

_MODES = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_SGR = re.compile(rb"\x1b\[([\d;:]*)m")
_KITTY = re.compile(rb"\x1b\[[<>=?][\d;]*u")  # pyte takes the u for a letter to be shown
_ESCAPES = re.compile(
    rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    rb"|\x1b[P_^X][^\x1b]*\x1b\\"  # DCS and its like
    rb"|\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    rb"|\x1b[ -/]*[0-~]"
)


class Terminal:
    """A pty with `command` in it. `changes` go into the environment; None takes a variable out."""

    def __init__(
        self,
        *command: str,
        columns: int = 80,
        lines: int = 24,
        changes: Mapping[str, str | None] | None = None,
        cwd: Path = ROOT,
    ) -> None:
        environ = {**os.environ, **(changes or {})}
        self.screen = pyte.Screen(columns, lines)
        self.output = bytearray()
        self._stream = pyte.ByteStream(self.screen)
        self.process = pexpect.spawn(
            command[0],
            list(command[1:]),
            env={name: value for name, value in environ.items() if value is not None},
            cwd=str(cwd),
            dimensions=(lines, columns),
        )
        self.pid: int = self.process.pid
        self.file: int = self.process.child_fd
        self.before = termios.tcgetattr(self.file)

    # What it shows

    @property
    def rows(self) -> list[str]:
        # Not screen.display: that trips over half of a wide character.
        buffer, columns = self.screen.buffer, range(self.screen.columns)
        lines = range(self.screen.lines)
        return ["".join(buffer[y][x].data for x in columns).rstrip() for y in lines]

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    @property
    def printed(self) -> str:
        """All that was ever written, escapes taken out."""
        return _ESCAPES.sub(b"", self.output).decode(errors="replace")

    @property
    def modes(self) -> dict[int, bool]:
        """The private modes that were ever set, and how each was left."""
        return {
            int(mode): end == b"h"
            for modes, end in _MODES.findall(self.output)
            for mode in modes.split(b";")
        }

    @property
    def colors(self) -> set[str]:
        """The kinds of colour that were ever asked for: 16, 256, truecolor."""
        return {kind for sgr in _SGR.findall(self.output) for kind in kinds(sgr)}

    def restored(self) -> bool:
        """Whether it is left as it was found: main screen, cursor, no mouse, line by line."""
        modes = self.modes
        return (
            modes.get(1049) is False
            and modes.get(25) is True
            and not any(modes.get(mode) for mode in (*MOUSE, 1004, 2004))
            and termios.tcgetattr(self.file) == self.before
        )

    # What happens to it

    def read(self, seconds: float = 0.0) -> bytes:
        """One piece of what comes within that time; b"" when nothing does."""
        with suppress(OSError, ValueError):
            if select.select([self.file], [], [], seconds)[0]:
                data = os.read(self.file, 1 << 16)
                self.output += data
                self._stream.feed(_KITTY.sub(b"", data))
                return data
        return b""

    def until(self, ask: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Read on until `ask` says yes. An AssertionError with the screen when it cannot any more.

        `ask` is asked again only after something came, or after a while.
        """
        end = time.monotonic() + seconds
        while not ask():
            gone = self.ended()
            self.read(0.05)
            while self.read():
                pass
            assert ask() or not gone, f"ended before: {ask}\n{self.text}"
            assert time.monotonic() < end, f"not after {seconds} s: {ask}\n{self.text}"

    def shows(self, *words: str, seconds: float = PATIENCE) -> Self:
        self.until(lambda: all(word in self.text for word in words), seconds)
        return self

    def hides(self, *words: str, seconds: float = PATIENCE) -> Self:
        self.until(lambda: not any(word in self.text for word in words), seconds)
        return self

    def press(self, keys: str | bytes) -> None:
        """Type, and read meanwhile: a program that writes must not wait for us."""
        left = keys.encode() if isinstance(keys, str) else keys
        with suppress(OSError):
            while left:
                while self.read():
                    pass
                if select.select([], [self.file], [], 0.1)[1]:
                    left = left[os.write(self.file, left[:512]) :]

    def resize(self, columns: int, lines: int) -> None:
        self.process.setwinsize(lines, columns)
        self.screen.resize(lines, columns)

    def send_signal(self, sign: signal.Signals) -> None:
        os.kill(self.pid, sign)

    def ended(self) -> bool:
        return not self.process.isalive()

    def end(self, seconds: float = PATIENCE) -> int:
        """Wait for it to end. Its exit status; a signal's number, negative."""
        self.until(self.ended, seconds)
        while self.read():
            pass
        sign = self.process.signalstatus
        return self.process.exitstatus if sign is None else -sign

    def close(self) -> None:
        """Take the terminal away, as when its window is closed."""
        self.process.ptyproc.fileobj.close()

    def clean(self) -> None:
        with suppress(OSError):
            os.kill(self.pid, signal.SIGKILL) if not self.ended() else None
        with suppress(OSError):
            self.close()
        with suppress(pexpect.ExceptionPexpect):
            self.process.wait()


def kinds(sgr: bytes) -> set[str]:
    """The kinds of colour in one SGR sequence."""
    found, codes = set(), [int(code or 0) for code in sgr.replace(b":", b";").split(b";")]
    while codes:
        code = codes.pop(0)
        if code in {38, 48, 58} and codes:
            found.add("256" if codes[0] == 5 else "truecolor")
            del codes[: 2 if codes[0] == 5 else 4]
        elif 30 <= code <= 37 or 40 <= code <= 47 or 90 <= code <= 107:
            found.add("16")
    return found
