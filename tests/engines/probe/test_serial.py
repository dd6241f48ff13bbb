"""The probe's own UART, on a pseudo-terminal: it needs no connection to the chip, and no pyOCD."""

import os
import pty
import subprocess
import sys
import tty
from contextlib import suppress

import pytest

from engines import wire
from engines.probe import listening
from engines.probe.messages import Listen, Printed, Refused, Say, Watch
from tests import ROOT, until
from tests.engines.probe.conversation import printed


class Line:
    """A serial line: the chip's end of it, and a name of ours that can go and come back."""

    def __init__(self, path):
        self.path = path
        self.plug()

    def plug(self):
        self.chip, self.ours = pty.openpty()
        tty.setraw(self.ours)
        self.path.symlink_to(os.ttyname(self.ours))

    def unplug(self):
        self.path.unlink()
        self.hang_up()

    def hang_up(self):
        for end in (self.chip, self.ours):
            with suppress(OSError):
                os.close(end)

    def says(self, text):
        os.write(self.chip, text.encode())

    def hears(self):
        return until(lambda: os.read(self.chip, 100))


@pytest.fixture
def line(tmp_path):
    made = Line(tmp_path / "ttyACM0")
    yield made
    made.hang_up()


def listening_to(talk, line):
    engine = talk(Watch())
    engine.ask(Listen(tty=str(line.path)))
    engine.ask(Say("hello"))
    assert line.hears() == b"hello\r\n"
    return engine


def test_a_serial_port_is_heard_and_answered_without_a_connection(talk, line):
    engine = listening_to(talk, line)
    line.says("tick 1 \u00e9\r\n")
    assert engine.hears(Printed).text == "tick 1 \u00e9\r\n"
    engine.ask(Listen(on=False))
    engine.ask(Say("again"))
    assert engine.hears(Refused).what == "Nobody listens to the program yet."


def test_a_character_may_come_in_two_pieces(talk, line):
    engine = listening_to(talk, line)
    first, second = "\u96f6".encode()[:1], "\u96f6".encode()[1:]
    os.write(line.chip, b"a" + first)
    until(lambda: printed(engine) == "a")
    os.write(line.chip, second)
    until(lambda: printed(engine) == "a\u96f6")


def test_a_serial_port_that_is_not_there_is_refused(talk):
    engine = talk(Watch())
    engine.ask(Listen(tty="/dev/ttyACM99"))
    assert engine.hears(Refused).what == "The serial port cannot be opened."


def test_a_serial_port_that_goes_away_is_told_once_and_heard_again_when_it_is_back(
    talk, line, monkeypatch
):
    monkeypatch.setattr(listening, "AGAIN", 0.05)
    engine = listening_to(talk, line)
    for text in ("one", "two"):
        line.unplug()
        assert engine.hears(Refused).what == "The serial port is gone."
        engine.ask(Say("anybody there?"))
        assert engine.hears(Refused).why == str(line.path)
        line.plug()
        # What comes before the port is open is the operating system's to lose.
        until(lambda text=text: line.says(text) or text in printed(engine))
        assert [type(event) for event in engine.said].count(Refused) == 1
        del engine.said[:]
    engine.ask(Listen(on=False))
    engine.ask(Say("again"))
    assert engine.hears(Refused).what == "Nobody listens to the program yet."


class Gone:
    """A port that can be opened, and no more."""

    opened = 0

    def __init__(self, tty, baud):
        type(self).opened += 1

    def read(self):
        raise wire.EngineError("The serial port is gone.")

    def close(self):
        pass


def test_a_port_that_fails_again_and_again_is_tried_once_a_second_and_told_once(monkeypatch):
    monkeypatch.setattr(listening, "Uart", Gone)
    told, clock = [], [0.0]
    ear = listening.Listening(told.append, lambda: clock[0])
    ear.begin(Listen(tty="/dev/ttyACM0"), None)
    for _ in range(100):
        ear.hear()
        clock[0] += 0.1
    assert [event.what for event in told] == ["The serial port is gone."]
    assert 5 <= Gone.opened <= 11


CHILD = """
import sys
from engines.inbox import Inbox, Stopped
from engines.probe.engine import serve
from engines.probe.messages import Halt, Listen, Refused, Say, Watch

def emit(event):
    if isinstance(event, Refused):
        print(event.what, flush=True)
        inbox.stop()

inbox = Inbox([Watch(), Listen(tty=sys.argv[1]), Say("hello"), Halt()])
try:
    serve(inbox, emit)
except Stopped:
    assert "pyocd" not in sys.modules
"""


def test_neither_a_serial_port_nor_what_is_refused_loads_pyocd(line):
    """It takes 30 MiB, for what it has no part in."""
    command = [sys.executable, "-c", CHILD, str(line.path)]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (child.returncode, child.stderr) == (0, "")
    assert child.stdout == "No probe is connected.\n"
    assert line.hears() == b"hello\r\n"
