"""The Python that runs this, and where its packages go."""

import re
import shlex

from engines.pi.doctor.check import Check, Result, failure, ok, skipped, warning
from engines.pi.doctor.host import Host
from engines.pi.doctor.requirements import install, numbers, uv
from engines.wire import N_

GROUP = N_("Python")
OLDEST = (3, 11)
OLDEST_PIP = (23,)
NUMPY_IN = 13
"""The first Debian whose own numpy is new enough."""

VENV = "~/.venvs/zerodeck"
APT = (
    "sudo apt install gcc python3-dev python3-venv python3-numpy python3-serial python3-usb "
    "python3-yaml python3-capstone python3-pygame"
)
"""msgspec has no wheel for 32 bits and is no package of Debian's there: it is compiled."""


def python(host: Host) -> Result:
    have = ".".join(map(str, host.python.version))
    if host.python.version[:2] >= OLDEST:
        return ok(N_("Python {have}"), have=have)
    newer = newest(host)
    says = N_("Python {have} is too old: zerodeck needs 3.11, which is that of Debian 12.")
    return failure(says, made(host, newer) if newer else "", have=have)


def newest(host: Host) -> str:
    """A newer Python that is installed beside, "" where there is none."""
    names = [re.fullmatch(r"python3\.(\d+)", name) for name in host.names("usr/bin")]
    minors = [int(it[1]) for it in names if it]
    return f"python3.{max(minors)}" if minors and (3, max(minors)) >= OLDEST else ""


def environment(host: Host) -> Result:
    if host.user.number == 0 and (host.environ.get("SUDO_USER") or "root") != "root":
        says = N_("This runs as root by sudo. zerodeck never needs that.")
        return warning(says, "zerodeck doctor")
    if venv(host):
        return ok(N_("A venv of its own: {prefix}"), prefix=host.python.prefix)
    if any(host.exists(f"{each}/EXTERNALLY-MANAGED") for each in libraries(host)):
        says = N_("zerodeck runs in the system's own Python, into which pip installs nothing.")
        return warning(says, made(host))
    return ok(N_("A Python that is no system's: {prefix}"), prefix=host.python.prefix)


def made(host: Host, python: str = "python3", options: str = "") -> str:
    """The commands for a venv with zerodeck in it, from where this one came."""
    source = shlex.quote(host.python.source)
    return f"{python} -m venv {options}{VENV} && {VENV}/bin/pip install {source}"


def venv(host: Host) -> bool:
    return host.python.prefix != host.python.base


def libraries(host: Host) -> list[str]:
    """Where the standard library may lie."""
    major, minor, _ = host.python.version
    return [f"{host.python.base}/{each}/python{major}.{minor}" for each in ("lib", "lib64")]


def venv_tools(host: Host) -> Result:
    if venv(host):
        return skipped(N_("This runs in a venv already."))
    there = [each for each in libraries(host) if host.exists(each)]
    if not there:
        return skipped(N_("Where this Python has its library is not known."))
    if any(host.exists(f"{each}/ensurepip") for each in there):
        return ok(N_("python3 -m venv works."))
    fix = "sudo apt install python3-venv" if host.exists("usr/bin/apt") else ""
    return warning(N_("python3 -m venv does not work here: ensurepip is missing."), fix)


def bits(host: Host) -> Result:
    machine = host.python.machine
    if host.python.bits != 32:
        return ok(N_("{bits} bits, {machine}"), bits=host.python.bits, machine=machine)
    own = made(host, options="--system-site-packages ")
    fix = f"{APT} && {own}" if debian(host) >= NUMPY_IN else ""
    if machine in ("aarch64", "armv8l", "x86_64"):
        says = N_("A 32-bit system on a 64-bit processor: take the 64-bit one, if you can.")
        return warning(says, fix)
    says = N_("A 32-bit system: what has compiled parts comes from apt, or not at all.")
    return warning(says, fix)


def debian(host: Host) -> int:
    """Raspberry Pi OS counts as Debian does; 0 where it is something else."""
    told = dict(line.partition("=")[::2] for line in host.read("etc/os-release").splitlines())
    number = told.get("VERSION_ID", "").strip("\"'")
    return int(number) if told.get("ID") in ("debian", "raspbian") and number.isdecimal() else 0


def pip(host: Host) -> Result:
    have = host.python.packages.get("pip")
    if have is None:
        if venv(host) and not uv(host):
            fix = shlex.join([f"{host.python.prefix}/bin/python3", "-m", "ensurepip"])
            return warning(N_("There is no pip in this venv."), fix)
        return skipped(N_("There is no pip here, and none is needed."))
    if not numbers(have) or numbers(have) >= OLDEST_PIP:
        return ok(N_("pip {have}"), have=have)
    if not venv(host):
        return skipped(N_("pip {have}, of the system: nothing is installed with it."), have=have)
    says = N_("pip {have} is old: it may compile what newer ones fetch ready-made.")
    return warning(says, install(host, ["pip"], "--upgrade"), have=have)


CHECKS: tuple[Check, ...] = (
    Check(
        "python",
        GROUP,
        N_("Version of Python"),
        N_("Textual, numpy and zerodeck itself are written for Python 3.11 and newer."),
        python,
    ),
    Check(
        "environment",
        GROUP,
        N_("Where packages are installed"),
        N_(
            "The system's Python belongs to apt: what pip puts there may break with any upgrade. "
            "sudo leaves the venv, and makes files that only root may change."
        ),
        environment,
    ),
    Check(
        "venv-tools",
        GROUP,
        N_("Making a venv"),
        N_("Debian keeps ensurepip in a package of its own; without it a venv fails half-way."),
        venv_tools,
    ),
    Check(
        "bits",
        GROUP,
        N_("32 or 64 bits"),
        N_(
            "For 32 bits numpy, pygame, capstone, torch and others have no ready-made files: a "
            "small Pi compiles them for hours, or runs out of memory."
        ),
        bits,
    ),
    Check(
        "pip",
        GROUP,
        N_("Version of pip"),
        N_("An old pip does not know the tags of newer wheels, and compiles instead."),
        pip,
    ),
)
