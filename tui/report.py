"""What a first look would show, as plain lines: for TERM=dumb, a pipe, or --plain."""

from engines import __version__, jobs
from engines.pi.machine import machine
from tui import words
from tui.i18n import _
from tui.runs import plain

COMMANDS = ("  zerodeck devzero read --seconds 5", "  zerodeck jobs list", "  zerodeck --help")


def report() -> str:
    lines = [f"zerodeck {__version__}", "", plain(words.machine(machine()))]
    lines += [plain(words.job(job, job.status())) for job in jobs.every()]
    lines += ["", _("There is no screen to draw on. These commands need none:"), *COMMANDS]
    return "\n".join(lines) + "\n"
