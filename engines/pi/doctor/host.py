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

SECONDS = 1.0
"""For which a program is waited for."""


class Python(NamedTuple):
    """`packages` are the versions of what is installed, by names like "pygame-ce"; `plugins` the
    entry points of pyOCD's probes: what they load, and of which package."""

    version: tuple[int, int, int]
    prefix: str
    base: str
    bits: int
    machine: str
    packages: Mapping[str, str]
    plugins: Sequence[tuple[str, str]]


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

    def read(self, path: str) -> str:
        """A file below the root as text, "" where it cannot be read."""
        with suppress(OSError):
            return (self.root / path).read_bytes().decode("utf-8", "replace").strip()
        return ""

    def names(self, folder: str) -> list[str]:
        """What a folder holds, sorted; nothing where it cannot be read."""
        with suppress(OSError):
            return sorted(os.listdir(self.root / folder))
        return []

    def exists(self, path: str) -> bool:
        return os.path.lexists(self.root / path)

    def may_use(self, path: str) -> bool:
        """Whether the user may read and write it, by its owner and mode: whoever tests this may be
        root, who may do everything."""
        try:
            status = (self.root / path).stat()
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

    packages, plugins = {}, []
    for it in distributions():
        name = (it.metadata["Name"] or "").lower().replace("_", "-")
        packages.setdefault(name, it.version)
        plugins += [
            (each.value, name) for each in it.entry_points if each.group == "pyocd.probe"
        ]
    major, minor, micro, *_ = sys.version_info
    return Python(
        (major, minor, micro), sys.prefix, sys.base_prefix, struct.calcsize("P") * 8, machine(),
        packages, plugins,
    )  # fmt: skip


def ask(words: Sequence[str]) -> str | None:
    path = shutil.which(words[0])
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
