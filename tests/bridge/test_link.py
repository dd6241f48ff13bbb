import asyncio
import gc
import os
import shlex
import signal
import stat
import statistics
import time
from pathlib import Path

import pytest

from engines import link, paths, wire
from engines.link import Link
from tests import eventually, until
from tests.bridge import SERVE, rogue
from tests.bridge.sleeper.messages import Count, Counting, Done

LONG = Count(to=1_000_000)
GOOD = wire.Progress("counting", 1, 3)


def sleeper(*requests: Count, argv: list[str] = SERVE) -> Link:
    return Link("sleeper", *requests, argv=argv)


async def everything(stream: Link) -> list[wire.Message]:
    return [event async for batch in stream for event in batch]


async def hear(stream: Link, kind: type[wire.Message]) -> wire.Message:
    """The first event of that kind."""
    async for batch in stream:
        for event in batch:
            if isinstance(event, kind):
                return event
    raise AssertionError(f"no {kind}")


def gone(process: int) -> bool:
    return not Path(f"/proc/{process}").exists()


def dead(process: int) -> bool:
    """Gone, or waiting for init to reap it."""
    return gone(process) or state(process) == "Z"


def state(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]


def zombies() -> list[str]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = status.read_text().rpartition(") ")[2].split()[:2]
        except OSError:
            continue
        if state == "Z" and int(parent) == os.getpid():
            found.append(status.parent.name)
    return found


async def test_a_link_gives_all_events_from_hello_to_the_end() -> None:
    async with sleeper(Count(to=5)) as stream:
        events = await everything(stream)
    assert events[:2] == [wire.hello("sleeper"), Counting(5, 0)]
    assert [event.done for event in events if isinstance(event, wire.Progress)] == [1, 2, 3, 4, 5]
    assert events[-1] == Done(5)


async def test_what_has_come_meanwhile_is_one_batch() -> None:
    async with sleeper(Count(to=50, pause=0)) as stream:
        await eventually(lambda: state(stream._child.pid) == "Z")
        batches = [batch async for batch in stream]
    assert len(batches) == 1
    assert len(batches[0]) == 53


async def test_a_newer_request_reaches_a_child_at_work() -> None:
    async with sleeper(Count(to=1_000_000)) as stream:
        await hear(stream, wire.Progress)
        stream.send(Count(to=2))
        assert (await everything(stream))[-1] == Done(2)


async def test_cancel_is_a_request_too() -> None:
    async with sleeper(Count(to=1_000_000)) as stream:
        await hear(stream, wire.Progress)
        stream.send(wire.Cancel())
        assert (await everything(stream))[-1] == wire.Cancelled()


async def test_a_request_larger_than_a_pipe_arrives_whole() -> None:
    async with sleeper(Count(to=0, ballast="x" * 900_000)) as stream:
        assert await hear(stream, Counting) == Counting(0, 900_000)


@pytest.mark.parametrize(
    ("mode", "what", "why"),
    [
        ("garbage", "The engine sent something that is no message.", "malformed"),
        ("bad_utf8", "The engine sent something that is no message.", "utf-8"),
        ("deep_nest", "The engine sent something that is no message.", "recursion"),
        ("unknown_tag", "The engine sent something that is no message.", "Surprise"),
        ("no_hello", "The engine sent something that is no message.", "Progress"),
        ("long_line", "A line was too long to be a message.", "over 1,048,576 bytes"),
        ("endless_line", "A line was too long to be a message.", "over 1,048,576 bytes"),
        ("killed", "The engine stopped without a word.", "killed by SIGKILL"),
        ("mid_line", "The engine stopped without a word.", "killed by SIGKILL"),
        ("leaves", "The engine stopped without a word.", "exit code 3"),
        ("closes", "The engine stopped without a word.", "it closed its output"),
        ("wrong_wire", "The engine is of another version.", f"wire {wire.WIRE + 1}"),
        ("wrong_engine", "Another engine answered.", "devzero instead of sleeper"),
    ],
)
async def test_every_fault_is_one_clear_failed_behind_what_was_good(mode, what, why) -> None:
    async with sleeper(Count(), argv=rogue(mode)) as stream:
        events = await everything(stream)
    *good, last = events
    assert isinstance(last, wire.Failed)
    assert last.what == what
    assert why in last.why
    greeted = mode not in ("no_hello", "wrong_wire", "wrong_engine")
    assert good == ([wire.hello("sleeper"), GOOD] if greeted else [])
    if what == "The engine stopped without a word.":
        assert last.fix == f"tail {stream.log}"
    if mode == "wrong_wire":
        assert last.fix.startswith("pip install")


async def test_a_traceback_is_in_the_log_that_the_message_names() -> None:
    async with sleeper(Count(fault="raises")) as stream:
        last = (await everything(stream))[-1]
    assert isinstance(last, wire.Failed)
    tail, log = shlex.split(last.fix)
    assert tail == "tail"
    assert "something with a traceback" in Path(log).read_text()


async def test_a_command_that_is_not_there_is_an_engine_error(tmp_path: Path) -> None:
    with pytest.raises(wire.EngineError, match="could not be started"):
        async with sleeper(argv=[str(tmp_path / "not there")]):
            pass


def test_an_unknown_engine_is_an_engine_error() -> None:
    with pytest.raises(wire.EngineError, match="no such engine"):
        Link("surprise")


async def test_a_child_that_does_not_read_is_an_end_not_a_wait() -> None:
    async with sleeper(argv=rogue("deaf")) as stream:
        await hear(stream, wire.Hello)
        before = time.monotonic()
        for _ in range(30):
            stream.send(Count(ballast="x" * 50_000))
        assert time.monotonic() - before < 0.5
        last = (await everything(stream))[-1]
    assert isinstance(last, wire.Failed)
    assert last.what == "The engine does not read what it is sent."


async def test_a_child_that_reads_late_gets_everything_that_was_sent() -> None:
    async with sleeper(Count(to=1_000_000)) as stream:
        for number in range(100):
            stream.send(Count(to=1_000_000 + number, ballast="x" * 5000))
        async for batch in stream:
            if Counting(1_000_099, 5000) in batch:
                break


async def test_keys_have_their_turn_while_a_child_floods() -> None:
    """The flood is endless and faster than can be read; the loop must answer all the same."""
    gaps: list[float] = []
    events = 0

    async def keys() -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            gaps.append(time.monotonic() - before)

    async with sleeper(argv=rogue("flood")) as stream:
        await hear(stream, wire.Progress)
        ticking, start = asyncio.create_task(keys()), time.monotonic()
        async for batch in stream:
            events += len(batch)
            if events > 300_000:
                break
        seconds = time.monotonic() - start
        ticking.cancel()
    print(f"{events / seconds:,.0f} events/s; longest gap {1000 * max(gaps):.1f} ms")
    assert statistics.median(gaps) < 0.1
    assert len(gaps) > 10


async def test_a_child_that_ignores_eof_and_sigterm_is_killed() -> None:
    async with sleeper(argv=rogue("stubborn")) as stream:
        await hear(stream, wire.Progress)
        before = time.monotonic()
    assert gone(stream._child.pid)
    assert 2 * link.GRACE <= time.monotonic() - before < 20


@pytest.mark.parametrize("fault", ["", "flood", "thread"])
async def test_a_child_that_behaves_ends_by_eof_alone(fault: str) -> None:
    async with sleeper(Count(to=1_000_000, fault=fault)) as stream:
        await hear(stream, wire.Progress)
    assert stream._child.returncode == 0
    assert stream.log.read_text() == ""


async def test_the_workers_of_a_dead_child_do_not_outlive_the_block() -> None:
    async with sleeper(argv=rogue("orphans")) as stream:
        worker = await hear(stream, wire.Progress)
        assert isinstance(worker, wire.Progress)
        assert not gone(int(worker.done))
        last = (await everything(stream))[-1]
        assert isinstance(last, wire.Failed)
    await eventually(lambda: dead(int(worker.done)))


async def test_an_ended_link_takes_requests_and_gives_nothing() -> None:
    """Its descriptors may be somebody else's by now: neither read from nor written to."""
    async with sleeper(Count(to=1_000_000)) as stream:
        await hear(stream, wire.Progress)
    reads, writes = os.pipe()
    spare = [os.dup(writes) for _ in range(8)]  # takes the numbers that the link had
    assert {stream._in, stream._out} & {reads, writes, *spare}
    stream.send(Count())
    assert await everything(stream) == []
    os.set_blocking(reads, False)
    with pytest.raises(BlockingIOError):
        os.read(reads, 1)
    for number in (reads, writes, *spare):
        os.close(number)


async def test_fifty_links_leave_no_zombie_and_no_descriptor() -> None:
    hello = wire.encode(wire.hello("sleeper")).decode()
    quick = ["/bin/sh", "-c", f"echo '{hello.strip()}'; cat >/dev/null"]
    leaves = ["/bin/sh", "-c", "exit 1"]
    before = None
    for number in range(51):
        async with sleeper(argv=leaves if number % 5 == 0 else quick) as stream:
            async for _ in stream:
                break
        before = before or open_files()  # the first one also opens what stays, such as epoll
    assert open_files() == before
    assert zombies() == []


def open_files() -> int:
    gc.collect()  # what other tests left
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_a_reader_cancelled_in_the_middle_ends_the_child_and_loses_no_order() -> None:
    heard: list[wire.Message] = []

    async def read() -> None:
        async with sleeper(Count(to=1_000_000)) as stream:
            read.child = stream._child.pid
            async for batch in stream:
                heard.extend(batch)

    reading = asyncio.create_task(read())
    await eventually(lambda: len(heard) > 5)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert gone(read.child)
    numbers = [event.done for event in heard if isinstance(event, wire.Progress)]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_a_cancelled_wait_can_be_taken_up_again() -> None:
    async with sleeper(Count(to=3)) as stream:
        heard = []
        while not (heard and isinstance(heard[-1], wire.LAST)):
            try:
                heard += await asyncio.wait_for(anext(stream), 0.001)
            except TimeoutError:
                continue
    assert [event.done for event in heard if isinstance(event, wire.Progress)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("argv", "code"),
    [(rogue("stubborn"), -signal.SIGKILL), (SERVE, 0)],
    ids=["and kills who ignores it", "and lets who obeys end well"],
)
async def test_an_end_that_is_itself_cancelled_goes_on(argv: list[str], code: int) -> None:
    ready = asyncio.Event()

    async def read() -> None:
        async with sleeper(LONG, argv=argv) as stream:
            read.child = stream._child
            await hear(stream, wire.Progress)
            ready.set()

    reading = asyncio.create_task(read())
    await ready.wait()
    await asyncio.sleep(0)  # it is in __aexit__ now
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await eventually(lambda: read.child.returncode is not None)
    assert read.child.returncode == code


def test_a_loop_that_closes_in_the_middle_of_an_end_still_kills_the_child() -> None:
    async def read() -> int:
        stream = await sleeper(argv=rogue("stubborn")).__aenter__()
        await hear(stream, wire.Progress)
        ending = asyncio.create_task(stream.__aexit__())
        await asyncio.sleep(0)
        assert not ending.done()
        return stream._child.pid

    child = asyncio.run(read())
    until(lambda: gone(child))


async def test_a_child_ends_when_its_console_is_killed(tmp_path: Path) -> None:
    """The kernel closes the pipe; nothing of ours needs to run. A job's child does not hold it."""
    console = await asyncio.create_subprocess_exec(
        *SERVE[:2], "tests.bridge.linked", stdout=asyncio.subprocess.PIPE
    )
    assert console.stdout
    child = int(await console.stdout.readline())
    assert not gone(child)
    console.kill()
    await console.wait()
    await eventually(lambda: dead(child))


async def test_the_log_is_private_and_is_put_aside_when_long(monkeypatch) -> None:
    monkeypatch.setattr(link, "LONGEST_LOG", 100)
    for text in (b"a" * 101, b"b" * 101, b"c"):
        async with sleeper(Count(to=0)) as stream:
            await everything(stream)
        stream.log.write_bytes(text)
    assert stream.log.read_bytes() == b"c"
    assert stream.log.with_suffix(".old").read_bytes() == b"b" * 101
    assert len(list(stream.log.parent.iterdir())) == 2
    assert stat.S_IMODE(stream.log.parent.stat().st_mode) == 0o700
    assert stream.log.is_relative_to(paths.state())


async def test_a_link_starts_in_a_moment() -> None:
    """35 ms on a quiet PC: a tab may start one whenever it is shown."""
    seconds = []
    for _ in range(7):
        before = time.monotonic()
        async with sleeper(Count()) as stream:
            await hear(stream, wire.Progress)
            seconds.append(time.monotonic() - before)
    print(f"first event after {1000 * statistics.median(seconds):.1f} ms")
    assert min(seconds) < 1
