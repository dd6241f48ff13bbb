"""The gomoku tab with networks: who is picked, what is asked, what is said of it."""

import msgspec
import pytest

from engines.gomoku.levels import NET_LEVELS
from engines.gomoku.messages import Analyse, Chosen, Refused, Think, Thinking
from engines.gomoku.player import Analysis, Line
from engines.gomoku.policy_value_net.shelf import NOT_LEARNT, Network
from engines.gomoku.rules import Rules
from tests import eventually
from tests.engines.gomoku.random_nets import given
from tests.tabs import LARGE, SMALL, Child, press, rows, screen, settled
from tests.tabs.gomoku_game import (
    PERSON,
    READY,
    asked,
    at,
    found,
    newest,
    play,
    playing,
    set_up,
    stones,
    tell,
)
from tui import game_file
from tui.gomoku_table import Engine, Table
from tui.tabs import gomoku_asking, gomoku_playing
from tui.tabs.gomoku import GomokuTab
from tui.tabs.gomoku_words import able, named

SMALL_NET = Network("small", sizes=(8, 9), sha256="5f3a91c2" + 56 * "0")
LARGE_NET = Network("large", sizes=(15,), sha256="77aa0b1c" + 56 * "0")
NINE_NET = Network("mine", sizes=(9,), sha256="01234567" + 56 * "0")
NETWORKS = (SMALL_NET, LARGE_NET, NINE_NET)
KNOWING = msgspec.structs.replace(READY, net_levels=tuple(NET_LEVELS.values()), networks=NETWORKS)

NET = Engine(7, "large")


@pytest.fixture
def engine(tmp_path, monkeypatch):
    played = Child(tmp_path, "gomoku").says(KNOWING)
    monkeypatch.setattr(GomokuTab, "ARGV", played.argv)
    monkeypatch.setattr(gomoku_playing, "PACE", 0.0)
    return played


def head(pilot):
    return "\n".join(rows(pilot)[2:4])


def test_a_network_is_called_by_its_name_unless_another_is_called_so_too():
    twin = msgspec.structs.replace(SMALL_NET, sha256=64 * "e", sizes=(9,))
    assert [named(each, NETWORKS) for each in NETWORKS] == ["small", "large", "mine"]
    assert named(twin, (*NETWORKS, twin)) == "eeeeeeee"
    nameless = msgspec.structs.replace(SMALL_NET, name="")
    assert named(nameless, (nameless,)) == "5f3a91c2"
    assert able(Rules(9), NETWORKS) == ["mine", "small"]
    assert able(Rules(9, 4), NETWORKS) == []


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_network_plays_and_the_head_says_which_and_how(engine, size):
    async with playing(size) as pilot:
        await set_up(pilot, "H8", (PERSON, NET))
        think = await newest(engine, Think)
        assert (think.by, think.net, think.level) == ("net", "large", 7)
        said = "net large 77aa0b1c, level 7, 400 playouts + threats"
        assert said in head(pilot)
        assert "kernel" not in head(pilot)
        game = pilot.app.tab.table.game
        analysis = found(at("I9")[0], winrate=0.46, depth=9, nodes=400, found="playouts")
        tell(pilot, Chosen(game, 7, analysis, "large 77aa0b1c"))
        await settled(pilot)
        assert stones(pilot) == "H8 I9"
        assert "large 77aa0b1c played I9." in head(pilot)
        await press(pilot, *["minus"] * 5)
        assert "net large 77aa0b1c, level 2, 8 playouts, alone" in head(pilot)


async def test_with_a_board_as_large_as_they_come_it_stands_beside_it(engine):
    async with playing() as pilot:
        wide = msgspec.structs.replace(LARGE_NET, sizes=(20,))
        tell(pilot, msgspec.structs.replace(KNOWING, networks=(wide,)))
        await set_up(pilot, "H8", (PERSON, NET), size=20)
        assert "net large 77aa0b1c, level 7, 400" in screen(pilot)


async def test_e_lets_each_network_play_that_has_learnt_the_game_then_the_search(engine):
    async with playing() as pilot:
        await set_up(pilot, "D4", (PERSON, Engine(3)), size=9)
        nets = []
        for _ in range(3):
            await press(pilot, "e")
            think = await newest(engine, Think)
            assert think.level == 3
            nets.append(think.net)
        assert nets == ["mine", "small", ""]
        assert "From now on: level 3." in head(pilot)


async def test_e_says_where_no_network_has_learnt_the_game(engine):
    async with playing() as pilot:
        await set_up(pilot, "H8", (PERSON, Engine(3)), size=14)
        await press(pilot, "e")
        assert "No network has learnt this game." in head(pilot)
        assert pilot.app.tab.table.sides == (PERSON, Engine(3))


async def test_a_new_game_offers_the_networks_that_have_learnt_it(engine):
    async with playing() as pilot:
        await press(pilot, "n", *["down"] * 5, "right")
        assert "← the network large →" in screen(pilot)
        await press(pilot, "down", "right", "up", "up", "up", "right", "right")
        assert "← the network large →" in screen(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert pilot.app.tab.table.sides == (Engine(5, "large"), Engine(6, "large"))


async def test_a_network_that_does_not_know_the_rules_leaves_the_new_game(engine):
    async with playing() as pilot:
        await set_up(pilot, "", (PERSON, NET))
        await press(pilot, "n", "down", "left")  # 14 lines
        assert "the search" in screen(pilot)
        assert "network" not in screen(pilot).replace("network large, level", "")
        await press(pilot, "enter")
        await settled(pilot)
        assert pilot.app.tab.table.sides == (PERSON, Engine(7))


async def test_without_networks_only_the_search_is_offered(engine):
    engine.says(READY)
    async with playing() as pilot:
        await press(pilot, "n", *["down"] * 5)
        assert "← the search →" in screen(pilot)
        await press(pilot, "right")
        assert "← you →" in screen(pilot)
        await press(pilot, "right")
        assert "← the search →" in screen(pilot)


async def test_networks_that_the_engine_tells_of_late_are_offered_in_an_open_dialog(engine):
    engine.says(READY)
    async with playing() as pilot:
        await press(pilot, "n", *["down"] * 5)
        tell(pilot, KNOWING)
        await press(pilot, "right")
        assert "← the network large →" in screen(pilot)


async def test_a_network_that_cannot_play_says_so_and_e_helps(engine):
    async with playing() as pilot:
        await set_up(pilot, "D4", (PERSON, Engine(3, "small")), size=9)
        await newest(engine, Think)
        game = pilot.app.tab.table.game
        tell(pilot, Refused(game, NOT_LEARNT, "small plays another"))
        await settled(pilot)
        assert "This network has not learnt this game. e: another engine" in head(pilot)
        assert head(pilot).splitlines()[0].endswith("▲ stopped")
        await press(pilot, "e")
        assert (await newest(engine, Think)).net == ""
        await settled(pilot)
        assert "· thinking" in head(pilot)


def thinking(pilot, *names, **fields):
    heat = tuple(zip(at(" ".join(names), 9), (1.0, 0.7, 0.4), strict=False))
    game = pilot.app.tab.table.game
    lines = (Line(at(names[0], 9), 0.6),)
    return Thinking(game, Analysis(lines, "playouts", nodes=100, heat=heat, **fields))


async def test_the_heatmap_is_the_networks_where_one_plays_and_the_analysis_the_searchs(engine):
    async with playing() as pilot:
        await set_up(pilot, "D4 E5", (PERSON, Engine(3, "small")), size=9)
        await press(pilot, "m")
        analyse = await newest(engine, Analyse)
        assert (analyse.by, analyse.net) == ("net", "small")
        assert "Where the network looks" in head(pilot)
        tell(pilot, thinking(pilot, "C3", "G7"))
        await settled(pilot)
        board = rows(pilot)
        assert "9" in board[5 + 9 - 3]
        await press(pilot, "a")
        assert (await newest(engine, Analyse)).by == "search"
        await settled(pilot)
        assert pilot.app.tab.analysis is None  # what the network thought is no analysis
        await press(pilot, "a")
        assert (await newest(engine, Analyse)).by == "net"


async def test_while_the_network_thinks_the_heatmap_shows_where_it_looks(engine):
    async with playing() as pilot:
        await set_up(pilot, "D4", (PERSON, Engine(3, "small")), size=9)
        await newest(engine, Think)
        await press(pilot, "m")
        tell(pilot, thinking(pilot, "C3", "G7"))
        await settled(pilot)
        assert "9" in rows(pilot)[5 + 9 - 3]
        assert asked(engine, Analyse) == []


async def test_a_hint_is_the_searchs_whoever_plays(engine):
    async with playing() as pilot:
        await set_up(pilot, "D4 E5", (PERSON, Engine(9, "small")), size=9)
        await press(pilot, "H")
        think = await newest(engine, Think)
        assert (think.by, think.level) == ("search", gomoku_asking.HINT)


async def test_a_network_and_the_search_play_each_other(engine):
    async with playing() as pilot:
        await set_up(pilot, "D4 E5", (Engine(3, "small"), Engine(4)), size=9)
        assert (await newest(engine, Think)).net == "small"
        game = pilot.app.tab.table.game
        tell(pilot, Chosen(game, 3, found(at("C3", 9)[0]), "small 5f3a91c2"))
        await settled(pilot)
        think = await newest(engine, Think)
        assert (think.by, think.level, len(think.game.moves)) == ("search", 4, 3)


async def test_a_game_against_a_network_is_found_again(engine):
    game_file.save(Table(Rules(9), (PERSON, Engine(4, "small")), at("D4", 9)), 0.0)
    async with playing() as pilot:
        assert (await newest(engine, Think)).net == "small"
        assert pilot.app.tab.preferred == Engine(4, "small")


async def test_a_network_answers_in_the_real_engine():
    weights = given("mine", sizes=(7,), row=4, kind="standard")
    async with playing() as pilot:
        await set_up(pilot, "D4", (PERSON, Engine(4)), size=7, row=4, kind="standard")
        await press(pilot, "u", "e")
        await play(pilot, "D4")
        await eventually(lambda: len(pilot.app.tab.table.moves) == 2)
        await settled(pilot)
        assert f"{weights.name} played" in screen(pilot)
