"""Goldens: the rows of every screen as text, in both languages and two sizes."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.snapshots.states import STATES, around, minute
from tests.tabs import LARGE, SMALL, console, drawn, screen
from tui import i18n, settings
from tui.settings import Settings

GOLDENS = Path(__file__).with_name("rows")
SIZES = {f"{columns}x{lines}": (columns, lines) for columns, lines in (SMALL, LARGE)}
CASES = [
    (state, size, language) for state in STATES for size in SIZES for language in i18n.LANGUAGES
]
FEW = len(CASES) // 10


@pytest.fixture(autouse=True)
def english_afterwards():
    yield
    i18n.use("en")


def golden(state, size, language):
    return GOLDENS / f"{state}-{size}-{language}.txt"


async def rows(state, size, language):
    settings.save(replace(Settings(), language=language))
    with around(state):
        async with console(size=SIZES[size]) as pilot:
            await STATES[state](pilot)
            await drawn(pilot)
            return screen(pilot)


@pytest.mark.some(FEW)
@pytest.mark.parametrize(("state", "size", "language"), CASES)
async def test_the_screen_is_as_it_was(state, size, language, request):
    found, file = await rows(state, size, language), golden(state, size, language)
    if request.config.getoption("--update-goldens"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(found)
    assert file.exists(), "new: run pytest with --update-goldens, and read the file"
    assert found.splitlines() == file.read_text().splitlines()


def test_there_is_no_golden_that_nobody_looks_at(request):
    wanted = {golden(*case) for case in CASES}
    if request.config.getoption("--update-goldens"):
        for file in set(GOLDENS.iterdir()) - wanted:
            file.unlink()
    assert set(GOLDENS.iterdir()) == wanted


async def test_what_is_drawn_again_and_again_is_the_same(count, tmp_path):
    """20 times under --full."""
    found = set()
    for _ in range(count(20)):
        found.add(await rows("meter", "80x24", "en"))
    assert len(found) == 1


def test_the_recorded_minute_is_long_enough_to_fill_the_graph():
    *_, last = minute()
    assert last.seconds > 60
    assert not last.contended
