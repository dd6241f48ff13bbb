"""docs/formula.md says what the catalogue says. --update-goldens writes its tables again."""

import re
from pathlib import Path

import pytest

from engines.roc.formula.attributes import COLOURS, PLACES, SHAPES, STICKS
from engines.roc.formula.catalogue import ALIASES, CALLS, FIELDS, GROUPS, Function
from engines.roc.formula.errors import FormulaError
from engines.roc.formula.library import FORMULAS
from engines.roc.formula.program import compile
from engines.roc.formula.unsupported import NAMES

DOCS = Path(__file__).parents[4] / "docs" / "formula.md"


def needs(function: Function) -> str:
    """How many bars it looks back, of a count of 10, 20 …"""
    name, takes = function.name, function.takes
    numbers = [10.0 * place if kind == "n" else None for place, kind in enumerate(takes)]
    if name == "DMA":
        return "log(1e-16)/log(1-A)"
    if name in ("EMA", "EXPMEMA", "SMA", "MEMA"):
        return {"EMA": "18.4*N", "EXPMEMA": "19.4*N", "SMA": "36.8*N/M", "MEMA": "36.8*N"}[name]
    found = function.warmup(*numbers)
    first = takes.find("n")
    if found is None:
        return "all"
    count = 10 * first if first >= 0 else 0
    word = re.split("[(,)]", function.form)[first + 1] if first >= 0 else ""
    return {0: "0", 1: "1"}.get(found) or {count: word, count - 1: f"{word}-1"}[found]


def functions() -> str:
    lines = []
    for title, group in GROUPS.items():
        lines += [f"\n### {title}\n", "| written | meaning | needs |", "|---|---|---|"]
        lines += [f"| `{it.form}` | {it.meaning} | {needs(it)} |" for it in group.values()]
    return "\n".join(lines) + "\n\n"


def colours() -> str:
    return " ".join(f"`{name}`" for name in COLOURS) + ".\n"


def between(text: str, mark: str, new: str) -> str:
    return re.sub(
        rf"(<!-- {mark} -->\n).*?(<!-- end -->)", lambda it: it[1] + new + it[2], text, flags=re.S
    )


def test_the_tables_are_the_catalogue_s(request):
    text = DOCS.read_text()
    wanted = between(between(text, "functions", functions()), "colours", colours())
    if request.config.getoption("--update-goldens"):
        DOCS.write_text(wanted)
    assert DOCS.read_text() == wanted


def test_every_name_is_told():
    text = DOCS.read_text()
    named = {*ALIASES, *FIELDS, *SHAPES, *STICKS, *PLACES}
    assert {name for name in named if not re.search(rf"\b{name}\b", text)} == set()


def test_what_is_told_to_be_unsupported_is():
    table = DOCS.read_text().partition("## What is not supported")[2].partition("\nLimits")[0]
    for form in re.findall("`([^`]+)`", table):
        with pytest.raises(FormulaError) as caught:
            attribute = form.startswith(("NAMEMOVE", "NOTEXT", "RGB"))
            compile(f"X:C,{form.strip('…')};" if attribute else f"X:{form};")
        assert caught.value.failed.why.startswith("1:"), form
        assert "unsupported: " in caught.value.failed.why


def test_no_unsupported_name_is_a_function():
    assert not set(NAMES) & (set(CALLS) | set(ALIASES) | set(FIELDS))


def test_the_example_runs():
    source = DOCS.read_text().split("\n\n")[2]
    assert [it.name for it in compile(source).outputs] == ["ROC", "MAROC", "ZERO"]


@pytest.mark.parametrize(
    ("form", "bars"),
    [
        ("EMA(C,50)", 18.4 * 50),
        ("EXPMEMA(C,50)", 19.4 * 50),
        ("SMA(C,50,2)", 36.8 * 25),
        ("MEMA(C,50)", 36.8 * 50),
        ("DMA(C,0.02)", 1823),
    ],
)
def test_what_a_mean_needs_is_as_told(form, bars):
    assert compile(f"X:{form};").warmup == pytest.approx(bars, rel=0.03)


def test_every_shipped_formula_is_told():
    told = DOCS.read_text().partition("## Formulas that are shipped")[2].partition("\n## ")[0]
    assert [name for name in re.findall("`([A-Z0-9-]+)`", told)] == [*FORMULAS]
