"""Choose a file, to open or to save: a path to type, and below it what it could become."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui import recent
from tui.i18n import N_, _
from tui.screens.over import Over
from tui.widgets.field import Field
from tui.widgets.options import Options

MOST = 200
"""Entries of a folder that are listed; typing narrows them."""

NO_PATH = (OSError, RuntimeError, ValueError)
"""What paths raise that cannot be: secret, too long, in nobody's home, with a NUL, and from here
where the folder that we are in has been removed."""


class FilePicker(Over, ModalScreen[Path | None]):
    """`kind` names whose recent files are offered; `suffixes` narrow what is listed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("cancel"), key_display="Esc"),
        Binding("tab", "complete", N_("complete")),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]
    DEFAULT_CSS = """
    FilePicker { align: center middle; }
    FilePicker #problem { color: $text-warning; height: 1; }
    """

    def __init__(
        self,
        title: str,
        kind: str,
        *,
        start: str = "",
        suffixes: tuple[str, ...] = (),
        save: bool = False,
    ) -> None:
        super().__init__()
        self.heading, self.kind, self.start = title, kind, start
        self.suffixes, self.saving = suffixes, save
        self.overwrite: Path | None = None
        self.offered = ""
        """What the entries that are listed were offered for."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="title", markup=False)
            yield Field(self.start, select_on_focus=False)  # typing goes on, it does not start anew
            yield Static(id="problem", markup=False)
            yield Options(markup=False)
            yield Static(_("Tab completes, Enter chooses, Esc leaves"), classes="hint")

    def on_mount(self) -> None:
        self.offer(self.start)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.overwrite = None
        self.query_one("#problem", Static).update("")
        self.offer(event.value)

    def offer(self, typed: str) -> None:
        """Recent files while nothing is typed, else what the path so far could become."""
        self.offered = typed
        used = [] if typed else [str(path) for path in recent.load().files.get(self.kind, ())]
        entries = used or candidates(typed, self.suffixes)
        options = self.query_one(Options)
        options.clear_options()
        options.add_options([Option(entry, id=entry) for entry in entries])
        # The file used last is probably meant; what happens to come first in a folder is not.
        options.highlighted = 0 if used else None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if chosen := self.highlighted() or event.value:
            self.choose(chosen)
        else:
            self.action_move(1)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.choose(event.option_id or "")

    def choose(self, text: str) -> None:
        try:
            path = Path(text).expanduser().absolute()
            problem = self.problem(path)
        except NO_PATH as error:
            problem = str(error)
        if problem:
            self.query_one("#problem", Static).update(problem)
        elif path.is_dir():
            self.type(f"{text.rstrip('/')}/")
        else:
            recent.opened_file(self.kind, path)
            self.dismiss(path)

    def problem(self, path: Path) -> str:
        if path.is_dir():
            return ""
        if not self.saving:
            return "" if path.is_file() else _("There is no such file.")
        if not path.parent.is_dir():
            return _("There is no such folder.")
        if path.exists() and self.overwrite != path:
            self.overwrite = path
            return _("It exists. Enter once more replaces it.")
        return ""

    def action_complete(self) -> None:
        listed = candidates(self.query_one(Input).value, self.suffixes)
        if chosen := self.highlighted() or (listed[0] if listed else ""):
            self.type(chosen)

    def action_move(self, by: int) -> None:
        options = self.query_one(Options)
        if options.option_count:
            last = options.highlighted
            options.highlighted = (0 if last is None else last + by) % options.option_count

    def highlighted(self) -> str:
        if self.offered != self.query_one(Input).value:
            return ""  # of what was typed before
        option = self.query_one(Options).highlighted_option
        return option.id or "" if option else ""

    def type(self, text: str) -> None:
        field = self.query_one(Input)
        field.value = text
        field.cursor_position = len(text)


def candidates(typed: str, suffixes: tuple[str, ...] = ()) -> list[str]:
    """Paths that begin as typed, folders with a slash at the end; hidden ones only when asked."""
    folder, _slash, start = typed.rpartition("/")
    try:
        found = sorted(Path(f"{folder}/" if _slash else ".").expanduser().iterdir())
    except NO_PATH:
        return []
    matching = [
        f"{folder}{_slash}{path.name}{'/' if is_folder(path) else ''}"
        for path in found
        if path.name.startswith(start)
        and (start or not path.name.startswith("."))
        and (not suffixes or is_folder(path) or path.suffix.lower() in suffixes)
    ]
    return matching[:MOST]


def is_folder(path: Path) -> bool:
    """As far as one may look: the entries of a folder can be secret where their names are not."""
    try:
        return path.is_dir()
    except OSError:
        return False
