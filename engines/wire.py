"""The words that cross the bridge, as JSON lines.

Requests go down, events come up, one JSON object a line, its tag in "type". An engine's own words
are subclasses of `Message` in its messages.py; those here are spoken by every engine. NaN and
infinity do not travel: a figure that may be unknown is `float | None`.
"""

from collections.abc import Iterator

import msgspec

from engines import __version__
from engines.marking import N_ as N_

WIRE = 1
"""Raised when a tag is added, a field removed or changed; a new field with a default keeps it."""

LONGEST_LINE = 1 << 20

BLANKS = "\n\t\xa0\u3000"
"""What a text may hold beside what Python calls printable."""


class Message(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Anything that is sent. Checks stand in __post_init__, so they run on decoding too."""


class Cancel(Message, frozen=True):
    """The request to stop where stopping is safe."""


class Hello(Message, frozen=True):
    """The first line of every child."""

    wire: int
    engine: str
    version: str


class Progress(Message, frozen=True):
    """How far a long piece of work has come; `total` is None while nobody knows.

    `left` are the seconds that it is expected to take from now on, None where nobody can tell.
    """

    what: str
    done: float
    total: float | None = None
    left: float | None = None


class Log(Message, frozen=True):
    """A line for the reader's log; it changes nothing."""

    text: str


class Done(Message, frozen=True):
    """The last event of work that succeeded. An engine with a result subclasses it."""


class Cancelled(Message, frozen=True):
    """The last event of work that was stopped by request."""


class Failed(Message, frozen=True):
    """The last event of work that could not be done.

    `what` is a constant English sentence (the translation key), `why` the particulars, and `fix`
    a command to type, or "" where there is none.
    """

    what: str
    why: str = ""
    fix: str = ""


Common = Hello | Progress | Log | Cancelled | Failed
"""What every engine's `Event` union holds beside its own events and its own or the plain `Done`."""

LAST = (Done, Cancelled, Failed)
"""Exactly one of these ends every stream."""

NO_MESSAGE = (msgspec.MsgspecError, UnicodeError, RecursionError)
"""What decoding raises: msgspec has no error of its own for bad UTF-8 and for too deep a nest."""

_encode = msgspec.json.Encoder().encode


class EngineError(Exception):
    """What an engine raises when it cannot go on; it travels as `Failed`, field by field."""

    def __init__(self, what: str, why: str = "", fix: str = "") -> None:
        super().__init__(f"{what} {why}".strip())
        self.failed = Failed(what, printable(why), printable(fix))


def encode(message: msgspec.Struct) -> bytes:
    """The message as one line, its newline included. Raises EngineError where it is not text."""
    try:
        return _encode(message) + b"\n"
    except UnicodeEncodeError as error:
        why = printable(error.object)
        raise EngineError("This has characters that cannot be sent.", why) from error


def printable(text: str) -> str:
    """The text with escapes for what is no character, as a file name may hold, and for what would
    command a terminal. Ends of lines stay."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in BLANKS else ascii(c)[1:-1] for c in text)


class Lines:
    """Cuts a byte stream into lines, whatever pieces it arrives in."""

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        self.longest = longest
        self.rest = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield each line that `data` completes. Raises EngineError once a line is too long."""
        self.rest += data
        *lines, last = self.rest.split(b"\n")
        self.rest = last
        for line in lines:
            if len(line) > self.longest:
                raise too_long(self.longest)
            yield bytes(line)
        if len(last) > self.longest:
            raise too_long(self.longest)


def too_long(limit: int) -> EngineError:
    return EngineError("A line was too long to be a message.", f"over {limit:,} bytes")


def hello(engine: str) -> Hello:
    """What this build says of itself."""
    return Hello(WIRE, engine, __version__)
