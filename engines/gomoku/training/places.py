"""Where trainings lie, and the configurations that are shipped. Light: consoles import it too."""

from pathlib import Path

from engines import paths
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.training.config import Config, read
from engines.marking import N_

CONFIGS = paths.ASSETS / "gomoku" / "training"

RESOURCE = "training:"
"""What the name of a training's resource begins with; its folder follows."""


def shipped() -> dict[str, Config]:
    """By the names of their files, those for small boards first."""
    found = {path.stem: read(path) for path in sorted(CONFIGS.glob("*.toml"))}
    return dict(sorted(found.items(), key=lambda pair: max(pair[1].game.sizes)))


def folder(config: Config) -> Path:
    """The training's own, unless somebody wants it elsewhere."""
    return shelf.trainings() / config.name


def title(config: Config) -> str:
    """What its job is called."""
    return N_("train {name}").format(name=config.name)
