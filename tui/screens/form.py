"""A few fields to fill in; what is wrong is said while it is typed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from engines.wire import EngineError
from tui.i18n import N_, _
from tui.said import complaint
from tui.screens.over import Over


class Field(NamedTuple):
    """`empty` is what stands in the field while nothing is typed; `known` completes it."""

    key: str
    label: str
    value: str = ""
    empty: str = ""
    known: Sequence[str] = ()


class FormScreen(Over, ModalScreen[Any]):
    """Dismissed with what `parse` makes of the texts, or None. It raises ValueError and
    EngineError."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("cancel"), key_display="Esc"),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    FormScreen { align: center middle; }
    FormScreen .field { height: 1; }
    FormScreen .label { width: 18; color: $text-muted; }
    FormScreen Input { width: 1fr; }
    FormScreen #problem { color: $text-warning; height: auto; max-height: 5; }
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        parse: Callable[[Mapping[str, str]], Any],
        hint: str = "",
    ) -> None:
        super().__init__()
        self.heading, self.fields, self.parse, self.hint = title, fields, parse, hint
        self.touched = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="title", markup=False)
            for field in self.fields:
                with Horizontal(classes="field"):
                    yield Static(field.label, classes="label", markup=False)
                    suggester = SuggestFromList(field.known) if field.known else None
                    yield Input(
                        field.value,
                        placeholder=field.empty,
                        id=field.key,
                        suggester=suggester,
                        select_on_focus=False,
                    )
            yield Static(id="problem", markup=False)
            keys = (
                _("Enter takes it, Esc leaves")
                if len(self.fields) == 1
                else _("↑ ↓ go on, Enter takes it, Esc leaves")
            )
            yield Static(f"{self.hint}\n{keys}".strip(), classes="hint", markup=False)

    def on_input_changed(self) -> None:
        """What was there when it opened is nobody's mistake yet."""
        texts = [each.value for each in self.query(Input)]
        if self.touched or texts != [field.value for field in self.fields]:
            self.touched = True
            self.read()

    def on_input_submitted(self) -> None:
        found, problem = self.read()
        if not problem:
            self.dismiss(found)

    def read(self) -> tuple[Any, str]:
        """What was typed, and what is wrong with it."""
        problem, found = "", None
        try:
            found = self.parse({str(each.id): each.value.strip() for each in self.query(Input)})
        except (ValueError, EngineError) as error:
            problem = complaint(error)
        self.query_one("#problem", Static).update(problem)
        return found, problem
