"""Which control block is the program's, and what its rings hold: on RAM that is bytes of a test."""

import struct

import pytest
from pyocd.core.exceptions import TransferFaultError

from engines import wire
from engines.probe import rtt
from engines.probe.control_block import CHUNK, DESCRIPTOR, HEADER, ID
from engines.probe.live import SOON
from engines.probe.memory_map import Region
from engines.probe.parts import Part
from engines.probe.rtt import Rtt
from tests.engines.probe.rig import noise

START, SIZE = 0x2000_0000, 48 << 10
SECOND = Region(0x1000_0000, 4 << 10)
BYTE = 20e-6
"""Seconds that a byte takes on a slow probe."""


class Ram:
    """A pyocd target that is RAM and nothing else, and a clock that reading moves."""

    def __init__(self, *more, size=SIZE):
        self.regions = (Region(START, size), *more)
        self.bytes = {region: bytearray(region.length) for region in self.regions}
        self.holes, self.time, self.written = set(), 0.0, []

    def part(self):
        return Part("x", (), self.regions)

    def _at(self, address, size):
        for region, held in self.bytes.items():
            if region.start <= address and address + size <= region.end:
                return held, address - region.start
        raise AssertionError(f"{address:#x} is no RAM")

    def read_memory_block8(self, address, size):
        self.time += size * BYTE
        held, at = self._at(address, size)
        if any(address <= hole < address + size for hole in self.holes):
            raise TransferFaultError(address)
        return list(held[at : at + size])

    def write_memory_block8(self, address, data):
        self.written.append(address)
        held, at = self._at(address, len(data))
        held[at : at + len(data)] = data

    def write32(self, address, value):
        self.write_memory_block8(address, struct.pack("<I", value))


class Program:
    """The other side: a control block, and a ring for each direction behind it."""

    def __init__(self, ram, at=START + 0x400, size=64, down=16, ups=1, start=0):
        self.ram, self.at, self.size, self.down = ram, at, size, down
        self.up_at = at + HEADER.size
        self.down_at = self.up_at + ups * DESCRIPTOR.size
        self.buffer = self.down_at + DESCRIPTOR.size
        self.block = HEADER.pack(ID, ups, 1 if down else 0)
        ram.write_memory_block8(self.up_at, DESCRIPTOR.pack(0, self.buffer, size, start, start, 0))
        if down:
            ring = DESCRIPTOR.pack(0, self.buffer + size, down, 0, 0, 0)
            ram.write_memory_block8(self.down_at, ring)
        self.begin()

    def begin(self):
        self.ram.write_memory_block8(self.at, self.block)

    def vanish(self):
        self.ram.write_memory_block8(self.at, bytes(16))

    def offsets(self, descriptor):
        return struct.unpack("<2I", bytes(self.ram.read_memory_block8(descriptor + 12, 8)))

    def print(self, text):
        """As much as there is room for; the number of bytes."""
        data = text if isinstance(text, bytes) else text.encode()
        write, read = self.offsets(self.up_at)
        count = min(len(data), (read - write - 1) % self.size)
        for byte in data[:count]:
            self.ram.write_memory_block8(self.buffer + write, bytes([byte]))
            write = (write + 1) % self.size
        self.ram.write32(self.up_at + 12, write)
        return count

    def hears(self):
        """What was said to it, and takes it."""
        write, read = self.offsets(self.down_at)
        ring = bytes(self.ram.read_memory_block8(self.buffer + self.size, self.down))
        self.ram.write32(self.down_at + 16, write)
        return (ring + ring)[read : read + (write - read) % self.down]

    @property
    def untouched(self):
        """Nobody has said that the bytes of the ring were read."""
        return self.up_at + 16 not in self.ram.written


@pytest.fixture
def ram():
    return Ram()


def ear(ram):
    ram.written.clear()
    return Rtt(ram, ram.part(), lambda: ram.time)


def heard(listening, seconds=3.0):
    """Within so long, with a short rest after each turn."""
    text, end = "", listening.target.time + seconds
    while listening.target.time < end:
        text += listening.read()
        listening.target.time += SOON
    return text


# Found


@pytest.mark.parametrize("at", [0, 4, CHUNK - 4, CHUNK - 12, CHUNK - 16, CHUNK, SIZE - 256])
def test_a_block_is_found_wherever_it_lies(ram, at):
    Program(ram, START + at).print("hello")
    assert heard(ear(ram)) == "hello"


def test_every_ram_is_searched_and_one_that_is_not_there_hides_no_other():
    ram = Ram(SECOND)
    ram.holes = set(range(START, START + SIZE, CHUNK))
    Program(ram, SECOND.start).print("hello")
    assert heard(ear(ram)) == "hello"


def test_a_part_whose_ram_is_not_known_is_refused(ram):
    with pytest.raises(wire.EngineError, match="where this part has that is not known"):
        Rtt(ram, Part("Cortex-M3", ()))


def test_a_turn_is_short_however_much_ram_there_is():
    ram = Ram(size=512 << 10)
    Program(ram, START + (300 << 10)).print("hello")
    listening, text, longest = ear(ram), "", 0.0
    while not text:
        begin = ram.time
        text = listening.read()
        longest = max(longest, ram.time - begin)
    assert text == "hello"
    assert longest < rtt.SPELL + 2 * CHUNK * BYTE


# No block


def block(name=ID, ups=1, downs=1, buffer=START + 0x800, size=64, write=5, read=0):
    return struct.pack("<16s8I", name, ups, downs, 0, buffer, size, write, read, 0)


NONE = {
    "only the words": block(name=b"SEGGER RTT block"),
    "no ring": block(ups=0),
    "many rings": block(ups=17),
    "a mad count": block(ups=0x7FFF_FFFF, downs=3),
    "a mad count of the others": block(downs=0xFFFF_FFFF),
    "nowhere": block(buffer=0),
    "in flash": block(buffer=0x0800_0000),
    "below": block(buffer=START - 1),
    "out of RAM": block(size=SIZE),
    "all of the addresses": block(size=0xFFFF_FFFF),
    "empty": block(size=0, write=0),
    "a writer out of it": block(write=64),
    "a reader out of it": block(read=64),
    "only just begun": block()[:16] + b"\xa5" * 32,
    "the end of RAM": None,
}


@pytest.mark.parametrize("decoy", NONE.values(), ids=NONE)
@pytest.mark.parametrize("at", [START + 0x100, START + 0x102])
def test_what_only_looks_like_one_costs_nothing_and_hides_none(ram, decoy, at):
    if decoy is None:
        at, decoy = START + SIZE - 16 - at % 4, ID
    ram.write_memory_block8(at, decoy)
    Program(ram).print("hello")
    listening = ear(ram)
    assert heard(listening) == "hello"
    assert listening.block == START + 0x400
    assert ram.time < 5


def test_what_is_halfway_up_is_found_when_it_is_done(ram):
    program = Program(ram)
    program.vanish()
    listening = ear(ram)
    assert heard(listening) == ""
    program.begin()
    program.print("hello")
    assert heard(listening) == "hello"


def test_whatever_lies_in_ram_nothing_but_ram_is_touched(rng, count):
    """And only rings that lie in it."""
    for _ in range(count(100)):
        ram = Ram()
        for region in range(0, SIZE, 4096):
            at = START + region + 4 * rng.randrange(900)
            words = [rng.choice([0, 1, 3, 64, START, START + 8, SIZE, 1 << 31]) for _ in range(8)]
            ram.write_memory_block8(at, struct.pack("<16s8I", ID, *words))
        listening = ear(ram)
        listening.write("hello")
        heard(listening)


# Of several


def test_a_block_of_an_earlier_program_hides_none(ram):
    stale = Program(ram, START + 0x400, start=7)
    Program(ram, START + 0x1000).print("hello")
    assert heard(ear(ram)) == "hello"
    assert stale.untouched


def test_the_one_that_moves_is_the_programs_though_others_have_something_to_say(ram):
    stale, live = Program(ram, START + 0x400), Program(ram, START + 0x1000)
    stale.print("old")
    live.print("hello ")
    listening = ear(ram)
    assert heard(listening, rtt.PATIENCE / 2) == ""
    live.print("world")
    assert heard(listening) == "hello world"
    assert stale.untouched


def test_where_none_can_move_each_is_heard_until_one_does(ram):
    """The program's ring is full, and so was that of an earlier one."""
    stale, live = Program(ram, START + 0x400), Program(ram, START + 0x1000)
    stale.print("old" * 64)
    assert live.print("x" * 64) == 63
    listening = ear(ram)
    assert heard(listening, rtt.PATIENCE / 2) == ""
    assert heard(listening).count("x") == 63
    live.print("and more")
    assert heard(listening) == "and more"


def test_another_program_with_its_block_elsewhere_is_found_when_the_first_is_quiet(ram):
    first = Program(ram)
    first.print("one")
    listening = ear(ram)
    assert heard(listening) == "one"
    second = Program(ram, START + 0x2000)
    second.print("two")
    assert heard(listening, rtt.QUIET / 2) == ""
    text = ""
    for _ in range(10):
        text += heard(listening, 1.0)
        second.print(".")
    assert text.startswith("two..")


# After a reset


def test_a_block_that_vanishes_and_is_back_is_heard_at_once(ram):
    program = Program(ram)
    program.print("before")
    listening = ear(ram)
    assert heard(listening) == "before"
    program.vanish()
    assert listening.read() == ""
    program = Program(ram)
    program.print("after")
    assert listening.read() == "after"


def test_half_a_character_of_one_program_is_none_of_the_next(ram):
    program = Program(ram)
    program.print(b"before \xe9")
    listening = ear(ram)
    assert heard(listening) == "before "
    program.vanish()
    listening.read()
    Program(ram).print("after")
    assert heard(listening) == "after"


# The rings


def test_a_large_ring_is_read_in_pieces_and_arrives_whole(ram):
    text = noise(1, 9000).hex()
    program = Program(ram, size=20000, start=15000)
    program.print(text)
    listening = ear(ram)
    parts = [part for _ in range(200) if (part := listening.read())]
    assert "".join(parts) == text
    assert max(map(len, parts)) <= rtt.MOST


def test_a_line_is_sent_around_the_end_of_its_ring_as_there_is_room(ram):
    program = Program(ram)
    program.print("?")
    listening = ear(ram)
    heard(listening)
    told = b""
    for line in ("one", "a line of more than sixteen bytes", "two"):
        listening.write(line)
        for _ in range(4):
            told += program.hears()
            listening.read()
    assert told == b"one\na line of more than sixteen bytes\ntwo\n"


def test_what_is_said_before_the_block_is_found_is_sent_once_it_is(ram):
    program = Program(ram, START + SIZE - 1024)
    listening = ear(ram)
    listening.write("one")
    listening.write("two")
    heard(listening)
    assert program.hears() == b"one\ntwo\n"


def test_a_line_waits_until_the_last_is_read(ram):
    Program(ram).print("?")
    listening = ear(ram)
    heard(listening)
    listening.write("x" * 40)
    with pytest.raises(wire.EngineError, match="not read the last line") as caught:
        listening.write("y")
    assert caught.value.failed.why == "26 bytes of it wait"


def test_a_program_that_does_not_listen_is_told(ram):
    listening = ear(ram)
    heard(listening)
    with pytest.raises(wire.EngineError, match="does not listen"):
        listening.write("anybody?")
    Program(ram, down=0).print("?")
    assert heard(listening) == "?"
    with pytest.raises(wire.EngineError, match="does not listen"):
        listening.write("anybody?")
