"""The whole chip: its memories, what running code does to them, resets, read protection."""

import struct

import pytest

from engines.probe.simulated.bus import BusFault
from engines.probe.simulated.chip import (
    FLASH,
    FLASH_SIZE,
    OPTIONS,
    PERIPHERALS,
    RAM,
    RAM_SIZE,
    SIZE_REGISTER,
    UNIQUE_ID,
    Flip,
)
from engines.probe.simulated.rom_table import IDCODE, ROM_TABLE

from .rig import (
    BKPT,
    COUNT,
    FLASH_ACR,
    FLASH_AR,
    FLASH_CR,
    FLASH_OBR,
    FLASH_SR,
    HALTED,
    KEYR,
    KEYS,
    LOAD,
    LOAD_HALF,
    LOCKED,
    LOCKUP,
    PC,
    RCC_CFGR,
    RCC_CR,
    RESET,
    STAY,
    STORE,
    STORE_HALF,
    Debugger,
    code,
    made,
    program,
)

PG, PER, STRT, OPTPG, OPTER, OPTWRE = 1, 2, 1 << 6, 1 << 4, 1 << 5, 1 << 9
BSY, PGERR, WRPRTERR, EOP = 1, 4, 16, 32
PAGE = 2048


@pytest.fixture
def chip():
    return made(program(*COUNT))


@pytest.fixture
def core(chip):
    return Debugger(chip)


def word(chip, address):
    return chip.read(address, 4)


# The map


def test_flash_shows_at_its_address_and_at_zero(chip):
    for offset in range(0, 16, 4):
        assert word(chip, FLASH + offset) == word(chip, offset)
    assert word(chip, FLASH) == RAM + RAM_SIZE


def test_the_chip_says_what_it_is(chip):
    assert word(chip, IDCODE) & 0xFFF == 0x414
    assert chip.read(SIZE_REGISTER, 2) == FLASH_SIZE >> 10
    uid = b"".join(word(chip, UNIQUE_ID + at).to_bytes(4, "little") for at in (0, 4, 8))
    assert uid == chip.unique_id


def test_the_rom_table_leads_to_every_component(chip):
    found = set()
    for entry in range(ROM_TABLE, ROM_TABLE + 0x100, 4):
        if not (offset := word(chip, entry)):
            break
        base = ROM_TABLE + (offset & ~0xFFF) & 0xFFFFFFFF
        preamble = [word(chip, base + 0xFF0 + 4 * at) for at in range(4)]
        assert preamble == [0x0D, 0xE0, 0x05, 0xB1]
        found.add(base)
    assert found == {0xE000E000, 0xE0001000, 0xE0002000, 0xE0000000}
    designer = [word(chip, ROM_TABLE + at) for at in (0xFE0, 0xFE4, 0xFE8, 0xFD0)]
    assert designer == [0x14, 0x04, 0x0A, 0x00], "ST, high density"


@pytest.mark.parametrize(
    "address", [FLASH + FLASH_SIZE, RAM - 0x10000, RAM + RAM_SIZE, 0x60000000, 0xFFFFFFFC]
)
def test_where_nothing_is_nobody_answers(chip, address):
    with pytest.raises(BusFault):
        chip.read(address, 4)
    with pytest.raises(BusFault):
        chip.write(address, 0, 4)


def test_parts_of_a_word_go_to_their_places(chip):
    chip.write(RAM, 0x44332211, 4)
    chip.write(RAM + 2, 0xBEEF, 2)
    chip.write(RAM + 1, 0xAA, 1)
    assert [chip.read(RAM + at, 1) for at in range(4)] == [0x11, 0xAA, 0xEF, 0xBE]
    assert word(chip, RAM) == 0xBEEFAA11


def test_peripherals_that_do_nothing_keep_what_is_written(chip):
    chip.write(PERIPHERALS + 0x1100C, 1 << 13, 4)
    assert word(chip, PERIPHERALS + 0x1100C) == 1 << 13


def test_running_code_sees_parts_of_registers(core):
    """ldrb r1, [r0]; ldrb r2, [r0, #1]; ldrh r3, [r0, #2]."""
    core.start(0x7801, 0x7842, 0x8843, STAY, r0=IDCODE)
    core.resume()
    core.halt()
    assert (core[1], core[2], core[3]) == (0x14, 0x64, 0x1003)


# Programming by running code


@pytest.fixture
def writer(core):
    """It has the flash controller unlocked and set to program; the code to come is in RAM."""
    core.halt()
    core.unlock()
    core.chip.write(FLASH_CR, PG, 4)
    return core


def test_running_code_programs_erased_cells(writer):
    writer.start(STORE_HALF, LOAD_HALF, BKPT, r0=FLASH + 0x1000, r1=0xBEEF)
    writer.resume()
    assert writer[1] == 0xBEEF
    assert word(writer.chip, FLASH + 0x1000) == 0xFFFFBEEF
    assert word(writer.chip, 0x1000) == 0xFFFFBEEF
    assert word(writer.chip, FLASH_SR) & EOP


def test_it_programs_through_the_alias_too(writer):
    writer.start(STORE_HALF, BKPT, r0=0x1000, r1=0xBEEF)
    writer.resume()
    assert word(writer.chip, FLASH + 0x1000) == 0xFFFFBEEF


@pytest.mark.parametrize("look", [True, False])
def test_a_write_that_is_refused_leaves_the_cells(writer, look):
    """Whether the code looks at the status before it goes on or not: Unicorn stores it anyhow."""
    status = (0x6813,) if look else ()  # ldr r3, [r2]
    writer.start(STORE_HALF, *status, BKPT, r0=FLASH + 8, r1=0x1234)
    writer[2] = FLASH_SR
    writer.resume()
    assert word(writer.chip, FLASH_SR) & PGERR
    assert word(writer.chip, FLASH + 8) == COUNT[1] << 16 | COUNT[0]
    writer.reset(halted=False)
    writer.wait()
    writer.halt()
    assert writer[0] > 0, "it still counts"


def test_two_writes_to_one_cell(writer):
    """The second is refused, or goes over everything with zeros: never a mixture."""
    writer.start(STORE_HALF, 0x8002, BKPT, r0=FLASH + 0x1000, r1=0x1234)
    writer[2] = 0x4321
    writer.resume()
    assert word(writer.chip, FLASH + 0x1000) == 0xFFFF1234
    writer.start(STORE_HALF, 0x8002, BKPT, r0=FLASH + 0x1000, r1=0x5555)
    writer[2] = 0
    writer.resume()
    assert word(writer.chip, FLASH + 0x1000) == 0xFFFF0000


def test_a_word_at_once_is_a_fault_and_nothing_is_written(writer):
    writer.start(STORE, BKPT, r0=FLASH + 0x1000, r1=0x1234)
    writer.resume()
    assert writer.status & LOCKUP
    assert word(writer.chip, FLASH + 0x1000) == 0xFFFFFFFF


def test_a_locked_controller_makes_a_write_a_fault(core):
    core.start(STORE_HALF, BKPT, r0=FLASH + 0x1000, r1=0x1234)
    core.resume()
    assert core.status & LOCKUP
    assert word(core.chip, FLASH + 0x1000) == 0xFFFFFFFF


def test_a_wrong_key_is_a_fault(core):
    core.start(STORE, BKPT, r0=KEYR, r1=1)
    core.resume()
    assert core.status & LOCKUP


def test_running_code_writes_option_bytes(writer):
    writer.reset()
    writer.unlock()
    writer.chip.write(FLASH_CR, OPTWRE | OPTER, 4)
    writer.chip.write(FLASH_CR, OPTWRE | OPTER | STRT, 4)
    writer.wait(0.1)
    writer.chip.write(FLASH_CR, OPTWRE | OPTPG, 4)
    writer.start(STORE_HALF, BKPT, r0=0x1FFFF804, r1=0x1234)
    writer.resume()
    assert bytes(writer.chip.options[4:6]) == b"\x34\xcb"
    assert writer.chip.read(0x1FFFF804, 2) == 0xCB34


def test_code_that_was_programmed_over_is_run_anew(core):
    """It counts up; then its page is erased, and it counts in another register."""
    core.wait()
    core.halt()
    assert core[0] > 0
    core.unlock()
    core.chip.write(FLASH_CR, PER, 4)
    core.chip.write(FLASH_AR, FLASH, 4)
    core.chip.write(FLASH_CR, PER | STRT, 4)
    core.chip.write(FLASH_CR, PG, 4)
    for offset, half in enumerate(struct.unpack("<6H", program(0x3101, 0xE7FD))):
        core.chip.write(FLASH + 2 * offset, half, 2)
    core.reset(halted=False)
    core.wait()
    core.halt()
    assert core[0] == 0 < core[1]


def test_what_the_factory_wrote_stays(core):
    with pytest.raises(BusFault):
        core.chip.write(SIZE_REGISTER, 0, 2)
    core.start(STORE_HALF, STAY, r0=SIZE_REGISTER)
    core.resume()
    assert core.status & LOCKUP
    assert core.chip.read(SIZE_REGISTER, 2) == 256


# Time


def test_the_flash_is_busy_while_the_probe_does_other_things(writer):
    begin = writer.chip.core.time
    writer.start(STORE_HALF, 0x6813, 0x07DB, 0xD1FC, BKPT, r0=FLASH + 0x1000, r1=1)
    writer[2] = FLASH_SR  # it asks until the lowest bit is clear
    writer.resume(40e-6)
    assert not writer.status & HALTED
    assert word(writer.chip, FLASH_SR) & BSY
    writer.wait(20e-6)
    assert writer.status & HALTED
    assert writer.chip.core.time == pytest.approx(begin + 60e-6, abs=2e-6)


def test_waiting_for_the_flash_costs_no_instructions(writer):
    """A mass erase of a second is over in a few steps: time jumps to its end."""
    writer.chip.fpec.busy_until = 1.0
    writer.start(0x3001, 0x6813, 0x07DB, 0xD1FB, BKPT)  # adds r0, #1, and ask again while busy
    writer[2] = FLASH_SR
    writer.resume(0.5)
    assert not writer.status & HALTED
    writer.wait(1.0)
    assert writer.status & HALTED
    assert writer[0] < 5


def test_a_second_write_waits_for_the_first(writer):
    """Eight stores in a row, nobody asking: the bus holds the code up."""
    begin = writer.chip.core.time
    stores = [STORE_HALF | at << 6 for at in range(8)]
    writer.start(*stores, STAY, r0=FLASH + 0x1000, r1=0)
    writer.resume(1e-6)
    assert writer.chip.core.time - begin > 7 * 52.5e-6
    assert writer.chip.fpec.busy_until - begin == pytest.approx(8 * 52.5e-6, abs=3e-6)


def test_a_probe_that_reads_cells_waits_until_they_are_done(writer):
    chip = writer.chip
    chip.write(FLASH_CR, PER, 4)
    chip.write(FLASH_AR, FLASH + PAGE, 4)
    chip.write(FLASH_CR, PER | STRT, 4)
    busy = chip.fpec.busy_until
    assert word(chip, FLASH_SR) == BSY
    assert word(chip, RAM) is not None
    assert chip.core.time < busy
    assert word(chip, FLASH + PAGE) == 0xFFFFFFFF
    assert chip.core.time == pytest.approx(busy, abs=1e-5)
    assert word(chip, FLASH_SR) == EOP


def test_a_faster_clock_counts_faster(core):
    core.wait(0.001)
    core.halt()
    slow = core[0]
    core.reset()
    core.chip.write(FLASH_ACR, 0x11, 4)
    core.chip.write(RCC_CR, 0x01000083, 4)
    core.chip.write(RCC_CFGR, 7 << 18 | 2, 4)
    core.resume(0.001)
    core.halt()
    assert core[0] == pytest.approx(slow * 36 / 8, rel=0.01)


@pytest.mark.parametrize("last", ["clock", "flash"])
def test_a_flash_that_is_too_slow_for_the_clock_is_a_fault(core, last):
    core.wait()
    chip = core.chip
    chip.write(RCC_CR, 0x01000083, 4)
    if last == "flash":
        chip.write(FLASH_ACR, 0x32, 4)
    chip.write(RCC_CFGR, 7 << 18 | 2, 4)
    if last == "flash":
        assert not core.status & LOCKUP
        chip.write(FLASH_ACR, 0x30, 4)
    assert core.status & LOCKUP


def test_a_host_without_patience_lets_the_chip_be_slower(chip):
    core = Debugger(chip)
    chip.advance(1.0, patience=0.0)
    assert chip.core.time == 1.0
    core.halt()
    assert 0 < core[0] < 100_000, "and not the 2,666,666 of a second"


# Resets


def test_the_reset_pin_holds_the_core_and_letting_go_starts_it(core):
    core.wait()
    core.halt()
    core.control(0)
    core.chip.hold_reset(True)
    assert core.status & RESET
    core.wait(0.01)
    core.chip.hold_reset(False)
    assert core.status & RESET
    core.halt()
    assert (core[0], core[PC]) == (0, FLASH + 8)


def test_a_reset_sets_the_controllers_back_and_leaves_ram(writer):
    chip = writer.chip
    chip.write(RAM, 0x12345678, 4)
    chip.write(FLASH_ACR, 0x11, 4)
    writer.reset()
    assert word(chip, FLASH_CR) == 1 << 7
    assert word(chip, FLASH_ACR) == 0x30
    assert word(chip, RAM) == 0x12345678


def test_power_leaves_no_sense_in_ram_and_all_in_flash(core):
    core.chip.write(RAM, 0x12345678, 4)
    before = bytes(core.chip.cells)
    core.chip.power_on()
    assert word(core.chip, RAM) == 0xA5A5A5A5
    assert bytes(core.chip.cells) == before
    core.wait()
    assert core.chip.core.running


# Read protection


@pytest.fixture
def locked():
    """It has been locked before it was powered on, and counts."""
    chip = made(program(*COUNT), LOCKED)
    chip.advance(0.001)
    return Debugger(chip)


def test_a_locked_chip_runs_its_program_while_nobody_debugs(locked):
    assert locked.chip.core.running
    assert word(locked.chip, FLASH_OBR) & 2


@pytest.mark.parametrize("address", [FLASH, FLASH + FLASH_SIZE - 4, 0, 0x1000])
def test_the_probe_reads_no_flash_of_a_locked_chip(locked, address):
    with pytest.raises(BusFault):
        locked.chip.read(address, 4)


def test_the_probe_reads_everything_else_of_it(locked):
    for address in (RAM, IDCODE, SIZE_REGISTER & ~3, 0x1FFFF800, FLASH_SR):
        word(locked.chip, address)


def test_a_debugger_stops_the_program_of_a_locked_chip(locked):
    locked.control(0)
    locked.wait()
    assert locked.status & LOCKUP


@pytest.mark.parametrize("address", [FLASH + 8, 8])
def test_code_in_ram_reads_no_flash_of_a_locked_chip(locked, address):
    locked.start(LOAD, BKPT, r0=address)
    locked.resume()
    assert locked.status & LOCKUP
    assert locked[1] == 0


def test_code_in_ram_changes_no_flash_of_a_locked_chip(locked):
    before = bytes(locked.chip.cells)
    locked.halt()
    locked.unlock()
    locked.chip.write(FLASH_CR, PG, 4)
    locked.start(STORE_HALF, BKPT, r0=FLASH + 0x4000, r1=0x1234)
    locked.resume()
    assert word(locked.chip, FLASH_SR) & WRPRTERR
    for start in (PER | STRT, 1 << 2 | STRT):
        locked.chip.write(FLASH_SR, 0xFF, 4)
        locked.chip.write(FLASH_AR, FLASH, 4)
        locked.chip.write(FLASH_CR, start, 4)
        assert word(locked.chip, FLASH_SR) & WRPRTERR
    locked.chip.write(FLASH_CR, PG, 4)
    locked.chip.write(FLASH + 0x4000, 0x1234, 2)
    assert bytes(locked.chip.cells) == before


def test_the_lock_holds_from_the_reset_after_it(core):
    core.halt()
    core.unlock()
    chip = core.chip
    chip.write(FLASH_CR, OPTWRE | OPTER, 4)
    chip.write(FLASH_CR, OPTWRE | OPTER | STRT, 4)
    assert word(chip, FLASH) == RAM + RAM_SIZE, "not yet"
    core.reset()
    with pytest.raises(BusFault):
        chip.read(FLASH, 4)
    core.start(LOAD, BKPT, r0=FLASH)
    core.resume()
    assert core.status & LOCKUP


def test_unlocking_erases_first_and_opens_at_the_reset(locked):
    locked.halt()
    locked.unlock()
    chip = locked.chip
    chip.write(FLASH_CR, OPTWRE | OPTER | STRT, 4)
    assert bytes(chip.cells[:12]) == program(*COUNT)
    chip.write(FLASH_CR, OPTWRE | OPTPG, 4)
    chip.write(0x1FFFF800, 0xA5, 2)
    assert bytes(chip.cells) == b"\xff" * FLASH_SIZE
    with pytest.raises(BusFault):
        chip.read(FLASH, 4)
    locked.reset()
    assert word(chip, FLASH) == 0xFFFFFFFF
    locked.start(LOAD, BKPT, r0=FLASH)
    locked.resume()
    assert locked.status & HALTED
    assert locked[1] == 0xFFFFFFFF


def test_without_a_debugger_since_power_on_a_locked_program_may_write_itself():
    """ldr r0, =page 2; movs r1, #7; strh r1, [r0]; it has unlocked the controller before."""
    body = [0x4A06, 0x4B07, 0x6013, 0x4B07, 0x6013, 0x4A07, 0x2301, 0x6013]  # keys, then PG
    body += [0x4806, 0x2107, STORE_HALF, STAY]
    keyr, key1, key2, cr, page = KEYR, *KEYS, FLASH_CR, FLASH + 2 * PAGE
    literals = struct.pack("<5I", keyr, key1, key2, cr, page)
    chip = made(program(*body).ljust(0x24, b"\0") + literals, LOCKED)
    chip.advance(0.001)
    assert chip.core.running
    assert bytes(chip.cells[2 * PAGE : 2 * PAGE + 2]) == b"\7\0"


def test_after_a_debugger_only_the_power_lets_a_locked_program_run_again(locked):
    locked.halt()
    locked.chip.write(0xE000EDF0, 0xA05F0000, 4)
    locked.chip.reset()
    locked.wait()
    assert locked.status & LOCKUP
    locked.chip.power_on()
    locked.wait()
    assert not locked.status & LOCKUP


# Faults that are asked for


def test_a_flip_strikes_when_its_byte_was_programmed_and_the_core_has_halted(writer):
    chip = writer.chip
    chip.flips = [Flip(FLASH + 0x1001, 7), Flip(FLASH + 0x2000, 0)]
    writer.start(STORE_HALF, STAY, r0=FLASH + 0x1000, r1=0x0102)
    writer.resume()
    assert chip.cells[0x1001] == 0x01, "the algorithm looks, and finds it right"
    writer.halt()
    writer.wait()
    assert chip.cells[0x1001] == 0x81
    assert chip.cells[0x2000] == 0xFF


def test_a_flip_strikes_once(writer):
    chip = writer.chip
    chip.flips = [Flip(FLASH + 0x1000, 0)]
    for value in (0x03, 0x02):
        chip.cells[0x1000] = 0xFF
        writer.start(STORE_HALF, BKPT, r0=FLASH + 0x1000, r1=0xFF02)
        writer.resume()
        assert chip.cells[0x1000] == value


def test_flash_that_nobody_programs_does_not_flip(core):
    core.chip.flips = [Flip(FLASH + 8, 0)]
    core.halt()
    core.wait()
    assert bytes(core.chip.cells[8:12]) == code(*COUNT)
    assert OPTIONS[:2] == b"\xa5\x5a"
