import os
from pathlib import Path

import pytest

from engines.devzero.zero_file import open_zero
from engines.wire import EngineError


def refused(path: Path) -> EngineError:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with pytest.raises(EngineError) as caught:
        open_zero(path)
    assert len(os.listdir("/proc/self/fd")) == before, "a descriptor leaked"  # noqa: PTH208
    assert str(path) in caught.value.failed.why
    assert str(path) in caught.value.failed.fix
    return caught.value


def test_the_zero_device_opens_and_gives_zeros():
    with open_zero() as device:
        buffer = bytearray(b"x" * 4096)
        assert device.readinto(buffer) == 4096
        assert buffer == bytes(4096)
        assert os.get_blocking(device.fileno())
        assert not os.get_inheritable(device.fileno())


def test_a_regular_file_is_refused(tmp_path):
    path = tmp_path / "zero"
    path.write_bytes(bytes(4096))
    assert "no character device (-" in refused(path).failed.why


def test_another_device_is_refused():
    assert refused(Path("/dev/null")).failed.why == "/dev/null is the device 1,3, not 1,5"


def test_a_link_is_refused_even_to_the_right_device(tmp_path):
    path = tmp_path / "zero"
    path.symlink_to("/dev/zero")
    assert refused(path).failed.what == "The zero device cannot be opened."


def test_a_fifo_is_refused_without_waiting_for_its_writer(tmp_path):
    path = tmp_path / "zero"
    os.mkfifo(path)
    assert "no character device (p" in refused(path).failed.why


def test_a_missing_device_names_the_command_that_makes_it(tmp_path):
    path = tmp_path / "zero"
    assert refused(path).failed.fix == f"sudo mknod -m 666 {path} c 1 5"
