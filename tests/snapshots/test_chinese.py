"""The goldens of 80x24 in Chinese beside those in English: nothing overflows, is cut or shifted.

Positions are in cells, of which a Chinese character has two.
"""

import re

import pytest
from rich.cells import cell_len

from tests.snapshots.test_rows import GOLDENS
from tests.snapshots.test_wide import names, real
from tests.tabs import TAB_WORDS, ascii_words

CHINESE = "-80x24-zh_CN.txt"
STATES = sorted(file.name.removesuffix(CHINESE) for file in GOLDENS.glob(f"*{CHINESE}"))
SMALLER = {"too-small": (50, 12)}

FIGURE = re.compile(r"[-+±×]?\d[\d,.:]*")
WORD = re.compile(r"\S+(?: \S+)*")
"""What stands between two spaces: a cell of a table, or a piece of a sentence."""

KEY = re.compile(r"[←↑↓→+-](?: [←↑↓→+-])*|\S+")


def rows(state: str, language: str) -> list[str]:
    return (GOLDENS / f"{state}-80x24-{language}.txt").read_text().splitlines()


def spans(row: str, pattern: re.Pattern[str]) -> list[tuple[str, int, int]]:
    """What is found, and the cells where it begins and ends."""
    return [
        (it[0], cell_len(row[: it.start()]), cell_len(row[: it.end()]))
        for it in pattern.finditer(row)
    ]


def keys(row: str) -> list[str]:
    """The names of keys in the last row, each before what it does."""
    return [KEY.match(it)[0] for it in re.findall(WORD, row)]


def figures(row: str) -> list[tuple[str, int, int]]:
    """The cells of a table's row that are figures; none where the row is no table's."""
    found = [it for it in spans(row, WORD) if FIGURE.fullmatch(it[0])]
    return found if len(found) > 2 else []


def test_there_are_many():
    assert len(STATES) > 80


@pytest.mark.parametrize("state", STATES)
def test_it_fits(state):
    columns, lines = SMALLER.get(state, (80, 24))
    found = rows(state, "zh_CN")
    assert len(found) == lines
    assert max(map(cell_len, found)) <= columns


@pytest.mark.parametrize("state", STATES)
def test_no_more_is_cut_than_in_english(state):
    english, chinese = rows(state, "en"), rows(state, "zh_CN")
    assert sum(it.count("…") for it in chinese) <= sum(it.count("…") for it in english)


@pytest.mark.parametrize("state", STATES)
def test_every_key_of_the_last_row_is_there(state):
    english, chinese = (rows(state, language)[-1] for language in ("en", "zh_CN"))
    if "? help" in english:
        assert "? 帮助" in chinese
        assert [key for key in keys(english) if key not in keys(chinese)] == []


@pytest.mark.parametrize("state", STATES)
def test_figures_stand_where_they_do_in_english(state):
    for english, chinese in zip(rows(state, "en"), rows(state, "zh_CN"), strict=True):
        edges = {(it, end) for it, _start, end in spans(chinese, WORD)}
        for figure, _start, end in figures(english):
            assert (figure, end) in edges, chinese


@pytest.mark.parametrize("state", STATES)
def test_heads_stand_over_their_columns(state):
    english, chinese = rows(state, "en"), rows(state, "zh_CN")
    for at in range(1, len(english)):
        if not figures(english[at]) or figures(english[at - 1]):
            continue
        ends = {end for _it, _start, end in spans(english[at], WORD)}
        starts = {start for _it, start, _end in spans(english[at], WORD)}
        head = spans(chinese[at - 1], re.compile(r"\S+"))
        for _it, start, end in spans(english[at - 1], WORD):
            if end in ends:
                assert end in {it[2] for it in head}, chinese[at - 1]
            elif start in starts:
                assert start in {it[1] for it in head}, chinese[at - 1]


@pytest.mark.parametrize("state", STATES)
def test_what_is_left_of_english_are_names(state):
    found = ascii_words("\n".join(rows(state, "zh_CN"))) - TAB_WORDS - names(state)
    assert real(found) == set()
