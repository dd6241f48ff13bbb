"""A source, and what the engine and seven compilers would tell of it."""

from collections.abc import Iterator

from engines import wire
from engines.implicit_int.compiler import Compiler, Diagnostic, Match, Verdict
from engines.implicit_int.constructs import CONSTRUCTS
from engines.implicit_int.difference import unified
from engines.implicit_int.explaining import construct_of
from engines.implicit_int.fixing import edits
from engines.implicit_int.known import KNOWN, known
from engines.implicit_int.messages import (
    Checked,
    Checking,
    Compilers,
    Diff,
    Measured,
    Mended,
    Opened,
    Ran,
    Said,
    Total,
)
from engines.implicit_int.scanner import scan
from engines.implicit_int.shown import parts, placed, split
from engines.implicit_int.standards import STANDARDS

SOURCE = """\
#include <stdio.h>
#define BAUD 9600

extern uart_write(char *, int);
static counter;		/* 字节计数 bytes sent */

add(int a, int b)
{
	register i;
	for (i = 0; i < b; i++)
		a++;
	return a;
}

send(text, length)
char *text;
{
	uart_write(text, length);
	counter = counter + length;
	return flush();
}

LOCAL ticks();

int main()
{
	int sum = add(1, 2);
	printf("sum=%d\\n", sum);
	return 0;
}
"""
PATH = "/home/pi/firmware/old_driver.c"
DIGEST = "0123456789abcdef"


def compiler(name: str, family: str, version: str, target: str = "x86_64-linux-gnu") -> Compiler:
    native = target == "x86_64-linux-gnu"
    return Compiler(name, f"/usr/bin/{name}", family, version, target, STANDARDS, "text", native)


HERE = (
    compiler("gcc", "gcc", "12.2.0"),
    compiler("gcc-14", "gcc", "14.2.0"),
    compiler("clang", "clang", "14.0.6"),
    compiler("tcc", "tcc", "0.9.27"),
    compiler("sdcc", "sdcc", "4.2.0", "mcs51"),
    compiler("arm-none-eabi-gcc", "gcc", "12.2.1", "arm-none-eabi"),
)


def found(compilers: tuple[Compiler, ...] = HERE) -> Compilers:
    return Compilers(compilers)


def opened(
    source: str = SOURCE, path: str = PATH, standard: str = "gnu17", digest: str = DIGEST
) -> list[wire.Message]:
    """All that is told of a source."""
    text = source.encode()
    lines = split(text)
    begun = Opened(path, standard, digest, len(lines), len(lines))
    return [begun, *parts(lines), *placed(lines, scan(text, standard))]


def said(source: str = SOURCE, path: str = PATH, standard: str = "gnu17") -> Iterator[Said]:
    """What each compiler would say of it, and clang of one thing more."""
    findings = scan(source.encode(), standard)
    for each in HERE:
        measured = known(each.family, each.version)
        assert measured
        agree, ours = [], []
        for at, it in enumerate(findings):
            severity = measured.word(construct_of(it), standard)
            if severity in ("warning", "error") and it.certainty == "certain":
                words = f"type defaults to ‘int’ in declaration of ‘{it.name}’"
                column = it.column + (each.family == "clang")  # they do not point to the same
                told = Diagnostic(it.line, column, severity, "-Wimplicit-int", words)
                agree.append(Match(at, told))
            elif it.certainty == "certain":
                ours.append(at)
        more = Diagnostic(25, 14, "error", "", "expected ‘)’ before ‘int’")
        theirs = (more,) if each.name == "clang" else ()
        diagnostics = (*(it.diagnostic for it in agree), *theirs)
        verdict = Verdict(each.name, standard, diagnostics)
        yield Said(path, DIGEST, verdict, tuple(agree), tuple(ours), theirs)


def mended(source: str = SOURCE, path: str = PATH, **fields: str) -> list[wire.Message]:
    findings = scan(source.encode(), "gnu17")
    diff = unified(source.encode(), findings, path).decode("latin-1")
    return [Diff(path, 0, diff), Mended(path, DIGEST, len(edits(findings)), **fields)]


def measured(name: str = "gcc") -> Iterator[Measured]:
    """The first constructs; the others are still to come."""
    (gcc,) = (each for each in KNOWN if (each.family, each.version) == ("gcc", "12"))
    for key in list(CONSTRUCTS)[:9]:
        yield Measured(name, key, tuple(gcc.word(key, each) for each in STANDARDS))


RAN = (
    *(Ran(name, level, ("sum=3,z=0",) * 3) for name in ("gcc", "tcc") for level in ("-O0", "-O2")),
    Ran("gcc-14", "-O0", ("sum=3,z=0",) * 3),
    Ran("clang", "-O0", ("sum=3,z=2",) * 3),
    Ran("clang", "-O2", ("sum=3,z=-1208", "sum=3,z=31744", "sum=3,z=904")),
)

FOLDER = "/home/pi/firmware"
CHECKED = (
    Checking((FOLDER,)),
    Checked(f"{FOLDER}/board.h"),
    Checked(PATH, tuple(scan(SOURCE.encode()))),
    Checked(f"{FOLDER}/secret.c", unread="Permission denied"),
    Checked(f"{FOLDER}/串口/uart.c", tuple(scan(b"static a; f(x) { return x; }"))),
    Total(3, 9, 1, 4),
)
