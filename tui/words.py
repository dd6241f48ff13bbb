"""The machine and its jobs in words, for the console and for the plain report."""

from engines import wire
from engines.job import Job, Status
from engines.pi.machine import Machine
from tui import units
from tui.i18n import _
from tui.runs import Row, Run, bar, plain

HOT = 80.0
"""Degrees at which a Raspberry Pi begins to slow down (documentation of its firmware)."""

UNKNOWN = "n/a"
BAR = 12
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
    return [*head, *standing(status)]


def standing(status: Status) -> Row:
    """How a job stands: its progress, or how it ended."""
    return progress(status.progress) if status.last is None else [ending(status.last)]


def log_line(done: wire.Progress) -> str:
    """Progress in a log, where a bar on every line would be noise."""
    return plain(progress(done)[-2:]).strip() if done.total else plain(progress(done))


def progress(done: wire.Progress | None) -> Row:
    if done is None:
        return [(_("starting"), "muted")]
    if done.total:
        share = done.done / done.total
        figure = f"{units.percent(share):>5}  "
        return [*bar(share, BAR), (figure, "strong"), (done.what, "muted")]
    return [(f"{done.done:g} {done.what}", "strong")]


def ending(last: wire.Message) -> Run:
    if isinstance(last, wire.Failed):
        return f"✗ {_(last.what)}", "danger"
    if isinstance(last, wire.Cancelled):
        return f"▲ {_('cancelled')}", "attention"
    return f"✓ {_('done')}", "good"
