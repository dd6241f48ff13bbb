"""The jobs that run, on every tab, and how the last ones ended until somebody has looked."""

from collections.abc import Sequence

from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen

from engines import jobs, wire
from engines.job import Job, Status
from tui import words
from tui.i18n import _
from tui.runs import Row, apart
from tui.runs import width as cells_of
from tui.widgets.canvas import Canvas

PERIOD = 1.0
"""Seconds between two looks at the jobs."""

MOST = 3
"""Rows; the jobs beyond them are counted in the last one."""

LIST = ("jobs", "app.jobs")
"""The console's action that lists them, bound by itself or by a tab."""


class JobBar(Canvas):
    """Not there while there is no job."""

    DEFAULT_CSS = """
    JobBar { height: auto; display: none; }
    """

    class Ended(Message):
        """A job that was seen running runs no more."""

        def __init__(self, job: Job, last: wire.Message) -> None:
            super().__init__()
            self.job, self.last = job, last

    def __init__(self) -> None:
        super().__init__()
        self.lookout = jobs.Watch()
        self.jobs: list[tuple[Job, Status]] = []

    def on_mount(self) -> None:
        self.look()
        self.set_interval(PERIOD, self.look)
        self.screen.bindings_updated_signal.subscribe(self, self.key_changed)

    def key_changed(self, _: Screen[object]) -> None:
        self.repaint()

    def look(self) -> None:
        """Show what has changed, and tell the console what has ended. What the tab in front says
        of an end has been seen."""
        before = {job.id for job, status in self.jobs if status.running}
        found: list[tuple[Job, Status]] = []
        for job, status in self.lookout.look():
            if status.last and job.id in before:
                self.post_message(self.Ended(job, status.last))
            if status.last and self.app.shows(job):
                job.see()
            else:
                found.append((job, status))
        if len(found) != len(self.jobs):
            self.display = bool(found)
            self.refresh(layout=True)
        self.jobs = found
        self.repaint()

    def clear(self) -> None:
        """What has ended, and was told, leaves the bar."""
        for job, status in self.jobs:
            if not status.running:
                job.see()
        self.look()

    @property
    def key(self) -> str:
        """What lists the jobs from where the focus is: a tab may need the console's own key. ""
        where nothing does."""
        bound = self.screen.active_bindings.items()
        keys = (key for key, active in bound if active.binding.action in LIST)
        return next(map(self.app.display_key, keys), "")

    def draw(self, width: int, height: int) -> list[Row]:
        if not self.jobs:
            return []
        key = self.key
        rows = [line(job, status, key, width) for job, status in ordered(self.jobs)]
        if len(rows) > MOST:
            more = _("and {number} more").format(number=len(rows) - MOST + 1)
            hint = _("{key} shows them").format(key=key) if key else ""
            rows[MOST - 1 :] = [apart([(f" {more}", "muted")], [(f"{hint} ", "muted")], width)]
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return min(MOST, len(self.jobs))


def ordered(jobs: Sequence[tuple[Job, Status]]) -> list[tuple[Job, Status]]:
    """What runs comes before what has ended, and the new before the old."""
    return sorted(reversed(jobs), key=lambda pair: not pair[1].running)


def line(job: Job, status: Status, key: str, width: int) -> Row:
    shows = _("{key} shows it").format(key=key) if key else ""
    hint = _("goes on if you leave") if status.running else shows
    row, end = words.job(job, status), (f"{hint} ", "muted")
    # How it stands comes first; the hint is for those who have the room.
    fits = cells_of([*row, end]) + 1 < width  # two cells apart, or it reads like one sentence
    return apart(row, [end] if fits else [], width)
