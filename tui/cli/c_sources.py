"""What is checked on a command line."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from engines.implicit_int.finding import Finding
from engines.implicit_int.headers import Headers
from engines.implicit_int.scanner import scan
from engines.implicit_int.sources import MOST_BYTES, content, sources
from engines.regular import TOO_LARGE
from engines.wire import EngineError

STDIN = "<stdin>"


def given(
    paths: Sequence[str], unread: Callable[[str, str], object]
) -> Iterator[tuple[str, bytes]]:
    """Each source that can be read, standard input first."""
    if "-" in paths:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin else b""
        if len(data) > MOST_BYTES:
            unread(STDIN, TOO_LARGE)
        else:
            yield STDIN, data
    for path in sources([path for path in paths if path != "-"]):
        try:
            source = content(path)
        except EngineError as error:
            unread(str(path), error.failed.why)
        else:
            yield str(path), source


def look(name: str, source: bytes, standard: str) -> list[Finding]:
    """With the headers beside it; standard input has none."""
    if name == STDIN:
        return scan(source, standard)
    return scan(source, standard, Headers(Path(name).parent))
