#!/usr/bin/env python3
"""Measure what a terminal program costs: start, memory, bytes written, key latency.

The program runs under a pseudo-terminal of a given size, and everything it
writes is kept with the time it arrived. One run has three phases:

    start   spawn, then wait until the output has been quiet for --quiet seconds
    idle    send nothing for --idle seconds, and count bytes, writes and CPU time
    keys    send each key of --keys, and time the first and last byte that answer

Standard library only; Linux only (it reads /proc). Examples:

    tui_cost.py --runs 5 --idle 30 -- btop
    tui_cost.py --size 100x30 --keys tab,tab,down --json -- python -m tui
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

# fmt: off
KEYS = {
    "enter": b"\r", "esc": b"\x1b", "tab": b"\t", "space": b" ", "backtab": b"\x1b[Z",
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D",
    "pgup": b"\x1b[5~", "pgdn": b"\x1b[6~", "home": b"\x1b[H", "end": b"\x1b[F",
    "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS",
}
# fmt: on
# What a common terminal answers when a program asks it something at start.
ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
}
ESCAPES = re.compile(
    rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # operating system command
    rb"|\x1b[P_^X][^\x1b]*\x1b\\"  # device control and other strings
    rb"|\x1b\[[0-?]*[ -/]*[@-~]"  # control sequence
    rb"|\x1b[ -/]*[0-~]"  # two-character escape
)
PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")


def visible(data: bytes) -> str:
    """The text in data that puts ink on a screen, without escapes and spaces."""
    text = ESCAPES.sub(b"", data).decode("utf-8", "replace")
    return "".join(char for char in text if char.isprintable() and not char.isspace())


def tree(root: int) -> list[int]:
    """The process root and every process below it."""
    found = [root]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            with suppress(OSError):
                found += [int(child) for child in children.read_text().split()]
    return found


def usage(root: int) -> dict[str, float]:
    """Memory in KiB and CPU seconds of the process tree under root."""
    total = {"processes": 0, "rss_kib": 0, "pss_kib": 0, "peak_kib": 0, "cpu_s": 0.0}
    for pid in tree(root):
        proc = Path(f"/proc/{pid}")
        try:
            stat = (proc / "stat").read_text().rpartition(")")[2].split()
            status = (proc / "status").read_text()
            rollup = (proc / "smaps_rollup").read_text()
        except OSError:
            continue
        peak = re.search(r"VmHWM:\s+(\d+)", status)
        pss = re.search(r"^Pss:\s+(\d+)", rollup, re.M)
        total["processes"] += 1
        total["rss_kib"] += int(stat[21]) * PAGE // 1024
        total["pss_kib"] += int(pss[1]) if pss else 0
        total["peak_kib"] += int(peak[1]) if peak else 0
        total["cpu_s"] += sum(int(ticks) for ticks in stat[11:15]) / TICK
    return total


def cpu_seconds(root: int) -> float:
    """CPU time of the process tree, fine-grained where the kernel counts nanoseconds."""
    fine = 0.0
    for pid in tree(root):
        for counter in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with suppress(OSError):
                fine += int(counter.read_text().split()[0]) / 1e9
    return max(fine, usage(root)["cpu_s"] - 1 / TICK)


class Session:
    """A program under a pseudo-terminal, and the timed record of its output."""

    def __init__(
        self, command: list[str], size: tuple[int, int], env: dict[str, str], mute: bool, ink: int
    ):
        self.mute = mute
        self.ink = ink  # visible characters still to come before the first paint
        self.paint: tuple[float, float] | None = None  # its time, and the CPU time spent by then
        self.chunks: list[tuple[float, bytes]] = []
        self.asked = b""
        self.open = True
        self.began = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            columns, lines = size
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.execvpe(command[0], command, env)

    def now(self) -> float:
        return time.monotonic() - self.began

    def pump(self, seconds: float) -> bool:
        """Take one chunk of output if any comes within seconds."""
        if not select.select([self.fd], [], [], max(0.0, seconds))[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if not data:
            self.open = False
            return False
        self.chunks.append((self.now(), data))
        if self.paint is None:
            self.ink -= len(visible(data))
            if self.ink <= 0:
                self.paint = self.now(), cpu_seconds(self.pid)
        self.answer(data)
        return True

    def answer(self, data: bytes) -> None:
        """Reply to the questions a terminal is asked, as a terminal would."""
        self.asked = self.asked[-16:] + data
        for question, reply in ANSWERS.items():
            if question in self.asked:
                self.asked = self.asked.replace(question, b"")
                if not self.mute:
                    self.send(reply)

    def send(self, data: bytes) -> None:
        os.write(self.fd, data)

    def watch(self, seconds: float) -> None:
        """Record for a fixed time."""
        until = self.now() + seconds
        while self.open and self.now() < until:
            self.pump(until - self.now())

    def settle(self, quiet: float, limit: float, wait: bool = False) -> bool:
        """Record until nothing has come for quiet seconds. False: the limit came first.

        With wait, the quiet time starts to count only after some output.
        """
        until, last = self.now() + limit, self.now()
        while self.open and self.now() < until:
            if self.pump(min(quiet, until - self.now())):
                last, wait = self.now(), False
            elif not wait and self.now() - last >= quiet:
                return True
        return False

    def since(self, mark: int) -> bytes:
        return b"".join(data for _, data in self.chunks[mark:])

    def close(self) -> None:
        """End every process of the tree, the program itself last."""
        for sent in (signal.SIGTERM, signal.SIGKILL):
            for pid in reversed(tree(self.pid)):
                with suppress(ProcessLookupError):
                    os.kill(pid, sent)
            until = time.monotonic() + 3
            while time.monotonic() < until:
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self.fd)
                    return
                if self.open:
                    self.pump(0.05)
                else:
                    time.sleep(0.02)


@dataclass
class Run:
    """The numbers of one run. Times are in milliseconds, sizes in bytes unless named."""

    first_byte_ms: float | None = None
    first_paint_ms: float | None = None
    first_paint_cpu_ms: float | None = None
    ready_ms: float | None = None
    settled: bool = False
    start_bytes: int = 0
    start: dict[str, float] = field(default_factory=dict)
    idle_s: float = 0.0
    idle_bytes: int = 0
    idle_bytes_zlib: int = 0
    idle_writes: int = 0
    idle_cpu_s: float = 0.0
    end: dict[str, float] = field(default_factory=dict)
    key_first_ms: list[float] = field(default_factory=list)
    key_last_ms: list[float] = field(default_factory=list)
    key_bytes: list[int] = field(default_factory=list)
    key_silent: int = 0
    died: bool = False


def text_time(chunks: list[tuple[float, bytes]], text: str) -> float | None:
    """When text (spaces left out) was first among the visible output."""
    wanted, seen = "".join(text.split()), ""
    for when, data in chunks:
        seen += visible(data)
        if wanted in seen:
            return when * 1000
    return None


def measure(args: argparse.Namespace) -> Run:
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    env["TERM"] = args.term
    env.update(pair.split("=", 1) for pair in args.env)
    session, run = Session(args.command, args.size, env, args.mute, args.ink), Run()
    try:
        while session.open and session.paint is None and session.now() < args.limit:
            session.pump(0.1)
        run.settled = session.settle(args.quiet, max(args.quiet, args.limit - session.now()))
        run.first_byte_ms = session.chunks[0][0] * 1000 if session.chunks else None
        if session.paint:
            run.first_paint_ms, run.first_paint_cpu_ms = (
                1000 * seconds for seconds in session.paint
            )
        run.ready_ms = text_time(session.chunks, args.until) if args.until else None
        run.start_bytes = len(session.since(0))
        run.start = usage(session.pid)
        for key in args.before:
            session.send(key)
            session.settle(args.quiet, args.key_limit)

        mark, cpu = len(session.chunks), cpu_seconds(session.pid)
        session.watch(args.idle)
        idle = session.since(mark)
        run.idle_s = args.idle
        run.idle_bytes, run.idle_writes = len(idle), len(session.chunks) - mark
        run.idle_bytes_zlib = len(zlib.compress(idle, 6))
        run.idle_cpu_s = round(cpu_seconds(session.pid) - cpu, 4)

        for key in args.keys:
            session.settle(args.quiet, args.key_limit)
            if not session.open:
                break
            mark, sent = len(session.chunks), session.now()
            session.send(key)
            session.settle(args.burst, args.key_limit, wait=True)
            answer = session.chunks[mark:]
            if answer:
                run.key_first_ms.append((answer[0][0] - sent) * 1000)
                run.key_last_ms.append((answer[-1][0] - sent) * 1000)
                run.key_bytes.append(sum(len(data) for _, data in answer))
            else:
                run.key_silent += 1
        run.died = not session.open
        run.end = usage(session.pid)
    finally:
        if args.record:
            Path(args.record).write_bytes(session.since(0))
        session.close()
    return run


def middle(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(statistics.median(known), 3) if known else None


def best(values: list[float | None]) -> float | None:
    return round(min((value for value in values if value is not None), default=0), 3) or None


def high(values: list[float]) -> float | None:
    return round(sorted(values)[max(0, int(len(values) * 0.95 + 0.999) - 1)], 3) if values else None


def summary(runs: list[Run]) -> dict[str, float | None]:
    """Medians over the runs; key times are pooled."""

    def pool(name: str) -> list[float]:
        return [value for run in runs for value in getattr(run, name)]

    per_second = [run.idle_bytes / run.idle_s for run in runs if run.idle_s]
    return {
        "runs": len(runs),
        "first_byte_ms": middle([run.first_byte_ms for run in runs]),
        "first_paint_ms": middle([run.first_paint_ms for run in runs]),
        "first_paint_best_ms": best([run.first_paint_ms for run in runs]),
        "first_paint_cpu_ms": middle([run.first_paint_cpu_ms for run in runs]),
        "ready_ms": middle([run.ready_ms for run in runs]),
        "start_bytes": middle([run.start_bytes for run in runs]),
        "start_cpu_s": middle([run.start["cpu_s"] for run in runs]),
        "rss_mib": middle([run.start["rss_kib"] / 1024 for run in runs]),
        "pss_mib": middle([run.start["pss_kib"] / 1024 for run in runs]),
        "end_rss_mib": middle([run.end.get("rss_kib", 0) / 1024 for run in runs]),
        "peak_mib": middle([run.end.get("peak_kib", 0) / 1024 for run in runs]),
        "processes": middle([run.start["processes"] for run in runs]),
        "idle_bytes": middle([run.idle_bytes for run in runs]),
        "idle_bytes_per_s": middle(per_second),
        "idle_bytes_zlib": middle([run.idle_bytes_zlib for run in runs]),
        "idle_writes": middle([run.idle_writes for run in runs]),
        "idle_cpu_percent": middle(
            [100 * run.idle_cpu_s / run.idle_s for run in runs if run.idle_s]
        ),
        "key_first_ms": middle(pool("key_first_ms")),
        "key_first_best_ms": best(pool("key_first_ms")),
        "key_first_p95_ms": high(pool("key_first_ms")),
        "key_last_ms": middle(pool("key_last_ms")),
        "key_bytes": middle(pool("key_bytes")),
        "keys_unanswered": sum(run.key_silent for run in runs),
        "died": sum(run.died for run in runs),
    }


def calibrate() -> float:
    """Millions of pure-Python loop turns a second: scales numbers between machines."""
    best = 0.0
    for _ in range(3):
        began, total = time.perf_counter(), 0
        for turn in range(1_000_000):
            total += turn & 7
        best = max(best, 1 / (time.perf_counter() - began))
    return round(best, 2)


def size(text: str) -> tuple[int, int]:
    columns, _, lines = text.partition("x")
    return int(columns), int(lines)


def key_list(text: str) -> list[bytes]:
    """Names joined by commas; name*3 repeats; ^x is Ctrl; anything else is sent as it is."""
    found: list[bytes] = []
    for item in filter(None, text.split(",")):
        name, _, times = item.partition("*")
        if len(name) == 2 and name[0] == "^":
            code = bytes([ord(name[1].upper()) & 0x1F])
        else:
            code = KEYS.get(name, name.encode())
        found += [code] * int(times or 1)
    return found


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--size", type=size, default=(80, 24), help="columns x lines (80x24)")
    add("--term", default="xterm-256color", help="TERM (xterm-256color)")
    add("--env", action="append", default=[], metavar="K=V", help="set a variable, repeatable")
    add("--runs", type=int, default=1, help="how many runs; medians are reported")
    add("--quiet", type=float, default=1.0, help="seconds without output that count as settled")
    add("--limit", type=float, default=20.0, help="seconds to wait for that at start")
    add("--ink", type=int, default=16, help="visible characters that count as the first paint")
    add("--until", default="", help="also time when this text is on the screen")
    add("--before", type=key_list, default=[], help="keys to send before the idle phase")
    add("--idle", type=float, default=0.0, help="seconds of the idle phase")
    add("--keys", type=key_list, default=[], help="keys to time, such as tab,down*5,^p")
    add("--burst", type=float, default=0.15, help="gap that ends the answer to a key")
    add("--key-limit", type=float, default=3.0, help="seconds to wait for one key")
    add("--mute", action="store_true", help="do not answer terminal queries")
    add("--record", default="", help="write the last run's raw output to this file")
    add("--json", action="store_true", help="print JSON with every run")
    add("--calibrate", action="store_true", help="also time a pure-Python loop of this machine")
    add("command", nargs=argparse.REMAINDER, help="-- command and its arguments")
    args = parser.parse_args(argv)
    if args.command[:1] == ["--"]:
        args.command = args.command[1:]
    if not args.command:
        parser.error("no command given")
    return args


def main() -> int:
    args = parse()
    runs = [measure(args) for _ in range(args.runs)]
    report = summary(runs)
    if args.calibrate:
        report["python_mloops_per_s"] = calibrate()
    if args.json:
        print(
            json.dumps(
                {"command": args.command, "summary": report, "runs": [asdict(run) for run in runs]},
                indent=1,
            )
        )
    else:
        for name, value in report.items():
            print(f"{name:20} {'-' if value is None else value}")
    return 1 if report["died"] else 0


if __name__ == "__main__":
    sys.exit(main())
