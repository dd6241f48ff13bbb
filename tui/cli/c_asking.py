"""Who else is asked about a source on a command line."""

import signal
from collections.abc import Sequence
from pathlib import Path

import typer

from engines.implicit_int import compilers
from engines.implicit_int.asking import ask
from engines.implicit_int.compiler import Compiler, Verdict
from engines.implicit_int.finding import Finding
from engines.implicit_int.headers import folders
from engines.implicit_int.merging import Merged, merge
from engines.wire import EngineError
from tui.cli.c_sources import STDIN
from tui.cli.stream import fail


def chosen(names: Sequence[str]) -> list[Compiler]:
    """Ends the command where one of them is not here."""
    # Whoever stops this stops what it has started, and leaves no folder behind, as Ctrl+C does.
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(sign, signal.default_int_handler)
    try:
        return compilers.chosen(names)
    except EngineError as error:
        fail(error)
        raise typer.Exit(2) from None


def asked(
    compiler: Compiler, name: str, source: bytes, findings: Sequence[Finding], standard: str
) -> tuple[Verdict, Merged]:
    beside = () if name == STDIN else folders(Path(name))
    try:
        verdict = ask(compiler, source, standard, beside)
    except EngineError as error:
        verdict = Verdict(compiler.name, standard, (), str(error))
    return verdict, merge(findings, verdict)
