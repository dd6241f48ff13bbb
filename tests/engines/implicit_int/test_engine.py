"""Requests in, answers out, as a child gives them."""

import random
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from engines import wire
from engines.implicit_int import answering, compilers
from engines.implicit_int.compiler import Diagnostic, Verdict
from engines.implicit_int.constructs import CONSTRUCTS
from engines.implicit_int.engine import serve
from engines.implicit_int.finding import OMISSIONS
from engines.implicit_int.messages import (
    FIXABLE,
    Ask,
    Attend,
    Check,
    Checked,
    Checking,
    Compilers,
    Diff,
    Done,
    Find,
    Findings,
    Lines,
    Measure,
    Measured,
    Mend,
    Mended,
    Open,
    Opened,
    Ran,
    Refused,
    Run,
    Said,
    Total,
)
from engines.implicit_int.running import FLOOD
from engines.implicit_int.standards import STANDARDS
from engines.inbox import Inbox, Stopped
from engines.wire import EngineError
from tests import until
from tests.conftest import need
from tests.engines.implicit_int.fakes import fake

OMITTING = b"static a;\nf() { return g(1); }\nFOO(x);\n"
Emit = Callable[[wire.Message], None]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "old.c"
    path.write_bytes(OMITTING)
    return path


def answered(*requests: wire.Message) -> list[wire.Message]:
    events: list[wire.Message] = []
    events.append(serve(Inbox(requests), events.append))
    return events


def attended(ends: Callable[[wire.Message], bool], *requests: wire.Message) -> list[wire.Message]:
    """What is told up to the event that ends it."""
    inbox, events = Inbox[wire.Message]([Attend(), *requests]), list[wire.Message]()

    def emit(event: wire.Message) -> None:
        events.append(event)
        if ends(event):
            inbox.stop()

    with pytest.raises(Stopped):
        serve(inbox, emit)
    return events


def only(kind: type, events: list[wire.Message]) -> list[wire.Message]:
    return [event for event in events if isinstance(event, kind)]


def test_a_folder_is_looked_through_and_counted(source: Path) -> None:
    (source.parent / "new.h").write_text("int x;\n")
    (source.parent / "notes.txt").write_text("static a;\n")
    begun, *checked, total, done = answered(Check(paths=(str(source.parent),)))
    assert begun == Checking((str(source.parent),))
    names = [Path(it.path).name for it in checked if isinstance(it, Checked)]
    assert names == ["new.h", "old.c"]
    assert total == Total(2, 2, 1, 2)
    assert done == Done()


def test_what_cannot_be_read_is_said_and_the_rest_is_read(source: Path) -> None:
    gone = source.with_name("gone.c")
    events = answered(Check(paths=(str(gone), str(source))))
    first, second = only(Checked, events)
    assert isinstance(first, Checked)
    assert first.unread
    assert first.path == str(gone)
    assert isinstance(second, Checked)
    assert second.findings
    assert Total(1, 2, 1, 2) in events


def test_many_findings_come_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "many.c"
    path.write_bytes(b"static a;\n" * 1300)
    parts = only(Checked, answered(Check(paths=(str(path),))))
    assert [(len(it.findings), it.more) for it in parts if isinstance(it, Checked)] == [
        (500, True),
        (500, True),
        (300, False),
    ]


def test_a_source_is_opened_with_its_lines_and_findings(source: Path) -> None:
    opened, lines, findings, done = answered(Open(path=str(source), standard="c89"))
    assert isinstance(opened, Opened)
    assert (opened.path, opened.standard, opened.lines, opened.shown) == (str(source), "c89", 3, 3)
    assert lines == Lines(("static a;", "f() { return g(1); }", "FOO(x);"))
    assert isinstance(findings, Findings)
    assert [it.name for it in findings.findings if it.kind in OMISSIONS] == ["a", "f", "FOO"]
    assert done == Done()


def test_without_a_path_the_documents_example_is_opened() -> None:
    _opened, lines, findings, _done = answered(Open())
    assert isinstance(lines, Lines)
    assert "add(int a,int b)" in lines.lines
    assert isinstance(findings, Findings)
    assert [it.name for it in findings.findings if it.kind == "return"] == ["add", "zero"]


def test_gcc_is_asked_beside_us(source: Path) -> None:
    need("gcc")
    (said,) = only(Said, answered(Ask(path=str(source), compilers=("gcc",), standard="gnu17")))
    assert isinstance(said, Said)
    findings = only(Findings, answered(Open(path=str(source))))[0]
    assert isinstance(findings, Findings)
    agreed = {findings.findings[match.finding].name for match in said.agree}
    assert {"a", "f", "g"} <= agreed
    assert said.theirs == ()


def test_a_verdict_that_is_too_long_for_the_wire_is_cut_and_says_so(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("gcc")
    many = tuple(
        Diagnostic(line, 8, "warning", "-Wimplicit-int", "\u4e2d" * 200) for line in range(1500)
    )
    monkeypatch.setattr(answering, "ask", lambda *_: Verdict("gcc", "gnu17", many))
    (said,) = only(Said, answered(Ask(path=str(source), compilers=("gcc",))))
    assert isinstance(said, Said)
    assert len(wire.encode(said)) <= wire.LONGEST_LINE
    assert 300 < len(said.verdict.diagnostics) < 1500
    assert said.verdict.why == FLOOD


def test_a_verdict_on_more_findings_than_a_line_has_room_for_is_told(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("gcc")
    source.write_bytes(b"static x;\n" * 2000)
    monkeypatch.setattr(answering, "MOST_FINDINGS", 1000)
    monkeypatch.setattr(wire, "LONGEST_LINE", 8000)
    (said,) = only(Said, answered(Ask(path=str(source), compilers=("gcc",), standard="c89")))
    assert isinstance(said, Said)
    assert said.ours == tuple(range(1000))


def test_a_compiler_that_nobody_has_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as error:
        answered(Check(paths=(str(tmp_path / "gone.c"),), compilers=("icc",)))
    assert "icc" in error.value.failed.why


def test_a_diff_changes_nothing_and_writing_keeps_what_was_there(source: Path) -> None:
    diff, mended, _done = answered(Mend(paths=(str(source),)))
    assert isinstance(diff, Diff)
    assert "+static int a;" in diff.text
    assert isinstance(mended, Mended)
    assert (mended.edits, mended.backup) == (2, "")
    assert source.read_bytes() == OMITTING
    _diff, mended, _done = answered(Mend(paths=(str(source),), write=True, digest=mended.digest))
    assert isinstance(mended, Mended)
    assert source.read_bytes() == b"static int a;\nint f() { return g(1); }\nFOO(x);\n"
    assert Path(mended.backup).read_bytes() == OMITTING


def test_a_source_that_was_changed_since_its_diff_is_not_written(source: Path) -> None:
    _diff, mended, _done = answered(Mend(paths=(str(source),)))
    assert isinstance(mended, Mended)
    source.write_bytes(b"static b;\n")
    with pytest.raises(EngineError):
        answered(Mend(paths=(str(source),), write=True, digest=mended.digest))
    assert source.read_bytes() == b"static b;\n"
    assert list(source.parent.glob("*.c*")) == [source]


def test_a_diff_travels_byte_for_byte_and_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "long.c"
    path.write_bytes(b"static a; /* \xe9 */\r\n" * 20_000)
    *diffs, mended, _done = answered(Mend(paths=(str(path),)))
    assert len(diffs) > 1
    assert [it.part for it in diffs if isinstance(it, Diff)] == [*range(len(diffs))]
    whole = "".join(it.text for it in diffs if isinstance(it, Diff)).encode("latin-1")
    assert whole.count(b"+static int a; /* \xe9 */\r\n") == 20_000
    assert isinstance(mended, Mended)
    assert mended.edits == 20_000
    assert all(len(wire.encode(it)) <= wire.LONGEST_LINE for it in diffs)


def test_of_a_folder_only_files_with_something_to_mend_are_told(source: Path) -> None:
    (source.parent / "new.c").write_text("int x;\n")
    mended = only(Mended, answered(Mend(paths=(str(source.parent),))))
    assert [Path(it.path).name for it in mended if isinstance(it, Mended)] == ["old.c"]
    (alone,) = only(Mended, answered(Mend(paths=(str(source.parent / "new.c"),))))
    assert isinstance(alone, Mended)
    assert alone.edits == 0


def test_a_compiler_is_measured_on_every_construct_and_standard() -> None:
    need("gcc")
    measured = only(Measured, answered(Measure(compiler="gcc")))
    assert [it.construct for it in measured if isinstance(it, Measured)] == [*CONSTRUCTS]
    assert {len(it.words) for it in measured if isinstance(it, Measured)} == {len(STANDARDS)}


def test_a_compiler_that_does_not_answer_is_not_taken_to_agree() -> None:
    assert answering.word(Verdict("gcc", "c99", ())) == "ok"
    assert answering.word(Verdict("gcc", "c99", (), "It took too long.")) == ""
    worse = Diagnostic(1, 1, "error", "", "x")
    assert answering.word(Verdict("gcc", "c99", (worse,), "x")) == "error"


def test_the_example_is_run_at_every_level_by_gcc() -> None:
    need("gcc")
    ran = [it for it in answered(Run()) if isinstance(it, Ran) and it.compiler == "gcc"]
    assert [it.level for it in ran] == ["-O0", "-O2"]
    assert all(output.startswith("sum=3,z=") for it in ran for output in it.outputs)
    assert all(it.outputs for it in ran)


def test_whoever_attends_is_asked_more_and_the_newest_comes_first(source: Path) -> None:
    events = attended(lambda it: isinstance(it, Compilers), Find(), Open(path=str(source)))
    kinds = [type(it) for it in events]
    assert kinds == [Opened, Lines, Findings, Compilers]


def test_a_compiler_that_runs_keeps_nobody_from_another_source(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ended for it, and started again."""
    runs, opened = tmp_path / "runs", tmp_path / "opened"
    script = f"echo >>{runs}; test -e {opened} || sleep 60"
    monkeypatch.setattr(compilers, "chosen", lambda *_: [fake(tmp_path, script)])
    inbox = Inbox[wire.Message]([Attend(), Ask(path=str(source))])
    events: list[wire.Message] = []

    def emit(event: wire.Message) -> None:
        events.append(event)
        if isinstance(event, Opened):
            opened.touch()
        if isinstance(event, Said):
            inbox.stop()

    def asks() -> None:
        until(runs.exists)
        inbox.put(Open(path=str(source)))

    thread = Thread(target=asks)
    thread.start()
    with pytest.raises(Stopped):
        serve(inbox, emit)
    thread.join()
    assert [type(it) for it in events] == [Opened, Lines, Findings, Said]
    assert runs.read_text() == "\n\n"


def test_what_is_asked_anew_puts_away_what_was_asked_before(source: Path) -> None:
    other = source.with_name("other.c")
    other.write_text("static b;\n")
    requests = (Open(path=str(source)), Open(path=str(other)))
    events = attended(lambda it: isinstance(it, Findings), *requests)
    (opened,) = only(Opened, events)
    assert isinstance(opened, Opened)
    assert opened.path == str(other)


def test_files_that_are_to_be_written_are_written_whatever_is_asked_after(source: Path) -> None:
    other = source.with_name("other.c")
    other.write_text("static b;\n")
    first, second = (Mend(paths=(str(it),), write=True) for it in (source, other))
    attended(lambda it: isinstance(it, Compilers), Find(), first, second)
    assert source.read_bytes().startswith(b"static int a;")
    assert other.read_bytes() == b"static int b;\n"


def test_what_cannot_be_answered_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.c")
    events = attended(lambda it: isinstance(it, Compilers), Find(), Open(path=gone))
    (refused,) = only(Refused, events)
    assert isinstance(refused, Refused)
    assert gone in refused.why
    with pytest.raises(EngineError):
        answered(Open(path=gone))


def test_requests_refuse_what_cannot_be_meant(rng: random.Random) -> None:
    wrong: list[Callable[[], object]] = [
        lambda: Check(paths=()),
        lambda: Check(paths=("a\0b",)),
        lambda: Check(paths=("x" * 5000,)),
        lambda: Open(standard="c85"),
        lambda: Mend(paths=("a.c",), kinds=("undeclared-call",)),
    ]
    for make in wrong:
        with pytest.raises(ValueError, match=r"\w"):
            make()
    assert Mend(paths=("a.c",), kinds=tuple(rng.sample(sorted(FIXABLE), 3)))
