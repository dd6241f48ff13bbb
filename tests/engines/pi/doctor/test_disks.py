"""Room on disks, disks that cannot be written, and cards that make errors."""

import pytest

from engines.pi.doctor.disks import CHECKS
from tests.engines.pi.doctor.fakes import ENVIRON, PYTHON, fake, look

MB = 1_000_000
MOUNTS = """\
proc /proc proc rw,relatime 0 0
/dev/mmcblk0p2 / ext4 {root},noatime 0 0
tmpfs /tmp tmpfs rw,nosuid,nodev,size=218624k 0 0
/dev/sda1 /home/pi/my\\040disk ext4 ro,relatime 0 0
"""


def mounts(root="rw"):
    return {"proc/mounts": MOUNTS.format(root=root)}


def found(key, tmp_path, files=None, **more):
    return look(CHECKS, key, fake(tmp_path, files or {}, **more))


def free(**sizes):
    """By the first folder of a path."""
    return lambda path: sizes.get(path.parts[1], 8000 * MB)


def test_a_disk_with_room_is_told(tmp_path):
    result = found("disk", tmp_path, free=free(home=500 * MB))
    assert (result.status, result.sentence) == ("ok", "500 MB are free where /home/pi lies.")


def test_a_full_home_is_told_with_what_takes_the_most(tmp_path):
    environ = {**ENVIRON, "HOME": "/srv/my home"}
    result = found("disk", tmp_path, environ=environ, free=free(srv=499 * MB))
    fix = "du -xhd1 '/srv/my home' 2>/dev/null | sort -h | tail"
    assert (result.status, result.fix) == ("warning", fix)


def test_the_disk_of_the_venv_counts_too(tmp_path):
    python = PYTHON._replace(prefix="/opt/venv")
    result = found("disk", tmp_path, python=python, free=free(opt=3 * MB))
    assert (result.status, result.about) == ("warning", {"free": "3 MB", "path": "/opt/venv"})


def nowhere(path):
    raise FileNotFoundError(path)


def test_folders_that_are_not_there_have_no_room(tmp_path):
    assert found("disk", tmp_path, free=nowhere).status == "skipped"


def test_a_tmp_with_room_is_told(tmp_path):
    assert found("tmp", tmp_path, mounts(), free=free(tmp=100 * MB)).status == "ok"


def test_a_small_tmp_in_memory_is_left_for_the_disk(tmp_path):
    result = found("tmp", tmp_path, mounts(), free=free(tmp=99 * MB))
    assert (result.status, result.fix) == ("warning", "export TMPDIR=/var/tmp")
    assert "kept in memory" in result.sentence


def test_a_full_disk_below_tmp_is_looked_into(tmp_path):
    environ = {**ENVIRON, "TMPDIR": "/scratch"}
    result = found("tmp", tmp_path, mounts(), environ=environ, free=free(scratch=0))
    fix = "du -xhd1 /scratch 2>/dev/null | sort -h | tail"
    assert (result.status, result.fix) == ("warning", fix)


def test_a_tmpdir_that_is_not_there_is_told(tmp_path):
    environ = {**ENVIRON, "TMPDIR": "/gone"}
    result = found("tmp", tmp_path, mounts(), environ=environ, free=nowhere)
    assert (result.status, result.fix) == ("warning", "export TMPDIR=/var/tmp")
    assert "/gone" in result.sentence


def test_disks_that_can_be_written_are_well(tmp_path):
    """One that is read only, where nobody's home is, is none of our business."""
    assert found("read-only", tmp_path, mounts()).status == "ok"


def test_a_root_that_can_only_be_read_is_the_end_of_a_card(tmp_path):
    result = found("read-only", tmp_path, mounts("ro"))
    assert (result.status, result.about) == ("failure", {"point": "/"})
    assert result.fix == "sudo dmesg | grep -iE 'mmc|ext4|f2fs|I/O error' | tail"


def test_a_home_that_can_only_be_read_is_told(tmp_path):
    environ = {**ENVIRON, "HOME": "/home/pi/my disk/pi"}
    result = found("read-only", tmp_path, mounts(), environ=environ)
    assert (result.status, result.about) == ("failure", {"point": "/home/pi/my disk"})


@pytest.mark.parametrize(
    "over", ["overlay / overlay ro 0 0", "/dev/sda2 / ext4 rw 0 0", "/dev/loop0 / squashfs ro 0 0"]
)
def test_what_is_mounted_last_counts(tmp_path, over):
    files = {"proc/mounts": MOUNTS.format(root="ro") + over}
    assert found("read-only", tmp_path, files).status == "ok"


def test_a_root_that_is_meant_to_be_read_only_is_no_fault(tmp_path):
    fstab = {"etc/fstab": "# what\nPARTUUID=9f-02  /  ext4  defaults,noatime,ro  0  1\n"}
    assert found("read-only", tmp_path, mounts("ro") | fstab).status == "ok"
    lines = "#PARTUUID=9f-02 / ext4 ro 0 1\nPARTUUID=9f-02 / ext4 errors=remount-ro 0 1\n"
    fstab = {"etc/fstab": lines}
    assert found("read-only", tmp_path, mounts("ro") | fstab).status == "failure"


@pytest.mark.parametrize("garbage", ["", "?", b"\xff\0 / \n\n a"])
def test_mounts_that_are_not_told_are_skipped(tmp_path, garbage):
    files = {"proc/mounts": garbage, "etc/fstab": garbage}
    assert found("read-only", tmp_path, files).status == "skipped"


def errors(count, partition="mmcblk0p2"):
    return {f"sys/fs/ext4/{partition}/errors_count": count, "sys/fs/ext4/features/lazy": "1"}


def test_a_file_system_without_errors_is_well(tmp_path):
    assert found("sd-card", tmp_path, errors("0\n")).status == "ok"


def test_errors_that_ext4_counted_are_told(tmp_path):
    result = found("sd-card", tmp_path, errors("0", "mmcblk0p1") | errors("3\n"))
    assert (result.status, result.fix) == ("warning", "sudo reboot")
    assert result.about == {"name": "mmcblk0p2", "count": "3"}


@pytest.mark.parametrize(("spent", "status"), [("0x01", "ok"), ("0x00", "ok"), ("0x02", "warning"),
                                               ("0x03", "warning"), ("??", "ok")])  # fmt: skip
def test_a_chip_that_is_worn_out_is_told(tmp_path, spent, status):
    files = errors("0") | {"sys/bus/mmc/devices/mmc0:0001/pre_eol_info": spent}
    assert found("sd-card", tmp_path, files).status == status


@pytest.mark.parametrize("files", [{}, errors(""), errors("-"), errors(b"\xff")])
def test_where_nothing_counts_errors_they_are_skipped(tmp_path, files):
    assert found("sd-card", tmp_path, files).status == "skipped"
