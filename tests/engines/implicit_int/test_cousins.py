"""Calls of what nobody declared, values that are owed, empty parentheses, old definitions."""

from pathlib import Path

import pytest

from engines.implicit_int.scanner import scan
from tests.engines.implicit_int.oracle import diagnostics, flat


def cousins(source: str, kind: str, standard: str = "gnu99") -> list[tuple[str, str]]:
    found = scan(source.encode(), standard)
    return [(it.name, it.certainty) for it in found if it.kind == kind]


CALLS = (
    "int f(void) { return g(3) + g(4) + h(); }",
    "int g(int); int f(void) { return g(3); }",
    "int f(void) { return g(3); }\nint g(int x) { return x; }",
    "int f(int (*g)(int)) { return g(3); }",
    "int f(g) int (*g)(); { return g(3); }",
    "int f(void) { int g(int), h(); return g(h(3)); }",
    "int f(void) { int (*g)(int) = 0; return g(3); }",
    "int f(void) { return f(); }",
    "#define g(x) (x)\nint f(void) { return g(3); }",
    '#include <stdlib.h>\nint f(void) { exit(1); return strlen("x") + abs(3); }',
    '#include <stdio.h>\nvoid f(void) { printf("%s", malloc(3)); puts("g(3)"); }',
    "int f(void) { if (g()) while (h()) return sizeof(k()); return (l)(); }",
    "int f(void) { return __builtin_abs(3) + __func__[0]; }",
)


@pytest.mark.parametrize("source", CALLS)
def test_calls_of_undeclared_functions_are_those_that_gcc_finds(
    tmp_path: Path, source: str
) -> None:
    path = tmp_path / "it.c"
    path.write_text(source + "\n")
    flag = "-Wimplicit-function-declaration"
    said = [it for top in diagnostics([path], "-std=gnu99") for it in flat(top)]
    its = {it["locations"][0]["caret"]["byte-column"] for it in said if it.get("option") == flag}
    mine = {it.column for it in scan(path.read_bytes()) if it.kind == "undeclared-call"}
    if "(l)()" in source:
        its -= {source.index("l)()") + 1}
    assert mine == its


def test_a_call_is_doubtful_where_headers_may_declare_more_than_the_language_says() -> None:
    source = "#include <stdio.h>\nint f(void) { return fileno(0) + strlen(0); }"
    assert cousins(source, "undeclared-call") == [("fileno", "maybe"), ("strlen", "certain")]
    assert not cousins('#include "x.h"\nint f(void) { return g(3); }', "undeclared-call")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("zero() {}", ["zero"]),
        ("int f(void) { return; }", ["f"]),
        ("struct S *f(a) { a = 3; }", ["f"]),
        ("void *f(void) { }", ["f"]),
        ("void f(void) { }", []),
        ("static void f(void) { }", []),
        ("f() { return 0; }", []),
        ("f(n) { if (n) return n; }", []),
        ("main() { }", []),
        ("f() { exit(1); }", []),
        ("f() { for (;;) ; }", []),
        ("f() { while (1) g(); }", []),
        ("f() { for (;g();) ; }", ["f"]),
        ("T f() { }", []),
    ],
)
def test_functions_that_owe_a_value_and_return_none_are_found(
    source: str, names: list[str]
) -> None:
    assert [name for name, _ in cousins(source, "missing-return")] == names


def test_empty_parentheses_are_found_before_c23() -> None:
    source = "f() { } int g(), *h(void); void (*p)(); int k(int a) { return f(); }"
    assert cousins(source, "empty-parentheses") == [("f", "certain"), ("g", "maybe")]
    assert not cousins(source, "empty-parentheses", "c23")


def test_old_definitions_are_certain_where_a_prototype_is_the_same_to_callers() -> None:
    source = "f(a) { } int g(b) char b; { } int h(c) int c; { } int k(int d) { } l(e) float *e; { }"
    assert cousins(source, "knr-definition") == [
        ("f", "certain"),
        ("g", "maybe"),
        ("h", "certain"),
        ("l", "certain"),
    ]


def test_what_may_be_no_definition_has_no_cousin_for_sure() -> None:
    found = scan(b"VENDOR_IRQ(usart) { flag = 1; }\nold(a) { return a; }\n")
    doubted = {it.kind for it in found if it.function == "VENDOR_IRQ"}
    assert {"return", "knr-definition", "missing-return"} <= doubted
    assert {it.certainty for it in found if it.function == "VENDOR_IRQ"} == {"maybe"}
    assert {it.certainty for it in found if it.function == "old"} == {"certain"}
