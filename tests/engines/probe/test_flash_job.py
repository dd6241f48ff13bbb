"""Flashing: what the chip holds at the end is the image, whatever happened on the way."""

from functools import partial
from itertools import pairwise

import msgspec
import pytest

from engines import wire
from engines.inbox import Inbox, Stopped
from engines.probe import parts, protection
from engines.probe.algorithm import Algorithm
from engines.probe.connect import connected, reset_and_halt
from engines.probe.flash_job import FlashJob
from engines.probe.messages import SIMULATED, Cable, Caution, Flash, Pace, Phased, Waiting, Wanted
from engines.probe.simulated.board import Board
from engines.probe.simulated.chip import FLASH_SIZE, Chip
from engines.probe.simulated.fpec import Times
from tests import ROOT
from tests.engines.probe import writers
from tests.engines.probe.rig import BULK, FLASH, HID, PAGE, board, held, noise, write

COUNT = (ROOT / "assets/firmware/count.elf").read_bytes()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "fw.bin"


def changed(data, at):
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


def poke(address, data):
    """Cells as somebody else has left them."""
    with board() as source:
        source.board.chip.cells[address - FLASH : address - FLASH + len(data)] = data


def lock():
    with (
        board() as source,
        connected(source.probe(), Wanted()) as connection,
    ):
        reset_and_halt(connection.target)
        protection.lock(connection.words, connection.part, source.clock.sleep)


# The plain way


@pytest.mark.some(1)
@pytest.mark.parametrize("cable", [HID, BULK], ids=["hid", "bulk"])
def test_the_chip_holds_the_image(file, cable):
    run = write(file, noise(1), cable)
    assert held(65536) == noise(1)
    assert run.result.pages == run.result.programmed == 32
    assert run.result.how == "chip"
    assert run.result.checked == "CRC"
    assert run.result.faulty == ()


def test_an_unchanged_image_is_only_compared(file):
    write(file, noise(1))
    run = write(file, noise(1))
    assert (run.result.erased, run.result.programmed, run.result.how) == (0, 0, "nothing to do")
    assert [told.phase for told in run.of(Phased) if told.seconds is None] == ["compare"]


def test_only_the_page_that_differs_is_written(file):
    write(file, noise(1))
    run = write(file, changed(noise(1), 5 * PAGE + 7))
    assert (run.result.erased, run.result.programmed) == (1, 1)
    assert held(65536) == changed(noise(1), 5 * PAGE + 7)


def test_what_is_kept_survives_an_unplug_between_erasing_and_writing_it_back(file):
    poke(FLASH + 100, b"old" * 500)
    pulled = []

    def pull(source, event):
        if isinstance(event, Phased) and event.phase == "program" and not pulled:
            pulled.append(bytes(source.board.chip.cells[100:1600]))
            source.board.cable = msgspec.structs.replace(HID, unplug=source.board.packets + 1)

    write(file, noise(1, 100), hook=pull)
    assert pulled == [b"\xff" * 1500]  # only the job had it then
    assert held()[:1600] == noise(1, 100) + b"old" * 500


@pytest.mark.some(1)
@pytest.mark.parametrize("size", [1, 7, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE + 10, 256 << 10])
def test_an_image_of_any_size(file, size):
    data = noise(2, max(size, 9))[:size]
    write(file, data)
    assert held(size) == data


def test_the_whole_chip_is_erased_only_where_nobody_loses_anything(file):
    write(file, noise(1))
    poke(FLASH + 0x3_0000, b"settings")
    run = write(file, noise(2))
    assert run.result.how == "sectors"
    assert held()[0x3_0000:0x3_0008] == b"settings"
    assert held(65536) == noise(2)


def test_flash_that_a_part_has_without_saying_so_is_not_erased_unasked(file, monkeypatch):
    """Many an STM32F103C8 has 128 KiB."""
    monkeypatch.setattr(parts, "flash_kib", lambda *_: (64, ""))
    monkeypatch.setattr(parts, "doubted", lambda part, *_: parts.noted(part, parts.MAY_HAVE_MORE))
    poke(FLASH + 0x1_8000, b"settings")
    run = write(file, noise(1), wanted=Wanted(SIMULATED, "stm32f103rc", cable=HID))
    assert run.result.how == "sectors"
    assert held()[0x1_8000:0x1_8008] == b"settings"


def test_the_cells_behind_the_image_are_kept(file):
    poke(FLASH + 100, b"old" * 500)
    write(file, noise(1, 100))
    assert held(100) == noise(1, 100)
    assert held()[100:1600] == b"old" * 500


def test_the_cells_between_two_segments_of_one_page_are_kept(file):
    poke(FLASH, b"o" * 3 * PAGE)
    segments = [(FLASH + 10, b"one"), (FLASH + 100, b"two"), (FLASH + 2 * PAGE + 5, b"three")]
    write(file, writers.write("srec", segments), base=None)
    cells = held(3 * PAGE)
    assert cells[:14] == b"o" * 10 + b"one" + b"o"
    assert cells[99:104] == b"otwoo"
    assert cells[104 : 2 * PAGE + 5] == b"o" * (2 * PAGE - 99)
    assert cells[2 * PAGE + 5 :] == b"three" + b"o" * (PAGE - 10)


def test_the_erase_that_was_asked_for(file):
    poke(FLASH + 0x3_0000, b"settings")
    assert write(file, noise(1), erase="chip").result.how == "chip"
    assert held()[0x3_0000:0x3_0008] == b"\xff" * 8
    run = write(file, noise(2), erase="sector")
    assert (run.result.how, run.result.erased) == ("sectors", 32)
    assert held(65536) == noise(2)


def test_the_chip_is_erased_if_that_was_asked_for_although_the_image_is_there_already(file):
    write(file, noise(1))
    poke(FLASH + 0x3_0000, b"settings")
    run = write(file, noise(1), erase="chip")
    assert (run.result.how, run.result.programmed) == ("chip", 32)
    assert held()[0x3_0000:0x3_0008] == b"\xff" * 8
    assert write(file, noise(1), erase="chip").result.how == "nothing to do"


def test_a_chip_that_was_erased_is_not_erased_again_after_an_unplug(file):
    whole = write(file, noise(0), erase="chip").packets
    run = write(file, noise(1), Cable(virtual=True, unplug=whole * 2 // 3), erase="chip")
    assert held(65536) == noise(1)
    assert run.result.programmed <= 32 + 3


@pytest.mark.some(1)
@pytest.mark.parametrize("reset", [True, False])
def test_the_program_runs_afterwards_unless_nobody_wants_it(file, reset):
    sources = set()
    write(file, COUNT, base=None, reset=reset, hook=lambda source, event: sources.add(source))
    (source,) = sources
    assert source.board.chip.core.halted is not reset


@pytest.mark.some(1)
@pytest.mark.parametrize("cable", [HID, BULK], ids=["hid", "bulk"])
def test_a_probe_that_names_no_board_is_no_obstacle(file, cable):
    """The part is found by its registers, and pyOCD told what it is."""
    run = write(file, noise(1), msgspec.structs.replace(cable, named=False))
    assert run.result.part == "STM32F10xxC"
    assert held(65536) == noise(1)


# Faults


def longest_silence(run):
    """Seconds of the host's clock between two words of the job."""
    times = [told.seconds for told in run.told]
    return max(after - before for before, after in pairwise(times))


def test_every_single_bit_that_falls_over_is_found_and_named(file, count, rng):
    for _ in range(count(200)):
        data = noise(rng.getrandbits(32))
        address, bit = FLASH + rng.randrange(len(data)), rng.randrange(8)
        run = write(file, data, Cable(virtual=True, flips=((address, bit),)))
        page = address // PAGE * PAGE
        assert run.result.faulty == (page,)
        assert any(f"{page:#010x}" in caution.why for caution in run.of(Caution))
        assert held(len(data)) == data


def test_cells_that_never_keep_a_bit_are_an_error_that_names_the_page(file):
    def wear_out(source, event):
        if isinstance(event, Phased) and event.phase == "verify" and event.seconds is None:
            source.board.chip.cells[3 * PAGE + 5] ^= 2

    with pytest.raises(wire.EngineError, match="does not hold what was written") as caught:
        write(file, noise(4), hook=wear_out)
    assert f"{FLASH + 3 * PAGE:#010x}" in caught.value.failed.why


def test_an_unplugged_probe_is_waited_for_and_the_image_is_right(file, count, rng):
    whole = write(file, noise(0)).packets
    for _ in range(count(100)):
        data = noise(rng.getrandbits(32))
        at = rng.randrange(1, whole)
        run = write(file, data, Cable(virtual=True, unplug=at))
        assert held(len(data)) == data, f"unplugged at packet {at}"
        assert longest_silence(run) < 2, f"unplugged at packet {at}"
        assert run.result.unplugged == 1
        assert len(run.of(Waiting)) == 1


def test_little_is_written_twice_after_an_unplug(file):
    data, right = noise(5), []

    def look(source, event):
        if isinstance(event, Waiting):
            cells = bytes(source.board.chip.cells[:65536])
            pages = range(0, 65536, PAGE)
            right.append(sum(cells[at : at + PAGE] == data[at : at + PAGE] for at in pages))

    whole = write(file, noise(6)).packets
    run = write(file, data, Cable(virtual=True, unplug=whole * 2 // 3), hook=look)
    assert right[0] > 10
    assert run.result.programmed <= 32 + 3  # 10 % more than needed


def test_lost_answers_are_an_unplug_of_another_kind(file, count, rng):
    for _ in range(count(100)):
        data = noise(rng.getrandbits(32))
        lost = tuple(rng.randrange(1, 1500) for _ in range(2))
        run = write(file, data, Cable(virtual=True, lost=lost))
        assert held(len(data)) == data, f"lost: {lost}"
        assert longest_silence(run) < 4, f"lost: {lost}"  # each of them has a time-out of 1 s


def test_patience_has_an_end(file):
    with pytest.raises(wire.EngineError, match="did not come back") as caught:
        write(file, noise(1), Cable(virtual=True, unplug=500, away=1e9), patience=60)
    assert caught.value.failed.fix.startswith("zerodeck probe flash")


def test_a_probe_that_is_there_and_never_answers_is_an_error_and_no_endless_loop(file):
    with pytest.raises(wire.EngineError, match="does not work") as caught:
        write(file, noise(1), Cable(virtual=True, lost=tuple(range(1, 5000))))
    assert caught.value.failed.fix


def test_a_probe_that_always_fails_at_the_same_place_is_given_up(file):
    def pull(source, event):
        if isinstance(event, Phased) and event.phase == "program" and event.seconds is None:
            source.board.cable = msgspec.structs.replace(HID, unplug=source.board.packets + 3)

    with pytest.raises(wire.EngineError, match="does not work"):
        write(file, noise(1, 4096), hook=pull)


def test_whoever_gets_on_a_little_each_time_is_not_given_up(file):
    goes = []

    def pull(source, event):
        if isinstance(event, Phased) and event.phase == "program" and event.seconds is None:
            goes.append(event)
            packets = source.board.packets + 250
            source.board.cable = msgspec.structs.replace(HID, unplug=packets)

    write(file, noise(1), erase="chip", hook=pull)
    assert held(65536) == noise(1)
    assert len(goes) > 5


def test_a_chip_that_is_reset_meanwhile_is_flashed_all_the_same(file):
    done = []

    def press(source, event):
        if isinstance(event, Phased) and event.phase == "program" and not done:
            done.append(source.board.chip.reset())

    write(file, noise(1), hook=press)
    assert held(65536) == noise(1)


def test_what_was_done_before_an_unplug_counts_as_well(file):
    def pull(source, event):
        if isinstance(event, Phased) and event.phase == "verify" and event.seconds is not None:
            source.board.cable = msgspec.structs.replace(HID, unplug=source.board.packets + 1)

    result = write(file, noise(1), hook=pull).result
    assert (result.unplugged, result.programmed, result.how) == (1, 32, "chip")


def test_another_chip_after_the_replug_is_refused(file):
    def swap(source, event):
        if isinstance(event, Waiting):
            source.board.chip.unique_id = b"another chip"

    with pytest.raises(wire.EngineError, match="Another chip"):
        write(file, noise(1), Cable(virtual=True, unplug=700), hook=swap)


def test_a_cancel_stops_between_pages_and_the_next_go_finishes(file):
    inbox = Inbox()

    def cancel(source, event):
        if isinstance(event, Pace) and event.percent > 40:
            inbox.stop()

    with pytest.raises(Stopped):
        write(file, noise(7), inbox=inbox, hook=cancel)
    cells = held(65536)
    pages = [cells[at : at + PAGE] for at in range(0, 65536, PAGE)]
    right = [noise(7)[at : at + PAGE] for at in range(0, 65536, PAGE)]
    blank = b"\xff" * PAGE
    halves = [page for page, want in zip(pages, right, strict=True) if page not in (want, blank)]
    assert halves == []
    run = write(file, noise(7))
    assert held(65536) == noise(7)
    assert run.result.programmed < 32


# Where the chip's own CRC cannot be trusted


@pytest.fixture
def booted_otherwise(monkeypatch):
    """BOOT0 is 1: at 0, where the number of a page overflows to, there is not the flash."""
    mapped = Chip._map

    def _map(self):
        mapped(self)
        self.engine.mem_unmap(0, FLASH_SIZE)
        self.engine.mem_map(0, FLASH_SIZE)
        self.engine.mem_write(0, b"\xa5" * FLASH_SIZE)

    monkeypatch.setattr(Chip, "_map", _map)


@pytest.mark.some(1)
@pytest.mark.parametrize("cable", [HID, BULK], ids=["hid", "bulk"])
def test_pages_are_read_back_then(file, booted_otherwise, cable):
    run = write(file, noise(1), cable)
    assert run.result.checked == "read back"
    assert held(65536) == noise(1)
    assert worst_left(run) <= 0.15
    again = write(file, changed(noise(1), 5 * PAGE), cable)
    assert (again.result.programmed, again.result.checked) == (1, "read back")
    assert held(65536) == changed(noise(1), 5 * PAGE)


def test_flash_is_read_back_while_it_is_open_for_that(file, booted_otherwise, monkeypatch):
    """After programming, that behind a serial bus is not seen until its algorithm is told so."""
    prepared, prepare = [], Algorithm.prepare

    def noted(self, operation):
        prepared.append(operation)
        prepare(self, operation)

    def look(source, event):
        if isinstance(event, Phased) and event.phase in ("compare", "verify") and event.seconds:
            assert prepared[-1] == "VERIFY"

    monkeypatch.setattr(Algorithm, "prepare", noted)
    write(file, noise(1, 4096), hook=look)
    assert "PROGRAM" in prepared


# Locked parts


def test_a_locked_part_is_recognised_and_not_erased(file):
    write(file, noise(1))
    lock()
    with pytest.raises(wire.EngineError, match="read-protected") as caught:
        write(file, noise(2))
    assert "--confirm STM32F103RC" in caught.value.failed.fix
    assert held(65536) == noise(1)


@pytest.mark.some(1)
@pytest.mark.parametrize("typed", ["", "yes", "STM32F407VG", "stm32f103r"])
def test_a_name_that_is_not_the_parts_unlocks_nothing(file, typed):
    write(file, noise(1))
    lock()
    with pytest.raises(wire.EngineError, match="read-protected"):
        write(file, noise(2), confirm=typed)
    assert held(65536) == noise(1)


def test_a_locked_part_is_flashed_once_its_name_was_typed(file):
    write(file, noise(1))
    lock()
    run = write(file, noise(2), confirm="stm32f103rc")
    assert held(65536) == noise(2)
    assert run.result.programmed == 32


# Before anything is touched


@pytest.mark.some(1)
@pytest.mark.parametrize(
    ("base", "size"), [(0x2000_0000, 64), (FLASH + (256 << 10) - 8, 16), (0x0900_0000, 64)]
)
def test_an_image_that_lies_elsewhere_changes_nothing(file, base, size):
    write(file, noise(1))
    with pytest.raises(wire.EngineError):
        write(file, noise(2)[:size], base=base)
    assert held(65536) == noise(1)


@pytest.mark.some(1)
@pytest.mark.parametrize(
    "content", [b"", b":00000001FE\n", b"S9030000FD\n", b"\x7fELF", b"UF2\nWQ]\x9e" + bytes(100)]
)
def test_a_damaged_file_is_refused_before_the_first_packet(file, content):
    file.write_bytes(content)
    with board() as source:
        with pytest.raises(wire.EngineError) as caught:
            FlashJob(Flash(str(file)), source, Inbox(), lambda event: None)
        assert source.board.packets == 0
    assert str(file) in caught.value.failed.why


def test_a_target_of_another_family_is_refused(file):
    write(file, noise(1))
    for target in ("stm32f051", "stm32l475xg"):
        with pytest.raises(wire.EngineError, match="not the part that it is taken for") as caught:
            write(file, noise(2), wanted=Wanted(SIMULATED, target, cable=HID))
        assert "--target stm32f103rc" in caught.value.failed.fix
    assert held(65536) == noise(1)


def test_one_word_does_not_answer_two_questions(file):
    """That the target is another's, and that everything in the locked part will be lost."""
    write(file, noise(1))
    lock()
    wanted = Wanted(SIMULATED, "stm32f051", cable=HID)
    with pytest.raises(wire.EngineError, match="read-protected"):
        write(file, noise(2), wanted=wanted, confirm="stm32f051")
    assert held(65536) == noise(1)


def test_whoever_names_the_other_target_gets_it(file):
    wanted = Wanted(SIMULATED, "stm32f051", cable=HID)
    write(file, noise(2, 4096), wanted=wanted, confirm="stm32f051")
    assert held(4096) == noise(2, 4096)


def test_the_generic_name_of_a_core_is_no_parts_name(file):
    write(file, noise(1))
    lock()
    cable = msgspec.structs.replace(HID, named=False)
    wanted = Wanted(SIMULATED, "cortex_m", cable=cable)
    with pytest.raises(wire.EngineError):
        write(file, noise(2), wanted=wanted, confirm="cortex_m")
    assert held(65536) == noise(1)


# What is told


def worst_left(run, after=0.1):
    """The largest error of the time that was said to be left, as a share of the whole."""
    total = run.told[-1].seconds
    paces = [told for told in run.told if isinstance(told.event, Pace)]
    late = [told for told in paces if told.seconds > after * total]
    return max(abs(told.seconds + told.event.left - total) / total for told in late)


@pytest.mark.some(1)
@pytest.mark.parametrize("cable", [HID, BULK], ids=["hid", "bulk"])
def test_the_time_left_is_honest_and_percent_never_goes_back(file, cable):
    run = write(file, noise(8), cable)
    paces = [told for told in run.told if isinstance(told.event, Pace)]
    percents = [told.event.percent for told in paces]
    assert percents == sorted(percents)
    assert worst_left(run) <= 0.15
    assert len(paces) / (paces[-1].seconds - paces[0].seconds) >= 5


@pytest.mark.some(1)
@pytest.mark.parametrize("slower", [2.0, 0.5])
def test_the_time_left_follows_what_is_seen_and_not_what_was_expected(file, monkeypatch, slower):
    """Cells that take twice, or half, of what the data sheet says."""
    times = Times(*(slower * seconds for seconds in Times()))
    monkeypatch.setattr("engines.probe.simulated.board.Board", partial(Board, times=times))
    run = write(file, noise(8))
    assert worst_left(run, after=0.25) <= 0.15


def test_pages_that_are_blank_are_not_counted_among_what_takes_time(file):
    run = write(file, noise(1, 8192) + b"\xff" * (248 << 10))
    assert run.result.floor < run.result.total
    assert worst_left(run) <= 0.15


def test_percent_does_not_go_back_over_an_unplug(file):
    whole = write(file, noise(0)).packets
    run = write(file, noise(1), Cable(virtual=True, unplug=whole // 2))
    percents = [pace.percent for pace in run.of(Pace)]
    assert percents == sorted(percents)


def test_the_rate_is_that_of_what_is_written(file):
    write(file, noise(1))
    rates = [p.rate for p in write(file, changed(noise(1), 5 * PAGE)).of(Pace) if p.rate]
    assert rates
    assert all(rate < 38_100 for rate in rates)


def test_the_phases_come_in_their_order_and_each_ends(file):
    told = write(file, noise(9)).of(Phased)
    begun = [each.phase for each in told if each.seconds is None]
    ended = [each.phase for each in told if each.seconds is not None]
    assert begun == ["compare", "erase", "program", "verify"]
    assert ended == ["connect", *begun, "reset"]
