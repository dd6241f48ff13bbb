import io
import struct

import pytest
from elftools.elf.elffile import ELFFile
from hypothesis import given
from hypothesis import strategies as st

from engines.probe.formats.attributes import architecture
from engines.wire import EngineError
from tests import ROOT
from tests.engines.probe.writers import build_attributes, elf, laid_out, load, separated

SEGMENTS = [(0x08000000, bytes(range(200))), (0x08001000, b"initial values of data")]


def refusal(folder, content: bytes) -> tuple[str, str]:
    with pytest.raises(EngineError) as caught:
        load(folder, content, "f.elf")
    failed = caught.value.failed
    return failed.what, failed.why.removeprefix(f"{folder / 'f.elf'}")


def changed(content: bytes, at: int, new: bytes) -> bytes:
    return content[:at] + new + content[at + len(new) :]


def loaded(content: bytes) -> list[tuple[int, bytes]]:
    """What pyelftools finds to load."""
    segments = ELFFile(io.BytesIO(content)).iter_segments("PT_LOAD")
    return [(segment["p_paddr"], segment.data()) for segment in segments if segment["p_filesz"]]


@given(
    segments=separated(),
    entry=st.integers(1, (1 << 32) - 1),
    virtual=st.integers(0, 1 << 30),
    bss=st.booleans(),
)
def test_pyelftools_reads_what_we_read(tmp_path_factory, segments, entry, virtual, bss):
    """Physical addresses: the initial values of variables lie in flash, the variables do not."""
    content = elf(segments, entry=entry, virtual=virtual, bss=bss)
    image = load(tmp_path_factory.getbasetemp(), content, "f.elf")
    assert laid_out(image) == loaded(content) == segments
    assert image.entry == ELFFile(io.BytesIO(content)).header["e_entry"]


@pytest.mark.parametrize("name", ["count.elf", "blink.elf"])
def test_pyelftools_reads_what_we_read_of_real_firmware(tmp_path, name):
    content = (ROOT / "assets" / "firmware" / name).read_bytes()
    image = load(tmp_path, content, name)
    theirs = loaded(content)
    for address, data in theirs:
        assert image.cells(address, len(data)) == data
    assert image.size == sum(len(data) for _, data in theirs)


def test_headers_in_the_first_segment_are_not_flashed(tmp_path):
    """An application at 0x08004000, as GNU ld lays it out with pages of 64 KiB."""
    application = [(0x08004000, b"firmware"), (0x08005000, b"data")]
    content = elf(application, leading=0x4000)
    assert loaded(content)[0][0] == 0x08000000  # where the bootloader is
    assert laid_out(load(tmp_path, content, "f.elf")) == application


def test_headers_that_nothing_tells_from_firmware_are_refused(tmp_path):
    content = elf([(0x08004000, b"firmware")], leading=0x4000)
    content = changed(content, 48, bytes(2))  # no section headers
    what, why = refusal(tmp_path, content)
    assert what == "The file is damaged."
    assert why.startswith(", offset 0x0: a segment begins with the file's own headers")


def test_a_segment_of_headers_alone_is_nothing(tmp_path):
    content = elf([(0x08000000, b"abcd"), (0x08001000, b"efgh")])
    head = struct.pack("<8I", 1, 0, 0x07FF0000, 0x07FF0000, 0x34, 0x34, 4, 4)
    image = load(tmp_path, changed(content, 52, head), "f.elf")
    assert laid_out(image) == [(0x08001000, b"efgh")]


def test_only_what_is_to_be_loaded_is_flashed(tmp_path):
    """Unwind tables, say, have a program header of their own within what is loaded."""
    content = elf([(0x08000000, b"abcd"), (0x20000000, b"efgh")])
    assert laid_out(load(tmp_path, changed(content, 84, b"\1\0\0\x70"), "f.elf")) == [
        (0x08000000, b"abcd")
    ]


def test_build_attributes_outside_of_the_file_say_nothing(tmp_path):
    content = elf(SEGMENTS, attributes=build_attributes(b"\x06\x0d"))
    for field in (16, 20):  # the offset, and the size
        damaged = changed(content, len(content) - 40 + field, b"\0\xff\0\0")
        assert load(tmp_path, damaged, "f.elf").architecture is None
    assert load(tmp_path, content, "f.elf").architecture == "v7E-M"


@pytest.mark.parametrize("sections", [b"\0\0\0\xff", b"\xff\xff\xff\xff", bytes(4)])
def test_a_wrong_section_table_does_not_matter(tmp_path, sections):
    content = changed(elf(SEGMENTS), 32, sections)
    assert laid_out(load(tmp_path, content, "f.elf")) == SEGMENTS


def test_an_entry_of_zero_is_none(tmp_path):
    assert load(tmp_path, elf(SEGMENTS), "f.elf").entry is None


def test_segments_that_overlap_and_agree_are_fine(tmp_path):
    content = elf([(0, b"abcd"), (2, b"cdef")])
    assert laid_out(load(tmp_path, content, "f.elf")) == [(0, b"abcdef")]
    what, why = refusal(tmp_path, elf([(0, b"abcd"), (2, b"cX")]))
    assert what == "The file says two different things of one address."
    assert why == ": offset 0x94 and offset 0x98 at 0x00000003"


NOT_ARM = "This ELF file is not for a 32-bit little-endian Arm."
NOT_READY = "This ELF file is not a program that is ready to run."


@pytest.mark.parametrize(
    ("content", "what", "why"),
    [
        (elf(SEGMENTS, machine=62), NOT_ARM, "a 32-bit little-endian program for x86-64"),
        (elf(SEGMENTS, machine=243), NOT_ARM, "a 32-bit little-endian program for RISC-V"),
        (elf(SEGMENTS, machine=999), NOT_ARM, "a 32-bit little-endian program for machine 999"),
        (changed(elf(SEGMENTS), 4, b"\2"), NOT_ARM, "a 64-bit little-endian program for Arm"),
        (
            changed(elf(SEGMENTS, machine=40 << 8), 5, b"\2"),
            NOT_ARM,
            "a 32-bit big-endian program for Arm",
        ),
        (elf(SEGMENTS, kind=1), NOT_READY, "an object file that is not linked yet"),
        (elf(SEGMENTS, kind=3), NOT_READY, "a shared library"),
        (elf(SEGMENTS, kind=4), NOT_READY, "a core dump"),
        (elf(SEGMENTS, kind=0xFEED), NOT_READY, "of type 65261"),
    ],
)
def test_what_is_no_program_for_arm_is_refused_in_words(tmp_path, content, what, why):
    assert refusal(tmp_path, content) == (
        what,
        f", offset 0x{4 if what == NOT_ARM else 16:X}: {why}",
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda c: c[:40], "offset 0x28: the file ends within its header"),
        (lambda c: c[:4], "offset 0x4: the file ends within its header"),
        (lambda c: c[:100], "offset 0x64: the file ends within its program headers"),
        (lambda c: c[:160], "offset 0x34: a segment goes on to offset 0x15C"),
        (lambda c: changed(c, 4, b"\0"), "offset 0x4: neither a 32-bit nor a 64-bit"),
        (lambda c: changed(c, 5, b"\3"), "offset 0x4: neither a 32-bit nor a 64-bit"),
        (lambda c: changed(c, 42, b"\x1f\0"), "offset 0x2A: program headers of 31 bytes"),
        (lambda c: changed(c, 44, b"\xff\xff"), "offset 0x212: the file ends within its program"),
        (lambda c: changed(c, 28, b"\xff" * 4), "offset 0x212: the file ends within its program"),
        (lambda c: changed(c, 44, b"\0\0"), "offset 0x212: no data up to here"),
        (lambda c: changed(c, 56, b"\xff" * 4), "offset 0x34: a segment goes on to offset"),
        (lambda c: changed(c, 68, b"\xff" * 4), "offset 0x34: a segment goes on to offset"),
        (
            lambda c: changed(c, 64, b"\xff" * 4),
            "offset 0x94: 200 bytes from 0xFFFFFFFF on end beyond 0xFFFFFFFF",
        ),
    ],
)
def test_a_damaged_file_is_named_by_its_offset(tmp_path, change, why):
    assert refusal(tmp_path, change(elf(SEGMENTS)))[1].startswith(f", {why}")


def test_many_headers_for_the_same_bytes_are_not_all_loaded(tmp_path):
    """65,535 of them would say 4 GiB."""
    body = bytes(1 << 16)
    count = 0xFFFE
    start = 52 + 32 * count
    head = struct.pack("<8I", 1, start, 0x08000000, 0x08000000, len(body), len(body), 5, 4)
    content = changed(elf([], bss=False), 44, struct.pack("<H", count))
    content = content[:52] + head * count + body
    what, why = refusal(tmp_path, content)
    assert what == "The file is too large."
    assert why.startswith(": 4,294,836,224 bytes")


# -- build attributes ------------------------------------------------------------------------------

CPU_NAME = b"\x05Cortex-M4\0"


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        (build_attributes(CPU_NAME, b"\x06\x0d", b"\x07M"), "v7E-M"),
        (build_attributes(b"\x06\x0b"), "v6-M"),
        (build_attributes(b"\x06\x0c"), "v6-M"),
        (build_attributes(b"\x06\x0a", b"\x07M"), "v7-M"),
        (build_attributes(b"\x06\x0a", b"\x07A"), "v7-A"),
        (build_attributes(b"\x06\x0a"), None),
        (build_attributes(b"\x06\x10"), "v8-M.baseline"),
        (build_attributes(b"\x06\x11"), "v8-M.mainline"),
        (build_attributes(b"\x06\x15"), "v8.1-M.mainline"),
        (build_attributes(b"\x06\x02"), None),  # v4T: Thumb that any Cortex-M runs
        (build_attributes(b"\x20\x01gnu\0", b"\x43" + b"2.09\0", b"\x22\x01\x06\x0d"), "v7E-M"),
        (build_attributes(b"\x06\x8d\x00"), "v7E-M"),  # a number may be longer than it needs be
        (build_attributes(b"\x22\x80\x01", b"\x06\x0d"), "v7E-M"),
        (build_attributes(CPU_NAME), None),
        (build_attributes(), None),
        (b"A", None),
        (b"", None),
    ],
)
def test_the_build_attributes_say_what_it_was_built_for(attributes, found):
    assert architecture(attributes) == found


def test_attributes_of_other_vendors_and_of_sections_are_left_out():
    public = build_attributes(b"\x06\x0b")
    other = build_attributes(b"\x06\x0d").replace(b"aeabi", b"other")
    assert architecture(other) is None
    assert architecture(other + public[1:]) == "v6-M"
    assert architecture(build_attributes(b"\x06\x0d").replace(b"\0\x01", b"\0\x02")) is None


def test_the_image_knows_what_it_was_built_for(tmp_path):
    content = elf(SEGMENTS, attributes=build_attributes(b"\x06\x0d"))
    assert load(tmp_path, content, "f.elf").architecture == "v7E-M"
    assert load(tmp_path, elf(SEGMENTS), "f.elf").architecture is None


def test_damaged_attributes_say_nothing(rng, count):
    whole = build_attributes(CPU_NAME, b"\x06\x0d", b"\x20\x01gnu\0", b"\x43" + b"2.09\0")
    for _ in range(count(20_000)):
        data = bytearray(whole[: rng.randrange(len(whole) + 1)])
        for _ in range(rng.randrange(1, 5)):
            if data:
                data[rng.randrange(len(data))] = rng.choice([0, 1, 4, 0x7F, 0x80, 0xFF])
        assert architecture(bytes(data)) in {None, "v6-M", "v7-A", "v7-M", "v7E-M"} | {
            "v8-A",
            "v8-R",
        }
