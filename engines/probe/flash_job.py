"""Flashing from the file to the running program, over unplugged cables and locked parts."""

import shlex
from typing import Any

import msgspec

from engines import wire
from engines.inbox import Inbox
from engines.marking import N_
from engines.probe import checks, estimate, formats, protection
from engines.probe.boost import boost
from engines.probe.connect import (
    UNNAMED,
    Connection,
    connected,
    flash_region,
    flash_regions,
    link_of,
    reset_and_halt,
    unpromised,
)
from engines.probe.flash import Flashing
from engines.probe.image import Image
from engines.probe.kept import Kept
from engines.probe.messages import Caution, Flash, Flashed, Pace, Phased, Result, Waiting
from engines.probe.pacer import Emit, Tally
from engines.probe.session import SLOW, Lost, Silent
from engines.probe.source import Source

LOOK = 0.25
"""Seconds between two looks after a probe that has gone."""

TRIES = 5
"""Failures in a row, none of which has left the chip better, after which there is no other go."""

MOST_TRIES = 100
"""And in all."""

BLANK = {"STM32L0": b"\0", "STM32L1": b"\0"}
"""What an erased cell reads as, where that is not 0xFF (RM0367 and RM0038, 3.3): pyOCD's maps do
not know it of all of them."""


class FlashJob:
    """One Flash request. What the chip holds at last does not depend on how often it was lost."""

    def __init__(self, request: Flash, source: Source, inbox: Inbox[Any], emit: Emit) -> None:
        self.request, self.source, self.inbox = request, source, inbox
        self._emit = emit
        self.clock = source.clock
        self.image = formats.read(request.file, base=request.base)
        self.wanted = request.wanted
        self.warned = self.begun = False
        self.unplugged = self.failures = 0
        self.tally = Tally()
        self.in_all = self.programmed = 0
        """Failures, and the pages that had been written at the last of them."""
        self.identity: tuple[str, tuple[int, ...]] | None = None
        self.kept: Kept | None = None

    def run(self) -> Flashed:
        """Raises EngineError, and Stopped between two pages."""
        begin = self.clock.now()
        while True:
            try:
                return Flashed(self.attempt(begin))
            except Lost as error:
                self.unplugged += 1
                self.failed()
                self.wait_for_probe(str(error))
            except Silent:
                self.failed()
                if not self.begun or self.failures >= TRIES:
                    raise
                # A wire that loses words loses fewer of them when they are slower.
                clock = min(self.request.wanted.clock or SLOW, SLOW)
                self.wanted = msgspec.structs.replace(self.wanted, clock=clock)
                self.clock.sleep(LOOK)

    def failed(self) -> None:
        """One more, unless pages have been written since the last: then it is the first again."""
        self.in_all += 1
        self.failures += 1
        if self.tally.programmed > self.programmed:
            self.programmed, self.failures = self.tally.programmed, 1
        if self.in_all >= MOST_TRIES:
            self.failures = TRIES

    def attempt(self, begin: float) -> Result:
        with connected(self.source.probe(), self.wanted) as connection:
            self.emit(Phased("connect", 0, self.clock.now() - begin))
            kept = self.same_chip(connection)
            image = self.checked(connection)
            self.unlock(connection, kept)
            return self.write(connection, image, kept, begin)

    def emit(self, event: wire.Message) -> None:
        """Every pace is a progress as well, which the job bar of every tab understands."""
        self._emit(event)
        percent = self.tally.progress.percent
        if isinstance(event, Pace):
            self._emit(wire.Progress("flash", percent, 100.0, event.left))
        elif isinstance(event, Waiting):
            self._emit(wire.Progress("flash", percent, 100.0))  # nobody knows how long

    # Before anything is touched

    def same_chip(self, connection: Connection) -> Kept:
        """What we have of this chip's. After a re-plug, another may hang there: EngineError."""
        part, uid = connection.part, connection.unique_id
        name, known = self.identity or (part.name, uid)
        if name != part.name or (known and uid and known != uid):
            raise wire.EngineError(
                "Another chip hangs on the probe now.",
                N_("{part}, and the flashing began on {name}").format(part=part.name, name=name),
            )
        self.identity = (name, known or uid)
        self.kept = self.kept or Kept.of(name, known or uid)
        return self.kept

    def checked(self, connection: Connection) -> Image:
        """The image in its place. Raises EngineError for what does not fit."""
        part = connection.part
        if not part.flash:
            flash_region(connection, self.image.start)
        typed = self.request.confirm.strip().casefold()
        if connection.mismatch and typed != connection.target_type:
            raise other_target(connection)
        image = self.image.placed(part.start)
        for caution in checks.check(image, part):
            if not self.warned:
                self.emit(Caution(caution.what, caution.why))
        self.warned = True
        for segment in image.segments:
            flash_region(connection, segment.address)
        return image

    def unlock(self, connection: Connection, kept: Kept) -> None:
        """Take the read protection off where a person has typed the part's name for that."""
        if not connection.protection.level:
            return
        part = connection.part
        if not names(self.request.confirm, connection):
            raise locked(connection, self.request.file)
        self.begun = True
        reset_and_halt(connection.target)
        protection.unlock(connection.words, part, self.clock.sleep, kept.hold_options)
        reset_and_halt(connection.target)
        kept.drop(0, 1 << 32)  # that all of it would be erased was confirmed
        if protection.state(connection.words, part).level:
            raise wire.EngineError(
                "The part is unlocked and erased, but wants its power off and on first.",
                connection.name,
                f"zerodeck probe flash {shlex.quote(self.request.file)}",
            )

    # The work

    def write(self, connection: Connection, image: Image, kept: Kept, begin: float) -> Result:
        target, part = connection.target, connection.part
        self.begun = True
        reset_and_halt(target)
        boost(connection.words, part.dev_id)
        flashing = Flashing(
            target, flash_regions(connection), image, kept,
            clock=self.clock, emit=self.emit, check=self.inbox.check,
            cells=estimate.CELLS.get(part.family, estimate.GUESS),
            link=link_of(connection, self.clock), erase=self.request.erase, tally=self.tally,
            unpromised=list(unpromised(connection)), blank=BLANK.get(part.family, b""),
        )  # fmt: skip
        flashing.run()
        if self.request.reset:
            began = self.clock.now()
            target.reset()
            self.emit(Phased("reset", 0, self.clock.now() - began))
        tally = self.tally
        return Result(
            part=connection.name,
            size=image.size,
            pages=len(flashing.pages),
            erased=tally.erased,
            programmed=tally.programmed,
            how=", ".join(dict.fromkeys(tally.how)),
            seconds=tally.seconds,
            total=self.clock.now() - begin,
            floor=tally.floor,
            checked=flashing.checked,
            unplugged=self.unplugged,
            faulty=tuple(dict.fromkeys(tally.faulty)),
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
            N_("waited {seconds} s: {why}").format(seconds=f"{self.request.patience:.0f}", why=why),
            f"zerodeck probe flash {shlex.quote(self.request.file)}",
        )


def names(confirm: str, connection: Connection) -> bool:
    """Whether a person has typed this part's name: ours, or pyOCD's if it is the same one's."""
    known = {connection.name, connection.part.name}
    if not connection.mismatch:
        known.add(connection.target_type)
    return confirm.strip().casefold() in {each.casefold() for each in known - {"", UNNAMED}}


def locked(connection: Connection, file: str) -> wire.EngineError:
    name = shlex.quote(connection.name)
    return wire.EngineError(
        "The part is read-protected: taking that off erases everything in it.",
        f"{connection.name}: {connection.protection.text}",
        f"zerodeck probe flash --confirm {name} {shlex.quote(file)}",
    )


def other_target(connection: Connection) -> wire.EngineError:
    target, right = connection.target_type, connection.part.target
    fix = f"zerodeck probe info --target {right or 'NAME'}"
    words = N_("{target}, and its registers say {part}")
    why = words.format(target=target, part=connection.part.name)
    return wire.EngineError("The chip is not the part that it is taken for.", why, fix)
