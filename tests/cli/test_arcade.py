"""`zerodeck arcade` without a screen."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from engines.arcade import replay
from engines.arcade.cards import Result, Score
from engines.arcade.game import Setup
from engines.arcade.games import begin, game
from engines.arcade.keeping import Keeper, replays
from engines.arcade.messages import Play
from engines.arcade.replay import Recorder
from engines.wire import EngineError
from tests.cli import zerodeck
from tui.cli import arcade_play

PROGRAM = "TITLE = 'My game'\nWIDTH = HEIGHT = 90\ndef draw():\n    screen.clear()\n"
NO_DISPLAY = {"DISPLAY": "", "WAYLAND_DISPLAY": ""}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "my_game.py"
    path.write_text(PROGRAM)
    return path


def played() -> Path:
    """A run of Podline that its bot has won, and that is kept."""
    setup = Setup("podline", "1", 0, 5)
    world = begin(setup)
    recorder = Recorder(setup)
    for buttons in game("podline").bot(world):
        world.step(buttons)
        recorder.add(buttons, world)
        if world.ended:
            break
    score = Score(world.score, "1", 0, "latch", ticks=world.tick)
    kept = Result(score, world.beaten, world.counts, world.quickest)
    Keeper("podline").keep(kept, recorder.replay(world, "latch"), datetime(2026, 11, 26, 18, 30))
    return replays("podline")[0]


def test_the_games_are_listed_and_how_far_one_is():
    played()
    done = zerodeck("arcade", "list", **NO_DISPLAY)
    assert done.returncode == 0
    assert "podline       Five lanes" in done.stdout
    assert "1 of 11 levels, best " in done.stdout
    assert "0 of 27 levels" in done.stdout
    assert "no window:" in done.stdout
    told = json.loads(zerodeck("arcade", "list", "--json").stdout)
    assert [each["name"] for each in told["games"]] == ["podline", "thornstep"]
    assert told["games"][0]["card"]["beaten"] == {"1": 0}


def test_somebodys_program_is_added_and_taken_off(program):
    done = zerodeck("arcade", "add", str(program), "--author", "Ann", "--licence", "MIT")
    assert done.stdout == "My game: zerodeck arcade play my-game\n"
    assert "Ann, MIT" in zerodeck("arcade", "list").stdout
    done = zerodeck("arcade", "remove", "my-game")
    assert done.returncode == 0
    assert program.exists()
    assert "my-game" not in zerodeck("arcade", "list").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("add /nowhere", "nowhere"),
        ("remove nobody", "nobody"),
        ("play nobody", "There is no such game."),
        ("play /nowhere.py", "/nowhere.py"),
        ("play podline --level 99", "99"),
        ("play podline --difficulty godly", "easy, normal, hard, cruel"),
        ("play podline --seed -1", "--seed"),
        ("play tests/engines/arcade/programs/walker.py --level 2", "no levels"),
        ("replay /nowhere.json", "This is no replay."),
        ("bot nobody", "There is no such game."),
        ("bot podline --levels 1,77", "77"),
        ("scores nobody", "There is no such game."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_touched(words, said):
    done = zerodeck("arcade", *words.split())
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert not done.stdout


def test_a_window_that_cannot_be_is_said():
    done = zerodeck("arcade", "play", "podline", "--window", **NO_DISPLAY)
    assert done.returncode in (1, 2)
    assert "No window can be opened here." in done.stderr


def test_a_replay_is_checked(tmp_path):
    path = played()
    done = zerodeck("arcade", "replay", str(path))
    assert done.returncode == 0
    assert "podline: level 1, easy, seed 5, latch" in done.stdout
    assert "it goes as it went" in done.stdout
    told = json.loads(zerodeck("arcade", "replay", str(path), "--json").stdout)
    assert told["ended"] == "won"
    text = path.read_text()
    kept = replay.load(path)
    wrong = tmp_path / "other.json"
    wrong.write_text(text.replace(str(kept.checksums[3]), "1"))
    done = zerodeck("arcade", "replay", str(wrong))
    assert done.returncode in (1, 2)
    assert "at tick 240" in done.stderr


def test_replays_are_listed():
    assert zerodeck("arcade", "replay").stdout == "no run of five seconds was played yet\n"
    path = played()
    done = zerodeck("arcade", "replay")
    assert "2026-11-26 18:30  podline" in done.stdout
    assert str(path) in done.stdout
    told = json.loads(zerodeck("arcade", "replay", "--json").stdout)
    assert told["podline"][0]["path"] == str(path)


def test_bots_play_and_say_what_came_of_it():
    done = zerodeck("arcade", "bot", "podline", "--levels", "1", "--difficulty", "easy")
    assert done.returncode == 0
    assert done.stdout.split()[:2] == ["1", "won"]
    words = ("arcade", "bot", "thornstep", "--levels", "only 1-1,only 1-2", "--json")
    lines = [json.loads(line) for line in zerodeck(*words).stdout.splitlines()]
    told = [(line["level"], line["ended"]) for line in lines if line["type"] == "Botted"]
    assert told == [("only 1-1", "won"), ("only 1-2", "won")]
    assert lines[-1]["type"] == "Done"


def test_scores_are_told():
    assert zerodeck("arcade", "scores", "podline").stdout == "podline: no scores yet\n"
    path = played()
    done = zerodeck("arcade", "scores")
    points = replay.load(path).score
    assert f"{points:,}  2026-11-26" in done.stdout
    assert "thornstep: no scores yet" in done.stdout
    told = json.loads(zerodeck("arcade", "scores", "podline", "--json").stdout)
    assert told["podline"]["scores"][0]["points"] == points


def test_what_is_typed_begins_a_run_with_luck_of_its_own():
    assert arcade_play.asked("podline", "", "normal", None) == Play("podline")
    assert arcade_play.asked("podline", "3", "hard", 7).setup == Setup("podline", "3", 2, 7)
    seeds = {arcade_play.asked("podline", "3", "easy", None).setup.seed for _ in range(3)}
    assert len(seeds) == 3
    with pytest.raises(EngineError, match="no such difficulty"):
        arcade_play.asked("podline", "", "godly", None)
