"""A few screens with their colours, as SVG."""

import asyncio
from dataclasses import replace

import pytest

from tests.snapshots.states import STATES, around
from tests.tabs import LARGE, SMALL, TERMINAL, drawn
from tui import settings
from tui.app import Zerodeck
from tui.settings import Settings

PICTURES = {
    "meter": ("meter", SMALL, "zerodeck"),
    "meter, large": ("meter", LARGE, "zerodeck"),
    "meter, light": ("meter", SMALL, "zerodeck-light"),
    "meter, ansi": ("meter", SMALL, "ansi-dark"),
    "failed": ("failed", SMALL, "zerodeck"),
    "probe": ("probe-halted", SMALL, "zerodeck"),
    "probe, locked": ("probe-locked", SMALL, "zerodeck-light"),
    "zero": ("zero-step", SMALL, "zerodeck"),
    "zero, large": ("zero-gpus", LARGE, "zerodeck-light"),
    "roc": ("roc", SMALL, "zerodeck"),
    "roc, candles": ("roc-candles", LARGE, "zerodeck-light"),
    "gomoku": ("gomoku", SMALL, "zerodeck"),
    "gomoku, analysis": ("gomoku-analysis", LARGE, "zerodeck-light"),
    "gomoku, won": ("gomoku-won", SMALL, "ansi-dark"),
    "training": ("training", SMALL, "zerodeck"),
    "training, large": ("training-large", LARGE, "zerodeck-light"),
    "int": ("int", SMALL, "zerodeck"),
    "int, rules": ("int-rules", LARGE, "zerodeck-light"),
    "settings": ("settings", SMALL, "zerodeck"),
    "help": ("help", LARGE, "zerodeck"),
}


@pytest.mark.parametrize(("state", "size", "theme"), PICTURES.values(), ids=PICTURES)
def test_the_picture_is_as_it_was(state, size, theme, snap_compare):
    settings.save(replace(Settings(), theme=theme))
    app = Zerodeck("", TERMINAL)

    async def ready(pilot):
        await STATES[state](pilot)
        await drawn(pilot)

    with around(state):
        assert snap_compare(app, terminal_size=size, run_before=ready)


def test_a_picture_that_is_drawn_again_and_again_is_the_same(count):
    """20 times under --full."""

    async def picture():
        from tests.tabs import console

        async with console() as pilot:
            await STATES["meter"](pilot)
            return pilot.app.export_screenshot(title="zerodeck", simplify=True)

    assert len({asyncio.run(picture()) for _ in range(count(20))}) == 1
