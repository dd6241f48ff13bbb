"""`zerodeck gomoku`: networks to play against, and their training."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import typer

from engines import jobs, link, wire
from engines.gomoku.messages import (
    Done,
    Gated,
    Learnt,
    Pause,
    Phase,
    Ready,
    Resume,
    Score,
    SelfPlayed,
    Train,
)
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.training import places
from engines.gomoku.training.config import Config
from tests import until
from tests.cli import zerodeck
from tests.cli.test_gomoku import events, typed
from tests.engines.gomoku import original
from tests.engines.gomoku.random_nets import drawn, given, put
from tests.tabs import Child
from tui.cli import gomoku_net_words, gomoku_training, job_words
from tui.cli.gomoku import app, elsewhere, located

RULES = ("--size", "7", "--row", "4", "--rule", "standard")
"""No network that is shipped plays so."""
SEVEN = {"sizes": (7,), "row": 4, "kind": "standard"}


# play


def test_a_network_is_played_against_and_tells_its_name():
    network = given("mine", **SEVEN).name
    done = typed("d4\nhint\n", "play", "--by", "net", "--level", "3", *RULES)
    assert done.returncode == 0, done.stderr
    assert f"{network} at level 3 plays " in done.stdout
    assert "hint: " in done.stdout
    assert "white ○ is to move: the network at level 3" in done.stdout


def test_the_network_and_the_search_take_turns_when_they_are_asked_to():
    network = given("mine", **SEVEN).name
    lines = "network\nd4\nsearch\nc3\nlevel 3\nnetwork now\n"
    done = typed(lines, "play", "--level", "2", *RULES)
    assert "the network at level 2 from now on" in done.stdout
    assert f"{network} at level 2 plays " in done.stdout
    assert "\nlevel 2 from now on" in done.stdout
    assert "\nlevel 2 plays " in done.stdout
    assert "help tells the rest" in done.stderr


def test_a_certain_network_is_wanted_by_its_file_from_here(tmp_path):
    weights = drawn("there", **SEVEN)
    path = put(tmp_path, weights)
    done = typed("d4\n", "play", "--net", str(path), "--level", "1", *RULES)
    assert f"{weights.name} at level 1 plays " in done.stdout
    assert elsewhere("small") == "small"
    assert elsewhere("./small.npz") == str(Path.cwd() / "small.npz")


@pytest.mark.parametrize("words", [("--by", "net"), ("--net", "mine", "--size", "8")])
def test_where_no_network_has_learnt_the_game_that_is_said_at_once(words):
    given("mine", **SEVEN)
    done = typed("d4\n", "play", "--rule", "renju", "--size", "7", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert "has learnt this game." in done.stderr or "has not learnt this game." in done.stderr
    assert "$ zerodeck gomoku nets" in done.stderr


def test_to_turn_to_a_network_that_is_not_there_ends_no_game():
    done = typed("network\nd4\n", "play", "--level", "2", *RULES)
    assert "No network has learnt this game." in done.stderr
    assert "\nlevel 2 plays " in done.stdout


# match and engine


@pytest.mark.parametrize(
    ("player", "path"),
    [
        ("net:400@./a.npz", "net:400@/here/a.npz"),
        ("python:zero:4@b/a.npz", "python:zero:4@/here/b/a.npz"),
        ("zero:4@/there/a.npz", "zero:4@/there/a.npz"),
        ("net:400@small", "net:400@small"),
        ("net:400", "net:400"),
    ],
)
def test_a_networks_path_is_meant_from_here(player, path, monkeypatch):
    monkeypatch.setattr("os.getcwd", lambda: "/here")
    assert located(player) == path


def test_networks_play_a_match_and_say_who_they_are():
    one = given("one", 1, **SEVEN).name
    done = zerodeck("gomoku", "match", "net:4", "mcts:5", "--games", "2", *RULES)
    assert done.returncode == 0, done.stderr
    assert f"a is the network {one}\n" in done.stdout
    assert "kernel:" not in done.stdout
    assert done.stdout.splitlines()[-1].startswith("a has ")


def test_a_network_is_an_engine_for_managers():
    given("mine", sizes=(7,))
    done = typed("START 7\r\nBEGIN\r\nEND\r\n", "engine", "zero:4@mine")
    assert done.stdout.splitlines()[0] == "OK"


# nets


def test_the_networks_are_listed_with_how_they_were_made():
    told = (
        {"config": {}},
        {"generation": 0, "games": 12000},
        {"generation": 1, "games": 512, "accepted": True},
        {"generation": 2, "games": 488, "accepted": False},
    )
    own = given("mine", history=told, **SEVEN).header
    done = zerodeck("gomoku", "nets")
    line, made, path = done.stdout.splitlines()[-3:]
    assert line.split()[:2] == ["mine", own.sha256[:8]]
    assert "8 x 1" in line
    assert line.endswith("standard, 4 in a row, on 7 lines")
    assert made.strip() == (
        "12,000 games of the search, then 1,000 games against itself in 2 generations, 1 accepted"
    )
    assert path.strip() == str(shelf.own() / f"mine-{own.sha256[:8]}.npz")
    found = json.loads(zerodeck("gomoku", "nets", "--json").stdout)[-1]
    assert (found["name"], found["sha256"], found["shipped"]) == ("mine", own.sha256, False)
    assert found["history"] == list(told)


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ([], ""),
        ([{"config": {}}, {"generation": 0, "games": 0}], ""),
        ([{"generation": 0, "games": 5}], "5 games of the search"),
        ([{"generation": 0, "games": "x"}], ""),
        ([{"what": "import", "file": "a\x1b"}], "imported from a\\x1b"),
    ],
)
def test_a_history_in_short_survives_whatever_a_file_says(history, said):
    assert gomoku_net_words.made(history) == said


def test_a_model_of_the_original_project_is_imported(tmp_path):
    model = tmp_path / "best_policy_6_6_4.model"
    model.write_bytes(original.pickled(original.drawn(6, 1)))
    done = zerodeck("gomoku", "nets", "import", str(model))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"kept as {shelf.own()}/")
    assert "imported from best_policy_6_6_4.model" in zerodeck("gomoku", "nets").stdout
    found = events(zerodeck("gomoku", "nets", "import", str(model), "--json"))
    assert found[-1]["type"] == "Done"
    model.write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    done = zerodeck("gomoku", "nets", "import", str(model))
    assert done.returncode == 1
    assert "holds no model of the original project" in done.stderr


# train


PLAY = 'echo $$ >>"$1.pids"; cat "$1.events"; while read -r line; do echo "$line" >>"$1.requests"; '
PLAY += 'case "$line" in *Cancel*) cat "$1.end"; exit;; esac; done'

TOLD = (
    Ready("C"),
    Phase("imitation", 0, 2),
    SelfPlayed(0, 200, 400, 5000, 11.0, 0.52, 0.1, 27.0),
    Learnt(0, 50, 100, 2.31, 0.41, 0.9, 0.2, 0.05, 0.45, 3200.0),
    wire.Progress("steps", 50, 100),
    Phase("gate", 1, 2, "5f3a91c2"),
    Gated(1, Score(80, 45, 10, 25, 0.625, 0.51, 0.72), True, 89.0),
    wire.Log("one who plays was lost, and is begun anew"),
)
DONE = Done(weights="/x/weights/00.npz")


@pytest.fixture
def trainer(tmp_path, monkeypatch):
    """What trains in jobs of this process: it tells, keeps what it is sent, and ends when asked."""
    child = Child(tmp_path, "gomoku", PLAY).says(*TOLD)
    child._file("end").write_bytes(wire.encode(wire.Cancelled()))
    monkeypatch.setattr(link, "child", lambda *_: child.argv)
    yield child
    for job in jobs.every():
        if job.running:
            job.cancel()
            until(lambda job=job: not job.running)


def train(text="tiny", name="", folder=None, **options):
    wanted = {"cluster": None, "attach": False, "leave": False, "json": False, **options}
    return gomoku_training.train(text, name, folder, **wanted)


def request(job) -> Train:
    return msgspec.json.decode(job.record.request, type=Train)


def test_a_training_is_a_job_of_a_shipped_configuration_or_of_a_file(trainer, tmp_path, capsys):
    assert train(leave=True) == 0
    (job,) = jobs.every()
    assert capsys.readouterr().out == f"job {job.id}: zerodeck jobs attach {job.id}\n"
    tiny = places.shipped()["tiny"]
    assert request(job).config == tiny
    assert request(job).place == str(shelf.trainings() / tiny.name)
    assert job.record.resources == (f"training:{shelf.trainings() / tiny.name}",)
    assert job.record.title == f"train {tiny.name}"
    file = tmp_path / "mine.toml"
    file.write_text('name = "mine"\n[game]\nsizes = [7]\n')
    assert train(str(file), "other", tmp_path / "there", leave=True, json=True) == 0
    told = json.loads(capsys.readouterr().out)
    other = request(jobs.find(told["id"]))
    assert (other.config.name, other.config.game.sizes) == ("other", (7,))
    assert other.place == str(tmp_path / "there")


@pytest.mark.parametrize(
    ("words", "cluster", "name"),
    [
        ("", None, "tiny"),
        ("--ray", "", "tiny"),
        ("--ray small", "", "small"),
        ("small --ray", "", "small"),
        ("--ray --leave", "", "tiny"),
        ("--ray 10.0.0.5:6379 small", "10.0.0.5:6379", "small"),
        ("--ray=auto small", "auto", "small"),
    ],
)
def test_ray_plays_on_this_machine_or_where_an_address_says(
    words: str, cluster: str | None, name: str, monkeypatch
) -> None:
    asked = []
    monkeypatch.setattr(gomoku_training, "begun", asked.append)
    monkeypatch.setattr(gomoku_training, "followed", lambda _job, json: 0)
    monkeypatch.setattr(gomoku_training, "left", lambda _job, json: 0)
    app(["train", *words.split()], standalone_mode=False)
    assert [(each.cluster, each.config.name) for each in asked] == [(cluster, name)]


def test_what_is_no_address_of_a_cluster_is_refused_with_words():
    for wrong in ("here", "10.0.0.5", "ray://10.0.0.5:1", "10.0.0.5:6379 ", "a:b"):
        with pytest.raises(ValueError, match="no address of a cluster"):
            Train(cluster=wrong)
    done = zerodeck("gomoku", "train", "--ray=here")
    assert done.returncode == 2
    assert "no address of a cluster: HOST:PORT, or auto" in done.stderr


def test_what_a_training_tells_is_told_in_words_and_as_it_travels(trainer, capsys):
    trainer.says(*TOLD, DONE)
    assert train() == 0
    assert capsys.readouterr().out == (
        "generation 0 of 2: the search plays to be imitated (cpu)\n"
        "  games 200 of 400   11.0 games/s   black 52 %, draws 10 %   27 moves\n"
        "  step 50 of 100   loss of the policy 2.310, of the value 0.410   hits 45 %   "
        "3,200 samples/s\n"
        "generation 1 of 2: against the weights accepted last (cpu, weights 5f3a91c2)\n"
        "  +45 =10 -25  62.5 % (51.0 to 72.0), +89 Elo   accepted\n"
        "one who plays was lost, and is begun anew\n"
        "done: /x/weights/00.npz\n"
    )
    assert train(name="b", json=True) == 0
    kinds = [json.loads(line)["type"] for line in capsys.readouterr().out.splitlines()]
    assert kinds == ["Hello", *(type(event).__name__ for event in TOLD), "Done"]


def test_whoever_attaches_to_a_training_reads_the_same_words(trainer):
    train(leave=True)
    told = job_words.of(jobs.every()[0].record)
    assert told(TOLD[1]) == "generation 0 of 2: the search plays to be imitated (cpu)"


def test_in_one_folder_one_training_runs_and_it_is_followed_if_that_is_wanted(trainer, capsys):
    train(leave=True)
    (job,) = jobs.every()
    capsys.readouterr()
    assert train(leave=True) == 1
    assert f"$ zerodeck jobs attach {job.id}" in capsys.readouterr().err
    assert train(attach=True, leave=True) == 0
    assert capsys.readouterr().out.startswith(f"job {job.id}:")
    assert len(jobs.every()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [("/nowhere.toml", "No such file"), ("huge", "No such file")],
)
def test_what_is_no_configuration_is_refused(trainer, capsys, text, said):
    assert train(text) == 1
    assert said in capsys.readouterr().err
    assert jobs.every() == []


def test_a_name_that_is_none_is_refused(trainer):
    with pytest.raises(typer.BadParameter):
        train(name="../x")
    assert jobs.every() == []


def test_a_training_is_paused_and_goes_on(trainer, capsys):
    train(leave=True)
    (job,) = jobs.every()
    until(lambda: trainer.starts)
    capsys.readouterr()
    assert gomoku_training.ask("", Pause()) == 0
    assert gomoku_training.ask(job.id[:2], Resume()) == 0
    assert capsys.readouterr().out == (
        f"job {job.id} pauses at its next safe point\njob {job.id} goes on\n"
    )
    decode: Callable = msgspec.json.Decoder(Train | Pause | Resume).decode
    until(lambda: len(trainer._lines("requests")) == 3)
    assert [type(decode(line)) for line in trainer._lines("requests")] == [Train, Pause, Resume]


def test_to_pause_one_of_several_it_must_be_said_which(trainer, capsys):
    assert gomoku_training.ask("", Pause()) == 1
    assert "No training is running." in capsys.readouterr().err
    train(leave=True), train(name="b", leave=True)
    assert gomoku_training.ask("", Pause()) == 1
    assert "Several trainings are running" in capsys.readouterr().err


def test_whoever_leaves_a_training_leaves_it_running(trainer, capsys, monkeypatch):
    def left(coroutine):
        coroutine.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(gomoku_training.asyncio, "run", left)
    assert train() == gomoku_training.LEFT
    (job,) = jobs.every()
    assert job.running
    assert f"zerodeck jobs cancel {job.id}" in capsys.readouterr().err


def test_the_shipped_configurations_are_good_and_the_quickest_stands_first():
    found = places.shipped()
    assert next(iter(found)) == "tiny"
    assert all(isinstance(each, Config) for each in found.values())


def test_the_commands_are_there():
    for words in (("train",), ("pause",), ("resume",), ("nets",), ("nets", "import")):
        assert zerodeck("gomoku", *words, "--help").returncode == 0
