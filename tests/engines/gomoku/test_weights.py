"""Weights as a file: what was written comes back, and whatever else it holds is refused."""

import errno
import io
import os
import pickle
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec
import numpy as np
import pytest

from engines.gomoku.policy_value_net.weights import (
    FORMAT,
    LARGEST,
    Architecture,
    Header,
    Weights,
    digest,
    dumps,
    load,
    loads,
    save,
    sealed,
)
from engines.whole import NOT_WRITTEN
from engines.wire import EngineError

from .random_nets import drawn

ROOT = Path(__file__).parents[3]
GOOD = drawn(
    "mine",
    kind="renju",
    sizes=(9, 15),
    generation=3,
    history=({"what": "imitation", "games": 12, "loss": [1.5, 0.25]}, {"what": "selfplay"}),
)


def same(one: Weights, other: Weights) -> bool:
    return one.header == other.header and all(
        (one.arrays[name] == array).all() for name, array in other.arrays.items()
    )


@pytest.mark.parametrize("architecture", [Architecture(8, 1), Architecture(16, 4)])
def test_what_was_written_comes_back(architecture: Architecture, tmp_path: Path) -> None:
    weights = drawn("x", 5, architecture=architecture, history=GOOD.header.history)
    assert same(loads(dumps(weights)), weights)
    save(tmp_path / "net.npz", weights)
    assert same(load(tmp_path / "net.npz"), weights)
    assert same(load(tmp_path / "net.npz"), loads(dumps(load(tmp_path / "net.npz"))))


def test_a_file_is_plain_arrays_and_a_text() -> None:
    with np.load(io.BytesIO(dumps(GOOD)), allow_pickle=False) as file:
        assert {file[name].dtype.str for name in file.files} == {"<f4", "|u1"}
        header = msgspec.json.decode(file["header"].tobytes())
    assert header["architecture"] == {"channels": 8, "blocks": 1}
    assert header["history"][0]["games"] == 12


def test_the_hash_is_of_the_numbers_and_of_nothing_else() -> None:
    renamed = sealed(msgspec.structs.replace(GOOD.header, name="other"), GOOD.arrays)
    assert renamed.header.sha256 == GOOD.header.sha256
    changed = {**GOOD.arrays, "policy": GOOD.arrays["policy"] + 1}
    assert sealed(GOOD.header, changed).header.sha256 != GOOD.header.sha256
    shapes = (2, 3), (3, 2)
    assert len({digest({"policy": np.zeros(shape, np.float32)}) for shape in shapes}) == 2
    assert GOOD.name == f"mine {GOOD.header.sha256[:8]}"


def test_more_arrays_than_it_needs_are_left_out() -> None:
    spare = sealed(GOOD.header, {**GOOD.arrays, "more": np.zeros(3)})
    assert set(spare.arrays) == set(GOOD.header.shapes)


@pytest.mark.parametrize(("channels", "blocks"), [(7, 2), (12, 2), (264, 2), (32, 0), (32, 41)])
def test_what_is_not_built_is_no_architecture(channels: int, blocks: int) -> None:
    with pytest.raises(ValueError, match=r"channels|blocks"):
        Architecture(channels, blocks)


def test_an_original_network_is_for_one_size_of_board() -> None:
    for sizes in ((), (8, 9)):
        with pytest.raises(ValueError, match="one size"):
            Header(family="original", sizes=sizes)


def test_parameters_are_counted() -> None:
    assert Architecture(8, 1).parameters == sum(array.size for array in GOOD.arrays.values())


def packed(header: bytes | None = None, **arrays: np.ndarray) -> bytes:
    """A file with other arrays in place of these."""
    file = io.BytesIO()
    text = msgspec.json.encode(GOOD.header) if header is None else header
    np.savez(file, **{"header": np.frombuffer(text, np.uint8), **GOOD.arrays, **arrays})
    return file.getvalue()


def headed(**fields: object) -> bytes:
    """A file whose header says something else."""
    header = msgspec.to_builtins(GOOD.header) | fields
    return packed(msgspec.json.encode(header))


def without(name: str) -> bytes:
    return zipped({each: data for each, data in members().items() if each != f"{name}.npy"})


def members() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed())) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return made.getvalue()


def claimed(shape: str) -> bytes:
    """A file one of whose arrays says that it is larger than it is."""
    member = members()["policy.npy"]
    assert b"(32,), }" in member
    longer = member.replace(b"(32,), }".ljust(30), f"({shape},), }}".encode().ljust(30))
    assert len(longer) == len(member)
    return zipped({**members(), "policy.npy": longer})


def bit(data: bytes, at: int, value: int) -> bytes:
    """With that bit set at that place of a zip's directory of its first member."""
    begin = data.index(b"PK\x01\x02")
    found = bytearray(data)
    found[begin + at] |= value
    return bytes(found)


class Evil:
    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, ("evil",)


objects = np.empty(32, object)
objects[:] = Evil()
POLICY = GOOD.arrays["policy"]

BROKEN = {
    "nothing": b"",
    "a text": b"weights",
    "a pickle": pickle.dumps({"policy": 1}),
    "an array": members()["policy.npy"],
    "another zip": zipped({"readme.txt": b"x"}),
    "an empty zip": zipped({}),
    "no header": without("header"),
    "a header that is no array": zipped({**members(), "header.npy": b"{}"}),
    "a header that is no JSON": packed(b"{"),
    "a header of something else": packed(b"[1, 2]"),
    "a header deeper than any": packed(b'{"history": [' + b'{"a":' * 100_000),
    "a header that is no text": packed(b"\xff\xfe"),
    "a field of another type": headed(sizes="all"),
    "a game that nobody plays": headed(kind="go"),
    "a board that nobody has": headed(sizes=[99]),
    "a row that no board has": headed(row=1),
    "another architecture": headed(architecture={"channels": 16, "blocks": 1}),
    "an architecture that is not built": headed(architecture={"channels": 7, "blocks": 1}),
    "another family": headed(family="original", sizes=[9]),
    "a family of the future": headed(family="transformer"),
    "an original for two boards": headed(family="original", sizes=[8, 9]),
    "a future format": headed(format=FORMAT + 1),
    "an array less": without("value.bias"),
    "a shape that is another": packed(policy=np.zeros(33, np.float32)),
    "a shape of as many": packed(policy=POLICY.reshape(1, 32)),
    "double numbers": packed(policy=POLICY.astype(float)),
    "whole numbers": packed(policy=np.zeros(32, np.int32)),
    "what is not a number": packed(policy=np.full(32, np.nan, np.float32)),
    "infinity": packed(policy=np.full(32, np.inf, np.float32)),
    "another number": packed(policy=POLICY + np.float32(1e-3)),
    "no hash": headed(sha256=""),
    "objects": packed(policy=objects),
    "an array that is none": zipped({**members(), "policy.npy": b"\x93NUMPY\x01\x00"}),
    "an array that is a text": zipped({**members(), "policy.npy": b"hello"}),
    "more numbers than there are": claimed("1000"),
    "more than fits anywhere": claimed("9" * 18),
    "more than can be counted": claimed("9" * 24),
    "less than nothing": claimed("-32"),
    "a shape of texts": claimed("'x'"),
    "a member beyond all networks": zipped(
        {**members(), "more.npy": bytes(LARGEST)}, zipfile.ZIP_DEFLATED
    ),
    "something encrypted": bit(packed(), 8, 1),
    "a way of packing that is not known": bit(packed(), 10, 77),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_network_is_refused(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "net.npz"
    path.write_bytes(data)
    with pytest.raises(EngineError, match="no network that can be played") as refused:
        load(path)
    assert refused.value.failed.why.startswith(f"{path}: ")
    assert not (tmp_path / "evil").exists()


def test_an_unbroken_one_of_those_is_not() -> None:
    assert same(loads(packed()), GOOD)
    assert same(loads(headed()), GOOD)
    assert same(loads(zipped(members())), GOOD)


def test_a_torn_file_is_refused(rng: Random, count: Callable[[int], int]) -> None:
    data = dumps(GOOD)
    for end in (*(rng.randrange(len(data)) for _ in range(count(2000))), len(data) - 1):
        with pytest.raises(EngineError):
            loads(data[:end])


def test_of_a_file_with_changed_bytes_either_all_numbers_are_right_or_it_is_refused(
    rng: Random, count: Callable[[int], int]
) -> None:
    data = packed()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        heads = [
            place
            for each in file.infolist()
            for place in range(each.header_offset, each.header_offset + 200)
        ] + list(range(file.start_dir, len(data)))
    refused = 0
    for _ in range(count(50_000)):
        changed = bytearray(data)
        for _change in range(rng.randint(1, 3)):
            changed[rng.choice(heads)] = rng.choice([rng.getrandbits(8), *b"\0\xff(9' "])
        try:
            found = loads(bytes(changed))
        except EngineError:
            refused += 1
        else:
            assert found.header.sha256 == GOOD.header.sha256
            assert all((found.arrays[name] == each).all() for name, each in GOOD.arrays.items())
    assert refused


def test_a_file_beyond_all_networks_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.npz"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(EngineError, match="no network") as refused:
        load(path)
    assert "too large" in refused.value.failed.why


def test_where_no_file_is_that_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.npz", tmp_path):
        with pytest.raises(EngineError, match="no network") as refused:
            load(path)
        assert str(path) in refused.value.failed.why


@pytest.mark.parametrize(
    "arrays",
    [
        {"policy": np.zeros(33)},
        {"policy": np.full(32, np.nan)},
        {"stem": np.zeros((3, 12, 16))},
    ],
)
def test_nothing_is_sealed_that_would_be_refused(arrays: dict[str, np.ndarray]) -> None:
    with pytest.raises(EngineError):
        sealed(GOOD.header, {**GOOD.arrays, **arrays})
    with pytest.raises(EngineError):
        sealed(GOOD.header, {})


KILLED = """
import os, sys
from pathlib import Path
from tests.engines.gomoku.random_nets import drawn
from engines.gomoku.policy_value_net.weights import save

os.fsync = lambda _: os.kill(os.getpid(), 9)
save(Path(sys.argv[1]), drawn("new", 2))
"""


def test_whoever_is_killed_while_he_saves_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "net.npz"
    save(path, GOOD)
    command = [sys.executable, "-P", "-c", KILLED, str(path)]
    ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert same(load(path), GOOD)
    newer = drawn("new", 2)
    save(path, newer)
    assert same(load(path), newer)


def test_where_the_disk_is_full_the_old_file_stays_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "net.npz"
    save(path, GOOD)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(EngineError) as refused:
            save(path, drawn("new", 2))
    assert refused.value.failed.what == NOT_WRITTEN
    assert os.strerror(errno.ENOSPC) in refused.value.failed.why
    assert same(load(path), GOOD)
    assert [each.name for each in tmp_path.iterdir() if "net" in each.name] == ["net.npz"]


def test_a_file_is_on_the_disk_before_it_takes_the_place_of_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, written = tmp_path / "net.npz", []
    save(path, GOOD)
    monkeypatch.setattr(os, "fsync", lambda file: written.append((os.fstat(file), load(path))))
    newer = drawn("new", 2)
    save(path, newer)
    ((status, before),) = written
    assert same(before, GOOD)
    assert status.st_size == path.stat().st_size
    assert status.st_ino == path.stat().st_ino
    assert [each.name for each in tmp_path.glob("*.npz*")] == ["net.npz"]
