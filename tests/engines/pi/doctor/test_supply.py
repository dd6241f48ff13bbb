"""Memory, heat, the supply and the clock, on machines that are well and on others."""

from datetime import UTC, datetime

import pytest

from engines.pi import firmware
from engines.pi.doctor.supply import CHECKS
from tests.engines.pi.doctor.fakes import fake, look

CGROUP = "sys/fs/cgroup/user.slice/user-1000.slice"


def meminfo(total=437248, available=220160, swap=437244):
    lines = f"MemTotal: {total} kB\nMemFree: 9000 kB\nMemAvailable: {available} kB\n"
    return {"proc/meminfo": f"{lines}SwapTotal:       {swap} kB\n"}


def found(key, tmp_path, files, **more):
    return look(CHECKS, key, fake(tmp_path, files, **more))


def test_a_pi_zero_with_swap_has_memory(tmp_path):
    result = found("memory", tmp_path, meminfo())
    assert (result.status, result.fix) == ("ok", "")
    assert result.sentence == "Of 427 MiB of memory 215 MiB are free."


def test_little_memory_is_told_with_what_uses_it(tmp_path):
    result = found("memory", tmp_path, meminfo(available=(100 << 10) - 1))
    assert (result.status, result.fix) == ("warning", "ps -eo rss,pid,args --sort=-rss | head")
    assert "only 99 MiB are free" in result.sentence


def test_a_small_machine_without_swap_is_offered_zram(tmp_path):
    result = found("memory", tmp_path, meminfo(swap=0))
    assert (result.status, result.fix) == ("warning", "sudo apt install zram-tools")


def test_a_large_machine_needs_no_swap(tmp_path):
    assert found("memory", tmp_path, meminfo(1 << 20, 1 << 19, 0)).status == "ok"


def test_a_kernel_that_does_not_tell_of_swap_is_not_without(tmp_path):
    files = {"proc/meminfo": "MemTotal: 437248 kB\nMemAvailable: 220160 kB\n"}
    assert found("memory", tmp_path, files).status == "ok"


@pytest.mark.parametrize(
    ("groups", "path"),
    [
        ("0::/user.slice/user-1000.slice/session-1.scope\n", f"{CGROUP}/memory.max"),
        ("0::/\n", "sys/fs/cgroup/memory.max"),
        ("9:name=systemd:/\n4:memory:/a/b\n0::/\n", "sys/fs/cgroup/memory/a/memory.limit_in_bytes"),
    ],
)
def test_a_control_group_that_allows_little_is_told(tmp_path, groups, path):
    files = meminfo() | {"proc/self/cgroup": groups, path: "67108864\n"}
    result = found("memory", tmp_path, files)
    assert (result.status, result.about["limit"]) == ("warning", "64 MiB")


@pytest.mark.parametrize("allowed", ["max", "9223372036854771712", "134217728", "", "?"])
def test_a_control_group_that_allows_enough_is_not_told(tmp_path, allowed):
    files = meminfo() | {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": allowed}
    assert found("memory", tmp_path, files).status == "ok"


@pytest.mark.parametrize("garbage", ["", "MemTotal: -1 kB\n:::", b"\xff\0\xfe", "MemTotal:\n"])
def test_memory_that_is_not_told_is_skipped(tmp_path, garbage):
    files = {"proc/meminfo": garbage, "proc/self/cgroup": garbage}
    assert found("memory", tmp_path, files).status == "skipped"


@pytest.mark.parametrize(("milli", "status"), [("51540", "ok"), ("80000", "ok"),
                                               ("80100", "warning")])  # fmt: skip
def test_heat_from_eighty_degrees_on_is_told(tmp_path, milli, status):
    result = found("heat", tmp_path, {"sys/class/thermal/thermal_zone0/temp": milli})
    assert result.status == status
    assert f"{round(int(milli) / 1000)} °C" in result.sentence


@pytest.mark.parametrize("files", [{}, {"sys/class/thermal/thermal_zone0/temp": "hot"}])
def test_without_a_thermometer_heat_is_skipped(tmp_path, files):
    assert found("heat", tmp_path, files).status == "skipped"


def sensor(alarm):
    folder = "sys/class/hwmon/hwmon1"
    return {f"{folder}/name": "rpi_volt\n", f"{folder}/in0_lcrit_alarm": alarm}


@pytest.mark.parametrize(("alarm", "status"), [("0", "ok"), ("1", "warning"), ("?", "skipped")])
def test_the_kernel_tells_of_a_weak_supply(tmp_path, alarm, status):
    assert found("power", tmp_path, sensor(alarm)).status == status


def test_a_pc_knows_nothing_of_its_supply(tmp_path):
    assert found("power", tmp_path, {"sys/class/hwmon/hwmon0/name": "coretemp"}).status == "skipped"


@pytest.mark.parametrize(
    ("bits", "status", "word"),
    [(0, "ok", "holds"), (0x50005, "warning", "right now"), (0x10000, "warning", "at least once"),
     (0x80008, "ok", "holds")],
)  # fmt: skip
def test_the_firmware_remembers_a_weak_supply(tmp_path, monkeypatch, bits, status, word):
    monkeypatch.setattr(firmware, "throttled", lambda root: bits)
    result = found("power", tmp_path, sensor("0"))
    assert result.status == status
    assert word in result.sentence


def test_a_clock_that_is_right_is_told(tmp_path):
    result = found("clock", tmp_path, {}, now=datetime(2027, 3, 1, tzinfo=UTC).timestamp())
    assert (result.status, result.sentence) == ("ok", "The clock shows 2027-03-01.")


@pytest.mark.parametrize("now", [0.0, datetime(2024, 11, 19, tzinfo=UTC).timestamp()])
def test_a_clock_from_before_this_program_breaks_downloads(tmp_path, now):
    result = found("clock", tmp_path, {}, now=now)
    assert (result.status, result.fix) == ("failure", "sudo timedatectl set-ntp true")
