"""The document's example, built and run: what it prints, and what nobody can know before."""

import os
import re
from pathlib import Path
from typing import NamedTuple

from engines.implicit_int.asking import reason
from engines.implicit_int.compiler import Compiler
from engines.implicit_int.diagnostics import SOURCE, read
from engines.implicit_int.running import Enough, never, private
from engines.implicit_int.running import run as run_program
from engines.marking import N_
from engines.wire import printable

EXAMPLE = """\
#include <stdio.h>
int main()
{
//函数声明
int add(int a,int b);
int zero();
int sum=add(1,2);
int z=zero();
printf("sum=%d,z=%d\\n",
sum,z);
return 0;
}
//函数定义
add(int a,int b)
{
return a+b;
}
zero()
{ }
""".encode()
"""`zero` returns nothing, and its value is used: undefined (C89 3.6.6.4, C99 6.9.1p12)."""

LEVELS = ("-O0", "-O2")
STANDARD = "gnu89"
SECONDS = 2.0
PRINTED = re.compile(r"sum=(-?\d{1,20}),z=(-?\d{1,20})")

CROSS = N_("Its programs do not run on this machine.")
NO_EXECUTION = N_(
    "Nothing may be run in the folder for temporary files: set TMPDIR to another folder."
)
NOT_BUILT = N_("The example cannot be built.")
DIED = N_("The example did not run to its end.")


class Outcome(NamedTuple):
    """What it printed, once for each time, and `why` not more."""

    outputs: tuple[str, ...] = ()
    why: str = ""


class Printed(NamedTuple):
    """`sum` is None where it is not always the same, or nothing was printed."""

    sum: int | None
    z: tuple[int, ...]


def run(compiler: Compiler, level: str, enough: Enough = never, times: int = 3) -> Outcome:
    """Nothing but the example is ever run."""
    if not compiler.native:
        return Outcome(why=CROSS)
    with private() as folder:
        if why := build(compiler, level, folder, enough):
            return Outcome(why=why)
        if os.statvfs(folder).f_flag & os.ST_NOEXEC:
            return Outcome(why=NO_EXECUTION)
        outputs: list[str] = []
        for _ in range(times):
            ended = run_program([str(folder / "example")], folder, enough, SECONDS)
            if ended.why or ended.status:
                return Outcome(tuple(outputs), ended.why or DIED)
            outputs.append(printable(ended.output[:200].decode("utf-8", "replace").strip()))
    return Outcome(tuple(outputs))


def build(compiler: Compiler, level: str, folder: Path, enough: Enough) -> str:
    """Why it could not, or ""."""
    (folder / SOURCE).write_bytes(EXAMPLE)
    words = [f"-std={STANDARD}", level, "-w", "-o", "example", SOURCE]
    ended = run_program([compiler.path, *words], folder, enough)
    if not ended.status and not ended.why and (folder / "example").is_file():
        return ""
    return reason(ended, list(read(ended.output, "text", EXAMPLE))) or NOT_BUILT


def printed(outputs: tuple[str, ...]) -> Printed:
    figures = [(int(it[1]), int(it[2])) for it in map(PRINTED.search, outputs) if it]
    sums = {total for total, _ in figures}
    return Printed(sums.pop() if len(sums) == 1 else None, tuple(z for _, z in figures))
