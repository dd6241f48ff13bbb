"""Consoles that keep their games in one file: none loses what another has kept."""

import pytest

from engines import paths
from tests import eventually
from tests.tabs import Child, notices, press, settled
from tests.tabs.gomoku_game import READY, at, play, playing, set_up
from tui import game_file, recent
from tui.game_kept import Kept
from tui.gomoku_table import PERSON, Table
from tui.tabs.gomoku import GomokuTab

WON = "H8 A1 I8 A2 J8 A3 K8 A4 L8"


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    monkeypatch.setattr(GomokuTab, "ARGV", Child(tmp_path, "gomoku").says(READY).argv)


class Console:
    """What a console does with its game, without the console."""

    def __init__(self):
        self.kept = Kept()
        self.table, self.trouble = self.kept.load()

    def plays(self, names):
        for move in at(names):
            self.table.play(move)
        return self.keeps()

    def keeps(self, now=0.0):
        return self.kept.save(self.table, now)


def begun(names):
    game_file.save(Table(sides=(PERSON, PERSON), moves=at(names)), 0.0)


def stored():
    return tuple(game_file.load()[0].moves)


def in_file(path):
    return tuple(game_file.read(path).moves)


def others():
    found = paths.state().glob("gomoku-other*.sgf")
    return {path.name: in_file(path) for path in found}


# The file


def test_who_has_played_nothing_new_does_not_write_over_another_game():
    begun("H8 I9")
    idle, busy = Console(), Console()
    busy.plays("G7 G8")
    written = game_file.file().read_bytes()
    assert idle.keeps(now=99.0) is None
    assert game_file.file().read_bytes() == written
    assert others() == {}


def test_clocks_are_kept_where_nobody_else_has_written():
    begun("H8 I9")
    console = Console()
    console.table.seconds = [12.0, 3.0]
    console.keeps()
    assert game_file.load()[0].seconds == [12.0, 3.0]


def test_who_plays_on_puts_the_other_game_aside():
    begun("H8 I9")
    late, busy = Console(), Console()
    busy.plays("G7 G8")
    aside = late.plays("C3")
    assert stored() == at("H8 I9 C3")
    assert in_file(aside) == at("H8 I9 G7 G8")
    assert recent.load().files[game_file.KIND] == (aside,)
    assert late.plays("C4") is None


def test_consoles_that_play_by_turns_lose_nothing_and_fill_no_folder():
    begun("H8 I9")
    consoles = [Console() for _ in range(3)]
    moves = ["G7 G8 G9 G10", "C3 C4 C5 C6", "D3 D5 D4 D6"]
    for turn in range(4):
        for console, names in zip(consoles, moves, strict=True):
            console.plays(names.split()[turn])
    whole = {at(f"H8 I9 {names}") for names in moves}
    assert whole <= {stored(), *others().values()}
    assert len(others()) == 3


@pytest.mark.parametrize("mine", ["", "H8 I9", WON])
def test_what_a_game_goes_on_from_need_not_be_kept_beside_it(mine):
    busy = Console()
    late = Console()
    busy.plays(mine)
    late.table = Table(moves=at(f"{mine} O15" if mine != WON else mine))
    assert late.keeps() is None
    assert others() == {}
    assert stored() == tuple(late.table.moves)


def test_a_game_that_was_given_up_is_another_than_one_that_goes_on():
    begun("H8 I9")
    late, busy = Console(), Console()
    busy.table.resigned = 1
    busy.keeps()
    aside = late.plays("C3")
    assert game_file.read(aside).winner == 2


def test_what_cannot_be_read_is_put_aside_as_it_is():
    begun("H8 I9")
    console = Console()
    game_file.file().write_bytes(b"no game")
    aside = console.plays("C3")
    assert aside.read_bytes() == b"no game"
    assert stored() == at("H8 I9 C3")


def test_where_another_game_cannot_be_put_aside_it_stays(monkeypatch):
    begun("H8 I9")
    late, busy = Console(), Console()
    busy.plays("G7")
    monkeypatch.setattr("tui.game_kept.free", lambda _: paths.state() / "gone" / "a.sgf")
    with pytest.raises(OSError, match="gone"):
        late.plays("C3")
    assert stored() == at("H8 I9 G7")


# The tab


@pytest.mark.parametrize("leaving", [["2"], ["2", "5", "q"], ["q"]])
async def test_leaving_the_tab_keeps_what_another_console_has_played(leaving):
    begun("H8 I9")
    async with playing() as pilot:
        Console().plays("G7 G8")
        await press(pilot, *leaving)
        await settled(pilot)
        assert stored() == at("H8 I9 G7 G8")
    assert stored() == at("H8 I9 G7 G8")


async def test_what_another_console_has_played_is_put_aside_and_told_by_the_next_move():
    begun("H8 I9")
    async with playing() as pilot:
        Console().plays("G7 G8")
        await play(pilot, "C3")
        assert stored() == at("H8 I9 C3")
        assert others() == {"gomoku-other.sgf": at("H8 I9 G7 G8")}
        (said,) = notices(pilot)
        assert "gomoku-other.sgf" in said
        await press(pilot, "o", "enter")
        await eventually(lambda: tuple(pilot.app.tab.table.moves) == at("H8 I9 G7 G8"))
        assert in_file(game_file.before()) == at("H8 I9 C3")


async def test_a_new_game_keeps_the_one_that_is_left_and_the_other_consoles():
    begun("H8 I9")
    async with playing() as pilot:
        Console().plays("G7 G8")
        await set_up(pilot, "")
        assert stored() == ()
        assert in_file(game_file.before()) == at("H8 I9")
        assert others() == {"gomoku-other.sgf": at("H8 I9 G7 G8")}
