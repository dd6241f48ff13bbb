import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intelhex import IntelHex

from engines.probe.formats import read
from engines.wire import EngineError
from tests.engines.probe.writers import (
    HEX_END,
    hex_lines,
    hex_record,
    laid_out,
    load,
    separated,
    text,
)


def refusal(folder, lines: list[str]) -> str:
    with pytest.raises(EngineError) as caught:
        load(folder, lines, "f.hex")
    return caught.value.failed.why.removeprefix(f"{folder / 'f.hex'}")


@given(
    segments=separated(),
    entry=st.none() | st.integers(0, (1 << 32) - 1),
    width=st.integers(1, 255),
    end=st.sampled_from(["\n", "\r\n", "\n\n", " \r\n"]),
    lower=st.booleans(),
)
def test_what_is_written_is_read(tmp_path_factory, segments, entry, width, end, lower):
    content = text(hex_lines(segments, entry=entry, width=width), end)
    image = load(tmp_path_factory.getbasetemp(), content.lower() if lower else content, "f.hex")
    assert laid_out(image) == segments
    assert image.entry == entry


@given(segments=separated(), entry=st.none() | st.integers(0, (1 << 32) - 1))
def test_intelhex_reads_what_we_read(tmp_path_factory, segments, entry):
    path = tmp_path_factory.getbasetemp() / "ours.hex"
    path.write_bytes(text(hex_lines(segments, entry=entry)))
    image, theirs = read(path), IntelHex(str(path))
    assert [(low, high) for low, high in theirs.segments()] == [
        (segment.address, segment.end) for segment in image.segments
    ]
    for segment in image.segments:
        found = theirs.tobinstr(start=segment.address, size=len(segment.data))
        assert found == segment.data
    assert (theirs.start_addr or {}).get("EIP") == image.entry


@given(
    segments=separated(),
    entry=st.sampled_from([None, {"EIP": 0x08000101}, {"CS": 0x1234, "IP": 0x5678}]),
    width=st.integers(1, 255),
)
def test_what_intelhex_writes_is_read(tmp_path_factory, segments, entry, width):
    theirs = IntelHex()
    for address, data in segments:
        theirs.puts(address, data)
    theirs.start_addr = entry
    theirs.write_hex_file(file := io.StringIO(), byte_count=width)
    image = load(tmp_path_factory.getbasetemp(), file.getvalue().encode(), "theirs.hex")
    assert laid_out(image) == segments
    entries = {None: None, "EIP": 0x08000101, "CS": 0x12340 + 0x5678}
    assert image.entry == entries[next(iter(entry)) if entry else None]


def test_a_segment_address_counts_in_paragraphs(tmp_path):
    lines = [hex_record(2, 0, b"\x10\x00"), hex_record(0, 0x20, b"abc"), HEX_END]
    assert laid_out(load(tmp_path, lines, "f.hex")) == [(0x10020, b"abc")]


@pytest.mark.parametrize("before", [[], [hex_record(2, 0, b"\x20\x00")]])
def test_addresses_go_round_within_a_segment(tmp_path, before):
    base = 0x20000 if before else 0
    lines = [*before, hex_record(0, 0xFFFE, b"abcd"), HEX_END]
    image = load(tmp_path, lines, "f.hex")
    assert laid_out(image) == [(base, b"cd"), (base + 0xFFFE, b"ab")]


def test_linear_addresses_go_on_past_64_kib(tmp_path):
    lines = [hex_record(4, 0, b"\x08\x00"), hex_record(0, 0xFFFE, b"abcd"), HEX_END]
    assert laid_out(load(tmp_path, lines, "f.hex")) == [(0x0800FFFE, b"abcd")]


def test_linear_addresses_go_round_at_4_gib(tmp_path):
    lines = [hex_record(4, 0, b"\xff\xff"), hex_record(0, 0xFFFE, b"abcd"), HEX_END]
    assert laid_out(load(tmp_path, lines, "f.hex")) == [(0, b"cd"), (0xFFFFFFFE, b"ab")]


def test_the_newest_base_counts(tmp_path):
    lines = [
        hex_record(4, 0, b"\x08\x00"),
        hex_record(0, 0, b"ab"),
        hex_record(2, 0, b"\x10\x00"),
        hex_record(0, 0, b"cd"),
        hex_record(4, 0, b"\x09\x00"),
        hex_record(0, 0, b"ef"),
        HEX_END,
    ]
    expected = [(0x10000, b"cd"), (0x08000000, b"ab"), (0x09000000, b"ef")]
    assert laid_out(load(tmp_path, lines, "f.hex")) == expected


def test_records_may_come_in_any_order_and_twice(tmp_path):
    *lines, end = hex_lines([(0, bytes(range(200)))])
    image = load(tmp_path, [*reversed(lines), *lines, end], "f.hex")
    assert laid_out(image) == [(0, bytes(range(200)))]


def test_bytes_that_overlap_and_agree_are_fine(tmp_path):
    lines = [
        hex_record(0, 0x40, b"abcdef"),
        hex_record(0, 0x42, b"cd"),
        hex_record(0, 0x44, b"efgh"),
        HEX_END,
    ]
    assert laid_out(load(tmp_path, lines, "f.hex")) == [(0x40, b"abcdefgh")]


def test_bytes_that_contradict_each_other_name_both_lines(tmp_path):
    lines = [
        hex_record(0, 0x10, b"abcd"),
        hex_record(0, 0x00, b"abcdefghijklmnop"),
        hex_record(0, 0x0E, b"opabXd"),
        HEX_END,
    ]
    assert refusal(tmp_path, lines) == ": line 1 and line 3 at 0x00000012"


def test_a_contradiction_behind_gigabytes_is_found(tmp_path):
    lines = hex_lines([(0, b"abcd"), (0xF0000000, b"abcd")])[:-1]
    lines += [hex_record(4, 0, b"\0\0"), hex_record(0, 3, b"Z"), HEX_END]
    assert refusal(tmp_path, lines) == ": line 1 and line 5 at 0x00000003"


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (":0100000041BF", "the checksum is BF, not BE"),
        (":0200000041BE", "2 data bytes are announced, and 1 are there"),
        (":00000000410000", "0 data bytes are announced, and 2 are there"),
        (":010000004", "not all of it are pairs of hexadecimal digits"),
        (":01000000G1BE", "not all of it are pairs of hexadecimal digits"),
        (":01 00 00 00 41 BE", "not all of it are pairs of hexadecimal digits"),
        (":", "too short for a record"),
        (":000000", "too short for a record"),
        ("0100000041BE", "a record begins with a colon"),
        ("hello", "a record begins with a colon"),
        ("::0100000041BE", "not all of it are pairs of hexadecimal digits"),
        (hex_record(6, 0, b""), "the record type 06 is not known"),
        (hex_record(0xFF, 0, b"ab"), "the record type FF is not known"),
        (hex_record(1, 0, b"a"), "a record of type 01 has 0 data bytes"),
        (hex_record(2, 0, b"a"), "a record of type 02 has 2 data bytes"),
        (hex_record(3, 0, b"ab"), "a record of type 03 has 4 data bytes"),
        (hex_record(4, 0, b"abc"), "a record of type 04 has 2 data bytes"),
        (hex_record(5, 0, b""), "a record of type 05 has 4 data bytes"),
        (":" + "00" * 600, "longer than any record"),
    ],
)
def test_a_damaged_record_is_named_by_its_line(tmp_path, record, why):
    lines = [hex_record(0, 0, b"ab"), "", record, HEX_END]
    assert refusal(tmp_path, lines) == f", line 3: {why}"


def test_a_file_that_is_cut_off_is_refused(tmp_path):
    lines = hex_lines([(0, bytes(64))])[:-1]
    why = "no end record (:00000001FF) up to here, so the file may be cut off"
    assert refusal(tmp_path, lines) == f", line 4: {why}"


def test_what_stands_behind_the_end_is_refused(tmp_path):
    lines = hex_lines([(0, b"ab")])
    assert refusal(tmp_path, lines + lines) == ", line 3: something stands behind the end record"
    assert laid_out(load(tmp_path, [*lines, "", " "], "f.hex")) == [(0, b"ab")]


def test_an_end_record_may_hold_an_address(tmp_path):
    lines = [hex_record(0, 0, b"ab"), hex_record(1, 0x1234, b"")]
    assert laid_out(load(tmp_path, lines, "f.hex")) == [(0, b"ab")]


def test_a_record_without_data_is_nothing(tmp_path):
    assert refusal(tmp_path, [hex_record(0, 4, b""), HEX_END]) == ", line 2: no data up to here"


def test_a_flipped_bit_is_noticed_wherever_it_is(tmp_path):
    """Or changes nothing: a digit to lower case."""
    content = text(hex_lines([(0x0800FFF8, bytes(range(0x9E, 0xB8)))], entry=0x08000101))
    image = load(tmp_path, content, "f.hex")
    for bit in range(8 * len(content)):
        data = bytearray(content)
        data[bit // 8] ^= 1 << bit % 8
        with suppress(EngineError):
            assert load(tmp_path, bytes(data), "f.hex") == image
