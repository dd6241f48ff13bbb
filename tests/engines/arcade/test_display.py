"""Where a window can be opened, told without opening one."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engines.arcade import display
from engines.arcade.display import BROKEN, FORWARDED, NO_DISPLAY, NO_RIGHT, found


@contextmanager
def listening(path: Path) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        yield


@pytest.fixture
def short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose name is short enough for a socket's."""
    monkeypatch.chdir(tmp_path)
    return Path()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A machine without any screen."""
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


def screen(root: Path, status: str, mode: int = 0o600) -> None:
    connector = root / "sys/class/drm/card0-HDMI-A-1"
    connector.mkdir(parents=True)
    (connector / "status").write_text(f"{status}\n")
    (root / "dev/dri").mkdir(parents=True)
    (root / "dev/dri/card0").touch(mode)


def test_without_any_there_is_none(root: Path) -> None:
    assert found({}, root) == ("", NO_DISPLAY, "", False)


def test_wayland_comes_first(short: Path, root: Path) -> None:
    screen(root, "connected")
    environment = {"WAYLAND_DISPLAY": "w-0", "XDG_RUNTIME_DIR": str(short), "DISPLAY": ":1"}
    with listening(short / "w-0"):
        assert found(environment, root).kind == "wayland"


def test_a_display_that_nobody_serves_is_named(short: Path, root: Path) -> None:
    environment = {"WAYLAND_DISPLAY": "w-0", "XDG_RUNTIME_DIR": str(short)}
    assert found(environment, root)[:3] == ("", BROKEN, "w-0")
    (short / "w-0").touch()
    assert found(environment, root)[:3] == ("", BROKEN, "w-0")
    for name in (
        ":4711",
        "nonsense",
        ":",
        ":x",
        ":1.x.y",
        "\n",
        "localhost:70000",
        "h:" + 5000 * "9",
    ):
        assert found({"DISPLAY": name}, root)[:3] == ("", BROKEN, name)


def test_behind_a_broken_one_the_next_is_found(short: Path, root: Path, monkeypatch) -> None:
    monkeypatch.setattr(display, "SOCKETS", str(short / "X"))
    environment = {"WAYLAND_DISPLAY": "gone", "DISPLAY": ":7"}
    with listening(short / "X7"):
        assert found(environment, root) == ("x11", "", ":7", False)
        assert found({"DISPLAY": ":7.0"}, root).kind == "x11"
    screen(root, "connected")
    assert found(environment, root).kind == "kmsdrm"


def test_a_display_by_way_of_ssh_is_another_machines(root: Path, monkeypatch) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        monkeypatch.setattr(display, "TCP", server.getsockname()[1] - 10)
        assert found({"DISPLAY": "localhost:10.0"}, root) == (
            "x11", FORWARDED, "localhost:10.0", True,
        )  # fmt: skip


def test_a_screen_counts_once_it_is_connected_and_ours(root: Path, monkeypatch) -> None:
    screen(root, "disconnected")
    assert found({}, root).why == NO_DISPLAY
    status = root / "sys/class/drm/card0-HDMI-A-1/status"
    status.write_text("connected\n")
    assert found({}, root).kind == "kmsdrm"
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert found({}, root)[:2] == ("", NO_RIGHT)
