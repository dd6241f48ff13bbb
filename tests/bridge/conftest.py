import pytest

import engines
from tests import ROOT
from tests.bridge import SLEEPER


@pytest.fixture(autouse=True)
def sleeper(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine of these tests, here and in children."""
    monkeypatch.setitem(engines.ENGINES, "sleeper", SLEEPER)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
