"""Trees of files stand for machines: owners and groups are told, as no test may set them."""

import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from engines import access as module
from engines import paths
from engines.access import Access, Node, User, access, covered, look
from engines.probe import kinds
from engines.probe.usb import Probe, probes, remote
from tests.engines.probe.usb_tree import (
    DAPLINK,
    DEBUG_PROBE,
    J_LINK,
    PICOPROBE,
    ST_LINK_V2,
    ST_LINK_V3,
    Device,
    Tree,
    bulk,
)

ROOT, DIALOUT, PLUGDEV, PI = 0, 20, 46, 1000
GROUPS = "root:x:0:\ndialout:x:20:pi\nplugdev:x:46:{members}\npi:x:1000:\n"
NO_PLUGDEV = "root:x:0:\ndialout:x:20:pi\npi:x:1000:\n"

SETUP = "zerodeck setup udev"
RELOAD = "sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=usb"
JOIN = "sudo usermod -aG plugdev $USER"
MAKE = "sudo groupadd --system plugdev"

PLAIN = Node(allowed=False, group=ROOT, mode=0o664)  # what udev gives a device without a rule
GIVEN = Node(allowed=False, group=PLUGDEV, mode=0o660)
OURS = Node(allowed=True, group=PLUGDEV, mode=0o660)

NAMELESS = Device(0x1209, 0x0001, "Probe", "Me", "7", interfaces=(bulk("CMSIS-DAP v2"),))
OWN_RULE = (
    'echo \'SUBSYSTEM=="usb", ATTR{idVendor}=="1209", ATTR{idProduct}=="0001", '
    'MODE="0660", GROUP="plugdev", TAG+="uaccess"\''
    " | sudo tee /etc/udev/rules.d/60-zerodeck-1209-0001.rules"
)


class Machine:
    """One probe on a machine with udev, plugdev, and nobody in it, unless changed."""

    def __init__(self, root: Path, device: Device = DEBUG_PROBE) -> None:
        self.tree = Tree(root)
        self.tree.plug(device)
        self.groups("")
        self.file("run/udev/control")
        (root / "etc/udev/rules.d").mkdir(parents=True)

    @property
    def probe(self) -> Probe:
        (found,) = probes(self.tree.root)
        return found

    def file(self, name: str, content: str = "") -> None:
        path = self.tree.root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def groups(self, members: str) -> None:
        self.file("etc/group", GROUPS.format(members=members))

    def rules(self) -> None:
        self.file("etc/udev/rules.d/60-zerodeck-probes.rules", module.RULES.read_text())

    def access(self, node: Node | None, groups: tuple[int, ...] = (PI, DIALOUT)) -> Access:
        return access(self.probe, self.tree.root, User("pi", frozenset(groups)), lambda path: node)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path / "machine")


def refused(seen: Access, why: str, fix: str) -> None:
    assert seen == Access(False, why, fix)


def test_who_may_read_and_write_the_node_is_let_through(machine):
    assert machine.access(OURS, (PI, PLUGDEV)) == Access(True)


def test_an_acl_lets_through_whatever_owner_and_mode_say(machine):
    assert machine.access(Node(allowed=True, group=ROOT, mode=0o660)) == Access(True)


def test_no_rule_at_all(machine):
    refused(machine.access(PLAIN), module.NO_RULE, SETUP)


def test_no_rule_but_in_the_group(machine):
    refused(machine.access(PLAIN, (PI, PLUGDEV)), module.NO_RULE, SETUP)


def test_no_rule_and_joined_since_the_login(machine):
    machine.groups("ada,pi")
    refused(machine.access(PLAIN), module.NO_RULE, SETUP)


def test_no_rule_and_no_group(machine):
    machine.file("etc/group", NO_PLUGDEV)
    fix = SETUP
    refused(machine.access(PLAIN), module.NO_RULE, fix)


def test_only_who_sits_at_the_machine_was_let_in(machine):
    """Another program's rule has uaccess and no group: over SSH that is nothing."""
    acl_of_somebody_else = Node(allowed=False, group=ROOT, mode=0o660)
    fix = SETUP
    refused(machine.access(acl_of_somebody_else), module.NO_RULE, fix)


def test_rules_came_after_the_probe(machine):
    machine.rules()
    refused(machine.access(PLAIN, (PI, PLUGDEV)), module.STALE_RULE, RELOAD)


def test_rules_came_after_the_probe_and_the_group_is_still_to_be_joined(machine):
    machine.rules()
    refused(machine.access(PLAIN), module.STALE_RULE, f"{RELOAD} && {JOIN}")


def test_rules_name_a_group_that_is_not_there(machine):
    machine.rules()
    machine.file("etc/group", NO_PLUGDEV)
    fix = SETUP
    refused(machine.access(Node(False, ROOT, 0o660)), module.NO_GROUP, fix)


def test_the_node_is_plugdevs_and_the_user_is_not_in_it(machine):
    machine.rules()
    refused(machine.access(GIVEN), module.NOT_IN_GROUP, JOIN)


def test_the_node_is_another_groups(machine):
    fix = "sudo usermod -aG dialout $USER"
    refused(machine.access(Node(False, DIALOUT, 0o664), (PI,)), module.OLD_LOGIN, "newgrp dialout")
    machine.file("etc/group", "dialout:x:20:\n")
    refused(machine.access(Node(False, DIALOUT, 0o664), (PI,)), module.NOT_IN_GROUP, fix)


def test_a_group_that_only_a_directory_service_knows_goes_by_its_number(machine):
    fix = "sudo usermod -aG 70007 $USER"
    refused(machine.access(Node(False, 70007, 0o660)), module.NOT_IN_GROUP, fix)


def test_a_group_that_may_only_read_is_no_way_in(machine):
    machine.rules()
    seen = machine.access(Node(False, PLUGDEV, 0o640), (PI, PLUGDEV))
    refused(seen, module.STALE_RULE, RELOAD)


def test_joined_since_the_login(machine):
    machine.groups("pi")
    refused(machine.access(GIVEN), module.OLD_LOGIN, "newgrp plugdev")


def test_a_name_that_begins_like_a_members_is_no_member(machine):
    machine.groups("pierre,xpi")
    refused(machine.access(GIVEN), module.NOT_IN_GROUP, JOIN)


def test_permissions_that_do_not_help(machine):
    refused(machine.access(GIVEN, (PI, PLUGDEV)), module.REFUSED, "")


def test_without_udev_no_rule_helps(machine):
    """A container with the bus in it, or WSL without systemd."""
    (machine.tree.root / "run/udev/control").unlink()
    fix = f"sudo chown $USER {machine.probe.node}"
    refused(machine.access(PLAIN), module.NO_UDEV, fix)


def test_a_kernel_that_made_no_node(machine):
    refused(machine.access(None), module.NO_NODE, "")


@pytest.mark.parametrize("mark", [".dockerenv", "run/.containerenv", "run/systemd/container"])
def test_a_container_that_was_not_given_the_bus(machine, mark):
    machine.file(mark)
    refused(machine.access(None), module.NO_NODE_IN_CONTAINER, "")


def test_a_probe_that_our_rules_cannot_know_gets_its_own(tmp_path):
    machine = Machine(tmp_path / "machine", NAMELESS)
    seen = machine.access(PLAIN, (PI, PLUGDEV))
    refused(seen, module.NO_RULE, f"{OWN_RULE} && {RELOAD}")
    machine.rules()
    assert machine.access(PLAIN, (PI, PLUGDEV)) == seen
    machine.file("etc/group", NO_PLUGDEV)
    assert machine.access(PLAIN).fix == f"{MAKE} && {OWN_RULE} && {RELOAD} && {JOIN}"
    machine.groups("")
    words = shlex.split(OWN_RULE)
    machine.file(words[-1], words[1])
    refused(machine.access(PLAIN, (PI, PLUGDEV)), module.STALE_RULE, RELOAD)


def test_an_old_edition_of_our_rules_is_replaced(machine):
    machine.file("etc/udev/rules.d/60-zerodeck-probes.rules", 'ATTR{idVendor}=="0483"\n')
    refused(machine.access(PLAIN, (PI, PLUGDEV)), module.NO_RULE, SETUP)


def test_a_rule_in_a_comment_is_no_rule(machine):
    machine.file("etc/udev/rules.d/60-zerodeck-x.rules", '# ATTR{idVendor}=="2e8a"\n')
    assert machine.access(PLAIN).why == module.NO_RULE


def test_a_remote_probe_needs_no_permission_here(machine):
    assert access(remote("pi4"), machine.tree.root) == Access(True)


def test_odd_group_files_do_no_harm(machine):
    for content in ("", "plugdev\n::::\nplugdev:x:x:pi\n", "\udcff:x:46:pi\n"):
        path = machine.tree.root / "etc/group"
        path.write_bytes(content.encode(errors="surrogateescape"))
        assert not machine.access(GIVEN).allowed
    path.unlink()
    assert not machine.access(GIVEN).allowed


def test_every_fix_is_one_line_that_a_shell_can_read(machine, tmp_path):
    nameless = Machine(tmp_path / "other", NAMELESS)
    for each in (machine, nameless):
        for node in (PLAIN, GIVEN, Node(False, 70007, 0o660)):
            fix = each.access(node).fix
            assert "\n" not in fix
            subprocess.run(["sh", "-n", "-c", fix], check=True)


def test_the_kernel_is_asked_for_this_process(tmp_path):
    """In a child that has given up root, if the tests have it."""
    tmp_path.chmod(0o755)
    (tmp_path / "mine").write_text("")
    (tmp_path / "open").write_text("")
    (tmp_path / "open").chmod(0o666)
    (tmp_path / "shut").write_text("")
    (tmp_path / "shut").chmod(0o444)
    code = """if True:
        import os, sys
        from pathlib import Path
        from engines.access import look, this_user
        if os.getuid() == 0:
            os.setgroups([46]); os.setgid(65534); os.setuid(65534)
        print(*(look(Path(name)).allowed for name in ("open", "shut")))
        print(look(Path("gone/x")), look(Path("open/x")))
        print(sorted(this_user().groups)) """
    environ = os.environ | {"PYTHONPATH": str(paths.ASSETS.parent)}
    command = [sys.executable, "-c", code]
    ran = subprocess.run(
        command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    allowed, missing, groups = ran.stdout.splitlines()
    assert (allowed, missing) == ("True False", "None None")
    assert os.getuid() != 0 or groups == "[46, 65534]"
    mine = look(tmp_path / "mine")
    assert mine and mine.allowed and mine.group == (tmp_path / "mine").stat().st_gid
    assert stat.S_IMODE(mine.mode) == stat.S_IMODE((tmp_path / "mine").stat().st_mode)


def test_the_real_node_of_a_tree_is_looked_at(machine):
    assert access(machine.probe, machine.tree.root) == Access(True)
    machine.tree.node("1-1").unlink()
    assert access(machine.probe, machine.tree.root).why == module.NO_NODE


def test_the_rules_name_every_probe_that_pyocd_can_use():
    rules = module.RULES.read_text()
    usable = {ids for ids, (_, obstacle) in kinds.KNOWN.items() if not obstacle}
    for vid, pid in usable | kinds.CMSIS_DAP_IDS | {(0x2E8A, 0x000C)}:
        assert covered(rules, Probe("", "", "", "x", vid=vid, pid=pid)), f"{vid:04x}:{pid:04x}"
    for name in kinds.CMSIS_DAP_NAMES:
        assert covered(rules, Probe("", "", "", f"A {name} probe", vid=0x1209, pid=1))


def test_the_rules_name_nothing_else():
    rules = module.RULES.read_text()
    usable = {ids for ids, (_, obstacle) in kinds.KNOWN.items() if not obstacle}
    probes = usable | kinds.CMSIS_DAP_IDS | {(0x2E8A, 0x000C)}
    vids, pids = {vid for vid, _ in probes}, {pid for _, pid in probes}
    near = {(vid, pid + step) for vid in vids for pid in pids for step in (-1, 0, 1)}
    near |= {(0x1366, pid) for pid in range(0x1100)}  # written with wildcards
    for vid, pid in near - probes:
        assert not covered(rules, Probe("", "", "", "x", vid=vid, pid=pid)), f"{vid:04x}:{pid:04x}"


@pytest.mark.parametrize("device", [DAPLINK, ST_LINK_V2, ST_LINK_V3, J_LINK, PICOPROBE])
def test_one_file_serves_every_kind(tmp_path, device):
    machine = Machine(tmp_path / "machine", device)
    assert machine.access(PLAIN, (PLUGDEV,)).fix == SETUP


def hid_rules() -> list[str]:
    return [line for line in module.RULES.read_text().splitlines() if "hidraw*" in line]


def test_hid_nodes_are_opened_of_the_same_probes_and_of_no_other():
    """Written out twice: a rule for a HID device asks its parents."""
    usb = [line for line in module.RULES.read_text().splitlines() if line.startswith("ATTR{")]
    other_ways = ("0483", "1366")  # ST-Link and J-Link are no HID devices
    expected = [line for line in usb if not any(f'"{vid}"' in line for vid in other_ways)]
    found = [
        line.replace('KERNEL=="hidraw*", ', "").replace("ATTRS{", "ATTR{") for line in hid_rules()
    ]
    assert found == expected
    assert len(found) > 5


def test_rules_for_hid_nodes_open_nothing_on_usb():
    for vid, pid in kinds.CMSIS_DAP_IDS:
        probe = Probe("", "", "", "CMSIS-DAP", vid=vid, pid=pid)
        assert not covered("\n".join(hid_rules()), probe)


def test_the_rules_are_written_as_udev_wants_them():
    lines = [line for line in module.RULES.read_text().splitlines() if line[:1] not in ("", "#")]
    word = r'[A-Z]+(?:\{\w+\})?(?:==|!=|\+=|=)"[^"]*"'
    assert lines[-1] == 'LABEL="zerodeck_probes_end"'
    for line in lines:
        assert re.fullmatch(f"{word}(?:, {word})*", line), line
    labels = {line for line in lines if line.startswith("LABEL=")}
    goes = re.findall(r'GOTO=("\w+")', "\n".join(lines))
    assert {f"LABEL={name}" for name in goes} == labels
    givers = [line for line in lines if "ATTR" in line]
    assert all(line.endswith('MODE="0660", GROUP="plugdev", TAG+="uaccess"') for line in givers)
    # Behind 50-udev-default, which sets a mode too; before 73-seat-late, which wants the tag.
    assert "50-udev-default.rules" < module.RULES.name < "73-seat-late.rules"
