from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.wire import EngineError
from tests.engines.probe.writers import laid_out, load, separated, srec_lines, srecord, text

END = srecord(9, 0)


def refusal(folder, lines: list[str]) -> str:
    with pytest.raises(EngineError) as caught:
        load(folder, lines, "f.srec")
    return caught.value.failed.why.removeprefix(f"{folder / 'f.srec'}")


@given(
    type_=st.sampled_from([1, 2, 3]),
    data=st.data(),
    width=st.integers(1, 250),
    count=st.booleans(),
    end=st.sampled_from(["\n", "\r\n", "\n \n"]),
    lower=st.booleans(),
)
def test_what_is_written_is_read(tmp_path_factory, type_, data, width, count, end, lower):
    span = 1 << (8 * (type_ + 1))
    segments = data.draw(separated(span))
    entry = data.draw(st.integers(1, span - 1))
    lines = srec_lines(segments, entry=entry, width=width, type_=type_, count=count)
    content = text(lines, end)
    image = load(tmp_path_factory.getbasetemp(), content.lower() if lower else content, "f.srec")
    assert laid_out(image) == segments
    assert image.entry == entry


def test_the_example_of_the_manual(tmp_path):
    """M68000PM/AD, appendix C.4."""
    lines = [
        "S00600004844521B",
        "S1130000285F245F2212226A000424290008237C2A",
        "S11300100002000800082629001853812341001813",
        "S113002041E900084E42234300182342000824A952",
        "S107003000144ED492",
        "S9030000FC",
    ]
    image = load(tmp_path, lines, "f.s19")
    assert (image.start, image.size, image.entry) == (0, 52, None)
    assert image.segments[0].data.startswith(bytes.fromhex("285F245F2212226A"))


def test_an_address_of_any_width_may_stand_beside_the_others(tmp_path):
    lines = [srecord(1, 0, b"a"), srecord(2, 0x20000, b"b"), srecord(3, 0x30000000, b"c"), END]
    image = load(tmp_path, lines, "f.srec")
    assert laid_out(image) == [(0, b"a"), (0x20000, b"b"), (0x30000000, b"c")]


def test_a_count_is_of_all_records_or_of_those_since_the_count_before(tmp_path):
    data = [srecord(1, 4 * number, b"abcd") for number in range(5)]
    for second in (5, 2):
        lines = [*data[:3], srecord(5, 3), *data[3:], srecord(6, second), END]
        assert load(tmp_path, lines, "f.srec").size == 20


@pytest.mark.parametrize("type_", [5, 6])
@pytest.mark.parametrize("count", [0, 2, 4, 0xFFFF])
def test_a_wrong_count_is_refused(tmp_path, type_, count):
    lines = [srecord(0, 0), *(srecord(1, 4 * number, b"abcd") for number in range(3))]
    why = f", line 5: {count:,} data records are announced, and 3 are there"
    assert refusal(tmp_path, [*lines, srecord(type_, count), END]) == why


def test_bytes_that_contradict_each_other_name_both_lines(tmp_path):
    lines = [srecord(1, 0, b"abcd"), srecord(3, 2, b"cX"), END]
    assert refusal(tmp_path, lines) == ": line 1 and line 2 at 0x00000003"
    assert laid_out(load(tmp_path, [lines[0], srecord(3, 2, b"cde"), END], "f.srec")) == [
        (0, b"abcde")
    ]


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ("S10400004100", "the checksum is 00, not BA"),
        ("S105000041BA", "5 bytes are announced, and 4 are there"),
        ("S103000041BA", "3 bytes are announced, and 4 are there"),
        ("S1040000410", "not all of it are pairs of hexadecimal digits"),
        ("S104000G41BA", "not all of it are pairs of hexadecimal digits"),
        ("S1 04 0000 41 BA", "not all of it are pairs of hexadecimal digits"),
        ("S1", "too short for a record of its type"),
        ("S30400004 1BA".replace(" ", ""), "too short for a record of its type"),
        ("S", "a record begins with S and 0 to 3 or 5 to 9"),
        ("S404000041BA", "a record begins with S and 0 to 3 or 5 to 9"),
        ("SX04000041BA", "a record begins with S and 0 to 3 or 5 to 9"),
        ("T104000041BA", "a record begins with S and 0 to 3 or 5 to 9"),
        (":0100000041BE", "a record begins with S and 0 to 3 or 5 to 9"),
        (srecord(5, 1, b"a"), "an S5 record has no data"),
        (srecord(7, 0, b"ab"), "an S7 record has no data"),
        (srecord(3, 0xFFFFFFFF, b"ab"), "2 bytes from 0xFFFFFFFF on end beyond 0xFFFFFFFF"),
        ("S1" + "00" * 600, "longer than any record"),
    ],
)
def test_a_damaged_record_is_named_by_its_line(tmp_path, record, why):
    lines = [srecord(1, 0x40, b"ab"), record, END]
    assert refusal(tmp_path, lines) == f", line 2: {why}"


def test_the_last_address_can_be_used(tmp_path):
    lines = [srecord(3, 0xFFFFFFFF, b"a"), END]
    assert laid_out(load(tmp_path, lines, "f.srec")) == [(0xFFFFFFFF, b"a")]


def test_a_file_that_is_cut_off_is_refused(tmp_path):
    lines = srec_lines([(0, bytes(64))], count=False)[:-1]
    why = "no end record (S7, S8 or S9) up to here, so the file may be cut off"
    assert refusal(tmp_path, lines) == f", line 5: {why}"


def test_what_stands_behind_the_end_is_refused(tmp_path):
    lines = srec_lines([(0, b"ab")])
    why = f", line {len(lines) + 1}: something stands behind the end record"
    assert refusal(tmp_path, lines + lines) == why


def test_a_file_without_data_is_refused(tmp_path):
    assert refusal(tmp_path, [srecord(0, 0, b"hi"), END]) == ", line 2: no data up to here"


def test_a_flipped_bit_is_noticed_everywhere_but_in_the_type_of_a_record(tmp_path):
    """No checksum covers that digit; a header that was data is noticed once data came before."""
    lines = srec_lines([(0x0800FFF8, bytes(range(0x9E, 0xB8)))], entry=0x08000101, count=False)
    content = text(lines)
    image = load(tmp_path, content, "f.srec")
    for bit in range(8 * len(content)):
        if content[bit // 8 - 1 : bit // 8] != b"S":
            data = bytearray(content)
            data[bit // 8] ^= 1 << bit % 8
            with suppress(EngineError):
                assert load(tmp_path, bytes(data), "f.srec") == image
    lines[2] = "S0" + lines[2][2:]
    assert refusal(tmp_path, lines) == ", line 3: a header behind the first data"
