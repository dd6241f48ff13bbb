"""Which compilers are here, and what they take: they are asked, not guessed by their names."""

import os
import platform
import re
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Literal, NamedTuple

from engines.implicit_int.compiler import Compiler, Family
from engines.implicit_int.running import SECONDS, Enough, never, private, run
from engines.implicit_int.standards import SAME, STANDARDS
from engines.marking import N_
from engines.wire import EngineError

NAME = re.compile(r"(?:(?!c\d\d-)[\w.+-]+-)?gcc(?:-[\d.]+)?|clang(?:-[\d.]+)?|tcc|sdcc", re.A)
"""Any cross compiler of gcc's, but not c89-gcc and c99-gcc, which are scripts around it."""

NAMES = (*STANDARDS, *SAME)
SDCC = {name: f"--std-{name.replace('gnu', 'sdcc')}" for name in (*STANDARDS, "c2x", "gnu2x")}


class Way(NamedTuple):
    """How to ask a family what it is and takes: the words to say, once or twice; where version and
    target stand in the answer; which of NAMES it knows, and how it is told one of them."""

    words: tuple[tuple[str, ...], ...]
    told: tuple[str, str]
    known: Callable[[str], set[str]]
    flags: dict[str, str]


def listed(answer: str) -> set[str]:
    """In gcc's help, or in clang's complaint."""
    return set(re.findall(r"(?:-std=|')(\w+)", answer))


def unrefused(answer: str) -> set[str]:
    refused = set(re.findall(r"unknown .*'(?:--std-)?(\w+)'", answer))
    return {name for name, flag in SDCC.items() if flag.removeprefix("--std-") not in refused}


USUAL = {name: f"-std={name}" for name in NAMES}
WAYS: dict[Family, Way] = {
    "gcc": Way(
        (("-v", "--help=common", "--help=c"),),
        (r"^gcc version ([\w.]+)", r"^Target: ([\w.-]+)$"),
        listed,
        USUAL,
    ),
    "clang": Way(
        (("-v", "-fsyntax-only", "-std=which", "-x", "c", "-"),),
        (r"clang version ([\w.]+)", r"^Target: ([\w.-]+)$"),
        listed,
        USUAL,
    ),
    # It takes any standard, and heeds none.
    "tcc": Way(
        (("-v",),),
        (r"^tcc version ([\w.-]+)", r"^tcc version \S+ .*?\((\w+ \w+)\)"),
        lambda answer: set(NAMES),
        USUAL,
    ),
    "sdcc": Way(
        (("-v",), (*SDCC.values(), "-v")),  # some versions end at a standard that they do not know
        (r"^SDCC : .*? (\d+\.\d+\.\d+) ", r"^SDCC : (\w+)"),
        unrefused,
        SDCC,
    ),
}
FAMILIES = tuple(WAYS)


def find(
    path: str | None = None, seconds: float = SECONDS, enough: Enough = never
) -> list[Compiler]:
    """All that are on the PATH, one that goes by several names by its shortest; first those whose
    programs run here."""
    there: dict[tuple[int, int], str] = {}
    programs = candidates(path)
    for name in sorted(programs, key=lambda name: (len(name), name)):
        status = programs[name].stat()
        there.setdefault((status.st_dev, status.st_ino), name)
    left = Event()

    def asked(name: str) -> Compiler | None:
        return probe(name, programs[name], seconds, lambda: left.is_set() or enough())

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            found = [compiler for compiler in pool.map(asked, there.values()) if compiler]
        except BaseException:
            left.set()  # the pool waits for those that are being asked
            raise
    return sorted(found, key=order)


def order(it: Compiler) -> tuple[bool, int, int, str]:
    return not it.native, FAMILIES.index(it.family), len(it.name), it.name


def chosen(names: Sequence[str], enough: Enough = never) -> list[Compiler]:
    """Those of these names, or "all". Raises EngineError where one is not here."""
    if "all" in names:
        return find(enough=enough)
    return [named(name, enough=enough) for name in dict.fromkeys(names)]


def named(name: str, path: str | None = None, enough: Enough = never) -> Compiler:
    """Raises EngineError where there is none of this name."""
    programs = candidates(path)
    if name in programs and (compiler := probe(name, programs[name], enough=enough)):
        return compiler
    there = ", ".join(it.name for it in find(path, enough=enough))
    why = N_("{name}; there are: {known}") if there else N_("{name}, nor any other")
    raise EngineError(
        N_("There is no such compiler here."),
        why.format(name=name[:60], known=there),
        "sudo apt install gcc",
    )


def candidates(path: str | None) -> dict[str, Path]:
    """What has the name of a compiler, and leads to something that has. What leads elsewhere, as
    those in /usr/lib/ccache do, starts the next of that name."""
    found: dict[str, Path] = {}
    for folder in (path or os.environ.get("PATH", os.defpath)).split(os.pathsep):
        if folder.startswith("/"):
            for program in programs(Path(folder)):
                found.setdefault(program.name, program)
    return found


def programs(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        for program in sorted(folder.iterdir()):
            if not NAME.fullmatch(program.name):
                continue
            leads = Path(os.path.realpath(program))
            if NAME.fullmatch(leads.name) and leads.is_file() and os.access(leads, os.X_OK):
                yield program


def probe(
    name: str, program: Path, seconds: float = SECONDS, enough: Enough = never
) -> Compiler | None:
    """None for what is no compiler, whatever its name says."""
    family = next(it for it in FAMILIES if it in name)
    way = WAYS[family]
    with private() as folder:
        ended = [run([str(program), *words], folder, enough, seconds) for words in way.words]
    answer = b"\n".join(it.output for it in ended).decode("utf-8", "replace")
    version, target = (re.search(pattern, answer, re.M) for pattern in way.told)
    if not version or not target:
        return None
    known = way.known(answer)
    spelled = {it: spelling(it, known) for it in STANDARDS}
    taken = {it: way.flags[spelling] for it, spelling in spelled.items() if spelling}
    return Compiler(
        name=name,
        path=str(program),
        family=family,
        version=version[1],
        target=target[1].lower().replace(" ", "-"),
        standards=tuple(taken),
        format=form(family, answer),
        native=is_native(target[1].lower()),
        flags=tuple(taken.values()),
    )


def spelling(standard: str, known: set[str]) -> str:
    """A name of this standard that is known, or ""."""
    names = [standard, *(old for old, new in SAME.items() if new == standard)]
    return next((name for name in names if name in known), "")


def form(family: Family, answer: str) -> Literal["sarif", "json", "text"]:
    """JSON as long as gcc has it: its SARIF tells columns of the screen, and in version 13 takes
    warnings for remarks on others. That of clang names no flags, and is called unstable."""
    match = re.search(r"-fdiagnostics-format=\[(\S+)\]", answer)
    forms = match[1].split("|") if match and family == "gcc" else []
    return "json" if "json" in forms else "sarif" if "sarif-stderr" in forms else "text"


def is_native(target: str) -> bool:
    """A 32-bit Python says 32 bits, on a 64-bit kernel too: what runs beside it is what counts."""
    here = sysconfig.get_config_var("MULTIARCH") or f"{platform.machine()}-linux"
    return "linux" in target and machine(target) == machine(here)


def machine(target: str) -> str:
    first = re.split("[- ]", target)[0]
    return re.sub(r"^i\d86$", "i386", re.sub(r"^armv?\d\w*$|^arm$", "arm", first))
