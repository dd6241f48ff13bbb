"""Whether this user may open a probe, and the command that makes it so. Nothing is opened or run.

On Linux pyOCD goes through libusb for every kind, CMSIS-DAP v1 too (its module
probe/pydapaccess/interface/__init__), so the one node that counts is /dev/bus/usb/BBB/DDD.
udev's access list for who sits at the machine ("uaccess", an ACL) does not reach a login over SSH:
there the group decides. udev(7); systemd's rules.d/73-seat-late.rules.
"""

import os
import re
import shlex
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from engines import paths
from engines.wire import N_

NO_RULE = N_("No udev rule lets you open this probe.")
STALE_RULE = N_("The probe was plugged in before its udev rule was there.")
NOT_IN_GROUP = N_("You are not in the group that may open this probe. After this, log in again.")
OLD_LOGIN = N_("You are in the group that may open this probe, but this login is older than that.")
NO_GROUP = N_("The group that the udev rule names does not exist. After this, log in again.")
NO_UDEV = N_("udev does not run here, so no rule counts. This lasts until the probe is unplugged.")
NO_NODE = N_("The kernel sees the probe, but it has no device node: plug it in again.")
NO_NODE_IN_CONTAINER = N_(
    "This container was not given the probe: start it with /dev/bus/usb in it."
)
REFUSED = N_("The permissions would let you open this probe, but the system refuses.")

RULES = paths.ASSETS / "udev/60-zerodeck-probes.rules"
INSTALLED = Path("etc/udev/rules.d")
GROUP = "plugdev"
RELOAD = "sudo udevadm control --reload"
TRIGGER = "sudo udevadm trigger --subsystem-match=usb"
SETUP = "zerodeck setup udev"
JOIN = f"sudo usermod -aG {GROUP} $USER"


class Probe(Protocol):
    """`node` is "" for one that is not on this machine's USB."""

    @property
    def vid(self) -> int: ...
    @property
    def pid(self) -> int: ...
    @property
    def product(self) -> str: ...
    @property
    def node(self) -> str: ...


class Access(msgspec.Struct, frozen=True):
    """`why` is a constant English sentence, `fix` a command to type; both "" where allowed.

    `fix` is "" too where there is nothing to type on this machine.
    """

    allowed: bool
    why: str = ""
    fix: str = ""


class User(NamedTuple):
    """Who asks; `groups` are those of this process, which may lack what was joined since."""

    name: str
    groups: frozenset[int]


class Node(NamedTuple):
    """A device node: whether this process may read and write it, by mode, ACL or capability."""

    allowed: bool
    group: int
    mode: int


class Group(NamedTuple):
    name: str
    number: int
    members: frozenset[str]


def this_user() -> User:
    import pwd

    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container run as a number
        name = str(os.getuid())
    return User(name, frozenset({os.getegid(), *os.getgroups()}))


def look(path: Path) -> Node | None:
    """The node as the kernel has it for this process; None where there is none."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:  # a folder above it is closed
        return Node(allowed=False, group=0, mode=0)
    return Node(os.access(path, os.R_OK | os.W_OK), status.st_gid, status.st_mode)


def access(
    probe: Probe,
    root: Path = Path("/"),
    user: User | None = None,
    look: Callable[[Path], Node | None] = look,
) -> Access:
    """`root` is where /dev, /etc and /run stand; `look` says what `user` may do."""
    if not probe.node:  # a remote one
        return Access(True)
    node = look(root / probe.node.lstrip("/"))
    if node is None:
        return absent(root)
    return Access(True) if node.allowed else refused(probe, root, user or this_user(), node)


def absent(root: Path) -> Access:
    return Access(False, NO_NODE_IN_CONTAINER if in_container(root) else NO_NODE)


def refused(probe: Probe, root: Path, user: User, node: Node) -> Access:
    groups = read_groups(root)
    if node.group and node.mode & 0o060 == 0o060:
        owner = groups.get(node.group) or Group(str(node.group), node.group, frozenset())
        return by_group(user, owner)
    if not (root / "run/udev/control").exists():
        return Access(False, NO_UDEV, f"sudo chown $USER {probe.node}")
    plugdev = next((group for group in groups.values() if group.name == GROUP), None)
    join = [] if plugdev and member(user, plugdev) else [JOIN]
    if not covered(installed(root), probe):
        return Access(False, NO_RULE, install(probe, bool(plugdev), join))
    if not plugdev:
        return Access(False, NO_GROUP, SETUP)
    return Access(False, STALE_RULE, line(RELOAD, TRIGGER, *join))


def by_group(user: User, group: Group) -> Access:
    """The node is the group's: is the user in it, by now, and does this process know?"""
    if group.number in user.groups:
        return Access(False, REFUSED)
    if user.name in group.members:
        return Access(False, OLD_LOGIN, f"newgrp {shlex.quote(group.name)}")
    return Access(False, NOT_IN_GROUP, f"sudo usermod -aG {shlex.quote(group.name)} $USER")


def member(user: User, group: Group) -> bool:
    return group.number in user.groups or user.name in group.members


def install(probe: Probe, grouped: bool, join: Sequence[str]) -> str:
    """Our rules, or where they miss the probe (its name is in an interface alone) one for it."""
    if covered(read(RULES), probe):
        return SETUP
    vid, pid = f"{probe.vid:04x}", f"{probe.pid:04x}"
    rule = f'SUBSYSTEM=="usb", ATTR{{idVendor}}=="{vid}", ATTR{{idProduct}}=="{pid}", '
    rule += f'MODE="0660", GROUP="{GROUP}", TAG+="uaccess"'
    write = f"echo '{rule}' | sudo tee /{INSTALLED}/60-zerodeck-{vid}-{pid}.rules"
    make = [] if grouped else [f"sudo groupadd --system {GROUP}"]
    return line(*make, write, RELOAD, TRIGGER, *join)


def line(*commands: str) -> str:
    return " && ".join(commands)


def covered(rules: str, probe: Probe) -> bool:
    """Whether a line asks nothing of the device but what this probe has."""
    has = {"idVendor": f"{probe.vid:04x}", "idProduct": f"{probe.pid:04x}"}
    has["product"] = probe.product
    return any(
        all(matches(has.get(name, ""), pattern) for name, pattern in asked)
        for rule in rules.splitlines()
        if (asked := re.findall(r'ATTR\{(\w+)\}=="([^"]*)"', rule.partition("#")[0]))
    )


def matches(value: str, pattern: str) -> bool:
    return any(fnmatchcase(value, each) for each in pattern.split("|"))


def installed(root: Path) -> str:
    """Our rules as they stand on this machine; other programs' show in the node's group."""
    return "\n".join(read(path) for path in sorted((root / INSTALLED).glob("60-zerodeck-*.rules")))


def read_groups(root: Path) -> dict[int, Group]:
    found = {}
    for entry in read(root / "etc/group").splitlines():
        name, _password, number, members = (entry.split(":") + [""] * 4)[:4]
        if number.isascii() and number.isdecimal():
            found[int(number)] = Group(
                name, int(number), frozenset(filter(None, members.split(",")))
            )
    return found


def in_container(root: Path) -> bool:
    marks = (".dockerenv", "run/.containerenv", "run/systemd/container")
    return any((root / mark).exists() for mark in marks)


def read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
