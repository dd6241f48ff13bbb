"""Help, the command palette, and the clipboard."""

import pytest
from rich.style import Style
from textual.events import Click
from textual.widgets import Input, OptionList

from tests import eventually
from tests.tabs import LARGE, console, notices, press, screen, settled
from tui import clipboard
from tui.screens.command_palette import CommandPalette
from tui.screens.file_picker import FilePicker
from tui.screens.help import HelpScreen
from tui.screens.jobs import JobsScreen
from tui.screens.settings import SettingsScreen
from tui.tabs import TABS
from tui.tabs.devzero import DevZeroTab

# Help


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_help_lists_every_key_and_what_the_tab_is_for(key):
    async with console(size=LARGE) as pilot:
        await press(pilot, key)
        shown = screen(pilot)
        owners = (*DevZeroTab.BINDINGS, *type(pilot.app).BINDINGS)
        for text in {binding.description for binding in owners if binding.description}:
            assert text in shown
        for words in ("all commands", "^p", "/dev/zero", "clearing your buffer"):
            assert words in shown


async def test_help_fits_a_small_terminal_and_its_end_can_be_reached():
    async with console() as pilot:
        await press(pilot, "question_mark")
        assert "not to be compared" not in screen(pilot)
        await press(pilot, "end")
        assert "not to be compared" in screen(pilot)


@pytest.mark.parametrize("key", ["escape", "q", "question_mark", "f1"])
async def test_help_closes_by_every_key_that_one_would_try(key):
    async with console() as pilot:
        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        await press(pilot, key)
        assert not isinstance(pilot.app.screen, HelpScreen)
        assert pilot.app.is_running


async def test_help_knows_the_tab_in_front(three_tabs):
    async with console("beta", kind=three_tabs, size=LARGE) as pilot:
        await press(pilot, "question_mark")
        assert "What a fake tab is for." in screen(pilot)
        assert "zap" in screen(pilot)
        for tab in TABS.values():
            assert tab.title in screen(pilot)


async def test_help_shows_the_keys_as_they_were_changed():
    async with console(size=LARGE) as pilot:
        await press(pilot, "comma", *["down"] * 8, "enter", "h", "escape", "h")
        line = next(row for row in screen(pilot).splitlines() if row.endswith("  help"))
        assert line.split()[-2] == "h"


# The palette


async def commands(pilot):
    await press(pilot, "ctrl+p")
    assert isinstance(pilot.app.screen, CommandPalette)
    options = pilot.app.screen.query_one(OptionList)
    await eventually(lambda: options.option_count)
    await settled(pilot)
    return [option.prompt.plain.partition("\n")[0] for option in options.options]


async def test_the_palette_lists_our_commands_and_no_others():
    async with console(size=LARGE) as pilot:
        assert set(await commands(pilot)) == {
            *("Probe", "/dev/zero", "ZeRO", "ROC", "Gomoku", "Arcade", "int()"),
            *("Jobs", "Settings", "Doctor", "Memory", "Help"),
            *("Copy screen", "Save screen", "Save picture", "Quit"),
            *("pause (space)", "restart (r)", "workers (w)", "batched (b)"),
            *("block (+, =)", "smaller block (-)"),
        }


@pytest.mark.parametrize(
    ("typed", "opened"), [("jobs", JobsScreen), ("settings", SettingsScreen), ("help", HelpScreen)]
)
async def test_a_command_does_what_it_says(typed, opened):
    async with console() as pilot:
        await press(pilot, "ctrl+p", *typed)
        await eventually(lambda: pilot.app.screen.query_one(OptionList).option_count)
        await press(pilot, "enter")
        await eventually(lambda: isinstance(pilot.app.screen, opened))


async def test_the_palette_opens_a_tab(three_tabs):
    async with console(kind=three_tabs) as pilot:
        await press(pilot, "ctrl+p", *"beta")
        await eventually(lambda: pilot.app.screen.query_one(OptionList).option_count)
        await press(pilot, "enter")
        await eventually(lambda: pilot.app.tab.id == "beta")


async def test_the_screen_that_is_copied_is_the_one_below_the_palette():
    async with console() as pilot:
        before = screen(pilot)
        await press(pilot, "ctrl+p", *"copy")
        await eventually(lambda: pilot.app.screen.query_one(OptionList).option_count)
        await press(pilot, "enter")
        await eventually(lambda: pilot.app.clipboard)
        assert pilot.app.clipboard == before


@pytest.mark.parametrize("y", [5, 40])
async def test_a_click_at_what_stood_there_a_moment_ago_does_nothing(y):
    """In a list that was longer, and below the end of a terminal that was higher."""
    async with console() as pilot:
        await commands(pilot)
        palette = pilot.app.screen
        for widget in (palette, palette.query_one(OptionList)):
            gone = Style(meta={"option": 99})
            widget.post_message(Click(widget, 39, y, 0, 0, 1, False, False, False, 39, y, gone))
        await settled(pilot)
        assert pilot.app.screen is palette


async def test_a_picture_can_be_saved(tmp_path):
    async with console() as pilot:
        await press(pilot, "ctrl+p", *"picture")
        await eventually(lambda: pilot.app.screen.query_one(OptionList).option_count)
        await press(pilot, "enter")
        await eventually(lambda: isinstance(pilot.app.screen, FilePicker))
        pilot.app.screen.query_one(Input).value = str(tmp_path / "a.svg")
        await press(pilot, "enter")
        await eventually((tmp_path / "a.svg").exists)
        assert (tmp_path / "a.svg").read_text().startswith("<svg")
        assert "pi@zero2w" in (tmp_path / "a.svg").read_text()


# The clipboard


async def test_a_copy_says_what_was_copied():
    async with console() as pilot:
        clipboard.copy(pilot.app, "a command")
        await settled(pilot)
        assert "a command" in notices(pilot)[-1]
        clipboard.copy(pilot.app, "two\nlines")
        await settled(pilot)
        assert "9 " in notices(pilot)[-1]


async def test_what_no_terminal_takes_is_not_sent():
    async with console() as pilot:
        clipboard.copy(pilot.app, "内" * 25_000)
        await settled(pilot)
        assert pilot.app.clipboard == ""
        assert "save it to a file" in notices(pilot)[-1]
        clipboard.copy(pilot.app, "内" * 24_990)
        assert pilot.app.clipboard


async def test_a_file_that_cannot_be_written_is_said(tmp_path):
    async with console() as pilot:
        clipboard.save(pilot.app, tmp_path / "gone" / "a.txt", "text")
        await settled(pilot)
        assert "No such file" in notices(pilot)[-1]


async def test_a_saved_screen_is_the_text_of_the_screen(tmp_path):
    async with console() as pilot:
        before = screen(pilot)
        await press(pilot, "ctrl+p", *"save screen")
        await eventually(lambda: pilot.app.screen.query_one(OptionList).option_count)
        await press(pilot, "enter")
        await eventually(lambda: isinstance(pilot.app.screen, FilePicker))
        pilot.app.screen.query_one(Input).value = str(tmp_path / "screen.txt")
        await press(pilot, "enter")
        await eventually((tmp_path / "screen.txt").exists)
        assert (tmp_path / "screen.txt").read_text() == before


@pytest.mark.parametrize(
    ("opening", "title", "own"),
    [("action_jobs", "Jobs", "forget ended"), ("action_doctor", "Doctor", "problems"),
     ("action_memory", "Memory", "jobs")],
)  # fmt: skip
async def test_a_screen_over_the_tab_explains_itself(opening, title, own):
    async with console() as pilot:
        getattr(pilot.app, opening)()
        await settled(pilot)
        await press(pilot, "question_mark")
        said = screen(pilot)
        assert title in said
        assert own in said
        assert "workers" not in said  # a key of the tab below
        assert "quit" not in said  # q leaves the screen here
        await press(pilot, "escape", "escape")
        assert pilot.app.screen is pilot.app.frame
