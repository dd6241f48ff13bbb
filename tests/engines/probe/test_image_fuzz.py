"""Damaged files of every format: an image or an error that says where, and nothing else."""

import random
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from engines.probe.checks import check
from engines.probe.formats import read
from engines.probe.image import Image
from engines.probe.memory_map import Part, Region
from engines.wire import EngineError
from tests.engines.probe.writers import HEX_END, hex_record, srecord, text, write

PART = Part("STM32F103RC", (Region(0x08000000, 1 << 18, 2048),), (Region(0x20000000, 1 << 16),))
PLACE = re.compile(r"line \d+|offset 0x[0-9A-F]+|: [\d,]+ bytes")
NUMBERS = (0, 1, 2, 31, 32, 52, 0x7FFFFFFF, 0x80000000, 0xFFFF, 0xFFFFFFF0, 0xFFFFFFFF)

Mutation = Callable[[bytearray, random.Random], bytearray]


def flip_bits(data: bytearray, rng: random.Random) -> bytearray:
    for _ in range(rng.choice([1, 1, 2, 8, 64])):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return data


def truncate(data: bytearray, rng: random.Random) -> bytearray:
    return data[: rng.randrange(len(data) + 1)]


def insert_garbage(data: bytearray, rng: random.Random) -> bytearray:
    at = rng.randrange(len(data) + 1)
    data[at:at] = rng.choice(
        [rng.randbytes(rng.randrange(1, 600)), b"\n", b"\0" * 512, b"\xff" * 9]
    )
    return data


def cut_out(data: bytearray, rng: random.Random) -> bytearray:
    at = rng.randrange(len(data))
    del data[at : at + rng.choice([1, 4, 32, 512])]
    return data


def repeat(data: bytearray, rng: random.Random) -> bytearray:
    at = rng.randrange(len(data))
    return data[: at + rng.choice([1, 40, 512])] + data[at:]


def huge_numbers(data: bytearray, rng: random.Random) -> bytearray:
    """Anywhere, but mostly in the headers at the start."""
    for _ in range(rng.randrange(1, 4)):
        width = rng.choice([2, 4])
        at = rng.randrange(rng.choice([64, 200, len(data)])) & ~1
        number = rng.choice([*NUMBERS, len(data), rng.getrandbits(32)]) % (1 << 8 * width)
        data[at : at + width] = number.to_bytes(width, rng.choice(["little", "big"]))
    return data


def turn_words(data: bytearray, rng: random.Random) -> bytearray:
    """The other endianness, for some of it or for all."""
    start, end = rng.choice([(0, len(data)), (0, 52), (16, 32), (52, 116)])
    for at in range(start, end - 3, 4):
        data[at : at + 4] = data[at : at + 4][::-1]
    return data


def swap_lines(data: bytearray, rng: random.Random) -> bytearray:
    lines = bytes(data).split(b"\n")
    for _ in range(rng.randrange(1, 5)):
        one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[one], lines[two] = lines[two], lines[one]
    return bytearray(b"\n".join(lines))


def right_records(data: bytearray, rng: random.Random) -> bytearray:
    """Records whose checksums are right, with types, addresses and lengths that may not be."""
    lines = bytes(data).split(b"\n")
    for _ in range(rng.randrange(1, 6)):
        body = rng.randbytes(rng.choice([0, 1, 2, 4, 16, 250]))
        if data[:1] == b"S":
            made = srecord(rng.choice([0, 1, 2, 3, 5, 6, 7, 8, 9]), rng.getrandbits(16), body)
        else:
            made = hex_record(rng.randrange(7), rng.getrandbits(16), body)
        lines.insert(rng.randrange(len(lines)), made.encode())
    return bytearray(b"\n".join(lines))


BINARY = (flip_bits, truncate, insert_garbage, cut_out, repeat, huge_numbers, turn_words)
TEXT = (flip_bits, truncate, insert_garbage, cut_out, repeat, swap_lines, right_records)
MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "bin": BINARY,
    "hex": TEXT,
    "srec": TEXT,
    "elf": BINARY,
    "uf2": BINARY,
}


def good(kind: str, rng: random.Random) -> bytes:
    segments, at = [], rng.choice([0, 0x08000000, 0x1FFFFF00])
    for _ in range(rng.randrange(1, 5)):
        data = rng.randbytes(rng.randrange(1, 700))
        segments.append((at, data))
        at += len(data) + rng.choice([1, 100, 0x10000, 0x10000000])
    return write(kind, segments)


def outcome(path: Path, **options) -> Image | str:
    """The image; or why there is none, once it is sure that this says where."""
    try:
        image = read(path, **options)
    except EngineError as error:
        assert error.failed.what
        assert PLACE.search(error.failed.why), error.failed
        assert str(path) in error.failed.why
        return error.failed.why
    try:
        check(image, PART)
    except EngineError as error:
        assert error.failed.what
    return image


@pytest.mark.parametrize("kind", MUTATIONS)
def test_a_damaged_file_is_an_image_or_an_error_that_says_where(tmp_path, rng, count, kind):
    path = tmp_path / f"damaged.{kind}"
    refused = 0
    tracemalloc.start()
    try:
        for _ in range(count(10_000) // len(MUTATIONS)):
            data = bytearray(good(kind, rng))
            for mutation in rng.choices(MUTATIONS[kind], k=rng.choice([1, 1, 2, 3])):
                data = mutation(data, rng) if data else data
            path.write_bytes(data)
            before, _ = tracemalloc.get_traced_memory()
            tracemalloc.reset_peak()
            refused += isinstance(outcome(path), str)
            _, peak = tracemalloc.get_traced_memory()
            assert peak - before < (1 << 18) + 20 * len(data)
    finally:
        tracemalloc.stop()
    assert refused or kind == "bin"


@pytest.mark.parametrize("kind", MUTATIONS)
def test_noise_is_an_image_or_an_error_that_says_where(tmp_path, rng, count, kind):
    path = tmp_path / f"noise.{kind}"
    for _ in range(count(2_000) // len(MUTATIONS)):
        start = good(kind, rng)[: rng.choice([0, 4, 20, 52, 200])]
        path.write_bytes(start + rng.randbytes(rng.randrange(1, 2000)))
        outcome(path)
        outcome(path, kind=kind)


def test_a_spread_over_4_gib_takes_the_memory_of_its_bytes(tmp_path):
    high = [hex_record(4, 0, b"\xff\xff"), hex_record(0, 0xFFFF, b"b")]
    (tmp_path / "spread.hex").write_bytes(text([hex_record(0, 0, b"a"), *high, HEX_END]))
    tracemalloc.start()
    try:
        image = read(tmp_path / "spread.hex")
        pages = list(image.pages(2048))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (image.start, image.end, len(pages)) == (0, 1 << 32, 2)
    assert peak < 1 << 18
