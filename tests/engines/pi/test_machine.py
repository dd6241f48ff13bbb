"""Machines built of files: each says what it knows, and nothing else."""

import socket
from pathlib import Path

import pytest

from engines.pi import firmware
from engines.pi import machine as module
from engines.pi.machine import Throttled, machine

USER = {"USER": "pi"}
ZERO = {
    "proc/sys/kernel/hostname": "zero2w\n",
    "proc/loadavg": "0.42 0.31 0.12 1/123 4567\n",
    "proc/meminfo": "MemTotal:         437248 kB\nMemFree:           90000 kB\n"
    "MemAvailable:     220160 kB\nBuffers:           10000 kB\n",
    "sys/class/thermal/thermal_zone0/temp": "51540\n",
    "sys/class/hwmon/hwmon0/name": "cpu_thermal\n",
    "sys/class/hwmon/hwmon1/name": "rpi_volt\n",
    "sys/class/hwmon/hwmon1/in0_lcrit_alarm": "0\n",
}


@pytest.fixture(autouse=True)
def route(monkeypatch):
    monkeypatch.setattr(module, "_source_address", lambda: "10.0.0.7")


@pytest.fixture
def build(tmp_path):
    def build(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return build


def test_a_pi_zero_2_w(build):
    seen = machine(build(ZERO), USER)
    assert (seen.user, seen.host, seen.address) == ("pi", "zero2w", "10.0.0.7")
    assert seen.load == 0.42
    assert (seen.memory_used, seen.memory_total) == (217088 << 10, 437248 << 10)
    assert seen.temperature == 51.54
    assert seen.throttled == Throttled(undervoltage=False)


def test_a_weak_supply_on_any_kernel(build):
    seen = machine(build(ZERO | {"sys/class/hwmon/hwmon1/in0_lcrit_alarm": "1\n"}), USER)
    assert seen.throttled == Throttled(undervoltage=True)


def test_a_pc_without_a_thermal_zone(build):
    files = {name: ZERO[name] for name in ZERO if name.startswith("proc/")}
    seen = machine(build(files | {"sys/class/hwmon/hwmon0/name": "coretemp\n"}), USER)
    assert seen.load == 0.42
    assert seen.temperature is None
    assert seen.throttled is None


def test_a_container_that_shows_nothing(tmp_path):
    seen = machine(tmp_path, USER)
    assert (seen.load, seen.memory_used, seen.memory_total) == (None, None, None)
    assert (seen.temperature, seen.throttled) == (None, None)
    assert seen.host == socket.gethostname()


@pytest.mark.parametrize(
    "garbage", [b"", b"\xff\xfe\x00", b"nan", b"MemTotal: -1 kB\n:::", b"1e999"]
)
def test_garbage_is_unknown(build, garbage):
    seen = machine(build(dict.fromkeys(ZERO, garbage)), USER)
    assert (seen.load, seen.memory_used, seen.memory_total) == (None, None, None)
    assert (seen.temperature, seen.throttled) == (None, None)


def test_a_sensor_that_says_garbage_beside_a_known_name(build):
    seen = machine(build(ZERO | {"sys/class/hwmon/hwmon1/in0_lcrit_alarm": "?"}), USER)
    assert seen.throttled is None


@pytest.mark.parametrize("milli", ["0", "-274000", "4294967295"])
def test_a_sensor_that_is_off_has_no_temperature(build, milli):
    seen = machine(build(ZERO | {"sys/class/thermal/thermal_zone0/temp": milli}), USER)
    assert seen.temperature is None


def test_files_that_cannot_be_read_are_unknown(tmp_path):
    """A folder in a file's place fails for root as well."""
    for name in ZERO:
        (tmp_path / name).mkdir(parents=True)
    seen = machine(tmp_path, USER)
    assert (seen.load, seen.memory_total, seen.temperature) == (None, None, None)


def test_without_available_memory_the_used_is_unknown(build):
    seen = machine(build({"proc/meminfo": "MemTotal: 437248 kB\n"}), USER)
    assert (seen.memory_used, seen.memory_total) == (None, 437248 << 10)


def test_the_address_that_the_user_typed_comes_first(tmp_path):
    environ = {**USER, "SSH_CONNECTION": "192.168.1.5 50000 fd00::7 22"}
    assert machine(tmp_path, environ).address == "fd00::7"
    assert machine(tmp_path, {**USER, "SSH_CONNECTION": "garbage"}).address == "10.0.0.7"


def test_without_a_route_there_is_no_address(monkeypatch):
    monkeypatch.undo()

    class Nowhere(socket.socket):
        def connect(self, address):
            raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "socket", Nowhere)
    assert module._source_address() is None


def test_a_user_without_a_name_is_a_number(tmp_path, monkeypatch):
    monkeypatch.setattr(module.os, "getuid", lambda: 54321)
    assert machine(tmp_path, {}).user == "54321"
    assert machine(tmp_path, {"LOGNAME": "pi"}).user == "pi"


class Firmware:
    """Answers the mailbox as the firmware does, in place."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.asked: list[tuple[int, bytes]] = []

    def ioctl(self, _descriptor: int, request: int, message: bytearray, _mutate: bool) -> int:
        start = firmware._HEAD.size
        self.asked.append((request, firmware.answer(message)))
        assert len(message) == int.from_bytes(message[:4], "little") == 24 + 1024 + 4
        message[start : start + len(self.text) + 1] = self.text + b"\0"
        return 0


@pytest.fixture
def mailbox(build, monkeypatch):
    def mailbox(text: bytes) -> Firmware:
        build(ZERO | {"dev/vcio": ""})
        asked = Firmware(text)
        monkeypatch.setattr("fcntl.ioctl", asked.ioctl)
        return asked

    return mailbox


def test_the_firmware_tells_all_flags(mailbox, tmp_path):
    asked = mailbox(b"throttled=0x50008")
    expected = Throttled(False, False, False, True, True, False, True, False)
    assert machine(tmp_path, USER).throttled == expected
    assert asked.asked == [(0xC0086400, b"get_throttled")]


def test_a_quiet_firmware_says_so(mailbox, tmp_path):
    mailbox(b"throttled=0x0\n")
    assert machine(tmp_path, USER).throttled == Throttled(*[False] * 8)


@pytest.mark.parametrize("text", [b"", b"error=1 error_msg=...", b"throttled=", b"throttled=zz"])
def test_a_firmware_that_does_not_know_leaves_it_to_the_kernel(mailbox, tmp_path, text):
    mailbox(text)
    assert machine(tmp_path, USER).throttled == Throttled(undervoltage=False)


def test_a_mailbox_that_is_none_leaves_it_to_the_kernel(build):
    """A plain file knows no ioctl."""
    seen = machine(build(ZERO | {"dev/vcio": ""}), USER)
    assert seen.throttled == Throttled(undervoltage=False)


def test_a_look_is_cheap(build):
    """Two milliseconds of CPU would show on a board a tenth as fast as this one."""
    from time import process_time

    root = build(ZERO)
    costs = []
    for _ in range(20):
        start = process_time()
        machine(root, USER)
        costs.append(process_time() - start)
    assert min(costs) < 0.002
