"""What compilers print, as it was recorded, and as it may come broken."""

import json
import random
from collections.abc import Callable

import pytest

from engines.implicit_int.diagnostics import read

GCC_12 = (
    """[{"kind": "warning", "locations": [{"caret": {"byte-column": 8, "display-column": 8,"""
    """ "line": 1, "file": "source.c", "column": 8}}], "column-origin": 1, "option":"""
    """ "-Wimplicit-int","""
    """ "escape-source": false, "children": [{"kind": "warning", "locations": [{"caret":"""
    """ {"byte-column": 3, "display-column": 9, "line": 2, "file": "source.c", "column": 9}}],"""
    """ "escape-source": false, "option": "-Wimplicit-int", "message": "return type defaults to"""
    """ 'int'"}], "message": "type defaults to 'int' in declaration of 'x'"}, {"kind": "fatal"""
    """ error", "locations": [{"caret": {"byte-column": 10, "display-column": 10, "line": 5,"""
    """ "file": "source.c", "column": 10}, "finish": {"line": 5, "file": "source.c"}}],"""
    """ "children": [], "message": "nothing.h: No such file or directory"}]\n"""
    """compilation terminated.\n"""
)

GCC_14 = """\
[{"kind": "error",
  "message": "type defaults to 'int' in declaration of 'x'",
  "option": "-Wimplicit-int",
  "option_url": "https://gcc.gnu.org/onlinedocs/gcc-14.4.0/gcc/Warning-Options.html",
  "children": [],
  "column-origin": 1,
  "locations": [{"caret": {"file": "source.c",
                           "line": 1,
                           "display-column": 8,
                           "byte-column": 8,
                           "column": 8}}],
  "escape-source": false},
 {"kind": "error",
  "message": "type of 'a' defaults to 'int'",
  "option": "-Wimplicit-int",
  "children": [],
  "column-origin": 1,
  "locations": [{"caret": {"file": "beside0/x.h",
                           "line": 2,
                           "display-column": 1,
                           "byte-column": 1,
                           "column": 1}}],
  "escape-source": false}]
"""

GCC_16 = """\
{"$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/schemas/sarif-schema-2.1.0.json",
"version": "2.1.0",
"runs": [{"tool": {"driver": {"name": "GNU C17",
               "rules": [{"id": "-Wimplicit-int"}]}},
     "invocations": [{"workingDirectory": {"uri": "/tmp"},
              "executionSuccessful": false}],
     "originalUriBaseIds": {"PWD": {"uri": "file:///tmp/"}},
     "artifacts": [{"location": {"uri": "source.c",
                   "uriBaseId": "PWD"},
             "contents": {"text": "\\"results\\": [ { \\n"},
             "roles": ["analysisTarget"]}],
     "results": [{"ruleId": "-Wimplicit-int",
            "level": "error",
            "message": {"text": "return type defaults to 'int'"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "source.c",
                                        "uriBaseId": "PWD"},
                              "region": {"startLine": 1,
                                   "startColumn": 10,
                                   "endColumn": 11}}}]},
           {"ruleId": "warning",
            "level": "warning",
            "message": {"text": "data definition has no type or storage class"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "beside0/a%20b.h"},
                              "region": {"startLine": 2,
                                   "startColumn": 1}}}]}]}]}
"""

CLANG_21 = """\
source.c:1:8: error: type specifier missing, defaults to 'int'; ISO C99 and later do not support \
implicit int [-Wimplicit-int]
source.c:11:1: error: type specifier missing, defaults to 'int' [-Werror,-Wimplicit-int]
source.c:10:12: note: expanded from macro 'FN'
./beside0/x.h:3:9: fatal error: 'nothing.h' file not found
2 errors generated.
"""

TCC = """\
In file included from source.c:1:
beside0/x.h:2: error: ';' expected (got "y")
source.c:12: warning: implicit declaration of function 'nosuch'
"""

SDCC = """\
source.c:1: error 226: no type specifier for 'a'
source.c:3: syntax error: token -> ';' ; column 18
source.c:17: warning 283: function declarator with no prototype
"""

RECORDED = ((GCC_12, "json"), (GCC_14, "json"), (GCC_16, "sarif"), (CLANG_21, "text"))

Row = tuple[str, int, int, str, str, str]


def rows(output: str | bytes, form: str, source: bytes = b"") -> list[Row]:
    said = output.encode() if isinstance(output, str) else output
    return [
        (it.file, it.line, it.column, it.severity, it.option, it.message)
        for it in read(said, form, source)
    ]


def test_gcc_hides_warnings_among_the_children_of_others() -> None:
    assert rows(GCC_12, "json") == [
        ("", 1, 8, "warning", "-Wimplicit-int", "type defaults to 'int' in declaration of 'x'"),
        ("", 2, 3, "warning", "-Wimplicit-int", "return type defaults to 'int'"),
        ("", 5, 10, "error", "", "nothing.h: No such file or directory"),
    ]


def test_the_json_of_gcc_14_has_many_lines() -> None:
    assert rows(GCC_14, "json") == [
        ("", 1, 8, "error", "-Wimplicit-int", "type defaults to 'int' in declaration of 'x'"),
        ("x.h", 2, 1, "error", "-Wimplicit-int", "type of 'a' defaults to 'int'"),
    ]


def test_columns_of_a_gcc_before_11_are_bytes() -> None:
    said = GCC_14.replace('"byte-column": 8,', "").replace('"display-column": 8,', "")
    assert rows(said, "json")[0][:3] == ("", 1, 8)


def test_the_sarif_of_gcc_16_counts_columns_of_the_screen() -> None:
    source = "/* 中 */\tf() {}\n".encode()
    assert rows(GCC_16, "sarif", source) == [
        (
            "",
            1,
            source.index(b"f()") + 1,
            "error",
            "-Wimplicit-int",
            "return type defaults to 'int'",
        ),
        ("a b.h", 2, 1, "warning", "", "data definition has no type or storage class"),
    ]


@pytest.mark.parametrize(
    "before",
    [
        b"\t" * 9,
        b"12345678\xe9",
        "e\u0301".encode() * 9,
        b"\xf0\x9f\x98456789",
        "中".encode() * 4 + b"9",
    ],
    ids=["tabs", "latin-1", "accents", "half a letter", "wide"],
)
def test_columns_of_the_screen_are_told_in_bytes(before: bytes) -> None:
    ((_, _, column, *_), _) = rows(GCC_16, "sarif", before + b"f() {}")
    assert column == len(before) + 1


def test_text_of_clang() -> None:
    assert [row[:5] for row in rows(CLANG_21, "text")] == [
        ("", 1, 8, "error", "-Wimplicit-int"),
        ("", 11, 1, "error", "-Wimplicit-int"),
        ("", 10, 12, "note", ""),
        ("x.h", 3, 9, "error", ""),
    ]


def test_text_of_those_without_columns() -> None:
    assert rows(TCC + SDCC, "text") == [
        ("x.h", 2, 0, "error", "", "';' expected (got \"y\")"),
        ("", 12, 0, "warning", "", "implicit declaration of function 'nosuch'"),
        ("", 1, 0, "error", "", "no type specifier for 'a'"),
        ("", 3, 0, "error", "", "token -> ';' ; column 18"),
        ("", 17, 0, "warning", "", "function declarator with no prototype"),
    ]


@pytest.mark.parametrize(("output", "form"), RECORDED, ids=["12", "14", "16", "clang"])
def test_what_breaks_off_yields_what_came_before(
    rng: random.Random, count: Callable[[int], int], output: str, form: str
) -> None:
    whole = rows(output, form)
    for end in [rng.randrange(len(output)) for _ in range(count(1000))]:
        part = rows(output[:end], form)
        sure = part[:-1] if form == "text" else part  # its last line may be half a sentence
        assert sure == whole[: len(sure)]
    shorter = rows(output[: output.rindex(whole[-1][-1])], form)
    assert shorter[: len(whole) - 1] == whole[:-1]


@pytest.mark.parametrize(("output", "form"), RECORDED, ids=["12", "14", "16", "clang"])
def test_nothing_that_is_printed_can_fail(
    rng: random.Random, count: Callable[[int], int], output: str, form: str
) -> None:
    for _ in range(count(2000)):
        said = bytearray(output.encode())
        for _ in range(rng.randrange(1, 20)):
            place = rng.randrange(len(said))
            said[place : place + rng.randrange(3)] = rng.choice(
                (b"", b"\0", b"\xff", b"[", b"]", b'"', b"{", b"\\ud800", b"-1", b"1e400", b"null")
            )
        for it in read(bytes(said), form, b"x\n" * 3):
            assert it.line >= 0 and it.column >= 0
            assert it.message.isprintable() and it.file.isprintable()


@pytest.mark.parametrize("form", ["json", "sarif", "text"])
@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"[" * 100_000,
        b'{"results": [' * 100_000,
        b'[{"kind":"x","message":"","children":[' * 10_000,
        b"[" + b"9" * 100_000,
        b"\0" * 4_000_000,
        b":" * 4_000_000,
        b"source.c:1:" * 300_000,
    ],
    ids=["nothing", "brackets", "objects", "children", "number", "nul", "colons", "places"],
)
def test_nonsense_of_any_size_says_nothing(output: bytes, form: str) -> None:
    assert rows(output, form) == []


def test_children_may_have_children_as_deep_as_they_like() -> None:
    place = {"caret": {"file": "source.c", "line": 1, "column": 1}}
    said: dict[str, object] = {"kind": "note", "message": "last", "locations": [place]}
    for _ in range(200):
        said = {"kind": "note", "message": "", "children": [said], "locations": [place]}
    assert rows(json.dumps([said]), "json")[-1][-1] == "last"


def test_what_would_command_a_terminal_is_escaped_and_what_is_long_is_cut() -> None:
    said = f"source.c:1:1: error: \x1b[31m{'x' * 100_000}\nsource.c:2:1: error: \udc80".encode(
        "utf-8", "surrogateescape"
    )
    first, second = rows(said, "text")
    assert first[-1].startswith("\\x1b[31mxxx") and len(first[-1]) < 300
    assert second[1] == 2


def test_letters_that_are_none_are_escaped() -> None:
    said = GCC_14.replace("declaration of 'x'", "\\ud800")
    assert rows(said, "json")[0][-1] == "type defaults to 'int' in \\ud800"


def test_numbers_that_are_none_are_not_told() -> None:
    said = GCC_14.replace('"line": 1,', '"line": 99999999999999999999999,')
    assert rows(said, "json")[0][:3] == ("", 0, 8)
    assert len(rows(GCC_14.replace('"line": 1,', '"line": "one",'), "json")) == 1
