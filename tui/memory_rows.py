"""The memory, and what each part of zerodeck has of it: in rows, for the screen and the command."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from engines import paths
from engines.job import Job
from engines.memory import admission, free, parts
from engines.memory.free import Free
from engines.memory.parts import Part
from engines.wire import EngineError, Failed, printable
from tui.i18n import N_, _
from tui.runs import Row
from tui.said import particulars
from tui.tabs import TABS
from tui.units import UNKNOWN

HEADS = (N_("process"), N_("part"), N_("now"), N_("peak"), N_("may need"))

LEGEND = N_(
    'In MiB. "now" divides what processes share among them, "peak" counts all of it; "may need" is '
    "what an engine was started for. ~ is another user's, where all that is shared counts."
)


class Seen(NamedTuple):
    """`left` is for another engine, None where nobody tells; `titles` are those of the jobs among
    the parts, by their ids."""

    free: Free
    parts: Sequence[Part]
    left: int | None
    titles: Mapping[str, str]


def look(but: int = 0) -> Seen:
    """`but` is a process that only asks. Raises EngineError."""
    found = [part for part in parts.parts() if part.pid != but]
    left = admission.remaining(found, allowed=admission.told(os.environ))
    return Seen(free.look(), found, left, {part.job: title(part.job) for part in found if part.job})


def title(job: str) -> str:
    with suppress(EngineError):
        return Job(paths.state() / "jobs" / job).record.title
    return ""


def mebibytes(count: int | None) -> str:
    """Whole ones: a figure that hardly moves shall stay."""
    return UNKNOWN if count is None else f"{max(0, round(count / (1 << 20))):,}"


def summary(seen: Seen) -> list[Row]:
    """The machine, all of zerodeck, and what this comes to."""
    used = sum(part.used for part in seen.parts)
    together = _("zerodeck has {used} MiB").format(used=mebibytes(used))
    left = _("How much is left cannot be told.")
    if seen.left is not None:
        left = _("{left} MiB are left for another engine").format(left=mebibytes(seen.left))
    rows: list[Row] = [[(text, "text")] for text in (*machine(seen.free), together)]
    return [*rows, [(left, "strong")]]


def problem(failed: Failed) -> list[Row]:
    """In place of the summary."""
    why, fix = particulars(failed.why), f"$ {failed.fix}"
    return [[(_(failed.what), "danger")], [(why, "text")], [(fix, "accent")]]


def machine(seen: Free) -> list[str]:
    """What is left of its memory, of its swap, and below the limit of our group."""
    said: list[tuple[str, int | None, int | None]] = []
    if seen.available is not None:
        said.append((N_("{left} of {all} MiB are available"), seen.available, seen.total))
    if seen.swap:
        said.append((N_("{left} of {all} MiB of swap are free"), seen.swap_free, seen.swap))
    if seen.limit is not None:
        group = N_("{left} of {all} MiB are left to this login or container")
        said.append((group, seen.below, seen.limit))
    return [
        _(text).format(left=mebibytes(left), all=mebibytes(whole)) for text, left, whole in said
    ]


def line(part: Part, titles: Mapping[str, str]) -> list[Row]:
    """One cell for each of HEADS."""
    mark = "~" if part.shared else ""
    return [
        [(str(part.pid), "muted")],
        [(name(part, titles), "text")],
        [(mark + mebibytes(part.used), "strong")],
        [(mebibytes(part.peak), "text")],
        [(mebibytes(part.promised) if part.promised else "", "muted")],
    ]


def name(part: Part, titles: Mapping[str, str]) -> str:
    """The tab of an engine, and the job; or what was typed."""
    engine = TABS[part.engine].title if part.engine in TABS else one_line(part.command)
    if not part.job:
        return engine
    text = _("{engine}, job {id}: {title}")
    return text.format(engine=engine, id=part.job, title=one_line(titles.get(part.job, "")))


def one_line(text: str) -> str:
    """Without what would command a terminal, or look like another row: anybody may type such."""
    return " ".join(printable(text).split())
