"""`zerodeck gomoku`: games, matches and analysis without a screen."""

import asyncio
import json
import subprocess
import threading
import tracemalloc

import pytest

from engines import jobs
from engines.gomoku.board import Board
from engines.gomoku.files.record import Record
from engines.gomoku.files.sgf import write
from engines.gomoku.messages import Chosen, Game, Ready
from engines.gomoku.player import Analysis, Line
from engines.gomoku.rules import Rules
from tests import ROOT, until
from tests.cli import ZERODECK, zerodeck
from tests.engines.gomoku.test_program import ROGUE
from tui.cli import gomoku_play
from tui.cli.gomoku import located
from tui.cli.gomoku_words import Games, Positions

QUICK = ("--size", "7", "--row", "4")


def typed(text: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The command with this on its standard input."""
    done = subprocess.run(
        [*ZERODECK, "gomoku", *words], cwd=ROOT, input=text, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def events(done) -> list[dict]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


# play


def test_a_game_is_played_line_by_line():
    lines = ("help", "undo", "d4", "undo", "hint", "board", "c3", "c3", "level 3", "quit", "d5")
    done = typed("\n".join(lines), "play", "--level", "2", *QUICK)
    assert done.returncode == 0
    assert done.stderr == "there is no move of yours to take back\nC3: occupied\n"
    assert done.stdout.startswith("    A B C D E F G\n  7 · · · · · · ·\n")
    assert "undo    " in done.stdout
    assert "\n  4 · · ·(●)· · ·\n" in done.stdout
    assert "kernel: " in done.stdout
    assert "hint: " in done.stdout
    assert done.stdout.count("level 2 plays") == 2
    assert done.stdout.splitlines()[-2:] == ["black ● is to move: you", "level 3 from now on"]


def test_what_is_no_move_is_said_and_the_game_goes_on():
    wrong = ("z9", "h", "8h", "d44", "dance", "level 0", "level x")
    done = typed("\n".join((*wrong, "d4")), "play", "--level", "2", *QUICK)
    assert len(done.stderr.splitlines()) == len(wrong)
    assert all("help tells the rest" in line for line in done.stderr.splitlines())
    assert "level 2 plays" in done.stdout
    assert done.returncode == 0


def test_a_game_is_played_to_its_end_in_ascii():
    moves = "\n".join(f"{x}{y}" for y in range(1, 8) for x in "abcdefg")
    done = subprocess.run(
        [*ZERODECK, "--ascii", "gomoku", "play", "--color", "white", "--size", "7", "--row", "3"],
        cwd=ROOT,
        input=moves,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.isascii()
    assert "wins: " in done.stdout
    assert "level 5 plays" in done.stdout.splitlines()[10]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("language", ({"LC_ALL": "C"}, {"LC_ALL": "", "LANG": ""}))
def test_a_terminal_that_is_not_said_to_speak_unicode_gets_ascii_as_in_the_tab(language):
    done = zerodeck("gomoku", "play", *QUICK, **language)
    assert done.stdout.startswith("    A B C D E F G\n  7 . . . . . . .\n")
    assert done.stdout.isascii()


def test_a_hint_is_not_looked_for_once_the_game_is_over():
    moves = "\n".join(f"{x}{y}" for y in range(1, 8) for x in "abcdefg")
    done = typed(f"{moves}\nhint\n", "play", "--level", "2", "--size", "7", "--row", "3")
    assert "wins: " in done.stdout
    assert done.stderr.splitlines()[-1] == "the game is over; new begins another"


def test_the_engines_answers_travel_as_json():
    found = events(typed("d4\nundo\n", "play", "--level", "2", "--json", *QUICK))
    assert [event["type"] for event in found] == ["Chosen"]
    assert found[0]["game"]["moves"] == [3 * 7 + 3]


@pytest.mark.parametrize("closed", ("0<&-", "1>&-"))
def test_what_is_closed_ends_a_game_and_leaves_none_waiting(closed):
    words = ("gomoku", "play", "--level", "2", *QUICK)
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *ZERODECK, *words],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert ("black ● is to move: you" in done.stdout) == (closed == "0<&-")


def test_no_more_lines_are_read_than_will_soon_be_obeyed(monkeypatch):
    asked, far = [], threading.Event()

    def endless():
        while True:
            asked.append("y")
            if len(asked) > gomoku_play.AHEAD + 3:
                far.set()
            yield "y"

    async def two() -> list[str | None]:
        lines = gomoku_play.Lines()
        return [await lines.next(), await lines.next()]

    monkeypatch.setattr(gomoku_play, "read", endless)
    assert asyncio.run(two()) == ["y", "y"]
    assert not far.wait(0.3)


def test_of_a_line_without_an_end_little_is_kept(monkeypatch):
    chunks = iter([b" X" * 2048] * 1000 + [b"\n D4 \nh8", b""])
    monkeypatch.setattr(gomoku_play.os, "read", lambda _of, _most: next(chunks))
    tracemalloc.start()
    try:
        assert list(gomoku_play.read()) == [("x " * gomoku_play.LONGEST)[:199], "d4", "h8"]
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


# engine


def test_the_engine_speaks_the_protocol_and_nothing_else():
    done = typed("START 15\r\nBEGIN\r\nEND\r\n", "engine", "nodes:50")
    first, message, move = done.stdout.splitlines()
    assert first == "OK"
    assert message.startswith("MESSAGE ")
    assert len(move.split(",")) == 2
    assert (done.returncode, done.stderr) == (0, "")


def test_the_engine_ends_with_its_input():
    assert typed("ABOUT\n", "engine", "python:level:2").stdout.startswith('name="zerodeck"')


def test_the_engine_is_one_of_ours():
    for player in ("level:10", "/bin/true"):
        done = zerodeck("gomoku", "engine", player)
        assert (done.returncode, done.stdout) == (2, "")
        assert "PLAYER" in done.stderr


# match


def matched(*words: str):
    return zerodeck("gomoku", "match", *words)


def test_a_match_ends_with_what_it_proves(tmp_path):
    record = tmp_path / "record"
    words = ("nodes:20", "mcts:20", "--games", "2", "--record", str(record), *QUICK)
    done = matched(*words)
    assert done.returncode == 0, done.stderr
    *_head, first, second, last = done.stdout.splitlines()
    assert first.split()[:2] == ["1", "a"]
    assert second.split()[:2] == ["2", "b"]
    assert last.startswith("a has +")
    again = matched(*words)
    assert "already played:  +" in again.stdout
    assert again.stdout.splitlines()[-1] == last


@pytest.mark.parametrize(
    ("a", "b", "searched"),
    [
        ("python:level:2", "mcts:50", False),
        ("level:1", "/bin/pbrain-a", False),
        ("level:1", "level:2", True),
        ("search", "program:pbrain-a", True),
        ("mcts:50", "nodes:20", True),
    ],
)
def test_what_does_the_work_is_said_of_a_match_where_a_player_searches(a, b, searched):
    said = Games(a, b)(Ready("C")).splitlines()
    assert said[:-1] == ["kernel: C"] * searched + [f"a is {a}, b is {b}"]


def test_a_match_as_json_ends_with_its_score():
    found = events(matched("nodes:20", "level:2", "--games", "2", "--json", *QUICK))
    kinds = [event["type"] for event in found]
    assert kinds[:2] == ["Hello", "Ready"]
    assert kinds[-1] == "Done"
    assert kinds.count("Played") == 2
    assert found[-1]["score"]["games"] == 2
    for event in found:
        if event["type"] == "Played":
            assert Board(Rules(7, 4), event["moves"]).over


def test_a_match_is_played_against_a_program(tmp_path):
    script = tmp_path / "pbrain-rogue"
    script.write_text(f"#!/bin/sh\nexec {' '.join(ROGUE)} fair\n")
    script.chmod(0o755)
    done = matched("nodes:20", str(script), "--games", "2", "--size", "9", "--seconds-b", "5")
    assert "a has +2 =0 -0  100.0 %" in done.stdout


@pytest.mark.parametrize(
    ("player", "path"),
    [
        ("./pbrain-a", "/here/pbrain-a"),
        ("a:b/pbrain-a", "/here/a:b/pbrain-a"),
        ("python:level/pbrain", "/here/python:level/pbrain"),
        ("/there/pbrain:a", "/there/pbrain:a"),
        ("program:tools/pbrain-a", "program:/here/tools/pbrain-a"),
        ("program:pbrain-a", "program:pbrain-a"),
        ("level:5", "level:5"),
    ],
)
def test_a_programs_path_is_meant_from_here(player, path, monkeypatch):
    monkeypatch.setattr("os.getcwd", lambda: "/here")
    assert located(player) == path


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("search", "level:1"), "thinks for ever"),
        (("level:1", "level:2", "--rule", "renju", "--row", "4"), "five in a row"),
        (("level:1", "level:2", "--sprt", "5"), "0,50"),
    ],
)
def test_a_match_that_cannot_be_is_refused(words, why):
    done = matched(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in " ".join(done.stderr.replace("│", " ").split())


def test_a_program_that_is_not_there_is_said():
    done = matched("level:1", "/nowhere/pbrain-none")
    assert done.returncode == 1
    assert "cannot be started" in done.stderr


def test_a_match_goes_on_as_a_job(tmp_path):
    record = tmp_path / "record"
    words = ("nodes:20", "mcts:20", "--games", "2", "--record", str(record), "--job", *QUICK)
    done = matched(*words)
    assert done.returncode == 0, done.stderr
    (job,) = jobs.every()
    assert f"zerodeck jobs attach {job.id}" in done.stdout
    until(lambda: not job.running)
    told = zerodeck("jobs", "attach", job.id).stdout
    assert "a is nodes:20, b is mcts:20\n" in told
    assert "a has +" in told
    assert len(record.read_text().splitlines()) == 3
    assert json.loads(matched(*words, "--json").stdout)["id"] != job.id
    until(lambda: not any(each.running for each in jobs.every()))


# analyse

MOVES = (112, 97, 113, 98, 114, 99, 115, 0)
"""Black has four in a row with both ends open."""


@pytest.fixture
def game(tmp_path):
    path = tmp_path / "game.sgf"
    path.write_text(write(Record(Rules(15), MOVES)))
    return str(path)


def test_each_position_of_a_game_is_looked_at(game):
    found = events(zerodeck("gomoku", "analyse", game, "--json", "--nodes", "50"))
    chosen = [event for event in found if event["type"] == "Chosen"]
    assert [len(event["game"]["moves"]) for event in chosen] == list(range(9))
    assert {event["type"] for event in found} == {"Hello", "Ready", "Chosen"}
    best = chosen[-1]["analysis"]["lines"][0]
    assert best["moves"][0] in (111, 116)
    assert best["win"] == 1


def test_one_position_of_a_game_is_looked_at(game):
    done = zerodeck("gomoku", "analyse", game, "--move", "8", "--nodes", "50")
    *_head, line = done.stdout.splitlines()
    assert line.split()[0] == "9"
    assert "wins in 1" in line
    done = zerodeck("gomoku", "analyse", game, "--move", "7", "--nodes", "50")
    assert done.stdout.splitlines()[-1].split()[:2] == ["8", "A15"]


@pytest.mark.parametrize("capped", (True, False))
def test_what_the_clock_cut_short_is_said_in_words_too(capped):
    found = Analysis((Line((112, 113), 0.5),), capped=capped)
    said = Positions((112,))(Chosen(Game(), 5, found))
    assert said.split()[:5] == ["1", "H8", "H8", "50.0", "%"]
    assert said.endswith("I8, cut short by the clock" if capped else "I8")


def test_a_move_that_the_game_has_not_is_refused(game):
    done = zerodeck("gomoku", "analyse", game, "--move", "9")
    assert (done.returncode, done.stdout) == (2, "")
    assert "8 moves" in done.stderr


def test_what_is_no_game_is_said(tmp_path):
    path = tmp_path / "game.sgf"
    assert zerodeck("gomoku", "analyse", str(path)).returncode == 2
    path.write_text("hello")
    done = zerodeck("gomoku", "analyse", str(path))
    assert done.returncode == 1
    assert done.stdout == ""


def test_where_stdout_is_closed_everything_ends_as_ever_and_says_nothing(game):
    for words, status in (
        (("analyse", game, "--move", "0", "--nodes", "20"), 0),
        (("bench", "--nodes", "20", "--json"), 0),
        (("match", "nodes:20", "nodes:20", "--games", "2", *QUICK), 0),
        (("match", "nodes:20", "/nowhere/pbrain-none", "--games", "2", "--json"), 1),
    ):
        done = subprocess.run(
            ["/bin/sh", "-c", 'exec "$@" 1>&-', "sh", *ZERODECK, "gomoku", *words],
            cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (status, "", "")


# bench


def test_the_speed_is_told_for_each_position_and_all():
    done = zerodeck("gomoku", "bench", "--nodes", "200")
    head, *lines = done.stdout.splitlines()
    assert head.startswith("kernel: ")
    assert len(lines) == 6
    assert all("nodes/s" in line and "depth" in line for line in lines)
    found = events(zerodeck("gomoku", "bench", "--nodes", "200", "--rule", "renju", "--json"))
    chosen = [event["analysis"] for event in found if event["type"] == "Chosen"]
    assert len(chosen) == 6
    assert all(0 < each["nodes"] <= 220 for each in chosen)
