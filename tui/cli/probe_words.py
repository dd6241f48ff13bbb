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
from tui.cli.table import columns
from tui.flash_words import PHASES, how
from tui.i18n import N_, _, enumerated, ngettext
from tui.runs import fit
from tui.said import particulars, said
from tui.tabs.probe_words import STATES

PROTECTION = (N_("none"), N_("level 1: reads are blocked"), N_("level 2: for ever"))
ROW = 16
"""Bytes of a hex dump's line."""

REGISTERS = 4
"""In a line."""

MOST_PLACES = 8


def listed(probes: Sequence[Plugged]) -> Iterator[str]:
    """A line a probe, and two more below one that cannot be used: why, and the remedy."""
    rows = [(it.probe or "-", it.kind, it.name, " ".join(it.ttys)) for it in probes]
    for probe, row in zip(probes, columns(rows, left=range(4)), strict=True):
        yield row
        if probe.obstacle:
            yield f"    {_(probe.obstacle)}"
        if probe.fix:
            yield f"    $ {probe.fix}"


def facts(connected: Connected, standing: Standing) -> Iterator[str]:
    rows = [*about(connected), (_("core"), _(STATES.get(standing.state, standing.state)))]
    rows += [(_("note"), said(note)) for note in connected.target.notes]
    *lines, place = columns([*rows, (_("in"), standing.place)], left=(0, 1))
    yield from lines
    words = [f"{name:>4} {value:08x}" for name, value in standing.registers]
    for at in range(0, len(words), REGISTERS):
        yield "  ".join(words[at : at + REGISTERS])
    if standing.place:
        yield place
    yield from standing.code


def about(connected: Connected) -> Iterator[tuple[str, str]]:
    """What does not change: the probe, and the chip on it."""
    probe, target = connected.probe, connected.target
    yield _("probe"), f"{probe.name}, {probe.kind}, {probe.probe}"
    yield _("chip"), f"{target.name} ({target.target}), {target.core}"
    yield "flash", memory(target.flash, target.flash_start)
    yield "RAM", memory(target.ram, target.ram_start)
    yield _("SWD clock"), units.rate(target.clock, "Hz")
    level = target.protection
    yield _("protection"), units.UNKNOWN if level is None else _(PROTECTION[level])


def memory(size: int, start: int) -> str:
    return _("{size} at 0x{address}").format(size=units.size(size), address=f"{start:08x}")


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
                what = f"{_(event.what)} {particulars(event.why)}".rstrip()
                return _("caution: {what}").format(what=what)
            case Waiting():
                words = _("The probe is gone: {probe}. Plugged in again, the work goes on.")
                return words.format(probe=event.probe)
            case Memory():
                return "\n".join(hexdump(event.address, bytes.fromhex(event.data)))
            case Flashed(result=result):
                return flashed(result)
            case Verified():
                return verified(event)
            case Erased():
                return _("{part}: erased, {how}").format(part=event.part, how=how(event.how))
            case wire.Cancelled():
                half = _("cancelled: the chip may hold half a program; flash it again")
                return half if self.erased else _("cancelled")
            case wire.Log():
                return said(event.text)
        return None


told = Told()


def pages(count: int) -> str:
    return ngettext("{number} page", "{number} pages", count).format(number=count)


def phase(ended: Phased) -> str:
    parts = (pages(ended.pages) if ended.pages else "", how(ended.how))
    name = fit(_(PHASES[ended.phase]), 8)
    return (
        f"{name} {units.duration(ended.seconds):>7}  {_(', ').join(filter(None, parts))}".rstrip()
    )


def flashed(result: Result) -> str:
    """The totals, and the floor where something had to be written."""
    words = _("{part}: {size} in {time}, compared by {checked}")
    size, time = units.size(result.size), units.duration(result.total)
    checked = _(", ").join(map(_, result.checked.split(", ")))
    lines = [words.format(part=result.part, size=size, time=time, checked=checked)]
    lines.append(
        written(result) if result.programmed or result.erased else _("it was there already")
    )
    if result.unplugged:
        lines.append(_("unplugged in between: {number}").format(number=result.unplugged))
    if result.faulty:
        lines.append(_("written twice: {places}").format(places=places(result.faulty)))
    return "\n".join(lines)


def written(result: Result) -> str:
    words = _(
        "{programmed} of {pages} programmed, {erased} erased ({how}); "
        "cells and link alone take {time}"
    )
    return words.format(
        programmed=result.programmed,
        pages=pages(result.pages),
        erased=result.erased,
        how=how(result.how),
        time=units.duration(result.floor),
    )


def verified(done: Verified) -> str:
    if not done.differing:
        return _("{part}: the same").format(part=done.part)
    words = _("{part}: {pages} not the same: {places}")
    count, where = pages(len(done.differing)), places(done.differing)
    return words.format(part=done.part, pages=count, places=where)


def places(addresses: Sequence[int]) -> str:
    shown = enumerated(f"{address:#010x}" for address in addresses[:MOST_PLACES])
    return enumerated((shown, "…")) if len(addresses) > MOST_PLACES else shown


def hexdump(address: int, data: bytes) -> Iterator[str]:
    for at in range(0, len(data), ROW):
        row = data[at : at + ROW]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        halves = f"{row[:8].hex(' ')}  {row[8:].hex(' ')}"
        yield f"{address + at:08x}  {halves:<{3 * ROW}}  |{text}|"
