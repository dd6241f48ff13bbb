"""What is kept of a game: scores in their order, and nothing lost, whoever is killed or full."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from random import Random

import msgspec
import pytest

from engines.arcade import cards, keeping, replay
from engines.arcade.cards import BEST, Card, Result, Score, best, place, told
from engines.arcade.game import Setup
from engines.arcade.keeping import KEPT, SHORTEST, Keeper
from engines.arcade.replay import Replay
from engines.wire import EngineError

NOW = datetime(2026, 11, 26, 18, 30)


def score(points: int, level: str = "1", difficulty: int = 1, how: str = "latch") -> Score:
    return Score(points, level, difficulty, how, ticks=SHORTEST)


def film() -> Replay:
    return Replay(Setup("counting", "1"), held=((SHORTEST, 0),))


def test_of_each_table_the_best_are_kept(rng: Random) -> None:
    drawn = [score(rng.randint(1, 99), rng.choice("12"), how=rng.choice("ab")) for _ in range(200)]
    kept = best(drawn)
    for table in {each.table for each in drawn}:
        here = [each.points for each in kept if each.table == table]
        want = sorted((each.points for each in drawn if each.table == table), reverse=True)
        assert here == want[:BEST]


def test_nothing_is_no_score() -> None:
    assert best([score(0)]) == ()
    assert place(Card(), score(0)) == 0


def test_a_place_is_that_of_its_table() -> None:
    card = Card(scores=best([score(50), score(40), score(30, how="window")]))
    assert [place(card, score(points)) for points in (60, 45, 35, 1)] == [1, 2, 3, 3]
    assert place(card, score(31, how="window")) == 1
    full = Card(scores=best([score(points) for points in range(10, 10 + BEST)]))
    assert place(full, score(9)) == 0


def test_a_result_is_told_to_the_card() -> None:
    one = Result(score(7, difficulty=2), ("1",), {"deaths": 3}, {"1": 500})
    two = Result(score(5, difficulty=0), ("1", "2"), {"deaths": 4}, {"1": 600, "2": 100})
    card = told(told(Card(), one, "a"), two, "b")
    assert (card.plays, card.ticks, card.last) == (2, 2 * SHORTEST, "b")
    assert card.beaten == {"1": 2, "2": 0}
    assert card.counts == {"deaths": 7}
    assert card.quickest == {"1": 500, "2": 100}
    assert told(Card(), Result(score(5)), "").beaten == {}
    assert card.best is not None
    assert card.best.points == 7


def test_it_is_kept(rng: Random) -> None:
    keeper = Keeper("counting")
    card = keeper.keep(Result(score(7), ("1",)), film(), NOW)
    assert cards.read("counting") == card
    (kept,) = card.scores
    assert (kept.made, kept.replay) == ("2026-11-26", "20261126-183000-1.json")
    assert replay.load(keeping.folder("counting") / kept.replay).made == "2026-11-26"
    assert keeping.folder("counting").stat().st_mode & 0o777 == 0o700
    assert cards.folder().stat().st_mode & 0o777 == 0o700


def test_who_plays_at_once_loses_nothing() -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: told_once(n), range(40)))
    card = cards.read("counting")
    assert card.plays == 40
    assert [each.points for each in card.scores] == list(range(40, 30, -1))


def told_once(number: int) -> None:
    result = Result(score(number + 1), ("1",))
    cards.change("counting", lambda card: told(card, result, ""))


KILLED = """
import sys
from engines.arcade import cards
from engines.arcade.cards import Result, Score, told
for number in range(10**6):
    result = Result(Score(number, "1", 1, "latch"), ("1",), {"n": 1})
    cards.change("counting", lambda card: told(card, result, ""))
    print(number, flush=True)
"""


def test_killed_at_any_time_what_was_told_is_there(
    rng: Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(100)):
        before = cards.read("counting").plays
        with subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE) as child:
            assert child.stdout
            lines = [child.stdout.readline() for _ in range(rng.randint(1, 100))]
            child.kill()
            said = len(lines) + len(child.stdout.read().splitlines())
        card = cards.read("counting")
        assert said <= card.plays - before <= said + 1
        assert card.counts == {"n": card.plays}


def full(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", no_room)


def test_on_a_full_disk_it_waits_and_nothing_is_lost() -> None:
    keeper = Keeper("counting")
    keeper.keep(Result(score(7), ("1",)), film(), NOW)
    with pytest.MonkeyPatch.context() as patch:
        full(patch)
        for points in (8, 9):
            with pytest.raises(EngineError) as caught:
                keeper.keep(Result(score(points), ("1",)), film(), NOW)
        assert "No space left" in caught.value.failed.why
        assert cards.read("counting").plays == 1
    card = keeper.keep(Result(score(5), ("1",)), film(), NOW)
    assert sorted(each.points for each in card.scores) == [5, 7, 8, 9]
    assert card.plays == 4


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"plays": "many"}'])
def test_a_card_that_cannot_be_read_is_put_aside(content: bytes) -> None:
    told_once(1)
    cards.path("counting").write_bytes(content)
    with pytest.raises(EngineError):
        cards.read("counting")
    told_once(2)
    assert cards.read("counting").plays == 1
    (aside,) = cards.folder().glob("counting.json.broken-*")
    assert aside.read_bytes() == content


def test_where_nothing_can_be_kept_that_is_said(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(EngineError):
        told_once(1)


def test_of_many_replays_those_in_tables_stay() -> None:
    keeper = Keeper("counting")
    keeper.keep(Result(score(1000), ("1",)), film(), NOW)
    for number in range(KEPT + 5):
        when = NOW.replace(year=2027, hour=number // 60, minute=number % 60)
        card = keeper.keep(Result(score(0)), film(), when)
    names = [path.name for path in keeping.replays("counting")]
    assert len(names) == KEPT + 1
    assert card.scores[0].replay in names
    assert all(each.endswith(".json") for each in names)


def test_a_short_run_has_no_replay() -> None:
    short = msgspec.structs.replace(score(5), ticks=SHORTEST - 1)
    card = Keeper("counting").keep(Result(short, ("1",)), film(), NOW)
    assert card.scores[0].replay == ""
    assert keeping.replays("counting") == []
