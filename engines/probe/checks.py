"""Whether an image is for the part that it is about to be flashed into. Pure."""

import shlex
from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec

from engines.marking import N_
from engines.probe.formats import suffix_kind
from engines.probe.formats.uf2 import FAMILIES
from engines.probe.image import Image, span
from engines.probe.memory_map import Part, Region, uncovered
from engines.wire import EngineError

MIRRORED = 0x0800_0000
"""Where STM32 and parts made like them have their flash, which they show at 0 as well while they
boot from it: RM0008, section 3.4, boot configuration."""

BLANK = 0xFFFF_FFFF

MOST_RAM = 16 << 20
"""More than a microcontroller has: what points further from the start of RAM is no stack."""

RUNS = {
    "Cortex-M0": ("v6-M",),
    "Cortex-M0+": ("v6-M",),
    "Cortex-M1": ("v6-M",),
    "Cortex-M3": ("v6-M", "v7-M"),
    "Cortex-M4": ("v6-M", "v7-M", "v7E-M"),
    "Cortex-M7": ("v6-M", "v7-M", "v7E-M"),
    "Cortex-M23": ("v6-M", "v8-M.baseline"),
    "Cortex-M33": ("v6-M", "v7-M", "v7E-M", "v8-M.baseline", "v8-M.mainline"),
    "Cortex-M35P": ("v6-M", "v7-M", "v7E-M", "v8-M.baseline", "v8-M.mainline"),
}
"""The architectures whose programs a core runs; a later one runs whatever is for a Cortex-M."""


class Caution(msgspec.Struct, frozen=True):
    """A reason to look again. As in Failed, `what` is constant and `why` has the particulars."""

    what: str
    why: str


def check(image: Image, part: Part) -> list[Caution]:
    """What is odd about flashing this image into this part; the list is empty where nothing is.

    An image that floats is looked at where `placed` would put it.
    Raises EngineError for an image that must not be flashed, because it lies outside of the flash.
    """
    image = image.placed(part.start)
    prove_in_flash(image, part)
    checks = (named_otherwise, for_another_part, for_another_core, wrong_vectors)
    return list(chain.from_iterable(find(image, part) for find in checks))


def prove_in_flash(image: Image, part: Part) -> None:
    stray = next(outside(image, part.flash), None)
    if stray is None:
        return
    if next(outside(image, part.ram), None) is None:
        why = f"{image.path}: {span(image.start, image.end)}"
        raise EngineError("The image is for RAM, not for flash.", why)
    if part.start == MIRRORED and image.end <= MIRRORED:
        moved = image.at(MIRRORED)
        if next(outside(moved, part.flash), None) is None:
            begins = N_("{span}; flash begins at {address}")
            held = span(image.start, image.end)
            told = begins.format(span=held, address=f"0x{MIRRORED:08X}")
            why = f"{image.path}: {told}"
            fix = f"zerodeck probe flash {shlex.quote(image.path)} --base 0x{MIRRORED:08X}"
            raise EngineError("The image is linked for the mirror of the flash at 0.", why, fix)
    flash = ", ".join(span(region.start, region.end) for region in part.flash)
    told = N_("{span}; the flash of {part} is {flash}")
    why = f"{image.path}: {told.format(span=span(*stray), part=part.name, flash=flash)}"
    raise EngineError("The image lies outside of this part's flash.", why)


def outside(image: Image, regions: Iterable[Region]) -> Iterator[tuple[int, int]]:
    return uncovered(image.stretches, [(region.start, region.end) for region in regions])


def named_otherwise(image: Image, part: Part) -> Iterator[Caution]:
    if suffix_kind(image.path) not in (None, image.kind):
        why = N_("{file} is read as {kind}").format(file=image.path, kind=image.kind)
        yield Caution("The file is not what its name says.", why)


def for_another_part(image: Image, part: Part) -> Iterator[Caution]:
    family = "" if image.family is None else FAMILIES.get(image.family, "")
    if family and family.split()[0].lower() not in part.name.lower():
        why = N_("{family}, and this is {part}").format(family=family, part=part.name)
        yield Caution("The file is for another part.", why)


def for_another_core(image: Image, part: Part) -> Iterator[Caution]:
    built = image.architecture
    if built and not (built in RUNS[part.core] if part.core in RUNS else "-M" in built):
        words = N_("Arm{built}, and {part} has a {core}")
        why = words.format(built=built, part=part.name, core=part.core or "Cortex-M")
        yield Caution("The image is built for another core.", why)


def wrong_vectors(image: Image, part: Part) -> Iterator[Caution]:
    """The first two words of a vector table: where the stack begins, and where the program does.

    Armv7-M Architecture Reference Manual, B1.5.3; the older and newer architectures have the same.
    """
    table = part.start if part.vectors is None else part.vectors
    stack, reset = image.word(table), image.word(table + 4)
    if stack is None or reset is None:
        return
    found = N_("0x{address} holds {words}")
    words = found.format(words=f"0x{stack:08X} 0x{reset:08X}", address=f"{table:08X}")
    if stack == reset == BLANK:
        yield Caution("The vector table is empty.", words)
    elif ram_below(stack, part) is None and not (reset & 1 and holds(image, part, reset - 1)):
        yield Caution("The image does not begin with a vector table.", words)
    else:
        yield from wrong_stack(stack, part)
        yield from wrong_reset(reset, image, part)


def wrong_stack(stack: int, part: Part) -> Iterator[Caution]:
    """A stack grows down from its first word, so that may be the one behind the RAM."""
    ram = ram_below(stack, part)
    if not part.ram:
        return
    if ram is None:
        yield Caution("The initial stack pointer is not in RAM.", f"0x{stack:08X}")
    elif stack > ram.end:
        words = N_("the stack begins at {stack}; the RAM of {part} ends at {end}")
        why = words.format(stack=f"0x{stack:08X}", part=part.name, end=f"0x{ram.end:08X}")
        yield Caution("The image is built for a part with more RAM.", why)
    if stack % 8:
        yield Caution("The initial stack pointer is not aligned to 8 bytes.", f"0x{stack:08X}")


def wrong_reset(reset: int, image: Image, part: Part) -> Iterator[Caution]:
    if not reset & 1:
        yield Caution("The reset vector is not the address of Thumb code.", f"0x{reset:08X}")
    elif not holds(image, part, reset - 1):
        yield Caution("The reset vector points outside of the image.", f"0x{reset:08X}")


def ram_below(address: int, part: Part) -> Region | None:
    """The RAM that a stack at `address` is in, or would be in if there were more of it."""
    below = [region for region in part.ram if 0 < address - region.start <= MOST_RAM]
    return max(below, key=lambda region: region.start, default=None)


def holds(image: Image, part: Part, address: int) -> bool:
    """Whether the image has code there, or at the place that the address mirrors."""
    return image.holds(address) or (part.start == MIRRORED and image.holds(MIRRORED + address))
