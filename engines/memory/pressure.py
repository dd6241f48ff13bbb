"""When memory ends: whom the kernel shall end first, and whether it has ended somebody."""

from contextlib import suppress
from pathlib import Path

from engines.marking import N_
from engines.memory.proc import content, field

KILLED = N_("killed by the kernel, probably for want of memory")

GONE = N_(
    "its process is gone, job {id}; meanwhile the kernel has ended something for want of memory"
)

FLASHING, ANY = 100, 300
"""As oom_score_adj has it, in thousandths of all memory that a process seems to have more than it
has: logins and consoles have 0. What writes into a chip goes last of the children."""


def oom_kills(root: str = "/") -> int:
    """How many processes the kernel has ended since it began, for want of memory of the machine or
    of a group."""
    return field(content(f"{root}proc/vmstat"), "oom_kill ") or 0


def expendable(engine: str, root: str = "/") -> None:
    """Let this process go before any console, should memory end. Only root may take that back."""
    score = Path(f"{root}proc/self/oom_score_adj")
    ours = FLASHING if engine == "probe" else ANY
    with suppress(OSError, ValueError):
        if int(score.read_text()) < ours:
            score.write_text(f"{ours}")
