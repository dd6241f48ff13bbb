"""zerodeck setup: shown first, done once agreed to, and else nothing is written."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from typer.testing import CliRunner, Result

from engines import access
from engines.pi.setup.udev import User
from tests import ROOT
from tests.cli import ZERODECK, zerodeck
from tests.conftest import need
from tui.cli import setup

UNIT = "config/systemd/user/zerodeck.service"
RULES = "etc/udev/rules.d/60-zerodeck-probes.rules"

# Does what concerns files, and notes all: no test may change this machine's groups.
SUDO = """#!/bin/sh
echo "$@" >>"{log}"
case "$1" in udevadm|groupadd|usermod) exit {status} ;; esac
exec "$@"
"""


def home() -> Path:
    return Path(os.environ["HOME"])


def written() -> list[str]:
    return sorted(str(it.relative_to(home())) for it in home().rglob("*") if it.is_file())


class Machine:
    """A folder that stands for /, and what sudo was asked for."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.log = root, root / "log"
        for name, text in (("run/udev/control", ""), ("etc/group", ""), ("log", "")):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        self.sudo()
        monkeypatch.setattr(setup, "machine", lambda: root)
        monkeypatch.setattr(setup, "who", lambda: User("pi", root=False))
        monkeypatch.setenv("PATH", f"{root}/bin:{os.environ['PATH']}")

    def sudo(self, status: int = 0) -> None:
        path = self.root / "bin/sudo"
        path.parent.mkdir(exist_ok=True)
        path.write_text(SUDO.format(log=self.log, status=status))
        path.chmod(0o755)

    def says(self, *words: str) -> Result:
        return CliRunner().invoke(setup.app, ["udev", *words])

    @property
    def asked(self) -> list[str]:
        return [line.split()[0] for line in self.log.read_text().splitlines()]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path / "machine", monkeypatch)


def test_the_rules_and_each_command_are_shown_and_done_with_yes(machine):
    done = machine.says("--yes")
    assert done.exit_code == 0
    assert access.RULES.read_text().splitlines()[-1] in done.stdout
    shown = [line[9:] for line in done.stdout.splitlines() if line.startswith("  $ sudo ")]
    assert shown == machine.log.read_text().splitlines()
    assert machine.asked == [
        "groupadd", "mkdir", "install", "mv", "udevadm", "udevadm", "usermod",
    ]  # fmt: skip
    assert (machine.root / RULES).read_text() == access.RULES.read_text()
    assert "$ newgrp plugdev" in done.stdout


def test_without_a_yes_nothing_is_done(machine):
    done = machine.says()
    assert done.exit_code == 1
    assert "sudo usermod -aG plugdev -- pi" in done.stdout
    assert "--yes" in done.stderr
    assert not machine.asked
    assert not (machine.root / RULES).exists()


def test_a_file_of_the_users_is_named_and_kept(machine):
    (machine.root / RULES).parent.mkdir(parents=True)
    (machine.root / RULES).write_text("mine\n")
    assert "it is kept" in machine.says("--yes").stdout
    assert (machine.root / f"{RULES}.old").read_text() == "mine\n"


def test_what_fails_ends_it_and_is_said(machine):
    machine.sudo(status=4)
    done = machine.says("--yes")
    assert done.exit_code == 1
    assert machine.asked == ["groupadd"]
    assert "$ sudo groupadd --system plugdev" in done.stderr
    assert not (machine.root / RULES).exists()


def test_without_sudo_the_commands_are_there_to_paste(machine, monkeypatch):
    monkeypatch.setenv("PATH", str(machine.root))
    done = machine.says("--yes")
    assert done.exit_code == 1
    assert f"sudo install -m 0644 {access.RULES}" in done.stdout
    assert "as root" in done.stderr
    assert not (machine.root / RULES).exists()


def test_the_rules_go_again(machine):
    machine.says("--yes")
    assert machine.says("--yes", "--remove").exit_code == 0
    assert not (machine.root / RULES).exists()
    again = machine.says("--yes", "--remove")
    assert (again.exit_code, again.stdout.count("\n")) == (0, 1)


def test_behind_sudo_it_is_for_who_typed_it(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("SUDO_USER", "ada")
    assert setup.who() == User("ada", root=True)
    monkeypatch.setenv("SUDO_USER", "")
    assert setup.who().name == access.this_user().name
    monkeypatch.setenv("SUDO_USER", "ada")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not setup.who().root
    assert setup.who().name != "ada"


def asked(*words: str) -> pexpect.spawn:
    child = pexpect.spawn(
        ZERODECK[0], [*ZERODECK[1:], "setup", *words], cwd=str(ROOT), encoding="utf-8", timeout=30
    )
    child.expect("y or n: ")
    return child


@pytest.mark.parametrize("answer", ["n\r", "\r", "maybe\r", "\x1b[A\r", "yy\r", "\x04"])
def test_what_is_no_yes_is_a_no(answer):
    need("tmux")
    child = asked("service")
    child.send(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus in (1, 130)
    assert written() == []


def test_an_interrupt_writes_nothing():
    need("tmux")
    child = asked("service")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, written()) == (130, [])


@pytest.mark.parametrize("answer", ["y", "YES", " yes "])
def test_a_yes_writes_the_unit_that_was_shown(answer):
    need("tmux")
    child = asked("service")
    shown = child.before
    child.send(f"{answer}\r")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert written() == [UNIT]
    for line in (home() / UNIT).read_text().splitlines():
        assert line in shown.replace("\r\n", "\n")
    assert "systemctl --user enable --now zerodeck" in child.before


def test_a_script_agrees_with_yes_and_takes_it_away_again():
    need("tmux")
    assert zerodeck("setup", "service", "--yes").returncode == 0
    assert written() == [UNIT]
    again = zerodeck("setup", "service", "--yes")
    assert "nothing to do" in again.stdout
    assert zerodeck("setup", "service", "--remove", "--yes").returncode == 0
    assert written() == []


def test_a_changed_unit_is_kept_when_it_goes_and_that_is_said():
    need("tmux")
    (home() / UNIT).parent.mkdir(parents=True)
    (home() / UNIT).write_text("mine")
    done = zerodeck("setup", "service", "--remove", "--yes")
    assert f"kept as {home() / UNIT}.old" in done.stdout
    assert written() == [f"{UNIT}.old"]


def test_without_a_stdin_nobody_is_asked():
    need("tmux")
    shell = ["sh", "-c", 'exec "$@" <&-', "sh"]
    done = subprocess.run(
        [*shell, *ZERODECK, "setup", "service"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, written()) == (1, [])
    assert "Traceback" not in done.stderr
    assert "--yes" in done.stderr


def test_nobody_is_asked_about_what_went_into_a_file(tmp_path):
    need("tmux")
    words = shlex.join([*ZERODECK, "setup", "service"])
    child = pexpect.spawn(
        "sh", ["-c", f"{words} >{tmp_path}/said"], cwd=str(ROOT), encoding="utf-8", timeout=30
    )
    child.expect("--yes")
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, written()) == (1, [])
    assert "y or n" not in child.before


@pytest.mark.parametrize("words", [["service"], ["completion", "bash"]])
@pytest.mark.parametrize("named", ["here", "", None])
def test_without_a_home_it_says_so(words, named, monkeypatch):
    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", unknown)
    monkeypatch.delenv("HOME") if named is None else monkeypatch.setenv("HOME", named)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    done = CliRunner().invoke(setup.app, [*words, "--yes"])
    assert done.exit_code == 1
    assert "Your home folder is not known" in done.stderr


def test_an_interrupt_while_sudo_works_ends_with_130(machine, monkeypatch):
    machine.sudo(status=130)
    done = machine.says("--yes")
    assert (done.exit_code, machine.asked) == (130, ["groupadd"])
    assert "failed" not in done.stderr


def test_without_tmux_there_is_no_unit(tmp_path):
    done = zerodeck("setup", "service", "--yes", PATH=str(tmp_path))
    assert (done.returncode, written()) == (1, [])
    assert "$ sudo apt install tmux" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_of_the_shell_in_use_is_the_one_that_is_printed(shell):
    done = zerodeck("setup", "completion", "--yes", SHELL=f"/usr/bin/{shell}")
    assert done.returncode == 0
    (name,) = written()
    assert (home() / name).read_text() == zerodeck("completion", shell).stdout
    assert zerodeck("setup", "completion", shell, "--remove", "--yes").returncode == 0
    assert written() == []


def test_a_shell_without_completion_is_refused():
    done = zerodeck("setup", "completion", "--yes", SHELL="/bin/dash")
    assert (done.returncode, written()) == (1, [])
    assert "$ zerodeck setup completion bash" in done.stderr


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("zerodeck set", {"setup"}),
        ("zerodeck setup ", {"udev", "service", "completion"}),
        ("zerodeck devzero read --blo", {"--block"}),
        ("zerodeck jobs a", {"attach"}),
    ],
)
def test_bash_completes_with_the_file_that_was_installed(tmp_path, typed, expected):
    bash = need("bash")
    zerodeck("setup", "completion", "bash", "--yes")
    (name,) = written()
    (tmp_path / "zerodeck").write_text(f'#!/bin/sh\nexec {sys.executable} -m tui "$@"\n')
    (tmp_path / "zerodeck").chmod(0o755)
    # What readline does on Tab, with bash's own way of cutting a line into words.
    words = typed.split(" ")
    script = f"""
        source "{home() / name}"
        function=$(complete -p zerodeck | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
        COMP_WORDS=({" ".join(words[:-1])} "{words[-1]}")
        COMP_CWORD={len(words) - 1} COMP_LINE="{typed}" COMP_POINT={len(typed)}
        $function zerodeck
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    environ = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(
        [bash, "--norc", "-i", "-c", script],
        cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, start_new_session=True,
    )  # fmt: skip
    assert set(done.stdout.split()) == expected, done.stderr
