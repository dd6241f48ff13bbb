"""What the probe engine says, in words."""

from collections.abc import Iterator, Sequence

from engines import wire
from engines.probe.messages import (
    Caution,
    Connected,
    Erased,
    Flashed,
    Memory,
    Phased,
    Plugged,
    Result,
    Standing,
    Verified,
    Waiting,
)
from tui import units

PROTECTION = ("none", "level 1: reads are blocked", "level 2: for ever")
ROW = 16
"""Bytes of a hex dump's line."""

REGISTERS = 4
"""In a line."""

MOST_PLACES = 8

HALF = ": the chip may hold half a program; flash it again"


def listed(probes: Sequence[Plugged]) -> Iterator[str]:
    """A line a probe, and two more below one that cannot be used: why, and the remedy."""
    rows = [(probe.probe or "-", probe.kind, probe.name, " ".join(probe.ttys)) for probe in probes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for probe, row in zip(probes, rows, strict=True):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
        if probe.obstacle:
            yield f"    {probe.obstacle}"
        if probe.fix:
            yield f"    $ {probe.fix}"


def facts(connected: Connected, standing: Standing) -> Iterator[str]:
    probe, target = connected.probe, connected.target
    yield f"probe       {probe.name}, {probe.kind}, {probe.probe}"
    yield f"part        {target.name} ({target.target}), {target.core}"
    yield f"flash       {units.size(target.flash)} at {target.flash_start:#010x}"
    yield f"RAM         {units.size(target.ram)} at {target.ram_start:#010x}"
    yield f"SWD clock   {units.rate(target.clock, 'Hz')}"
    protected = target.protection
    yield f"protection  {units.UNKNOWN if protected is None else PROTECTION[protected]}"
    yield f"core        {standing.state}"
    for note in target.notes:
        yield f"note        {note}"
    words = [f"{name:>4} {value:08x}" for name, value in standing.registers]
    for at in range(0, len(words), REGISTERS):
        yield "  ".join(words[at : at + REGISTERS])
    if standing.place:
        yield f"in          {standing.place}"
    yield from standing.code


class Told:
    """An event as lines; None for one that changes nothing a person would note.

    It knows one thing of what came before, and forgets it where the next stream begins.
    """

    def __init__(self) -> None:
        self.erased = False

    def __call__(self, event: object) -> str | None:
        match event:
            case wire.Hello():
                self.erased = False
            case Phased(seconds=None):
                self.erased |= event.phase == "erase"
            case Phased():
                return phase(event)
            case Caution():
                return f"caution: {event.what} {event.why}".rstrip()
            case Waiting():
                return f"The probe is gone: {event.probe}. Plugged in again, the work goes on."
            case Memory():
                return "\n".join(hexdump(event.address, bytes.fromhex(event.data)))
            case Flashed(result=result):
                return flashed(result)
            case Verified():
                return verified(event)
            case Erased():
                return f"{event.part}: erased, {event.how}"
            case wire.Cancelled():
                return f"cancelled{HALF if self.erased else ''}"
            case wire.Log():
                return event.text
        return None


told = Told()


def pages(count: int) -> str:
    return f"{count} page{'s' * (count != 1)}"


def phase(ended: Phased) -> str:
    how = ", ".join(filter(None, (pages(ended.pages) if ended.pages else "", ended.how)))
    return f"{ended.phase:<8} {units.duration(ended.seconds):>7}  {how}".rstrip()


def flashed(result: Result) -> str:
    """The totals, and the floor where something had to be written."""
    size = units.size(result.size)
    lines = [
        f"{result.part}: {size} in {units.duration(result.total)}, compared by {result.checked}"
    ]
    if result.programmed or result.erased:
        done = f"{result.programmed} of {pages(result.pages)} programmed, {result.erased} erased"
        floor = units.duration(result.floor)
        lines.append(f"{done} ({result.how}); cells and link alone take {floor}")
    else:
        lines.append("it was there already")
    if result.unplugged:
        lines.append(f"unplugged in between: {result.unplugged}")
    if result.faulty:
        lines.append(f"written twice: {places(result.faulty)}")
    return "\n".join(lines)


def verified(done: Verified) -> str:
    if not done.differing:
        return f"{done.part}: the same"
    return f"{done.part}: {pages(len(done.differing))} not the same: {places(done.differing)}"


def places(addresses: Sequence[int]) -> str:
    shown = ", ".join(f"{address:#010x}" for address in addresses[:MOST_PLACES])
    return f"{shown}, …" if len(addresses) > MOST_PLACES else shown


def hexdump(address: int, data: bytes) -> Iterator[str]:
    for at in range(0, len(data), ROW):
        row = data[at : at + ROW]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        halves = f"{row[:8].hex(' ')}  {row[8:].hex(' ')}"
        yield f"{address + at:08x}  {halves:<{3 * ROW}}  |{text}|"
