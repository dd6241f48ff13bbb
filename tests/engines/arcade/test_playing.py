"""Programs for Pygame Zero in a terminal: the real child, what it is sent and what it shows."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from engines import wire
from engines.arcade import added, cards, replay
from engines.arcade.game import Setup
from engines.arcade.games import begin
from engines.arcade.messages import (
    Beside,
    Frame,
    Key,
    Lobby,
    Mouse,
    Options,
    Place,
    Play,
    Preview,
    Rest,
    Seen,
    Shelf,
    Speed,
    Watch,
)
from engines.arcade.replay import Recorder
from engines.arcade.runs import RUN, Blocks
from engines.arcade.session import Page
from engines.link import Link

pytest.importorskip("pygame", reason="pygame is not installed (extra: games)")

PROGRAMS = Path(__file__).parent / "programs"
SMALL = Place(40, 12)
NAVY, YELLOW = 17, 220
GREEN, BLUE = 46, 21


class Player:
    """A terminal that confirms each picture, and keeps what it shows."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.cells: list[list[tuple[int, ...]]] = []
        self.events: list[wire.Message] = []
        self.frames = 0

    async def until(self, found: Callable[["Player"], bool]) -> None:
        """Fails where the engine ends before, or it takes too long."""
        async with asyncio.timeout(30):
            while not found(self):
                for event in await anext(self.link):
                    self.events.append(event)
                    if isinstance(event, Frame):
                        self.take(event)
                        self.link.send(Seen(event.number))

    def take(self, frame: Frame) -> None:
        self.frames += 1
        if frame.whole:
            self.cells = [[(0, 0, 0)] * frame.columns for _ in range(frame.rows)]
        for row, column, count, *cell in RUN.iter_unpack(frame.runs):
            assert column + count <= frame.columns
            self.cells[row][column : column + count] = [tuple(cell)] * count

    def holds(self, color: int) -> bool:
        return any(color in cell[1:] for row in self.cells for cell in row)

    def left_of(self, color: int) -> int:
        """The first column in which there is this color."""
        return min(row.index(cell) for row in self.cells for cell in row if color in cell[1:])

    @property
    def beside(self) -> Beside:
        """The last one, else one that says nothing."""
        told = [event for event in self.events if isinstance(event, Beside)]
        return told[-1] if told else Beside("")

    @property
    def page(self) -> Page | None:
        return self.beside.page

    @property
    def last(self) -> wire.Message:
        return self.events[-1]


@asynccontextmanager
async def playing(play: Play | Preview) -> AsyncIterator[Player]:
    async with Link("arcade", play) as link:
        yield Player(link)


def program(name: str) -> Play:
    """One that stands in the cabinet."""
    return Play(added.add(PROGRAMS / name).name, place=SMALL)


async def test_somebody_elses_program_is_shown_and_hears_keys() -> None:
    async with playing(program("walker.py")) as player:
        await player.until(lambda p: p.frames > 0)
        assert (len(player.cells), len(player.cells[0])) == (11, 40)
        at = player.left_of(YELLOW)
        player.link.send(Key("right", True))
        await player.until(lambda p: p.holds(YELLOW) and p.left_of(YELLOW) >= at + 5)
        player.link.send(Key("right", False))
        player.link.send(Key("left", True))
        await player.until(lambda p: p.holds(YELLOW) and p.left_of(YELLOW) <= at + 2)
        beside = [each for each in player.events if isinstance(each, Beside)]
        assert [(each.title, each.page) for each in beside] == [("Walker", None)]


async def test_a_mouse_is_where_it_points_in_the_picture() -> None:
    async with playing(program("clicker.py")) as player:
        await player.until(lambda p: p.frames > 0)
        player.link.send(Mouse(3, 3))
        await player.until(lambda p: p.holds(BLUE))
        player.link.send(Mouse(3, 3, 1, True))
        await player.until(lambda p: p.holds(GREEN))
        player.link.send(Mouse(35, 3, 1, True))
        await player.until(lambda p: p.holds(196))
        player.link.send(Mouse(3, 60, 1, True))  # beside the picture
        player.link.send(Mouse(3, 3, 1, True))
        await player.until(lambda p: p.holds(GREEN))


@pytest.mark.parametrize("blocks", ["quadrant", "full"])
async def test_a_mouse_is_where_it_points_whatever_a_cell_shows(blocks: Blocks) -> None:
    play = Play(path=str(PROGRAMS / "clicker.py"), place=Place(41, 13, blocks))
    async with playing(play) as player:
        await player.until(lambda p: p.frames > 0)
        assert len(player.cells[0]) == 41
        player.link.send(Mouse(19, 9, 1, True))
        await player.until(lambda p: p.holds(GREEN))
        player.link.send(Mouse(21, 9, 1, True))
        await player.until(lambda p: p.holds(196))


async def test_sounds_and_timers_do_no_harm_and_it_may_end_itself() -> None:
    async with playing(program("bells")) as player:
        await player.until(lambda p: p.frames >= 4)
        player.link.send(Key("q", True))
        await player.until(lambda p: isinstance(p.last, wire.Done))


async def test_one_that_breaks_says_where() -> None:
    async with playing(program("crasher.py")) as player:
        await player.until(lambda p: p.frames > 0)
        player.link.send(Key("a", True))
        await player.until(lambda p: isinstance(p.last, wire.Failed))
        failed = player.last
        assert isinstance(failed, wire.Failed)
        assert failed.what == "The game broke down."
        assert failed.why.startswith("crasher.py, line 8: IndexError")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def draw(:", "invalid syntax"),
        ("raise ValueError('early')\ndef draw(): pass", "line 1: ValueError: early"),
        ("WIDTH = 10**9\nHEIGHT = 9\ndef draw(): pass", "1000000000 x 9"),
        ("WIDTH = HEIGHT = 50\ndef draw(): sounds.nothing.play()", "nothing"),
        ("WIDTH = HEIGHT = 50\ndef draw(): Actor('nobody').draw()", "nobody"),
        ("WIDTH = HEIGHT = 50\ndef draw(x): pass", "draw"),
    ],
    ids=range(6),
)
async def test_what_cannot_be_run_is_said(tmp_path: Path, source: str, said: str) -> None:
    path = tmp_path / "a.py"
    path.write_text(source)
    async with playing(Play(path=str(path), place=SMALL)) as player:
        await player.until(lambda p: isinstance(p.last if p.events else None, wire.Failed))
        assert isinstance(player.last, wire.Failed)
        assert said in player.last.why + player.last.what


async def test_no_more_than_two_pictures_are_on_their_way(tmp_path: Path) -> None:
    """To a terminal that confirms none; the game goes on meanwhile, to its own end."""
    path = tmp_path / "a.py"
    path.write_text(
        "WIDTH = HEIGHT = 40\nticks = 0\n"
        "def update():\n global ticks\n ticks += 1\n if ticks == 60: raise SystemExit\n"
        "def draw(): screen.fill('red' if ticks // 2 % 2 else 'blue')\n"
    )
    events: list[wire.Message] = []
    async with Link("arcade", Play(path=str(path), place=SMALL)) as link, asyncio.timeout(30):
        async for batch in link:
            events += batch
    assert isinstance(events[-1], wire.Done)
    assert sum(isinstance(event, Frame) for event in events) == 2


async def test_pictures_wait_until_the_terminal_has_them() -> None:
    """Two are on their way at most, and the game goes on meanwhile."""
    async with Link("arcade", program("bells")) as link:
        sent: list[Frame] = []
        while len(sent) < 2:
            sent += [event for event in await anext(link) if isinstance(event, Frame)]
        link.send(Key("a", True))  # it does nothing, and is heard
        link.send(Seen(1))
        while len(sent) < 3:
            sent += [event for event in await anext(link) if isinstance(event, Frame)]
        assert [each.number for each in sent] == [1, 2, 3]


async def test_pictures_are_as_far_apart_as_the_place_says() -> None:
    """Those of a slow machine are farther apart."""
    play = Play(path=str(PROGRAMS / "ticker.py"), place=Place(40, 12, fastest=10))
    async with playing(play) as player:
        ticks: list[int] = []
        await player.until(lambda p: len(apart(p, ticks)) >= 5)
        assert min(apart(player, ticks)) >= 6
        player.link.send(Place(40, 12, fastest=30))
        await player.until(lambda p: sum(each < 6 for each in apart(p, ticks)) >= 3)


def apart(player: Player, ticks: list[int]) -> list[int]:
    """Ticks between the pictures that were looked at, with the one that is there now."""
    for y, row in enumerate(player.cells):
        ticks += [40 * y + x for x, cell in enumerate(row) if YELLOW in cell]
    return [(after - before) % 480 for before, after in pairwise(ticks) if after != before]


async def test_another_place_is_another_picture() -> None:
    async with playing(program("walker.py")) as player:
        await player.until(lambda p: p.frames > 0)
        player.link.send(Place(80, 24, "quadrant"))
        await player.until(lambda p: bool(p.cells) and len(p.cells[0]) == 80)
        assert len(player.cells) in (22, 23)


async def test_a_game_of_ours_is_played_paused_and_left() -> None:
    play = Play("podline", place=Place(), setup=Setup("podline", "1"))
    async with playing(play) as player:
        await player.until(lambda p: p.frames > 0)
        assert (len(player.cells), len(player.cells[0])) == (22, 80)
        player.link.send(Rest())
        await player.until(lambda p: p.page is not None)
        assert [item.deed for item in player.page.items][-1] == "leave"
        for key in ("up", "space"):  # to the last line, and take it
            player.link.send(Key(key, True))
            player.link.send(Key(key, False))
        await player.until(lambda p: isinstance(p.last, wire.Done))
    assert cards.read("podline").plays == 1


async def test_who_leaves_in_the_middle_or_is_cut_off_has_given_up_and_that_is_kept() -> None:
    play = Play("podline", place=Place(), setup=Setup("podline", "1"))
    for number, leave in enumerate((True, False), 1):
        async with playing(play) as player:
            await player.until(lambda p: p.frames > 0)
            if leave:
                player.link.send(wire.Cancel())
                await player.until(lambda p: isinstance(p.last, wire.Cancelled))
        assert cards.read("podline").plays == number
        assert cards.read("podline").beaten == {}


async def test_in_another_place_a_game_of_ours_is_drawn_in_the_images_for_it() -> None:
    """Not reduced from those of the first place."""
    setup, small = Setup("podline", "1"), Place(80, 22)
    async with playing(Play("podline", place=small, setup=setup)) as player:
        await player.until(lambda p: p.frames > 0)
        right = player.cells
    async with playing(Play("podline", place=Place(120, 38), setup=setup)) as player:
        await player.until(lambda p: p.frames > 0)
        player.link.send(small)
        await player.until(lambda p: len(p.cells[0]) == 80)
        pairs = [
            (a, b)
            for x, y in zip(right, player.cells, strict=True)
            for a, b in zip(x, y, strict=True)
        ]
    assert sum(a == b for a, b in pairs) >= 0.98 * len(pairs)  # a cursor may blink


async def test_the_cabinet_shows_one_game_and_then_another() -> None:
    """And answers meanwhile, from the same child; then one of them is played there."""
    async with playing(Preview("podline", Place(40, 11, fastest=10))) as player:
        await player.until(lambda p: p.frames > 3)
        assert (len(player.cells), len(player.cells[0])) == (11, 40)
        shown = player.cells
        player.link.send(Lobby())
        await player.until(lambda p: any(isinstance(each, Shelf) for each in p.events))
        before = player.frames
        await player.until(lambda p: p.frames > before)
        player.link.send(Preview("thornstep", Place(80, 22, fastest=10)))
        await player.until(lambda p: len(p.cells) == 22)
        player.link.send(Rest())
        player.link.send(Play("thornstep", place=SMALL))
        await player.until(lambda p: p.page is not None)
        assert player.page.head == "Thornstep"
        player.link.send(wire.Cancel())
        await player.until(lambda p: isinstance(p.last, wire.Cancelled))
        assert shown != player.cells


async def test_a_replay_goes_quicker_when_asked_and_ends_by_itself(tmp_path: Path) -> None:
    setup, path = Setup("podline", "1"), tmp_path / "a.json"
    world, recorder = begin(setup), Recorder(setup)
    for _ in range(1500):
        world.step(0)
        recorder.add(0, world)
    replay.save(path, recorder.replay(world))
    async with Link("arcade", Watch(str(path), Place(), 8)) as link:
        player = Player(link)
        await player.until(lambda p: p.frames > 1)
        player.link.send(Speed(64))
        await player.until(lambda p: isinstance(p.last, wire.Done))
    assert not cards.read("podline").plays  # it was seen, not played


async def test_other_keys_are_the_buttons_and_the_usual_ones_choose_from_a_page() -> None:
    options = Options({"a": ("v",), "down": ("n",)})
    async with playing(Play("thornstep", place=SMALL, options=options)) as player:
        await player.until(lambda p: p.page is not None)
        assert player.beside.stops == ("n",)
        # By turns: of two keys of one button, the second may go down as the first goes up.
        for key, chosen in (("n", 1), ("up", 0), ("down", 1), ("up", 0)):
            player.link.send(Key(key, True))
            player.link.send(Key(key, False))
            await player.until(lambda p, chosen=chosen: p.page.chosen == chosen)
        player.link.send(Key("v", True))
        await player.until(lambda p: p.page is None)
        player.link.send(wire.Cancel())
        await player.until(lambda p: isinstance(p.last, wire.Cancelled))


@pytest.mark.parametrize("keys", [{"c": ("a",)}, {"a": ("f9",)}, {"a": ("1",)}], ids=str)
def test_options_that_cannot_be_are_refused(keys: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match=r"^no (button|key) "):
        Options(keys)


async def test_behind_the_title_the_game_plays_itself_and_no_run_comes_of_it() -> None:
    async with playing(Play("thornstep", place=Place())) as player:
        await player.until(lambda p: p.page is not None and p.frames > 9)
        assert not player.beside.facts
        player.link.send(Key("space", True))
        await player.until(lambda p: p.page is None and bool(p.beside.facts))
        assert ("Deaths", "0") in player.beside.facts
        player.link.send(wire.Cancel())
        await player.until(lambda p: isinstance(p.last, wire.Cancelled))
    assert cards.read("thornstep").plays == 1
