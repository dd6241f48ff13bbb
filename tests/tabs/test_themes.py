"""Three meanings of colour that can be told apart and read, in every theme."""

from dataclasses import replace
from itertools import combinations

import pytest
from rich.style import Style
from textual.app import App
from textual.color import Color

from tests.tabs import console
from tui import palette
from tui.runs import ROLES
from tui.themes import OURS
from tui.widgets.canvas import Canvas

MEANINGS = ("good", "attention", "danger")
LINES = tuple(f"line{at}" for at in range(1, 8))
READ = ("text", "strong", "accent", *MEANINGS, "gain", "loss", *LINES)
THEMES = sorted({*App().available_themes, *(theme.name for theme in OURS)} - {"textual-ansi"})
ANSI = [name for name in THEMES if "ansi" in name]
DRAWN = [name for name in THEMES if name not in ANSI]


_known: dict[str, dict[str, Style]] = {}
_variables: dict[str, dict[str, str]] = {}


async def colours(theme):
    """Each role's style in this theme; found for all of them at once, a start being slow."""
    if not _known:
        async with console() as pilot:
            canvas = pilot.app.query(Canvas).first()
            for name in THEMES:
                pilot.app.adopt(replace(pilot.app.settings, theme=name))
                await pilot.pause()
                _variables[name] = pilot.app.get_css_variables()
                _known[name] = {role: canvas._style(role) for role in ROLES}
    return _known[theme]


def contrast(one: Color, other: Color) -> float:
    """WCAG 2.2, relative luminance: 1 for the same colour, 21 for black on white."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(color: Color) -> float:
    parts = [part / 255 for part in color.rgb]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_formula_is_that_of_wcag():
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color(119, 119, 119), Color(255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_there_are_themes_of_both_kinds():
    assert {"zerodeck", "zerodeck-light", "nord"} <= set(DRAWN)
    assert "ansi-dark" in ANSI


@pytest.mark.parametrize("theme", THEMES)
async def test_the_meanings_differ_from_each_other_and_from_plain_words(theme):
    found = await colours(theme)
    for one, other in combinations((*MEANINGS, "text"), 2):
        assert found[one].color != found[other].color, (one, other)


@pytest.mark.parametrize("theme", THEMES)
async def test_stones_and_marks_are_seen_on_the_board_and_differ(theme):
    found = await colours(theme)
    for role in ("black", "white", "mark", "forbidden", "black-lit", "white-lit"):
        assert found[role].bgcolor != found[role].color
    for one, other in (("black", "white"), ("black-lit", "white-lit"), ("white", "mark")):
        assert found[one].color != found[other].color
    if theme in DRAWN:
        board = Color.from_rich_color(found["board"].bgcolor)
        for role in ("black", "white", "mark"):
            assert contrast(Color.from_rich_color(found[role].color), board) >= 3, role
        heats = [found[f"heat{number}"] for number in range(1, 6)]
        for heat in heats:
            ink, ground = map(Color.from_rich_color, (heat.color, heat.bgcolor))
            assert contrast(ink, ground) >= 3, heat
        assert len({heat.bgcolor for heat in heats}) == len(heats)


@pytest.mark.parametrize("theme", THEMES)
async def test_the_lines_of_a_chart_differ_from_each_other(theme):
    found = await colours(theme)
    assert len({found[role].color for role in LINES}) == len(LINES)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("gains", ["west", "china", "cvd"])
async def test_gains_and_losses_are_told_apart_and_can_be_read(theme, gains):
    await colours(theme)
    found = palette.styles(_variables[theme], gains)
    assert found["gain"].color != found["loss"].color
    ground = Color.parse(_variables[theme]["background"])
    if ground.ansi is None:
        for role in ("gain", "loss"):
            assert contrast(Color.from_rich_color(found[role].color), ground) >= 3, role


@pytest.mark.parametrize("theme", DRAWN)
async def test_what_is_to_be_read_stands_out_from_its_background(theme):
    found = await colours(theme)
    poor = {}
    for role in READ:
        color, behind = (
            Color.from_rich_color(part) for part in (found[role].color, found[role].bgcolor)
        )
        if (ratio := contrast(color, behind)) < 3:
            poor[role] = round(ratio, 2)
    assert poor == {}


@pytest.mark.parametrize("theme", ANSI)
async def test_an_ansi_theme_leaves_the_colours_to_the_terminal(theme):
    found = await colours(theme)
    for role in MEANINGS:
        assert found[role].color.is_system_defined, role


@pytest.mark.parametrize("theme", THEMES)
async def test_attention_and_danger_are_bold_as_well(theme):
    """Told apart from good where nobody sees red and green."""
    found = await colours(theme)
    assert [bool(found[role].bold) for role in MEANINGS] == [False, True, True]


async def test_each_theme_was_really_looked_at():
    await colours(THEMES[0])
    assert len({style["good"] for style in _known.values()}) > len(THEMES) / 2
