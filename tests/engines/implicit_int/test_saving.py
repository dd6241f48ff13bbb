"""A mended source in the place of the old one: whole or not at all, and the old one is kept."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engines.implicit_int import saving
from engines.implicit_int.saving import save
from engines.wire import EngineError

BEFORE, AFTER = b"static x;\r\n\xff", b"static int x;\r\n\xff"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "src" / "old.c"
    path.parent.mkdir()
    path.write_bytes(BEFORE)
    path.chmod(0o640)
    return path


def listed(path: Path) -> dict[str, bytes]:
    return {it.name: it.read_bytes() for it in path.parent.iterdir()}


def refused(path: Path, before: bytes = BEFORE) -> EngineError:
    """And then all is as it was."""
    was = listed(path)
    with pytest.raises(EngineError) as error:
        save(path, before, AFTER)
    assert listed(path) == was
    return error.value


def test_the_old_text_is_kept_beside_the_new_one(source: Path) -> None:
    assert save(source, BEFORE, AFTER) == source.with_name("old.c.orig")
    assert listed(source) == {"old.c": AFTER, "old.c.orig": BEFORE}
    assert {it.stat().st_mode & 0o7777 for it in source.parent.iterdir()} == {0o640}


def test_a_backup_is_never_written_over(source: Path) -> None:
    source.with_name("old.c.orig").write_bytes(b"older")
    source.with_name("old.c.orig.2").symlink_to("nowhere")
    assert save(source, BEFORE, AFTER).name == "old.c.orig.3"
    assert source.with_name("old.c.orig").read_bytes() == b"older"
    source.with_name("old.c.orig.2").unlink()
    assert save(source, AFTER, BEFORE).name == "old.c.orig.2"
    assert not source.with_name("nowhere").exists()


def test_a_link_goes_on_naming_the_source(source: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.c"
    link.symlink_to("src/old.c")
    assert save(link, BEFORE, AFTER) == source.with_name("old.c.orig")
    assert link.is_symlink()
    assert listed(source) == {"old.c": AFTER, "old.c.orig": BEFORE}


def test_whoever_interrupts_it_keeps_the_old_text(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def interrupted(path: Path, target: Path) -> None:
        replace(path, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(source, BEFORE, AFTER)
    assert listed(source) == {"old.c": AFTER, "old.c.orig": BEFORE}


def test_a_file_of_several_names_is_not_taken_from_the_others(source: Path) -> None:
    source.with_name("same.c").hardlink_to(source)
    error = refused(source)
    assert error.failed.what == saving.LINKED
    assert f"cp -p {source} {source}.new" in error.failed.fix


@pytest.mark.parametrize("content", [b"static y;", BEFORE + b"x", b""])
def test_what_changed_meanwhile_is_left_alone(source: Path, content: bytes) -> None:
    source.write_bytes(content)
    assert refused(source).failed.what == saving.CHANGED


def test_a_locked_file_is_left_alone_even_by_root(source: Path) -> None:
    source.chmod(0o444)
    error = refused(source)
    assert error.failed.what == saving.READ_ONLY
    assert error.failed.fix == f"chmod u+w {source}"


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "/proc/self/status"])
def test_nothing_of_the_system_is_written(path: str) -> None:
    before = Path(path).stat()
    with pytest.raises(EngineError):
        save(Path(path), b"", AFTER)
    after = Path(path).stat()
    assert (before.st_mode, before.st_rdev) == (after.st_mode, after.st_rdev)
    assert not Path(f"{path}.orig").exists()


def test_a_file_in_the_memory_under_dev_is_left_alone() -> None:
    path = Path(f"/dev/shm/zerodeck-{os.getpid()}.c")  # noqa: S108 - which is what is meant
    path.write_bytes(BEFORE)
    try:
        with pytest.raises(EngineError):
            save(path, BEFORE, AFTER)
        assert path.read_bytes() == BEFORE
    finally:
        path.unlink()


def test_what_is_not_there_is_not_made(source: Path) -> None:
    gone = source.with_name("gone.c")
    error = refused(gone)
    assert error.failed.why == f"{gone}: No such file or directory"


def failing(module: Any, name: str, at: int, number: int) -> Callable[..., Any]:
    """The function, but its `at`-th call fails."""
    real, calls = getattr(module, name), iter(range(1, 100))

    def call(*arguments: Any, **options: Any) -> Any:
        if next(calls) == at:
            raise OSError(number, os.strerror(number))
        return real(*arguments, **options)

    return call


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize(
    ("module", "name", "at"),
    [
        (os, "open", 1),
        (os, "open", 2),
        (os, "fsync", 1),
        (os, "fsync", 2),
        (os, "fchown", 1),
        (os, "fchmod", 2),
        (Path, "replace", 1),
    ],
)
def test_whatever_fails_the_source_is_as_it_was(
    source: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, at: int, number: int
) -> None:
    monkeypatch.setattr(module, name, failing(module, name, at, number))
    error = refused(source)
    assert error.failed.what == saving.NOT_SAVED
    assert os.strerror(number) in error.failed.why


def test_a_full_disk_costs_nothing(source: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    real = os.open

    def to_nowhere(path: Any, flags: int, *more: Any) -> int:
        """The file is made, and what is written to it meets a full disk."""
        descriptor = real(path, flags, *more)
        if flags & os.O_EXCL:
            os.dup2(other := real(full, os.O_WRONLY), descriptor)
            os.close(other)
        return descriptor

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "open", to_nowhere)
        error = refused(source)
    assert "No space left" in error.failed.why


def test_an_owner_that_may_not_be_given_is_no_failure(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("fchown", "fchmod"):
        monkeypatch.setattr(os, name, failing(os, name, 1, errno.EPERM))
    save(source, BEFORE, AFTER)
    assert source.read_bytes() == AFTER


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(source: Path) -> None:
    os.chown(source, 1234, 4321)
    save(source, BEFORE, AFTER)
    assert {(it.stat().st_uid, it.stat().st_gid) for it in source.parent.iterdir()} == {
        (1234, 4321)
    }


def test_an_interrupt_leaves_nothing(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(source, BEFORE, AFTER)
    assert listed(source) == {"old.c": BEFORE}


def test_a_change_in_the_last_moment_is_seen(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def changing(descriptor: int) -> None:
        sync(descriptor)
        source.write_bytes(b"static y;")

    monkeypatch.setattr(os, "fsync", changing)
    with pytest.raises(EngineError) as error:
        save(source, BEFORE, AFTER)
    assert error.value.failed.what == saving.CHANGED
    assert listed(source) == {"old.c": b"static y;"}
