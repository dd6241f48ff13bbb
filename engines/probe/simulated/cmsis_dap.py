"""The probe's own processor: CMSIS-DAP commands in, answers out (Arm, CMSIS-DAP 1.3 and 2.1)."""

from collections.abc import Callable

from engines.probe.simulated.dap import Dap, Fault


class Command:
    """By its number."""

    INFO = 0x00
    HOST_STATUS = 0x01
    CONNECT = 0x02
    DISCONNECT = 0x03
    TRANSFER_CONFIGURE = 0x04
    TRANSFER = 0x05
    TRANSFER_BLOCK = 0x06
    TRANSFER_ABORT = 0x07
    WRITE_ABORT = 0x08
    DELAY = 0x09
    RESET_TARGET = 0x0A
    SWJ_PINS = 0x10
    SWJ_CLOCK = 0x11
    SWJ_SEQUENCE = 0x12
    SWD_CONFIGURE = 0x13
    SWD_SEQUENCE = 0x1D


class Request:
    """What a transfer is asked with."""

    ACCESS_PORT = 1 << 0
    READ = 1 << 1
    MATCH = 1 << 4
    MASK = 1 << 5


REGISTER = 0xC
ACK_OK, ACK_FAULT, MISMATCH = 1, 4, 1 << 4
"""What a transfer is answered with."""

DONE, ERROR, UNKNOWN = b"\x00", b"\xff", b"\xff"
SWD = 1
N_RESET = 0x80
WORD = 4
PACKETS = 4
"""How many commands the probe takes before the first answer is fetched."""

SWD_BITS = 46
"""Of the wire for one 32-bit transfer: request, turnaround, acknowledge, data, parity, idle."""


class Mismatch(Exception):
    """A register never read as it was asked for."""


class Firmware:
    """`names` is what DAP_Info tells, by its id; `size` the packet's, in bytes."""

    def __init__(self, dap: Dap, size: int, names: dict[int, str]) -> None:
        self.dap, self.size, self.names = dap, size, names
        self.clock = 1_000_000
        self.busy = 0.0
        """Seconds that the wire has taken so far."""
        self._mask = 0xFFFF_FFFF
        self._tries = 1
        """How often a register is read that shall read as asked."""
        self._answers: dict[int, Callable[[bytes], bytes]] = {
            Command.INFO: self._info,
            Command.CONNECT: lambda packet: bytes([SWD]) if packet[1] in (0, SWD) else b"\0",
            Command.TRANSFER_CONFIGURE: self._configure,
            Command.TRANSFER: self._transfer,
            Command.TRANSFER_BLOCK: self._transfer_block,
            Command.WRITE_ABORT: self._write_abort,
            Command.DELAY: self._delay,
            Command.RESET_TARGET: lambda packet: DONE + b"\0",  # no sequence of its own
            Command.SWJ_PINS: self._pins,
            Command.SWJ_CLOCK: self._set_clock,
            Command.SWD_SEQUENCE: lambda packet: ERROR,  # bits by hand: nobody here reads them
        }
        simple = (
            Command.HOST_STATUS,
            Command.DISCONNECT,
            Command.SWJ_SEQUENCE,
            Command.SWD_CONFIGURE,
        )
        self._answers.update(dict.fromkeys(simple, lambda packet: DONE))

    def answer(self, packet: bytes) -> bytes | None:
        """The response to one packet, not padded; None where there is none to be."""
        packet = packet.ljust(self.size, b"\0")
        command = packet[0]
        if command == Command.TRANSFER_ABORT:
            return None
        act = self._answers.get(command)
        return UNKNOWN if act is None else bytes([command]) + act(packet)

    def _info(self, packet: bytes) -> bytes:
        numbers = {
            0xF0: bytes([SWD]),
            0xFE: bytes([PACKETS]),
            0xFF: self.size.to_bytes(2, "little"),
        }
        name = self.names.get(packet[1], "")
        value = numbers.get(packet[1], name.encode() + b"\0" if name else b"")
        return bytes([len(value)]) + value

    def _configure(self, packet: bytes) -> bytes:
        self._tries = 1 + int.from_bytes(packet[4:6], "little")
        return DONE

    # Transfers: no more than packet and answer have room for

    def _transfer(self, packet: bytes) -> bytes:
        at, done, data = 3, 0, b""
        try:
            while done < packet[2] and at < self.size and len(data) + 3 + WORD <= self.size:
                request = packet[at] & ~REGISTER
                register = packet[at] & REGISTER
                at += 1
                value = 0
                if not request & Request.READ or request & Request.MATCH:
                    value = int.from_bytes(packet[at : at + 4], "little")
                    at += 4
                data += self._execute(request, register, value)
                done += 1
        except Fault:
            return bytes([done, ACK_FAULT]) + data
        except Mismatch:
            return bytes([done, ACK_OK | MISMATCH]) + data
        return bytes([done, ACK_OK]) + data

    def _execute(self, request: int, register: int, value: int) -> bytes:
        """What there is to answer. Raises Fault and Mismatch."""
        read = request & Request.READ
        if not read and request & Request.MASK:
            self._mask = value
        elif read and request & Request.MATCH:
            reads = (self._swd(request, register) & self._mask for _ in range(self._tries))
            if value & self._mask not in reads:
                raise Mismatch
        elif read:
            return self._swd(request, register).to_bytes(4, "little")
        else:
            self._swd(request, register, value)
        return b""

    def _transfer_block(self, packet: bytes) -> bytes:
        request, register = packet[4] & 3, packet[4] & REGISTER
        room = (self.size - (4 if request & Request.READ else 5)) // WORD
        count = min(int.from_bytes(packet[2:4], "little"), room)
        words = [packet[at : at + WORD] for at in range(5, 5 + WORD * count, WORD)]
        done, data = 0, b""
        try:
            for word in words:
                data += self._execute(request, register, int.from_bytes(word, "little"))
                done += 1
        except Fault:
            return done.to_bytes(2, "little") + bytes([ACK_FAULT]) + data
        return done.to_bytes(2, "little") + bytes([ACK_OK]) + data

    def _swd(self, request: int, register: int, value: int = 0) -> int:
        """Raises Fault."""
        self.busy += SWD_BITS / self.clock
        access, read = bool(request & Request.ACCESS_PORT), bool(request & Request.READ)
        return self.dap.transfer(access, read, register, value)

    def _write_abort(self, packet: bytes) -> bytes:
        self._swd(0, 0, int.from_bytes(packet[2:6], "little"))
        return DONE

    # The wire

    def _delay(self, packet: bytes) -> bytes:
        self.busy += int.from_bytes(packet[1:3], "little") * 1e-6
        return DONE

    def _pins(self, packet: bytes) -> bytes:
        output, chosen = packet[1], packet[2]
        if chosen & N_RESET:
            self.dap.chip.hold_reset(not output & N_RESET)
        return bytes([0 if self.dap.chip.reset_held else N_RESET])

    def _set_clock(self, packet: bytes) -> bytes:
        clock = int.from_bytes(packet[1:5], "little")
        self.clock = clock or self.clock
        return DONE if clock else ERROR
