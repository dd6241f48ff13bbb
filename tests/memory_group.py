"""A group of processes (cgroup) that may have only so much memory, where one can be made."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL

from tests import until

FIRST, SECOND = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")
"""Where the groups of either version hang."""


class Group:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes = folder / "cgroup.procs"

    def inside(self, command: Sequence[str]) -> list[str]:
        """The command that runs it in here."""
        return ["/bin/sh", "-c", f'echo $$ >"{self.processes}" && exec "$@"', "inside", *command]

    def limit(self, mebibytes: int) -> None:
        """Of memory, and none of swap. The first version counts both as one."""
        if self.folder.parent == FIRST:
            self.say("memory.limit_in_bytes", mebibytes << 20)
            with suppress(FileNotFoundError):  # a kernel that does not count swap
                self.say("memory.memsw.limit_in_bytes", mebibytes << 20)
        else:
            self.say("memory.max", mebibytes << 20)
            self.say("memory.swap.max", 0)

    def say(self, name: str, value: int) -> None:
        (self.folder / name).write_text(f"{value}")

    @property
    def killed(self) -> int:
        """How many the kernel has ended here for want of memory."""
        first = self.folder.parent == FIRST
        words = (self.folder / ("memory.oom_control" if first else "memory.events")).read_text()
        return int(words.partition("oom_kill ")[2].split()[0])

    def end(self) -> None:
        for number in self.processes.read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(number), SIGKILL)


@contextmanager
def group(mebibytes: int) -> Iterator[Group]:
    """Raises OSError where none can be made."""
    made = Group((FIRST if FIRST.is_dir() else SECOND) / f"zerodeck-test-{os.getpid()}")
    made.folder.mkdir()
    try:
        made.limit(mebibytes)
        yield made
    finally:
        if made.processes.exists():
            made.end()
            until(lambda: not made.processes.read_text())
        made.folder.rmdir()
