"""The int() tab: what it asks, what it shows of the answers, and what its keys do."""

from dataclasses import replace
from pathlib import Path, PurePath

import msgspec
import pytest
from textual.widgets import Input

from engines import wire
from engines.implicit_int.finding import OMISSIONS
from engines.implicit_int.known import KNOWN
from engines.implicit_int.messages import (
    Ask,
    Attend,
    Check,
    Checked,
    Find,
    Measure,
    Mend,
    Open,
    Refused,
    Request,
    Run,
)
from tests import eventually
from tests.tabs import (
    LARGE,
    SMALL,
    TAB_WORDS,
    TERMINAL,
    Child,
    ascii_words,
    console,
    driver,
    fed,
    notices,
    press,
    rows,
    screen,
    sees,
    settled,
    type_in,
)
from tests.tabs.implicit_int_sources import (
    CHECKED,
    FOLDER,
    HERE,
    PATH,
    RAN,
    SOURCE,
    found,
    measured,
    mended,
    opened,
    said,
)
from tests.tabs.test_ascii import sent
from tests.tabs.test_language import Wide
from tui import i18n, settings
from tui.app import Zerodeck
from tui.screens.confirm import ConfirmScreen
from tui.settings import Settings
from tui.tabs.implicit_int import VIEWS, ImplicitIntTab
from tui.widgets.checked_list import CheckedList
from tui.widgets.compiler_list import CompilerList
from tui.widgets.rule_matrix import RuleMatrix
from tui.widgets.source_view import SourceView
from tui.widgets.too_small import SMALLEST

FAILED = wire.Failed("The engine stopped without a word.", "killed by SIGKILL", "tail 'a log'")
EXAMPLE = opened("f(int a)\n{\n}\n", "", digest="e")


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    """The checker's child: silent, until a test says what it says."""
    played = Child(tmp_path, "implicit_int")
    monkeypatch.setattr(ImplicitIntTab, "ARGV", played.argv)
    return played


def checker(size=SMALL, **options):
    return console("implicit_int", size, **options)


def asked(engine):
    decode = msgspec.json.Decoder(Request).decode
    return [decode(line) for line in engine._lines("requests")]


async def hears(engine, *requests):
    await eventually(lambda: all(each in asked(engine) for each in requests))


async def source(pilot, *events, path=PATH):
    """A source of one's own is opened, and all is told of it."""
    tab = pilot.app.tab
    await eventually(lambda: tab.link)
    tab.path = path
    fed(tab, [found(), *opened(path=path), *events])
    await settled(pilot)
    return tab


def chosen(pilot):
    """The name under the cursor of the source."""
    here = pilot.app.tab.query_one(SourceView).here
    return here.name if here else None


def below(pilot):
    """The explanation."""
    about = pilot.app.tab.query_one("#about")
    return about.words()


# What it asks


async def test_it_opens_with_the_documents_example_and_looks_for_compilers(engine):
    async with checker() as pilot:
        assert rows(pilot)[2].startswith(" the document's example")
        assert rows(pilot)[2].endswith("· reading")
        await hears(engine, Attend(), Find(), Open())
        assert len(asked(engine)) == 3
        fed(pilot.app.tab, EXAMPLE)
        await settled(pilot)
        assert rows(pilot)[2].startswith(" 1 omission in the document's example")
        assert "o opens your own" not in rows(pilot)[3]
        fed(pilot.app.tab, [found(), *EXAMPLE])
        await sees(pilot, "o opens your own")


async def test_compilers_are_asked_once_the_source_and_they_are_here(engine):
    engine.says(found(), *EXAMPLE)
    async with checker() as pilot:
        await hears(engine, Ask())
        await press(pilot, "v", "v", "v", "v")
        await hears(engine, Run())
        assert sum(isinstance(each, Ask) for each in asked(engine)) == 1


async def test_compilers_are_not_asked_before_all_that_is_found_is_here(engine):
    async with checker() as pilot:
        tab = pilot.app.tab
        await eventually(lambda: tab.link)
        tab.path = PATH
        fed(tab, [found(), *opened()[:-1]])
        await press(pilot, "v", "v", "v", "v")
        fed(tab, [found(), *opened()])
        await hears(engine, Run())
        tab.open("source")
        await hears(engine, Ask(path=PATH))
        assert [type(each) for each in asked(engine)[3:]] == [Run, Ask]


async def test_read_once_more_compilers_are_asked_once_more(engine):
    async with checker() as pilot:
        tab = await source(pilot)
        await hears(engine, Ask(path=PATH))
        tab.read(PATH)
        fed(tab, [found(), *opened()])
        await eventually(lambda: asked(engine).count(Ask(path=PATH)) == 2)


async def test_without_a_compiler_none_is_asked_and_the_source_is_told_all_the_same(engine):
    engine.says(found(()), *EXAMPLE)
    async with checker() as pilot:
        await sees(pilot, "no compiler", "1 omission")
        pilot.app.tab.open("compilers")
        await sees(pilot, "sudo apt install gcc")
        assert not any(isinstance(each, Ask) for each in asked(engine))


async def test_hidden_its_engine_ends_and_shown_again_everything_is_asked_again(engine):
    engine.says(found(), *EXAMPLE)
    async with checker() as pilot:
        await hears(engine, Ask())
        await press(pilot, "3")
        await eventually(lambda: not engine.alive)
        await press(pilot, "7")
        await eventually(lambda: asked(engine).count(Ask()) == 2)
        assert asked(engine).count(Open()) == 2
        await sees(pilot, "1 omission in the document's example")


async def test_another_standard_is_asked_for_and_named(engine):
    engine.says(found(), *EXAMPLE)
    async with checker() as pilot:
        await hears(engine, Ask())
        await press(pilot, "s")
        await hears(engine, Open(standard="c23"))
        assert rows(pilot)[3].startswith(" c23")
        assert rows(pilot)[2].endswith("· reading")
        await press(pilot, "S", "S")
        await hears(engine, Open(standard="c17"))


async def test_a_file_is_opened_by_its_path_and_e_goes_back_to_the_example(engine, tmp_path):
    path = tmp_path / "a.c"
    path.write_text("f() {}\n")
    async with checker() as pilot:
        await press(pilot, "o")
        pilot.app.screen.query_one(Input).value = str(path)
        await press(pilot, "enter")
        await hears(engine, Open(path=str(path)))
        await press(pilot, "e")
        await eventually(lambda: asked(engine)[-1] == Open())


async def test_a_folder_is_looked_through_and_enter_opens_one_of_its_files(engine, tmp_path):
    async with checker() as pilot:
        tab = pilot.app.tab
        await hears(engine, Find())
        tab.chosen(tmp_path)
        await hears(engine, Check(paths=(str(tmp_path),)))
        assert tab.view == "files"
        tab.folder = FOLDER
        fed(tab, [found(), *opened(), *CHECKED])
        await sees(pilot, "omissions in firmware/", "4 files", "Permission denied", "串口/uart.c")
        assert "1 not read" in rows(pilot)[3]
        await press(pilot, "down", "enter")
        await hears(engine, Open(path=PATH))
        assert tab.view == "source"
        await press(pilot, "escape")
        assert tab.view == "files"
        await press(pilot, "escape", "v")
        assert tab.view == "fix"


async def test_each_file_begins_at_its_own_first_omission_wherever_the_last_one_was_left(engine):
    longer = "int f();\n" * 40 + "static far;\nstatic farther;\n"
    async with checker() as pilot:
        tab = pilot.app.tab
        await hears(engine, Find())
        fed(tab, [found(), *opened(longer, "")])
        await press(pilot, "end")
        assert chosen(pilot) == "farther"
        tab.chosen(Path(PATH))
        fed(tab, [found(), *opened()])
        await settled(pilot)
        assert chosen(pilot) == "uart_write"
        await press(pilot, "down", "e")
        fed(tab, [found(), *opened(longer, "")])
        await settled(pilot)
        assert chosen(pilot) == "far"
        tab.folder = FOLDER
        tab.open("files")
        fed(tab, [found(), *opened(longer, ""), *CHECKED])
        await press(pilot, "down", "enter")
        fed(tab, [found(), *opened(), *CHECKED])
        await settled(pilot)
        assert chosen(pilot) == "uart_write"


async def test_sideways_the_cursor_goes_to_files_of_which_there_is_something_to_say():
    async with checker() as pilot:
        tab = pilot.app.tab
        await eventually(lambda: tab.link)
        tab.folder = FOLDER
        tab.open("files")
        fed(tab, [found(), *CHECKED, Checked(f"{FOLDER}/串口/uart.h")])
        await sees(pilot, "▸ board.h", "zerodeck c fix --write /home/pi/firmware")
        seen = []
        for key in ("right", "right", "right", "right", "left"):
            await press(pilot, key)
            seen.append(PurePath(tab.query_one(CheckedList).here.path).name)
        assert seen == ["old_driver.c", "secret.c", "uart.c", "uart.c", "secret.c"]


async def test_a_file_that_was_mended_is_counted_anew_among_those_of_its_folder():
    async with checker() as pilot:
        tab = pilot.app.tab
        await eventually(lambda: tab.link)
        tab.folder, tab.path = FOLDER, PATH
        tab.open("files")
        fed(tab, [found(), *CHECKED])
        await sees(pilot, "9 omissions in firmware/")
        fed(tab, [found(), *CHECKED, *opened("extern int x;\n")])
        await sees(pilot, "3 omissions in firmware/", "   old_driver.c")
        line = next(row for row in rows(pilot) if "old_driver.c" in row)
        assert line.split()[-3:] == ["0", "0", "0"]


async def test_a_file_elsewhere_leaves_the_folder_one_within_does_not(tmp_path):
    for name in ("src", "src/sub", "other"):
        (tmp_path / name).mkdir()
    async with checker() as pilot:
        tab = pilot.app.tab
        tab.chosen(tmp_path / "src")
        tab.chosen(tmp_path / "src" / "sub" / "a.c")
        assert tab.folder == str(tmp_path / "src")
        tab.chosen(tmp_path / "other" / "a.c")
        assert tab.folder == ""
        await settled(pilot)
        assert "files" not in rows(pilot)[4]


async def test_without_a_folder_there_is_no_view_of_files():
    async with checker() as pilot:
        assert "files ─" not in rows(pilot)[4]
        seen = set()
        for _ in range(len(VIEWS) + 1):
            seen.add(pilot.app.tab.view)
            await press(pilot, "v")
        assert seen == set(VIEWS)


# The source


async def test_the_source_is_shown_with_its_findings_and_the_first_omission_is_explained():
    async with checker() as pilot:
        await source(pilot, *said())
        shown = screen(pilot)
        assert "6 omissions in old_driver.c  1 maybe" in shown
        assert "C89 allows 6, C99 none, gcc 14 refuses 6" in shown
        assert rows(pilot)[2].endswith("✗ not allowed")
        assert "▸  4 │ extern uart_write(char *, int);" in shown
        assert "^^^^^^^^^^ declared without a type  fix: int" in shown
        assert chosen(pilot) == "uart_write"
        assert "C89 ok (C90 6.5.2)  C99-C23 no (C99 6.7.2p2)" in below(pilot)
        assert "gcc 11-13 warn, 14-16 error" in below(pilot)


async def test_wide_characters_and_tabs_keep_the_marks_in_their_place():
    async with checker() as pilot:
        await source(pilot)
        (at,) = (at for at, row in enumerate(rows(pilot)) if "static counter" in row)
        line, marks = rows(pilot)[at : at + 2]
        assert "字节计数" in line
        assert marks.index("^") == line.index("counter")


async def test_the_arrows_go_from_finding_to_finding_and_the_explanation_follows():
    async with checker() as pilot:
        await source(pilot)
        names = []
        for _ in range(12):
            names.append(chosen(pilot))
            assert f" {names[-1]}:" in below(pilot)
            await press(pilot, "down")
        assert names[:3] == ["uart_write", "counter", "add"]
        assert names[-1] == names[-2] == "main"
        await press(pilot, "home")
        assert chosen(pilot) == "uart_write"


async def test_at_the_side_stands_what_the_compilers_here_say_those_that_agree_together():
    async with checker(LARGE) as pilot:
        await source(pilot, *said())
        told = " ".join(below(pilot).split())
        assert "gcc, clang, arm-none-eabi-gcc warning: type defaults to ‘int’" in told
        assert "gcc-14 error: type defaults to ‘int’" in told
        assert "silent here: tcc, sdcc" in told


async def test_enter_goes_to_the_rule_of_the_finding_and_escape_back():
    async with checker() as pilot:
        tab = await source(pilot)
        await press(pilot, "down", "down", "enter")
        assert tab.view == "rules"
        assert tab.query_one(RuleMatrix).here == ("definition", "gnu17")
        assert "C17 6.9.1p1" in below(pilot)
        await press(pilot, "escape")
        assert (tab.view, chosen(pilot)) == ("source", "add")


async def test_a_source_that_fits_into_a_larger_window_is_shown_from_its_first_line():
    async with checker() as pilot:
        await source(pilot)
        await press(pilot, "end")
        assert "  1 │ #include" not in screen(pilot)
        await pilot.resize_terminal(80, 60)
        await sees(pilot, "  1 │ #include")


async def test_of_a_step_only_the_rows_that_change_are_sent():
    async with checker(recorded=True) as pilot:
        await source(pilot)
        before = driver(pilot).written
        await press(pilot, "down")
        assert 0 < driver(pilot).written - before < 2500


async def test_a_long_source_is_read_to_its_end_and_its_cursor_stays_in_sight():
    text = "int x;\n" * 10_000 + "static far;\n" + "int y;\n" * 9_000
    async with checker() as pilot:
        tab = pilot.app.tab
        tab.path = PATH
        fed(tab, [found(), *opened(text)])
        await settled(pilot)
        await sees(pilot, "▸ 10001 │ static far;")
        await press(pilot, "end")
        await sees(pilot, "19001 │ int y;")
        await press(pilot, "pagedown", "pagedown", "home")
        await sees(pilot, "    1 │ int x;")


async def test_a_source_in_which_nothing_is_omitted_is_called_clean():
    async with checker() as pilot:
        tab = pilot.app.tab
        tab.path = PATH
        fed(tab, [found(), *opened("int main(void) { return 0; }\n")])
        await settled(pilot)
        assert "No omissions in old_driver.c" in rows(pilot)[2]
        assert rows(pilot)[2].endswith("● clean")
        assert "No type is omitted here." in below(pilot)


async def test_what_c89_allows_is_called_allowed():
    async with checker() as pilot:
        tab = pilot.app.tab
        tab.path, tab.standard = PATH, "c89"
        fed(tab, [found(), *opened("static x;\n", standard="c89")])
        await settled(pilot)
        assert rows(pilot)[2].endswith("● allowed")


# The fix


async def test_the_fix_is_asked_for_of_these_bytes_and_shown(engine):
    engine.says(found(), *opened())
    async with checker() as pilot:
        tab = pilot.app.tab
        await eventually(lambda: tab.state.complete)
        tab.read(PATH)
        await press(pilot, "f")
        await hears(engine, Mend(paths=(PATH,)))
        fed(tab, [found(), *opened(), *mended()])
        await settled(pilot)
        await sees(pilot, "6 edits, w writes")
        await sees(pilot, "-extern uart_write(char *, int);")
        await sees(pilot, "+extern int uart_write(char *, int);")


async def test_prototypes_and_voids_are_mended_only_when_they_are_asked_for(engine):
    async with checker() as pilot:
        tab = await source(pilot, *mended())
        await press(pilot, "f", "k")
        more = OMISSIONS | {"knr-definition"}
        await hears(engine, Mend(paths=(PATH,), kinds=tuple(sorted(more))))
        await sees(pilot, "✓ k: K&R → prototypes")
        await sees(pilot, "A prototype passes char, short and float otherwise")
        await press(pilot, "p", "k")
        less = OMISSIONS | {"empty-parentheses"}
        await hears(engine, Mend(paths=(PATH,), kinds=tuple(sorted(less))))
        await press(pilot, "p")
        await eventually(lambda: asked(engine)[-1] == Mend(paths=(PATH,)))
        assert tab.kinds == OMISSIONS


async def test_the_example_is_mended_on_the_screen_alone(engine):
    async with checker(LARGE) as pilot:
        tab = pilot.app.tab
        await hears(engine, Open())
        from engines.implicit_int.example import EXAMPLE as text

        fed(tab, [found(), *opened(text.decode(), "")])
        await press(pilot, "f")
        await sees(pilot, "+int add(int a,int b)")
        await sees(pilot, "+int zero()")
        await press(pilot, "p")
        await sees(pilot, "+int main(void)")
        await press(pilot, "w")
        assert any("in no file" in each for each in notices(pilot))
        assert not any(isinstance(each, Mend) for each in asked(engine))


async def test_it_is_written_only_once_the_name_has_been_typed(engine):
    async with checker() as pilot:
        await source(pilot, *mended())
        await press(pilot, "f", "w")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await sees(pilot, PATH)
        await sees(pilot, "old_driver.c.orig")
        await press(pilot, "escape")
        await settled(pilot)
        assert not any(isinstance(each, Mend) and each.write for each in asked(engine))
        await press(pilot, "w")
        await type_in(pilot, "old_driver.c")
        await press(pilot, "enter")
        await hears(engine, Mend(paths=(PATH,), write=True, digest="0123456789abcdef"))


async def test_the_question_counts_the_edits_and_names_the_backup_that_there_will_be(tmp_path):
    path = tmp_path / "a.c"
    path.write_text("static x;\n")
    (tmp_path / "a.c.orig").touch()
    async with checker() as pilot:
        tab = pilot.app.tab
        await eventually(lambda: tab.link)
        tab.path = str(path)
        text = "static x;\n"
        fed(tab, [found(), *opened(text, str(path)), *mended(text, str(path))])
        await press(pilot, "f", "w")
        await sees(pilot, "Write 1 edit into", "a.c.orig.2")


async def test_to_write_before_the_fix_is_here_is_answered():
    async with checker() as pilot:
        await source(pilot)
        await press(pilot, "f", "w")
        assert notices(pilot) == ["The fix is not here yet."]
        assert len(pilot.app.screen_stack) == 1


async def test_what_is_written_is_told_and_read_again(engine):
    async with checker() as pilot:
        tab = await source(pilot)
        backup = f"{PATH}.orig"
        fed(tab, [found(), *opened(), *mended(backup=backup)])
        await settled(pilot)
        assert notices(pilot) == [f"Written As it was: {backup}"]
        await hears(engine, Open(path=PATH))
        tab.watch_state(tab.state)
        await settled(pilot)
        assert len(notices(pilot)) == 1


async def test_without_anything_to_mend_nothing_can_be_written():
    async with checker() as pilot:
        tab = pilot.app.tab
        tab.path = PATH
        fed(tab, [found(), *opened("int x;\n"), *mended("int x;\n")])
        await press(pilot, "f", "w")
        await sees(pilot, "There is nothing to mend.")
        assert notices(pilot) == ["There is nothing to mend."]
        assert len(pilot.app.screen_stack) == 1


# The rules


async def test_enter_unfolds_what_is_said_of_a_rule_which_the_arrows_still_change():
    async with checker() as pilot:
        await source(pilot)
        await press(pilot, "enter", "home")
        assert "usually with a warning" not in screen(pilot)
        await press(pilot, "enter")
        await sees(pilot, "usually with a warning", "gcc 14 and clang 16 refuse it")
        assert "ISO C  " not in screen(pilot)
        await press(pilot, *["down"] * 8)
        await sees(pilot, "In a declaration it may not be omitted")
        await press(pilot, "escape")
        await sees(pilot, "ISO C  ", "▸ static x;")
        assert "…" in below(pilot)


async def test_what_is_said_of_a_rule_is_turned_where_it_is_longer_than_its_room():
    async with checker(SMALLEST) as pilot:
        tab = await source(pilot)
        tab.open("rules")
        await press(pilot, "enter")
        assert below(pilot).splitlines()[-1].strip() == "…"
        await press(pilot, "pagedown")
        assert "refuse it." in below(pilot)
        assert "…" not in below(pilot)
        await press(pilot, "down")
        assert below(pilot).startswith(" *f(void) {}")


async def test_the_matrix_says_what_iso_c_says_and_explains_the_cell():
    async with checker() as pilot:
        tab = await source(pilot)
        tab.open("rules")
        await settled(pilot)
        await sees(pilot, "ISO C", "static x;")
        head = next(row for row in rows(pilot) if "ISO C" in row)
        assert head.split()[2:] == ["c89", "gnu89", "c99", "gnu99", "c17", "gnu17", "c23", "gnu23"]
        line = next(row for row in rows(pilot) if "static x;" in row)
        assert line.split()[2:] == ["ok", "ok", *["no"] * 6]
        await press(pilot, "left", "left", "left", "left", "left")
        assert "f(int a) {}  c89 ok  C90 6.7.1" in below(pilot)
        assert "f(int a) { return a; }" in below(pilot)
        await press(pilot, *["right"] * 9)
        assert "gnu23 no  C23 6.9.2p1" in below(pilot)


async def test_wide_screens_have_all_standards():
    async with checker((200, 50)) as pilot:
        pilot.app.tab.open("rules")
        await settled(pilot)
        await sees(pilot, "c11 gnu11")
        await press(pilot, "left", "left", "left")
        assert pilot.app.tab.query_one(RuleMatrix).here[1] == "c11"


async def test_c_turns_to_the_compilers_here_which_are_asked_and_their_words_fill_in(engine):
    async with checker() as pilot:
        tab = await source(pilot)
        tab.open("rules")
        await press(pilot, "c")
        await hears(engine, Measure("gcc"))
        await sees(pilot, "gcc here")
        assert screen(pilot).count("…") > 20
        fed(tab, [found(), *opened(), *measured()])
        await settled(pilot)
        line = next(row for row in rows(pilot) if "static x;" in row)
        assert line.split()[2:] == ["ok", "ok", *["warn"] * 6]
        assert "gcc here: warn" in below(pilot)


async def test_c_goes_on_to_known_compilers_which_nobody_has_to_ask(engine):
    async with checker() as pilot:
        tab = await source(pilot)
        tab.open("rules")
        await press(pilot, "C")
        assert tab.who.title == f"{KNOWN[-1].family} {KNOWN[-1].version}"
        await press(pilot, *["c"] * (len(HERE) + 1 + 4))
        await sees(pilot, "gcc 14")
        line = next(row for row in rows(pilot) if "static x;" in row)
        assert line.split()[2:] == ["ok", "ok", *["error"] * 6]
        assert len({each.compiler for each in asked(engine) if isinstance(each, Measure)}) == 6


# Compilers and runs


async def test_each_compiler_has_its_verdict_beside_ours_and_its_words_are_read():
    async with checker() as pilot:
        tab = await source(pilot, *said())
        tab.open("compilers")
        await sees(pilot, "compilers here", "   tcc")
        lines = {row.split()[0]: row.split() for row in rows(pilot) if "12.2" in row or "14" in row}
        assert lines["gcc-14"][1:] == ["14.2.0", "6", "errors", "6", "2", "0"]
        clang = next(row for row in rows(pilot) if row.startswith("   clang"))
        assert clang.split()[1:] == ["14.0.6", "1", "error,", "5", "warnings", "5", "3", "1"]
        await press(pilot, "down", "down")
        assert tab.query_one(CompilerList).here.name == "clang"
        assert "clang 14.0.6" in below(pilot)
        assert "only ours" in below(pilot)


async def test_of_a_compiler_that_could_not_read_the_source_nothing_is_missed():
    first, *_ = said()
    verdict = msgspec.structs.replace(first.verdict, diagnostics=(), why="stdio.h: no such file")
    mute = msgspec.structs.replace(first, verdict=verdict, agree=(), ours=(0, 1), theirs=())
    async with checker() as pilot:
        tab = await source(pilot, mute)
        tab.open("compilers")
        await sees(pilot, "▸ gcc ", "stdio.h: no such file")
        gcc = next(row for row in rows(pilot) if row.startswith(" ▸ gcc"))
        assert gcc.split()[-3:] == ["0", "n/a", "0"]
        assert "only ours" not in below(pilot)


async def test_on_a_narrow_screen_what_compilers_say_comes_before_their_versions():
    async with checker((60, 20)) as pilot:
        tab = await source(pilot, *said())
        tab.open("compilers")
        await sees(pilot, "6 errors")
        assert "14.2.0" not in screen(pilot)


async def test_while_a_compiler_has_not_answered_there_are_no_figures():
    async with checker() as pilot:
        tab = await source(pilot, *list(said())[:1])
        tab.open("compilers")
        await sees(pilot, "compilers here", "   tcc")
        tcc = next(row for row in rows(pilot) if row.startswith("   tcc"))
        assert tcc.split() == ["tcc", "0.9.27", "…"]


async def test_the_runs_say_what_was_printed_and_that_z_is_undefined():
    async with checker() as pilot:
        tab = await source(pilot, *RAN)
        tab.open("run")
        await sees(pilot, "-O2", "   tcc")
        lines = {row.split()[0]: row for row in rows(pilot) if row.startswith("   ")}
        assert "sum=3  z=0 ×3" in lines["gcc"]
        assert "z=-1208 31744 904" in lines["clang"]
        assert lines["gcc-14"].split()[-1] == "…"
        await sees(pilot, "Its programs do not run on this machine.")
        await sees(pilot, "z is undefined")
        assert "C90 6.6.6.4, C99 6.9.1p12" in " ".join(below(pilot).split())
        await press(pilot, "enter")
        await sees(pilot, "clang -O2: z=-1208, 31744, 904")
        assert "gcc -O2:" not in screen(pilot)


# What goes wrong


async def test_a_file_that_cannot_be_read_is_told_and_r_tries_again(engine):
    async with checker() as pilot:
        tab = pilot.app.tab
        await hears(engine, Open())
        tab.read("/nowhere.c")
        fed(tab, [Refused("This source could not be read.", "/nowhere.c: no such file")])
        await settled(pilot)
        await sees(pilot, "✗ This source could not be read.")
        await sees(pilot, "r tries again")
        await press(pilot, "r")
        await hears(engine, Open(path="/nowhere.c"))
        assert "could not be read" not in screen(pilot)


async def test_an_engine_that_died_is_told_with_what_mends_it(engine):
    async with checker() as pilot:
        await source(pilot)
        fed(pilot.app.tab, [found(), *opened(), FAILED])
        await settled(pilot)
        assert rows(pilot)[2].endswith("✗ failed")
        await sees(pilot, "tail 'a log'")
        starts = len(engine.starts)
        await press(pilot, "r")
        await eventually(lambda: len(engine.starts) > starts)
        await sees(pilot, "old_driver.c")


async def test_it_stands_in_the_smallest_window_and_in_a_large_one():
    async with checker() as pilot:
        tab = await source(pilot, *said(), *mended(), *RAN)
        tab.folder = FOLDER
        for size in (SMALLEST, (200, 50), (110, 24), (20, 5)):
            await pilot.resize_terminal(*size)
            for _ in range(len(VIEWS) + 1):
                await press(pilot, "v", "down", "pagedown", "right")
                strips = pilot.app.screen._compositor.render_strips()
                assert {strip.cell_length for strip in strips} == {size[0]}


# Keys, words, glyphs


def test_the_tab_has_no_key_of_the_console_and_each_can_be_changed():
    ours = {key for binding in ImplicitIntTab.BINDINGS for key in binding.key.split(",")}
    consoles = {key for binding in Zerodeck.BINDINGS for key in binding.key.split(",")}
    assert not (ours - {"escape"}) & consoles
    described = [binding for binding in ImplicitIntTab.BINDINGS if binding.description]
    assert all(binding.id.startswith("int.") for binding in described)
    assert len({binding.id for binding in described}) == len(described)


async def test_escape_is_the_consoles_where_there_is_nothing_to_go_back_to():
    async with checker() as pilot:
        assert "Esc back" not in rows(pilot)[-1]
        await press(pilot, "f")
        assert "Esc back" in rows(pilot)[-1]


async def test_a_click_chooses_a_view_a_finding_and_a_cell():
    async with checker() as pilot:
        tab = await source(pilot)
        at = next(at for at, row in enumerate(rows(pilot)) if "static counter" in row)
        await pilot.click(offset=(14, at))
        await settled(pilot)
        assert chosen(pilot) == "counter"
        await pilot.click(offset=(rows(pilot)[4].index("rules"), 4))
        await settled(pilot)
        assert tab.view == "rules"
        head = next(at for at, row in enumerate(rows(pilot)) if "ISO C" in row)
        await pilot.click(offset=(rows(pilot)[head].index(" c99") + 2, head + 3))
        await settled(pilot)
        assert tab.query_one(RuleMatrix).here == ("static-definition", "c99")


async def test_help_says_what_the_tab_is_for_and_lists_its_keys():
    async with checker(LARGE) as pilot:
        await press(pilot, "question_mark")
        await sees(pilot, "May the type of a function")
        await sees(pilot, "K&R too")


async def test_on_a_terminal_without_unicode_all_but_the_source_is_ascii():
    settings.save(replace(Settings(), glyphs="ascii"))
    plain = SOURCE.replace("字节计数", "count")
    async with checker(terminal=replace(TERMINAL, unicode=False)) as pilot:
        tab = pilot.app.tab
        tab.path = PATH
        for view in VIEWS:
            fed(tab, [found(), *opened(plain), *mended(plain), *RAN])
            tab.open(view)
            await settled(pilot)
            assert "\n".join(sent(pilot.app)).isascii(), view


OWN = frozenset(
    (
        *("int", "space", "Esc", "Enter", "ISO", "gcc", "clang", "tcc", "sdcc", "arm", "none"),
        *("eabi", "linux", "gnu", "Wimplicit", "type", "defaults", "declaration", "expected"),
        *("before", "sum", "old", "driver", "void", "auto", "static", "inline", "register"),
        *("const", "typedef", "extern", "zero", "add", "for", "struct", "std", "return", "main"),
        *("uart", "write", "char", "counter", "bytes", "sent", "send", "text", "length", "flush"),
        *("ticks", "LOCAL", "include", "stdio", "BAUD", "define", "printf", "home", "firmware"),
        *("orig", "unsigned", "sizeof", "short", "float", "long", "prototype", "SDCC"),
        *("board", "secret", "Permission", "denied"),
    )
)
"""What is C, a name, or the words of a compiler and of the system."""


async def test_every_word_is_translated(monkeypatch):
    monkeypatch.setattr(i18n, "_load", lambda language: None if language == "en" else Wide())
    settings.save(replace(Settings(), language="zh_CN"))
    async with checker(LARGE) as pilot:
        tab = await source(pilot, *said(), *mended(), *RAN, *CHECKED)
        tab.folder = FOLDER
        for view in ("source", *VIEWS, "files"):
            tab.open(view)
            await press(pilot, "down", "down")
            shown = screen(pilot).replace("pi@zero2w", "").replace("zerodeck c fix", "")
            assert ascii_words(shown) - OWN - TAB_WORDS == set(), view
    i18n.use("en")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_chinese_keeps_the_columns(size):
    settings.save(replace(Settings(), language="zh_CN"))
    async with checker(size) as pilot:
        tab = await source(pilot, *said(), *mended(), *RAN, *CHECKED)
        for view in (*VIEWS, "files"):
            tab.open(view)
            await settled(pilot)
            strips = pilot.app.screen._compositor.render_strips()
            assert {strip.cell_length for strip in strips} == {size[0]}
    i18n.use("en")
