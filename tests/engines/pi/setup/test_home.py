"""What goes into the user's own folders: the unit that keeps the console, and completion."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from engines.pi.setup import completion, service
from engines.pi.setup.steps import Plan, do
from engines.wire import EngineError

HOME = Path("/home/pi")
UNIT = service.unit("/usr/bin/tmux", "/home/pi/.venv/bin/python", "en_GB.UTF-8")


def done(plan: Plan) -> None:
    for step in plan.steps:
        do(step)


def test_the_unit_starts_what_keep_enters() -> None:
    (start,) = (each for each in UNIT.splitlines() if each.startswith("ExecStart="))
    assert start.startswith("ExecStart=/usr/bin/tmux -L zerodeck -u new-session -d -s zerodeck ")
    assert "/home/pi/.venv/bin/python -P -m tui " in start
    assert r" \; set -s escape-time 10 \; " in start
    assert "Environment=LANG=en_GB.UTF-8\n" in UNIT
    assert "Environment" not in service.unit("/usr/bin/tmux", "/usr/bin/python3")


def test_jobs_outlive_the_unit_that_they_were_started_in() -> None:
    assert "KillMode=process\n" in UNIT


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
    done(service.removing(folder))
    assert [path.name for path in folder.rglob("*")] == ["default.target.wants"]
    again = service.removing(folder)
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
