import math
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines import link, wire
from engines.events import Events
from tests.bridge.sleeper.messages import Count, Counting, Done, Event, Request

settings.register_profile("noisy machine", deadline=None, database=None)
settings.load_profile("noisy machine")

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
figures = st.floats(allow_nan=False, allow_infinity=False)
events = st.one_of(
    st.builds(wire.Hello, st.integers(0, 1 << 40), text, text),
    st.builds(wire.Progress, text, figures, st.none() | figures),
    st.builds(wire.Log, text),
    st.builds(wire.Failed, text, text, text),
    st.builds(wire.Cancelled),
    st.builds(Counting, st.integers(0, 1 << 40), st.integers(0, 9)),
    st.builds(Done, st.integers(0, 1 << 40), text),
)


@given(events)
def test_an_event_comes_back_as_it_was_sent(event: wire.Message) -> None:
    line = wire.encode(event)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert msgspec.json.decode(line, type=Event) == event


def test_a_request_comes_back_as_it_was_sent() -> None:
    for request in (Count(to=5, pause=0.5, ballast="图"), wire.Cancel()):
        assert msgspec.json.decode(wire.encode(request), type=Request) == request


def test_a_request_is_checked_on_decoding_too() -> None:
    with pytest.raises(msgspec.ValidationError, match="to is 0 or more"):
        msgspec.json.decode(b'{"type":"Count","to":-1}', type=Request)


def test_a_new_field_with_a_default_does_not_disturb_an_old_reader() -> None:
    line = b'{"type":"Progress","what":"a","done":1,"total":2,"invented_later":3}'
    assert msgspec.json.decode(line, type=Event) == wire.Progress("a", 1, 2)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_nan_does_not_travel(value: float) -> None:
    """It arrives as None where a figure may be unknown, and is refused where it may not."""
    assert b"null" in wire.encode(wire.Progress("a", 0.0, value))
    sent = wire.encode(wire.Progress("a", 0.0, value))
    assert msgspec.json.decode(sent, type=Event) == wire.Progress("a", 0.0, None)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(wire.encode(wire.Progress("a", value)), type=Event)


def test_what_is_no_text_is_an_engine_error_that_can_itself_be_sent() -> None:
    with pytest.raises(wire.EngineError, match="cannot be sent") as caught:
        wire.encode(Count(work="no file \udc80"))
    assert "udc80" in caught.value.failed.why
    wire.encode(caught.value.failed)
    wire.encode(wire.EngineError("What.", "\udc80", "rm \udc80").failed)


def test_what_an_error_says_commands_no_terminal() -> None:
    failed = wire.EngineError("What.", "a\x1b[2J\x9b\x7f\u202e\r b", "rm \x07").failed
    assert failed.why == "a\\x1b[2J\\x9b\\x7f\\u202e\\r b"
    assert failed.fix == "rm \\x07"
    assert wire.printable("白\u3000\xe9\n\t\u2028") == "白\u3000\xe9\n\t\\u2028"


@given(st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line)), st.data())
def test_lines_are_the_same_however_the_stream_is_cut(
    lines: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(line + b"\n" for line in lines) + b"rest"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    splitter, found = wire.Lines(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += splitter.feed(stream[start:end])
    assert found == lines
    assert bytes(splitter.rest) == b"rest"


@pytest.mark.parametrize("end", [b"", b"\n"], ids=["unfinished", "finished"])
def test_a_long_line_is_an_error_behind_the_good_ones(end: bytes) -> None:
    found, splitter = [], wire.Lines(longest=10)
    with pytest.raises(wire.EngineError, match="too long"):
        for line in splitter.feed(b"good\n" + b"x" * 10 + b"\n" + b"x" * 11 + end):
            found.append(line)
    assert found == [b"good", b"x" * 10]


@given(st.lists(events), st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=3))
def test_no_damage_raises_and_its_failed_is_the_last(
    sent: list[wire.Message], damage: list[tuple[int, int]]
) -> None:
    stream = bytearray(b"".join(map(wire.encode, sent)))
    for place, byte in damage if stream else []:
        stream[place % len(stream)] = byte
    reader = Events("sleeper")
    got = reader.feed(wire.encode(wire.hello("sleeper")) + stream)
    assert reader.ended == isinstance(got[-1], wire.LAST)
    assert not any(isinstance(event, wire.LAST) for event in got[:-1])


def test_nothing_behind_the_last_event_counts() -> None:
    stream = Events("sleeper")
    words = (wire.hello("sleeper"), Done(3), wire.Log("too late"))
    batch = stream.feed(b"".join(map(wire.encode, words)))
    assert batch == list(words[:2])
    assert stream.ended


def test_the_child_is_ours_even_where_a_folder_named_engines_stands(tmp_path: Path) -> None:
    (tmp_path / "engines").mkdir()
    (tmp_path / "engines" / "serve.py").write_text("print('a stranger')")
    (tmp_path / "engines" / "__init__.py").touch()
    command = link.child("sleeper")
    assert command[0] == sys.executable
    child = subprocess.run(
        command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, timeout=20
    )
    assert b'"type":"Hello"' in child.stdout
