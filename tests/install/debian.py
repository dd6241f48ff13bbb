"""A fresh Debian, made with debootstrap, and commands run in it as root of it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests import ROOT

INSIDE = str(Path(__file__).with_name("inside.py"))
MIRROR = "http://deb.debian.org/debian"
NEEDED = [Path(name) for name in ("/dev", "/dev/pts", "/etc/resolv.conf")]
SETTINGS = ("cert", "find-links", "extra-index-url", "index-url", "trusted-host", "timeout")


class Ran(NamedTuple):
    status: int
    said: str
    seconds: float


class Debian:
    """`folder` is its root; nothing of it is ours but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, suite: str, packages: Sequence[str]) -> None:
        include = f"--include={','.join(packages)}"
        words = ["debootstrap", "--variant=minbase", include, suite, str(self.folder), MIRROR]
        made = subprocess.run(words, capture_output=True, text=True, timeout=900)
        assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
        # The installer writes this, debootstrap does not.
        names = f"127.0.0.1 localhost\n127.0.1.1 {socket.gethostname()}\n::1 localhost\n"
        (self.folder / "etc/hosts").write_text(names)

    def clone(self, place: str) -> None:
        """What is committed, as `git clone` would bring it."""
        target = self.folder / place.lstrip("/")
        words = ["git", "clone", "-q", "--no-hardlinks", "--depth=1", f"file://{ROOT}", str(target)]
        subprocess.run(words, check=True, timeout=120)

    def run(self, place: str, *words: str, minutes: float = 15) -> Ran:
        """In that folder of it, with nothing of our environment but how packages are reached."""
        started = time.monotonic()
        binds = ":".join(map(str, dict.fromkeys((*NEEDED, *places()))))
        inside = ["unshare", "--mount", sys.executable, INSIDE, str(self.folder), place, binds]
        done = subprocess.run(
            [*inside, *words],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=minutes * 60,
        )
        return Ran(done.returncode, done.stdout, time.monotonic() - started)


def environment() -> dict[str, str]:
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        **{f"PIP_{name.upper().replace('-', '_')}": text for name, text in reached().items()},
    }


def reached() -> dict[str, str]:
    """How this machine's pip is told to reach packages: by files of root, and by variables."""
    mine = {name: text for name, text in os.environ.items() if not name.startswith("XDG_")}
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env=mine | {"HOME": "/root"}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    pairs = (line.partition("=")[::2] for line in told.splitlines())
    found = {name.rpartition(".")[2]: text.strip("'\"") for name, text in pairs}
    return {name: text for name, text in found.items() if name in SETTINGS}


def places() -> Iterator[Path]:
    """The files and folders of this machine that those settings name. What an index that is a
    folder lists may lie beside it."""
    for word in " ".join(reached().values()).split():
        path = Path(word.removeprefix("file://"))
        if path.is_absolute() and path.exists():
            yield path.parent if word.startswith("file://") else path


def obstacle() -> str:
    """Why no Debian can be made here, "" where it can."""
    from shutil import which

    if missing := [name for name in ("debootstrap", "unshare", "git") if not which(name)]:
        return f"missing: {', '.join(missing)}"
    return "" if os.geteuid() == 0 else "only root makes a Debian with debootstrap"
