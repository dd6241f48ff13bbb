"""`make snapshots`: the pictures of README and docs, drawn from the recorded minute.

The console is the real one; its engine is silent and its machine a fixed one, so that every run
draws the same bytes.
"""

import asyncio
import os
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from unittest import mock

# Read once, when textual is imported.
os.environ["TEXTUAL_ANIMATIONS"] = "none"

import msgspec
from textual.pilot import Pilot

from engines.paths import ASSETS
from tests import eventually
from tests.snapshots.roc_states import rested
from tests.snapshots.states import STATES, around
from tests.tabs import LARGE, MACHINE, SMALL, console, press
from tui import settings
from tui.screens.doctor import DoctorScreen
from tui.settings import Settings
from tui.tabs.arcade import ArcadeTab
from tui.tabs.devzero import DevZeroTab
from tui.tabs.gomoku import GomokuTab
from tui.tabs.implicit_int import ImplicitIntTab
from tui.tabs.probe import ProbeTab
from tui.tabs.roc import RocTab
from tui.widgets import machine_line

FOLDER = ASSETS / "screenshots"
# The recorded minute comes from an x86-64 machine: no Pi may seem to read that fast.
SHOWN = msgspec.structs.replace(
    MACHINE,
    user="you",
    host="laptop",
    memory_used=1900 << 20,
    memory_total=7600 << 20,
    throttled=None,
)
SILENT = ["/bin/sh", "-c", "cat >/dev/null"]
CLEARED = ("NO_COLOR", "COLORTERM", "SSH_CONNECTION", "SSH_TTY", "LANGUAGE")

PICTURES = {
    "devzero": ("meter", SMALL, Settings()),
    "devzero-large": ("meter", LARGE, Settings()),
    "devzero-light": ("meter", SMALL, Settings(theme="zerodeck-light")),
    "devzero-zh_CN": ("meter", SMALL, Settings(language="zh_CN")),
    "devzero-failed": ("failed", SMALL, Settings()),
    "probe": ("probe-halted", SMALL, Settings()),
    "probe-large": ("probe-halted", LARGE, Settings()),
    "probe-flashing": ("probe-flashing", SMALL, Settings()),
    "probe-peripheral": ("probe-peripheral", SMALL, Settings()),
    "probe-locked": ("probe-locked", SMALL, Settings()),
    "zero": ("zero", SMALL, Settings()),
    "zero-step": ("zero-step", SMALL, Settings()),
    "zero-large": ("zero-gpus", LARGE, Settings()),
    "roc": ("samples", SMALL, Settings()),
    "roc-large": ("samples", LARGE, Settings()),
    "roc-candles": ("sample-candles", LARGE, Settings(colors="china")),
    "roc-editor": ("sample-editor", SMALL, Settings()),
    "roc-backtest": ("sample-backtest", SMALL, Settings()),
    "gomoku": ("gomoku", SMALL, Settings()),
    "gomoku-analysis": ("gomoku-analysis", SMALL, Settings()),
    "gomoku-proof": ("gomoku-proof", SMALL, Settings()),
    "gomoku-large": ("gomoku-analysis", LARGE, Settings()),
    "gomoku-20x20": ("gomoku-large", SMALL, Settings()),
    "gomoku-training": ("training", SMALL, Settings()),
    "arcade": ("arcade", SMALL, Settings()),
    "arcade-podline": ("arcade-podline", SMALL, Settings()),
    "arcade-thornstep": ("arcade-thornstep", LARGE, Settings()),
    "int": ("int", SMALL, Settings()),
    "int-fix": ("int-fix", SMALL, Settings()),
    "int-rules": ("int-rules", SMALL, Settings()),
    "int-large": ("int", LARGE, Settings()),
    "doctor": ("doctor", SMALL, Settings()),
    "doctor-large": ("doctor", LARGE, Settings()),
    "help": ("help", SMALL, Settings()),
    "settings": ("settings", SMALL, Settings()),
}


async def samples(pilot: Pilot[None]) -> None:
    """What somebody sees who opens the ROC tab first: the real engine on what is shipped."""
    await pilot.app.action_open("roc")
    tab = pilot.app.tab
    await eventually(lambda: tab.state.rows and tab.state.chart)
    await press(pilot, "down")
    await eventually(lambda: tab.state.chart.symbol == "sz000001")
    await rested(pilot)


async def sample_candles(pilot: Pilot[None]) -> None:
    await samples(pilot)
    await press(pilot, "enter", "c")
    await rested(pilot)


async def sample_editor(pilot: Pilot[None]) -> None:
    await samples(pilot)
    await press(pilot, "e", *["down"] * 4, "end", "left", "left", "left", "x")
    await rested(pilot)


async def sample_backtest(pilot: Pilot[None]) -> None:
    await samples(pilot)
    await press(pilot, "b", "enter")
    await eventually(lambda: pilot.app.tab.state.tested)
    await rested(pilot)


REAL = {
    "samples": samples,
    "sample-candles": sample_candles,
    "sample-editor": sample_editor,
    "sample-backtest": sample_backtest,
}
"""States of the real engine, which needs a moment; those of the tests are played."""


async def picture(state: str, size: tuple[int, int], chosen: Settings) -> str:
    settings.save(replace(chosen, language=chosen.language.replace("auto", "en")))
    real = REAL.get(state)
    with around(state), mock.patch.object(RocTab, "ARGV", None if real else SILENT):
        async with console(size=size) as pilot:
            await (real or STATES[state])(pilot)
            return named(pilot.app.export_screenshot(title="zerodeck", simplify=True))


def named(svg: str) -> str:
    """With plain names inside: Rich makes them from a hash that is not always the same."""
    return re.sub(r"\bterminal-\d+-", "zerodeck-", svg)


def main() -> None:
    for name in CLEARED:
        os.environ.pop(name, None)
    with (
        tempfile.TemporaryDirectory() as home,
        mock.patch.dict(os.environ, HOME=home, XDG_CONFIG_HOME=home, XDG_STATE_HOME=home),
        mock.patch.object(machine_line, "machine", lambda: SHOWN),
        mock.patch.object(DevZeroTab, "ARGV", SILENT),
        mock.patch.object(ProbeTab, "ARGV", SILENT),
        mock.patch.object(ArcadeTab, "ARGV", SILENT),
        mock.patch.object(GomokuTab, "ARGV", SILENT),
        mock.patch.object(ImplicitIntTab, "ARGV", SILENT),
        mock.patch.object(DoctorScreen, "ARGV", SILENT),
    ):
        FOLDER.mkdir(exist_ok=True)
        for name, wanted in PICTURES.items():
            file = FOLDER / f"{name}.svg"
            file.write_text(asyncio.run(picture(*wanted)))
            print(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)


if __name__ == "__main__":
    main()
