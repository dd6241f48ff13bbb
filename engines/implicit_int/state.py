"""What a console knows of sources and compilers: folded from events, and light to import."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from engines import wire
from engines.implicit_int.compiler import Compiler
from engines.implicit_int.finding import OMISSIONS, Finding
from engines.implicit_int.messages import (
    Checked,
    Checking,
    Compilers,
    Diff,
    Findings,
    Lines,
    Measured,
    Mended,
    Opened,
    Place,
    Ran,
    Refused,
    Said,
    Total,
)

LONGEST_DIFF = 512 << 10
"""Characters; a longer one is not kept whole for a screen."""


class Listed(NamedTuple):
    """A file that was looked through: omissions that are certain, doubtful ones, and cousins."""

    path: str
    certain: int = 0
    doubtful: int = 0
    cousins: int = 0
    unread: str = ""


class State(msgspec.Struct, frozen=True):
    """`complete`: all findings of what is opened have come. Verdicts are of what is opened, the
    latest of each compiler. `files` are those of `checking`, all of them once there is a `total`.
    `diff` is the beginning of one, in bytes as latin-1."""

    compilers: tuple[Compiler, ...] | None = None
    checking: Checking | None = None
    files: tuple[Listed, ...] = ()
    total: Total | None = None
    opened: Opened | None = None
    lines: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    places: tuple[Place, ...] = ()
    complete: bool = False
    said: tuple[Said, ...] = ()
    diff: str = ""
    mended: Mended | None = None
    measured: tuple[Measured, ...] = ()
    ran: tuple[Ran, ...] = ()
    refused: Refused | None = None
    last: wire.Done | wire.Cancelled | wire.Failed | None = None


def step(state: State, event: wire.Message) -> State:
    replace = msgspec.structs.replace
    match event:
        case wire.Hello():
            return replace(state, refused=None, last=None)
        case Compilers():
            return replace(state, compilers=event.compilers)
        case Checking():
            return replace(state, checking=event, files=(), total=None, refused=None)
        case Total():
            return replace(state, total=event)
        case Checked():
            return replace(state, files=listed(state.files, event))
        case Opened():
            return replace(
                state, opened=event, lines=(), findings=(), places=(), complete=False, said=(),
                diff="", mended=None, refused=None,
            )  # fmt: skip
        case Lines():
            return replace(state, lines=(*state.lines, *event.lines))
        case Findings():
            findings = (*state.findings, *event.findings)
            return replace(
                state,
                files=recounted(state, findings) if event.last else state.files,
                findings=findings,
                places=(*state.places, *event.places),
                complete=event.last,
            )
        case Said():
            return replace(state, said=said(state, event))
        case Diff():
            before = state.diff if event.part else ""
            return replace(state, diff=before if before[LONGEST_DIFF:] else before + event.text)
        case Mended():
            return replace(state, mended=event, refused=None)
        case Measured():
            key = (event.compiler, event.construct)
            others = [it for it in state.measured if (it.compiler, it.construct) != key]
            return replace(state, measured=(*others, event))
        case Ran():
            others_ran = [
                it for it in state.ran if (it.compiler, it.level) != (event.compiler, event.level)
            ]
            return replace(state, ran=(*others_ran, event))
        case Refused():
            return replace(state, refused=event)
        case wire.Done() | wire.Cancelled() | wire.Failed():
            return replace(state, last=event)
    return state


def listed(files: tuple[Listed, ...], event: Checked) -> tuple[Listed, ...]:
    """With what else was found in a file; of one with many findings it comes in parts."""
    before = Listed(event.path)
    if files and files[-1].path == event.path:
        *rest, before = files
        files = tuple(rest)
    return (*files, counted(before, event.findings)._replace(unread=event.unread))


def counted(before: Listed, findings: Sequence[Finding]) -> Listed:
    """With these beside those that were counted before."""
    omissions = [it for it in findings if it.kind in OMISSIONS]
    certain = sum(it.certainty == "certain" for it in omissions)
    return before._replace(
        certain=before.certain + certain,
        doubtful=before.doubtful + len(omissions) - certain,
        cousins=before.cousins + len(findings) - len(omissions),
    )


def recounted(state: State, findings: Sequence[Finding]) -> tuple[Listed, ...]:
    """The files, of which the opened one may have changed since it was looked through."""
    path = state.opened.path if state.opened else ""
    if state.total is None or not any(it.path == path for it in state.files):
        return state.files
    now = counted(Listed(path), findings)
    return tuple(now if it.path == path else it for it in state.files)


def said(state: State, event: Said) -> tuple[Said, ...]:
    """Nothing about another source than the one that is opened, or an older one."""
    if not state.opened or event.digest != state.opened.digest:
        return state.said
    name = event.verdict.compiler
    return (*(it for it in state.said if it.verdict.compiler != name), event)
