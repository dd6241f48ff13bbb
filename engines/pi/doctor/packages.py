"""What is installed beside zerodeck: what is missing, too much, or in each other's way."""

from collections.abc import Sequence

from engines.installing import CPU
from engines.pi.doctor.check import Check, Result, failure, ok, skipped, warning
from engines.pi.doctor.host import Host
from engines.pi.doctor.requirements import (
    Requirement,
    install,
    numbers,
    requirements,
    uninstall,
)
from engines.wire import N_

GROUP = N_("Packages")
TYPER = Requirement("typer", ">=0.26,<0.29")
PYDANTIC_SINCE = (0, 29)
METADATA = Requirement("importlib-metadata", ">=3.6")
CUDA = ("triton", "cuda-toolkit", "cuda-bindings", "cuda-pathfinder")
NOT_CUDA = ("nvidia-ml-py",)  # small, and of use to those who watch other machines
GPUS = (
    "dev/nvidia0", "sys/module/nvidia", "sys/module/nvgpu", "dev/nvmap",  # the last two: Jetson
    "dev/dxg", "dev/kfd",  # WSL, AMD
)  # fmt: skip
NVIDIA = "0x10de"
NO_PYOCD = N_("pyOCD is not installed.")


def dependencies(host: Host) -> Result:
    needs = requirements(host)
    if not needs:
        return skipped(N_("zerodeck is not installed as a package, so what it needs is not known."))
    missing, unfit = lacking(host, needs), [it for it in needs if misfit(host, it)]
    fix = install(host, [*missing, *unfit])
    if core := [it for it in missing if not it.extra]:
        return failure(N_("zerodeck cannot do without {packages}."), fix, packages=names(core))
    if unfit:
        says = N_("Not the versions that zerodeck is made for: {packages}")
        return warning(says, fix, packages=", ".join(unlike(host, it) for it in unfit))
    if missing:
        return warning(N_("Only a part is here, without {packages}."), fix, packages=names(missing))
    return complete(host, needs)


def complete(host: Host, needs: Sequence[Requirement]) -> Result:
    out = sorted({it.extra for it in needs if it.extra} - extras(host, needs))
    if not out:
        return ok(N_("All that zerodeck can use is here."))
    left = (f"{it} ({', '.join(each.name for each in needs if each.extra == it)})" for it in out)
    says = N_("All that is needed is here. Left out are {extras}, to be had by {command}")
    return ok(says, extras=", ".join(left), command=install(host, ["…"]))


def extras(host: Host, needs: Sequence[Requirement]) -> set[str]:
    """Those that somebody wanted: the first package of each is what it is for."""
    first = {it.extra: it.name for it in reversed(needs)}
    return {extra for extra, name in first.items() if name in host.python.packages} - {""}


def lacking(host: Host, needs: Sequence[Requirement]) -> list[Requirement]:
    wanted = extras(host, needs) | {""}
    return [it for it in needs if it.extra in wanted and it.name not in host.python.packages]


def misfit(host: Host, it: Requirement) -> bool:
    version = host.python.packages.get(it.name)
    return version is not None and not it.fits(version) and not (it.name == "typer" and late(host))


def unlike(host: Host, it: Requirement) -> str:
    return f"{it.name} {host.python.packages[it.name]} ({it.clauses})"


def names(needs: Sequence[Requirement]) -> str:
    return ", ".join(it.name for it in needs)


def torch(host: Host) -> Result:
    packages = host.python.packages
    spare = sorted(name for name in packages if cuda(name))
    if "torch" not in packages and not spare:
        return skipped(N_("torch is not installed."))
    if not spare:
        return ok(N_("torch {version}, without CUDA"), version=packages["torch"])
    if gpu(host):
        return ok(N_("CUDA for this machine's GPU"))
    fix = uninstall(host, ["torch", *spare] if "torch" in packages else spare)
    if "torch" in packages:
        fix = f"{fix} && {install(host, ['torch'], *CPU)}"
    says = N_("{count} packages of CUDA, gigabytes in all, and no GPU here.")
    return warning(says, fix, count=len(spare))


def cuda(name: str) -> bool:
    return name in CUDA or (name.startswith("nvidia-") and name not in NOT_CUDA)


def gpu(host: Host) -> bool:
    """One whose driver is not loaded counts too."""
    cards = "sys/bus/pci/devices"
    return any(map(host.exists, GPUS)) or any(
        host.read(f"{cards}/{each}/vendor") == NVIDIA for each in host.names(cards)
    )


def pygame(host: Host) -> Result:
    packages = host.python.packages
    ours, theirs = "pygame-ce" in packages, "pygame" in packages
    new = install(host, [wanted(host, "pygame-ce")], "--force-reinstall", "--no-deps")
    if ours and theirs:
        says = N_("pygame and pygame-ce are one and the same folder: each overwrites the other.")
        return warning(says, f"{uninstall(host, ['pygame'])} && {new}")
    if "pgzero" in packages and not (ours or theirs):
        return warning(N_("Pygame Zero is here, and no pygame to draw with."), new)
    if "pgzero" in packages:
        return ok(N_("Pygame Zero {version}, one pygame"), version=packages["pgzero"])
    if ours:
        says = N_("pygame-ce is here, and Pygame Zero, which the games are written for, is not.")
        return warning(says, install(host, ["pgzero"], "--no-deps"))
    return skipped(N_("The games are not installed."))


def wanted(host: Host, name: str) -> Requirement:
    return next((it for it in requirements(host) if it.name == name), Requirement(name))


def typer(host: Host) -> Result:
    version = host.python.packages.get("typer")
    if version is None:
        return skipped(N_("typer is not installed."))
    if not late(host):
        return ok(N_("typer {version}, without pydantic"), version=version)
    says = N_("typer {version} loads pydantic at each start.")
    return warning(says, install(host, [TYPER]), version=version)


def late(host: Host) -> bool:
    return numbers(host.python.packages.get("typer", "")) >= PYDANTIC_SINCE


def pyocd_plugin(host: Host) -> Result:
    packages = host.python.packages
    if "pyocd" not in packages:
        return skipped(NO_PYOCD)
    if not METADATA.fits(packages.get(METADATA.name, "0")):
        says = N_("pyOCD cannot start: it looks for its plug-ins with importlib-metadata.")
        return failure(says, install(host, [METADATA]))
    for it in host.python.plugins:
        if not it.found or ":" not in it.loads:
            says = N_("pyOCD cannot start: {package} promises {loads}, which is not there.")
            fix = install(host, [it.package], "--force-reinstall", "--no-deps")
            return failure(says, fix, package=it.package, loads=it.loads)
    return ok(N_("Plug-ins of pyOCD: {count}, all there"), count=len(host.python.plugins))


def capstone(host: Host) -> Result:
    packages = host.python.packages
    if "capstone" in packages:
        return ok(N_("capstone {version}"), version=packages["capstone"])
    if "pyocd" not in packages:
        return skipped(NO_PYOCD)
    says = N_("capstone is not here: all but disassembly works without it.")
    return skipped(says, install(host, ["capstone"]))


def libusb(host: Host) -> Result:
    packages = host.python.packages
    if "pyocd" not in packages:
        return skipped(NO_PYOCD)
    if "libusb-package" in packages:
        return ok(N_("libusb of libusb-package {version}"), version=packages["libusb-package"])
    if path := library(host):
        return ok(N_("libusb of the system: {path}"), path=path)
    says = N_("There is no libusb, so no probe is found.")
    return failure(says, install(host, ["libusb-package"]))


def library(host: Host) -> str:
    """The system's libusb 1.0, "" where there is none."""
    manifold = [f"usr/lib/{each}" for each in host.names("usr/lib") if "-linux-" in each]
    for folder in (*manifold, "usr/lib", "usr/lib64", "usr/local/lib", "lib"):
        for name in host.names(folder):
            if name.startswith("libusb-1.0.so"):
                return f"/{folder}/{name}"
    return ""


CHECKS: tuple[Check, ...] = (
    Check(
        "dependencies",
        GROUP,
        N_("What zerodeck is made of"),
        N_("A package that is missing, or of another version, fails late, in the middle of work."),
        dependencies,
    ),
    Check(
        "torch",
        GROUP,
        N_("CUDA without a GPU"),
        N_("The public wheels of torch bring CUDA along, gigabytes that only an NVIDIA GPU uses."),
        torch,
    ),
    Check(
        "pygame",
        GROUP,
        N_("pygame for the games"),
        N_(
            "Pygame Zero asks for pygame, zerodeck for pygame-ce. Both are imported as pygame: "
            "their files lie among each other."
        ),
        pygame,
    ),
    Check(
        "typer",
        GROUP,
        N_("typer and pydantic"),
        N_("pydantic doubles the memory of each command, and takes time at each start."),
        typer,
    ),
    Check(
        "pyocd-plugin",
        GROUP,
        N_("Plug-ins of pyOCD"),
        N_("pyOCD loads all plug-ins at the start of each command: one that fails ends it."),
        pyocd_plugin,
    ),
    Check(
        "capstone",
        GROUP,
        N_("Disassembly"),
        N_("Only the disassembler of the Probe tab and of pyOCD's commander use capstone."),
        capstone,
    ),
    Check(
        "libusb",
        GROUP,
        N_("libusb for probes"),
        N_("pyOCD reaches every probe on USB through libusb."),
        libusb,
    ),
)
