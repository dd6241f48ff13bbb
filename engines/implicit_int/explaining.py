"""All that is known of a construct, or of a kind of finding, for somebody to draw."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from engines.implicit_int.constructs import CONSTRUCTS
from engines.implicit_int.corrections import Correction, correction
from engines.implicit_int.finding import OMISSIONS, Finding, Kind
from engines.implicit_int.known import KNOWN, Known
from engines.implicit_int.rules import EDITIONS, Rule, rule
from engines.implicit_int.standards import STANDARDS
from engines.marking import N_
from engines.wire import EngineError

BEGINNINGS: dict[str, str] = {
    "return": "definition",
    "declaration": "static",
    "knr-parameter": "knr-names",
}
"""The construct that shows a kind; other kinds are called as theirs is."""

BESIDE = {
    "return": {"inline": "inline-definition", "": "definition"},
    "declaration": {
        "typedef": "typedef",
        "extern": "extern-function",
        "static": "static",
        "": "bare",
    },
    "knr-parameter": {"": "knr-names"},
}
"""The construct by a specifier that a finding of that kind stands beside, the first that fits."""

OTHERWISE = {
    "return": "static-definition",
    "declaration": "const",
    "knr-parameter": "knr-register",
}


class Said(NamedTuple):
    """Versions of one family that say the same; `spans` are the standards from one to another, and
    the word for them: (("c89", "gnu89", "ok"), ("c99", "gnu23", "error"))."""

    compilers: str
    spans: tuple[tuple[str, str, str], ...]


class Explanation(NamedTuple):
    """`rules` are those of each ISO standard. `mended` is the example as the fixer leaves it, or ""
    where it has nothing to mend."""

    key: str
    title: str
    meaning: str
    example: str
    rules: tuple[tuple[str, Rule], ...]
    said: tuple[Said, ...]
    mended: str
    correction: Correction | None


def explain(key: str) -> Explanation:
    """Of a construct or a Kind. EngineError for neither."""
    name = key if key in CONSTRUCTS else BEGINNINGS.get(key, "")
    if not name:
        raise EngineError(
            N_("There is no such construct or kind of finding."), key[:40], "zerodeck c explain"
        )
    construct = CONSTRUCTS[name]
    return Explanation(
        name,
        construct.title,
        construct.meaning,
        construct.example,
        tuple((standard, rule(name, standard)) for standard in EDITIONS),
        tuple(said(name)),
        mended(construct.example, construct.kinds),
        correction(name),
    )


def mended(example: str, kinds: tuple[Kind, ...]) -> str:
    from engines.implicit_int.fixing import fixed  # scanning is more than a console needs at once
    from engines.implicit_int.scanner import scan

    source = example.encode()
    after = fixed(source, scan(source), OMISSIONS.union(kinds)).decode()
    return "" if after == example else after


def said(construct: str) -> Iterator[Said]:
    """By compilers that were measured."""
    for (family, _), group in groupby(KNOWN, lambda it: (it.family, it.letters[construct])):
        alike = list(group)
        words = [(standard, alike[0].word(construct, standard)) for standard in STANDARDS]
        yield Said(f"{family} {ranged(alike)}", tuple(spans(words)))


def spans(words: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    for word, group in groupby(words, lambda it: it[1]):
        standards = [standard for standard, _ in group]
        if word:
            yield standards[0], standards[-1], word


def ranged(alike: list[Known]) -> str:
    """Their versions: "14-16", or "19, 21" where some between were not measured."""
    names = [it.version for it in alike]
    first = int(names[0]) if names[0].isdigit() else 0
    if len(names) > 1 and names == [str(first + more) for more in range(len(names))]:
        return f"{names[0]}-{names[-1]}"
    return ", ".join(names)


def construct_of(finding: Finding) -> str:
    """The construct that it is most like; what a standard says of it is the same."""
    words = finding.beside.split()
    if finding.kind == "local" and "auto" in words:
        return "auto" if finding.edits or finding.certainty == "maybe" else "auto-value"
    if finding.kind not in BESIDE:
        return finding.kind
    fitting = (key for word, key in BESIDE[finding.kind].items() if word in (words or [""]))
    return next(fitting, OTHERWISE[finding.kind])
