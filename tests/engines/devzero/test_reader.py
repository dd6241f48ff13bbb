import os
import re
import signal
from pathlib import Path

import pytest

from engines.devzero.reader import Reader
from engines.wire import EngineError
from tests import until

from .conftest import children, gone_within


def counted(reader: Reader) -> int:
    return sum(count.bytes if count else 0 for count in reader.counts())


def cpu_seconds(reader: Reader) -> float:
    return sum(
        (count.cpu_ns - start.cpu_ns) / 1e9
        for start, count in zip(reader.starts() or [], reader.counts(), strict=False)
        if count
    )


def kernel_counted(pid: int) -> int:
    return int(re.search(r"rchar: (\d+)", Path(f"/proc/{pid}/io").read_text())[1])


def failure(reader: Reader) -> EngineError:
    seen = []

    def failed() -> bool:
        try:
            reader.check()
        except EngineError as error:
            seen.append(error)
        return bool(seen)

    until(failed)
    return seen[0]


@pytest.mark.some(2)
@pytest.mark.parametrize(("workers", "batched"), [(1, False), (2, True)])
def test_it_counts_what_the_kernel_counts(workers, batched, no_child_left):
    with Reader(64 << 10, workers, batched) as reader:
        until(lambda: cpu_seconds(reader) > 3 * workers)
        # Frozen one after the other, so that both counts are of one moment.
        for pid in reader.pids:
            os.kill(pid, signal.SIGSTOP)
        until(
            lambda: all("State:\tT" in Path(f"/proc/{p}/status").read_text() for p in reader.pids)
        )
        kernel = sum(kernel_counted(pid) for pid in reader.pids)
        assert counted(reader) == pytest.approx(kernel, rel=0.001)
    assert no_child_left()


@pytest.mark.parametrize("block", [512, 64 << 10, 64 << 20])
def test_it_reads_blocks_of_the_size_asked_for(block):
    with Reader(block) as reader:
        until(lambda: counted(reader))
        assert counted(reader) % block == 0


def test_leaving_ends_and_reaps_every_worker(no_child_left, pidfd):
    with Reader(4096, 3) as reader:
        pidfds = [pidfd(pid) for pid in reader.pids]
        assert len(pidfds) == 3
    assert no_child_left()
    assert gone_within(0, pidfds)


def test_leaving_by_an_exception_ends_them_too(no_child_left):
    with pytest.raises(ZeroDivisionError), Reader(4096, 2):
        _ = 1 / 0
    assert no_child_left()


def test_a_stopped_worker_ends_all_the_same(no_child_left):
    with Reader(4096) as reader:
        os.kill(reader.pids[0], signal.SIGSTOP)
    assert no_child_left()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_worker_that_is_killed_is_an_error(number, no_child_left):
    with Reader(4096, 2) as reader:
        until(reader.starts)
        os.kill(reader.pids[1], number)
        error = failure(reader)
    assert (error.failed.what, error.failed.why) == ("A reader was killed.", number.name)
    assert no_child_left()


def test_a_read_of_no_bytes_is_an_error_not_a_rate(tmp_path, monkeypatch):
    """What a regular file in the device's place would do, were it not refused before."""
    path = tmp_path / "short"
    path.write_bytes(bytes(10_000))
    monkeypatch.setattr("engines.devzero.reader.open_zero", lambda _: path.open("rb", buffering=0))
    with Reader(4096) as reader:
        error = failure(reader)
    assert error.failed.what == "A read of the zero device came back short."
    assert error.failed.why.endswith("bytes")


def test_an_error_of_the_read_itself_is_told(tmp_path, monkeypatch):
    path = tmp_path / "closed"
    path.touch()
    monkeypatch.setattr("engines.devzero.reader.open_zero", lambda _: path.open("wb", buffering=0))
    with Reader(4096) as reader:
        error = failure(reader)
    assert error.failed.what == "A reader broke down."
    assert "not open for reading" in error.failed.why


def test_a_worker_holds_nothing_open_but_the_device():
    """Not the wire above all: its other end would never see the end of the stream."""
    inherited = os.pipe()
    try:
        with Reader(4096) as reader:
            until(lambda: counted(reader))
            held = list(Path(f"/proc/{reader.pids[0]}/fd").iterdir())
            assert [str(descriptor.readlink()) for descriptor in held] == ["/dev/zero"]
    finally:
        for descriptor in inherited:
            os.close(descriptor)


def test_where_no_process_is_to_be_had_none_is_left(monkeypatch, no_child_left):
    fork, forked = os.fork, []

    def once() -> int:
        if forked:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        forked.append(True)
        return fork()

    monkeypatch.setattr(os, "fork", once)
    with pytest.raises(EngineError, match="could not be started"), Reader(4096, 2):
        pass
    assert no_child_left()


def test_a_wrong_device_starts_no_worker():
    before = children()
    with (
        pytest.raises(EngineError, match="not the zero device"),
        Reader(4096, device=Path("/dev/null")),
    ):
        pass
    assert children() == before
