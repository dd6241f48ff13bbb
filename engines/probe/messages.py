"""What the probe engine is asked, and what it tells."""

from typing import Literal

import msgspec

from engines import wire
from engines.marking import N_

SIMULATED = "simulated"
"""The unique id of the board that is not there."""

MOST_MEMORY = 4096


class Cable(msgspec.Struct, frozen=True):
    """How the simulated board hangs on the host, and what goes wrong there.

    `latency` is the seconds from a packet's sending to its answer's being there. Packets are
    counted from 1. At packet `unplug` the cable is pulled, and the board's power with it; it is
    back `away` seconds later. The answers to the packets of `lost` never come. A `flip` is
    (address, bit): it turns over once its byte has been programmed. A `named` board is told by its
    probe, as a DAPLink does. On a `virtual` clock nobody waits.
    """

    bulk: bool = False
    latency: float = 1e-3
    unplug: int | None = None
    away: float = 0.5
    lost: tuple[int, ...] = ()
    flips: tuple[tuple[int, int], ...] = ()
    named: bool = True
    virtual: bool = False

    @property
    def packet_size(self) -> int:
        return 512 if self.bulk else 64


class Wanted(msgspec.Struct, frozen=True):
    """Which probe, and how to speak to what hangs on it.

    `probe` is a unique id as `zerodeck probe list` prints it, "" for the only one there is, or
    "host:port" of a pyOCD server. `target` is a pyOCD target name, "" to find out; `pack` a CMSIS
    pack file that knows it: without a target its only part, or the one that the probe is on a
    board with. `clock` is SWD's in Hz, None for the faster one that works.
    """

    probe: str = ""
    target: str = ""
    pack: str = ""
    clock: int | None = None
    cable: Cable | None = None

    def __post_init__(self) -> None:
        if self.clock is not None and not 1_000 <= self.clock <= 50_000_000:
            raise ValueError(N_("clock is 1 kHz to 50 MHz"))


# Requests


class Watch(wire.Message, frozen=True):
    """Tell which probes are plugged in, now and whenever that changes.

    With them those that pyOCD servers lend at `remotes`, as "host:port", asked for or not.
    """

    demo: bool = False
    remotes: tuple[str, ...] = ()


class Look(wire.Message, frozen=True):
    """Connect without touching, then tell how the core stands, `hertz` times a second.

    `program` is an ELF file whose functions name the places in the code, if the chip holds it.
    """

    wanted: Wanted = Wanted()
    hertz: float = 2.0
    program: str = ""

    def __post_init__(self) -> None:
        if not 0.1 <= self.hertz <= 30:
            raise ValueError(N_("hertz is 0.1 to 30"))


class Leave(wire.Message, frozen=True):
    """Disconnect; somebody else may have the probe."""


class Halt(wire.Message, frozen=True):
    """Stop the core."""


class Resume(wire.Message, frozen=True):
    """Let the core run."""


class Step(wire.Message, frozen=True):
    """One instruction."""


class Reset(wire.Message, frozen=True):
    """Reset the chip; `halt` before its first instruction."""

    halt: bool = False


class ShowMemory(wire.Message, frozen=True):
    """Tell these bytes with every status, from now on; `size` 0 ends it."""

    address: int = 0x2000_0000
    size: int = 256

    def __post_init__(self) -> None:
        if not 0 <= self.address < 1 << 32:
            raise ValueError(N_("address is 32 bits"))
        if not 0 <= self.size <= MOST_MEMORY:
            raise ValueError(N_("size is 0 to 4096 bytes"))


class ShowPeripheral(wire.Message, frozen=True):
    """Tell the registers of a peripheral by their names, once; without a name, which there are."""

    name: str = ""


class Listen(wire.Message, frozen=True):
    """Tell what the program prints, over RTT or on the serial port `tty`; or stop telling.

    A serial port needs no connection: the probe's UART works on its own.
    """

    on: bool = True
    tty: str = ""
    baud: int = 115_200

    def __post_init__(self) -> None:
        if not 50 <= self.baud <= 12_000_000:
            raise ValueError(N_("baud is 50 to 12,000,000"))


class Say(wire.Message, frozen=True):
    """Send a line to the program, the way that it is listened to."""

    text: str = ""


Erasing = Literal["auto", "chip", "sector"]


class Flash(wire.Message, frozen=True):
    """Let the chip hold what `file` says, and prove it. A job.

    `base` places a .bin, which begins where flash does without it. `confirm` is the part's name,
    and needed where its read protection must be taken off, which erases everything. `patience` is
    how many seconds to wait for a probe that was unplugged.
    """

    file: str = ""
    wanted: Wanted = Wanted()
    base: int | None = None
    erase: Erasing = "auto"
    confirm: str = ""
    reset: bool = True
    patience: float = 600.0


class Verify(wire.Message, frozen=True):
    """Compare the chip with `file`."""

    file: str = ""
    wanted: Wanted = Wanted()
    base: int | None = None


class Erase(wire.Message, frozen=True):
    """Erase the whole chip, or the sectors from `start` for `length` bytes.

    `confirm` is the part's name, as a person has typed it.
    """

    confirm: str = ""
    wanted: Wanted = Wanted()
    start: int | None = None
    length: int = 0


class Dump(wire.Message, frozen=True):
    """Read memory. The bytes come as `Memory` events."""

    address: int = 0x0800_0000
    size: int = 256
    wanted: Wanted = Wanted()

    def __post_init__(self) -> None:
        if not 0 <= self.address < self.address + self.size <= 1 << 32:
            raise ValueError(N_("address and size are within 32 bits, and size is above 0"))


# Events


class Plugged(msgspec.Struct, frozen=True):
    """A probe that is there. `obstacle` says why it cannot be used, `fix` the command for that."""

    probe: str
    kind: str
    name: str
    serial: str = ""
    ttys: tuple[str, ...] = ()
    obstacle: str = ""
    fix: str = ""


class Probes(wire.Message, frozen=True):
    """All that are plugged in."""

    probes: tuple[Plugged, ...]


class Target(msgspec.Struct, frozen=True):
    """What hangs on the probe. Sizes in bytes; `protection` is a level 0 to 2, None unknown."""

    name: str
    target: str
    core: str
    flash_start: int
    flash: int
    ram_start: int
    ram: int
    clock: int
    protection: int | None
    notes: tuple[str, ...] = ()


class Connected(wire.Message, frozen=True):
    """From now on Standing events tell of this target."""

    probe: Plugged
    target: Target


class Standing(wire.Message, frozen=True):
    """How the core stands: running, halted, sleeping, lockup or reset; silent without an answer.

    While it is halted there are registers, the place in the program, and the next instructions,
    where they can be read and there is a `disassembler`, which is capstone. `memory` are the bytes
    that were asked for, in hex; `fault` says that nothing can be read there.
    """

    state: str
    registers: tuple[tuple[str, int], ...] = ()
    place: str = ""
    code: tuple[str, ...] = ()
    address: int = 0
    memory: str = ""
    fault: bool = False
    disassembler: bool = True


class Refused(wire.Message, frozen=True):
    """A request that could not be carried out; the engine goes on."""

    what: str
    why: str = ""
    fix: str = ""


class Left(wire.Message, frozen=True):
    """The probe is free again."""


class Printed(wire.Message, frozen=True):
    """What the program printed."""

    text: str


class Field(msgspec.Struct, frozen=True):
    """Some bits of a register."""

    name: str
    value: int


class Register(msgspec.Struct, frozen=True):
    """A register of a peripheral; `value` is None where reading would change it, or cannot be."""

    name: str
    address: int
    value: int | None
    fields: tuple[Field, ...] = ()


class Peripheral(wire.Message, frozen=True):
    """The registers of one peripheral, or without a name those that there are."""

    name: str
    registers: tuple[Register, ...] = ()
    names: tuple[str, ...] = ()


class Memory(wire.Message, frozen=True):
    """Bytes of the target, in hex."""

    address: int
    data: str


class Caution(wire.Message, frozen=True):
    """Something about the file that a person should know before trusting it."""

    what: str
    why: str = ""


Phase = Literal["connect", "compare", "erase", "program", "verify", "reset"]


class Phased(wire.Message, frozen=True):
    """A phase of flashing has begun, or with `seconds` ended."""

    phase: Phase
    pages: int = 0
    seconds: float | None = None
    how: str = ""


class Pace(wire.Message, frozen=True):
    """How flashing goes: percent and seconds left, and while it programs bytes per second.

    `floor` is the time that the chip's cells and the link need, if nothing else took any, and
    `possible` the rate that they allow.
    """

    percent: float
    left: float
    rate: float | None
    floor: float
    possible: float | None = None


class Waiting(wire.Message, frozen=True):
    """The probe is gone. Plugged in again, the work goes on; a Cancel ends it."""

    probe: str
    seconds: float


class Result(msgspec.Struct, frozen=True):
    """What was done. Pages are of the region's size; `seconds` by phase."""

    part: str
    size: int
    pages: int
    erased: int
    programmed: int
    how: str
    seconds: dict[str, float]
    total: float
    floor: float
    checked: str
    unplugged: int = 0
    faulty: tuple[int, ...] = ()
    """Pages that had to be written twice, by address."""


class Flashed(wire.Done, frozen=True):
    """The chip holds the image: every byte of it was compared."""

    result: Result


class Verified(wire.Done, frozen=True):
    """Compared; the addresses of the pages that differ."""

    part: str
    differing: tuple[int, ...]


class Erased(wire.Done, frozen=True):
    part: str
    how: str


Request = (
    Watch | Look | Leave | Halt | Resume | Step | Reset | ShowMemory | Listen | Say
    | ShowPeripheral | Flash | Verify | Erase | Dump | wire.Cancel
)  # fmt: skip
Event = (
    Probes | Connected | Standing | Peripheral | Refused | Left | Printed | Memory | Caution
    | Phased | Pace | Waiting | Flashed | Verified | Erased | wire.Done | wire.Common
)  # fmt: skip
