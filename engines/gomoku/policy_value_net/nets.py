"""Whatever the weights are of: the network that plays with them."""

from engines.gomoku.policy_value_net.numpy_net import Net
from engines.gomoku.policy_value_net.original_net import OriginalNet
from engines.gomoku.policy_value_net.weights import Weights


def net(weights: Weights) -> Net | OriginalNet:
    return OriginalNet(weights) if weights.header.family == "original" else Net(weights)
