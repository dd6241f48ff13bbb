"""CMSIS packs: parts that pyOCD does not know by itself, described in a file of their maker's."""

import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from engines import wire
from engines.marking import N_

LISTED = 8
"""Parts that an error names: a pack may have hundreds."""

FIX = "zerodeck probe info --pack FILE.pack"


def chosen(path: str, target: str, board: str) -> Any:
    """pyOCD's CmsisPackDevice of the part `target`.

    Without a target it is the only part there is, or the one that the probe names for its `board`.
    Raises EngineError for that, and for a file that is damaged.
    """
    from pyocd.target import normalise_target_type_name as normal

    found = {normal(device.part_number): device for device in devices(path)}
    name = normal(target or board)
    fix = f"zerodeck probe info --pack {shlex.quote(path)} --target NAME"
    if target and name not in found:
        near = get_close_matches(name, found, LISTED) or found
        words = N_("{target}; there is {known}")
        why = words.format(target=target, known=listed(found[each] for each in near))
        raise wire.EngineError("This pack does not have that part.", why, fix)
    if not target and len(found) == 1:
        (name,) = found
    if name not in found:
        why = listed(found.values())
        raise wire.EngineError("This pack has several parts: say which one it is.", why, fix)
    with reading(path):
        fit(found[name])
    return found[name]


def devices(path: str) -> list[Any]:
    """All parts and their variants. Raises EngineError."""
    from pyocd.target.pack.cmsis_pack import CmsisPack

    with reading(path):
        found: list[Any] = CmsisPack(path).devices
    if not found:
        raise wire.EngineError("There is no part in this pack.", path, FIX)
    return found


def fit(device: Any) -> None:
    """Read its flash algorithms, which pyOCD does here, and leave each the sectors of its region.

    pyOCD stumbles over others: an algorithm may be for a larger part, or (the network core's of
    nRF_DeviceFamilyPack 8.38.0) tell addresses for offsets. Without sectors it is no use.
    """
    for region in device.memory_map:
        if algorithm := getattr(region, "flm", None):
            algorithm.sector_sizes = [
                (span.start - algorithm.flash_start, size)
                for span, size in algorithm.iter_sector_size_ranges()
                if span.start <= region.end and region.start <= span.end
            ]
            if not algorithm.sector_sizes or not algorithm.page_size:
                region.flm = None


@contextmanager
def reading(path: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # a damaged zip, XML or ELF makes its reader raise anything
        what = error.args[0] if isinstance(error, KeyError) else str(error) or repr(error)
        why = what if path in what else f"{path}: {what}"
        raise wire.EngineError("This pack cannot be read.", why, FIX) from error


def listed(found: Iterable[Any]) -> str:
    names = sorted(device.part_number for device in found)
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


@contextmanager
def lent(device: Any) -> Iterator[str]:
    """pyOCD's name for the part, which it knows from this pack as long as this lasts.

    By itself pyOCD prefers a part of its own, or of the pack before, that has the same name.
    """
    from pyocd.target import TARGET, normalise_target_type_name
    from pyocd.target.pack.pack_target import PackTargets

    name = normalise_target_type_name(device.part_number)
    own = TARGET.pop(name, None)
    try:
        PackTargets.populate_device(device)
        yield name
    finally:
        TARGET.pop(name, None)
        if own:
            TARGET[name] = own
