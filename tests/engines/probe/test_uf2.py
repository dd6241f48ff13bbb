import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.wire import EngineError
from tests.engines.probe.writers import laid_out, load, separated, uf2, uf2_block

RP2040, RP2350, ABSOLUTE = 0xE48BFF56, 0xE48BFF59, 0xE48BFF57
NOT_MAIN_FLASH, CONTAINER, MD5, EXTENSION = 1, 0x1000, 0x4000, 0x8000


def refusal(folder, content: bytes) -> str:
    with pytest.raises(EngineError) as caught:
        load(folder, content, "f.uf2")
    return caught.value.failed.why.removeprefix(f"{folder / 'f.uf2'}")


@given(
    segments=separated(),
    family=st.none() | st.sampled_from([RP2040, 0, 0x12345678]),
    width=st.integers(1, 476),
)
def test_what_is_written_is_read(tmp_path_factory, segments, family, width):
    content = uf2(segments, family=family, width=width)
    image = load(tmp_path_factory.getbasetemp(), content, "f.uf2")
    assert laid_out(image) == segments
    assert image.family == family


def test_blocks_may_come_in_any_order(tmp_path, rng):
    segments = [(0x10000000, rng.randbytes(5000))]
    content = uf2(segments)
    blocks = [content[at : at + 512] for at in range(0, len(content), 512)]
    rng.shuffle(blocks)
    assert laid_out(load(tmp_path, b"".join(blocks), "f.uf2")) == segments


@pytest.mark.parametrize("flags", [MD5, EXTENSION, MD5 | EXTENSION])
def test_checksums_and_tags_behind_the_data_are_not_flashed(tmp_path, flags):
    content = uf2_block(0x10000000, b"abcd", flags=flags)
    assert laid_out(load(tmp_path, content, "f.uf2")) == [(0x10000000, b"abcd")]


@pytest.mark.parametrize("flags", [NOT_MAIN_FLASH, CONTAINER, CONTAINER | NOT_MAIN_FLASH])
def test_comments_and_files_are_not_flashed_but_counted(tmp_path, flags):
    content = uf2_block(0, b"source", 0, 2, flags=flags) + uf2_block(0x10000000, b"abcd", 1, 2)
    assert laid_out(load(tmp_path, content, "f.uf2")) == [(0x10000000, b"abcd")]
    alone = uf2_block(0, b"source", flags=flags)
    assert refusal(tmp_path, alone) == ", offset 0x200: no data up to here"


@pytest.mark.parametrize("flags", [0, EXTENSION])
def test_the_block_before_firmware_for_an_rp2350_is_left_out(tmp_path, flags):
    """Every UF2 that the Pico 2 SDK builds begins with it; its family and its numbers differ."""
    extra = uf2_block(0x10FFFF00, b"\xef" * 256, 0, 2, ABSOLUTE, flags)
    segments = [(0x10000000, bytes(range(256)) * 3)]
    image = load(tmp_path, extra + uf2(segments, family=RP2350), "f.uf2")
    assert laid_out(image) == segments
    assert image.family == RP2350


def test_another_block_of_that_family_is_firmware(tmp_path):
    content = uf2([(0x10000000, b"\xef" * 300)], family=ABSOLUTE, width=150)
    assert load(tmp_path, uf2([(0, b"abcd")], family=ABSOLUTE), "f.uf2").family == ABSOLUTE
    changed = content[:32] + b"a" + content[33:]
    assert load(tmp_path, changed, "f.uf2").size == 300


def test_firmware_for_two_parts_is_refused_by_both_names(tmp_path):
    both = uf2_block(0x10000000, b"ab", 0, 2, RP2040) + uf2_block(0, b"cd", 1, 2, 0x57755A57)
    assert refusal(tmp_path, both) == ": RP2040 at offset 0x0, STM32F4 at offset 0x200"


def test_a_family_beside_none_is_refused(tmp_path):
    both = uf2_block(0x10000000, b"ab", 0, 2, 0x12345678) + uf2_block(0, b"cd", 1, 2)
    assert refusal(tmp_path, both) == ": family 0x12345678 at offset 0x0, no family at offset 0x200"


def test_files_put_one_behind_the_other_are_refused(tmp_path):
    one = uf2([(0, bytes(512))], family=RP2040)
    assert refusal(tmp_path, one + one) == ", offset 0x400: block 0 comes twice"


def test_bytes_that_contradict_each_other_name_both_offsets(tmp_path):
    content = uf2_block(0, b"abcd", 0, 2) + uf2_block(2, b"cX", 1, 2)
    assert refusal(tmp_path, content) == ": offset 0x20 and offset 0x220 at 0x00000003"
    same = uf2_block(0, b"abcd", 0, 2) + uf2_block(2, b"cdef", 1, 2)
    assert laid_out(load(tmp_path, same, "f.uf2")) == [(0, b"abcdef")]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda c: c[:-1], "offset 0x600: the last block has 511 of 512 bytes"),
        (lambda c: c + b"UF2\n", "offset 0x800: the last block has 4 of 512 bytes"),
        (lambda c: c[:512], "offset 0x200: block 1 of 4 is missing"),
        (lambda c: c[:512] + c[1024:], "offset 0x600: block 1 of 4 is missing"),
        (lambda c: c[:-512] + c[:512], "offset 0x600: block 0 comes twice"),
        (lambda c: c[:-512] + bytes(512), "offset 0x600: a block does not begin with"),
        (lambda c: c[:4] + bytes(4) + c[8:], "offset 0x0: a block does not begin with"),
        (lambda c: c[:508] + bytes(4) + c[512:], "offset 0x1FC: a block does not end with"),
        (lambda c: c[:16] + b"\xdd\1" + c[18:], "offset 0x10: 477 bytes in a block that holds 476"),
        (lambda c: c[:19] + b"\xff" + c[20:], "offset 0x10: 4,278,190,336 bytes in a block"),
        (lambda c: c[:20] + b"\4" + c[21:], "offset 0x0: block 4 of 4, in a file of 4 blocks"),
        (lambda c: c[:536] + b"\5" + c[537:], "offset 0x200: block 1 of 5, in a file of 4 blocks"),
        (lambda c: c[:24] + bytes(4) + c[28:], "offset 0x0: block 0 of 0, in a file of 0 blocks"),
        (
            lambda c: c[:12] + b"\1\xff\xff\xff" + c[16:],
            "offset 0x20: 256 bytes from 0xFFFFFF01 on end beyond 0xFFFFFFFF",
        ),
    ],
)
def test_a_damaged_block_is_named_by_its_offset(tmp_path, change, why):
    content = uf2([(0x10000000, bytes(1024))], family=RP2040)
    assert refusal(tmp_path, change(content)).startswith(f", {why}")


def test_four_billion_blocks_are_not_waited_for(tmp_path):
    content = uf2_block(0, b"abcd", 0, 0xFFFFFFFF)
    assert refusal(tmp_path, content) == ", offset 0x200: block 1 of 4294967295 is missing"
