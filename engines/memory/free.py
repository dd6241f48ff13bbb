"""How much memory there is, and how much is left: of the machine, and of the groups that we are in.

Sources: proc_meminfo(5); Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst of Linux.
"""

import msgspec

from engines.memory.proc import content, field

GROUPS = "sys/fs/cgroup"


class Free(msgspec.Struct, frozen=True):
    """Bytes. None: nobody tells. `limit` and `below` are the tightest group's: what it may have,
    and what it could still take."""

    total: int | None = None
    available: int | None = None
    swap: int = 0
    swap_free: int = 0
    limit: int | None = None
    below: int | None = None

    @property
    def room(self) -> int | None:
        """What may be taken without anybody's being killed.

        Half of the free swap counts. A page that goes to zram stays in memory, at a third to a half
        of its size; of a file on a card the other half is for what other programs put there. In
        a group none counts: whether it may swap, several more files would have to tell.
        """
        if self.available is None:
            return None
        room = self.available + self.swap_free // 2
        return room if self.below is None else min(room, self.below)

    @property
    def resident(self) -> int | None:
        """What may be taken without swapping."""
        known = [each for each in (self.available, self.below) if each is not None]
        return min(known, default=None)


def look(root: str = "/") -> Free:
    """A fresh look. `root` is where /proc and /sys stand."""
    text = content(f"{root}proc/meminfo")
    total, available = kib(text, "MemTotal:"), kib(text, "MemAvailable:")
    swap, swap_free = kib(text, "SwapTotal:") or 0, kib(text, "SwapFree:") or 0
    # A limit above what the machine has is none: that of the first version's root is 2^63.
    limits = [each for each in groups(root) if total is None or each[0] < total]
    limit, below = min(limits, key=lambda pair: pair[1], default=(None, None))
    return Free(total, available, swap, swap_free, limit, below)


def kib(text: str, name: str) -> int | None:
    number = field(text, name)
    return None if number is None else number << 10


def groups(root: str) -> list[tuple[int, int]]:
    """The limit of each group that we are in and that has one, and what is left below it."""
    found = []
    for line in content(f"{root}proc/self/cgroup").splitlines():
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if number == "0" and not controllers:
            found += [second(folder) for folder in folders(f"{root}{GROUPS}", path)]
        elif "memory" in controllers.split(","):
            found += [first(folder) for folder in folders(f"{root}{GROUPS}/memory", path)]
    return [each for each in found if each is not None]


def folders(mount: str, path: str) -> list[str]:
    """Of the group and all above it. In a container the path may be one that only its host has: the
    mount itself is then ours, and always among these."""
    parts = [part for part in path.split("/") if part not in ("", "..")]
    return ["/".join([mount, *parts[:length]]) for length in range(len(parts), -1, -1)]


def second(folder: str) -> tuple[int, int] | None:
    """Of cgroup v2."""
    return left(folder, "memory.max", "memory.current", "")


def first(folder: str) -> tuple[int, int] | None:
    """Of cgroup v1, whose figures are the group's own unless they are called total."""
    return left(folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_")


def left(folder: str, limit: str, used: str, prefix: str) -> tuple[int, int] | None:
    """None where there is no limit. What the kernel keeps of files it would give back; of what is
    used often, half, for it would have to be read again and again; of what it keeps for itself and
    can free, half, as MemAvailable has it. v1 tells of the last only together with what stays."""
    most, now = content(f"{folder}/{limit}").strip(), content(f"{folder}/{used}").strip()
    if not (most.isdecimal() and now.isdecimal()):
        return None
    if int(most) >= 1 << 60:
        return None
    text = content(f"{folder}/memory.stat")
    cached = field(text, f"{prefix}inactive_file ") or 0
    often = field(text, f"{prefix}active_file ") or 0
    slab = field(text, "slab_reclaimable ") or 0
    return int(most), max(0, int(most) - int(now) + cached + often // 2 + slab // 2)
