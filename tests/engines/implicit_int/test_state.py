"""What a console knows, folded from events."""

from functools import reduce

from engines import wire
from engines.implicit_int.compiler import Diagnostic, Verdict
from engines.implicit_int.finding import Finding
from engines.implicit_int.messages import (
    Checked,
    Checking,
    Compilers,
    Diff,
    Done,
    Findings,
    Lines,
    Measured,
    Mended,
    Opened,
    Place,
    Ran,
    Refused,
    Said,
    Total,
)
from engines.implicit_int.state import LONGEST_DIFF, Listed, State, step

FOUND = Finding("return", "f", 1, 1, 0)
DOUBTFUL = Finding("declaration", "FOO", 2, 1, 9, "maybe")
COUSIN = Finding("undeclared-call", "g", 3, 1, 20)


def after(*events: wire.Message) -> State:
    return reduce(step, events, State())


def said(digest: str, compiler: str, *messages: str) -> Said:
    diagnostics = tuple(Diagnostic(1, 1, "warning", "", it) for it in messages)
    return Said("a.c", digest, Verdict(compiler, "c17", diagnostics), (), (), ())


def test_a_source_comes_in_parts() -> None:
    state = after(
        Opened("a.c", "c17", "d1", 3, 3),
        Lines(("f() {}", "FOO(x);")),
        Lines(("g(1);",)),
        Findings((FOUND,), (Place(0, 1),), last=False),
    )
    assert (state.lines, state.findings) == (("f() {}", "FOO(x);", "g(1);"), (FOUND,))
    assert not state.complete
    state = step(state, Findings((DOUBTFUL,), (Place(0, 3),)))
    assert (state.findings, state.places) == ((FOUND, DOUBTFUL), (Place(0, 1), Place(0, 3)))
    assert state.complete


def test_another_source_takes_the_place_of_the_first_but_not_of_what_is_known_besides() -> None:
    state = after(
        Compilers(()),
        Opened("a.c", "c17", "d1", 1, 1),
        Lines(("f() {}",)),
        said("d1", "gcc"),
        Diff("a.c", 0, "-f"),
        Mended("a.c"),
        Refused("no"),
        Ran("gcc", "-O0", ("sum=3",)),
        Opened("b.c", "c17", "d2", 0, 0),
    )
    assert (state.lines, state.said, state.diff, state.mended) == ((), (), "", None)
    assert state.refused is None
    assert state.compilers == ()
    assert state.ran


def test_a_verdict_about_other_bytes_is_not_taken() -> None:
    opened = Opened("a.c", "c17", "new", 1, 1)
    assert after(opened, said("old", "gcc")).said == ()
    assert after(said("new", "gcc")).said == ()


def test_of_a_compiler_the_latest_counts() -> None:
    opened = Opened("a.c", "c17", "d", 1, 1)
    state = after(opened, said("d", "gcc"), said("d", "clang"), said("d", "gcc", "again"))
    assert [it.verdict.compiler for it in state.said] == ["clang", "gcc"]
    assert state.said[1].verdict.diagnostics[0].message == "again"
    state = after(Measured("gcc", "x", ("ok",)), Measured("gcc", "x", ("error",)))
    assert [it.words for it in state.measured] == [("error",)]
    state = after(Ran("gcc", "-O0"), Ran("gcc", "-O2"), Ran("gcc", "-O0", ("sum=3",)))
    assert [(it.level, it.outputs) for it in state.ran] == [("-O2", ()), ("-O0", ("sum=3",))]


def test_files_are_counted_also_where_one_comes_in_parts() -> None:
    state = after(
        Checking(("src",)),
        Checked("a.c", (FOUND, DOUBTFUL), more=True),
        Checked("a.c", (FOUND, COUSIN)),
        Checked("b.c", unread="no"),
    )
    assert state.files == (Listed("a.c", 2, 1, 1), Listed("b.c", unread="no"))
    assert state.total is None
    state = step(state, Total(1, 2, 1, 1))
    assert state.total == Total(1, 2, 1, 1)
    state = step(state, Checking(("b.c",)))
    assert (state.files, state.total) == ((), None)


def test_a_file_that_is_opened_again_is_counted_again_once_all_were_looked_through() -> None:
    looked = (Checked("a.c", (FOUND, COUSIN)), Checked("b.c", (FOUND,)))
    again = (Opened("a.c", "c17", "d2", 1, 1), Findings((DOUBTFUL,), (Place(0, 3),)))
    state = after(Checking(("src",)), *looked, Total(2, 2, 0, 1), *again)
    assert state.files == (Listed("a.c", 0, 1, 0), Listed("b.c", 1, 0, 0))
    state = after(Checking(("src",)), *looked, *again, Total(2, 2, 0, 1))
    assert state.files == (Listed("a.c", 1, 0, 1), Listed("b.c", 1, 0, 0))


def test_a_diff_comes_in_parts_and_a_very_long_one_is_not_kept_whole() -> None:
    state = after(Diff("a.c", 0, "old"), Diff("a.c", 0, "-f"), Diff("a.c", 1, "+int f"))
    assert state.diff == "-f+int f"
    part = "x" * (LONGEST_DIFF // 2)
    state = after(*(Diff("a.c", number, part) for number in range(20)))
    assert len(state.diff) <= LONGEST_DIFF + len(part)


def test_a_new_child_takes_back_how_the_last_one_ended() -> None:
    ended = after(Refused("no"), Done())
    assert (ended.last, ended.refused) == (Done(), Refused("no"))
    again = step(ended, wire.hello("implicit_int"))
    assert (again.last, again.refused) == (None, None)
