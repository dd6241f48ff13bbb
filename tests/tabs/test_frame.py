"""The frame around the tabs: switching, keys, the machine, and rest."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import MouseDown, MouseMove, MouseUp
from textual.widgets import Input
from textual.widgets._toast import Toast

from tests import eventually
from tests.tabs import (
    LARGE,
    MACHINE,
    SMALL,
    console,
    driver,
    fed,
    measuring,
    notices,
    press,
    rows,
    screen,
    settled,
)
from tui import recent
from tui.key_parser import KeyFlags, KeyUp
from tui.runs import width
from tui.screens.jobs import JobsScreen
from tui.tabs import TABS
from tui.tabs.devzero import DevZeroTab
from tui.tabs.engine_tab import EngineTab
from tui.widgets import machine_line
from tui.widgets.key_line import KeyLine
from tui.widgets.machine_line import MachineLine
from tui.widgets.tab_bar import TabBar
from tui.widgets.too_small import SMALLEST

OURS = "".join(f" {tab.digit} {tab.title} " for tab in TABS.values()).rstrip()

# Tabs


def names(pilot):
    """The tabs that have been made, the one in front in brackets."""
    made = pilot.app.screen_stack[0].query(EngineTab)
    return [f"[{tab.id}]" if tab.display else tab.id for tab in made]


async def test_a_tab_is_made_when_it_is_first_opened(three_tabs):
    async with console(kind=three_tabs) as pilot:
        assert names(pilot) == ["[devzero]"]
        await press(pilot, "9")
        assert names(pilot) == ["devzero", "[beta]"]
        assert "This is beta." in screen(pilot)
        await press(pilot, "2")
        assert names(pilot) == ["[devzero]", "beta"]
        assert "This is beta." not in screen(pilot)


async def test_the_row_of_tabs_shows_which_one_is_open(three_tabs):
    async with console(kind=three_tabs, size=LARGE) as pilot:
        await press(pilot, "8")
        bar, rule = rows(pilot)[:2]
        assert bar == f"{OURS}  8 Alpha  9 Beta"
        assert bar[rule.index("━") : rule.rindex("━") + 1] == "8 Alpha"


async def test_the_narrowest_screen_has_the_names_of_all_tabs_and_a_click_opens_each():
    async with console(size=SMALLEST) as pilot:
        assert rows(pilot)[0].split() == OURS.split()
        await pilot.click(TabBar, offset=(rows(pilot)[0].index("7 int()") + 6, 0))
        await eventually(lambda: pilot.app.tab.id == "implicit_int")


async def test_only_tabs_that_exist_are_shown():
    async with console() as pilot:
        assert rows(pilot)[0] == OURS
        for digit in "89":
            await press(pilot, digit)
        assert names(pilot) == ["[devzero]"]


async def test_a_click_opens_a_tab(three_tabs):
    async with console(kind=three_tabs, size=LARGE) as pilot:
        at = rows(pilot)[0].index("Beta")
        await pilot.click(TabBar, offset=(at, 0))
        await settled(pilot)
        assert names(pilot) == ["devzero", "[beta]"]


async def test_a_hidden_tab_ends_its_engine_and_a_shown_one_starts_one(three_tabs, children):
    devzero, beta = children["devzero"], children["beta"]
    async with console(kind=three_tabs) as pilot:
        await eventually(lambda: len(devzero.requests) == 1)
        await press(pilot, "9")
        await eventually(lambda: beta.requests and not devzero.alive)
        await press(pilot, "2")
        await eventually(lambda: len(devzero.requests) == 2 and not beta.alive)
        assert (len(devzero.starts), len(beta.starts)) == (2, 1)
        assert len(devzero.alive) == 1
    assert await eventually(lambda: not devzero.alive)


async def test_a_tab_that_is_already_open_is_left_alone(child):
    async with console() as pilot:
        await eventually(lambda: child.requests)
        await press(pilot, "2", "2")
        assert len(child.starts) == 1


async def test_the_last_tab_returns(three_tabs):
    async with console(kind=three_tabs) as pilot:
        await press(pilot, "9")
    async with console(kind=three_tabs) as pilot:
        assert names(pilot) == ["[beta]"]


async def test_a_named_tab_opens_whatever_was_last(three_tabs):
    recent.opened_tab("beta")
    async with console("alpha", kind=three_tabs) as pilot:
        assert names(pilot) == ["[alpha]"]


@pytest.mark.parametrize("last", ["", "gone", "../x"])
async def test_where_the_last_tab_is_no_more_the_first_one_opens(last):
    recent.opened_tab(last)
    async with console() as pilot:
        assert names(pilot) == ["[devzero]"]


async def test_a_hidden_tab_keeps_what_it_knew(three_tabs):
    async with console(kind=three_tabs) as pilot:
        fed(pilot.app.tab, measuring(rate=14.2e9))
        await press(pilot, "8", "2")
        assert pilot.app.tab.state.sample.rate == 14.2e9
        assert "peak 15.2 GB/s" in screen(pilot)


@pytest.mark.parametrize("key", ["j", "comma"])
async def test_a_digit_opens_a_tab_from_another_screen_or_does_nothing(three_tabs, key):
    async with console(kind=three_tabs) as pilot:
        await press(pilot, key, "9")
        assert pilot.app.is_running
        await press(pilot, "escape")
        assert names(pilot) in (["[devzero]"], ["devzero", "[beta]"])


async def test_digits_are_letters_like_others_in_an_input(three_tabs, past_job):
    async with console(kind=three_tabs) as pilot:
        await press(pilot, "j", "s")
        field = pilot.app.screen.query_one(Input)
        field.value = ""
        await press(pilot, "2", "8", "9")
        assert field.value == "289"
        await press(pilot, "escape", "escape")
        assert names(pilot) == ["[devzero]"]


async def test_fifty_switches_leave_nothing_behind(three_tabs, children, count):
    async with console(kind=three_tabs) as pilot:
        await press(pilot, "8", "9", "2")
        await eventually(lambda: len(children["devzero"].requests) == 2)

        def held():
            fds = len(list(Path("/proc/self/fd").iterdir()))
            return fds, len(pilot.app.screen.query("*")), len(pilot.app.workers)

        await eventually(lambda: not children["beta"].alive)
        await eventually(lambda: len(pilot.app.workers) == 1)
        before = held()
        for _ in range(17):
            await pilot.press("8", "9", "2")
        await eventually(lambda: sum(len(child.alive) for child in children.values()) == 1)
        await eventually(lambda: held() == before)


# Focus


async def test_focus_moves_only_when_the_user_moves_it(three_tabs):
    async with console(kind=three_tabs) as pilot:
        moves = []
        pilot.app.screen.watch(
            pilot.app.screen, "focused", lambda moved: moves.append(moved), init=False
        )
        fed(pilot.app.tab, measuring())
        pilot.app.notify("something")
        pilot.app.job_bar.look()
        pilot.app.query_one(MachineLine).look()
        await pilot.resize_terminal(*LARGE)
        await pilot.resize_terminal(*SMALL)
        await settled(pilot)
        assert moves == []
        assert pilot.app.focused is pilot.app.tab
        await press(pilot, "9")
        assert [moved.id for moved in moves if moved] == ["beta"]


async def test_focus_returns_with_the_screen_below():
    async with console() as pilot:
        for keys in (["question_mark"], ["comma"], ["j"], ["ctrl+p"]):
            await press(pilot, *keys, "escape")
            assert pilot.app.focused is pilot.app.tab, keys


# The key line


def keys_shown(pilot):
    return rows(pilot)[-1]


@pytest.mark.parametrize("columns", [60, 70, 80, 120, 200])
async def test_the_key_line_fits_and_always_shows_help(columns):
    async with console(size=(columns, 24)) as pilot:
        line = pilot.app.query_one(KeyLine)
        (row,) = line.draw(columns, 1)
        assert width(row) <= columns + 2  # the gap behind the last key may stand outside
        assert keys_shown(pilot).endswith("? help")


@pytest.mark.parametrize("columns", range(8, 60, 7))
async def test_however_narrow_help_is_the_key_that_stays(columns):
    async with console() as pilot:
        shown = pilot.app.query_one(KeyLine)._shown(columns)
        assert shown[-1][0].action == "help"


async def test_the_key_line_shows_the_keys_of_what_is_in_front(three_tabs):
    async with console(kind=three_tabs) as pilot:
        assert "space pause" in keys_shown(pilot)
        await press(pilot, "8")
        assert "z zap" in keys_shown(pilot)
        assert "pause" not in keys_shown(pilot)
        await press(pilot, "j")
        assert "c cancel job" in keys_shown(pilot)


async def test_a_click_on_a_key_presses_it():
    async with console() as pilot:
        at = keys_shown(pilot).index("pause")
        await pilot.click(KeyLine, offset=(at, 0))
        await settled(pilot)
        assert pilot.app.tab.paused
        await pilot.click(KeyLine, offset=(keys_shown(pilot).index("batched"), 0))
        await settled(pilot)
        assert pilot.app.tab.read.batched


async def test_ctrl_c_says_which_key_quits_and_ends_nothing():
    async with console() as pilot:
        await press(pilot, "ctrl+c")
        assert notices(pilot) == ["q quits; jobs go on."]
        settings = replace(pilot.app.settings, keys={"quit": "f10"})
        pilot.app.change(settings)
        await press(pilot, "ctrl+c")
        assert notices(pilot)[-1] == "f10 quits; jobs go on."
        assert pilot.app.is_running


# The palette


async def found(pilot, typed):
    """The commands that the palette finds, once it has looked."""
    await press(pilot, "ctrl+p", *typed)
    await eventually(lambda: marked(pilot))
    return screen(pilot)


async def test_the_palette_does_what_a_key_of_the_tab_does():
    async with console() as pilot:
        assert "▸ workers (w)" in await found(pilot, "workers")
        await press(pilot, "enter")
        await eventually(lambda: pilot.app.tab.read.workers == 2)


async def test_the_palette_offers_only_what_does_something_now(monkeypatch):
    refused = {"restart"}
    monkeypatch.setattr(DevZeroTab, "check_action", lambda self, name, _: name not in refused)
    async with console() as pilot:
        assert "restart" not in await found(pilot, "re")
        refused.clear()
        await press(pilot, "escape")
        assert "▸ restart (r)" in await found(pilot, "re")


async def test_over_another_screen_the_palette_offers_no_keys_of_the_tab():
    async with console() as pilot:
        await press(pilot, "j")
        assert "pause" not in await found(pilot, "s")


# What is chosen, without a colour


def marked(pilot):
    return [row.strip() for row in rows(pilot) if "▸" in row]


async def test_the_palette_marks_the_command_that_enter_takes():
    async with console() as pilot:
        await press(pilot, "ctrl+p")
        await eventually(lambda: marked(pilot) == ["▸ /dev/zero"])
        await press(pilot, "down")
        assert marked(pilot) == ["▸ Arcade"]
        at = next(y for y, row in enumerate(rows(pilot)) if "Jobs" in row)
        await pilot.click(offset=(0, at))  # on the place of the mark
        await eventually(lambda: isinstance(pilot.app.screen, JobsScreen))


# The machine line


async def test_the_machine_is_described_above_the_keys():
    async with console() as pilot:
        assert rows(pilot)[-2] == (
            " pi@zero2w 10.0.0.7   load 0.4   mem 212/427 M   51 °C   power ok"
        )


async def test_the_machine_line_is_painted_again_only_when_a_rounded_value_changes(monkeypatch):
    now = MACHINE
    monkeypatch.setattr(machine_line, "machine", lambda: now)
    async with console(recorded=True) as pilot:
        line, before = pilot.app.query_one(MachineLine), driver(pilot).written
        now = replace_fields(now, load=0.41, temperature=51.4, memory_used=(212 << 20) + 1000)
        line.look()
        await settled(pilot)
        assert driver(pilot).written == before
        now = replace_fields(now, load=0.5)
        line.look()
        await settled(pilot)
        assert 0 < driver(pilot).written - before < 100
        assert "load 0.5" in driver(pilot).screen.display[-2]


def replace_fields(machine, **fields):
    import msgspec

    return msgspec.structs.replace(machine, **fields)


async def test_what_the_kernel_does_not_tell_is_not_zero(monkeypatch):
    unknown = replace_fields(
        MACHINE,
        address=None,
        load=None,
        memory_used=None,
        memory_total=None,
        temperature=None,
        throttled=None,
    )
    monkeypatch.setattr(machine_line, "machine", lambda: unknown)
    async with console() as pilot:
        line = rows(pilot)[-2]
        assert line == " pi@zero2w n/a   load n/a   mem n/a   temp n/a   power n/a"
        assert "0" not in line.replace("zero2w", "")


# Sizes


@pytest.mark.parametrize("size", [(SMALLEST[0] - 1, 24), (80, SMALLEST[1] - 1), (20, 5)])
async def test_a_small_terminal_is_told_what_is_needed_and_content_comes_back(size):
    async with console() as pilot:
        fed(pilot.app.tab, measuring())
        await settled(pilot)
        before = screen(pilot)
        await pilot.resize_terminal(*size)
        await eventually(lambda: len(rows(pilot)) == size[1])
        await settled(pilot)
        said = " ".join(screen(pilot).split())
        for number in (*SMALLEST, *size):
            assert str(number) in said
        assert "peak" not in said
        await pilot.resize_terminal(*SMALL)
        await eventually(lambda: screen(pilot) == before)


async def test_a_small_terminal_from_the_start_is_told_too():
    async with console(size=(40, 10)) as pilot:
        assert "60" in screen(pilot)
        await pilot.resize_terminal(*SMALL)
        await settled(pilot)
        assert rows(pilot)[0] == OURS
        assert "? help" in keys_shown(pilot)


@pytest.mark.parametrize("keys", [["j"], ["comma"], ["question_mark"], ["ctrl+p"], ["j", "s"]])
async def test_any_screen_survives_any_size(keys, past_job):
    async with console() as pilot:
        await press(pilot, *keys)
        before = screen(pilot)
        for size in ((20, 5), (1, 1), (200, 50), SMALL):
            await pilot.resize_terminal(*size)
            await settled(pilot)
        await eventually(lambda: screen(pilot) == before)


async def test_the_room_of_a_large_terminal_is_used():
    async with console(size=LARGE) as pilot:
        fed(pilot.app.tab, measuring())
        await settled(pilot)
        assert "The kernel answers each read" in screen(pilot)
        assert len(rows(pilot)) == 40


# Rest


async def test_a_resting_console_writes_nothing():
    """All that comes again and again, come ten times: no value that is shown has changed."""
    async with console(recorded=True) as pilot:
        fed(pilot.app.tab, measuring())
        await settled(pilot)
        before = driver(pilot).written
        assert before > 1000
        for _ in range(10):
            pilot.app.job_bar.look()
            pilot.app.query_one(MachineLine).look()
            fed(pilot.app.tab, measuring())
            await settled(pilot)
        assert driver(pilot).written == before


async def test_looking_at_jobs_goes_on_under_another_screen():
    """The timers tick whatever is open; each looks for its widgets on the frame."""
    async with console() as pilot:
        for keys in (["question_mark"], ["comma"], ["j"], ["ctrl+p"]):
            await press(pilot, *keys)
            pilot.app.job_bar.look()
            pilot.app.query_one("*")
            await press(pilot, "escape")
        assert pilot.app.is_running


async def test_quitting_ends_the_engine(child):
    async with console() as pilot:
        await eventually(lambda: child.requests)
        await press(pilot, "q")
        assert not pilot.app.is_running
    assert await eventually(lambda: not child.alive)


async def test_two_consoles_may_run_at_once():
    async with console() as one, console() as other:
        assert rows(one) == rows(other)


def test_the_registry_names_tabs_by_digits_of_their_own():
    digits = [tab.digit for tab in TABS.values()]
    assert len(set(digits)) == len(digits)
    assert set(digits) <= set("123456789")
    assert os.fspath(recent.file())


async def test_what_is_notified_stands_as_it_is():
    """Names of files and errors of the system have brackets."""
    async with console() as pilot:
        for notify in (pilot.app.notify, pilot.app.screen.notify):
            notify("[Errno 2] a [/b] [red]c", title="[/d] [e")
        await settled(pilot)
        assert screen(pilot).count("[Errno 2] a [/b] [red]c") == 2
        assert "[/d] [e" in screen(pilot)


async def test_what_is_clicked_as_it_goes_is_let_go(monkeypatch):
    """The second click of two at a notification: it is gone, and still found where it stood."""
    async with console() as pilot:
        front = pilot.app.screen
        pilot.app.notify("read me")
        await eventually(lambda: [each for each in front.query(Toast) if each.region])
        await settled(pilot)
        toast = front.query_one(Toast)
        x, y = toast.region.x + 3, toast.region.y + 1
        assert front.get_widget_at(x, y)[0] is toast
        with monkeypatch.context() as gone:
            gone.setattr(toast, "_parent", None)
            for event in (MouseDown, MouseMove, MouseUp):
                front._forward_event(event(front, x, y, 0, 0, 1, False, False, False))
        await settled(pilot)
        assert not front.selections


async def test_who_asks_hears_which_keys_are_let_go_whatever_lies_over_it(monkeypatch):
    let_go = []

    def told(_tab, event):
        let_go.append(event.key)

    monkeypatch.setattr(DevZeroTab, "on_key_up", told, raising=False)
    async with console() as pilot:
        releases = pilot.app.key_releases
        releases.begin(pilot.app.tab)
        await press(pilot, "question_mark")
        for event in (KeyUp("a"), KeyFlags(27), KeyUp("b")):
            pilot.app.post_message(event)
        await eventually(lambda: let_go == ["b"])
        releases.end()
        for event in (KeyUp("c"), KeyFlags(27), KeyUp("d")):
            pilot.app.post_message(event)
        await settled(pilot)
        assert let_go == ["b"]
        assert not releases.told
