"""The functions of an ELF file, and the names of places in them."""

import pytest

from engines import wire
from engines.probe import formats, symbols
from engines.probe.symbols import Function, Symbols
from tests import ROOT

COUNT = ROOT / "assets/firmware/count.elf"


@pytest.fixture
def program():
    return symbols.read(str(COUNT))


def test_each_function_has_its_name(program):
    starts = {function.name: function.start for function in program.functions}
    assert {"Reset_Handler", "main", "tick", "rtt_write"} <= set(starts)
    assert all(start % 2 == 0 for start in starts.values())


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (0xFF, ""),
        (0x100, "first"),
        (0x11E, "first+0x1e"),
        (0x120, ""),
        (0x200, "label"),
        (0x2FE, "label+0xfe"),
        (0x300, "last"),
        (0x310, ""),
    ],
)
def test_a_place_is_in_a_function_or_nowhere(address, place):
    """One without a size goes on to the next."""
    known = [Function(0x300, 16, "last"), Function(0x100, 32, "first"), Function(0x200, 0, "label")]
    assert Symbols(known).place(address) == place


def test_the_samples_are_spread_over_all_segments():
    image = formats.read(ROOT / "assets/firmware/blink.elf")
    found = list(symbols.samples(image))
    assert len(found) == symbols.SAMPLES
    assert found[0] == image.start
    assert all(map(image.holds, found))
    assert found[-1] > image.start + image.size * 3 // 4


def test_no_damage_of_the_file_is_worse_than_an_error_in_words(tmp_path, rng, count):
    whole = COUNT.read_bytes()
    file = tmp_path / "bad.elf"
    for _ in range(count(20_000)):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 6)):
            # Its end has the section table and the symbols.
            data[rng.choice((rng.randrange(52), rng.randrange(len(data) // 2, len(data))))] = (
                rng.randrange(256)
            )
        file.write_bytes(data[: rng.choice((len(data), rng.randrange(1, len(data))))])
        try:
            found = symbols.read(str(file))
        except wire.EngineError:
            continue
        assert all(isinstance(function.name, str) for function in found.functions)
