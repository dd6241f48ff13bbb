"""The machine that is looked at. All that checks know comes from here, so that a folder and a few
values stand for any machine."""

import os
import shutil
import stat
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from engines import installing

SECONDS = 1.0
"""For which a program is waited for."""


class Plugin(NamedTuple):
    """An entry point of pyOCD's probes: what it loads, of which package, and whether its module is
    there."""

    loads: str
    package: str
    found: bool = True


class Python(NamedTuple):
    """`packages` are the versions of what is installed, by names like "pygame-ce"; `needs` is what
    zerodeck asks for, like 'unicorn; extra == "sim"', nothing where it is not installed; `source`
    is what it came from, as pip takes it."""

    version: tuple[int, int, int]
    prefix: str
    base: str
    bits: int
    machine: str
    packages: Mapping[str, str]
    plugins: Sequence[Plugin]
    needs: Sequence[str] = ()
    source: str = "zerodeck"


class User(NamedTuple):
    number: int
    groups: frozenset[int]
    """Of this session: a group that was joined since is not among them."""


class Host(NamedTuple):
    """`free` are the bytes that are free where a path lies; `ask` runs a program and gives what it
    prints, None where it is not there, fails, or takes too long."""

    root: Path
    environ: Mapping[str, str]
    user: User
    python: Python
    now: float
    free: Callable[[Path], int]
    ask: Callable[[Sequence[str]], str | None]

    def at(self, path: str) -> Path:
        """Below the root, absolute paths too."""
        return self.root / path.lstrip("/")

    def read(self, path: str) -> str:
        """A file below the root as text, "" where it cannot be read."""
        with suppress(OSError):
            return self.at(path).read_bytes().decode("utf-8", "replace").strip()
        return ""

    def names(self, folder: str) -> list[str]:
        """What a folder holds, sorted; nothing where it cannot be read."""
        with suppress(OSError):
            return sorted(each.name for each in self.at(folder).iterdir())
        return []

    def exists(self, path: str) -> bool:
        return os.path.lexists(self.at(path))

    def may_use(self, path: str) -> bool:
        """Whether the user may read and write it. Of who runs this the kernel knows, with access
        lists ("uaccess"); of others owner and mode tell, and of root, who may do everything."""
        if self.user.number == os.getuid() != 0:
            return os.access(self.at(path), os.R_OK | os.W_OK)
        try:
            status = self.at(path).stat()
        except OSError:
            return False
        if self.user.number == 0:
            return True
        shift = 6 if status.st_uid == self.user.number else 3 if self.joined(status.st_gid) else 0
        return stat.S_IMODE(status.st_mode) >> shift & 6 == 6

    def joined(self, group: int) -> bool:
        return group in self.user.groups

    def group(self, name: str) -> tuple[int, list[str]] | None:
        """The number and the members of a group, None where there is none of that name."""
        for line in self.read("etc/group").splitlines():
            fields = line.split(":")
            if len(fields) == 4 and fields[0] == name and fields[2].isdecimal():
                return int(fields[2]), [each for each in fields[3].split(",") if each]
        return None


def here() -> Host:
    """This machine, its Python, and who asks."""
    return Host(
        root=Path("/"),
        environ=os.environ,
        user=User(os.getuid(), frozenset((os.getgid(), *os.getgroups()))),
        python=python(),
        now=time.time(),
        free=lambda path: shutil.disk_usage(path).free,
        ask=ask,
    )


def python() -> Python:
    from importlib.metadata import distributions
    from platform import machine

    packages: dict[str, str] = {}
    plugins: list[Plugin] = []
    needs: list[str] = []
    for it in distributions():
        with suppress(Exception):  # one that is broken is as good as none
            name = it.metadata["Name"].lower().replace("_", "-")
            packages.setdefault(name, it.version or "")
            if name == "zerodeck":
                needs = needs or it.requires or []
            for each in it.entry_points.select(group="pyocd.probe"):
                plugins.append(Plugin(each.value, name, found(each.module)))
    major, minor, micro, *_ = sys.version_info
    return Python(
        (major, minor, micro), sys.prefix, sys.base_prefix, struct.calcsize("P") * 8, machine(),
        packages, plugins, needs, installing.source(),
    )  # fmt: skip


def found(module: str) -> bool:
    """Whether a module is there, without importing it or what it lies in."""
    name, path = "", None
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        specs = (it.find_spec(name, path) for it in sys.meta_path)
        spec = next((it for it in specs if it), None)
        if spec is None:
            return False
        path = spec.submodule_search_locations or []
    return True


def ask(words: Sequence[str]) -> str | None:
    # Debian leaves the folders of iw and its like out of a user's PATH.
    path = shutil.which(words[0], path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    if path is None:
        return None
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            [path, *words[1:]], stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS,
            env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
        if done.returncode == 0:
            return done.stdout.decode("utf-8", "replace").strip()
    return None
