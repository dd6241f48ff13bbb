"""A command that is proposed is for the board that the request was for."""

import shlex

from engines.probe.messages import SIMULATED, Wanted
from engines.wire import printable

OURS = "zerodeck probe "


def aimed(command: str, wanted: Wanted) -> str:
    """The same command, told again which board it is for, what its part is, and how fast.

    As it stands it would leave the simulated board, or one that another machine lends, for what is
    plugged in here. Of one that is plugged in the id is left out: with another beside it the
    command asks which one.
    """
    verb, _, rest = command.removeprefix(OURS).partition(" ")
    given = rest.split()
    if not command.startswith(OURS) or verb == "list" or "--demo" in given:
        return command
    said = ["--demo"] if wanted.cable or wanted.probe == SIMULATED else []
    for option, value in (
        ("--probe", wanted.probe if ":" in wanted.probe else ""),
        ("--target", wanted.target),
        ("--pack", wanted.pack),
        ("--clock", str(wanted.clock or "")),
    ):
        if value and option not in given:
            said += [option, printable(shlex.quote(value))]
    return " ".join(filter(None, [f"{OURS}{verb}", *said, rest]))
