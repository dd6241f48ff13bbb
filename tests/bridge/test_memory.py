"""Children that there is no memory for, and those that the kernel ends for want of it."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engines import jobs, link, paths, wire
from engines.devzero.messages import Read
from engines.job import Job
from engines.link import Link
from engines.memory import needs, pressure
from tests import eventually, until
from tests.bridge import SERVE
from tests.bridge.sleeper.messages import Count, Done

LONG = Count(to=1_000_000)
TOO_LITTLE = "There is not enough memory for this."


@pytest.fixture
def kills(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the kernel has counted last."""
    told = [3]
    monkeypatch.setattr(link, "oom_kills", lambda: told[-1])
    monkeypatch.setattr(pressure, "oom_kills", lambda: told[-1])
    return told


async def test_a_link_is_refused_before_there_is_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZERODECK_MEMORY", "0")
    monkeypatch.setattr(link.subprocess, "Popen", lambda *_, **__: pytest.fail("started"))
    with pytest.raises(wire.EngineError) as refused:
        async with Link("sleeper", LONG):
            pass
    assert refused.value.failed.what == TOO_LITTLE
    assert f"about {needs.OTHER} MiB" in refused.value.failed.why


async def test_what_a_child_was_promised_stands_in_its_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ZERODECK_MEMORY", "999999")
    async with Link("zero") as stream:
        assert stream.argv[-2:] == ["zero", f"{needs.NEEDS['zero']}"]
        command = f"/proc/{stream._child.pid}/cmdline"
        assert until(Path(command).read_text).split("\0")[-3:-1] == stream.argv[-2:]


@contextmanager
def alone(_needed: int | None) -> Iterator[None]:
    """There is memory for one child only."""
    below = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    if below:
        raise wire.EngineError(TOO_LITTLE, below)
    yield


async def test_a_child_that_replaces_another_is_started_once_that_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As a tab does it: what watches the one is cancelled, and what watches the next begun."""
    monkeypatch.setattr(link, "admitted", alone)
    watched: list[Link] = []

    async def watch(request: Count) -> wire.Message:
        async with Link("sleeper", request, argv=SERVE) as stream:
            watched.append(stream)
            return [event async for batch in stream for event in batch][-1]

    first = asyncio.create_task(watch(LONG))
    await eventually(lambda: watched)
    first.cancel()
    assert await asyncio.create_task(watch(Count(to=1))) == Done(1)
    assert first.cancelled()


async def test_a_child_is_refused_while_another_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "admitted", alone)
    async with Link("sleeper", LONG, argv=SERVE):
        with pytest.raises(wire.EngineError, match=TOO_LITTLE):
            async with Link("sleeper", LONG, argv=SERVE):
                pass
    assert not link.ENDING


async def test_another_command_is_never_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may run on another machine."""
    monkeypatch.setenv("ZERODECK_MEMORY", "0")
    async with Link("sleeper", Count(to=1), argv=SERVE) as stream:
        events = [event async for batch in stream for event in batch]
    assert events[-1] == Done(1)


def test_a_refused_job_leaves_nothing_behind_and_its_resource_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ZERODECK_MEMORY", "0")
    with pytest.raises(wire.EngineError) as refused:
        jobs.start("sleeper", LONG, title="count", resources=("probe:1",))
    assert refused.value.failed.what == TOO_LITTLE
    assert not (paths.state() / "jobs").exists() or not list((paths.state() / "jobs").iterdir())
    monkeypatch.setenv("ZERODECK_MEMORY", "999999")
    job = jobs.start("devzero", Read(seconds=0.01), title="read", resources=("probe:1",))
    until(lambda: not job.running)
    assert isinstance(job.status().last, wire.Done)


def test_a_running_job_is_counted_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    job = jobs.start("devzero", Read(), title="read")
    try:
        monkeypatch.setenv("ZERODECK_MEMORY", f"{needs.OTHER}")
        with pytest.raises(wire.EngineError) as refused:
            jobs.start("sleeper", LONG, title="count")
        assert f"devzero ({job.id}) {needs.NEEDS['devzero']} MiB" in refused.value.failed.why
    finally:
        job.kill()
        until(lambda: not job.running)


async def killed(stream: Link, sign: signal.Signals = signal.SIGKILL) -> wire.Message:
    os.kill(stream._child.pid, sign)
    return [event async for batch in stream for event in batch][-1]


async def test_a_child_that_the_kernel_ended_says_so(kills: list[int]) -> None:
    async with Link("sleeper", LONG, argv=SERVE) as stream:
        kills.append(4)
        assert await killed(stream) == wire.Failed(
            "The engine stopped without a word.",
            "killed by the kernel, probably for want of memory",
            "zerodeck memory",
        )


@pytest.mark.parametrize(
    ("sign", "count"), [(signal.SIGKILL, 3), (signal.SIGKILL, 2), (signal.SIGSEGV, 4)]
)
async def test_any_other_end_is_not_blamed_on_memory(
    kills: list[int], sign: signal.Signals, count: int
) -> None:
    """Such as a count that is lower: the machine was begun anew."""
    async with Link("sleeper", LONG, argv=SERVE) as stream:
        kills.append(count)
        last = await killed(stream, sign)
    assert isinstance(last, wire.Failed)
    assert last.why == f"killed by {sign.name}"


async def lost(job: Job) -> str:
    job.kill()
    await eventually(lambda: not job.running)
    last = job.status().last
    assert isinstance(last, wire.Failed)
    return last.why


async def test_a_lost_job_tells_that_the_kernel_has_ended_something(kills: list[int]) -> None:
    job = jobs.start("sleeper", LONG, title="count", argv=SERVE)
    kills.append(4)
    assert await lost(job) == (
        f"its process is gone, job {job.id}; "
        "meanwhile the kernel has ended something for want of memory"
    )


async def test_a_job_that_was_lost_otherwise_does_not(kills: list[int]) -> None:
    job = jobs.start("sleeper", LONG, title="count", argv=SERVE)
    assert await lost(job) == f"its process is gone, job {job.id}"


def test_a_job_of_an_older_version_has_no_count(kills: list[int]) -> None:
    job = jobs.start("sleeper", Count(to=1), title="count", argv=SERVE)
    until(lambda: not job.running)
    file = job.folder / "request.json"
    file.write_text(file.read_text().replace(',"oom_kills":3', ""))
    assert "oom_kills" not in file.read_text()
    assert Job(job.folder).record.oom_kills is None
