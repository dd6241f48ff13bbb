"""Findings as SARIF: every place, level and edit is what the findings say."""

import random
from collections.abc import Callable
from typing import Any, get_args

import pytest

from engines.implicit_int.finding import Kind
from engines.implicit_int.fixing import fixed
from engines.implicit_int.sarif import document, results, uri
from engines.implicit_int.scanner import scan
from tests.engines.implicit_int.writing import dressed, program


def told(source: bytes, standard: str = "gnu17", name: str = "a.c") -> list[dict[str, Any]]:
    return list(results(name, source, scan(source, standard), standard))


def region(result: dict[str, Any]) -> dict[str, int]:
    found: dict[str, int] = result["locations"][0]["physicalLocation"]["region"]
    return found


def test_a_finding_has_its_rule_level_words_and_place() -> None:
    (found,) = told(b"\n  static counter;\n")
    assert (found["ruleId"], found["level"]) == ("declaration", "error")
    assert found["message"]["text"] == "the declaration of 'counter' leaves out its type"
    assert region(found) == {"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 17}


@pytest.mark.parametrize(
    ("source", "standard", "level"),
    [
        (b"static x;", "c89", "note"),
        (b"static x;", "c99", "error"),
        (b"x;", "c89", "error"),
        (b"MAYBE(3);", "c99", "warning"),
        (b"int f(void) { }", "c99", "warning"),
        (b"int f(a) int a; { return a; }", "c17", "note"),
        (b"int f(a) int a; { return a; }", "c23", "error"),
    ],
)
def test_the_level_is_what_the_standard_says(source: bytes, standard: str, level: str) -> None:
    assert [it["level"] for it in told(source, standard)] == [level]


@pytest.mark.parametrize(
    ("before", "column"),
    [("/* é */", 8), ("/* 中文 */", 9), ("/* 😀 */", 8), ("\ufeff", 1), ("\ufeff/* é */", 8)],
)
def test_columns_are_characters(before: str, column: int) -> None:
    (found,) = told(before.encode() + b"x;")
    assert region(found)["startColumn"] == column


def test_a_byte_that_is_no_character_counts_as_one() -> None:
    (found,) = told(b"/* \xfc\xff */ x;")
    assert region(found)["startColumn"] == 10


def test_a_fix_says_its_bytes() -> None:
    (found,) = told("/* é */ static(*f)();".encode())
    (change,) = found["fixes"][0]["artifactChanges"]
    assert change == {
        "artifactLocation": {"uri": "a.c"},
        "replacements": [
            {
                "deletedRegion": {
                    "startLine": 1,
                    "startColumn": 15,
                    "endLine": 1,
                    "endColumn": 15,
                    "byteOffset": 15,
                    "byteLength": 0,
                },
                "insertedContent": {"text": " int "},
            }
        ],
    }


def test_all_fixes_together_are_what_the_fixer_does(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(200)):
        source = dressed(program(rng), rng)
        after, moved = source, 0
        pieces = [
            it
            for result in told(source)
            for fix in result.get("fixes", [])
            for it in fix["artifactChanges"][0]["replacements"]
        ]
        for it in sorted(pieces, key=lambda it: it["deletedRegion"]["byteOffset"]):
            text = it["insertedContent"]["text"].encode("latin-1")
            start = it["deletedRegion"]["byteOffset"] + moved
            end = start + it["deletedRegion"]["byteLength"]
            after = after[:start] + text + after[end:]
            moved += len(text) - (end - start)
        assert after == fixed(source, scan(source))


def test_cousins_and_doubts_have_no_fix() -> None:
    for source in (b"MAYBE(3);", b"int f() { return 1; }", b"int f(a) int a; { return a; }"):
        assert all("fixes" not in it for it in told(source))


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ("./src/a.c", "src/a.c"),
        ("a b#?%.c", "a%20b%23%3F%25.c"),
        ("c:x.c", "c%3Ax.c"),
        ("中\n\udcff.c", "%E4%B8%AD%0A%FF.c"),
        ("/src/a.c", "file:///src/a.c"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_a_name_is_a_uri(name: str, escaped: str) -> None:
    assert uri(name) == escaped


def test_a_document_knows_its_rules_and_what_could_not_be_read() -> None:
    found = told(b"f(a) { g(a); }\nstruct s { const x; };\nint n = sizeof(const);")
    whole = document(found, [("gone.c", "No such file or directory")])
    (run,) = whole["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert whole["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    assert {rules[it["ruleIndex"]]["id"] == it["ruleId"] for it in run["results"]} == {True}
    assert len(run["results"]) > 4
    assert {it["id"] for it in rules} == set(get_args(Kind))
    assert all(it["help"]["text"] and it["shortDescription"]["text"] for it in rules)
    (ran,) = run["invocations"]
    assert not ran["executionSuccessful"]
    assert ran["toolExecutionNotifications"][0]["message"]["text"] == "No such file or directory"


def test_what_has_no_name_has_a_place_and_words() -> None:
    (found,) = told(b"int n = sizeof(const);")
    assert found["message"]["text"] == "a type is left out"
    assert region(found)["endColumn"] == region(found)["startColumn"]
