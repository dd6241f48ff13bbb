"""Machines with USB, built of files: sysfs and /dev as the kernel and udev lay them out."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

HUB, HID, VENDOR, MODEM, DATA, DISK = 0x09, 0x03, 0xFF, 0x02, 0x0A, 0x08
CONTROLLER = "sys/devices/platform/soc/3f980000.usb"  # as on a Zero 2 W
BUS = "sys/bus/usb/devices"


@dataclass(frozen=True)
class Interface:
    code: int
    subclass: int = 0
    protocol: int = 0
    endpoints: int = 2
    name: str = ""


@dataclass(frozen=True)
class Device:
    """Strings may be bytes: what the kernel would give for them. "" is one the device lacks."""

    vid: int
    pid: int
    product: str | bytes = ""
    vendor: str | bytes = ""
    serial: str | bytes = ""
    code: int = 0
    interfaces: tuple[Interface, ...] = ()

    def but(self, **changes: object) -> "Device":
        return replace(self, **changes)


def uart(name: str = "") -> tuple[Interface, Interface]:
    return Interface(MODEM, 2, 1, 1, name), Interface(DATA)


def bulk(name: str) -> Interface:
    return Interface(VENDOR, name=name)


def disk(name: str = "") -> Interface:
    return Interface(DISK, 6, 0x50, 2, name)


def hid(name: str = "", endpoints: int = 2) -> Interface:
    return Interface(HID, endpoints=endpoints, name=name)


HUB_4 = Device(0x1A40, 0x0101, "USB 2.0 Hub", code=HUB, interfaces=(Interface(HUB, 0, 0, 1),))
KEYBOARD = Device(
    0x046D, 0xC31C, "Keyboard", "Logitech", interfaces=(hid("", 1), Interface(HID, 0, 0, 1))
)
STICK = Device(0x0781, 0x5567, "Cruzer Blade", "SanDisk", "4C530001", interfaces=(disk(),))

DEBUG_PROBE = Device(
    0x2E8A,
    0x000C,
    "Debug Probe (CMSIS-DAP)",
    "Raspberry Pi",
    "E6616407E3646B29",
    interfaces=(bulk("CMSIS-DAP v2 Interface"), *uart("CDC-ACM UART Interface")),
)
DAPLINK = Device(
    0x0D28,
    0x0204,
    "BBC micro:bit CMSIS-DAP",
    "Arm",
    "9904360259294e45003f900a000000459796990800000000",
    code=0xEF,
    interfaces=(
        disk("USB_MSC"),
        *uart("mbed Serial Port"),
        hid("CMSIS-DAP v1"),
        Interface(VENDOR, 3, 0, 0, "WebUSB: CMSIS-DAP"),
        bulk("CMSIS-DAP v2"),
    ),
)
DAPLINK_HID = DAPLINK.but(
    serial="0240000034544e45001a00048e3800525a91000097969900", interfaces=DAPLINK.interfaces[:5]
)
MBED = DAPLINK.but(
    product="MBED CMSIS-DAP",
    serial="0200020112345678",
    code=MODEM,
    interfaces=(disk(), *uart(), hid()),
)
MCU_LINK = Device(
    0x1FC9,
    0x0143,
    "MCU-LINK (r0E7) CMSIS-DAP V3.128",
    "NXP Semiconductors",
    "XWAAYRSDKHTKJ",
    code=0xEF,
    interfaces=(
        hid("MCU-Link CMSIS-DAP V3.128"),
        *uart("MCU-Link Vcom Port"),
        hid("LPCSIO Port"),
    ),
)
ST_LINK_V1 = Device(0x0483, 0x3744, "STM32 STLink", "STMicroelectronics", interfaces=(disk(),))
ST_LINK_V2 = Device(
    0x0483,
    0x3748,
    "STM32 STLink",
    "STMicroelectronics",
    "513F6B067589485117430587",
    interfaces=(Interface(VENDOR, 0xFF, 0xFF, 3, "ST Link"),),
)
ST_LINK_V2_1 = Device(
    0x0483,
    0x374B,
    "STM32 STLink",
    "STMicroelectronics",
    "066DFF485550755187121723",
    code=0xEF,
    interfaces=(
        Interface(VENDOR, 0xFF, 0xFF, 3, "ST-Link Debug"),
        disk("ST-Link MSD"),
        *uart("ST-Link VCP Ctrl"),
    ),
)
ST_LINK_V3 = ST_LINK_V2_1.but(pid=0x374E, product="STLINK-V3", serial="0036001D3137510A33333639")
J_LINK = Device(
    0x1366,
    0x0105,
    "J-Link",
    "SEGGER",
    "000504501234",
    code=0xEF,
    interfaces=(*uart(), bulk("BULK interface")),
)
PICOPROBE = Device(
    0x2E8A,
    0x0004,
    "Picoprobe",
    "Raspberry Pi",
    "E660583883724A32",
    interfaces=(*uart(), bulk("")),
)
BLACK_MAGIC = Device(
    0x1D50,
    0x6018,
    "Black Magic Probe v1.10.2",
    "Black Magic Debug",
    "BDD391D6",
    code=0xEF,
    interfaces=(
        *uart("Black Magic GDB Server"),
        *uart("Black Magic UART Port"),
        Interface(0xFE, 1, 1, 0, "Black Magic Firmware Upgrade"),
        Interface(VENDOR, 0xFF, 0xFF, 1, "Black Magic Trace Capture"),
    ),
)
PICO_BOOT = Device(
    0x2E8A,
    0x0003,
    "RP2 Boot",
    "Raspberry Pi",
    "E0C9125B0D9B",
    interfaces=(disk(), Interface(VENDOR)),
)
PICO_2_BOOT = PICO_BOOT.but(pid=0x000F, product="RP2350 Boot", serial="5A8C2F4B7D3E9061")


class Tree:
    """`root` has a /sys, a /dev and one root hub; `at` says what is plugged in where."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.at: dict[str, tuple[Device, int]] = {}
        self._count = 1
        (root / BUS).mkdir(parents=True)
        hub = root / CONTROLLER / "usb1"
        self._write(hub, Device(0x1D6B, 0x0002, "DWC OTG Controller", code=HUB), 1)
        self._link(hub)

    def plug(self, device: Device, port: str = "1-1") -> Path:
        """Its folder in sysfs. Hubs are put where `port` needs them."""
        upper = port.rpartition(".")[0]
        if upper and upper not in self.at:
            self.plug(HUB_4, upper)
        self._count += 1
        self.at[port] = device, self._count
        folder = self._folder(port)
        self._write(folder, device, self._count)
        for index, interface in enumerate(device.interfaces):
            self._write_interface(folder / f"{port}:1.{index}", interface)
        self._link(folder)
        self.node(port).parent.mkdir(parents=True, exist_ok=True)
        self.node(port).touch()
        return folder

    def unplug(self, port: str) -> None:
        """With all that hangs on it."""
        for each in [each for each in self.at if each == port or each.startswith(f"{port}.")]:
            self.node(each).unlink()
            del self.at[each]
        folder = self._folder(port)
        for tty in folder.rglob("ttyACM*"):
            (self.root / "dev" / tty.name).unlink()
        shutil.rmtree(folder)
        for link in (self.root / BUS).iterdir():
            if not link.exists():
                link.unlink()

    def node(self, port: str) -> Path:
        return self.root / f"dev/bus/usb/001/{self.at[port][1]:03}"

    def _folder(self, port: str) -> Path:
        parts = port.split(".")
        chain = [".".join(parts[: depth + 1]) for depth in range(len(parts))]
        return self.root.joinpath(CONTROLLER, "usb1", *chain)

    def _write(self, folder: Path, device: Device, number: int) -> None:
        folder.mkdir(parents=True)
        attributes = {
            "idVendor": f"{device.vid:04x}",
            "idProduct": f"{device.pid:04x}",
            "bDeviceClass": f"{device.code:02x}",
            "busnum": "1",
            "devnum": str(number),
            "product": device.product,
            "manufacturer": device.vendor,
            "serial": device.serial,
        }
        for name, value in attributes.items():
            if value:
                write(folder / name, value)

    def _write_interface(self, folder: Path, interface: Interface) -> None:
        folder.mkdir()
        write(folder / "bInterfaceNumber", f"{int(folder.name.rpartition('.')[2]):02x}")
        write(folder / "bInterfaceClass", f"{interface.code:02x}")
        write(folder / "bInterfaceSubClass", f"{interface.subclass:02x}")
        write(folder / "bInterfaceProtocol", f"{interface.protocol:02x}")
        write(folder / "bNumEndpoints", f"{interface.endpoints:02x}")
        if interface.name:
            write(folder / "interface", interface.name)
        if interface.code == MODEM:
            taken = {path.name for path in (self.root / "dev").glob("ttyACM*")}
            name = next(name for n in range(100) if (name := f"ttyACM{n}") not in taken)
            (folder / "tty" / name).mkdir(parents=True)
            (self.root / "dev").mkdir(exist_ok=True)
            (self.root / "dev" / name).touch()

    def _link(self, folder: Path) -> None:
        """The kernel's flat list: devices and interfaces side by side."""
        for path in (folder, *folder.glob("*:*")):
            inside = path.relative_to(self.root / "sys")
            (self.root / BUS / path.name).symlink_to(Path("../../..") / inside)


def write(path: Path, value: str | bytes) -> None:
    path.write_bytes((value if isinstance(value, bytes) else value.encode()) + b"\n")
