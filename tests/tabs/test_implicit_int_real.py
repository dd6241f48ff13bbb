"""The int() tab over its own engine: real sources, the compilers that are here; then keys, clicks
and sizes that nobody would think of."""

import os
import shutil
import signal
from contextlib import suppress

import pytest

from engines.implicit_int.constructs import CONSTRUCTS
from tests import eventually
from tests.conftest import need
from tests.tabs import (
    LARGE,
    click_somewhere,
    console,
    notices,
    press,
    screen,
    sees,
    settled,
    type_in,
)
from tui.screens.help import HelpScreen

OLD = b"#include <stdio.h>\r\nadd(a, b)\r\n{\r\n\treturn a + b; /* \xe9 */\r\n}\r\nstatic n;\r\n"


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "src" / "old.c"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return path


async def begun(pilot):
    tab = pilot.app.tab
    await eventually(lambda: tab.state.complete and tab.state.compilers is not None)
    await settled(pilot)
    return tab


async def opened(pilot, path):
    tab = await begun(pilot)
    tab.chosen(path)
    await eventually(lambda: tab.here)
    await settled(pilot)
    return tab


async def test_the_example_is_read_asked_about_and_run():
    need("gcc")
    async with console("implicit_int", LARGE) as pilot:
        tab = await begun(pilot)
        assert "2 omissions in the document's example" in screen(pilot)
        await eventually(lambda: any(each.verdict.compiler == "gcc" for each in tab.state.said))
        tab.open("run")
        await eventually(lambda: {"-O0", "-O2"} <= {it.level for it in tab.state.ran})
        assert "sum=3" in await sees(pilot, "z is undefined")


async def test_a_compiler_that_is_here_fills_the_matrix_with_its_own_words():
    need("gcc")
    async with console("implicit_int") as pilot:
        tab = await begun(pilot)
        tab.open("rules")
        await press(pilot, "c")
        assert tab.who.name == tab.state.compilers[0].name
        await eventually(lambda: len(tab.state.measured) == len(CONSTRUCTS), 120)
        await settled(pilot)
        assert "…" not in "".join(row for row in screen(pilot).splitlines()[4:15])


async def test_a_source_of_ones_own_is_mended_byte_for_byte_and_kept_beside_it(old):
    async with console("implicit_int") as pilot:
        tab = await opened(pilot, old)
        assert "4 omissions in old.c" in screen(pilot)
        await press(pilot, "f")
        await sees(pilot, "edits, w writes", "+int add(a, b)", "\\xe9")
        await press(pilot, "w")
        await type_in(pilot, "old.c")
        await press(pilot, "enter")
        await eventually(lambda: tab.here and tab.state.mended and not tab.state.mended.edits)
        await sees(pilot, "No omissions in old.c", "There is nothing to mend.")
        assert notices(pilot) == [f"Written As it was: {old}.orig"]
        assert old.with_name("old.c.orig").read_bytes() == OLD
        mended = old.read_bytes()
        assert mended.count(b"\r\n") == mended.count(b"\n")
        assert b"int add(a, b)" in mended
        assert b"static int n;" in mended


async def test_what_changed_meanwhile_is_not_written_over(old):
    async with console("implicit_int") as pilot:
        tab = await opened(pilot, old)
        await press(pilot, "f")
        await sees(pilot, "w writes")
        old.write_bytes(b"static m;\n")
        tab.write(tab.state.mended.digest)
        await sees(pilot, "This source has changed meanwhile")
        assert old.read_bytes() == b"static m;\n"
        await press(pilot, "r")
        await sees(pilot, "1 omission in old.c", "+static int m;")


async def test_a_folder_is_looked_through_and_its_files_are_opened(old):
    shutil.copy(old, old.with_name("second.c"))
    async with console("implicit_int") as pilot:
        tab = await begun(pilot)
        tab.chosen(old.parent)
        await sees(pilot, "8 omissions in src/", "2 files")
        await press(pilot, "down", "enter")
        await sees(pilot, "4 omissions in second.c")
        assert tab.state.files


async def test_what_is_no_file_is_refused_in_words_and_the_example_is_still_there(tmp_path):
    async with console("implicit_int") as pilot:
        tab = await begun(pilot)
        os.mkfifo(tmp_path / "pipe.c")
        tab.read(str(tmp_path / "pipe.c"))
        await sees(pilot, "This source could not be read.", "r tries again")
        await press(pilot, "e")
        assert "could not be read" not in screen(pilot)
        await sees(pilot, "2 omissions in the document's example")


KEYS = (
    *("enter", "escape", "up", "down", "left", "right", "pageup", "pagedown", "home", "end"),
    *"wkpcCoSsfvVer?jx",
    *("tab", "backspace", "slash", "3", "7", "7", "7"),
)
"""Without those that quit, that change settings, and that run any command."""
SIZES = ((80, 24), (120, 40), (60, 18), (20, 5), (200, 50), (1, 1), (79, 23))
WHAT = ("key",) * 12 + ("click", "resize", "rest", "kill", "file", "folder")


async def stroke(pilot, rng, old):
    """One thing that a wild hand does, and its name."""
    what = rng.choice(WHAT)
    tab = pilot.app.frame.query_one("#implicit_int")
    if what == "key":
        what = rng.choice(KEYS)
        await pilot.press(what)
    elif what == "click":
        what = await click_somewhere(pilot, rng)
    elif what == "resize":
        size = rng.choice(SIZES)
        what = f"resize {size}"
        await pilot.resize_terminal(*size)
    elif what == "kill":
        if tab.link:
            with suppress(ProcessLookupError):  # it was killed a moment ago
                os.kill(tab.link._child.pid, signal.SIGKILL)
    elif what in ("file", "folder"):
        tab.chosen(old if what == "file" else old.parent)
    else:
        await settled(pilot)
    return what


async def calmed(pilot):
    """Back in the tab: Esc leads there from anywhere."""
    await pilot.resize_terminal(*LARGE)
    for _ in range(30):
        await settled(pilot)
        if len(pilot.app.screen_stack) == 1:
            break
        await pilot.press("escape")
    await pilot.app.action_open("implicit_int")
    await settled(pilot)
    return pilot.app.tab


@pytest.mark.some(3, of="storms")
async def test_whatever_is_pressed_the_console_answers(old, lasting, rng, count, monkeypatch):
    monkeypatch.chdir(old.parent)
    done = []
    async with console("implicit_int") as pilot:
        await begun(pilot)
        try:
            for _ in range(count(10_000)):
                done.append(await stroke(pilot, rng, old))
            assert not pilot.app._exit
            tab = await calmed(pilot)
            await pilot.press("r")
            tab.chosen(old)
            await eventually(lambda: tab.here)
            tab.open("source")
            assert "4 omissions in old.c" in await sees(pilot, "old.c")
            await pilot.press("question_mark")
            await eventually(lambda: isinstance(pilot.app.screen, HelpScreen))
        except BaseException:
            print("after", done[-40:])
            raise
    assert old.read_bytes() == OLD
