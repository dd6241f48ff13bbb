"""Probes and serial lines: who may open them, and what is to be typed."""

from pathlib import Path

import pytest

from engines import access
from engines.access import Node
from engines.pi.doctor import host as host_module
from engines.pi.doctor.boards import CHECKS
from engines.pi.doctor.check import Result
from engines.pi.doctor.host import Host, User
from tests.engines.pi.doctor.fakes import PI, fake, look
from tests.engines.probe.usb_tree import (
    BLACK_MAGIC,
    DAPLINK_HID,
    DEBUG_PROBE,
    HUB_4,
    KEYBOARD,
    PICO_BOOT,
    ST_LINK_V2,
    STICK,
    Device,
    Tree,
    bulk,
)

PLUGDEV, DIALOUT, VIDEO = 46, 20, 44
GROUP = "root:x:0:\ndialout:x:20:{0}\nvideo:x:44:{0}\nplugdev:x:46:{0}\n"
PC = {"run/udev/control": "", "etc/group": GROUP.format("")}
OURS = {"etc/udev/rules.d/60-zerodeck-probes.rules": access.RULES.read_text()}
RELOAD = "sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=usb"
JOIN = "sudo usermod -aG plugdev $USER"
NAMELESS = Device(0x1209, 0x0001, "Probe", "Me", "7", interfaces=(bulk("CMSIS-DAP v2"),))
JOINED = User(PI.number, PI.groups | {PLUGDEV, DIALOUT})


class Bench:
    """A machine with udev, and what is plugged in at it; `mode` is that of the nodes."""

    def __init__(self, root: Path) -> None:
        self.tree = Tree(root)

    def plug(self, *devices: Device, mode: int = 0o644) -> "Bench":
        for device in devices:
            port = f"1-{len(self.tree.at) + 1}"
            self.tree.plug(device, port)
            self.tree.node(port).chmod(mode)
        return self

    def host(self, files: dict | None = None, **changes: object) -> Host:
        return fake(self.tree.root, PC | (files or {}), **changes)

    def says(self, key: str, files: dict | None = None, **changes: object) -> Result:
        return look(CHECKS, key, self.host(files, **changes))


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path / "machine")


@pytest.fixture
def given(monkeypatch):
    """Nodes that udev gave to a group, which a test may not do."""

    def given(group: int, mode: int = 0o660) -> None:
        monkeypatch.setattr(access, "look", lambda path: Node(False, group, mode))

    return given


def status(result: Result) -> tuple[str, str]:
    return result.status, result.fix


@pytest.mark.parametrize("key", [check.key for check in CHECKS])
def test_a_machine_without_anything_has_no_use_for_it(tmp_path, key):
    assert status(look(CHECKS, key, fake(tmp_path))) == ("skipped", "")


@pytest.mark.parametrize("key", ["usb-nodes", "udev-rules", "hidraw"])
def test_what_is_no_probe_of_pyocds_is_left_alone(bench, key):
    bench.plug(HUB_4, KEYBOARD, STICK, BLACK_MAGIC, PICO_BOOT)
    assert status(bench.says(key)) == ("skipped", "")


def test_probes_that_may_be_opened(bench):
    bench.plug(DEBUG_PROBE, ST_LINK_V2, ST_LINK_V2, NAMELESS, mode=0o666)
    result = bench.says("usb-nodes")
    assert result.status == "ok"
    assert result.about == {"probes": "Debug Probe (CMSIS-DAP), STM32 STLink, Probe"}
    assert bench.says("udev-rules").status == "ok"


def test_root_may_open_all(bench):
    bench.plug(DEBUG_PROBE, mode=0o600)
    root = User(0, frozenset({0}))
    assert bench.says("usb-nodes", user=root).status == "ok"
    assert bench.says("udev-rules", user=root).status == "ok"


def test_an_access_list_counts_for_who_asks(bench, monkeypatch):
    """The kernel knows it; owner and mode do not show it."""
    bench.plug(DEBUG_PROBE, mode=0o640)
    assert bench.says("usb-nodes").status == "failure"
    monkeypatch.setattr(host_module.os, "getuid", lambda: PI.number)
    assert bench.says("usb-nodes").status == "ok"


@pytest.mark.parametrize(("key", "expected"), [("usb-nodes", "failure"), ("udev-rules", "warning")])
def test_a_probe_without_a_rule(bench, key, expected):
    bench.plug(DEBUG_PROBE)
    result = bench.says(key)
    assert status(result) == (expected, access.SETUP)
    assert result.about == {"probe": "Debug Probe (CMSIS-DAP)"}


def test_the_one_of_two_that_is_refused_is_named(bench):
    bench.plug(DEBUG_PROBE, mode=0o666).plug(ST_LINK_V2)
    assert bench.says("usb-nodes").about == {"probe": "STM32 STLink"}


def test_a_probe_that_only_its_interface_names_gets_a_rule_of_its_own(bench):
    fix = bench.plug(NAMELESS).says("udev-rules").fix
    assert 'ATTR{idVendor}=="1209"' in fix
    assert "tee /etc/udev/rules.d/60-zerodeck-1209-0001.rules" in fix


def test_a_probe_from_before_its_rule(bench):
    bench.plug(DEBUG_PROBE)
    result = bench.says("usb-nodes", OURS, user=JOINED)
    assert status(result) == ("failure", RELOAD)
    assert result.says.endswith("before its udev rule was there.")
    assert bench.says("udev-rules").status == "ok"


RULE = 'SUBSYSTEM=="usb", ATTRS{idVendor}=="2e8a", ATTRS{idProduct}=="000c"'


@pytest.mark.parametrize("folder", ["etc", "run", "usr/lib", "usr/local/lib"])
@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (f'{RULE}, MODE:="666"', "ok"),
        (f'{RULE}, MODE="0660", GROUP="plugdev"', "ok"),
        (f'{RULE}, \\\n  GROUP="dialout"', "ok"),
        ('ATTRS{product}=="*CMSIS-DAP*", MODE="660", GROUP="plugdev", TAG+="uaccess"', "ok"),
        (f'{RULE}, MODE="0660", TAG+="uaccess"', "warning"),  # nobody over SSH
        (f'{RULE}, ENV{{ID_MM_DEVICE_IGNORE}}="1"', "warning"),
        (f'# {RULE}, MODE:="666"', "warning"),
        (RULE.replace("usb", "tty") + ', MODE:="666"', "warning"),
        (RULE.replace("000c", "0004") + ', MODE:="666"', "warning"),
        ("\udcff\udcfe MODE=", "warning"),
    ],
)
def test_rules_of_other_programs(bench, folder, rule, expected):
    bench.plug(DEBUG_PROBE)
    files = {f"{folder}/udev/rules.d/60-other.rules": rule.encode(errors="surrogateescape")}
    assert bench.says("udev-rules", files).status == expected


def test_a_file_of_etc_hides_one_of_its_name(bench):
    bench.plug(DEBUG_PROBE)
    name = "udev/rules.d/60-other.rules"
    files = {f"usr/lib/{name}": f'{RULE}, MODE="666"', f"etc/{name}": ""}
    assert bench.says("udev-rules", files).status == "warning"


def test_only_files_of_rules_count(bench):
    bench.plug(DEBUG_PROBE)
    files = {"etc/udev/rules.d/60-other.rules.off": f'{RULE}, MODE="666"'}
    assert bench.says("udev-rules", files).status == "warning"


def test_what_a_group_has_got_needs_no_rule(bench, given):
    bench.plug(DEBUG_PROBE, mode=0o660)
    given(PLUGDEV)
    assert bench.says("udev-rules").status == "ok"


def test_without_udev_no_rule_is_asked_for(bench):
    host = bench.plug(DEBUG_PROBE).host()
    (host.root / "run/udev/control").unlink()
    assert status(look(CHECKS, "udev-rules", host)) == ("skipped", "")
    assert look(CHECKS, "usb-nodes", host).fix == "sudo chown $USER /dev/bus/usb/001/002"


def test_not_in_the_group_that_has_it(bench, given):
    bench.plug(DEBUG_PROBE, mode=0o660)
    given(PLUGDEV)
    assert status(bench.says("usb-nodes", OURS)) == ("failure", JOIN)


def test_joined_since_this_login(bench, given):
    bench.plug(DEBUG_PROBE, mode=0o660)
    given(PLUGDEV)
    files = {"etc/group": GROUP.format("ada,pi")}
    assert status(bench.says("usb-nodes", files)) == ("failure", "newgrp plugdev")


def test_the_machine_knows_the_user_better_than_the_environment(bench, given):
    bench.plug(DEBUG_PROBE, mode=0o660)
    given(PLUGDEV)
    passwd = f"nonsense\nada:x:{PI.number}:{PI.number}:,,,:/home/ada:/bin/sh\n"
    files = {"etc/group": GROUP.format("ada"), "etc/passwd": passwd}
    assert bench.says("usb-nodes", files).fix == "newgrp plugdev"


def test_a_container_that_was_not_given_the_bus(bench):
    bench.plug(DEBUG_PROBE)
    bench.tree.node("1-1").unlink()
    for folder in ("dev/bus/usb/001", "dev/bus/usb"):
        (bench.tree.root / folder).rmdir()
    result = bench.says("usb-nodes")
    assert status(result) == ("warning", "")
    assert "container" in result.says


def test_a_probe_without_its_node(bench):
    bench.plug(DEBUG_PROBE, ST_LINK_V2, mode=0o666)
    bench.tree.node("1-2").unlink()
    assert status(bench.says("usb-nodes")) == ("failure", "")


@pytest.mark.parametrize("name", ["idVendor", "busnum", "devnum"])
@pytest.mark.parametrize("garbage", [b"", b"\xff\x00", b"-1"])
def test_a_device_that_says_garbage_is_none(bench, name, garbage):
    bench.plug(DEBUG_PROBE)
    (bench.tree.root / "sys/bus/usb/devices/1-1" / name).write_bytes(garbage)
    assert bench.says("usb-nodes").status == "skipped"


def test_a_name_is_fit_for_a_screen(bench):
    bench.plug(DEBUG_PROBE.but(product="\x1b[2J CMSIS-DAP \x07" + "long" * 99))
    name = bench.says("usb-nodes").about["probe"]
    assert name.startswith("?[2J CMSIS-DAP ?long")
    assert len(name) == 80


HID = "HID_ID=0003:00000D28:00000204\nHID_NAME=Arm BBC micro:bit CMSIS-DAP\n"


def hid(uevent: str | bytes = HID) -> dict[str, str | bytes]:
    return {"sys/class/hidraw/hidraw3/device/uevent": uevent, "dev/hidraw3": ""}


def test_an_open_hid_probe(tmp_path):
    result = look(CHECKS, "hidraw", fake(tmp_path, hid(), modes={"dev/hidraw3": 0o666}))
    assert result.status == "ok"
    assert result.about == {"probes": "Arm BBC micro:bit CMSIS-DAP"}


def test_a_closed_hid_probe_is_no_fault(tmp_path):
    result = look(CHECKS, "hidraw", fake(tmp_path, hid(), modes={"dev/hidraw3": 0o600}))
    assert status(result) == ("skipped", access.SETUP)
    assert result.about["node"] == "/dev/hidraw3"


@pytest.mark.parametrize(
    "uevent",
    [
        "HID_ID=0003:0000046D:0000C31C\nHID_NAME=Logitech Keyboard\n",
        HID.replace("0003", "0005"),  # Bluetooth
        "HID_ID=0003:zz\n",
        "HID_ID\n",
        b"\xff\xfe\x00",
    ],
)
def test_other_hid_devices_are_left_alone(tmp_path, uevent):
    assert status(look(CHECKS, "hidraw", fake(tmp_path, hid(uevent)))) == ("skipped", "")


def test_the_bus_and_hid_agree_on_a_probe(bench):
    bench.plug(DAPLINK_HID, mode=0o666)
    assert bench.says("usb-nodes").status == "ok"


def in_groups(tmp_path: Path, text: str, *groups: int, number: int = PI.number) -> Result:
    user = User(number, frozenset({number, *groups}))
    return look(CHECKS, "groups", fake(tmp_path, {"etc/group": text}, user=user))


def test_groups_of_this_login(tmp_path):
    result = in_groups(tmp_path, GROUP.format("pi"), PLUGDEV, DIALOUT, VIDEO)
    assert result.status == "ok"
    assert result.about == {"groups": "plugdev, dialout, video"}


def test_one_group_from_after_this_login(tmp_path):
    result = in_groups(tmp_path, GROUP.format("pi"), PLUGDEV, VIDEO)
    assert status(result) == ("warning", "newgrp dialout")


def test_several_groups_from_after_this_login(tmp_path):
    result = in_groups(tmp_path, GROUP.format("ada,pi"), VIDEO)
    assert status(result) == ("warning", "sudo -iu $USER")
    assert result.about == {"groups": "plugdev, dialout"}


@pytest.mark.parametrize("text", [GROUP.format("ada"), "plugdev:x\n:::\nvideo:x:y:pi\n", "\0\xff"])
def test_who_is_in_no_group_and_waits_for_none(tmp_path, text):
    assert status(in_groups(tmp_path, text)) == ("skipped", "")


def test_root_needs_no_group(tmp_path):
    assert in_groups(tmp_path, GROUP.format("pi"), number=0).status == "skipped"


def lines(tmp_path: Path, *names: str, mode: int = 0o666, **changes: object) -> Host:
    files = {f"dev/{name}": "" for name in names}
    files |= {"dev/ttyS1": "", "dev/ttyACMx": "", "etc/group": GROUP.format("")}
    return fake(tmp_path, files, modes={f"dev/{name}": mode for name in names}, **changes)


def test_serial_lines_that_may_be_opened(tmp_path):
    result = look(CHECKS, "serial", lines(tmp_path, "ttyACM0", "ttyUSB1"))
    assert result.status == "ok"
    assert result.about == {"ports": "ttyACM0, ttyUSB1"}


def test_a_serial_line_of_a_group(tmp_path, given):
    host = lines(tmp_path, "ttyACM0", mode=0o660)
    given(DIALOUT)
    result = look(CHECKS, "serial", host)
    assert status(result) == ("warning", "sudo usermod -aG dialout $USER")
    assert result.about == {"group": "dialout", "port": "ttyACM0"}
    (tmp_path / "etc/group").write_text(GROUP.format("pi"))
    assert status(look(CHECKS, "serial", host)) == ("warning", "newgrp dialout")


def test_a_serial_line_of_a_group_without_a_name(tmp_path, given):
    host = lines(tmp_path, "ttyUSB0", mode=0o660)
    given(70007)
    assert look(CHECKS, "serial", host).fix == "sudo usermod -aG 70007 $USER"


def test_a_serial_line_that_the_system_keeps(tmp_path, given):
    host = lines(tmp_path, "ttyUSB0", mode=0o660, user=JOINED)
    given(DIALOUT)
    assert status(look(CHECKS, "serial", host)) == ("warning", "")


@pytest.mark.parametrize(("group", "mode"), [(5, 0o620), (0, 0o660)])
def test_a_serial_line_that_a_login_has_left(tmp_path, given, group, mode):
    host = lines(tmp_path, "ttyUSB0", mode=mode)
    given(group, mode)
    result = look(CHECKS, "serial", host)
    assert status(result) == ("warning", "sudo udevadm trigger /dev/ttyUSB0")


def login_on(tty: str) -> dict[str, str]:
    return {f"systemctl is-active serial-getty@{tty}.service": "active"}


def test_a_login_where_a_board_is(tmp_path):
    result = look(CHECKS, "serial", lines(tmp_path, "ttyUSB0", answers=login_on("ttyUSB0")))
    fix = "sudo systemctl disable --now serial-getty@ttyUSB0.service"
    assert status(result) == ("warning", fix)


def test_a_pi_that_one_logs_in_to_by_its_own_line(tmp_path):
    files = {"dev/ttyS0": "", "dev/serial0": Path("ttyS0")}
    modes = {"dev/ttyS0": 0o620}
    host = fake(tmp_path, files, modes=modes, answers=login_on("ttyS0"))
    assert status(look(CHECKS, "serial", host)) == ("skipped", "")
    assert look(CHECKS, "serial", host._replace(ask=lambda _: None)).status == "warning"


def test_a_line_of_a_pi_for_boards(tmp_path):
    files = {"dev/ttyAMA0": "", "dev/serial0": Path("ttyAMA0")}
    host = fake(tmp_path, files, modes={"dev/ttyAMA0": 0o666}, answers={"systemctl": "active"})
    assert look(CHECKS, "serial", host).about == {"ports": "serial0"}


def test_a_link_that_leads_nowhere_is_no_line(tmp_path):
    assert look(CHECKS, "serial", fake(tmp_path, {"dev/serial0": Path("ttyS0")})).status == (
        "skipped"
    )
