"""A child that breaks the rules of the wire, in the way its argument names."""

import os
import signal
import subprocess
import sys
import time

from engines import wire
from tests.bridge.sleeper.messages import Done

HELLO = wire.encode(wire.hello("sleeper"))
GOOD = wire.encode(wire.Progress("counting", 1, 3))


def say(*data: bytes) -> None:
    for piece in data:
        while piece:
            piece = piece[os.write(1, piece) :]


def rest() -> None:
    while True:
        time.sleep(60)


def garbage() -> None:
    say(HELLO, GOOD, b"\x00\xff{{ no JSON\n", GOOD)


def bad_utf8() -> None:
    say(HELLO, GOOD, b'{"type":"Log","text":"\xff\xfe"}\n')


def deep_nest() -> None:
    say(HELLO, GOOD, b'{"type":"Log","text":"a","x":' + b"[" * 500_000 + b"\n")


def unknown_tag() -> None:
    say(HELLO, GOOD, b'{"type":"Surprise"}\n')


def long_line() -> None:
    say(HELLO, GOOD, b'{"type":"Log","text":"' + b"x" * (2 << 20) + b'"}\n', GOOD)


def endless_line() -> None:
    say(HELLO, GOOD)
    while True:
        say(b"x" * 65536)


def flood() -> None:
    say(HELLO)
    while True:
        say(GOOD * 1000)


def deaf() -> None:
    say(HELLO)
    rest()


def stubborn() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    say(HELLO, GOOD)
    rest()


def killed() -> None:
    say(HELLO, GOOD)
    os.kill(os.getpid(), signal.SIGKILL)


def mid_line() -> None:
    say(HELLO, GOOD, GOOD[:-5])
    os.kill(os.getpid(), signal.SIGKILL)


def leaves() -> None:
    say(HELLO, GOOD)
    sys.exit(3)


def lingers() -> None:
    """Takes its time to go after its last event, as a large process may."""
    say(HELLO, wire.encode(Done(3)))
    time.sleep(0.3)


def closes() -> None:
    say(HELLO, GOOD)
    os.close(1)
    rest()


def orphans() -> None:
    """Dies and leaves a worker behind, which holds neither pipe."""
    null = subprocess.DEVNULL
    worker = subprocess.Popen(["/bin/sleep", "600"], stdin=null, stdout=null)
    say(HELLO, wire.encode(wire.Progress("worker", worker.pid)))
    os.kill(os.getpid(), signal.SIGKILL)


def wrong_wire() -> None:
    say(wire.encode(wire.Hello(wire.WIRE + 1, "sleeper", "9.9.9")), GOOD)
    rest()


def wrong_engine() -> None:
    say(wire.encode(wire.hello("devzero")), GOOD)
    rest()


def no_hello() -> None:
    say(GOOD)
    rest()


def silent() -> None:
    """Nothing at all, not even an end."""
    rest()


if __name__ == "__main__":
    globals()[sys.argv[1]]()
