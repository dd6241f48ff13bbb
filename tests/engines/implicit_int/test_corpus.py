"""Our findings and gcc's, on programs of many manners."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.engines.implicit_int.scoring import Score, score
from tests.engines.implicit_int.writing import dressed, program

Count = Callable[[int], int]
SOURCES = sorted(Path(__file__).with_name("sources").glob("*.c"))
ENOUGH = 0.995


def written(folder: Path, seeds: Sequence[int], modern: bool = True) -> list[Path]:
    paths = []
    for seed in seeds:
        rng = random.Random(seed)  # noqa: S311 - a seed names a program
        path = folder / f"{seed}.c"
        path.write_bytes(dressed(program(rng, modern), rng))
        paths.append(path)
    return paths


def enough(found: Score, files: int) -> None:
    assert found.files >= files
    assert found.hits
    assert found.precision >= ENOUGH, found.ours
    assert found.recall >= ENOUGH, found.theirs


def test_sources_written_by_hand_are_read_as_gcc_reads_them() -> None:
    found = score(SOURCES)
    assert found.files == len(SOURCES) >= 40
    assert not found.ours
    assert not found.theirs


def test_programs_of_known_seeds_are_read_as_gcc_reads_them(tmp_path: Path, count: Count) -> None:
    seeds = range(count(300))
    enough(score(written(tmp_path, seeds)), len(seeds))


def test_programs_never_seen_are_read_as_gcc_reads_them(
    tmp_path: Path, count: Count, rng: random.Random
) -> None:
    seeds = [rng.getrandbits(40) for _ in range(count(200))]
    enough(score(written(tmp_path, seeds)), len(seeds))


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_places_are_those_of_gcc_whatever_the_file_looks_like(
    tmp_path: Path, ending: bytes, mark: bytes
) -> None:
    path = tmp_path / "it.c"
    text = "x;\n\tstatic\ty; /* \xfc */ /* \xe9 */ const z;\n\nf(a)\n\tregister *a;\n{ auto b; }\n"
    path.write_bytes(mark + text.encode("utf-8").replace(b"\n", ending))
    found = score([path])
    assert (found.hits, found.ours, found.theirs) == (6, [], [])
