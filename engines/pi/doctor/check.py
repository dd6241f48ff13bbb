"""What a check is, and what comes of it."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from engines.pi.doctor.host import Host

Status = Literal["ok", "warning", "failure", "skipped"]


class Result(NamedTuple):
    """`says` is a sentence for translators, with places for `about`; `fix` is what to paste, ""
    where nothing is to be done. Skipped is what this machine has no use for or goes without."""

    status: Status
    says: str
    about: Mapping[str, str] = {}
    fix: str = ""

    @property
    def sentence(self) -> str:
        return self.says.format_map(self.about)


class Check(NamedTuple):
    """`why` tells what goes wrong otherwise."""

    key: str
    group: str
    title: str
    why: str
    look: Callable[[Host], Result]


def ok(says: str, **about: object) -> Result:
    return Result("ok", says, texts(about))


def warning(says: str, fix: str = "", **about: object) -> Result:
    return Result("warning", says, texts(about), fix)


def failure(says: str, fix: str = "", **about: object) -> Result:
    return Result("failure", says, texts(about), fix)


def skipped(says: str, fix: str = "", **about: object) -> Result:
    return Result("skipped", says, texts(about), fix)


def texts(about: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in about.items()}
