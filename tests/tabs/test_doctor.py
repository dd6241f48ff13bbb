"""The doctor's screen: what it found, why, and the command that mends it."""

import pytest

from engines import wire
from engines.pi.messages import Checked, Done, Examining
from tests import eventually
from tests.tabs import Child, console, notices, press, rows, screen, sees, settled
from tui.screens.doctor import DoctorScreen
from tui.tabs.arcade import ArcadeTab


def checked(key, status="ok", fix="", group="Python", **about):
    says = f"{{name}} of {key}" if about else f"It is {key}."
    return Checked(key, group, f"The {key}", status, says, about, fix, f"because of {key}")


FOUND = [
    checked("version"),
    checked("venv", "skipped", "sudo apt install python3-venv"),
    checked("probe", "failure", "first\nsecond", "Boards"),
    checked("rules", "warning", "mend rules", "Boards"),
    checked("memory", group="Supply"),
]
ALL = [Examining(len(FOUND)), *FOUND, Done()]


@pytest.fixture
def pi(tmp_path, monkeypatch):
    """The doctor's child: silent, until a test says what it says."""
    played = Child(tmp_path, "pi")
    monkeypatch.setattr(DoctorScreen, "ARGV", played.argv)
    return played


def cursor(pilot):
    return next((row for row in rows(pilot) if "▸" in row), "")


async def opened(pilot, *words):
    await press(pilot, "D")
    await sees(pilot, *words)
    await settled(pilot)


async def test_it_opens_on_the_first_problem_with_its_reason_and_its_command(pi):
    pi.says(*ALL)
    async with console() as pilot:
        await opened(pilot, "2 things to mend", "2 ok, 1 warning, 1 failure, 1 skipped")
        assert "✗ The probe" in cursor(pilot)
        found = screen(pilot)
        for words in ("It is probe.", "because of probe", "$ first", "$ second"):
            assert words in found
        for group in ("Python", "Boards", "Supply"):
            assert f" {group}" in rows(pilot)


async def test_while_it_looks_what_was_found_is_there_and_that_more_comes(pi):
    pi.says(*ALL[:3])
    async with console() as pilot:
        await opened(pilot, "2 of 5 looked at", "looking", "The venv")
        assert "because of version" in screen(pilot)
        assert "mend" not in screen(pilot)


async def test_the_cursor_passes_over_the_names_of_groups_both_ways(pi):
    pi.says(*ALL)
    async with console() as pilot:
        await opened(pilot, "2 things")
        seen = []
        for key in ["home", *["down"] * 5, *["up"] * 5, "end", "pageup"]:
            await press(pilot, key)
            seen.append(cursor(pilot).split()[3])
        there = ["version", "venv", "probe", "rules", "memory"]
        assert seen == [*there, "memory", *there[3::-1], "version", "memory", "version"]


async def test_y_copies_the_command_under_the_cursor(pi):
    pi.says(*ALL)
    async with console() as pilot:
        await opened(pilot, "2 things")
        await press(pilot, "y")
        assert pilot.app.clipboard == "first\nsecond"
        await press(pilot, "down", "y")
        assert pilot.app.clipboard == "mend rules"
        await press(pilot, "down", "y")  # nothing is to be mended there
        assert "It is memory." in pilot.app.clipboard


async def test_only_problems_can_be_shown_and_the_cursor_stays_where_it_was(pi):
    pi.says(*ALL)
    async with console() as pilot:
        await opened(pilot, "2 things")
        await press(pilot, "down", "p")
        assert "The version" not in screen(pilot)
        assert "The rules" in cursor(pilot)
        await press(pilot, "p")
        assert "The version" in screen(pilot)
        assert "The rules" in cursor(pilot)


async def test_where_there_are_no_problems_it_says_so(pi):
    pi.says(Examining(1), FOUND[0], Done())
    async with console() as pilot:
        await opened(pilot, "nothing to mend", "● ok")
        await press(pilot, "p")
        assert "Nothing to mend." in screen(pilot)
        assert "because of version" not in screen(pilot)
        await press(pilot, "p")
        assert "because of version" in screen(pilot)


async def test_a_warning_alone_is_no_failure(pi):
    pi.says(Examining(2), FOUND[0], FOUND[3], Done())
    async with console() as pilot:
        await opened(pilot, "1 thing to mend", "▲ warning")


async def test_r_looks_again_and_the_cursor_goes_back_to_its_check(pi):
    pi.says(*ALL)
    async with console() as pilot:
        await opened(pilot, "2 things")
        await press(pilot, "end", "up")
        assert "The rules" in cursor(pilot)
        pi.says(Examining(3), FOUND[0], checked("rules", group="Boards"), FOUND[4], Done())
        await press(pilot, "r")
        await sees(pilot, "nothing to mend")
        assert "● The rules" in cursor(pilot)
        assert len(pi.starts) == 2


async def test_enter_opens_the_whole_of_it_and_esc_goes_back_to_the_list(pi):
    long = checked("long", "warning", "\n".join(f"line {at}" for at in range(9)))
    pi.says(Examining(1), long, Done())
    async with console() as pilot:
        await opened(pilot, "1 thing")
        assert "…" in screen(pilot)
        assert "line 8" not in screen(pilot)
        await press(pilot, "enter")
        assert "line 8" in screen(pilot)
        await press(pilot, "escape")
        assert "look again" in screen(pilot)


async def test_a_click_moves_the_cursor_and_a_second_explains(pi):
    pi.says(*ALL)
    async with console() as pilot:
        await opened(pilot, "2 things")
        line = next(at for at, row in enumerate(rows(pilot)) if "The venv" in row)
        await pilot.click(offset=(20, line))
        await settled(pilot)
        assert "The venv" in cursor(pilot)
        await pilot.click(offset=(20, line))
        await settled(pilot)
        assert "Esc closes" in screen(pilot)


@pytest.mark.parametrize("events", [[], ALL[:2], ALL])
async def test_esc_leaves_at_any_time_and_ends_the_child(pi, events):
    pi.says(*events)
    async with console() as pilot:
        await press(pilot, "D")
        await eventually(lambda: pi.starts)
        await press(pilot, "escape")
        assert pilot.app.screen is pilot.app.frame
        await eventually(lambda: not pi.alive)


async def test_esc_before_it_is_drawn_leaves_too(pi):
    async with console() as pilot:
        pilot.app.action_doctor()
        pilot.app.screen.dismiss()  # as keys that come all at once would
        await eventually(lambda: pilot.app.screen is pilot.app.frame)


@pytest.mark.parametrize(
    ("script", "words"),
    [("exit 3", "exit code 3"), ('cat "$1.events"; kill -9 $$', "killed by SIGKILL")],
)
async def test_a_child_that_breaks_is_an_error_with_its_command_and_r(
    pi, script, words, tmp_path, monkeypatch
):
    broken = Child(tmp_path / "..", "pi", script).says(*ALL[:3])
    monkeypatch.setattr(DoctorScreen, "ARGV", broken.argv)
    async with console() as pilot:
        await opened(pilot, words, "r looks again", "✗ failed")
        await press(pilot, "y")
        assert pilot.app.clipboard.startswith("tail ")
        pi.says(*ALL)
        monkeypatch.setattr(DoctorScreen, "ARGV", pi.argv)
        await press(pilot, "r")
        await sees(pilot, "2 things")
        assert words not in screen(pilot)


async def test_a_child_that_cannot_be_started_is_an_error(monkeypatch):
    monkeypatch.setattr(DoctorScreen, "ARGV", ["/does/not/exist"])
    async with console() as pilot:
        await opened(pilot, "The engine could not be started.", "/does/not/exist")


async def test_one_that_was_stopped_from_outside_says_how_far_it_came(pi):
    pi.says(*ALL[:3], wire.Cancelled())
    async with console() as pilot:
        await opened(pilot, "2 of 5 looked at", "▲ cancelled")


async def test_what_a_machine_calls_its_things_stays_in_its_row(pi):
    wild = checked("wild", "warning", "mend [/b] {x}", name="[b]a\nb\tc {0}")
    pi.says(Examining(1), wild, Done())
    async with console() as pilot:
        await opened(pilot, "1 thing")
        assert "The wild  [b]a b c {0} of wild" in cursor(pilot)
        await press(pilot, "y")
        assert pilot.app.clipboard == "mend [/b] {x}"
        assert any("mend [/b] {x}" in each for each in notices(pilot))


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 50)])
async def test_it_fits(pi, size):
    pi.says(Examining(6), *FOUND, checked("long", "warning", "x" * 300, name="y" * 500), Done())
    async with console(size=size) as pilot:
        await opened(pilot, "3 things")
        await press(pilot, "end")
        assert "▸ ▲ The long" in cursor(pilot)
        strips = pilot.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {size[0]}
        assert "? " in rows(pilot)[-1]


async def test_wild_keys_break_nothing(pi, rng, count):
    """1,000 under --full."""
    pi.says(*ALL)
    keys = ["up", "down", "home", "end", "pageup", "pagedown", "p", "r", "y", "enter", "escape"]
    async with console() as pilot:
        for _ in range(count(1000)):
            if not isinstance(pilot.app.screen, DoctorScreen) and rng.random() < 0.5:
                await press(pilot, "D")
            await press(pilot, rng.choice(keys))
        while pilot.app.screen is not pilot.app.frame:
            await press(pilot, "escape")
        await opened(pilot, "2 things")


async def test_a_game_that_is_played_keeps_the_key(pi, monkeypatch):
    monkeypatch.setattr(ArcadeTab, "swallows", property(lambda self: True))
    async with console("arcade") as pilot:
        await press(pilot, "D")
        assert pilot.app.screen is pilot.app.frame


async def test_the_palette_knows_it(pi):
    pi.says(*ALL)
    async with console() as pilot:
        commands = {it.title: it for it in pilot.app.get_system_commands(pilot.app.screen)}
        commands["Doctor"].callback()
        await sees(pilot, "2 things")


async def test_the_real_one_looks_at_this_machine():
    async with console() as pilot:
        await press(pilot, "D")
        await eventually(lambda: pilot.app.screen.state.last)
        state = pilot.app.screen.state
        assert isinstance(state.last, wire.Done)
        assert len(state.checked) == state.number > 30
        assert "Version of Python" in screen(pilot)
