"""Who plays units of work, wherever he is: the same unit, with the same weights, is the same
games."""

from collections.abc import Callable

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


def repeatable(threads: int) -> None:
    """What a process does the same each time on one machine, whichever process it is; 0 threads:
    one a core."""
    import torch

    if threads:
        torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    torch.use_deterministic_algorithms(True, warn_only=True)
