"""What the program prints, the way that a person wants to hear it, whenever that can be had."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from engines import wire
from engines.probe.messages import Listen, Printed, Refused
from engines.probe.rtt import Rtt
from engines.probe.session import translated
from engines.probe.uart import Uart

AGAIN = 1.0
"""Seconds between two tries to open a serial port that has gone."""


class Listening:
    """The wish outlasts a serial port that goes away and a chip that falls silent."""

    def __init__(
        self, emit: Callable[[wire.Message], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        self.emit, self.now = emit, now
        self.wish = Listen(on=False)
        self.ear: Rtt | Uart | None = None
        self._due = 0.0
        self._told = False
        """That the port is gone."""

    def begin(self, wish: Listen, connection: Any) -> None:
        """`connection` is for RTT. Raises EngineError; then nobody listens any more."""
        self.end()
        if wish.tty:
            self.ear = Uart(wish.tty, wish.baud)
        else:
            self.ear = Rtt(connection.target, connection.part)
        self.wish = wish

    def end(self) -> None:
        self.wish = Listen(on=False)
        self._deafen()

    def connect(self, connection: Any) -> None:
        """There is another connection to the chip, or with None no more."""
        if self.over_rtt:
            self._deafen()
            if connection:
                self.ear = Rtt(connection.target, connection.part)

    @property
    def over_rtt(self) -> bool:
        return self.wish.on and not self.wish.tty

    def say(self, text: str) -> None:
        """Raises EngineError where nobody listens, or it cannot be said."""
        match self.ear:
            case Uart():
                self.ear.write(text)
            case Rtt():
                with translated():
                    self.ear.write(text)
            case _ if self.over_rtt:
                raise wire.EngineError("The chip does not answer.")
            case _ if self.wish.on:
                raise wire.EngineError("The serial port is gone.", self.wish.tty)
            case _:
                raise wire.EngineError("Nobody listens to the program yet.")

    def hear(self) -> bool:
        """Tell what was printed. Returns whether there is reason to listen again soon.

        Raises Lost and EngineError as the connection to the chip does.
        """
        text, soon = "", False
        match self.ear:
            case Rtt():
                with translated():
                    text = self.ear.read()
                soon = self.ear.searching
            case Uart():
                text = self._heard(self.ear)
            case _:
                self._reopen()
        if text:
            self.emit(Printed(text))
        return soon or bool(text)

    def _heard(self, uart: Uart) -> str:
        try:
            text = uart.read()
        except wire.EngineError as error:
            self._deafen()
            self._due = self.now() + AGAIN
            if not self._told:
                self.emit(Refused(error.failed.what, error.failed.why, error.failed.fix))
            self._told = True
            return ""
        self._told = False
        return text

    def _reopen(self) -> None:
        if self.wish.tty and self.now() >= self._due:
            self._due = self.now() + AGAIN
            with suppress(wire.EngineError):  # not there yet, or not its group's: udev takes time
                self.ear = Uart(self.wish.tty, self.wish.baud)

    def _deafen(self) -> None:
        if self.ear:
            self.ear.close()
        self.ear = None
