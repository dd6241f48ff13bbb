"""How lines are drawn."""

import pytest

from engines.roc.formula.attributes import COLOURS, WORDS, Style, colour, complaint, style


def test_the_digits_of_a_colour_are_blue_green_red():
    assert colour("COLOR00FFFF") == (255, 255, 0)
    assert colour("COLOR0000FF") == (255, 0, 0)
    assert colour("COLOR804020") == (0x20, 0x40, 0x80)


def test_there_are_sixteen_names_of_colours():
    assert len(COLOURS) == 16
    assert colour("COLORYELLOW") == (255, 255, 0)


@pytest.mark.parametrize("word", [*WORDS, "LINETHICK1", "LINETHICK9", "COLORA0b1C2".upper()])
def test_known_words_are_no_complaint(word):
    assert complaint(word) == ""
    assert isinstance(style((word,)), Style)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ((), Style()),
        (("COLORRED", "LINETHICK3"), Style((255, 0, 0), 3)),
        (("COLORSTICK",), Style(shape="COLORSTICK")),
        (("POINTDOT", "COLORFFFFFF"), Style((255, 255, 255), shape="POINTDOT")),
        (("COLORRED", "COLORBLUE"), Style((0, 0, 255))),
        (("NODRAW",), Style(drawn=False)),
        (("NOTEXT", "DRAWABOVE"), Style(told=False, above=True)),
    ],
)
def test_attributes_make_a_style(attributes, expected):
    assert style(attributes) == expected
