"""The devices of a tree as PyUSB would show them, so that pyOCD's own code can say what it sees."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.engines.probe.usb_tree import HID, MODEM, Device, Interface, Tree

IN, OUT, BULK, INTERRUPT = 0x80, 0x00, 2, 3


class FakeInterface(list):
    """A list of its endpoints; `iInterface` is the string itself."""

    def __init__(self, device: "FakeDevice", interface: Interface) -> None:
        kind = INTERRUPT if interface.code in (HID, MODEM) else BULK
        order = (IN, OUT) if interface.code == HID else (OUT, IN, IN)
        super().__init__(
            SimpleNamespace(bEndpointAddress=direction | index + 1, bmAttributes=kind)
            for index, direction in enumerate(order[: interface.endpoints])
        )
        self.device = device
        self.bInterfaceClass = interface.code
        self.bInterfaceSubClass = interface.subclass
        self.bNumEndpoints = interface.endpoints
        self.iInterface = interface.name


class FakeDevice:
    def __init__(self, device: Device, address: int) -> None:
        self.idVendor, self.idProduct, self.bDeviceClass = device.vid, device.pid, device.code
        self.product = text(device.product)
        self.manufacturer = text(device.vendor)
        self.serial_number = text(device.serial)
        self.bus, self.address = 1, address
        self.interfaces = [FakeInterface(self, interface) for interface in device.interfaces]

    def get_active_configuration(self) -> list[FakeInterface]:
        if not self.interfaces:
            import usb.core

            raise usb.core.USBError("Configuration not set")
        return self.interfaces

    def set_configuration(self) -> None:
        pass


def text(value: str | bytes) -> str | None:
    return (value.decode() if isinstance(value, bytes) else value) or None


class Pyocd:
    """pyOCD 0.46 on a machine that has just this tree."""

    def __init__(self, tree: Tree, patch: pytest.MonkeyPatch) -> None:
        import usb.util
        from pyocd.probe import picoprobe
        from pyocd.probe.pydapaccess.interface import pyusb_backend, pyusb_v2_backend
        from pyocd.probe.stlink import usb as stlink

        def find(find_all: bool = False, custom_match: Callable[[Any], bool] = bool) -> Any:
            found = [FakeDevice(device, number) for device, number in tree.at.values()]
            matching = [device for device in found if custom_match(device)]
            return matching if find_all else next(iter(matching), None)

        for module in (picoprobe, pyusb_backend, pyusb_v2_backend, stlink):
            patch.setattr(module, "usb_find", find)
        patch.setattr(usb.util, "get_string", lambda device, index: index or None)
        patch.setattr(usb.util, "dispose_resources", lambda device: None)

    def cmsis_dap(self) -> Iterator[tuple[str, str, str, str]]:
        from pyocd.probe.cmsis_dap_probe import CMSISDAPProbe

        for probe in CMSISDAPProbe.get_all_connected_probes():
            kind = "CMSIS-DAP v2" if probe._link._interface.is_bulk else "CMSIS-DAP v1"
            yield kind, probe.unique_id, probe.vendor_name, probe.product_name

    def st_link(self) -> Iterator[tuple[str, str, str, str]]:
        from pyocd.probe.stlink_probe import StlinkProbe

        for probe in StlinkProbe.get_all_connected_probes():
            kind = f"ST-Link {probe._link._device.version_name}"
            yield kind, probe.unique_id, probe.vendor_name, probe.product_name

    def picoprobe(self) -> Iterator[tuple[str, str, str, str]]:
        from pyocd.probe.picoprobe import Picoprobe

        for probe in Picoprobe.get_all_connected_probes():
            yield "Picoprobe", probe.unique_id, probe.vendor_name, probe.product_name

    def list(self) -> list[tuple[str, str, str, str]]:
        """Kind, unique_id, vendor, product of all but J-Links, which SEGGER's library lists."""
        return sorted([*self.cmsis_dap(), *self.st_link(), *self.picoprobe()])
