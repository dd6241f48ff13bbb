"""Differences as a person reads them and patch takes them."""

import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from engines.implicit_int.difference import unified
from engines.implicit_int.finding import OMISSIONS, Edit, Finding
from engines.implicit_int.fixing import fixed
from engines.implicit_int.scanner import scan
from tests.engines.implicit_int.test_corpus import SOURCES
from tests.engines.implicit_int.writing import dressed, program

ALL = OMISSIONS | {"knr-definition", "empty-parentheses"}
HEAD = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n")
NO_END = b"\\ No newline at end of file\n"


def lines(text: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+$", text)


def patched(before: bytes, diff: bytes) -> bytes:
    """What strict reading makes of it: every count and every line of context must be right."""
    old, new, place = lines(before), [], 0
    body = lines(diff)[2:]
    while body:
        match = HEAD.fullmatch(body.pop(0))
        assert match
        start, count, there, more = (int(it or 1) for it in match.groups())
        new += old[place : start - 1]
        assert len(new) == there - 1
        place, end = start - 1, there - 1 + more
        while place < start - 1 + count or len(new) < end or body[:1] == [NO_END]:
            sign, line = body[0][:1], body.pop(0)[1:]
            if body[:1] == [NO_END]:
                body.pop(0)
                line = line[:-1]
            if sign in b" -":
                assert old[place] == line
                place += 1
            if sign in b" +":
                new.append(line)
    return b"".join(new + old[place:])


NAMES = ("a", "a b", "tab\there", "line\nend", 'q"\\', "\udcff", "中")


def sources(rng: random.Random, number: int) -> list[bytes]:
    texts = [path.read_bytes() for path in SOURCES]
    texts += [dressed(program(rng), rng) for _ in range(number)]
    return [text.rstrip(b"\r\n") if rng.random() < 0.3 else text for text in texts]


def test_a_difference_makes_the_mended_source(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    for source in sources(rng, count(500)):
        findings = scan(source)
        for kinds in (OMISSIONS, ALL):
            diff = unified(source, findings, "a.c", kinds)
            assert patched(source, diff) == fixed(source, findings, kinds)


def test_patch_takes_it(rng: random.Random, tmp_path: Path) -> None:
    if not (patch := shutil.which("patch")):
        pytest.skip("patch is missing")
    for number, source in enumerate(sources(rng, 5)):
        name = f"{rng.choice(NAMES)}{number}.c"
        (tmp_path / name).write_bytes(source)
        findings = scan(source)
        diff = unified(source, findings, name, ALL)
        done = subprocess.run(
            [patch, "-p0", "--binary"], input=diff, cwd=tmp_path, capture_output=True, timeout=20
        )
        assert done.returncode == 0, done.stdout
        assert (tmp_path / name).read_bytes() == fixed(source, findings, ALL)


def test_only_line_feeds_end_lines() -> None:
    source = b"a;\x0c\nint\x85 b;\r\x0b\n"
    assert unified(source, scan(source), "f.c") == (
        b"--- f.c\n+++ f.c\n@@ -1,2 +1,2 @@\n-a;\x0c\n+int a;\x0c\n int\x85 b;\r\x0b\n"
    )


def test_a_line_without_an_end_is_told() -> None:
    assert unified(b"x;", scan(b"x;"), "f.c") == (
        b"--- f.c\n+++ f.c\n@@ -1 +1 @@\n"
        b"-x;\n\\ No newline at end of file\n+int x;\n\\ No newline at end of file\n"
    )


def test_an_old_definition_that_becomes_a_prototype_keeps_its_body() -> None:
    source = b"int f(a)\n\tint *a;\n{\n}\n"
    assert unified(source, scan(source), "f.c", ALL).splitlines()[3:] == [
        b"-int f(a)",
        b"-\tint *a;",
        b"+int f(int *a)",
        b" {",
        b" }",
    ]


def test_changes_share_a_hunk_where_their_context_meets() -> None:
    def heads(gap: int) -> list[bytes]:
        source = b"a;\n" + b"int i;\n" * gap + b"b;\n"
        return [it for it in unified(source, scan(source)).splitlines() if it.startswith(b"@@")]

    assert heads(6) == [b"@@ -1,8 +1,8 @@"]
    assert heads(7) == [b"@@ -1,4 +1,4 @@", b"@@ -6,4 +6,4 @@"]


def test_text_may_be_put_at_the_very_end() -> None:
    it = Finding("return", "f", 1, 1, 0, edits=(Edit(7, "int a;"),))
    for source in (b"f(a)   ", b"f(a)  \n"):
        assert patched(source, unified(source, [it])) == fixed(source, [it])
