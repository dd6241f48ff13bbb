"""Who may start: a child that there is no memory for is refused, before the kernel kills one."""

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress

from engines import paths
from engines.marking import N_
from engines.memory import free, parts
from engines.memory.parts import Part
from engines.wire import EngineError

PLENTY = 1 << 30
"""With so much to spare nobody counts what others may still come to need."""

RESERVE = 32 << 20
"""What stays free, so that the login lives."""

VARIABLE = "ZERODECK_MEMORY"
"""How many MiB all of zerodeck may have, where somebody knows better than these files."""

TOO_LITTLE = N_("There is not enough memory for this.")

NO_NUMBER = N_("ZERODECK_MEMORY is a number of MiB.")


@contextmanager
def admitted(
    needed: int | None, root: str = "/", environ: Mapping[str, str] | None = None
) -> Iterator[None]:
    """To start a child in, that needs so many MiB. Nobody else starts one meanwhile, so that what
    is left is not promised twice. Raises EngineError where it is not left."""
    with ExitStack() as ours:
        if needed is not None:
            allowed = told(os.environ if environ is None else environ)
            if tight(needed, root, allowed):
                with suppress(OSError):  # no place for the lock: then without
                    ours.enter_context(turn())
                if allowed is not None or lacks(needed, parts.children(root), root):
                    refuse(needed, root, allowed)
        yield


def tight(needed: int, root: str, allowed: int | None) -> bool:
    """Whether it is worth a closer look. Where nobody tells, nobody is refused."""
    room = free.look(root).room
    return allowed is not None or (room is not None and room - (needed << 20) < PLENTY)


def told(environ: Mapping[str, str]) -> int | None:
    """What the variable says, in bytes; None where it is not set. Raises EngineError."""
    number = environ.get(VARIABLE, "")
    if not number:
        return None
    if not number.isdecimal() or len(number) > 9:
        raise EngineError(NO_NUMBER, number[:40], f"export {VARIABLE}=400")
    return int(number) << 20


@contextmanager
def turn() -> Iterator[None]:
    folder = paths.private(paths.private(paths.state()) / "locks")
    with (folder / "memory").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def lacks(needed: int, there: Sequence[Part], root: str) -> bool:
    """The same by a quick look, which may find a little too much to be left: RESERVE has it."""
    left = remaining(there, root)
    return left is not None and left < needed << 20


def refuse(needed: int, root: str, allowed: int | None) -> None:
    """Raises EngineError unless so many MiB are left."""
    there = parts.parts(root)
    left = remaining(there, root, allowed)
    if left is not None and left < needed << 20:
        why, fix = because(needed, left, there), way_out((needed << 20) - left, there)
        raise EngineError(TOO_LITTLE, why, fix)


def remaining(there: Sequence[Part], root: str = "/", allowed: int | None = None) -> int | None:
    """Bytes that a new child may have; None where nobody tells."""
    untouched = sum(part.untouched for part in there)
    if allowed is not None:
        return allowed - untouched - sum(part.used for part in there)
    room = free.look(root).room
    return None if room is None else room - untouched - RESERVE


def because(needed: int, left: int, there: Sequence[Part]) -> str:
    free = max(0, left >> 20)
    children = sorted((part for part in there if part.engine), key=weight, reverse=True)
    if not children:
        text = N_("it needs about {needed} MiB, {free} MiB are left")
        return text.format(needed=needed, free=free)
    others = ", ".join(f"{name(part)} {weight(part) >> 20} MiB" for part in children)
    text = N_("it needs about {needed} MiB, {free} MiB are left; in use or promised: {others}")
    return text.format(needed=needed, free=free, others=others)


def way_out(lacking: int, there: Sequence[Part]) -> str:
    """To end the smallest job that has so many bytes, where there is one."""
    jobs = [part for part in there if part.job and weight(part) >= lacking]
    if jobs:
        return f"zerodeck jobs cancel {min(jobs, key=weight).job}"
    return "zerodeck memory"


def weight(part: Part) -> int:
    return max(part.used, part.promised)


def name(part: Part) -> str:
    return f"{part.engine} ({part.job})" if part.job else part.engine
