"""`zerodeck doctor`: what may be wrong with this machine."""

import json
import re

import pytest

from engines.pi.doctor import doctor
from engines.pi.doctor.check import Check, Result, failure, ok, warning
from engines.pi.doctor.doctor import CHECKS, KEYS
from tests.cli import zerodeck
from tui.cli import doctor_words
from tui.cli.doctor import status


def check(key: str, result: Result) -> tuple[Check, Result]:
    return Check(key, "Boards", key.title(), f"because of {key}", lambda _: result), result


FOUND = [
    check("fine", ok("All of {what} is well.", what="it")),
    check("odd", warning("Something is odd.", "mend odd", what="it")),
    check("broken", failure("Broken.", "first\nsecond")),
]


def test_this_machine_is_looked_at_and_nothing_breaks_down():
    done = zerodeck("doctor", "--json")
    checks = json.loads(done.stdout)["checks"]
    assert [it["check"] for it in checks] == [it.key for it in CHECKS]
    assert {it["status"] for it in checks} <= {"ok", "warning", "failure", "skipped"}
    assert not [it for it in checks if "could not be looked at" in it["says"]]
    assert all(it["says"] and it["why"] for it in checks)


def test_words_name_the_group_the_check_and_what_mends_it():
    lines = list(doctor_words.report(FOUND, whys=False))
    assert lines == [
        "Boards",
        "  ok       fine: All of it is well.",
        "  warning  odd: Something is odd.",
        "           $ mend odd",
        "  failure  broken: Broken.",
        "           $ first",
        "           $ second",
        "1 ok, 1 warning, 1 failure",
    ]
    assert "           because of odd" in list(doctor_words.report(FOUND, whys=True))


def test_the_summary_counts_in_the_plural():
    assert doctor_words.counts(["warning", "warning", "failure", "ok", "failure"]) == (
        "1 ok, 2 warnings, 2 failures"
    )


def test_the_document_has_sentences_and_counts():
    found = json.loads(doctor_words.document(FOUND))
    assert found["checks"][0] == {
        "check": "fine", "group": "Boards", "status": "ok", "says": "All of it is well.",
        "fix": "", "why": "because of fine",
    }  # fmt: skip
    assert found["counts"] == {"ok": 1, "warning": 1, "failure": 1, "skipped": 0}


@pytest.mark.parametrize(
    ("number", "strict", "expected"), [(1, True, 0), (2, False, 0), (2, True, 1), (3, False, 2)]
)
def test_the_status_tells_the_worst(number, strict, expected):
    assert status(FOUND[:number], strict) == expected


def test_one_check_is_told_with_its_why():
    done = zerodeck("doctor", "bits")
    assert re.search(r"bits: ", done.stdout)
    assert " ".join(KEYS["bits"].why.split())[:40] in " ".join(done.stdout.split())
    assert "pip: " not in done.stdout


def test_a_check_that_nobody_has_is_refused_with_those_there_are():
    done = zerodeck("doctor", "flux")
    assert done.returncode == 2
    assert "flux" in done.stderr
    assert "bits" in done.stderr


def test_a_check_that_breaks_down_says_so_and_the_others_are_told(monkeypatch):
    def breaks(_host):
        raise RuntimeError("no such planet")

    (first, _), (second, _) = FOUND[:2]
    found = list(doctor.examine(None, [first._replace(look=breaks), second]))
    assert found[0][1].status == "skipped"
    assert "no such planet" in found[0][1].sentence
    assert found[1][1].status == "warning"


def test_keys_are_told_apart():
    assert len(KEYS) == len(CHECKS)
