"""Who plays units of work, wherever he is: the same unit, with the same weights, is the same
games."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from engines.gomoku.policy_value_net.weights import Weights
from engines.gomoku.training import imitation, selfplay
from engines.gomoku.training.config import Config
from engines.gomoku.training.samples import Samples
from engines.gomoku.training.selfplay import Watch
from engines.gomoku.training.units import KERNEL, STALE, Unit
from engines.wire import EngineError


class Playing:
    """It keeps the network that it was given last."""

    def __init__(self, config: Config, device: str) -> None:
        from engines.gomoku.policy_value_net.torch_play import TorchPlay

        self.config, self.device, self.make = config, device, TorchPlay
        self.net: TorchPlay | None = None

    def play(
        self,
        unit: Unit,
        weights: Weights | None,
        pause: Callable[[], None] = lambda: None,
        watch: Watch = lambda *_: None,
    ) -> Samples:
        """EngineError where these are not the weights that the unit asks for."""
        rules = self.config.game.rules(unit.size)
        if unit.weights == KERNEL:
            return imitation.play(unit, rules, self.config.imitation.nodes, pause)
        if weights is None or weights.header.sha256 != unit.weights:
            raise EngineError(STALE, f"{unit.weights[:8]} was asked for")
        if self.net is None or self.net.weights.header.sha256 != unit.weights:
            self.net = self.make(weights, self.device)
        return selfplay.play(unit, rules, self.config.selfplay, self.net, pause, watch)


@contextmanager
def repeatable(threads: int) -> Iterator[None]:
    """What this thread does in it is the same each time on one machine, whichever process it is in;
    0 threads: one a core. Afterwards torch and the processor calculate as they did before."""
    import torch

    before = torch.get_num_threads()
    sure, warned = (
        torch.are_deterministic_algorithms_enabled(),
        torch.is_deterministic_algorithms_warn_only_enabled(),
    )
    flushed = sys.float_info.min / 2 == 0.0
    if threads:
        torch.set_num_threads(threads)
    # Not torch's alone: whatever this thread calculates has no subnormal numbers then, which would
    # make learning many times slower.
    torch.set_flush_denormal(True)
    torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(sure, warn_only=warned)
        torch.set_flush_denormal(flushed)
        torch.set_num_threads(before)
