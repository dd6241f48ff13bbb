"""How a source is shown, and where in it a finding stands."""

import random

from engines import wire
from engines.implicit_int import shown
from engines.implicit_int.finding import Finding
from engines.implicit_int.messages import Findings
from engines.implicit_int.scanner import scan


def marked(source: bytes) -> list[str]:
    """What stands at the place of each finding."""
    lines, encoding = shown.split(source), shown.encoding(source)
    texts = [text for part in shown.parts(lines, encoding) for text in part.lines]
    said = []
    for part in shown.placed(lines, scan(source), encoding):
        for finding, place in zip(part.findings, part.places, strict=True):
            said.append(texts[finding.line - 1][place.begin : place.begin + place.length])
    return said


def test_a_mark_stands_under_its_name_behind_tabs_accents_and_a_byte_order_mark() -> None:
    assert marked(
        b"\xef\xbb\xbfstatic a;\n\tstatic b;\nint x; /* \xc3\xa9\xe4\xb8\xad */ static c;"
    ) == [
        "a",
        "b",
        "c",
    ]


def test_bytes_that_are_no_text_are_shown_as_escapes_and_move_the_mark() -> None:
    source = b'char *s = "\xff\x1b[2J"; static a;'
    (line,) = shown.split(source)
    assert shown.shown(line) == 'char *s = "\\xff\\x1b[2J"; static a;'
    assert marked(source) == ["a"]


def test_old_chinese_sources_are_read_and_marked() -> None:
    source = "// 学生\n/* 学 */ static a; /* 求和 */ static b;\n".encode("gb2312")
    lines = shown.split(source)
    (part,) = shown.parts(lines, shown.encoding(source))
    assert part.lines == ("// 学生", "/* 学 */ static a; /* 求和 */ static b;")
    assert marked(source) == ["a", "b"]


def test_latin_letters_of_one_byte_are_escapes_and_not_chinese() -> None:
    source = "static a; /* réglé, für, stra\xdfe */".encode("latin-1")
    assert shown.encoding(source) == "utf-8"
    assert "r\\xe9gl\\xe9" in shown.shown(source, shown.encoding(source))


def test_a_finding_in_what_is_cut_off_costs_no_more_than_one_in_what_is_shown() -> None:
    line = "é".encode() * 5000 + b"static a;"
    ((part),) = shown.placed([line] * 2, [Finding("declaration", "a", 1, 10_008, 0)])
    (place,) = part.places
    assert shown.LONGEST <= place.begin <= shown.MOST_BYTES


def test_ends_of_lines_of_dos_are_not_shown_and_the_last_line_needs_none() -> None:
    assert shown.split(b"a;\r\nb;\r\n") == [b"a;", b"b;"]
    assert shown.split(b"a;\nb;") == [b"a;", b"b;"]
    assert shown.split(b"") == []


def test_a_line_that_is_very_long_is_cut_and_says_so() -> None:
    (part,) = shown.parts([b"x" * 5000])
    assert len(part.lines[0]) == shown.LONGEST
    assert part.lines[0].endswith("…")


def test_a_long_source_is_shown_up_to_a_line_and_no_finding_stands_behind_it() -> None:
    source = b"static a;\n" * (shown.MOST_LINES + 10)
    lines = shown.split(source)
    assert sum(len(part.lines) for part in shown.parts(lines)) == shown.MOST_LINES
    parts = list(shown.placed(lines, scan(source)))
    assert sum(len(part.findings) for part in parts) == shown.MOST_LINES
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]


def test_nothing_found_is_told_too() -> None:
    assert list(shown.placed([b"int x;"], [])) == [Findings((), (), True)]


def test_every_part_fits_into_a_line_of_the_wire(rng: random.Random) -> None:
    worst = [bytes(rng.choice((7, 27, 255)) for _ in range(9999)) for _ in range(100)]
    name = "é" * 900
    many = [Finding("local", name, 1, 1, 0, function=name) for _ in range(100)]
    for part in (*shown.parts(worst), *shown.placed(worst, many)):
        assert len(wire.encode(part)) <= wire.LONGEST_LINE
