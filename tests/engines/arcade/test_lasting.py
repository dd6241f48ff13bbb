"""Taps of keyboards that do not tell when a key is let go."""

from engines.arcade.game import RIGHT, A, Setup
from engines.arcade.games import OURS
from engines.arcade.lasting import Lasting
from engines.arcade.thornstep.world import begin


def held(*buttons: int, ticks: int = 8) -> list[int]:
    lasting = Lasting(A, ticks)
    return [lasting.held(each) for each in buttons]


def test_a_tap_counts_as_held_for_a_while() -> None:
    assert held(0, A, A, *[0] * 10) == [0, *[A] * 8, 0, 0, 0, 0]


def test_other_buttons_are_as_they_are() -> None:
    assert held(RIGHT, RIGHT | A, RIGHT, 0, RIGHT) == [RIGHT, RIGHT | A, RIGHT | A, A, RIGHT | A]


def test_another_tap_meanwhile_is_another_press() -> None:
    assert held(A, A, 0, 0, A, A, *[0] * 8) == [A, A, A, A, 0, *[A] * 8, 0][:14]


def test_after_it_a_tap_is_one_at_once() -> None:
    assert held(A, *[0] * 8, A, 0) == [*[A] * 8, 0, A, A]


def test_what_is_held_longer_is_held() -> None:
    assert held(*[A] * 20, 0, 0) == [*[A] * 20, 0, 0]


def test_a_tap_is_a_whole_jump_and_two_are_both() -> None:
    """In Thornstep: as high as if the button had been held, whatever a terminal tells."""

    def peak(buttons: list[int]) -> int:
        lasting = Lasting(A, OURS["thornstep"].lasts)
        world = begin(Setup("thornstep", "1-1"))
        start = world.y
        highest = start
        for each in buttons:
            world.step(lasting.held(each))
            highest = min(highest, world.y)
        return start - highest

    tap, pause = [A] * 5, [0] * 13
    assert peak(tap + [0] * 60) == peak([A] * 60)
    assert peak(tap + pause + tap + [0] * 60) > 1.5 * peak(tap + [0] * 60)
