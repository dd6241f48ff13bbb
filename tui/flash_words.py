"""What the phases of a flash are called, and how they went: for the screen and the command line."""

import re

from tui.i18n import N_, _
from tui.said import said

PHASES = {
    "connect": N_("connect"),
    "compare": N_("compare"),
    "erase": N_("erase"),
    "program": N_("program"),
    "verify": N_("verify"),
    "reset": N_("reset"),
}
HOW = {
    "chip": N_("whole chip"),
    "sectors": N_("by sector"),
    "nothing to do": N_("nothing to do"),
    "unlocked, which erases the chip": N_("unlocked, which erases all"),
}


def how(ways: str) -> str:
    """One after the other, where several were needed."""
    parts = re.split(", (?!which)", ways)  # the comma of an unlocking is its own
    return _(", ").join(_(HOW[each]) if each in HOW else said(each) for each in parts)
