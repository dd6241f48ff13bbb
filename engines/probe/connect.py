"""What hangs on the probe: the part, found by ourselves where the probe names no board."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec

from engines import wire
from engines.marking import N_
from engines.probe import estimate, packs, parts, protection
from engines.probe.algorithm import DHCSR, HALTED, HostClock
from engines.probe.memory_map import Region
from engines.probe.messages import Target, Wanted
from engines.probe.parts import Part
from engines.probe.session import Lost, opened, translated

UNNAMED = "cortex_m"
"""pyOCD's target for a core of which nobody has said more."""

SHARED_WIRES = ("rp2040", "rp2350")
"""Chips that answer only to their own address on the wire (SWD multidrop)."""

DEMCR, AIRCR = 0xE000_EDFC, 0xE000_ED0C
VC_CORERESET = 1
HALT = 0xA05F_0003
SYSRESETREQ = 0x05FA_0004
RESET = 1 << 25
"""DHCSR.S_RESET_ST: a reset since this was last read."""
LOOKS = 500


class Words:
    """A pyocd target as parts.Memory: single words, and a Fault for a bus error."""

    def __init__(self, target: Any) -> None:
        self.target = target

    def read32(self, address: int) -> int:
        return int(self._tried(self.target.read_memory, address, 32))

    def read16(self, address: int) -> int:
        return int(self._tried(self.target.read_memory, address, 16))

    def write32(self, address: int, value: int) -> None:
        self._tried(self.target.write_memory, address, value, 32)

    def write16(self, address: int, value: int) -> None:
        self._tried(self.target.write_memory, address, value, 16)

    def _tried(self, access: Any, *arguments: int) -> Any:
        from pyocd.core.exceptions import TransferFaultError

        try:
            answer = access(*arguments)
            self.target.flush()
        except TransferFaultError as error:
            raise parts.Fault(str(error)) from error
        return answer


class Connection(NamedTuple):
    """An open session, its part, and the read protection of that.

    `named`: the probe, a pack or a person has said which part it is; `packed`: it is a pack's.
    """

    session: Any
    part: Part
    protection: protection.Protection
    named: bool
    packed: bool

    @property
    def target(self) -> Any:
        return self.session.target

    @property
    def words(self) -> Words:
        return Words(self.session.target)

    @property
    def unique_id(self) -> tuple[int, ...]:
        """Of the chip; () where it has none, or hides it while it is locked."""
        at = self.part.uid
        try:
            return tuple(self.words.read32(at + offset) for offset in (0, 4, 8)) if at else ()
        except parts.Fault:
            return ()

    @property
    def clock(self) -> int:
        """SWD's, in Hz."""
        return int(self.session.options.get("frequency"))

    @property
    def target_type(self) -> str:
        return str(self.session.board.target_type)

    @property
    def name(self) -> str:
        """The part's, as precisely as it is known: registers tell an STM32F10xxC."""
        name, given = self.part.name, self.target_type.upper()
        if self.packed:
            return given
        letters = zip(name, given, strict=False)
        same = len(name) == len(given) and all(a in ("x", b) for a, b in letters)
        return given if self.named and same else name

    @property
    def mismatch(self) -> bool:
        """Whether pyOCD takes the chip for another: of another family, or with other sectors.

        The parts of a pack may have any name, but ST's are what they are called.
        """
        family, given = self.part.family.lower()[:7], self.target_type
        if family[:4] not in ("stm3", "rp20", "rp23") or given == UNNAMED:
            return False
        stranger = not given.startswith(family) and (not self.packed or given.startswith("stm32"))
        return stranger or not (self.part.guess or all(map(self._erased_alike, self.part.flash)))

    def _erased_alike(self, ours: Region) -> bool:
        """Whether pyOCD's sectors there are as large as the part's: else it would erase others.

        Those of a pack may be several of the part's.
        """
        for address in (ours.start, ours.end - 1):
            region = self.target.memory_map.get_region_for_address(address)
            flash: Any = region.flash if region is not None and region.is_flash else None
            known = flash is not None and flash.flash_algo is not None
            size = flash.get_sector_info(address).size if known else ours.sector_size
            if size % ours.sector_size if self.packed else size != ours.sector_size:
                return False
        return True

    def facts(self) -> Target:
        part = self.part
        ram = part.ram[0] if part.ram else Region(0, 0)
        return Target(
            name=self.name,
            target=self.target_type,
            core=part.core,
            flash_start=part.start,
            flash=part.flash_size,
            ram_start=ram.start,
            ram=sum(region.length for region in part.ram),
            clock=self.clock,
            protection=self.protection.level,
            notes=tuple(note for note in (part.clone, *part.notes) if note),
        )


@contextmanager
def connected(probe: Any, wanted: Wanted) -> Iterator[Connection]:
    """Attach without touching. Raises Lost and EngineError as session.opened does."""
    with (
        known(probe, wanted) as target,
        opened(probe, target=target, clock=wanted.clock) as session,
    ):
        words = Words(session.target)
        part = parts.identify(words)
        if part is None or not (part.flash or session.board.target_type == UNNAMED):
            part = mapped(part or Part("", ()), session.target)
        named = bool(wanted.target or wanted.pack or board_of(probe))
        locked = protection.state(words, part)
        yield Connection(session, part, locked, named, bool(wanted.pack))


@contextmanager
def known(probe: Any, wanted: Wanted) -> Iterator[str]:
    """pyOCD's name for the part, "" where the probe itself tells. A pack's holds within only."""
    if wanted.pack:
        with packs.lent(packs.chosen(wanted.pack, wanted.target, board_of(probe))) as target:
            yield target
    else:
        yield wanted.target or target_of(probe, wanted)


def board_of(probe: Any) -> str:
    """pyOCD's name for the part on the probe's own board, "" where it is not on one."""
    with translated():
        info = probe.associated_board_info
    return info.target or "" if info is not None else ""


def target_of(probe: Any, wanted: Wanted) -> str:
    """pyOCD's name for the part: "" where the probe itself tells, else by the chip's registers."""
    if board_of(probe):
        return ""
    silence: wire.EngineError | None = None
    for target in (UNNAMED, *SHARED_WIRES):
        try:
            with opened(probe, target=target, clock=wanted.clock) as session:
                part = parts.identify(Words(session.target))
            return part.target if part and part.target else UNNAMED
        except wire.EngineError as error:
            silence = silence or error
        except Lost:
            # Waking one of these takes sequences that old probes do not know.
            if silence is None:
                raise
    assert silence
    raise silence


def mapped(part: Part, target: Any) -> Part:
    """A part whose registers tell at most its core, with the memories that pyOCD says it has."""
    from pyocd.core.memory_map import MemoryType

    def regions(kind: MemoryType) -> tuple[Region, ...]:
        found = target.memory_map.iter_matching_regions(type=kind)
        return tuple(
            Region(region.start, region.length, getattr(region, "blocksize", 1) or 1)
            for region in sorted(found, key=lambda region: not region.is_boot_memory)
        )

    flash, ram = regions(MemoryType.FLASH), regions(MemoryType.RAM)
    return msgspec.structs.replace(part, name=target.part_number, flash=flash, ram=ram)


def flash_region(connection: Connection, address: int) -> Any:
    """pyOCD's flash region around `address`. Raises EngineError where it can write none."""
    region = connection.target.memory_map.get_region_for_address(address)
    flash = region.flash if region is not None and region.is_flash else None
    if flash is None or flash.flash_algo is None:  # a pack may have debug sequences instead
        pack = connection.part.pack
        why = "{part} at 0x{address}"
        if pack:
            why = wire.N_("{part} at 0x{address}; the CMSIS pack {pack} has the algorithm")
        raise wire.EngineError(
            "pyOCD has no flash algorithm for this place.",
            why.format(part=connection.part.name, address=f"{address:08x}", pack=pack),
            "zerodeck probe flash --pack FILE.pack FILE",
        )
    return region


def flash_regions(connection: Connection) -> list[tuple[Any, int]]:
    """All of pyOCD's flash regions that the part has, and where the part's flash in each ends."""
    from pyocd.core.memory_map import MemoryType

    found = []
    for region in connection.target.memory_map.iter_matching_regions(type=MemoryType.FLASH):
        limit = region.start + region.length
        ours = [
            min(each.end, limit)
            for each in connection.part.flash
            if each.start < limit and region.start < each.end
        ]
        if ours and region.flash is not None and region.flash.flash_algo is not None:
            found.append((region, max(ours)))
    return sorted(found, key=lambda pair: pair[0].start)


def unpromised(connection: Connection) -> Iterator[tuple[int, int]]:
    """From where to where there is flash that the part does not say it has: many an F103C8's."""
    part = connection.part
    if parts.MAY_HAVE_MORE in part.notes:
        end = part.start + part.flash_size
        try:
            connection.words.read32(end)
        except parts.Fault:
            return
        yield end, end + part.flash_size


def reset_and_halt(target: Any) -> None:
    """Stop before the first instruction: peripherals quiet, clocks as the chip starts with them.

    In fewer packets than pyOCD's own. Raises EngineError.
    """
    catch = target.read32(DEMCR)
    status(target)  # clears what it says of earlier resets
    target.write32(DHCSR, HALT)
    target.write32(DEMCR, catch | VC_CORERESET)
    target.write32(AIRCR, SYSRESETREQ)
    target.flush()
    reset = False
    for _ in range(LOOKS):
        word = status(target)
        reset = reset or bool(word & RESET)
        if reset and word & HALTED:
            target.write32(DEMCR, catch & ~VC_CORERESET)
            return
    raise wire.EngineError(
        "The chip does not come out of its reset.", N_("is its reset pin held low?")
    )


def link_of(connection: Connection, clock: HostClock) -> estimate.Link:
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


def status(target: Any) -> int:
    """DHCSR; 0 where the debug port is deaf, as it may be while the chip resets."""
    from pyocd.core.exceptions import TransferError

    try:
        return int(target.read32(DHCSR))
    except TransferError:
        return 0
