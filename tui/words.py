"""The machine and its jobs in words, for the console and for the plain report."""

from datetime import datetime

from engines import wire
from engines.job import Job, Status
from engines.pi.machine import Machine
from tui import units
from tui.i18n import _
from tui.runs import Row, Run, bar, plain

HOT = 80.0
"""Degrees at which a Raspberry Pi begins to slow down (documentation of its firmware)."""

UNKNOWN = "n/a"
BAR = 8
"""Cells of a progress bar."""


def machine(machine: Machine) -> Row:
    return [
        (f"{machine.user}@{machine.host}", "text"),
        (f" {machine.address or UNKNOWN}", "muted"),
        *fact(_("load"), UNKNOWN if machine.load is None else f"{machine.load:.1f}"),
        *fact(_("mem"), units.memory(machine.memory_used, machine.memory_total)),
        *temperature(machine.temperature),
        *power(machine),
    ]


def fact(label: str, value: str, role: str = "text") -> Row:
    return [(f"   {label} " if label else "   ", "muted"), (value, role)]


def temperature(degrees: float | None) -> Row:
    if degrees is None:
        return fact(_("temp"), UNKNOWN, "muted")
    return fact("", units.temperature(degrees), "attention" if degrees >= HOT else "text")


def power(machine: Machine) -> Row:
    """What is wrong with the supply now, then what was since the start."""
    flags = machine.throttled
    if flags is None:
        return fact(_("power"), UNKNOWN, "muted")
    if flags.undervoltage:
        return fact("", _("undervoltage"), "danger")
    if flags.throttled or flags.capped or flags.soft_limit:
        return fact("", _("throttled"), "attention")
    if flags.undervoltage_seen or flags.throttled_seen:
        return fact("", _("undervoltage since start"), "attention")
    return fact(_("power"), _("ok"), "good")


def job(job: Job, status: Status) -> Row:
    head: Row = [(f" {_('job')} {job.id}  ", "muted"), (job.record.title, "text"), ("   ", "text")]
    return [*head, *standing(status, job.record.title)]


def standing(status: Status, title: str) -> Row:
    """How a job stands: its progress, or how it ended. What its title says is not said again."""
    if status.last:
        return [ending(status.last)]
    done = status.progress
    return progress(done, told=done is not None and done.what in title)


def result(job: Job, status: Status) -> Row:
    """How it stands, and how long it took."""
    row = standing(status, job.record.title)
    if status.running or job.lasted is None:
        return row
    return [*row, (f"  {units.duration(job.lasted)}", "muted")]


def began(started: float, now: datetime) -> str:
    """As short as it is plain: only the time of today, only the date of another year."""
    then = datetime.fromtimestamp(started)
    if then.date() == now.date():
        return f"{then:%H:%M}"
    return f"{then:%m-%d %H:%M}" if then.year == now.year else f"{then:%Y-%m-%d}"


def log_line(done: wire.Progress) -> str:
    """Progress in a log, where a bar on every line, and other seconds, would be noise."""
    if not done.total:
        return plain(progress(done))
    return f"{units.percent(done.done / done.total)}  {_(done.what)}"


def progress(done: wire.Progress | None, *, told: bool = False) -> Row:
    """`told`: what is done was told before."""
    if done is None:
        return [(_("starting"), "muted")]
    if not done.total:
        return [(f"{done.done:g} {_(done.what)}", "strong")]
    share = done.done / done.total
    row: Row = [*bar(share, BAR), (f"{' ' + units.percent(share):>5}", "strong")]
    if done.left is not None:
        row.append((f"  {_('{time} left').format(time=units.duration(done.left))}", "text"))
    return row if told else [*row, (f"  {_(done.what)}", "muted")]


def ending(last: wire.Message) -> Run:
    if isinstance(last, wire.Failed):
        return f"✗ {_(last.what)}", "danger"
    if isinstance(last, wire.Cancelled):
        return f"▲ {_('cancelled')}", "attention"
    return f"✓ {_('done')}", "good"
