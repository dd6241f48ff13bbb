"""Pairs of glyphs, each one cell wide, and the choice between them."""

from dataclasses import astuple, fields

import pytest
from rich.cells import cell_len

from tui.glyphs import Glyphs, choose

UTF8 = {"LANG": "en_GB.UTF-8", "TERM": "xterm-256color"}


@pytest.mark.parametrize("glyphs", [Glyphs.unicode(), Glyphs.ascii()])
def test_every_glyph_is_one_cell_wide(glyphs):
    for field in fields(glyphs):
        text = getattr(glyphs, field.name)
        assert len(text) == (9 if field.name == "blocks" else 1), field.name
        assert all(cell_len(glyph) == 1 for glyph in text), field.name


def test_blocks_rise_from_a_space():
    assert Glyphs.unicode().blocks == " ▁▂▃▄▅▆▇█"
    assert Glyphs.ascii().blocks[0] == " "


def test_ascii_is_ascii():
    assert "".join(astuple(Glyphs.ascii())).isascii()


def test_one_glyph_has_one_stand_in():
    """Else text that is swapped on its way to the screen would depend on a field's order."""
    drawn, plain = ("".join(astuple(each())) for each in (Glyphs.unicode, Glyphs.ascii))
    assert len(set(zip(drawn, plain, strict=True))) == len(set(drawn))


@pytest.mark.parametrize("each", [Glyphs.unicode, Glyphs.ascii])
def test_marks_that_mean_different_things_differ(each):
    glyphs = each()
    assert len({glyphs.good, glyphs.attention, glyphs.danger, glyphs.idle}) == 4
    assert len({glyphs.rule, glyphs.heavy_rule, glyphs.axis}) == 3
    assert not {glyphs.rule, glyphs.dotted, glyphs.heavy_rule} & set(glyphs.blocks)


def test_automatic_glyphs_follow_the_terminal():
    assert choose("auto", UTF8, "utf-8") == Glyphs.unicode()
    assert choose("auto", UTF8, "ascii") == Glyphs.ascii()
    assert choose("auto", {**UTF8, "TERM": "linux"}, "utf-8") == Glyphs.ascii()
    assert choose("auto", {**UTF8, "LC_ALL": "C"}, "utf-8") == Glyphs.ascii()


def test_the_users_choice_wins():
    assert choose("ascii", UTF8, "utf-8") == Glyphs.ascii()
    assert choose("unicode", {"TERM": "linux"}, "ascii") == Glyphs.unicode()
