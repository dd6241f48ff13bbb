"""What zerodeck asks for, as its package says, and how pip brings it."""

import operator
import re
import shlex
from collections.abc import Iterable
from typing import NamedTuple

from engines import installing
from engines.pi.doctor.host import Host

LINE = re.compile(r'([\w.-]+)\s*([^;]*?)\s*(?:;\s*extra\s*==\s*["\']([\w-]+)["\']\s*)?')
CLAUSE = re.compile(r"(==|!=|>=|<=|>|<)\s*(\d+(?:\.\d+)*)")
COMPARE = {
    "==": operator.eq, "!=": operator.ne, ">=": operator.ge, "<=": operator.le,
    ">": operator.gt, "<": operator.lt,
}  # fmt: skip


class Requirement(NamedTuple):
    """`clauses` are the versions that fit, like ">=2.2,<3"; "" are all of them."""

    name: str
    clauses: str = ""
    extra: str = ""

    def __str__(self) -> str:
        return self.name + self.clauses

    def fits(self, version: str) -> bool:
        """True for what is not understood: nothing is wrong with it as far as anybody knows."""
        clauses = [CLAUSE.fullmatch(each.strip()) for each in self.clauses.split(",")]
        have = numbers(version)
        return not have or all(COMPARE[it[1]](have, numbers(it[2])) for it in clauses if it)


def requirements(host: Host) -> list[Requirement]:
    """Without those of developers; none at all where zerodeck is not installed as a package."""
    lines = [LINE.fullmatch(each) for each in host.python.needs]
    found = [Requirement(it[1].lower(), it[2], it[3] or "") for it in lines if it]
    return [it for it in found if it.extra != "dev"]


def numbers(version: str) -> tuple[int, ...]:
    """2.5.0.post1 as (2, 5), and so equal to 2.5; nothing of what does not begin with a number."""
    begin = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, re.sub(r"(\.0+)+$", "", begin[0]).split("."))) if begin else ()


def install(host: Host, what: Iterable[object], *options: str) -> str:
    """The command that brings packages into the Python that runs this."""
    return shlex.join([*pip(host, "install"), *options, *map(str, what)])


def uninstall(host: Host, names: Iterable[str]) -> str:
    return shlex.join([*pip(host, "uninstall"), *names])


def pip(host: Host, verb: str) -> list[str]:
    """pip of that Python, or uv where uv has made its venv: there is no pip in it then."""
    return installing.pip(verb, host.python.prefix, uv(host))


def uv(host: Host) -> bool:
    made = installing.made_by_uv(host.read(f"{host.python.prefix}/pyvenv.cfg"))
    return made and "pip" not in host.python.packages
