"""What the gomoku engine is asked, and what it tells."""

import re
from typing import Literal

import msgspec

from engines import wire
from engines.gomoku.matches.spec import LEVELS as LEVELS
from engines.gomoku.matches.spec import spec
from engines.gomoku.player import Analysis
from engines.gomoku.policy_value_net.shelf import Network
from engines.gomoku.rules import Rules
from engines.gomoku.training import places
from engines.gomoku.training.config import Config
from engines.marking import N_

MOST_LINES = 9
MOST_SECONDS = 3600.0
MOST_NODES = 10**9
CLUSTER = re.compile(r"auto|[A-Za-z0-9._-]+:[0-9]{1,5}")
"""An address of Ray."""

By = Literal["search", "net"]
"""Who thinks: the search, or a network that was trained."""


class Game(msgspec.Struct, frozen=True):
    """A whole game: black moves first, then by turns. Points as in engines.gomoku.points.

    Only what can be told at once is refused here; whether each move was legal, the engine says.
    """

    rules: Rules = Rules()
    moves: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if any(not 0 <= move < self.rules.points for move in self.moves):
            raise ValueError(N_("a move is outside the board"))
        if len(set(self.moves)) < len(self.moves):
            raise ValueError(N_("two moves are on one point"))


class Look(wire.Message, frozen=True):
    """How does the game stand? Answered with Seen, at once."""

    game: Game = Game()


class Think(wire.Message, frozen=True):
    """Choose a move at a level: Thinking now and then, and at last Chosen.

    `seconds` is a cap of wall time, None for the level's own. `nodes` are in place of the level's;
    then there is no other cap. A newer request ends the thinking: then nothing is Chosen. The
    levels of a network are playouts; `net` is its name, or how its hash begins, or the path of its
    file; by default the one that has learnt this game. Refused where there is none.
    """

    game: Game = Game()
    level: int = 5
    by: By = "search"
    seconds: float | None = None
    nodes: int | None = None
    net: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.level <= LEVELS:
            raise ValueError(N_("a level is 1 to {most}").format(most=LEVELS))
        check_seconds(self.seconds)
        check_nodes(self.nodes)


class Analyse(wire.Message, frozen=True):
    """Think on, without choosing, and compare the best `lines`: Thinking until something newer.
    A network, as in Think, does so by itself, without a look for wins by force; and not for ever.
    """

    game: Game = Game()
    lines: int = 3
    by: By = "search"
    net: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.lines <= MOST_LINES:
            raise ValueError(N_("lines are 1 to {most}").format(most=MOST_LINES))


class Prove(wire.Message, frozen=True):
    """Can who is to move, or else the other one if he were, win by force? Answered with Proof."""

    game: Game = Game()


class Match(wire.Message, frozen=True):
    """Games between two players in pairs: each opening is played twice, with colors changed.

    How a player is written, stands in engines.gomoku.matches.spec. `nodes` and `seconds` are for
    each move: `nodes` of a player "search", `seconds` a cap for every player, and all that a
    program knows. `sprt`: the match ends early once it has shown that a is stronger by the first or
    the second of these Elo. Begun again with the same record, it goes on where it stood.
    """

    a: str = "level:9"
    b: str = "level:5"
    games: int = 20
    rules: Rules = Rules()
    nodes: int | None = None
    seconds_a: float | None = None
    seconds_b: float | None = None
    seed: int = 0
    opening: int = 4
    sprt: tuple[float, float] | None = None
    record: str = ""
    """A file, one line of JSON a game: what is in it already is not played again."""

    def __post_init__(self) -> None:
        if not 2 <= self.games <= 100_000 or self.games % 2:
            raise ValueError(N_("games are an even number, 2 to 100,000"))
        check_nodes(self.nodes)
        if not 0 <= self.opening <= 8:
            raise ValueError(N_("an opening has 0 to 8 stones"))
        if self.sprt is not None and not -1000 <= self.sprt[0] < self.sprt[1] <= 1000:
            raise ValueError(N_("sprt is two numbers of Elo, the smaller first"))
        check_seconds(self.seconds_a)
        check_seconds(self.seconds_b)
        for player, seconds in ((self.a, self.seconds_a), (self.b, self.seconds_b)):
            if spec(player).kind == "search" and self.nodes is None and seconds is None:
                raise ValueError(N_("search thinks for ever without nodes and without seconds"))


class Train(wire.Message, frozen=True):
    """Train a network, by the configuration; a job. It goes on where it stood if `folder` holds
    the same training, begun before; "" is the folder of its name. Cancel ends it at a point from
    which it can go on. `cluster`: games are played by Ray, "" on this machine, else where HOST:PORT
    or "auto" says."""

    folder: str = ""
    config: Config = Config()
    cluster: str | None = None

    def __post_init__(self) -> None:
        if self.folder and not self.folder.startswith("/"):
            raise ValueError(N_("the folder of a training is an absolute path"))
        if self.cluster and not CLUSTER.fullmatch(self.cluster):
            why = N_("{address} is no address of a cluster: HOST:PORT, or auto")
            raise ValueError(why.format(address=repr(self.cluster)))

    @property
    def place(self) -> str:
        """Its folder."""
        return self.folder or str(places.folder(self.config))


class Import(wire.Message, frozen=True):
    """Put a network among the user's own: a file of ours, or a model of the original project."""

    path: str = ""


class Pause(wire.Message, frozen=True):
    """Of a training: rest at the next safe point, until Resume."""


class Resume(wire.Message, frozen=True):
    """Of a training that rests: go on."""


def check_nodes(nodes: int | None) -> None:
    if nodes is not None and not 1 <= nodes <= MOST_NODES:
        raise ValueError(N_("nodes are 1 to {most}").format(most=f"{MOST_NODES:,}"))


def check_seconds(seconds: float | None) -> None:
    if seconds is not None and not 0.01 <= seconds <= MOST_SECONDS:
        raise ValueError(N_("seconds are 0.01 to 3600"))


class NetLevel(msgspec.Struct, frozen=True):
    """How a network plays at a level. With `threats` it looks for wins by force too, else it is
    alone. `seconds` is the cap of wall time for a move."""

    playouts: int
    threats: bool
    seconds: float


class Ready(wire.Message, frozen=True):
    """The first event: what does the work here, "C" or "Python", and why where it is not C.

    `nodes` are what the levels may think for a move, the first level's first; `net_levels` those of
    a network. `networks` are all that there are.
    """

    backend: str
    why: str = ""
    nodes: tuple[int, ...] = ()
    net_levels: tuple[NetLevel, ...] = ()
    networks: tuple[Network, ...] = ()


class Threat(msgspec.Struct, frozen=True):
    """What a color has on the board now. `kind`: "four" (wins by one move), "three" (would become
    a four that cannot be stopped). `stones` have it, `points` complete it."""

    kind: str
    color: int
    stones: tuple[int, ...]
    points: tuple[int, ...]


class Seen(wire.Message, frozen=True):
    """How a game stands: who has won, with which stones, where who is to move may not play."""

    game: Game
    winner: int = 0
    row: tuple[int, ...] = ()
    draw: bool = False
    forbidden: tuple[int, ...] = ()
    threats: tuple[Threat, ...] = ()


class Refused(wire.Message, frozen=True):
    """This game cannot be looked at or thought about: a move in it was not legal, or it is over.

    `what` and `why` as in Failed; but the conversation goes on.
    """

    game: Game
    what: str
    why: str = ""


class Thinking(wire.Message, frozen=True):
    """What is known so far of this game."""

    game: Game
    analysis: Analysis


class Chosen(wire.Message, frozen=True):
    """The answer to a Think. `level` is the one that was asked for; `network`, where one has
    chosen, its name and how its hash begins."""

    game: Game
    level: int
    analysis: Analysis
    network: str = ""


class Proof(wire.Message, frozen=True):
    """`color` wins by `moves`, both sides' in turn, whatever the other does; none where nothing
    was found. `kind` is "five", "vcf" (fours only) or "vct" (with threes). `to_move` is False
    where it is not that color's turn: what threatens."""

    game: Game
    kind: str = ""
    color: int = 0
    to_move: bool = True
    moves: tuple[int, ...] = ()


class Played(wire.Message, frozen=True):
    """A game of a match has ended. `black` and `white` are "a" and "b"; `winner` is one of them,
    or "" for a draw. `why`: "row"; "full", or "stuck" where black may play nowhere; "time",
    "illegal", "forbidden", "crash"."""

    number: int
    black: str
    white: str
    winner: str
    why: str
    moves: tuple[int, ...]
    seconds_a: float = 0.0
    seconds_b: float = 0.0
    slowest_a: float = 0.0
    slowest_b: float = 0.0


class Score(wire.Message, frozen=True):
    """How a match stands, from a's side. `points` is the share of points, a draw is half of one;
    `low` and `high` are Wilson's interval for it at 95 %."""

    games: int
    won: int
    drawn: int
    lost: int
    points: float
    low: float
    high: float


class Phase(wire.Message, frozen=True):
    """What a training does now: "imitation" (the kernel's games are played), "selfplay",
    "learning", "gate", or "rest" while it is paused. `generation` is 0 for what was learnt by
    imitation; `of` is the last. `weights` are the first letters of the hash of those accepted
    last, "" before there are any. `device` is "cpu" or the name of a GPU."""

    what: str
    generation: int = 0
    of: int = 0
    weights: str = ""
    device: str = "cpu"


class Learnt(wire.Message, frozen=True):
    """The mean losses since the last one. `step` of all `steps` of this generation; `policy` in
    nats, `value` a mean square, `hits` how often the best move was the sample's, 0 to 1. `rate`:
    samples a second."""

    generation: int
    step: int
    steps: int
    policy: float
    value: float
    reply: float
    threats: float
    left: float
    hits: float
    rate: float = 0.0


class SelfPlayed(wire.Message, frozen=True):
    """Games that were played to learn from, since the last one, in so many seconds. `games` of
    `of` of this generation are done; the shares of black's wins and of draws, and the mean number
    of moves, are of all of these."""

    generation: int
    games: int
    of: int
    samples: int = 0
    rate: float = 0.0
    """Games a second."""
    black: float = 0.0
    drawn: float = 0.0
    moves: float = 0.0


class Gated(wire.Message, frozen=True):
    """New weights have played those accepted last. `elo` is None where all was won or lost."""

    generation: int
    score: Score
    accepted: bool
    elo: float | None = None


class Watched(wire.Message, frozen=True):
    """One of the games that are being played to learn from, now and then. `policy`: what the
    network expected at each point, 0 to 1 of the largest, before the last move; `winrate` of who
    is to move."""

    game: Game
    policy: tuple[tuple[int, float], ...] = ()
    winrate: float = 0.5


class Done(wire.Done, frozen=True):
    """The end. After a match, how it ended; after a training, the file of the weights accepted
    last; after an Import, where the network lies."""

    score: Score | None = None
    weights: str = ""


Request = Look | Think | Analyse | Prove | Match | Import | Train | Pause | Resume | wire.Cancel
Event = (
    Ready
    | Seen
    | Refused
    | Thinking
    | Chosen
    | Proof
    | Played
    | Score
    | Phase
    | Learnt
    | SelfPlayed
    | Gated
    | Watched
    | Done
    | wire.Common
)
