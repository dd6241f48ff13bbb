"""Which processes are zerodeck's, and what each has."""

import os
import subprocess

import pytest

from engines import link
from engines.memory import parts
from engines.memory.parts import Part
from tests import until
from tests.engines.memory import MEBI, child, machine, process


def seen(root, *files):
    return parts.parts(machine(root, *files))


def test_consoles_come_before_children_and_each_has_its_memory(tmp_path):
    found = seen(
        tmp_path,
        child(20, "probe", 75, pss=54, peak=61),
        process(10, "/usr/bin/python3", "/usr/bin/zerodeck", "roc", pss=38, peak=42),
        process(11, "/bin/bash"),
    )
    assert found == [
        Part(10, "zerodeck roc", used=38 * MEBI, peak=42 * MEBI),
        Part(20, "probe", "probe", promised=75 * MEBI, used=54 * MEBI, peak=61 * MEBI),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["python3", "/opt/venv/bin/zerodeck", "gomoku"],
        ["/usr/bin/python3.11", "-m", "tui", "gomoku"],
        ["python3", "-P", "-m", "tui", "gomoku"],
        ["/opt/zerodeck", "gomoku"],
    ],
)
def test_a_console_is_known_however_it_was_begun(tmp_path, words):
    (found,) = seen(tmp_path, process(7, *words))
    assert (found.command, found.engine, found.promised) == ("zerodeck gomoku", "", 0)


@pytest.mark.parametrize(
    "words",
    [
        ["vim", "zerodeck"],
        ["tail", "-f", "/home/pi/zerodeck"],
        ["ssh", "pi", "zerodeck"],
        ["tmux", "new", "-s", "zerodeck"],
        ["python3", "-m", "pytest", "tui"],
        ["python3", "server.py", "-m", "tui.py"],
        ["python3", "-m", "engines.serve"],
        ["python3", "-m", "engines.serve", "roc\n$ rm -r ~", "55"],
        ["python3"],
        [""],
    ],
)
def test_what_only_names_it_is_not_ours(tmp_path, words):
    assert seen(tmp_path, process(7, *words)) == []


@pytest.mark.parametrize("promised", ["", "much", "-5", "1000000", "9" * 5000])
def test_a_child_that_promised_nothing_has_nothing_untouched(tmp_path, promised):
    (found,) = seen(tmp_path, child(7, "roc", promised, pss=20))
    assert (found.engine, found.promised, found.untouched) == ("roc", 0, 0)


@pytest.mark.parametrize(
    ("user", "believed"), [(os.geteuid(), True), (0, True), (os.geteuid() + 1, False)]
)
def test_only_our_own_promises_and_those_of_root_are_believed(tmp_path, user, believed):
    (found,) = seen(tmp_path, child(7, "roc", 55, user=user))
    assert found.promised == (55 * MEBI if believed else 0)


def test_a_promise_of_whom_nobody_knows_is_not_believed(tmp_path):
    root = machine(tmp_path, child(7, "roc", 55))
    (tmp_path / "proc/7/status").unlink()
    (found,) = parts.parts(root)
    assert found.promised == 0


def test_what_was_promised_and_not_used_may_still_be_needed(tmp_path):
    small, full = seen(tmp_path, child(7, "roc", 55, pss=15), child(8, "roc", 55, pss=70))
    assert (small.untouched, full.untouched) == (40 * MEBI, 0)


def test_those_that_work_for_a_child_are_part_of_it(tmp_path):
    """Its forks have its command line; a compiler has its own."""
    files = [
        child(20, "implicit_int", 55, pss=20, peak=24),
        child(21, "implicit_int", 55, pss=3, session=20, peak=99),
        process(22, "cc1", pss=17, session=20),
        process(23, "cc1", pss=99, session=99),
    ]
    (found,) = [part for part in seen(tmp_path, *files) if part.pid == 20]
    assert (found.used, found.peak) == (40 * MEBI, 24 * MEBI)


def test_a_fork_of_a_child_promises_nothing_again(tmp_path):
    forks = [child(pid, "devzero", 22, pss=2, session=20) for pid in (21, 22)]
    found = seen(tmp_path, child(20, "devzero", 22, pss=6), *forks)
    assert [(part.pid, part.used) for part in found] == [(20, 10 * MEBI)]


def test_another_users_memory_is_what_is_resident(tmp_path):
    (found,) = seen(tmp_path, child(7, "roc", 55, pss=None, resident=33, peak=40))
    assert (found.used, found.shared) == (33 * MEBI, True)


def test_the_job_is_the_one_whose_requests_it_reads(tmp_path):
    root = machine(tmp_path, child(7, "gomoku", 360), child(8, "gomoku", 55))
    for pid, target in ((7, "/home/pi/.local/state/zerodeck/jobs/2f80/requests"), (8, "pipe:[9]")):
        (tmp_path / f"proc/{pid}/fd").mkdir()
        (tmp_path / f"proc/{pid}/fd/0").symlink_to(target)
    assert [part.job for part in parts.parts(root)] == ["2f80", ""]


def test_processes_that_end_meanwhile_are_no_error(tmp_path):
    root = machine(tmp_path, child(7, "gomoku", 360))
    for name in ("stat", "status", "statm", "smaps_rollup"):
        (tmp_path / "proc/7" / name).unlink()
    assert parts.parts(root) == [Part(7, "gomoku", "gomoku", shared=True)]


def test_without_proc_there_are_none(tmp_path):
    assert parts.parts(f"{tmp_path}/") == []


def test_a_real_child_is_seen_with_its_promise_until_it_ends():
    command = [*link.child("zero"), "20"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    ) as process:
        ours = (process.pid, True)  # once it has begun to be loaded
        (found,) = until(
            lambda: [part for part in parts.parts() if (part.pid, part.used > MEBI) == ours]
        )
        assert (found.engine, found.promised, found.shared) == ("zero", 20 * MEBI, False)
        assert process.stdin
        process.stdin.close()
    assert os.getpid() not in [part.pid for part in parts.parts()]
    assert process.pid not in [part.pid for part in parts.parts()]


def test_a_quick_look_sees_the_children_alone_without_their_forks(tmp_path):
    files = [
        process(10, "python3", "/usr/bin/zerodeck", resident=50),
        child(20, "devzero", 22, resident=16),
        child(21, "devzero", 22, session=20, resident=13),
        child(30, "roc", 55, resident=39),
    ]
    found = parts.children(machine(tmp_path, *files))
    assert {part.pid: part.untouched for part in found} == {20: 6 * MEBI, 30: 16 * MEBI}
