"""The core by its debug registers, against the ARMv7-M ARM, C1."""

import struct

import pytest

from engines.probe.simulated.chip import FLASH, RAM

from .rig import (
    AIRCR,
    BKPT,
    CODE,
    CORE_RESET,
    COUNT,
    DCRDR,
    DEBUGEN,
    DEMCR,
    DFSR,
    DHCSR,
    HALT,
    HALTED,
    HARD_FAULT,
    KEY,
    LOAD,
    LOCKUP,
    LR,
    MSP,
    NOP,
    PC,
    PSP,
    REGRDY,
    RESET,
    RETIRED,
    SP,
    SPECIAL,
    STACK,
    STAY,
    STEP,
    SVC,
    SYSRESETREQ,
    UDF,
    VECTRESET,
    WFE,
    WFI,
    XPSR,
    Debugger,
    code,
    made,
    program,
)

BY_HALT, BY_BKPT, BY_CATCH = 1, 2, 8
FP_CTRL, FP_COMP0 = 0xE0002000, 0xE0002008


@pytest.fixture
def chip():
    """It counts in r0 from power-on."""
    return made(program(*COUNT))


@pytest.fixture
def core(chip):
    return Debugger(chip)


def cause(core: Debugger) -> int:
    return core.chip.read(DFSR, 4)


# Control and status


def test_code_that_is_loaded_over_code_that_ran_is_what_runs_then(core):
    for number in range(8):
        core.start(0x2000 | number, 0xBE00)  # movs r0, #number; bkpt
        core.resume()
        core.wait()
        assert core[0] == number


def test_without_debugging_the_core_cannot_be_halted(core):
    core.chip.write(DHCSR, KEY | HALT, 4)
    assert not core.status & HALTED
    core.wait()
    assert core.chip.core.running


def test_a_write_without_the_key_is_ignored(core):
    core.chip.write(DHCSR, DEBUGEN | HALT, 4)
    assert not core.status & (DEBUGEN | HALT)


def test_halting_stops_and_resuming_goes_on(core):
    core.wait()
    core.halt()
    assert core.status & (DEBUGEN | HALT | HALTED | REGRDY) == DEBUGEN | HALT | HALTED | REGRDY
    assert cause(core) == BY_HALT
    counted = core[0]
    core.wait()
    assert core[0] == counted > 0
    core.resume()
    core.halt()
    assert core[0] > counted


def test_one_cycle_a_halfword_and_one_a_branch(core):
    """At 8 MHz a round of two instructions takes three cycles."""
    core.wait(0.003)
    core.halt()
    assert core[0] == pytest.approx(8000, abs=2)


def test_time_does_not_depend_on_how_it_is_cut(core):
    for cut in range(300):
        core.chip.advance(cut * 0.00001 + 0.00001)
    core.halt()
    assert core[0] == pytest.approx(8000, abs=2)


def test_sticky_bits_are_read_once(core):
    core.wait()
    assert core.status & (RESET | RETIRED) == RESET | RETIRED
    core.halt()
    core.status  # noqa: B018
    assert not core.status & (RESET | RETIRED)


def test_causes_are_cleared_by_writing_ones(core):
    core.halt()
    core.chip.write(DFSR, BY_BKPT, 4)
    assert cause(core) == BY_HALT
    core.chip.write(DFSR, BY_HALT, 4)
    assert cause(core) == 0


# Registers


def test_every_register_can_be_written_and_read(core):
    core.halt()
    for number in range(13):
        core[number] = 0x1000_0001 * number
    core[LR], core[MSP], core[PSP] = 0x0800_0101, RAM + 0x400, RAM + 0x800
    core[PC] = FLASH + 0x201
    assert [core[number] for number in range(13)] == [0x1000_0001 * n for n in range(13)]
    assert (core[LR], core[MSP], core[PSP]) == (0x0800_0101, RAM + 0x400, RAM + 0x800)
    assert core[PC] == FLASH + 0x200
    assert core[SP] == core[MSP]


def test_control_chooses_the_stack(core):
    core.halt()
    core[MSP], core[PSP] = RAM + 0x400, RAM + 0x800
    core[SPECIAL] = 2 << 24 | 1
    assert core[SPECIAL] == 2 << 24 | 1
    assert core[SP] == RAM + 0x800


def test_flags_and_the_if_then_state_can_be_written_and_the_exception_number_not(core):
    core.halt()
    core[XPSR] = 0xF100_FC15
    assert core[XPSR] == 0xF100_FC00


def test_code_that_is_not_thumb_cannot_run(core):
    core.start(NOP, STAY)
    core[XPSR] = 0
    core[PC] = CODE + 1
    core.resume()
    assert core.status & LOCKUP


def test_an_unknown_register_reads_as_zero(core):
    core.halt()
    core[25] = 7
    assert core[25] == 0


# Steps


def test_a_step_is_one_instruction_and_ends_halted(core):
    core.start(0x3001, NOP, STAY)
    core.chip.write(DFSR, 0x1F, 4)
    core.step()
    assert core.status & (HALT | HALTED) == HALT | HALTED
    assert (core[0], core[PC], cause(core)) == (1, CODE + 2, BY_HALT)
    core.step()
    assert core[PC] == CODE + 4
    core.step()
    assert core[PC] == CODE + 4


def test_only_a_halted_core_steps(core):
    core.control(0)
    core.control(STEP)
    assert not core.status & HALTED


def test_steps_and_a_run_do_the_same(core):
    """movs r0, #1; cmp r0, #2; itte ne; movne r1, #5; movne r2, #6; moveq r1, #9."""
    words = (0x2001, 0x2802, 0xBF1A, 0x2105, 0x2206, 0x2109, STAY)
    core.start(*words)
    core.resume()
    core.halt()
    ran = [core[number] for number in range(16)]
    core[1] = core[2] = 0
    core.start(*words)
    for _ in range(8):
        core.step()
    assert [core[number] for number in range(16)] == ran
    assert ran[1:3] == [5, 6]


def test_a_step_onto_a_bkpt_stands_there(core):
    core.start(BKPT, STAY)
    core.step()
    assert core[PC] == CODE
    assert cause(core) & BY_BKPT


def test_a_busy_flash_does_not_hold_a_step_up(core):
    core.chip.fpec.busy_until = 1.0
    core.start(LOAD, STAY, r0=0x4002200C)
    core.step()
    assert (core[1], core[PC]) == (1, CODE + 2)
    assert core.chip.core.time < 0.1


# Halting by itself


def test_a_bkpt_halts_and_shows_it_in_c_halt(core):
    core.start(0x3001, BKPT, STAY)
    core.resume()
    assert core.status & (HALT | HALTED) == HALT | HALTED
    assert (core[0], core[PC]) == (1, CODE + 2)
    assert cause(core) & BY_BKPT


def test_an_endless_loop_does_not_hold_the_probe_up(core):
    core.start(STAY)
    core.resume(0.5)
    assert not core.status & HALTED
    core.halt()
    assert core[PC] == CODE


def test_a_reset_is_caught_before_its_first_instruction(core):
    core.wait()
    core.reset(halted=True)
    assert core.status & (HALTED | RESET) == HALTED | RESET
    assert cause(core) & BY_CATCH
    assert (core[PC], core[SP], core[LR], core[0]) == (FLASH + 8, STACK, 0xFFFFFFFF, 0)


def test_a_reset_that_is_not_caught_runs(core):
    core.halt()
    core.control(0)
    core.chip.write(AIRCR, SYSRESETREQ, 4)
    assert core.status & (HALTED | RESET) == RESET
    core.wait()
    core.halt()
    assert core[0] > 0


def test_a_reset_wants_its_key(core):
    core.halt()
    core[0] = 7
    core.chip.write(AIRCR, 0xFA050004, 4)
    assert core[0] == 7


def test_a_reset_leaves_the_debuggers_registers_and_takes_the_systems(core):
    core.halt()
    core.chip.write(0xE0001020, 0x1234, 4)  # DWT_COMP0
    core.chip.write(0xE000ED08, 0x2000, 4)  # VTOR
    core.chip.write(FP_CTRL, 3, 4)
    core.reset()
    read = [core.chip.read(address, 4) for address in (0xE0001020, 0xE000ED08, FP_CTRL, DEMCR)]
    assert read == [0x1234, 0, 0x261, CORE_RESET]


def test_a_reset_lets_interrupts_in_and_takes_the_main_stack(core):
    core.halt()
    core[SPECIAL] = 0x02FF_0101
    core.reset()
    assert core[SPECIAL] == 0


def test_the_core_alone_can_be_reset(core):
    core.halt()
    core.chip.write(0x40021018, 0, 4)
    core.chip.write(0x40021004, 7 << 18, 4)
    core.chip.write(DEMCR, CORE_RESET, 4)
    core.chip.write(AIRCR, VECTRESET, 4)
    assert core.chip.read(0x40021004, 4) == 7 << 18
    assert core[PC] == FLASH + 8


def test_a_program_can_reset_itself_at_once():
    """It counts its starts in RAM, then asks.

    ldr r2, =RAM; ldr r3, [r2]; adds r3, #1; str r3, [r2]; ldr r0, =AIRCR; ldr r1, =the request;
    str r1, [r0].
    """
    words = code(0x4A05, 0x6813, 0x3301, 0x6013, 0x4804, 0x4905, 0x6001, STAY).ljust(0x18, b"\0")
    chip = made(program()[:8] + words + struct.pack("<III", RAM, AIRCR, SYSRESETREQ))
    chip.write(RAM, 0, 4)
    chip.advance(0.01)
    assert chip.read(RAM, 4) > 100


# Faults


@pytest.mark.parametrize(
    "words", [(UDF,), (SVC,), (LOAD, NOP), (0x4700,)], ids=["udf", "svc", "load", "jump"]
)
def test_a_fault_is_a_lockup_and_halting_ends_it(core, words):
    core.start(*words, STAY, r0=0x9000_0001)
    core.resume()
    assert core.status & (HALTED | LOCKUP) == LOCKUP
    core.wait()
    core.halt()
    assert core.status & (HALTED | LOCKUP) == HALTED


@pytest.mark.parametrize(
    "words",
    [(0x470C,), (0xFA80, 0xF102), (0xE97F, 0xE97F), (0xEE00, 0x0A10)],
    ids=["bxns", "qadd", "sg", "vmov"],
)
def test_what_later_cores_execute_is_a_fault_that_a_reset_ends(core, words):
    """BXNS would even take the core, for good, into a state that an M3 does not have."""
    core.start(*words, BKPT)
    core.resume()
    assert core.status & (HALTED | LOCKUP) == LOCKUP
    core.reset()
    core.start(0x2007, BKPT)  # movs r0, #7
    core.resume()
    core.wait()
    assert core[0] == 7


def test_a_fault_is_caught_where_that_is_asked_for(core):
    core.start(UDF, STAY)
    core.chip.write(DEMCR, HARD_FAULT, 4)
    core.resume()
    assert core.status & (HALTED | LOCKUP) == HALTED
    assert (core[PC], cause(core) & BY_CATCH) == (CODE, BY_CATCH)


def test_without_a_debugger_a_bkpt_is_a_fault():
    chip = made(program(BKPT, STAY))
    chip.advance(0.001)
    assert chip.read(DHCSR, 4) & LOCKUP


def test_a_reset_ends_a_lockup(core):
    core.start(UDF)
    core.resume()
    core.reset()
    assert not core.status & LOCKUP


@pytest.mark.parametrize("wait", [WFI, WFE])
def test_waiting_for_an_interrupt_goes_on(core, wait):
    core.start(wait, 0x3001, STAY)
    core.resume()
    core.halt()
    assert (core[0], core[PC]) == (1, CODE + 4)


def test_a_blank_chip_locks_up():
    """Stack and entry read as all ones, as on the real part."""
    core = Debugger(made())
    core.wait()
    assert core.status & LOCKUP
    core.halt()
    assert (core[SP], core[PC]) == (0xFFFFFFFC, 0xFFFFFFFE)


# Hardware breakpoints


@pytest.fixture
def breaking(core):
    """A program in flash: r0 counts, then r1, then round again."""
    core.chip.cells[8:16] = code(0x3001, 0x3101, NOP, 0xE7FB)
    core.chip.core.refresh()
    core.chip.write(FP_CTRL, 3, 4)
    core.reset()
    return core


def set_breakpoint(core: Debugger, address: int, number: int = 0) -> None:
    half = 2 if address & 2 else 1
    core.chip.write(FP_COMP0 + 4 * number, half << 30 | address & ~3 | 1, 4)


def test_there_are_six_of_them(core):
    assert core.chip.read(FP_CTRL, 4) == 0x260


@pytest.mark.parametrize("address", [FLASH + 10, FLASH + 12])
def test_a_breakpoint_halts_before_its_instruction_every_time(breaking, address):
    set_breakpoint(breaking, address)
    for counted in (1, 2, 3):
        breaking.resume()
        assert breaking.status & (HALT | HALTED) == HALT | HALTED
        assert (breaking[PC], breaking[0]) == (address, counted)
        assert cause(breaking) & BY_BKPT
        breaking.chip.write(FP_CTRL, 2, 4)
        breaking.step()
        assert breaking[PC] == address + 2
        breaking.chip.write(FP_CTRL, 3, 4)


def test_a_breakpoint_underfoot_holds_a_step_as_it_holds_a_run(breaking):
    set_breakpoint(breaking, FLASH + 10)
    breaking.resume()
    breaking.step()
    assert (breaking[PC], breaking[1]) == (FLASH + 10, 0)
    breaking.resume()
    assert (breaking[PC], breaking[1]) == (FLASH + 10, 0)


def test_both_halves_of_a_word(breaking):
    breaking.chip.write(FP_COMP0, 3 << 30 | FLASH + 8 | 1, 4)
    breaking.resume()
    assert breaking[PC] == FLASH + 8


def test_all_six_work_and_a_literal_comparator_does_not_break(breaking):
    for number, offset in enumerate((8, 10)):
        set_breakpoint(breaking, FLASH + offset, 6 + number)
    breaking.resume()
    assert not breaking.status & HALTED
    breaking.reset()
    set_breakpoint(breaking, FLASH + 12, 5)
    breaking.resume()
    assert breaking[PC] == FLASH + 12


def test_a_breakpoint_that_was_taken_away_is_gone(breaking):
    set_breakpoint(breaking, FLASH + 10)
    breaking.resume()
    breaking.chip.write(FP_COMP0, 0, 4)
    breaking.resume()
    assert not breaking.status & HALTED


def test_breakpoints_outlive_a_reset_and_not_the_power(breaking):
    set_breakpoint(breaking, FLASH + 10)
    breaking.reset()
    breaking.resume()
    assert breaking[PC] == FLASH + 10
    breaking.chip.power_on()
    breaking.resume()
    assert not breaking.status & HALTED
    assert breaking.chip.read(FP_CTRL, 4) == 0x260


def test_code_in_ram_cannot_be_broken_into(core):
    core.start(*COUNT)
    core.chip.write(FP_CTRL, 3, 4)
    set_breakpoint(core, CODE)
    core.resume()
    assert not core.status & HALTED


def test_a_breakpoint_in_ones_own_alias_is_another_address(breaking):
    set_breakpoint(breaking, 10)
    breaking.resume()
    assert not breaking.status & HALTED
    assert breaking.chip.read(10, 2) == breaking.chip.read(FLASH + 10, 2)


def test_the_data_register_keeps_what_was_written(core):
    core.chip.write(DCRDR, 0x12345678, 4)
    assert core.chip.read(DCRDR, 4) == 0x12345678
    assert core.chip.read(DCRDR + 2, 2) == 0x1234
