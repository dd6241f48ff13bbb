"""Formulas by name: those that are shipped, and the user's own. No numpy."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from engines import paths
from engines.roc.data.signs import shown
from engines.roc.formula.catalogue import ALIASES, FUNCTIONS
from engines.roc.formula.program import compile
from engines.roc.formula.tokens import LONGEST
from engines.wire import N_, EngineError

SUFFIX = ".tdx"
SHIPPED = paths.ASSETS / "formulas"
ENCODINGS = ("utf-8-sig", "gb18030")
"""What 通达信 exports is in the second."""


class Library(Mapping[str, str]):
    """Sources by name, in upper case; looked for whenever they are asked for.

    An own formula cannot take the name of a shipped one: it is left out, and `problems` says so.
    """

    def __init__(self, shipped: Path, own: Callable[[], Path]) -> None:
        self.shipped = shipped
        self.own = own

    def __getitem__(self, name: str) -> str:
        """Raises KeyError where there is none, EngineError where its file cannot be read."""
        if path := shipped(self.shipped).get(name.upper()):
            return remembered(path)
        return read(self._own()[name.upper()])

    def __iter__(self) -> Iterator[str]:
        yield from shipped(self.shipped)
        yield from (name for name in self._own() if name not in shipped(self.shipped))

    def __len__(self) -> int:
        return sum(1 for _name in self)

    def problems(self) -> list[tuple[Path, EngineError]]:
        """What is wrong with the user's own formulas, by their files."""
        found = []
        for name, path in self._own().items():
            try:
                if name in shipped(self.shipped):
                    raise EngineError(N_("A shipped formula has this name already."), name)
                compile(read(path))
            except EngineError as error:
                found.append((path, error))
        return found

    def _own(self) -> dict[str, Path]:
        return listed(self.own())


def listed(folder: Path) -> dict[str, Path]:
    """The formulas of a folder by name; none where it cannot be looked into."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() == SUFFIX)
    except OSError:
        return {}
    return {shown(path.stem).upper(): path for path in found}


shipped = lru_cache(listed)


def read(path: Path) -> str:
    """A source in UTF-8, or as 通达信 writes it. Raises EngineError."""
    try:
        if not path.is_file():
            raise EngineError(CLOSED, f"{path}: {NO_FILE}")
        with path.open("rb") as file:
            data = file.read(4 * LONGEST + 1)
    except OSError as error:
        raise EngineError(CLOSED, f"{path}: {error.strerror}") from None
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    raise EngineError(CLOSED, f"{path}: {NO_TEXT}")


CLOSED = N_("A formula's file cannot be read.")
NO_FILE = N_("it is no file")
NO_TEXT = N_("it is text in neither UTF-8 nor GBK")

remembered = lru_cache(read)


def about(source: str) -> str:
    """What a source says of itself: its first comment; "" without one."""
    text = source.lstrip()
    return text[1 : text.find("}")].strip() if text.startswith("{") and "}" in text else ""


def signatures() -> dict[str, str]:
    """How every function is written, by all its names: EMA(X,N)."""
    forms = {name: function.form for name, function in FUNCTIONS.items()}
    return forms | {alias: forms[name].replace(name, alias, 1) for alias, name in ALIASES.items()}


FORMULAS = Library(SHIPPED, lambda: paths.config() / "formulas")
