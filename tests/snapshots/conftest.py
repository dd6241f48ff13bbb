"""The same frozen console as in tests/tabs."""

from pathlib import Path

import pytest

from tests.tabs import Child
from tests.tabs.conftest import brisk, child, machine, sleeper  # noqa: F401
from tui.tabs.probe import ProbeTab


@pytest.fixture(autouse=True)
def silent_probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine of the Probe tab says nothing: what it would say, the states know."""
    monkeypatch.setattr(ProbeTab, "ARGV", Child(tmp_path, "probe").argv)
