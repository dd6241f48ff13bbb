"""What Tab offers in place of a value, with what it is. Nothing is looked up before Tab is pressed.

Tab never complains: where a list cannot be had, nothing is offered. And it runs nothing: zsh
evaluates what it is given, and names of files, of devices and of programs are in it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import wraps

Offer = tuple[str, str]

UNSAFE = re.compile(r"[^\w .,:;/+()%=@<>-]+")
"""What might mean something to a shell, or is no character of a line."""


def quietly(offers: Callable[[], Iterable[str | Offer]]) -> Callable[[], list[Offer]]:
    """A value that would have to be quoted is left out, and can be typed all the same."""

    @wraps(offers)
    def offered() -> list[Offer]:
        from engines.wire import EngineError

        try:
            pairs = [each if isinstance(each, tuple) else (each, "") for each in offers()]
        except (EngineError, OSError):
            return []
        return [
            (value, UNSAFE.sub(" ", about).strip())
            for value, about in pairs
            if not UNSAFE.search(value) and " " not in value
        ]

    return offered


@quietly
def checks() -> Iterator[Offer]:
    from engines.pi.doctor.doctor import CHECKS
    from tui.i18n import _

    for check in CHECKS:
        yield check.key, _(check.title)


@quietly
def jobs() -> Iterator[Offer]:
    """The newest first."""
    from engines import jobs

    for job in reversed(jobs.every()):
        yield job.id, job.record.title


@quietly
def trainings() -> Iterator[Offer]:
    """Those that run."""
    from engines import jobs

    for job in jobs.every():
        if job.record.engine == "gomoku" and job.running:
            yield job.id, job.record.title


@quietly
def configurations() -> Iterator[Offer]:
    from engines.gomoku.training import places

    for name, config in places.shipped().items():
        yield name, places.title(config)


@quietly
def networks() -> Iterator[Offer]:
    from engines.gomoku.policy_value_net import shelf

    for network in shelf.networks():
        yield network.name, network.title


@quietly
def games() -> Iterator[Offer]:
    from engines.arcade.games import OURS

    for name, game in OURS.items():
        yield name, game.title


@quietly
def added() -> Iterator[Offer]:
    from engines.arcade.added import all_added

    for name, program in all_added().items():
        yield name, program.title


def games_and_added() -> list[Offer]:
    return games() + added()


@quietly
def difficulties() -> Iterator[Offer]:
    from engines.arcade.game import DIFFICULTIES
    from tui.i18n import _

    for name in DIFFICULTIES:
        yield name, _(name)


@quietly
def standards() -> Iterable[str]:
    from engines.implicit_int.standards import STANDARDS

    return STANDARDS


@quietly
def compilers() -> Iterable[str]:
    """By their names alone: none is run."""
    from engines.implicit_int.compilers import candidates

    return ["all", *sorted(candidates(None))]


@quietly
def constructs() -> Iterator[Offer]:
    from engines.implicit_int.constructs import CONSTRUCTS

    for key, construct in CONSTRUCTS.items():
        yield key, construct.title


@quietly
def formulas() -> Iterator[Offer]:
    from engines.roc.formula.library import FORMULAS, about
    from engines.wire import EngineError

    for name in FORMULAS:
        with suppress(EngineError):  # that one alone cannot be read
            yield name, about(FORMULAS[name])


@quietly
def models() -> Iterable[str]:
    from engines.zero.presets import PRESETS

    return PRESETS


@quietly
def gpus() -> Iterable[str]:
    from engines.zero.machines import GPUS

    return GPUS


@quietly
def links() -> Iterable[str]:
    """Networks between nodes."""
    from engines.zero.machines import NETWORKS

    return NETWORKS


@quietly
def profiles() -> Iterable[str]:
    from engines.zero.profiles import PROFILES

    return PROFILES


@quietly
def modes() -> Iterator[Offer]:
    from engines.zero.modes import MODES

    for key, mode in MODES.items():
        yield key, mode.title


def more_modes(incomplete: str) -> Iterator[Offer]:
    """For a list with commas: those that are not in it yet."""
    before, comma, _last = incomplete.rpartition(",")
    for key, title in modes():
        if key not in before.split(","):
            yield f"{before}{comma}{key}", title


@quietly
def cells() -> Iterable[str]:
    from engines.zero.explain import CELLS

    return CELLS


@quietly
def probes() -> Iterator[Offer]:
    from engines.probe.listing import everywhere

    for probe in everywhere():
        yield probe.probe, probe.name


@quietly
def shells() -> Iterable[str]:
    from engines.pi.setup.completion import PLACES

    return PLACES
