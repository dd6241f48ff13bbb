"""Whatever is in a file, a scan ends, in time and memory that grow as the file does."""

import random
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from engines.implicit_int.fixing import fixed
from engines.implicit_int.scanner import scan
from tests.engines.implicit_int.test_corpus import SOURCES
from tests.engines.implicit_int.working import lines
from tests.engines.implicit_int.writing import dressed, program

Count = Callable[[int], int]
PLAIN = "( ) [ ] { } ; , : * = # ## ? ... ' \" \\ /* */ // \n \\\n \r \0 \xff \xef\xbb\xbf"
WORDS = """
static const register auto extern typedef int char struct union enum x y f T MAYBE return if for
__attribute__ __extension__ asm typeof sizeof while case default goto _Pragma _Alignas
"""
PARTS = (
    *PLAIN.split(" "),
    *WORDS.split(),
    *(
        "#if 0\n",
        "#if X\n",
        "\n#else\n",
        "\n#elif Y\n",
        "\n#endif\n",
        "\n#define x",
        "\n#define M(",
    ),
    *(
        "\n#undef x\n",
        "\n#include <x>\n",
        "_Pragma",
        "_Alignas",
        "<%",
        "%>",
        "<:",
        ":>",
        "0x3",
        "1e+",
    ),
)
REPEATED = (
    *("(", "[", "{", ")", "}", "((", "{(", "f(", "f(a)", "static ", "const(", "const *", "*", "x,"),
    *(
        "f(a) g(b) ",
        "f(a) int a; ",
        "f(a,",
        "int f(a, b) int a; ",
        "struct {",
        "struct { const x; ",
    ),
    *("/*", "//", "/* # ", '"', "'", '"\\', "\\\n", "#if 0\n", "#if X\n", "#ifdef X\n{\n#else\n"),
    *(
        "#define x x\n",
        "#define x y y\n#define y x x\nx ",
        "#define f(x) {\nf(",
        "# /* ",
        "#elif\n",
    ),
    *("__attribute__((", "typeof(", "= { ", "a = ", "static x, ", "x PROTO((", "T (*", "const T ("),
    *(
        "register i; ",
        "f(){static x;",
        "if (",
        "[[",
        "]]",
        "<%",
        "=",
        "a:",
        "?:",
        "\0",
        "\xff",
        "L'",
    ),
    *("x#", "# #", "#define A(x) static x\nA(", "#define A(x) A(x) static x\nA(A(y)) ", "va_dcl "),
    *("f(a) P(a); ", "static f(a) g({ ", "a b c ", "T * A * ", "M(a, (b)); ", "f(a) { f(1, 2); } "),
    *("f() { g(); } ", "int f(void) { g(3); ", "#if X\nint\n#endif\nf(){}\n", "MAYBE(3) ", "*f() "),
)
SIZE = 400
"""Repetitions; more of them tell no more."""


def sources(paths: list[Path]) -> bytes:
    once = b"".join(path.read_bytes() for path in paths)
    return once * (300_000 // len(once) + 1)


@pytest.mark.parametrize("part", REPEATED)
@pytest.mark.some(25)
def test_twice_the_source_is_at_most_twice_the_work(part: str) -> None:
    texts = [(part * size).encode("latin-1") for size in (SIZE, 2 * SIZE)]
    once, twice = (lines(partial(scan, source)) for source in texts)
    assert twice <= 2.2 * once + 200


def test_no_heap_of_tokens_raises(count: Count, rng: random.Random) -> None:
    for _ in range(count(20_000)):
        source = " ".join(rng.choices(PARTS, k=rng.randint(0, 60))).encode("latin-1")
        mended = fixed(source, scan(source))
        assert len(mended) >= len(source)


def test_no_damage_to_a_program_raises(count: Count, rng: random.Random) -> None:
    for _ in range(count(3_000)):
        source = bytearray(dressed(program(rng), rng)[: rng.randint(0, 4_000)])
        for _ in range(rng.randint(1, 20)):
            place = rng.randint(0, len(source))
            source[place : place + rng.randint(0, 9)] = rng.randbytes(rng.randint(0, 3))
        scan(bytes(source))


def test_no_bytes_raise(count: Count, rng: random.Random) -> None:
    for _ in range(count(3_000)):
        scan(rng.randbytes(rng.randint(0, 400)))


def test_a_source_cut_anywhere_is_read_to_its_end() -> None:
    for path in SOURCES[::7]:
        source = path.read_bytes()
        for end in range(0, len(source), 11):
            scan(source[:end])


@pytest.mark.parametrize("part", ["x ", "(", "{", "static x;", "/* ", '"\\n', "a,", "f(){", "\0"])
def test_a_line_without_end_needs_no_recursion(part: str) -> None:
    scan((part * (200_000 // len(part))).encode())


def test_findings_are_in_order_and_within_the_source(count: Count, rng: random.Random) -> None:
    for _ in range(count(100)):
        source = dressed(program(rng), rng)
        found = scan(source)
        lines = source.split(b"\n")
        assert found == sorted(found, key=lambda it: (it.offset, it.kind))
        for it in found:
            mark = 3 if it.line == 1 and source.startswith(b"\xef\xbb\xbf") else 0
            assert lines[it.line - 1][it.column - 1 + mark :][:1] == source[it.offset :][:1]


HEAVY = {
    "short words": b"a+b;" * 75_000,
    "calls": b"f(){" + b"g(a, b);" * 40_000 + b"}",
    "calls of macros": b"#define A(n) static n\n" + b"A(" * 150_000,
    "declarators": b"a," * 150_000,
    "within a line": b"x#" * 150_000,
    "findings": sources(SOURCES),
}


@pytest.mark.some(3)
@pytest.mark.parametrize("source", HEAVY.values(), ids=HEAVY)
def test_memory_is_at_most_thirty_times_the_source_beside_what_is_found(source: bytes) -> None:
    tracemalloc.start()
    found = scan(source)
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - held <= 30 * len(source)
    assert found or b"{" not in source
