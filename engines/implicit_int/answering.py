"""What is answered to each request, an event at a time."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from engines import wire
from engines.implicit_int import compilers, saving, shown
from engines.implicit_int.asking import ask
from engines.implicit_int.compiler import Compiler, Verdict
from engines.implicit_int.constructs import CONSTRUCTS
from engines.implicit_int.difference import unified
from engines.implicit_int.example import EXAMPLE, LEVELS, run
from engines.implicit_int.finding import OMISSIONS, Finding
from engines.implicit_int.fixing import edits, fixed
from engines.implicit_int.headers import folders
from engines.implicit_int.merging import merge
from engines.implicit_int.messages import (
    Ask,
    Check,
    Checked,
    Checking,
    Compilers,
    Diff,
    Find,
    Measure,
    Measured,
    Mend,
    Mended,
    Open,
    Opened,
    Ran,
    Run,
    Said,
    Total,
)
from engines.implicit_int.running import FLOOD, STOPPED, Enough
from engines.implicit_int.sources import content, look, sources
from engines.implicit_int.standards import STANDARDS
from engines.wire import EngineError

Answers = Iterator[wire.Message | None]
"""None: nothing to tell yet, look whether something else is wanted first."""

MOST_FINDINGS = 50_000
"""Of a source, those that a verdict is laid beside: their numbers have to fit into a line."""

DIFF_A_PART = 128 << 10
"""Characters of a diff that are sent at once: JSON may make six of one."""


def digest(source: bytes) -> str:
    return hashlib.blake2b(source, digest_size=8).hexdigest()


def read(path: str) -> bytes:
    """The document's example for "". Raises EngineError, which names the source."""
    if not path:
        return EXAMPLE
    try:
        return content(Path(path))
    except EngineError as error:
        raise EngineError(error.failed.what, f"{path}: {error.failed.why}") from error


def found(request: Find, gone: Enough) -> Answers:
    yield Compilers(tuple(compilers.find(enough=gone)))


def opened(request: Open) -> Answers:
    source = read(request.path)
    lines = shown.split(source)
    count = min(len(lines), shown.MOST_LINES)
    yield Opened(request.path, request.standard, digest(source), len(lines), count)
    encoding = shown.encoding(source)
    yield from shown.parts(lines, encoding)
    yield from shown.placed(lines, look(request.path, source, request.standard), encoding)


def checked(request: Check, gone: Enough, wanted: Enough) -> Answers:
    asked = compilers.chosen(request.compilers, gone)
    total = Total()
    yield Checking(request.paths)
    for path in sources(request.paths):
        name = str(path)
        try:
            source = content(path)
        except EngineError as error:
            yield Checked(name, unread=error.failed.why or error.failed.what)
            continue
        findings = look(name, source, request.standard)
        total = counted(total, findings)
        for first in range(0, max(1, len(findings)), shown.FINDINGS_A_PART):
            end = first + shown.FINDINGS_A_PART
            yield Checked(name, tuple(findings[first:end]), more=end < len(findings))
        for compiler in asked:
            yield from said(compiler, name, source, findings, request.standard, wanted)
    yield total


def counted(total: Total, findings: list[Finding]) -> Total:
    omissions = [it for it in findings if it.kind in OMISSIONS]
    certain = sum(it.certainty == "certain" for it in omissions)
    return Total(
        total.files + 1,
        total.certain + certain,
        total.doubtful + len(omissions) - certain,
        total.cousins + len(findings) - len(omissions),
    )


def asked(request: Ask, gone: Enough, wanted: Enough) -> Answers:
    source = read(request.path)
    findings = look(request.path, source, request.standard)
    for compiler in compilers.chosen(request.compilers or ("all",), gone):
        yield from said(compiler, request.path, source, findings, request.standard, wanted)


def said(
    compiler: Compiler,
    path: str,
    source: bytes,
    findings: list[Finding],
    standard: str,
    wanted: Enough,
) -> Answers:
    beside = folders(Path(path)) if path else ()
    while (verdict := ask(compiler, source, standard, beside, wanted)).why == STOPPED:
        yield None
    yield laid_beside(path, source, findings[:MOST_FINDINGS], verdict)


def laid_beside(path: str, source: bytes, findings: list[Finding], verdict: Verdict) -> Said:
    """What fits into a line of the wire."""
    while True:
        merged = merge(findings, verdict)
        event = Said(path, digest(source), verdict, merged.agree, merged.ours, merged.theirs)
        if len(wire.encode(event)) <= wire.LONGEST_LINE:
            return event
        half = verdict.diagnostics[: len(verdict.diagnostics) // 2]
        verdict = replace(verdict, diagnostics=half, why=FLOOD)


def mended(request: Mend) -> Answers:
    """Files without anything to mend are passed over, but not one that was asked for alone."""
    for path in sources(request.paths):
        alone = request.paths == (str(path),)
        try:
            yield from mend(path, request, alone)
        except EngineError as error:
            if alone:
                raise
            yield Mended(str(path), unread=error.failed.why or error.failed.what)


def mend(path: Path, request: Mend, alone: bool) -> Answers:
    """Raises EngineError, and then nothing was written."""
    source = read(str(path))
    if request.digest and request.digest != digest(source):
        raise saving.changed(path)
    findings = look(str(path), source, request.standard)
    after = fixed(source, findings, request.kinds)
    if after == source and not alone:
        return
    diff = unified(source, findings, str(path), request.kinds).decode("latin-1")
    for part, first in enumerate(range(0, max(1, len(diff)), DIFF_A_PART)):
        yield Diff(str(path), part, diff[first : first + DIFF_A_PART])
    backup = ""
    if request.write and after != source:
        backup = str(saving.save(path, source, after))
    yield Mended(str(path), digest(source), len(edits(findings, request.kinds)), backup)


def measured(request: Measure, gone: Enough, wanted: Enough) -> Answers:
    compiler = compilers.named(request.compiler, enough=gone)
    for key, construct in CONSTRUCTS.items():
        words = dict.fromkeys(STANDARDS, "")
        for standard in compiler.standards:
            example = construct.example.encode()
            while (verdict := ask(compiler, example, standard, (), wanted)).why == STOPPED:
                yield None
            words[standard] = word(verdict)
        yield Measured(compiler.name, key, tuple(words.values()))


def word(verdict: Verdict) -> str:
    """The worst that it says, "" where it does not answer."""
    severities = {it.severity for it in verdict.diagnostics}
    silent = "" if verdict.why else "ok"
    return next((worst for worst in ("error", "warning") if worst in severities), silent)


def ran(request: Run, gone: Enough, wanted: Enough) -> Answers:
    for compiler in compilers.find(enough=gone):
        if compiler.native:
            for level in LEVELS:
                while (outcome := run(compiler, level, wanted)).why == STOPPED:
                    yield None
                yield Ran(compiler.name, level, outcome.outputs, outcome.why)
