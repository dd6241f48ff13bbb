"""A patch of Textual: a click at a widget that is gone selects nothing of it.

Until the next layout a widget that was taken away is still found where it stood, as a notification
that is clicked a second time. Textual would begin a selection there, ask for the parent that it no
longer has, and end the console.
"""

from textual._compositor import Compositor
from textual.geometry import Offset
from textual.widget import Widget

_get_widget_and_offset_at = Compositor.get_widget_and_offset_at


def get_widget_and_offset_at(
    self: Compositor, x: int, y: int
) -> tuple[Widget | None, Offset | None]:
    """What a selection asks where it begins and ends."""
    widget, offset = _get_widget_and_offset_at(self, x, y)
    return (widget, offset) if widget and widget.parent else (None, None)


def install() -> None:
    Compositor.get_widget_and_offset_at = get_widget_and_offset_at  # type: ignore[method-assign] # a patch, see above
