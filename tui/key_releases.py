"""Asks the terminal to tell when a key is let go, for as long as somebody wants to know.

Textual puts its own flags of kitty's keyboard protocol on the terminal's stack when it starts or is
waked, and takes them off when it ends, stops or breaks: what is asked for here goes with them.
"""

from typing import Any

from textual import constants
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.widget import Widget

from tui import key_parser
from tui.key_parser import KeyFlags, KeyUp

KINDS, ALL_KEYS = 0b10, 0b1000
"""Flags: events tell their kind, as do those of keys that make text."""
ASK = f"\x1b[={KINDS};2u\x1b[?u"
"""Set it, and tell which are set. A terminal that does not know them, and tmux, answer nothing."""
TAKE_BACK = f"\x1b[={KINDS};3u"


class KeyReleases:
    """The app hands on what the terminal says to `answered` and `key_up`, and calls `waked`."""

    def __init__(self, app: App[Any]) -> None:
        self.app = app
        self.asker: Widget | None = None
        self.told = False
        """Whether the terminal tells releases: not before it has answered."""

    def begin(self, asker: Widget) -> None:
        """From the answer on it gets a KeyUp for each key, wherever the focus is."""
        self.asker, self.told = asker, False
        self.write(ASK)

    def end(self) -> None:
        """Nothing where nobody has begun; not needed where the app ends."""
        if self.asker:
            self.write(TAKE_BACK)
        self.asker, self.told = None, False

    def waked(self) -> None:
        """The terminal was given back in between."""
        if self.asker:
            self.begin(self.asker)

    def answered(self, event: KeyFlags) -> None:
        on = event.flags & KINDS and event.flags & ALL_KEYS
        self.told = self.asker is not None and bool(on)

    def key_up(self, event: KeyUp) -> None:
        if self.asker and self.told:
            self.asker.post_message(KeyUp(event.key))

    def write(self, text: str) -> None:
        """To a real terminal alone, and one whose answers can be read."""
        driver = self.app._driver
        understood = key_parser.installed() and not constants.DISABLE_KITTY_KEY
        if understood and isinstance(driver, LinuxDriver):
            driver.write(text)
