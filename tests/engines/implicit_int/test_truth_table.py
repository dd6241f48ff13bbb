"""What counts as an omission: each construct, held to gcc, and to other compilers that are here."""

import shutil
import subprocess
from pathlib import Path

import pytest

from engines.implicit_int.constructs import CONSTRUCTS
from engines.implicit_int.finding import OMISSIONS
from engines.implicit_int.scanner import scan
from tests.engines.implicit_int.oracle import verdicts
from tests.engines.implicit_int.scoring import score

SILENT = (
    "unsigned u; long l; signed f() { return 0; }",
    "typedef int T; T f() { return 0; }",
    "struct S { int x; }; struct S *f() { return 0; }",
    "int f(int a, int b) { return a + b; }",
    "int main(void) { int i; for (i = 0; i < 3; i++) ; return 0; }",
    "int f(x);",
    "void (*cb)(x, y);",
    "_Complex c; __auto_type i = 3; typeof(int) t; _Atomic(int) a;",
    "int a[] = { [0 ... 3] = 1 }, *const p = 0, *restrict q;",
    'void g(void) { __asm__ volatile (""); }',
    "void f(int a[static 3], int b[const]);",
    "struct S { int const x; int : 3; };",
    "enum E { A, B } f(void); union U { int i; } const u;",
)
NESTED = "void f() { auto int g(); int g(a) { return a; } }"
"""A function in a function, as only gcc has them."""

OMITTING = (
    *(it.example for it in CONSTRUCTS.values() if OMISSIONS.intersection(it.kinds)),
    *("z() {}", "main() {}", "*f() { return 0; }", "static f() {}", "extern f() {}"),
    *("const f() {}", "static inline *f(void) { return 0; }", "extern z;", "volatile v;"),
    *("f(a, b) { return a; }", "f(a) register a; { return a; }"),
    "int f(a, b) register *a; { return b; }",
    *("static a, *b, c[3], d();", "x, y;", "x = 3;", "a[10];"),
    *("*f(void), x;", "(*f)();", "(*f())() { return 0; }"),
    "void f() { register i; i = 0; }",
    "void f() { static n; const c = 1; extern add(); auto i; volatile v; n = c; }",
    "void f() { const auto i = 3; auto volatile n = 4; }",
    "void f(register x) {}",
    "void f(const, volatile *, register);",
    "struct S { const x; volatile *p, q; const : 3; };",
    "int f() { return (const) 3; }",
    "int f() { return sizeof(volatile *); }",
    "_Noreturn f() { for (;;) ; }",
    "_Thread_local t; __thread u;",
    "__attribute__((noinline)) f() {}",
    "static __attribute__((unused)) x, y __attribute__((unused));",
    NESTED,
    "void f() { __extension__ static x; }",
    "int f(a) { return ({ register b; b = a; b; }); }",
    "_Alignas(8) static x;",
)
REFUSED = (
    "void f() { x; }",
    "void f() { int add(int a, b); }",
    "int f(int a, b);",
    "struct S { x; };",
    "struct S { x : 3; };",
    "void f() { add(int a, int b); }",
)


def put(folder: Path, sources: tuple[str, ...]) -> list[Path]:
    paths = [folder / f"{number}.c" for number in range(len(sources))]
    for path, source in zip(paths, sources, strict=True):
        path.write_text(source + "\n")
    return paths


def test_what_gcc_calls_an_omission_is_one(tmp_path: Path) -> None:
    paths = put(tmp_path, OMITTING)
    found = score(paths)
    assert (found.files, found.ours, found.theirs) == (len(paths), [], [])
    assert all(scan(path.read_bytes()) for path in paths)


def test_what_gcc_takes_in_silence_is_none(tmp_path: Path) -> None:
    paths = put(tmp_path, SILENT)
    found = score(paths)
    assert (found.files, found.hits, found.ours, found.theirs) == (len(paths), 0, [], [])


def test_what_gcc_refuses_has_no_omission(tmp_path: Path) -> None:
    for path, verdict in verdicts(put(tmp_path, REFUSED)).items():
        assert verdict.errors
        assert not [it for it in scan(path.read_bytes()) if it.kind in OMISSIONS]


def test_c23_takes_the_type_from_the_value_whatever_else_stands_beside_auto() -> None:
    source = (
        b"auto a = 1; static auto b = 2; void f(void) { const auto c = 3; auto register d = 4; }"
    )
    assert not scan(source, "c23")
    assert [(it.name, it.edits) for it in scan(source, "c17")] == [(name, ()) for name in "abcd"]
    assert [it.name for it in scan(b"void f(void) { const auto c; }", "c23")] == ["c"]


@pytest.mark.parametrize("standard", ["c89", "gnu89"])
def test_old_standards_take_every_omission_in_silence_or_with_a_warning(
    tmp_path: Path, standard: str
) -> None:
    modern = ("_Noreturn", "_Thread_local", "_Alignas", "for (register", "inline")
    old = tuple(source for source in OMITTING if not any(word in source for word in modern))
    found = verdicts(put(tmp_path, old), standard=standard)
    assert not [it.errors for it in found.values() if it.errors]
    assert not [it.omissions for it in found.values() if it.omissions]


@pytest.mark.parametrize("compiler", ["clang", "clang-16", "clang-19"])
def test_clang_finds_omissions_where_we_do(tmp_path: Path, compiler: str) -> None:
    if not (path := shutil.which(compiler)):
        pytest.skip(f"{compiler} is missing")
    for source in put(tmp_path, tuple(it for it in OMITTING if it != NESTED)):
        command = [path, "-std=gnu99", "-fsyntax-only", "-pedantic", str(source)]
        said = subprocess.run(command, capture_output=True, text=True).stderr
        assert "implicit-int" in said or "defaulting to type 'int'" in said, source.read_text()


@pytest.mark.parametrize("compiler", ["tcc"])
def test_tcc_takes_omitted_return_types(tmp_path: Path, compiler: str) -> None:
    if not (path := shutil.which(compiler)):
        pytest.skip(f"{compiler} is missing")
    (source,) = put(tmp_path, ("f(int a) { return a; } static x; main() { return f(x); }",))
    command = [path, "-c", str(source), "-o", str(tmp_path / "it.o")]
    assert subprocess.run(command, capture_output=True).returncode == 0
