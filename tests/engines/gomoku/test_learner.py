"""One step of learning, its losses one by one, and going on bit for bit."""

import io
import random

import numpy as np
import pytest

from engines.gomoku.policy_value_net.weights import Architecture
from engines.gomoku.rules import Rules
from engines.gomoku.training.config import Learning
from engines.gomoku.training.samples import NONE, SCALE, Samples, joined
from engines.gomoku.training.window import Batch, laid
from tests.engines.gomoku.invented import invented

torch = pytest.importorskip("torch", reason="torch is not installed (extra: torch)")

from engines.gomoku.training.learner import Learner, Losses, mean  # noqa: E402 - it needs torch

SMALL = Architecture(16, 2)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def positions(rng: random.Random, count: int) -> Samples:
    """So many different ones, each with one best move that is to be learnt."""
    games: list[Samples] = []
    while sum(map(len, games)) < count:
        game = invented(Rules(6, 4), rng)
        kept = rng.randrange(4, 8)  # earlier ones may be alike
        games.append(Samples(*(column[kept:] for column in game.samples)))
    found = Samples(*(column[:count] for column in joined(games)))
    best = np.zeros_like(found.policy)
    best[np.arange(count), found.policy.argmax(axis=1)] = SCALE
    return Samples(**found._asdict() | {"policy": best, "learn": np.ones(count, bool)})


def batch(rng: random.Random, count: int = 32, **changes: object) -> Batch:
    samples = positions(rng, count)
    symmetries = np.array([rng.randrange(8) for _ in range(count)])
    return laid(samples, symmetries)._replace(**changes)


def learner(seed: int = 1, **learning: float) -> Learner:
    return Learner(SMALL, Learning(**learning), seed)  # type: ignore[arg-type]


def numbers(learner: Learner) -> dict[str, bytes]:
    """All of its weights, and what the optimiser remembers, bit for bit."""
    found = {}
    for name in ("net", "slow"):
        for key, value in getattr(learner, name).state_dict().items():
            found[f"{name}.{key}"] = value.numpy().tobytes()
    for number, state in learner.optimizer.state_dict()["state"].items():
        for key, value in state.items():
            found[f"optimizer.{number}.{key}"] = value.numpy().tobytes()
    return found


def test_it_learns_a_hundred_positions_by_heart(rng: random.Random) -> None:
    hundred = laid(positions(rng, 100), np.arange(100) % 8)
    learnt = learner(average=0.5, rate=5e-3, decay=0.0)
    for step in range(100):
        learnt.step(hundred, min(1.0, 2 - step / 50))
    told = learnt.tested(hundred)
    assert told.hits > 0.99
    assert told.policy < 0.1
    assert told.value < 0.05
    assert told.reply < 0.3


def test_it_goes_on_bit_for_bit(rng: random.Random) -> None:
    batches = [batch(rng) for _ in range(8)]
    first = learner()
    for each in batches[:4]:
        first.step(each, 0.5)
    file = io.BytesIO()
    torch.save(first.state(), file)
    second = learner(seed=2)
    assert numbers(first) != numbers(second)
    second.restore(torch.load(io.BytesIO(file.getvalue()), weights_only=True))
    assert numbers(first) == numbers(second)
    for each in batches[4:]:
        assert first.step(each, 0.7) == second.step(each, 0.7)
    assert first.steps == second.steps == 8
    assert numbers(first) == numbers(second)


def test_the_same_seed_begins_alike_and_another_does_not() -> None:
    assert numbers(learner(1)) == numbers(learner(1))
    assert numbers(learner(1)) != numbers(learner(2))


def test_the_slow_weights_follow_the_fast_ones(rng: random.Random) -> None:
    learnt = learner(average=0.75)
    slow = {name: value.double() for name, value in learnt.slow.state_dict().items()}
    for step in range(1, 40):
        learnt.step(batch(rng, 8), 1.0)
        kept = min(0.75, step / (step + 9))
        followed = learnt.slow.state_dict()
        for name, fast in learnt.net.state_dict().items():
            if fast.dtype.is_floating_point:
                slow[name] = kept * slow[name] + (1 - kept) * fast.double()
                torch.testing.assert_close(
                    followed[name].double(), slow[name], rtol=1e-4, atol=1e-5
                )


def test_the_slow_weights_learn_nothing_by_themselves(rng: random.Random) -> None:
    learnt, seen = learner(), batch(rng)
    learnt.step(seen, 1.0)
    before = numbers(learnt)
    assert learnt.tested(seen) == learnt.tested(seen)
    assert numbers(learnt) == before


def test_a_step_is_as_large_as_it_is_told(rng: random.Random) -> None:
    seen = batch(rng)

    def moved(rate: float) -> float:
        learnt = learner(decay=0.0)
        before = torch.cat([each.detach().flatten() for each in learnt.net.parameters()]).clone()
        learnt.step(seen, rate)
        after = torch.cat([each.detach().flatten() for each in learnt.net.parameters()])
        return float((after - before).abs().max())

    assert moved(1.0) == pytest.approx(2e-3, rel=0.01)  # Adam's first step is the rate itself
    assert moved(0.25) == pytest.approx(5e-4, rel=0.01)


# The losses, each by itself


def told(learner: Learner, batch: Batch) -> dict[str, np.ndarray]:
    """What the slow network says, as float64."""
    with torch.no_grad():
        said = learner.slow(torch.from_numpy(batch.planes).permute(0, 3, 1, 2))
    return {name: value.double().numpy() for name, value in said._asdict().items()}


def softmax(logits: np.ndarray) -> np.ndarray:
    likely = np.exp(logits - logits.max(axis=1, keepdims=True))
    return likely / likely.sum(axis=1, keepdims=True)


def by_hand(said: dict[str, np.ndarray], batch: Batch, thought: float) -> Losses:
    rows = np.arange(len(batch.result))
    taken = batch.planes[..., :2].sum(axis=3).reshape(len(rows), -1) > 0
    likely = softmax(np.where(taken, -np.inf, said["policy"]))
    surprise = -(batch.policy * np.log(np.where(taken, 1, likely))).sum(axis=1)
    learn = batch.learn > 0
    replied = batch.reply != NONE
    reply = -np.log(softmax(said["reply"])[rows, np.maximum(batch.reply, 0)])[replied]
    threat = 1 / (1 + np.exp(-said["threats"]))
    crossed = -np.where(batch.threats > 0, np.log(threat), np.log(1 - threat))
    aim = (1 - thought) * batch.result + thought * batch.thought
    hits = likely.argmax(axis=1) == batch.policy.argmax(axis=1)
    return Losses(
        float(surprise[learn].mean()) if learn.any() else 0.0,
        float(((said["value"] - aim) ** 2).mean()),
        float(reply.mean()) if replied.any() else 0.0,
        float(crossed.mean()),
        float(((said["left"] - batch.left) ** 2).mean()),
        float(hits[learn].mean()) if learn.any() else 0.0,
    )


def agrees(learner: Learner, batch: Batch, thought: float) -> None:
    expected = by_hand(told(learner, batch), batch, thought)
    assert tuple(learner.tested(batch)) == pytest.approx(tuple(expected), abs=1e-5)


@pytest.mark.parametrize("thought", [0.0, 0.5, 1.0])
def test_the_losses_are_what_they_are_by_hand(rng: random.Random, thought: float) -> None:
    learnt = learner(thought=thought)
    for _ in range(20):
        learnt.step(batch(rng), 1.0)
    learn = np.array([rng.random() < 0.4 for _ in range(32)], np.float32)
    agrees(learnt, batch(rng, learn=learn), thought)


def test_where_no_policy_is_to_be_learnt_there_is_no_loss_of_it(rng: random.Random) -> None:
    agrees(learner(), batch(rng, learn=np.zeros(32, np.float32)), 0.5)


def test_where_no_reply_was_made_there_is_no_loss_of_it_and_learning_goes_on(
    rng: random.Random,
) -> None:
    learnt, seen = learner(), batch(rng, reply=np.full(32, NONE))
    agrees(learnt, seen, 0.5)
    assert learnt.step(seen, 1.0).reply == 0.0
    assert all(torch.isfinite(each).all() for each in learnt.net.state_dict().values())


def test_moves_that_are_not_legal_are_not_learnt_about(rng: random.Random) -> None:
    """However likely the network finds them: they cost nothing, and are never its best move."""
    learnt, seen = learner(), batch(rng)
    taken = torch.from_numpy(seen.planes[..., :2].sum(axis=3).reshape(32, -1) > 0)
    heard = []

    class Sure(torch.nn.Module):
        """It finds occupied points likelier than any other."""

        def forward(self, planes: torch.Tensor) -> object:
            said = learnt.net(planes)
            heard.append(said.policy.detach().masked_fill(taken, 50.0).requires_grad_())
            return said._replace(policy=heard[-1])

    total, losses = learnt.losses(Sure(), seen)
    plain = learnt.losses(learnt.net, seen)[1]
    assert losses.policy == pytest.approx(plain.policy, abs=1e-5)
    assert losses.hits == plain.hits
    total.backward()
    assert (heard[0].grad[taken] == 0).all()
    assert (heard[0].grad[~taken] != 0).any()


@pytest.mark.parametrize("part", ["value", "reply", "threats", "left"])
def test_each_part_weighs_as_it_is_told(rng: random.Random, part: str) -> None:
    seen = batch(rng)
    weights = {"value": 0.0, "reply": 0.0, "threats": 0.0, "left": 0.0}

    def total(**weights: float) -> float:
        learnt = learner(**weights)
        return learnt.losses(learnt.slow, seen)[0].item()

    loss = getattr(learner().tested(seen), part)
    assert total(**weights | {part: 2.0}) - total(**weights) == pytest.approx(2 * loss, abs=1e-5)


def test_the_mean_of_losses_is_that_of_each() -> None:
    found = mean([Losses(1, 2, 3, 4, 5, 0), Losses(3, 2, 1, 0, 5, 1)])
    assert found == Losses(2, 2, 2, 2, 5, 0.5)
