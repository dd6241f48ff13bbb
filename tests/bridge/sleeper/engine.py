"""The sleeper at work."""

import os
import sys
import threading
import time
from pathlib import Path

from engines import wire
from engines.inbox import Inbox
from engines.serve import Emit
from tests.bridge.sleeper.messages import Count, Counting, Done


def serve(inbox: Inbox[Count], emit: Emit) -> Done:
    request = inbox.wait()
    while request:
        emit(Counting(request.to, len(request.ballast)))
        if request.fault in FAULTS:
            FAULTS[request.fault](inbox, emit)
        done = Done(request.to, ENDS.get(request.fault, ""))
        request = count(request, inbox, emit)
    return done


def count(request: Count, inbox: Inbox[Count], emit: Emit) -> Count | None:
    """A newer request, if one came."""
    for number in range(1, request.to + 1):
        one(request)
        emit(wire.Progress("counting", number, request.to))
        if newer := inbox.wait(request.pause / 2):
            return newer
    return None


def one(request: Count) -> None:
    """A piece of work that must not be cut in two."""
    if request.work:
        with Path(request.work).open("a", buffering=1) as work:
            work.write("(\n")
            time.sleep(request.pause / 2)
            work.write(")\n")


def flood(inbox: Inbox[Count], emit: Emit) -> None:
    number = 0
    while True:
        emit(wire.Progress("flooding", number := number + 1))
        inbox.check()


def prints(inbox: Inbox[Count], emit: Emit) -> None:
    import subprocess  # here: a bare child's memory is measured

    print("a library prints")
    os.write(1, b"so does a C library\n")
    subprocess.run(["/bin/echo", "and a program"])
    print("half a line", end="")


def raises(inbox: Inbox[Count], emit: Emit) -> None:
    raise RuntimeError("something with a traceback")


def fails(inbox: Inbox[Count], emit: Emit) -> None:
    raise wire.EngineError("It cannot go on.", "the reason", "the remedy")


def fails_with_a_strange_name(inbox: Inbox[Count], emit: Emit) -> None:
    raise wire.EngineError("It cannot go on.", "no file \udc80")


def exits(inbox: Inbox[Count], emit: Emit) -> None:
    sys.exit("a library thinks it may end the process")


def leaves_a_thread(inbox: Inbox[Count], emit: Emit) -> None:
    threading.Thread(target=threading.Event().wait).start()


def says_what_cannot_be_sent(inbox: Inbox[Count], emit: Emit) -> None:
    emit(wire.Log("no file \udc80"))


def lists_modules(inbox: Inbox[Count], emit: Emit) -> None:
    for name in list(sys.modules):
        emit(wire.Log(name))


def writes_to_a_full_log(inbox: Inbox[Count], emit: Emit) -> None:
    for _ in range(1000):
        print("x" * 1000)


ENDS = {"long end": "x" * 200_000, "strange end": "no file \udc80"}
"""What the last event brings along."""

FAULTS = {
    "flood": flood,
    "prints": prints,
    "raises": raises,
    "fails": fails,
    "strange name": fails_with_a_strange_name,
    "exits": exits,
    "thread": leaves_a_thread,
    "cannot be sent": says_what_cannot_be_sent,
    "modules": lists_modules,
    "full log": writes_to_a_full_log,
}
