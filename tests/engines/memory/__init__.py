"""Machines built of files, as tests/engines/pi has them."""

import os
from collections.abc import Mapping
from pathlib import Path

MEBI = 1 << 20


def meminfo(available: int, total: int = 427, swap: int = 0, swap_free: int | None = None) -> str:
    """All in MiB."""
    free = swap if swap_free is None else swap_free
    figures = {"MemTotal": total, "MemAvailable": available, "SwapTotal": swap, "SwapFree": free}
    return "".join(f"{name}:  {number << 10} kB\n" for name, number in figures.items())


def process(
    pid: int,
    *words: str,
    pss: int | None = 0,
    session: int | None = None,
    peak: int = 0,
    resident: int = 0,
    user: int | None = None,
) -> Mapping[str, str]:
    """Memory in MiB. `pss` None is another user's; `user` None is us. A child leads a session."""
    folder = f"proc/{pid}"
    real = os.geteuid() if user is None else user
    rollup = {} if pss is None else {f"{folder}/smaps_rollup": f"Rss: 1 kB\nPss:  {pss << 10} kB\n"}
    return {
        f"{folder}/cmdline": "\0".join([*words, ""]),
        f"{folder}/stat": f"{pid} (a) b) S 1 {pid} {session or pid} 0",
        f"{folder}/status": f"Name:\tpython\nUid:\t{real}\t0\t0\t0\nVmHWM:\t {peak << 10} kB\n",
        f"{folder}/statm": f"99999 {resident * 256} 1 1 0 1 0",
        **rollup,
    }


def child(pid: int, engine: str, promised: int | str = "", **memory: int) -> Mapping[str, str]:
    words = ["python3", "-P", "-m", "engines.serve", engine, f"{promised}"]
    return process(pid, *filter(None, words), **memory)


def machine(root: Path, *files: Mapping[str, str]) -> str:
    """Where they stand, as free, parts and admission want it."""
    for name, text in (pair for each in files for pair in each.items()):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return f"{root}/"
