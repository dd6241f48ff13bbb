"""Tests, and what several of them share. Light: children of tests import it too."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]

T = TypeVar("T")


def until(ask: Callable[[], T], seconds: float = 20.0) -> T:
    """What `ask` says once that is true; asked until then. An AssertionError when time is up."""
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, f"still not true after {seconds} s: {ask}"
        time.sleep(0.005)
    return answer


async def eventually(ask: Callable[[], T], seconds: float = 20.0) -> T:
    """`until` for tests whose event loop must go on meanwhile."""
    import asyncio

    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, f"still not true after {seconds} s: {ask}"
        await asyncio.sleep(0.005)
    return answer
