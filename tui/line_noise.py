"""Typed bytes that are no UTF-8: skipped, as a serial line and a Latin-1 terminal have some.

Textual 8.2.8 decodes strictly, and one such byte ends the console with a traceback.
"""

from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable
from functools import partial

from textual.drivers import linux_driver


def lenient(encoding: str) -> Callable[[], IncrementalDecoder]:
    return partial(getincrementaldecoder(encoding), errors="ignore")


def install() -> None:
    linux_driver.getincrementaldecoder = lenient  # type: ignore[attr-defined,assignment] # a patch
