"""The jobs: which there are, how they stand, what they said. Looking changes nothing."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import RichLog

from engines import jobs, wire
from engines.job import Job, Status
from tui import clipboard, words
from tui.cli import job_words
from tui.cli.stream import Plain
from tui.i18n import N_, _
from tui.runs import Row
from tui.said import particulars
from tui.screens.confirm import ConfirmScreen
from tui.screens.over import Over
from tui.widgets.key_line import KeyLine
from tui.widgets.notice import Notice
from tui.widgets.rule import Rule
from tui.widgets.table import Column, Table
from tui.widgets.words import Words

if TYPE_CHECKING:
    from tui.app import Zerodeck

COLUMNS = (
    *(Column(N_("job"), 4), Column(N_("began"), 11, right=True), Column(N_("what"), 24)),
    Column(N_("how it stands"), 0),
)


class JobsScreen(Over, Screen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,j", "dismiss", N_("back"), key_display="Esc"),
        Binding("c", "cancel", N_("cancel job")),
        Binding("k", "kill", N_("kill job")),
        Binding("x", "prune", N_("forget ended")),
        Binding("y", "copy", N_("copy log")),
        Binding("s", "save", N_("save log")),
    ]
    EXPLAINED = (
        N_("Jobs"),
        N_(
            "Work that must not stop in the middle runs as a job: it goes on when you leave, and "
            "when this console is killed. Looking changes nothing; what has ended stays until it "
            "is forgotten."
        ),
    )
    DEFAULT_CSS = """
    JobsScreen Table { height: auto; max-height: 40%; }
    JobsScreen Notice { height: 1fr; }
    JobsScreen RichLog { height: 1fr; padding: 0 1; background: $background; }
    JobsScreen RichLog:focus { background-tint: transparent; }
    """
    app: "Zerodeck"

    def compose(self) -> ComposeResult:
        yield Words(N_("Jobs"), classes="page-title")
        yield Table(COLUMNS)
        yield Rule()
        yield Notice()
        yield RichLog(markup=False, wrap=True, min_width=0)  # 78 would be cut at 80 columns
        yield KeyLine()

    def on_mount(self) -> None:
        self.all: list[tuple[Job, Status]] = []
        self.attached = ""
        self.look()
        self.set_interval(1.0, self.look)

    def look(self) -> None:
        """Newest first. What is on this screen counts as seen."""
        self.all = list(standing())
        for job, status in self.all:
            if not status.running and not job.seen:
                job.see()
        table = self.query_one(Table)
        # The cursor stays with its job, whatever comes or goes above it.
        ids = [job.id for job, _status in self.all]
        if self.attached in ids:
            table.row = ids.index(self.attached)
        now = datetime.now()
        table.show([line(job, status, now) for job, status in self.all])
        self.query_one(Notice).display = not self.all
        self.query_one(RichLog).display = bool(self.all)
        self.query_one(Notice).say(
            _("No jobs."),
            _("Work that must not stop in the middle runs as a job: it goes on when you leave."),
        )
        self.attach()

    def on_table_moved(self) -> None:
        self.attach()

    def attach(self) -> None:
        job = self.chosen()
        if job and job.id != self.attached:
            self.attached = job.id
            self.query_one(RichLog).clear()
            self.run_worker(self.follow(job), group="follow", exclusive=True)

    async def follow(self, job: Job) -> None:
        log, plain, last = self.query_one(RichLog), job_words.of(job.record), ""
        try:
            async for batch in job.follow():
                for event in batch:
                    # Progress by less than what is shown says nothing new.
                    if (line := told(event, plain)) and line != last:
                        log.write(wire.printable(line))
                        last = line
        except wire.EngineError as error:
            log.write(wire.printable(failure(error.failed)))

    def chosen(self) -> Job | None:
        row = self.query_one(Table).row
        return self.all[row][0] if row < len(self.all) else None

    def action_cancel(self) -> None:
        if job := self.chosen():
            self.attempt(job.cancel, _("It stops at its next safe point."))

    def action_kill(self) -> None:
        job = self.chosen()
        if job is None or not job.running:
            return
        question = _("Kill job {id}: {title}?").format(id=job.id, title=job.record.title)
        danger = _("It stops at once, and may leave its work half done. Cancel is the safe way.")

        def answered(sure: bool | None) -> None:
            if sure:
                self.attempt(job.kill, _("Killed."))

        self.app.push_screen(ConfirmScreen(question, danger, job.id), answered)

    def attempt(self, act: Callable[[], None], answer: str) -> None:
        try:
            act()
            self.app.notify(answer)
        except wire.EngineError as error:
            failed = error.failed
            self.app.notify(
                f"{particulars(failed.why)}\n{failed.fix}", title=_(failed.what), severity="error"
            )

    def action_prune(self) -> None:
        number = len(jobs.prune())
        self.attached = ""
        self.query_one(RichLog).clear()
        self.look()
        self.app.notify(_("{number} ended jobs forgotten").format(number=number))

    def log_text(self) -> str:
        return "\n".join(strip.text.rstrip() for strip in self.query_one(RichLog).lines)

    def action_copy(self) -> None:
        if self.all:
            clipboard.copy(self.app, self.log_text())

    def action_save(self) -> None:
        if not self.all:
            return
        name = f"zerodeck-job-{self.attached}.txt"
        clipboard.save_as(self.app, _("Save the log to"), name, self.log_text())


def standing() -> Iterator[tuple[Job, Status]]:
    for job in reversed(jobs.every()):
        with suppress(wire.EngineError):  # forgotten by somebody else, this moment
            yield job, job.status()


def line(job: Job, status: Status, now: datetime) -> list[Row]:
    record = job.record
    began: Row = [(words.began(record.started, now), "muted")]
    return [[(job.id, "accent")], began, [(record.title, "text")], words.result(job, status)]


def told(event: wire.Message, plain: Plain) -> str | None:
    """An event as lines of the log; None for one that says nothing to a person."""
    return failure(event) if isinstance(event, wire.Failed) else plain(event)


def failure(failed: wire.Failed) -> str:
    lines = [f"✗ {_(failed.what)}", f"  {particulars(failed.why)}" if failed.why else ""]
    return "\n".join(filter(None, [*lines, f"  $ {failed.fix}" if failed.fix else ""]))
