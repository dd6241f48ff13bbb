"""Ray's actors play the games of a generation: which, whatever becomes of them; and the same."""

import importlib.util
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from engines.gomoku.messages import Train
from engines.gomoku.policy_value_net.weights import NO_NET, Weights, dumps
from engines.gomoku.rules import Rules
from engines.gomoku.training.samples import Samples
from engines.gomoku.training.units import STALE, Unit, load
from engines.inbox import Stopped
from engines.installing import install
from engines.wire import EngineError, Failed
from tests import until
from tests.engines.gomoku.invented import invented
from tests.engines.gomoku.random_nets import drawn
from tests.engines.gomoku.trainings import TINY, games, started, trained, units

torch = pytest.importorskip("torch", reason="torch is not installed (extra: torch)")

from engines.gomoku.training.cluster import (  # noqa: E402
    LOST,
    NO_CLUSTER,
    NO_RAY,
    PATIENCE,
    Cluster,
    Player,
    share,
)
from engines.gomoku.training.crew import Leases  # noqa: E402
from engines.gomoku.training.playing import repeatable  # noqa: E402


@pytest.fixture(autouse=True)
def repeating(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("RAY_USAGE_STATS_ENABLED", "RAY_AUTH_MODE", "RAY_AUTH_TOKEN"):
        monkeypatch.setenv(name, "")  # so that they are as before afterwards
        monkeypatch.delenv(name)
    with repeatable(1):
        yield


@pytest.fixture
def weights() -> Weights:
    return drawn(sizes=(6,), row=4)


# Leases, without Ray


class RayError(Exception):
    pass


class Actor:
    """It owes one answer at most, and is asked for games only once it is there."""

    def __init__(self, ray: "FakeRay", number: int) -> None:
        self.fake, self.number = ray, number
        self.alive, self.there, self.owes = True, False, False
        self.ready = SimpleNamespace(remote=lambda: self.owed(None, None))
        self.play = SimpleNamespace(remote=self.asked)

    def asked(self, told: bytes, given: Any) -> int:
        assert self.there
        return self.owed(msgspec.json.decode(told, type=Unit), given)

    def owed(self, unit: Unit | None, given: Any) -> int:
        assert self.alive and not self.owes
        self.owes = True
        number = len(self.fake.asked)
        self.fake.asked.append((self, unit, given))
        return number


Says = Callable[[Actor, Unit], Any]


class FakeRay:
    """As much of Ray as a crew uses. `says` is what an actor answers, or raises; None: nothing as
    yet. Whoever has an answer is chosen at random."""

    exceptions = SimpleNamespace(RayError=RayError)

    def __init__(self, says: Says, rng: random.Random) -> None:
        self.says, self.rng = says, rng
        self.named: dict[str, Any] = {}
        self.asked: list[tuple[Actor, Unit | None, Any]] = []
        self.actors: list[Actor] = []
        self.kept: list[Any] = []
        self.told: dict[int, Any] = {}
        self.got: set[int] = set()
        self.waits = 0
        self.born: Callable[[Actor], Any] = lambda _actor: ()
        self.open = False

    def init(self, **named: Any) -> None:
        self.named, self.open = named, True

    def shutdown(self) -> None:
        self.open = False

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": 3.0}

    def put(self, value: Any) -> tuple[str, int]:
        self.kept.append(value)
        return "kept", len(self.kept) - 1

    def remote(self, made: type) -> Any:
        assert made is Player
        return SimpleNamespace(options=lambda **_: SimpleNamespace(remote=self.start))

    def start(self, *_words: Any) -> Actor:
        self.actors.append(Actor(self, len(self.actors)))
        return self.actors[-1]

    def wait(self, owed: list[int], timeout: float) -> tuple[list[int], list[int]]:
        assert owed
        assert 0 < timeout < 1
        self.waits += 1
        assert self.waits < 1000, "nothing comes of it"
        for number in owed:
            if number not in self.told:
                actor, unit, _given = self.asked[number]
                answer = self.born(actor) if unit is None else self.says(actor, unit)
                if answer is not None:
                    self.told[number] = answer
        there = [number for number in owed if number in self.told]
        one = self.rng.choice(there) if there else None
        return [number for number in owed if number == one], [n for n in owed if n != one]

    def get(self, number: int) -> Any:
        actor, _unit, _given = self.asked[number]
        actor.owes, actor.there = False, True
        self.got.add(number)
        answer = self.told.pop(number)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def kill(self, actor: Actor) -> None:
        actor.alive = False

    def owed(self, *units: Unit) -> int:
        """How many answers about these have not been heard yet."""
        return sum(
            unit in units and number not in self.got
            for number, (_actor, unit, _given) in enumerate(self.asked)
        )

    @property
    def living(self) -> int:
        return sum(actor.alive for actor in self.actors)

    @property
    def leased(self) -> list[Unit]:
        return [unit for _actor, unit, _given in self.asked if unit]


@pytest.fixture
def samples(rng: random.Random) -> Samples:
    return invented(Rules(6, 4), rng).samples


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, samples: Samples, rng: random.Random) -> FakeRay:
    """Every actor plays what it is asked for."""
    ray = FakeRay(lambda _actor, unit: (unit, samples), rng)
    monkeypatch.setitem(sys.modules, "ray", ray)
    return ray


def crew(
    folder: Path, actors: int = 2, pause: Callable[[], None] = lambda: None, address: str = ""
) -> Cluster:
    config = msgspec.structs.replace(TINY, actors=actors)
    return Cluster(config, "cpu", folder, pause, address)


def test_each_unit_is_played_once_and_its_file_is_whole_when_it_is_told_of(
    tmp_path: Path, fake: FakeRay, weights: Weights
) -> None:
    told = []
    with closing(crew(tmp_path)) as here:
        for unit in here.play(units(weights, 9), weights):
            load(tmp_path / unit.name, unit)
            told.append(unit.number)
        assert here.actors == fake.living == 2
    assert sorted(told) == list(range(9))
    assert fake.leased == units(weights, 9)
    assert fake.kept == [dumps(weights)]
    assert {given for _actor, unit, given in fake.asked if unit} == {("kept", 0)}
    assert (fake.living, fake.open) == (0, False)


def test_there_are_as_many_actors_as_processors_where_no_number_is_said(
    tmp_path: Path, fake: FakeRay, weights: Weights
) -> None:
    with closing(crew(tmp_path, 0)) as here:
        list(here.play(units(weights, 9), weights))
        assert here.actors == fake.living == 3


def test_an_actor_that_is_lost_is_replaced_and_its_unit_played_by_another(
    tmp_path: Path, fake: FakeRay, weights: Weights, samples: Samples
) -> None:
    def says(actor: Actor, unit: Unit) -> Any:
        if actor.number == 0:
            return RayError("gone")
        return (unit, samples) if len(fake.actors) == 3 else None

    fake.says = says
    with closing(crew(tmp_path)) as here:
        assert set(here.play(units(weights, 5), weights)) == set(units(weights, 5))
        assert fake.living == 2
    assert len(fake.actors) == 3
    assert len(fake.leased) == 6


def test_who_is_lost_again_and_again_at_one_unit_ends_it(
    tmp_path: Path, fake: FakeRay, weights: Weights, samples: Samples
) -> None:
    bad = units(weights, 5)[2]
    fake.says = lambda _actor, unit: RayError("gone\nmore") if unit == bad else (unit, samples)
    with closing(crew(tmp_path)) as here, pytest.raises(EngineError) as caught:
        list(here.play(units(weights, 5), weights))
    assert caught.value.failed.what == LOST
    assert caught.value.failed.why.endswith("gone")
    assert fake.leased.count(bad) == PATIENCE
    assert (fake.living, fake.open) == (0, False)


def test_actors_that_cannot_be_made_end_it(tmp_path: Path, fake: FakeRay, weights: Weights) -> None:
    fake.born = lambda _actor: RayError("no such module")
    with closing(crew(tmp_path)) as here, pytest.raises(EngineError) as caught:
        list(here.play(units(weights, 2), weights))
    assert caught.value.failed.what == LOST
    assert "no such module" in caught.value.failed.why
    assert not fake.leased


def test_a_machine_that_is_not_there_yet_holds_nobody_up(
    tmp_path: Path, fake: FakeRay, weights: Weights
) -> None:
    fake.born = lambda actor: None if actor.number else ()
    with closing(crew(tmp_path)) as here:
        assert list(here.play(units(weights, 4), weights)) == units(weights, 4)


def test_what_is_answered_twice_counts_once(
    tmp_path: Path, fake: FakeRay, weights: Weights, samples: Samples
) -> None:
    """The first actor answers when its unit, asked for before, is asked for again."""
    wanted = units(weights, 4)

    def says(actor: Actor, unit: Unit) -> Any:
        late = actor.number == 0 and fake.leased.count(wanted[0]) < 2
        last = unit == wanted[3] and fake.owed(wanted[0])
        return None if late or last else (unit, samples)

    fake.says = says
    fake.born = lambda actor: () if actor.number == 0 or fake.leased else None
    with closing(crew(tmp_path)) as here:
        begun = here.play(wanted, weights)
        assert next(begun) == wanted[1]
        begun.close()
        assert sorted(each.number for each in here.play(wanted, weights)) == [0, 1, 2, 3]
    assert fake.leased.count(wanted[0]) == 2


def test_what_is_played_after_all_does_not_wait_any_more(weights: Weights) -> None:
    one, two = units(weights, 2)
    leases = Leases([one, two])
    assert leases.taken() == one
    leases.lost(one, "")
    leases.done(one)
    assert leases.taken() == two
    assert not leases.waiting


def test_games_of_stale_weights_are_not_looked_at(
    tmp_path: Path, fake: FakeRay, weights: Weights, samples: Samples
) -> None:
    """They were asked for before; whether they come, fail or are lost is all the same."""
    old, new = units(drawn(seed=2, sizes=(6,), row=4), 3), units(weights, 6)
    come = False
    late = dict(zip(old[1:], [Failed("too late"), RayError("too late")], strict=True))

    def says(_actor: Actor, unit: Unit) -> Any:
        if unit in late:
            return late[unit] if come else None
        if unit == old[0] and len(fake.leased) < 3:
            return None
        return None if come and fake.owed(*late) else (unit, samples)

    fake.says = says
    with closing(crew(tmp_path, 3)) as here:
        begun = here.play(old, None)
        assert next(begun) == old[0]
        begun.close()
        come = True
        assert sorted(each.number for each in here.play(new, weights)) == list(range(6))
    for unit in new:
        load(tmp_path / unit.name, unit)


def test_who_answers_with_other_games_is_asked_again(
    tmp_path: Path, fake: FakeRay, weights: Weights, samples: Samples
) -> None:
    wanted, other = units(weights, 2)
    stale = msgspec.structs.replace(wanted, weights="ab" * 32)
    answers = iter([(stale, samples), (other, samples), (wanted, samples)])
    fake.says = lambda _actor, _unit: next(answers)
    with closing(crew(tmp_path, 1)) as here:
        assert list(here.play([wanted], weights)) == [wanted]
    assert len(fake.leased) == 3
    assert [path.name for path in tmp_path.glob("*.npz")] == [wanted.name]


def test_why_an_actor_cannot_play_is_said(tmp_path: Path, fake: FakeRay, weights: Weights) -> None:
    fake.says = lambda _actor, _unit: Failed("No.", "because", "mend it")
    with closing(crew(tmp_path)) as here, pytest.raises(EngineError) as caught:
        list(here.play(units(weights, 2), weights))
    assert caught.value.failed == Failed("No.", "because", "mend it")


def test_who_waits_can_be_stopped_and_then_all_actors_end(
    tmp_path: Path, fake: FakeRay, weights: Weights
) -> None:
    fake.says = lambda _actor, _unit: None
    asked = 0

    def pause() -> None:
        nonlocal asked
        asked += 1
        if asked == 7:
            raise Stopped

    with closing(crew(tmp_path, 2, pause)) as here, pytest.raises(Stopped):
        list(here.play(units(weights, 4), weights))
    assert len(fake.leased) == 2
    assert (fake.living, fake.open) == (0, False)


# Which cluster


def test_without_ray_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(EngineError) as caught:
        crew(tmp_path)
    assert caught.value.failed.what == NO_RAY
    assert caught.value.failed.fix == install("ray")


def test_a_cluster_of_ones_own_has_a_token_no_dashboard_and_tells_nobody(
    tmp_path: Path, fake: FakeRay
) -> None:
    with closing(crew(tmp_path, 2)):
        said = fake.named
        assert (said["address"], said["num_cpus"], said["include_dashboard"]) == ("local", 2, False)
        assert said["_node_ip_address"].startswith("127.")
        folder = Path(said["_temp_dir"])
        assert folder.stat().st_mode & 0o077 == 0
        assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
        assert os.environ["RAY_AUTH_MODE"] == "token"
        assert len(os.environ["RAY_AUTH_TOKEN"]) == 64
    assert not folder.exists()


def test_a_cluster_that_runs_is_joined_with_its_own_token(tmp_path: Path, fake: FakeRay) -> None:
    with socket.create_server(("127.0.0.1", 0)) as head:
        address = f"127.0.0.1:{head.getsockname()[1]}"
        with closing(crew(tmp_path, address=address)):
            assert fake.named["address"] == address
            assert "num_cpus" not in fake.named
            assert "RAY_AUTH_TOKEN" not in os.environ


def test_where_nobody_listens_that_is_said_at_once(tmp_path: Path, fake: FakeRay) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(EngineError) as caught:
            crew(tmp_path, address=address)
    assert caught.value.failed.what == NO_CLUSTER
    assert address in caught.value.failed.fix
    assert not fake.open


def test_what_ray_refuses_is_said(tmp_path: Path, fake: FakeRay) -> None:
    for error in (ConnectionError("no"), RuntimeError("no\nmore"), RayError("no")):

        def init(error: Exception = error, **_named: Any) -> None:
            raise error

        fake.init = init  # type: ignore[method-assign]
        with pytest.raises(EngineError) as caught:
            crew(tmp_path)
        assert (caught.value.failed.what, caught.value.failed.why) == (NO_CLUSTER, "no")


def test_how_a_training_is_ended_by_a_signal_stays_its_own(tmp_path: Path, fake: FakeRay) -> None:
    before = signal.getsignal(signal.SIGTERM)
    fake.init = lambda **_: signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # type: ignore[assignment, method-assign, return-value]
    with closing(crew(tmp_path)):
        assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize(("actors", "gpus"), [(1, 1), (3, 2), (4, 1), (2, 4), (7, 3)])
def test_every_actor_finds_room_on_a_gpu(actors: int, gpus: int) -> None:
    each = share(actors, gpus)
    assert 0 < each <= 1
    assert gpus * int(1 / each + 1e-9) >= actors
    assert share(actors, 0) == 0


# In an actor


def asked(player: Player, unit: Unit, given: bytes | None) -> Any:
    return player.play(msgspec.json.encode(unit), given)


def test_an_actor_refuses_stale_weights_and_takes_the_right_ones(weights: Weights) -> None:
    player = Player(msgspec.json.encode(TINY), "cpu")
    (unit,) = units(weights, 1)
    other = drawn(seed=2, sizes=(6,), row=4)
    for given in (None, dumps(other)):
        assert asked(player, unit, given).what == STALE
    assert asked(player, unit, dumps(weights)[:-100]).what == NO_NET
    played, samples = asked(player, unit, dumps(weights))
    assert played == unit
    assert len(samples)
    again, the_same = asked(player, unit, None)
    assert again == unit
    for one, two in zip(samples, the_same, strict=True):
        assert one.tobytes() == two.tobytes()
    (old,) = units(other, 1)
    assert asked(player, old, dumps(weights)).what == STALE


# With Ray


SEVERAL = msgspec.structs.replace(
    TINY, actors=2, selfplay=msgspec.structs.replace(TINY.selfplay, games=12, together=2)
)
MASTER = """if True:
    import sys
    from pathlib import Path
    import msgspec
    from engines.gomoku.messages import SelfPlayed, Train
    from engines.gomoku.training.config import Config
    from engines.gomoku.training.train import train
    from engines.inbox import Inbox
    from tests.engines.gomoku.trainings import made
    def emit(event):
        if isinstance(event, SelfPlayed):
            print("played", flush=True)
    config = msgspec.json.decode(sys.argv[2], type=Config)
    train(Train(sys.argv[1], config, ""), Inbox(), emit)
    print(made(Path(sys.argv[1])))
"""


@pytest.fixture
def real() -> None:
    if importlib.util.find_spec("ray") is None:
        pytest.skip("ray is not installed (extra: cluster)")


def players() -> set[int]:
    """Processes of this test that Ray has made actors of."""
    home, found = f"HOME={os.environ['HOME']}\0".encode(), set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            named = (process / "cmdline").read_bytes().startswith(b"ray::Player")
            if named and home in (process / "environ").read_bytes():
                found.add(int(process.name))
    return found


@pytest.mark.some(2, of="killed trainings")
def test_a_training_goes_on_when_ray_loses_an_actor_and_is_the_same_as_alone(
    real: None, tmp_path: Path
) -> None:
    with started(
        sys.executable,
        "-c",
        MASTER,
        str(tmp_path / "ray"),
        msgspec.json.encode(SEVERAL).decode(),
        stdout=subprocess.PIPE,
    ) as master:
        assert master.stdout
        assert master.stdout.readline() == b"played\n"
        first = until(players)
        os.kill(min(first), signal.SIGKILL)
        until(lambda: players() - first or master.poll() is not None)
        told = master.stdout.read().decode().splitlines()[-1]
        assert master.wait(20) == 0
    alone = msgspec.structs.replace(SEVERAL, actors=0)
    assert trained(tmp_path / "alone", alone) == told
    assert games(tmp_path / "ray") == games(tmp_path / "alone")
    assert len(games(tmp_path / "ray")) == 12
    assert not players()


def test_who_trains_with_ray_is_asked_by_a_field_of_the_request() -> None:
    assert Train().cluster is None
    for address in ("", "auto", "10.0.0.5:6379", "head.lan:6379"):
        assert Train(cluster=address).cluster == address
