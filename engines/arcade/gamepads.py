"""Gamepads as keys: a stick or a cross is the arrows, a button is by turns one of the other two."""

from collections.abc import Mapping, Sequence
from typing import Any

DEAD = 0.5
"""How far a stick is moved before it counts."""
STICK = 2
"""Axes of the first stick; on many gamepads the next one is a trigger, which rests at one end."""


class Gamepads:
    """All that are there when a window opens, and those that come later. `keys` are the names of
    those that a button has, as in keys.py; the first is pressed."""

    def __init__(self, keys: Mapping[str, Sequence[str]]) -> None:
        import pygame

        self.codes = {button: code(names[0]) for button, names in keys.items() if names}
        pygame.joystick.init()
        self.open: dict[int, Any] = {}
        for number in range(pygame.joystick.get_count()):
            self.add(number)
        self.pushed: dict[tuple[Any, ...], str] = {}
        """The button that each stick or cross is pushed to, one for each way that it goes."""

    def add(self, number: int) -> None:
        import pygame

        pad = pygame.joystick.Joystick(number)
        self.open[pad.get_instance_id()] = pad

    def heard(self, event: Any) -> list[Any]:
        """An event of a gamepad as those of keys; any other as it is."""
        import pygame

        match event.type:
            case pygame.JOYDEVICEADDED:
                self.add(event.device_index)
                return []
            case pygame.JOYDEVICEREMOVED:
                self.open.pop(event.instance_id, None)
                held = [source for source in self.pushed if source[0] == event.instance_id]
                return [key for source in held for key in self.pushes(source, 0)]
            case pygame.JOYBUTTONDOWN | pygame.JOYBUTTONUP:
                down = event.type == pygame.JOYBUTTONDOWN
                return self.pressed("b" if event.button % 2 else "a", down)
            case pygame.JOYHATMOTION:
                across, up = event.value
                source = event.instance_id, "hat", event.hat
                return [*self.pushes((*source, 0), across), *self.pushes((*source, 1), -up)]
            case pygame.JOYAXISMOTION:
                if event.axis >= STICK:
                    return []
                level = event.value if abs(event.value) > DEAD else 0.0
                return self.pushes((event.instance_id, "stick", 0, event.axis), level)
        return [event]

    def pushes(self, source: tuple[Any, ...], level: float) -> list[Any]:
        """One way, the other, or neither; what another holds as well stays down."""
        before = set(self.pushed.values())
        ways = ("up", "down") if source[-1] else ("left", "right")
        self.pushed.pop(source, None)
        if level:
            self.pushed[source] = ways[level > 0]
        now = set(self.pushed.values())
        return [
            *(key for button in sorted(before - now) for key in self.pressed(button, False)),
            *(key for button in sorted(now - before) for key in self.pressed(button, True)),
        ]

    def pressed(self, button: str, down: bool) -> list[Any]:
        import pygame

        if button not in self.codes:
            return []
        kind = pygame.KEYDOWN if down else pygame.KEYUP
        return [pygame.event.Event(kind, key=self.codes[button], mod=0, unicode="")]


def code(name: str) -> int:
    from pgzero.constants import keys

    return int(keys[name.upper()])
