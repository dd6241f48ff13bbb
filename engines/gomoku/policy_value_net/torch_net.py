"""The same network in torch, to be trained. With it stand heads that only help it to learn.

Batch normalisation is folded into the convolutions when the weights are written: whoever plays
knows nothing of it.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engines.gomoku.policy_value_net.numpy_net import STEP, USUAL
from engines.gomoku.policy_value_net.planes import PLANES
from engines.gomoku.policy_value_net.weights import (
    HEADS,
    HIDDEN,
    POOLS,
    VALUES,
    Architecture,
    Array,
    pools,
)

THREATS = 6
"""As training.samples has them."""


class Told(NamedTuple):
    """For n games: logits of the move and of the reply, (n, points) each; of the threats, (n,
    THREATS, points); who wins, -1 to 1, and which part of the board's points will still be played
    on, (n,) each."""

    policy: Tensor
    reply: Tensor
    threats: Tensor
    value: Tensor
    left: Tensor


class Convolution(nn.Module):
    """3x3, and its results brought to scale over the batch."""

    def __init__(self, channels: int, out: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, out, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(out)

    def forward(self, seen: Tensor) -> Tensor:
        found: Tensor = self.norm(self.conv(seen))
        return found

    def folded(self) -> tuple[Array, Array]:
        """The convolution with what the norm does in it, and its bias; laid out as
        weights.Architecture says."""
        norm = self.norm
        assert norm.running_mean is not None and norm.running_var is not None
        scale = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).double()
        kernel = self.conv.weight.double() * scale[:, None, None, None]
        bias = norm.bias.double() - norm.running_mean.double() * scale
        rows = kernel.permute(2, 3, 1, 0).reshape(3, -1, len(scale))
        return plain(rows), plain(bias)


class Block(nn.Module):
    def __init__(self, channels: int, whole: bool) -> None:
        super().__init__()
        self.first, self.second = Convolution(channels, channels), Convolution(channels, channels)
        self.pool = nn.Linear(POOLS * channels, channels, bias=False) if whole else None

    def forward(self, seen: Tensor) -> Tensor:
        inner = self.first(seen)
        if self.pool is not None:
            inner = inner + self.pool(over_board(seen))[:, :, None, None]
        return functional.relu(seen + self.second(functional.relu(inner)))


class TorchNet(nn.Module):
    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        wide = architecture.channels
        self.stem = Convolution(PLANES, wide)
        self.blocks = nn.ModuleList(
            Block(wide, pools(block)) for block in range(architecture.blocks)
        )
        self.heads = nn.Conv2d(wide, 2 * HEADS, 1)
        self.policy_pool = nn.Linear(POOLS * wide, HEADS, bias=False)
        self.policy = nn.Conv2d(HEADS, 2, 1, bias=False)
        self.hidden = nn.Linear(POOLS * HEADS, HIDDEN)
        self.value = nn.Linear(HIDDEN, VALUES)
        self.threats = nn.Conv2d(wide, THREATS, 1)

    def forward(self, planes: Tensor) -> Told:
        """`planes` are of shape (n, PLANES, size, size)."""
        trunk = functional.relu(self.stem(planes))
        for block in self.blocks:
            trunk = block(trunk)
        policy, value = self.heads(trunk).split(HEADS, dim=1)
        policy = policy + self.policy_pool(over_board(trunk))[:, :, None, None]
        moves = self.policy(functional.relu(policy)).flatten(2)
        found = self.value(functional.relu(self.hidden(over_board(functional.relu(value)))))
        threats = self.threats(trunk).flatten(2)
        return Told(moves[:, 0], moves[:, 1], threats, torch.tanh(found[:, 0]), found[:, 1])

    def arrays(self) -> dict[str, Array]:
        """What weights.py keeps of it."""
        found: dict[str, Array] = {}
        found["stem"], found["stem.bias"] = self.stem.folded()
        for number, block in enumerate(self.blocks):
            assert isinstance(block, Block)
            for name, each in (("first", block.first), ("second", block.second)):
                found[f"{number}.{name}"], found[f"{number}.{name}.bias"] = each.folded()
            if block.pool is not None:
                found[f"{number}.pool"] = plain(block.pool.weight.T)
        found["heads"] = plain(self.heads.weight[:, :, 0, 0].T)
        found["heads.bias"] = plain(self.heads.bias)
        found["policy.pool"] = plain(self.policy_pool.weight.T)
        found["policy"] = plain(self.policy.weight[0, :, 0, 0])
        found["value.hidden"], found["value.hidden.bias"] = (
            plain(self.hidden.weight.T),
            plain(self.hidden.bias),
        )
        found["value"], found["value.bias"] = plain(self.value.weight.T), plain(self.value.bias)
        return found


def over_board(channels: Tensor) -> Tensor:
    """As numpy_net.over_board."""
    mean = channels.mean(dim=(2, 3))
    scale = (channels.shape[-1] - USUAL) / STEP
    return torch.cat([mean, mean * scale, channels.amax(dim=(2, 3))], dim=1)


def plain(tensor: Tensor | None) -> Array:
    assert tensor is not None
    return np.ascontiguousarray(tensor.detach().cpu().numpy(), np.float32)
