"""When to look for probes again: the kernel's uevents, or a poll of sysfs where there are none.

An event only says "look", never what is there: events get lost, and sysfs does not lie. The kernel
speaks before udev has given the device node to its group, so one event asks for several looks.
Format: lib/kobject_uevent.c of the kernel; who may speak: netlink(7).
"""

import errno
import math
import select
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from engines.probe.usb import names, text

NETLINK_KOBJECT_UEVENT = 15  # linux/netlink.h
KERNEL_GROUP = 1
LONGEST = 8192
"""Bytes; the kernel's own buffer is 2048 and a path."""

AFTER = (0.1, 0.5, 2.0)
"""Seconds from the last event to further looks: udev takes 0.1 on a PC and more on a busy Pi."""

POLL = 1.0
BATCH = 1024
"""Messages read before the clock is asked again: a flood shall not hold the caller for ever."""

SUBSYSTEMS = (b"SUBSYSTEM=usb", b"SUBSYSTEM=tty")


class Watch:
    """Tells when USB devices or their ttys came, went or changed hands.

        with Watch() as watch:
            found = probes()
            while watch.wait(60):
                found = probes()

    For one thread; `wait(0)` never blocks. A burst is one change: no two within 0.1 s. `listen`
    returns a non-blocking socket for uevents, or raises OSError: then sysfs is polled.
    """

    def __init__(
        self,
        root: Path = Path("/"),
        listen: Callable[[], socket.socket] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bus = root / "sys/bus/usb/devices"
        self._listen = listen or kernel
        self._clock = clock
        self._socket: socket.socket | None = None
        self._seen: dict[str, str] = {}
        self._poll = 0.0
        self._looks: list[float] = []
        self._looked = -math.inf

    def __enter__(self) -> Self:
        try:
            self._socket = self._listen()
        except OSError:
            self._seen = attached(self._bus)
            self._poll = self._clock() + POLL
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket:
            self._socket.close()

    def wait(self, seconds: float) -> bool:
        """True as soon as there is reason to look, False when time is up."""
        end = self._clock() + seconds
        while True:
            now = self._clock()
            if self._changed(now):
                soonest = max(now, self._looked + AFTER[0])
                self._looks = [soonest, *(now + after for after in AFTER)]
            if self._looks and self._looks[0] <= now:
                self._looks = [look for look in self._looks if look > now]
                self._looked = now
                return True
            if now >= end:
                return False
            self._rest(min([end, *self._looks]) - now)

    def _changed(self, now: float) -> bool:
        if self._socket:
            return heard(self._socket)
        if now < self._poll:
            return False
        self._poll = now + POLL
        before, self._seen = self._seen, attached(self._bus)
        return self._seen != before

    def _rest(self, seconds: float) -> None:
        if self._socket:
            select.select([self._socket], [], [], seconds)
        else:
            time.sleep(max(0, min(seconds, self._poll - self._clock())))


def kernel() -> socket.socket:
    """Raises OSError where the kernel's uevents are not to be had."""
    if not first_user_namespace():
        # Bound without complaint, but the kernel sends nothing there (uevent_net_init).
        raise OSError(errno.ENOTSUP, "no uevents in a user namespace")
    kind = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
    events = socket.socket(socket.AF_NETLINK, kind, NETLINK_KOBJECT_UEVENT)
    try:
        events.bind((0, KERNEL_GROUP))
    except OSError:
        events.close()
        raise
    return events


def first_user_namespace(root: Path = Path("/")) -> bool:
    """Without a map at all there are no such namespaces, and this is the only one."""
    found = text(root / "proc/self/uid_map").split()
    return found in ([], ["0", "0", "4294967295"])


def heard(events: socket.socket) -> bool:
    """Reads what has come, up to a batch; whether any of it is the kernel's word on USB."""
    news = False
    for _ in range(BATCH):
        try:
            message, sender = events.recvfrom(LONGEST)
        except BlockingIOError:
            break
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
            news = True  # more came than the socket could hold: anything may have changed
            continue
        # The kernel's port is 0, and no process can have that one.
        news |= sender[0] == 0 and is_usb(message)
    return news


def is_usb(message: bytes) -> bool:
    """Whether this is b"add@/devices/...\\0ACTION=add\\0...\\0SUBSYSTEM=usb\\0...", and whole."""
    header, *fields = message.split(b"\0")
    action, at, path = header.partition(b"@")
    whole = action.isalpha() and at and path.startswith(b"/") and fields and not fields[-1]
    return bool(whole) and any(subsystem in fields for subsystem in SUBSYSTEMS)


def attached(bus: Path) -> dict[str, str]:
    """Devices and interfaces, with the number that each plugging in raises."""
    return {name: text(bus / name / "devnum") for name in names(bus)}
