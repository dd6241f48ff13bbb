"""The original project's models: what they tell here is what they tell there, and nothing of a file
is ever run."""

import pickle
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest

from engines.gomoku.board import Board
from engines.gomoku.mcts.sight import Sight
from engines.gomoku.mcts.tree import Leaf
from engines.gomoku.mcts_alphazero import AlphaZero
from engines.gomoku.player import Limits
from engines.gomoku.policy_value_net.nets import net
from engines.gomoku.policy_value_net.original import LARGEST, imported, read
from engines.gomoku.policy_value_net.original_net import OriginalNet
from engines.gomoku.policy_value_net.planes import LAST
from engines.gomoku.policy_value_net.weights import Weights, load, save
from engines.gomoku.rules import Rules
from engines.wire import EngineError

from .original import FOLDER, MODELS, drawn, module, needed, pickled, written

SIZE = 6
HEAD, NONE = b"\x80\x02", b"N"


def told(weights: Weights, moves: list[int]) -> tuple[np.ndarray, float]:
    """How likely each move is, and the value, after these moves, whether anybody had won or not."""
    size = weights.header.sizes[0]
    cells = bytearray(size * size)
    for number, move in enumerate(moves):
        cells[move] = 1 + number % 2
    sight = Sight(cells, 1 + len(moves) % 2, size, moves[-1] if moves else None)
    shown = np.empty((size * size, LAST + 1), np.float32)
    sight.show(Leaf([[]], (0, 0)), shown)
    found = net(weights)(shown.reshape(1, size, size, -1))
    return softmax(found.logits[0]), float(found.values[0])


def softmax(logits: np.ndarray) -> np.ndarray:
    found = np.exp(logits.astype(float) - logits.max())
    return found / found.sum()


def positions(size: int, number: int, rng: Random) -> list[list[int]]:
    lengths = [0, 1, *(rng.randrange(size * size) for _ in range(number))]
    return [rng.sample(range(size * size), length) for length in lengths]


@needed
@pytest.mark.parametrize("name", MODELS)
def test_a_shipped_model_tells_what_its_own_network_tells(
    name: str, rng: Random, count: Callable[[int], int]
) -> None:
    path = FOLDER / name
    weights = imported(path)
    size, row = weights.header.sizes[0], weights.header.row
    assert f"_{size}_{size}_{row}." in name
    theirs = module("policy_value_net_numpy").PolicyValueNetNumpy(
        size, size, read(path.read_bytes())
    )
    for moves in positions(size, count(1000), rng):
        board = module("game").Board(width=size, height=size, n_in_row=row)
        board.init_board(0)
        for move in moves:
            board.do_move(move)
        expected, value = theirs.policy_value_fn(board)
        chances, mine = told(weights, moves)
        assert abs(mine - value) <= 1e-5
        for move, chance in expected:
            assert abs(chances[move] - chance) <= 1e-5


def literally(arrays: list[np.ndarray], size: int, moves: list[int]) -> tuple[np.ndarray, float]:
    """The same as the original says it, a point at a time: a board upside down, and kernels turned
    by half a turn."""
    seen = np.zeros((4, size, size))
    for number, move in enumerate(moves):
        seen[(len(moves) - number) % 2, size - 1 - move // size, move % size] = 1
    if moves:
        seen[2, size - 1 - moves[-1] // size, moves[-1] % size] = 1
    seen[3] = len(moves) % 2 == 0
    for at in (0, 2, 4):
        seen = np.maximum(convolved(seen, arrays[at], arrays[at + 1]), 0)
    policy, value = (np.maximum(convolved(seen, arrays[at], arrays[at + 1]), 0) for at in (6, 10))
    hidden = np.maximum(value.reshape(-1) @ arrays[12] + arrays[13], 0)
    logits = policy.reshape(-1) @ arrays[8] + arrays[9]
    return softmax(logits), float(np.tanh(hidden @ arrays[14] + arrays[15])[0])


def convolved(seen: np.ndarray, kernels: np.ndarray, biases: np.ndarray) -> np.ndarray:
    size, edge = seen.shape[1], kernels.shape[2] // 2
    found = np.zeros((len(kernels), size, size)) + biases[:, None, None]
    for y, x, down, right in np.ndindex(size, size, *kernels.shape[2:]):
        from_y, from_x = y - (down - edge), x - (right - edge)
        if 0 <= from_y < size and 0 <= from_x < size:
            found[:, y, x] += kernels[:, :, down, right] @ seen[:, from_y, from_x]
    return found


@pytest.mark.parametrize("size", [6, 7])
def test_a_model_tells_what_is_worked_out_literally(size: int, tmp_path: Path, rng: Random) -> None:
    arrays = drawn(size, rng.getrandbits(32))
    weights = imported(model(tmp_path, pickled(arrays)))
    assert weights.header.sizes == (size,)
    for moves in positions(size, 5, rng):
        expected, value = literally(arrays, size, moves)
        chances, mine = told(weights, moves)
        assert abs(mine - value) <= 1e-5
        assert abs(chances - expected).max() <= 1e-5


def model(folder: Path, data: bytes, name: str = "mine.model") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_an_imported_model_is_kept_in_a_file_of_ours(tmp_path: Path) -> None:
    data = pickled(drawn(SIZE, 1))
    weights = imported(model(tmp_path, data, "best_policy_6_6_4.model2"))
    assert (weights.header.row, weights.header.sizes) == (4, (6,))
    save(tmp_path / "mine.npz", weights)
    again = load(tmp_path / "mine.npz")
    assert again.header == weights.header
    assert again.header.history[0]["file"] == "best_policy_6_6_4.model2"
    assert isinstance(net(again), OriginalNet)
    assert told(again, [3, 8])[1] == told(weights, [3, 8])[1]


def test_newer_names_of_numpy_are_as_good(tmp_path: Path) -> None:
    arrays = drawn(SIZE, 1)
    older, newer = (
        read(pickled(arrays, b"numpy.%b.multiarray" % name)) for name in (b"core", b"_core")
    )
    for array, old, new in zip(arrays, older, newer, strict=True):
        assert (array == old).all() and (array == new).all()


def test_it_plays_on_the_board_of_its_size_only(tmp_path: Path) -> None:
    player = AlphaZero(net(imported(model(tmp_path, pickled(drawn(SIZE, 1))))), 30)
    game = Board(Rules(SIZE, 4))
    while not game.over:
        game.play(player.choose(game, Limits()).move)
    with pytest.raises(EngineError, match="one size only"):
        player.choose(Board(Rules(7, 4)), Limits())


def calls(module: bytes, name: bytes, argument: bytes) -> bytes:
    return b"c" + module + b"\n" + name + b"\n" + b"U%c%b\x85R" % (len(argument), argument)


def ran(path: Path) -> bytes:
    """A call that leaves a mark, if anybody makes it."""
    return calls(b"os", b"mkdir", str(path).encode())


GOOD = pickled(drawn(SIZE, 1))
LISTED = HEAD + b"](%be."

WRONG = {
    "nothing": b"",
    "no pickle": b"\x93NUMPY",
    "a list of nothing": LISTED % b"",
    "a number": HEAD + b"K\x01.",
    "numbers": LISTED % (b"K\x01" * 16),
    "a tuple of arrays": HEAD + b"(" + GOOD[6:-2] + b"t.",
    "words that a list does not need": HEAD + b"N0" + GOOD[2:],
    "an array alone": HEAD + written(np.zeros(4, "<f4")) + b".",
    "one array less": pickled(drawn(SIZE, 1)[:15]),
    "one array more": pickled([*drawn(SIZE, 1), np.zeros(1, "<f4")]),
    "arrays of another board": pickled([*drawn(7, 1)[:9], *drawn(SIZE, 1)[9:]]),
    "a board too small": pickled(drawn(5, 1)),
    "larger numbers": pickled([each.astype("<f8") for each in drawn(SIZE, 1)]),
    "whole numbers": pickled([each.astype("<i4") for each in drawn(SIZE, 1)]),
    "no numbers": pickled([np.full_like(each, np.nan) for each in drawn(SIZE, 1)]),
    "bytes the other way round": GOOD.replace(b"U\x01<", b"U\x01>"),
    "columns first": GOOD.replace(b"tb\x89T", b"tb\x88T"),
    "objects": GOOD.replace(b"U\x02f4", b"U\x02O8"),
    "a shape beyond all bounds": GOOD.replace(b"K\x01(M", b"K\x01(\x8a\x0a" + b"\x7f" * 10 + b"M"),
    "the types that are told, not made": LISTED % (b"cnumpy\nndarray\n" * 16),
    "arrays that were told nothing": LISTED % (b"cnumpy\nndarray\n)R" * 16),
    "arrays of no type": LISTED % (b"cnumpy\nndarray\nK\x00\x85R(K\x01K\x01NK\x00U\x01btb" * 16),
    "another function of numpy": LISTED % calls(b"numpy", b"load", b"x"),
    "a deeper name": LISTED % b"cnumpy\nndarray.tofile\n",
    "a name by other words": HEAD + b"\x8c\x02os\x8c\x06system\x93.",
    "an object by class": HEAD + b"(U\x01xios\nsystem\n.",
    "an object of another class": HEAD + b"(cnumpy\nndarray\nU\x01xo.",
    "something new": HEAD + b"cnumpy\nndarray\n)\x81.",
    "something kept elsewhere": HEAD + b"U\x01xQ.",
    "an extension": HEAD + b"\x82\x01.",
    "more memory than there is": HEAD + b"Nr\xff\xff\xff\x7f.",
    "what was never kept": HEAD + b"h\x05.",
    "what today's numpy writes": pickle.dumps(drawn(SIZE, 1)),
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG.keys())
def test_what_is_no_model_is_refused(data: bytes, tmp_path: Path) -> None:
    path = model(tmp_path, data)
    with pytest.raises(EngineError, match="no model of the original") as refused:
        imported(path)
    assert refused.value.failed.why.startswith(str(path))


@pytest.mark.parametrize("at", [0, 5, len(GOOD) // 2])
def test_nothing_that_a_file_names_is_run(at: int, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    evil = LISTED % ran(mark) if not at else GOOD[:at] + ran(mark) + GOOD[at:]
    with pytest.raises(EngineError, match="no model of the original"):
        imported(model(tmp_path, evil))
    assert not mark.exists()
    pickle.loads(LISTED % ran(mark))  # noqa: S301 - so it would have been
    assert mark.exists()


def test_a_torn_model_is_refused(tmp_path: Path, rng: Random) -> None:
    for end in (*range(40), *(rng.randrange(len(GOOD)) for _ in range(60)), len(GOOD) - 1):
        with pytest.raises(EngineError):
            imported(model(tmp_path, GOOD[:end]))


def test_whatever_bytes_of_a_model_are_changed_at_worst_it_is_refused(
    rng: Random, count: Callable[[int], int]
) -> None:
    refused, words = 0, len(pickled(drawn(SIZE, 1)[:1])) - 4 * 32 * 4 * 9
    for _ in range(count(20_000)):
        data = bytearray(GOOD)
        for _change in range(rng.randint(1, 3)):
            data[rng.randrange(words)] = rng.getrandbits(8)
        try:
            read(bytes(data))
        except EngineError:
            refused += 1
    assert refused


def test_a_file_beyond_all_models_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.model"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(EngineError, match="no model of the original") as refused:
        imported(path)
    assert "too large" in refused.value.failed.why


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no model of the original"):
        imported(tmp_path / "none.model")
