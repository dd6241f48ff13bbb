"""What is known of each construct, held to the scanner, to the fixer and to compilers."""

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import get_args

import pytest

from engines.implicit_int.constructs import CONSTRUCTS
from engines.implicit_int.corrections import CORRECTIONS
from engines.implicit_int.explaining import construct_of, explain
from engines.implicit_int.finding import OMISSIONS, Kind
from engines.implicit_int.known import KNOWN, VERSIONS, Known, known
from engines.implicit_int.rules import EDITIONS, LAWS, PLACES, REFUSED, rule
from engines.implicit_int.scanner import scan
from engines.implicit_int.standards import STANDARDS
from engines.wire import EngineError
from tests.conftest import need
from tests.engines.implicit_int.measuring import measured
from tests.engines.implicit_int.oracle import verdicts
from tests.engines.implicit_int.test_truth_table import put

ELSEWHERE = ("arm-none-eabi-gcc", "clang", "clang-16", "clang-19", "tcc", "sdcc")
INFERRED_SINCE = OLD_EMPTY_UNTIL = 13
"""Versions of gcc."""


def version(name: str) -> str:
    """What it calls itself: the first number with a point in it."""
    option = "-v" if name == "tcc" else "--version"
    said = subprocess.run([name, option], capture_output=True, text=True).stdout
    (found,) = re.findall(r"(?<= )\d+\.[\d.]+", said)[:1]
    return found


def column(name: str) -> Known:
    family = "gcc" if "gcc" in name else name.partition("-")[0]
    found = known(family, version(name))
    if not found:
        pytest.skip(f"{name} {version(name)} is older than all that were measured")
    return found


# --- compilers


@pytest.mark.parametrize("standard", STANDARDS)
def test_gcc_says_of_each_construct_what_the_table_says(standard: str) -> None:
    need("gcc")
    assert measured("gcc", [standard]) == letters(column("gcc"), standard)


@pytest.mark.parametrize("compiler", ELSEWHERE)
def test_other_compilers_say_what_their_tables_say(
    compiler: str, some: Callable[[Sequence[str]], Sequence[str]]
) -> None:
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is missing")
    for standard in some(STANDARDS):
        assert measured(compiler, [standard]) == letters(column(compiler), standard)


def letters(said: Known, standard: str) -> dict[str, str]:
    place = STANDARDS.index(standard)
    return {key: said.letters[key][place] for key in CONSTRUCTS}


def test_gcc_takes_for_granted_the_standard_that_is_known(tmp_path: Path) -> None:
    gcc = need("gcc")  # first: of one that is not here no standard is known
    source = tmp_path / "it.c"
    source.write_text("__STDC_VERSION__")
    year = {"gnu17": "201710L", "gnu23": "202311L"}[column("gcc").default]
    said = subprocess.run([gcc, "-E", "-P", str(source)], capture_output=True, text=True)
    assert said.stdout.split() == [year]


@pytest.mark.parametrize("standard", EDITIONS)
def test_rules_refuse_what_a_pedantic_gcc_refuses(tmp_path: Path, standard: str) -> None:
    need("gcc")
    keys = [key for key in CONSTRUCTS if (key, standard) not in unable(int(column("gcc").version))]
    paths = put(tmp_path, tuple(CONSTRUCTS[key].example for key in keys))
    option = standard.replace("23", "2x")
    found = verdicts(paths, "-pedantic-errors", standard=option)
    refused = [key for key, path in zip(keys, paths, strict=True) if found[path].errors]
    assert refused == [key for key in keys if rule(key, standard).verdict in REFUSED]


def unable(gcc: int) -> set[tuple[str, str]]:
    """What a gcc of that age does not know of C23."""
    able = {"auto-value": INFERRED_SINCE, "unchecked-call": OLD_EMPTY_UNTIL}
    return {(key, "c23") for key, since in able.items() if gcc < since}


# --- tables


def test_tables_have_a_letter_for_each_construct_and_standard() -> None:
    assert len(KNOWN) == sum(map(len, VERSIONS.values()))
    for it in KNOWN:
        assert list(it.letters) == list(CONSTRUCTS)
        assert {len(row) for row in it.letters.values()} == {len(STANDARDS)}
        assert {it.word(key, standard) for key in CONSTRUCTS for standard in STANDARDS} <= {
            *("ok", "warning", "error", "")
        }


@pytest.mark.parametrize(
    ("family", "asked", "measured"),
    [
        *[("gcc", "12.2.0", "12"), ("gcc", "13.5.0", "13"), ("gcc", "17.1", "16")],
        *[("clang", "14.0.6", "14"), ("clang", "18.1.8", "16"), ("clang", "20", "19")],
        *[("tcc", "0.9.27", "0.9.27"), ("tcc", "0.9.28rc", "0.9.27")],
        *[("sdcc", "4.2.0", "4.2"), ("sdcc", "4.10.1", "4.5")],
        *[("gcc", "10.2", ""), ("clang", "13.9", ""), ("sdcc", "3.8", ""), ("icc", "19", "")],
    ],
)
def test_a_version_says_what_the_newest_before_it_said(
    family: str, asked: str, measured: str
) -> None:
    found = known(family, asked)
    assert (found.version if found else "") == measured


def test_a_version_without_a_column_says_the_same_as_the_one_before() -> None:
    assert [it.word("static", "c99") for it in KNOWN if it.family == "gcc"] == [
        *["warning"] * 3,
        *["error"] * 3,
    ]
    assert [it.default for it in KNOWN if it.family == "gcc"] == ["gnu17"] * 4 + ["gnu23"] * 2
    assert [it.word("auto-value", "c2x") for it in KNOWN if it.family == "clang"] == [
        *("warning", "error", "ok", "ok")
    ]


# --- rules


def test_laws_are_those_of_the_constructs_and_have_a_number_in_each_standard() -> None:
    assert set(LAWS) == {it.law for it in CONSTRUCTS.values()}
    assert {it.place for law in LAWS.values() for it in law} == set(PLACES)
    for key in CONSTRUCTS:
        for standard in STANDARDS:
            assert re.fullmatch(r"C\d\d 6(\.\d+)+(p\d+)?", rule(key, standard).clause)


@pytest.mark.parametrize(
    ("construct", "standard", "verdict", "clause"),
    [
        ("static", "c89", "ok", "C90 6.5.2"),
        ("static", "gnu99", "constraint", "C99 6.7.2p2"),
        ("static", "c11", "constraint", "C11 6.7.2p2"),
        ("static", "gnu2x", "constraint", "C23 6.7.3.1p2"),
        ("definition", "gnu89", "ok", "C90 6.7.1"),
        ("definition", "c17", "syntax", "C17 6.9.1p1"),
        ("auto-value", "c23", "inferred", "C23 6.7.10"),
        ("missing-return", "c99", "undefined", "C99 6.9.1p12"),
        ("inline-definition", "c89", "syntax", "C90 6.7.1"),
        ("inline-definition", "gnu89", "ok", "C90 6.5.2"),
        ("half-typed", "c11", "syntax", "C11 6.7.6p1"),
        ("names", "c17", "constraint", "C17 6.7.6.3p3"),
    ],
)
def test_a_rule_names_its_clause(construct: str, standard: str, verdict: str, clause: str) -> None:
    assert rule(construct, standard)[:2] == (verdict, clause)


def test_no_construct_and_no_standard_have_no_rule() -> None:
    with pytest.raises(KeyError):
        rule("nothing", "c99")
    with pytest.raises(ValueError, match="c24"):
        rule("static", "c24")


@pytest.mark.parametrize("it", CORRECTIONS, ids=range(1, 6))
def test_corrections_are_shown_by_constructs(it: tuple[str, str, Sequence[str]]) -> None:
    assert set(it[2]) <= set(CONSTRUCTS)


def test_the_table_bears_the_corrections_out() -> None:
    definition, declaration, bare, block, value = CORRECTIONS
    for key in definition.constructs:
        assert words("gcc", key, "c99") == ["warning"] * 3 + ["error"] * 3
        assert words("clang", key, "c99") == ["warning"] + ["error"] * 3
    for key in definition.constructs + declaration.constructs:
        assert {*words("gcc", key, "c89"), *words("clang", key, "c89")} == {"ok"}
        assert rule(key, "c89").verdict == "ok"
    for key in bare.constructs:
        assert words("gcc", key, "c89") == ["warning"] * 6
        assert words("gcc", key, "c99") == ["warning"] * 3 + ["error"] * 3
        assert words("clang", key, "c99")[1:] == ["error"] * 3
        assert words("sdcc", key, "c89") == ["error"] * 2
    assert {it.word("local-prototype", "gnu89") for it in KNOWN} == {"error"}
    assert {it.word("local-call", "gnu89") for it in KNOWN} == {"ok"}
    assert "local-call" in block.constructs
    assert words("gcc", *value.constructs, "gnu17") == ["ok"] * 6


def words(family: str, construct: str, standard: str) -> list[str]:
    return [it.word(construct, standard) for it in KNOWN if it.family == family]


# --- the scanner and the fixer


@pytest.mark.parametrize("key", CONSTRUCTS)
def test_a_scan_finds_in_an_example_what_it_shows_and_nothing_else(key: str) -> None:
    construct = CONSTRUCTS[key]
    found = scan(construct.example.encode())
    kinds = {it.kind for it in found}
    assert kinds & OMISSIONS == OMISSIONS.intersection(construct.kinds)
    assert kinds >= set(construct.kinds)
    assert {it.certainty for it in found if it.kind in OMISSIONS} <= {"certain"}


def test_every_kind_has_a_construct() -> None:
    assert {kind for it in CONSTRUCTS.values() for kind in it.kinds} == set(get_args(Kind))


@pytest.mark.parametrize("key", CONSTRUCTS)
def test_what_is_found_in_an_example_leads_back_to_its_rule(key: str) -> None:
    construct = CONSTRUCTS[key]
    for it in scan(construct.example.encode()):
        if it.kind == construct.kinds[0]:
            assert CONSTRUCTS[construct_of(it)].law in (construct.law, *ALIKE.get(key, ()))


ALIKE = {"unchecked-call": ("empty-definition",), "for": ("specified",)}
"""A finding does not tell these apart."""


@pytest.mark.parametrize(
    ("source", "construct"),
    [
        ("f() {}", "definition"),
        ("const static *f() {}", "static-definition"),
        ("static inline f() {}", "inline-definition"),
        ("static const x;", "static"),
        ("volatile x;", "const"),
        ("const typedef T;", "typedef"),
        ("*p;", "bare"),
        ("void f() { auto i = 3; }", "auto-value"),
        ("void f() { const auto i = 3; }", "auto-value"),
        ("void f() { auto i; }", "auto"),
        ("void f() { static i; }", "local"),
        ("int f(a) {}", "knr-names"),
        ("int f(a) register a; {}", "knr-register"),
        ("struct S { const x; };", "member"),
    ],
)
def test_a_finding_is_like_the_construct_with_its_specifiers(source: str, construct: str) -> None:
    first = next(it for it in scan(source.encode()) if it.kind in OMISSIONS)
    assert construct_of(first) == construct


def test_an_explanation_has_all_that_is_known() -> None:
    it = explain("static")
    assert (it.title, it.mended) == ("static x;", "static int x;")
    assert [standard for standard, _ in it.rules] == list(EDITIONS)
    assert it.correction == CORRECTIONS[1]
    assert dict(it.said)["gcc 11-13"] == (("c89", "gnu89", "ok"), ("c99", "gnu23", "warning"))
    assert [said.compilers for said in it.said] == [
        *("gcc 11-13", "gcc 14-16", "clang 14", "clang 16, 19, 21", "tcc 0.9.27", "sdcc 4.2"),
        "sdcc 4.5",
    ]


def test_standards_that_a_compiler_does_not_take_are_left_out_of_an_explanation() -> None:
    assert dict(explain("unsigned").said)["sdcc 4.2"] == (
        ("c89", "gnu11", "ok"),
        ("c23", "gnu23", "ok"),
    )


@pytest.mark.parametrize("kind", get_args(Kind))
def test_each_kind_is_explained_by_a_construct_of_that_kind(kind: Kind) -> None:
    assert CONSTRUCTS[explain(kind).key].kinds == (kind,)


def test_what_is_no_construct_is_refused_with_the_command_that_lists_them() -> None:
    with pytest.raises(EngineError) as error:
        explain("statics")
    assert error.value.failed.why == "statics"
    assert "explain" in error.value.failed.fix


def test_mended_examples_omit_nothing_and_gcc_agrees(tmp_path: Path) -> None:
    mended = [
        it.mended
        for it in map(explain, CONSTRUCTS)
        if OMISSIONS.intersection(CONSTRUCTS[it.key].kinds) and it.key != "auto-value"
    ]
    assert all(mended)
    for path, verdict in verdicts(put(tmp_path, tuple(mended))).items():
        assert not (verdict.errors or verdict.omissions), path.read_text()


@pytest.mark.parametrize(
    ("key", "mended"),
    [
        ("knr-definition", "int f(int a) { return a; }"),
        ("empty-parentheses", "int f(void) { return 0; }"),
        ("auto-value", ""),
        ("missing-return", ""),
        ("half-typed", ""),
    ],
)
def test_of_the_others_some_are_mended(key: str, mended: str) -> None:
    assert explain(key).mended == mended
