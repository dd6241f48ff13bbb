"""Rows of settings: one is chosen, and changed with left and right, or by a key that is pressed."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.message import Message
from textual.reactive import var

from tui.i18n import N_, _
from tui.runs import Row, fit
from tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from tui.app import Zerodeck

LABEL = 30


class Choices(Canvas, can_focus=True):
    """A subclass says which rows there are, and what becomes of a change. A row whose name begins
    with "keys." is changed by a key."""

    class Moved(Message):
        """The cursor is on another row, or what its row says has changed."""

    DEFAULT_CSS = "Choices { height: 1fr; padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("left", "change(-1)", N_("change"), key_display="← →"),
        Binding("right,space,enter", "change(1)", show=False),
        Binding("backspace,delete", "reset", N_("default"), key_display="Del"),
    ]
    app: "Zerodeck"
    names: list[str]

    row: var[int] = var(0)
    waiting: var[bool] = var(False)
    """For the new key of the row under the cursor."""

    def label(self, name: str) -> str:
        raise NotImplementedError

    def value(self, name: str) -> str:
        raise NotImplementedError

    def hint(self) -> str:
        """What is to be known about the row under the cursor."""
        return ""

    def change(self, name: str, by: int) -> None:
        raise NotImplementedError

    def reset(self, name: str) -> None:
        raise NotImplementedError

    def bind(self, name: str, key: str) -> None:
        """`name` without "keys."."""
        raise NotImplementedError

    # What is the same for all

    @property
    def name_here(self) -> str:
        return self.names[self.row]

    def draw(self, width: int, height: int) -> list[Row]:
        rows = [self.line(index, name) for index, name in enumerate(self.names)]
        first = max(0, min(self.row - height // 2, len(rows) - height))
        return rows[first:]

    def line(self, index: int, name: str) -> Row:
        label = fit(self.label(name), LABEL)
        if index != self.row:
            return [(f"  {label}  {self.value(name)}", "text")]
        value = _("press the new key, or Esc") if self.waiting else f"← {self.value(name)} →"
        return [("▸ ", "accent"), (label, "strong"), (value, "accent")]

    def changed(self) -> None:
        self.repaint()
        self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        self.row = (self.row + by) % len(self.names)
        self.changed()

    def action_change(self, by: int) -> None:
        if self.name_here.startswith("keys."):
            self.waiting = True
        else:
            self.change(self.name_here, by)
        self.changed()

    def action_reset(self) -> None:
        self.reset(self.name_here)
        self.changed()

    def on_key(self, event: Key) -> None:
        if not self.waiting:
            return
        event.stop()
        event.prevent_default()
        self.waiting = False
        if event.key != "escape":
            self.bind(self.name_here.removeprefix("keys."), event.key)
        self.changed()


def after(choices: list[object], now: object, by: int) -> object:
    """The one so many places on; from one that is there no more, the first."""
    at = choices.index(now) if now in choices else -1
    return choices[(at + by) % len(choices)]


def said(value: object) -> str:
    return (_("on") if value else _("off")) if isinstance(value, bool) else str(value)
