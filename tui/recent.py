"""What was open last: the tab, and the files of each kind.

A convenience: where it cannot be read, nothing was open; where it cannot be written, nothing is
remembered.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from engines import paths
from tui import hand_file

MOST_FILES = 20


@dataclass(frozen=True)
class Recent:
    """`files` are absolute, by kind ("firmware", "series"), the most recent first."""

    tab: str = ""
    files: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)


def file() -> Path:
    return paths.state() / "recent.json"


def load() -> Recent:
    import json

    try:
        stored = json.loads(file().read_bytes())
    except (OSError, ValueError, RecursionError):
        return Recent()
    tab, files = (stored.get("tab"), stored.get("files")) if isinstance(stored, dict) else ("", {})
    known = (
        {kind: _paths(names) for kind, names in files.items()} if isinstance(files, dict) else {}
    )
    return Recent(tab if isinstance(tab, str) else "", known)


def opened_tab(name: str) -> None:
    _change(lambda recent: replace(recent, tab=name))


def opened_file(kind: str, path: Path) -> None:
    path = path.expanduser().absolute()

    def first(recent: Recent) -> Recent:
        others = (known for known in recent.files.get(kind, ()) if known != path)
        return replace(recent, files={**recent.files, kind: (path, *others)[:MOST_FILES]})

    _change(first)


def _change(edit: Callable[[Recent], Recent]) -> None:
    """Edit what is stored now, while no other console may."""
    import fcntl

    # A lock file of its own: the stored one is another file after each change.
    lock = file().with_name("recent.lock")
    with contextlib.suppress(OSError), (paths.private(lock.parent) / lock.name).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        _save(edit(load()))


def _save(recent: Recent) -> None:
    import json

    files = {kind: list(map(str, names)) for kind, names in recent.files.items()}
    hand_file.write(file(), json.dumps({"tab": recent.tab, "files": files}, indent=1))


def _paths(names: object) -> tuple[Path, ...]:
    known = names if isinstance(names, list) else []
    return tuple(Path(name) for name in known if isinstance(name, str))[:MOST_FILES]
