"""Plots: a file appears whole or not at all, and never over one that is there."""

from pathlib import Path

import pytest

from engines import wire
from engines.zero import plots
from engines.zero.modes import MODES
from engines.zero.presets import preset
from engines.zero.setup import Setup

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed (extra: plot)")

SETUP = Setup(preset("gpt2"))
CHOSEN = [MODES["ddp"], MODES["zero3"]]


def test_what_cannot_be_drawn_leaves_no_file(tmp_path, monkeypatch):
    from matplotlib.figure import Figure

    def broken(*_args, **_options):
        raise ValueError("no font")

    monkeypatch.setattr(Figure, "savefig", broken)
    with pytest.raises(ValueError, match="no font"):
        plots.draw(SETUP, CHOSEN, "memory", str(tmp_path / "a.svg"))
    assert not (tmp_path / "a.svg").exists()


def test_a_link_is_not_followed(tmp_path):
    aim = tmp_path / "precious"
    (tmp_path / "a.svg").symlink_to(aim)
    with pytest.raises(wire.EngineError, match="could not be written"):
        plots.draw(SETUP, CHOSEN, "memory", str(tmp_path / "a.svg"))
    assert not aim.exists()


def test_no_plot_is_made_below_dev():
    with pytest.raises(wire.EngineError, match="below /dev"):
        plots.draw(SETUP, CHOSEN, "memory", "/dev/zerodeck.svg")
    assert not Path("/dev/zerodeck.svg").exists()
