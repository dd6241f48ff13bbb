"""zerodeck's own udev rules: debug probes for a group, so that nobody has to be root."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from engines import access
from engines.access import GROUP, INSTALLED, RULES
from engines.pi.setup.steps import Plan, Run, content, free
from engines.wire import N_

MAKE = N_("The group that the rules name is not there yet.")
FOLDER = N_("No rule was ever put here.")
KEEP = N_("Another file of this name is there: it is kept.")
COPY = N_("The rules, under a name that udev does not read yet.")
PLACE = N_("They take their place in one step.")
DROP = N_("The rules go.")
RELOAD = N_("udev reads its rules again.")
TRIGGER = N_("What is plugged in gets its rules too.")
JOIN = N_("The group gets you in it: over SSH that alone counts.")
LOGIN = N_(
    "This login does not have the group yet: one shell gets it so, the next login by itself."
)


class User(NamedTuple):
    """Who is to open probes; `root` is whether this runs as root, for somebody or for itself."""

    name: str
    root: bool


def installing(root: Path, user: User) -> Plan:
    """`root` is where /etc and /run stand."""
    target = root / INSTALLED / RULES.name
    joins = not member(root, user.name)
    steps = [
        *([] if grouped(root) else [Run(("groupadd", "--system", GROUP), MAKE)]),
        *placed(target),
        *applied(root),
        *([Run(("usermod", "-aG", GROUP, "--", user.name), JOIN)] if joins else []),
    ]
    after = [Run(("newgrp", GROUP), LOGIN)] if joins else []
    return Plan(elevated(steps, user), after)


def removing(root: Path, user: User) -> Plan:
    """Without the group, which others may use. A file that is not ours by its words is kept."""
    target = root / INSTALLED / RULES.name
    there = content(target)
    if there is None:
        return Plan([])
    ours = there == content(RULES)
    words = ("rm", str(target)) if ours else ("mv", str(target), str(free(target)))
    return Plan(elevated([Run(words, DROP if ours else KEEP), *applied(root)], user))


def placed(target: Path) -> list[Run]:
    there = content(target)
    if there == content(RULES):
        return []
    new = target.with_name(f".{target.name}.new")
    folder = [Run(("mkdir", "-p", str(target.parent)), FOLDER)]
    keep = [Run(("cp", "-p", str(target), str(free(target))), KEEP)]
    return [
        *([] if target.parent.is_dir() else folder),
        *([] if there is None else keep),
        Run(("install", "-m", "0644", str(RULES), str(new)), COPY),
        Run(("mv", str(new), str(target)), PLACE),
    ]


def applied(root: Path) -> list[Run]:
    """Nothing where udev does not run, in a container or on a card: it reads them later."""
    if not (root / "run/udev/control").exists():
        return []
    trigger = ("--subsystem-match=usb", "--subsystem-match=hidraw")
    return [
        Run(("udevadm", "control", "--reload"), RELOAD),
        Run(("udevadm", "trigger", *trigger), TRIGGER),
    ]


def grouped(root: Path) -> bool:
    return any(group.name == GROUP for group in access.read_groups(root).values())


def member(root: Path, name: str) -> bool:
    """By the file, as what is joined now counts. root opens all without a group."""
    groups = access.read_groups(root).values()
    return name == "root" or any(it.name == GROUP and name in it.members for it in groups)


def elevated(steps: Sequence[Run], user: User) -> list[Run]:
    """By sudo, where this is not root."""
    return [*steps] if user.root else [it._replace(words=("sudo", *it.words)) for it in steps]
