"""The real program where there is no more memory than on a Zero 2 W, by the kernel's own count."""

import json
import subprocess
import sys
from contextlib import ExitStack

import pytest

from engines import wire
from engines.link import Link
from engines.memory.admission import TOO_LITTLE
from engines.memory.pressure import KILLED
from tests import ROOT
from tests.bench.console import PROGRAM
from tests.bench.memory import console
from tests.memory_group import group

ZERO_2_W = 427
"""MiB that a Zero 2 W leaves to programs."""

EATER = "b'x' * (99 << 20)"


@pytest.fixture
def limited(request):
    with ExitStack() as stack:
        try:
            made = stack.enter_context(group(request.param))
        except OSError as error:
            pytest.skip(f"no group with a limit can be made: {error}")
        yield made


def crowd(limited, *words):
    """What became of the works whose names have these words, all of them in the group."""
    command = limited.inside([sys.executable, "-m", "tests.bench.memory", *words])
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return dict(map(json.loads, done.stdout.splitlines()))


@pytest.mark.parametrize("limited", [ZERO_2_W], indirect=True)
def test_beside_the_console_each_engine_works_or_is_refused_and_none_is_killed(limited, some):
    works = some(["8 workers", "search", "a picture", "terminal", "gcc"])
    with console(limited.inside(PROGRAM)) as session:
        told = crowd(limited, *works, "training")
        assert session.open
        assert limited.killed == 0
    assert told.pop("gomoku: a training") == TOO_LITTLE
    assert len(told) >= len(works)
    assert TOO_LITTLE not in told.values()


@pytest.mark.parametrize("limited", [40], indirect=True)
async def test_an_engine_that_takes_more_than_there_is_is_ended_and_says_why(limited):
    argv = limited.inside([sys.executable, "-c", EATER])
    async with Link("devzero", argv=argv) as link:
        events = [event async for batch in link for event in batch]
    assert limited.killed == 1
    assert isinstance(events[-1], wire.Failed)
    assert (events[-1].why, events[-1].fix) == (KILLED, "zerodeck memory")
