"""Names that headers beside a source give: what was doubtful without them is known."""

import os
from io import FileIO
from pathlib import Path

import pytest

from engines import regular
from engines.implicit_int.finding import OMISSIONS
from engines.implicit_int.headers import LARGEST, MOST, Headers, folders
from engines.implicit_int.scanner import scan


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "h").mkdir()
    (tmp_path / "src").mkdir()
    return tmp_path / "src"


def sure(source: str, folder: Path) -> list[tuple[str, str]]:
    found = scan(source.encode(), header=Headers(folder / "it.c"))
    return [(it.name, it.certainty) for it in found if it.kind in OMISSIONS]


@pytest.mark.parametrize(
    ("header", "source", "found"),
    [
        ("#define reg register", "void f() { reg i; }", [("i", "certain")]),
        ("#define private static", "private f() {}", [("f", "certain")]),
        ("#define PROC", "PROC\nf() {}", [("f", "certain")]),
        ("#define DEF(n) static n", "DEF(x);", [("x", "certain")]),
        ("#define TEST(n) void n(void)", "TEST(f) { }", []),
        ("typedef long it;", "int f(const it);", []),
        ("typedef long it, *other;", "static other;\nint f(register other);", []),
        ("typedef struct s *Eptr;", "int f(const Eptr); static Eptr *g() { }", []),
        ("typedef struct { int (*f)(); } T, *P;\ntypedef T U;", "static U u; const P p;", []),
        ("#define copy(a) a", "copy(b) char *b; { }", [("copy", "certain")]),
        ("#define put(a) a\n#undef put", "put(b) { }", [("put", "certain"), ("b", "certain")]),
        ("#define put(a) a", "#undef put\nput(b) { }", [("put", "certain"), ("b", "certain")]),
        ("#define P(a, b) a b", "int f(g) P(int (*g), (int)); { } h() {}", [("h", "certain")]),
        ("#define int short", "static x;", [("x", "certain")]),
        ("static it; /* nobody looks at what it leaves out */", "", []),
    ],
)
def test_macros_and_types_of_headers_are_known(
    folder: Path, header: str, source: str, found: list[tuple[str, str]]
) -> None:
    (folder.parent / "h" / "it.h").write_text(header)
    assert sure('#include "../h/it.h"\n' + source, folder) == found


def test_headers_include_others_from_where_they_are_and_each_is_read_once(folder: Path) -> None:
    (folder.parent / "h" / "one.h").write_text('#include "two.h"\ntypedef two one; one x;')
    (folder.parent / "h" / "two.h").write_text('#include "one.h"\ntypedef long two;')
    source = '#include "../h/one.h"\n#include "../h/one.h"\nint f(const one, const two); static c;'
    assert sure(source, folder) == [("c", "certain")]


def test_headers_that_are_not_there_or_in_angles_are_not_read(folder: Path) -> None:
    (folder / "t.h").write_text("typedef long T;")
    assert sure("#include <t.h>\nint f(const it);", folder) == [("it", "maybe")]
    for name in ("none.h", "\0", "..", "x" * 9999, ""):
        assert sure(f'#include "{name}"\nstatic c;', folder) == [("c", "certain")]


def test_of_headers_only_so_much_is_read(folder: Path) -> None:
    (folder / "large.h").write_text(" " * LARGEST + "typedef long T;")
    headers = Headers(folder / "it.c")
    assert headers("large.h") is None
    headers = Headers(folder / "it.c")
    for number in range(MOST + 1):
        (folder / f"{number}.h").touch()
    given = [headers(f"{number}.h") for number in range(MOST + 1)]
    assert given == [""] * MOST + [None]
    assert headers("0.h") is None


def test_a_header_that_is_too_large_is_read_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "large.h").write_text(" " * (LARGEST + 1))
    read = []
    content = regular.content
    monkeypatch.setattr(regular, "content", lambda *asked: read.append(asked) or content(*asked))
    headers = Headers(folder / "it.c")
    assert [headers("large.h") for _ in range(3)] == [None] * 3
    assert len(read) == 1


def test_a_header_of_the_system_that_waits_for_more_is_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As /proc/kmsg does, which says that it is a file."""
    (folder / "x.h").touch()
    reader, writer = os.pipe2(os.O_NONBLOCK)
    monkeypatch.setattr(regular, "opened", lambda path: FileIO(reader))
    assert Headers(folder / "it.c")("x.h") is None
    os.close(writer)


def test_where_a_header_makes_int_a_macro_nothing_is_edited(folder: Path) -> None:
    (folder / "it.h").write_text("#define int short\n")
    found = scan(b'#include "it.h"\nx;', header=Headers(folder / "it.c"))
    assert found and not any(it.edits for it in found)


def test_folders_of_headers_are_those_in_its_project(tmp_path: Path) -> None:
    project = tmp_path / "a" / "b" / "project"
    source = project / "src" / "deep" / "main.c"
    for name in ("src/deep/inc", "src/other", "include", "../include"):
        (project / name).mkdir(parents=True)
    source.touch()
    near = [source.parent, source.parent / "inc", project / "include"]
    assert folders(source) == [*near, project.parent / "include"]
    (project / ".git").mkdir()
    assert folders(source) == near
    assert folders(Path("/usr/src/x.c")) == [Path("/usr/src")]


def test_a_header_of_its_project_is_read(tmp_path: Path) -> None:
    source = tmp_path / "src" / "main.c"
    for name in ("src", "include"):
        (tmp_path / name).mkdir()
    (tmp_path / "include" / "hal.h").write_text("#define LOCAL static\n")
    (found,) = scan(b'#include "hal.h"\nLOCAL x;\n', header=Headers(source))
    assert found.certainty == "certain"
