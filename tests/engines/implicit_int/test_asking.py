"""What compilers say of a source, wherever it stands and whatever is in it."""

from pathlib import Path

import pytest

from engines.implicit_int.asking import FAILED, GAVE_UP, MEMORY, MOST, UNKNOWN, ask, plain, reason
from engines.implicit_int.compiler import Compiler
from engines.implicit_int.diagnostics import read
from engines.implicit_int.headers import folders
from engines.implicit_int.running import FLOOD, STOPPED, Ended
from engines.implicit_int.scanner import scan
from tests.engines.implicit_int.fakes import ALL, fake, present

SPEAKING = [name for name in ALL if name not in ("tcc", "sdcc")]
"""Those that know columns."""


def places(compiler: Compiler, source: bytes) -> list[tuple[int, int]]:
    said = ask(compiler, source, "gnu99")
    assert not said.why
    return [(it.line, it.column) for it in said.diagnostics if it.option == "-Wimplicit-int"]


def listed(folder: Path) -> list[str]:
    return sorted(it.name for it in folder.iterdir())


@pytest.mark.parametrize("name", SPEAKING)
@pytest.mark.parametrize(
    "source",
    [
        b"static x;\nf(void) { return 0; }\n",
        b"\xef\xbb\xbfstatic x;\nstatic y;\n",
        b"static x;\r\n\tstatic y;\r\n",
        b"/* \xe9\xff */\tstatic x; /* \xe4\xb8 */ static y;\n",
        "/* é中😀e\u0301 */\tstatic x; /* 中 */ static y;\n".encode(),
        b'#line 70 "other.c"\nstatic x;\n# 1 "x.h" 1 3\nstatic y;\n#line \\\n9\nstatic z;\n',
        b"static \\\n  x;\nstatic/*\n*/y; static z;",
        b"int a;\rstatic x;\nstatic y;\r\r\n/*\r*/ static z;\r",
    ],
    ids=["plain", "mark", "crlf", "latin-1", "utf-8", "line", "splices", "cr"],
)
def test_places_are_those_of_the_source(name: str, source: bytes) -> None:
    found = [(it.line, it.column) for it in scan(source)]
    assert len(found) > 1
    assert places(present(name), source) == found


def test_lines_that_end_at_a_carriage_return_are_not_counted_from_elsewhere() -> None:
    assert plain(b"x;\r#line 7\ry;\r\n # 3\r\n") == b"x;\r       \ry;\r\n    \r\n"


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_written_but_in_its_own_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "x.h").write_text("static y;\n")
    before = listed(tmp_path), listed(Path())
    ask(present(name), b'#include "x.h"\nint x = 3;\n', "c99", [tmp_path])
    assert (listed(tmp_path), listed(Path())) == before


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    "folder", ["include", "-DX=1", "a b", "$(touch here)", "'\";`touch here`é"]
)
def test_what_stands_beside_the_source_is_found(name: str, folder: str, tmp_path: Path) -> None:
    beside = tmp_path / folder
    (beside / "sub").mkdir(parents=True)
    (beside / "x.h").write_text('#include "sub/y.h"\n')
    (beside / "sub" / "y.h").write_text('#include "../z.h"\n')
    (beside / "z.h").write_text("typedef int T;\n")
    source = b'#include "x.h"\nT x;\n'
    compiler = present(name)
    assert ask(compiler, source, "c99", [beside]).diagnostics == ()
    assert ask(compiler, source, "c99").why == "x.h: no such file"
    assert listed(tmp_path) == sorted([folder, "home"])
    assert listed(beside) == ["sub", "x.h", "z.h"]


@pytest.mark.parametrize("name", ALL)
def test_words_about_another_file_are_not_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "x.h").write_text("secret word;\n")
    said = ask(present(name), b'#include "x.h"\n', "c99", [tmp_path])
    assert any(it.severity == "error" and it.file == "x.h" for it in said.diagnostics)
    assert not any("secret" in str(it) for it in said.diagnostics)


@pytest.mark.parametrize("name", ["gcc", "arm-none-eabi-gcc"])
def test_a_source_may_include_what_never_ends(name: str) -> None:
    said = ask(present(name), b'#include "/dev/zero"\n', "c99")
    assert said.why == MEMORY


def test_a_source_may_include_itself() -> None:
    said = ask(present("gcc"), b'static x;\n#include "source.c"\n', "c99")
    assert any((it.line, it.column) == (1, 8) for it in said.diagnostics)


@pytest.mark.parametrize("name", ["gcc", "clang", "clang-19"])
def test_nothing_is_lost_of_a_source_with_many_omissions(name: str) -> None:
    source = b"".join(b"static x%d;\n" % number for number in range(1000))
    assert places(present(name), source) == [(line, 8) for line in range(1, 1001)]


def test_a_standard_that_it_does_not_know_is_not_asked_about(tmp_path: Path) -> None:
    compiler = fake(tmp_path, "echo 'source.c:1:1: error: never'")
    said = ask(compiler, b"", "c2y")
    assert (said.why, said.diagnostics) == (UNKNOWN, ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("exit 0", ""),
        ("head -c 10000 /dev/urandom; exit 1", FAILED),
        ("kill -SEGV $$", FAILED),
        ("echo 'source.c:1:1: error: x'; exit 1", ""),
        ("echo 'fake: fatal error: cannot execute cc1'; exit 1", "cannot execute cc1"),
        ("echo 'cc1: out of memory allocating 3 bytes'; exit 1", MEMORY),
        ("echo 'source.c:1:1: fatal error: x'; exit 1", "x"),
        ("echo 'beside/x.h:1:1: fatal error: x'; exit 1", GAVE_UP),
        ("exec yes", FLOOD),
        ("yes 'source.c:1:1: error: x' | head -5000; exit 1", FLOOD),
    ],
)
def test_a_compiler_that_fails_says_why(tmp_path: Path, text: str, why: str) -> None:
    said = ask(fake(tmp_path, text), b"x;\n", "c99")
    assert said.why == why
    assert len(said.diagnostics) <= MOST


@pytest.mark.parametrize("name", SPEAKING)
def test_one_that_gives_up_before_the_end_says_why(name: str) -> None:
    compiler = present(name)
    deep = b"int f(void) {" + b"{" * 300 + b"}" * 301 + b"\nstatic x;"
    long = b'#include "%s"\nstatic x;' % (b"x" * 300)
    said = ask(compiler, deep if compiler.family == "clang" else long, "c99")
    assert [said.why] == [it.message for it in said.diagnostics if it.severity == "error"]


def test_one_that_gives_up_says_so_in_sarif_too() -> None:
    said = b"""{"results": [{"ruleId": "fatal error", "level": "error",
        "message": {"text": "x.h: Permission denied"}, "locations": [{"physicalLocation":
        {"artifactLocation": {"uri": "source.c"}, "region": {"startLine": 1}}}]}]}"""
    assert reason(Ended(1, said, ""), list(read(said, "sarif", b"x"))) == "x.h: Permission denied"


def test_it_stops_when_nobody_waits(tmp_path: Path) -> None:
    said = ask(fake(tmp_path, "sleep 60"), b"", "c99", enough=lambda: True)
    assert said.why == STOPPED


def test_headers_of_its_project_are_found_in_angle_brackets_too(tmp_path: Path) -> None:
    for name in ("src", "include"):
        (tmp_path / name).mkdir()
    (tmp_path / "include" / "hal.h").write_text("static port;\n")
    source = b"#include <hal.h>\nstatic x;\n"
    said = ask(present("gcc"), source, "gnu99", folders(tmp_path / "src" / "main.c"))
    assert said.why == ""
    assert [(it.file, it.line) for it in said.diagnostics] == [("hal.h", 1), ("", 2)]
