"""A patch of Textual: every widget that gets another size hears of it.

Textual compares a new layout with the one before. But where somebody asks for a widget's place
between its mount and the layout that follows, the answer is computed at once and takes the place of
"the one before": then nothing seems to have changed, no Resize is sent, and what draws itself when
it hears of its size stays blank.
"""

from textual._compositor import Compositor, ReflowResult
from textual.geometry import Size
from textual.widget import Widget

_reflow = Compositor.reflow


def reflow(self: Compositor, parent: Widget, size: Size) -> ReflowResult:
    """Counts as resized what does not know the size yet that it has now."""
    result = _reflow(self, parent, size)
    places = self._full_map.items()
    unaware = {widget for widget, place in places if widget._size != place.region.size}
    return result._replace(resized=result.resized | unaware)


def install() -> None:
    Compositor.reflow = reflow  # type: ignore[method-assign] # a patch, see above
