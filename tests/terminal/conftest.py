import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import engines
from engines import jobs, wire
from tests import ROOT, until
from tests.bridge import SLEEPER
from tests.conftest import need
from tests.terminal import CONSOLE, children, command
from tests.terminal.terminal import PATIENCE, Terminal

Open = Callable[..., Terminal]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' engine, and a console as a user has it: animations are its own choice."""
    monkeypatch.setitem(engines.ENGINES, "sleeper", SLEEPER)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("TEXTUAL_ANIMATIONS")


@pytest.fixture
def opened(nothing_left_running: None) -> Iterator[Open]:
    """opened(*command, columns=, lines=, changes=): the console in a terminal, by default."""
    terminals: list[Terminal] = []

    def start(*command: str, **options: object) -> Terminal:
        terminals.append(Terminal(*(command or CONSOLE), **options))  # type: ignore[arg-type]
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.clean()


@pytest.fixture(autouse=True)
def ended(nothing_left_running: None) -> Iterator[None]:
    """Whatever job a test leaves running is killed."""
    yield
    with suppress(OSError):
        for job in jobs.every():
            with suppress(wire.EngineError):
                job.kill()
            until(lambda job=job: not job.running)


class Tmux:
    """A tmux server of our own, with one session."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __call__(self, *words: str) -> str:
        done = subprocess.run(
            [self.path, "-u", *words], capture_output=True, text=True, timeout=20, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.rstrip("\n")

    def open(self, *command: str) -> None:
        self("new-session", "-d", "-x", "80", "-y", "24", *command, ";", "set", "status", "off")

    def rows(self) -> list[str]:
        rows = [row.rstrip() for row in self("capture-pane", "-p").split("\n")]
        return rows + [""] * (24 - len(rows))

    def shows(self, *words: str) -> list[str]:
        """The rows, once all these words stand in them."""
        try:
            return until(lambda: all_in(words, self.rows()), PATIENCE)
        except AssertionError as error:
            raise AssertionError("\n".join([str(error), *self.rows()])) from None

    def tells(self, format: str) -> str:
        return self("display-message", "-p", format)


def all_in(words: tuple[str, ...], rows: list[str]) -> list[str]:
    return rows if all(word in "\n".join(rows) for word in words) else []


@pytest.fixture
def tmux(nothing_left_running: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tmux]:
    """Its sockets lie in a folder of their own: no other server is ever touched."""
    path = need("tmux")
    folder = tempfile.mkdtemp(prefix="zd-")  # short: a socket's path has 107 bytes at most
    monkeypatch.setenv("TMUX_TMPDIR", folder)
    yield Tmux(path)
    for socket in Path(folder).glob("*/*"):
        subprocess.run([path, "-S", socket, "kill-server"], capture_output=True, timeout=20)
    shutil.rmtree(folder)


@pytest.fixture
def meter() -> Callable[[Terminal], int]:
    """meter(terminal): the engine of the console in it, once it is there."""

    def engine(terminal: Terminal) -> int:
        def ask() -> list[int]:
            terminal.read()
            return [pid for pid in children(terminal.pid) if " devzero" in command(pid)]

        return until(ask)[0]

    return engine
