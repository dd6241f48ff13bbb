"""What the doctor found, as rows of a screen."""

from collections.abc import Sequence

from engines.pi.doctor.check import Status
from engines.pi.messages import Checked
from tui.cli.doctor_words import WORDS
from tui.i18n import _
from tui.runs import Row, Run, cut, fit
from tui.widgets.facts import HEALTH
from tui.wrapping import flowing

ROLES: dict[Status, str] = {
    "ok": "good",
    "warning": "attention",
    "failure": "danger",
    "skipped": "muted",
}
PROBLEMS = frozenset({"warning", "failure"})


def worst(found: Sequence[Status]) -> Status:
    return next((it for it in ("failure", "warning") if it in found), "ok")


def mark(status: Status) -> Run:
    role = ROLES[status]
    return HEALTH[role], role


def sentence(it: Checked) -> str:
    """In one line, whatever the machine calls its things."""
    return " ".join(_(it.says).format_map(it.about).split())


def listed(it: Checked, title: int, width: int) -> Row:
    """A row of a list, whose titles have so many cells."""
    role = "muted" if it.status == "skipped" else "text"
    row: Row = [mark(it.status), (f" {fit(_(it.title), title)}  ", role)]
    return cut([*row, (sentence(it), "muted")], width)


def explained(it: Checked) -> list[Row]:
    """All that is known of a finding: what was found, why it matters, and what mends it."""
    sign, role = mark(it.status)
    head: Row = [(f" {sign} {_(WORDS[it.status])}", role), (f"   {_(it.title)}", "strong")]
    return [
        [*head, (f"   zerodeck doctor {it.key}", "muted")],
        flowing(f" {sentence(it)}", "text"),
        flowing(f" {_(it.why)}", "muted"),
        *([("   $ ", "muted"), *flowing(line, "accent")] for line in it.fix.splitlines()),
    ]
