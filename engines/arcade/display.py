"""Where a window can be opened: SDL itself, left alone, would run a game that nobody sees.

In this order: Wayland, X, a screen that is connected to this machine, none.
"""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from engines.wire import N_

Kind = Literal["", "wayland", "x11", "kmsdrm"]

NO_DISPLAY = N_("no display here")
BROKEN = N_("the display {name} does not answer")
FORWARDED = N_("the display {name} is another machine's, by way of ssh")
NO_RIGHT = N_("a screen is connected, but this user may not draw on it")

SOCKETS = "/tmp/.X11-unix/X"  # noqa: S108 - where X listens
PATIENCE = 1.0
"""Seconds for a display to answer."""
TCP = 6000
"""The port of display 0."""
LONGEST = 5
"""Digits of a display's number."""


class Display(NamedTuple):
    """`kind` is what SDL calls it, "" where there is none: then `why`, and of what `name`."""

    kind: Kind = ""
    why: str = NO_DISPLAY
    name: str = ""
    far: bool = False
    """It is another machine's: slow, and perhaps not where the player looks."""


def found(environ: Mapping[str, str], root: Path = Path("/")) -> Display:
    troubles = []
    for look in (wayland, x11):
        if display := look(environ):
            if display.kind:
                return display
            troubles.append(display)
    connected = kmsdrm(root)
    return connected if connected.kind else next(iter(troubles), connected)


def wayland(environ: Mapping[str, str]) -> Display | None:
    name = environ.get("WAYLAND_DISPLAY")
    if not name:
        return None
    path = Path(environ.get("XDG_RUNTIME_DIR", "/")) / name
    return Display("wayland", "", name) if answers(str(path)) else Display("", BROKEN, name)


def x11(environ: Mapping[str, str]) -> Display | None:
    name = environ.get("DISPLAY")
    if not name:
        return None
    host, _, number = name.rpartition(":")
    number = number.partition(".")[0]
    if not number.isdecimal() or len(number) > LONGEST:
        return Display("", BROKEN, name)
    far = host not in ("", "unix")
    if not (listens(host, TCP + int(number)) if far else answers(SOCKETS + number)):
        return Display("", BROKEN, name)
    return Display("x11", FORWARDED if far else "", name, far)


def answers(path: str) -> bool:
    """Whether somebody listens at this socket, or at the abstract one of the same name."""
    return any(connects(socket.AF_UNIX, address) for address in (path, f"\0{path}"))


def listens(host: str, port: int) -> bool:
    return connects(socket.AF_INET, (host, port))


def connects(family: int, address: str | tuple[str, int]) -> bool:
    with suppress(OSError, ValueError, OverflowError), socket.socket(family) as tried:
        tried.settimeout(PATIENCE)
        tried.connect(address)
        return True
    return False


def kmsdrm(root: Path) -> Display:
    """A screen of this machine that is connected, and that we may draw on."""
    connectors = list((root / "sys/class/drm").glob("card*-*/status"))
    if not any(read(status) == "connected" for status in connectors):
        return Display()
    cards = list((root / "dev/dri").glob("card*"))
    if any(os.access(card, os.R_OK | os.W_OK) for card in cards):
        return Display("kmsdrm", "")
    return Display("", NO_RIGHT)


def read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
