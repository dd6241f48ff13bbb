"""pyOCD's own code, all of it, at the board: it shall not notice."""

import re
import zlib
from contextlib import suppress

import pytest
from pyocd.core.exceptions import Error, TransferError, TransferFaultError
from pyocd.core.target import Target
from pyocd.debug.rtt import RTTControlBlock
from pyocd.flash.eraser import FlashEraser
from pyocd.flash.file_programmer import FileProgrammer
from pyocd.probe.pydapaccess import DAPAccess
from usb.core import USBError

from engines.probe import parts, protection
from engines.probe.connect import Words
from engines.probe.messages import Cable
from engines.probe.simulated.board import Board
from engines.probe.simulated.chip import FLASH, OPTIONS, RAM, RAM_SIZE
from engines.probe.simulated.clock import VirtualClock

from .rig import (
    BKPT,
    CODE,
    COUNT,
    DFSR,
    FIRMWARE,
    FLASH_OBR,
    LOAD,
    LOCKED,
    NOP,
    STAY,
    code,
    program,
    session,
)

PAGE = 2048


def board(flash: bytes = b"", options: bytes = OPTIONS, **cable) -> Board:
    made = Board(VirtualClock(), Cable(**cable))
    made.chip.cells[: len(flash)] = flash
    made.chip.options[:] = options
    made.chip.power_on()
    return made


@pytest.fixture
def counting():
    """pyOCD's target for a board that counts in r0."""
    with session(board(program(*COUNT))) as opened:
        yield opened.target


@pytest.fixture
def image(tmp_path, rng):
    """Eight pages and a bit of random bytes, and their file."""
    data = rng.randbytes(8 * PAGE + 100)
    file = tmp_path / "image.bin"
    file.write_bytes(data)
    return data, str(file)


def halted(target: Target) -> bool:
    """Whether it halts within so many looks."""
    return any(target.get_state() is Target.State.HALTED for _ in range(200))


# Looking


@pytest.mark.parametrize("bulk", [False, True])
def test_the_probe_names_the_part_and_so_pyocd_knows_it(bulk):
    with session(board(bulk=bulk)) as opened:
        assert opened.board.target_type == "stm32f103rc"
        assert opened.probe.unique_id == "51a7ed0000f103c0"
        assert opened.target.read32(0xE0042000) & 0xFFF == 0x414
        assert [core.name for core in opened.target.cores.values()] == ["Cortex-M3"]


def test_a_nameless_probe_leaves_it_to_the_registers():
    with session(board(named=False), target_override="cortex_m") as opened:
        part = parts.identify(Words(opened.target))
    assert part.target == "stm32f103rc"
    assert part.flash_size == 256 << 10


def test_attaching_does_not_stop_the_program(counting):
    assert counting.get_state() is Target.State.RUNNING
    counting.halt()
    first = counting.read_core_register("r0")
    counting.resume()
    counting.halt()
    assert counting.read_core_register("r0") > first > 0


def test_registers_of_every_kind(counting):
    counting.halt()
    names = [f"r{number}" for number in range(13)] + ["lr", "msp", "psp"]
    values = [0x1000 * number + 0x104 for number in range(len(names))]
    counting.write_core_registers_raw(names, values)
    assert counting.read_core_registers_raw(names) == values
    counting.write_core_registers_raw(["primask", "control"], [1, 2])
    assert counting.read_core_registers_raw(["primask", "control"]) == [1, 2]
    assert counting.read_core_register("sp") == counting.read_core_register("psp")
    assert counting.read_core_register("xpsr") & 1 << 24


@pytest.mark.parametrize("bulk", [False, True])
def test_memory_over_the_borders_of_blocks(bulk, rng):
    """Unaligned ends, and more than the 4 KiB that the address counts up within."""
    with session(board(bulk=bulk)) as opened:
        target = opened.target
        for start, size in [(RAM + 1, 9001), (RAM + 0xFF0, 0x20), (RAM, RAM_SIZE), (RAM + 7, 1)]:
            data = rng.randbytes(size)
            target.write_memory_block8(start, data)
            assert bytes(target.read_memory_block8(start, size)) == data


def test_where_nothing_is_pyocd_is_told_and_goes_on(counting):
    with pytest.raises(TransferFaultError):
        counting.read32(0x60000000)
    assert counting.read32(FLASH) == RAM + RAM_SIZE
    with pytest.raises(TransferFaultError):
        counting.write32(0x60000000, 1)
        counting.flush()
    assert counting.read32(FLASH) == RAM + RAM_SIZE


# Halting, stepping, breaking


def test_stepping_ends(counting):
    counting.halt()
    for _ in range(4):
        before = counting.read_core_register("pc")
        counting.step()
        assert counting.read_core_register("pc") != before
        assert counting.get_state() is Target.State.HALTED


def test_a_reset_runs_and_a_reset_and_halt_does_not(counting):
    counting.reset_and_halt()
    assert counting.get_state() is Target.State.HALTED
    assert counting.read_core_register("pc") == FLASH + 8
    assert counting.read_core_register("r0") == 0
    counting.reset()
    assert counting.get_state() is Target.State.RUNNING


@pytest.mark.parametrize("how", [Target.ResetType.HARDWARE, Target.ResetType.CORE])
def test_other_resets_work_too(counting, how):
    counting.halt()
    counting.write_core_register("r0", 0x7FFFFFFF)
    counting.reset(how)
    counting.halt()
    assert counting.read_core_register("r0") < 0x7FFFFFFF


def test_a_bkpt_in_the_program_is_told_as_one(counting):
    counting.halt()
    counting.write_memory_block8(CODE, code(NOP, BKPT, STAY))
    counting.write_core_register("pc", CODE)
    counting.resume()
    assert halted(counting)
    assert counting.read_core_register("pc") == CODE + 2
    assert counting.get_halt_reason() is Target.HaltReason.BREAKPOINT


def test_a_breakpoint_in_flash_is_hit_stepped_off_and_cleared(counting):
    """Stepped off as gdb does it, which takes the breakpoint away for that."""
    counting.reset_and_halt()
    counting.set_breakpoint(FLASH + 10)
    for counted in (1, 2, 3):
        counting.resume()
        assert halted(counting)
        assert counting.selected_core.fpb.available_breakpoints == 5, "it is one of these"
        assert counting.read_core_register("pc") == FLASH + 10
        assert counting.read_core_register("r0") == counted
        assert counting.read32(DFSR) & 2
        counting.remove_breakpoint(FLASH + 10)
        counting.step()
        assert counting.read_core_register("pc") == FLASH + 8
        counting.set_breakpoint(FLASH + 10)
    counting.remove_breakpoint(FLASH + 10)
    counting.resume()
    assert not halted(counting)


def test_six_breakpoints_and_no_seventh(counting):
    assert [counting.set_breakpoint(FLASH + 0x100 + 4 * at) for at in range(7)].count(True) == 6


# Flashing


@pytest.mark.parametrize("bulk", [False, True])
@pytest.mark.parametrize("erase", ["sector", "chip"])
def test_after_pyocds_own_programmer_the_flash_is_the_file(image, bulk, erase, rng):
    """Over something else that was there; chip erase leaves nothing of that."""
    data, file = image
    old = rng.randbytes(12 * PAGE)
    chips = board(old, bulk=bulk)
    with session(chips) as opened:
        FileProgrammer(opened, chip_erase=erase, progress=lambda share: None).program(file)
    cells = bytes(chips.chip.cells)
    assert cells[: len(data)] == data
    rest = old[9 * PAGE :] if erase == "sector" else b"\xff" * 3 * PAGE
    assert cells[9 * PAGE : 12 * PAGE] == rest
    assert cells[len(data) : 9 * PAGE] == b"\xff" * (9 * PAGE - len(data))


@pytest.mark.parametrize("file", ["count.elf", "count.hex", "count.bin"])
def test_the_demo_firmware_in_each_of_its_forms(file):
    chips = board()
    with session(chips) as opened:
        FileProgrammer(opened, progress=lambda share: None).program(str(FIRMWARE / file))
    expected = (FIRMWARE / "count.bin").read_bytes()
    assert bytes(chips.chip.cells[: len(expected)]) == expected


def test_an_unchanged_page_is_not_touched(image):
    data, file = image
    chips = board(data)
    with session(chips) as opened:
        FileProgrammer(opened, progress=lambda share: None).program(file)
        assert not opened.target.read32(0x4002200C) & 0x20, "nothing was erased or programmed"
    assert bytes(chips.chip.cells[: len(data)]) == data


@pytest.mark.parametrize("mode", [FlashEraser.Mode.CHIP, FlashEraser.Mode.SECTOR])
def test_erasing(image, mode):
    data, _ = image
    chips = board(data)
    with session(chips) as opened:
        FlashEraser(opened, mode).erase([f"{FLASH + PAGE:#x}"])
    page = b"\xff" * PAGE
    assert bytes(chips.chip.cells[PAGE : 2 * PAGE]) == page
    rest = bytes(chips.chip.cells[2 * PAGE : len(data)])
    assert rest == (
        data[2 * PAGE :] if mode is FlashEraser.Mode.SECTOR else rest.replace(data, page)
    )
    assert (rest.strip(b"\xff") == b"") == (mode is FlashEraser.Mode.CHIP)


def test_the_chip_computes_the_crc_of_each_page_through_its_alias(rng):
    """Page 0x10000 does not fit its 16 bits, so it looks at page 0, where flash shows as well."""
    data = rng.randbytes(4 * PAGE)
    chips = board(data)
    with session(chips) as opened:
        opened.target.halt()
        flash = opened.target.memory_map.get_boot_memory().flash
        flash.init(flash.Operation.VERIFY)
        chips.chip.cells[PAGE + 77] ^= 4
        chips.chip.core.refresh()
        crcs = flash.compute_crcs([(FLASH + PAGE * page, PAGE) for page in range(4)])
        flash.cleanup()
    right = [zlib.crc32(data[at : at + PAGE]) for at in range(0, len(data), PAGE)]
    assert [a == b for a, b in zip(crcs, right, strict=True)] == [True, False, True, True]


def test_a_flip_after_the_algorithms_own_check_is_one_that_pyocd_does_not_see(image, rng):
    data, file = image
    place, bit = rng.randrange(len(data)), rng.randrange(8)
    chips = board(flips=((FLASH + place, bit),))
    with session(chips) as opened:
        FileProgrammer(opened, progress=lambda share: None).program(file)
        read = bytes(opened.target.read_memory_block8(FLASH, len(data)))
    assert [at for at in range(len(data)) if read[at] != data[at]] == [place]
    assert read[place] ^ data[place] == 1 << bit


def test_writing_pages_again_that_are_not_erased_is_an_error(image):
    """What pyOCD's algorithm reports where cells are not blank."""
    data, _ = image
    chips = board(b"\x55" * PAGE)
    with session(chips) as opened:
        opened.target.halt()
        flash = opened.target.memory_map.get_boot_memory().flash
        flash.init(flash.Operation.PROGRAM)
        with pytest.raises(Exception, match=r"page|program"):
            flash.program_page(FLASH, list(data[:PAGE]))
        flash.cleanup()
    assert bytes(chips.chip.cells[:PAGE]) == b"\x55" * PAGE


# Troubles


def tried(chips: Board, file: str) -> None:
    with session(chips) as opened:
        FileProgrammer(opened, progress=lambda share: None).program(file)


@pytest.fixture(scope="module")
def packets(tmp_path_factory):
    """How many it takes to flash an image of this size."""
    file = tmp_path_factory.mktemp("packets") / "image.bin"
    file.write_bytes(bytes(range(256)) * 64)
    chips = board()
    tried(chips, str(file))
    return chips.packets


def test_unplugged_anywhere_and_flashed_again(image, packets, rng, count):
    data, file = image
    for _ in range(count(100)):
        chips = board(unplug=rng.randint(1, packets), away=0.3)
        with pytest.raises(USBError) as lost:
            tried(chips, file)
        assert lost.value.errno == 19
        with pytest.raises(USBError):
            tried(chips, file)
        chips.clock.sleep(0.3)
        tried(chips, file)
        assert bytes(chips.chip.cells[: len(data)]) == data


def test_an_answer_that_never_comes_is_a_timeout_and_the_next_attempt_works(
    image, packets, rng, count
):
    data, file = image
    for _ in range(count(50)):
        chips = board(lost=(rng.randint(1, packets),))
        with pytest.raises((USBError, DAPAccess.Error, TransferError)):
            tried(chips, file)
        tried(chips, file)
        assert bytes(chips.chip.cells[: len(data)]) == data


def test_garbage_is_no_answer(image, packets, rng, count):
    """Random bytes instead of one answer: an error, or nothing that matters, and never a hang."""
    data, file = image
    for _ in range(count(50)):
        chips, bad = board(), rng.randint(1, packets)
        right = chips.firmware.answer

        def answer(packet, chips=chips, bad=bad, right=right):
            said = right(packet)
            return rng.randbytes(64) if chips.packets == bad else said

        chips.firmware.answer = answer
        with suppress(Exception):  # pyOCD has many words for it
            tried(chips, file)
        chips.firmware.answer = right
        tried(chips, file)
        assert bytes(chips.chip.cells[: len(data)]) == data


# Read protection, as we take it on and off


HURRIED = {
    f"flash.timeout.{what}": 0.1
    for what in ("init", "program", "erase_sector", "erase_all", "analyzer")
}
"""Seconds on the wall that pyOCD waits for an algorithm which has run into a fault."""


def test_locked_recognised_blocked_unlocked(image):
    data, file = image
    chips = board(data)
    with session(chips) as opened:
        words = Words(opened.target)
        part = parts.identify(words)
        opened.target.reset_and_halt()
        assert protection.state(words, part).level == 0
        protection.lock(words, part, chips.clock.sleep)
        assert words.read32(FLASH) == int.from_bytes(data[:4], "little"), "not yet"
        opened.target.reset_and_halt()
        assert protection.state(words, part).level == 1
    before = bytes(chips.chip.cells)
    assert before[: len(data)] == data

    with session(chips, **HURRIED) as opened:

        def program_with(erase: str) -> None:
            FileProgrammer(opened, chip_erase=erase, progress=lambda share: None).program(file)

        words = Words(opened.target)
        assert parts.identify(words) == part
        with pytest.raises(parts.Fault):
            words.read32(FLASH)
        for attempt in (
            lambda: program_with("sector"),
            lambda: program_with("chip"),
            lambda: FlashEraser(opened, FlashEraser.Mode.CHIP).erase([]),
            lambda: FlashEraser(opened, FlashEraser.Mode.SECTOR).erase([f"{FLASH:#x}"]),
        ):
            with suppress(Error):  # what pyOCD does not notice, the cells do
                attempt()
            assert bytes(chips.chip.cells) == before

        opened.target.reset_and_halt()
        protection.unlock(words, part, chips.clock.sleep)
        assert bytes(chips.chip.cells) == b"\xff" * len(before)
        with pytest.raises(parts.Fault):
            words.read32(FLASH)
        opened.target.reset_and_halt()
        assert protection.state(words, part).level == 0
        program_with("sector")
    assert bytes(chips.chip.cells[: len(data)]) == data


def test_code_in_ram_of_a_locked_board_reads_nothing():
    with session(board(program(*COUNT), LOCKED)) as opened:
        target = opened.target
        assert target.read32(FLASH_OBR) & 2
        target.halt()
        target.write_memory_block8(CODE, code(LOAD, BKPT, STAY))
        target.write_core_registers_raw(["r0", "r1", "pc"], [FLASH, 0, CODE])
        target.resume()
        assert not halted(target)
        assert target.get_state() is Target.State.LOCKUP
        target.halt()
        assert target.read_core_register("r1") == 0


# A program that talks


def test_rtt_without_a_gap():
    """The demo firmware counts as fast as it can, and every number comes."""
    chips = board((FIRMWARE / "count.bin").read_bytes())
    with session(chips) as opened:
        chips.clock.sleep(0.01)
        block = RTTControlBlock.from_target(opened.target, address=RAM, size=RAM_SIZE)
        block.start()
        up, down = block.up_channels[0], block.down_channels[0]
        assert up.name == "Terminal"
        down.write(b"fast\n")
        text = b""
        while text.count(b"tick") < 300:
            chips.clock.sleep(0.005)
            text += bytes(up.read())
        down.write(b"hello\n")
        while b"hello" not in text:
            chips.clock.sleep(0.005)
            text += bytes(up.read())
    assert b"you said fast\r\n" in text
    assert b"you said hello\r\n" in text
    numbers = [int(number) for number in re.findall(rb"tick (\d+)\r\n", text)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_rtt_after_the_program_has_reset_itself():
    chips = board((FIRMWARE / "count.bin").read_bytes())
    with session(chips) as opened:
        for _ in range(2):
            chips.clock.sleep(0.05)
            block = RTTControlBlock.from_target(opened.target, address=RAM, size=RAM_SIZE)
            block.start()
            assert b"tick 1\r\n" in bytes(block.up_channels[0].read())
            block.down_channels[0].write(b"reset\n")
