"""The same frozen console as in tests/tabs."""

from pathlib import Path

import pytest

from tests.tabs import Child
from tests.tabs.conftest import brisk, child, machine, sleeper  # noqa: F401
from tui.screens.doctor import DoctorScreen
from tui.tabs.arcade import ArcadeTab
from tui.tabs.gomoku import GomokuTab
from tui.tabs.implicit_int import ImplicitIntTab
from tui.tabs.probe import ProbeTab
from tui.tabs.roc import RocTab


@pytest.fixture(autouse=True)
def silent_engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engines of these tabs say nothing: what they would say, the states know."""
    monkeypatch.setattr(ProbeTab, "ARGV", Child(tmp_path, "probe").argv)
    monkeypatch.setattr(RocTab, "ARGV", Child(tmp_path, "roc").argv)
    monkeypatch.setattr(ArcadeTab, "ARGV", Child(tmp_path, "arcade").argv)
    monkeypatch.setattr(GomokuTab, "ARGV", Child(tmp_path, "gomoku").argv)
    monkeypatch.setattr(ImplicitIntTab, "ARGV", Child(tmp_path, "implicit_int").argv)
    monkeypatch.setattr(DoctorScreen, "ARGV", Child(tmp_path, "pi").argv)
