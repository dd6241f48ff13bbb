"""The jobs that run, on every tab, and how the last ones ended until somebody has looked."""

from collections.abc import Sequence

from textual.geometry import Size
from textual.message import Message

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

    def draw(self, width: int, height: int) -> list[Row]:
        rows = [line(job, status, width) for job, status in ordered(self.jobs)]
        if len(rows) > MOST:
            more = _("and {number} more").format(number=len(rows) - MOST + 1)
            rows[MOST - 1 :] = [
                apart([(f" {more}", "muted")], [(f"{_('j shows them')} ", "muted")], width)
            ]
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return min(MOST, len(self.jobs))


def ordered(jobs: Sequence[tuple[Job, Status]]) -> list[tuple[Job, Status]]:
    """What runs comes before what has ended, and the new before the old."""
    return sorted(reversed(jobs), key=lambda pair: not pair[1].running)


def line(job: Job, status: Status, width: int) -> Row:
    hint = _("goes on if you leave") if status.running else _("j shows it")
    row, end = words.job(job, status), (f"{hint} ", "muted")
    # How it stands comes first; the hint is for those who have the room.
    fits = cells_of([*row, end]) + 1 < width  # two cells apart, or it reads like one sentence
    return apart(row, [end] if fits else [], width)
