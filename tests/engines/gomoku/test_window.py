"""What is learnt from: the newest samples, each as likely as another, in each of the eight ways."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
import pytest

from engines.gomoku.rules import Rules
from engines.gomoku.symmetry import images
from engines.gomoku.training import units
from engines.gomoku.training.config import Config, Game, Learning
from engines.gomoku.training.samples import Samples, joined
from engines.gomoku.training.window import Batch, Window
from engines.wire import EngineError
from tests.engines.gomoku.invented import invented

SIX, SEVEN = Rules(6, 4), Rules(7, 4)
MARK = 1
"""A point that lies elsewhere in each of the eight ways."""


def marked(rules: Rules, rng: random.Random, first: int, number: int) -> Samples:
    """So many, whose thoughts are `first` and the numbers after it, and whose policies are one move
    at MARK."""
    games: list[Samples] = []
    while sum(map(len, games)) < number:
        games.append(invented(rules, rng).samples)
    found = Samples(*(column[:number] for column in joined(games)))
    policy = np.zeros_like(found.policy)
    policy[:, MARK] = 255
    thought = np.arange(first, first + number, dtype=np.float16)
    return Samples(**found._asdict() | {"policy": policy, "thought": thought})


def uniform(drawn: Iterable[object], kinds: int) -> bool:
    """Whether all came about as often; wrongly denied once in a million."""
    counts = list(Counter(drawn).values())
    want = sum(counts) / kinds
    off = sum((each - want) ** 2 for each in counts) / want + want * (kinds - len(counts))
    return off < kinds - 1 + 10 * (2 * (kinds - 1)) ** 0.5


def way(batch: Batch, row: int) -> int:
    size = batch.planes.shape[1]
    return [image[MARK] for image in images(size)].index(int(batch.policy[row].argmax()))


def test_each_sample_is_drawn_as_often_as_another_in_each_way(rng: random.Random) -> None:
    parts = [marked(SIX, rng, first, number) for first, number in ((0, 1), (1, 5), (6, 34))]
    window = Window(parts)
    assert len(window) == 40
    batches = islice(window.batches(np.random.default_rng(rng.getrandbits(32)), 64), 200)
    drawn = [(int(batch.thought[row]), way(batch, row)) for batch in batches for row in range(64)]
    assert {sample for sample, _ in drawn} == set(range(40))
    assert uniform((sample for sample, _ in drawn), 40)
    assert uniform((way for _, way in drawn), 8)
    assert uniform(drawn, 320)


def test_a_drawn_sample_is_itself_in_all_its_parts(rng: random.Random) -> None:
    parts = [marked(SIX, rng, first, 20) for first in (0, 20, 40)]
    (batch,) = islice(Window(parts).batches(np.random.default_rng(1), 50), 1)
    whole = joined(parts)
    for row, sample in enumerate(batch.thought.astype(int)):
        assert batch.result[row] == whole.result[sample]
        assert batch.learn[row] == whole.learn[sample]
        assert batch.left[row] == pytest.approx(whole.left[sample] / 36)
        assert batch.planes[row, ..., 0].sum() == np.unpackbits(whole.stones[sample, 0]).sum()
        image = images(6)[way(batch, row)]
        reply = whole.reply[sample]
        assert batch.reply[row] == (reply if reply < 0 else image[reply])


def test_a_batch_is_of_one_size_and_each_size_comes_as_often_as_its_samples(
    rng: random.Random,
) -> None:
    parts = [marked(SIX, rng, 0, 20), marked(SEVEN, rng, 20, 80), marked(SIX, rng, 100, 20)]
    batches = islice(Window(parts).batches(np.random.default_rng(rng.getrandbits(32)), 8), 3000)
    sizes = [batch.planes.shape[1] for batch in batches]
    drawn = [size for size in sizes if size == 6 or rng.random() < 0.5]  # half of twice as many
    assert set(sizes) == {6, 7}
    assert uniform(drawn, 2)


def test_the_same_random_numbers_draw_the_same(rng: random.Random) -> None:
    parts = [marked(SIX, rng, 0, 30), marked(SEVEN, rng, 30, 30)]
    numbers = np.random.default_rng(3)
    batches = Window(parts).batches(numbers, 8)
    for _ in range(5):
        next(batches)
    again = np.random.default_rng(0)
    again.bit_generator.state = numbers.bit_generator.state
    for _ in range(5):
        one = next(batches)
        state = numbers.bit_generator.state
        two = next(Window(parts).batches(again, 8))
        assert all((a == b).all() for a, b in zip(one, two, strict=True))
        assert again.bit_generator.state == state


# Which games are in it

torch = pytest.importorskip("torch", reason="torch is not installed (extra: torch)")


@pytest.fixture
def told(tmp_path: Path, rng: random.Random) -> Callable[..., list[int]]:
    """The thoughts of a window of a training that made three generations, of units of ten samples,
    numbered as they came."""
    from engines.gomoku.training.lessons import Lessons
    from engines.gomoku.training.run import Made, Run

    def window(missing: int = -1, generation: int = 2, **learning: float) -> list[int]:
        config = Config(game=Game((6,), row=4), learning=Learning(**learning))  # type: ignore[arg-type]
        run = Run(tmp_path / f"{missing} {learning}", config)
        made, number = [], 0
        for turn, count in enumerate((1, 2, 3)):
            played = [units.Unit(turn, each, 1, 0, "weights", config.seed) for each in range(count)]
            for unit in played:
                path = units.save(run.folder / "games", unit, marked(SIX, rng, 10 * number, 10))
                if number == missing:
                    path.unlink()
                number += 1
            made.append(Made(tuple(played), 10 * count))
        run.standing = msgspec.structs.replace(
            run.standing, generation=generation, generations=tuple(made)
        )
        try:
            parts = Lessons(run, "cpu").window().parts
        finally:
            run.close()
        return [int(each) for part in parts for each in part.thought]

    return window


def test_without_many_games_the_window_holds_all_of_them_the_oldest_first(
    told: Callable[..., list[int]],
) -> None:
    assert told(least=60, share=0.5) == list(range(60))


def test_all_games_of_imitation_are_learnt_from(told: Callable[..., list[int]]) -> None:
    assert told(generation=0, least=1, share=0.0) == list(range(60))


def test_the_newest_are_kept_by_whole_units(told: Callable[..., list[int]]) -> None:
    assert told(least=1, share=0.0) == list(range(50, 60))
    assert told(least=11, share=0.0) == list(range(40, 60))
    assert told(least=20, share=0.0) == list(range(40, 60))


def test_the_window_grows_with_a_share_of_all_that_was_played(
    told: Callable[..., list[int]],
) -> None:
    assert told(least=10, share=0.5) == list(range(20, 60))  # 10 + 25 of 50
    assert told(least=10, share=0.4) == list(range(30, 60))


def test_games_that_are_gone_are_missed_only_where_they_would_be_learnt_from(
    told: Callable[..., list[int]],
) -> None:
    assert told(missing=0, least=40, share=0.0) == list(range(20, 60))
    with pytest.raises(EngineError) as caught:
        told(missing=0, least=60, share=0.0)
    assert caught.value.failed.what == units.BROKEN
