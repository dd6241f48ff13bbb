"""What is checked on a command line."""

import sys
from collections.abc import Callable, Iterator, Sequence

from engines.implicit_int import sources
from engines.implicit_int.finding import Finding
from engines.regular import TOO_LARGE
from engines.wire import EngineError

STDIN = "<stdin>"


def given(
    paths: Sequence[str], unread: Callable[[str, str], object]
) -> Iterator[tuple[str, bytes]]:
    """Each source that can be read, standard input first."""
    if "-" in paths:
        data = sys.stdin.buffer.read(sources.MOST_BYTES + 1) if sys.stdin else b""
        if len(data) > sources.MOST_BYTES:
            unread(STDIN, TOO_LARGE)
        else:
            yield STDIN, data
    for path in sources.sources([path for path in paths if path != "-"]):
        try:
            source = sources.content(path)
        except EngineError as error:
            unread(str(path), error.failed.why)
        else:
            yield str(path), source


def look(name: str, source: bytes, standard: str) -> list[Finding]:
    """Standard input has no headers beside it."""
    return sources.look("" if name == STDIN else name, source, standard)
