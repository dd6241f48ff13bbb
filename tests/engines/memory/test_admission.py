"""Who may start, on machines that are built of files."""

import fcntl
import os
import threading
from pathlib import Path

import pytest

from engines import paths
from engines.memory import admission
from engines.memory.admission import TOO_LITTLE, admitted
from engines.wire import EngineError
from tests import until
from tests.engines.memory import MEBI, child, machine, meminfo, process

RESERVE = admission.RESERVE // MEBI
CONSOLE = process(10, "python3", "/usr/bin/zerodeck", pss=45)


def refusal(root, needed, environ=None):
    """What a child is told that needs so many MiB; None where it is let in."""
    try:
        with admitted(needed, root, environ or {}):
            return None
    except EngineError as error:
        assert error.failed.what == TOO_LITTLE
        return error.failed


def available(number, **more):
    return {"proc/meminfo": meminfo(number, **more)}


def reading(root, pid, job):
    (root / f"proc/{pid}/fd").mkdir()
    (root / f"proc/{pid}/fd/0").symlink_to(f"/home/pi/.local/state/zerodeck/jobs/{job}/requests")


def test_what_just_fits_is_let_in_and_a_mebibyte_more_is_not(tmp_path):
    root = machine(tmp_path, available(75 + RESERVE), CONSOLE)
    assert refusal(root, 75) is None
    assert refusal(root, 76).why == "it needs about 76 MiB, 75 MiB are left"


def test_half_of_the_free_swap_counts(tmp_path):
    root = machine(tmp_path, available(50 + RESERVE, swap=100, swap_free=60))
    assert refusal(root, 80) is None
    assert refusal(root, 81)


def test_the_groups_limit_counts_even_beside_free_swap(tmp_path):
    group = {
        "proc/self/cgroup": "0::/a\n",
        "sys/fs/cgroup/a/memory.max": f"{100 * MEBI}",
        "sys/fs/cgroup/a/memory.current": f"{20 * MEBI}",
    }
    root = machine(tmp_path, available(400, swap=400), group)
    assert refusal(root, 80 - RESERVE) is None
    assert refusal(root, 81 - RESERVE)


def test_what_others_were_promised_and_have_not_touched_is_not_left(tmp_path):
    root = machine(tmp_path, available(100 + RESERVE), child(20, "roc", 55, pss=15))
    assert refusal(root, 60) is None
    told = refusal(root, 61)
    assert told.why == ("it needs about 61 MiB, 60 MiB are left; in use or promised: roc 55 MiB")
    assert told.fix == "zerodeck memory"


def test_what_they_have_touched_is_gone_from_what_is_available_and_counts_once(tmp_path):
    root = machine(tmp_path, available(60 + RESERVE), child(20, "roc", 55, pss=70))
    assert refusal(root, 60) is None


def test_never_less_than_nothing_is_left(tmp_path):
    assert " 0 MiB are left" in refusal(machine(tmp_path, available(3)), 20).why


def test_the_way_out_is_the_smallest_job_that_makes_enough_room(tmp_path):
    files = [child(20, "probe", 75, pss=60), child(21, "gomoku", 360, pss=300)]
    root = machine(tmp_path, available(100), *files, child(22, "gomoku", 55, pss=50))
    reading(tmp_path, 20, "77aa")
    reading(tmp_path, 21, "2f80")
    told = refusal(root, 100)
    assert told.fix == "zerodeck jobs cancel 2f80"
    assert told.why.endswith("promised: gomoku (2f80) 360 MiB, probe (77aa) 75 MiB, gomoku 55 MiB")
    assert refusal(root, 60).fix == "zerodeck jobs cancel 77aa"


def test_a_way_out_that_would_not_do_is_not_told(tmp_path):
    root = machine(tmp_path, available(100), child(20, "probe", 75, pss=75))
    reading(tmp_path, 20, "77aa")
    assert refusal(root, 360).fix == "zerodeck memory"


@pytest.mark.parametrize("text", ["", "MemTotal: 427 kB\n", "nonsense"])
def test_where_nothing_is_told_nobody_is_refused(tmp_path, text):
    assert refusal(machine(tmp_path, {"proc/meminfo": text}), 100_000) is None


def test_a_child_that_nobody_knows_the_needs_of_is_let_in(tmp_path):
    assert refusal(machine(tmp_path, available(1)), None) is None


def test_with_a_gibibyte_to_spare_nobody_is_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(admission.parts, "children", lambda _root: pytest.fail("counted"))
    root = machine(tmp_path, {"proc/meminfo": meminfo(1024 + 60, total=8192)})
    assert refusal(root, 60) is None
    with pytest.raises(pytest.fail.Exception, match="counted"):
        refusal(root, 61)


def test_the_variable_says_what_all_of_zerodeck_may_have(tmp_path):
    root = machine(tmp_path, available(1), CONSOLE, child(20, "roc", 55, pss=20))
    environ = {"ZERODECK_MEMORY": "200"}
    assert refusal(root, 100, environ) is None  # 45, 55, and 100
    assert refusal(root, 101, environ)


def test_the_variable_also_holds_where_nothing_is_told_and_where_there_is_plenty(tmp_path):
    environ = {"ZERODECK_MEMORY": "20"}
    assert refusal(machine(tmp_path), 21, environ)
    root = machine(tmp_path, {"proc/meminfo": meminfo(8000, total=8192)})
    assert refusal(root, 21, environ)
    assert refusal(root, 20, environ) is None


@pytest.mark.parametrize("text", ["512M", "much", "-1", "1e3", "9" * 400])
def test_a_variable_that_is_no_number_is_an_error_with_one_that_is(tmp_path, text):
    environ = {"ZERODECK_MEMORY": text}
    with pytest.raises(EngineError) as refused, admitted(1, machine(tmp_path), environ):
        pass
    failed = refused.value.failed
    assert (failed.what, failed.why) == ("ZERODECK_MEMORY is a number of MiB.", text[:40])
    name, number = failed.fix.removeprefix("export ").split("=")
    assert admission.told({name: number}) == int(number) * MEBI


def test_an_empty_variable_is_none(tmp_path):
    assert refusal(machine(tmp_path, available(60 + RESERVE)), 60, {"ZERODECK_MEMORY": ""}) is None


def test_a_child_that_nobody_knows_the_needs_of_does_not_ask_the_variable(tmp_path):
    assert refusal(machine(tmp_path), None, {"ZERODECK_MEMORY": "much"}) is None


def test_what_another_user_promises_locks_nobody_out(tmp_path):
    """What it has touched is gone from what is available, whoever has it."""
    other = child(20, "gomoku", 999999, pss=None, resident=9, user=os.geteuid() + 1)
    root = machine(tmp_path, available(60 + RESERVE), other)
    assert refusal(root, 60) is None
    assert "gomoku 9 MiB" in refusal(root, 61).why


def test_two_that_start_at_once_are_not_both_promised_the_same(tmp_path):
    """The second looks only once the first's child is there to be seen."""
    root = machine(tmp_path, available(100 + RESERVE))
    inside, told = threading.Event(), []
    lock = paths.state() / "locks" / "memory"

    def second():
        inside.wait()
        told.append(refusal(root, 60))

    thread = threading.Thread(target=second)
    thread.start()
    with admitted(60, root, {}):
        inside.set()
        until(lambda: waits(lock))
        machine(tmp_path, child(20, "roc", 60, pss=5))
    thread.join()
    assert told[0] is not None
    assert "45 MiB are left" in told[0].why


def waits(lock):
    """Whether somebody waits for it: the kernel lists who does with an arrow."""
    number = f":{lock.stat().st_ino} "
    with Path("/proc/locks").open() as file:
        return any("->" in line and number in line for line in file)


def test_the_turn_is_over_once_one_was_refused(tmp_path):
    root = machine(tmp_path, available(1))
    assert refusal(root, 60)
    with (paths.state() / "locks" / "memory").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_without_a_place_for_the_lock_it_goes_on_without(tmp_path):
    (paths.state().parent).mkdir(parents=True)
    paths.state().write_text("no folder")
    root = machine(tmp_path, available(60 + RESERVE))
    assert refusal(root, 60) is None
    assert refusal(root, 61)


def test_where_a_quick_look_finds_enough_no_page_is_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(admission.parts, "parts", lambda _root: pytest.fail("counted"))
    files = [child(20, "roc", 55, resident=15), child(21, "roc", 55, session=20, resident=9)]
    root = machine(tmp_path, available(100 + RESERVE), *files)
    assert refusal(root, 60) is None
    with pytest.raises(pytest.fail.Exception, match="counted"):
        refusal(root, 61)
