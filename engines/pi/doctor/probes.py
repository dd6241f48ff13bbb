"""The debug probes that are plugged in, and who may open them.

What counts as a probe is what zerodeck's own udev rules are for, so that no other list is kept.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from engines import access
from engines.access import Access, Node, User
from engines.pi.doctor.host import Host

USB = "sys/bus/usb/devices"
FOLDERS = (
    "usr/lib/udev/rules.d", "usr/local/lib/udev/rules.d", "run/udev/rules.d", "etc/udev/rules.d",
)  # fmt: skip
"""Of files of one name the later counts: udev(7)."""

GIVES = re.compile(r'\b(GROUP:?="|MODE:?="\d*[67]")')
"""What opens a node to a login over SSH too: "uaccess" does not."""

BELOW = re.compile(r'\b(SUBSYSTEM=="(?!usb")|KERNEL==)')
"""In a rule that is for a disk or a serial line of the device, not for itself."""


class Probe(NamedTuple):
    vid: int
    pid: int
    product: str
    node: str


def on_usb(host: Host) -> list[Probe]:
    """Also what calls an interface of its own CMSIS-DAP, as pyOCD takes it by that."""
    rules = access.read(access.RULES)
    return [
        probe
        for name in host.names(USB)
        if ":" not in name and (probe := device(host, name))
        if access.covered(rules, probe) or speaks_dap(host, name)
    ]


def device(host: Host, name: str) -> Probe | None:
    vid, pid, bus, address = (
        number(host.read(f"{USB}/{name}/{each}"), base)
        for each, base in (("idVendor", 16), ("idProduct", 16), ("busnum", 10), ("devnum", 10))
    )
    if min(vid, pid, bus, address) < 0:
        return None
    product = shown(host.read(f"{USB}/{name}/product")) or f"{vid:04x}:{pid:04x}"
    return Probe(vid, pid, product, f"/dev/bus/usb/{bus:03}/{address:03}")


def speaks_dap(host: Host, name: str) -> bool:
    return any(
        "CMSIS-DAP" in host.read(f"{USB}/{each}/interface")
        for each in host.names(USB)
        if each.startswith(f"{name}:")
    )


def on_hid(host: Host) -> Iterator[Probe]:
    """CMSIS-DAP v1, by the nodes that the kernel's HID driver makes of it."""
    rules = access.read(access.RULES)
    for name in host.names("sys/class/hidraw"):
        lines = host.read(f"sys/class/hidraw/{name}/device/uevent").splitlines()
        told = dict(line.partition("=")[::2] for line in lines)
        bus, vid, pid = (number(each, 16) for each in f"{told.get('HID_ID', '')}::".split(":")[:3])
        probe = Probe(vid, pid, shown(told.get("HID_NAME", "")), f"/dev/{name}")
        if bus == 3 and min(vid, pid) >= 0 and access.covered(rules, probe):
            yield probe


def number(text: str, base: int) -> int:
    try:
        return int(text, base)
    except ValueError:
        return -1


def shown(words: str) -> str:
    """A device may well send an escape sequence."""
    return "".join(each if each.isprintable() else "?" for each in words[:80])


def allowed(host: Host, probe: Probe) -> Access:
    """What the Probe tab says of it, its command too."""

    def look(path: Path) -> Node | None:
        found = access.look(path)
        return found and found._replace(allowed=host.may_use(probe.node))

    if not host.exists("dev/bus/usb"):
        return Access(False, access.NO_NODE_IN_CONTAINER)
    return access.access(probe, host.root, user(host), look)


def user(host: Host) -> User:
    """By the name that the machine has for the number: after a sudo the environment has others."""
    for line in host.read("etc/passwd").splitlines():
        fields = line.split(":")
        if len(fields) == 7 and fields[2] == str(host.user.number):
            return User(fields[0], host.user.groups)
    return User(host.environ.get("USER") or str(host.user.number), host.user.groups)


def rules(host: Host) -> str:
    """Those that open something on USB, of whatever program."""
    places = {
        name: f"{folder}/{name}"
        for folder in FOLDERS
        for name in host.names(folder)
        if name.endswith(".rules")
    }
    text = "\n".join(map(host.read, places.values())).replace("\\\n", "")
    opening = (line for line in text.splitlines() if GIVES.search(line) and not BELOW.search(line))
    return "\n".join(line.replace("ATTRS{", "ATTR{") for line in opening)
