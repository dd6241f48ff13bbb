"""What may go wrong around a game, in a terminal and in a window: it is said, and no score is
lost."""

import os
import signal
import struct
import sys
from pathlib import Path

import pytest

from engines import wire
from engines.arcade import cards
from engines.arcade.cards import Card, Result, Score
from engines.arcade.game import Setup
from engines.arcade.messages import Beside, Frame, Key, Opened, Place, Play, Rest, Trouble, Window
from engines.link import Link
from tests.conftest import need
from tests.engines.arcade.windows import ended, opened, press, seen, told
from tests.xvfb import Screen, xvfb

pytest.importorskip("pygame", reason="pygame is not installed (extra: games)")

BELLS = str(Path(__file__).parent / "programs" / "bells")
SETUP = Setup("podline", "1")
THERE = Frame | Opened
PAPER, WIDE = (18, 18, 18), 50
"""Behind the words of a page, and how many columns that takes at least."""
both = pytest.mark.parametrize("kind", ["terminal", "window"])


@pytest.fixture
def play(kind: str, request: pytest.FixtureRequest) -> Play | Window:
    """A run of a game of ours."""
    if kind == "terminal":
        return Play("podline", place=Place(), setup=SETUP)
    request.getfixturevalue("screen")
    return Window("podline", setup=SETUP)


def pause(link: Link, kind: str) -> None:
    link.send(Rest()) if kind == "terminal" else press("Escape")


def choose(link: Link, kind: str, *keys: str) -> None:
    if kind == "window":
        return press(*({"up": "Up", "down": "Down"}.get(key, key) for key in keys))
    for key in keys:
        link.send(Key(key, True))
        link.send(Key(key, False))


async def begun(link: Link, request: pytest.FixtureRequest) -> None:
    """A run: no page is over the picture."""
    if "screen" in request.fixturenames:
        screen: Screen = request.getfixturevalue("screen")
        bare = 0

        def stays() -> bool:
            """A picture is painted bit by bit: one look may see half of a page that comes."""
            nonlocal bare
            bare = bare + 1 if len(screen.columns(PAPER)) < WIDE else 0
            return bare == 10

        await seen(stays)
    else:
        while not any(isinstance(e, Beside) and not e.page for e in await told(link, Beside)):
            pass


def earlier() -> Card:
    """Somebody has played before."""
    result = Result(Score(700, "1", 1, "latch"), ("1",))
    return cards.change("podline", lambda card: cards.told(card, result, ""))


@both
async def test_of_a_killed_game_the_scores_of_earlier_ones_are_there(kind, play) -> None:
    before = earlier()
    async with Link("arcade", play) as link:
        await told(link, THERE)
        os.kill(link._child.pid, signal.SIGKILL)
        failed = await ended(link)
    assert isinstance(failed, wire.Failed)
    assert failed.what == "The engine stopped without a word."
    assert failed.why == "killed by SIGKILL"
    assert cards.read("podline") == before


FULL = """
import errno, os, sys
from pathlib import Path
from engines import serve
sync = os.fsync
def full(number):
    if Path(sys.argv[1]).exists():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    sync(number)
os.fsync = full
serve.main(["arcade"])
"""


@both
@pytest.mark.parametrize("leave", ["at once", "later"])
async def test_what_a_full_disk_refuses_is_said_and_kept_as_soon_as_there_is_room(
    kind, play, leave: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With what comes next, or when the player leaves, whichever is first."""
    before = earlier()
    full = tmp_path / "full"
    full.touch()
    async with Link("arcade", play, argv=[sys.executable, "-P", "-c", FULL, str(full)]) as link:
        await told(link, THERE)
        pause(link, kind)
        choose(link, kind, "down", "down", "space")  # to the title: this run is given up
        (trouble,) = (e for e in await told(link, Trouble) if isinstance(e, Trouble))
        assert trouble.what == "This could not be written to disk."
        assert "No space left" in trouble.why
        assert cards.read("podline") == before
        full.unlink()
        if leave == "at once":
            choose(link, kind, "up", "space")
            assert isinstance(await ended(link), wire.Done)
        else:
            choose(link, kind, "space")  # another run, which is given up as well
            await begun(link, request)
            link.send(wire.Cancel())
            assert isinstance(await ended(link), wire.Cancelled)
    after = cards.read("podline")
    assert after.scores == before.scores
    assert after.plays - before.plays == (1 if leave == "at once" else 2)


async def test_a_terminal_needs_neither_a_display_nor_a_loudspeaker(monkeypatch) -> None:
    """Whatever the environment says of such."""
    for name, value in (
        ("DISPLAY", ":4711"),
        ("WAYLAND_DISPLAY", "gone"),
        ("SDL_VIDEODRIVER", "x11"),
        ("SDL_AUDIODRIVER", "nobodys"),
    ):
        monkeypatch.setenv(name, value)
    async with Link("arcade", Play(path=BELLS, place=Place(40, 12))) as link:
        await told(link, Frame)
        link.send(Key("q", True))
        assert isinstance(await ended(link), wire.Done)


async def test_a_window_without_a_loudspeaker_is_silent(screen, monkeypatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "nobodys")
    async with Link("arcade", Window(path=BELLS)) as link:
        await opened(link)
        for color in ((95, 0, 0), (0, 0, 95), (95, 0, 0)):  # another each time that it rings
            await seen(lambda color=color: bool(screen.columns(color)))
        press("q")
        assert isinstance(await ended(link), wire.Done)


@pytest.mark.parametrize(
    ("name", "why"), [("", "no display here"), (":4711", "the display :4711 does not answer")]
)
async def test_without_a_display_there_is_no_window(monkeypatch, name: str, why: str) -> None:
    if Path("/dev/dri").exists():
        pytest.skip("this machine may have a screen")
    if name:
        monkeypatch.setenv("DISPLAY", name)
    async with Link("arcade", Window("podline")) as link:
        failed = await ended(link)
    assert isinstance(failed, wire.Failed)
    assert failed.what == "No window can be opened here."
    assert failed.why == why


async def test_a_display_that_does_not_let_us_in_is_no_display(tmp_path, monkeypatch) -> None:
    """It answers, and says no."""
    secret = tmp_path / "secret"
    fields = (b"", b"", b"MIT-MAGIC-COOKIE-1", b"7" * 16)
    secret.write_bytes(
        b"\xff\xff" + b"".join(struct.pack(">H", len(field)) + field for field in fields)
    )
    with xvfb(need("Xvfb"), tmp_path, "400x300", "-auth", str(secret)) as screen:
        monkeypatch.setenv("DISPLAY", screen.name)
        async with Link("arcade", Window("podline")) as link:
            failed = await ended(link)
    assert isinstance(failed, wire.Failed)
    assert failed.what == "No window can be opened here."
    assert failed.why == f"x11 {screen.name}: x11 not available"
