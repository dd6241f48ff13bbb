"""Asks a compiler about a source: its own verdict, with the warnings that it gives unasked."""

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from msgspec.structs import replace

from engines.implicit_int.compiler import Compiler, Diagnostic, Verdict
from engines.implicit_int.diagnostics import BESIDE, SOURCE, by_line_feeds, read
from engines.implicit_int.running import FLOOD, Ended, Enough, never, private, run
from engines.marking import N_

MOST = 1500
"""Of diagnostics: a verdict has to pass the bridge, in one line."""

UNKNOWN = N_("It does not know this standard.")
MEMORY = N_("It needed too much memory.")
FAILED = N_("It failed, and gave no reason.")
GAVE_UP = N_("It gave up before the end.")

MOVED = re.compile(rb"(?:^|(?<=\r))[ \t\f\v]*#[ \t]*(?:line\b|\d)(?:[^\\\r\n]|\\\r?\n|\\.)*", re.M)
"""A directive by which lines are counted from elsewhere."""

MISSING = re.compile(
    r"^(?:include file )?'?(?P<name>[^'\n]+?)'?"
    r"(?:: No such file or directory| file not found| not found)$"
)
NO_MEMORY = re.compile(rb"out of memory|memory exhausted|Cannot allocate memory|bad_alloc")
OWN_WORDS = re.compile(rb"^[\w.+/-]+: (?:fatal |internal compiler )?error: (.{1,120})", re.M)
"""Of a driver, about no place in a source."""
FATAL = re.compile(rb'^[^\s:]+:\d+:\d+: fatal error: |"(?:kind|ruleId)": "fatal error"', re.M)

GCC = ("-fsyntax-only", "-fdiagnostics-color=never", "-fno-diagnostics-show-caret")
FORMS = {
    "json": ("-fdiagnostics-format=json",),
    "sarif": ("-fdiagnostics-format=sarif-stderr", "-ftabstop=1"),
    "text": (),
}
CLANG = ("-fsyntax-only", "-fno-color-diagnostics", "-fno-caret-diagnostics", "-ferror-limit=0")


def ask(
    compiler: Compiler,
    source: bytes,
    standard: str,
    beside: Sequence[Path] = (),
    enough: Enough = never,
) -> Verdict:
    """`beside` are the folder of the source and those of its headers, where it finds what it
    includes. Raises EngineError where the compiler cannot be started."""
    if standard not in compiler.standards:
        return Verdict(compiler.name, standard, (), UNKNOWN)
    source = plain(source)
    with private() as folder:
        (folder / SOURCE).write_bytes(source)
        near = [f"{BESIDE}{number}" for number in range(len(beside))]
        for name, there in zip(near, beside, strict=True):
            # A name that no compiler can take for anything else, where sdcc hands it to a shell.
            (folder / name).symlink_to(there.absolute())
        flag = compiler.flags[compiler.standards.index(standard)]
        words = [compiler.path, *options(compiler, near), flag, SOURCE]
        ended = run(words, folder, enough)
    said = list(islice(read(ended.output, compiler.format, source), MOST + 1))
    if compiler.family != "tcc":
        said = by_line_feeds(said, source)
    why = reason(ended, said)
    return Verdict(compiler.name, standard, tuple(map(discreet, said[:MOST])), why)


def plain(source: bytes) -> bytes:
    """Counted by its own lines and from its first letter, as scans count."""
    return MOVED.sub(lambda it: re.sub(rb"[^\r\n]", b" ", it[0]), source.removeprefix(BOM_UTF8))


def options(compiler: Compiler, near: Sequence[str]) -> Sequence[str]:
    """The first folder is that of the source, which angle brackets do not look into."""
    quoted = ("-iquote", near[0]) if near else ()
    given = tuple(f"-I{name}" for name in near)
    match compiler.family:
        case "gcc":
            return (*GCC, *FORMS[compiler.format], *quoted, *given[1:])
        case "clang":
            return (*CLANG, *quoted, *given[1:])
        case "tcc":
            return ("-c", "-o", "source.o", *given)
        case "sdcc":
            return ("-S", *given)


def reason(ended: Ended, said: list[Diagnostic]) -> str:
    """What kept it from an answer, or ""."""
    if ended.why:
        return ended.why
    errors = [it for it in said if it.severity == "error"]
    for it in errors:
        if missing := MISSING.match(it.message):
            return f"{missing['name']}: no such file"
    if ended.status and NO_MEMORY.search(ended.output):
        return MEMORY
    if len(said) > MOST:
        return FLOOD
    if errors and FATAL.search(ended.output):
        return GAVE_UP if errors[-1].file else errors[-1].message
    if ended.status and not errors:
        match = OWN_WORDS.search(ended.output)
        return match[1].decode("utf-8", "replace") if match else FAILED
    return ""


def discreet(it: Diagnostic) -> Diagnostic:
    """Without words about another file, which may quote it: a source may include any."""
    return replace(it, message="") if it.file else it
