"""Which probes there are to choose from: a plain function, without pyOCD and without a screen."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from engines import wire
from engines.access import access
from engines.marking import N_
from engines.probe import kinds, usb
from engines.probe.messages import SIMULATED, Plugged, Wanted

LIST = "zerodeck probe list"


def plugged(probe: usb.Probe, root: Path = Path("/")) -> Plugged:
    """What to show of a probe, and whether this user may open it."""
    obstacle, fix = probe.obstacle, ""
    if not obstacle and probe.kind != kinds.REMOTE:
        may = access(probe, root)
        obstacle, fix = may.why, may.fix
    name = " ".join(word for word in (probe.vendor, probe.product) if word)
    return Plugged(
        probe.unique_id, probe.kind, name or probe.kind, probe.serial, probe.ttys, obstacle, fix
    )


def simulated() -> Plugged:
    return Plugged(SIMULATED, "simulated", "STM32F103RC board")


def everywhere(
    root: Path = Path("/"), demo: bool = False, remotes: Sequence[str] = ()
) -> tuple[Plugged, ...]:
    """All probes of this machine, then those at `remotes`; with `demo` the simulated one, last.

    Whether anybody answers at a remote address is seen by connecting. Raises EngineError.
    """
    lent = [usb.remote(address) for address in remotes]
    found = [plugged(probe, root) for probe in (*usb.probes(root), *lent)]
    return (*found, simulated()) if demo else tuple(found)


def chosen(probes: tuple[Plugged, ...], name: str) -> Plugged:
    """The one whose id begins with `name`; with "" the only one that can be used."""
    exact = [probe for probe in probes if probe.probe == name]
    matching = exact or [probe for probe in probes if probe.probe.startswith(name)]
    usable = [probe for probe in matching if not probe.obstacle]
    if len(usable) == 1:
        return usable[0]
    if usable:
        why = ", ".join(probe.probe for probe in usable)
        raise wire.EngineError("More than one probe is there.", why, "zerodeck probe list")
    if matching:
        first = matching[0]
        raise wire.EngineError(first.obstacle, first.name, first.fix)
    if name:
        raise wire.EngineError("There is no such probe.", name, LIST)
    raise wire.EngineError(
        "No debug probe is plugged in.",
        N_("The simulated board is there on request."),
        "zerodeck probe info --demo",
    )


def exact(wanted: Wanted, root: Path = Path("/")) -> Wanted:
    """With the whole id of the probe, by which its lock is called too. Raises EngineError."""
    if wanted.cable or wanted.probe == SIMULATED:
        return msgspec.structs.replace(wanted, probe=SIMULATED)
    found = everywhere(root=root)
    if ":" in wanted.probe and all(each.probe != wanted.probe for each in found):
        probe = usb.remote(wanted.probe).unique_id
    else:
        probe = chosen(found, wanted.probe).probe
    return msgspec.structs.replace(wanted, probe=probe)


def resource(probe: str) -> str:
    """The name of the lock that whoever speaks to this probe holds."""
    return f"probe:{probe}"
