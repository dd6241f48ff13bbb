"""A network as a player: at the levels, in the conversation, in matches, and by the protocol."""

import os
import random
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from engines import wire
from engines.gomoku import engine, levels
from engines.gomoku.board import Board
from engines.gomoku.engine import Engine
from engines.gomoku.levels import NET_LEVELS
from engines.gomoku.matches.match import play
from engines.gomoku.matches.players import side
from engines.gomoku.messages import (
    LEVELS,
    Analyse,
    Chosen,
    Done,
    Game,
    Import,
    Look,
    Match,
    Ready,
    Refused,
    Request,
    Seen,
    Think,
    Thinking,
)
from engines.gomoku.net_player import NetPlayer
from engines.gomoku.player import Limits
from engines.gomoku.points import point
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.policy_value_net.shelf import NO_SUCH, NOBODY, NOT_LEARNT
from engines.gomoku.policy_value_net.weights import Architecture
from engines.gomoku.rules import Rules
from engines.inbox import Inbox, Stopped
from engines.link import Link
from engines.wire import EngineError
from tests.engines.gomoku import original
from tests.engines.gomoku.random_nets import drawn, given, put
from tests.engines.gomoku.simple import Manager
from tests.engines.gomoku.test_engine import Ending
from tests.engines.gomoku.test_link import most_held

NINE = Rules(9)
FOUR = tuple(point(name, 9) for name in ("D5", "A1", "E5", "A3", "F5", "A5", "G5", "C5"))
"""Black wins at H5."""


@pytest.fixture(autouse=True)
def nobody_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "SHIPPED", tmp_path / "shipped")


@pytest.fixture(autouse=True)
def no_way_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "give_way", lambda: None)


def talk(*requests: Request) -> list[wire.Message]:
    """What is said, until nothing is asked any more."""
    inbox: Inbox[Request] = Ending()
    events: list[wire.Message] = []
    asked = iter(requests)

    def emit(event: wire.Message) -> None:
        events.append(event)
        if not isinstance(event, Thinking) and (request := next(asked, None)):
            inbox.put(request)

    inbox.put(next(asked))
    with pytest.raises(Stopped):
        Engine(inbox, emit).run()
    return events


# Levels


def test_there_are_as_many_levels_as_of_the_search_each_with_more_playouts() -> None:
    assert list(NET_LEVELS) == list(range(1, LEVELS + 1))
    playouts = [level.playouts for level in NET_LEVELS.values()]
    assert playouts == sorted(set(playouts))
    assert [level.threats for level in NET_LEVELS.values()] == [False] * 2 + [True] * 7
    with pytest.raises(ValueError, match="levels are 1 to 9"):
        levels.net_player(10)


def test_a_level_visits_as_often_as_it_says_and_answers_the_same_again() -> None:
    given()
    board = Board(NINE, [40, 30])
    for number in (1, 2, 4):
        found = levels.net_player(number).choose(board, Limits())
        assert found.nodes == NET_LEVELS[number].playouts
        assert found.move in board.legal()
        assert levels.net_player(number).choose(board, Limits()).lines == found.lines


def test_only_with_a_look_for_threats_a_win_is_proved_before_the_network_is_asked() -> None:
    given()
    board = Board(NINE, FOUR)
    proved = levels.net_player(3).choose(board, Limits())
    assert (proved.move, proved.lines[0].win) == (point("H5", 9), 1)
    assert levels.net_player(2).choose(board, Limits()).nodes == 8


def test_the_network_is_loaded_once_for_all_games_that_it_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded = []
    monkeypatch.setattr(
        NetPlayer,
        "loaded",
        lambda self, network, rules, real=NetPlayer.loaded: (
            loaded.append(network.name) or real(self, network, rules)
        ),
    )
    given("one", 1, sizes=(8, 9)), given("two", 2, sizes=(10,))
    player = NetPlayer(1, threats=False)
    for size in (9, 8, 9, 10, 10, 8):
        player.choose(Board(Rules(size)), Limits())
    assert loaded == ["one", "two", "one"]


def test_an_original_network_plays_too(tmp_path: Path) -> None:
    model = tmp_path / "best_policy_6_6_4.model"
    model.write_bytes(original.pickled(original.drawn(6, 1)))
    done = Engine(Inbox([Import(str(model))]), lambda _: None).run()
    assert isinstance(done, Done)
    assert Path(done.weights).parent == shelf.own()
    board = Board(Rules(6, 4), [14])
    assert levels.net_player(4).choose(board, Limits()).nodes == 50


# The conversation


def test_what_a_network_has_chosen_names_it() -> None:
    weights, asked = given(), Game(NINE, (40, 30))
    (chosen,) = talk(Think(asked, 3, "net"))
    assert isinstance(chosen, Chosen)
    assert (chosen.game, chosen.level, chosen.network) == (asked, 3, weights.name)
    assert chosen.analysis.nodes == 25


def test_who_was_asked_for_sits_down_search_or_network_and_which() -> None:
    one, two = given("one", 1), given("two", 2)
    asked = Game(NINE, (40, 30))
    events = talk(
        Think(asked, 2, "net", net="one"),
        Think(asked, 2, "net", net="two"),
        Think(asked, 2),
        Think(asked, 2, "net"),
    )
    assert [each.network for each in events] == [one.name, two.name, "", one.name]


@pytest.mark.parametrize("backend", ["", "python"])
@pytest.mark.parametrize(
    ("rules", "net", "what"),
    [
        (Rules(10), "", NOBODY),
        (Rules(9, 5, "renju"), "", NOBODY),
        (Rules(15), "tiny", NOT_LEARNT),
        (NINE, "another", NO_SUCH),
    ],
)
def test_where_no_network_can_play_that_is_said_and_the_conversation_goes_on(
    rules: Rules, net: str, what: str, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZERODECK_KERNEL", backend)
    given()
    game, good = Game(rules), Game(NINE)
    told = talk(
        Think(game, 3, "net", net=net),
        Analyse(game, by="net", net=net),
        Think(good, 3, "net"),
        Look(good),
    )
    # On a busy machine it tells in between how far it is.
    refused, analysed, chosen, seen = (e for e in told if not isinstance(e, Thinking))
    for event in (refused, analysed):
        assert isinstance(event, Refused)
        assert (event.game, event.what) == (game, what)
    assert isinstance(chosen, Chosen)
    assert isinstance(seen, Seen)


def test_a_file_that_is_broken_is_refused_as_well() -> None:
    path = put(shelf.own(), drawn())
    path.write_bytes(path.read_bytes()[:-2000] + path.read_bytes()[-1000:])
    (refused,) = talk(Think(Game(NINE), 3, "net"))
    assert isinstance(refused, Refused)


def test_a_network_thinks_on_alone_tells_where_it_looks_and_then_rests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given()
    monkeypatch.setitem(NET_LEVELS, 9, msgspec.structs.replace(NET_LEVELS[9], playouts=60))
    events = talk(Analyse(Game(NINE, FOUR), by="net"))
    last = events[-1]
    assert {type(each) for each in events} == {Thinking}
    assert last.analysis.found == "playouts"  # no look for the win at hand
    assert max(heat for _point, heat in last.analysis.heat) == 1.0
    assert last.analysis.nodes == 60


def test_the_first_word_tells_which_networks_there_are_and_how_they_play() -> None:
    given("one", 1), given("two", 2)
    events: list[wire.Message] = []
    with pytest.raises(Stopped):
        engine.serve(Ending([Look()]), events.append)
    ready = events[0]
    assert isinstance(ready, Ready)
    assert sorted(each.name for each in ready.networks) == ["one", "two"]
    assert ready.net_levels == tuple(NET_LEVELS.values())
    assert msgspec.json.decode(wire.encode(ready), type=Ready) == ready


async def test_a_network_is_played_in_little_memory_and_without_torch(tmp_path: Path) -> None:
    given("wide", sizes=(15,), architecture=Architecture(32, 4))
    asked = Think(Game(Rules(), (112,)), 9, "net", seconds=3.0, net="wide")
    async with Link("gomoku", asked, log=tmp_path / "log") as child:
        pid = child._child.pid
        async for batch in child:
            if isinstance(batch[-1], Chosen):
                assert batch[-1].network.startswith("wide ")
                assert most_held(pid) < 60 << 10
                assert "torch" not in Path(f"/proc/{pid}/maps").read_text()
                return


# Matches


def match(a: str, b: str, **fields: object) -> Match:
    return Match(a, b, **{"games": 2, "rules": NINE, "opening": 2, **fields})


def test_networks_play_a_match_and_its_record_names_them_by_their_hashes(tmp_path: Path) -> None:
    own, other = given("one", 1), put(tmp_path, drawn("two", 2))
    record, events = tmp_path / "match.jsonl", []
    wanted = match("net:2", f"zero:2@{other}", record=str(record))
    assert play(wanted, events.append).games == 2
    logs = [event.text for event in events if isinstance(event, wire.Log)]
    two = shelf.read(other)
    assert logs == [f"a is the network {own.name}", f"b is the network {two.title}"]
    head = msgspec.json.decode(record.read_bytes().splitlines()[0])
    assert head["a"] == f"net:2@{own.header.sha256[:16]}"
    assert head["b"] == f"zero:2@{two.sha256[:16]}"


def test_with_another_network_it_is_another_match(tmp_path: Path) -> None:
    given("one", 1)
    wanted = match("net:2", "mcts:5", record=str(tmp_path / "match.jsonl"))
    play(wanted, lambda _: None)
    play(wanted, lambda _: None)
    for file in shelf.own().iterdir():
        file.unlink()
    given("two", 2)
    with pytest.raises(EngineError, match="record of another match"):
        play(wanted, lambda _: None)


@pytest.mark.parametrize("player", ["net:2", "python:zero:2", "net:2@nobody"])
def test_a_match_whose_rules_no_network_knows_is_not_begun(player: str, tmp_path: Path) -> None:
    given()
    record = tmp_path / "match.jsonl"
    with pytest.raises(EngineError):
        play(match(player, "mcts:5", rules=Rules(8), record=str(record)), lambda _: None)
    assert not record.exists()


def test_a_network_without_the_kernel_answers_as_with_it() -> None:
    given()
    board = Board(NINE, [40, 30, 41, 39])
    with ExitStack() as closing:
        quick = side("a", "zero:20", Limits(), closing)
        slow = side("b", "python:zero:20@tiny", Limits(), closing)
        move = slow.player.choose(board, slow.limits).move
    assert move == quick.player.choose(board, quick.limits).move


# The protocol


def test_a_network_speaks_the_protocol_and_says_what_it_has_not_learnt(rng: random.Random) -> None:
    given()
    with Manager(NetPlayer(3, threats=True)) as manager:
        assert manager.ask("START 9") == "OK"
        assert manager.ask("BEGIN").count(",") == 1
    brain = [sys.executable, "-P", "-m", "engines.gomoku.protocol.brain"]
    lines = "START 10\nSTART 9\nTURN 4,4\nEND\n"
    done = subprocess.run(
        [*brain, "net:3@tiny"], input=lines, capture_output=True, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    error, started, _message, move = done.stdout.splitlines()
    assert error.startswith("ERROR tiny ")
    assert started == "OK"
    assert Board(NINE, [40]).cells[int(move[2]) * 9 + int(move[0])] == 0
