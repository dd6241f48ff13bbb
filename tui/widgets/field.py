"""A line to type in, on which keys act in the order in which they came."""

from textual.events import Key
from textual.widgets import Input


class Field(Input):
    """Textual looks for bindings only when a key has gone all the way up. Over a slow line many
    come at once, and by then the letters behind a backspace are typed. So what a key does here, or
    on the screen around it, it does at once."""

    async def _on_key(self, event: Key) -> None:  # Input's own is called, too
        if event.is_printable:
            return
        for node in (self, self.screen):
            for binding in node._bindings.key_to_bindings.get(event.key, ()):
                if await self.app.run_action(binding.action, node):
                    event.stop()
                    event.prevent_default()
                    return
