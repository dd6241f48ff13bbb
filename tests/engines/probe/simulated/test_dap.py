"""Debug port and access port, against ADIv5."""

import pytest

from engines.probe.simulated.chip import FLASH, RAM
from engines.probe.simulated.dap import AHB_AP, DPIDR, Dap, Fault
from engines.probe.simulated.rom_table import ROM_TABLE

from .rig import made

READ, WRITE = True, False
DP, AP = False, True
ABORT, CTRL, SELECT, RDBUFF = 0x0, 0x4, 0x8, 0xC
CSW, TAR, DRW = 0x0, 0x4, 0xC
POWER, POWERED = 0x50000000, 0xF0000000
STICKYERR = 1 << 5
BYTE, HALF, WORD, COUNTING = 0, 1, 2, 0x10
NOWHERE = 0x60000000


@pytest.fixture
def dap():
    dap = Dap(made())
    dap.transfer(DP, WRITE, CTRL, POWER)
    dap.transfer(AP, WRITE, CSW, 0x23000000 | COUNTING | WORD)
    return dap


def point(dap: Dap, address: int, size: int = WORD, counting: int = COUNTING) -> None:
    dap.transfer(DP, WRITE, SELECT, 0)
    dap.transfer(AP, WRITE, CSW, 0x23000000 | counting | size)
    dap.transfer(AP, WRITE, TAR, address)


# The debug port


def test_it_says_who_it_is(dap):
    assert dap.transfer(DP, READ, ABORT) == DPIDR
    dap.transfer(DP, WRITE, SELECT, 0xF0)
    assert dap.transfer(AP, READ, 0xC) == AHB_AP
    assert dap.transfer(AP, READ, 0x8) == ROM_TABLE | 3
    assert dap.transfer(AP, READ, 0x4) == 0, "little endian"


def test_power_is_up_as_soon_as_asked_for(dap):
    assert dap.transfer(DP, READ, CTRL) == POWERED
    dap.transfer(DP, WRITE, CTRL, 0)
    assert dap.transfer(DP, READ, CTRL) == 0


def test_without_power_the_access_port_refuses():
    dap = Dap(made())
    with pytest.raises(Fault):
        dap.transfer(AP, READ, CSW)
    assert dap.transfer(DP, READ, CTRL) & STICKYERR


def test_another_bank_of_ctrl_is_another_register(dap):
    dap.transfer(DP, WRITE, SELECT, 1)
    assert dap.transfer(DP, READ, CTRL) == 0
    dap.transfer(DP, WRITE, CTRL, 0)
    dap.transfer(DP, WRITE, SELECT, 0)
    assert dap.transfer(DP, READ, CTRL) == POWERED


def test_an_access_port_that_is_not_there_reads_as_zero(dap):
    dap.transfer(DP, WRITE, SELECT, 0x010000F0)
    assert dap.transfer(AP, READ, 0xC) == 0


def test_the_last_word_is_in_the_buffer(dap):
    dap.chip.write(RAM, 0x12345678, 4)
    point(dap, RAM)
    assert dap.transfer(AP, READ, DRW) == 0x12345678
    assert dap.transfer(DP, READ, RDBUFF) == 0x12345678
    assert dap.transfer(DP, READ, SELECT) == 0x12345678, "RESEND"


# Errors that stick


@pytest.mark.parametrize("read", [READ, WRITE])
def test_an_error_sticks_until_it_is_cleared(dap, read):
    point(dap, NOWHERE)
    with pytest.raises(Fault):
        dap.transfer(AP, read, DRW)
    for access, reading, register in [
        (AP, READ, CSW), (AP, WRITE, TAR), (AP, READ, DRW), (DP, WRITE, SELECT),
        (DP, WRITE, CTRL), (DP, READ, RDBUFF),
    ]:  # fmt: skip
        with pytest.raises(Fault):
            dap.transfer(access, reading, register, 0)
    assert dap.transfer(DP, READ, ABORT) == DPIDR
    assert dap.transfer(DP, READ, CTRL) == POWERED | STICKYERR
    dap.transfer(DP, WRITE, ABORT, 1 << 3 | 1 << 1)
    with pytest.raises(Fault):
        dap.transfer(AP, READ, CSW)
    dap.transfer(DP, WRITE, ABORT, 1 << 2)
    assert dap.transfer(DP, READ, CTRL) == POWERED
    assert dap.transfer(AP, READ, TAR) == NOWHERE


# Memory


def test_words_go_up_and_come_back(dap):
    point(dap, RAM + 8)
    for word in (1, 2, 3):
        dap.transfer(AP, WRITE, DRW, word)
    assert dap.transfer(AP, READ, TAR) == RAM + 20
    point(dap, RAM + 8)
    assert [dap.transfer(AP, READ, DRW) for _ in range(3)] == [1, 2, 3]


def test_without_increment_it_stays(dap):
    point(dap, RAM, counting=0)
    dap.transfer(AP, WRITE, DRW, 1)
    dap.transfer(AP, WRITE, DRW, 2)
    assert dap.transfer(AP, READ, TAR) == RAM
    assert dap.transfer(AP, READ, DRW) == 2


def test_the_address_counts_up_within_4_kib_and_wraps(dap):
    """pyOCD knows this access port by its IDR, and takes 4 KiB; 1 KiB would swap its blocks."""
    point(dap, RAM + 0x3FC)
    for word in (1, 2):
        dap.transfer(AP, WRITE, DRW, word)
    assert [dap.chip.read(RAM + at, 4) for at in (0x3FC, 0x400)] == [1, 2]
    point(dap, RAM + 0xFFC)
    for word in (3, 4):
        dap.transfer(AP, WRITE, DRW, word)
    assert [dap.chip.read(RAM + at, 4) for at in (0xFFC, 0)] == [3, 4]
    assert dap.transfer(AP, READ, TAR) == RAM + 4


@pytest.mark.parametrize(
    ("size", "width", "values"),
    [(BYTE, 1, [0x11, 0x2200, 0x330000, 0x44000000]), (HALF, 2, [0x2211, 0x44330000])],
)
def test_bytes_and_halfwords_travel_in_their_lanes(dap, size, width, values):
    point(dap, RAM, size)
    for value in values:
        dap.transfer(AP, WRITE, DRW, value)
    assert dap.chip.read(RAM, 4) == 0x44332211
    assert dap.transfer(AP, READ, TAR) == RAM + 4
    point(dap, RAM, size)
    for value in values:
        assert dap.transfer(AP, READ, DRW) == value
    assert width * len(values) == 4


def test_what_is_in_other_lanes_is_not_written(dap):
    dap.chip.write(RAM, 0, 4)
    point(dap, RAM + 1, BYTE)
    dap.transfer(AP, WRITE, DRW, 0x12345678)
    assert dap.chip.read(RAM, 4) == 0x5600


def test_banked_data_is_the_16_bytes_around_the_address(dap):
    for at in range(4):
        dap.chip.write(RAM + 0x40 + 4 * at, at + 10, 4)
    point(dap, RAM + 0x48)
    dap.transfer(DP, WRITE, SELECT, 0x10)
    assert [dap.transfer(AP, READ, 4 * at) for at in range(4)] == [10, 11, 12, 13]
    dap.transfer(AP, WRITE, 0xC, 99)
    assert dap.chip.read(RAM + 0x4C, 4) == 99
    dap.transfer(DP, WRITE, SELECT, 0)
    assert dap.transfer(AP, READ, TAR) == RAM + 0x48


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (0x23000052, 0x23000052),
        (0x00000000, 0x01000040),
        (0xFFFFFFFF, 0x23000042),
        (0x23000023, 0x23000042),
    ],
    ids=["usual", "nothing", "everything", "reserved size, packed"],
)
def test_the_control_word_shows_what_there_is(dap, written, read):
    dap.transfer(AP, WRITE, CSW, written)
    assert dap.transfer(AP, READ, CSW) == read


def test_flash_is_read_through_it_and_not_simply_written(dap):
    point(dap, FLASH)
    assert dap.transfer(AP, READ, DRW) == 0xFFFFFFFF
    with pytest.raises(Fault):
        dap.transfer(AP, WRITE, DRW, 0)
    assert bytes(dap.chip.cells[:8]) == b"\xff" * 8
