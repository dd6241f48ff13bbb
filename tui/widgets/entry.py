"""A line to type in that opens in the middle of a tab, and loses no key that was typed ahead.

A key that opens it is followed by others before it has the focus: over a slow line they come at
once. Textual looks for bindings only when a key has gone all the way up; by then those behind it
are on their way to the tab, and would move its cursor. So the tab asks `takes` first.
"""

from textual.events import Key
from textual.message import Message
from textual.widgets import Input


class Entry(Input):
    class Entered(Message):
        """Enter was pressed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """Esc was pressed."""

    DEFAULT_CSS = "Entry { display: none; }"

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id, select_on_focus=False)
        self.heard: Key | None = None

    @property
    def is_open(self) -> bool:
        return bool(self.display)

    def open(self) -> None:
        self.value = ""
        self.display = True
        self.screen.set_focus(self)

    def close(self) -> None:
        self.display = False

    def takes(self, event: Key) -> bool:
        """Whether a key that came to the tab belongs here; then it counts as typed here."""
        if not self.is_open or event is self.heard:
            return False
        if not self.acts(event) and event.is_printable and event.character:
            self.insert_text_at_cursor(event.character)
        return True

    def _on_key(self, event: Key) -> None:  # type: ignore[override] # Input's own is called, too
        self.heard = event
        if self.acts(event):
            event.stop()
            event.prevent_default()

    def acts(self, event: Key) -> bool:
        """Whether the key did something: at once, or letters behind it would come before it."""
        match event.key:
            case "backspace":
                self.action_delete_left()
            case "enter":
                self.post_message(self.Entered(self.value))
            case "escape":
                self.post_message(self.Left())
            case _:
                return False
        return True
