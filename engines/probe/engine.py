"""Debug probes: requests in, what the probe and its chip say out."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from engines import wire
from engines.inbox import Inbox
from engines.locks import COMMAND
from engines.marking import N_
from engines.probe import formats, protection
from engines.probe.aiming import aimed
from engines.probe.algorithm import Algorithm, HostClock
from engines.probe.bank import Bank, Banks, Page
from engines.probe.connect import (
    Connection,
    connected,
    flash_region,
    flash_regions,
    reset_and_halt,
)
from engines.probe.flash_job import FlashJob, names, other_target
from engines.probe.image import span
from engines.probe.kept import Kept
from engines.probe.live import Live
from engines.probe.memory_map import uncovered
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
from engines.probe.pacer import Emit
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
    if not isinstance(request, Flash | Verify | Erase | Dump):
        return Live(inbox, emit, root).run(request)
    try:
        return do(request, inbox, emit, root)
    except wire.EngineError as error:
        fix = aimed(error.failed.fix, request.wanted)
        error.failed = msgspec.structs.replace(error.failed, fix=fix)
        raise


def do(
    request: Flash | Verify | Erase | Dump, inbox: Inbox[Request], emit: Emit, root: Path
) -> wire.Done:
    match request:
        case Flash():
            with held(request.wanted, root, COMMAND) as source:
                return FlashJob(request, source, inbox, emit).run()
        case Verify():
            with attached(request.wanted, root) as (source, connection):
                return verify(request, source, connection, emit)
        case Erase():
            with attached(request.wanted, root) as (source, connection):
                return erase(request, source, connection)
        case Dump():
            with attached(request.wanted, root) as (_source, connection):
                return dump(request, connection, inbox, emit)


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


def verify(request: Verify, source: Source, connection: Connection, emit: Emit) -> Verified:
    image = formats.read(request.file, base=request.base)
    refuse_locked(connection)
    if connection.mismatch:
        raise other_target(connection)
    image = image.placed(connection.part.start)
    return Verified(connection.name, tuple(differing(connection, image, source.clock, emit)))


def erase(request: Erase, source: Source, connection: Connection) -> Erased:
    """Only what a person has confirmed by the part's name is erased."""
    part, name = connection.part, connection.name
    if not part.flash:
        flash_region(connection, part.start)
    if not names(request.confirm, connection):
        raise wire.EngineError(
            "Erasing wants the part's name.",
            typed(name, request.confirm),
            f"zerodeck probe erase --confirm {shlex.quote(name)}",
        )
    if connection.mismatch:
        raise other_target(connection)
    kept = Kept.of(part.name, connection.unique_id)
    if request.start is not None:
        refuse_locked(connection)
        end = request.start + request.length
        erased = erase_sectors(connection, source.clock, request.start, end)
        for start, size in erased:
            kept.drop(start, start + size)
        return Erased(name, counted(len(erased)))
    reset_and_halt(connection.target)
    if connection.protection.level:
        protection.unlock(connection.words, part, source.clock.sleep, kept.hold_options)
        kept.forget()
        reset_and_halt(connection.target)
        return Erased(name, "unlocked, which erases the chip")
    flash_region(connection, part.start)
    banks = Banks(
        Bank(connection.target, region, end, source.clock, lambda: None)
        for region, end in flash_regions(connection)
    )
    sectors = 0
    for group in banks.groups(Page(bank.start, b"") for bank in banks):
        if group[0].algorithm.flash.is_erase_all_supported:
            group[0].algorithm.prepare("ERASE")
            group[0].algorithm.erase_all()
        else:  # a pack's algorithm may do without
            for bank in group:
                sectors += len(erase_sectors(connection, source.clock, bank.start, bank.end))
    kept.forget()
    return Erased(name, counted(sectors) if sectors else "chip")


def typed(name: str, confirm: str) -> str:
    if not confirm:
        return N_("this is {part}, and nothing was typed").format(part=name)
    return N_("this is {part}, and {name} was typed").format(part=name, name=confirm)


def counted(sectors: int) -> str:
    return N_("1 sector") if sectors == 1 else N_("{number} sectors").format(number=sectors)


def erase_sectors(
    connection: Connection, clock: HostClock, start: int, end: int
) -> list[tuple[int, int]]:
    """Start and size of each. Raises EngineError before the first where one cannot be erased."""
    part = connection.part
    known = [(region.start, region.end) for region in part.flash]
    if next(uncovered([(start, end)], known), None):
        flash = ", ".join(span(region.start, region.end) for region in part.flash)
        told = N_("{span}; the flash of {part} is {flash}")
        why = told.format(span=span(start, end), part=connection.name, flash=flash)
        raise wire.EngineError("That is not flash.", why, "zerodeck probe info")
    sectors: list[tuple[Any, int, int]] = []
    address = start
    while address < end:
        region = flash_region(connection, address)
        sector = region.flash.get_sector_info(address)
        sectors.append((region, sector.base_addr, sector.size))
        address = sector.base_addr + sector.size
    reset_and_halt(connection.target)
    for region, address, _ in sectors:
        algorithm = Algorithm(connection.target, region, clock)
        algorithm.prepare("ERASE")
        algorithm.erase_sector(address)
    return [(address, size) for _, address, size in sectors]


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
            f"{connection.name}: {connection.protection.text}",
        )
