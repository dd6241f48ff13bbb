"""What a program may count on, as with Pygame Zero itself, and what it cannot do to us."""

from pathlib import Path

import pytest

from engines import wire
from engines.arcade.messages import Frame, Key, Place, Play, Seen
from engines.arcade.runs import RUN
from engines.link import Link
from tests.engines.arcade.windows import ended, told

pytest.importorskip("pygame", reason="pygame is not installed (extra: games)")

COUNTED = """
TITLE = ""
WIDTH, HEIGHT = 40, 24
drawn = 0

def on_key_down():
    pass

def draw():
    global drawn
    drawn += 1
    screen.fill("black")
    screen.draw.filled_rect(Rect((drawn, 0), (1, 24)), "white")
"""
"""How often it has been drawn is where its line stands."""


async def test_without_update_it_is_drawn_once_for_what_happens(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(COUNTED)
    async with Link("arcade", Play(path=str(path), place=Place(40, 12))) as link:
        for number in range(1, 6):
            frame = next(e for e in await told(link, Frame) if isinstance(e, Frame))
            columns = [
                column for _y, column, *_more, behind in RUN.iter_unpack(frame.runs) if behind
            ]
            assert number in columns
            link.send(Seen(frame.number))
            link.send(Key("x", True))
            link.send(Key("x", False))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("input()", "line 1: EOFError"),
        ("raise ValueError(9 * 'x' * (1 << 20))", "line 1: ValueError: xxx"),
    ],
    ids=range(2),
)
async def test_it_neither_reads_our_requests_nor_talks_without_end(
    tmp_path: Path, source: str, said: str
) -> None:
    path = tmp_path / "a.py"
    path.write_text(f"{source}\ndef draw(): pass\n")
    async with Link("arcade", Play(path=str(path), place=Place(40, 12))) as link:
        failed = await ended(link)
    assert isinstance(failed, wire.Failed)
    assert said in failed.why
    assert len(failed.why) < 1000
