"""Our udev rules on a machine made of files: what is planned, and what the commands leave."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from engines import access
from engines.pi.setup import udev
from engines.pi.setup.steps import Plan, do
from engines.pi.setup.udev import User
from engines.wire import EngineError
from tests.conftest import need

PI, ROOT = User("pi", root=False), User("root", root=True)
RULES = access.RULES.read_text()
TARGET = "etc/udev/rules.d/60-zerodeck-probes.rules"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """With udev, the group, and nobody in it."""
    root = tmp_path / "machine"
    for name, text in (("etc/group", "plugdev:x:46:\n"), ("run/udev/control", "")):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text)
    (root / TARGET).parent.mkdir(parents=True)
    return root


def commands(plan: Plan) -> list[str]:
    return [str(step) for step in plan.steps]


def done(plan: Plan) -> list[str]:
    """The files are really put there; what would change the system is only noted."""
    noted = []

    def call(words):
        words = [word for word in words if word != "sudo"]
        if words[0] in ("mkdir", "cp", "install", "mv", "rm"):
            return subprocess.run([need(words[0]), *words[1:]]).returncode
        noted.append(shlex.join(words))
        return 0

    for step in plan.steps:
        do(step, call)
    return noted


def test_a_user_who_is_in_no_group_gets_all_of_it_by_sudo(machine: Path) -> None:
    (machine / "etc/group").write_text("")
    (machine / TARGET).parent.rmdir()
    plan = udev.installing(machine, PI)
    folder, new = (
        (machine / TARGET).parent,
        f"{machine}/etc/udev/rules.d/.60-zerodeck-probes.rules.new",
    )
    assert commands(plan) == [
        "sudo groupadd --system plugdev",
        f"sudo mkdir -p {folder}",
        f"sudo install -m 0644 {access.RULES} {new}",
        f"sudo mv {new} {machine / TARGET}",
        "sudo udevadm control --reload",
        "sudo udevadm trigger --subsystem-match=usb --subsystem-match=hidraw",
        "sudo usermod -aG plugdev -- pi",
    ]
    assert [str(run) for run in plan.after] == ["newgrp plugdev"]


def test_root_needs_neither_sudo_nor_the_group(machine: Path) -> None:
    plan = udev.installing(machine, ROOT)
    assert {step.words[0] for step in plan.steps} == {"install", "mv", "udevadm"}
    assert not plan.after


def test_behind_sudo_it_is_the_user_who_joins(machine: Path) -> None:
    plan = udev.installing(machine, User("ada", root=True))
    assert commands(plan)[-1] == "usermod -aG plugdev -- ada"


def test_a_name_is_no_option_and_no_name_is_in_no_group(machine: Path) -> None:
    plan = udev.installing(machine, User("-R/tmp/x", root=True))
    assert commands(plan)[-1] == "usermod -aG plugdev -- -R/tmp/x"
    assert not udev.member(machine, "")


def test_the_rules_are_there_afterwards_readable_by_all(machine: Path) -> None:
    noted = done(udev.installing(machine, PI))
    assert (machine / TARGET).read_text() == RULES
    assert (machine / TARGET).stat().st_mode & 0o777 == 0o644
    assert [path.name for path in (machine / TARGET).parent.iterdir()] == [access.RULES.name]
    assert [words.split()[0] for words in noted] == ["udevadm", "udevadm", "usermod"]


def test_what_was_there_and_differs_is_kept_each_time(machine: Path) -> None:
    for number, text in enumerate(["mine\n", "mine too\n"]):
        (machine / TARGET).write_text(text)
        done(udev.installing(machine, PI))
        assert (machine / f"{TARGET}.old{number or ''}").read_text() == text
        assert (machine / TARGET).read_text() == RULES


def test_rules_that_are_there_are_only_applied_again(machine: Path) -> None:
    done(udev.installing(machine, PI))
    (machine / "etc/group").write_text("plugdev:x:46:ada,pi\n")
    plan = udev.installing(machine, PI)
    assert [each.split()[1] for each in commands(plan)] == ["udevadm", "udevadm"]
    assert not plan.after


def test_where_udev_does_not_run_it_is_not_called(machine: Path) -> None:
    (machine / "run/udev/control").unlink()
    assert "udevadm" not in " ".join(commands(udev.installing(machine, PI)))


def test_they_go_again_and_the_group_stays(machine: Path) -> None:
    assert commands(udev.removing(machine, PI)) == []
    done(udev.installing(machine, PI))
    plan = udev.removing(machine, PI)
    assert "group" not in " ".join(commands(plan))
    done(plan)
    assert not list((machine / TARGET).parent.iterdir())


def test_rules_that_somebody_changed_are_kept_when_they_go(machine: Path) -> None:
    (machine / TARGET).write_text("mine\n")
    done(udev.removing(machine, PI))
    (left,) = (machine / TARGET).parent.iterdir()
    assert (left.name, left.read_text()) == (f"{access.RULES.name}.old", "mine\n")


def test_a_command_that_fails_is_the_last_one(machine: Path) -> None:
    called: list[str] = []

    def call(words):
        called.append(words[1])
        return 3 if words[1] == "install" else 0

    with pytest.raises(EngineError) as caught:
        for step in udev.installing(machine, PI).steps:
            do(step, call)
    assert called == ["install"]
    assert caught.value.failed.fix.startswith("sudo install -m 0644 ")
    assert caught.value.failed.why.endswith(": 3")


def test_a_path_with_a_blank_is_one_word(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = machine / "my files" / access.RULES.name
    rules.parent.mkdir()
    shutil.copy(access.RULES, rules)
    monkeypatch.setattr(udev, "RULES", rules)
    assert str(rules) in shlex.split(commands(udev.installing(machine, PI))[0])
    done(udev.installing(machine, PI))
    assert (machine / TARGET).read_text() == RULES
