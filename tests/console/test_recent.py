"""What was open last, also with two consoles at once."""

import contextlib
import threading
from pathlib import Path

import pytest

from tui import recent
from tui.recent import Recent


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "zerodeck"


def test_at_first_nothing_was_open():
    assert recent.load() == Recent()


def test_the_last_tab_and_the_latest_files_first():
    recent.opened_tab("probe")
    recent.opened_tab("devzero")
    for name in ("/a.hex", "/b.hex", "/a.hex"):
        recent.opened_file("firmware", Path(name))
    recent.opened_file("series", Path("/s.csv"))
    files = {"firmware": (Path("/a.hex"), Path("/b.hex")), "series": (Path("/s.csv"),)}
    assert recent.load() == Recent("devzero", files)


def test_files_are_remembered_by_their_full_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/pi")
    recent.opened_file("firmware", Path("a.hex"))
    recent.opened_file("firmware", Path("~/b.hex"))
    assert recent.load().files["firmware"] == (Path("/home/pi/b.hex"), tmp_path / "a.hex")


def test_at_most_twenty_of_a_kind():
    for number in range(25):
        recent.opened_file("firmware", Path(f"/{number}"))
    files = recent.load().files["firmware"]
    assert files == tuple(Path(f"/{number}") for number in range(24, 4, -1))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 99999,
        b'{"tab": 1, "files": []}',
        b'{"files": {"a": "b"}}',
    ],
)
def test_a_broken_file_is_empty_and_heals(state, content):
    state.mkdir()
    (state / "recent.json").write_bytes(content)
    assert recent.load().tab == ""
    assert not any(recent.load().files.values())
    recent.opened_tab("devzero")
    assert recent.load().tab == "devzero"


def test_a_folder_that_cannot_be_written_costs_the_memory_alone(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    recent.opened_tab("devzero")
    assert recent.load() == Recent()


def test_two_consoles_at_once_lose_nothing(monkeypatch):
    """Each waits between reading and writing, so that the other could come between."""
    came = threading.Barrier(2)
    real = recent._save

    def slow(changed):
        with contextlib.suppress(threading.BrokenBarrierError):
            came.wait(0.2)
        real(changed)

    monkeypatch.setattr(recent, "_save", slow)
    consoles = [
        threading.Thread(target=recent.opened_file, args=("firmware", Path(name)))
        for name in ("/a", "/b")
    ]
    for console in consoles:
        console.start()
    for console in consoles:
        console.join()
    assert set(recent.load().files["firmware"]) == {Path("/a"), Path("/b")}
