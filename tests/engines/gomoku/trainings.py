"""A training so small that it is through in a second; and as a program that can be killed:
`python -m tests.engines.gomoku.trainings FOLDER CONFIG`."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from engines import wire
from engines.gomoku.messages import Request, Train
from engines.gomoku.policy_value_net.weights import Weights
from engines.gomoku.training.config import (
    Config,
    Game,
    Gate,
    Imitation,
    Learning,
    Net,
    SelfPlay,
)
from engines.gomoku.training.units import Unit
from engines.inbox import Inbox
from tests.engines.gomoku.random_nets import put

TINY = Config(
    name="tiny",
    seed=6,
    device="cpu",
    threads=1,
    game=Game((6,), row=4),
    net=Net(16, 2),
    imitation=Imitation(games=0, nodes=20, steps=20),
    selfplay=SelfPlay(generations=2, games=8, together=4, playouts=8, fast=4, full=0.5, fours=0),
    learning=Learning(batch=16, times=2.0, least=100),
    gate=Gate(games=4, playouts=4),
)
"""From nothing; with this seed what is learnt is accepted."""
TAUGHT = msgspec.structs.replace(TINY, imitation=Imitation(games=250, nodes=20, steps=20))
"""With games of the kernel to begin with, in two units."""


def trained(folder: Path, config: Config = TINY) -> str:
    """In this process, to its end: as `made`."""
    from engines.gomoku.training.train import train

    train(Train(str(folder), config), Inbox(), lambda _: None)
    return made(folder)


def made(folder: Path) -> str:
    """The hashes of all weights that there ever were, those accepted last at the end."""
    from engines.gomoku.policy_value_net.weights import load

    last = json.loads((folder / "training.json").read_text())["accepted"]
    paths = (folder / "weights").glob("*.npz")
    return " ".join([*sorted(load(path).header.sha256 for path in paths), last])


def games(folder: Path) -> dict[str, str]:
    """The files of games, each with what it holds."""
    import numpy as np

    found = {}
    for path in sorted((folder / "games").iterdir()):
        digest = hashlib.sha256()
        with np.load(path, allow_pickle=False) as file:
            for name in sorted(file.files):
                digest.update(name.encode() + file[name].tobytes())
        found[path.name] = digest.hexdigest()
    return found


@contextmanager
def started(*command: str, **pipes: int) -> Iterator[subprocess.Popen[bytes]]:
    """A child that does not outlive whoever uses it, even where that fails."""
    with subprocess.Popen(command, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.kill()


def command(folder: Path, config: Config) -> list[str]:
    told = msgspec.json.encode(config).decode()
    return [sys.executable, "-m", "tests.engines.gomoku.trainings", str(folder), told]


def main() -> None:
    """Each event is a line; SIGTERM stops it."""
    import signal

    from engines.gomoku.training.train import train

    inbox: Inbox[Request] = Inbox()
    signal.signal(signal.SIGTERM, lambda *_: inbox.stop())

    def emit(event: wire.Message) -> None:
        print(wire.encode(event).decode(), end="", flush=True)

    config = msgspec.json.decode(sys.argv[2], type=Config)
    emit(train(Train(sys.argv[1], config), inbox, emit))


if __name__ == "__main__":
    main()


def holding(weights: Weights, folder: Path) -> Path:
    """The folder, as of a training that has accepted these."""
    for each in (folder / "games", folder / "weights"):
        each.mkdir(parents=True)
    put(folder / "weights", weights, f"{weights.header.sha256[:16]}.npz")
    return folder


def units(weights: Weights, count: int, games: int = 3) -> list[Unit]:
    """To be played with these, on the first size of board."""
    return [Unit(1, number, games, 0, weights.header.sha256, 1) for number in range(count)]
