"""The part behind a probe that names no board, found in registers."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from random import Random

import msgspec
import pytest

from engines.probe import parts
from engines.probe.memory_map import Region
from engines.probe.parts import KIB, Part, identify
from engines.probe.stm32 import FAMILIES, ROWS, START, Family, Line, graded, whole
from tests.engines.probe.fake_memory import CPUIDS, FakeMemory

LINES = [
    pytest.param(family, line, address, id=f"{line.dev_id:03X}-{address:08X}")
    for family in FAMILIES
    for line in family.lines
    for address in family.idcode
]
F1_SIZE = 0x1FFFF7E0


def rom(number: int) -> dict[int, int]:
    """The registers of a peripheral ID: PIDR0 to 3 and 4."""
    offsets = (0xFE0, 0xFE4, 0xFE8, 0xFEC, 0xFD0)
    return {0xE00FF000 + at: number >> 8 * place & 0xFF for place, at in enumerate(offsets)}


def halfword(address: int, value: int) -> dict[int, int]:
    return {address & ~3: value << 8 * (address & 2)}


def f1(
    dev_id: int, kib: int, rev: int = 0x1001, core: str = "Cortex-M3", **more: int
) -> FakeMemory:
    words = {parts.CPUID: CPUIDS[core], 0xE0042000: rev << 16 | dev_id, F1_SIZE: 0xFFFF0000 | kib}
    return FakeMemory(words | rom(0xA0000 | dev_id))


def found(memory: FakeMemory) -> Part:
    part = identify(memory)
    assert part is not None
    return part


# The table


@pytest.mark.parametrize(("family", "line", "address"), LINES)
def test_each_row_is_found_by_its_registers(family: Family, line: Line, address: int) -> None:
    core = family.cores[0]
    rev, letter = next(iter(line.revisions.items()), (0x1234, "0x1234"))
    size_at = line.size_at or family.size_at
    words = {parts.CPUID: CPUIDS[core], address: rev << 16 | line.dev_id}
    words |= halfword(size_at, line.largest)
    if line.options:
        words[line.options] = 0x7FEF_F8AA
    part = found(FakeMemory(words))
    assert (part.family, part.line, part.dev_id) == (family.name, line.words, line.dev_id)
    assert part.core == core
    assert part.revision == letter
    assert part.name.startswith(line.stem)
    assert part.start == START
    assert part.flash_size == line.largest * KIB
    assert part.ram[0].start == 0x20000000
    assert part.pack == ("" if family.name in ("CKS", "GD32") else f"Keil.{family.name}xx_DFP")
    assert part.uid == (line.uid or family.uid)
    assert not part.clone
    assert not part.guess
    assert not part.notes


def test_no_two_rows_answer_the_same() -> None:
    keys = Counter((at, line.dev_id) for f in FAMILIES for line in f.lines for at in f.idcode)
    assert not [key for key, times in keys.items() if times > 1]
    assert len(ROWS) == len(LINES) == sum(keys.values())


@pytest.mark.parametrize(("family", "line", "address"), LINES)
def test_each_size_of_each_row_has_whole_sectors_and_ram(
    family: Family, line: Line, address: int
) -> None:
    sizes = [size for size in parts.LETTERS if size <= line.largest]
    sizes = [size for size in sizes if whole(line.layout(size, None))]
    for kib in sizes:
        for options in (None, 0, 0xFFFF_FFFF):
            regions = line.layout(kib, options)
            assert sum(region.length for region in regions) == kib * KIB
            assert whole(regions)
            assert all(one.end <= other.start for one, other in pairwise(regions))
        assert parts.ram(line, kib)
    assert max(sizes) == line.sram[-1][0] == line.largest
    assert set(line.targets) <= set(sizes)


def test_a_row_is_looked_for_where_its_core_is_looked_at() -> None:
    for family in FAMILIES:
        for address in family.idcode:
            assert address in parts.WHERE[family.cores[0]]
            assert address in parts.ANYWHERE


def test_the_targets_are_pyocds_and_have_these_sectors() -> None:
    builtin = pytest.importorskip("pyocd.target.builtin").BUILTIN_TARGETS
    for _, line in ROWS.values():
        for kib, target in line.targets.items():
            theirs = [region for region in builtin[target].MEMORY_MAP if region.is_flash]
            for ours in line.layout(kib, None):
                assert any(
                    region.start <= ours.start
                    and ours.end - 1 <= region.end
                    and region.sector_size == ours.sector_size
                    for region in theirs
                ), (target, ours)
    assert {part.target for part in parts.PICO.values()} <= set(builtin)


@pytest.mark.parametrize(
    ("dev_id", "address", "kib", "target"),
    [
        (0x414, 0xE0042000, 512, "stm32f103rc"),
        (0x410, 0xE0042000, 128, ""),
        (0x419, 0xE0042000, 1024, "stm32f429xg"),
        (0x440, 0x40015800, 64, "stm32f051"),
        (0x441, 0xE0042000, 1024, "stm32f412xg"),
        (0x425, 0x40015800, 32, "stm32l031x6"),
        (0x435, 0xE0042000, 256, "stm32l432kc"),
        (0x415, 0xE0042000, 512, "stm32l475xe"),
        (0x450, 0x5C001000, 2048, "stm32h743xx"),
        (0x450, 0x5C001000, 128, "stm32h750xx"),
        (0x480, 0x5C001000, 128, "stm32h7b0xx"),
        (0x483, 0x5C001000, 1024, "stm32h723xx"),
    ],
)
def test_a_target_goes_by_line_and_size(dev_id: int, address: int, kib: int, target: str) -> None:
    family, line = ROWS[address, dev_id]
    words = {parts.CPUID: CPUIDS[family.cores[0]], address: 0x10000000 | dev_id}
    words |= halfword(line.size_at or family.size_at, kib)
    assert found(FakeMemory(words | {0x40023C14: 0x0FFFAAED})).target == target


# Flash sizes


def test_an_f103rc_is_pyocds_own_target() -> None:
    part = found(f1(0x414, 256))
    assert (part.name, part.line) == ("STM32F10xxC", "STM32F1 high density")
    assert part.target == "stm32f103rc"
    assert part.flash == (Region(0x08000000, 256 * KIB, 2 * KIB),)
    assert part.ram == (Region(0x20000000, 48 * KIB),)
    assert part.revision == "Z"


@pytest.mark.parametrize("blank", [0x0000, 0xFFFF])
def test_a_blank_size_is_the_most_of_the_line_and_a_guess(blank: int) -> None:
    part = found(f1(0x414, blank))
    assert part.flash_size == 512 * KIB
    assert part.guess
    assert part.name == "STM32F10x"
    assert part.notes == (parts.SIZE_BLANK,)


def test_a_size_that_cannot_be_read_is_a_guess() -> None:
    memory = f1(0x414, 256)
    del memory.words[F1_SIZE]
    part = found(memory)
    assert part.flash_size == 512 * KIB
    assert part.notes == (parts.SIZE_BLANK,)


@pytest.mark.parametrize("odd", [77, 96, 1024, 0x1234])
def test_a_size_that_the_line_does_not_have_is_a_guess(odd: int) -> None:
    part = found(f1(0x414, odd))
    assert part.flash_size == 512 * KIB
    assert part.notes == (parts.SIZE_ODD,)
    assert part.guess


def test_a_size_that_would_cut_a_sector_is_a_guess() -> None:
    part = found(f4(0x413, 192, None))
    assert part.flash_size == 1024 * KIB
    assert part.notes == (parts.SIZE_ODD,)


@pytest.mark.parametrize(("kib", "ram"), [(256, 48), (384, 64), (512, 64)])
def test_more_flash_comes_with_more_ram(kib: int, ram: int) -> None:
    assert found(f1(0x414, kib)).ram == (Region(0x20000000, ram * KIB),)


def test_an_f103x8_says_that_it_may_have_more() -> None:
    part = found(f1(0x410, 64, 0x2003))
    assert (part.name, part.revision, part.flash_size) == ("STM32F10xx8", "Y", 64 * KIB)
    assert part.notes == (parts.MAY_HAVE_MORE,)
    assert not part.guess
    assert not found(f1(0x410, 128, 0x2003)).notes


@pytest.mark.parametrize(("code", "kib"), [(0, 384), (1, 256), (384, 384)])
def test_one_l1_names_its_size_by_a_code(code: int, kib: int) -> None:
    words = {parts.CPUID: CPUIDS["Cortex-M3"], 0xE0042000: 0x10380436, 0x1FF800CC: code}
    part = found(FakeMemory(words))
    assert part.flash_size == kib * KIB
    assert not part.guess


def test_another_l1_has_only_the_low_byte() -> None:
    words = {parts.CPUID: CPUIDS["Cortex-M3"], 0xE0042000: 0x10000429, 0x1FF8004C: 0xAB40}
    assert found(FakeMemory(words)).flash_size == 64 * KIB


# Sectors


def test_the_sectors_of_an_f407() -> None:
    assert graded(START, 1024, 16) == (
        Region(0x08000000, 0x10000, 0x4000),
        Region(0x08010000, 0x10000, 0x10000),
        Region(0x08020000, 0xE0000, 0x20000),
    )


def f4(dev_id: int, kib: int, optcr: int | None, core: str = "Cortex-M4") -> FakeMemory:
    size_at = 0x1FFF7A22 if core == "Cortex-M4" else 0x1FF0F442
    words = {parts.CPUID: CPUIDS[core], 0xE0042000: 0x10010000 | dev_id} | halfword(size_at, kib)
    return FakeMemory(words if optcr is None else words | {0x40023C14: optcr})


@pytest.mark.parametrize(
    ("kib", "optcr", "small", "target"),
    [
        (2048, 0x0FFFAAED, [0x08000000, 0x08100000], "stm32f429xi"),
        (1024, 0x0FFFAAED, [0x08000000], "stm32f429xg"),
        (1024, 0x4FFFAAED, [0x08000000, 0x08080000], ""),
    ],
)
def test_an_f429_with_two_banks_begins_again_with_small_sectors(
    kib: int, optcr: int, small: list[int], target: str
) -> None:
    part = found(f4(0x419, kib, optcr))
    assert [r.start for r in part.flash if r.sector_size == 16 * KIB] == small
    assert part.target == target


@pytest.mark.parametrize(
    ("optcr", "largest", "target"),
    [(0xFFFFAAFD, 256 * KIB, "stm32f767zi"), (0xDFFFAAFD, 128 * KIB, "")],
)
def test_an_f767_with_two_banks_has_half_the_sectors_and_no_target(
    optcr: int, largest: int, target: str
) -> None:
    part = found(f4(0x451, 2048, optcr, "Cortex-M7"))
    assert max(region.sector_size for region in part.flash) == largest
    assert part.target == target


def test_sectors_that_depend_on_what_cannot_be_read_are_a_guess() -> None:
    part = found(f4(0x419, 1024, None))
    assert part.notes == (parts.BANKS_UNKNOWN,)
    assert part.guess
    assert part.name == "STM32F42x/43xxG"


def test_a_smaller_h743_has_a_hole_between_its_banks_and_no_target() -> None:
    words = {parts.CPUID: CPUIDS["Cortex-M7"], 0x5C001000: 0x20030450, 0x1FF1E880: 1024}
    part = found(FakeMemory(words))
    assert [(r.start, r.length) for r in part.flash] == [
        (0x08000000, 512 * KIB),
        (0x08100000, 512 * KIB),
    ]
    assert part.target == ""


@pytest.mark.parametrize(
    ("dev_id", "kib", "optr", "sector"),
    [
        (0x469, 512, 0xFFEFF8AA, 2 * KIB),
        (0x469, 512, 0xFFAFF8AA, 4 * KIB),
        (0x470, 2048, 0xFFCFF8AA, 4 * KIB),
        (0x470, 2048, 0xFFAFF8AA, 8 * KIB),
        (0x470, 1024, 0xFFAFF8AA, 4 * KIB),
        (0x470, 1024, 0xFFCFF8AA, 8 * KIB),
        (0x472, 512, 0x7FEFF8AA, 2 * KIB),
        (0x472, 512, 0x7FAFF8AA, 4 * KIB),
    ],
)
def test_pages_go_by_the_bank_mode(dev_id: int, kib: int, optr: int, sector: int) -> None:
    address = 0xE0044000 if dev_id == 0x472 else 0xE0042000
    family, line = ROWS[address, dev_id]
    words = {parts.CPUID: CPUIDS[family.cores[0]], address: 0x10010000 | dev_id}
    words |= {line.options: optr} | halfword(family.size_at, kib)
    part = found(FakeMemory(words))
    assert {region.sector_size for region in part.flash} == {sector}
    assert not part.guess


def test_a_smaller_g474_has_a_hole_between_its_banks() -> None:
    words = {parts.CPUID: CPUIDS["Cortex-M4"], 0xE0042000: 0x20010469, 0x40022020: 0xFFEFF8AA}
    part = found(FakeMemory(words | halfword(0x1FFF75E0, 128)))
    assert [(r.start, r.length) for r in part.flash] == [
        (0x08000000, 64 * KIB),
        (0x08040000, 64 * KIB),
    ]


# What lies


def test_the_first_f405s_call_themselves_f2() -> None:
    words = {parts.CPUID: CPUIDS["Cortex-M4"], 0xE0042000: 0x20000411}
    part = found(FakeMemory(words | halfword(0x1FFF7A22, 1024)))
    assert (part.family, part.dev_id, part.revision) == ("STM32F4", 0x413, "A")
    assert not part.clone


def test_an_f2_is_still_an_f2() -> None:
    words = {parts.CPUID: 0x412FC230, 0xE0042000: 0x20000411}
    part = found(FakeMemory(words | halfword(0x1FFF7A22, 1024)))
    assert (part.family, part.revision) == ("STM32F2", "B")


def test_another_core_than_the_lines_may_be_a_clone() -> None:
    part = found(f1(0x414, 256, core="Cortex-M4"))
    assert part.name == "STM32F10xxC"
    assert part.core == "Cortex-M4"
    assert part.clone == "or a clone: it has a Cortex-M4, an STM32F1 a Cortex-M3"
    assert part.guess
    assert part.target == ""
    assert part.notes == (parts.ANOTHER_CORE,)


@pytest.mark.parametrize(
    ("table", "maker"),
    [(0x07000D1F64, "GigaDevice"), (0x04000BB4C3, "Arm"), (0x0B0410, "JEP106 code 0x030")],
)
def test_another_rom_table_than_sts_may_be_a_clone(table: int, maker: str) -> None:
    memory = f1(0x414, 256)
    memory.words |= rom(table)
    part = found(memory)
    assert part.clone == f"or a clone: its ROM table says {maker}, not ST"
    assert part.target == "stm32f103rc"
    assert part.notes == (parts.ANOTHER_MAKER,)


def test_no_rom_table_speaks_for_no_clone() -> None:
    memory = f1(0x414, 256)
    for address in rom(0):
        del memory.words[address]
    assert found(memory).clone == ""


@pytest.mark.parametrize(
    ("rev", "core", "name"),
    [(0x1303, "Cortex-M3", "GD32F1x0"), (0x1704, "Cortex-M4", "GD32F3x0")],
)
def test_a_revision_that_only_a_gd32_has_names_it(rev: int, core: str, name: str) -> None:
    part = found(f1(0x410, 64, rev, core))
    assert (part.name, part.family) == (name, "GD32")
    assert part.target == part.pack == part.clone == ""


def test_an_idcode_that_reads_zero_is_replaced_by_the_rom_table() -> None:
    memory = f1(0x410, 128)
    memory.words[0xE0042000] = 0
    part = found(memory)
    assert (part.name, part.dev_id, part.revision) == ("STM32F10xxB", 0x410, "")
    assert part.guess
    assert part.notes == (parts.ROM_ONLY,)


def test_a_blank_idcode_and_another_makers_rom_table_name_only_the_core() -> None:
    memory = f1(0x410, 128)
    memory.words[0xE0042000] = 0xFFFFFFFF
    memory.words |= rom(0x07000D1414)
    assert identify(memory) == Part("Cortex-M3", (), core="Cortex-M3")


# What is no STM32


def test_a_dev_id_that_nobody_knows_names_only_the_core() -> None:
    memory = FakeMemory({parts.CPUID: CPUIDS["Cortex-M4"], 0xE0042000: 0x100006FE})
    assert identify(memory) == Part("Cortex-M4", (), core="Cortex-M4", dev_id=0x6FE)


def test_a_dev_id_at_an_address_of_other_families_is_not_taken() -> None:
    memory = FakeMemory({parts.CPUID: CPUIDS["Cortex-M0+"], 0x40015800: 0x10010414})
    assert identify(memory) == Part("Cortex-M0+", (), core="Cortex-M0+", dev_id=0x414)


@pytest.mark.parametrize("cpuid", [None, 0x0, 0xFFFFFFFF, 0x4100DEAD])
def test_nothing_that_answers_is_no_part(cpuid: int | None) -> None:
    assert identify(FakeMemory({} if cpuid is None else {parts.CPUID: cpuid})) is None


def test_a_part_whose_core_does_not_answer_is_found_all_the_same() -> None:
    memory = f1(0x414, 512)
    del memory.words[parts.CPUID]
    part = found(memory)
    assert (part.name, part.core, part.clone) == ("STM32F10xxE", "Cortex-M3", "")


@pytest.mark.parametrize(
    ("core", "chip", "name", "ram"),
    [("Cortex-M0+", 0x20002927, "RP2040", 264), ("Cortex-M33", 0x20004927, "RP2350", 520)],
)
def test_a_pico_is_known_by_its_chip_id(core: str, chip: int, name: str, ram: int) -> None:
    part = found(FakeMemory({parts.CPUID: CPUIDS[core], 0x40000000: chip}))
    assert (part.name, part.family, part.target) == (name, name, name.lower())
    assert part.revision == "2"
    assert part.start == 0x10000000
    assert part.ram[0].length == ram * KIB
    assert part.guess
    assert part.notes == (parts.EXTERNAL,)


def test_a_timer_register_is_no_chip_id() -> None:
    words = {parts.CPUID: CPUIDS["Cortex-M0+"], 0x40000000: 0x2927 | 0x1000, 0x40015800: 0x10010466}
    assert found(FakeMemory(words | halfword(0x1FFF75E0, 64))).family == "STM32G0"


# Manners


def test_looking_writes_nothing_and_a_fault_anywhere_is_survived(
    rng: Random, count: Callable[[int], int]
) -> None:
    rows = list(ROWS.items())
    for _ in range(count(2000)):
        (address, dev_id), (family, line) = rng.choice(rows)
        words = {parts.CPUID: rng.choice(list(CPUIDS.values())), address: dev_id | 0x10000000}
        words |= halfword(line.size_at or family.size_at, rng.choice([0, 64, 0xFFFF, 5]))
        words |= rom(rng.choice([0, 0xA0000 | dev_id, 0x07000D1F64, 0xFFFFFFFFFF]))
        words |= {line.options: rng.getrandbits(32), parts.CHIP_ID: rng.getrandbits(32)}
        for lost in rng.sample(sorted(words), rng.randrange(len(words))):
            del words[lost]
        memory = FakeMemory(words)
        part = identify(memory)
        assert memory.writes == 0
        assert part is None or part.name
        assert part is None or part.flash or not part.family


def test_a_core_that_names_itself_spares_the_other_addresses() -> None:
    memory = FakeMemory({parts.CPUID: CPUIDS["Cortex-M3"]})
    identify(memory)
    assert not {0x40000000, 0x40015800, 0x5C001000, 0x44024000, 0xE0044000} & set(memory.reads)


def test_a_part_travels() -> None:
    part = found(f1(0x410, 64, core="Cortex-M3"))
    assert msgspec.json.decode(msgspec.json.encode(part), type=Part) == part
