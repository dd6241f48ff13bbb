"""A part that pyOCD does not know, through a CMSIS pack: the pack is ours, the chip simulated."""

import shutil
import struct
import subprocess
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from elftools.elf.elffile import ELFFile

from engines import wire
from engines.inbox import Inbox
from engines.probe import peripherals, protection
from engines.probe.connect import connected, reset_and_halt
from engines.probe.engine import serve
from engines.probe.messages import (
    SIMULATED,
    Erase,
    Erased,
    Field,
    Flash,
    Pace,
    Phased,
    Register,
    Verified,
    Verify,
    Waiting,
    Wanted,
)
from engines.probe.simulated import chip
from engines.probe.simulated.rom_table import IDCODE, ROM_TABLE
from tests.conftest import need
from tests.engines.probe.pack_file import FLM, FOLDER, PDSC, changed, packed, with_parts
from tests.engines.probe.rig import BULK, FLASH, HID, board, held, noise, write

PAGE, SECTOR = 1024, 2048
"""As the pack's algorithm says; pyOCD's own for this chip has pages as large as sectors."""

SIZE = 256 << 10
RAM = 0x2000_0000
UNNAMED = msgspec.structs.replace(BULK, named=False)
BLANK = b"\xff" * SIZE

NO_ERASE_CHIP = FLM.replace(b"EraseChip", b"EraseShip")
"""The function is not one that every algorithm has to have."""

SECTORS = struct.pack("<6I", SECTOR, 0, *(0xFFFF_FFFF,) * 4)
"""Where the algorithm tells them, with room behind."""

ALGORITHM = 'name="Flash/ZD103.FLM" start="0x08000000" size="0x40000"'
DEBUG = '<debug svd="SVD/ZD103.svd"/>'


@pytest.fixture
def file(tmp_path):
    return tmp_path / "fw.bin"


@pytest.fixture
def pack(tmp_path):
    return packed(tmp_path / "our own.pack")


@pytest.fixture
def unknown(monkeypatch):
    """Registers that say nothing: neither the chip's identity, nor the maker in its ROM table."""
    silent = dict.fromkeys((IDCODE, ROM_TABLE + 0xFE4, ROM_TABLE + 0xFE8), 0)
    words = chip.fixed_words() | silent
    monkeypatch.setattr(chip, "fixed_words", lambda: words)


def wanted(pack, cable=BULK, target=""):
    return Wanted(SIMULATED, target=target, pack=pack, cable=cable)


def flash(file, data, pack, cable=BULK, **options):
    return write(file, data, cable, wanted=wanted(pack, cable), **options)


def asked(request):
    return serve(Inbox([request]), lambda event: None)


@contextmanager
def attached(pack, cable=BULK, target=""):
    with board(cable) as source, connected(source.probe(), wanted(pack, cable, target)) as found:
        yield found


def target(pack, cable=BULK, name=""):
    with attached(pack, cable, name) as connection:
        return connection.facts().target


def fill(data):
    with board() as source:
        source.board.chip.cells[:] = data.ljust(SIZE, b"\xff")


def lock():
    with board() as source, connected(source.probe(), Wanted()) as connection:
        reset_and_halt(connection.target)
        protection.lock(connection.words, connection.part, source.clock.sleep)


def other(data, at):
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


# Which part


@pytest.mark.parametrize("cable", [HID, BULK, UNNAMED], ids=["hid", "bulk", "unnamed"])
def test_the_target_is_the_packs_and_the_sizes_are_the_chips(pack, cable):
    with attached(pack, cable) as connection:
        facts = connection.facts()
    assert (facts.name, facts.target) == ("ZD103RC", "zd103rc")
    assert (facts.flash_start, facts.flash, facts.ram) == (FLASH, SIZE, 48 << 10)


def test_what_the_registers_do_not_tell_is_as_the_pack_says(pack, unknown):
    with attached(pack) as connection:
        facts = connection.facts()
    assert (facts.name, facts.target, facts.core) == ("ZD103RC", "zd103rc", "Cortex-M3")
    assert (facts.flash_start, facts.flash) == (FLASH, SIZE)
    assert (facts.ram_start, facts.ram) == (RAM, 48 << 10)


def test_of_several_parts_it_is_the_one_that_was_said(tmp_path):
    pack = packed(tmp_path / "two.pack", with_parts("ZD103RC", "ZD103-VC"))
    assert target(pack, name="zd103rc") == "zd103rc"
    assert target(pack, name="ZD103-VC") == "zd103_vc"


def test_of_several_parts_it_is_the_one_that_the_probe_names(tmp_path):
    pack = packed(tmp_path / "two.pack", with_parts("ZD103RC", "STM32F103RC"))
    assert target(pack, BULK) == "stm32f103rc"
    with pytest.raises(wire.EngineError, match="several parts"):
        target(pack, UNNAMED)


def test_several_parts_and_nobody_to_say_which_is_an_error_that_lists_them(tmp_path):
    pack = packed(tmp_path / "two.pack", with_parts("ZD103VC", "ZD103RC"))
    with pytest.raises(wire.EngineError, match="several parts") as caught:
        target(pack)
    assert caught.value.failed.why == "ZD103RC, ZD103VC"
    assert caught.value.failed.fix == f"zerodeck probe info --pack {pack} --target NAME"


def test_of_hundreds_a_few_are_listed(tmp_path):
    pack = packed(tmp_path / "many.pack", with_parts(*(f"ZD{n}" for n in range(100, 400))))
    with pytest.raises(wire.EngineError, match="several parts") as caught:
        target(pack)
    assert caught.value.failed.why.startswith("ZD100, ZD101, ")
    assert caught.value.failed.why.endswith(" and 292 more")


def test_a_part_that_the_pack_does_not_have_is_an_error_that_lists_the_nearest(tmp_path):
    parts = with_parts(*(f"AB{n}" for n in range(100, 150)), "ZD103RC")
    with pytest.raises(wire.EngineError, match="does not have that part") as caught:
        target(packed(tmp_path / "many.pack", parts), name="ZD103RX")
    assert caught.value.failed.why == "ZD103RX; there is ZD103RC"
    # Not even one that pyOCD knows: whoever names a pack wants it used.
    with pytest.raises(wire.EngineError, match="does not have that part") as caught:
        target(packed(tmp_path / "one.pack"), name="lpc1768")
    assert caught.value.failed.why == "lpc1768; there is ZD103RC"


def test_a_part_of_the_pack_goes_before_pyocds_own_of_that_name_and_only_while_it_is_used(tmp_path):
    pack = packed(tmp_path / "own.pack", with_parts("STM32F103RC"))
    with attached(pack) as connection:
        assert connection.target.memory_map[0].page_size == PAGE
    with attached("") as connection:
        assert connection.target.memory_map[0].page_size == SECTOR


def test_a_pack_that_has_changed_is_read_again(tmp_path):
    path = tmp_path / "changing.pack"
    for size in ("0x20000", "0x40000"):
        with attached(packed(path, PDSC.replace("0x40000", size))) as connection:
            assert connection.target.memory_map[0].length == int(size, 16)


def test_looking_runs_no_sequence_that_unlocks_the_part(tmp_path):
    erases = f"<block>Write32({RAM:#x}, 0x0BADCAFE);</block>"
    named = '<sequences><sequence name="{}">' + erases + "</sequence></sequences>" + DEBUG
    for name, word in (("DebugDeviceUnlock", 0xA5A5_A5A5), ("DebugCoreStart", 0x0BAD_CAFE)):
        pack = packed(tmp_path / f"{name}.pack", changed(DEBUG, named.format(name)))
        with attached(pack) as connection:
            assert connection.words.read32(RAM) == word


# Flashing


@pytest.mark.parametrize("cable", [HID, BULK], ids=["hid", "bulk"])
def test_the_chip_holds_the_image_and_it_was_read_back(file, pack, cable):
    # pyOCD sets no RAM aside for its CRC code where the algorithm is a pack's.
    run = flash(file, noise(1), pack, cable)
    assert held(65536) == noise(1)
    assert run.result.pages == run.result.programmed == 65536 // PAGE
    assert (run.result.how, run.result.checked) == ("chip", "read back")
    assert asked(Verify(str(file), wanted(pack, cable), base=FLASH)).differing == ()


def test_a_part_whose_registers_say_nothing_is_flashed_all_the_same(file, pack, unknown):
    run = flash(file, noise(1, 8192), pack, UNNAMED, base=None)
    assert run.result.part == "ZD103RC"
    assert held(8192) == noise(1, 8192)
    assert asked(Verify(str(file), wanted(pack))) == Verified("ZD103RC", ())


def test_pyocds_own_part_serves_as_well_where_the_registers_say_nothing(file, unknown):
    aim = Wanted(SIMULATED, target="stm32f103rc", cable=UNNAMED)
    run = write(file, noise(1, 8192), wanted=aim)
    assert run.result.part == "STM32F103RC"
    assert held(8192) == noise(1, 8192)


@pytest.mark.parametrize("kind", [Flash, Verify, Erase])
def test_a_core_that_nobody_knows_more_of_has_no_flash_and_that_is_an_error(kind, file, unknown):
    fill(b"old")
    file.write_bytes(noise(1, 4096))
    what = "cortex_m" if kind is Erase else str(file)
    with pytest.raises(wire.EngineError, match="no flash algorithm") as caught:
        asked(kind(what, Wanted(SIMULATED, cable=UNNAMED)))
    assert "--pack FILE.pack" in caught.value.failed.fix
    assert held() == b"old".ljust(SIZE, b"\xff")


def test_an_unchanged_image_is_only_compared(file, pack):
    fill(noise(1))
    run = flash(file, noise(1), pack)
    assert (run.result.erased, run.result.programmed, run.result.how) == (0, 0, "nothing to do")
    assert [told.phase for told in run.of(Phased) if told.seconds is None] == ["compare"]


def test_a_sector_is_written_whole_where_one_of_its_pages_differs(file, pack):
    fill(noise(1))
    run = flash(file, other(noise(1), 5 * SECTOR + 7), pack)
    assert (run.result.how, run.result.erased, run.result.programmed) == ("sectors", 1, 2)
    assert held(65536) == other(noise(1), 5 * SECTOR + 7)


def test_what_shares_a_sector_with_the_image_is_kept(file, pack):
    fill(noise(2, 3 * SECTOR))
    flash(file, noise(1, 100), pack, base=FLASH + SECTOR + 10)
    kept = noise(2, 3 * SECTOR)
    assert held(3 * SECTOR) == kept[: SECTOR + 10] + noise(1, 100) + kept[SECTOR + 110 :]


def test_a_page_that_looks_blank_is_written_where_erased_cells_are_zeros(file, tmp_path):
    at = FLM.index(b"STM32F103RC 256 KiB") + 128 + 2 + 16
    assert FLM[at] == 0xFF
    pack = packed(tmp_path / "zeros.pack", flm=FLM[:at] + b"\0" + FLM[at + 1 :])
    run = flash(file, noise(1, PAGE) + b"\xff" * PAGE, pack)
    assert run.result.programmed == 2


@pytest.mark.parametrize("size", ["0x40000", "0x4000"], ids=["whole", "small"])
def test_sectors_of_several_kinds_may_be_more_than_the_part_has(file, tmp_path, size):
    kinds = struct.pack("<6I", SECTOR, 0, SECTOR, 0x2000, 4 * SECTOR, 0xC000)
    assert SECTORS in FLM
    pdsc = changed('size="0x40000" default', f'size="{size}" default')
    pack = packed(tmp_path / "kinds.pack", pdsc, FLM.replace(SECTORS, kinds))
    fill(noise(1, 0x5000))
    run = flash(file, noise(2, 0x2000), pack, base=FLASH + 0x1000)
    assert (run.result.how, run.result.erased) == ("sectors", 4)
    assert held(0x5000) == noise(1, 0x5000)[:0x1000] + noise(2, 0x2000) + noise(1, 0x5000)[0x3000:]


def test_without_an_erase_of_the_chip_its_sectors_are_erased(file, tmp_path):
    pack = packed(tmp_path / "small.pack", flm=NO_ERASE_CHIP)
    fill(noise(1, SIZE))
    run = flash(file, noise(1, 4096), pack, erase="chip")
    assert run.result.how == "chip"
    assert held(SIZE) == noise(1, 4096).ljust(SIZE, b"\xff")
    done = asked(Erase("ZD103RC", wanted(pack, HID)))
    assert done == Erased("ZD103RC", f"{SIZE // SECTOR} sectors")
    assert held() == BLANK


def test_chip_and_sectors_are_erased_by_the_packs_algorithm(pack):
    fill(noise(1))
    done = asked(Erase("zd103rc", wanted(pack), FLASH + SECTOR, 2 * SECTOR))
    assert done == Erased("ZD103RC", "2 sectors")
    assert held(65536) == noise(1)[:SECTOR] + b"\xff" * 2 * SECTOR + noise(1)[3 * SECTOR :]
    assert asked(Erase("ZD103RC", wanted(pack))) == Erased("ZD103RC", "chip")
    assert held() == BLANK


def test_nothing_is_erased_without_the_name(pack):
    fill(noise(1))
    with pytest.raises(wire.EngineError, match="wants the part's name") as caught:
        asked(Erase("ZD103VC", wanted(pack)))
    assert caught.value.failed.fix.endswith("--confirm ZD103RC")
    assert held(65536) == noise(1)


def test_after_an_unplug_the_rest_is_written(file, pack, rng):
    data = noise(rng.getrandbits(32), 8192)
    whole = flash(file, noise(0, 8192), pack).packets
    at = rng.randrange(1, whole)
    cable = msgspec.structs.replace(BULK, unplug=at)
    run = flash(file, data, pack, cable)
    assert held(len(data)) == data, f"unplugged at packet {at}"
    assert run.result.unplugged == len(run.of(Waiting)) == 1


def test_a_locked_part_is_flashed_only_once_it_was_named(file, pack):
    fill(noise(1, 4096))
    lock()
    with pytest.raises(wire.EngineError, match="read-protected") as caught:
        flash(file, noise(2, 4096), pack)
    assert "--confirm ZD103RC" in caught.value.failed.fix
    assert held(4096) == noise(1, 4096)
    flash(file, noise(2, 4096), pack, confirm="zd103rc")
    assert held() == noise(2, 4096).ljust(SIZE, b"\xff")


@pytest.mark.parametrize("cable", [HID, BULK], ids=["hid", "bulk"])
def test_the_time_left_is_honest_although_pages_are_read_back(file, pack, cable):
    run = flash(file, noise(8, 32768), pack, cable)
    total = run.told[-1].seconds
    paces = [told for told in run.told if isinstance(told.event, Pace)]
    percents = [told.event.percent for told in paces]
    assert percents == sorted(percents)
    assert max(abs(told.seconds + told.event.left - total) / total for told in paces) <= 0.15
    moments = [*(told.seconds for told in paces), total]
    assert max(later - sooner for sooner, later in pairwise(moments)) <= 0.2


# Registers by their names


def test_peripherals_and_their_registers_are_the_packs(pack):
    with attached(pack) as connection:
        assert peripherals.names(connection.target) == ["FPEC", "RCC", "USART1"]
        assert peripherals.registers(connection.target, "fpec") == (
            Register("ACR", 0x4002_2000, 0x30, (Field("PRFTBE", 1), Field("LATENCY", 0))),
            Register("KEYR", 0x4002_2004, None),
            Register("CR", 0x4002_2010, 0x80, (Field("LOCK", 1),)),
        )
        # Reading would take what was received from the program.
        assert peripherals.registers(connection.target, "USART1")[0].value is None


def test_a_pack_may_do_without_registers(tmp_path):
    for pdsc in (PDSC, changed(DEBUG, "<debug/>")):
        pack = packed(tmp_path / "bare.pack", pdsc, svd=None)
        with (
            attached(pack) as connection,
            pytest.raises(wire.EngineError, match="no description of this part's registers"),
        ):
            peripherals.names(connection.target)


# Damaged packs


def hollow(path):
    path.write_bytes(b"PK\5\6" + bytes(18))


def torn(path):
    packed(path)
    path.write_bytes(path.read_bytes()[:-40])


def flipped(path):
    packed(path)
    content = bytearray(path.read_bytes())
    content[content.index(FLM) + 200] ^= 1
    path.write_bytes(content)


DAMAGED = {
    "not there": lambda path: None,
    "not a zip": lambda path: path.write_bytes(b"PK and nothing else"),
    "empty": Path.touch,
    "empty zip": hollow,
    "torn": torn,
    "flipped": flipped,
    "no description": lambda path: packed(path, pdsc=None),
    "broken XML": lambda path: packed(path, PDSC[:-60]),
    "no XML": lambda path: packed(path, "dear diary"),
    "no vendor": lambda path: packed(path, changed(' Dvendor="Zerodeck:0"', "")),
    "no part": lambda path: packed(path, with_parts()),
    "no algorithm file": lambda path: packed(path, flm=None),
    "no ELF": lambda path: packed(path, flm=b"no ELF"),
    "torn ELF": lambda path: packed(path, flm=FLM[:400]),
    "no function": lambda path: packed(path, flm=FLM.replace(b"ProgramPage", b"PromoteSage")),
    "no code": lambda path: packed(path, flm=FLM.replace(b"PrgCode", b"PrgCore")),
}


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_pack_is_an_error_in_words_and_changes_nothing(damaged, file, tmp_path):
    fill(b"old")
    damaged(path := tmp_path / "damaged.pack")
    with pytest.raises(wire.EngineError, match=r"This pack cannot|no part in this pack") as caught:
        flash(file, noise(1, 4096), str(path))
    assert str(path) in caught.value.failed.why
    assert "\n" not in caught.value.failed.why
    assert caught.value.failed.fix == "zerodeck probe info --pack FILE.pack"
    assert held() == b"old".ljust(SIZE, b"\xff")


INSUFFICIENT = {
    "no place": (changed(ALGORITHM, 'name="" start="here" size="0x40000"'), FLM),
    "not this kind": (changed(ALGORITHM, ALGORITHM + ' style="CMSIS"'), FLM),
    "no RAM": (changed('RAMsize="0xC000"', 'RAMsize="0x200"'), FLM),
    "another place": (PDSC.replace("0x08000000", "0x10000000"), FLM),
    "no device": (PDSC, FLM.replace(b"FlashDevice", b"SplashDrive")),
    "wrong sectors": (PDSC, FLM.replace(SECTORS, SECTORS[:4] + b"\0\0\0\x08" + SECTORS[8:])),
    "sequences": (
        changed(
            DEBUG,
            DEBUG + '<flashinfo name="x" start="0x08000000" pagesize="1024">'
            '<block count="128" size="2048"/></flashinfo>'
            '<sequences><sequence name="FlashEraseSector"><block>0;</block></sequence>'
            '<sequence name="FlashProgramPage"><block>0;</block></sequence></sequences>',
        ),
        FLM,
    ),
}


@pytest.mark.parametrize(("pdsc", "flm"), INSUFFICIENT.values(), ids=INSUFFICIENT)
def test_a_pack_without_an_algorithm_that_serves_shows_the_part_and_does_not_flash(
    pdsc, flm, file, tmp_path
):
    fill(b"old")
    pack = packed(tmp_path / "insufficient.pack", pdsc, flm)
    assert target(pack) == "zd103rc"
    with pytest.raises(wire.EngineError, match="no flash algorithm for this place"):
        flash(file, noise(1, 4096), pack)
    assert held() == b"old".ljust(SIZE, b"\xff")


def test_a_pack_for_another_chip_is_an_error_in_words_and_changes_nothing(file, tmp_path):
    fill(b"old")
    # Of these pyOCD expects a second access port, by which they are unlocked.
    kinetis = with_parts("MK64FN1M0").replace("Zerodeck:0", "NXP:11")
    pack = packed(tmp_path / "other.pack", kinetis)
    with pytest.raises(wire.EngineError, match="not the part that it is taken for") as caught:
        flash(file, noise(1, 4096), pack)
    assert caught.value.failed.why.startswith("mk64fn1m0: ")
    assert held() == b"old".ljust(SIZE, b"\xff")


# The algorithm's file


def test_the_algorithm_has_the_layout_that_packs_ask_for():
    with (FOLDER / "ZD103.FLM").open("rb") as opened:
        elf = ELFFile(opened)
        code, device = map(elf.get_section_by_name, ("PrgCode", "DevDscr"))
        assert (code["sh_addr"], device["sh_addr"]) == (0, code["sh_size"])
        symbols = {
            symbol.name: symbol for symbol in elf.get_section_by_name(".symtab").iter_symbols()
        }
    for name in ("Init", "UnInit", "EraseChip", "EraseSector", "ProgramPage"):
        assert symbols[name]["st_value"] & 1, "Thumb"
    assert symbols["FlashDevice"]["st_value"] == device["sh_addr"]


def compiler(flm):
    with flm.open("rb") as opened:
        return ELFFile(opened).get_section_by_name(".comment").data()


def test_the_same_compiler_makes_the_same_algorithm_elsewhere(tmp_path):
    need("arm-none-eabi-gcc")
    elsewhere = tmp_path / "some where"
    shutil.copytree(FOLDER, elsewhere)
    for command in (["clean"], []):
        words = [need("make"), *command]
        done = subprocess.run(words, cwd=elsewhere, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    made, kept = elsewhere / "ZD103.FLM", FOLDER / "ZD103.FLM"
    if compiler(made) != compiler(kept):
        pytest.skip(f"another compiler than theirs, {compiler(kept)!r}: {compiler(made)!r}")
    assert made.read_bytes() == kept.read_bytes()
