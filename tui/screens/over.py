"""What every screen over the tabs has in common."""

from typing import Any

from textual.await_complete import AwaitComplete


class Over:
    """Mixed into a Screen: it closes itself alone, and once.

    Textual takes away whatever screen is on top. On a slow machine a second Esc would close the one
    below, or end the console; an early one would take the widgets that are still being made.
    """

    def dismiss(self: Any, result: Any = None) -> AwaitComplete:
        if not self.is_mounted:
            self.call_next(self.leave, result)
        elif self.is_active:
            closed: AwaitComplete = super().dismiss(result)  # type: ignore[misc] # of the Screen
            return closed
        return AwaitComplete.nothing()

    def leave(self: Any, result: Any) -> None:
        """Waits for nothing: a screen may not wait for its own end."""
        self.dismiss(result)
