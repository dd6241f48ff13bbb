"""What the commands about gomoku and the arcade say."""

from pathlib import Path

import msgspec

from engines import jobs, wire
from engines.gomoku.files.record import Record as Game
from engines.gomoku.files.sgf import write
from engines.gomoku.kernel.native import NOT_BUILT
from engines.gomoku.messages import (
    Done,
    Gated,
    Learnt,
    Match,
    Phase,
    Played,
    Ready,
    Score,
    SelfPlayed,
    Train,
)
from engines.gomoku.rules import Rules
from engines.gomoku.training.config import Config
from engines.job import Record
from tests.cli.case import case

ID = "0001"
KIND = ("freestyle", "standard", "renju")
RANGE = ("int", "range")
PLAYERS = ("level", "nodes", "mcts", "net", "python", "search", "nodes")
SCORE = Score(2, 1, 0, 1, 0.5, 0.2, 0.8)
SMALL = "--size 7 --row 4"

MATCH = (
    Ready("Python", NOT_BUILT),
    wire.Log("a is the network mine 12345678"),
    *(
        event
        for why in ("row", "full", "stuck", "time", "illegal", "forbidden", "crash")
        for event in (Played(0, "a", "b", "a", why, ()), SCORE)
    ),
    wire.Log("game 2: b has lost by time: pbrain: no answer in time"),
    wire.Log("game 3: b has lost by forbidden: H8: overline"),
    Done(score=SCORE),
)
TRAINING = (
    Phase("imitation", 0, 2),
    *(Phase(each, 1, 2, "1234") for each in ("selfplay", "learning", "gate", "rest")),
    SelfPlayed(1, 5, 10, 100, 1.5, 0.5, 0.1, 20.0),
    Learnt(1, 5, 10, 1.0, 0.5, 0.1, 0.1, 0.1, 0.4, 100.0),
    Gated(1, SCORE, True, 12.0),
    Gated(2, SCORE, False),
    Done(weights="/somewhere"),
)


def job(request: wire.Message, *told: wire.Message) -> None:
    """One that has ended, and told this."""
    home = jobs.home() / ID
    home.mkdir(parents=True)
    record = Record("gomoku", "0x20", 1.7e9, (), msgspec.Raw(msgspec.json.encode(request)))
    (home / "request.json").write_bytes(msgspec.json.encode(record))
    (home / "events.jsonl").write_bytes(b"".join(map(wire.encode, (wire.hello("gomoku"), *told))))
    for name in ("lock", "log"):
        (home / name).touch()


def game(folder: Path) -> None:
    (folder / "game.sgf").write_text(write(Game(Rules(15), (112, 97, 113))))


def broken(folder: Path) -> None:
    (folder / "game.sgf").write_text("(;GM[4]SZ[15];B[hh];B[hi])")


def program(folder: Path) -> None:
    (folder / "mine.py").write_text("TITLE = 'MINE'\ndef draw():\n    screen.clear()\n")


def empty(folder: Path) -> None:
    (folder / "mine.py").write_text("x = 1\n")


def config(folder: Path) -> None:
    (folder / "bad.toml").write_text('name = "BAD NAME"\n')


GOMOKU = [
    case("gomoku --help", "play", "engine", "match", "analyse", "bench", "train", "pause",
         "resume", "nets"),
    case("gomoku play --help", *RANGE, *KIND, *PLAYERS, "black", "white"),
    case("gomoku match --help", *RANGE, *KIND, *PLAYERS, "low"),
    case("gomoku train --help", "tiny", "small", "large", "toml", "torch"),
    case(f"gomoku play --level 2 {SMALL}", *KIND, "small", "large",
         typed="help\nundo\nd4\nz9\nd99\nd4\nhint\nlevel 3\nnetwork\nsearch\nnew\n"),
    case(f"gomoku play --by net --net nobody {SMALL}", "nobody"),
    case(f"gomoku play --rule renju {SMALL}"),
    case("gomoku play --size 99"),
    case("gomoku play --row 2"),
    case("gomoku play --seconds 0"),
    case("gomoku engine level:10", *PLAYERS, "zero"),
    case("gomoku engine /bin/true"),
    case(f"gomoku match nodes:20 mcts:20 --games 2 {SMALL}", *PLAYERS),
    case("gomoku match nodes:20 /bin/nothing --games 2", *PLAYERS),
    case("gomoku match nobody level:1", *PLAYERS, "nobody"),
    case("gomoku match search level:1", "search"),
    case("gomoku match level:1 level:1 --games 3"),
    case("gomoku match level:1 level:1 --sprt 5"),
    case("gomoku match level:1 level:1 --sprt 5,0", "sprt"),
    case("gomoku match level:1 level:1 --opening 9"),
    case("gomoku analyse game.sgf --nodes 20", prepare=game),
    case("gomoku analyse game.sgf --move 9", prepare=game),
    case("gomoku analyse game.sgf", prepare=broken),
    case("gomoku bench --nodes 20"),
    case("gomoku nets", *KIND, "large", "small"),
    case("gomoku nets --help", "npz", "import"),
    case("gomoku nets import /bin/true", "position", "opcode", "unknown"),  # words of pickle
    case("gomoku train none.toml"),
    case("gomoku train bad.toml", prepare=config),
    case("gomoku train --ray x.y.z:1", "auto"),
    case("gomoku pause"),
    case("jobs attach 0001", "Python", "level", "pbrain", "mine",
         prepare=lambda folder: job(Match(), *MATCH)),
    case("jobs attach 0001", "cpu", prepare=lambda folder: job(Train("", Config()), *TRAINING)),
    case("jobs attach 0001", prepare=lambda folder: job(Train(), wire.Cancelled())),
]  # fmt: skip

HARD = ("easy", "normal", "hard", "cruel")
OURS = ("podline", "thornstep")
ARCADE = [
    case("arcade --help", "list", "add", "remove", "play", "replay", "bot", "scores"),
    case("arcade play --help", *RANGE, *HARD),
    case("arcade bot --help", *RANGE, *HARD, "all"),
    case("arcade list", *OURS),
    case("arcade add mine.py", "mine", prepare=program),
    case("arcade add mine.py", prepare=empty),
    case("arcade add ."),
    case("arcade remove nobody", "nobody"),
    case("arcade play nobody", "nobody"),
    case("arcade play podline --difficulty x", *HARD),
    case("arcade play podline --level 99"),
    case("arcade play mine.py --level 2", "mine", prepare=program),
    case("arcade replay"),
    case("arcade replay none.json", "none"),
    case("arcade bot podline --levels 1 --difficulty easy"),
    case("arcade scores", *OURS),
]

CASES = [*GOMOKU, *ARCADE]
