"""The cable and the clock: when answers come, and what happens when they do not."""

import pytest

from engines.probe.messages import Cable
from engines.probe.simulated.board import TIMEOUT, Board, Silence, Unplugged
from engines.probe.simulated.chip import FLASH, RAM
from engines.probe.simulated.cmsis_dap import SWD_BITS
from engines.probe.simulated.fpec import Times

from .rig import COUNT, FLASH_CR, FLASH_SR, KEYR, KEYS, Debugger, Still, ask, program

LATENCY = 1e-3
POWER_UP = bytes([5, 0, 3, 4, 0, 0, 0, 0x50, 1, 0x12, 0, 0, 0x23, 5, 0, 0, 0, 0x20])
"""Power, words that count up, and the beginning of RAM."""
READ_WORD = bytes([5, 0, 1, 0xF])
READ_BLOCK = bytes([6, 0, 14, 0, 0xF])
WHO = bytes([0, 1])


@pytest.fixture
def board():
    return plugged()


def plugged(**cable) -> Board:
    board = Board(Still(), Cable(**{"latency": LATENCY, **cable}))
    board.claim()
    return board


def drain(board: Board, packets: int) -> list[float]:
    """When each answer came."""
    times = []
    for _ in range(packets):
        board.receive()
        times.append(board.clock.now())
    return times


# Time


def test_an_answer_comes_one_latency_after_its_packet(board):
    ask(board, *WHO)
    assert board.clock.now() == LATENCY
    ask(board, *WHO)
    assert board.clock.now() == 2 * LATENCY


def test_packets_in_flight_follow_each_other_by_a_latency(board):
    for _ in range(4):
        board.send(WHO)
    assert board.clock.now() == 0, "sending does not wait"
    assert drain(board, 4) == pytest.approx([LATENCY * n for n in (1, 2, 3, 4)])


def test_a_host_that_computes_meanwhile_loses_nothing(board):
    board.send(WHO)
    board.send(WHO)
    board.clock.sleep(10 * LATENCY)
    assert drain(board, 2) == pytest.approx([10 * LATENCY] * 2)
    ask(board, *WHO)
    assert board.clock.now() == pytest.approx(11 * LATENCY), "the link was free again"


def test_a_slow_wire_is_what_counts_where_it_is_slower(board):
    """14 words at 10 kHz take longer than a packet; the blocks follow each other on the wire."""
    ask(board, *POWER_UP)
    ask(board, 0x11, 0x10, 0x27, 0, 0)
    begin, wire = board.clock.now(), 14 * SWD_BITS / 10_000
    for _ in range(3):
        board.send(READ_BLOCK)
    assert drain(board, 3) == pytest.approx([begin + wire, begin + 2 * wire, begin + 3 * wire])


def test_a_fast_wire_hides_behind_the_packet(board):
    ask(board, 0x11, 0x00, 0x09, 0x3D, 0)  # 4 MHz
    ask(board, *POWER_UP)
    begin = board.clock.now()
    ask(board, *READ_BLOCK)
    assert board.clock.now() == pytest.approx(begin + LATENCY)


def test_the_chip_lives_in_the_same_time(board):
    """A packet finds the flash as busy as it then is."""
    chip = board.chip
    ask(board, *POWER_UP)
    for key in KEYS:
        chip.write(KEYR, key, 4)
    chip.write(FLASH_CR, 1 << 2, 4)
    chip.write(FLASH_CR, 1 << 2 | 1 << 6, 4)
    end = chip.fpec.busy_until
    status = bytes([5, 0, 2, 5, *FLASH_SR.to_bytes(4, "little"), 0xF])
    while ask(board, *status)[3] & 1:
        pass
    assert end <= board.clock.now() <= end + 2 * LATENCY
    board.clock.sleep(5.0)
    ask(board, *READ_WORD)
    assert chip.core.time == pytest.approx(board.clock.now())


def test_the_chip_begins_to_live_when_the_board_is_made():
    clock = Still()
    clock.sleep(1e6)
    board = Board(clock, Cable(latency=LATENCY))
    board.chip.cells[:12] = program(*COUNT)
    board.chip.power_on()
    board.claim()
    ask(board, *WHO)
    core = Debugger(board.chip)
    core.halt()
    assert core[0] == pytest.approx(8000 * LATENCY / 3e-3, abs=2)


def test_a_read_of_busy_cells_takes_as_long_as_they_do():
    board = Board(Still(), Cable(latency=LATENCY), Times(page_erase=0.5))
    board.claim()
    ask(board, *POWER_UP)
    chip = board.chip
    for key in KEYS:
        chip.write(KEYR, key, 4)
    chip.write(FLASH_CR, 1 << 1, 4)
    chip.write(FLASH_CR, 1 << 1 | 1 << 6, 4)
    ask(board, 5, 0, 2, 5, *FLASH.to_bytes(4, "little"), 0xF)
    assert board.clock.now() == pytest.approx(chip.fpec.busy_until, abs=1e-5)
    assert board.clock.now() > 0.5


# Faces


@pytest.mark.parametrize(
    ("bulk", "size", "version"), [(False, 64, b"1.3.0"), (True, 512, b"2.1.0")]
)
def test_two_faces(bulk, size, version):
    board = plugged(bulk=bulk)
    assert len(ask(board, *WHO)) == size
    assert ask(board, 0, 0xFF)[2:4] == size.to_bytes(2, "little")
    assert version in ask(board, 0, 4)


@pytest.mark.parametrize("named", [True, False])
def test_the_probe_names_its_board_or_does_not(named):
    board = plugged(named=named)
    assert (b"STM32F103RC" in ask(board, 0, 6)) == named


# Faults


def test_a_lost_answer_is_silence_and_the_next_ones_come():
    board = plugged(lost=(2,))
    for _ in range(3):
        board.send(WHO)
    board.receive()
    with pytest.raises(Silence):
        board.receive()
    assert board.clock.now() == pytest.approx(LATENCY + TIMEOUT)
    assert b"zerodeck" in board.receive()


def test_the_packet_whose_answer_is_lost_was_carried_out():
    board = plugged(lost=(2,))
    ask(board, *POWER_UP)
    board.send(bytes([5, 0, 1, 0xD, 1, 2, 3, 4]))
    with pytest.raises(Silence):
        board.receive()
    assert board.chip.read(RAM, 4) == 0x04030201


def test_who_asks_nothing_hears_nothing(board):
    with pytest.raises(Silence):
        board.receive()


def test_nobody_speaks_to_a_board_that_is_not_claimed():
    board = Board(Still(), Cable())
    with pytest.raises(Unplugged):
        board.send(WHO)
    board.claim()
    board.send(WHO)
    board.release()
    with pytest.raises(Unplugged):
        board.receive()


def test_what_was_asked_before_a_claim_is_forgotten(board):
    board.send(WHO)
    board.claim()
    with pytest.raises(Silence):
        board.receive()


def test_unplugged_at_a_packet_and_back_after_a_while():
    board = plugged(unplug=3, away=0.5)
    ask(board, *POWER_UP)
    board.send(WHO)
    with pytest.raises(Unplugged):
        board.send(WHO)
    away = board.clock.now()
    with pytest.raises(Unplugged):
        board.receive()
    assert not board.plugged
    with pytest.raises(Unplugged):
        board.claim()
    board.clock.sleep(0.5)
    assert board.plugged
    assert board.clock.now() == away + 0.5
    with pytest.raises(Unplugged):
        board.send(WHO)
    board.claim()
    assert b"zerodeck" in ask(board, *WHO)


def test_the_cable_brings_the_power():
    """Cells stay; RAM, the debug port and the core begin anew."""
    board = plugged(unplug=2, away=1.0)
    ask(board, *POWER_UP)
    board.chip.cells[:4] = b"flsh"
    board.chip.write(RAM, 0x12345678, 4)
    with pytest.raises(Unplugged):
        board.send(WHO)
    board.clock.sleep(1.0)
    board.claim()
    assert bytes(board.chip.cells[:4]) == b"flsh"
    assert board.chip.read(RAM, 4) == 0xA5A5A5A5
    assert ask(board, *READ_WORD)[1:3] == bytes([0, 4]), "not powered up"
    assert board.chip.core.time >= 1.0


def test_an_old_handle_is_dead_though_nobody_touched_it_while_the_cable_was_out():
    board = plugged(unplug=1, away=0.5)
    with pytest.raises(Unplugged):
        board.send(WHO)
    board.clock.sleep(1.0)
    with pytest.raises(Unplugged):
        board.receive()


def test_it_is_unplugged_once():
    board = plugged(unplug=1, away=0.0)
    with pytest.raises(Unplugged):
        board.send(WHO)
    board.claim()
    for _ in range(10):
        ask(board, *WHO)
    assert board.packets == 11


def test_a_board_that_was_put_back_is_unplugged_for_good():
    with Board(Still(), Cable()) as board:
        board.claim()
        ask(board, *WHO)
    board.clock.sleep(1e6)
    assert not board.plugged
    with pytest.raises(Unplugged):
        board.send(WHO)
    with pytest.raises(Unplugged):
        board.claim()
    board.close()
