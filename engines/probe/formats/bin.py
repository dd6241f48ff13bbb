"""Raw binary: bytes, and nothing about where they belong."""

from engines.probe.formats.source import Source
from engines.probe.image import Image, Segment


def read(source: Source) -> Image:
    data = source.read(0, source.size)
    return Image((Segment(0, data),), "bin", source.path, floating=True)
