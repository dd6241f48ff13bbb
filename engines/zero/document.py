"""A config.json as its fields, however damaged or hostile the file is."""

import json
import os
import shlex
import stat
from collections import Counter
from pathlib import Path
from typing import Any

from engines.wire import N_, EngineError
from engines.zero.sizes import FIX, LONGEST, printable, shown

LARGEST = 4 << 20
"""Bytes of a file; those in use have a few thousand."""

KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
}


def contents(path: str) -> bytes:
    """Raises EngineError for what is missing, no regular file, too large or not to be read."""
    if not path or "\0" in path:
        raise EngineError("There is no such file.", shown(path))
    try:
        _prove(path, Path(path).stat())  # before: a device may act on being opened
        # O_NONBLOCK: a FIFO that took the name since would wait for its writer for ever.
        number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
        with os.fdopen(number, "rb") as file:
            _prove(path, os.fstat(number))
            return file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise EngineError("There is no such file.", _about(path, error)) from error
    except OSError as error:
        readable = f"sudo chmod a+r {shlex.quote(path)}"
        fix = readable if isinstance(error, PermissionError) else ""
        raise EngineError("The file cannot be read.", _about(path, error), fix) from error


def fields(document: bytes | str) -> dict[str, Any]:
    """Raises EngineError for what is no JSON object in UTF-8 with each key once."""
    if len(document) > LARGEST:
        raise _no_config(_too_large(len(document)))
    try:
        text = document if isinstance(document, str) else document.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_unique, parse_int=_whole)
    except UnicodeDecodeError as error:
        raise _no_config(f"no UTF-8 from byte {error.start:,} on") from None
    except json.JSONDecodeError as error:
        words = N_("no JSON: line {line}, column {column}")
        why = words.format(line=f"{error.lineno:,}", column=f"{error.colno:,}")
        raise _no_config(why) from None
    except RecursionError:
        raise _no_config("nested too deeply") from None
    if not isinstance(found, dict):
        raise _no_config(f"it is {shown(found)} and not an object")
    return found


def _prove(path: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = KINDS.get(stat.S_IFMT(status.st_mode), stat.filemode(status.st_mode))
        fix = f"ls {shlex.quote(path)}" if stat.S_ISDIR(status.st_mode) else FIX
        raise EngineError("This is not the config.json of a model.", f"{path} is {kind}", fix)
    if status.st_size > LARGEST:
        raise _no_config(f"{path}: {_too_large(status.st_size)}")


def _about(path: str, error: OSError) -> str:
    return f"{path}: {error.strerror}"


def _too_large(size: int) -> str:
    return f"{size:,} bytes, and {LARGEST:,} are the most"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Readers of JSON disagree which of two values counts, so here neither does."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise _no_config(f"{printable(twice)} is there twice")
    return found


def _whole(digits: str) -> int | float:
    """Python refuses to read a number of thousands of digits; a float is as much out of range."""
    return int(digits) if len(digits) <= LONGEST else float(digits)


def _no_config(why: str) -> EngineError:
    return EngineError("This is not the config.json of a model.", why, FIX)
