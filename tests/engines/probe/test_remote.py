"""A pyOCD server that goes, falls silent or talks nonsense: an error in words, and no hang."""

import socket
import threading
from contextlib import suppress

import pytest

from engines import wire
from engines.inbox import Inbox
from engines.probe import remote
from engines.probe.engine import serve
from engines.probe.messages import Flash, Verify, Wanted
from engines.probe.session import Lost
from engines.probe.source import Remote

HELLO = b'{"id": 0, "status": 0}\n'


class Server:
    """Takes whoever comes and answers each line with the next of `answers`; then it hangs up.

    None is silence.
    """

    def __init__(self, *answers):
        self.answers = list(answers)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.name = f"127.0.0.1:{self.address[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                caller, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(caller,), daemon=True).start()

    def _answer(self, caller):
        with caller, caller.makefile("rb") as lines, suppress(OSError):
            for answer in self.answers:
                lines.readline() if answer else lines.read()
                caller.sendall(answer or b"")
            lines.readline()

    def close(self):
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@pytest.fixture
def server(monkeypatch):
    """server(*answers): one that is closed at the end. Nobody waits long for it."""
    monkeypatch.setattr(remote, "ANSWER", 0.2)
    begun = []

    def begin(*answers):
        begun.append(Server(*answers))
        return begun[-1]

    yield begin
    for each in begun:
        each.close()


ODD = {
    "it hangs up": ((), "closed the connection"),
    "it hangs up later": ((HELLO,), "closed the connection"),
    "it is silent": ((None,), "timed out"),
    "it falls silent": ((HELLO, None), "timed out"),
    "no JSON": ((b"what?\n",), "JSON is malformed"),
    "no object": ((b"[1]\n",), "Expected `object`"),
    "no UTF-8": ((b'{"id": "\xff"}\n',), "utf-8"),
    "no end": ((b"x" * (remote.LONGEST + 1),), "does not end"),
}


@pytest.mark.parametrize(("answers", "why"), ODD.values(), ids=ODD)
def test_a_server_that_does_not_answer_as_one_is_lost(server, answers, why):
    lent = server(*answers)
    request = Verify("x", Wanted(lent.name, target="stm32f103rc"))
    with pytest.raises(wire.EngineError, match="The probe cannot be reached") as caught:
        serve(Inbox([request]), lambda event: None)
    assert caught.value.failed.why.startswith(f"{lent.name}: ")
    assert why in caught.value.failed.why


def test_an_answer_in_drops_is_none(monkeypatch):
    monkeypatch.setattr(remote, "ANSWER", 0.2)
    line = remote.Line(("", 0))
    line._socket, far = socket.socketpair()
    over = threading.Event()

    def drip():
        while not over.wait(0.02):
            far.send(b" ")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(Lost):
            line.readline()
    finally:
        over.set()
        thread.join()
        far.close()


def test_once_lost_nothing_is_waited_for(server):
    line = remote.Line(server(None).address)
    line.connect()
    line.write(b"{}\n")
    with pytest.raises(Lost, match="timed out"):
        line.readline()
    with pytest.raises(Lost, match="timed out"):
        line.write(b"{}\n")


@pytest.mark.parametrize("host", ["nosuchhost.invalid", "x" * 64, "localhost"])
@pytest.mark.parametrize("request_", [Verify, Flash])
def test_a_probe_that_never_was_there_is_an_error_in_words(tmp_path, host, request_):
    (tmp_path / "fw.bin").write_bytes(b"x")
    with socket.socket() as taken:  # and not listened at
        taken.bind(("127.0.0.1", 0))
        name = f"{host}:{taken.getsockname()[1]}"
        request = request_(str(tmp_path / "fw.bin"), Wanted(name))
        with pytest.raises(wire.EngineError, match="The probe cannot be reached") as caught:
            serve(Inbox([request]), lambda event: None)
        assert caught.value.failed.why.startswith(f"{name}: ")


def test_a_server_is_there_while_it_can_be_reached(server):
    lent = server()
    source = Remote(lent.name)
    assert source.plugged().probe == lent.name
    lent.close()
    assert source.plugged() is None
    lent.listener = socket.create_server(lent.address)
    assert source.plugged() is not None
