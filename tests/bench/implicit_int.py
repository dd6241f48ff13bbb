"""Omitted types: files a second beside gcc, in one interleaved run; megabytes a second; memory;
what twice as much takes.

The programs are those that the tests write, and the sources written by hand.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engines.implicit_int.scanner import scan
from tests.bench import Figure
from tests.engines.implicit_int.test_hostile import REPEATED
from tests.engines.implicit_int.writing import dressed, program

SOURCES = sorted(Path("tests/engines/implicit_int/sources").glob("*.c"))
WRITTEN = 160
ROUNDS = 5
REPEATED_SIZE = 40_000
MEBI = 1024 * 1024


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [*SOURCES, *written(Path(folder))]
        ours, its = 0.0, 0.0
        for _ in range(ROUNDS):
            ours += scanned(paths)
            its += compiled(paths)
        size = sum(path.stat().st_size for path in paths)
        once = b"".join(path.read_bytes() for path in paths)
        large = once * (4_000_000 // len(once) + 1)
        corpus, one = memory(b"", paths), memory(large, [])
    return [
        Figure("files a second beside gcc -fsyntax-only", its / ours, goal=4),
        Figure("a second, of CPU", ROUNDS * size / ours / 1e6, "MB", 2),
        Figure("files a second, of CPU", ROUNDS * len(paths) / ours, "files"),
        Figure("time for twice the source, at the worst", slowest(), "ratio", 3, at_most=True),
        Figure("peak memory over these files", corpus / MEBI, "MiB", 30, at_most=True),
        Figure("peak memory for one of 4 MB", one / len(large), "bytes a byte", 30, at_most=True),
    ]


def written(folder: Path) -> list[Path]:
    paths = []
    for seed in range(WRITTEN):
        rng = random.Random(seed)  # noqa: S311 - a seed names a program
        path = folder / f"{seed}.c"
        path.write_bytes(dressed(program(rng), rng))
        paths.append(path)
    return paths


def scanned(paths: list[Path]) -> float:
    """CPU seconds of scanning each file here."""
    begin = time.process_time()
    for path in paths:
        scan(path.read_bytes())
    return time.process_time() - begin


def slowest() -> float:
    """Of sources that repeat one thing: how much longer it takes to read twice as much. Regular
    expressions work in ways that a count of lines of Python does not see."""
    return max(timed(part, 2 * REPEATED_SIZE) / timed(part, REPEATED_SIZE) for part in REPEATED)


def timed(part: str, size: int) -> float:
    """CPU seconds, the least of some runs."""
    source = (part * (size // len(part))).encode("latin-1")
    taken = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        scan(source)
        taken.append(time.process_time() - begin)
    return min(taken)


def compiled(paths: list[Path]) -> float:
    """CPU seconds of one gcc for each file, which is how it is asked."""
    begin = children()
    for path in paths:
        command = ["gcc", "-std=gnu99", "-w", "-fsyntax-only", str(path.absolute())]
        subprocess.run(command, check=True, capture_output=True)
    return children() - begin


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


MEASURED = """
import sys
from pathlib import Path
from engines.implicit_int.scanner import scan
source = sys.stdin.buffer.read()
for it in [source] if source else map(Path.read_bytes, map(Path, sys.argv[1:])):
    scan(it)
status = Path("/proc/self/status").read_text()
print(1024 * int(status.partition("VmHWM:")[2].split()[0]))
"""


def memory(source: bytes, paths: list[Path]) -> int:
    """The peak of a process that scans this, or else these files."""
    command = [sys.executable, "-c", MEASURED, *map(str, paths)]
    return int(subprocess.run(command, input=source, check=True, capture_output=True).stdout)
