"""Files that a command has made: all or none, and never over what is there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.wire import EngineError
from tui.files import unused, write_new

FILES = [("a.json", "{}"), ("b.sh", "#!/bin/sh\n")]


@pytest.fixture
def here(tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def refused(folder, files=FILES):
    with pytest.raises(EngineError) as error:
        write_new(folder, files)
    return error.value.failed


def inside(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_all_files_are_written_into_a_folder_that_is_made(here):
    folder = here / "deep" / "new"
    assert write_new(folder, FILES) == [folder / "a.json", folder / "b.sh"]
    assert inside(folder) == dict(FILES)


def test_what_is_there_beside_them_stays(here):
    (here / "mine").write_text("mine")
    write_new(here, FILES)
    assert inside(here) == {"mine": "mine", **dict(FILES)}


@pytest.mark.parametrize("kind", ["file", "folder", "dangling link"])
def test_nothing_is_written_where_one_of_them_is_there(kind, here):
    there = here / "b.sh"
    if kind == "file":
        there.write_text("mine")
    elif kind == "folder":
        there.mkdir()
    else:
        there.symlink_to(here / "elsewhere")
    failed = refused(here)
    assert failed.what == "Nothing was written: a file is there already."
    assert failed.why == str(there)
    assert [path.name for path in here.iterdir()] == ["b.sh"]


def test_what_fails_in_the_middle_leaves_nothing(here):
    folder = here / "new"
    failed = refused(folder, [*FILES, ("no/such/folder", "")])
    assert failed.what == "The files could not be written."
    assert failed.why
    assert not folder.exists()


def test_what_fails_in_the_middle_leaves_a_folder_that_was_there(here):
    refused(here, [*FILES, ("no/such/folder", "")])
    assert list(here.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_refused(here):
    (here / "new").write_text("mine")
    assert refused(here / "new").what == "The files could not be written."
    assert inside(here) == {"new": "mine"}


def test_text_is_utf_8_whatever_the_locale(here, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    (path,) = write_new(here, [("a", "Ψ 参数\n")])
    assert path.read_bytes() == "Ψ 参数\n".encode()


def test_an_unused_name_has_the_next_number(here):
    path = here / "zero3-ray"
    assert unused(path) == path
    path.mkdir()
    assert unused(path).name == "zero3-ray-2"
    (here / "zero3-ray-2").symlink_to("nowhere")
    assert unused(path).name == "zero3-ray-3"


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.text(max_size=9), max_size=5))
def test_whatever_is_written_is_read_again(tmp_path_factory, files):
    folder: Path = tmp_path_factory.mktemp("files")
    pairs = [(name, text.replace("\r", "")) for name, text in files.items()]
    pairs = [(name, text.encode("utf-8", "ignore").decode()) for name, text in pairs]
    write_new(folder, pairs)
    assert inside(folder) == dict(pairs)


def test_nothing_is_exported_below_dev():
    with pytest.raises(EngineError, match="below /dev"):
        write_new(Path("/dev/zerodeck-export"), [("a.json", "{}")])
    assert not Path("/dev/zerodeck-export").exists()
