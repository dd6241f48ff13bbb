"""The network as it is played, in torch: for many games at once, on a GPU where there is one."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from engines.gomoku.policy_value_net.numpy_net import Told
from engines.gomoku.policy_value_net.planes import Planes
from engines.gomoku.policy_value_net.torch_net import over_board
from engines.gomoku.policy_value_net.weights import HEADS, Array, Weights, pools


class TorchPlay:
    """As numpy_net.Net."""

    def __init__(self, weights: Weights, device: str = "cpu") -> None:
        self.weights, self.device = weights, torch.device(device)
        self.blocks = weights.header.architecture.blocks
        self.tensors = {
            name: torch.from_numpy(laid(array)).to(self.device)
            for name, array in weights.arrays.items()
        }

    @torch.inference_mode()
    def __call__(self, planes: Planes) -> Told:
        seen = torch.from_numpy(planes).to(self.device).permute(0, 3, 1, 2)
        tensors = self.tensors
        trunk = functional.relu(self.convolved(seen, "stem"))
        for block in range(self.blocks):
            inner = self.convolved(trunk, f"{block}.first")
            if pools(block):
                inner = inner + (over_board(trunk) @ tensors[f"{block}.pool"])[:, :, None, None]
            inner = self.convolved(functional.relu(inner), f"{block}.second")
            trunk = functional.relu(inner + trunk)
        return self.told(trunk)

    def convolved(self, seen: Tensor, name: str) -> Tensor:
        return functional.conv2d(seen, self.tensors[name], self.tensors[f"{name}.bias"], padding=1)

    def told(self, trunk: Tensor) -> Told:
        tensors = self.tensors
        heads = functional.conv2d(
            trunk, tensors["heads"].T[:, :, None, None], tensors["heads.bias"]
        )
        policy, value = heads[:, :HEADS], heads[:, HEADS:]
        policy = policy + (over_board(trunk) @ tensors["policy.pool"])[:, :, None, None]
        logits = torch.einsum("nchw,c->nhw", functional.relu(policy), tensors["policy"]).flatten(1)
        pooled = over_board(functional.relu(value))
        hidden = functional.relu(pooled @ tensors["value.hidden"] + tensors["value.hidden.bias"])
        values = torch.tanh(hidden @ tensors["value"][:, 0] + tensors["value.bias"][0])
        return Told(logits.cpu().numpy(), values.cpu().numpy())


def laid(array: Array) -> Array:
    """A convolution's rows as torch has them: (channels out, channels in, 3, 3)."""
    if array.ndim < 3:
        return array
    rows, width, out = array.shape
    return np.ascontiguousarray(array.reshape(rows, 3, width // 3, out).transpose(3, 2, 0, 1))
