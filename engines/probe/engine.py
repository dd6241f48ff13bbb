"""Debug probes: requests in, what the probe and its chip say out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines import wire
from engines.inbox import Inbox
from engines.locks import COMMAND
from engines.probe import formats, protection
from engines.probe.algorithm import Algorithm
from engines.probe.connect import Connection, connected, flash_region, reset_and_halt
from engines.probe.flash import Emit
from engines.probe.flash_job import FlashJob, names
from engines.probe.live import Live
from engines.probe.messages import (
    Dump,
    Erase,
    Erased,
    Flash,
    Memory,
    Request,
    Verified,
    Verify,
    Wanted,
)
from engines.probe.session import Lost
from engines.probe.source import Source, held, unreachable, went_away
from engines.probe.verify import differing

CHUNK = 1024
"""Bytes of a dump that travel in one event."""


def serve(inbox: Inbox[Request], emit: Emit, root: Path = Path("/")) -> wire.Done:
    """A Flash, Verify, Erase or Dump is done and over; everything else is a live conversation.

    Raises EngineError.
    """
    request = inbox.wait()
    match request:
        case Flash():
            with held(request.wanted, root, COMMAND) as source:
                return FlashJob(request, source, inbox, emit).run()
        case Verify():
            with attached(request.wanted, root) as (source, connection):
                return verify(request, source, connection)
        case Erase():
            with attached(request.wanted, root) as (source, connection):
                return erase(request, source, connection)
        case Dump():
            with attached(request.wanted, root) as (_source, connection):
                return dump(request, connection, inbox, emit)
    return Live(inbox, emit, root).run(request)


@contextmanager
def attached(wanted: Wanted, root: Path) -> Iterator[tuple[Source, Connection]]:
    """A connection for one short piece of work; a probe that goes away ends it."""
    reached = False
    try:
        with (
            held(wanted, root, COMMAND) as source,
            connected(source.probe(), wanted) as connection,
        ):
            reached = True
            yield source, connection
    except Lost as error:
        raise (went_away if reached else unreachable)(error) from error


def verify(request: Verify, source: Source, connection: Connection) -> Verified:
    image = formats.read(request.file, base=request.base)
    refuse_locked(connection)
    image = image.placed(connection.part.start)
    return Verified(connection.part.name, tuple(differing(connection, image, source.clock)))


def erase(request: Erase, source: Source, connection: Connection) -> Erased:
    """Only what a person has confirmed by the part's name is erased."""
    part = connection.part
    target = connection.session.board.target_type.upper()
    if not names(request.confirm, connection):
        raise wire.EngineError(
            "Erasing wants the part's name.",
            f"this is {part.name} ({target}), and {request.confirm or 'nothing'} was typed",
            f"zerodeck probe erase --confirm {target}",
        )
    if request.start is not None:
        refuse_locked(connection)
        end = request.start + request.length
        if not any(region.start <= request.start < end <= region.end for region in part.flash):
            why = f"{request.start:#010x} to {end:#010x}, and the flash is {part.flash}"
            raise wire.EngineError("That is not flash.", why, "zerodeck probe info")
        return erase_sectors(request.start, end, source, connection)
    reset_and_halt(connection.target)
    if connection.protection.level:
        protection.unlock(connection.words, part, source.clock.sleep)
        reset_and_halt(connection.target)
        return Erased(part.name, "unlocked, which erases the chip")
    region = flash_region(connection, part.start)
    if not region.flash.is_erase_all_supported:  # a pack's algorithm may do without
        end = min(region.end + 1, max(each.end for each in part.flash))
        return erase_sectors(region.start, end, source, connection)
    algorithm = Algorithm(connection.target, region, source.clock)
    algorithm.prepare("ERASE")
    algorithm.erase_all()
    return Erased(part.name, "chip")


def erase_sectors(start: int, end: int, source: Source, connection: Connection) -> Erased:
    region = flash_region(connection, start)
    reset_and_halt(connection.target)
    algorithm = Algorithm(connection.target, region, source.clock)
    algorithm.prepare("ERASE")
    address, sectors = start, 0
    while address < end:
        sector = algorithm.flash.get_sector_info(address)
        algorithm.erase_sector(sector.base_addr)
        address = sector.base_addr + sector.size
        sectors += 1
    return Erased(connection.part.name, f"{sectors} sectors")


def dump(request: Dump, connection: Connection, inbox: Inbox[Request], emit: Emit) -> wire.Done:
    end = request.address + request.size
    for address in range(request.address, end, CHUNK):
        inbox.check()
        size = min(CHUNK, end - address)
        data = bytes(connection.target.read_memory_block8(address, size))
        emit(Memory(address, data.hex()))
    return wire.Done()


def refuse_locked(connection: Connection) -> None:
    if connection.protection.level:
        raise wire.EngineError(
            "The part is read-protected: only erasing it all helps.",
            f"{connection.part.name}: {connection.protection.text}",
        )
