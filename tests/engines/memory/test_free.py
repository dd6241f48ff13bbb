"""How much is left: of machines and groups that are built of files."""

from pathlib import Path

import pytest

from engines.memory import free
from tests.engines.memory import MEBI, machine, meminfo

V1 = "sys/fs/cgroup/memory"
V2 = "sys/fs/cgroup"
UNLIMITED = f"{(1 << 63) - 4096}"


def second(
    path: str, most: int | str, now: int, inactive: int = 0, active: int = 0, slab: int = 0
) -> dict:
    """A group of v2, in MiB."""
    limit = most if isinstance(most, str) else f"{most * MEBI}"
    files = f"active_file {active * MEBI}\ninactive_file {inactive * MEBI}\n"
    files += f"slab_reclaimable {slab * MEBI}\nslab_unreclaimable {9 * MEBI}\n"
    return {
        f"{V2}{path}/memory.max": f"{limit}\n",
        f"{V2}{path}/memory.current": f"{now * MEBI}\n",
        f"{V2}{path}/memory.stat": f"anon 1\ninactive_anon 9999999999\n{files}",
    }


def first(path: str, most: int | str, now: int, inactive: int = 0) -> dict:
    """A group of v1."""
    limit = most if isinstance(most, str) else f"{most * MEBI}"
    return {
        f"{V1}{path}/memory.limit_in_bytes": f"{limit}\n",
        f"{V1}{path}/memory.usage_in_bytes": f"{now * MEBI}\n",
        f"{V1}{path}/memory.stat": f"inactive_file 7\ntotal_inactive_file {inactive * MEBI}\n",
    }


def mebi(number: int | None) -> float | None:
    return None if number is None else number / MEBI


def look(root: Path, *files: dict) -> free.Free:
    return free.look(machine(root, *files))


def belonging(line: str) -> dict:
    return {"proc/self/cgroup": f"12:pids:/elsewhere\n{line}\n"}


MACHINE = {"proc/meminfo": meminfo(220)}


def test_a_zero_2_w_has_what_the_kernel_says(tmp_path):
    seen = look(tmp_path, MACHINE)
    assert (mebi(seen.total), mebi(seen.available)) == (427, 220)
    assert mebi(seen.room) == mebi(seen.resident) == 220
    assert (seen.limit, seen.below) == (None, None)


def test_half_of_the_free_swap_is_room_but_not_resident(tmp_path):
    seen = look(tmp_path, {"proc/meminfo": meminfo(220, swap=200, swap_free=120)})
    assert (mebi(seen.swap), mebi(seen.swap_free)) == (200, 120)
    assert (mebi(seen.room), mebi(seen.resident)) == (280, 220)


@pytest.mark.parametrize("text", ["", "MemTotal: x kB\n", "MemAvailable:\n", "\0\0", "MemTotal:"])
def test_where_nothing_is_told_nothing_is_known(tmp_path, text):
    seen = look(tmp_path, {"proc/meminfo": text})
    assert (seen.room, seen.resident) == (None, None)


def test_files_that_cannot_be_read_are_unknown(tmp_path):
    """A folder in a file's place fails for root as well."""
    for name in ("proc/meminfo", "proc/self/cgroup"):
        (tmp_path / name).mkdir(parents=True)
    assert free.look(f"{tmp_path}/") == free.Free()


def test_a_group_leaves_its_limit_less_what_it_has_but_for_files_it_would_give_back(tmp_path):
    groups = second("/user/login", 300, 250, inactive=40, active=20), belonging("0::/user/login")
    seen = look(tmp_path, MACHINE, *groups)
    assert (mebi(seen.limit), mebi(seen.below)) == (300, 100)
    assert mebi(seen.room) == mebi(seen.resident) == 100


def test_half_of_what_the_kernel_keeps_for_itself_and_can_free_is_left(tmp_path):
    seen = look(tmp_path, MACHINE, second("/a", 300, 250, slab=30), belonging("0::/a"))
    assert mebi(seen.below) == 65


def test_the_machine_is_the_bound_where_the_group_leaves_more(tmp_path):
    seen = look(tmp_path, MACHINE, second("/a", 400, 50), belonging("0::/a"))
    assert mebi(seen.below) == 350
    assert mebi(seen.room) == 220


def test_a_group_without_a_limit_bounds_nothing(tmp_path):
    seen = look(tmp_path, MACHINE, second("/a", "max", 250), belonging("0::/a"))
    assert (seen.limit, seen.below) == (None, None)


def test_the_tightest_of_all_groups_above_counts(tmp_path):
    groups = second("/a/b/c", 400, 100), second("/a/b", "max", 100), second("/a", 260, 200)
    seen = look(tmp_path, MACHINE, *groups, belonging("0::/a/b/c"))
    assert (mebi(seen.limit), mebi(seen.below)) == (260, 60)


def test_a_group_of_the_first_version_counts_its_whole_tree(tmp_path):
    groups = first("/a", 300, 250, inactive=30), belonging("4:cpu,memory:/a")
    assert mebi(look(tmp_path, MACHINE, *groups).below) == 80


def test_the_first_versions_root_has_no_limit(tmp_path):
    groups = first("/a", UNLIMITED, 5), first("", UNLIMITED, 5), belonging("4:memory:/a")
    assert look(tmp_path, MACHINE, *groups).below is None


def test_a_limit_above_the_machines_memory_is_none(tmp_path):
    seen = look(tmp_path, MACHINE, second("/a", 4096, 10), belonging("0::/a"))
    assert seen.limit is None


@pytest.mark.parametrize("path", ["/docker/123abc", "/../../..", "/"])
def test_in_a_container_the_mount_itself_is_the_group(tmp_path, path):
    seen = look(tmp_path, MACHINE, second("", 128, 100), belonging(f"0::{path}"))
    assert mebi(seen.below) == 28


def test_a_group_that_has_more_than_it_may_leaves_nothing(tmp_path):
    seen = look(tmp_path, MACHINE, second("/a", 100, 130), belonging("0::/a"))
    assert seen.room == 0


@pytest.mark.parametrize("gone", ["memory.max", "memory.current"])
def test_a_group_that_does_not_tell_bounds_nothing(tmp_path, gone):
    files = second("/a", 100, 90)
    del files[f"{V2}/a/{gone}"]
    assert look(tmp_path, MACHINE, files, belonging("0::/a")).below is None


def test_this_machine_tells():
    seen = free.look()
    assert seen.total and seen.room
    assert 0 < seen.room <= seen.total + seen.swap
