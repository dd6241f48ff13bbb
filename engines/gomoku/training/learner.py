"""The network while it learns: steps of the optimiser, and a slow average of its weights, which is
what plays."""

from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from engines.gomoku.policy_value_net.planes import MINE, THEIRS
from engines.gomoku.policy_value_net.torch_net import Told, TorchNet
from engines.gomoku.policy_value_net.weights import Architecture
from engines.gomoku.training.config import Learning
from engines.gomoku.training.samples import NONE
from engines.gomoku.training.window import Batch


class Losses(NamedTuple):
    """`policy` in nats, `value` a mean square; `hits` is how often the best move was the
    sample's."""

    policy: float
    value: float
    reply: float
    threats: float
    left: float
    hits: float


class Learner:
    def __init__(
        self, architecture: Architecture, learning: Learning, seed: int, device: str = "cpu"
    ) -> None:
        torch.manual_seed(seed)
        self.learning, self.device = learning, torch.device(device)
        # Convolutions are a fifth quicker where the channels of a point lie together.
        self.net, self.slow = (
            TorchNet(architecture).to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload] # torch's stubs lack it
            for _ in range(2)
        )
        self.slow.load_state_dict(self.net.state_dict())
        self.slow.eval()
        self.optimizer = torch.optim.AdamW(
            self.net.parameters(), learning.rate, weight_decay=learning.decay, foreach=True
        )
        self.steps = 0

    def step(self, batch: Batch, rate: float) -> Losses:
        """One step, as large as `rate` of the largest."""
        self.net.train()
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning.rate * rate
        total, losses = self.losses(self.net, batch)
        self.optimizer.zero_grad()
        total.backward()  # type: ignore[no-untyped-call] # torch's own
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 4.0)
        self.optimizer.step()
        self.steps += 1
        self.follow()
        return losses

    @torch.no_grad()
    def follow(self) -> None:
        """Let the slow weights come nearer. At first they come faster, for they began nowhere."""
        kept = min(self.learning.average, self.steps / (self.steps + 9))
        slow, fast = self.slow.state_dict(), self.net.state_dict()
        for name, value in slow.items():
            if value.dtype.is_floating_point:
                value.lerp_(fast[name], 1 - kept)

    @torch.no_grad()
    def tested(self, batch: Batch) -> Losses:
        """What the slow weights lose on it."""
        return self.losses(self.slow, batch)[1]

    def losses(self, net: TorchNet, batch: Batch) -> tuple[Tensor, Losses]:
        planes, policy, learn, reply, threats, result, thought, left = (
            torch.from_numpy(column).to(self.device) for column in batch
        )
        told: Told = net(planes.permute(0, 3, 1, 2))
        taken = (planes[..., MINE] + planes[..., THEIRS]).flatten(1) > 0
        logits = told.policy.masked_fill(taken, -1e4)
        weight = learn / learn.sum().clamp(min=1)
        surprise = -(policy * functional.log_softmax(logits, dim=1)).sum(dim=1)
        aim = torch.lerp(result, thought, self.learning.thought)
        parts = (
            (surprise * weight).sum(),
            functional.mse_loss(told.value, aim),
            replied(told.reply, reply),
            functional.binary_cross_entropy_with_logits(told.threats, threats),
            functional.mse_loss(told.left, left),
        )
        own = self.learning
        total = (
            parts[0]
            + own.value * parts[1]
            + own.reply * parts[2]
            + own.threats * parts[3]
            + own.left * parts[4]
        )
        hits = ((logits.argmax(dim=1) == policy.argmax(dim=1)).float() * weight).sum()
        found = [float(part.detach()) for part in (*parts, hits)]
        return total, Losses(*found)

    def state(self) -> dict[str, Any]:
        """All that it is, to go on with bit for bit."""
        return {
            "net": self.net.state_dict(),
            "slow": self.slow.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "steps": self.steps,
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.net.load_state_dict(state["net"])
        self.slow.load_state_dict(state["slow"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.steps = state["steps"]


def replied(logits: Tensor, reply: Tensor) -> Tensor:
    """The mean over those where a reply was made; 0 where none was."""
    total = functional.cross_entropy(logits, reply, ignore_index=NONE, reduction="sum")
    return total / (reply != NONE).sum().clamp(min=1)


def mean(losses: list[Losses]) -> Losses:
    return Losses(*(float(np.mean(column)) for column in zip(*losses, strict=True)))
