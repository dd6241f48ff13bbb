"""The child's side of the bridge: `python -m engines.serve NAME [MIB]`.

Requests come as JSON lines on standard input, events go out as JSON lines on standard output. The
engine runs in the main thread as plain synchronous code; a reader thread fills its inbox.
"""

import importlib
import io
import os
import signal
import stat
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from engines import ENGINES, locks, wire
from engines.inbox import Inbox, Stopped
from engines.memory import pressure

Emit = Callable[[wire.Message], None]

READ = 1 << 16


def serve_stream(name: str, source: int, sink: int) -> None:
    """Run engine `name` on the requests of `source`; write everything it says to `sink`."""
    inbox: Inbox[Any] = Inbox()
    signal.signal(signal.SIGTERM, lambda *_: inbox.stop())
    signal.signal(signal.SIGINT, lambda *_: inbox.stop())
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    emit = journal(sink) if stat.S_ISREG(os.fstat(sink).st_mode) else pipe(sink, inbox)
    with suppress(Stopped):  # nobody is left to read the last word
        emit(wire.hello(name))
        emit(outcome(name, source, inbox, emit))


def pipe(sink: int, inbox: Inbox[Any]) -> Emit:
    """An `emit` that writes one line at a time. A reader that has gone stops the engine."""

    def emit(message: wire.Message) -> None:
        line = memoryview(wire.encode(message))
        try:
            while line:
                line = line[os.write(sink, line) :]
        except BrokenPipeError:
            inbox.stop()
            raise Stopped from None

    return emit


def journal(sink: int) -> Emit:
    """An `emit` into a file. A full disk costs events, never the work, and leaves no half line."""

    def emit(message: wire.Message) -> None:
        line, size = wire.encode(message), os.fstat(sink).st_size
        try:
            if os.write(sink, line) == len(line):
                return
        except OSError as error:
            print(f"not written: {message}: {error}", file=sys.stderr)
        os.ftruncate(sink, size)

    return emit


def outcome(name: str, source: int, inbox: Inbox[Any], emit: Emit) -> wire.Message:
    """Let the engine work, and turn however it ended into its last event."""
    try:
        if name not in ENGINES:
            raise wire.EngineError("There is no such engine.", name, "zerodeck --help")
        messages = importlib.import_module(f"{ENGINES[name]}.messages")
        threading.Thread(target=read, args=(source, messages.Request, inbox), daemon=True).start()
        engine = importlib.import_module(f"{ENGINES[name]}.engine")
        done: wire.Done = engine.serve(inbox, emit)
        wire.encode(done)  # tried here, where what cannot be sent still becomes a Failed
        return done
    except Stopped:
        return wire.Cancelled()
    except wire.EngineError as error:
        return error.failed
    except BaseException as error:
        import shlex  # what every child has, counts; this hardly any needs

        traceback.print_exc()
        fix = f"tail {shlex.quote(str(Path('/proc/self/fd/2').readlink()))}"
        why = f"{type(error).__name__}: {error}"
        return wire.EngineError("The engine broke down.", why, fix).failed


def read(source: int, request_type: Any, inbox: Inbox[Any]) -> None:
    """Fill the inbox until the writer leaves, cancels, or sends what is no request."""
    decoder = msgspec.json.Decoder(request_type)
    lines = wire.Lines()
    try:
        while data := os.read(source, READ):
            for line in lines.feed(data):
                request = decoder.decode(line)
                if isinstance(request, wire.Cancel):
                    return
                inbox.put(request)
    except wire.EngineError as error:
        inbox.stop(error)
    except Exception as error:  # a check may raise anything; silence would pass for a Cancel
        inbox.stop(wire.EngineError("The request was refused.", str(error)))
    finally:
        inbox.stop()


class Log(io.FileIO):
    """Standard error. A full disk costs its lines, never the work that printed them."""

    def write(self, data: Any) -> int:
        with suppress(OSError):
            super().write(data)
        return len(data)


def main(argv: list[str]) -> None:
    locks.inherit()
    pressure.expendable(argv[0] if argv else "")
    # A child is not alone on its machine: where cores are busy, numpy's threads would wait for each
    # other, and a product of small matrices take thirty times as long.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A library that prints must not reach the wire: what was standard output becomes our own
    # descriptor, and from here on 1 is where 2 is.
    sink = os.dup(1)
    os.dup2(2, 1)
    log = io.BufferedWriter(Log(2, "w", closefd=False))
    sys.stdout = sys.stderr = io.TextIOWrapper(
        log, "utf-8", errors="backslashreplace", line_buffering=True
    )
    try:
        serve_stream(argv[0] if argv else "", 0, sink)
    except BaseException:
        traceback.print_exc()
    sys.stderr.flush()
    # The reader thread may sit in read(2) for ever, and no engine thread is worth waiting for now.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
