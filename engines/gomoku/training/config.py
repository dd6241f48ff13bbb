"""What a training is told: a TOML file, or these defaults. Light: consoles import it too.

name = "small"
seed = 1
[game]
sizes = [8]
[imitation]
games = 12000
"""

import re
from pathlib import Path
from typing import Literal

import msgspec

from engines.gomoku.rules import Kind, Rules
from engines.regular import content
from engines.wire import N_, EngineError

NO_CONFIG = N_("This is no configuration of a training.")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
LARGEST = 1 << 16
"""Characters of a file."""


def among(value: float, name: str, low: float, high: float) -> None:
    """NaN is not."""
    if not low <= value <= high:
        why = N_("{name}: {value} is not from {low} to {high}")
        raise ValueError(
            why.format(name=name, value=f"{value:,}", low=f"{low:,}", high=f"{high:,}")
        )


class Game(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`sizes` of the board, as many games of each as `shares` say; without them, equally many. A
    row of `row`."""

    sizes: tuple[int, ...] = (9,)
    shares: tuple[float, ...] = ()
    row: int = 5
    kind: Kind = "freestyle"

    def __post_init__(self) -> None:
        among(len(self.sizes), "how many sizes", 1, 15)
        if len(set(self.sizes)) < len(self.sizes):
            raise ValueError(N_("a size stands twice"))
        for size in self.sizes:
            Rules(size, self.row, self.kind)
        if self.shares and len(self.shares) != len(self.sizes):
            raise ValueError(N_("shares are as many as sizes"))
        for share in self.shares:
            among(share, "shares", 1e-3, 1e3)

    def rules(self, number: int) -> Rules:
        """Of that size among `sizes`."""
        return Rules(self.sizes[number], self.row, self.kind)


class Net(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As engines.gomoku.policy_value_net.weights.Architecture."""

    channels: int = 32
    blocks: int = 4

    def __post_init__(self) -> None:
        among(self.channels, "channels", 8, 256)
        among(self.blocks, "blocks", 1, 40)
        if self.channels % 8:
            raise ValueError(N_("channels are a multiple of 8"))


class Imitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First, so many games of the kernel against itself, with `nodes` a move, are learnt from in
    so many `steps`. With 0 games there is none: all is learnt by itself."""

    games: int = 0
    nodes: int = 1500
    steps: int = 10_000

    def __post_init__(self) -> None:
        among(self.games, "games", 0, 10**7)
        among(self.nodes, "nodes", 1, 10**7)
        among(self.steps, "steps", 1, 10**8)


class SelfPlay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Each generation plays so many `games`, `together` at once, with the weights accepted last.

    A move is thought about with `playouts` in a part `full` of cases, whose policy is learnt, else
    with `fast` ones (D. Wu, 2019: playout-cap randomisation). `root`: "gumbel" (I. Danihelka et
    al., 2022), or "noise", Dirichlet's. The first `random` moves are drawn by the share that each
    had in the search. `fours`: nodes for a proof of a win by fours at each new position, 0 for
    none. Openings have up to `opening` stones, so that games differ and both sides may win.
    """

    generations: int = 10
    games: int = 512
    together: int = 64
    playouts: int = 96
    fast: int = 16
    full: float = 0.3
    root: Literal["gumbel", "noise"] = "gumbel"
    random: int = 6
    fours: int = 40
    opening: int = 4

    def __post_init__(self) -> None:
        among(self.generations, "generations", 0, 10**6)
        among(self.games, "games", 1, 10**6)
        among(self.together, "together", 1, 4096)
        among(self.playouts, "playouts", 2, 10**5)
        among(self.fast, "fast", 2, 10**5)
        among(self.full, "full", 0.01, 1)
        among(self.random, "random", 0, 400)
        among(self.fours, "fours", 0, 10**5)
        among(self.opening, "opening", 0, 8)


class Learning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rate` is the largest step of AdamW, `later` that part of it which self-play learns with,
    `decay` its weight decay. `batch` positions a step; a generation draws `times` as many samples
    as it played, out of a window of the newest `least` and of `share` of all beyond these.
    `thought` is how much of the value's aim is what the search thought, beside the result.
    `value`, `reply`, `threats` and `left` weigh the parts of the loss beside the policy's.
    `average` is how much of the slow weights, which are those that play, stays at each step."""

    rate: float = 2e-3
    later: float = 0.15
    decay: float = 1e-4
    batch: int = 256
    times: float = 4.0
    thought: float = 0.5
    value: float = 1.0
    reply: float = 0.15
    threats: float = 0.5
    left: float = 0.1
    average: float = 0.999
    least: int = 100_000
    share: float = 0.5

    def __post_init__(self) -> None:
        among(self.rate, "rate", 1e-6, 1)
        among(self.later, "later", 1e-3, 10)
        among(self.batch, "batch", 2, 1 << 16)
        among(self.times, "times", 0.01, 1000)
        among(self.average, "average", 0, 0.999999)
        among(self.least, "least", 1, 10**9)
        for name in ("decay", "thought", "value", "reply", "threats", "left", "share"):
            among(getattr(self, name), name, 0, 100 if name != "thought" else 1)


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """New weights play those accepted last, with `playouts` a move: at most so many `games`, in
    pairs, until a sequential test has told whether they are stronger by the first or by the second
    of these `elo`. They are accepted unless it has told the first, or they have no more than half
    of the points at the end."""

    games: int = 200
    playouts: int = 64
    elo: tuple[float, float] = (0.0, 50.0)

    def __post_init__(self) -> None:
        among(self.games, "games", 2, 10**5)
        if self.games % 2:
            raise ValueError(N_("games of a gate are an even number"))
        among(self.playouts, "playouts", 1, 10**5)
        if not -1000 <= self.elo[0] < self.elo[1] <= 1000:
            raise ValueError(N_("elo is two numbers, the smaller first"))


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`device` is "cpu", "cuda", or "auto": cuda where there is one. `threads` of torch, 0 for one
    a core. `actors` are processes that play beside the one that learns; 0: it plays itself, in
    turn."""

    name: str = "mine"
    seed: int = 1
    device: Literal["auto", "cpu", "cuda"] = "auto"
    threads: int = 0
    actors: int = 0
    game: Game = Game()
    net: Net = Net()
    imitation: Imitation = Imitation()
    selfplay: SelfPlay = SelfPlay()
    learning: Learning = Learning()
    gate: Gate = Gate()

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(N_("a name has up to 32 small letters, digits and dashes"))
        among(self.seed, "seed", 0, 2**32 - 1)
        among(self.threads, "threads", 0, 1024)
        among(self.actors, "actors", 0, 1024)


def parsed(text: str) -> Config:
    """From TOML. EngineError where it is none, or says what is not known here."""
    if len(text) > LARGEST:
        raise EngineError(NO_CONFIG, N_("over {number} KiB").format(number=LARGEST >> 10))
    try:
        return msgspec.toml.decode(text, type=Config)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise EngineError(NO_CONFIG, str(error)) from error


def read(path: Path) -> Config:
    """EngineError, which names the file."""
    try:
        return parsed(content(path, LARGEST).decode())
    except (OSError, UnicodeError) as error:
        raise EngineError(NO_CONFIG, f"{path}: {error}") from error
    except EngineError as error:
        raise EngineError(NO_CONFIG, f"{path}: {error.failed.why}") from error
