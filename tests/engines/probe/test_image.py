import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.probe.image import Image, Segment
from engines.wire import EngineError
from tests.engines.probe.writers import separated


def image(*segments: tuple[int, bytes], **fields) -> Image:
    return Image(tuple(Segment(*segment) for segment in segments), "hex", **fields)


@pytest.mark.parametrize(
    "segments",
    [
        [],
        [(0, b"")],
        [(4, b"ab"), (0, b"cd")],
        [(0, b"ab"), (2, b"cd")],
        [(0, b"abc"), (2, b"cd")],
        [((1 << 32) - 1, b"ab")],
        [(-1, b"ab")],
    ],
)
def test_segments_that_do_not_rise_with_gaps_are_no_image(segments):
    with pytest.raises(ValueError):
        image(*segments)


def test_the_size_counts_bytes_and_the_ends_are_addresses():
    both = image((0x100, b"abcd"), (0x200, b"ef"))
    assert (both.size, both.start, both.end) == (6, 0x100, 0x202)


def test_a_base_moves_every_address_and_the_entry():
    moved = image((0, b"ab"), (8, b"c"), entry=5).at(0x08000000)
    assert moved.segments == (Segment(0x08000000, b"ab"), Segment(0x08000008, b"c"))
    assert moved.entry == 0x08000005


def test_only_what_floats_is_placed():
    fixed = image((0x100, b"ab"))
    assert fixed.placed(0x08000000) is fixed
    floating = image((0, b"ab"), floating=True)
    placed = floating.placed(0x08000000)
    assert placed.start == 0x08000000
    assert not placed.floating
    assert placed.placed(0) is placed


@pytest.mark.parametrize("base", [-1, (1 << 32) - 1, 1 << 40])
def test_a_base_that_takes_bytes_out_of_32_bits_is_refused(base):
    with pytest.raises(EngineError, match="does not fit at this address"):
        image((0, b"ab")).at(base)


def test_the_last_address_can_be_used():
    assert image((0, b"ab")).at((1 << 32) - 2).end == 1 << 32


@given(segments=separated(1 << 14), size=st.integers(1, 4096), start=st.integers(0, 5000))
def test_pages_hold_every_byte_and_are_erased_elsewhere(segments, size, start):
    whole = image(*segments)
    known = {at + i: byte for at, data in segments for i, byte in enumerate(data)}
    inside = {address for address in known if start <= address < start + 9000}
    touched = sorted({start + (address - start) // size * size for address in inside})
    pages = list(whole.pages(size, start, start + 9000))
    assert [page for page, _ in pages] == touched
    for page, cells in pages:
        assert cells == bytes(known.get(page + i, 0xFF) for i in range(size))


def test_pages_of_two_kinds_of_sector_meet_at_the_border():
    both = image((0xFF0, bytes(0x20)))
    low = dict(both.pages(0x400, 0, 0x1000))
    high = dict(both.pages(0x800, 0x1000))
    assert low == {0xC00: b"\xff" * 0x3F0 + bytes(0x10)}
    assert high == {0x1000: bytes(0x10) + b"\xff" * 0x7F0}


def test_a_gap_of_gigabytes_has_no_pages():
    spread = image((0, b"a"), (0xFFFF_FFFF, b"b"))
    assert [page for page, _ in spread.pages(0x800)] == [0, 0xFFFF_F800]


@given(segments=separated(1 << 12, 40), address=st.integers(0, 1 << 12))
def test_a_word_is_there_or_is_not(segments, address):
    whole = image(*segments)
    known = {at + i: byte for at, data in segments for i, byte in enumerate(data)}
    four = [known.get(address + i) for i in range(4)]
    there = None if None in four else int.from_bytes(four, "little")
    assert whole.word(address) == there
    assert whole.holds(address) == (address in known)
