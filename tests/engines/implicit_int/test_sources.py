"""What is a source among what somebody names, and what can be read of it."""

import os
from pathlib import Path

import pytest

from engines.implicit_int import sources as module
from engines.implicit_int.sources import content, sources
from engines.wire import EngineError


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x;")
    return folder


def found(folder: Path, *paths: str) -> list[str]:
    return [os.path.relpath(it, folder) for it in sources(paths or [str(folder)])]


def test_a_folder_is_looked_through_in_order(tmp_path: Path) -> None:
    tree(tmp_path, "b.c", "a.h", "a/z.c", "a/b/c.c", "c/y.c", "notes.txt", "x.cpp", "m.c.orig")
    assert found(tmp_path) == ["a.h", "b.c", "a/z.c", "a/b/c.c", "c/y.c"]


def test_hidden_files_and_folders_are_left_out_unless_they_are_named(tmp_path: Path) -> None:
    tree(tmp_path, ".git/a.c", ".#b.c", "src/.deps/c.c", "src/d.c")
    assert found(tmp_path) == ["src/d.c"]
    assert found(tmp_path, str(tmp_path / ".git")) == [".git/a.c"]


def test_a_file_that_is_named_needs_no_suffix(tmp_path: Path) -> None:
    tree(tmp_path, "old.pc")
    assert found(tmp_path, str(tmp_path / "old.pc")) == ["old.pc"]


def test_a_file_is_given_once_whatever_its_names_are(tmp_path: Path) -> None:
    tree(tmp_path, "a.c", "d/b.c")
    (tmp_path / "link.c").symlink_to("a.c")
    (tmp_path / "again.c").hardlink_to(tmp_path / "d/b.c")
    named = [str(tmp_path / "d" / ".." / "a.c"), str(tmp_path), str(tmp_path)]
    assert found(tmp_path, *named) == ["a.c", "again.c"]


def test_folders_behind_links_are_left_out(tmp_path: Path) -> None:
    tree(tmp_path, "here/a.c", "there/b.c")
    (tmp_path / "here" / "there").symlink_to(tmp_path / "there")
    (tmp_path / "here" / "round").symlink_to(tmp_path)
    (tmp_path / "here" / "folder.c").mkdir()
    assert found(tmp_path, str(tmp_path / "here")) == ["here/a.c"]


def test_a_chain_of_folders_may_be_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    chain = ["/".join("d" * depth) for depth in range(1, 1500)]
    for folder in chain:  # mkdir -p and rm -r climb down by calling themselves
        Path(folder).mkdir()
    source = Path(chain[-1], "a.c")
    source.write_text("")
    assert list(sources(["."])) == [source]
    source.unlink()
    for folder in reversed(chain):
        Path(folder).rmdir()


def test_what_is_not_there_is_given_and_reading_it_says_why(tmp_path: Path) -> None:
    gone, folder, nul = tmp_path / "gone.c", tmp_path / "d", Path("a\0b")
    folder.mkdir()
    (tmp_path / "loop.c").symlink_to("loop.c")
    wanted = {
        gone: "No such file or directory",
        tmp_path / "loop.c": "Too many levels of symbolic links",
        folder: "This is no regular file.",
        nul: "embedded null byte",
    }
    assert list(sources([str(gone), str(nul)])) == [gone, nul]
    assert found(tmp_path) == ["loop.c"]
    for path, why in wanted.items():
        assert refused(path) == why


def test_a_folder_that_cannot_be_looked_into_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, "a.c", "shut/b.c", "z/c.c")
    scan = os.scandir

    def scandir(path: str) -> object:
        if os.fspath(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(module.os, "scandir", scandir)
    assert found(tmp_path) == ["a.c", "shut", "z/c.c"]
    assert refused(tmp_path / "shut") == "Permission denied"


def test_only_what_ends_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "a.c")
    assert refused(tmp_path / "a.c") == "This is no regular file."
    assert refused(Path("/dev/zero")) == "This is no regular file."
    monkeypatch.setattr(module, "MOST_BYTES", 8)
    (tmp_path / "b.c").write_bytes(b"static x;")
    (tmp_path / "c.c").write_bytes(b"static\0\xff")
    assert refused(tmp_path / "b.c") == "This file is too large."
    assert content(tmp_path / "c.c") == b"static\0\xff"


def test_names_may_be_any_bytes(tmp_path: Path) -> None:
    name = os.fsdecode(b"a\n\x1b[2J\xff.c")
    (tmp_path / name).write_bytes(b"x;")
    (path,) = sources([str(tmp_path)])
    assert (path.name, content(path)) == (name, b"x;")


def refused(path: Path) -> str:
    with pytest.raises(EngineError) as error:
        content(path)
    return error.value.failed.why
