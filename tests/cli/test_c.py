"""`zerodeck c`: omitted types found, mended and explained without a screen."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from engines.implicit_int.headers import LARGEST
from engines.implicit_int.standards import STANDARDS
from tests import ROOT, until
from tests.cli import zerodeck
from tests.conftest import need

OLD = b"static counter;\nadd(a, b)\n{ return a + b; }\nTASK(3);\nint f() { return 1; }\n"
MENDED = OLD.replace(b"counter", b"int counter").replace(b"add(a, b)", b"int add(a, b) int a, b;")
ENVIRONMENT = {"PYTHONPATH": str(ROOT)}

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run in a folder of its own, in bytes, as names of files are."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.c").write_bytes(OLD)

    def run(
        *words: str | bytes, given: bytes = b"", **changes: str
    ) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "tui", "c", *words],
            input=given,
            capture_output=True,
            timeout=60,
            env=os.environ | ENVIRONMENT | changes,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done

    return run


def document(done: subprocess.CompletedProcess[bytes]) -> Any:
    return json.loads(done.stdout)


# --- check


def test_a_finding_is_a_line_that_editors_read(c: Run) -> None:
    done = c("check", "old.c")
    assert done.stdout.decode().splitlines() == [
        "old.c:1:8: error: the declaration of 'counter' leaves out its type [declaration]",
        "old.c:2:1: error: the definition of 'add' leaves out what it returns [return]",
        "old.c:2:5: error: the parameter 'a' has no type [knr-parameter]",
        "old.c:2:8: error: the parameter 'b' has no type [knr-parameter]",
        "old.c:4:1: warning: maybe the declaration of 'TASK' leaves out its type [declaration]",
        "4 omissions in 1 of 1 file, and 1 that may be; c89 allows 4, gnu17 allows none.",
    ]
    assert done.returncode == 1


def test_what_the_standard_allows_is_a_note(c: Run) -> None:
    done = c("check", "old.c", "--std", "gnu89")
    assert done.returncode == 0
    assert b"old.c:1:8: note: " in done.stdout
    assert b"error:" not in done.stdout


def test_cousins_are_listed_where_they_are_wanted(c: Run) -> None:
    cousin = b"old.c:5:5: note: the parentheses behind 'f' do not say what it takes"
    assert cousin not in c("check", "old.c").stdout
    assert cousin in c("check", "old.c", "--cousins").stdout


def test_a_document_holds_omissions_and_cousins_apart(c: Run) -> None:
    (Path("gone.h")).symlink_to("nowhere")
    done = c("check", "--json", "--std", "c99", "old.c", "gone.h")
    found = document(done)
    assert done.returncode == 2
    assert found["findings"][1] == {
        "file": "old.c",
        "line": 2,
        "column": 1,
        "kind": "return",
        "name": "add",
        "certainty": "certain",
        "function": "add",
        "construct": "definition",
        "verdict": "error",
    }
    assert [it["certainty"] for it in found["findings"]] == [*["certain"] * 4, "maybe"]
    assert [it["kind"] for it in found["cousins"]] == ["knr-definition", "empty-parentheses"]
    assert found["unread"] == [{"file": "gone.h", "why": "No such file or directory"}]
    assert (found["standard"], found["files"]) == ("c99", 1)
    assert found["summary"]["certain"] == 4
    assert found["summary"]["allowed"]["c89"] == 4
    assert found["summary"]["allowed"]["gnu23"] == 0


@pytest.mark.parametrize(
    ("source", "standard", "status"),
    [
        (b"static x;", "c89", 0),
        (b"static x;", "c90", 0),
        (b"static x;", "gnu2x", 1),
        (b"x;", "c89", 1),
        (b"MAYBE(3);", "c99", 0),
        (b"int f(void) { g(); return 1; }", "c99", 0),
        (b"void f(void) { auto i = 3; }", "c17", 1),
        (b"void f(void) { auto i = 3; }", "c23", 0),
        (b"", "c17", 0),
    ],
)
def test_only_what_is_certain_and_refused_fails(
    c: Run, source: bytes, standard: str, status: int
) -> None:
    Path("a.c").write_bytes(source)
    assert c("check", "a.c", "--std", standard).returncode == status


def test_a_folder_is_looked_through(c: Run) -> None:
    Path("src").mkdir()
    Path("src/a.h").write_bytes(b"x;")
    done = c("check", ".", "--json")
    assert {it["file"] for it in document(done)["findings"]} == {"old.c", "src/a.h"}
    assert document(done)["files"] == 2


@pytest.mark.parametrize("words", [("check", "empty"), ("fix", "empty")])
def test_a_folder_without_sources_is_not_taken_for_a_good_one(
    c: Run, words: tuple[str, ...]
) -> None:
    Path("empty").mkdir()
    done = c(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"There is no C source.\n"


@pytest.mark.parametrize(
    "words", [("check",), ("check", "old.c", "--std", "c20"), ("fix",), ("explain", "nothing")]
)
def test_what_is_asked_wrongly_ends_with_2(c: Run, words: tuple[str, ...]) -> None:
    done = c(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


def test_standard_input_is_a_source(c: Run) -> None:
    done = c("check", "-", "--json", given=b"f() { return 1; }")
    assert [it["file"] for it in document(done)["findings"]] == ["<stdin>"]


def test_sarif_is_one_document(c: Run) -> None:
    done = c("check", "old.c", "--sarif")
    (run,) = document(done)["runs"]
    assert [it["ruleId"] for it in run["results"]].count("knr-parameter") == 2
    assert done.returncode == 1


@pytest.mark.parametrize("option", ["--json", "--sarif", "--plain"])
def test_names_may_be_any_bytes(c: Run, option: str) -> None:
    name = b"a\n\x1b[2J\xff \xe4\xb8\xad.c"
    Path(os.fsdecode(name)).write_bytes(b"x;")
    done = c("check", option, name)
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout
    if option == "--json":
        assert os.fsencode(document(done)["findings"][0]["file"]) == name
    if option == "--plain":
        assert (
            done.stdout.decode().splitlines()[0].startswith("a\\n\\x1b[2J\\udcff 中.c:1:1: error")
        )


def test_a_name_that_begins_with_a_dash_stands_behind_two(c: Run) -> None:
    Path("-rf.c").write_bytes(b"x;")
    assert document(c("check", "--json", "--", "-rf.c"))["findings"][0]["file"] == "-rf.c"


def test_a_terminal_without_the_letters_gets_escapes(c: Run) -> None:
    Path("中.c").write_bytes(b"x;")
    done = c("check", "中.c", PYTHONIOENCODING="ascii")
    assert done.stdout.startswith(b"\\u4e2d.c:1:1: error")


def test_what_is_no_file_is_not_read(c: Run) -> None:
    os.mkfifo("a.c")
    done = c("check", "a.c", "/dev/zero", "old.c")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "a.c: This is no regular file.",
        "/dev/zero: This is no regular file.",
    ]
    assert b"4 omissions" in done.stdout


@pytest.mark.parametrize("words", [("check",), ("check", "--json"), ("fix",)])
def test_whoever_reads_may_leave(c: Run, words: tuple[str, ...]) -> None:
    Path("large.c").write_bytes(b"static x;\n" * 20_000)
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "tui", "c", *words, "large.c"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | ENVIRONMENT,
    )
    assert child.stdout and child.stderr
    child.stdout.readline()
    child.stdout.close()
    with child.stderr:
        assert child.stderr.read() == b""
    assert child.wait(20) in (0, 1)


def test_thousands_of_files_are_no_matter(c: Run, count: Callable[[int], int]) -> None:
    many = count(10_000)
    for number in range(many):
        Path(f"{number}.c").write_bytes(b"x;")
    done = c("check", ".")
    assert f"{many + 4} omissions in {many + 1} of {many + 1} files" in done.stdout.decode()


# --- asking compilers


def test_a_compiler_is_asked_too(c: Run) -> None:
    need("gcc")
    found = document(c("check", "--json", "--std", "gnu99", "--ask", "gcc", "old.c"))
    (said,) = found["compilers"]
    assert (said["file"], said["compiler"], said["standard"]) == ("old.c", "gcc", "gnu99")
    agreed = {it["finding"]["name"]: it["said"]["option"] for it in said["agree"]}
    assert agreed["add"] == agreed["counter"] == "-Wimplicit-int"
    words = c("check", "--std", "gnu99", "--ask", "gcc", "old.c").stdout.decode()
    assert f"old.c: gcc -std=gnu99: {len(said['agree'])} agree, " in words


def test_what_only_the_compiler_tells_is_listed(c: Run) -> None:
    need("gcc")
    Path("a.c").write_bytes(b'#include "own.h"\nOWN\n')
    Path("own.h").write_bytes(b"#define OWN static hidden;\n" + b" " * LARGEST)
    done = c("check", "--std", "gnu99", "--ask", "gcc", "a.c")
    assert "1 only theirs" in done.stdout.decode()
    assert "a.c:2:" in done.stdout.decode()
    assert "[-Wimplicit-int]" in done.stdout.decode()


def test_a_compiler_that_could_not_answer_is_a_failure(c: Run) -> None:
    need("gcc")
    Path("a.c").write_bytes(b'#include "gone.h"\nint x;\n')
    done = c("check", "--ask", "gcc", "a.c")
    assert done.returncode == 2
    assert b"a.c: gcc -std=gnu17: no verdict: gone.h: no such file\n" in done.stdout


def test_a_compiler_that_is_not_here_is_told(c: Run) -> None:
    done = c("check", "--ask", "nocc", "old.c")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"nocc" in done.stderr


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize(("when", "ask"), [("source.c", "gcc"), ("help=common", "all")])
def test_a_check_that_is_stopped_stops_the_compiler_and_leaves_nothing(
    c: Run, tmp_path: Path, sign: signal.Signals, when: str, ask: str
) -> None:
    """Children that outlive this test fail it."""
    tools, folder, began = tmp_path / "bin", tmp_path / "tmp", tmp_path / "began"
    tools.mkdir()
    folder.mkdir()
    real = need("gcc")
    (tools / "gcc").write_text(
        f'#!/bin/sh\ncase "$*" in *{when}*) : >{began}; exec sleep 600;; esac\nexec {real} "$@"\n'
    )
    (tools / "gcc").chmod(0o755)
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "tui", "c", "check", "--ask", ask, "old.c"],
        env=os.environ
        | ENVIRONMENT
        | {"PATH": f"{tools}:{os.environ['PATH']}", "TMPDIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(began.exists)
    child.send_signal(sign)
    assert child.wait(20) == 130
    assert list(folder.iterdir()) == []


# --- fix


def test_a_difference_has_names_from_here(c: Run, tmp_path: Path) -> None:
    there = tmp_path / "sub" / "it.c"
    there.parent.mkdir()
    there.write_bytes(OLD)
    assert c("fix", str(there)).stdout.startswith(b"--- sub/it.c\n+++ sub/it.c\n")
    os.chdir(there.parent)
    assert c("fix", str(tmp_path / "old.c")).stdout.startswith(f"--- {tmp_path}/old.c\n".encode())


def test_a_fix_is_a_difference_that_patch_takes(c: Run) -> None:
    done = c("fix", "old.c")
    assert done.returncode == 1
    assert Path("old.c").read_bytes() == OLD
    assert done.stdout.startswith(b"--- old.c\n+++ old.c\n@@ ")
    assert b"+static int counter;\n" in done.stdout
    if not shutil.which("patch"):
        pytest.skip("patch is missing")
    subprocess.run(["patch", "-p0"], input=done.stdout, check=True, capture_output=True)
    assert Path("old.c").read_bytes() == MENDED


def test_nothing_to_mend_is_a_success(c: Run) -> None:
    Path("new.c").write_bytes(b"int x;\nMAYBE(3);\n")
    done = c("fix", "new.c")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.splitlines() == [
        b"There is nothing to mend.",
        b"Not changed: 1 that may be left out; zerodeck c check shows where.",
    ]


def test_written_files_are_kept_as_they_were(c: Run) -> None:
    done = c("fix", "--write", ".")
    assert done.returncode == 0
    assert done.stdout == b"old.c: 3 edits; as it was: old.c.orig\n"
    assert (Path("old.c").read_bytes(), Path("old.c.orig").read_bytes()) == (MENDED, OLD)
    assert c("fix", "--write", ".").stdout == b""
    assert c("check", ".").returncode == 0


def test_prototypes_and_void_are_made_where_they_are_wanted(c: Run) -> None:
    done = c("fix", "--write", "--prototypes", "--void", "old.c")
    assert done.returncode == 0
    text = Path("old.c").read_bytes()
    assert b"int add(int a, int b)\n{" in text
    assert b"int f(void) {" in text


def test_of_standard_input_the_mended_source_is_written(c: Run) -> None:
    assert c("fix", "--write", "-", given=OLD).stdout == MENDED
    again = c("fix", "--write", "-", given=MENDED + b"MAYBE(3);\n")
    assert (again.stdout, again.stderr) == (MENDED + b"MAYBE(3);\n", b"")
    assert c("fix", "-", given=b"x;\n").stdout == (
        b"--- <stdin>\n+++ <stdin>\n@@ -1 +1 @@\n-x;\n+int x;\n"
    )


def test_what_cannot_be_written_is_told_and_the_others_are(c: Run) -> None:
    Path("a.c").write_bytes(b"x;")
    Path("a.c").chmod(0o444)
    done = c("fix", "--write", "a.c", "old.c")
    assert done.returncode == 2
    assert Path("a.c").read_bytes() == b"x;"
    assert b"chmod u+w" in done.stderr
    assert Path("old.c").read_bytes() == MENDED


def test_what_cannot_be_read_is_told_and_the_others_are_mended(c: Run) -> None:
    done = c("fix", "gone.c", "old.c")
    assert done.returncode == 2
    assert done.stderr.startswith(b"gone.c: No such file or directory\n")
    assert b"+static int counter;" in done.stdout


def test_auto_with_a_value_is_never_mended(c: Run) -> None:
    Path("a.c").write_bytes(b"void f(void) { auto i = 3; }")
    for standard in STANDARDS:
        assert c("fix", "a.c", "--std", standard).stdout == b""


# --- what is known


def test_everything_can_be_explained(c: Run) -> None:
    listed = document(c("explain", "--json"))
    assert len(listed["corrections"]) == 5
    keys = [it["construct"] for it in listed["constructs"]]
    assert {"definition", "static", "missing-return"} <= set(keys)
    words = c("explain").stdout.decode()
    assert all(f"\n{key} " in words for key in keys)


def test_a_construct_is_explained_with_its_clauses(c: Run) -> None:
    words = c("explain", "static").stdout.decode()
    for said in ("C99 6.7.2p2", "static int x;", "gcc 14-16", "The document:"):
        assert said in words
    found = document(c("explain", "static", "--json"))
    assert found["mended"] == "static int x;"
    assert {it["standard"]: it["verdict"] for it in found["rules"]}["c99"] == "constraint"


def test_kinds_of_findings_are_explained(c: Run) -> None:
    assert c("explain", "knr-parameter").stdout == c("explain", "knr-names").stdout


def test_the_compilers_are_listed() -> None:
    need("gcc")
    found = json.loads(zerodeck("c", "compilers", "--json").stdout)
    (gcc,) = (it for it in found["compilers"] if it["name"] == "gcc")
    assert gcc["native"]
    assert "gnu89" in gcc["standards"]
    assert gcc["version"] in zerodeck("c", "compilers").stdout


def test_without_a_compiler_it_says_how_to_get_one(tmp_path: Path) -> None:
    done = zerodeck("c", "compilers", PATH=str(tmp_path))
    assert done.returncode == 1
    assert "sudo apt install gcc" in done.stdout


def test_the_example_is_run_under_every_compiler() -> None:
    need("gcc")
    done = zerodeck("c", "run", "--json")
    assert done.returncode == 0
    runs = json.loads(done.stdout)["runs"]
    assert {"-O0", "-O2"} == {it["level"] for it in runs if it["compiler"] == "gcc"}
    for it in runs:
        assert (it["sum"], len(it["z"]), it["z_is"]) == (3, 3, "undefined")
    words = zerodeck("c", "run").stdout
    assert words.endswith("z is undefined: nothing is returned, and it is used.\n")


# --- before commits


def hooks() -> dict[str, dict[str, Any]]:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text()
    return {it["id"]: it for it in yaml.safe_load(text)}


def test_the_hooks_are_commands_that_take_files(c: Run) -> None:
    for it in hooks().values():
        assert {"name", "entry", "language", "types"} <= it.keys()
        assert (it["language"], it["types"]) == ("python", ["c"])
        assert it["entry"].split()[0] == "zerodeck"
    check, fix = (
        hooks()[name]["entry"].split()[2:] for name in ("implicit-int", "implicit-int-fix")
    )
    Path("new.c").write_bytes(b"int x;\n")
    assert c(*check, "new.c").returncode == 0
    assert c(*check, "new.c", "old.c").returncode == 1
    assert c(*check, "--std", "gnu89", "new.c", "old.c").returncode == 0
    assert c(*fix, "new.c", "old.c").returncode == 0
    assert c(*check, "new.c", "old.c").returncode == 0
