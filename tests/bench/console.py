"""What the console costs: to start, to hold, to rest, to draw, to press a key.

The budgets of docs/ARCHITECTURE.md, measured on the real program in a pseudo-terminal. Milliseconds
hold for the machine that they were set on, when quiet; beside them stand ratios to what no console
made of these libraries can do without, measured in the same minute.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import Figure, tui_cost

PROGRAM = [sys.executable, "-P", "-m", "tui"]
RESTING = ["--before", " "]
"""A paused meter: nothing moves, and no engine runs."""

PAIRS = 7

TYPER_RATIO = 70 / 43
TEXTUAL_RATIO = 200 / 151
"""The budget over what the import cost on the machine that the budget was set on."""

BARE = "from textual.app import App; App().run()"

KEYS = "w*15"
"""Another number of workers: the facts are painted again."""

PAGES = "?*16"
"""Open and close a whole page; not by Esc, after which a terminal's program must wait 0.1 s."""


def figures() -> list[Figure]:
    return [*command_line(), *start(), *rest(), *live(), *keys(), *flood(), *child()]


def command_line() -> list[Figure]:
    program = [str(Path(sys.executable).with_name("zerodeck")), "--help"]
    help_, typer = paired(program, [sys.executable, "-c", "import typer"])
    return [
        Figure("zerodeck --help", help_, "ms CPU", 70, at_most=True),
        Figure("zerodeck --help / import typer", help_ / typer, goal=TYPER_RATIO, at_most=True),
    ]


def paired(ours: list[str], reference: list[str]) -> tuple[float, float]:
    pairs = [(cpu_ms(ours), cpu_ms(reference)) for _ in range(PAIRS)]
    first, second = zip(*pairs, strict=True)
    return statistics.median(first), statistics.median(second)


def cpu_ms(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def start() -> list[Figure]:
    # At 1 Hz there is silence between two samples, and the start can be told from what follows.
    runs, library = [], []
    for _ in range(PAIRS):
        runs.append(cost(["--quiet", "0.6"], hertz=1))
        library.append(cpu_ms([sys.executable, "-c", "import textual.app"]))
    paint = statistics.median(run["first_paint_cpu_ms"] for run in runs)
    written = statistics.median(run["start_bytes"] for run in runs) / 1000
    ratio = paint / statistics.median(library)
    return [
        Figure("first paint", paint, "ms CPU", 200, at_most=True),
        Figure("first paint / import textual.app", ratio, goal=TEXTUAL_RATIO, at_most=True),
        Figure("written until it rests", written, "kB", 26, at_most=True),
    ]


def rest() -> list[Figure]:
    resting = cost([*RESTING, "--runs", "3", "--idle", "30"])
    nothing = cost(["--runs", "3", "--idle", "30"], program=[sys.executable, "-c", BARE])
    return [
        Figure("console RSS, resting", resting["end_rss_mib"], "MiB", 45, at_most=True),
        Figure("written in 30 s at rest", resting["idle_bytes"], "B", 0, at_most=True),
        Figure("CPU at rest", resting["idle_cpu_percent"], "%", 0.15, at_most=True),
        Figure("CPU of a Textual app that does nothing", nothing["idle_cpu_percent"], "%"),
    ]


def live() -> list[Figure]:
    """The whole screen of the running meter, not only its graph."""
    found = []
    for size, hertz, goal in (
        ("80x24", 2, 3),
        ("80x24", 10, 14),
        ("120x40", 2, 5),
        ("120x40", 10, 14),
    ):
        moving = cost(["--size", size, "--quiet", "0.3", "--limit", "4", "--idle", "30"], hertz)
        rate = moving["idle_bytes_per_s"] / 1000
        found.append(Figure(f"meter, {size}, {hertz} Hz", rate, "kB/s", goal, at_most=True))
    return found


def keys() -> list[Figure]:
    found = []
    for name, pressed in (("a key", KEYS), ("a page", PAGES)):
        answer = cost([*RESTING, "--keys", pressed])
        for part, goal in (("first", 15), ("last", 60)):
            value = answer[f"key_{part}_ms"]
            found.append(Figure(f"{name}: {part} byte", value, "ms median", goal, at_most=True))
    return found


def flood() -> list[Figure]:
    """The same page while the engine says as much as the pipe takes."""
    rogue = f"{sys.executable} -m tests.terminal.rogue flood"
    program = [sys.executable, "-m", "tests.terminal.console", "--child", rogue]
    answer = cost(["--keys", PAGES], program=program)
    return [
        Figure("a page in a flood: first byte", answer["key_first_ms"], "ms median"),
        Figure("a page in a flood: last byte", answer["key_last_ms"], "ms median"),
    ]


def child() -> list[Figure]:
    """The engine of the running meter, without its buffer: what its first worker shares."""
    read = ["devzero", "read", "--seconds", "2", "--block", "4K", "--json"]
    with subprocess.Popen([*PROGRAM, *read], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        for line in parent.stdout:
            if b'"Sample"' in line:
                engine = children(parent.pid)[0]
                size = rss_mib(engine)
                break
        parent.terminate()
        parent.stdout.read()
    return [Figure("engine child RSS", size, "MiB", 16, at_most=True)]


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def rss_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def cost(
    options: list[str],
    hertz: int = 10,
    program: list[str] = PROGRAM,
    tab: str = "devzero",
    book: str = "",
) -> dict[str, Any]:
    """What tui_cost says of the console, under a home folder of its own.

    `book` is what the user keeps for the ROC tab.
    """
    with tempfile.TemporaryDirectory() as home:
        config = Path(home) / "zerodeck"
        config.mkdir()
        (config / "settings.toml").write_text(f"rate = {hertz}\n")
        (config / "roc.toml").write_text(book)
        variables = {
            "HOME": home,
            "XDG_CONFIG_HOME": home,
            "XDG_STATE_HOME": home,
            "LC_ALL": "C.UTF-8",
            "COLORTERM": os.environ.get("COLORTERM", ""),
        }
        pairs = [word for name, text in variables.items() for word in ("--env", f"{name}={text}")]
        args = tui_cost.parse([*options, *pairs, "--", *program, tab])
        return tui_cost.summary([tui_cost.measure(args) for _ in range(args.runs)])
