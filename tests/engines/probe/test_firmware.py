import re
import shutil
import subprocess
from bisect import bisect_right
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from intelhex import IntelHex

from tests.conftest import need

from .firmware_rig import (
    BLOCK,
    CHANNEL,
    FIRMWARE,
    FLASH,
    RAM,
    RAM_SIZE,
    READ,
    Chip,
    Terminal,
    found,
    image,
    symbols,
)

COUNT = FIRMWARE / "count.elf"
BLINK = FIRMWARE / "blink.elf"
BUILT = ("count.elf", "count.hex", "count.bin", "blink.elf")

# In the order of their numbers; the reserved ones between them are 0.
HANDLED = ("Reset", "NMI", "HardFault", "MemManage", "BusFault", "UsageFault")
HANDLED += ("SVC", "DebugMon", "PendSV", "SysTick")

GPIOC_CRH, GPIOC_ODR, RCC_APB2ENR = 0x40011004, 0x4001100C, 0x40021018
PIN_13 = 1 << 13


@pytest.fixture
def chip() -> Chip:
    """`count`, just after it has begun to talk; no tick has come yet."""
    chip = Chip(image(COUNT))
    chip.run(5000)
    return chip


@pytest.fixture
def terminal(chip: Chip) -> Terminal:
    return Terminal(chip)


def ticks(text: bytes) -> list[int]:
    """Their numbers. Every line of the text must be a whole tick."""
    assert re.fullmatch(rb"(tick [1-9]\d*\r\n)*", text), text
    return [int(number) for number in re.findall(rb"\d+", text)]


def answer(chip: Chip, terminal: Terminal, text: bytes) -> bytes:
    """All that is printed until `text` has gone down and been dealt with, in slices."""
    printed = b""
    while text:
        text = text[terminal.write(text) :]
        chip.run(3000)
        printed += terminal.read()
    chip.run(3000)
    return printed + terminal.read()


# The files


def test_the_three_files_of_count_hold_the_same_bytes():
    binary = (FIRMWARE / "count.bin").read_bytes()
    hexed = IntelHex(str(FIRMWARE / "count.hex"))
    assert image(COUNT) == binary
    assert (hexed.minaddr(), hexed.maxaddr()) == (FLASH, FLASH + len(binary) - 1)
    assert hexed.tobinstr() == binary


def test_blink_fills_64_kib_without_a_hole():
    assert len(image(BLINK)) == 64 << 10
    with BLINK.open("rb") as file:
        sizes = [segment["p_filesz"] for segment in ELFFile(file).iter_segments("PT_LOAD")]
    assert sum(sizes) == 64 << 10


@pytest.mark.parametrize("elf", [COUNT, BLINK])
def test_the_vector_table_names_a_stack_in_ram_and_a_handler_for_each_exception(elf):
    flash = image(elf)
    stack, *handlers = (int.from_bytes(flash[at : at + 4], "little") for at in range(0, 64, 4))
    names = symbols(elf)
    assert stack == RAM + RAM_SIZE
    reserved = [handlers.pop(at) for at in (12, 9, 8, 7, 6)]
    assert reserved == [0] * 5
    assert all(handler & 1 for handler in handlers)
    assert [handler & ~1 for handler in handlers] == [names[f"{name}_Handler"] for name in HANDLED]
    assert len(set(handlers)) == len(handlers)


@pytest.mark.parametrize("elf", [COUNT, BLINK])
def test_a_search_of_flash_finds_no_control_block(elf):
    assert b"SEGGER" not in image(elf)


@pytest.mark.parametrize("elf", [COUNT, BLINK])
def test_the_build_leaves_no_path_of_its_machine(elf):
    with elf.open("rb") as file:
        units = [unit.get_top_DIE() for unit in ELFFile(file).get_dwarf_info().iter_CUs()]
    assert {unit.attributes["DW_AT_comp_dir"].value for unit in units} == {b"."}


def test_the_folder_is_small_and_holds_source_and_what_is_built_of_it():
    files = [path for path in FIRMWARE.rglob("*") if path.is_file()]
    source = {path.name for path in files} - set(BUILT)
    assert {Path(name).suffix for name in source} <= {".c", ".h", ".s", ".ld", ".md", ""}
    assert sum(path.stat().st_size for path in files) < 200_000


# The control block


def test_the_control_block_is_as_debuggers_expect_it(chip, terminal):
    block = found(chip)
    up, down = (
        CHANNEL.unpack(chip.read(block + at, CHANNEL.size))
        for at in (BLOCK.size, BLOCK.size + CHANNEL.size)
    )
    assert BLOCK.unpack(chip.read(block, BLOCK.size))[1:] == (1, 1)
    assert (up[2], down[2]) == (1024, 64)
    assert (up[3:], down[3:]) == ((0, 0, 0), (0, 0, 0))
    assert terminal.name() == b"Terminal"
    assert all(RAM <= ring < RAM + RAM_SIZE for ring in (up[1], down[1]))
    assert block % 32 == 0


def test_no_debugger_sees_the_id_before_all_else_is_in_place(chip, terminal):
    chip.run(400_000)
    assert terminal.read()
    chip.reset()
    assert found(chip), "the block of before the reset"
    for _ in range(5000):
        chip.run(1)
        if not found(chip):
            break
    else:
        pytest.fail("the old block is never cleared")
    for _ in range(5000):
        chip.run(1)
        if block := found(chip):
            break
    else:
        pytest.fail("no new block comes")
    names = symbols(COUNT)
    seen = chip.read(block, 72)
    for at, ring in ((24, "up_ring"), (48, "down_ring")):
        assert CHANNEL.unpack(seen[at : at + 24])[1] == names[ring]
    chip.run(100)
    assert chip.read(block, 72) == seen


def test_a_chip_that_wakes_with_garbage_in_ram_starts_as_well(rng):
    chip = Chip(image(COUNT), rng.randbytes(RAM_SIZE))
    chip.run()
    assert ticks(Terminal(chip).read()) == [1]


def test_barriers_stand_where_an_offset_guards_a_ring():
    # The emulator keeps every order by itself: only the instructions can tell.
    with COUNT.open("rb") as file:
        table = ELFFile(file).get_section_by_name(".symtab")
        [opening], [writing], [reading] = map(
            table.get_symbol_by_name, ("rtt_open", "rtt_write", "rtt_read")
        )
    barriers = []
    for function in (opening, writing, reading):
        start = (function["st_value"] & ~1) - FLASH
        code = image(COUNT)[start : start + function["st_size"]]
        barriers.append(len(re.findall(rb"\xbf\xf3[\x50-\x5f]\x8f", code)))  # DMB, any domain
    assert barriers == [1, 2, 2]


# What it says


def test_ticks_have_no_gap_while_somebody_reads(chip, terminal, rng, count):
    answer(chip, terminal, b"fast\n")
    seen = []
    for _ in range(count(2500)):
        # At most 63 ticks, which fit the ring however long their numbers are.
        chip.run(rng.randrange(600_000))
        seen += ticks(terminal.read())
    assert len(seen) > 200, "twice around the ring and more"
    assert seen == list(range(seen[0], seen[0] + len(seen)))


def test_between_any_two_instructions_only_whole_lines_are_on_offer(chip, terminal, rng):
    answer(chip, terminal, b"fast\n")
    lines = set()
    for step in range(30_000):
        chip.run(1)
        waiting = terminal.waiting()
        assert waiting == b"" or waiting.endswith(b"\r\n")
        lines |= set(waiting.split(b"\r\n"))
        if step % 7_000 == 0:
            terminal.write(b"hello\n")
        if rng.random() < 0.01:
            terminal.read()
    assert b"you said hello" in lines
    assert all(re.fullmatch(rb"tick \d+|you said hello|", line) for line in lines), lines


def test_a_full_ring_loses_whole_lines_and_the_chip_runs_on(chip, terminal):
    before = ticks(answer(chip, terminal, b"fast\n").replace(b"you said fast\r\n", b""))
    chip.run(3_000_000)
    kept = ticks(terminal.read())
    chip.run()
    later = ticks(terminal.read())
    assert kept == list(range(1 + len(before), 1 + len(before) + len(kept)))
    # Full to the last line that fits: the ring holds 1023 bytes, a line here has 9 or 10.
    assert 1013 <= len(b"".join(b"tick %d\r\n" % number for number in kept)) <= 1023
    assert later[0] > kept[-1] + 50
    assert later == list(range(later[0], later[0] + len(later)))


@pytest.mark.parametrize(("room", "kept"), [(7, b""), (8, b"tick 1\r\n")])
def test_a_line_is_kept_exactly_when_there_is_room_for_it(chip, terminal, room, kept):
    # As if the reader stood so that this many bytes are free.
    up = found(chip) + BLOCK.size
    chip.write(up + READ, (room + 1).to_bytes(4, "little"))
    chip.run()
    _, ring, _, write, _, _ = CHANNEL.unpack(chip.read(up, CHANNEL.size))
    assert chip.read(ring, write) == kept


def test_lines_fit_the_ring_wherever_its_offsets_stand(chip, terminal, rng, count):
    answer(chip, terminal, b"fast\n")
    for _ in range(count(1000)):
        chip.run(rng.randrange(1_500_000))
        ticks(terminal.read())


@pytest.mark.parametrize(("word", "least", "most"), [(b"slow", 1, 2), (b"fast", 15, 25)])
def test_a_slice_of_200_000_instructions_shows_ticks(chip, terminal, word, least, most):
    answer(chip, terminal, word + b"\n")
    for _ in range(10):
        chip.run()
        assert least <= len(ticks(terminal.read())) <= most


def test_the_global_count_counts_the_passes_between_two_ticks(chip, terminal):
    count = symbols(COUNT)["count"]
    chip.run(1_000_000)
    assert chip.word(count) // 8000 == ticks(terminal.read())[-1]


# What it hears


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n", b"\n\n\r\r"])
def test_a_line_comes_back_when_it_is_complete(chip, terminal, end):
    assert answer(chip, terminal, b"good morn") == b""
    assert answer(chip, terminal, b"ing") == b""
    assert answer(chip, terminal, end) == b"you said good morning\r\n"


def test_any_lines_in_any_pieces_come_back_in_order(chip, terminal, rng, count):
    printable = bytes(range(32, 127)) + "äµ丝".encode()
    for _ in range(count(200)):
        lines = [bytes(rng.choices(printable, k=rng.randrange(1, 65))) for _ in range(5)]
        text = b"".join(line + rng.choice([b"\n", b"\r\n"]) for line in lines)
        printed = b""
        while text:
            piece = rng.randrange(1, 80)
            printed += answer(chip, terminal, text[:piece])
            text = text[piece:]
        said = re.sub(rb"tick \d+\r\n", b"", printed)
        assert said == b"".join(b"you said " + line + b"\r\n" for line in lines)


def test_a_line_over_64_bytes_comes_back_in_parts(chip, terminal):
    said = answer(chip, terminal, b"a" * 150 + b"\n")
    assert re.sub(rb"tick \d+\r\n", b"", said).split() == [
        b"you", b"said", b"a" * 64, b"you", b"said", b"a" * 64, b"you", b"said", b"a" * 22,
    ]  # fmt: skip


@pytest.mark.parametrize("word", [b"Fast", b"faster", b"fas", b" fast", b"crash!", b"resets"])
def test_a_word_that_only_looks_like_one_does_nothing_but_come_back(chip, terminal, word):
    assert answer(chip, terminal, word + b"\n") == b"you said " + word + b"\r\n"
    chip.run(1_000_000)
    assert 5 <= len(ticks(terminal.read())) <= 8


def test_crash_stops_in_the_hard_fault_handler(chip, terminal):
    assert answer(chip, terminal, b"crash\n") == b"you said crash\r\n"
    chip.run()
    assert chip.pc == symbols(COUNT)["HardFault_Handler"]
    assert terminal.read() == b""


@pytest.mark.parametrize("way", ["word", "pin"])
def test_a_second_run_after_reset_begins_at_1(chip, terminal, way):
    answer(chip, terminal, b"fast\n")
    chip.run(1_000_000)
    if way == "word":
        terminal.write(b"reset\n")
    else:
        chip.reset()
    chip.run()
    chip.run()
    again = ticks(Terminal(chip).read())
    assert again in ([1], [1, 2]), "and slow again"


# A debugger's view


def test_pyocds_own_reader_understands_it(chip):
    from pyocd.debug.rtt import GenericRTTControlBlock

    class Target:
        read_memory_block8 = staticmethod(chip.read)
        read32 = staticmethod(chip.word)

        @staticmethod
        def read_memory_block32(address, words):
            return [chip.word(address + 4 * word) for word in range(words)]

        @staticmethod
        def write32(address, value):
            chip.write(address, value.to_bytes(4, "little"))

        @staticmethod
        def write_memory_block8(address, data):
            chip.write(address, bytes(data))

    control = GenericRTTControlBlock(Target, RAM, RAM_SIZE)
    control.start()
    [up], [down] = control.up_channels, control.down_channels
    assert (up.name, up.size, down.size) == ("Terminal", 1024, 64)
    seen = b""
    for word in ["fast", *range(30)]:
        down.write(f"{word}\n".encode())
        chip.run()
        line = f"you said {word}\r\n".encode()
        text = up.read()
        assert line in text
        seen += text.replace(line, b"")
    numbers = ticks(seen)
    assert len(numbers) > 300
    assert numbers == list(range(1, len(numbers) + 1))


def test_wherever_it_stands_there_is_a_function_and_a_line_to_name(chip, terminal, rng, count):
    with COUNT.open("rb") as file:
        elf = ELFFile(file)
        functions = sorted(
            (symbol["st_value"] & ~1, symbol["st_size"], symbol.name)
            for symbol in elf.get_section_by_name(".symtab").iter_symbols()
            if symbol["st_info"]["type"] == "STT_FUNC"
        )
        dwarf = elf.get_dwarf_info()
        lines = {
            entry.state.address: entry.state.line
            for unit in dwarf.iter_CUs()
            for entry in dwarf.line_program_for_CU(unit).get_entries()
            if entry.state and not entry.state.end_sequence
        }
    assert all(name.isidentifier() for _, _, name in functions), "as in the source, no clones"
    assert {start for start, _, _ in functions} <= lines.keys()
    starts = [start for start, _, _ in functions]
    names = set()
    for _ in range(count(5000)):
        terminal.write(b"fast\n")
        chip.run(rng.randrange(1, 500))
        start, size, name = functions[bisect_right(starts, chip.pc) - 1]
        assert chip.pc < start + size
        names.add(name)
    assert {"main", "rtt_read"} <= names


# blink


def test_blink_toggles_pin_13_of_port_c():
    chip = Chip(image(BLINK))
    chip.write(GPIOC_CRH, (0x44444444).to_bytes(4, "little"))
    lights = []
    walks = symbols(BLINK)["count"]
    for _ in range(30):
        chip.run(500_000)
        lights.append(bool(chip.word(GPIOC_ODR) & PIN_13))
        assert lights[-1] == bool(chip.word(walks) // 8 % 2)
    assert {True, False} == set(lights)
    assert chip.word(RCC_APB2ENR) == 1 << 4
    assert chip.word(GPIOC_CRH) == 0x44244444


def test_one_wrong_bit_anywhere_in_its_table_stops_blink_and_is_named(rng, count):
    names = symbols(BLINK)
    right = image(BLINK)
    for _ in range(count(1000)):
        flash = bytearray(right)
        at = rng.randrange(2048, len(flash))
        flash[at] ^= 1 << rng.randrange(8)
        chip = Chip(bytes(flash))
        chip.run(500_000)
        assert names["broken"] <= chip.pc < names["check"]
        assert chip.word(names["wrong"]) == FLASH + at & ~3
        assert chip.word(names["count"]) == 0


# The build


@pytest.fixture
def rebuilt(tmp_path: Path) -> Path:
    """A folder elsewhere, its name with a space in it, where all was made from the source."""
    need("arm-none-eabi-gcc")
    elsewhere = tmp_path / "some where"
    shutil.copytree(FIRMWARE, elsewhere)
    for command in (["clean"], []):
        made = subprocess.run(
            [need("make"), *command], cwd=elsewhere, capture_output=True, text=True
        )
        assert made.returncode == 0, made.stderr
    return elsewhere


def compiler(elf: Path) -> bytes:
    with elf.open("rb") as file:
        return ELFFile(file).get_section_by_name(".comment").data()


def test_the_same_compiler_makes_the_same_files_elsewhere(rebuilt):
    made, kept = (compiler(folder / "count.elf") for folder in (rebuilt, FIRMWARE))
    if made != kept:
        pytest.skip(f"another compiler than theirs, {kept!r}: {made!r}")
    for name in BUILT:
        assert (rebuilt / name).read_bytes() == (FIRMWARE / name).read_bytes(), name


def test_what_this_machine_builds_ticks_and_blinks(rebuilt):
    chip = Chip(image(rebuilt / "count.elf"))
    chip.run(5000)
    terminal = Terminal(chip)
    assert answer(chip, terminal, b"fast\n") == b"you said fast\r\n"
    chip.run()
    assert ticks(terminal.read())[0] == 1
    chip = Chip(image(rebuilt / "blink.elf"))
    chip.run(5_000_000)
    assert chip.word(symbols(rebuilt / "blink.elf")["count"]) > 10
