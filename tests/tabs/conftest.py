"""A console on a machine that stands still."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest
from textual import _wait
from textual.app import ComposeResult
from textual.binding import Binding
from textual.reactive import var
from textual.widgets import Static

import engines
from engines import jobs, wire
from engines.devzero.state import State, step
from tests import ROOT, until
from tests.bridge import SLEEPER
from tests.bridge.sleeper.messages import Done
from tests.tabs import MACHINE, Child, written
from tests.tabs.arcade_lobby import SHELF
from tui.app import Zerodeck
from tui.tabs import TABS, Tab
from tui.tabs.arcade import ArcadeTab
from tui.tabs.devzero import DevZeroTab
from tui.tabs.engine_tab import EngineTab
from tui.widgets import machine_line


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pilot asks every 5 ms, not every 20, whether the console is idle: tests do little else."""
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 1 / 200)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", 1 / 4000)


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_line, "machine", lambda: MACHINE)


@pytest.fixture
def lasting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A console that a wild hand does not end by a click at its `q quit`."""

    async def stay(_app: Zerodeck) -> None:
        pass

    monkeypatch.setattr(Zerodeck, "action_quit", stay)


@pytest.fixture(autouse=True)
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Child:
    """The engine of the /dev/zero tab: silent, until a test says what it says."""
    played = Child(tmp_path, "devzero")
    monkeypatch.setattr(DevZeroTab, "ARGV", played.argv)
    return played


@pytest.fixture(autouse=True)
def sleeper(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The engine that real jobs run here; those that a test leaves are killed."""
    monkeypatch.setitem(engines.ENGINES, "sleeper", SLEEPER)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    yield
    for job in jobs.every():
        with suppress(wire.EngineError):
            job.kill()
        until(lambda job=job: not job.running)


@pytest.fixture
def past_job(sleeper: None) -> jobs.Job:
    """A job that has ended, as somebody has already seen."""
    job = jobs.Job(written("2c11", "count the sheep", Done(48)).parent)
    job.see()
    return job


class FakeTab(EngineTab):
    """A tab that only follows its engine. Each subclass has a child of its own."""

    ENGINE = "fake"
    step = staticmethod(step)
    HELP = "What a fake tab is for."
    BINDINGS: ClassVar[list[Any]] = [Binding("z", "zap", "zap")]

    state: var[State] = var(State(), init=False)

    def compose(self) -> ComposeResult:
        yield Static(f"This is {self.ENGINE}.")

    def watch_state(self, state: State) -> None:
        pass

    def shown(self) -> None:
        from engines.devzero.messages import Read

        self.ask(Read())


@pytest.fixture
def children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, child: Child) -> dict[str, Child]:
    """Two more tabs, alpha and beta, and the child of each tab by its name.

    Their digits, 8 and 9, are no other tab's.
    """
    found = {"devzero": child}
    for digit, name in (("8", "alpha"), ("9", "beta")):
        found[name] = Child(tmp_path, name)
        widget = type(
            f"{name.title()}Tab",
            (FakeTab,),
            {"ENGINE": name, "ARGV": found[name].argv, "__module__": __name__},
        )
        module = ModuleType(f"tui.tabs.{name}")
        module.__dict__[widget.__name__] = widget
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setitem(TABS, name, Tab(digit, name.title(), widget.__name__))
        monkeypatch.setitem(engines.ENGINES, name, "engines.devzero")
    return found


class ThreeTabs(Zerodeck):
    """The console as it would be with those tabs: its digits are bound when the class is made."""

    CSS_PATH = str(ROOT / "tui" / "app.tcss")
    BINDINGS: ClassVar[list[Any]] = [
        Binding("8", "open('alpha')", show=False),
        Binding("9", "open('beta')", show=False),
    ]


@pytest.fixture
def three_tabs(children: dict[str, Child]) -> type[Zerodeck]:
    return ThreeTabs


@pytest.fixture
def lobby(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Child:
    """What the arcade tab asks, and hears: three games, at first."""
    child = Child(tmp_path, "arcade").says(SHELF)
    monkeypatch.setattr(ArcadeTab, "ARGV", child.argv)
    return child
