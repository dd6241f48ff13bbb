"""Opening and recognising: everything before a format's own reader."""

import os
import socket
from pathlib import Path

import pytest

from engines.probe.formats import LARGEST, read, source
from engines.probe.image import Segment
from engines.wire import EngineError
from tests import ROOT
from tests.engines.probe.writers import HEX_END, elf, hex_lines, laid_out, load, text, uf2, write

SEGMENTS = [(0x08000000, b"abcd")]


def refusal(path: Path | str, **options) -> tuple[str, str, str]:
    with pytest.raises(EngineError) as caught:
        read(path, **options)
    failed = caught.value.failed
    return failed.what, failed.why, failed.fix


@pytest.mark.parametrize("kind", ["bin", "hex", "srec", "elf", "uf2"])
@pytest.mark.parametrize("name", ["firmware", "firmware.bin", "firmware.hex", "firmware.img"])
def test_the_content_says_what_a_file_is(tmp_path, kind, name):
    if kind == "bin" and name.endswith(".hex"):
        return
    data = bytes(range(256))
    image = load(tmp_path, write(kind, [(0x08000000, data)]), name)
    assert image.kind == kind
    assert image.placed(0x08000000).segments == (Segment(0x08000000, data),)


def test_blank_lines_and_lower_case_do_not_hide_the_format(tmp_path):
    content = b"\r\n \r\n" + text(hex_lines(SEGMENTS), "\r\n").lower()
    assert laid_out(load(tmp_path, content, "firmware")) == SEGMENTS


@pytest.mark.parametrize("name", ["f.hex", "f.HEX", "f.srec", "f.s19", "f.elf", "f.axf", "f.uf2"])
def test_a_file_that_is_not_what_its_name_says_is_no_raw_binary(tmp_path, name):
    (tmp_path / name).write_bytes(bytes(600))
    what, why, _ = refusal(tmp_path / name)
    assert what == "The file is damaged."
    assert "line 1:" in why or "offset 0x0:" in why


def test_a_text_is_not_flashed_unless_its_name_or_the_user_says_binary(tmp_path):
    for name in ("README", "main.c"):
        (tmp_path / name).write_text("int main(void) {}\n")
    what, why, _ = refusal(tmp_path / "main.c")
    assert what == "The format of this file is not known."
    assert "line 1" in why
    assert read(tmp_path / "README", kind="bin").kind == "bin"
    assert load(tmp_path, b"words", "words.bin").kind == "bin"


def test_the_user_may_say_the_format(tmp_path):
    content = text(hex_lines(SEGMENTS))
    assert laid_out(load(tmp_path, content, "f.hex", kind="bin")) == [(0, content)]
    assert "line 1:" in refusal(tmp_path / "f.hex", kind="srec")[1]
    assert "offset 0x0:" in refusal(tmp_path / "f.hex", kind="uf2")[1]


def test_a_binary_floats_until_it_has_a_base(tmp_path):
    image = load(tmp_path, b"\0abc", "f.bin")
    assert image.floating
    assert image.start == 0
    based = read(tmp_path / "f.bin", base=0x08000000)
    assert laid_out(based) == [(0x08000000, b"\0abc")]
    assert not based.floating


def test_a_base_of_zero_is_a_base(tmp_path):
    assert not load(tmp_path, b"\0abc", "f.bin", base=0).floating


def test_a_base_moves_an_image_that_has_addresses(tmp_path):
    lines = hex_lines([(0x100, b"abcd")])
    image = load(tmp_path, lines, "f.hex", base=0x08000000)
    assert laid_out(image) == [(0x08000100, b"abcd")]


def test_the_demo_firmware_is_the_same_in_all_its_formats():
    folder = ROOT / "assets" / "firmware"
    images = [read(folder / f"count.{kind}").placed(0x08000000) for kind in ("elf", "hex", "bin")]
    assert images[0].segments == images[1].segments == images[2].segments
    assert images[0].architecture == "v7-M"


# -- what cannot be read ---------------------------------------------------------------------------


def test_a_missing_file(tmp_path):
    what, why, _ = refusal(tmp_path / "blink.hex")
    assert what == "There is no such file."
    assert why.startswith(str(tmp_path / "blink.hex"))


@pytest.mark.parametrize("path", ["a\0b.hex", "\udcff.hex", "x" * 5000, "é/\x1b.hex", ""])
def test_a_strange_name_is_no_crash(path):
    refusal(path)


def test_a_folder_a_device_a_fifo_and_a_socket(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        for path, kind in (
            (tmp_path, "a folder"),
            (Path("/dev/null"), "a device"),
            (tmp_path / "fifo", "a FIFO"),
            (tmp_path / "socket", "a socket"),
        ):
            what, why, _ = refusal(path)
            assert what == "This is not a file that can be flashed."
            assert why == f"{path} is {kind}"


def test_a_fifo_that_takes_the_name_meanwhile_is_not_waited_for(tmp_path, monkeypatch):
    (tmp_path / "f.hex").write_bytes(text(hex_lines(SEGMENTS)))
    really = os.open

    def swapped(path, flags):
        Path(path).unlink()
        os.mkfifo(path)
        return really(path, flags)

    monkeypatch.setattr(source.os, "open", swapped)
    assert "is a FIFO" in refusal(tmp_path / "f.hex")[1]


def test_a_device_is_not_even_opened(monkeypatch):
    """To open a serial port, or a watchdog, does something."""
    monkeypatch.setattr(source.os, "open", lambda *_: pytest.fail("opened"))
    refusal("/dev/null")


def test_what_may_not_be_read_comes_with_the_command(tmp_path, monkeypatch):
    path = tmp_path / "my blink.hex"
    path.write_bytes(text(hex_lines(SEGMENTS)))

    def denied(path, flags):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(source.os, "open", denied)
    what, why, fix = refusal(path)
    assert what == "The file cannot be read."
    assert why == f"{path}: Permission denied"
    assert fix == f"sudo chmod a+r '{path}'"


def test_an_input_error_halfway_is_no_crash(tmp_path, monkeypatch):
    def broken(self, offset, length):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(source.Source, "read", broken)
    (tmp_path / "f.elf").write_bytes(elf(SEGMENTS))
    assert refusal(tmp_path / "f.elf")[:2] == (
        "The file cannot be read.",
        f"{tmp_path / 'f.elf'}: Input/output error",
    )


@pytest.mark.parametrize("name", ["f.bin", "f.hex", "f.srec", "f.elf", "f.uf2", "f"])
def test_an_empty_file(tmp_path, name):
    (tmp_path / name).touch()
    assert refusal(tmp_path / name)[0] == "The file is empty."


@pytest.mark.parametrize("content", [b"\n\n\n", b" ", text([HEX_END]), text(["S9030000FC"])])
@pytest.mark.parametrize("name", ["f.hex", "f.srec"])
def test_a_file_without_data(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    what, why, _ = refusal(tmp_path / name)
    assert what in ("There is nothing to flash in the file.", "The file is damaged.")
    assert "line " in why


# -- files that change, and files that are large ---------------------------------------------------


@pytest.mark.parametrize("change", ["grow", "shrink", "touch", "rewrite"])
@pytest.mark.parametrize("kind", ["bin", "hex", "srec", "elf", "uf2"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch, kind, change):
    path = tmp_path / f"f.{kind}"
    content = write(kind, [(0x08000000, bytes(range(256)) * 40)])
    path.write_bytes(content)
    os.utime(path, ns=(0, 0))

    def meddle():
        match change:
            case "grow":
                path.write_bytes(content + content)
            case "shrink":
                os.truncate(path, len(content) // 2)
            case "touch":
                os.utime(path, ns=(0, 1))
            case "rewrite":
                path.write_bytes(bytes(len(content)))

    really = source.Source.__init__

    def opened(self, name, file):
        really(self, name, file)
        meddle()

    monkeypatch.setattr(source.Source, "__init__", opened)
    what, why, _ = refusal(path)
    assert what == "The file changed while it was read. Try again."
    assert why == str(path)


def test_a_file_that_grows_without_end_is_left(tmp_path, monkeypatch):
    path = tmp_path / "f.hex"
    path.write_bytes(text(hex_lines(SEGMENTS)[:-1]))
    really = source.Source.digits

    def growing(self, number, line):
        with path.open("ab") as file:
            file.write(text(hex_lines(SEGMENTS)[:-1]) * 200)
        return really(self, number, line)

    monkeypatch.setattr(source.Source, "digits", growing)
    assert "changed while it was read" in refusal(path)[0]


@pytest.mark.parametrize("name", ["f.bin", "f.hex", "f.uf2"])
def test_a_file_that_is_too_large_is_not_read(tmp_path, name):
    path = tmp_path / name
    path.touch()
    os.truncate(path, LARGEST + 1)
    assert refusal(path) == (
        "The file is too large.",
        f"{path}: 67,108,865 bytes, and 67,108,864 are the most",
        "",
    )


def test_an_elf_is_as_large_as_what_it_loads(tmp_path):
    """Its debug information may be larger than all that a Pi has."""
    path = tmp_path / "f.elf"
    path.write_bytes(elf(SEGMENTS))
    os.truncate(path, 4 << 30)
    assert laid_out(read(path)) == SEGMENTS


def test_uf2_blocks_behind_other_bytes_are_not_found(tmp_path):
    (tmp_path / "f.uf2").write_bytes(b"\0" * 512 + uf2(SEGMENTS))
    assert "offset 0x0:" in refusal(tmp_path / "f.uf2")[1]
