"""The doctor: what may be wrong with this machine, why it matters, and what mends it."""

import os
from collections.abc import Sequence
from functools import partial, reduce
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import Screen

from engines import wire
from engines.link import Link
from engines.pi.messages import Checked, Examine
from engines.pi.state import State, step
from tui import clipboard, terminal
from tui.cli.doctor_words import counts
from tui.findings import PROBLEMS, ROLES, explained, worst
from tui.i18n import N_, _, ngettext
from tui.runs import Row
from tui.screens.listing import ListingScreen
from tui.screens.over import Over
from tui.widgets.drawing import Drawing
from tui.widgets.finding_list import FindingList
from tui.widgets.headline import Headline
from tui.widgets.key_line import KeyLine
from tui.widgets.notice import Notice
from tui.widgets.rule import Rule
from tui.wrapping import told, wrapped

INDENT = 1
"""Cells before a line that goes on: what is told here is prose."""

if TYPE_CHECKING:
    from textual.worker import WorkType

    from tui.app import Zerodeck


class DoctorScreen(Over, Screen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,D", "dismiss", N_("back"), key_display="Esc"),
        Binding("enter", "explain", N_("explain"), key_display="Enter"),
        Binding("y", "copy", N_("copy command")),
        Binding("r", "examine", N_("look again")),
        Binding("p", "problems", N_("problems")),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "move(-1000000)", show=False),
        Binding("end", "move(1000000)", show=False),
    ]
    EXPLAINED = (
        N_("Doctor"),
        N_(
            "What may be wrong with this machine. Looking changes nothing and needs no root; the "
            "command below a finding mends it, when you type it into a shell."
        ),
    )
    DEFAULT_CSS = """
    DoctorScreen Headline { height: 2; }
    DoctorScreen FindingList, DoctorScreen Notice { height: 1fr; }
    DoctorScreen Drawing { height: 7; }
    """
    ARGV: ClassVar[Sequence[str] | None] = None
    """Another command than the local child's; tests replace it."""

    app: "Zerodeck"
    state: var[State] = var(State(), init=False)
    only: var[bool] = var(False, init=False)
    """Whether problems alone are shown."""

    key = ""
    """Of the check that somebody has gone to."""

    def compose(self) -> ComposeResult:
        yield Headline()
        yield FindingList()
        yield Notice()
        yield Rule()
        yield Drawing()
        yield KeyLine()

    def on_mount(self) -> None:
        self.action_examine()

    def action_examine(self) -> None:
        self.state = State()
        examine: WorkType[None] = self.examine  # mypy takes a bare one for a coroutine's factory
        self.run_worker(examine, group="link", exclusive=True)

    async def examine(self) -> None:
        try:
            async with Link("pi", Examine(told_otherwise()), argv=self.ARGV) as link:
                async for batch in link:
                    self.state = reduce(step, batch, self.state)
        except wire.EngineError as error:
            self.state = step(self.state, error.failed)

    # What is shown

    def watch_state(self, state: State) -> None:
        self.query_one(Headline).show([headline(state)], health(state))
        found = [it for it in state.checked if not self.only or it.status in PROBLEMS]
        first = next((it.key for it in found if it.status in PROBLEMS), "")
        keys = {it.key for it in found}
        self.query_one(FindingList).show(found, self.key if self.key in keys else first)
        self.tell(state, found)
        self.explain()

    def watch_only(self) -> None:
        self.watch_state(self.state)

    def tell(self, state: State, found: Sequence[Checked]) -> None:
        """What stands in place of a list."""
        notice = self.query_one(Notice)
        failed = state.last if isinstance(state.last, wire.Failed) else None
        notice.display = failed is not None or (state.last is not None and not found)
        if failed:
            notice.fail(failed, _("r looks again"))
        else:
            notice.say(_("Nothing to mend."), _("p shows all that was looked at."))
        for each in (FindingList, Rule, Drawing):
            self.query_one(each).display = not notice.display

    def explain(self) -> None:
        rows = explained(self.here) if self.here else []
        self.query_one(Drawing).show(partial(told, rows, indent=INDENT))

    @property
    def here(self) -> Checked | None:
        return self.query_one(FindingList).here

    # Keys

    def on_long_list_moved(self) -> None:
        self.key = self.here.key if self.here else ""
        self.explain()

    def on_long_list_opened(self) -> None:
        self.action_explain()

    def action_move(self, by: int) -> None:
        self.query_one(FindingList).move(by)

    def action_page(self, by: int) -> None:
        self.query_one(FindingList).page(by)

    def action_problems(self) -> None:
        self.only = not self.only

    def action_explain(self) -> None:
        if here := self.here:
            self.app.push_screen(ListingScreen(_("Doctor"), partial(whole, here)))

    def action_copy(self) -> None:
        """The command under the cursor; else what `y` copies everywhere."""
        if self.here and self.here.fix and not self.query_one(Notice).display:
            clipboard.copy(self.app, self.here.fix)
        else:
            self.app.action_copy()


def whole(it: Checked, width: int, _height: int) -> list[Row]:
    return [part for row in explained(it) for part in wrapped(row, width, INDENT)]


def told_otherwise() -> dict[str, str]:
    """What Python has made up for this process, a child would take for the user's own."""
    given = terminal.environment()
    return {name: value for name, value in given.items() if value != os.environ.get(name)}


def headline(state: State) -> Row:
    return [(_("Doctor"), "accent"), ("   ", "text"), *standing(state)]


def standing(state: State) -> Row:
    statuses = [it.status for it in state.checked]
    problems = sum(it in PROBLEMS for it in statuses)
    if not isinstance(state.last, wire.Done):
        done = _("{done} of {number} looked at").format(done=len(statuses), number=state.number)
        return [(done, "text")] if state.number is not None else []
    words = ngettext("{number} thing to mend", "{number} things to mend", problems)
    said = words.format(number=problems) if problems else _("nothing to mend")
    return [(said, "strong"), (f"   {counts(statuses)}", "muted")]


def health(state: State) -> tuple[str, str]:
    if state.last is None:
        return _("looking"), "muted"
    if isinstance(state.last, wire.Cancelled):
        return _("cancelled"), "attention"
    if isinstance(state.last, wire.Failed):
        return _("failed"), "danger"
    status = worst([it.status for it in state.checked])
    return {"ok": _("ok"), "warning": _("warning"), "failure": _("failure")}[status], ROLES[status]
