"""Our findings beside what compilers say."""

from pathlib import Path

import pytest

from engines.implicit_int.asking import ask
from engines.implicit_int.compiler import Diagnostic, Verdict
from engines.implicit_int.finding import OMISSIONS, Finding
from engines.implicit_int.merging import Merged, merge
from engines.implicit_int.scanner import scan
from tests.engines.implicit_int.fakes import ALL, present
from tests.engines.implicit_int.test_truth_table import OMITTING, SILENT
from tests.engines.implicit_int.working import lines

CLANGS = ("clang", "clang-16", "clang-19")


def verdict(*said: Diagnostic) -> Verdict:
    return Verdict("gcc", "gnu99", said)


def warned(line: int, column: int, message: str, option: str = "-Wimplicit-int") -> Diagnostic:
    return Diagnostic(line, column, "warning", option, message)


def told(findings: list[Finding], merged: Merged) -> list[tuple[str, str]]:
    return [(findings[it.finding].kind, findings[it.finding].name) for it in merged.agree]


def compared(name: str, source: str, standard: str = "gnu99") -> tuple[list[Finding], Merged]:
    findings = scan(source.encode(), standard)
    said = ask(present(name), source.encode(), standard)
    merged = merge(findings, said)
    assert not said.why
    assert sorted([*(it.finding for it in merged.agree), *merged.ours]) == list(
        range(len(findings))
    )
    return findings, merged


@pytest.mark.parametrize("source", OMITTING)
def test_gcc_and_we_agree_on_every_omission(source: str) -> None:
    findings, merged = compared("gcc", source)
    assert merged.theirs == ()
    assert not [it for it in merged.ours if findings[it].kind in OMISSIONS]


@pytest.mark.some(12)
@pytest.mark.parametrize("name", CLANGS)
@pytest.mark.parametrize("source", OMITTING)
def test_clang_says_of_no_omission_what_we_do_not(name: str, source: str) -> None:
    _, merged = compared(name, source)
    assert merged.theirs == ()


@pytest.mark.parametrize("name", CLANGS)
def test_clang_and_we_agree_on_omissions_of_each_kind(name: str) -> None:
    source = "static a, *b;\nx, y;\nz(void) { return 0; }\nstruct S { const m; };\nvoid f(const);\n"
    findings, merged = compared(name, source)
    assert told(findings, merged) == [(it.kind, it.name) for it in findings]


@pytest.mark.parametrize("source", SILENT)
def test_where_we_are_silent_gcc_says_at_most_that_names_have_no_types(source: str) -> None:
    findings, merged = compared("gcc", source)
    assert {it.message for it in merged.theirs} <= {
        "parameter names (without types) in function declaration"
    }
    assert not [it for it in findings if it.kind in OMISSIONS]


@pytest.mark.parametrize("name", ["gcc", *CLANGS])
def test_what_a_macro_makes_is_told_where_it_stands(name: str) -> None:
    source = "#define ST static\nST m;\n#define FN h(void) { return 1; }\n\nFN\n"
    findings, merged = compared(name, source)
    assert told(findings, merged) == [("declaration", "m"), ("return", "h")]


def test_a_parameter_that_gcc_takes_to_be_where_its_function_is() -> None:
    source = "int\nf(a, b)\n{ return a; }\nint\ng(a,\nb)\n{ return b; }\n"
    findings, merged = compared("gcc", source)
    assert told(findings, merged) == [("knr-parameter", it) for it in ("a", "b", "a", "b")]
    assert [it.diagnostic.line for it in merged.agree] == [2, 2, 5, 5]


def test_a_declaration_that_is_told_once_agrees_in_all_its_declarators() -> None:
    findings, merged = compared("gcc", "x, y, z;\nu;\n", "gnu89")
    assert told(findings, merged) == [("declaration", it) for it in ("x", "y", "z", "u")]


@pytest.mark.parametrize("name", ["gcc", *CLANGS, "arm-none-eabi-gcc"])
def test_calls_of_what_nobody_declared_are_told_of(name: str) -> None:
    findings, merged = compared(name, "int f(void) { return g(1) +\n h(2); }\n")
    assert told(findings, merged) == [("undeclared-call", "g"), ("undeclared-call", "h")]


@pytest.mark.parametrize("name", CLANGS)
def test_a_value_that_is_owed_is_missed_at_the_end_of_its_function(name: str) -> None:
    findings, merged = compared(name, "int f(void)\n{\n}\nint g(void) {\n\n}\n")
    assert told(findings, merged) == [("missing-return", "f"), ("missing-return", "g")]
    assert merged.theirs == ()


def test_old_definitions_and_empty_parentheses_are_cousins() -> None:
    source = "int f(a) int a; { return a; }\nint g() { return 0; }\n"
    findings = scan(source.encode())
    said = verdict(
        warned(1, 5, "old-style function definition", "-Wold-style-definition"),
        warned(2, 5, "function declaration isn't a prototype", "-Wstrict-prototypes"),
    )
    assert told(findings, merge(findings, said)) == [
        ("knr-definition", "f"),
        ("empty-parentheses", "g"),
    ]


def test_sdcc_and_we_agree_by_line_and_name() -> None:
    source = "static a, b;\nadd(int a, int b);\nint f(void) { return 0; }\n"
    findings, merged = compared("sdcc", source, "c99")
    assert told(findings, merged) == [("declaration", it) for it in ("a", "b", "add")]
    assert merged.theirs == ()


@pytest.mark.parametrize("name", ALL)
def test_what_is_about_something_else_is_nobodys(name: str) -> None:
    source = 'T x;\nint f(void) { return "a" + u; }\nint *p = 3;\nint f(char);\n'
    assert compared(name, source, "c99")[1] == Merged((), (), ())


def test_only_theirs_is_what_we_do_not_find() -> None:
    findings = scan(b"static x;\n")
    extra = warned(7, 1, "type defaults to 'int' in declaration of 'x'")
    merged = merge(
        findings, verdict(warned(1, 8, "type defaults to 'int' in declaration of 'x'"), extra)
    )
    assert [it.finding for it in merged.agree] == [0]
    assert merged.theirs == (extra,)


def test_what_is_said_twice_of_one_place_is_said_once() -> None:
    findings = scan(b"x;\n")
    merged = merge(
        findings,
        verdict(
            warned(1, 1, "data definition has no type or storage class", ""),
            warned(1, 1, "type defaults to 'int' in declaration of 'x'"),
        ),
    )
    assert (len(merged.agree), merged.ours, merged.theirs) == (1, (), ())


def test_headers_and_notes_are_left_out() -> None:
    said = Diagnostic(1, 8, "warning", "-Wimplicit-int", "", "x.h")
    note = Diagnostic(1, 8, "note", "-Wimplicit-int", "type defaults to 'int'")
    findings = scan(b"static x;\n")
    assert merge(findings, verdict(said, note)) == Merged((), (0,), ())


def test_sources_of_every_style_agree_with_gcc() -> None:
    for path in sorted((Path(__file__).parent / "sources").rglob("*.c")):
        source = path.read_bytes()
        said = ask(present("gcc"), source, "gnu99", [path.parent])
        if said.why or any(it.severity == "error" for it in said.diagnostics):
            continue
        findings = scan(source)
        merged = merge(findings, said)
        ours = [findings[it] for it in merged.ours if findings[it].kind in OMISSIONS]
        assert not [it for it in ours if it.certainty == "certain"], path
        assert not [it for it in merged.theirs if it.option == "-Wimplicit-int"], path


def unmatched(size: int) -> int:
    """The work with findings, and with what tells of others."""
    findings = scan(b"f() {}\n" * size + b"static x;" * size)
    words = ("declaration of 'z'", "function", "in type name", "f")
    options = ("-Wimplicit-int", "-Wreturn-type")
    said = verdict(*(warned(it, 99, words[it % 4], options[it % 2]) for it in range(size)))
    return lines(lambda: merge(findings, said))


def test_twice_the_findings_and_verdicts_are_twice_the_work() -> None:
    assert unmatched(800) <= 2.2 * unmatched(400)
