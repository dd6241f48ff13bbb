"""What a training is told: whatever is not known here, or out of range, is refused by its name."""

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from engines.gomoku.training import config, places
from engines.gomoku.training.config import NO_CONFIG, Config, Gate, SelfPlay, parsed, read
from engines.wire import EngineError


def why(text: str) -> str:
    with pytest.raises(EngineError) as caught:
        parsed(text)
    assert caught.value.failed.what == NO_CONFIG
    return caught.value.failed.why


def test_an_empty_file_is_all_defaults() -> None:
    assert parsed("") == Config()


def test_what_is_said_is_taken_and_the_rest_stays() -> None:
    told = parsed(
        """
        name = "mine-2"
        seed = 7
        [game]
        sizes = [8, 9]
        shares = [1, 2.5]
        row = 5
        kind = "standard"
        [selfplay]
        root = "noise"
        [gate]
        elo = [-5, 30]
        """
    )
    assert (told.name, told.seed, told.game.sizes, told.game.shares) == (
        "mine-2",
        7,
        (8, 9),
        (1.0, 2.5),
    )
    assert told.game.rules(1).kind == "standard"
    assert told.game.rules(1).size == 9
    assert told.selfplay == SelfPlay(root="noise")
    assert told.gate == Gate(elo=(-5.0, 30.0))
    assert told.learning == Config().learning


def sections(struct: msgspec.Struct, prefix: str = "") -> Iterator[tuple[str, object]]:
    """The names of all settings, with the defaults: `learning.rate`."""
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        if isinstance(value, msgspec.Struct):
            yield from sections(value, f"{name}.")
        else:
            yield f"{prefix}{name}", value


SETTINGS = dict(sections(Config()))


@pytest.mark.parametrize(
    "name", ["sead", "game.seizes", "selfplay.play_outs", "gate.seed", "net.x"]
)
def test_what_is_not_known_is_refused_by_its_name(name: str) -> None:
    assert name.rpartition(".")[2] in why(f"{name} = 1")


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("value", ["[[]]", "{}", "1979-05-27"])
def test_what_is_no_such_value_is_refused_by_its_name(name: str, value: str) -> None:
    assert f"$.{name}" in why(f"{name} = {value}")


NUMBERS = [name for name, value in SETTINGS.items() if type(value) in (int, float)]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e300", "-1", "1e99", str(10**18)])
def test_a_number_out_of_range_is_refused_by_its_name(name: str, value: str) -> None:
    told = why(f"{name} = {value}")
    assert name.rpartition(".")[2] in told, told


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("name", '""', "name"),
        ("name", '"UP"', "name"),
        ("name", '"../x"', "name"),
        ("name", '"a\\nb"', "name"),
        ("name", f'"{"a" * 33}"', "name"),
        ("device", '"gpu"', "device"),
        ("game.sizes", "[]", "sizes"),
        ("game.sizes", "[5]", "board"),
        ("game.sizes", "[21]", "board"),
        ("game.sizes", "[9, 9]", "size"),
        ("game.shares", "[1, 2]", "shares"),
        ("game.shares", "[0]", "shares"),
        ("game.shares", "[-1]", "shares"),
        ("game.shares", "[nan]", "shares"),
        ("game.shares", "[inf]", "shares"),
        ("game.row", "2", "row"),
        ("game.row", "10", "row"),
        ("game.kind", '"caro"', "kind"),
        ("net.channels", "12", "channels"),
        ("net.channels", "0", "channels"),
        ("net.blocks", "0", "blocks"),
        ("selfplay.root", '"uct"', "root"),
        ("selfplay.games", "0", "games"),
        ("selfplay.playouts", "1", "playouts"),
        ("selfplay.full", "0", "full"),
        ("selfplay.full", "1.1", "full"),
        ("selfplay.opening", "9", "opening"),
        ("learning.thought", "1.01", "thought"),
        ("learning.batch", "1", "batch"),
        ("learning.average", "1", "average"),
        ("gate.games", "3", "games"),
        ("gate.elo", "[1, 1]", "elo"),
        ("gate.elo", "[2, 1]", "elo"),
        ("gate.elo", "[0, nan]", "elo"),
        ("gate.elo", "[1]", "elo"),
    ],
)
def test_values_that_make_no_training_are_refused(name: str, value: str, word: str) -> None:
    assert word in why(f"{name} = {value}")


@pytest.mark.parametrize("text", ["x", "= 1", "[game", "seed = 1\nseed = 2", "\x00", "[[game]]"])
def test_what_is_no_toml_is_refused(text: str) -> None:
    why(text)


def test_a_long_or_deep_file_is_refused() -> None:
    assert "KiB" in why("#" * (config.LARGEST + 1))
    parsed("#" * config.LARGEST)
    why("x = " + "[" * 30_000)


def test_nothing_else_comes_of_any_text(rng: random.Random) -> None:
    whole = (places.CONFIGS / "small.toml").read_text()
    for _ in range(300):
        data = list(whole)
        for _hit in range(rng.randint(1, 5)):
            data[rng.randrange(len(data))] = rng.choice('=[]"#.\n0-x\x00é')
        try:
            parsed("".join(data[: rng.choice((len(data), rng.randrange(len(data))))]))
        except EngineError as error:
            assert error.failed.what == NO_CONFIG


def test_a_file_that_is_refused_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("seed = -1")
    for place, said in ((path, "seed"), (tmp_path / "none.toml", ""), (tmp_path, "")):
        with pytest.raises(EngineError) as caught:
            read(place)
        assert caught.value.failed.what == NO_CONFIG
        assert str(place) in caught.value.failed.why
        assert said in caught.value.failed.why
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(EngineError, match=r"mine\.toml"):
        read(path)


def test_the_shipped_ones_are_trainings_of_their_own_names() -> None:
    shipped = places.shipped()
    assert list(shipped) == ["tiny", "small", "large"]
    assert len(shipped) == len(list(places.CONFIGS.iterdir()))
    for name, found in shipped.items():
        assert found.name == name
        assert read(places.CONFIGS / f"{name}.toml") == found


def test_it_travels_as_it_is() -> None:
    for found in places.shipped().values():
        assert msgspec.json.decode(msgspec.json.encode(found), type=Config) == found
