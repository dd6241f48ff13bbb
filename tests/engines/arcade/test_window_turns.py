"""A window tick by tick: SDL's events and its clock are moved by hand, nothing is drawn."""

from types import SimpleNamespace
from typing import Any

import pytest

pygame = pytest.importorskip("pygame", reason="pygame is not installed (extra: games)")

from engines.arcade.game import RATE  # noqa: E402 - it needs pygame
from engines.arcade.stage import Left  # noqa: E402 - as above
from engines.arcade.window import CHEAP, FRAMES, Window  # noqa: E402 - as above


class Desk:
    """Somebody at a window. `cost` are the seconds of a picture."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.events: list[Any] = []
        self.now = self.cost = 0.0
        self.ticks: list[list[Any]] = []
        """What the program was told in each."""
        self.pictures = self.flips = 0
        monkeypatch.setattr(pygame.event, "get", self.get)
        monkeypatch.setattr(pygame.display, "flip", self.flip)
        stage = SimpleNamespace(module=SimpleNamespace(), tick=self.ticks.append, drawn=self.drawn)
        self.window = Window(stage, self, lambda: self.now)  # type: ignore[arg-type] # instead

    def get(self) -> list[Any]:
        told, self.events = self.events, []
        return told

    def flip(self) -> None:
        self.flips += 1

    def drawn(self) -> None:
        self.pictures += 1
        self.now += self.cost

    def wait(self, seconds: float) -> None:
        """As an inbox: nothing comes."""
        self.now += seconds

    def happens(self, kind: int, **told: Any) -> None:
        self.events.append(pygame.event.Event(kind, **told))

    def turns(self, number: int = 1) -> None:
        for _ in range(number):
            self.window.turn()

    def told(self) -> list[int]:
        """The kinds of all events since it was asked last."""
        told, self.ticks[:] = [event.type for each in self.ticks for event in each], []
        return told


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch)


def test_a_key_that_is_quickly_let_go_has_been_down_for_a_tick(desk: Desk) -> None:
    for _ in range(2):
        desk.happens(pygame.KEYDOWN, key=pygame.K_a)
        desk.happens(pygame.KEYUP, key=pygame.K_a)
    desk.turns(4)
    told = [[event.type for event in tick] for tick in desk.ticks]
    assert told == [[pygame.KEYDOWN], [pygame.KEYUP]] * 2


def test_a_window_that_is_left_rests_and_holds_no_key_when_it_goes_on(desk: Desk) -> None:
    desk.happens(pygame.KEYDOWN, key=pygame.K_a)
    desk.turns()
    desk.happens(pygame.KEYUP, key=pygame.K_a)
    desk.happens(pygame.WINDOWFOCUSLOST)
    desk.happens(pygame.MOUSEMOTION, pos=(1, 1))
    desk.happens(pygame.KEYUP, key=pygame.K_b)  # a gamepad's, which are let go of at any time
    pictures, flips = desk.pictures, desk.flips
    desk.turns(60)
    assert (len(desk.ticks), desk.pictures) == (1, pictures)
    assert desk.flips > flips  # what lay over it has been moved away
    assert desk.told() == [pygame.KEYDOWN]
    desk.happens(pygame.WINDOWFOCUSGAINED)
    desk.turns()
    assert desk.told() == [pygame.KEYUP, pygame.KEYUP, pygame.WINDOWFOCUSGAINED]


def test_a_window_that_opens_in_the_background_plays(desk: Desk) -> None:
    desk.happens(pygame.WINDOWFOCUSLOST)
    desk.turns(3)
    assert len(desk.ticks) == 3


def test_who_plays_with_a_mouse_rests_and_goes_on_as_well(desk: Desk) -> None:
    desk.happens(pygame.MOUSEBUTTONDOWN, button=1, pos=(1, 1))
    desk.happens(pygame.WINDOWFOCUSLOST)
    desk.turns()
    assert not desk.ticks
    desk.happens(pygame.MOUSEBUTTONDOWN, button=1, pos=(1, 1))
    desk.turns()
    assert desk.told() == [pygame.MOUSEBUTTONDOWN] * 2


def test_a_program_of_somebody_elses_hears_m_and_escape(desk: Desk) -> None:
    for key in (pygame.K_m, pygame.K_ESCAPE):
        desk.happens(pygame.KEYDOWN, key=key)
    desk.turns()
    assert desk.told() == [pygame.KEYDOWN] * 2


def test_closing_it_is_leaving(desk: Desk) -> None:
    desk.happens(pygame.QUIT)
    with pytest.raises(Left):
        desk.turns()


@pytest.mark.parametrize(("cost", "pictures"), [(CHEAP / 2, RATE), (2 * CHEAP, FRAMES)])
def test_there_is_a_picture_of_each_tick_where_they_are_cheap(
    desk: Desk, cost: float, pictures: int
) -> None:
    """Else one of two, and no tick is lost."""
    desk.cost = cost
    desk.turns(60)
    begun, desk.pictures = len(desk.ticks), 0
    desk.turns(60)
    assert (len(desk.ticks) - begun, desk.pictures) == (60, pictures)
