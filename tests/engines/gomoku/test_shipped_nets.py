"""The networks that are shipped: each was made by the configuration that is shipped beside it."""

import msgspec
import pytest

from engines.gomoku.policy_value_net.shelf import SHIPPED, chosen
from engines.gomoku.policy_value_net.weights import load
from engines.gomoku.rules import Rules
from engines.gomoku.training import places
from engines.gomoku.training.config import Config, read

FILES = sorted(SHIPPED.glob("*.npz"))


def test_they_are_small_enough_to_be_carried_along() -> None:
    assert sum(file.stat().st_size for file in FILES) <= 3_000_000


@pytest.mark.parametrize("size", range(6, 16))
def test_there_is_one_for_every_usual_board(size: int) -> None:
    assert chosen(Rules(size)).name == ("small" if size <= 9 else "large")


@pytest.mark.parametrize("name", ["small", "large"])
def test_its_history_says_how_it_was_made_and_one_command_makes_it_again(name: str) -> None:
    (file,) = (file for file in FILES if file.stem == name)
    header = load(file).header
    first, *generations = header.history
    config = read(places.CONFIGS / f"{name}.toml")
    assert msgspec.convert(first["config"], Config) == config
    assert (header.name, header.sizes) == (name, config.game.sizes)
    assert [made["generation"] for made in generations] == list(
        range(config.selfplay.generations + 1)
    )
    taught, *played = generations
    assert (taught["games"], taught["steps"]) == (config.imitation.games, config.imitation.steps)
    for made in played:
        assert made["games"] == config.selfplay.games
        assert made["judged"] > 0
        assert made["points"] is not None
        assert made["seconds"] > taught["seconds"]
    accepted = max((made["generation"] for made in generations if made["accepted"]), default=0)
    assert header.generation == accepted
