"""The doctor behind the bridge."""

from functools import reduce

import pytest

from engines import wire
from engines.inbox import Inbox, Stopped
from engines.pi.doctor.check import Check, Result, failure, ok
from engines.pi.doctor.doctor import CHECKS
from engines.pi.engine import serve
from engines.pi.messages import Checked, Done, Examine, Examining
from engines.pi.state import State, step
from tests.engines.pi.doctor.fakes import fake


def check(key: str, result: Result) -> Check:
    return Check(key, "Boards", key.title(), f"because of {key}", lambda _: result)


def examined(host, checks=CHECKS, request=None) -> list[wire.Message]:
    events: list[wire.Message] = []
    done = serve(Inbox([request or Examine()]), events.append, checks, lambda: host)
    return [*events, done]


def test_it_tells_how_many_follow_then_each_with_its_words(tmp_path):
    checks = [check("fine", ok("{it} is.", it="It")), check("broken", failure("No.", "mend"))]
    assert examined(fake(tmp_path), checks) == [
        Examining(2),
        Checked("fine", "Boards", "Fine", "ok", "{it} is.", {"it": "It"}, "", "because of fine"),
        Checked("broken", "Boards", "Broken", "failure", "No.", {}, "mend", "because of broken"),
        Done(),
    ]  # fmt: skip


def test_all_checks_are_told_and_can_be_sent(tmp_path):
    events = examined(fake(tmp_path))
    assert [it.key for it in events if isinstance(it, Checked)] == [it.key for it in CHECKS]
    assert all(map(wire.encode, events))


def test_what_is_no_text_on_the_machine_is_sent_escaped(tmp_path):
    wild = ok("{name} lies here.", name="\udcff\x1b[2J")
    (_, told, _) = examined(fake(tmp_path), [check("wild", wild)])
    assert told.about == {"name": "\\udcff\\x1b[2J"}
    assert wire.encode(told)


def test_the_askers_environment_goes_before_the_childs_own(tmp_path):
    host = fake(tmp_path, environ={"LANG": "C", "LC_CTYPE": "C.UTF-8"})
    found = {}
    for environ in ({}, {"LC_CTYPE": ""}):
        events = examined(host, request=Examine(environ))
        found[len(environ)] = next(it for it in events if getattr(it, "key", "") == "locale")
    assert (found[0].status, found[1].status) == ("ok", "warning")


def test_it_ends_between_two_checks_when_nobody_asks_any_more(tmp_path):
    inbox, told = Inbox([Examine()]), []

    def emit(event: wire.Message) -> None:
        told.append(event)
        if len(told) == 3:
            inbox.stop()

    with pytest.raises(Stopped):
        serve(inbox, emit, CHECKS, lambda: fake(tmp_path))
    assert len(told) == 3


def test_the_state_begins_anew_with_each_examination(tmp_path):
    events = examined(fake(tmp_path), [check("fine", ok("It is."))])
    state = reduce(step, [*events, *events], State())
    assert (state.number, [it.key for it in state.checked], state.last) == (1, ["fine"], Done())
    assert step(state, Examining(4)) == State(4)
