"""The int() tab: may a type be left out, who says so, and what mends it."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from engines.implicit_int.constructs import CONSTRUCTS
from engines.implicit_int.explaining import construct_of
from engines.implicit_int.finding import Finding
from engines.implicit_int.state import State
from engines.wire import Failed
from tui.i18n import N_, _
from tui.tabs import implicit_int_explained as explained
from tui.tabs import implicit_int_words as words
from tui.tabs.implicit_int_asking import Asking
from tui.tabs.implicit_int_keys import EXPLANATION, KEYS
from tui.tabs.implicit_int_mending import differences, example_diff
from tui.tabs.implicit_int_running import runs
from tui.tabs.implicit_int_who import cell, voices
from tui.widgets.checked_list import CheckedList
from tui.widgets.compiler_list import CompilerList
from tui.widgets.diff_view import DiffView
from tui.widgets.drawing import Draw, Drawing
from tui.widgets.headline import Headline
from tui.widgets.long_list import LongList
from tui.widgets.notice import Notice
from tui.widgets.passage import Passage
from tui.widgets.rule_matrix import RuleMatrix
from tui.widgets.source_view import SourceView
from tui.widgets.view_bar import ViewBar

VIEWS: Mapping[str, str] = {
    "source": N_("source"),
    "fix": N_("fix"),
    "rules": N_("rules"),
    "compilers": N_("compilers"),
    "run": N_("run"),
}
IN_FOLDERS: Mapping[str, str] = {"files": N_("files"), **VIEWS}


class ImplicitIntTab(Asking):
    HELP = EXPLANATION
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self) -> None:
        super().__init__()
        self.counted: tuple[tuple[Finding, ...], str] | None = None
        self.tally = words.Tally()
        self.unfolded = False
        """The explanation has the whole screen."""

    def compose(self) -> ComposeResult:
        yield Headline(id="head")
        yield ViewBar(VIEWS)
        yield Notice(id="notice")
        with Container(id="body"):
            with Container(id="main"):
                yield SourceView(id="source")
                yield DiffView(id="fix")
                yield RuleMatrix(id="rules")
                yield CompilerList(id="compilers")
                yield Drawing(id="run")
                yield CheckedList(id="files")
            yield Passage(id="about")

    def on_mount(self) -> None:
        self.open("source")

    def on_resize(self) -> None:
        self.paint()

    # What is shown

    def watch_state(self, state: State) -> None:
        self.written(state)
        self.want()
        self.paint()

    def paint(self) -> None:
        if not self.is_mounted or not self.query("#about"):
            return
        state = self.state
        self.count(state)
        self.noticed(state)
        bar = self.query_one(ViewBar)
        bar.views = IN_FOLDERS if self.folder else VIEWS
        bar.show(self.view)
        self.headed(state)
        self.filled(state)
        self.query_one(Passage).show(self.explanation(state))

    def count(self, state: State) -> None:
        """Only where findings or the standard have changed."""
        key = state.findings, self.standard
        known = self.counted and self.counted[0] is key[0] and self.counted[1] == key[1]
        if state.complete and not known:
            self.counted, self.tally = key, words.tally(*key)

    def headed(self, state: State) -> None:
        if self.view == "files":
            rows = words.of_folder(self.folder, state, self.standard)
            health = words.health_of_folder(state)
        else:
            rows = words.of_source(state, self.tally, self.standard)
            health = words.health(state, self.tally, self.reading)
        self.query_one(Headline).show(rows, health)

    def filled(self, state: State) -> None:
        """The widget in front."""
        match self.view:
            case "source":
                tell = partial(words.of, standard=self.standard)
                source = self.query_one(SourceView)
                source.show(state.lines, state.findings, state.places, tell, self.here)
            case "fix":
                self.query_one(DiffView).show(*differences(state, self.diff, self.kinds, self.path))
            case "rules":
                names = [(key, _(each.title)) for key, each in CONSTRUCTS.items()]
                said = partial(cell, self.who, state.measured)
                self.query_one(RuleMatrix).show(names, self.who.title, said)
            case "compilers":
                self.query_one(CompilerList).show(state.compilers or (), state.said)
            case "run":
                self.query_one("#run", Drawing).show(partial(runs, state))
            case "files":
                self.query_one(CheckedList).show(state.files, self.folder)

    @property
    def diff(self) -> str:
        """The example is in no file: the engine mends none."""
        return self.state.diff if self.path else example_diff(self.state.findings, self.kinds)

    def explanation(self, state: State) -> Draw:
        match self.view:
            case "source":
                here = self.query_one(SourceView).row
                return partial(explained.finding, state, here, self.standard)
            case "rules":
                return partial(
                    explained.cell, *self.query_one(RuleMatrix).here, self.who, state.measured
                )
            case "compilers":
                return partial(explained.compiler, state, self.query_one(CompilerList).here)
            case "run":
                return partial(explained.example, state)
            case "fix":
                return partial(explained.fix, self.kinds, bool(self.path))
        return partial(explained.file, self.query_one(CheckedList).here, self.folder)

    def noticed(self, state: State) -> None:
        notice = self.query_one(Notice)
        trouble = state.last if isinstance(state.last, Failed) else state.refused
        notice.display = trouble is not None
        self.set_class(notice.display, "-noticed")
        if trouble:
            notice.fail(Failed(trouble.what, trouble.why, trouble.fix), _("r tries again"))

    # The views

    def open(self, view: str) -> None:
        self.view = view
        for name in IN_FOLDERS:
            self.set_class(name == view, f"-{name}")
        self.unfold(False)
        self.want()
        self.paint()

    def action_view(self, by: int) -> None:
        names = tuple(IN_FOLDERS if self.folder else VIEWS)
        at = names.index(self.view) if self.view in names else 0
        self.open(names[(at + by) % len(names)])

    def action_view_of(self, name: str) -> None:
        self.open(name)

    def on_view_bar_chosen(self, event: ViewBar.Chosen) -> None:
        self.open(event.name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are offered where they do something."""
        match action:
            case "write" | "kind":
                return self.view == "fix"
            case "who":
                return self.view == "rules"
            case "enter":
                return self.view == "files"
            case "rule":
                return self.view == "source"
            case "unfold":
                return self.view in ("rules", "compilers", "run")
            case "view_of":
                return self.view != "fix"
            case "back":
                return self.view != "source" or bool(self.folder)
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """To the list; to the source, and from there to the folder."""
        if self.unfolded:
            self.unfold(False)
        else:
            self.open("files" if self.view == "source" else "source")

    def action_enter(self) -> None:
        """A file of the folder."""
        if file := self.query_one(CheckedList).here:
            self.open("source")
            self.begin(file.path)

    def action_rule(self) -> None:
        """Of the finding under the cursor."""
        if here := self.query_one(SourceView).here:
            self.query_one(RuleMatrix).row = tuple(CONSTRUCTS).index(construct_of(here))
            self.query_one(RuleMatrix).to(self.standard)
            self.open("rules")

    def action_unfold(self) -> None:
        self.unfold(not self.unfolded)

    def unfold(self, whole: bool) -> None:
        self.unfolded = whole
        self.set_class(whole, "-unfolded")
        self.query_one(Passage).begin()
        self.refresh_bindings()

    def begin(self, path: str) -> None:
        self.query_one(SourceView).begin()
        self.read(path)

    # The cursor

    @property
    def turning(self) -> SourceView | DiffView | LongList | None:
        """What the arrow keys are for."""
        widget = self.query_one(f"#{self.view}")
        return widget if isinstance(widget, SourceView | DiffView | LongList) else None

    def action_move(self, columns: int, rows: int) -> None:
        turning = self.turning
        if isinstance(turning, SourceView) and columns:
            turning.pan(columns)
        elif isinstance(turning, RuleMatrix | CheckedList) and columns:
            turning.sideways(columns)
        elif isinstance(turning, DiffView):
            turning.turn(rows)
        elif turning:
            turning.move(rows)
        else:
            self.query_one(Passage).turn(rows)

    def action_page(self, by: int) -> None:
        turning = None if self.unfolded else self.turning
        (turning or self.query_one(Passage)).page(by)

    def action_end(self, to: int) -> None:
        turning = self.turning
        if isinstance(turning, LongList):
            turning.go(0 if to < 0 else turning.count - 1)
        elif isinstance(turning, DiffView):
            turning.turn(to * len(turning.lines))
        elif turning:
            turning.end(to)

    def on_long_list_moved(self) -> None:
        self.look()

    def on_source_view_moved(self) -> None:
        self.look()

    def on_long_list_opened(self) -> None:
        if self.view == "files":
            self.action_enter()

    def look(self) -> None:
        self.query_one(Passage).begin()
        self.query_one(Passage).show(self.explanation(self.state))

    def action_who(self, by: int) -> None:
        names = voices(self.state.compilers or ())
        at = names.index(self.who) if self.who in names else 0
        self.who = names[(at + by) % len(names)]
        self.want()
        self.paint()
