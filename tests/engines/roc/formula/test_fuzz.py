"""Whatever is typed or pasted: a program or a FormulaError, in time that grows with its length."""

import random
import sys

import numpy as np
import pytest

from engines.roc.formula import tokens as cutting
from engines.roc.formula.catalogue import ALIASES, FIELDS, FUNCTIONS
from engines.roc.formula.errors import FormulaError
from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.library import FORMULAS
from engines.roc.formula.parser import DEEPEST, Parser
from engines.roc.formula.program import compile
from engines.roc.formula.tokens import LONGEST, tokens
from engines.roc.formula.unsupported import NAMES
from tests.engines.roc.formula.bars import chance

PIECES = (
    *FUNCTIONS, *ALIASES, *FIELDS, *NAMES, "A", "A1", "ROC", "均价", "N", "M",
    "0", "1", "2", "12", "1.", ".5", "1e3", "1e999", "100000", "9" * 40, "-1",
    "+", "-", "*", "/", "%", "(", ")", "((", "))", "<", ">", "<=", ">=", "=", "<>", "==", "!=",
    "&&", "||", " AND ", " OR ", ":", ":=", ";", ",", ".", "#", "$", "'", '"', "'x'", "{", "}",
    "{PARAM N 2 120 12}", "{PARAM ", "//", "\n", "\r\n", "\t", " ", "\0", "\ud800", "é", "²",
    "ß", "ı",
    "；", "：", "，", "（", "）", "＞", "“", "”", "‘", "’", "^", "@", "\u3000",
    "\U0001f600", "\u0301", "COLORRED", "COLOR00FFFF", "LINETHICK2", "NODRAW", "NAMEMOVE3", "TRUE",
)  # fmt: skip


def made_up(rng: random.Random) -> str:
    return "".join(rng.choices(PIECES, k=rng.randrange(1, 40)))


def likely(rng: random.Random, depth: int = 0) -> str:
    """An expression that is right more often than not."""
    choice = rng.randrange(6) if depth < 5 else 0
    if choice == 0:
        return rng.choice(("C", "O", "VOL", "A", "1", "12", "0.5", "DATE", "ISUP"))
    if choice == 1:
        return f"{likely(rng, depth + 1)}{rng.choice('+-*/%<>=')}{likely(rng, depth + 1)}"
    if choice == 2:
        return f"({likely(rng, depth + 1)})"
    if choice == 3:
        return f"-{likely(rng, depth + 1)}"
    function = rng.choice([*FUNCTIONS.values()])
    args = (likely(rng, depth + 1) if kind == "x" else "3" for kind in function.takes)
    return f"{function.name}({','.join(args)})"


def mutated(rng: random.Random, source: str) -> str:
    text = list(source)
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(text) + 1)
        match rng.randrange(4):
            case 0:
                text.insert(at, rng.choice(PIECES))
            case 1:
                del text[at : at + rng.randrange(1, 6)]
            case 2:
                text[at : at + 1] = chr(rng.randrange(0x110000))
            case _:
                text[at:at] = text[at : at + rng.randrange(20)]
    return "".join(text)


def sources(rng: random.Random):
    shipped = [*FORMULAS.values()]
    while True:
        match rng.randrange(4):
            case 0:
                yield made_up(rng)
            case 1:
                yield f"A:=C;X:{likely(rng)};"
            case 2:
                yield mutated(rng, f"A:=C;X:{likely(rng)};")
            case _:
                yield mutated(rng, rng.choice(shipped))


def test_nothing_escapes_but_the_language_s_own_error(rng, count):
    compiled = 0
    stream = sources(rng)
    for _ in range(count(100_000)):
        source = next(stream)
        try:
            program = compile(source)
        except FormulaError as error:
            lines = source.split("\n")
            assert 1 <= error.line <= len(lines), ascii(source)
            assert 1 <= error.column <= len(lines[error.line - 1]) + 1, ascii(source)
            error.failed.why.encode()
        else:
            compiled += 1
            assert program.outputs or program.marks
    assert compiled > count(100_000) / 20


def test_what_compiles_has_values_on_bars_with_holes(rng, count):
    """On few bars and on many symbols, with zeros and unknown values among them."""
    holed = {symbols: chance(rng.random(), 25, symbols) for symbols in (None, 3)}
    for columns in holed.values():
        for values in columns.values():
            values[np.random.default_rng(rng.randrange(99)).random(values.shape) < 0.1] = np.nan
            values[7] = 0
    times = np.arange("2024-01-01", "2024-01-26", dtype="datetime64[D]").astype("datetime64[s]")
    done = 0
    for _ in range(count(20_000)):
        source = f"A:=C;X:{likely(rng)};"
        try:
            program = compile(source)
        except FormulaError:
            continue
        for columns in holed.values():
            result = evaluate(program, columns, times)
            shown = [it.condition for it in program.marks] + [it.node for it in program.outputs]
            for place in shown:
                assert result.values[place].shape == columns["close"].shape, source
                assert result.values[place].dtype == np.float64, source
                done += 1
    assert done > count(20_000) / 5


LONG = [
    "(", ")", "-", "+", "A:=", "A:=C;", "9", "0.", ".", "\0", "\ud800", "'", '"', "''", "{", "{}",
    "//", "/", "C+", "C*", "C;", "C\n", "C,", ";", ",", ":", "=", "<", ">", "NOT(", "MA(", "IF(C,",
    "IF(C,C,", "A", "A ", "涨", "\n", " ", "\r", "\t", "；", "{PARAM N 1 2 1}", "{PARAM",
    "1E", "1e9",
    "-(", "A=", "&&", "C&&", "#", "C#", "$", "\u3000", "\u0301", "COLORRED,", "C,COLORRED,",
    "X:1;", "REF(C,1)=", "C>O AND ", "DRAWNULL+", "C==", "A:C{", "𝒜", "ﬁ",
]  # fmt: skip


@pytest.mark.parametrize("piece", LONG, ids=ascii)
def test_a_long_row_of_anything_is_a_program_or_refused(piece, rng, count):
    """As long as a source may be, with --full: were anything quadratic, it would not end."""
    length = min(LONGEST, count(12 * LONGEST))
    tail = rng.choice(("", ";", "C", ")", "'", "\0"))
    try:
        compile((piece * length)[: length - len(tail)] + tail)
    except FormulaError as error:
        assert len(error.failed.why) < 2000


def test_64_kb_of_nested_brackets_is_refused_as_too_deep():
    half = LONGEST // 2
    for source in ("(" * (half - 1) + "C" + ")" * half, "-" * (LONGEST - 1) + "C"):
        with pytest.raises(FormulaError, match="too deep") as caught:
            compile(source)
        assert caught.value.column == DEEPEST + 1


def test_the_deepest_that_is_taken_needs_little_of_the_stack():
    """A console calls this from deep within its own frames."""
    deepest = ["(" * 199 + "C" + ")" * 199, "-" * 199 + "C", "ABS(" * 199 + "C" + ")" * 199]
    deepest += ["C" + "+1" * 198, "NOT(-" * 99 + "C" + ")" * 99]
    limit = sys.getrecursionlimit()
    frame, used = sys._getframe(), 0
    while frame := frame.f_back:
        used += 1
    try:
        sys.setrecursionlimit(used + 500)
        for source in deepest:
            assert len(compile(source + ";").nodes) <= 202
    finally:
        sys.setrecursionlimit(limit)


class Steps(list):
    """Tokens that count how often they are looked at."""

    looks = 0

    def __getitem__(self, place):
        self.looks += 1
        return super().__getitem__(place)


@pytest.mark.parametrize(
    "piece", ["MA(C,5)+1;", "X{n}:C*(1+2)-O;", "A,COLORRED\n", "C AND O OR H;"]
)
def test_parsing_looks_at_each_token_a_few_times(piece):
    looks = []
    for times in (500, 1000, 2000):
        source = "".join(piece.replace("{n}", str(n)) for n in range(times))
        steps = Steps(tokens(source))
        Parser(source, steps).statements()
        looks.append(steps.looks / len(steps))
    assert max(looks) < 12
    assert looks[2] == pytest.approx(looks[0], rel=0.01)


def test_cutting_begins_each_token_where_the_last_one_ended(monkeypatch):
    """No character is gone over twice but by the pattern of its own token."""
    begun = []

    class Pattern:
        def match(self, text, at, pattern=cutting.TOKEN):
            begun.append(at)
            return pattern.match(text, at)

    monkeypatch.setattr(cutting, "TOKEN", Pattern())
    source = FORMULAS["DMI"]
    tokens(source)
    assert begun == sorted(set(begun))
    assert len(begun) <= len(source)
