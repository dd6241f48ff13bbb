"""The flash controller alone, against PM0075."""

import pytest

from engines.probe.simulated.bus import BusFault
from engines.probe.simulated.fpec import KEYS, PAGE, Control, Fpec, Register, Status, Times

from .rig import LOCKED, OPTIONS

KEY1, KEY2 = KEYS
TIMES = Times(halfword=1.0, page_erase=10.0, mass_erase=100.0)
DONE = Status.EOP


def controller(flash: bytes = b"", options: bytes = OPTIONS) -> Fpec:
    cells = memoryview(bytearray(flash.ljust(128 * PAGE, b"\xff")))
    return Fpec(cells, memoryview(bytearray(options)), TIMES)


def opened(fpec: Fpec, bits: int = 0, now: float = 0.0) -> Fpec:
    """Unlocked for the flash and for the option bytes, with these bits set in CR."""
    for register in (Register.KEYR, Register.OPTKEYR):
        for key in KEYS:
            fpec.write(register, key, now)
    fpec.write(Register.CR, Control.OPTWRE | bits, now)
    return fpec


@pytest.fixture
def fpec():
    return controller()


def erase_page(fpec: Fpec, page: int, now: float = 0.0) -> None:
    fpec.write(Register.CR, Control.PER, now)
    fpec.write(Register.AR, 0x08000000 + page * PAGE + 6, now)
    fpec.write(Register.CR, Control.PER | Control.STRT, now)


# Keys


def test_it_is_locked_until_both_keys_came_in_their_order(fpec):
    assert fpec.read(Register.CR, 0) == Control.LOCK
    fpec.write(Register.KEYR, KEY1, 0)
    assert fpec.read(Register.CR, 0) == Control.LOCK
    fpec.write(Register.KEYR, KEY2, 0)
    assert fpec.read(Register.CR, 0) == 0


@pytest.mark.parametrize("keys", [[KEY2], [KEY1, KEY1], [KEY1, 0], [0, KEY1, KEY2]])
def test_after_a_wrong_key_it_stays_locked_until_a_reset(fpec, keys):
    with pytest.raises(BusFault):
        for key in keys:
            fpec.write(Register.KEYR, key, 0)
    for key in KEYS:
        with pytest.raises(BusFault):
            fpec.write(Register.KEYR, key, 0)
    assert fpec.read(Register.CR, 0) == Control.LOCK
    fpec.reset()
    opened(fpec)
    assert not fpec.read(Register.CR, 0) & Control.LOCK


def test_keys_for_an_open_lock_change_nothing(fpec):
    opened(fpec, Control.PG)
    for key in KEYS:
        fpec.write(Register.KEYR, key, 0)
    assert fpec.read(Register.CR, 0) == Control.OPTWRE | Control.PG


def test_a_locked_control_register_takes_nothing(fpec):
    fpec.write(Register.CR, Control.PG, 0)
    assert fpec.read(Register.CR, 0) == Control.LOCK


def test_the_lock_bit_locks(fpec):
    opened(fpec, Control.PG)
    fpec.write(Register.CR, Control.PG | Control.LOCK, 0)
    assert fpec.read(Register.CR, 0) == Control.LOCK


def test_option_keys_need_the_first_lock_open(fpec):
    for key in KEYS:
        fpec.write(Register.OPTKEYR, key, 0)
    for key in KEYS:
        fpec.write(Register.KEYR, key, 0)
    assert fpec.read(Register.CR, 0) == 0
    for key in KEYS:
        fpec.write(Register.OPTKEYR, key, 0)
    assert fpec.read(Register.CR, 0) == Control.OPTWRE


def test_optwre_is_given_back_by_writing_zero_and_not_taken_by_writing_one(fpec):
    opened(fpec)
    fpec.write(Register.CR, 0, 0)
    fpec.write(Register.CR, Control.OPTWRE, 0)
    assert fpec.read(Register.CR, 0) == 0


# Programming


def test_a_halfword_is_programmed_in_its_time(fpec):
    opened(fpec, Control.PG)
    fpec.program(0x100, 0xBEEF, 2, 5.0)
    assert bytes(fpec.flash[0x100:0x102]) == b"\xef\xbe"
    assert fpec.read(Register.SR, 5.5) == Status.BSY
    assert fpec.read(Register.SR, 6.0) == DONE


def test_what_comes_while_it_is_busy_waits(fpec):
    opened(fpec, Control.PG)
    fpec.program(0, 1, 2, 5.0)
    fpec.program(2, 2, 2, 5.5)
    assert fpec.busy_until == 7.0
    assert fpec.read(Register.SR, 6.9) == Status.BSY


def test_a_cell_that_is_not_erased_is_not_programmed(fpec):
    opened(fpec, Control.PG)
    fpec.program(0, 0xFFF0, 2, 0)
    busy = fpec.busy_until
    fpec.program(0, 0xFF00, 2, 2.0)
    assert bytes(fpec.flash[:2]) == b"\xf0\xff"
    assert fpec.read(Register.SR, 2.0) == DONE | Status.PGERR
    assert fpec.busy_until == busy


def test_zero_goes_over_everything(fpec):
    opened(fpec, Control.PG)
    fpec.program(0, 0x1234, 2, 0)
    fpec.program(0, 0, 2, 2.0)
    assert bytes(fpec.flash[:2]) == b"\0\0"
    assert not fpec.read(Register.SR, 9) & Status.PGERR


@pytest.mark.parametrize("size", [1, 4])
def test_only_halfwords_are_programmed(fpec, size):
    opened(fpec, Control.PG)
    with pytest.raises(BusFault):
        fpec.program(0, 0, size, 0)
    assert bytes(fpec.flash[:4]) == b"\xff" * 4


def test_nothing_is_programmed_unless_asked_for(fpec):
    opened(fpec)
    with pytest.raises(BusFault):
        fpec.program(0, 0, 2, 0)


def test_flags_are_cleared_by_writing_ones(fpec):
    opened(fpec, Control.PG)
    fpec.program(0, 1, 2, 0)
    fpec.program(0, 2, 2, 2)
    fpec.write(Register.SR, Status.PGERR, 3)
    assert fpec.read(Register.SR, 3) == DONE
    fpec.write(Register.SR, Status.EOP, 3)
    assert fpec.read(Register.SR, 3) == 0


# Erasing


def test_a_page_is_erased_in_its_time_and_its_neighbours_stay():
    fpec = opened(controller(b"\0" * 4 * PAGE))
    erase_page(fpec, 2, now=1.0)
    assert bytes(fpec.flash[: 4 * PAGE]) == b"\0" * 2 * PAGE + b"\xff" * PAGE + b"\0" * PAGE
    assert fpec.read(Register.SR, 10.9) == Status.BSY
    assert fpec.read(Register.SR, 11.0) == DONE


def test_a_mass_erase_takes_its_own_time():
    fpec = opened(controller(b"\0" * 128 * PAGE))
    fpec.write(Register.CR, Control.MER, 0)
    fpec.write(Register.CR, Control.MER | Control.STRT, 1.0)
    assert bytes(fpec.flash) == b"\xff" * 128 * PAGE
    assert fpec.busy_until == 101


def test_erasing_is_told_so_that_code_is_seen_anew():
    told = []
    flash = memoryview(bytearray(4 * PAGE))
    fpec = Fpec(flash, memoryview(bytearray(OPTIONS)), TIMES, lambda: told.append(bytes(flash)))
    erase_page(opened(fpec), 0)
    assert told == [b"\xff" * PAGE + b"\0" * 3 * PAGE]


# Write protection


def wrp(*pairs: int) -> bytes:
    """Option bytes that protect these pairs of pages."""
    bits = 0xFFFFFFFF
    for pair in pairs:
        bits &= ~(1 << pair)
    data = bits.to_bytes(4, "little")
    return OPTIONS[:8] + bytes(byte ^ part for byte in data for part in (0, 0xFF))


@pytest.mark.parametrize(
    ("pair", "inside", "outside"), [(0, [0, 1], [2]), (5, [10, 11], [9, 12]), (31, [62, 127], [61])]
)
def test_protected_pages_are_neither_erased_nor_programmed(pair, inside, outside):
    fpec = opened(controller(options=wrp(pair)))
    for page in inside + outside:
        fpec.write(Register.SR, 0xFF, 0)
        fpec.write(Register.CR, Control.PG, 0)
        fpec.program(page * PAGE, 0xABCD, 2, 0)
        erase_page(fpec, page)
        refused = bool(fpec.read(Register.SR, 1e6) & Status.WRPRTERR)
        assert refused == (page in inside)
    fpec.write(Register.CR, Control.MER | Control.STRT, 0)
    assert fpec.read(Register.SR, 1e6) & Status.WRPRTERR
    assert fpec.read(Register.WRPR, 0) == 0xFFFFFFFF & ~(1 << pair)


# Option bytes


def test_option_bytes_get_their_complements():
    fpec = opened(controller())
    fpec.write(Register.CR, Control.OPTWRE | Control.OPTER, 0)
    fpec.write(Register.CR, Control.OPTWRE | Control.OPTER | Control.STRT, 0)
    assert bytes(fpec.options) == b"\xff" * 16
    assert fpec.busy_until == 10
    fpec.write(Register.CR, Control.OPTWRE | Control.OPTPG, 20)
    fpec.program_option(4, 0x1234, 2, 20)
    assert bytes(fpec.options[4:6]) == b"\x34\xcb"
    assert fpec.busy_until == 21


def test_an_option_byte_that_is_not_erased_stays():
    fpec = opened(controller(), Control.OPTPG)
    fpec.program_option(4, 0x34, 2, 0)
    assert bytes(fpec.options) == OPTIONS
    assert fpec.read(Register.SR, 0) == Status.PGERR


@pytest.mark.parametrize("bits", [0, Control.OPTER, Control.PG])
def test_option_bytes_want_to_be_asked_for(bits):
    fpec = opened(controller(options=b"\xff" * 16), bits)
    with pytest.raises(BusFault):
        fpec.program_option(0, 0xA5, 2, 0)
    with pytest.raises(BusFault):
        controller().program_option(0, 0xA5, 2, 0)


def test_the_option_register_shows_what_was_loaded():
    assert controller().read(Register.OBR, 0) == 0x03FFFFFC
    data = OPTIONS[:2] + bytes([0xF9, 0x06, 0x12, 0xED, 0x34, 0xCB]) + OPTIONS[8:]
    obr = controller(options=data).read(Register.OBR, 0)
    assert obr == 0x34 << 18 | 0x12 << 10 | 0x1F << 5 | 1 << 2
    assert controller(options=LOCKED).read(Register.OBR, 0) == 0x03FFFFFE


def test_a_byte_with_a_wrong_complement_counts_as_erased_and_is_told():
    fpec = controller(options=OPTIONS[:4] + b"\x12\x12" + OPTIONS[6:])
    assert fpec.read(Register.OBR, 0) == 0x03FFFFFD
    erased = controller(options=OPTIONS[:2] + b"\xff" * 14)
    assert erased.read(Register.OBR, 0) == 0x03FFFFFC


# Read protection


@pytest.mark.parametrize("rdp", [b"\xff\xff", b"\x00\xff", b"\xa5\xa5", b"\x5a\xa5"])
def test_anything_but_the_one_pair_is_read_protection(rdp):
    assert controller(options=rdp + OPTIONS[2:]).protected
    assert not controller().protected


def test_new_option_bytes_hold_from_the_next_reset():
    fpec = opened(controller())
    fpec.write(Register.CR, Control.OPTWRE | Control.OPTER | Control.STRT, 0)
    assert not fpec.protected
    fpec.reset()
    assert fpec.protected


def test_a_protected_chip_keeps_its_debugger_out():
    fpec = opened(controller(b"\0" * 4 * PAGE, LOCKED), Control.PG)
    fpec.watched = True
    fpec.program(8 * PAGE, 1, 2, 0)
    erase_page(fpec, 3)
    fpec.write(Register.CR, Control.MER | Control.STRT, 0)
    assert bytes(fpec.flash) == b"\0" * 4 * PAGE + b"\xff" * 124 * PAGE
    assert fpec.read(Register.SR, 1e6) == Status.WRPRTERR


def test_a_protected_chips_own_program_may_write_all_but_the_first_pages():
    fpec = opened(controller(b"", LOCKED), Control.PG)
    for page in (0, 1, 2):
        fpec.write(Register.SR, 0xFF, 0)
        fpec.program(page * PAGE, 1, 2, 0)
        assert bool(fpec.read(Register.SR, 1e6) & Status.WRPRTERR) == (page < 2)
    assert bytes(fpec.flash[2 * PAGE : 2 * PAGE + 2]) == b"\1\0"


def test_taking_the_protection_off_erases_everything_first():
    fpec = opened(controller(b"\0" * 4 * PAGE, b"\xff" * 16), Control.OPTPG)
    fpec.watched = True
    fpec.program_option(0, 0xA5, 2, 0)
    assert bytes(fpec.flash) == b"\xff" * 128 * PAGE
    assert fpec.busy_until == 101
    assert fpec.closed, "until the next reset"
    fpec.reset()
    assert not fpec.closed


def test_another_byte_than_the_one_that_unlocks_erases_nothing():
    fpec = opened(controller(b"\0" * PAGE, b"\xff" * 16), Control.OPTPG)
    fpec.program_option(0, 0x00, 2, 0)
    fpec.program_option(2, 0xA5, 2, 0)
    assert bytes(fpec.flash[:PAGE]) == b"\0" * PAGE


def test_a_reset_ends_what_is_going_on():
    fpec = opened(controller(), Control.PG)
    fpec.program(0, 1, 2, 0)
    fpec.reset()
    assert fpec.read(Register.SR, 0) == 0
    assert fpec.read(Register.CR, 0) == Control.LOCK
    assert bytes(fpec.flash[:2]) == b"\1\0"
