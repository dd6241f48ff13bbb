"""Which keys press which button, by Pygame Zero's names."""

from string import ascii_lowercase

KEYS = frozenset(ascii_lowercase) | {
    *("left", "right", "up", "down", "home", "end", "pageup", "pagedown"),
    *("space", "return", "tab", "backspace", "lshift", "rshift", "lctrl", "rctrl"),
}
"""Those that a button may have."""

DEFAULTS: dict[str, tuple[str, ...]] = {
    "left": ("left", "a", "h"),
    "right": ("right", "d", "l"),
    "up": ("up", "w", "k"),
    "down": ("down", "s", "j"),
    "a": ("space", "z", "return"),
    "b": ("x", "lshift", "b"),
}
"""By the names of game.NAMED."""
