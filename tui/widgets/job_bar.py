"""The jobs that run, on every tab, and how the last ones ended until somebody has looked."""

from textual.geometry import Size

from engines.job import Job, Status
from tui import words
from tui.i18n import _
from tui.runs import Row, apart
from tui.runs import width as cells_of
from tui.widgets.canvas import Canvas

MOST = 3
"""Rows; the jobs beyond them are counted in the last one."""


class JobBar(Canvas):
    """Not there while there is no job."""

    DEFAULT_CSS = """
    JobBar { height: auto; display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[tuple[Job, Status]] = []

    def show(self, jobs: list[tuple[Job, Status]]) -> None:
        if len(jobs) != len(self.jobs):
            self.display = bool(jobs)
            self.refresh(layout=True)
        self.jobs = jobs
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        rows = [line(job, status, width) for job, status in self.jobs]
        if len(rows) > MOST:
            more = _("and {number} more").format(number=len(rows) - MOST + 1)
            rows[MOST - 1 :] = [
                apart([(f" {more}", "muted")], [(f"{_('j shows them')} ", "muted")], width)
            ]
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return min(MOST, len(self.jobs))


def line(job: Job, status: Status, width: int) -> Row:
    hint = _("goes on if you leave") if status.running else _("j shows it")
    row, end = words.job(job, status), (f"{hint} ", "muted")
    # How it stands comes first; the hint is for those who have the room.
    fits = cells_of([*row, end]) < width
    return apart(row, [end] if fits else [], width)
