"""A child that plays: `python -m engines.gomoku.training.actor FOLDER DEVICE CONFIG`.

It reads units, one line of JSON each, takes their weights from the training's folder, writes a file
of games into it, and says the unit again. It ends when nobody reads or asks any more.
"""

import os
import sys
from pathlib import Path

import msgspec

from engines.gomoku.policy_value_net.weights import load
from engines.gomoku.training.config import Config
from engines.gomoku.training.playing import Playing
from engines.gomoku.training.units import KERNEL, Unit, save


def main(folder: Path, device: str, config: Config) -> None:
    import torch

    torch.set_num_threads(1)
    playing = Playing(config, device)
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever else is printed is no answer
    for line in sys.stdin.buffer:
        unit = msgspec.json.decode(line, type=Unit)
        weights = None
        if unit.weights != KERNEL:
            weights = load(folder / "weights" / f"{unit.weights[:16]}.npz")
        save(folder / "games", unit, playing.play(unit, weights))
        os.write(answers, line)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], msgspec.json.decode(sys.argv[3], type=Config))
