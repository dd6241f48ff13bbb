"""The conversation with a tab: which probes there are, and how the core of one of them stands."""

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engines import wire
from engines.inbox import Inbox
from engines.probe import hotplug, peripherals
from engines.probe.aiming import aimed
from engines.probe.attachment import Attachment
from engines.probe.listening import Listening
from engines.probe.listing import everywhere
from engines.probe.messages import (
    Halt,
    Leave,
    Left,
    Listen,
    Look,
    Peripheral,
    Plugged,
    Probes,
    Refused,
    Reset,
    Resume,
    Say,
    ShowMemory,
    ShowPeripheral,
    Standing,
    Step,
    Wanted,
    Watch,
)
from engines.probe.session import Lost, translated
from engines.probe.source import went_away

Emit = Callable[[wire.Message], None]

TURN, SOON = 0.1, 0.02
"""Seconds between two looks around where nothing is asked, and while the program is printing: the
rings of RTT are small, and what does not fit is lost."""

RETRY = 2.0
"""Seconds between two tries to wake a chip that does not answer."""


class Live:
    """Until stopped. What fails is Refused, and the conversation goes on."""

    def __init__(self, inbox: Inbox[Any], emit: Emit, root: Path) -> None:
        self.inbox, self.emit, self.root = inbox, emit, root
        self.listed = Watch()
        self.told: tuple[Plugged, ...] | None = None
        self.period = 0.5
        self.due = 0.0
        self.shown = ShowMemory(size=0)
        self.wanted = Wanted()
        self.attachment: Attachment | None = None
        self.silence: wire.EngineError | None = None
        """Why the chip does not answer, as it was told."""
        self.listening = Listening(emit)

    def run(self, request: Any) -> wire.Done:
        try:
            with hotplug.Watch(self.root) as watch:
                self.tell_probes()
                while True:
                    if request is not None:
                        self.obey(request)
                    if watch.wait(0):
                        self.tell_probes()
                    soon = self.tell()
                    request = self.inbox.wait(SOON if soon else TURN)
        finally:
            self.listening.end()
            if self.attachment:
                self.attachment.close()

    # Probes

    def tell_probes(self) -> None:
        found = listed(self.root, self.listed)
        if found != self.told:
            self.told = found
            self.emit(Probes(found))

    # Requests

    def obey(self, request: Any) -> None:
        try:
            self._obey(request)
        except Lost as error:
            self.lost(error)
        except wire.EngineError as error:
            self.refuse(error)

    def refuse(self, error: wire.EngineError) -> None:
        failed = error.failed
        self.emit(Refused(failed.what, failed.why, aimed(failed.fix, self.wanted)))

    def _obey(self, request: Any) -> None:
        match request:
            case Watch():
                listed(self.root, request)  # refuses an address that is none
                self.listed = request
                self.tell_probes()
            case Look():
                self.look(request)
            case Leave():
                self.leave()
            case ShowMemory():
                self.shown = request
            case Listen(on=False):
                self.listening.end()
            case Listen() if request.tty:
                self.listening.begin(request, None)
            case Say():
                self.listening.say(request.text)
            case _:
                self._act(request, self.connection())
        self.due = 0.0

    def connection(self) -> Any:
        """Raises EngineError where there is none."""
        if self.attachment is None:
            raise wire.EngineError("No probe is connected.")
        if self.silence:
            raise self.silence
        return self.attachment.connection

    def _act(self, request: Any, connection: Any) -> None:
        """What needs a connection."""
        target = connection.target
        with translated():
            match request:
                case Halt():
                    target.halt()
                case Resume():
                    target.resume()
                case Step():
                    target.halt()
                    target.step()
                case Reset():
                    target.reset_and_halt() if request.halt else target.reset()
                case ShowPeripheral():
                    self.emit(peripheral(target, request.name))
                case Listen():
                    self.listening.begin(request, connection)

    # The connection

    def look(self, request: Look) -> None:
        self.leave()
        self.wanted = request.wanted
        self.attachment = Attachment(request, self.root)
        self.period, self.silence = 1 / request.hertz, None
        self.emit(self.attachment.connected)

    def leave(self) -> None:
        if self.listening.over_rtt:
            self.listening.end()
        if self.attachment:
            self.attachment.close()
            self.attachment = None
            gc.collect()  # pyOCD's objects know each other in circles, and hold much
            self.emit(Left())

    def lost(self, error: Lost) -> None:
        self.leave()
        self.refuse(went_away(error))

    def tell(self) -> bool:
        """What was printed, and how the core stands. Returns whether to look again soon."""
        soon = False
        try:
            soon = self.listening.hear()
            if self.attachment and time.monotonic() >= self.due:
                self.due = time.monotonic() + self.period
                self.emit(self.attachment.standing(self.shown))
        except Lost as error:
            self.lost(error)
        except wire.EngineError as error:
            self.revive(error)
        return soon

    def revive(self, error: wire.EngineError) -> None:
        """A chip that fell silent may have lost its power, and its debug port what it was told.

        Both come back with a new connection.
        """
        assert self.attachment
        before = self.attachment.connected
        try:
            self.attachment.connect()
            standing = self.attachment.standing(self.shown)
        except Lost as lost:
            self.lost(lost)
            return
        except wire.EngineError:
            self.fall_silent(error)
            return
        self.silence = None
        self.listening.connect(self.attachment.connection)
        if self.attachment.connected != before:
            self.emit(self.attachment.connected)
        self.emit(standing)

    def fall_silent(self, error: wire.EngineError) -> None:
        """It is told once, and tried again and again."""
        assert self.attachment
        self.attachment.disconnect()
        self.listening.connect(None)
        self.due = time.monotonic() + max(self.period, RETRY)
        if self.silence is None:
            self.silence = error
            self.emit(Standing("silent"))
            self.refuse(error)


def listed(root: Path, watch: Watch) -> tuple[Plugged, ...]:
    return everywhere(root, watch.demo, watch.remotes)


def peripheral(target: Any, name: str) -> Peripheral:
    if not name:
        return Peripheral("", names=tuple(peripherals.names(target)))
    return Peripheral(name.upper(), peripherals.registers(target, name))
