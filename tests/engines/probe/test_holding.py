"""Who has a probe: a job's child has its job's, and whoever else wants it is told whose it is."""

import os
import pty
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from engines import jobs, locks, wire
from engines.inbox import Inbox
from engines.link import Link
from engines.probe.engine import serve
from engines.probe.listing import resource
from engines.probe.messages import (
    SIMULATED,
    Cable,
    Connected,
    Dump,
    Erase,
    Erased,
    Look,
    Memory,
    Refused,
    Verified,
    Verify,
    Wanted,
)
from tests import until
from tests.engines.probe.rig import FLASH, held, noise, write

WANTED = Wanted(SIMULATED, cable=Cable(latency=0.0))
PLACE = resource(SIMULATED)


@pytest.fixture
def file(tmp_path):
    write(tmp_path / "fw.bin", noise(1, 4096))
    return str(tmp_path / "fw.bin")


def begun(request):
    """A job as the tab begins one."""
    return jobs.start("probe", request, title="work", resources=(PLACE,))


def ended(job):
    until(lambda: not job.running)
    return job.status().last


@contextmanager
def working():
    """A job that has the probe, and reads it for long."""
    job = begun(Dump(FLASH, 256 << 10, Wanted(SIMULATED, cable=Cable(latency=0.01))))
    try:
        yield job
    finally:
        with suppress(wire.EngineError):
            job.kill()
        ended(job)


# What is begun from the tab


def test_a_verify_that_is_a_job_has_its_jobs_probe(file):
    assert ended(begun(Verify(file, WANTED, FLASH))) == Verified("STM32F103RC", ())


def test_an_erase_that_is_a_job_has_its_jobs_probe(file):
    assert ended(begun(Erase("stm32f103rc", WANTED))) == Erased("STM32F103RC", "chip")
    assert held(4096) == b"\xff" * 4096


async def test_a_dump_that_is_a_job_has_its_jobs_probe(file):
    job, read = begun(Dump(FLASH, 4096, WANTED)), b""
    async for batch in job.follow():
        read += b"".join(bytes.fromhex(each.data) for each in batch if isinstance(each, Memory))
    assert read == noise(1, 4096)


def test_only_the_lock_that_a_child_was_given_is_its_own(file):
    with locks.resource_lock(PLACE):
        request = Verify(file, WANTED, FLASH)
        job = jobs.start("probe", request, title="work", resources=("probe:other",))
        assert ended(job).what == "Another job is using this."


# Whose it is


def test_a_job_is_named_with_the_command_to_look():
    with working() as job:
        with pytest.raises(wire.EngineError, match="Another job is using this") as caught:
            serve(Inbox([Verify("x", WANTED)]), lambda event: None)
        assert caught.value.failed.why == f"{PLACE}, by job {job.id}"
        assert caught.value.failed.fix == f"zerodeck jobs attach {job.id}"


async def test_a_console_that_is_connected_is_named_by_its_process():
    async with Link("probe", Look(WANTED)) as link:
        await heard(link, Connected)
        with pytest.raises(wire.EngineError, match="A console is connected") as caught:
            begun(Verify("x", WANTED))
        assert caught.value.failed.why.startswith(f"{PLACE}, by process {os.getpid()}")
        async with Link("probe", Look(WANTED)) as other:
            refused = await heard(other, Refused)
            assert refused.what == caught.value.failed.what
    assert ended(begun(Verify("x", WANTED))).what == "There is no such file."


async def test_a_command_that_is_no_job_says_so():
    long = Dump(FLASH, 256 << 10, Wanted(SIMULATED, cable=Cable(latency=0.01)))
    async with Link("probe", long) as link:
        await heard(link, Memory)
        with pytest.raises(wire.EngineError, match="Another command is using this") as caught:
            begun(Verify("x", WANTED))
        assert str(os.getpid()) in caught.value.failed.why


def test_a_process_is_told_with_its_terminal(monkeypatch):
    near, far = pty.openpty()
    try:
        monkeypatch.setattr(os, "getppid", os.getpid)
        monkeypatch.setattr(Path, "readlink", lambda path: Path(os.ttyname(far)))
        assert locks.started_by() == f"{os.getpid()} on {os.ttyname(far)}"
        monkeypatch.setattr(Path, "readlink", lambda path: Path("/dev/null"))
        assert locks.started_by() == str(os.getpid())
    finally:
        os.close(near)
        os.close(far)


async def heard(link, kind):
    async for batch in link:
        for event in batch:
            if isinstance(event, kind):
                return event
            assert not isinstance(event, wire.LAST), event
    raise AssertionError("it ended")
