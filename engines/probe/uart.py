"""The probe's own UART, as most debug probes bring one: what the chip prints on its serial pins."""

from codecs import getincrementaldecoder
from typing import Any

from engines import wire

MOST = 16 << 10
"""Bytes taken at a time: a chip that floods leaves the console time to answer."""


class Uart:
    """A terminal device such as /dev/ttyACM0. Raises EngineError where it cannot be opened."""

    def __init__(self, tty: str, baud: int) -> None:
        import serial

        self.tty = tty
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        try:
            self.port: Any = serial.Serial(tty, baud, timeout=0, write_timeout=1, exclusive=True)
        except (OSError, ValueError) as error:  # SerialException is an OSError
            fix = "sudo usermod -aG dialout $USER" if "Permission" in str(error) else ""
            raise wire.EngineError("The serial port cannot be opened.", str(error), fix) from error

    def read(self) -> str:
        """What has come since the last time. Raises EngineError where the device is gone."""
        try:
            return self._decode(bytes(self.port.read(MOST)))
        except OSError as error:
            raise wire.EngineError("The serial port is gone.", f"{self.tty}: {error}") from error

    def write(self, line: str) -> None:
        try:
            self.port.write(line.encode() + b"\r\n")
        except OSError as error:
            raise wire.EngineError("The serial port is gone.", f"{self.tty}: {error}") from error

    def close(self) -> None:
        self.port.close()
