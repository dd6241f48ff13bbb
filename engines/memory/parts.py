"""The parts of zerodeck that run, whoever began them, and the memory of each."""

import os
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path, PurePath
from typing import NamedTuple

from engines.memory.proc import content, field

PAGE = os.sysconf("SC_PAGE_SIZE")


class Part(NamedTuple):
    """A console, a command, or an engine's child with the processes that work for it. Bytes.

    `used` is each process's proportional part of what it shares (PSS). It is not told of other
    users' processes: then it is all that is resident (RSS), and `shared` counted several times.
    `peak` is the most that was ever resident of the first process alone.
    """

    pid: int
    command: str
    """What was typed, or the engine."""
    engine: str = ""
    job: str = ""
    promised: int = 0
    """What it may need; 0 where nobody said."""
    used: int = 0
    peak: int = 0
    shared: bool = False

    @property
    def untouched(self) -> int:
        """What it may still come to need."""
        return max(0, self.promised - self.used)


def parts(root: str = "/") -> list[Part]:
    """The consoles and commands, then the children, each in the order of their numbers."""
    commands = running(root)
    found = {pid: part for pid, words in commands.items() if (part := known(root, pid, words))}
    children = {pid for pid, part in found.items() if part.engine}
    teams = sessions(root, commands) if children else {}
    others = forks(children, teams)
    told = [
        weighed(root, part, teams.get(pid, [pid]) if part.engine else [pid])
        for pid, part in found.items()
        if pid not in others
    ]
    return sorted(told, key=lambda part: (part.engine != "", part.pid))


def children(root: str = "/") -> list[Part]:
    """The children alone, in a tenth of the time: `used` is what is resident in each, which is more
    than its part, by what it shares with others; and nobody works for it."""
    parts = (known(root, pid, words) for pid, words in running(root).items())
    found = {part.pid: part for part in parts if part and part.engine}
    others = forks(found, sessions(root, found))
    return [
        part._replace(used=resident(root, pid)) for pid, part in found.items() if pid not in others
    ]


def forks(children: Container[int], teams: Mapping[int, Sequence[int]]) -> set[int]:
    """Those in the session of a child that are not that child: they have its command line."""
    return {
        pid for leader, pids in teams.items() if leader in children for pid in pids if pid != leader
    }


def running(root: str) -> dict[int, list[str]]:
    """The command lines of all processes. Threads of the kernel have none."""
    found = {}
    with suppress(OSError):
        for name in os.listdir(f"{root}proc"):  # noqa: PTH208 - as in proc.content
            if name.isdecimal() and (text := content(f"{root}proc/{name}/cmdline")):
                found[int(name)] = text.rstrip("\0").split("\0")
    return found


def known(root: str, pid: int, words: Sequence[str]) -> Part | None:
    """What a command line is of ours, if it is: an editor of a file called zerodeck is not. Anybody
    may give a process any words."""
    name = PurePath(words[0]).name
    if name == "zerodeck":
        return Part(pid, " ".join([name, *words[1:]]))
    if not name.startswith("python"):
        return None
    for at, (before, word) in enumerate(pairwise(words[:5]), 2):
        if (before, word) == ("-m", "engines.serve"):
            engine, promised = (*words[at:], "", "")[:2]
            if not engine.isidentifier():
                return None
            believed = bytes_of(promised) if trusted(root, pid) else 0
            return Part(pid, engine, engine, promised=believed)
        if (before, word) == ("-m", "tui") or (at == 2 and PurePath(word).name == "zerodeck"):
            return Part(pid, " ".join(["zerodeck", *words[at:]]))
    return None


def trusted(root: str, pid: int) -> bool:
    """Whether it is our own user's, or root's: by what others promise, they could lock us out. Told
    by who began it: whose its folder is, and whom it acts for, a process may have another say."""
    return field(content(f"{root}proc/{pid}/status"), "Uid:") in (0, os.geteuid())


def bytes_of(mebibytes: str) -> int:
    return int(mebibytes) << 20 if mebibytes.isdecimal() and len(mebibytes) < 7 else 0


def sessions(root: str, commands: Iterable[int]) -> dict[int, list[int]]:
    """Processes by their session, whose first process gave it its number. A child has its own."""
    found: dict[int, list[int]] = {}
    for pid in commands:
        # The name before may hold anything; the session is the fourth field behind it.
        fields = content(f"{root}proc/{pid}/stat").rpartition(")")[2].split()
        if len(fields) > 3 and fields[3].isdecimal():
            found.setdefault(int(fields[3]), []).append(pid)
    return found


def weighed(root: str, part: Part, pids: Sequence[int]) -> Part:
    """With the memory of these processes, and the job that it is."""
    proportional = [field(content(f"{root}proc/{pid}/smaps_rollup"), "Pss:") for pid in pids]
    used = sum(
        resident(root, pid) if pss is None else pss << 10
        for pid, pss in zip(pids, proportional, strict=True)
    )
    peak = (field(content(f"{root}proc/{part.pid}/status"), "VmHWM:") or 0) << 10
    job = job_of(root, part.pid) if part.engine else ""
    return part._replace(job=job, used=used, peak=peak, shared=None in proportional)


def resident(root: str, pid: int) -> int:
    fields = content(f"{root}proc/{pid}/statm").split()
    return int(fields[1]) * PAGE if len(fields) > 1 else 0


def job_of(root: str, pid: int) -> str:
    """The id of the job whose requests it reads; "" where it is none, or another user's."""
    with suppress(OSError):
        requests = Path(f"{root}proc/{pid}/fd/0").readlink()
        if requests.name == "requests" and requests.parent.parent.name == "jobs":
            return requests.parent.name
    return ""
