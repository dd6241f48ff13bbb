"""What a machine lives on: memory, coolness, current, and the time of day."""

from datetime import UTC, datetime
from pathlib import PurePosixPath

from engines.pi.doctor.check import Check, Result, failure, ok, skipped, warning
from engines.pi.doctor.host import Host
from engines.pi.machine import temperature, throttled
from engines.wire import N_

SCARCE = 100 << 20
SMALL = 1 << 30
"""Below this, a machine without swap kills programs on its first bad day."""

HOT = 80.0
"""°C, from which the firmware of every Pi slows its cores down."""

WRITTEN = datetime(2026, 9, 1, tzinfo=UTC)
"""No clock that is right shows a day before this program was written."""

BIGGEST = "ps -eo rss,pid,args --sort=-rss | head"


def memory(host: Host) -> Result:
    total, available, swap = (kib(host, it) for it in ("MemTotal", "MemAvailable", "SwapTotal"))
    allowed = limit(host)
    if allowed is not None and allowed < SCARCE:
        return warning(N_("This session is allowed no more than {limit} of memory."),
                       limit=mib(allowed))  # fmt: skip
    if total is None or available is None:
        return skipped(N_("The kernel does not tell how much memory is free."))
    if available < SCARCE:
        says = N_("Of {total} of memory only {free} are free. This shows what uses the most.")
        return warning(says, BIGGEST, total=mib(total), free=mib(available))
    if swap == 0 and total < SMALL:
        says = N_("There is no swap beside {total} of memory.")
        return warning(says, "sudo apt install zram-tools", total=mib(total))
    return ok(N_("Of {total} of memory {free} are free."), total=mib(total), free=mib(available))


def kib(host: Host, name: str) -> int | None:
    """A line of /proc/meminfo in bytes."""
    for line in host.read("proc/meminfo").splitlines():
        key, _, value = line.partition(":")
        number = value.strip().removesuffix(" kB")
        if key == name and number.isdecimal():
            return int(number) << 10
    return None


def limit(host: Host) -> int | None:
    """The least that the control groups above this process allow, of version 1 or 2."""
    found = []
    for line in host.read("proc/self/cgroup").splitlines():
        kinds, _, path = line.partition(":")[2].partition(":")
        folder = PurePosixPath(path.lstrip("/"))
        for each in (folder, *folder.parents):
            if not kinds:
                found.append(host.read(f"sys/fs/cgroup/{each}/memory.max"))
            elif kinds == "memory":
                found.append(host.read(f"sys/fs/cgroup/memory/{each}/memory.limit_in_bytes"))
    return min((int(number) for number in found if number.isdecimal()), default=None)


def mib(size: int) -> str:
    return f"{size >> 20} MiB"


def heat(host: Host) -> Result:
    celsius = temperature(host.root)
    if celsius is None:
        return skipped(N_("There is no thermometer here."))
    if celsius > HOT:
        says = N_("The processor is at {celsius} °C. It wants a heat sink, or air.")
        return warning(says, celsius=round(celsius))
    return ok(N_("The processor is at {celsius} °C."), celsius=round(celsius))


def power(host: Host) -> Result:
    known = throttled(host.root)
    if known is None or known.undervoltage is None:
        return skipped(N_("Nothing here watches the supply, as a Pi does."))
    if known.undervoltage:
        return warning(N_("The supply is too weak right now: less than 4.63 V reach the board."))
    if known.undervoltage_seen:
        return warning(N_("The supply was too weak at least once since the start."))
    return ok(N_("The supply holds its voltage."))


def clock(host: Host) -> Result:
    shown = datetime.fromtimestamp(host.now, UTC)
    if shown < WRITTEN:
        says = N_("The clock shows {day}, which is long past.")
        return failure(says, "sudo timedatectl set-ntp true", day=f"{shown:%Y-%m-%d}")
    return ok(N_("The clock shows {day}."), day=f"{shown:%Y-%m-%d}")


GROUP = N_("Supply")
CHECKS: tuple[Check, ...] = (
    Check(
        "memory", GROUP, N_("Memory"),
        N_("When memory runs out, the kernel ends a program in the midst of its work: a training, "
           "a game, a flashing. Compressed swap (zram) makes room without wearing out the card."),
        memory,
    ),
    Check(
        "heat", GROUP, N_("Heat"),
        N_("From 80 °C on a Pi slows itself down, and what is measured on it means little."),
        heat,
    ),
    Check(
        "power", GROUP, N_("Power"),
        N_("A weak supply slows a Pi down, makes USB probes vanish, and spoils SD cards. Use the "
           "supply made for the board, and a short thick cable."),
        power,
    ),
    Check(
        "clock", GROUP, N_("Clock"),
        N_("Most Pis keep no time without current. With a clock that lags, every certificate seems "
           "not yet valid: pip, apt and git refuse to download."),
        clock,
    ),
)  # fmt: skip
