"""Whether boards can be reached: their probes on USB, and their serial lines."""

import re
from collections.abc import Iterable

from engines import access
from engines.access import Group
from engines.pi.doctor import probes
from engines.pi.doctor.check import Check, Result, failure, ok, skipped, warning
from engines.pi.doctor.host import Host
from engines.wire import N_

GROUPS = ("plugdev", "dialout", "video", "gpio")
SERIAL = re.compile(r"serial0|tty(ACM|USB)\d+", re.A)

NO_PROBE = N_("No debug probe is plugged in.")
REFUSED = {
    access.NO_NODE_IN_CONTAINER: N_(
        "This container was not given {probe}: start it with /dev/bus/usb in it."
    ),
    access.NO_NODE: N_("The kernel sees {probe}, but it has no device node: plug it in again."),
    access.NO_UDEV: N_("{probe} is root's alone, and without udev no rule changes that."),
    access.NO_RULE: N_("{probe} is root's alone: no udev rule gave it to anybody else."),
    access.STALE_RULE: N_("{probe} was plugged in before its udev rule was there."),
    access.NO_GROUP: N_(
        "The group that may open {probe} does not exist. After this, log in again."
    ),
    access.NOT_IN_GROUP: N_(
        "You are not in the group that may open {probe}. After this, log in again."
    ),
    access.OLD_LOGIN: N_(
        "You are in the group that may open {probe}, but this login is older than that."
    ),
    access.REFUSED: N_("The permissions would let you open {probe}, but the system refuses."),
}
"""What the Probe tab says of one probe, with its name."""

CLOSED = {
    access.NOT_IN_GROUP: N_(
        "You are not in {group}, which may open {port}. After this, log in again."
    ),
    access.OLD_LOGIN: N_("You are in {group}, which may open {port}, but this login is older."),
    access.REFUSED: N_("{group} may open {port}, but the system refuses."),
}


def usb_nodes(host: Host) -> Result:
    found = probes.on_usb(host)
    if not found:
        return skipped(NO_PROBE)
    for probe in found:
        may = probes.allowed(host, probe)
        if not may.allowed:
            # Whoever started a container knows whether it is to have the probe.
            result = warning if may.why == access.NO_NODE_IN_CONTAINER else failure
            return result(REFUSED[may.why], may.fix, probe=probe.product)
    return ok(N_("You may open {probes}."), probes=listed(each.product for each in found))


def udev_rules(host: Host) -> Result:
    if not host.exists("run/udev/control"):
        return skipped(N_("udev does not run here."))
    found, rules = probes.on_usb(host), probes.rules(host)
    if not found:
        return skipped(NO_PROBE)
    for probe in found:
        may = probes.allowed(host, probe)
        if may.why == access.NO_RULE and not access.covered(rules, probe):
            return warning(N_("No udev rule is for {probe}."), may.fix, probe=probe.product)
    return ok(N_("No rule is missing for {probes}."), probes=listed(it.product for it in found))


def hidraw(host: Host) -> Result:
    """Never a fault: pyOCD goes through libusb on Linux, for CMSIS-DAP v1 too."""
    found = list(probes.on_hid(host))
    if not found:
        return skipped(N_("No probe of the kind CMSIS-DAP v1 is plugged in."))
    for probe in found:
        if not host.may_use(probe.node):
            says = N_("zerodeck needs no {node} of {probe}; OpenOCD does, and this would open it.")
            return skipped(says, access.SETUP, node=probe.node, probe=probe.product)
    return ok(N_("You may open {probes}."), probes=listed(each.product for each in found))


def listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def groups(host: Host) -> Result:
    if host.user.number == 0:
        return skipped(N_("root needs no group."))
    known = {name: group for name in GROUPS if (group := host.group(name))}
    mine = [name for name, (number, _members) in known.items() if host.joined(number)]
    name = probes.user(host).name
    late = [each for each, (_, members) in known.items() if name in members and each not in mine]
    if late:
        says = N_("You are in {groups}, but this login is older than that: log out and in.")
        fix = f"newgrp {late[0]}" if len(late) == 1 else "sudo -iu $USER"
        return warning(says, fix, groups=", ".join(late))
    if not mine:
        return skipped(N_("You are in none of the groups that boards are given to."))
    return ok(N_("This login has {groups}."), groups=", ".join(mine))


def serial(host: Host) -> Result:
    ports = [each for each in host.names("dev") if SERIAL.fullmatch(each)]
    ports = [each for each in ports if host.at(f"dev/{each}").exists()]
    if not ports:
        return skipped(N_("There is no serial line for a board."))
    logins = {each: getty(host, each) for each in ports}
    for port, service in logins.items():
        if service and port != "serial0":  # who has no screen may well log in there
            says = N_("A login waits on {port}, and takes what a board says there.")
            return warning(says, f"sudo systemctl disable --now {service}", port=port)
    free = [port for port in ports if not logins[port]]
    if not free:
        return skipped(N_("serial0 is where one logs in to this machine, so not for a board."))
    for port in free:
        if not host.may_use(f"dev/{port}"):
            return closed(host, port)
    return ok(N_("You may open {ports}."), ports=", ".join(free))


def getty(host: Host, port: str) -> str:
    """The service that lets people log in there, "" where none does."""
    service = f"serial-getty@{host.at(f'dev/{port}').resolve().name}.service"
    return service if host.ask(["systemctl", "is-active", service]) == "active" else ""


def closed(host: Host, port: str) -> Result:
    node = access.look(host.at(f"dev/{port}"))
    if not node or not node.group or node.mode & 0o060 != 0o060:
        says = N_("{port} is root's alone; udev may give it to its group again.")
        return warning(says, f"sudo udevadm trigger /dev/{port}", port=port)
    known = access.read_groups(host.root)
    group = known.get(node.group) or Group(str(node.group), node.group, frozenset())
    may = access.by_group(probes.user(host), group)
    return warning(CLOSED[may.why], may.fix, group=group.name, port=port)


BOARDS = N_("Boards")
CHECKS: tuple[Check, ...] = (
    Check(
        "usb-nodes", BOARDS, N_("Debug probes"),
        N_("A probe that you may not open can be seen, but reads and flashes nothing."), usb_nodes,
    ),
    Check(
        "udev-rules", BOARDS, N_("Rules for probes"),
        N_("Without a udev rule a probe is root's alone, each time that it is plugged in."),
        udev_rules,
    ),
    Check(
        "hidraw", BOARDS, N_("Probes as HID"),
        N_("A CMSIS-DAP v1 is a HID device, as keyboards are. zerodeck reaches it by USB instead."),
        hidraw,
    ),
    Check(
        "groups", BOARDS, N_("Groups"),
        N_("A login has the groups that its user had when it began."), groups,
    ),
    Check(
        "serial", BOARDS, N_("Serial lines"),
        N_("What a board prints comes over a serial line, which a group may open."), serial,
    ),
)  # fmt: skip
