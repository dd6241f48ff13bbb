"""What goes into the user's own folders: the unit that keeps the console, and completion."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engines import whole
from engines.pi.setup import completion, service
from engines.pi.setup.steps import INTERRUPTED, Plan, Run, call, do, writing
from engines.wire import EngineError

HOME = Path("/home/pi")
UNIT = service.unit("/usr/bin/tmux", "/home/pi/.venv/bin/python", "en_GB.UTF-8")


def done(plan: Plan) -> None:
    for step in plan.steps:
        do(step)


def test_the_unit_starts_what_keep_enters() -> None:
    (start,) = (each for each in UNIT.splitlines() if each.startswith("ExecStart="))
    assert start.startswith("ExecStart=-/usr/bin/tmux -L zerodeck -u new-session -d -s zerodeck ")
    assert "/home/pi/.venv/bin/python -P -m tui " in start
    assert r" \; set -s escape-time 10 \; " in start
    assert "Environment=LANG=en_GB.UTF-8\n" in UNIT
    assert "Environment" not in service.unit("/usr/bin/tmux", "/usr/bin/python3")


def test_jobs_outlive_the_unit_that_they_were_started_in() -> None:
    assert "KillMode=process\n" in UNIT


def test_a_console_that_was_open_before_is_not_ended_by_the_unit() -> None:
    """systemd runs ExecStop too after a start that found one, and whose failure "-" forgave."""
    assert "ExecStart=-/" in UNIT
    assert "ExecStop" not in UNIT


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("/my files/python", '"/my files/python"'),
        ("/100%/$HOME", "/100%%/$$HOME"),
        ('a"b\\c', '"a\\"b\\\\c"'),
        (";", "\\;"),
        ("", '""'),
    ],
)
def test_words_are_quoted_as_systemd_reads_them(word: str, expected: str) -> None:
    assert service.quoted(word) == expected


def test_systemd_finds_no_fault_with_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("systemd-analyze is missing")
    unit = tmp_path / service.NAME
    unit.write_text(service.unit("/bin/true", str(tmp_path / "my $venv 100%/python"), "C.UTF-8"))
    done = subprocess.run(
        [analyze, "verify", "--user", str(unit)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_a_unit_is_written_once_and_another_of_that_name_is_kept(tmp_path: Path) -> None:
    done(service.installing(tmp_path / "systemd/user", UNIT))
    path = tmp_path / "systemd/user" / service.NAME
    assert path.read_text() == UNIT
    assert not service.installing(path.parent, UNIT).steps
    path.write_text("mine")
    done(service.installing(path.parent, UNIT))
    assert path.read_text() == UNIT
    assert path.with_name("zerodeck.service.old").read_text() == "mine"


def test_what_is_left_to_the_user_is_said(tmp_path: Path) -> None:
    said = [str(run) for run in service.installing(tmp_path, UNIT).after]
    assert said == ["systemctl --user enable --now zerodeck", "loginctl enable-linger"]


def test_the_unit_goes_with_the_link_that_starts_it(tmp_path: Path) -> None:
    folder = tmp_path / "user"
    done(service.installing(folder, UNIT))
    wants = folder / "default.target.wants"
    wants.mkdir()
    (wants / service.NAME).symlink_to(folder / service.NAME)
    done(service.removing(folder, UNIT))
    assert [path.name for path in folder.rglob("*")] == ["default.target.wants"]
    again = service.removing(folder, UNIT)
    assert not again.steps and not again.after


def test_the_units_folder_follows_the_xdg_rules() -> None:
    assert service.folder({}, HOME) == HOME / ".config/systemd/user"
    assert service.folder({"XDG_CONFIG_HOME": "/c"}, HOME) == Path("/c/systemd/user")
    assert service.folder({"XDG_CONFIG_HOME": "c"}, HOME) == HOME / ".config/systemd/user"


@pytest.mark.parametrize(
    ("shell", "environ", "expected"),
    [
        ("bash", {}, "/home/pi/.local/share/bash-completion/completions/zerodeck"),
        ("bash", {"XDG_DATA_HOME": "/d"}, "/d/bash-completion/completions/zerodeck"),
        ("zsh", {"XDG_DATA_HOME": "/d"}, "/home/pi/.zfunc/_zerodeck"),
        ("fish", {}, "/home/pi/.config/fish/completions/zerodeck.fish"),
        ("fish", {"XDG_CONFIG_HOME": "/c"}, "/c/fish/completions/zerodeck.fish"),
    ],
)
def test_each_shell_looks_in_a_place_of_its_own(
    shell: str, environ: dict[str, str], expected: str
) -> None:
    assert completion.place(shell, environ, HOME) == Path(expected)


@pytest.mark.parametrize("shell", ["", "tcsh", "powershell"])
def test_another_shell_is_refused(shell: str) -> None:
    with pytest.raises(EngineError, match="bash, zsh and fish"):
        completion.place(shell, {}, HOME)


def test_what_a_shell_wants_besides_is_said(tmp_path: Path) -> None:
    zsh = completion.installing("zsh", "", HOME / ".zfunc/_zerodeck", tmp_path)
    assert [str(run) for run in zsh.after] == ["fpath+=/home/pi/.zfunc"]
    assert not isinstance(zsh.after[0], Run)
    bash = completion.installing("bash", "", HOME / "x", tmp_path)
    assert [str(run) for run in bash.after] == ["sudo apt install bash-completion"]
    (tmp_path / completion.LOADER).parent.mkdir(parents=True)
    (tmp_path / completion.LOADER).touch()
    assert not completion.installing("bash", "", HOME / "x", tmp_path).after
    assert not completion.installing("fish", "", HOME / "x", tmp_path).after


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match="could not be written"):
        done(service.installing(tmp_path / "file", UNIT))


@pytest.mark.parametrize("broken", ["full", "interrupted"])
def test_a_users_file_stays_in_its_place_until_the_new_one_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    path = tmp_path / service.NAME
    path.write_text("mine")
    error = EngineError("full") if broken == "full" else KeyboardInterrupt()

    def write(path: Path, data: bytes) -> None:
        raise error

    monkeypatch.setattr(whole, "write", write)
    with pytest.raises(type(error)):
        done(service.installing(tmp_path, UNIT))
    assert path.read_text() == "mine"


def test_a_text_that_cannot_be_encoded_touches_nothing(tmp_path: Path) -> None:
    path = tmp_path / service.NAME
    path.write_text("mine")
    with pytest.raises(EngineError, match="could not be written"):
        done(Plan(writing(path, "\ud800")))
    assert path.read_text() == "mine"
    assert not list(tmp_path.glob("*.old"))


def test_a_path_that_is_no_utf8_is_written_as_it_is(tmp_path: Path) -> None:
    text = os.fsdecode(b"/home/\xe9/python")
    done(Plan(writing(tmp_path / "unit", text)))
    assert (tmp_path / "unit").read_bytes() == b"/home/\xe9/python"
    assert not writing(tmp_path / "unit", text)


def test_where_there_are_no_hard_links_a_copy_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_names: Path, **_options: bool) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", link)
    (tmp_path / service.NAME).write_text("mine")
    done(service.installing(tmp_path, UNIT))
    assert (tmp_path / f"{service.NAME}.old").read_text() == "mine"
    assert (tmp_path / service.NAME).read_text() == UNIT


def test_what_is_not_ours_is_kept_when_it_is_to_go(tmp_path: Path) -> None:
    for path, removing in (
        (tmp_path / service.NAME, lambda: service.removing(tmp_path, UNIT)),
        (tmp_path / "_zerodeck", lambda: completion.removing(tmp_path / "_zerodeck", "ours")),
    ):
        path.write_text("mine")
        done(removing())
        assert not path.exists()
        assert path.with_name(f"{path.name}.old").read_text() == "mine"
        path.symlink_to("nowhere")
        done(removing())
        assert path.with_name(f"{path.name}.old1").is_symlink()


def test_what_cannot_be_taken_away_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of another user's, as root sees none."""

    def closed(*_words: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    for name in ("lstat", "stat", "rename"):
        monkeypatch.setattr(os, name, closed)
    monkeypatch.setattr(Path, "read_bytes", closed)
    with pytest.raises(EngineError, match="could not be removed"):
        done(service.removing(tmp_path, UNIT))
    with pytest.raises(EngineError, match="could not be removed"):
        done(completion.removing(tmp_path / "_zerodeck", "ours"))


@pytest.mark.parametrize("name", ["张三", "a b", "it's"])
def test_zsh_runs_the_line_that_is_printed(tmp_path: Path, name: str) -> None:
    zsh = shutil.which("zsh")
    if not zsh:
        pytest.skip("zsh is missing")
    path = tmp_path / name / ".zfunc/_zerodeck"
    (line,) = completion.installing("zsh", "", path, tmp_path).after
    script = f"fpath=(); {line}; print -r -- $fpath"
    done = subprocess.run([zsh, "-f", "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"{path.parent}\n", "")


@pytest.mark.parametrize(
    "command",
    [
        "kill -INT $$",  # as sudo ends after a command that Ctrl+C has ended
        "kill -INT $PPID; exit 1",  # as at its question for the password
        "exit 130",
    ],
)
def test_an_interrupt_is_the_commands_and_ends_the_plan(command: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        do(Run(("sh", "-c", command), ""))


def test_a_command_that_an_interrupt_reaches_is_waited_for(tmp_path: Path) -> None:
    """And is not deaf to Ctrl+C, as it would be where this process ignored it."""
    deaf = "import signal; exit(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
    assert call((sys.executable, "-c", deaf)) == 0
    mark = shlex.quote(str(tmp_path / "done"))
    assert call(("sh", "-c", f"kill -INT $PPID; touch {mark}")) == INTERRUPTED
    assert (tmp_path / "done").exists()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
