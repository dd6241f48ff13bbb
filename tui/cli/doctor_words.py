"""What the doctor found, as lines and as a document."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from engines.pi.doctor.check import Check, Result, Status
from tui.cli.speech import broken
from tui.i18n import N_, _, joined, ngettext
from tui.runs import fit

Found = Sequence[tuple[Check, Result]]

WORDS: dict[Status, str] = {
    "ok": N_("ok"),
    "warning": N_("warning"),
    "failure": N_("failure"),
    "skipped": N_("skipped"),
}
WIDE = 80


def report(found: Found, *, whys: bool) -> Iterator[str]:
    """Group by group: a line each, and below it what mends it; why, where somebody asked."""
    for group, members in groupby(found, lambda it: it[0].group):
        yield _(group)
        for check, result in members:
            said = _(result.says).format_map(result.about)
            yield f"  {fit(_(WORDS[result.status]), 8)} {check.key}: {said}"
            if result.fix:
                yield from (f"           $ {line}" for line in result.fix.splitlines())
            if whys:
                yield from (f"           {line}" for line in broken(_(check.why), WIDE - 11))
    yield summary(found)


def summary(found: Found) -> str:
    return counts([result.status for _check, result in found])


def counts(statuses: Sequence[Status]) -> str:
    numbers = {status: statuses.count(status) for status in WORDS}
    return joined(counted(status, number) for status, number in numbers.items() if number)


def counted(status: Status, number: int) -> str:
    if status == "warning":
        return ngettext("{number} warning", "{number} warnings", number).format(number=number)
    if status == "failure":
        return ngettext("{number} failure", "{number} failures", number).format(number=number)
    return f"{number} {_(WORDS[status])}"


def document(found: Found) -> str:
    checks = [
        {
            "check": check.key,
            "group": check.group,
            "status": result.status,
            "says": result.sentence,
            "fix": result.fix,
            "why": check.why,
        }
        for check, result in found
    ]
    counts = {word: sum(it.status == word for _check, it in found) for word in WORDS}
    return msgspec.json.format(msgspec.json.encode({"checks": checks, "counts": counts})).decode()
