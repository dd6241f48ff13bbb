"""The files that the user may edit by hand: read whatever is in them, written all or nothing."""

import os
from pathlib import Path
from typing import Any

from engines import paths, regular
from tui.i18n import _

LARGEST = 1 << 20
"""Bytes of a file."""


def read(path: Path) -> tuple[dict[str, Any], list[str]]:
    """What is in it, and what was wrong with it, one sentence each."""
    try:
        text = content(path).decode()
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeError) as error:
        return {}, [_("{file} cannot be read: {why}").format(file=path, why=error)]
    import tomllib

    try:
        return tomllib.loads(text), []
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, [_("{file} is not valid TOML: {why}").format(file=path, why=error)]


def content(path: Path) -> bytes:
    """What is in a file. Raises OSError also for what would never end: a device, a pipe."""
    try:
        return regular.content(path, LARGEST)
    except regular.Unfit as error:
        raise OSError(_(str(error.strerror))) from None


def set_aside(path: Path) -> None:
    """Keep what cannot be understood under another name. Raises OSError."""
    refuse_others(path)
    path.replace(path.with_name(f"{path.name}.broken"))


def refuse_others(path: Path) -> None:
    """Raises OSError where something else than a file is: no device is replaced."""
    if path.exists() and not path.is_file():
        raise OSError(f"{path}: {_(regular.NO_FILE)}")


def write(path: Path, text: str) -> None:
    """Write all or nothing, readable by the owner alone. Raises OSError."""
    refuse_others(path)
    paths.private(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    draft.replace(path)


def entry(name: str, value: object) -> str:
    return f"{key(name)} = {line(value)}"


def key(name: str) -> str:
    """A name, in quotes where it needs them."""
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else line(name)


def line(value: object) -> str:
    """Any value that tomllib can give, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        import json

        # JSON's escapes are TOML's, but for DEL, which JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(map(line, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(entry(name, value[name]) for name in value) + "}"
    return value.isoformat() if hasattr(value, "isoformat") else repr(value)
