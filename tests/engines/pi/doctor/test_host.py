"""The machine that is looked at: a folder that stands for it, and this one."""

import os
from pathlib import Path

import pytest

from engines.pi.doctor import host as module
from engines.pi.doctor.host import User, found, here
from tests.engines.pi.doctor.fakes import PI, fake

NODE = "dev/node"
GROUPS = "root:x:0:\nplugdev:x:46:pi,other\nempty:x:47:\nbroken:x\nworse:x:many:pi\n"


def node(tmp_path: Path, mode: int, user: User) -> bool:
    return fake(tmp_path, {NODE: ""}, modes={NODE: mode}, user=user).may_use(NODE)


@pytest.mark.parametrize(("mode", "may"), [(0o006, True), (0o660, False), (0o004, False)])
def test_others_have_the_last_digit(tmp_path, mode, may):
    assert node(tmp_path, mode, PI) is may


@pytest.mark.parametrize(("mode", "may"), [(0o060, True), (0o606, False), (0o040, False)])
def test_a_group_has_the_middle_digit(tmp_path, mode, may):
    group = tmp_path.stat().st_gid
    assert node(tmp_path, mode, User(PI.number, frozenset({group}))) is may


def test_an_owner_is_not_helped_by_what_others_may(tmp_path, monkeypatch):
    # Whoever runs this may be root, who may all, and the kernel is asked about nobody else.
    made = tmp_path.stat()
    owner = User(made.st_uid or 1, frozenset())
    monkeypatch.setattr(os, "getuid", lambda: 0)
    if made.st_uid == 0:
        os.chown(fake(tmp_path, {NODE: ""}).at(NODE), 1, 1)
    assert not node(tmp_path, 0o066, owner)
    assert node(tmp_path, 0o600, owner)


def test_root_may_all_that_is_there(tmp_path):
    root = User(0, frozenset({0}))
    assert node(tmp_path, 0o000, root)
    assert not fake(tmp_path, user=root).may_use("dev/none")


def test_what_is_not_there_may_not_be_used(tmp_path):
    assert not fake(tmp_path).may_use(NODE)


def test_groups_by_name(tmp_path):
    host = fake(tmp_path, {"etc/group": GROUPS})
    assert host.group("plugdev") == (46, ["pi", "other"])
    assert host.group("empty") == (47, [])
    assert [host.group(each) for each in ("none", "broken", "worse", "")] == [None] * 4
    assert fake(tmp_path / "bare").group("plugdev") is None


def test_this_session_has_the_groups_that_it_began_with(tmp_path):
    host = fake(tmp_path, user=User(1000, frozenset({46})))
    assert host.joined(46)
    assert not host.joined(47)


def test_what_cannot_be_read_is_empty(tmp_path):
    host = fake(tmp_path, {"file": b" \xff text \n", "folder/b": "", "folder/a": ""})
    assert host.read("file") == "� text"
    assert host.read("/file") == host.read("file")
    assert [host.read(each) for each in ("none", "folder", "file/below")] == [""] * 3
    assert host.names("folder") == ["a", "b"]
    assert [host.names(each) for each in ("none", "file")] == [[], []]


def test_a_link_to_nowhere_is_there(tmp_path):
    host = fake(tmp_path, {"link": Path("nowhere")})
    assert host.exists("link")
    assert host.exists("/link")
    assert not host.exists("nowhere")


def test_this_machine(tmp_path):
    host = here()
    assert host.root == Path("/")
    assert host.python.packages["textual"]
    assert host.python.bits in (32, 64)
    assert host.free(tmp_path) > 0
    assert os.getgid() in host.user.groups
    assert all(it.found for it in host.python.plugins)


def package(folder: Path, name: str, metadata: str, points: str = "") -> None:
    (folder / f"{name}.dist-info").mkdir(parents=True)
    (folder / f"{name}.dist-info/METADATA").write_text(metadata)
    (folder / f"{name}.dist-info/entry_points.txt").write_text(points)


def test_packages_that_are_broken_are_passed_over(tmp_path, monkeypatch):
    (tmp_path / "bare-1.dist-info").mkdir()
    package(tmp_path, "nameless-1", "Version: 1\n")
    package(tmp_path, "odd-1", "Name: odd\nVersion: 1\n", "[pyocd.probe\n=\n")
    package(tmp_path, "Good_One-1", "Name: Good_One\nVersion: 1\n", "[pyocd.probe]\na = no.such:it")
    package(tmp_path / "later", "Good_One-2", "Name: Good_One\nVersion: 2\n")
    monkeypatch.setattr("sys.path", [str(tmp_path), str(tmp_path / "later")])
    python = module.python()
    assert python.packages["good-one"] == "1"
    assert [(it.loads, it.package, it.found) for it in python.plugins] == [
        ("no.such:it", "good-one", False)
    ]


def test_what_zerodeck_needs_comes_from_its_package(tmp_path, monkeypatch):
    package(tmp_path, "zerodeck-1", "Name: zerodeck\nVersion: 1\nRequires-Dist: rich\n")
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    assert module.python().needs == ["rich"]


def test_modules_are_found_without_importing_them(tmp_path, monkeypatch):
    (tmp_path / "bang").mkdir()
    (tmp_path / "bang/__init__.py").write_text("raise SystemExit")
    (tmp_path / "bang/inner.py").write_text("raise SystemExit")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert found("bang.inner")
    assert not found("bang.outer")
    assert not found("bang.inner.json")  # json is a module, but not there
    assert not found("no_such_module")


def test_programs_are_asked_for_a_while(tmp_path, monkeypatch):
    scripts = {"says": "echo $LC_ALL", "fails": "exit 1", "hangs": "exec sleep 60"}
    for name, script in scripts.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "broken").write_bytes(b"\x7fELF")
    (tmp_path / "broken").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(module, "SECONDS", 0.3)
    assert module.ask(["says"]) == "C"
    names = ("fails", "hangs", "broken", "no-such-program")
    assert [module.ask([each]) for each in names] == [None] * 4
