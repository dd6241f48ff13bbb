"""Games of a network against itself: legal, repeatable, thought about as they were asked for."""

import random
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

from engines.gomoku.board import Board
from engines.gomoku.mcts.guided import Wanted, advance
from engines.gomoku.mcts.tree import Tree
from engines.gomoku.policy_value_net.numpy_net import Told
from engines.gomoku.policy_value_net.planes import IS_BLACK, MINE, Planes
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules, other
from engines.gomoku.training import selfplay
from engines.gomoku.training.config import SelfPlay
from engines.gomoku.training.samples import NONE, SCALE, Samples, patterns
from engines.gomoku.training.selfplay import FAIR, NOISE, SHARE, TRIED, SelfPlayed, disturb
from engines.gomoku.training.units import Unit
from engines.gomoku.training.window import laid

from .trees import Net, Strange, flat, near, thought

SIX = Rules(6, 4)
KINDS = [SIX, Rules(6, 6), Rules(7, 4, "standard"), Rules(8, 5, "renju")]


def asked(**changes: object) -> SelfPlay:
    few = {"playouts": 12, "fast": 4, "full": 0.5, "fours": 0, "random": 2, "opening": 3}
    return SelfPlay(**few | changes)  # type: ignore[arg-type]


def unit(games: int, number: int = 0, seed: int = 1) -> Unit:
    return Unit(1, number, games, 0, "weights", seed)


class Move(NamedTuple):
    """How one was found. `prior` is what was expected at the root; `visits` None where a win by
    force was played at once."""

    moves: tuple[int, ...]
    point: int
    policy: np.ndarray
    learn: bool
    thought: float
    full: bool
    prior: np.ndarray | None
    visits: np.ndarray | None
    plies: int


class Watched(SelfPlayed):
    """It keeps what it did."""

    made: list["Watched"]

    def begin(self) -> None:
        if not hasattr(self, "found"):
            self.found: list[Move] = []
            self.made.append(self)
        super().begin()

    def put(self, point: int, policy: np.ndarray, learn: bool, thought: float) -> None:
        tree = self.tree if self.tree and self.tree.nodes else None
        self.found.append(
            Move(
                tuple(self.board.moves),
                point,
                policy.copy(),
                learn,
                thought,
                self.full,
                tree.root.row.prior.copy() if tree else None,
                tree.visits().copy() if tree else None,
                tree.root.plies if tree else 0,
            )
        )
        super().put(point, policy, learn, thought)


Play = Callable[..., tuple[list[Watched], Samples]]


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Play:
    """The games of a unit as they were played, and their samples."""
    monkeypatch.setattr(selfplay, "SelfPlayed", Watched)

    def played(
        games: int, net: Net, rules: Rules = SIX, seed: int = 1, **changes: object
    ) -> tuple[list[Watched], Samples]:
        Watched.made = []
        samples = selfplay.play(unit(games, seed=seed), rules, asked(**changes), net)
        return Watched.made, samples

    return played


def strange(rules: Rules, rng: random.Random) -> Strange:
    return Strange(rules.size, rng.getrandbits(32))


def found(games: list[Watched]) -> list[Move]:
    return [move for game in games for move in game.found]


# Games


@pytest.mark.parametrize("root", ["gumbel", "noise"])
@pytest.mark.parametrize("fours", [0, 20])
@pytest.mark.parametrize("rules", KINDS)
def test_games_are_legal_and_played_to_their_end(
    rules: Rules, fours: int, root: str, rng: random.Random, play: Play
) -> None:
    seed = rng.getrandbits(31)
    games, samples = play(3, strange(rules, rng), rules, seed, root=root, fours=fours)
    assert len(games) == 3
    begin = 0
    for game in games:
        board = Board(rules, game.board.moves)  # it raises where a move is not legal
        assert board.over
        assert len(board.moves) - len(game.found) <= 3
        part = Samples(*(column[begin : begin + len(game.found)] for column in samples))
        begin += len(game.found)
        assert [move.point for move in game.found] == board.moves[-len(game.found) :]
        assert part.reply.tolist() == [*board.moves[1 - len(game.found) :], NONE][-len(part) :]
        colors = [BLACK if black else WHITE for black in part.black]
        assert colors[-1] == other(board.turn)
        results = [{EMPTY: 0, color: 1}.get(board.winner, -1) for color in colors]
        assert part.result.tolist() == results
    assert begin == len(samples)


def test_what_is_learnt_of_a_position_is_what_the_search_found(
    rng: random.Random, play: Play
) -> None:
    games, samples = play(6, strange(SIX, rng), seed=rng.getrandbits(31))
    batch = laid(samples, np.zeros(len(samples), int))
    for row, move in enumerate(found(games)):
        board = Board(SIX, move.moves)
        cells = np.frombuffer(board.cells, np.uint8).reshape(6, 6)
        assert (batch.planes[row, ..., MINE] == (cells == board.turn)).all()
        assert batch.policy[row].sum() == pytest.approx(1, abs=1e-5)
        assert (batch.policy[row][cells.ravel() != EMPTY] == 0).all()
        assert move.policy.sum() == pytest.approx(1, abs=1e-5)
        assert batch.policy[row] == pytest.approx(move.policy, abs=36 / SCALE / 2)
        assert batch.policy[row].argmax() == move.policy.argmax()
        assert batch.thought[row] == pytest.approx(move.thought, abs=1e-3)
        assert batch.learn[row] == move.learn


def test_the_same_unit_is_the_same_samples_and_another_is_not(rng: random.Random) -> None:
    net, ask = strange(SIX, rng), asked()
    seed = rng.getrandbits(31)

    def played(number: int, seed: int) -> list[bytes]:
        samples = selfplay.play(unit(3, number, seed), SIX, ask, net)
        return [column.tobytes() for column in samples]

    first = played(0, seed)
    assert played(0, seed) == first
    assert played(1, seed) != first
    assert played(0, seed + 1) != first


def test_games_of_a_unit_differ(play: Play) -> None:
    games, _samples = play(12, flat())
    assert len({tuple(game.board.moves) for game in games}) == 12


def test_pausing_may_end_it_at_any_time(rng: random.Random) -> None:
    asked_for, stop = 0, rng.randrange(30)

    class Enough(Exception):
        pass

    def pause() -> None:
        nonlocal asked_for
        asked_for += 1
        if asked_for > stop:
            raise Enough

    with pytest.raises(Enough):
        selfplay.play(unit(2), SIX, asked(), flat(), pause)
    assert asked_for == stop + 1


def test_who_watches_sees_the_first_game_grow_and_what_was_expected_there(
    rng: random.Random, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[tuple[int, ...], np.ndarray, float]] = []
    Watched.made = []
    selfplay.play(
        unit(3),
        SIX,
        asked(),
        strange(SIX, rng),
        watch=lambda board, policy, rate: seen.append((tuple(board.moves), policy.copy(), rate)),
    )
    (game, *_others) = Watched.made
    assert [moves for moves, _, _ in seen] == [(*move.moves, move.point) for move in game.found]
    for (_, policy, rate), move in zip(seen, game.found, strict=True):
        assert policy == pytest.approx(move.prior)
        assert rate == pytest.approx((1 - move.thought) / 2)  # of who moves next
        assert 0 <= rate <= 1


def test_who_watches_a_won_game_sees_that_the_loser_has_nothing_to_hope_for(
    rng: random.Random,
) -> None:
    last: list[tuple[int, float]] = []
    while not last or not last[0][0]:
        selfplay.play(
            unit(1, seed=rng.getrandbits(31)),
            SIX,
            asked(fours=200),
            strange(SIX, rng),
            watch=lambda board, _, rate: last.__setitem__(slice(None), [(board.winner, rate)]),
        )
    assert last[0][1] < 0.05


# How much is thought


def likely(hits: int, of: int, share: float) -> bool:
    """Whether so many are no wonder; wrongly denied once in a million."""
    return abs(hits - of * share) <= 5 * (of * share * (1 - share)) ** 0.5


@pytest.mark.parametrize("full", [0.25, 0.7, 1.0])
def test_so_many_searches_are_full_ones_and_only_these_are_learnt(
    full: float, rng: random.Random, play: Play
) -> None:
    seed = rng.getrandbits(31)
    games, samples = play(16, flat(), Rules(6, 6), seed, full=full, playouts=6, fast=3)
    moves = [move for move in found(games) if not move.plies]
    assert likely(sum(move.full for move in moves), len(moves), full)
    assert all(move.learn == move.full for move in moves)
    assert likely(int(samples.learn.sum()), len(samples), full)
    for move in moves:
        assert move.visits is not None
        assert move.visits.sum() == (6 if move.full else 3)


def test_what_is_proved_is_learnt_even_from_a_fast_search(rng: random.Random, play: Play) -> None:
    games, _samples = play(12, strange(SIX, rng), full=0.01, fast=60, root="noise")
    proved = [move for move in found(games) if move.plies]
    assert proved
    for move in proved:
        assert move.learn
        assert move.policy[move.point] == 1.0
        assert move.thought == (1.0 if move.plies % 2 else -1.0)


@pytest.mark.parametrize(("root", "kept"), [("noise", True), ("gumbel", False)])
def test_what_is_known_of_the_next_position_is_kept_but_for_gumbel(
    root: str, kept: bool, rng: random.Random, play: Play
) -> None:
    """Then fewer positions are asked about than there are visits."""
    net = strange(Rules(6, 6), rng)
    games, _samples = play(4, net, Rules(6, 6), root=root, full=0.01, fast=40, random=0, opening=0)
    walked = sum(1 + move.visits.sum() for move in found(games) if move.visits is not None)
    assert (net.asked < 0.7 * walked) == kept


def test_what_is_thought_is_the_mean_of_all_that_was_found(rng: random.Random) -> None:
    for _ in range(20):
        tree = thought(Board(SIX), strange(SIX, rng), rng.randrange(1, 60))
        visits, worth = tree.visits().astype(float), tree.root.row.worth.astype(float)
        total = sum(n * q for n, q in zip(visits, worth, strict=True) if n)
        expected = (total + tree.root.value) / (1 + visits.sum())
        assert selfplay.worth(tree) == pytest.approx(expected, abs=1e-5)


# Which move is made


@pytest.mark.parametrize("root", ["gumbel", "noise"])
def test_the_first_moves_are_drawn_by_their_shares(
    root: str, rng: random.Random, play: Play
) -> None:
    def net(planes: Planes) -> Told:
        """It wants the first three free points, by their shares, and thinks nothing of them."""
        logits = np.full((len(planes), 36), -9.0, np.float32)
        logits[:, :3] = np.log([0.5, 0.3, 0.2])
        return Told(logits, np.zeros(len(planes), np.float32))

    ask = asked(root=root, opening=0, random=1, full=0.01, playouts=20, fast=20)
    Watched.made = []
    drawn: Counter[int] = Counter()
    want = np.zeros(36)
    for seed in range(300):
        game = Watched(Rules(6, 6), ask, net, patterns(Rules(6, 6)), f"{rng.random()} {seed}")
        while not game.found:
            advance([Wanted(game.guided, 1)], net)
            game.move()
        drawn[game.found[0].point] += 1
        want += game.found[0].policy
    off = sum((drawn[point] - each) ** 2 / each for point, each in enumerate(want) if each > 5)
    assert off < 45  # of at most 35 kinds
    assert len(drawn) > 2


@pytest.mark.parametrize("root", ["gumbel", "noise"])
def test_afterwards_the_best_one_is_made(root: str, rng: random.Random, play: Play) -> None:
    games, _samples = play(
        8, strange(SIX, rng), root=root, random=3, full=0.01, fast=20, seed=rng.getrandbits(31)
    )
    later = [
        move
        for game in games
        for number, move in enumerate(game.found)
        if number >= 3 and not move.plies and not move.full
    ]
    assert len(later) > 5
    for move in later:
        # Halving may have dropped what looks best in the end: one that it kept fell below it.
        best = move.policy.argmax()
        assert move.visits is not None
        assert (
            move.policy[move.point] == pytest.approx(move.policy[best], rel=1e-5)
            or move.visits[move.point] > move.visits[best]
        )


def test_a_move_that_wins_is_made_even_among_the_first(play: Play) -> None:
    games, _samples = play(30, near, root="noise", random=36, fast=40, playouts=40)
    wins = [move for move in found(games) if move.plies % 2]
    assert wins
    for move in wins:
        assert move.policy[move.point] == 1.0


def test_wins_by_force_are_played_at_once_and_learnt(rng: random.Random, play: Play) -> None:
    """With fours to look for, what wins by them is not searched any more."""
    games, _samples = play(6, near, Rules(8), rng.getrandbits(31), fours=50)
    forced = [move for move in found(games) if move.visits is None]
    assert forced
    for move in forced:
        assert move.learn
        assert move.thought == 1.0
        assert move.policy[move.point] == 1.0
    for game in games:
        for move in game.found:
            if move.visits is None:
                assert game.board.winner == (WHITE if len(move.moves) % 2 else BLACK)


def test_of_moves_that_were_found_to_lose_none_is_learnt(rng: random.Random) -> None:
    tree = thought(Board(SIX), strange(SIX, rng), 40)
    row, visits = tree.root.row, tree.visits()
    best = np.argsort(-visits)
    row.worth[best[0]] = -np.inf
    policy = selfplay.visited(tree)
    assert policy[best[0]] == 0.0
    rest = np.delete(visits, best[0])
    assert np.delete(policy, best[0]) == pytest.approx(rest / rest.sum())
    row.worth[visits > 0] = -np.inf
    policy = selfplay.visited(tree)
    assert policy.sum() == pytest.approx(1)
    assert (policy[visits > 0] == 0).all()
    others = np.flatnonzero(visits == 0)
    assert policy[others] == pytest.approx(row.prior[others] / row.prior[others].sum(), rel=1e-4)


# Noise


def expected(net: Net, moves: tuple[int, ...]) -> np.ndarray:
    """The prior of a position where nothing disturbs it, for a network that sees no symmetry."""
    return thought(Board(Rules(6, 6), moves), net, 1).root.row.prior


def test_noise_is_laid_on_full_searches_alone_from_the_first_move_on(
    rng: random.Random, play: Play
) -> None:
    games, _samples = play(6, near, Rules(6, 6), rng.getrandbits(31), root="noise", opening=2)
    told = {True: 0, False: 0}
    for game in games:
        for move in game.found:
            assert move.prior is not None
            if move.plies or len(move.moves) > 26:  # of few moves the noise may be the prior
                continue
            plain = expected(near, move.moves)
            off = np.abs(move.prior - plain).max()
            assert (off > 1e-4) == move.full, move
            told[move.full] += 1
    firsts = [game.found[0] for game in games]
    assert any(move.full for move in firsts)
    assert min(told.values()) > 20


def test_with_gumbel_no_noise_is_laid_on_what_is_expected(rng: random.Random, play: Play) -> None:
    games, _samples = play(3, near, Rules(6, 6), rng.getrandbits(31), root="gumbel")
    for move in found(games):
        if not move.plies:
            assert move.prior == pytest.approx(expected(near, move.moves), abs=1e-5)


def test_gumbels_noise_is_for_full_searches_alone(
    rng: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    noises: list[tuple[int, np.ndarray | None]] = []
    gumbel = selfplay.Gumbel

    def spied(tree: Tree, playouts: int, noise: np.ndarray | None = None) -> object:
        noises.append((playouts, noise))
        return gumbel(tree, playouts, noise)

    monkeypatch.setattr(selfplay, "Gumbel", spied)
    selfplay.play(unit(4, seed=rng.getrandbits(31)), SIX, asked(), flat())
    assert {playouts for playouts, _ in noises} == {4, 12}
    for playouts, noise in noises:
        assert (noise is None) == (playouts == 4)
    drawn = np.concatenate([noise for _, noise in noises if noise is not None])
    assert drawn.mean() == pytest.approx(0.5772, abs=6 * 1.2825 / len(drawn) ** 0.5)
    assert len(np.unique(drawn)) == len(drawn)


def test_dirichlets_noise_takes_its_share_and_is_as_uneven_as_it_should(rng: random.Random) -> None:
    numbers = np.random.default_rng(rng.getrandbits(32))
    board = Board(SIX, (0, 35, 7))
    drawn = []
    for _ in range(1500):
        tree = thought(board, near, 1)
        plain = tree.root.row.prior
        disturb(tree, numbers)
        mixed = tree.root.row.prior
        assert mixed.sum() == pytest.approx(1, abs=1e-4)
        assert (mixed[[0, 7, 35]] == 0).all()
        drawn.append((mixed - (1 - SHARE) * plain) / SHARE)
    noise = np.delete(np.array(drawn, float), [0, 7, 35], axis=1)
    assert noise.min() > -1e-5
    count = noise.shape[1]
    variance = (1 / count) * (1 - 1 / count) / (NOISE + 1)
    assert noise.mean(axis=0) == pytest.approx(
        np.full(count, 1 / count), abs=6 * (variance / 1500) ** 0.5
    )
    assert noise.var() == pytest.approx(variance, rel=0.1)


# Openings


class Judge:
    """It keeps what it was asked, and how it thinks of each: in its own order, not by sides."""

    def __init__(self, seed: int, clear: float) -> None:
        self.seed, self.clear = seed, clear
        self.asked: list[tuple[Board | bytes, float]] = []

    def __call__(self, planes: Planes) -> Told:
        values = []
        for each in planes:
            key = each.tobytes()
            draw = random.Random(f"{self.seed} {key!r}")  # noqa: S311 - a seed repeats it
            values.append(draw.choice((-1, 1)) * draw.uniform(self.clear, 1))
            self.asked.append((key, values[-1]))
        return Told(np.zeros((len(planes), 36), np.float32), np.array(values, np.float32))


def shown(board: Board) -> bytes:
    from engines.gomoku.policy_value_net.planes import planes

    found = planes(board.cells, board.turn, 6)
    assert found[0, 0, IS_BLACK] == (board.turn == BLACK)
    return found.tobytes()


@pytest.mark.parametrize("clear", [0.0, FAIR + 0.01])
def test_an_opening_is_the_first_fair_one_else_the_fairest(
    clear: float, rng: random.Random
) -> None:
    for _ in range(100):
        judge = Judge(rng.getrandbits(32), clear)
        board = selfplay.opening(SIX, rng, 4, judge)
        assert not board.over
        if not board.moves:
            assert not judge.asked
            continue
        assert len(judge.asked) == TRIED
        fair = [key for key, value in judge.asked if abs(value) < FAIR]
        fairest = min(judge.asked, key=lambda each: abs(each[1]))[0]
        assert shown(board) == (fair[0] if fair else fairest)


def test_openings_have_up_to_so_many_stones_each_number_as_often(rng: random.Random) -> None:
    stones = Counter(len(selfplay.opening(SIX, rng, 4, flat()).moves) for _ in range(1500))
    assert set(stones) == {0, 1, 2, 3, 4}
    assert all(likely(count, 1500, 0.2) for count in stones.values())
    assert {len(selfplay.opening(SIX, rng, 0, flat()).moves) for _ in range(20)} == {0}
