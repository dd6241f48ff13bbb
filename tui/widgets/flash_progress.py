"""A flash job as it goes: its phases, how fast, what it waits for, and how it ended."""

from engines import wire
from engines.probe.messages import Erased, Flashed, Pace, Phased, Result, Verified
from engines.probe.state import Flashing
from tui import units
from tui.flash_words import PHASES, how
from tui.i18n import _, ngettext
from tui.runs import Row, apart, bar, fit
from tui.widgets.canvas import Canvas
from tui.widgets.heading import heading

WIDEST = 60
"""Cells beyond which figures at the right would be lost from sight."""

NAME = 9
SHOWN = 3
"""Addresses of pages that are listed."""


class FlashProgress(Canvas):
    """Of any job at a probe; only flashing has phases."""

    DEFAULT_CSS = "FlashProgress { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.job, self.title = "", ""
        self.state = Flashing()

    def show(self, job: str, title: str, state: Flashing) -> None:
        """`job` is its id."""
        before = len(self.draw(self.size.width, 0))
        self.job, self.title, self.state = job, title, state
        if len(self.draw(self.size.width, 0)) != before:
            self.refresh(layout=True)
        self.repaint()

    def draw(self, width: int, height: int) -> list[Row]:
        room = min(width, WIDEST)
        # A job that could not be started has no number.
        number: Row = [(f"  {_('job')} {self.job}", "muted")] if self.job else []
        title = heading([(self.title, "strong"), *number], width)
        going = [*self._pace(room), *self._phases(room)]
        body = waiting() if self.state.waiting else going
        return [title, *body, *self._end(room)]

    def _pace(self, width: int) -> list[Row]:
        pace = self.state.pace
        if pace is None or self.state.last:
            return []
        share = pace.percent / 100
        left = _("{time} left").format(time=units.duration(pace.left))
        row: Row = [(" ", "text"), *bar(share, width // 2)]
        row.append((f"{units.percent(share):>6}", "strong"))
        best = _("at best {time}").format(time=units.duration(pace.floor))
        return [
            apart(row, [(f"{left} ", "text")], width),
            apart(speed(pace), [(f"{best} ", "muted")], width),
        ]

    def _phases(self, width: int) -> list[Row]:
        state = self.state
        rows = [self._phase(phase, width) for phase in state.phases]
        if state.last:
            return rows
        if not rows:
            return [[(f" {_('working')}", "muted")]]
        begun = {phase.phase for phase in state.phases}
        coming = [name for phase, name in PHASES.items() if phase not in begun]
        return [*rows, *([(f" {fit(_(name), NAME)}·", "muted")] for name in coming)]

    def _phase(self, phase: Phased, width: int) -> Row:
        name: Row = [(f" {fit(_(PHASES[phase.phase]), NAME)}", "text")]
        about = [pages(phase.pages)] if phase.pages else []
        if phase.seconds is not None:
            about += [how(phase.how)] if phase.how else []
            done: Row = [("✓ ", "good"), (_(", ").join(about), "muted")]
            return apart([*name, *done], [(f"{units.duration(phase.seconds)} ", "text")], width)
        mark = ("▸ ", "accent") if self.state.last is None else ("✗ ", "danger")
        return [*name, mark, (_(", ").join(about), "muted")]

    def _end(self, width: int) -> list[Row]:
        match self.state.last:
            case Flashed():
                return flashed(self.state.last.result, width)
            case Verified(differing=()):
                return [[(f" ✓ {_('the chip holds this file')}", "good")]]
            case Verified():
                wrong = self.state.last.differing
                count = ngettext("{number} page differs", "{number} pages differ", len(wrong))
                first = f" ✗ {count.format(number=len(wrong))}"
                return [[(first, "danger")], [(f"   {listed(wrong)}", "muted")]]
            case Erased():
                ways = how(self.state.last.how)
                return [[(f" ✓ {_('erased')}", "good"), (f"  {ways}", "muted")]]
            case wire.Cancelled():
                rows: list[Row] = [[(f" ▲ {_('cancelled')}", "attention")]]
                if any(phase.phase == "erase" for phase in self.state.phases):
                    hint = _("it may be half written: flash again")
                    rows.append([(f"   {hint}", "muted")])
                return rows
            case wire.Done():
                return [[(f" ✓ {_('done')}", "good")]]
        return []


def speed(pace: Pace) -> Row:
    """How fast it is, and how fast it could be; nothing while no bytes are written."""
    if not pace.rate:
        return []
    row: Row = [(f" {units.rate(pace.rate)}", "text")]
    if pace.possible:
        most = _("of {rate}").format(rate=units.rate(pace.possible))
        row.append((f" {most}", "muted"))
    return row


def waiting() -> list[Row]:
    return [
        [(f" ▲ {_('unplugged: plug it in again')}", "attention")],
        [(f"   {_('the job goes on then; c cancels it')}", "text")],
    ]


def flashed(result: Result, width: int) -> list[Row]:
    """What was done, what it took, and what to think of."""
    total: Row = [(f"{units.duration(result.total)} ", "strong")]
    if not result.erased and not result.programmed:
        words = _("unchanged: nothing to write")
    else:
        words = _("flashed, compared")
    rows = [apart([(f" ✓ {words}", "good")], total, width)]
    if result.programmed:
        words = ngettext(
            "wrote {number} of {all} page", "wrote {number} of {all} pages", result.pages
        )
        touched = words.format(number=result.programmed, all=result.pages)
        best = _("at best {time}").format(time=units.duration(result.floor))
        rows.append(apart([(f"   {touched}", "muted")], [(f"{best} ", "muted")], width))
    if result.unplugged:
        words = ngettext(
            "unplugged {number} time, and went on",
            "unplugged {number} times, and went on",
            result.unplugged,
        )
        rows.append([(f" ▲ {words.format(number=result.unplugged)}", "attention")])
    if result.faulty:
        words = ngettext(
            "{number} page had to be written twice",
            "{number} pages had to be written twice",
            len(result.faulty),
        )
        rows.append([(f" ▲ {words.format(number=len(result.faulty))}", "attention")])
        rows.append([(f"   {listed(result.faulty)}", "muted")])
    return rows


def pages(number: int) -> str:
    return ngettext("{number} page", "{number} pages", number).format(number=number)


def listed(addresses: tuple[int, ...]) -> str:
    shown = " ".join(f"0x{address:08x}" for address in addresses[:SHOWN])
    return f"{shown} …" if len(addresses) > SHOWN else shown
