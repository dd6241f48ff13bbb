"""What the commands about probes, jobs and /dev/zero say."""

from pathlib import Path

import msgspec

from engines import jobs, paths, wire
from engines.job import Record
from engines.probe.messages import Caution, Erased, Flash, Flashed, Phased, Result, Waiting
from tests import ROOT
from tests.cli.case import case

FIRMWARE = ROOT / "assets/firmware"
COUNT, SIZE = FIRMWARE / "count.elf", 256 << 10
PROBE = ("simulated", "CMSIS", "DAP", "STM", "Cortex", "stm", "SWD", "RAM", "flash", "board", "MHz")
ASKED = ("file", "wanted", "cable", "base", "null", "erase", "auto", "confirm", "true", "false")
PYOCD = (
    *(
        "Target",
        "type",
        "not",
        "recognized",
        "Use",
        "pyocd",
        "list",
        "see",
        "currently",
        "available",
    ),
    *("target", "types", "See", "for", "how", "install", "additional", "support"),
)
"""What pyOCD says is its own."""

ID = "0001"

DONE = Result(
    "STM32F103RC", 1 << 12, 4, 3, 2, "chip, sectors", {}, 1.5, 1.0, "CRC, read back", 1, (0, 1024)
)
PHASES = ("connect", "compare", "erase", "program", "verify", "reset")
TOLD = (
    Caution("The file is not what its name says.", "blink.hex is read as ELF"),
    Waiting("simulated", 1.0),
    *(Phased(each, 4, 0.5, "sectors" if each == "erase" else "") for each in PHASES),
)


def flashed(folder: Path) -> None:
    """count is on the simulated board."""
    cells = paths.state() / "simulated" / "cells"
    cells.parent.mkdir(parents=True, exist_ok=True)
    cells.write_bytes((FIRMWARE / "count.bin").read_bytes().ljust(SIZE, b"\xff"))


def job(folder: Path, *told: wire.Message) -> None:
    """One that has ended, and told this."""
    home = jobs.home() / ID
    home.mkdir(parents=True)
    request = msgspec.Raw(msgspec.json.encode(Flash(str(COUNT))))
    record = Record("probe", "0x20", 1.7e9, (), request)
    (home / "request.json").write_bytes(msgspec.json.encode(record))
    (home / "events.jsonl").write_bytes(b"".join(map(wire.encode, (wire.hello("probe"), *told))))
    for name in ("lock", "log"):
        (home / name).touch()


def damaged(folder: Path) -> None:
    (folder / "blink.hex").write_text(":020000040800F2\n:0400000000200020BD\n")


CASES = [
    case("devzero read --block 3", "block", "MiB"),
    case("devzero read --block x"),
    case("devzero read --batched --seconds 0.1 --workers 2"),
    case("devzero --help", "read"),
    case("probe --help", "list", "info", "flash", "verify", "erase", "reset", "read", "rtt"),
    case("probe flash --help", *ASKED, "bin", "hex", "srec", "elf", "chip", "sector", "pyOCD"),
    case("probe list", *PROBE),
    case("probe info --demo", *PROBE, "xpsr", prepare=flashed),
    case("probe info --demo --clock 1", "clock", "kHz", "MHz"),
    case("probe info --demo --clock x"),
    case("probe info --probe 1.2.3.4:x --demo"),
    case("probe info --probe nobody", "nobody"),
    case("probe info --demo --target nobody", "nobody", *PYOCD),
    case("probe reset --demo --halt", *PROBE, "xpsr", "fffffffc", "fffffffe", "ffffffff"),
    case("probe read 010 4 --demo"),
    case("probe read 0x8000000 zero --demo"),
    case("probe read 0x8000000 0 --demo"),
    case("probe read 0x8000000 4 --demo --out /dev/null"),
    case("probe erase --demo", *PROBE),
    case("probe erase --demo --length 4"),
    case("probe erase --demo --confirm STM32F103RC", *PROBE),
    case("probe erase --demo --confirm STM32F103RC --start 0x8000000", *PROBE),
    case("probe erase --demo --confirm STM32F103RC --start 0x20000000", *PROBE, "FFFF"),
    case(f"probe verify {COUNT} --demo", *PROBE, prepare=flashed),
    case(f"probe verify {COUNT} --demo --base 0x8000000", *PROBE, "base", "Keil", "xxC", "DFP"),
    case("probe verify blink.hex --demo", *PROBE, prepare=damaged),
    case("probe verify none.elf --demo"),
    case("jobs --help", "list", "show", "attach", "cancel", "prune"),
    case("jobs list", prepare=job),
    case(f"jobs show {ID}", *PROBE, *ASKED, "asked", prepare=job),
    case(f"jobs cancel {ID}", prepare=job),
    case(f"jobs attach {ID}", *PROBE, prepare=lambda folder: job(folder, *TOLD, Flashed(DONE))),
    case(f"jobs attach {ID}", *PROBE, prepare=lambda folder: job(folder, *TOLD, wire.Cancelled())),
    case(f"jobs attach {ID}", *PROBE, prepare=lambda folder: job(folder, Erased("0", "3 sectors"))),
    case("jobs prune", prepare=job),
]
