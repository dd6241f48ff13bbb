"""Gamepads as keys: a stick or a cross is the arrows, a button is space or x."""

from typing import Any

DEAD = 0.5
"""How far a stick is moved before it counts."""


class Gamepads:
    """All that are there when a window opens, and those that come later."""

    def __init__(self) -> None:
        import pygame

        pygame.joystick.init()
        self.open = [pygame.joystick.Joystick(n) for n in range(pygame.joystick.get_count())]
        self.across = pygame.K_LEFT, pygame.K_RIGHT
        self.upright = pygame.K_UP, pygame.K_DOWN
        self.held: set[int] = set()
        """Arrows that are down."""

    def heard(self, event: Any) -> list[Any]:
        """An event of a gamepad as those of keys; any other as it is."""
        import pygame

        match event.type:
            case pygame.JOYDEVICEADDED:
                self.open.append(pygame.joystick.Joystick(event.device_index))
                return []
            case pygame.JOYBUTTONDOWN | pygame.JOYBUTTONUP:
                key = pygame.K_x if event.button % 2 else pygame.K_SPACE
                return [pressed(key, event.type == pygame.JOYBUTTONDOWN)]
            case pygame.JOYHATMOTION:
                across, up = event.value
                return [*self.steered(self.across, across), *self.steered(self.upright, -up)]
            case pygame.JOYAXISMOTION:
                level = event.value if abs(event.value) > DEAD else 0.0
                return self.steered(self.upright if event.axis % 2 else self.across, level)
        return [event]

    def steered(self, arrows: tuple[int, int], level: float) -> list[Any]:
        """One way, the other, or neither."""
        before, wanted = self.held & set(arrows), {arrows[level > 0]} if level else set()
        self.held = (self.held - before) | wanted
        return [
            *(pressed(key, False) for key in before - wanted),
            *(pressed(key, True) for key in wanted - before),
        ]


def pressed(key: int, down: bool) -> Any:
    import pygame

    kind = pygame.KEYDOWN if down else pygame.KEYUP
    return pygame.event.Event(kind, key=key, mod=0, unicode="")
