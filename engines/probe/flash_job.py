"""Flashing from the file to the running program, over unplugged cables and locked parts."""

import shlex
from contextlib import suppress
from typing import Any

from engines import wire
from engines.inbox import Inbox
from engines.probe import checks, estimate, formats, parts, protection
from engines.probe.boost import boost
from engines.probe.connect import Connection, connected, flash_region, reset_and_halt
from engines.probe.flash import Emit, Flashing, Page
from engines.probe.image import Image
from engines.probe.messages import (
    Caution,
    Flash,
    Flashed,
    Pace,
    Phased,
    Result,
    Waiting,
)
from engines.probe.session import Lost
from engines.probe.source import Source

LOOK = 0.25
"""Seconds between two looks after a probe that has gone."""

TRIES = 5
"""Failures in a row, without any phase finished, after which a probe that is there is broken."""


class FlashJob:
    """One Flash request. What the chip holds at last does not depend on how often it was lost."""

    def __init__(self, request: Flash, source: Source, inbox: Inbox[Any], emit: Emit) -> None:
        self.request, self.source, self.inbox = request, source, inbox
        self._emit = emit
        self.clock = source.clock
        self.image = formats.read(request.file, base=request.base)
        self.warned = False
        self.unplugged = self.failures = 0
        self.saved: dict[int, Page] = {}
        self.identity: tuple[str, tuple[int, ...]] | None = None

    def run(self) -> Flashed:
        """Raises EngineError, and Stopped between two pages."""
        begin = self.clock.now()
        while True:
            try:
                return Flashed(self.attempt(begin))
            except Lost as error:
                self.unplugged += 1
                self.failures += 1
                self.wait_for_probe(str(error))

    def attempt(self, begin: float) -> Result:
        with connected(self.source.probe(), self.request.wanted) as connection:
            self.emit(Phased("connect", 0, self.clock.now() - begin))
            self.same_chip(connection)
            image = self.checked(connection)
            self.unlock(connection)
            return self.write(connection, image, begin)

    def emit(self, event: wire.Message) -> None:
        """Every pace is a progress as well, which the job bar of every tab understands."""
        self._emit(event)
        if isinstance(event, Phased) and event.seconds is not None and event.phase != "connect":
            self.failures = 0
        if isinstance(event, Pace):
            self._emit(wire.Progress("flash", event.percent, 100.0))

    # Before anything is touched

    def same_chip(self, connection: Connection) -> None:
        """After a re-plug, another chip may hang there. Raises EngineError."""
        part = connection.part
        uid: tuple[int, ...] = ()
        if part.uid:
            with suppress(parts.Fault):  # a locked part may hide it
                uid = tuple(connection.words.read32(part.uid + at) for at in (0, 4, 8))
        name, known = self.identity or (part.name, uid)
        if name != part.name or (known and uid and known != uid):
            raise wire.EngineError(
                "Another chip hangs on the probe now.",
                f"{part.name}, and the flashing began on {name}",
            )
        self.identity = (name, known or uid)

    def checked(self, connection: Connection) -> Image:
        """The image in its place. Raises EngineError for what does not fit."""
        part = connection.part
        if not part.flash:
            flash_region(connection, self.image.start)
        image = self.image.placed(part.start)
        for caution in checks.check(image, part):
            if not self.warned:
                self.emit(Caution(caution.what, caution.why))
        self.warned = True
        for segment in image.segments:
            flash_region(connection, segment.address)
        return image

    def unlock(self, connection: Connection) -> None:
        """Take the read protection off where a person has typed the part's name for that."""
        if not connection.protection.level:
            return
        part, confirm = connection.part, self.request.confirm
        if not names(confirm, connection):
            raise locked(connection, self.request.file)
        reset_and_halt(connection.target)
        protection.unlock(connection.words, part, self.clock.sleep)
        reset_and_halt(connection.target)
        if protection.state(connection.words, part).level:
            raise wire.EngineError(
                "The part is unlocked and erased, but wants its power off and on first.",
                part.name,
                f"zerodeck probe flash {shlex.quote(self.request.file)}",
            )

    # The work

    def write(self, connection: Connection, image: Image, begin: float) -> Result:
        target, part = connection.target, connection.part
        reset_and_halt(target)
        boost(connection.words, part.dev_id)
        link = link_of(connection, self.clock)
        cells = estimate.CELLS.get(part.family, estimate.GUESS)
        regions = {id(r): r for r in (flash_region(connection, s.address) for s in image.segments)}
        end = max(region.end for region in part.flash)
        done: list[Flashing] = []
        for region in regions.values():
            flashing = Flashing(
                target, region, image, clock=self.clock, emit=self.emit, check=self.inbox.check,
                cells=cells, link=link, end=end, erase=self.request.erase, saved=self.saved,
            )  # fmt: skip
            flashing.run()
            done.append(flashing)
        if self.request.reset:
            began = self.clock.now()
            target.reset()
            self.emit(Phased("reset", 0, self.clock.now() - began))
        return self.result(connection, image, done, self.clock.now() - begin)

    def result(
        self, connection: Connection, image: Image, done: list[Flashing], total: float
    ) -> Result:
        seconds: dict[str, float] = {}
        for flashing in done:
            for phase, took in flashing.seconds.items():
                seconds[phase] = seconds.get(phase, 0.0) + took
        return Result(
            part=connection.part.name,
            size=image.size,
            pages=sum(len(each.pages) for each in done),
            erased=sum(each.erased for each in done),
            programmed=sum(each.programmed for each in done),
            how=", ".join(dict.fromkeys(each.how for each in done)),
            seconds=seconds,
            total=total,
            floor=sum(each.floor for each in done),
            checked=", ".join(dict.fromkeys(each.checked for each in done)),
            unplugged=self.unplugged,
            faulty=tuple(address for each in done for address in each.faulty),
        )

    # A probe that has gone

    def wait_for_probe(self, why: str) -> None:
        """Raises EngineError when patience is over or the probe is broken, Stopped where nobody
        wants it any more."""
        begin = self.clock.now()
        self.emit(Waiting(why, 0.0))
        while self.clock.now() - begin < self.request.patience:
            self.inbox.check()
            self.clock.sleep(LOOK)
            if self.source.plugged():
                if self.failures < TRIES:
                    return
                raise wire.EngineError(
                    "The probe is there, but does not work.", why, "zerodeck probe list"
                )
        raise wire.EngineError(
            "The probe did not come back.",
            f"waited {self.request.patience:.0f} s: {why}",
            f"zerodeck probe flash {shlex.quote(self.request.file)}",
        )


def names(confirm: str, connection: Connection) -> bool:
    """Whether a person has typed this part's name: ours, or pyOCD's."""
    known = {connection.part.name.casefold(), connection.session.board.target_type.casefold()}
    return confirm.strip().casefold() in known - {""}


def locked(connection: Connection, file: str) -> wire.EngineError:
    name = connection.session.board.target_type.upper()
    return wire.EngineError(
        "The part is read-protected: taking that off erases everything in it.",
        f"{connection.part.name}: {connection.protection.text}",
        f"zerodeck probe flash --confirm {name} {shlex.quote(file)}",
    )


def link_of(connection: Connection, clock: Any) -> estimate.Link:
    """How quick the probe is: the time of a few small reads."""
    probe = connection.session.probe
    begin = clock.now()
    for _ in range(3):
        connection.target.read32(0xE000_ED00)
    packet = (clock.now() - begin) / 3
    device = getattr(probe, "_link", None)
    size = getattr(device, "_packet_size", 64) or 64
    words = estimate.BULK_WORDS if size >= 512 else estimate.HID_WORDS
    return estimate.Link(packet, words, connection.clock)
