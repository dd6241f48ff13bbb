"""A game's words for keys, and what they are called on the screen."""

from engines.arcade.keys import KEYS

OTHERWISE = {
    "enter": "return",
    "escape": "escape",
    "comma": ",",
    "full_stop": ".",
    "minus": "-",
    "slash": "/",
}
"""Textual's names, where a game has another; what KEYS has is called the same."""
DISPLAYED = {
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "space": "Space",
    "return": "Enter",
    "tab": "Tab",
    "backspace": "Backspace",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "lshift": "Shift",
    "rshift": "Shift",
    "lctrl": "Ctrl",
    "rctrl": "Ctrl",
}


def named(key: str) -> str:
    """Of Textual's name for a key; "" for one that no game knows."""
    if key in OTHERWISE:
        return OTHERWISE[key]
    if len(key) == 1 and key.isascii() and key.isalnum():
        return key.lower()
    return key if key in KEYS else ""


def displayed(key: str) -> str:
    return DISPLAYED.get(key, key)
