"""Which debug probes are plugged in, from sysfs alone: nothing is opened, imported or started.

What counts as a probe, and the name it goes by, is what pyOCD 0.46 would say; its modules
probe/pydapaccess/interface/{common,pyusb_backend,pyusb_v2_backend}, probe/stlink/usb,
probe/{jlink,picoprobe,tcp_client}_probe. The attributes: the kernel's
Documentation/ABI/{stable,testing}/sysfs-bus-usb and drivers/usb/core/sysfs.c.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec

from engines.probe import kinds
from engines.probe.kinds import CMSIS_DAP_IDS, CMSIS_DAP_NAMES, DAPLINK, KNOWN, PLUGINS
from engines.wire import EngineError

PER_INTERFACE, COMMUNICATIONS, HID, HUB, MISCELLANEOUS, VENDOR = 0x00, 0x02, 0x03, 0x09, 0xEF, 0xFF
"""Class codes: usb.org, "Defined Class Codes"."""


class Probe(msgspec.Struct, frozen=True):
    """A probe on this machine's USB, or one that a pyOCD server lends.

    `unique_id` is the one that `pyocd list` prints, exact, so not always fit to be shown; the other
    strings are. `serial` is "" where the probe has none. `port` ("1-1.2") is different for each
    probe, also where serial numbers are not. `ttys` are the probe's own UARTs. `obstacle` is a
    constant English sentence, or "" where pyOCD can use it.
    """

    unique_id: str
    kind: str
    vendor: str
    product: str
    serial: str = ""
    vid: int = 0
    pid: int = 0
    node: str = ""
    port: str = ""
    ttys: tuple[str, ...] = ()
    obstacle: str = ""

    @property
    def usable(self) -> bool:
        return not self.obstacle

    @property
    def selector(self) -> str:
        """What pyOCD takes as `unique_id=`: with the plug-in's name it asks that one alone.

        Else it asks all, the J-Link's among them, which loads SEGGER's library; and a serial number
        with a colon in it would be taken for the name of a plug-in.
        """
        plugin = PLUGINS.get(self.kind)
        return f"{plugin}:{self.unique_id}" if plugin else self.unique_id


class Interface(NamedTuple):
    code: int
    subclass: int
    endpoints: int
    name: str


class Device:
    """A device's folder in sysfs, read as it is asked; -1 and "" are what cannot be read."""

    def __init__(self, folder: Path, interfaces: list[Path]) -> None:
        self.folder = folder
        self.folders = interfaces
        self.ids = self.number("idVendor"), self.number("idProduct")

    def number(self, name: str, base: int = 16) -> int:
        return number(self.folder / name, base)

    @cached_property
    def code(self) -> int:
        return self.number("bDeviceClass")

    @cached_property
    def product(self) -> str:
        return text(self.folder / "product")

    @cached_property
    def interfaces(self) -> list[Interface]:
        """Those that can be CMSIS-DAP: HID and vendor specific."""
        found = ((number(folder / "bInterfaceClass"), folder) for folder in self.folders)
        return [interface(folder, code) for code, folder in found if code in (HID, VENDOR)]

    @property
    def ttys(self) -> tuple[str, ...]:
        """In the order of the interfaces, without the one a Black Magic Probe talks to gdb on."""
        return tuple(
            f"/dev/{shown(tty)}"
            for folder in self.folders
            for tty in names(folder / "tty")
            if tty.startswith("ttyACM") and "GDB" not in text(folder / "interface")
        )


def probes(root: Path = Path("/")) -> list[Probe]:
    """All that are plugged in, by their place on the bus. `root` is where /sys stands."""
    found = map(recognised, devices(root / "sys/bus/usb/devices"))
    return apart([probe for probe in found if probe])


def remote(address: str) -> Probe:
    """The probe that `pyocd server` lends at "host", "host:port" or "remote:host:port"."""
    host, colon, port = address.removeprefix("remote:").partition(":")
    digits = port.isascii() and port.isdecimal() and len(port) <= 5
    # pyOCD splits at the first colon, so an IPv6 address cannot be written.
    right = digits and 0 < int(port) < 1 << 16 if colon else True
    if not right or not host or " " in host or not host.isprintable():
        raise EngineError("This is no address of a remote probe.", address)
    return Probe(f"{host}:{int(port or 5555)}", kinds.REMOTE, vendor="", product="pyOCD server")


def devices(bus: Path) -> Iterator[Device]:
    """All but their interfaces, which stand beside them as "1-1.2:1.0"."""
    found = sorted(names(bus), key=place)
    interfaces: dict[str, list[Path]] = {name: [] for name in found}
    for name in found:
        device, colon, _ = name.partition(":")
        if colon and device in interfaces:
            interfaces[device].append(bus / name)
    return (Device(bus / name, interfaces[name]) for name in found if ":" not in name)


def place(name: str) -> list[int]:
    """Sorts "1-1.10" behind "1-1.9"."""
    parts = name.replace("-", ".").replace(":", ".").split(".")
    return [int(part) if part.isdecimal() else -1 for part in parts]


def recognised(device: Device) -> Probe | None:
    if -1 in device.ids or device.code == HUB:
        return None
    found = [each for each in (cmsis_dap(device), known(device)) if each]
    if not found:
        return None
    kind, obstacle = min(found, key=lambda each: each[1] != "")  # the first that is usable
    vid, pid = device.ids
    serial = written(kind, text(device.folder / "serial"))
    vendor = shown(text(device.folder / "manufacturer")) or f"{vid:#06x}"
    product = shown(device.product) or f"{pid:#06x}"
    ttys = device.ttys
    bus, address = device.number("busnum", 10), device.number("devnum", 10)
    if bus < 0 or address < 0:  # read last: unplugged meanwhile, and what was read may be half
        return None
    unique_id = serial
    if not serial and PLUGINS.get(kind) == "cmsisdap":
        unique_id = made_up_id(vid, pid, bus, address)
    return Probe(
        unique_id=unique_id,
        kind=kind,
        vendor=vendor,
        product=product,
        serial=shown(serial),
        vid=vid,
        pid=pid,
        node=f"/dev/bus/usb/{bus:03}/{address:03}",
        port=shown(device.folder.name),
        ttys=ttys,
        obstacle=obstacle or ("" if unique_id else kinds.UNNAMED),
    )


def known(device: Device) -> tuple[str, str] | None:
    kind, obstacle = KNOWN.get(device.ids, ("", ""))
    if not kind or (kind == kinds.PICOPROBE and device.code != PER_INTERFACE):
        return None
    return kind, obstacle or ("" if device.folders else kinds.UNCONFIGURED)


def cmsis_dap(device: Device) -> tuple[str, str] | None:
    """v2 where there are both, as pyOCD has it."""
    claims = any(name in device.product for name in CMSIS_DAP_NAMES)
    listed = claims or device.ids in CMSIS_DAP_IDS
    # The old mbed firmware says it is a modem; pyOCD forgives that one alone.
    codes = (PER_INTERFACE, MISCELLANEOUS, *((COMMUNICATIONS,) if device.ids == DAPLINK else ()))
    looked_at = device.code in codes
    if looked_at and any(map(is_v2, device.interfaces)):
        return kinds.CMSIS_DAP_V2, ""
    if looked_at and listed and has_v1(device.interfaces):
        return kinds.CMSIS_DAP_V1, ""
    if listed and not device.folders:
        return kinds.CMSIS_DAP, kinds.UNCONFIGURED
    if claims or any("CMSIS-DAP" in each.name for each in device.interfaces):
        return kinds.CMSIS_DAP, kinds.HIDDEN
    return None


def is_v2(each: Interface) -> bool:
    # Subclass 3 is DAPLink's WebUSB, which has the name but no endpoints.
    right = each.code == VENDOR and each.subclass == 0 and each.endpoints in (2, 3)
    return right and "CMSIS-DAP" in each.name


def has_v1(interfaces: list[Interface]) -> bool:
    """Of several HID interfaces only the one with the name counts."""
    hids = [each for each in interfaces if each.code == HID]
    return any(
        each.subclass == 0
        and each.endpoints in (1, 2)
        and (len(hids) == 1 or "CMSIS-DAP" in each.name)
        for each in hids
    )


def written(kind: str, serial: str) -> str:
    """The serial number as pyOCD writes it."""
    if kind == kinds.J_LINK:  # "000504501234"
        return serial.lstrip("0") if serial.isascii() and serial.isdecimal() else ""
    if PLUGINS.get(kind) == "stlink" and (len(serial) == 12 or not serial.isprintable()):
        # Old firmware of the V2 gives 12 raw bytes for text. The kernel ends at a zero byte: what
        # is left then is the beginning of pyOCD's, which is enough for it.
        return serial.encode("utf-16-le", "replace")[::2].hex().upper()
    return serial


def made_up_id(vid: int, pid: int, bus: int, address: int) -> str:
    """What pyOCD calls a CMSIS-DAP probe without a serial number, until it is plugged in again.

    Vendor and product the wrong way round and commas between all characters of the place: so it is
    in interface/common.generate_device_unique_id and its callers.
    """
    from base64 import b32encode
    from hashlib import sha1

    words = f"{pid:4x},{vid:4x}," + ",".join(str((bus, address)))
    return b32encode(sha1(words.encode(), usedforsecurity=False).digest()).decode()


def apart(found: list[Probe]) -> list[Probe]:
    """Twins are marked: pyOCD opens whichever comes first, and that may be the wrong board."""
    count = Counter(probe.selector for probe in found if probe.usable)
    return [
        msgspec.structs.replace(probe, obstacle=kinds.TWIN)
        if probe.usable and count[probe.selector] > 1
        else probe
        for probe in found
    ]


def interface(folder: Path, code: int) -> Interface:
    subclass, endpoints = number(folder / "bInterfaceSubClass"), number(folder / "bNumEndpoints")
    return Interface(code, subclass, endpoints, text(folder / "interface"))


def names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


def number(path: Path, base: int = 16) -> int:
    try:
        value = int(text(path), base)
    except ValueError:
        return -1
    return value if 0 <= value < 1 << 16 else -1


def text(path: Path) -> str:
    """Exactly what the device says: a serial number may end in blanks, even in a newline."""
    try:
        return path.read_bytes().removesuffix(b"\n").decode(errors="replace")
    except OSError:
        return ""


def shown(words: str) -> str:
    """Fit for a screen: a device may well send an escape sequence."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in words.strip())
