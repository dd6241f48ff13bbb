"""What a program may count on, as with Pygame Zero itself, and what it cannot do to us."""

from pathlib import Path

import pytest

from engines import wire
from engines.arcade.messages import Frame, Key, Mouse, Place, Play
from engines.link import Link
from tests.engines.arcade.windows import ended, told

pytest.importorskip("pygame", reason="pygame is not installed (extra: games)")

COUNTED = """
WIDTH, HEIGHT = 40, 24
drawn = 0

def on_mouse_down():
    raise ValueError(drawn)

def draw():
    global drawn
    drawn += 1
    screen.fill((drawn, 0, 0))
"""


async def test_without_update_it_is_drawn_once_until_something_happens(tmp_path: Path) -> None:
    """It may well draw at random."""
    path = tmp_path / "a.py"
    path.write_text(COUNTED)
    async with Link("arcade", Play(path=str(path), place=Place(40, 12))) as link:
        await told(link, Frame)
        for _ in range(10):  # ticks with keys that it does not listen to
            link.send(Key("x", True))
            link.send(Key("x", False))
        link.send(Mouse(20, 6, 1, True))
        failed = await ended(link)
    assert isinstance(failed, wire.Failed)
    assert failed.why == "a.py, line 6: ValueError: 1"


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
