"""The state of the machine in one cheap look: no subprocess, a few small files."""

import math
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from engines.pi import firmware


class Throttled(msgspec.Struct, frozen=True):
    """Weak supply and heat: what holds now, and what was seen since boot. None: nobody tells."""

    undervoltage: bool | None = None
    capped: bool | None = None
    throttled: bool | None = None
    soft_limit: bool | None = None
    undervoltage_seen: bool | None = None
    capped_seen: bool | None = None
    throttled_seen: bool | None = None
    soft_limit_seen: bool | None = None


class Machine(msgspec.Struct, frozen=True):
    """Memory in bytes, temperature in °C, `load` over one minute. None is unknown, never 0."""

    user: str
    host: str
    address: str | None
    load: float | None
    memory_used: int | None
    memory_total: int | None
    temperature: float | None
    throttled: Throttled | None


def machine(root: Path = Path("/"), environ: Mapping[str, str] | None = None) -> Machine:
    """A fresh look. `root` is where /proc, /sys and /dev stand."""
    environ = os.environ if environ is None else environ
    used, total = _memory(root)
    return Machine(
        user=_user(environ),
        host=_read(root / "proc/sys/kernel/hostname") or os.uname().nodename,
        address=_address(environ),
        load=_float(_read(root / "proc/loadavg").partition(" ")[0]),
        memory_used=used,
        memory_total=total,
        temperature=temperature(root),
        throttled=throttled(root),
    )


def _user(environ: Mapping[str, str]) -> str:
    if name := environ.get("USER") or environ.get("LOGNAME"):
        return name
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container run as a number
        return str(os.getuid())


def _address(environ: Mapping[str, str]) -> str | None:
    """The address that others reach this machine by."""
    # What the user typed works, also where several interfaces or a NAT make the rest a guess.
    ssh = environ.get("SSH_CONNECTION", "").split()
    return ssh[2] if len(ssh) == 4 else _source_address()


def _source_address() -> str | None:
    """Where a packet to the world would come from. connect(2) on UDP sends none."""
    import socket

    # Addresses reserved for documentation (RFC 5737, RFC 3849): only the route is looked up.
    for family, target in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((target, 9))
                return str(probe.getsockname()[0])
        except OSError:
            continue
    return None


def _memory(root: Path) -> tuple[int | None, int | None]:
    """Used and total. Available counts what the kernel would give back, so a full cache is free."""
    fields = dict(line.partition(":")[::2] for line in _read(root / "proc/meminfo").splitlines())
    total, available = _kib(fields.get("MemTotal", "")), _kib(fields.get("MemAvailable", ""))
    return (None if total is None or available is None else total - available), total


def _kib(text: str) -> int | None:
    number = text.strip().removesuffix(" kB")
    return int(number) << 10 if number.isdecimal() else None


def temperature(root: Path) -> float | None:
    milli = _float(_read(root / "sys/class/thermal/thermal_zone0/temp"))
    # A sensor that is off says 0, or absolute zero, or nonsense.
    return milli / 1000 if milli is not None and milli and -60e3 < milli < 200e3 else None


def throttled(root: Path) -> Throttled | None:
    bits = firmware.throttled(root)
    if bits is not None:
        return Throttled(*(bool(bits >> bit & 1) for bit in (0, 1, 2, 3, 16, 17, 18, 19)))
    undervoltage = _undervoltage(root)
    return None if undervoltage is None else Throttled(undervoltage)


def _undervoltage(root: Path) -> bool | None:
    """Within the last two seconds, on any kernel (Documentation/hwmon/raspberrypi-hwmon.rst)."""
    for sensor in root.glob("sys/class/hwmon/hwmon*"):
        if _read(sensor / "name") == "rpi_volt":
            return {"0": False, "1": True}.get(_read(sensor / "in0_lcrit_alarm"))
    return None


def _read(path: Path) -> str:
    """The file as text, "" where there is none: a sensor may vanish or fail at any time."""
    try:
        return path.read_bytes().decode("ascii", "replace").strip()
    except OSError:
        return ""


def _float(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
