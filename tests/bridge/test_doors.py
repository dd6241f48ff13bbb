"""What the bridge asks of every engine that is registered, the tests' own included."""

import importlib
from types import ModuleType
from typing import get_args

import pytest

from engines import ENGINES, wire
from tests.bridge import SLEEPER


@pytest.fixture(params=[*ENGINES.values(), SLEEPER])
def messages(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"{request.param}.messages")


def test_every_engine_can_be_cancelled(messages: ModuleType) -> None:
    assert wire.Cancel in get_args(messages.Request)


def test_every_engine_says_the_common_words(messages: ModuleType) -> None:
    assert set(get_args(wire.Common)) <= set(get_args(messages.Event))


def test_every_engine_can_say_that_it_is_done(messages: ModuleType) -> None:
    """Plainly, which is understood also where the engine is not known; or with its results."""
    dones = [event for event in get_args(messages.Event) if issubclass(event, wire.Done)]
    assert "Done" in [event.__struct_config__.tag for event in dones]


def test_every_word_is_a_frozen_message(messages: ModuleType) -> None:
    for word in get_args(messages.Request) + get_args(messages.Event):
        assert issubclass(word, wire.Message)
        assert word.__struct_config__.frozen


def test_every_request_can_be_made_without_arguments(messages: ModuleType) -> None:
    for request in get_args(messages.Request):
        assert isinstance(request(), wire.Message)
