"""Commands of alerts: no shell, no option from a value, nothing that blocks or is left over."""

import os
import time

import pytest

from engines.roc.hooks import Hooks, filled
from engines.wire import EngineError
from tests import until

VALUES = {"symbol": "sz000001", "name": "平安 银行", "price": "9.81", "time": "", "alert": "up"}


def test_placeholders_are_filled_into_words_that_stay_words():
    hook = ("say", "{symbol}: {name}", "{price}{time}", "{unknown} {", "$HOME;`x`")
    expected = ["say", "sz000001: 平安 银行", "9.81", "{unknown} {", "$HOME;`x`"]
    assert filled(hook, VALUES) == expected
    assert filled(("say", "{name}"), {"name": "{symbol}{price}"}) == ["say", "{symbol}{price}"]


def test_a_value_cannot_become_an_option_or_the_command():
    for hook in (("say", "{symbol}"), ("say", "x", "{symbol}{name}")):
        with pytest.raises(EngineError, match="option"):
            filled(hook, VALUES | {"symbol": "-rf"})
    fine = [("say", "--", "{symbol}"), ("say", "for {symbol}"), ("say", "--for={symbol}")]
    for hook in fine:
        assert filled(hook, VALUES | {"symbol": "-rf"})[-1].endswith("-rf")
    with pytest.raises(EngineError, match="option"):
        filled(("say", "{name}{symbol}"), VALUES | {"name": "", "symbol": "-rf"})
    with pytest.raises(EngineError, match="fixed"):
        filled(("{symbol}",), VALUES)
    for hook in ((), ("",)):
        with pytest.raises(EngineError, match="no command"):
            filled(hook, VALUES)


@pytest.fixture
def open_stdin():
    """What is read from a terminal: nothing comes, and it does not end."""
    saved, (ours, theirs) = os.dup(0), os.pipe()
    os.dup2(ours, 0)
    yield
    os.dup2(saved, 0)
    for each in (saved, ours, theirs):
        os.close(each)


def test_a_hook_is_started_without_waiting_and_gets_its_words(tmp_path, open_stdin):
    hooks, path = Hooks(), tmp_path / "said"
    script = 'printf "%s|" "$@" > "$0.new"; cat >> "$0.new"; mv "$0.new" "$0"; sleep 60'
    begun = time.monotonic()
    assert hooks.start(("sh", "-c", script, str(path), "{symbol}", "{name}"), VALUES) == "started"
    assert time.monotonic() - begun < 2
    until(path.exists)
    assert path.read_text() == "sz000001|平安 银行|"
    hooks.close(0)


def test_what_cannot_be_started_is_said():
    hooks = Hooks()
    assert hooks.start(("no-such-command",), VALUES) == (
        "no-such-command: No such file or directory"
    )
    assert "null byte" in hooks.start(("true", "{name}"), VALUES | {"name": "a\0b"})
    assert hooks.start(("true", "{name}"), VALUES | {"name": "-x"}) == (
        "A hook's word would become an option."
    )
    assert not hooks.running


def test_no_more_than_a_few_run_at_once_and_one_that_ended_makes_room(tmp_path):
    hooks, door = Hooks(most=2), tmp_path / "door"
    waiting = ("sh", "-c", 'until [ -e "$0" ]; do sleep 0.02; done', str(door))
    assert [hooks.start(waiting, VALUES) for _ in range(3)] == [
        "started",
        "started",
        "Too many hooks are running.",
    ]
    door.touch()
    until(lambda: hooks.start(("true",), VALUES) == "started")
    hooks.close()


def test_one_that_takes_too_long_is_killed_with_what_it_started(tmp_path):
    """That nothing of it is left, the fixture for every test sees."""
    hooks = Hooks(seconds=0.2)
    assert hooks.start(("sh", "-c", "sleep 60 & sleep 60"), VALUES) == "started"
    [process] = hooks.running
    until(lambda: process.returncode is not None)
    assert process.returncode == -9
    hooks.close()


def test_the_end_waits_a_moment_for_those_that_are_nearly_done(tmp_path):
    hooks, path = Hooks(), tmp_path / "done"
    hooks.start(("sh", "-c", 'sleep 0.2; touch "$0"', str(path)), VALUES)
    hooks.start(("sleep", "60"), VALUES)
    begun = time.monotonic()
    hooks.close(1.5)
    assert path.exists()
    assert time.monotonic() - begun < 5
