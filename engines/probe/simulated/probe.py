"""The board's probe as pyOCD sees it: its own CMSIS-DAP code, over a cable of ours."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from pyocd.probe.cmsis_dap_probe import CMSISDAPProbe
from pyocd.probe.pydapaccess import DAPAccess
from pyocd.probe.pydapaccess.dap_access_cmsis_dap import DAPAccessCMSISDAP
from pyocd.probe.pydapaccess.interface.interface import Interface
from usb.core import USBError, USBTimeoutError

from engines.probe.messages import Cable
from engines.probe.simulated.board import PRODUCT, SERIAL, VENDOR, Board, Silence, Unplugged, desk
from engines.probe.simulated.clock import WallClock
from engines.probe.simulated.plugin import DEMO
from engines.wire import EngineError

NO_DEVICE, TIMED_OUT = 19, 110
"""errno, as libusb reports them."""


@contextmanager
def as_usb() -> Iterator[None]:
    """The cable's troubles in PyUSB's words."""
    try:
        yield
    except Unplugged:
        raise USBError("No such device", errno=NO_DEVICE) from None
    except Silence:
        raise USBTimeoutError("Operation timed out", errno=TIMED_OUT) from None


class CableInterface(Interface):  # type: ignore[misc] # pyOCD says nothing of its types
    """Stands where PyUSB's back end stands, and fails with PyUSB's errors."""

    def __init__(self, cable: Cable) -> None:
        super().__init__()
        self.cable = cable
        self.vendor_name, self.product_name, self.serial_number = VENDOR, PRODUCT, SERIAL
        self.packet_size = cable.packet_size
        self.board: Board | None = None

    @property
    def is_bulk(self) -> bool:
        return self.cable.bulk

    def open(self) -> None:
        with as_usb():
            self._plugged().claim()

    def close(self) -> None:
        if self.board:
            self.board.release()

    def write(self, data: list[int]) -> None:
        with as_usb():
            self._plugged().send(bytes(data))

    def read(self) -> bytearray:
        with as_usb():
            return bytearray(self._plugged().receive())

    def _plugged(self) -> Board:
        if self.board is None:
            raise Unplugged
        return self.board


class DeskInterface(CableInterface):
    """Takes the board from the desk while it is open, and no longer: others may list it."""

    def open(self) -> None:
        try:
            self.board = desk(WallClock(), self.cable)
        except EngineError as error:
            raise DAPAccess.DeviceError(str(error)) from error
        super().open()

    def close(self) -> None:
        if self.board:
            self.board.close()
        self.board = None


class SimulatedProbe(CMSISDAPProbe):  # type: ignore[misc] # as above
    @classmethod
    def of(cls, board: Board) -> Self:
        interface = CableInterface(board.cable)
        interface.board = board
        return cls(DAPAccessCMSISDAP(None, interface=interface))


class DeskProbe(SimulatedProbe):
    """What the plug-in shows: the board on the desk, at the cable that ZERODECK_DEMO names."""

    @classmethod
    def get_all_connected_probes(
        cls, unique_id: str | None = None, is_explicit: bool = False
    ) -> Sequence[Self]:
        cable = Cable(bulk=os.environ.get(DEMO) == "bulk")
        return [cls(DAPAccessCMSISDAP(None, interface=DeskInterface(cable)))]

    @classmethod
    def get_probe_with_id(cls, unique_id: str, is_explicit: bool = False) -> Self | None:
        return cls.get_all_connected_probes()[0] if unique_id == SERIAL else None
