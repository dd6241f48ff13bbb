"""5,000 symbols in the ROC engine's child: its memory, and how long what a person does takes."""

import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

import msgspec

from engines import wire
from engines.events import Events
from engines.roc.formula.evaluate import evaluate
from engines.roc.listing import visible
from engines.roc.market import Market, wanted
from engines.roc.messages import Chart, Charted, Formula, Listed, Look, Rows, Scan, Scanned
from engines.roc.programs import program
from engines.roc.rules import Signals
from tests.bench import Figure
from tests.engines.roc.market_files import market

SYMBOLS, ROUNDS = 5000, 9
MB = 1_000_000


class Child:
    """A served engine, spoken to without a Link: its own time is what counts."""

    def __init__(self) -> None:
        argv = [sys.executable, "-P", "-m", "engines.serve", "roc"]
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.events = Events("roc")

    def ask(self, request: wire.Message, last: type, look: int = 0) -> float:
        """Seconds until that answer."""
        assert self.process.stdin and self.process.stdout
        begin = time.perf_counter()
        self.process.stdin.write(wire.encode(request))
        self.process.stdin.flush()
        while data := self.process.stdout.read1(1 << 16):  # type: ignore[attr-defined]
            for event in self.events.feed(data):
                if isinstance(event, wire.Failed):
                    raise AssertionError(event)
                if isinstance(event, last) and getattr(event, "look", look) == look:
                    return time.perf_counter() - begin
        raise AssertionError("it ended")

    def rss(self) -> float:
        return memory(self.process.pid) / MB

    def close(self) -> None:
        self.process.communicate()


def memory(pid: int) -> int:
    """Bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) << 10


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        market(Path(folder), SYMBOLS)
        child = Child()
        try:
            found = talked(child, folder)
        finally:
            child.close()
        return found + refreshed(folder)


def talked(child: Child, folder: str) -> list[Figure]:
    look = Look(paths=(folder,), number=1, chart=Chart())
    loaded = child.ask(look, Charted, 1)
    resting = child.rss()
    pages = [
        child.ask(moved(look, 10 + at, first=60 * at + 60), Rows, 10 + at) for at in range(ROUNDS)
    ]
    lines = [child.ask(moved(look, 30 + at, first=1001 + at), Rows, 30 + at) for at in range(9)]
    sorts = [
        child.ask(moved(look, 50 + at, sort=f"ROC+{at}"), Rows, 50 + at) for at in range(ROUNDS)
    ]
    symbols = [f"sh{600_000 + 7 * at}" for at in range(1, ROUNDS)]
    charts = [
        child.ask(moved(look, 70 + at, chart=Chart(symbol)), Charted, 70 + at)
        for at, symbol in enumerate(symbols)
    ]
    nothing = [child.ask(moved(look, 90 + at), Listed, 90 + at) for at in range(ROUNDS)]
    scan = child.ask(Scan(paths=(folder,), within=3), Scanned)
    return [
        Figure("child at rest, 5,000 symbols", resting, "MB", 60, at_most=True),
        Figure("child after sorts, charts and a scan", child.rss(), "MB"),
        Figure("5,000 files read", loaded, "s"),
        Figure("Look to Rows: a page of 60 rows", milliseconds(pages), "ms", 60, at_most=True),
        Figure("Look to Rows: one row further", milliseconds(lines[1:]), "ms", 15, at_most=True),
        Figure("Look to Rows: sorted by another expression", milliseconds(sorts), "ms"),
        Figure("Look to Charted: another symbol", milliseconds(charts), "ms", 15, at_most=True),
        Figure("Look that changes nothing", milliseconds(nothing), "ms"),
        Figure("scan of 5,000 files", scan, "s"),
    ]


def moved(look: Look, number: int, **fields: object) -> Look:
    return msgspec.structs.replace(look, number=number, **fields)


def milliseconds(times: list[float]) -> float:
    return 1e3 * statistics.median(times)


def refreshed(folder: str) -> list[Figure]:
    """One pass of the document's formula over the market, as the child makes it."""
    made = program(Formula())
    held = Market(wanted((folder,), "", "", [made], visible(60, Signals())))
    for _step in held.load():
        pass

    def refresh() -> float:
        begin = time.process_time()
        for columns, times in held.parts(None):
            evaluate(made, columns, times)
        return time.process_time() - begin

    refresh()
    taken = [refresh() for _round in range(ROUNDS)]
    tracemalloc.start()
    refresh()
    peak = tracemalloc.get_traced_memory()[1] / MB
    tracemalloc.stop()
    return [
        Figure("refresh of all lines, float32 (CPU)", milliseconds(taken), "ms"),
        Figure("refresh: peak above the prices", peak, "MB", 32, at_most=True),
    ]
