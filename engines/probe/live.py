"""The conversation with a tab: which probes there are, and how the core of one of them stands."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from engines import wire
from engines.inbox import Inbox
from engines.locks import CONSOLE
from engines.probe import hotplug, peripherals, source, symbols
from engines.probe.listing import everywhere
from engines.probe.messages import (
    Connected,
    Halt,
    Leave,
    Left,
    Listen,
    Look,
    Peripheral,
    Plugged,
    Printed,
    Probes,
    Refused,
    Reset,
    Resume,
    Say,
    ShowMemory,
    ShowPeripheral,
    Standing,
    Step,
    Watch,
)
from engines.probe.rtt import Rtt
from engines.probe.session import Lost, translated
from engines.probe.standing import standing
from engines.probe.uart import Uart

Emit = Callable[[wire.Message], None]

TURN, SOON = 0.1, 0.02
"""Seconds between two looks around where nothing is asked, and while the program is printing: the
rings of RTT are small, and what does not fit is lost."""


class Live:
    """Until stopped. What fails is Refused, and the conversation goes on."""

    def __init__(self, inbox: Inbox[Any], emit: Emit, root: Path) -> None:
        self.inbox, self.emit, self.root = inbox, emit, root
        self.listed = Watch()
        self.told: tuple[Plugged, ...] | None = None
        self.period = 0.5
        self.due = 0.0
        self.shown = ShowMemory(size=0)
        self.symbols = symbols.Symbols(())
        self.held = ExitStack()
        self.source: source.Source | None = None
        self.connection: Any = None
        self.ear: Rtt | Uart | None = None
        self.printing = False

    def run(self, request: Any) -> wire.Done:
        try:
            with hotplug.Watch(self.root) as watch:
                self.tell_probes()
                while True:
                    if request is not None:
                        self.obey(request)
                    if watch.wait(0):
                        self.tell_probes()
                    self.printing = False
                    self.tell()
                    request = self.inbox.wait(SOON if self.printing else TURN)
        finally:
            self.deafen()
            self.held.close()

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
        self.emit(Refused(failed.what, failed.why, failed.fix))

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
            case Listen() if request.tty or not request.on:
                self.deafen()
                self.ear = Uart(request.tty, request.baud) if request.on else None
            case Say():
                self.say(request.text)
            case _:
                with translated():
                    self._act(request)
        self.due = 0.0

    def _act(self, request: Any) -> None:
        """What needs a connection."""
        if self.connection is None:
            raise wire.EngineError("No probe is connected.")
        target = self.connection.target
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
                self.deafen()
                self.ear = Rtt(target, self.connection.part)

    # What the program prints

    def say(self, text: str) -> None:
        if self.ear is None:
            raise wire.EngineError("Nobody listens to the program yet.")
        with translated():
            self.ear.write(text)

    def listen(self) -> None:
        if self.ear and (text := self.ear.read()):
            self.printing = True
            self.emit(Printed(text))

    def deafen(self) -> None:
        if self.ear:
            self.ear.close()
        self.ear = None

    # The connection

    def look(self, request: Look) -> None:
        from engines.probe.connect import connected

        self.leave()
        wanted = request.wanted
        try:
            with ExitStack() as stack:
                found = stack.enter_context(source.held(wanted, self.root, CONSOLE))
                self.connection = stack.enter_context(connected(found.probe(), wanted))
                with translated():
                    self.symbols, note = symbols.named(self.connection.target, request.program)
                if (plugged := found.plugged()) is None:
                    raise Lost("it is not on the bus")
                self.held = stack.pop_all()
        except Lost as error:
            self.connection = None
            raise source.unreachable(error) from error
        except BaseException:
            self.connection = None
            raise
        self.source, self.period = found, 1 / request.hertz
        target = self.connection.facts()
        if note:
            target = msgspec.structs.replace(target, notes=(*target.notes, note))
        self.emit(Connected(plugged, target))

    def leave(self) -> None:
        was = self.connection is not None
        self.connection = self.source = None
        if isinstance(self.ear, Rtt):
            self.deafen()
        self.held.close()
        if was:
            self.emit(Left())

    def lost(self, error: Lost) -> None:
        self.leave()
        self.refuse(source.went_away(error))

    def tell(self) -> None:
        if isinstance(self.ear, Uart):
            self.tell_serial()
        if self.connection is None:
            return
        try:
            with translated():
                if isinstance(self.ear, Rtt):
                    self.listen()
                if time.monotonic() >= self.due:
                    self.due = time.monotonic() + self.period
                    self.emit(self.standing())
        except Lost as error:
            self.lost(error)
        except wire.EngineError as error:
            # A chip that does not answer may be resetting, or have lost its power.
            self.emit(Standing("silent"))
            self.refuse(error)
            self.due = time.monotonic() + max(self.period, 2.0)

    def tell_serial(self) -> None:
        try:
            self.listen()
        except wire.EngineError as error:
            self.deafen()
            self.refuse(error)

    def standing(self) -> Standing:
        return standing(self.connection.target, self.shown, self.symbols)


def listed(root: Path, watch: Watch) -> tuple[Plugged, ...]:
    return everywhere(root, watch.demo, watch.remotes)


def peripheral(target: Any, name: str) -> Peripheral:
    if not name:
        return Peripheral("", names=tuple(peripherals.names(target)))
    return Peripheral(name.upper(), peripherals.registers(target, name))
