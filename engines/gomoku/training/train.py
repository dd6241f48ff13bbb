"""A training as a request: with which device, by whom its games are played, until it is done."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import torch

from engines import wire
from engines.gomoku.messages import Done, Request, Train
from engines.gomoku.training.config import Config
from engines.gomoku.training.crew import Alone, Crew, Processes
from engines.gomoku.training.imitation import built
from engines.gomoku.training.playing import repeatable
from engines.gomoku.training.run import Run, stood
from engines.gomoku.training.trainer import Trainer
from engines.gomoku.training.watching import Watching
from engines.gomoku.worth.shapes import lines
from engines.inbox import Inbox
from engines.wire import N_, EngineError

Emit = Callable[[wire.Message], None]
Hire = Callable[[Trainer], Crew]

NO_CUDA = N_("There is no GPU here that torch can use.")


def train(request: Train, inbox: Inbox[Request], emit: Emit, hire: Hire | None = None) -> Done:
    """Raises EngineError, and Stopped once all that was done is on disk."""
    config = request.config
    device = possible(request)
    with repeatable(config.threads), closing(Run(Path(request.place), config)) as run:
        trainer = Trainer(run, device, inbox, emit)
        trainer.crew = hire(trainer) if hire else hired(trainer, request.cluster)
        with closing(trainer.crew):
            trainer.run_through()
        return Done(weights=str(run.weights_path(run.standing.accepted)))


def possible(request: Train) -> str:
    """The device. EngineError, before anything is written, for what could never be played here."""
    config = request.config
    for number in range(len(config.game.sizes)):
        lines(config.game.rules(number))  # refused at once where it cannot be searched
    if request.cluster is not None:
        from engines.gomoku.training.cluster import installed

        installed(request.cluster)
    elif config.imitation.games and begins(Path(request.place), config):
        built()
    return found_device(config)


def begins(folder: Path, config: Config) -> bool:
    """Whether the first games, which are the kernel's, are still to be played."""
    standing = stood(folder, config)
    return standing is None or (standing.generation, standing.doing) == (0, "games")


def found_device(config: Config) -> str:
    """EngineError where a GPU is asked for and none is there."""
    there = torch.cuda.is_available()
    if config.device == "cuda" and not there:
        raise EngineError(NO_CUDA, "", 'device = "cpu"')
    return "cuda" if there and config.device != "cpu" else "cpu"


def hired(trainer: Trainer, cluster: str | None) -> Crew:
    """Without a cluster: this process alone, or those of the configuration."""
    config, run = trainer.config, trainer.run
    if cluster is not None:
        from engines.gomoku.training.cluster import Cluster

        return Cluster(config, trainer.device, run.folder / "games", trainer.pause, cluster)
    if config.actors:
        return Processes(
            config, trainer.device, run.folder, config.actors, trainer.pause, trainer.emit
        )
    watch = Watching(trainer.emit)
    return Alone(config, trainer.device, run.folder / "games", trainer.pause, watch)
