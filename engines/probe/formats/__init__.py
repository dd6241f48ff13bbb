"""Firmware files: a reader each for five formats, chosen by what the file holds."""

import os
import re
from collections.abc import Callable
from pathlib import PurePath

from engines.marking import N_
from engines.probe.formats import bin, elf, hex, srec, uf2
from engines.probe.formats.source import LARGEST, Source, opened
from engines.probe.image import Image, Kind
from engines.wire import EngineError

READERS: dict[Kind, Callable[[Source], Image]] = {
    "bin": bin.read,
    "hex": hex.read,
    "srec": srec.read,
    "elf": elf.read,
    "uf2": uf2.read,
}

SUFFIXES: dict[str, Kind] = {
    ".bin": "bin",
    ".hex": "hex",
    ".ihex": "hex",
    ".ihx": "hex",
    ".srec": "srec",
    ".s19": "srec",
    ".s28": "srec",
    ".s37": "srec",
    ".mot": "srec",
    ".elf": "elf",
    ".axf": "elf",
    ".uf2": "uf2",
}

STARTS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(re.escape(elf.MAGIC)), "elf"),
    (re.compile(re.escape(uf2.MAGIC)), "uf2"),
    (re.compile(rb"\s*:[0-9A-Fa-f]{10}"), "hex"),
    (re.compile(rb"\s*[Ss][0-9][0-9A-Fa-f]{8}"), "srec"),
)

TEXT = re.compile(rb"[\t\n\r -~]+")


def read(
    path: str | os.PathLike[str], *, base: int | None = None, kind: Kind | None = None
) -> Image:
    """The firmware in the file at `path`, with `base` added to its addresses.

    The content says what format it is in, unless `kind` does; the name counts only where the
    content says nothing. A .bin without a base is `floating`.
    Raises EngineError for what cannot be read or is damaged; it names the line or the offset.
    """
    with opened(path) as source:
        kind = kind or recognise(source)
        if source.size > LARGEST and kind != "elf":
            raise source.too_large(source.size)
        image = READERS[kind](source)
    return image if base is None else image.at(base)


def recognise(source: Source) -> Kind:
    start = source.read(0, min(source.size, 512))
    for pattern, kind in STARTS:
        if pattern.match(start):
            return kind
    named = suffix_kind(source.path)
    if named is None and TEXT.fullmatch(start):
        why = N_("{file}, line 1: text, and neither Intel HEX nor S-records").format(
            file=source.path
        )
        raise EngineError("The format of this file is not known.", why)
    return named or "bin"


def suffix_kind(path: str) -> Kind | None:
    """The format that a file of this name should have."""
    return SUFFIXES.get(PurePath(path).suffix.lower())
