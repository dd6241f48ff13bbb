"""Networks that nobody trained, as files."""

from pathlib import Path

import numpy as np

from engines.gomoku.policy_value_net import shelf
from engines.gomoku.policy_value_net.weights import Architecture, Header, Weights, save, sealed

TINY = Architecture(8, 1)


def drawn(name: str = "tiny", seed: int = 1, **header: object) -> Weights:
    """Of random numbers, so small that what it tells is small too."""
    rng = np.random.default_rng(seed)
    made = Header(name, **{"architecture": TINY, "sizes": (9,), **header})  # type: ignore[arg-type]
    return sealed(made, {each: rng.normal(0, 0.1, shape) for each, shape in made.shapes.items()})


def put(folder: Path, weights: Weights, name: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{weights.header.name}-{weights.header.sha256[:8]}.npz")
    save(path, weights)
    return path


def given(name: str = "tiny", seed: int = 1, **header: object) -> Weights:
    """One of the user's own."""
    weights = drawn(name, seed, **header)
    put(shelf.own(), weights)
    return weights
