"""Pictures as indexed PNG (ISO/IEC 15948), with a transparent color.

Stored, not packed: a few hundred bytes more than zlib would make of it, but the same ones
whichever zlib there is.
"""

import struct
import zlib
from collections.abc import Mapping

from engines.arcade.colors import RGB
from engines.arcade.making.drawing import Picture
from engines.arcade.making.palette import NOTHING

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PALETTE = 3
BLOCK = 0xFFFF
"""The most that deflate stores in one piece."""


def png(picture: Picture, colors: Mapping[str, RGB]) -> bytes:
    """Of the palette only what is in the picture; place 0 is transparent."""
    used = sorted({letter for row in picture for letter in row} - {NOTHING})
    places = {NOTHING: 0} | {letter: place for place, letter in enumerate(used, 1)}
    head = struct.pack(">IIBBBBB", len(picture[0]), len(picture), 8, PALETTE, 0, 0, 0)
    table = bytes(level for color in ((0, 0, 0), *map(colors.get, used)) for level in color or ())
    # The 0 before each row says that it is not filtered.
    rows = b"".join(b"\0" + bytes(places[letter] for letter in row) for row in picture)
    chunks = ((b"IHDR", head), (b"PLTE", table), (b"tRNS", b"\0"), (b"IDAT", stored(rows)))
    return SIGNATURE + b"".join(chunk(*each) for each in (*chunks, (b"IEND", b"")))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def stored(data: bytes) -> bytes:
    """A stream of zlib (RFC 1950, 1951) in which nothing is packed."""
    pieces = [data[place : place + BLOCK] for place in range(0, len(data), BLOCK)]
    blocks = b"".join(
        struct.pack("<BHH", number == len(pieces), len(piece), len(piece) ^ 0xFFFF) + piece
        for number, piece in enumerate(pieces, 1)
    )
    return b"\x78\x01" + blocks + struct.pack(">I", zlib.adler32(data))
