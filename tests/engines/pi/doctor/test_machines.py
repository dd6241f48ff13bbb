"""Whole machines: each has one thing wrong, or two, and nothing else is told of it."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from engines.access import RULES as RULES_FILE
from engines.pi.doctor.doctor import examine
from engines.pi.doctor.host import Host, Plugin, User
from tests.engines.pi.doctor.fakes import ENVIRON, NOW, PACKAGES, PI, PYTHON, fake
from tests.engines.pi.doctor.test_boards import hid
from tests.engines.pi.doctor.test_disks import free, mounts
from tests.engines.pi.doctor.test_packages import CUDA
from tests.engines.pi.doctor.test_radio import (
    BOTH,
    MADE,
    SAVES,
    WIFI,
    interface,
    level,
    route,
    ssh,
    table,
)
from tests.engines.pi.doctor.test_screens import CARD
from tests.engines.pi.doctor.test_supply import meminfo

ZERO = {
    **meminfo(),
    **mounts(),
    **WIFI,
    "sys/class/thermal/thermal_zone0/temp": "48312\n",
    "sys/class/hwmon/hwmon1/name": "rpi_volt\n",
    "sys/class/hwmon/hwmon1/in0_lcrit_alarm": "0\n",
    "sys/fs/ext4/mmcblk0p2/errors_count": "0\n",
    "etc/group": "plugdev:x:46:pi\ndialout:x:20:pi\n",
    "usr/bin/gcc": "",
    "usr/bin/tmux": "",
}
"""A Zero 2 W over WiFi, as the system is installed."""
AWAKE = {SAVES: "Power save: off", MADE: "home"}
JOINED = User(PI.number, PI.groups | {46, 20})
MB = 1_000_000
EXTERNALLY = "usr/lib/python3.11/EXTERNALLY-MANAGED"
PYGAME = {"pygame": "2.6.1"}
PROBE = {
    "run/udev/control": "",
    "dev/bus/usb/001/004": "",
    **{
        f"sys/bus/usb/devices/1-1/{name}": f"{value}\n"
        for name, value in (
            ("idVendor", "2e8a"), ("idProduct", "000c"), ("busnum", "1"), ("devnum", "4"),
            ("product", "Debug Probe (CMSIS-DAP)"),
        )
    },
}  # fmt: skip
"""A Raspberry Pi Debug Probe, whose node is root's."""
RULES = {"etc/udev/rules.d/60-zerodeck-probes.rules": RULES_FILE.read_text()}
TMUX = "/run/tmux/default,1,0"


class Machine(NamedTuple):
    """What is otherwise than at ZERO; `told` are the checks that are no ok, and a part of the
    command that mends each."""

    told: dict[str, tuple[str, str]]
    files: dict[str, Any] = {}
    without: tuple[str, ...] = ()
    more: dict[str, Any] = {}


def python(**changes: Any) -> dict[str, Any]:
    return {"python": PYTHON._replace(**changes)}


def packages(more: dict[str, str], *without: str) -> dict[str, Any]:
    kept = {name: it for name, it in PACKAGES.items() if name not in without}
    return python(packages=kept | more)


def environ(**changes: str) -> dict[str, Any]:
    return {"environ": ENVIRON | changes}


def warned(key: str, fix: str = "") -> dict[str, tuple[str, str]]:
    return {key: ("warning", fix)}


def failed(key: str, fix: str = "") -> dict[str, tuple[str, str]]:
    return {key: ("failure", fix)}


MACHINES: dict[str, Machine] = {
    "a Zero 2 W": Machine({}),
    "a Zero 2 W on Debian 13": Machine({}, more=python(version=(3, 13, 5))),
    "a Pi 5 with a cable": Machine(
        {}, meminfo(8 << 20, 6 << 20, 0) | interface("eth0") | table(route("eth0"))
    ),
    "both cable and WiFi, the cable in use": Machine({}, BOTH, more={"answers": {}}),
    "a desktop without a Pi's sensors": Machine(
        {},
        meminfo(16 << 20, 12 << 20, 0),
        ("sys/class/thermal/thermal_zone0/temp", "sys/class/hwmon/hwmon1/name"),
        python(machine="x86_64"),
    ),
    "a container": Machine({}, {}, ("proc/mounts", "proc/net/route", "etc/group")),
    "a probe as HID, for OpenOCD": Machine({}, hid()),
    "no compiler, no tmux": Machine({}, {}, ("usr/bin/gcc", "usr/bin/tmux")),
    "the console alone": Machine({}, more=packages({}, "pyocd", "pyserial", "pygame-ce", "pgzero")),
    "torch without CUDA": Machine({}, more=packages({"torch": "2.13.0+cpu"})),
    "an old Python": Machine(failed("python"), more=python(version=(3, 9, 2))),
    "the system's Python, which makes no venv": Machine(
        warned("environment", "venv") | warned("venv-tools", "python3-venv"),
        {EXTERNALLY: "", "usr/bin/apt": ""},
        more=python(prefix="/usr"),
    ),
    "the system's Python": Machine(
        warned("environment", "venv"),
        {EXTERNALLY: "", "usr/lib/python3.11/ensurepip/__init__.py": ""},
        more=python(prefix="/usr"),
    ),
    "run by sudo": Machine(
        warned("environment"),
        more={"user": User(0, frozenset({0})), "environ": ENVIRON | {"SUDO_USER": "pi"}},
    ),
    "32 bits": Machine(warned("bits"), more=python(bits=32, machine="armv7l")),
    "32 bits on a kernel of 64": Machine(warned("bits"), more=python(bits=32)),
    "a pip of 2020": Machine(
        warned("pip", "install --upgrade pip"), more=packages({"pip": "20.3.4"})
    ),
    "half of what games need": Machine(
        warned("dependencies", "pip"), more=packages({"pygame-ce": "2.1.0"})
    ),
    "Textual is gone": Machine(failed("dependencies", "pip"), more=packages({}, "textual")),
    "Textual is too new": Machine(
        warned("dependencies", "textual==8.2.8"), more=packages({"textual": "9.0.0"})
    ),
    "CUDA without a GPU": Machine(
        warned("torch", "uninstall"), more=packages({"torch": "2.13.0", **CUDA})
    ),
    "pygame beside pygame-ce": Machine(warned("pygame", "uninstall"), more=packages(PYGAME)),
    "a typer that brings pydantic": Machine(
        warned("typer", "typer"), more=packages({"typer": "0.29.1", "pydantic": "2.12.0"})
    ),
    "a plug-in that cannot be loaded": Machine(
        failed("pyocd-plugin", "pip"),
        more=python(plugins=[Plugin("gone.module:plugin", "pyocd-gone", False)]),
    ),
    "no capstone": Machine({}, more=packages({}, "capstone")),
    "no libusb": Machine(failed("libusb", "pip"), more=packages({}, "libusb-package")),
    "a probe without a rule": Machine(failed("usb-nodes", "udev") | warned("udev-rules"), PROBE),
    "a probe from before its rule": Machine(failed("usb-nodes", "trigger"), PROBE | RULES),
    "groups from after this login": Machine(warned("groups", "sudo -iu"), more={"user": PI}),
    "a login where a board is": Machine(
        warned("serial", "systemctl disable"),
        {"dev/ttyUSB0": ""},
        more={"answers": AWAKE | {"systemctl is-active serial-getty@ttyUSB0.service": "active"}},
    ),
    "little memory left": Machine(warned("memory", "ps "), meminfo(available=60 << 10)),
    "no swap": Machine(warned("memory", "zram"), meminfo(swap=0)),
    "a hot one": Machine(warned("heat"), {"sys/class/thermal/thermal_zone0/temp": "82500\n"}),
    "a weak supply": Machine(warned("power"), {"sys/class/hwmon/hwmon1/in0_lcrit_alarm": "1\n"}),
    "a clock that stands in 1970": Machine(failed("clock", "timedatectl"), more={"now": 86400.0}),
    "a clock that stands before this was written": Machine(
        failed("clock", "timedatectl"), more={"now": NOW - 2e8}
    ),
    "a full disk": Machine(warned("disk", "du "), more={"free": free(home=90 * MB)}),
    "a small /tmp": Machine(warned("tmp", "TMPDIR"), more={"free": free(tmp=20 * MB)}),
    "a card that has gone read-only": Machine(failed("read-only"), mounts("ro")),
    "a card with errors": Machine(
        warned("sd-card", "reboot"), {"sys/fs/ext4/mmcblk0p2/errors_count": "3\n"}
    ),
    "a dumb terminal": Machine(warned("terminal", "TERM="), more=environ(TERM="dumb")),
    "a narrow terminal": Machine(warned("terminal"), more=environ(COLUMNS="72", LINES="20")),
    "the C locale": Machine(warned("locale", "C.UTF-8"), more=environ(LANG="C")),
    "the locale of a Mac": Machine(warned("locale"), more=environ(LC_CTYPE="UTF-8")),
    "a tmux of sixteen colors": Machine(
        warned("color", "tmux"), more=environ(TERM="screen", TMUX=TMUX)
    ),
    "a tmux that holds Esc back": Machine(
        warned("multiplexer", "escape-time"),
        more=environ(TMUX=TMUX) | {"answers": AWAKE | {"tmux show-options -sv escape-time": "500"}},
    ),
    "a sound card that is not for all": Machine(warned("sound", "audio"), CARD),
    "a display that is gone": Machine(warned("display"), more=environ(DISPLAY=":7")),
    "a radio that sleeps": Machine(
        warned("wifi-power-saving", "powersave 2"),
        more={"answers": {SAVES: "Power save: on", MADE: "home"}},
    ),
    "a radio that sleeps, over SSH": Machine(
        warned("wifi-power-saving", "set power_save off"),
        more={
            "answers": {SAVES: "Power save: on"},
            "environ": ssh("192.168.1.9") | {"SSH_TTY": "/dev/pts/0"},
        },
    ),
    "a weak signal": Machine(warned("wifi-signal"), level("34  -76  -256")),
    "hot, and hardly any memory": Machine(
        warned("heat") | warned("memory"),
        meminfo(available=40 << 10) | {"sys/class/thermal/thermal_zone0/temp": "85000\n"},
    ),
    "asleep, full, and in the C locale": Machine(
        warned("wifi-power-saving") | warned("disk") | warned("locale"),
        more={"answers": {SAVES: "Power save: on"}, "free": free(home=MB)} | environ(LANG="C"),
    ),
    "read-only, with errors, under a weak supply": Machine(
        failed("read-only") | warned("sd-card") | warned("power"),
        mounts("ro")
        | {
            "sys/fs/ext4/mmcblk0p2/errors_count": "9\n",
            "sys/class/hwmon/hwmon1/in0_lcrit_alarm": "1\n",
        },
    ),
}


def host(root: Path, machine: Machine) -> Host:
    files = {name: it for name, it in ZERO.items() if name not in machine.without}
    return fake(root, files | machine.files, **{"answers": AWAKE, "user": JOINED} | machine.more)


def test_there_are_forty_of_them() -> None:
    assert len(MACHINES) >= 40


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_what_is_wrong_with_a_machine_is_told_and_nothing_else(tmp_path, machine):
    found = {check.key: result for check, result in examine(host(tmp_path, machine))}
    trouble = {key: it for key, it in found.items() if it.status in ("warning", "failure")}
    assert {key: it.status for key, it in trouble.items()} == {
        key: status for key, (status, _fix) in machine.told.items()
    }
    for key, (_status, fix) in machine.told.items():
        assert fix in trouble[key].fix
