"""Which probe the engine of the Probe tab holds: connecting, letting go for a job, and again."""

import asyncio

import msgspec
from textual.reactive import var
from textual.timer import Timer

from engines import wire
from engines.probe.messages import Leave, Look, Plugged, Wanted, Watch
from engines.probe.state import Flashing, State, flash_step, step
from tui.tabs.job_tab import JobTab

KEEP = 60.0
"""Seconds for which an engine is kept that nobody needs: pyOCD loads slowly on a small machine."""

PATIENCE = 30.0
"""Seconds within which an engine has to let go of a probe, pyOCD's loading included."""


class Connecting(JobTab):
    """What is asked and awaited; the tab itself is what is shown and pressed."""

    ENGINE = "probe"
    RESOURCE = "probe:"
    NOTHING = Flashing()
    step = staticmethod(step)
    job_step = staticmethod(flash_step)

    state: var[State] = var(State(), init=False)

    def __init__(self) -> None:
        super().__init__()
        self.demo = self.app.demo
        self.chosen = ""
        """The id of the probe under the cursor."""
        self.looking = False
        """Asked to connect, and not answered yet."""
        self.fresh = False
        """The engine has only just been started."""
        self.again = ""
        """The id of the probe to connect to as soon as it is listed."""
        self.known: Plugged | None = None
        """What our engine is connected to, as far as was seen to."""
        self.answered, self.free = asyncio.Event(), asyncio.Event()
        """Set while it is not looking, and while it is not connected."""
        self.answered.set()
        self.free.set()
        self.linger: Timer | None = None
        self.ways: dict[str, Wanted] = {}
        """How to connect to a probe, where a person has said more than its id."""
        self.warm = False
        """The engine has loaded pyOCD."""
        self.cooling: Timer | None = None

    @property
    def subject(self) -> Plugged | None:
        """The probe that the keys are about: the connected one, else that under the cursor."""
        return self.state.connected or self.listed(self.chosen)

    def listed(self, name: str) -> Plugged | None:
        return next((probe for probe in self.state.probes or () if probe.probe == name), None)

    def wanted(self, probe: str) -> Wanted:
        return self.ways.get(probe, Wanted(probe))

    def program(self, probe: str) -> str:
        """The ELF file of what was flashed last."""
        return ""

    def shown(self) -> None:
        if self.linger:
            self.linger.stop()
            self.linger = None
        if self.link is None:
            self.restart()
        self.find_job()

    def hidden(self) -> None:
        self.linger = self.set_timer(KEEP, self.rest)

    def rest(self) -> None:
        """Nobody has looked for a while: end the engine, and note what it was connected to."""
        self.linger = None
        self.again = self.state.connected.probe if self.state.connected else ""
        self.leave()

    def leave(self) -> None:
        """What the program printed is kept; what was known of probes and chip is no longer true."""
        super().leave()
        self.looking = self.warm = False
        self.state = State(printed=self.state.printed)
        self.pursue(self.state)

    def restart(self) -> None:
        """Begin anew, with what is plugged in."""
        self.state = State(printed=self.state.printed)
        self.fresh = True
        self.ask(self.bus)

    @property
    def bus(self) -> Watch:
        """Which probes shall be listed."""
        return Watch(self.demo, tuple(probe for probe in self.ways if ":" in probe))

    def watch_bus(self) -> None:
        if self.link:
            self.tell(self.bus)
        else:
            self.restart()

    def idle(self) -> None:
        self.pursue(self.state)
        self.paint()

    def tell(self, request: wire.Message) -> None:
        """To the engine that runs, if one does."""
        if self.link:
            self.link.send(request)

    def order(self, request: wire.Message) -> None:
        """What a person wants done; what was refused before is past."""
        self.state = msgspec.structs.replace(self.state, refused=None)
        self.tell(request)

    def connect(self, probe: str) -> None:
        if self.link is None or self.looking:
            return
        self.state = State(self.state.probes, printed=self.state.printed)
        self.chosen, self.again, self.looking, self.warm = probe, "", True, True
        self.answered.clear()
        self.link.send(Look(self.wanted(probe), program=self.program(probe)))
        self.paint()

    def begun(self) -> None:
        """The engine runs."""

    def settled(self) -> None:
        """A chip is connected."""

    def paint(self) -> None:
        """Show what is known."""

    def pursue(self, state: State) -> None:
        """What an answer leads to."""
        if state.connected or state.refused or state.last:
            self.looking = False
        if self.fresh and state.probes is not None:
            self.fresh = False
            self.begun()
        if state.connected is not self.known:
            self.known = state.connected
            if self.known:
                self.settled()
        for event, is_so in ((self.answered, not self.looking), (self.free, not state.connected)):
            (event.set if is_so else event.clear)()
        if self.again and self.listed(self.again):
            self.call_next(self.connect, self.again)
        self.cool()

    @property
    def needed(self) -> bool:
        """Whether the engine as it runs is of use: pyOCD takes 40 MiB once it is loaded."""
        return self.looking or self.state.connected is not None or not self.warm

    def cool(self) -> None:
        if self.cooling and self.needed:
            self.cooling.stop()
            self.cooling = None
        elif not (self.cooling or self.needed):
            self.cooling = self.set_timer(KEEP, self.renew)

    def renew(self) -> None:
        """Nobody has connected for a while: an engine that only watches the bus is lighter."""
        self.cooling = None
        self.leave()
        if self.display:
            self.restart()

    async def release(self) -> None:
        """Only one may have the probe. An engine that does not let go is ended."""
        self.again = ""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.answered.wait()
                if self.link and self.state.connected:
                    self.link.send(Leave())
                    await self.free.wait()
        except TimeoutError:
            self.leave()

    def find_job(self) -> None:
        """While a chip is connected here, what other probes do is told by the job bar."""
        if not (self.state.connected or self.looking):
            super().find_job()

    def over(self) -> None:
        self.again = self.place
        if self.link is None and self.display:
            self.restart()
        self.pursue(self.state)
