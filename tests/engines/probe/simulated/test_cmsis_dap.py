"""The probe's commands, against the CMSIS-DAP specification."""

import struct

import pytest

from engines.probe.simulated.bus import BusFault
from engines.probe.simulated.chip import RAM
from engines.probe.simulated.cmsis_dap import SWD_BITS, Firmware
from engines.probe.simulated.dap import DPIDR, Dap

from .rig import made

OK, FAULT, MISMATCH = 1, 4, 0x11
AP, READ, MATCH, MASK = 1, 2, 0x10, 0x20
CSW, TAR, DRW = 0x0, 0x4, 0xC
NAMES = {1: "vendor", 2: "product", 4: "1.3.0"}
NOWHERE = 0x60000000


@pytest.fixture
def probe():
    """Powered up, words that count up, pointed at the beginning of RAM."""
    firmware = Firmware(Dap(made()), 64, NAMES)
    said = firmware.answer(
        bytes([5, 0, 3]) + word(0x4, 0x50000000) + word(AP | CSW, 0x23000012) + word(AP | TAR, RAM)
    )
    assert said == bytes([5, 3, OK])
    return firmware


def word(request: int, value: int) -> bytes:
    return struct.pack("<BI", request, value)


def words(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


# What it says


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (1, b"\x07vendor\0"),
        (2, b"\x08product\0"),
        (4, b"\x061.3.0\0"),
        (3, b"\0"),
        (9, b"\0"),
        (0xF0, b"\x01\x01"),
        (0xFD, b"\0"),
        (0xFE, b"\x01\x04"),
        (0xFF, b"\x02\x40\x00"),
    ],
)
def test_info(probe, number, answer):
    assert probe.answer(bytes([0, number])) == b"\0" + answer


@pytest.mark.parametrize(
    ("packet", "answer"),
    [
        ("01 00 01", "01 00"),  # host status
        ("02 00", "02 01"),  # connect: the default is SWD
        ("02 01", "02 01"),
        ("02 02", "02 00"),  # and JTAG there is none
        ("03", "03 00"),
        ("04 02 50 00 00 00", "04 00"),
        ("08 00 1e 00 00 00", "08 00"),
        ("09 e8 03", "09 00"),
        ("0a", "0a 00 00"),
        ("11 40 42 0f 00", "11 00"),
        ("11 00 00 00 00", "11 ff"),
        ("12 08 ff", "12 00"),
        ("13 00", "13 00"),
        ("1d 01 88 00", "1d ff"),
    ],
)
def test_each_command_answers(probe, packet, answer):
    assert probe.answer(bytes.fromhex(packet)) == bytes.fromhex(answer)


def test_an_abort_of_transfers_is_not_answered(probe):
    assert probe.answer(bytes([7])) is None


@pytest.mark.parametrize("command", [0x14, 0x17, 0x1C, 0x7E, 0x7F, 0x80, 0xFE])
def test_what_it_does_not_know_it_says_so(probe, command):
    assert probe.answer(bytes([command, 0, 0])) == b"\xff"


def test_any_packet_is_answered_or_not_and_never_trips_it(probe, rng, count):
    for _ in range(count(20_000)):
        command = rng.choice([5, 6, rng.randrange(256)])
        packet = bytes([command]) + rng.randbytes(rng.randrange(64))
        answer = probe.answer(packet)
        assert answer is None or answer[0] in (command, 0xFF)
        assert len(answer or b"") <= 64


def test_no_more_is_done_than_a_packet_has_room_for(probe):
    point = bytes([5, 0, 1]) + word(AP | TAR, RAM)
    for packet, done in [
        (bytes([6, 0, 0xFF, 0xFF, AP | READ | DRW]), 15),
        (bytes([6, 0, 0xFF, 0xFF, AP | DRW]), 14),
        (bytes([5, 0, 0xFF]) + bytes([AP | READ | DRW]) * 61, 15),
        (bytes([5, 0, 0xFF]) + word(AP | DRW, 0) * 12 + bytes([AP | DRW]), 13),
    ]:
        probe.answer(point)
        said = probe.answer(packet)
        assert said[1] == done
        assert probe.dap.tar == RAM + 4 * done


# Single transfers


def test_transfers_in_one_packet(probe):
    """Two writes, then what they wrote, and a register of the debug port."""
    said = probe.answer(
        bytes([5, 0, 6])
        + word(AP | DRW, 0x11111111)
        + word(AP | DRW, 0x22222222)
        + word(AP | TAR, RAM)
        + bytes([AP | READ | DRW, AP | READ | DRW, READ])
    )
    assert said == bytes([5, 6, OK]) + words(0x11111111, 0x22222222, DPIDR)


def test_nothing_asked_nothing_done(probe):
    assert probe.answer(bytes([5, 0, 0])) == bytes([5, 0, OK])


def test_a_fault_ends_the_packet_and_what_was_read_comes_along(probe):
    probe.dap.chip.write(RAM, 7, 4)
    said = probe.answer(
        bytes([5, 0, 4, AP | READ | DRW])
        + word(AP | TAR, NOWHERE)
        + bytes([AP | READ | DRW])
        + word(AP | TAR, RAM)
    )
    assert said == bytes([5, 2, FAULT]) + words(7)
    assert probe.answer(bytes([5, 0, 1, AP | READ | TAR])) == bytes([5, 0, FAULT])
    assert probe.answer(bytes([8, 0]) + words(0x1E)) == b"\x08\0"
    assert probe.answer(bytes([5, 0, 1, AP | READ | TAR])) == bytes([5, 1, OK]) + words(NOWHERE)


def test_a_fault_in_writing_ends_the_packet(probe):
    said = probe.answer(
        bytes([5, 0, 3]) + word(AP | TAR, NOWHERE) + word(AP | DRW, 1) + word(AP | TAR, RAM)
    )
    assert said == bytes([5, 1, FAULT])


def test_a_register_is_waited_for(probe):
    """Under a mask, as often as was configured; a match is not answered with its value."""
    probe.answer(bytes([4, 0, 0, 0, 2, 0]))
    for at in range(4):
        probe.dap.chip.write(RAM + 4 * at, at << 8 | 0x55, 4)
    mask = word(MASK, 0xFF00)
    matched = probe.answer(bytes([5, 0, 2]) + mask + word(AP | READ | MATCH | DRW, 0x0200))
    assert matched == bytes([5, 2, OK])
    assert probe.dap.tar == RAM + 12
    probe.answer(bytes([5, 0, 1]) + word(AP | TAR, RAM))
    missed = probe.answer(bytes([5, 0, 2]) + word(AP | READ | MATCH | DRW, 0x0700) + b"\x02")
    assert missed == bytes([5, 0, MISMATCH])
    assert probe.dap.tar == RAM + 12


# Blocks


def test_a_block_is_written_and_read(probe):
    data = words(*range(100, 114))
    assert probe.answer(bytes([6, 0, 14, 0, AP | DRW]) + data) == bytes([6, 14, 0, OK])
    probe.answer(bytes([5, 0, 1]) + word(AP | TAR, RAM))
    said = probe.answer(bytes([6, 0, 14, 0, AP | READ | DRW]))
    assert said == bytes([6, 14, 0, OK]) + data


def test_a_fault_in_the_middle_of_a_block_that_is_written(probe):
    """The second word is a wrong key for the flash controller."""
    probe.answer(bytes([5, 0, 1]) + word(AP | TAR, 0x40022000))
    said = probe.answer(bytes([6, 0, 5, 0, AP | DRW]) + words(1, 2, 3, 4, 5))
    assert said == bytes([6, 1, 0, FAULT])
    assert probe.dap.transfer(False, True, 4) & 1 << 5


def test_a_fault_in_the_middle_of_a_block_that_is_read(probe, monkeypatch):
    found = [1, 2]

    def read(address: int, size: int) -> int:
        if not found:
            raise BusFault
        return found.pop(0)

    monkeypatch.setattr(probe.dap.chip, "read", read)
    said = probe.answer(bytes([6, 0, 5, 0, AP | READ | DRW]))
    assert said == bytes([6, 2, 0, FAULT]) + words(1, 2)


# The wire


def test_transfers_take_their_time_on_the_wire(probe):
    busy = probe.busy
    probe.answer(bytes([6, 0, 10, 0, AP | READ | DRW]))
    assert probe.busy - busy == pytest.approx(10 * SWD_BITS / 1e6)
    probe.answer(bytes([0x11]) + words(100_000))
    busy = probe.busy
    probe.answer(bytes([5, 0, 1, READ]))
    assert probe.busy - busy == pytest.approx(SWD_BITS / 1e5)
    busy = probe.busy
    probe.answer(bytes([9, 0xE8, 0x03]))
    assert probe.busy - busy == pytest.approx(1e-3)


def test_the_reset_pin(probe):
    chip = probe.dap.chip
    assert probe.answer(bytes([0x10, 0, 0])) == b"\x10\x80", "looking changes nothing"
    assert probe.answer(bytes([0x10, 0, 0x80])) == b"\x10\x00"
    assert chip.reset_held
    assert probe.answer(bytes([0x10, 0x80, 0])) == b"\x10\x00"
    assert probe.answer(bytes([0x10, 0x80, 0x80])) == b"\x10\x80"
    assert not chip.reset_held
