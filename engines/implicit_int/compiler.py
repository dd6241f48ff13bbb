"""A C compiler, and what it says."""

from typing import Literal

import msgspec

Family = Literal["gcc", "clang", "tcc", "sdcc"]
Severity = Literal["warning", "error", "note"]


class Compiler(msgspec.Struct, frozen=True):
    """`name` is what one types: gcc, clang-16, arm-none-eabi-gcc. `standards` are those of
    STANDARDS that it takes, `flags` what it is told for each; `native`: its programs run here."""

    name: str
    path: str
    family: Family
    version: str
    target: str
    standards: tuple[str, ...]
    format: Literal["sarif", "json", "text"]
    native: bool
    flags: tuple[str, ...] = ()


class Diagnostic(msgspec.Struct, frozen=True):
    """`file` is "" for the source that was given, else what it includes; then there is no message,
    which might quote that file. Lines and columns count from 1, columns in bytes; 0: it told none.
    `option` is the flag that rules it, "-Wimplicit-int", or ""."""

    line: int
    column: int
    severity: Severity
    option: str
    message: str
    file: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """`why` says what kept it from an answer: no time, no memory, a header that is missing. What it
    said up to there is among the diagnostics."""

    compiler: str
    standard: str
    diagnostics: tuple[Diagnostic, ...]
    why: str = ""


class Match(msgspec.Struct, frozen=True):
    """A finding, as the number that it has among the findings, and what a compiler says there."""

    finding: int
    diagnostic: Diagnostic
