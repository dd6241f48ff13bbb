"""Flashing the simulated board on its virtual clock: nobody waits, and no process is started."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from engines import wire
from engines.inbox import Inbox
from engines.probe.flash_job import FlashJob
from engines.probe.messages import SIMULATED, Cable, Flash, Result, Wanted
from engines.probe.source import Simulated

FLASH = 0x0800_0000
PAGE = 2048
HID = Cable(virtual=True)
BULK = Cable(virtual=True, bulk=True, latency=0.25e-3)


class Told(NamedTuple):
    """An event and the board's time when it came."""

    seconds: float
    event: wire.Message


class Run(NamedTuple):
    result: Result
    told: list[Told]
    packets: int

    def of(self, kind: type) -> list[Any]:
        return [told.event for told in self.told if isinstance(told.event, kind)]


@contextmanager
def board(cable: Cable = HID) -> Iterator[Simulated]:
    """The board on the desk: what it holds, it holds for the next one too."""
    source = Simulated(cable)
    try:
        yield source
    finally:
        source.close()


def write(
    path: Path,
    data: bytes,
    cable: Cable = HID,
    *,
    inbox: Inbox[Any] | None = None,
    hook: Callable[[Simulated, wire.Message], None] = lambda source, event: None,
    **options: Any,
) -> Run:
    """Put `data` into a file, and that into the board."""
    path.write_bytes(data)
    request = Flash(str(path), Wanted(SIMULATED, cable=cable), base=FLASH)
    request = msgspec.structs.replace(request, **options)
    told: list[Told] = []
    with board(cable) as source:

        def emit(event: wire.Message) -> None:
            told.append(Told(source.clock.now() - begin, event))
            hook(source, event)

        begin = source.clock.now()
        done = FlashJob(request, source, inbox or Inbox(), emit).run()
        return Run(done.result, told, source.board.packets)


def held(size: int = 256 << 10, cable: Cable = HID) -> bytes:
    """What the board's flash holds."""
    with board(cable) as source:
        return bytes(source.board.chip.cells[:size])


def noise(seed: int, size: int = 65536) -> bytes:
    """A repeatable image that no page of is blank; its vector table is plausible."""
    vectors = (0x2000_C000).to_bytes(4, "little") + (FLASH + 0x101).to_bytes(4, "little")
    return vectors + random.Random(seed).randbytes(size - 8)  # noqa: S311 - to be repeated, not to be secret
