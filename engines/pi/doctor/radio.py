"""The way to this machine: where it leads, and what a radio does to it."""

import shlex
import sys
from ipaddress import ip_address
from typing import NamedTuple

from engines.pi.doctor.check import Check, Result, ok, skipped, warning
from engines.pi.doctor.host import Host
from engines.wire import N_

NET = "sys/class/net"
WEAK = -75
"""dBm, below which packets are lost so often that keys are felt to be late."""

UP, REJECT = 1, 0x200
SAVES, SAVES_NOT = "3", "2"
"""What NetworkManager calls them; 0 and 1 leave it to the driver (nm-settings(5))."""


class Route(NamedTuple):
    """A line of /proc/net/route: numbers as the kernel keeps them. A low metric is preferred."""

    interface: str
    target: int
    mask: int
    metric: int


def routes(host: Host) -> list[Route]:
    found = []
    for line in host.read("proc/net/route").splitlines()[1:]:
        fields = line.split()
        try:
            if int(fields[3], 16) & (UP | REJECT) == UP:
                numbers = int(fields[1], 16), int(fields[7], 16), int(fields[6])
                found.append(Route(fields[0], *numbers))
        except (IndexError, ValueError):
            continue
    return found


def way(host: Host) -> str:
    """The interface that leads to who came over SSH, else to the world; "" where none is known."""
    ssh = host.environ.get("SSH_CONNECTION", "").split()
    try:
        client, here = ip_address(ssh[0]), ip_address(ssh[2])
    except (IndexError, ValueError):
        return to(host, 0)
    if client.version == 4:
        return to(host, int.from_bytes(client.packed, sys.byteorder))
    whole = here.packed.hex()
    rows = (line.split() for line in host.read("proc/net/if_inet6").splitlines())
    return next((row[-1] for row in rows if row and row[0] == whole), "")


def to(host: Host, address: int) -> str:
    """The narrowest route, and of alike ones the cheapest."""
    fits = [it for it in routes(host) if address & it.mask == it.target]
    best = max(fits, key=lambda it: (it.mask.bit_count(), -it.metric), default=None)
    return best.interface if best else ""


def radio(host: Host) -> str:
    """The wireless interface that this session depends on, "" where a cable does, or may do."""
    up = [it for it in host.names(NET) if host.read(f"{NET}/{it}/operstate") == "up"]
    wireless = [it for it in up if host.exists(f"{NET}/{it}/phy80211")]
    if (name := way(host)) in wireless:
        return name
    cables = [it for it in up if it not in wireless and host.exists(f"{NET}/{it}/device")]
    return wireless[0] if wireless and not cables else ""


def power_saving(host: Host) -> Result:
    name = radio(host)
    if not name:
        return skipped(N_("This session does not go over WiFi."))
    said = host.ask(("iw", "dev", name, "get", "power_save")) or ""
    saves = said.rpartition(":")[2].strip() or configured(host)
    if saves in {"on", SAVES}:
        says = N_("{name} sleeps between packets to save power, and keys wait for it to wake.")
        return warning(says, awake(host, name), name=name)
    if saves in {"off", SAVES_NOT}:
        return ok(N_("{name} stays awake."), name=name)
    says = N_("Whether {name} saves power cannot be told without iw.")
    return skipped(says, "sudo apt install iw", name=name)


def configured(host: Host) -> str:
    """What NetworkManager is told in general. A file in /etc comes after those of the system."""
    found = ""
    for folder in ("usr/lib/NetworkManager/conf.d", "etc/NetworkManager/conf.d"):
        for name in host.names(folder):
            for line in host.read(f"{folder}/{name}").splitlines():
                key, _, number = line.partition("=")
                if key.strip() == "wifi.powersave":
                    found = number.strip()
    return found


def awake(host: Host, name: str) -> str:
    """At once by iw, and for all starts by NetworkManager where it has made the connection."""
    now = f"sudo iw dev {shlex.quote(name)} set power_save off"
    made = host.ask(("nmcli", "-e", "no", "-g", "GENERAL.CONNECTION", "device", "show", name))
    if not made:
        return now
    return f"sudo nmcli connection modify {shlex.quote(made)} 802-11-wireless.powersave 2 && {now}"


def signal(host: Host) -> Result:
    name = radio(host)
    if not name:
        return skipped(N_("This session does not go over WiFi."))
    level = strength(host, name)
    if level is None:
        return skipped(N_("How strong the signal of {name} is cannot be told."), name=name)
    if level < WEAK:
        says = N_("The signal of {name} is weak, {level} dBm: move it, or use a cable.")
        return warning(says, name=name, level=level)
    return ok(N_("The signal of {name} is {level} dBm."), name=name, level=level)


def strength(host: Host, name: str) -> int | None:
    """dBm; drivers that count in their own units give a number that is not below 0."""
    for line in host.read("proc/net/wireless").splitlines():
        key, _, fields = line.strip().partition(":")
        number = (fields.split() + [""] * 3)[2].rstrip(".")
        if key == name and number.startswith("-") and number[1:].isdecimal():
            return int(number) if number != "-256" else None
    return None


def network(host: Host) -> Result:
    if not host.read("proc/net/route") and not host.read("proc/net/ipv6_route"):
        return skipped(N_("The kernel does not tell what leads where."))
    name = to(host, 0) or to6(host)
    if name:
        return ok(N_("{name} leads to the world."), name=name)
    return ok(N_("No way leads to the world: pip, apt and packs do not work, all else does."))


def to6(host: Host) -> str:
    """The interface of IPv6's default route. lo holds the one that refuses all."""
    rows = (line.split() for line in host.read("proc/net/ipv6_route").splitlines())
    fits = (row[-1] for row in rows if len(row) > 2 and not row[0].strip("0") and row[1] == "00")
    return next((it for it in fits if it != "lo"), "")


GROUP = N_("Network")
CHECKS: tuple[Check, ...] = (
    Check(
        "wifi-power-saving", GROUP, N_("WiFi's power saving"),
        N_("A radio that sleeps is told of packets some times a second at best; on a Pi Zero 2 W a "
           "key was seen to be echoed after one to five seconds."),
        power_saving,
    ),
    Check(
        "wifi-signal", GROUP, N_("WiFi's signal"),
        N_("What a weak signal loses is sent again, and keys and pictures come late. Metal cases, "
           "HDMI cables and USB 3 devices beside the board disturb it."),
        signal,
    ),
    Check(
        "network", GROUP, N_("Way out"),
        N_("zerodeck needs no network; installing and updating do."),
        network,
    ),
)  # fmt: skip
