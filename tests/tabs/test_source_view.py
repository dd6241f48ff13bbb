"""The view of a source: what it draws and where it goes, asked without a screen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.geometry import Size

from engines.implicit_int.scanner import scan
from engines.implicit_int.shown import placed, shown, split
from tui.runs import plain, width
from tui.widgets.source_view import SourceView, beside, beyond

SOURCE = b"""#include <stdio.h>
add(int a, int b)
{
\treturn a + b;
}
static first, *second;
/* \xe8\xae\xa1\xe6\x95\xb0 */ static counter;
int main(void) { return 0; }
"""


class Sized(SourceView):
    """Without a screen, of any size."""

    room_for = (60, 12)

    @property
    def size(self):
        return Size(*self.room_for)

    def repaint(self):
        """There is nothing to paint on."""

    def post_message(self, message):
        return True


def view(source=SOURCE, size=(60, 12)):
    made = Sized()
    made.room_for = size
    lines = split(source)
    parts = list(placed(lines, scan(source)))
    findings = [it for part in parts for it in part.findings]
    places = [it for part in parts for it in part.places]
    texts = [shown(line) for line in lines]
    made.show(texts, findings, places, lambda it: (f"about {it.name}", "danger"), complete=True)
    return made


def drawn(made):
    return [plain(row).rstrip() for row in made.draw(*made.room_for)]


def test_below_a_line_with_findings_stands_what_is_said_of_them():
    assert drawn(view(size=(60, 30))) == [
        "  1 │ #include <stdio.h>",
        "▸ 2 │ add(int a, int b)",
        "    │ ^^^ about add",
        "  3 │ {",
        "  4 │         return a + b;",
        "  5 │ }",
        "  6 │ static first, *second;",
        "    │        ^^^^^   ^^^^^^ about first",
        "  7 │ /* 计数 */ static counter;",
        "    │                   ^^^^^^^ about counter",
        "  8 │ int main(void) { return 0; }",
    ]


def test_the_name_under_the_cursor_is_chosen_and_the_others_have_their_role():
    made = view()
    made.go(2)
    (row,) = (row for row in made.draw(60, 12) if "first" in plain(row) and "static" in plain(row))
    assert [(text, role) for text, role in row if role in ("chosen", "danger")] == [
        ("first", "danger"),
        ("second", "chosen"),
    ]
    assert "about second" in "\n".join(drawn(made))


def test_the_cursor_begins_at_the_first_omission_not_at_a_cousin_before_it():
    made = view(b"int main() { return 0; }\n" + b"int x;\n" * 30 + b"add(void) { return 0; }\n")
    assert made.here.name == "add"
    assert "▸ 32 │ add(void)" in "\n".join(drawn(made))


def test_the_cursor_goes_from_finding_to_finding_and_stays_in_sight():
    made = view(size=(60, 3))
    names = []
    for _ in range(6):
        names.append(made.here.name)
        assert any("▸" in row for row in drawn(made))
        assert any(f"about {made.here.name}" in row for row in drawn(made))
        made.move(1)
    assert names == ["add", "first", "second", "counter", "counter", "counter"]
    made.move(-2)
    assert made.here.name == "first"


def test_a_step_within_sight_moves_no_line():
    made = view(size=(60, 12))
    before = drawn(made)
    made.move(1)
    after = drawn(made)
    changed = [at for at, pair in enumerate(zip(before, after, strict=True)) if len({*pair}) > 1]
    assert len(changed) == 2


def test_pages_go_to_the_end_and_back_and_take_the_cursor_along():
    made = view(b"int x;\n" * 50 + b"static a;\n" + b"int y;\n" * 50 + b"static b;\n", (60, 10))
    assert made.here.name == "a"
    for _ in range(20):
        made.page(1)
    assert drawn(made)[-1] == "      │        ^ about b"
    assert made.here.name == "b"
    for _ in range(20):
        made.page(-1)
    assert drawn(made)[0] == "    1 │ int x;"
    assert made.here.name == "a"


def test_the_end_shows_the_last_line_and_the_last_finding():
    made = view(b"static a;\n" + b"int x;\n" * 99, (60, 10))
    made.end(1)
    assert drawn(made)[-1] == "  100 │ int x;"
    made.end(-1)
    assert drawn(made)[0] == "▸   1 │ static a;"


def test_a_source_without_findings_is_turned_by_lines():
    made = view(b"int x;\n" * 50, (60, 10))
    made.move(3)
    assert drawn(made)[0] == "   4 │ int x;"
    assert made.here is None


def test_what_stands_far_to_the_right_is_gone_to_and_back():
    source = b"/* " + b"x" * 100 + b" */ static far;\nstatic near;\n"
    made = view(source, (40, 6))
    made.go(0)
    assert any("static far;" in row for row in drawn(made))
    made.move(1)
    assert "static near;" in drawn(made)[2]
    made.pan(1)
    assert drawn(made)[2] == "▸ 2 │ ear;"


def test_where_the_marks_leave_no_room_behind_them_it_is_said_before_them():
    row = beside([(" " * 30, "text"), ("^^^", "good")], "return type omitted", 40)
    assert plain(row) == " " * 10 + "return type omitted ^^^"


def test_of_a_long_source_only_the_lines_in_sight_are_drawn(monkeypatch):
    made = view(b"static a;\n" * 20_000, (60, 18))
    asked = []
    monkeypatch.setattr(made, "tell", lambda it: asked.append(it) or ("", "good"))
    made.go(10_000)
    assert len(drawn(made)) == 18
    assert len(asked) < 60


@pytest.mark.parametrize(
    ("left", "rest"), [(0, "a函数b"), (1, "函数b"), (2, " 数b"), (6, ""), (9, "")]
)
def test_a_wide_character_that_is_cut_through_leaves_a_space(left, rest):
    assert plain(beyond([("a函", "text"), ("数b", "text")], left)) == rest


sources = st.lists(
    st.sampled_from(
        [b"static a,b;", b"f(x){}", b"int ok;", b"\xff", "函数;".encode(), b"\t", b"\n"]
    )
).map(b"".join)
strokes = st.lists(
    st.sampled_from(["move", "turn", "page", "end", "pan"]).flatmap(
        lambda name: st.tuples(st.just(name), st.integers(-3, 3))
    ),
    max_size=8,
)


@given(sources, st.tuples(st.integers(1, 50), st.integers(1, 12)), strokes)
@settings(max_examples=150, deadline=None)
def test_whatever_is_in_a_source_rows_fit_and_the_cursor_is_one_of_the_findings(text, size, keys):
    made = view(text, size)
    for name, by in keys:
        getattr(made, name)(by)
        rows = made.draw(*size)
        assert len(rows) <= size[1]
        assert all(width(row) <= size[0] for row in rows)
        assert made.here in (made.findings or [None])
        assert 0 <= made.top < max(1, len(made.lines))
