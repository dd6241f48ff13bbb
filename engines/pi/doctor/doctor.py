"""All checks, in the order in which they are told."""

from collections.abc import Iterable, Iterator

from engines.pi.doctor import boards, disks, packages, pythons, radio, screens, supply, tools
from engines.pi.doctor.check import Check, Result, skipped
from engines.pi.doctor.host import Host
from engines.wire import N_, EngineError

CHECKS: tuple[Check, ...] = (
    *pythons.CHECKS, *packages.CHECKS, *boards.CHECKS, *supply.CHECKS, *disks.CHECKS,
    *screens.CHECKS, *radio.CHECKS, *tools.CHECKS,
)  # fmt: skip
KEYS = {it.key: it for it in CHECKS}


def examine(host: Host, checks: Iterable[Check] = CHECKS) -> Iterator[tuple[Check, Result]]:
    """Changes nothing. A check that breaks down says so, and the others are told."""
    for it in checks:
        try:
            yield it, it.look(host)
        except Exception as error:  # a machine that nobody thought of is no reason to stop
            yield it, skipped(N_("This could not be looked at: {error}"), error=error)


def named(keys: Iterable[str]) -> list[Check]:
    """Raises EngineError for a name that no check has."""
    for key in keys:
        if key not in KEYS:
            why = f"{key[:40]}; there are: {', '.join(KEYS)}"
            raise EngineError(N_("There is no such check."), why, "zerodeck doctor")
    return [KEYS[key] for key in keys]
