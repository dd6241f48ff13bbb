"""Where things are kept: whether there is room, whether it can be written, whether it holds."""

import shlex
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from engines.pi.doctor.check import Check, Result, failure, ok, skipped, warning
from engines.pi.doctor.host import Host
from engines.wire import N_

MB = 1_000_000
ROOM = 500 * MB
"""For zerodeck with all its parts, the updates of the system, and what jobs leave behind."""

WHEEL = 100 * MB
"""What pip needs to unpack the largest part that is not torch, with some to spare."""

TMP, SPARE = "/tmp", "/var/tmp"  # noqa: S108 - where programs write; the second is on a disk

KINDS = frozenset({"btrfs", "ext2", "ext3", "ext4", "f2fs", "xfs"})
"""File systems that are made to be written."""

WORN = frozenset({"0x02", "0x03"})
"""An eMMC has used most, or nearly all of its spare blocks (JESD84-B51, PRE_EOL_INFO)."""


class Mount(NamedTuple):
    device: str
    point: str
    kind: str
    options: list[str]

    @property
    def spoiled(self) -> bool:
        """A disk that was made to be written, and is not."""
        return "ro" in self.options and self.kind in KINDS and self.device.startswith("/dev/")


def mounts(host: Host, path: str) -> list[Mount]:
    """Those of a table like /proc/mounts."""
    rows = [line.split() for line in host.read(path).splitlines() if not line.startswith("#")]
    return [
        Mount(row[0], row[1].replace("\\040", " "), row[2], row[3].split(","))
        for row in rows
        if len(row) >= 4
    ]


def holder(host: Host, path: str) -> Mount | None:
    """What a path lies on. Of two that are mounted at one place, the later one is seen."""
    over = [it for it in mounts(host, "proc/mounts") if Path(path).is_relative_to(it.point)]
    return max(reversed(over), key=lambda it: len(it.point), default=None)


def disk(host: Host) -> Result:
    rooms = {}
    for path in (home(host), host.python.prefix):
        with suppress(OSError):
            rooms[path] = host.free(Path(path))
    if not rooms:
        return skipped(N_("How much room there is cannot be told."))
    path = min(rooms, key=lambda it: rooms[it])
    if rooms[path] < ROOM:
        says = N_("Only {free} are free where {path} lies. This shows what takes the most.")
        return warning(says, largest(path), free=mb(rooms[path]), path=path)
    return ok(N_("{free} are free where {path} lies."), free=mb(rooms[path]), path=path)


def home(host: Host) -> str:
    return host.environ.get("HOME") or "/"


def largest(path: str) -> str:
    return f"du -xhd1 {shlex.quote(path)} 2>/dev/null | sort -h | tail"


def mb(size: int) -> str:
    return f"{size // MB} MB"


def tmp(host: Host) -> Result:
    path = host.environ.get("TMPDIR") or TMP
    try:
        free = host.free(Path(path))
    except OSError:
        says = N_("There is no folder {path} for temporary files.")
        return warning(says, f"export TMPDIR={SPARE}", path=path)
    if free >= WHEEL:
        return ok(N_("{free} are free in {path}."), free=mb(free), path=path)
    mount = holder(host, path)
    if mount and mount.kind == "tmpfs":
        says = N_("{path} is kept in memory, and only {free} are free in it.")
        return warning(says, f"export TMPDIR={SPARE}", free=mb(free), path=path)
    says = N_("Only {free} are free in {path}. This shows what takes the most.")
    return warning(says, largest(path), free=mb(free), path=path)


def read_only(host: Host) -> Result:
    here = [holder(host, path) for path in ("/", home(host))]
    if not any(here):
        return skipped(N_("What is mounted where cannot be told."))
    meant = {it.point for it in mounts(host, "etc/fstab") if "ro" in it.options}
    for mount in here:
        if mount and mount.spoiled and mount.point not in meant:
            says = N_("{point} can only be read: copy what matters. The kernel may tell why.")
            fix = "sudo dmesg | grep -iE 'mmc|ext4|f2fs|I/O error' | tail"
            return failure(says, fix, point=mount.point)
    return ok(N_("The disks can be written."))


def card(host: Host) -> Result:
    """Of SD cards the kernel knows nothing, but ext4 counts what it met, until it is checked."""
    seen = False
    for name in host.names("sys/fs/ext4"):
        count = host.read(f"sys/fs/ext4/{name}/errors_count")
        seen |= count.isdecimal()
        if count.isdecimal() and int(count):
            says = N_("The file system on {name} has met {count} errors. The next start checks it.")
            return warning(says, "sudo reboot", name=name, count=count)
    for name in host.names("sys/bus/mmc/devices"):
        if host.read(f"sys/bus/mmc/devices/{name}/pre_eol_info") in WORN:
            return warning(N_("The memory chip of this board is worn out. Copy what matters."))
    if not seen:
        return skipped(N_("No file system here counts its errors."))
    return ok(N_("The file systems have met no errors."))


GROUP = N_("Disks")
CHECKS: tuple[Check, ...] = (
    Check(
        "disk", GROUP, N_("Room on disks"),
        N_("On a full disk nothing can be installed, and jobs cannot keep what they found."),
        disk,
    ),
    Check(
        "tmp", GROUP, N_("Room for temporary files"),
        N_("pip unpacks in the folder for temporary files. Where that is kept in memory, a large "
           "package fails with \"No space left on device\" although the disk has room."),
        tmp,
    ),
    Check(
        "read-only", GROUP, N_("Writing"),
        N_("The kernel stops writing to a disk that makes errors: with an SD card this is mostly "
           "its end. Nothing is kept from then on."),
        read_only,
    ),
    Check(
        "sd-card", GROUP, N_("Errors"),
        N_("Errors that a file system met come from a card that wears out, or from current that "
           "was cut off. If they come back after a check, replace the card."),
        card,
    ),
)  # fmt: skip
