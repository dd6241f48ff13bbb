"""Which networks there are: those that are shipped, and the user's own.

Light: of a file only the header is read, and without numpy, so consoles import it too.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from engines import paths, wire
from engines.gomoku.rules import Kind, Rules
from engines.gomoku.training.config import NAME
from engines.regular import opened
from engines.wire import N_, EngineError

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

SHIPPED = paths.ASSETS / "gomoku" / "nets"

NO_NET = N_("This file holds no network that can be played.")
SEVERAL = N_("Several networks have this name: say how the hash begins.")
NO_SUCH = N_("There is no such network.")
NOT_LEARNT = N_("This network has not learnt this game.")
NOBODY = N_("No network has learnt this game.")

LIST = "zerodeck gomoku nets"

HASH = 8
"""Letters of a hash that people compare."""
LONGEST = 1 << 20
"""Bytes of a header."""
WAYS = (0, 8)
"""How a file in an .npz is packed: not at all, or deflated."""
MAGIC = b"\x93NUMPY\x01"

Told = TypeVar("Told")


class Shape(msgspec.Struct, frozen=True):
    channels: int = 0
    blocks: int = 0


class Network(msgspec.Struct, frozen=True):
    """What the header of a file says, as in weights.Header, and where the file lies."""

    name: str = ""
    family: Literal["residual", "original"] = "residual"
    architecture: Shape = Shape()
    kind: Kind = "freestyle"
    row: int = 5
    sizes: tuple[int, ...] = ()
    generation: int = 0
    sha256: str = ""
    path: str = ""

    def __post_init__(self) -> None:
        if self.sha256.strip("0123456789abcdef"):
            raise ValueError("its hash is none")

    @property
    def hash(self) -> str:
        return self.sha256[:HASH]

    @property
    def title(self) -> str:
        return f"{self.name} {self.hash}".strip()

    def knows(self, rules: Rules) -> bool:
        """Whether it has learnt this game. Ours, which know no place by its number, play between
        the smallest and the largest board that they have learnt on."""
        if (self.kind, self.row) != (rules.kind, rules.row) or not self.sizes:
            return False
        if self.family == "original":
            return rules.size in self.sizes
        return min(self.sizes) <= rules.size <= max(self.sizes)

    @property
    def spread(self) -> int:
        """From its smallest board to its largest. It has learnt some."""
        return max(self.sizes) - min(self.sizes)

    @property
    def learnt(self) -> str:
        sizes = ", ".join(map(str, self.sizes))
        return game(self.kind, self.row, sizes)


class Past(msgspec.Struct, frozen=True):
    """What was done to a network, the oldest first."""

    history: tuple[dict[str, Any], ...] = ()


def own() -> Path:
    """Where those lie that were imported."""
    return paths.state() / "gomoku" / "nets"


def trainings() -> Path:
    """Where a training has its folder, unless another was asked for."""
    return paths.state() / "gomoku" / "trainings"


class Made(msgspec.Struct, frozen=True):
    steps: int = 0
    accepted: bool = False


class Training(msgspec.Struct, frozen=True):
    """Of training.json, as training.run writes it, the hash of the weights accepted last."""

    accepted: str = ""
    generations: tuple[Made, ...] = ()

    @property
    def taught(self) -> bool:
        """Not while what plays is still what it began with from nothing."""
        return any(made.accepted and made.steps for made in self.generations)


def accepted(folder: Path) -> Iterator[Path]:
    """The file of the weights that the training in this folder has accepted last, if any."""
    with suppress(OSError, *wire.NO_MESSAGE):
        told = msgspec.json.decode((folder / "training.json").read_bytes(), type=Training)
        if told.accepted and told.taught:
            yield folder / "weights" / f"{told.accepted[:16]}.npz"


def networks() -> tuple[Network, ...]:
    """All there are, the shipped ones first. Files that hold none are passed over, and so are
    copies."""
    files = (
        *sorted(SHIPPED.glob("*.npz")),
        *sorted(own().glob("*.npz")),
        *(file for folder in sorted(trainings().glob("*")) for file in accepted(folder)),
    )
    found: dict[str, Network] = {}
    for file in files:
        with suppress(EngineError):
            network = read(file)
            found.setdefault(network.sha256, network)
    return tuple(found.values())


def chosen(rules: Rules, wanted: str = "") -> Network:
    """The network to play this game with. `wanted`: its name, or how its hash begins, or the path
    of its file. Else a shipped one before the user's own, and that whose boards differ the least.

    EngineError where there is none, or where the wanted one has not learnt this game.
    """
    if not wanted:
        return best(networks(), rules)
    network = named(wanted)
    if not network.knows(rules):
        plays = N_("{network} plays {why}").format(network=network.title, why=network.learnt)
        raise EngineError(NOT_LEARNT, plays, LIST)
    return network


def best(among: Sequence[Network], rules: Rules) -> Network:
    able = [network for network in among if network.knows(rules)]
    if not able:
        known = "; ".join(f"{each.title}: {each.learnt}" for each in among) or N_("none is here")
        raise EngineError(NOBODY, f"{asked(rules)}; {known}", LIST)
    return min(able, key=lambda each: (not is_shipped(each), each.spread))


def named(wanted: str) -> Network:
    if "/" in wanted:
        return read(Path(wanted))
    among = networks()
    found = [network for network in among if network.name == wanted]
    # One's own training of a shipped configuration has its name too.
    found = [network for network in found if is_shipped(network)] or found
    found = found or [network for network in among if network.sha256.startswith(wanted)]
    if len(found) != 1:
        titles = ", ".join(network.title for network in found)
        raise EngineError(SEVERAL if found else NO_SUCH, titles or wanted, LIST)
    return found[0]


def is_shipped(network: Network) -> bool:
    return Path(network.path).parent == SHIPPED


def asked(rules: Rules) -> str:
    return game(rules.kind, rules.row, str(rules.size))


def game(kind: str, row: int, sizes: str) -> str:
    said = N_("{kind}, {number} in a row, on {sizes} lines")
    return said.format(kind=kind, number=row, sizes=sizes)


def read(path: Path) -> Network:
    """EngineError where the file holds none. A name that no training would give is left away."""
    found = header(path, Network)
    name = found.name if NAME.fullmatch(found.name) else ""
    return msgspec.structs.replace(found, name=name, path=str(path))


def history(path: Path) -> Iterable[dict[str, Any]]:
    """EngineError where the file holds no network."""
    return header(path, Past).history


def header(path: Path, kind: type[Told]) -> Told:
    import zipfile
    import zlib

    try:
        with (
            opened(path) as data,
            zipfile.ZipFile(data) as file,
            file.open(packed(file, "header.npy")) as member,
        ):
            return msgspec.json.decode(plain(member.read(LONGEST)), type=kind)
    except (
        OSError,
        ValueError,
        KeyError,
        EOFError,
        RuntimeError,  # it is encrypted
        RecursionError,
        struct.error,
        zlib.error,
        zipfile.BadZipFile,
        msgspec.MsgspecError,
    ) as error:
        raise EngineError(NO_NET, f"{path}: {error}") from error


def packed(file: "ZipFile", name: str) -> "ZipInfo":
    """ValueError where it is not packed as numpy packs: the other ways have no bound in memory."""
    member = file.getinfo(name)
    if member.compress_type not in WAYS:
        raise ValueError("it is packed in a way that numpy does not use")
    return member


def plain(array: bytes) -> bytes:
    """The bytes of an .npy file of bytes: behind its magic come how long a text about it is, and
    that text (numpy.lib.format, version 1)."""
    if not array.startswith(MAGIC):
        raise ValueError("the header is no array")
    (length,) = struct.unpack("<H", array[8:10])
    return array[10 + length :]
