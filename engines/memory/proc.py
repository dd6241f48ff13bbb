"""Small files of /proc and /sys: read whole, and "" where there is none."""

import os
from contextlib import suppress

LONGEST = 1 << 16

DIGITS = 20
"""As many as 64 bits have: what has more was not counted by the kernel."""


def content(path: str) -> str:
    """Not by pathlib, which takes three times as long: there are hundreds to read at a time."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.read(descriptor, LONGEST).decode(errors="replace")
        finally:
            os.close(descriptor)
    return ""


def field(text: str, name: str) -> int | None:
    """The number behind a name that begins a line: as "Pss:  1234 kB" or "oom_kill 3"."""
    for line in text.splitlines():
        if line.startswith(name):
            number = line[len(name) :].split()
            known = number and number[0].isdecimal() and len(number[0]) <= DIGITS
            return int(number[0]) if known else None
    return None
