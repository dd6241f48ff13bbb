"""Runs benchmarks, prints a table, and leaves JSON. Exits with 1 where a goal was missed."""

import argparse
import importlib
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench import Figure, table

Figures = Callable[[], list[Figure]]


def benchmarks() -> tuple[dict[str, Figures], dict[str, Figures]]:
    """Every file of this folder that has figures to give, by name; and those that take so long that
    they are worked out only where they are asked for, a file's LONG."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    modules = {name: importlib.import_module(f"tests.bench.{name}") for name in names}
    usual = {name: it.figures for name, it in modules.items() if hasattr(it, "figures")}
    long = {
        f"{name}_{part}": figures
        for name, it in modules.items()
        for part, figures in getattr(it, "LONG", {}).items()
    }
    return usual, long


def report(name: str, figures: list[Figure]) -> str:
    machine = {
        "system": platform.platform(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
    }
    values = [{**figure._asdict(), "met": figure.met} for figure in figures]
    return json.dumps({"benchmark": name, "machine": machine, "figures": values}, indent=1)


def main() -> int:
    usual, long = benchmarks()
    known = usual | long
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"of {', '.join(usual)} (all of these), {', '.join(long)}",
    )
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="folder for the JSON")
    args = parser.parse_args()
    if unknown := set(args.names) - set(known):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    args.out.mkdir(parents=True, exist_ok=True)
    met = True
    for name in args.names or usual:
        print(f"\n{name}", flush=True)
        figures = known[name]()
        print(table(figures), flush=True)
        (args.out / f"{name}.json").write_text(report(name, figures) + "\n")
        met = met and all(figure.met is not False for figure in figures)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
