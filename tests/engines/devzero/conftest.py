import os
import select
from collections.abc import Callable
from pathlib import Path

import pytest


def children(pid: int | str = "self") -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def gone_within(seconds: float, pidfds: list[int]) -> bool:
    """Whether all these processes ended in time. Looks at them, does not reap them."""
    return all(select.select([pidfd], [], [], seconds)[0] for pidfd in pidfds)


@pytest.fixture
def no_child_left() -> Callable[[], bool]:
    """Whether every child started since now has ended and was reaped: a zombie is still listed."""
    before = set(children())
    return lambda: set(children()) <= before


@pytest.fixture
def pidfd():
    opened: list[int] = []

    def open_pidfd(pid: int) -> int:
        opened.append(os.pidfd_open(pid))
        return opened[-1]

    yield open_pidfd
    for descriptor in opened:
        os.close(descriptor)
