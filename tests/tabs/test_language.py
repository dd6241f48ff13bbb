"""The language: every word on the screen, and at once. Tried with a language made for it."""

import re
from dataclasses import replace

import pytest

from engines import wire
from tests.tabs import (
    LARGE,
    TAB_WORDS,
    ascii_words,
    console,
    fed,
    measuring,
    press,
    screen,
    settled,
)
from tests.wide import Wide
from tui import i18n

NAMES = {
    *TAB_WORDS,
    *("zerodeck", "KiB", "CPU", "tail", "log", "job", "txt", "west", "auto"),
    *("space", "Esc", "Del", "count", "the", "sheep"),
}
"""What is a name in any language: of things, of keys, of values."""

FAILED = wire.Failed("The engine stopped without a word.", "", "tail log")


@pytest.fixture(autouse=True)
def catalogue(monkeypatch):
    monkeypatch.setattr(i18n, "_load", lambda language: None if language == "en" else Wide())
    yield
    i18n.use("en")


def use(pilot, language):
    pilot.app.change(replace(pilot.app.settings, language=language))


SCREENS = {
    "tab": (),
    "help": ("question_mark",),
    "settings": ("comma",),
    "a key": ("comma", *["down"] * 9, "enter"),
    "picker": ("j", "s"),
}


@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS)
async def test_every_word_of_a_screen_is_translated(keys, past_job):
    async with console(size=LARGE) as pilot:
        use(pilot, "zh_CN")
        fed(pilot.app.tab, measuring())
        await press(pilot, *keys)
        left = ascii_words(screen(pilot).replace("pi@zero2w", "")) - NAMES
        assert left == set()


async def test_every_word_about_jobs_is_translated(past_job):
    """But not what an engine said in its log: that stands as it was written."""
    async with console(size=LARGE) as pilot:
        use(pilot, "zh_CN")
        await press(pilot, "j")
        around = [row for row in screen(pilot).splitlines() if not row.startswith(" {")]
        assert ascii_words("\n".join(around)) - NAMES == set()


@pytest.mark.parametrize("events", [[], measuring(), [*measuring(), FAILED]])
async def test_a_switch_changes_what_already_stands(events):
    """As if it had been started in that language."""
    async with console(size=LARGE) as pilot:
        if events:
            fed(pilot.app.tab, events)
        await press(pilot, "space")
        use(pilot, "zh_CN")
        await settled(pilot)
        assert ascii_words(screen(pilot).replace("pi@zero2w", "")) - NAMES == set()
        use(pilot, "en")
        await settled(pilot)
        assert not re.search("[ａ-ｚ]", screen(pilot))
        assert "pause" in screen(pilot)


async def test_the_settings_screen_itself_changes_with_the_language():
    async with console() as pilot:
        await press(pilot, "comma", "down", "right", "right")
        assert pilot.app.settings.language == "zh_CN"
        assert ascii_words(screen(pilot)) - NAMES - {"zh"} == set()
        await press(pilot, "right")
        assert pilot.app.settings.language == "auto"
        assert not re.search("[ａ-ｚ]", screen(pilot))


async def test_wide_words_keep_the_frame_in_place():
    async with console() as pilot:
        use(pilot, "zh_CN")
        fed(pilot.app.tab, measuring())
        await settled(pilot)
        strips = pilot.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {80}
        assert "? " in screen(pilot).splitlines()[-1]  # help is still there
