"""The /dev/zero reader beside a C loop, beside dd, and beside itself without a meter.

Every rate is bytes per second of CPU time. Each run of ours stands between two runs of the
reference and is divided by their mean; a figure is the median of 7 such pairs.
"""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

from engines import wire
from engines.devzero.engine import serve
from engines.devzero.messages import Read, Sample
from engines.devzero.reader import Reader
from engines.inbox import Inbox
from tests.bench import Figure

PAIRS = 7
MILLISECONDS = 200
KIB = 1 << 10
GOALS_OF_C = {64 * KIB: None, 256 * KIB: 0.90, 1024 * KIB: 0.93, 4096 * KIB: 0.96}

Rate = Callable[[], float]


def ratio(ours: Rate, reference: Rate) -> float:
    """The median of our rate by the reference's, run in turns."""
    references, mine = [reference()], []
    for _ in range(PAIRS):
        mine.append(ours())
        references.append(reference())
    around = [(before + after) / 2 for before, after in pairwise(references)]
    return statistics.median(rate / near for rate, near in zip(mine, around, strict=True))


def engine(block: int, batched: bool = False, milliseconds: int = MILLISECONDS) -> float:
    """The real Reader, looked at only when it is through."""
    with Reader(block, 1, batched) as reader:
        while True:
            time.sleep(milliseconds / 1000)
            reader.check()
            starts, (count,) = reader.starts(), reader.counts()
            if starts and count and count.cpu_ns - starts[0].cpu_ns >= 0.5e6 * milliseconds:
                return count.bytes / (count.cpu_ns - starts[0].cpu_ns)


def metered(block: int, costs: list[float]) -> float:
    """The whole engine with a 10 Hz meter. Adds to `costs` the sampler's CPU ms per sample."""
    times: list[float] = []

    def emit(event: wire.Message) -> None:
        wire.encode(event)
        if isinstance(event, Sample):
            times.append(time.thread_time())

    done = serve(Inbox([Read(block=block, hertz=10, seconds=0.6)]), emit)
    costs += [1000 * (new - old) for old, new in pairwise(times)]
    return (done.summary.cpu_rate or 0.0) / 1e9


def compiled(folder: Path) -> Path:
    source, program = Path(__file__).with_name("read_loop.c"), folder / "read_loop"
    subprocess.run(["gcc", "-O2", "-o", program, source], check=True)
    return program


def c_loop(program: Path, block: int) -> float:
    said = subprocess.run(
        [program, str(block), str(MILLISECONDS)], check=True, capture_output=True, text=True
    ).stdout
    moved, cpu_ns = map(int, said.split())
    return moved / cpu_ns


def dd(block: int, count: int) -> float:
    """dd to /dev/null, by the CPU time that the kernel says it had."""
    argv = ["dd", "if=/dev/zero", "of=/dev/null", f"bs={block}", f"count={count}", "status=none"]
    child = subprocess.Popen(argv)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, argv)
    return block * count / (usage.ru_utime + usage.ru_stime) / 1e9


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        loop = compiled(Path(folder))
        found = [
            Figure(
                f"engine / C read(2), {block // KIB}K",
                ratio(partial(engine, block), partial(c_loop, loop, block)),
                goal=goal,
            )
            for block, goal in GOALS_OF_C.items()
        ]
        batched = ratio(partial(engine, 4 * KIB, True), partial(c_loop, loop, 4 * KIB))
    found.append(Figure("engine batched 4K / C read(2) 4K", batched, goal=0.97))
    beside_dd = ratio(partial(engine, 4 * KIB), partial(dd, 4 * KIB, 600_000))
    found.append(Figure("engine / dd, 4K", beside_dd, goal=1.05))
    costs: list[float] = []
    with_meter = ratio(partial(metered, 256 * KIB, costs), partial(engine, 256 * KIB, False, 600))
    found.append(Figure("with / without the 10 Hz meter, 256K", with_meter, goal=0.98))
    cost = statistics.median(costs)
    return [*found, Figure("CPU of one sample", cost, "ms", goal=0.3, at_most=True)]
