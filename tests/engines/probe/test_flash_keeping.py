"""What the image does not own stays: cells around it, option bytes, what another job has erased."""

import msgspec
import pytest

from engines import paths, wire
from engines.inbox import Inbox, Stopped
from engines.probe import protection
from engines.probe.connect import Connection, connected, reset_and_halt
from engines.probe.engine import erase
from engines.probe.kept import Kept
from engines.probe.messages import SIMULATED, Erase, Phased, Wanted
from tests.engines.probe.rig import FLASH, HID, PAGE, board, held, noise, write

OLD = b"old" * 500
"""Between an image of 100 bytes and the end of its page."""


@pytest.fixture
def file(tmp_path):
    poke(FLASH + 100, OLD)
    return tmp_path / "fw.bin"


def poke(address, data):
    with board() as source:
        source.board.chip.cells[address - FLASH : address - FLASH + len(data)] = data


def once(phase, act):
    """A hook that acts when this phase begins, the first time."""
    done = []

    def hook(source, event):
        if isinstance(event, Phased) and event.phase == phase and event.seconds is None:
            if not done:
                act(source)
            done.append(event)

    return hook


def files():
    return list((paths.state() / "kept").glob("*"))


def power_off_and_on(source):
    source.board.chip.power_on()
    source.board.firmware.dap.__init__(source.board.chip)


def lose_an_answer(source):
    """One transfer of the next is not acknowledged."""
    firmware, answer, count = source.board.firmware, source.board.firmware.answer, iter(range(9**9))

    def glitch(packet):
        told = answer(packet)
        if packet[0] in (5, 6) and next(count) == 4:
            return bytes([packet[0], *([0] * (packet[0] - 4)), 7])
        return told

    firmware.answer = glitch


def test_a_cancel_after_the_erase_waits_until_they_are_written_back(file):
    inbox = Inbox()
    with pytest.raises(Stopped):
        write(file, noise(1, 100), inbox=inbox, hook=once("program", lambda source: inbox.stop()))
    assert held()[100:1600] == OLD


@pytest.mark.parametrize("fault", [power_off_and_on, lose_an_answer])
def test_a_chip_that_is_silent_for_a_moment_is_asked_again(file, fault):
    run = write(file, noise(1, 100), hook=once("program", fault))
    assert held()[:1600] == noise(1, 100) + OLD
    assert run.result.unplugged == 0


def interrupted(file):
    """A job that gave up waiting, with the page erased: only we have its cells now."""
    cable = msgspec.structs.replace(HID, away=1e9)

    def pull(source):
        source.board.cable = msgspec.structs.replace(cable, unplug=source.board.packets + 1)

    with pytest.raises(wire.EngineError, match="did not come back"):
        write(file, noise(1, 100), cable, hook=once("program", pull), patience=1)
    assert held()[100:1600] != OLD


def test_the_next_job_writes_back_what_one_that_gave_up_has_erased(file):
    interrupted(file)
    assert files()
    write(file, noise(2, 100))
    assert held()[:1600] == noise(2, 100) + OLD
    assert files() == []


def test_it_is_written_back_by_a_job_for_another_place_too(file):
    interrupted(file)
    write(file, noise(2, 100), base=FLASH + 8 * PAGE)
    assert held()[100:1600] == OLD
    assert held()[8 * PAGE : 8 * PAGE + 100] == noise(2, 100)


def test_what_somebody_has_written_since_counts(file):
    interrupted(file)
    poke(FLASH + 100, b"new" * 100)
    write(file, noise(2, 100))
    assert held()[100:400] == b"new" * 100
    assert OLD[300:] not in held()[:1600]


def test_what_was_erased_on_purpose_does_not_come_back(file):
    interrupted(file)
    with board() as source, connected(source.probe(), Wanted()) as connection:
        erase(Erase("STM32F103RC"), source, connection)
    write(file, noise(2, 100))
    assert held()[:1600] == noise(2, 100) + b"\xff" * 1500


def test_the_file_of_what_is_kept_is_its_owners_alone(file):
    interrupted(file)
    (kept,) = files()
    assert kept.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("content", [b"", b"{", b'{"cells":{"1":"x"}}', b'{"cells":7}', b"\xff"])
def test_a_file_that_cannot_be_read_keeps_nothing(tmp_path, content):
    file = tmp_path / "kept.json"
    file.write_bytes(content)
    assert Kept(file).cells == {}


def test_where_nothing_can_be_kept_nothing_is_erased(file):
    (paths.state() / "kept").write_text("in the way")
    with pytest.raises(wire.EngineError, match="cannot be kept safe"):
        write(file, noise(1, 100))
    assert held()[100:1600] == OLD


def test_cells_that_were_half_erased_count_as_lost(file):
    interrupted(file)
    poke(FLASH + 200, bytes(cell | 0x8B for cell in OLD[100:110]))
    write(file, noise(2, 100))
    assert held()[:1600] == noise(2, 100) + OLD


def test_after_a_cancel_that_waited_nothing_old_can_come_back(file):
    inbox = Inbox()
    with pytest.raises(Stopped):
        write(file, noise(1, 100), inbox=inbox, hook=once("program", lambda source: inbox.stop()))
    poke(FLASH + 100, b"\xff" * 1500)  # the firmware erases its settings
    write(file, noise(2, 100), base=FLASH + 8 * PAGE)
    assert held()[100:1600] == b"\xff" * 1500


def test_a_sector_that_was_erased_by_a_few_of_its_bytes_does_not_come_back(file):
    interrupted(file)
    with board() as source, connected(source.probe(), Wanted()) as connection:
        erase(Erase("STM32F103RC", start=FLASH, length=16), source, connection)
    write(file, noise(2, 100))
    assert held()[100:1600] == b"\xff" * 1500


def test_unlocking_erases_what_was_kept_as_well(file):
    interrupted(file)
    with board() as source, connected(source.probe(), Wanted()) as connection:
        reset_and_halt(connection.target)
        protection.lock(connection.words, connection.part, source.clock.sleep)
    write(file, noise(2, 100), confirm="STM32F103RC")
    assert held()[100:1600] == b"\xff" * 1500


def test_without_a_unique_id_nothing_of_one_board_gets_into_another(file, monkeypatch):
    monkeypatch.setattr(Connection, "unique_id", ())
    interrupted(file)
    assert files() == []
    poke(FLASH, b"\xff" * PAGE)  # another board
    write(file, noise(2, 100), base=FLASH + 8 * PAGE)
    assert held()[:PAGE] == b"\xff" * PAGE


def test_option_bytes_that_were_set_since_count(tmp_path):
    kept = Kept(tmp_path / "kept.json")
    assert kept.hold_options({2: 0x12, 4: 0x34}) == {2: 0x12, 4: 0x34}
    assert Kept(tmp_path / "kept.json").hold_options({2: 0xFFFF, 4: 0x77}) == {2: 0x12, 4: 0x77}


# The option bytes

OPTIONS = (0xA5, 0xFB, 0x12, 0x34, 0xFF, 0xFF, 0xFF, 0x7F)
"""RDP off, USER, Data0, Data1, WRP0 to WRP3."""


def locked():
    words = bytes(part for value in OPTIONS for part in (value, value ^ 0xFF))
    with board() as source:
        source.board.chip.cells[:] = b"\xff" * len(source.board.chip.cells)
        source.board.chip.options[:] = words
    with board() as source, connected(source.probe(), Wanted()) as connection:
        reset_and_halt(connection.target)
        protection.lock(connection.words, connection.part, source.clock.sleep)


def options():
    with board() as source:
        return bytes(source.board.chip.options)[::2]


def test_an_unplug_while_unlocking_loses_no_option_byte(file, count, rng):
    for _ in range(count(100)):
        locked()
        cable = msgspec.structs.replace(HID, unplug=rng.randrange(60, 260))
        wanted = Wanted(SIMULATED, cable=cable)
        write(file, noise(1, 4096), cable, wanted=wanted, confirm="STM32F103RC")
        assert options() == bytes(OPTIONS)
        assert held(4096) == noise(1, 4096)
