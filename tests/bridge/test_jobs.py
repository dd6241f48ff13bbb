import asyncio
import fcntl
import gc
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from engines import jobs, locks, paths, wire
from engines.job import Job, Status
from tests import eventually, until
from tests.bridge import SERVE, rogue
from tests.bridge.sleeper.messages import Count, Counting, Done

LONG = Count(to=1_000_000)


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """Whatever a test leaves running is killed."""
    yield
    for job in jobs.every():
        with suppress(wire.EngineError):
            job.kill()
        until(lambda job=job: not job.running)


def start(request: Count = LONG, *resources: str, argv: list[str] = SERVE) -> Job:
    return jobs.start("sleeper", request, title="counting", resources=resources, argv=argv)


async def everything(job: Job) -> list[wire.Message]:
    return [event async for batch in job.follow() for event in batch]


async def hear(job: Job, kind: type[wire.Message]) -> wire.Message:
    async for batch in job.follow():
        for event in batch:
            if isinstance(event, kind):
                return event
    raise AssertionError(f"no {kind}")


def working(job: Job) -> Job:
    """The job, once it counts."""
    until(lambda: job.status().progress)
    return job


def processes(job: Job) -> list[int]:
    """Whoever else has a file of the job open."""
    return [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if int(process.name) != os.getpid()
        and any(file.startswith(f"{job.folder}/") for file in files(process))
    ]


def files(process: Path) -> Iterator[str]:
    """What it has open; it may close some, or end, while one looks."""
    with suppress(OSError):
        for file in (process / "fd").iterdir():
            with suppress(OSError):
                yield str(file.readlink())


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def pid(job: Job) -> int:
    (number,) = until(lambda: processes(job))
    return number


# How it goes when all is well.


async def test_a_job_is_followed_from_hello_to_the_end() -> None:
    job = start(Count(to=3))
    assert job.running
    assert job.status() == Status(None, None) or job.status().progress
    events = await everything(job)
    assert events[:2] == [wire.hello("sleeper"), Counting(3, 0)]
    assert [event.done for event in events if isinstance(event, wire.Progress)] == [1, 2, 3]
    assert events[-1] == Done(3)
    assert not job.running
    assert job.status() == Status(wire.Progress("counting", 3, 3), Done(3))
    assert (job.folder / "log").read_text() == ""


async def test_two_may_follow_at_once_and_a_third_after_the_end() -> None:
    job = start(Count(to=50))
    first, second = await asyncio.gather(everything(job), everything(jobs.find(job.id)))
    assert first == second == await everything(job)
    assert first[-1] == Done(50)


async def test_leaving_does_not_end_it() -> None:
    job = start(Count(to=50))
    await hear(job, wire.Progress)
    assert (await everything(job))[-1] == Done(50)


async def test_a_cancelled_follower_does_not_end_it() -> None:
    job = start()
    following = asyncio.create_task(everything(job))
    await eventually(lambda: job.status().progress)
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    assert job.running


async def test_what_was_asked_is_on_record() -> None:
    before = time.time()
    job = start(Count(to=0), "probe:1", "file:/x")
    record = Job(job.folder).record
    assert (record.engine, record.title) == ("sleeper", "counting")
    assert record.resources == ("probe:1", "file:/x")
    assert before <= record.started <= time.time()
    assert bytes(record.request).strip() == wire.encode(Count(to=0)).strip()


def test_its_title_is_one_line_that_commands_no_terminal() -> None:
    job = jobs.start("sleeper", Count(to=1), title="flash a\x1b[2J\nb.elf", argv=SERVE)
    assert job.record.title == "flash a\\x1b[2J b.elf"


async def test_a_running_job_can_be_asked_for_more() -> None:
    job = start()
    await hear(job, wire.Progress)
    job.send(Count(to=2))
    assert (await everything(job))[-1] == Done(2)


async def test_cancel_stops_it_at_a_safe_point(tmp_path: Path) -> None:
    work = tmp_path / "work"
    job = working(start(Count(to=1_000_000, pause=0.02, work=str(work))))
    job.cancel()
    assert (await everything(job))[-1] == wire.Cancelled()
    assert re.fullmatch(r"(\(\n\)\n)+", work.read_text())


async def test_sigterm_stops_it_at_a_safe_point(tmp_path: Path) -> None:
    work = tmp_path / "work"
    job = working(start(Count(to=1_000_000, pause=0.02, work=str(work))))
    job.kill(signal.SIGTERM)
    assert (await everything(job))[-1] == wire.Cancelled()
    assert re.fullmatch(r"(\(\n\)\n)+", work.read_text())


async def test_a_cancel_sent_at_once_is_obeyed() -> None:
    """The FIFO is there before the child is."""
    job = start()
    job.cancel()
    assert (await everything(job))[-1] == wire.Cancelled()


async def test_a_request_of_200_kib_arrives_whole() -> None:
    job = start(Count(to=0, ballast="x" * 200_000))
    assert await hear(job, Counting) == Counting(0, 200_000)
    assert (await everything(job))[-1] == Done(0)


def test_a_job_is_nobody_elses_business() -> None:
    job = start()
    for folder in (job.folder, job.folder.parent, job.folder.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert job.folder.parent == paths.state() / "jobs"
    assert names(job.folder) == {"request.json", "requests", "events.jsonl", "log", "lock"}


def test_a_job_has_a_session_of_its_own() -> None:
    job = working(start())
    assert os.getsid(pid(job)) == pid(job)


def test_an_ended_job_is_reaped_while_its_console_lives_on() -> None:
    job = working(start())
    number = pid(job)
    job.kill()
    until(lambda: not Path(f"/proc/{number}").exists())


def test_jobs_leave_no_descriptor_open_in_the_console() -> None:
    start(Count(to=0))
    gc.collect()  # what other tests left
    before = names(Path("/proc/self/fd"))
    for _ in range(5):
        job = working(start(LONG, "a thing", "another"))
        job.send(Count(to=1_000))
        job.kill(signal.SIGTERM)
        until(lambda: not any(job.running for job in jobs.every()))
    assert names(Path("/proc/self/fd")) == before


# How it goes when something is wrong.


async def test_a_job_whose_process_vanished_is_lost_and_says_so() -> None:
    job = working(start())
    os.kill(pid(job), signal.SIGKILL)
    until(lambda: not job.running)
    last = job.status().last
    assert isinstance(last, wire.Failed)
    assert last.what == "The job ended without a word."
    assert job.id in last.why
    assert last.fix == f"tail {job.folder}/log"
    assert job.status().progress
    assert (await everything(job))[-1] == last


async def test_a_follower_learns_that_the_process_vanished() -> None:
    job = working(start())
    following = asyncio.create_task(everything(job))
    job.kill()
    last = (await following)[-1]
    assert isinstance(last, wire.Failed)
    assert last.what == "The job ended without a word."


async def test_a_job_that_ends_between_two_looks_is_not_lost(monkeypatch) -> None:
    """Its lock is looked at before its events: the other way round, the end would be missed."""
    held = locks.held
    job = start(argv=rogue("silent"))

    def ends_just_now(lock: Path) -> bool:
        if held(lock):
            words = (wire.hello("sleeper"), Done(3))
            (job.folder / "events.jsonl").write_bytes(b"".join(map(wire.encode, words)))
            os.kill(pid(job), signal.SIGKILL)
            until(lambda: not held(lock))
        return False

    monkeypatch.setattr("engines.job.held", ends_just_now)
    assert isinstance(job.status().last, wire.Done)
    job = start(argv=rogue("silent"))
    monkeypatch.setattr("engines.job.held", ends_just_now)
    assert (await everything(job))[-1] == Done(3)


@pytest.mark.parametrize("mode", ["garbage", "killed", "mid_line", "leaves", "wrong_wire"])
async def test_a_fault_of_the_child_is_one_clear_failed(mode: str) -> None:
    job = start(argv=rogue(mode))
    *good, last = await everything(job)
    assert isinstance(last, wire.Failed)
    assert not any(isinstance(event, wire.LAST) for event in good)


async def test_a_breakdown_names_the_log_of_the_job() -> None:
    job = start(Count(fault="raises"))
    last = (await everything(job))[-1]
    assert isinstance(last, wire.Failed)
    assert last.fix == f"tail {job.folder}/log"
    assert "something with a traceback" in (job.folder / "log").read_text()


async def test_a_long_last_event_is_found() -> None:
    """Longer than what is usually read of the end of the events."""
    job = start(Count(to=1, fault="long end"))
    assert isinstance((await everything(job))[-1], Done)
    assert isinstance(job.status().last, Done)


def test_a_command_that_is_not_there_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(wire.EngineError, match="could not be started"):
        start(LONG, "a thing", argv=[str(tmp_path / "not there")])
    assert names(jobs.home()) == set()
    start(LONG, "a thing")


def test_a_request_too_long_for_the_wire_leaves_nothing_behind() -> None:
    with pytest.raises(wire.EngineError, match="too long"):
        start(Count(ballast="x" * (2 << 20)))
    assert names(jobs.home()) == set()


def test_a_name_that_is_no_text_leaves_nothing_behind() -> None:
    with pytest.raises(wire.EngineError, match="cannot be sent"):
        start(LONG, "file:\udc80")
    assert names(jobs.home()) == set()


def test_a_disk_that_is_full_at_the_start_leaves_nothing_behind(monkeypatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    home = jobs.home()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(wire.EngineError, match="No space left"):
            start(LONG, "a thing")
    assert names(home) == set()
    start(LONG, "a thing")


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of 256 KiB for jobs to stand on. Only root can make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root; test_serve has the same by RLIMIT_FSIZE")
    monkeypatch.setenv("XDG_STATE_HOME", str(disk))
    yield disk
    until(lambda: subprocess.run(["umount", str(disk)], capture_output=True).returncode == 0)


async def test_a_disk_that_fills_up_costs_events_but_not_the_work(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    job = start(Count(to=300, pause=0.001, fault="full log", work=str(work)))
    await eventually(lambda: not job.running)
    assert work.read_text() == "(\n)\n" * 300
    *_, last = await everything(job)
    assert isinstance(last, wire.LAST)
    job.remove()


async def test_a_job_that_does_not_read_can_be_killed_but_not_asked() -> None:
    job = start(argv=rogue("deaf"))
    await hear(job, wire.Hello)
    with pytest.raises(wire.EngineError, match="does not read") as caught:
        for _ in range(1000):
            job.send(Count(ballast="x" * 3000))
    assert caught.value.failed.fix == f"zerodeck jobs cancel --kill {job.id}"
    job.kill()
    until(lambda: not job.running)


def test_a_running_job_takes_no_request_that_could_mix_with_anothers() -> None:
    job = start()
    with pytest.raises(wire.EngineError, match="too long"):
        job.send(Count(ballast="x" * 4096))


def test_an_ended_job_cannot_be_asked_nor_killed() -> None:
    job = start(Count(to=0))
    until(lambda: not job.running)
    for act in (job.cancel, job.kill, lambda: job.send(Count())):
        with pytest.raises(wire.EngineError, match="has ended"):
            act()


def test_no_stranger_is_killed_in_place_of_a_job_that_ended() -> None:
    """Not even one that leads a session and reads the FIFO: the lock says it is not the job."""
    job = working(start())
    job.kill()
    until(lambda: not job.running)
    requests = os.open(job.folder / "requests", os.O_RDWR)
    stranger = subprocess.Popen(["/bin/sleep", "600"], stdin=requests, start_new_session=True)
    os.close(requests)
    with stranger, pytest.raises(wire.EngineError, match="has ended"):
        try:
            job.kill()
        finally:
            assert stranger.poll() is None
            stranger.kill()


def test_no_program_that_the_job_runs_is_killed_in_its_place(monkeypatch) -> None:
    """A child's child has the same standard input, unless it is given another."""
    glob = Path.glob  # once the numbers have wrapped round, a child's is the lower one
    monkeypatch.setattr(Path, "glob", lambda *a: sorted(glob(*a), key=lambda p: -int(p.name)))
    script = "import subprocess; subprocess.run(['/bin/sleep', '600'])"
    job = start(argv=[sys.executable, "-c", script])
    both = until(lambda: len(found := processes(job)) == 2 and found)
    parent, child = sorted(both, key=lambda number: os.getsid(number) != number)
    job.kill()
    until(lambda: parent not in processes(job))
    os.kill(child, signal.SIGKILL)


# One resource, one job.


async def test_the_second_job_on_a_resource_is_refused_with_the_first_ones_id() -> None:
    first = start(LONG, "probe:1", "file:/a")
    for resources in (["file:/a"], ["file:/b", "probe:1"]):
        with pytest.raises(wire.EngineError) as caught:
            start(LONG, *resources)
        assert caught.value.failed == wire.Failed(
            "Another job is using this.",
            f"{resources[-1]}, by job {first.id}",
            f"zerodeck jobs attach {first.id}",
        )
    assert names(jobs.home()) == {first.id}
    start(LONG, "file:/b", "probe:2")


async def test_a_process_that_takes_its_time_to_go_holds_the_last_event_back() -> None:
    job = start(LONG, "probe:1", argv=rogue("lingers"))
    await hear(job, wire.Done)
    start(LONG, "probe:1")


async def test_who_has_seen_the_end_may_start_the_next(count) -> None:
    for _ in range(count(200)):
        job = start(Count(to=0), "probe:1")
        assert isinstance(await hear(job, Done), Done)  # and leaves at once
        assert not job.running


def test_who_is_only_just_starting_is_not_mistaken_for_the_one_before() -> None:
    before = start(Count(to=0), "probe:1")
    until(lambda: not before.running)
    with locks.resource_lock("probe:1"), pytest.raises(wire.EngineError) as caught:
        start(LONG, "probe:1")
    assert caught.value.failed.why == "probe:1"
    assert caught.value.failed.fix == "zerodeck jobs list"


def test_a_resource_is_free_when_its_job_was_killed() -> None:
    job = working(start(LONG, "probe:1"))
    job.kill()
    until(lambda: not job.running)
    start(LONG, "probe:1")


def test_of_many_at_once_one_gets_the_resource(count) -> None:
    for _ in range(count(50)):
        got, refused, ready = [], [], threading.Barrier(6)

        def compete(got=got, refused=refused, ready=ready) -> None:
            ready.wait()
            try:
                got.append(start(LONG, "probe:1"))
            except wire.EngineError as error:
                refused.append(error.failed.what)

        threads = [threading.Thread(target=compete) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(got) == 1
        assert refused == ["Another job is using this."] * 5
        got[0].kill()
        until(lambda got=got: not got[0].running)


@pytest.mark.parametrize("name", ["", ".", "..", "/", "file:/home/pi/" + "图片" * 100])
def test_any_name_can_stand_for_a_resource(name: str) -> None:
    start(LONG, name)
    with pytest.raises(wire.EngineError, match="Another job"):
        start(LONG, name)


# Finding and forgetting.


async def test_jobs_are_found_by_the_beginning_of_their_id(monkeypatch) -> None:
    names = iter(["ab12", "ab34", "cd56"])
    monkeypatch.setattr(jobs, "random_hex", lambda n: next(names) if n == 4 else "f" * n)
    for _ in range(3):
        start(Count(to=0))
    assert jobs.find("cd").id == "cd56"
    assert jobs.find("ab12").id == "ab12"
    for name, what in [("ab", "More than one job"), ("x", "no such job"), ("", "no such job")]:
        with pytest.raises(wire.EngineError, match=what):
            jobs.find(name)


def test_an_id_that_is_taken_is_not_given_twice(monkeypatch) -> None:
    monkeypatch.setattr(jobs, "random_hex", lambda n: "a" * n)
    assert [len(start(Count(to=0)).id) for _ in range(3)] == [4, 8, 16]
    with pytest.raises(wire.EngineError, match="could not be given a name"):
        start(Count(to=0))
    assert len(names(jobs.home())) == 3


def test_all_jobs_the_oldest_first_and_no_stray_files() -> None:
    started = [start(Count(to=0)).id for _ in range(5)]
    (jobs.home() / "a stray file").touch()
    (jobs.home() / "a stray folder").mkdir()
    (jobs.home() / "half").mkdir()
    (jobs.home() / "half" / "request.json").write_text("{")
    assert [job.id for job in jobs.every()] == started


def test_prune_forgets_what_has_ended_and_nothing_else() -> None:
    ended, running = start(Count(to=0)), start()
    until(lambda: not ended.running)
    assert jobs.prune() == [ended.id]
    assert names(jobs.home()) == {running.id}
    assert jobs.prune() == []
    with pytest.raises(wire.EngineError, match="still running"):
        running.remove()


def test_prune_removes_half_made_folders_but_none_in_the_making() -> None:
    young, old, locked = (jobs.home() / name for name in (".new-1", ".new-2", ".old-3"))
    for folder in (young, old, locked):
        folder.mkdir()
        (folder / "lock").touch()
    for folder in (old, locked):
        os.utime(folder, (0, 0))
    with (locked / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        jobs.prune()
    assert names(jobs.home()) == {".new-1", ".old-3"}


async def test_a_job_that_somebody_else_removed_is_an_engine_error() -> None:
    job = start(Count(to=0))
    until(lambda: not job.running)
    jobs.prune()
    job.remove()
    job.see()
    assert not job.running
    assert not job.seen
    for ask in (job.status, job.cancel, job.kill):
        with pytest.raises(wire.EngineError):
            ask()
    with pytest.raises(wire.EngineError, match="no such job"):
        await everything(job)
    with pytest.raises(wire.EngineError, match="cannot be read"):
        Job(job.folder)


def test_many_may_prune_at_once(count) -> None:
    for _ in range(count(100)):
        for _ in range(3):
            start(Count(to=0), argv=["/bin/true"])
        until(lambda: not any(job.running for job in jobs.every()))
        errors: list[BaseException] = []

        def prune(errors=errors) -> None:
            try:
                jobs.prune()
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=prune) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not errors
        assert names(jobs.home()) == set()


def test_a_job_remembers_that_its_end_was_seen() -> None:
    job = start(Count(to=0))
    assert not job.seen
    job.see()
    assert jobs.find(job.id).seen
