"""ASCII for terminals that draw nothing else: glyph for glyph, cell for cell."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from engines import wire
from tests.tabs import TERMINAL, console, fed, measuring, press, screen, settled
from tui.ascii import AsciiFilter, table
from tui.runs import width
from tui.widgets.canvas import Canvas

PLAIN = replace(TERMINAL, unicode=False)
FAILED = wire.Failed("The engine stopped without a word.", "killed by SIGKILL", "tail log")
SCREENS = {
    "tab": (),
    "help": ("question_mark",),
    "settings": ("comma",),
    "jobs": ("j",),
    "palette": ("ctrl+p",),
    "picker": ("j", "s"),
}


@pytest.mark.parametrize("glyph", map(chr, table()))
def test_a_glyph_becomes_ascii_of_its_width(glyph):
    plain = AsciiFilter().plain(glyph)
    assert plain.isascii()
    assert cell_len(plain) == cell_len(glyph)


@given(st.text(st.sampled_from("".join(map(chr, table())) + "ab内é")))
def test_any_line_keeps_its_width(text):
    assert cell_len(AsciiFilter().plain(text)) == cell_len(text)


def test_styles_and_letters_of_other_scripts_are_left_alone():
    bold = Style(bold=True)
    (done,) = AsciiFilter().apply([Segment("▸ 内存 é", bold)], Color(0, 0, 0))
    assert done == Segment("> 内存 é", bold)


def sent(pilot):
    """The lines as they leave for the terminal, after every filter."""
    app = pilot.app
    lines = [strip.apply_filter(app.ascii, Color(0, 0, 0)) for strip in strips(app.screen)]
    return [line.text for line in lines]


def strips(screen):
    return screen._compositor.render_strips()


@pytest.mark.some(1)
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 10)])
async def test_no_screen_keeps_a_glyph_that_is_not_ascii(size, past_job):
    async with console(size=size, terminal=PLAIN) as pilot:
        fed(pilot.app.tab, measuring(contended=True))
        for name, keys in SCREENS.items():
            await press(pilot, *keys)
            drawn = [strip.text for strip in strips(pilot.app.screen)]
            assert [line for line in sent(pilot) if not line.isascii()] == [], name
            assert list(map(cell_len, sent(pilot))) == list(map(cell_len, drawn)), name
            await press(pilot, *["escape"] * len(keys))


async def test_an_error_and_a_notice_are_ascii_too():
    async with console(terminal=PLAIN) as pilot:
        fed(pilot.app.tab, [FAILED])
        await settled(pilot)
        await press(pilot, "y")
        assert "tail log" in screen(pilot)
        assert [line for line in sent(pilot) if not line.isascii()] == []


async def test_a_terminal_that_draws_unicode_gets_it_until_the_user_says_otherwise():
    async with console() as pilot:
        assert not pilot.app.ascii.enabled
        pilot.app.change(replace(pilot.app.settings, glyphs="ascii"))
        assert pilot.app.ascii.enabled
        pilot.app.change(replace(pilot.app.settings, glyphs="unicode"))
        assert not pilot.app.ascii.enabled


async def test_a_plain_terminal_gets_unicode_where_the_user_insists():
    async with console(terminal=PLAIN) as pilot:
        pilot.app.change(replace(pilot.app.settings, glyphs="unicode"))
        assert not pilot.app.ascii.enabled


async def test_the_figure_is_text_once_ascii_is_chosen():
    """Its tall digits are drawn in half blocks, which ASCII has no like of."""
    async with console() as pilot:
        fed(pilot.app.tab, measuring(rate=14.2e9))
        assert "14.2" not in screen(pilot).splitlines()[3]
        pilot.app.change(replace(pilot.app.settings, glyphs="ascii"))
        await settled(pilot)
        assert "14.2 GB/s" in screen(pilot)


async def test_what_a_canvas_draws_is_as_wide_in_ascii():
    async with console() as pilot:
        fed(pilot.app.tab, measuring(contended=True))
        for canvas in pilot.app.query(Canvas):
            for row in canvas.draw(*canvas.size):
                plain = [(pilot.app.ascii.plain(text), role) for text, role in row]
                assert width(plain) == width(row)
