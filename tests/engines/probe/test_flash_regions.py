"""Parts whose flash is several of pyOCD's regions: one plan, one erase, every byte compared."""

import pytest

from engines import wire
from engines.probe.connect import connected
from engines.probe.engine import erase, verify
from engines.probe.messages import Caution, Erase, Pace, Verify, Wanted
from tests.engines.probe import writers
from tests.engines.probe.rig import BULK, FLASH, HID, PAGE, board, held, noise, write

BORDER = 0x1_0000
SIZE = 100 << 10


@pytest.fixture
def file(tmp_path):
    return tmp_path / "fw.bin"


@pytest.fixture(autouse=True)
def split(monkeypatch):
    """The board's flash in two regions with one algorithm, as pyOCD has that of an STM32F4."""
    from pyocd.core.memory_map import FlashRegion, MemoryMap, RamRegion
    from pyocd.target.builtin import target_STM32F103RC as builtin

    algorithm = builtin.FLASH_ALGO
    regions = MemoryMap(
        FlashRegion(
            start=FLASH, length=BORDER, blocksize=PAGE, is_boot_memory=True, algo=algorithm
        ),
        FlashRegion(start=FLASH + BORDER, length=0x7_0000, blocksize=PAGE, algo=algorithm),
        RamRegion(start=0x2000_0000, length=0xC000),
    )
    monkeypatch.setattr(builtin.STM32F103RC, "MEMORY_MAP", regions)


def poke(address, data):
    with board() as source:
        source.board.chip.cells[address - FLASH : address - FLASH + len(data)] = data


def compared(file):
    with board() as source, connected(source.probe(), Wanted()) as connection:
        request = Verify(str(file), base=FLASH)
        return verify(request, source, connection, lambda event: None).differing


@pytest.mark.some(2)
@pytest.mark.parametrize("cable", [HID, BULK], ids=["hid", "bulk"])
@pytest.mark.parametrize("mode", ["auto", "chip", "sector"])
def test_an_image_over_the_border_is_written_whole(file, cable, mode):
    run = write(file, noise(1, SIZE), cable, erase=mode)
    assert held(SIZE) == noise(1, SIZE)
    assert run.result.pages == run.result.programmed == 50
    assert run.result.how == ("sectors" if mode == "sector" else "chip")


def test_a_difference_behind_the_border_is_found(file):
    write(file, noise(1, SIZE))
    poke(FLASH + 40 * PAGE + 3, b"\0")
    assert compared(file) == (FLASH + 40 * PAGE,)
    run = write(file, noise(1, SIZE))
    assert (run.result.erased, run.result.programmed) == (1, 1)
    assert held(SIZE) == noise(1, SIZE)


@pytest.mark.some(1)
@pytest.mark.parametrize("mode", ["auto", "chip"])
def test_segments_in_two_regions_do_not_erase_each_other(file, mode):
    segments = [(FLASH, noise(1)), (FLASH + BORDER + 0x8000, noise(2))]
    write(file, writers.write("srec", segments), base=None, erase=mode)
    cells = held()
    assert cells[:BORDER] == noise(1)
    assert cells[BORDER + 0x8000 : 2 * BORDER + 0x8000] == noise(2)


def test_what_is_in_another_region_is_not_erased_unasked(file):
    poke(FLASH + 0x3_0000, b"settings")
    assert write(file, noise(1)).result.how == "sectors"
    assert held()[0x3_0000:0x3_0008] == b"settings"


def test_percent_goes_on_from_one_region_to_the_next(file):
    percents = [pace.percent for pace in write(file, noise(1, SIZE)).of(Pace)]
    assert percents == sorted(percents)


def test_sectors_on_both_sides_of_the_border_are_erased(file):
    write(file, noise(1, SIZE))
    with board() as source, connected(source.probe(), Wanted()) as connection:
        request = Erase("STM32F103RC", start=FLASH + BORDER - PAGE, length=2 * PAGE)
        assert erase(request, source, connection).how == "2 sectors"
    assert held(SIZE)[BORDER - PAGE : BORDER + PAGE] == b"\xff" * 2 * PAGE
    assert held(SIZE)[: BORDER - PAGE] == noise(1, SIZE)[: BORDER - PAGE]


def test_nothing_is_erased_of_a_range_that_leaves_the_flash(file):
    write(file, noise(1))
    with board() as source, connected(source.probe(), Wanted()) as connection:
        request = Erase("STM32F103RC", start=FLASH, length=1 << 31)
        with pytest.raises(wire.EngineError, match="not flash"):
            erase(request, source, connection)
    assert held(len(noise(1))) == noise(1)


def test_pages_that_are_larger_than_sectors_are_erased_whole(file, monkeypatch):
    """As pyOCD has it for the STM32H7B0."""
    from pyocd.core.memory_map import FlashRegion, MemoryMap, RamRegion
    from pyocd.target.builtin import target_STM32F103RC as builtin

    regions = MemoryMap(
        FlashRegion(
            start=FLASH, length=0x8_0000, blocksize=PAGE, page_size=2 * PAGE, is_boot_memory=True,
            algo=builtin.FLASH_ALGO,
        ),
        RamRegion(start=0x2000_0000, length=0xC000),
    )  # fmt: skip
    monkeypatch.setattr(builtin.STM32F103RC, "MEMORY_MAP", regions)
    monkeypatch.setitem(builtin.FLASH_ALGO, "page_buffers", [0x2000_1000])
    poke(FLASH, noise(3))
    write(file, noise(1), erase="sector")
    assert held(BORDER) == noise(1)


def test_a_target_with_other_sectors_is_refused(file, monkeypatch):
    from pyocd.core.memory_map import FlashRegion, MemoryMap, RamRegion
    from pyocd.target.builtin import target_STM32F103RC as builtin

    flash = FlashRegion(
        start=FLASH, length=0x8_0000, blocksize=1024, is_boot_memory=True, algo=builtin.FLASH_ALGO
    )
    regions = MemoryMap(flash, RamRegion(start=0x2000_0000, length=0xC000))
    monkeypatch.setattr(builtin.STM32F103RC, "MEMORY_MAP", regions)
    poke(FLASH + 1024, b"settings")
    with pytest.raises(wire.EngineError, match="not the part that it is taken for"):
        write(file, noise(1, 1000))
    assert held()[1024:1032] == b"settings"


def test_a_page_buffer_may_lie_where_the_analyzer_does(file, monkeypatch):
    """As pyOCD has it for the STM32F429 and F439."""
    from pyocd.target.builtin import target_STM32F103RC as builtin

    monkeypatch.setitem(
        builtin.FLASH_ALGO, "analyzer_address", builtin.FLASH_ALGO["page_buffers"][1]
    )
    run = write(file, noise(1))
    assert held(BORDER) == noise(1)
    assert run.of(Caution) == []


@pytest.mark.parametrize("typed", ["stm32f051", "STM32F10xxC"])
def test_an_algorithm_for_another_family_neither_erases_nor_compares(file, typed):
    write(file, noise(1, 4096))
    with board() as source, connected(source.probe(), Wanted(target="stm32f051")) as connection:
        with pytest.raises(wire.EngineError):
            erase(Erase(typed), source, connection)
        with pytest.raises(wire.EngineError, match="not the part that it is taken for"):
            verify(Verify(str(file), base=FLASH), source, connection, lambda event: None)
    assert held(4096) == noise(1, 4096)
