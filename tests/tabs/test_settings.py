"""The settings screen: each row changes one thing, at once, and it is kept."""

from dataclasses import replace

import pytest

from engines.devzero.messages import Read
from tests import eventually
from tests.tabs import console, fed, measuring, notices, press, rows, screen, settled
from tui import settings
from tui.screens.settings import NAMES, OfConsole, SettingsScreen
from tui.settings import Settings

ROWS = list(NAMES)


def to(name):
    """The keys that bring the cursor to a setting."""
    return ["comma", *["down"] * ROWS.index(name)]


def to_key(pilot, name):
    choices = pilot.app.screen.query_one(OfConsole)
    return ["down"] * choices.names.index(f"keys.{name}")


def saved():
    loaded, problems = settings.load()
    assert problems == []
    return loaded


def cursor(pilot):
    return next(row for row in rows(pilot) if "▸" in row)


@pytest.mark.parametrize("name", [name for name in ROWS if name != "theme"])
async def test_each_setting_goes_through_its_values_both_ways_and_is_kept(name):
    async with console() as pilot:
        await press(pilot, *to(name))
        choices = settings.ACCEPTED[name]
        at = choices.index(getattr(Settings(), name))
        for step in range(1, len(choices) + 1):
            await press(pilot, "right")
            wanted = choices[(at + step) % len(choices)]
            assert getattr(pilot.app.settings, name) == getattr(saved(), name) == wanted
        await press(pilot, "left")
        assert getattr(saved(), name) == choices[at - 1]
        await press(pilot, "backspace")
        assert getattr(saved(), name) == getattr(Settings(), name)


async def test_a_theme_is_in_force_at_once_and_kept():
    async with console() as pilot:
        await press(pilot, *to("theme"))
        before = pilot.app.theme
        await press(pilot, "right")
        assert pilot.app.theme == saved().theme != before
        assert pilot.app.theme in cursor(pilot)
    async with console() as pilot:
        assert pilot.app.theme == saved().theme


async def test_a_live_rate_is_what_the_next_measurement_is_asked_for(child):
    async with console() as pilot:
        await press(pilot, *to("rate"), "right", "right", "right", "escape")
        await press(pilot, "r")
        await eventually(lambda: child.requests[-1:] == [Read(hertz=4.0)])


async def test_the_row_under_the_cursor_is_explained_below():
    async with console() as pilot:
        await press(pilot, "comma")
        assert "terminal's own colours" in screen(pilot)
        await press(pilot, "down")
        assert "auto follows the environment" in screen(pilot)


async def test_all_settings_can_be_reached_and_the_cursor_goes_round():
    async with console(size=(80, 18)) as pilot:
        await press(pilot, "comma")
        seen = []
        for _ in range(len(pilot.app.screen.query_one(OfConsole).names)):
            seen.append(cursor(pilot).split("   ")[0])
            await press(pilot, "down")
        assert len(set(seen)) == len(seen)
        assert cursor(pilot).startswith(seen[0])
        await press(pilot, "up")
        assert cursor(pilot).startswith(seen[-1])


async def test_a_key_can_be_changed_and_does_what_the_old_one_did():
    async with console() as pilot:
        await press(pilot, "comma")
        await press(pilot, *to_key(pilot, "devzero.pause"), "enter")
        assert "press the new key" in cursor(pilot)
        await press(pilot, "p")
        assert saved().keys == {"devzero.pause": "p"}
        assert "p" in cursor(pilot)
        await press(pilot, "escape")
        assert "p pause" in rows(pilot)[-1]
        await press(pilot, "space")
        assert not pilot.app.tab.paused
        await press(pilot, "p")
        assert pilot.app.tab.paused
    async with console() as pilot:
        await press(pilot, "p")
        assert pilot.app.tab.paused


async def test_the_default_key_comes_back():
    async with console() as pilot:
        await press(pilot, "comma")
        await press(pilot, *to_key(pilot, "help"), "enter", "h")
        assert saved().keys == {"help": "h"}
        await press(pilot, "backspace", "escape", "question_mark")
        assert saved().keys == {}
        assert "all commands" in screen(pilot)


@pytest.mark.parametrize("key", ["r", "q", "y", "2", "escape"])
async def test_a_key_that_means_something_else_is_refused(key):
    async with console() as pilot:
        await press(pilot, "comma")
        await press(pilot, *to_key(pilot, "devzero.pause"), "enter", key)
        assert saved().keys == {}
        assert key == "escape" or "taken" in notices(pilot)[-1]
        await press(pilot, "escape")
        await press(pilot, "space")
        assert pilot.app.tab.paused


async def test_while_it_waits_for_a_key_no_key_does_anything_else():
    async with console() as pilot:
        await press(pilot, "comma")
        await press(pilot, *to_key(pilot, "copy"), "enter", "down")
        assert isinstance(pilot.app.screen, SettingsScreen)
        assert "key: copy" in cursor(pilot)


async def test_a_folder_that_cannot_be_written_is_said_and_the_setting_still_holds(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(settings, "save", full)
    async with console() as pilot:
        await press(pilot, *to("bell"), "right")
        assert "No space left" in notices(pilot)[-1]
        assert pilot.app.settings.bell is False


async def test_what_is_wrong_in_the_file_is_said_at_the_start():
    settings.file().parent.mkdir(parents=True)
    settings.file().write_text('theme = "no such"\nrate = true\n')
    async with console() as pilot:
        assert "rate cannot be true" in notices(pilot)[0]
        assert pilot.app.theme == "zerodeck"


async def test_a_setting_of_a_theme_that_is_no_more_can_be_changed():
    settings.save(replace(Settings(), theme="no such"))
    async with console() as pilot:
        await press(pilot, "comma", "right")
        assert saved().theme != "no such"


async def test_the_way_back():
    async with console() as pilot:
        for key in ("escape", "q"):
            await press(pilot, "comma")
            assert isinstance(pilot.app.screen, SettingsScreen)
            await press(pilot, key)
            assert not isinstance(pilot.app.screen, SettingsScreen)


async def test_the_screen_below_is_in_the_new_theme():
    async with console() as pilot:
        fed(pilot.app.tab, measuring())
        await settled(pilot)
        before = pilot.app.export_screenshot()
        await press(pilot, "comma", "right", "escape")
        assert pilot.app.export_screenshot() != before
