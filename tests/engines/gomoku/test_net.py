"""The network as it is trained and as it is played: the same, whatever the board and the batch."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from engines.gomoku.messages import Chosen, Game, Think
from engines.gomoku.policy_value_net.numpy_net import KEPT, Net
from engines.gomoku.policy_value_net.planes import BOARD, IS_BLACK, PLANES
from engines.gomoku.policy_value_net.weights import Architecture, Header, Weights, save, sealed
from engines.gomoku.rules import LARGEST, SMALLEST, Rules
from engines.link import Link
from tests.engines.gomoku.random_nets import drawn

torch = pytest.importorskip("torch")

from engines.gomoku.policy_value_net.torch_net import TorchNet  # noqa: E402 - torch may be absent
from engines.gomoku.policy_value_net.torch_play import TorchPlay  # noqa: E402 - as well

ARCHITECTURES = [Architecture(8, 1), Architecture(16, 2), Architecture(24, 3), Architecture(32, 4)]
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def numbers(rng) -> np.random.Generator:
    return np.random.default_rng(rng.getrandbits(64))


def shown(numbers: np.random.Generator, games: int, size: int) -> np.ndarray:
    """Some positions: any stones, either color to move."""
    stones = numbers.integers(0, 4, (games, size, size))
    found = np.zeros((games, size, size, PLANES), np.float32)
    found[..., 0], found[..., 1], found[..., BOARD] = stones == 1, stones == 2, 1
    found[..., IS_BLACK] = numbers.integers(0, 2, games)[:, None, None]
    return found


def trained(architecture: Architecture, numbers: np.random.Generator) -> TorchNet:
    """After some steps towards anything: then no norm is what it was at the beginning."""
    torch.manual_seed(int(numbers.integers(1 << 32)))
    net = TorchNet(architecture)
    with torch.no_grad():
        for name, value in net.named_parameters():
            if "norm" in name or "bias" in name:
                value += 0.3 * torch.randn_like(value)
    optimizer = torch.optim.SGD(net.parameters(), 0.05)
    for size in (7, 9, 8, 6):
        told = net(torch.from_numpy(shown(numbers, 8, size)).permute(0, 3, 1, 2))
        loss = sum((part - torch.randn_like(part)).square().mean() for part in told)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
    for norm in net.modules():
        if isinstance(norm, torch.nn.BatchNorm2d):  # one channel hardly ever changes
            norm.running_var[0] = 1e-5
            norm.weight.data[0] *= 1e-3
    return net.eval()


@pytest.mark.parametrize(
    "architecture", ARCHITECTURES, ids=lambda each: f"{each.channels}x{each.blocks}"
)
def test_numpy_tells_what_torch_tells(
    architecture: Architecture, numbers: np.random.Generator, count: Callable[[int], int]
) -> None:
    net = trained(architecture, numbers)
    weights = sealed(Header(architecture=architecture), net.arrays())
    played, fast = Net(weights), TorchPlay(weights)
    sizes = [SMALLEST, LARGEST, *numbers.integers(SMALLEST, LARGEST + 1, count(300))]
    for size in map(int, sizes):
        planes = shown(numbers, int(numbers.integers(1, 17)), size)
        with torch.no_grad():
            expected = net(torch.from_numpy(planes).permute(0, 3, 1, 2))
        for told in (played(planes), fast(planes)):
            assert told.logits.shape == (len(planes), size * size)
            assert abs(told.logits - expected.policy.numpy()).max() <= 1e-5
            assert abs(told.values - expected.value.numpy()).max() <= 1e-5


def sample() -> tuple[Net, np.random.Generator]:
    return Net(large()), np.random.default_rng(1)


def large() -> Weights:
    return drawn(architecture=Architecture(16, 3))


def test_a_game_is_told_the_same_whoever_stands_beside_it() -> None:
    net, numbers = sample()
    planes = shown(numbers, 5, 9)
    together = net(planes)
    for number, each in enumerate(planes):
        alone = net(each[None])
        assert abs(alone.logits[0] - together.logits[number]).max() <= 1e-5
        assert abs(alone.values[0] - together.values[number]) <= 1e-5


def test_memory_is_used_again_and_leaves_no_trace() -> None:
    net, numbers = sample()
    batches = [shown(numbers, games, size) for size in (9, 6, 20, 8) for games in (1, 4, 8)]
    fresh = [Net(large())(batch) for batch in batches]
    order = [*range(len(batches)), *numbers.permutation(len(batches)), 3, 3]
    told = [net(batches[at]) for at in order]
    for at, each in zip(order, told, strict=True):
        assert (each.logits == fresh[at].logits).all()
        assert (each.values == fresh[at].values).all()
    assert len(net.rooms) == KEPT


def test_what_it_is_shown_is_left_as_it_was() -> None:
    net, numbers = sample()
    planes = shown(numbers, 3, 8)
    before = planes.copy()
    net(planes)
    assert (planes == before).all()


def test_it_knows_the_edge_of_the_board_and_how_large_the_board_is() -> None:
    net = sample()[0]
    empty = [net(shown_empty(size)) for size in (6, 8)]
    corner, beside = (each.logits[0, 0] for each in empty)
    assert corner != empty[0].logits[0, 7]
    assert corner != beside
    assert empty[0].values[0] != empty[1].values[0]


def shown_empty(size: int) -> np.ndarray:
    found = np.zeros((1, size, size, PLANES), np.float32)
    found[..., BOARD] = 1
    return found


PLAYED = """
import sys
from engines.gomoku.board import Board
from engines.gomoku.mcts_alphazero import AlphaZero
from engines.gomoku.player import Limits
from engines.gomoku.policy_value_net.nets import net
from engines.gomoku.policy_value_net.weights import load
from engines.gomoku.rules import Rules
from pathlib import Path

board = Board(Rules(9), [40])
board.play(AlphaZero(net(load(Path(sys.argv[1]))), 20).choose(board, Limits()).move)
print(len(board.moves), sorted({name.partition(".")[0] for name in sys.modules}))
"""


async def test_a_child_multiplies_in_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several would wait for each other where the cores are busy."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    save(tmp_path / "net.npz", drawn())
    ask = Think(Game(Rules(9), (40,)), level=5, by="net", net=str(tmp_path / "net.npz"))
    async with Link("gomoku", ask, log=tmp_path / "log") as child:
        async for batch in child:
            if isinstance(batch[-1], Chosen):
                threads = list(Path(f"/proc/{child._child.pid}/task").iterdir())
                break
    assert len(threads) == 2, "one plays and one reads"


def test_whoever_plays_does_not_import_torch(tmp_path: Path) -> None:
    save(tmp_path / "net.npz", drawn())
    command = [sys.executable, "-P", "-c", PLAYED, str(tmp_path / "net.npz")]
    found = subprocess.run(
        command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60
    )
    assert found.stdout.startswith("2 "), found.stderr
    assert "'numpy'" in found.stdout
    assert "'torch'" not in found.stdout
