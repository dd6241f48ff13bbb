"""Mended sources: nothing is left out, nothing else is changed, and they compile to the same."""

import random
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from engines.implicit_int.difference import unified
from engines.implicit_int.finding import OMISSIONS
from engines.implicit_int.fixing import fixed
from engines.implicit_int.scanner import scan
from tests.engines.implicit_int.oracle import assembly, verdicts
from tests.engines.implicit_int.test_corpus import SOURCES, written
from tests.engines.implicit_int.writing import dressed, program

Count = Callable[[int], int]
MODERN = {"expressions.c", "qualifiers.c"}
"""Sources that gcc does not take as gnu89."""


def mend(source: bytes) -> bytes:
    return fixed(source, scan(source))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f() {}", "int f() {}"),
        ("static f() {}", "static int f() {}"),
        ("*f() {}", "int *f() {}"),
        ("static(*f)();", "static int (*f)();"),
        ("static*p;", "static int *p;"),
        ("static a, *b, c[3], d();", "static int a, *b, c[3], d();"),
        ("const/**/x;", "const/**/int x;"),
        ("f(a, b)\n{ }", "int f(a, b) int a, b;\n{ }"),
        ("int f(a,b)char*a;{}", "int f(a,b) int b; char*a;{}"),
        ("f(a)register a;{}", "int f(a)register int a;{}"),
        ("(*f(a))() { }", "int (*f(a))() int a; { }"),
        ("int n = sizeof(const);", "int n = sizeof(const int);"),
        ("int f() { return(const)3; }", "int f() { return(const int)3; }"),
        ("int (*f)(const,volatile*);", "int (*f)(const int,volatile int *);"),
        ("struct { const x, :3; } s;", "struct { const int x, :3; } s;"),
        ("struct { const : 3; } s;", "struct { const int : 3; } s;"),
        ("void f() { auto i = 3; }", "void f() { auto i = 3; }"),
        ("static /* a */ \\\n x;", "static /* a */ \\\n int x;"),
        ("\xef\xbb\xbfx;", "\xef\xbb\xbfint x;"),
        ("static x;\r\n\ty;\t/* \xfc */\r\n", "static int x;\r\n\tint y;\t/* \xfc */\r\n"),
        (
            "#define E __attribute__((cold))\nint f(a) E\n{}",
            "#define E __attribute__((cold))\nint f(a) E\nint a; {}",
        ),
        ("#define C )\nf(a C{}", "#define C )\nint f(a C int a; {}"),
        ("MAYBE(3); x;\0", "MAYBE(3); int x;\0"),
    ],
)
def test_a_type_is_put_before_the_first_declarator(before: str, after: str) -> None:
    assert mend(before.encode("latin-1")) == after.encode("latin-1")


def test_mending_twice_changes_nothing(count: Count, rng: random.Random) -> None:
    for source in [
        *(path.read_bytes() for path in SOURCES),
        *(dressed(program(rng), rng) for _ in range(count(200))),
    ]:
        once = mend(source)
        assert mend(once) == once


def test_only_certain_findings_of_the_kinds_asked_for_are_mended() -> None:
    source = b"f() { static x; }\nMAYBE(3);\n"
    found = scan(source)
    assert {it.certainty for it in found} == {"certain", "maybe"}
    assert fixed(source, found, {"local"}) == b"f() { static int x; }\nMAYBE(3);\n"
    assert fixed(source, found) == b"int f() { static int x; }\nMAYBE(3);\n"
    assert fixed(source, []) == source
    doubted = [msgspec.structs.replace(it, certainty="maybe") for it in found]
    assert fixed(source, doubted) == source


def test_edits_only_insert() -> None:
    for path in SOURCES:
        source = path.read_bytes()
        rest = iter(mend(source))
        assert all(byte in rest for byte in source)


def test_mended_programs_leave_nothing_out_and_compile_to_the_same(
    tmp_path: Path, count: Count
) -> None:
    plain = [path for path in SOURCES if path.name not in MODERN]
    before = [*plain, *written(tmp_path, range(1000, 1000 + count(300)), modern=False)]
    folder = tmp_path / "mended"
    folder.mkdir()
    after = [folder / path.name for path in before]
    for path, mended in zip(before, after, strict=True):
        mended.write_bytes(mend(path.read_bytes()))
    compiled = assembly(before, tmp_path / "before")
    assert None not in compiled
    assert compiled == assembly(after, tmp_path / "after")
    for verdict in verdicts(after).values():
        assert not verdict.errors
        assert all(it.name and it.sure for it in verdict.omissions)


def test_a_difference_is_written_as_patch_takes_it() -> None:
    source = b"/* \xfc */\r\nx;\r\n"
    assert unified(source, scan(source), "a.c").splitlines(keepends=True) == [
        b"--- a.c\n",
        b"+++ a.c\n",
        b"@@ -1,2 +1,2 @@\n",
        b" /* \xfc */\r\n",
        b"-x;\r\n",
        b"+int x;\r\n",
    ]
    assert unified(b"int x;", []) == b""


OLD = OMISSIONS | {"knr-definition", "empty-parentheses"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(a, b)\nchar *b;\n{ }", "int f(int a, char *b)\n{ }"),
        ("int f(a,b)register a;{}", "int f(register int a, int b){}"),
        ("f(a, b, c) int *a, b[3], (*c)(); {}", "int f(int *a, int b[3], int (*c)()) {}"),
        ("f() { }\nint f();\nint g();", "int f(void) { }\nint f(void);\nint g();"),
        ("f() { }\nint g(void) { return f(3); }", "int f() { }\nint g(void) { return f(3); }"),
        ("f(a){}", "int f(int a){}"),
        (
            "f(a, b) int (*a)(const*, register b); {}",
            "int f(int (*a)(const int *, register int b), int b) {}",
        ),
        ("f(a) int a[sizeof(const)]; {}", "int f(int a[sizeof(const int)]) {}"),
        ("int f(a) bool a; {}",) * 2,
        ("#define void int\nint f() {} g(a) {}", "#define void int\nint f() {} int g(int a) {}"),
        (
            "#define int long\nf() {} int g(a) char *a; {}",
            "#define int long\nf(void) {} int g(char *a) {}",
        ),
        ("int f(a, va_alist) int a; va_dcl {}",) * 2,
        ("f(a, b) { f(g(a, b), b[a, b]); }", "int f(int a, int b) { f(g(a, b), b[a, b]); }"),
        ("f(a) { f(); }", "int f(a) int a; { f(); }"),
        ("f(a) { f(a, 2); }", "int f(a) int a; { f(a, 2); }"),
        ("f(a) { int f(), *f(), g(), f(); }", "int f(int a) { int f(), *f(), g(), f(); }"),
        ("f(a){}g(b){}h(){}", "int f(int a){}int g(int b){}int h(void){}"),
        ("#define E ()\nint f E { }", "#define E ()\nint f E { }"),
        ("#define E (a) {\nint f E }", "#define E (a) {\nint f E }"),
        ("#define E (a)\nint f E { }", "#define E (a)\nint f E int a; { }"),
        ("#define E ; f(a)\nx E { }", "#define E ; f(a)\nint x E int a; { }"),
        ('#include "p.h"\nint f(g) P(int (*g), (int)); { }',) * 2,
        ("int f(c) char c; { }", "int f(c) char c; { }"),
        ("int f(c) /* why */ int c; { }", "int f(c) /* why */ int c; { }"),
        ("int f(c) word c; { }", "int f(c) word c; { }"),
    ],
)
def test_old_definitions_become_prototypes_where_callers_see_no_difference(
    before: str, after: str
) -> None:
    source = before.encode()
    assert fixed(source, scan(source), OLD) == after.encode()


def test_programs_whose_old_definitions_became_prototypes_compile_to_the_same(
    tmp_path: Path, count: Count
) -> None:
    """But for what a call without a prototype says of floating point arguments: there are none."""
    before = written(tmp_path, range(2000, 2000 + count(200)), modern=False)
    folder = tmp_path / "mended"
    folder.mkdir()
    after = [folder / path.name for path in before]
    for path, mended in zip(before, after, strict=True):
        source = path.read_bytes()
        mended.write_bytes(fixed(source, scan(source), OLD))
        assert fixed(mended.read_bytes(), scan(mended.read_bytes()), OLD) == mended.read_bytes()
    once, again = (
        assembly(paths, tmp_path / name) for paths, name in ((before, "a"), (after, "b"))
    )
    assert [quiet(lines) for lines in once] == [quiet(lines) for lines in again]
    assert None not in assembly(after, tmp_path / "c23", "-std=gnu2x")
    assert all(it.name and it.sure for one in verdicts(after).values() for it in one.omissions)


def quiet(lines: list[str] | None) -> list[str]:
    assert lines
    return [line for line in lines if line != "\tmovl\t$0, %eax"]
