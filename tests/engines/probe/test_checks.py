import struct

import msgspec
import pytest

from engines.probe.checks import RUNS, Caution, check
from engines.probe.formats.uf2 import FAMILIES
from engines.probe.image import Image, Segment
from engines.probe.memory_map import Part, Region
from engines.wire import EngineError
from tests import ROOT
from tests.engines.probe.writers import load, uf2

F103 = Part(
    "STM32F103RC",
    (Region(0x08000000, 256 << 10, 2048),),
    (Region(0x20000000, 48 << 10),),
    core="Cortex-M3",
)
F407 = Part(
    "stm32f407vg",
    (
        Region(0x08000000, 64 << 10, 16 << 10),
        Region(0x08010000, 64 << 10, 64 << 10),
        Region(0x08020000, 896 << 10, 128 << 10),
    ),
    (Region(0x10000000, 64 << 10), Region(0x20000000, 128 << 10)),
    core="Cortex-M4",
)
NRF52 = Part(
    "nrf52840",
    (Region(0, 1 << 20, 4096), Region(0x10001000, 4096, 4096)),
    (Region(0x20000000, 256 << 10),),
    core="Cortex-M4",
)
RP2040 = Part(
    "rp2040",
    (Region(0x10000000, 16 << 20, 4096),),
    (Region(0x20000000, 0x40000), Region(0x20040000, 0x2000)),
    core="Cortex-M0+",
    vectors=0x10000100,
)


def firmware(
    stack: int = 0x20005000,
    reset: int = 0x08000101,
    start: int = 0x08000000,
    size: int = 0x400,
    **fields,
) -> Image:
    data = struct.pack("<2I", stack, reset).ljust(size, b"\x55")
    return image((start, data), **fields)


def image(*segments: tuple[int, bytes], **fields) -> Image:
    fields.setdefault("path", "blink.hex")
    return Image(
        tuple(Segment(*segment) for segment in segments), fields.pop("kind", "hex"), **fields
    )


def refusal(image: Image, part: Part = F103) -> tuple[str, str, str]:
    with pytest.raises(EngineError) as caught:
        check(image, part)
    failed = caught.value.failed
    return failed.what, failed.why, failed.fix


@pytest.mark.parametrize("part", [F103, F407])
@pytest.mark.parametrize("stack", [0x20000008, 0x20005000, 0x2000C000])
@pytest.mark.parametrize("reset", [0x08000009, 0x08000101, 0x080003FF, 0x00000101])
def test_there_is_nothing_to_say_of_good_firmware(part, stack, reset):
    assert check(firmware(stack, reset), part) == []


def test_a_stack_may_be_in_any_ram():
    assert check(firmware(0x10010000), F407) == []


@pytest.mark.parametrize("name", ["count.elf", "count.hex", "count.bin", "blink.elf"])
def test_there_is_nothing_to_say_of_the_demo_firmware(tmp_path, name):
    content = (ROOT / "assets" / "firmware" / name).read_bytes()
    assert check(load(tmp_path, content, name), F103) == []


def test_firmware_for_other_layouts_of_flash():
    assert check(firmware(0x20040000, 0x101, 0), NRF52) == []
    boot2 = bytes(256)
    table = struct.pack("<2I", 0x20042000, 0x100001F7)
    assert check(image((0x10000000, boot2 + table + bytes(500))), RP2040) == []


def test_a_binary_is_checked_where_it_would_be_placed():
    floating = firmware(start=0, kind="bin", floating=True, path="blink.bin")
    assert check(floating, F103) == []
    assert check(floating.at(0x08000000), F103) == []


# -- what must not be flashed ----------------------------------------------------------------------

OUTSIDE = "The image lies outside of this part's flash."


@pytest.mark.parametrize(
    ("segments", "stray"),
    [
        ([(0x0803FFFF, b"ab")], "0x08040000 to 0x08040000"),
        ([(0x07FFFFFF, b"ab")], "0x07FFFFFF to 0x07FFFFFF"),
        ([(0x08000000, bytes((256 << 10) + 16))], "0x08040000 to 0x0804000F"),
        ([(0x08000000, b"ab"), (0x20000000, b"cd")], "0x20000000 to 0x20000001"),
        ([(0x08000000, b"ab"), (0x1FFFF800, b"\xa5")], "0x1FFFF800 to 0x1FFFF800"),
        ([(0, b"ab"), (0x08000000, b"ab")], "0x00000000 to 0x00000001"),
        ([(0x10000000, b"ab")], "0x10000000 to 0x10000001"),
        ([(0xFFFFFFFF, b"a")], "0xFFFFFFFF to 0xFFFFFFFF"),
        ([(0x2000BFFF, b"ab")], "0x2000BFFF to 0x2000C000"),
    ],
)
def test_every_byte_must_be_in_flash(segments, stray):
    flash = "the flash of STM32F103RC is 0x08000000 to 0x0803FFFF"
    assert refusal(image(*segments)) == (OUTSIDE, f"blink.hex: {stray}; {flash}", "")


def test_the_whole_of_the_flash_may_be_used():
    full = firmware(size=256 << 10)
    assert check(full, F103) == []
    assert check(firmware(size=1 << 20), F407) == []


def test_bytes_between_two_regions_are_outside():
    both = image((0x000FFFFF, b"a"), (0x10001000, b"b"))
    assert OUTSIDE not in [caution.what for caution in check(both, NRF52)]
    assert refusal(image((0x00100000, b"a"), (0x10001000, b"b")), NRF52)[0] == OUTSIDE
    assert refusal(image((0x10000FFF, b"ab")), NRF52)[1].startswith(
        "blink.hex: 0x10000FFF to 0x10000FFF;"
    )


def test_an_image_for_ram_is_refused_as_such():
    what, why, _ = refusal(image((0x20000000, bytes(256))))
    assert what == "The image is for RAM, not for flash."
    assert why == "blink.hex: 0x20000000 to 0x200000FF"


def test_an_image_for_the_mirror_at_0_comes_with_the_command():
    for_mirror = firmware(reset=0x101, start=0, path="my blink.hex")
    assert refusal(for_mirror) == (
        "The image is linked for the mirror of the flash at 0.",
        "my blink.hex: 0x00000000 to 0x000003FF; flash begins at 0x08000000",
        "zerodeck probe flash 'my blink.hex' --base 0x08000000",
    )
    assert check(for_mirror.at(0x08000000), F103) == []


def test_an_image_at_0_that_would_not_fit_either_is_just_outside():
    assert refusal(firmware(start=0, size=(256 << 10) + 1))[0] == OUTSIDE
    assert refusal(firmware(start=0), RP2040)[0] == OUTSIDE


# -- what is odd -----------------------------------------------------------------------------------


def only(image: Image, part: Part = F103) -> tuple[str, str]:
    [caution] = check(image, part)
    return caution.what, caution.why


def test_a_stack_above_the_ram_tells_a_larger_part():
    assert only(firmware(0x20010000)) == (
        "The image is built for a part with more RAM.",
        "the stack begins at 0x20010000; the RAM of STM32F103RC ends at 0x2000C000",
    )
    assert check(firmware(0x2000C000), F103) == []
    assert only(firmware(0x2000C008))[0] == "The image is built for a part with more RAM."


@pytest.mark.parametrize("stack", [0, 0x20000000, 0x08001000, 0x30000000, 0x1FFFFFF8])
def test_a_stack_that_is_not_in_ram(stack):
    assert only(firmware(stack)) == (
        "The initial stack pointer is not in RAM.",
        f"0x{stack:08X}",
    )


@pytest.mark.parametrize("stack", [0x20004FFF, 0x20004FFC, 0x20004FFE])
def test_a_stack_that_is_not_aligned(stack):
    assert only(firmware(stack)) == (
        "The initial stack pointer is not aligned to 8 bytes.",
        f"0x{stack:08X}",
    )


def test_of_ram_that_is_not_known_nothing_is_said():
    unknown = msgspec.structs.replace(F103, ram=())
    assert check(firmware(0x20010000), unknown) == []


@pytest.mark.parametrize("reset", [0x08000100, 0, 0x08001000])
def test_a_reset_vector_that_is_not_thumb(reset):
    assert only(firmware(reset=reset)) == (
        "The reset vector is not the address of Thumb code.",
        f"0x{reset:08X}",
    )


@pytest.mark.parametrize("reset", [0x08000401, 0x08004101, 0x20000001, 0xFFFFFFFF, 0x401])
def test_a_reset_vector_that_points_elsewhere(reset):
    """So is a .bin for 0x08004000 that was given no base."""
    assert only(firmware(reset=reset)) == (
        "The reset vector points outside of the image.",
        f"0x{reset:08X}",
    )


def test_low_addresses_are_a_mirror_on_some_parts_only():
    assert check(firmware(reset=0x101), F103) == []
    table = struct.pack("<2I", 0x20042000, 0x101)
    assert "outside" in only(image((0x10000000, bytes(256) + table + bytes(500))), RP2040)[0]


@pytest.mark.parametrize("words", [(0, 0), (0x464C457F, 0x00010101), (0x12345678, 0xDEADBEEF)])
def test_what_begins_with_no_vector_table(words):
    what, why = only(firmware(*words))
    assert what == "The image does not begin with a vector table."
    assert why == f"0x08000000 holds 0x{words[0]:08X} 0x{words[1]:08X}"


def test_an_erased_vector_table():
    erased = image((0x08000000, b"\xff" * 256))
    assert only(erased)[0] == "The vector table is empty."


def test_an_image_without_the_start_of_flash_has_no_vectors_to_check():
    assert check(image((0x08004000, bytes(100))), F103) == []
    assert check(image((0x08000000, bytes(7))), F103) == []


@pytest.mark.parametrize(
    ("family", "part", "said"),
    [
        (0x5EE21072, F103, None),
        (0x57755A57, F407, None),
        (0x6D0922FA, F407, None),
        (0xADA52840, NRF52, None),
        (0x1B57745F, NRF52, None),
        (0xE48BFF56, RP2040, None),
        (0x12345678, F103, None),
        (None, F103, None),
        (0xE48BFF56, F103, "RP2040, and this is STM32F103RC"),
        (0x57755A57, F103, "STM32F4, and this is STM32F103RC"),
        (0xE48BFF5A, RP2040, "RP2350 RISC-V, and this is rp2040"),
    ],
)
def test_the_family_of_a_uf2_file_tells_the_part(family, part, said):
    start = part.start
    stated = image((start, b"ab"), kind="uf2", family=family, path="blink.uf2")
    what = "The file is for another part."
    assert check(stated, part) == ([Caution(what, said)] if said else [])


def test_every_family_has_a_number_of_32_bits_and_a_name():
    for number, name in FAMILIES.items():
        assert 0 <= number < 1 << 32
        assert name.split()


@pytest.mark.parametrize(
    ("built", "part", "said"),
    [
        ("v6-M", F103, None),
        ("v7-M", F103, None),
        (None, F103, None),
        ("v7E-M", F407, None),
        ("v7E-M", F103, "Armv7E-M, and STM32F103RC has a Cortex-M3"),
        ("v7-M", RP2040, "Armv7-M, and rp2040 has a Cortex-M0+"),
        ("v8-M.mainline", F407, "Armv8-M.mainline, and stm32f407vg has a Cortex-M4"),
        ("v7-A", F103, "Armv7-A, and STM32F103RC has a Cortex-M3"),
    ],
)
def test_the_build_attributes_tell_the_core(built, part, said):
    stated = image((part.start, b"ab"), kind="elf", architecture=built, path="blink.elf")
    what = "The image is built for another core."
    assert check(stated, part) == ([Caution(what, said)] if said else [])


def test_of_a_core_that_is_not_known_only_the_profile_matters():
    unknown = msgspec.structs.replace(F103, core="")
    for built in ("v6-M", "v7E-M", "v8.1-M.mainline"):
        stated = image((0x08000000, b"ab"), architecture=built)
        assert check(stated, unknown) == []
    stated = image((0x08000000, b"ab"), architecture="v7-A")
    assert only(stated, unknown)[1] == "Armv7-A, and STM32F103RC has a Cortex-M"


def test_the_names_of_the_cores_are_pyocds():
    core_ids = pytest.importorskip("pyocd.coresight.core_ids")
    assert set(RUNS) <= set(core_ids.CORE_TYPE_NAME.values())


def test_a_name_that_says_something_else(tmp_path):
    content = uf2([(0x08000000, b"ab")])
    assert only(load(tmp_path, content, "blink.hex")) == (
        "The file is not what its name says.",
        f"{tmp_path / 'blink.hex'} is read as uf2",
    )
    assert check(load(tmp_path, content, "blink.firmware"), F103) == []


def test_all_that_is_odd_is_said_at_once():
    odd = firmware(0x2001FFFC, 0x08000100, kind="uf2", family=0xE48BFF56)
    assert [caution.what for caution in check(odd, F103)] == [
        "The file is not what its name says.",
        "The file is for another part.",
        "The image is built for a part with more RAM.",
        "The initial stack pointer is not aligned to 8 bytes.",
        "The reset vector is not the address of Thumb code.",
    ]
