"""What the Raspberry Pi's firmware knows about supply and heat, asked as `vcgencmd` asks it.

The file `soc:firmware/get_throttled` is not read: kernels 4.19 to 6.12 answer with a warning and a
backtrace in the log, later ones do not have it, and its upper bits say "in the last two seconds".
Sources: vcgencmd.c of raspberrypi/utils; drivers/char/broadcom/vcio.c of the Raspberry Pi kernel.
"""

import os
import struct
from pathlib import Path

MAILBOX = 0xC000_6400 | struct.calcsize("P") << 16
"""_IOWR(100, 0, char *)"""

GET_GENCMD_RESULT = 0x0003_0080
LONGEST = 1024
_HEAD = struct.Struct("=6I")
"""Size of all, status, tag, room for the answer, its length, error."""


def throttled(root: Path) -> int | None:
    """The bits of `get_throttled`: 0-3 now, 16-19 since boot. None without firmware or access."""
    try:
        mailbox = os.open(root / "dev/vcio", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return bits(ask(mailbox, b"get_throttled"))
    except OSError:
        return None
    finally:
        os.close(mailbox)


def ask(mailbox: int, command: bytes) -> bytes:
    """One command of the firmware and its answer. Raises OSError."""
    import fcntl

    message = question(command)
    fcntl.ioctl(mailbox, MAILBOX, message, True)
    return answer(message)


def question(command: bytes) -> bytearray:
    size = _HEAD.size + LONGEST + 4  # the last word ends the list of tags
    head = _HEAD.pack(size, 0, GET_GENCMD_RESULT, LONGEST, 0, 0)
    return bytearray(head + command.ljust(LONGEST + 4, b"\0"))


def answer(message: bytearray) -> bytes:
    return bytes(message[_HEAD.size :]).partition(b"\0")[0]


def bits(text: bytes) -> int | None:
    """b"throttled=0x50005" is 0x50005."""
    name, _separator, number = text.strip().partition(b"=")
    try:
        return int(number, 16) if name == b"throttled" else None
    except ValueError:
        return None
