"""What gamepads do, as keys: their events are made by hand."""

from typing import Any

import pytest

pygame = pytest.importorskip("pygame", reason="pygame is not installed (extra: games)")

from engines.arcade.gamepads import Gamepads  # noqa: E402 - it needs pygame
from engines.arcade.keys import DEFAULTS  # noqa: E402 - as above

CROSS, STICK, BUTTON = pygame.JOYHATMOTION, pygame.JOYAXISMOTION, pygame.JOYBUTTONDOWN


def heard(pads: Gamepads, kind: int, pad: int = 0, **told: Any) -> list[tuple[int, bool]]:
    """Keys, and whether they went down."""
    events = pads.heard(pygame.event.Event(kind, instance_id=pad, **told))
    return [(event.key, event.type == pygame.KEYDOWN) for event in events]


@pytest.fixture
def pads() -> Gamepads:
    return Gamepads(DEFAULTS)


def test_a_stick_is_one_arrow_or_the_other_or_none(pads: Gamepads) -> None:
    assert heard(pads, STICK, axis=0, value=0.4) == []
    assert heard(pads, STICK, axis=0, value=0.9) == [(pygame.K_RIGHT, True)]
    assert heard(pads, STICK, axis=0, value=0.7) == []
    assert heard(pads, STICK, axis=0, value=-1.0) == [
        (pygame.K_RIGHT, False),
        (pygame.K_LEFT, True),
    ]
    assert heard(pads, STICK, axis=0, value=0.0) == [(pygame.K_LEFT, False)]
    assert heard(pads, STICK, axis=1, value=-0.9) == [(pygame.K_UP, True)]


def test_a_trigger_which_rests_at_one_end_is_no_arrow(pads: Gamepads) -> None:
    assert [heard(pads, STICK, axis=axis, value=-1.0) for axis in (2, 3, 4, 5)] == [[]] * 4


def test_a_cross_stays_down_while_a_stick_trembles(pads: Gamepads) -> None:
    """On this gamepad, or on another."""
    assert heard(pads, CROSS, hat=0, value=(-1, 1)) == [(pygame.K_LEFT, True), (pygame.K_UP, True)]
    for pad in (0, 1):
        assert heard(pads, STICK, pad, axis=0, value=0.02) == []
        assert heard(pads, STICK, pad, axis=0, value=-1.0) == []
        assert heard(pads, STICK, pad, axis=0, value=0.0) == []
    assert heard(pads, CROSS, hat=0, value=(0, 1)) == [(pygame.K_LEFT, False)]


def test_one_that_is_pulled_out_holds_nothing(pads: Gamepads) -> None:
    heard(pads, STICK, axis=0, value=1.0)
    assert heard(pads, pygame.JOYDEVICEREMOVED) == [(pygame.K_RIGHT, False)]
    assert heard(pads, STICK, axis=0, value=0.0) == []


def test_buttons_are_by_turns_the_two_whatever_keys_those_have() -> None:
    pads = Gamepads(DEFAULTS | {"a": ("v", "space"), "left": ("lshift",)})
    keys = [heard(pads, BUTTON, button=button) for button in range(4)]
    assert keys == [[(pygame.K_v, True)], [(pygame.K_x, True)]] * 2
    assert heard(pads, pygame.JOYBUTTONUP, button=2) == [(pygame.K_v, False)]
    assert heard(pads, STICK, axis=0, value=-1.0) == [(pygame.K_LSHIFT, True)]


def test_other_events_are_as_they_were(pads: Gamepads) -> None:
    event = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_a)
    assert pads.heard(event) == [event]
