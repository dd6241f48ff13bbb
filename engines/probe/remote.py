"""The connection to a pyOCD server, which lends a probe: one line of JSON asked, one answered."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from engines.marking import N_
from engines.probe.session import Lost

ANSWER = 5.0
"""Seconds within which a server answers; none of what it is asked takes a probe this long."""

REACH = 0.5
"""Seconds in which one is seen to be there."""

READ, LONGEST = 1 << 16, 1 << 20
"""Bytes taken at a time, and of a whole answer."""

Address = tuple[str, int]


class Line:
    """In the place of pyOCD's ClientSocket, which asks one that is silent, or has gone, for ever.

    Here that is Lost, from the second time on at once: closing a session takes several requests.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self._socket: socket.socket | None = None
        self._rest = b""
        self._why = N_("it is not connected")

    def connect(self) -> None:
        self._socket, self._rest = connected(self.address, ANSWER), b""

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket = None

    def set_timeout(self, seconds: float) -> None:
        """How often pyOCD would look whether it shall go on waiting, which it always does."""

    def write(self, data: bytes) -> None:
        with self._guarded() as line:
            line.settimeout(ANSWER)
            line.sendall(data)

    def readline(self) -> bytes:
        """An answer, which is a JSON object."""
        with self._guarded() as line:
            until = time.monotonic() + ANSWER
            while b"\n" not in self._rest:
                self._rest += received(line, until - time.monotonic())
                if len(self._rest) > LONGEST:
                    raise ValueError("an answer that does not end")
            answer, _, self._rest = self._rest.partition(b"\n")
            msgspec.json.decode(answer.decode(), type=dict[str, msgspec.Raw])
            return answer

    @contextmanager
    def _guarded(self) -> Iterator[socket.socket]:
        if self._socket is None:
            raise lost(self.address, self._why)
        try:
            yield self._socket
        except (OSError, ValueError) as error:  # what is no JSON is a ValueError
            self.close()
            self._why = str(error)
            raise lost(self.address, self._why) from error


def put_through(probe: Any, line: Line) -> None:
    """Let a pyocd TCPClientProbe speak over this line."""
    unlock = probe.unlock

    def unlocked() -> None:
        # pyOCD unlocks what it could not lock, too: its complaint would hide what was wrong.
        if probe._lock_count:
            unlock()

    probe._socket, probe.unlock = line, unlocked


def received(line: socket.socket, seconds: float) -> bytes:
    """Something, within that time. Raises OSError."""
    if seconds <= 0:
        raise TimeoutError("no answer")
    line.settimeout(seconds)
    if not (data := line.recv(READ)):
        raise ConnectionError("the server has closed the connection")
    return data


def connected(address: Address, seconds: float = REACH) -> socket.socket:
    """Raises Lost, saying why nobody is reached."""
    try:
        return socket.create_connection(address, seconds)
    except (OSError, UnicodeError) as error:  # of a name that cannot be one
        raise lost(address, str(error)) from error


def lost(address: Address, why: str) -> Lost:
    host, port = address
    return Lost(f"{host}:{port}: {why}")
