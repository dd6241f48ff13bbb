"""The last row: the keys that do something here."""

from textual.binding import Binding
from textual.events import Click
from textual.screen import Screen

from tui.i18n import _
from tui.runs import Row, width
from tui.widgets.canvas import Canvas

LAST = ("help",)
"""Actions that stand at the right edge and are never pushed out."""


class KeyLine(Canvas):
    """Painted when the bindings change, and only where they differ: focus alone costs nothing."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[object]) -> None:
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        row: Row = [(" ", "text")]
        for _binding, runs in self._shown(width):
            row += runs
        return [row]

    def on_click(self, event: Click) -> None:
        x = 1
        for binding, runs in self._shown(self.size.width):
            x += width(runs)
            if event.x < x:
                self.app.simulate_key(binding.key)
                return

    def _shown(self, room: int) -> list[tuple[Binding, Row]]:
        """What fits, in order; the last ones keep their place."""
        runs = [(binding, self._runs(binding)) for binding in self._bindings_here()]
        kept = [pair for pair in runs if pair[0].action in LAST]
        room -= 1 + sum(width(row) for _, row in kept)
        shown = []
        for binding, row in runs:
            if binding.action in LAST:
                continue
            room -= width(row)
            if room < 0:
                break
            shown.append((binding, row))
        return shown + kept

    def _bindings_here(self) -> list[Binding]:
        seen: dict[str, Binding] = {}
        for active in self.screen.active_bindings.values():
            if active.binding.show and active.enabled:
                seen.setdefault(active.binding.action, active.binding)
        return list(seen.values())

    def _runs(self, binding: Binding) -> Row:
        key = self.app.get_key_display(binding)
        return [(key, "accent"), (f" {_(binding.description)}", "muted"), ("  ", "text")]
