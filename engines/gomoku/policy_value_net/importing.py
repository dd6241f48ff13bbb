"""A network from elsewhere, put among the user's own."""

from pathlib import Path

from engines import paths
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.policy_value_net.original import imported
from engines.gomoku.policy_value_net.weights import load, save
from engines.wire import N_, EngineError

NOT_KEPT = N_("The network cannot be kept.")


def kept(path: Path) -> Path:
    """Where it lies now. `path` is a file of ours, by its .npz, or a model of the original project.
    EngineError where it is neither."""
    weights = load(path) if path.suffix == ".npz" else imported(path)
    folder = shelf.own()
    try:
        for each in (paths.state(), folder.parent, folder):
            paths.private(each)
        file = folder / f"{weights.header.sha256[:16]}.npz"
        save(file, weights)
    except OSError as error:
        raise EngineError(NOT_KEPT, str(error)) from error
    return file
