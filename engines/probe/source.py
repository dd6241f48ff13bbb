"""Where a probe comes from: USB, a pyOCD server, or the board that is not there."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from engines import wire
from engines.installing import install
from engines.locks import resource_lock
from engines.probe import remote, usb
from engines.probe.algorithm import HostClock
from engines.probe.listing import LIST, exact, plugged, resource, simulated
from engines.probe.messages import SIMULATED, Cable, Plugged, Wanted
from engines.probe.session import Lost, aside, translated


class Wall:
    """The host's own clock."""

    now = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)


class Source(Protocol):
    clock: HostClock

    def plugged(self) -> Plugged | None:
        """What is known of it; None while it is not there."""

    def probe(self) -> Any:
        """A fresh pyocd DebugProbe. Raises Lost while it is not there."""

    def close(self) -> None:
        """Let others have it."""


class Simulated:
    def __init__(self, cable: Cable) -> None:
        from engines.probe.simulated.board import desk
        from engines.probe.simulated.clock import VirtualClock, WallClock

        clock = VirtualClock() if cable.virtual else WallClock()
        self.clock: HostClock = clock
        self.board = desk(clock, cable)

    def plugged(self) -> Plugged | None:
        return simulated() if self.board.plugged else None

    def probe(self) -> Any:
        from engines.probe.simulated.probe import SimulatedProbe

        if not self.board.plugged:
            raise Lost("the cable is unplugged")
        return SimulatedProbe.of(self.board)

    def close(self) -> None:
        self.board.close()


class Usb:
    """By its unique id; one without a serial number by its place on the bus and its numbers.

    The id of such a one is made up of a number that each plugging in raises.
    """

    def __init__(self, first: usb.Probe, root: Path = Path("/")) -> None:
        self.clock: HostClock = Wall()
        self.first, self.root = first, root

    def _found(self) -> usb.Probe | None:
        return next(filter(self._same, usb.probes(self.root)), None)

    def _same(self, probe: usb.Probe) -> bool:
        if self.first.serial or probe.serial:
            return probe.unique_id == self.first.unique_id
        return place(probe) == place(self.first)

    def plugged(self) -> Plugged | None:
        found = self._found()
        return plugged(found, self.root) if found else None

    def probe(self) -> Any:
        if (found := self._found()) is None:
            raise Lost("it is not on the bus")
        return by_selector(found.selector)

    def close(self) -> None:
        pass


class Remote:
    """A probe that a pyOCD server lends: "host:port". Raises EngineError where none is reached."""

    def __init__(self, address: str) -> None:
        self.clock: HostClock = Wall()
        self.lent = usb.remote(address)
        host, _, port = self.lent.unique_id.partition(":")
        self.line = remote.Line((host, int(port)))
        try:
            remote.connected(self.line.address).close()
        except Lost as error:
            raise unreachable(error) from error

    def plugged(self) -> Plugged | None:
        try:
            remote.connected(self.line.address).close()
        except Lost:
            return None
        return plugged(self.lent)

    def probe(self) -> Any:
        found = by_selector(self.lent.selector)
        remote.put_through(found, self.line)
        return found

    def close(self) -> None:
        self.line.close()


def place(probe: usb.Probe) -> tuple[str, int, int]:
    return probe.port, probe.vid, probe.pid


def by_selector(selector: str) -> Any:
    from pyocd.core.helpers import ConnectHelper
    from pyocd.core.session import Session

    with translated(), aside() as apart:
        _current = Session(None, **apart)  # pyOCD asks the current one, or makes one by itself
        # Without blocking it never asks on a terminal that is ours.
        found = ConnectHelper.get_all_connected_probes(
            blocking=False, unique_id=selector, print_wait_message=False
        )
    if not found:
        raise Lost("pyOCD does not find it")
    return found[0]


@contextmanager
def held(wanted: Wanted, root: Path, holder: str) -> Iterator[Source]:
    """The wanted probe, and as long as this lasts nobody else's.

    Its lock is taken before anything is opened: so an error says who has it. `holder` is who takes
    it, as in locks. Raises EngineError.
    """
    wanted = exact(wanted, root)
    with resource_lock(resource(wanted.probe), holder):
        source = find(wanted, root)
        try:
            yield source
        finally:
            source.close()


def unreachable(error: Lost) -> wire.EngineError:
    """It was not there to begin with."""
    return wire.EngineError("The probe cannot be reached.", str(error), LIST)


def went_away(error: Lost) -> wire.EngineError:
    return wire.EngineError("The probe went away.", str(error), LIST)


def find(wanted: Wanted, root: Path = Path("/")) -> Source:
    """The wanted probe, by its whole id. Raises EngineError where it is not there."""
    if wanted.probe == SIMULATED or wanted.cable:
        try:
            return Simulated(wanted.cable or Cable())
        except ImportError as error:
            raise wire.EngineError(
                "The simulated board needs Unicorn.", str(error), install("unicorn")
            ) from error
    for probe in usb.probes(root):
        if probe.unique_id == wanted.probe:
            return Usb(probe, root)
    if ":" in wanted.probe:
        return Remote(wanted.probe)
    raise wire.EngineError("There is no such probe.", wanted.probe, LIST)
