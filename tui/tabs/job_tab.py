"""What is the same in tabs whose engine also works in jobs: whoever began one, it is followed."""

from collections.abc import Callable
from functools import reduce
from typing import Any, ClassVar

from textual.reactive import var

from engines import jobs, wire
from engines.job import Job
from tui.i18n import _
from tui.said import particulars
from tui.tabs.engine_tab import EngineTab
from tui.widgets.job_bar import ordered

PERIOD = 1.0
"""Seconds between two looks at the jobs that the job bar knows of."""


def followed(job: Job, other: Job) -> bool:
    """Whether the other began later, on the same thing."""
    began, resources = other.record.started, set(other.record.resources)
    return began > job.record.started and not resources.isdisjoint(job.record.resources)


class JobTab(EngineTab):
    """A subclass brings `job_step`, a `told` for what the job has told, and `watch_told`."""

    RESOURCE: ClassVar[str]
    """What the names of its jobs' resources begin with, such as "probe:"."""

    NOTHING: ClassVar[Any]
    """What is known of a job before its first word; `last` is None until it has ended."""

    job_step: Callable[[Any, Any], Any]
    """The engine's pure function for a job's events, as a staticmethod."""

    told: var[Any] = var(None, init=False)

    def __init__(self) -> None:
        super().__init__()
        self.told = self.NOTHING
        self.job: Job | None = None
        self.work = ""
        """What the job is called; "" while there is none to show."""
        self.place = ""
        """The resource that it has, without its prefix."""
        self.ours = False
        """Whether it was begun here."""
        self.past: set[str] = set()
        """The ids of jobs that ended unseen, and say nothing of their resource any more."""

    @property
    def working(self) -> bool:
        return bool(self.work) and self.told.last is None

    async def release(self) -> None:
        """Before a job is started: let go of what only one may have."""

    def over(self) -> None:
        """A job that was begun here has ended, or could not be started."""

    def follows(self, job: Job) -> bool:
        """Whether it is one of those that are shown here."""
        return job.record.engine == self.ENGINE

    def shows(self, job: Job) -> bool:
        return self.job is not None and self.job.id == job.id

    def on_mount(self) -> None:
        self.set_interval(PERIOD, self.find_job)

    def find_job(self) -> None:
        """Follow one that was begun by another console, by this one before, or without any.

        The newest that runs; else, while there is nothing to show, one that nobody has seen end.
        """
        if self.working or not self.display:
            return
        for job, status in ordered(self.app.job_bar.jobs):
            another = self.follows(job) and (not self.job or job.id != self.job.id)
            if another and (status.running or not (self.work or self.is_past(job))):
                self.attach(job)
                self.app.job_bar.look()
                return

    def is_past(self, job: Job) -> bool:
        """Whether a later job had what this one had. Its starter may have watched it to its end."""
        if job.id not in self.past and any(followed(job, other) for other in jobs.every()):
            self.past.add(job.id)
        return job.id in self.past

    def begin(self, request: wire.Message, title: str, place: str) -> None:
        self.run_worker(self._begin(request, title, place), group="begin", exclusive=True)

    async def _begin(self, request: wire.Message, title: str, place: str) -> None:
        await self.release()
        resource = f"{self.RESOURCE}{place}"
        try:
            job = jobs.start(self.ENGINE, request, title=title, resources=(resource,))
        except wire.EngineError as error:
            self.job, self.work, self.place = None, title, place
            self.told = self.job_step(self.NOTHING, error.failed)
            self.over()
            return
        self.attach(job, ours=True)
        self.app.job_bar.look()

    def attach(self, job: Job, *, ours: bool = False) -> None:
        prefix = self.RESOURCE
        held = [name for name in job.record.resources if name.startswith(prefix)]
        self.job, self.work, self.ours = job, job.record.title, ours
        self.place = held[0].removeprefix(prefix) if held else ""
        self.told = self.NOTHING
        self.watch_told(self.told)
        self.run_worker(self._follow(job), group="job", exclusive=True)

    async def _follow(self, job: Job) -> None:
        try:
            async for batch in job.follow():
                self.told = reduce(self.job_step, batch, self.told)
        except wire.EngineError as error:
            self.told = self.job_step(self.told, error.failed)
        if self.ours:
            self.over()

    def watch_told(self, told: Any) -> None:
        """Paint what the job has told."""

    def put_away(self) -> None:
        """The job has ended, and somebody has read how."""
        self.job, self.work = None, ""
        self.told = self.NOTHING
        self.watch_told(self.told)
        self.app.action_clear_jobs()

    def action_cancel(self) -> None:
        try:
            if self.job:
                self.job.cancel()
                self.app.notify(_("It stops at its next safe point."))
        except wire.EngineError as error:
            failed = error.failed
            self.app.notify(particulars(failed.why), title=_(failed.what), severity="error")
