"""Fitted weights: the model counts as the position does, and finds what decides games."""

import ctypes
import random
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
import pytest

from engines.gomoku.fitting import fit, selfplay
from engines.gomoku.fitting.regression import Data, Model, gathered
from engines.gomoku.fitting.selfplay import Sample, game, near, opening, telling, there
from engines.gomoku.kernel.native import Kernel
from engines.gomoku.kernel.position import Position
from engines.gomoku.rules import BLACK, Kind, Rules, other
from engines.gomoku.worth import weights
from engines.gomoku.worth.cells import Cells
from engines.gomoku.worth.shapes import CODES, Shape, samples, shapes
from engines.gomoku.worth.weights import UNIT

KINDS: tuple[Kind, ...] = ("freestyle", "renju")


@pytest.mark.parametrize("kind", KINDS)
def test_the_model_counts_what_the_position_counts(
    lib: ctypes.CDLL, kind: Kind, rng: random.Random
) -> None:
    rules = Rules(13, kind=kind)
    model = Model(rules)
    model.own = np.round(
        np.random.default_rng(rng.getrandbits(32)).normal(0, 0.3, len(model.own)), 2
    )
    values = model.rounded()
    known = Cells(rules, values)
    kernel = Kernel(rules, lib=lib, values=values)
    for _ in range(20):
        position = Position(rules, opening(rules, rng, rng.randint(2, 20)).moves, known)
        kernel.reset(position.moves)
        turn = position.turn
        data = gathered([Sample(turn, *there(kernel, turn), 1.0, 1.0)], model.apart)
        assert round(model.odds(data)[0] * UNIT) == position.score(turn)
        assert kernel.evaluation == position.score(turn)


def test_nothing_forbidden_or_without_stones_is_given_a_weight() -> None:
    model = Model(Rules(kind="renju"))
    model.own[:] = 1.0
    black, white = model.rounded()
    kinds = shapes(model.colors[0])[samples()]
    assert not black.mine[kinds == Shape.FORBIDDEN].any()
    assert not black.theirs[~telling()].any()
    assert white.mine[telling()].all()


def test_the_gradient_is_that_of_the_loss(rng: random.Random) -> None:
    model, data = Model(Rules(kind="renju")), made(Model(Rules(kind="renju")), rng, 40)
    shared, own, constant = model.gradient(data, 10**9)
    step = 1e-5
    for code in rng.sample(sorted(set(data.at.tolist())), 10):
        assert own[code] == pytest.approx(slope(model, data, model.own, code, step), abs=1e-6)
    for at in ((0, 9), (1, 7), (2, 4), (3, 16)):
        assert shared[at] == pytest.approx(slope(model, data, model.parts, at, step), abs=1e-6)
    before = model.loss(data)
    model.constant += step
    assert constant == pytest.approx((model.loss(data) - before) / step, abs=1e-4)


def slope(model: Model, data: Data, values: np.ndarray, at: object, step: float) -> float:
    losses = []
    for change in (step, -2 * step):
        values[at] += change
        losses.append(model.loss(data))
    values[at] += step
    return (losses[0] - losses[1]) / (2 * step)


def made(model: Model, rng: random.Random, number: int) -> Data:
    """Samples with few points; their results are drawn as the model says."""
    draw = np.random.default_rng(rng.getrandbits(32))
    kinds = shapes(model.colors[0])[samples()]
    allowed = np.flatnonzero(model.allowed[:CODES] & (kinds < Shape.FOUR_THREE))
    found = []
    for _ in range(number):
        mine, theirs = (draw.choice(allowed, 4).astype(np.uint16) for _ in range(2))
        sample = Sample(draw.integers(1, 3), mine, theirs, 0.0, 0.0)
        chance = 1 / (1 + np.exp(-model.odds(gathered([sample], model.apart))[0]))
        found.append(sample._replace(result=(won := float(draw.random() < chance)), thought=won))
    return gathered(found, model.apart)


def test_what_decides_games_is_found(rng: random.Random) -> None:
    """Weights that are another's in parts: fitted to results, they tell other results as well."""
    true, model = Model(Rules()), Model(Rules())
    true.hand = true.hand * 0
    true.parts[0, 5:12] = 0.4
    true.parts[1, 5:12] = 0.7
    true.constant = 1.0
    seen, unseen = made(true, rng, 6000), made(true, rng, 2000)
    before, best = model.loss(unseen), true.loss(unseen)
    model.fit(seen, 1, passes=100)
    assert model.loss(unseen) < best + 0.2 * (before - best)


def test_part_of_the_data_is_those_samples(rng: random.Random) -> None:
    model = Model(Rules())
    data = made(model, rng, 50)
    which = np.array(rng.sample(range(50), 20))
    part = data.part(which)
    assert np.allclose(model.odds(part), model.odds(data)[which])
    assert (part.results == data.results[which]).all()


def games_of(kernel: Kernel) -> list[list[Sample]]:
    return [game(kernel, Random(seed), 60) for seed in range(8)]  # noqa: S311 - a seed repeats it


def test_a_game_is_the_same_for_the_same_seed(lib: ctypes.CDLL) -> None:
    kernel = Kernel(Rules(10), lib=lib)
    first, again = (games_of(kernel) for _ in range(2))
    assert str(first) == str(again)
    assert {sample.result for each in first for sample in each} >= {0.0, 1.0}


def test_the_two_sides_of_a_game_have_opposite_results(lib: ctypes.CDLL) -> None:
    kernel = Kernel(Rules(10), lib=lib)
    for found in games_of(kernel):
        to_black = {
            sample.result if sample.turn == BLACK else 1 - sample.result for sample in found
        }
        assert len(to_black) <= 1


def test_an_opening_is_close_together_and_leaves_nothing_to_take(rng: random.Random) -> None:
    for _ in range(50):
        position = opening(Rules(kind="renju"), rng, 12)
        assert not position.winner
        assert 1 < len(position.moves) <= 12
        *before, last = position.moves
        assert last in near(Position(position.rules, before))


def test_a_match_of_equals_is_even(lib: ctypes.CDLL, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each opening is played with both colors, so equal players share its points."""
    monkeypatch.setattr(fit, "Kernel", partial(Kernel, lib=lib))
    hand = fit.hand(Rules(10))
    won = fit.match(Rules(10), hand, hand, 4, 60, 1)
    assert (won.games, won.points) == (8, 0.5)


def test_better_weights_win(lib: ctypes.CDLL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "Kernel", partial(Kernel, lib=lib))
    rules = Rules(12)
    hand = fit.hand(rules)
    upside_down = tuple(each._replace(mine=-each.mine, theirs=-each.theirs) for each in hand)
    assert fit.match(rules, hand, upside_down, 8, 100, 1).points > 0.7


def test_written_weights_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    black, white = fit.hand(Rules(kind="renju"))
    fit.write(tmp_path / "new" / "renju.npz", (black, white))
    monkeypatch.setattr(weights, "ASSETS", tmp_path / "new")
    found = weights.fitted("renju")
    assert found is not None
    for mine, read in zip((*black, *white), (*found[0], *found[1]), strict=True):
        assert (mine == read).all()


def test_the_script_fits_plays_and_writes(
    lib: ctypes.CDLL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    for module in (fit, selfplay):
        monkeypatch.setattr(module, "Kernel", partial(Kernel, lib=lib))
    short = "--size 9 --rounds 2 --games 12 --nodes 30 --pairs 1 --match-nodes 30 --always --out"
    fit.main(["renju", *short.split(), str(tmp_path)])
    said = capsys.readouterr().out
    assert said.count("positions") == 2
    assert "against those by hand" in said
    with np.load(tmp_path / "renju.npz", allow_pickle=False) as stored:
        assert stored["mine"].shape == stored["theirs"].shape == (2, CODES)
        assert (stored["mine"][0] != fit.hand(Rules(kind="renju"))[0].mine).any()


def test_who_wins_is_told_from_the_asked_side(lib: ctypes.CDLL) -> None:
    rules = Rules(10)
    moves = [44, 0, 45, 2, 46, 5]
    kernels = [Kernel(rules, lib=lib) for _ in range(2)]
    assert fit.outcome(kernels, moves, 50, BLACK) == 1
    assert fit.outcome(kernels, moves, 50, other(BLACK)) == -1
