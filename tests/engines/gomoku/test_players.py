"""Players as they are written, and what sits down for them."""

import sys
from contextlib import ExitStack

import pytest

from engines.gomoku.board import Board
from engines.gomoku.matches.players import side
from engines.gomoku.matches.spec import Spec, ours, spec
from engines.gomoku.messages import MOST_SECONDS
from engines.gomoku.player import Limits
from engines.gomoku.protocol.program import SECONDS
from engines.gomoku.rules import Rules


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("level:9", Spec("level", 9)),
        ("nodes:20000", Spec("nodes", 20_000)),
        ("mcts:5000", Spec("mcts", 5000)),
        ("net:400", Spec("net", 400)),
        ("zero:50@5f3a91c2", Spec("zero", 50, "5f3a91c2")),
        ("net:400@/a/b.npz", Spec("net", 400, "/a/b.npz")),
        ("python:net:4@./a@b.npz", Spec("net", 4, "./a@b.npz", python=True)),
        ("search", Spec("search")),
        ("python:search", Spec("search", python=True)),
        ("python:level:2", Spec("level", 2, python=True)),
        ("/opt/pbrain-x", Spec("program", path="/opt/pbrain-x")),
        ("./pbrain-x", Spec("program", path="./pbrain-x")),
        ("program:pbrain-x", Spec("program", path="pbrain-x")),
    ],
)
def test_a_player_is_what_it_says(text, found):
    assert spec(text) == found


@pytest.mark.parametrize(
    "text",
    ["", "level", "level:", "level:0", "level:10", "level:x", "level:١", "nodes:-1", "nodes:1e5",
     "nodes:9999999999", "mcts:0", "net", "net:", "net:0",
     "net:x@a", "zero:5@", "level:5@a", "python:", "python", "search:5", "program:", "pbrain-x",
     "python:python:search"],
)  # fmt: skip
def test_what_is_no_player_is_refused(text):
    with pytest.raises(ValueError, match="is no player: level:5"):
        spec(text)


@pytest.mark.parametrize("text", ["level:9", "search", "net:400", "zero:50@/a/b.npz"])
def test_ours_are_written_as_they_were_read(text):
    assert spec(text).text == spec(f"python:{text}").text == text


def test_a_program_is_none_of_ours():
    assert ours("python:level:2").number == 2
    with pytest.raises(ValueError, match="another program"):
        ours("./pbrain-x")


@pytest.mark.parametrize(
    ("text", "seconds", "limits"),
    [
        ("level:2", None, Limits()),
        ("level:2", 1.5, Limits(seconds=1.5)),
        ("nodes:50", None, Limits()),
        ("mcts:50", 2.0, Limits(seconds=2.0)),
        ("net:50", None, Limits()),
        ("python:zero:50@x", None, Limits(seconds=MOST_SECONDS)),
        ("search", None, Limits(77)),
        ("search", 1.0, Limits(77, 1.0)),
        (sys.executable, None, Limits(seconds=SECONDS)),
        (sys.executable, 3.0, Limits(seconds=3.0)),
        ("python:search", 3.0, Limits(seconds=3.0)),
        ("python:nodes:50", None, Limits(seconds=MOST_SECONDS)),
    ],
)
def test_each_is_given_what_it_knows(text, seconds, limits):
    with ExitStack() as closing:
        assert side("a", text, Limits(77, seconds), closing).limits == limits


def test_a_player_without_the_kernel_answers_as_with_it():
    board = Board(Rules(9), [40, 30, 41, 39])
    with ExitStack() as closing:
        quick = side("a", "nodes:60", Limits(), closing)
        slow = side("b", "python:nodes:60", Limits(), closing)
        move = slow.player.choose(board, slow.limits).move
        environ = slow.player.environ
    assert move == quick.player.choose(board, quick.limits).move
    assert environ["ZERODECK_KERNEL"] == "python"


def test_the_matchs_nodes_reach_a_search_without_the_kernel():
    with ExitStack() as closing:
        search = side("a", "python:search", Limits(77, 1.0), closing).player
        assert search.argv[-2:] == ["--nodes", "77"]


def test_two_programs_of_one_name_have_a_log_each(tmp_path):
    programs = []
    with ExitStack() as closing:
        for key in "ab":
            path = tmp_path / key / "pbrain-x"
            path.parent.mkdir()
            path.symlink_to(sys.executable)
            programs.append(side(key, str(path), Limits(), closing).player)
    names = [program.log.name for program in programs]
    assert names == ["gomoku-a-pbrain-x.log", "gomoku-b-pbrain-x.log"]
