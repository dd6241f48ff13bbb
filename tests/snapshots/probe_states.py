"""The Probe tab's states that are drawn: a board on the desk, as its engine would tell of it.

The figures of the jobs are made up, near those of 64 KiB over a DAPLink's HID.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from textual.pilot import Pilot

from engines import jobs, wire
from engines.probe.messages import (
    SIMULATED,
    Caution,
    Connected,
    Field,
    Flash,
    Flashed,
    Pace,
    Peripheral,
    Phased,
    Plugged,
    Printed,
    Probes,
    Register,
    Result,
    Standing,
    Target,
    Waiting,
)
from tests import eventually
from tests.snapshots.standing_job import standing
from tests.tabs import fed, press, settled

State = Callable[[Pilot[None]], Awaitable[None]]

DAPLINK = Plugged(
    "0240000034544e45002d0027000000000000000097969902",
    "CMSIS-DAP v1",
    "ARM DAPLink CMSIS-DAP",
    "0240000034544e45002d0027000000000000000097969902",
    ("/dev/ttyACM0",),
)
STLINK = Plugged(
    "066CFF3836324B4E",
    "ST-Link",
    "STMicroelectronics ST-LINK/V2",
    "066CFF3836324B4E",
    (),
    "You are not in the group that may open this probe. After this, log in again.",
    "sudo usermod -aG plugdev $USER",
)
BOARD = Plugged(SIMULATED, "simulated", "STM32F103RC board, simulated", SIMULATED)

TARGET = Target(
    "STM32F103RC", "stm32f103rc", "Cortex-M3", 0x0800_0000, 256 << 10, 0x2000_0000, 48 << 10,
    4_000_000, 0,
)  # fmt: skip
LOCKED = Target(
    "STM32F103RC", "stm32f103rc", "Cortex-M3", 0x0800_0000, 256 << 10, 0x2000_0000, 48 << 10,
    1_000_000, 1,
)  # fmt: skip

NAMES = (*(f"r{number}" for number in range(13)), "sp", "lr", "pc", "xpsr")
VALUES = (
    0x1, 0x2000_0210, 0x0, 0x80, 0x2000_0004, 0xE000_ED00, 0x0, 0x2000_BFE0, 0x0, 0x0, 0x4, 0xA5,
    0x0, 0x2000_BFE0, 0x0800_0187, 0x0800_01A4, 0x6100_0000,
)  # fmt: skip
CODE = (
    "080001a4  ldr    r3, [r7, #4]",
    "080001a6  adds   r3, #1",
    "080001a8  str    r3, [r7, #4]",
    "080001aa  ldr    r2, [r7, #4]",
    "080001ac  ldr    r3, [pc, #0x1c]",
    "080001ae  cmp    r2, r3",
    "080001b0  bne    #0x80001a4",
    "080001b2  bl     #0x8000224",
)
TEXT = b"SEGGER RTT\0\0\0\0\0\0\3\0\0\0\1\0\0\0tick 128\ntick 129\n"
MEMORY = (bytes(range(0, 64)) + TEXT + b"\0" * 32 + b"Hello, zero\n") * 8
RAM = 0x2000_0000
FAILED = wire.Failed(
    "The flash does not hold what was written.",
    "1 of 32 pages differ: 0x08000800; compared by CRC",
    "zerodeck probe flash blink.elf",
)


RCC = Peripheral(
    "RCC",
    (
        Register("CR", 0x4002_1000, 0x0100_8A83, (
            Field("PLLON", 1), Field("HSICAL", 0x8A), Field("HSITRIM", 0x10), Field("HSIRDY", 1),
            Field("HSION", 1), Field("CSSON", 0),
        )),
        Register("CFGR", 0x4002_1004, 0x001C_040A, (
            Field("PLLMUL", 7), Field("PPRE1", 4), Field("SWS", 2), Field("SW", 2),
        )),
        Register("CIR", 0x4002_1008, 0),
        Register("APB2RSTR", 0x4002_100C, 0),
        Register("AHBENR", 0x4002_1014, 0x14, (Field("FLITFEN", 1), Field("SRAMEN", 1))),
        Register("APB2ENR", 0x4002_1018, 0x10, (Field("IOPCEN", 1),)),
        Register("CSR", 0x4002_1024, None),
    ),
)  # fmt: skip


def told(
    *more: wire.Message, probes: tuple[Plugged, ...] = (DAPLINK, STLINK)
) -> list[wire.Message]:
    return [Probes(probes), *more]


def halted(**changed: int) -> Standing:
    registers = tuple((dict(zip(NAMES, VALUES, strict=True)) | changed).items())
    return Standing("halted", registers, "main+0x1c", CODE, RAM, MEMORY[:512].hex())


def running(memory: bytes = MEMORY) -> Standing:
    return Standing("running", address=RAM, memory=memory[:512].hex())


CONNECT = Phased("connect", 0, 0.02)
COMPARE = (Phased("compare", 32), Phased("compare", 32, 0.31))
ERASE = (Phased("erase", 32), Phased("erase", 32, 0.96, "sectors"))
PROGRAM = (Phased("program", 32), Phased("program", 32, 1.87))
VERIFY = (Phased("verify", 32), Phased("verify", 32, 0.12))
BEGUN = (CONNECT, *COMPARE, *ERASE)
ODD = Caution("The initial stack pointer is not in RAM.", "0x00000000")


SECONDS = {"compare": 0.31, "erase": 0.96, "program": 1.87, "verify": 0.12}
RESULT = Result("STM32F103RC", 65536, 32, 32, 32, "sectors", SECONDS, 3.31, 2.7, "CRC", unplugged=1)
DONE = Flashed(RESULT)

JOBS: dict[str, tuple[wire.Message, ...]] = {
    "probe-flashing": (
        ODD, *BEGUN, Phased("program", 32), Pace(61.0, 1.12, 24_000.0, 2.7, 38_100.0),
        wire.Progress("flash", 61.0, 100.0, 1.12),
    ),
    "probe-unplugged": (
        *BEGUN, Phased("program", 32), wire.Progress("flash", 61.0, 100.0),
        Waiting("the cable is unplugged", 0.0),
    ),
    "probe-flashed": (*BEGUN, *PROGRAM, *VERIFY, Phased("reset", 0, 0.03), DONE),
    "probe-failed": (*BEGUN, *PROGRAM, Phased("verify", 32), FAILED),
}  # fmt: skip


@contextmanager
def job(state: str) -> Iterator[None]:
    """The job of that state: one that has not ended runs for as long as the block does."""
    flash, resource = Flash("/home/pi/blink.elf"), f"probe:{DAPLINK.probe}"
    with standing("7f3a", "probe", "flash blink.elf", flash, resource, JOBS[state]):
        yield


async def opened(pilot: Pilot[None], *events: wire.Message) -> None:
    await pilot.app.action_open("probe")
    await settled(pilot)
    fed(pilot.app.tab, events)
    await settled(pilot)


async def followed(pilot: Pilot[None]) -> None:
    """Until all that the job has told stands there."""
    pilot.app.job_bar.look()
    tab = pilot.app.tab
    tab.attach(jobs.find("7f3a"))
    await eventually(lambda: tab.told.last or tab.told.pace or tab.told.waiting)
    pilot.app.job_bar.look()  # an end that stands there has been seen
    await settled(pilot)


async def empty(pilot: Pilot[None]) -> None:
    await opened(pilot, *told(probes=()))


async def ready(pilot: Pilot[None]) -> None:
    await opened(pilot, *told())


async def blocked(pilot: Pilot[None]) -> None:
    await ready(pilot)
    await press(pilot, "down")


async def connected(pilot: Pilot[None]) -> None:
    await opened(pilot, *told(Connected(DAPLINK, TARGET), halted(r3=0x7F, pc=0x0800_01A2)))
    tab = pilot.app.tab
    tab.state = tab.step(tab.state, halted())
    await settled(pilot)


async def peripheral(pilot: Pilot[None]) -> None:
    await connected(pilot)
    tab = pilot.app.tab
    tab.peripheral = "RCC"
    tab.state = tab.step(tab.state, RCC)
    await settled(pilot)


async def rtt(pilot: Pilot[None]) -> None:
    said = "".join(f"tick {number}\r\n" for number in range(100, 130))
    await opened(pilot, *told(Connected(DAPLINK, TARGET), running(), Printed(said)))
    await press(pilot, "t")


async def flashing(pilot: Pilot[None]) -> None:
    await opened(pilot, *told())
    await followed(pilot)


async def unplugged(pilot: Pilot[None]) -> None:
    await opened(pilot, *told(probes=(STLINK,)))
    await followed(pilot)


async def ended(pilot: Pilot[None]) -> None:
    await opened(pilot, *told(Connected(DAPLINK, TARGET), running()))
    await followed(pilot)


async def locked(pilot: Pilot[None]) -> None:
    await opened(pilot, *told(Connected(DAPLINK, LOCKED), running()))


STATES: dict[str, State] = {
    "probe-empty": empty,
    "probe-ready": ready,
    "probe-blocked": blocked,
    "probe-halted": connected,
    "probe-peripheral": peripheral,
    "probe-rtt": rtt,
    "probe-flashing": flashing,
    "probe-unplugged": unplugged,
    "probe-flashed": ended,
    "probe-locked": locked,
    "probe-failed": ended,
}
