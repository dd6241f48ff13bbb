"""Trees of files stand for machines; real USB has not been tried.

The layouts are those of the makers' own descriptors, as far as these are public. pyOCD is the
judge: its own enumeration code is run on the same devices.
"""

import random
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import msgspec
import pytest

from engines.probe import kinds
from engines.probe.usb import Probe, probes, remote
from engines.wire import EngineError
from tests.engines.probe import usb_tree
from tests.engines.probe.fake_pyusb import Pyocd
from tests.engines.probe.usb_tree import (
    DAPLINK,
    DAPLINK_HID,
    DEBUG_PROBE,
    HID,
    HUB_4,
    J_LINK,
    KEYBOARD,
    MBED,
    MCU_LINK,
    MODEM,
    PICOPROBE,
    ST_LINK_V2,
    ST_LINK_V2_1,
    ST_LINK_V3,
    STICK,
    VENDOR,
    Device,
    Interface,
    Tree,
    bulk,
    hid,
    uart,
    write,
)


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path / "machine")


def seen(tree: Tree, device: Device) -> list[Probe]:
    """What is listed with nothing but this device plugged in."""
    tree.plug(device)
    found = probes(tree.root)
    tree.unplug("1-1")
    assert probes(tree.root) == []
    return found


def only(tree: Tree, device: Device) -> Probe:
    (found,) = seen(tree, device)
    return found


KINDS = {
    "Debug Probe": (DEBUG_PROBE, "CMSIS-DAP v2", "cmsisdap:E6616407E3646B29"),
    "DAPLink": (DAPLINK, "CMSIS-DAP v2", f"cmsisdap:{DAPLINK.serial}"),
    "DAPLink, HID": (DAPLINK_HID, "CMSIS-DAP v1", f"cmsisdap:{DAPLINK_HID.serial}"),
    "mbed": (MBED, "CMSIS-DAP v1", "cmsisdap:0200020112345678"),
    "MCU-Link": (MCU_LINK, "CMSIS-DAP v1", "cmsisdap:XWAAYRSDKHTKJ"),
    "ST-Link V2": (ST_LINK_V2, "ST-Link V2", "stlink:513F6B067589485117430587"),
    "ST-Link V2-1": (ST_LINK_V2_1, "ST-Link V2-1", "stlink:066DFF485550755187121723"),
    "ST-Link V3": (ST_LINK_V3, "ST-Link V3", "stlink:0036001D3137510A33333639"),
    "J-Link": (J_LINK, "J-Link", "jlink:504501234"),
    "Picoprobe": (PICOPROBE, "Picoprobe", "picoprobe:E660583883724A32"),
}


@pytest.mark.parametrize(("device", "kind", "selector"), KINDS.values(), ids=KINDS)
def test_a_probe_is_known_by_its_kind_and_by_pyocds_name_for_it(tree, device, kind, selector):
    probe = only(tree, device)
    assert (probe.kind, probe.selector, probe.usable) == (kind, selector, True)
    assert (probe.vendor, probe.product) == (device.vendor, device.product)
    assert (probe.vid, probe.pid, probe.port) == (device.vid, device.pid, "1-1")


UNUSABLE = {
    "ST-Link V1": (usb_tree.ST_LINK_V1, "ST-Link V1", kinds.FOREIGN),
    "ST-Link V3 loader": (ST_LINK_V3.but(pid=0x374D), "ST-Link V3", kinds.LOADER),
    "Black Magic": (usb_tree.BLACK_MAGIC, "Black Magic", kinds.FOREIGN),
    "RP2040": (usb_tree.PICO_BOOT, "UF2 boot", kinds.UF2),
    "RP2350": (usb_tree.PICO_2_BOOT, "UF2 boot", kinds.UF2),
    "no power, DAPLink": (DAPLINK.but(interfaces=()), "CMSIS-DAP", kinds.UNCONFIGURED),
    "no power, ST-Link": (ST_LINK_V3.but(interfaces=()), "ST-Link V3", kinds.UNCONFIGURED),
    "a class that pyOCD skips": (DEBUG_PROBE.but(code=VENDOR), "CMSIS-DAP", kinds.HIDDEN),
    "the name in the HID interface alone": (
        Device(0x1209, 0x0001, "Probe", serial="1", interfaces=(hid("CMSIS-DAP v1"),)),
        "CMSIS-DAP",
        kinds.HIDDEN,
    ),
}


@pytest.mark.parametrize(("device", "kind", "obstacle"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_pyocd_cannot_use_is_listed_and_says_why(tree, device, kind, obstacle):
    probe = only(tree, device)
    assert (probe.kind, probe.obstacle, probe.usable) == (kind, obstacle, False)


OTHERS = {
    "keyboard": KEYBOARD,
    "stick": STICK,
    "hub": HUB_4,
    "hub with the name": HUB_4.but(product="CMSIS-DAP hub"),
    "a SEGGER device without a J-Link": J_LINK.but(pid=0x1008),
    "a Picoprobe's number on another class": PICOPROBE.but(code=0xEF),
    "an Atmel number without HID": Device(0x03EB, 0x2141, "Tool", interfaces=(bulk("x"),)),
}


@pytest.mark.parametrize("device", OTHERS.values(), ids=OTHERS)
def test_what_is_no_probe_is_not_listed(tree, device):
    assert seen(tree, device) == []


LIKE_V1 = Device(0x1209, 0x0001, "My CMSIS-DAP", serial="1", interfaces=(hid(),))
VARIANTS = {
    "v1 by its product alone": (LIKE_V1, kinds.CMSIS_DAP_V1),
    "v1 with one endpoint": (LIKE_V1.but(interfaces=(hid("", 1),)), kinds.CMSIS_DAP_V1),
    "v1 under a known number": (
        LIKE_V1.but(vid=0xC251, pid=0x2750, product=""),
        kinds.CMSIS_DAP_V1,
    ),
    "v1 misspelt": (LIKE_V1.but(product="CMSIS_DAP"), kinds.CMSIS_DAP_V1),
    "two HIDs, none with the name": (LIKE_V1.but(interfaces=(hid("a"), hid())), kinds.CMSIS_DAP),
    "two HIDs, the second": (
        LIKE_V1.but(interfaces=(hid("a"), hid("x CMSIS-DAP"))),
        kinds.CMSIS_DAP_V1,
    ),
    "v2 of any maker": (LIKE_V1.but(product="x", interfaces=(bulk("CMSIS-DAP"),)), "CMSIS-DAP v2"),
    "v2 with trace": (
        LIKE_V1.but(product="x", interfaces=(Interface(VENDOR, endpoints=3, name="CMSIS-DAP"),)),
        kinds.CMSIS_DAP_V2,
    ),
    "v2 without its endpoints": (
        LIKE_V1.but(interfaces=(Interface(VENDOR, endpoints=1, name="CMSIS-DAP"), hid())),
        kinds.CMSIS_DAP_V1,
    ),
    "v2 of another subclass": (
        LIKE_V1.but(interfaces=(Interface(VENDOR, subclass=3, name="CMSIS-DAP"),)),
        kinds.CMSIS_DAP,
    ),
    "a Picoprobe that speaks CMSIS-DAP": (
        PICOPROBE.but(product="Picoprobe CMSIS-DAP", interfaces=(bulk("CMSIS-DAP v2"),)),
        kinds.CMSIS_DAP_V2,
    ),
}


@pytest.mark.parametrize(("device", "kind"), VARIANTS.values(), ids=VARIANTS)
def test_cmsis_dap_is_found_where_pyocd_finds_it(tree, device, kind):
    assert only(tree, device).kind == kind


def test_a_probe_says_where_it_is_and_where_its_uart_is(tree):
    tree.plug(STICK, "1-1.1")
    tree.plug(DEBUG_PROBE, "1-1.4.2.3")
    (probe,) = probes(tree.root)
    assert probe.port == "1-1.4.2.3"
    assert probe.node == "/dev/bus/usb/001/006"
    assert (tree.root / probe.node[1:]) == tree.node("1-1.4.2.3")
    assert probe.ttys == ("/dev/ttyACM0",)


def test_probes_come_by_their_place(tree):
    ports = ["1-1.10", "1-1.9", "1-1.2.1", "1-1.2"]
    for port in ports:
        device = HUB_4 if port == "1-1.2" else PICOPROBE.but(serial=port)
        if port not in tree.at:
            tree.plug(device, port)
    assert [probe.port for probe in probes(tree.root)] == ["1-1.2.1", "1-1.9", "1-1.10"]


def test_two_uarts_come_in_the_order_of_their_interfaces(tree):
    many = ST_LINK_V3.but(pid=0x3753, interfaces=uart() * 6)
    assert only(tree, many).ttys == tuple(f"/dev/ttyACM{n}" for n in range(6))


def test_gdbs_port_of_a_black_magic_probe_is_no_uart(tree):
    assert only(tree, usb_tree.BLACK_MAGIC).ttys == ("/dev/ttyACM1",)


def test_both_interfaces_of_one_probe_are_one_probe(tree):
    tree.plug(DAPLINK)
    assert [probe.kind for probe in probes(tree.root)] == [kinds.CMSIS_DAP_V2]


def test_two_of_a_kind_are_two_probes(tree):
    tree.plug(DEBUG_PROBE, "1-1.1")
    tree.plug(DEBUG_PROBE.but(serial="E6616407E3646B30"), "1-1.2")
    first, second = probes(tree.root)
    assert first.usable and second.usable
    assert (first.ttys, second.ttys) == (("/dev/ttyACM0",), ("/dev/ttyACM1",))
    assert first.selector != second.selector


def test_twins_are_refused_until_one_is_gone(tree):
    old = PICOPROBE.but(serial="123456")
    tree.plug(old, "1-1.1")
    tree.plug(old, "1-1.2")
    tree.plug(old.but(interfaces=()), "1-1.3")
    tree.plug(DEBUG_PROBE.but(serial="123456"), "1-1.4")  # of another plug-in: no twin
    obstacles = [probe.obstacle for probe in probes(tree.root)]
    assert obstacles == [kinds.TWIN, kinds.TWIN, kinds.UNCONFIGURED, ""]
    tree.unplug("1-1.1")
    obstacles = [probe.obstacle for probe in probes(tree.root)]
    assert obstacles == ["", kinds.UNCONFIGURED, ""]


def test_pyocd_itself_cannot_list_twins_that_have_both_interfaces(tree, monkeypatch):
    tree.plug(DAPLINK, "1-1.1")
    tree.plug(DAPLINK, "1-1.2")
    with pytest.raises(ValueError, match="not in list"):
        Pyocd(tree, monkeypatch).list()
    assert [probe.obstacle for probe in probes(tree.root)] == [kinds.TWIN, kinds.TWIN]


def test_without_serial_numbers_twins_are_told_apart_by_their_place(tree, monkeypatch):
    tree.plug(DEBUG_PROBE.but(serial=""), "1-1.1")
    tree.plug(DEBUG_PROBE.but(serial=""), "1-1.2")
    found = probes(tree.root)
    assert [(probe.serial, probe.usable) for probe in found] == [("", True), ("", True)]
    theirs = [unique_id for _, unique_id, *_ in Pyocd(tree, monkeypatch).list()]
    assert sorted(probe.unique_id for probe in found) == theirs
    assert len(set(theirs)) == 2


@pytest.mark.parametrize("device", [ST_LINK_V2, ST_LINK_V3, J_LINK, PICOPROBE])
def test_other_kinds_need_a_serial_number(tree, device):
    probe = only(tree, device.but(serial=""))
    assert (probe.unique_id, probe.obstacle) == ("", kinds.UNNAMED)


def test_pyocd_itself_breaks_on_an_st_link_without_a_serial_number(tree, monkeypatch):
    tree.plug(ST_LINK_V2.but(serial=""))
    with pytest.raises(TypeError):
        Pyocd(tree, monkeypatch).list()


def test_an_old_st_links_raw_bytes_become_hexadecimal(tree, monkeypatch):
    raw = bytes.fromhex("513f6b067589485117430587")
    device = ST_LINK_V2.but(serial=raw.decode("latin-1"))
    assert only(tree, device).unique_id == "513F6B067589485117430587"
    tree.plug(device)
    assert Pyocd(tree, monkeypatch).list()[0][1] == "513F6B067589485117430587"


def test_raw_bytes_that_look_like_blanks_are_kept(tree):
    raw = bytes.fromhex("203f6b0675894851174385a0").decode("latin-1")
    assert only(tree, ST_LINK_V2.but(serial=raw)).unique_id == "203F6B0675894851174385A0"
    ends = bytes.fromhex("513f6b06758948511743850a").decode("latin-1")
    assert only(tree, ST_LINK_V2.but(serial=ends)).unique_id == "513F6B06758948511743850A"


def test_raw_bytes_cut_at_a_zero_are_the_beginning_of_pyocds_name(tree):
    cut = bytes.fromhex("513f6b0675").decode("latin-1")
    assert only(tree, ST_LINK_V2.but(serial=cut)).unique_id == "513F6B0675"


@pytest.mark.parametrize("serial", ["S-Link 7", "٣٤", "-1", "1_0", "000"])
def test_a_j_link_is_named_by_a_number_or_not_at_all(tree, serial):
    assert only(tree, J_LINK.but(serial=serial)).obstacle == kinds.UNNAMED


def test_a_serial_number_with_a_colon_is_no_plug_in(tree):
    from pyocd.probe.aggregator import DebugProbeAggregator

    probe = only(tree, DEBUG_PROBE.but(serial="jlink:7"))
    (plugin,), unique_id, _ = DebugProbeAggregator._get_probe_classes(probe.selector)
    assert (plugin.__name__, unique_id) == ("CMSISDAPProbe", "jlink:7")


def test_strings_are_fit_for_a_screen_and_the_name_is_exact(tree):
    odd = DEBUG_PROBE.but(product=b"\x1b[2JCMSIS-DAP \xff", vendor=" \n", serial=" a\x1bb ")
    probe = only(tree, odd)
    assert (probe.product, probe.vendor) == ("�[2JCMSIS-DAP �", "0x2e8a")
    assert (probe.unique_id, probe.serial) == (" a\x1bb ", "a�b")


def test_a_probe_crosses_the_bridge(tree):
    probe = only(tree, DEBUG_PROBE.but(serial=b"\xff\xfe\x80"))
    assert msgspec.json.decode(msgspec.json.encode(probe), type=Probe) == probe


def test_a_machine_without_usb_has_no_probes(tmp_path):
    assert probes(tmp_path) == []
    (tmp_path / "sys/bus/usb").mkdir(parents=True)
    (tmp_path / "sys/bus/usb/devices").touch()
    assert probes(tmp_path) == []


@pytest.mark.parametrize("nonsense", ["", "-1", "10000", "f" * 5000, "0x", "1 2", "²"])
def test_a_number_that_usb_does_not_have_is_no_number(tree, nonsense):
    for name in ("idVendor", "idProduct", "busnum", "devnum"):
        folder = tree.plug(DEBUG_PROBE)
        write(folder / name, nonsense if name[0] == "i" else nonsense.replace("1", "7") * 9)
        assert probes(tree.root) == []
        tree.unplug("1-1")


def test_a_broken_tree_hides_no_whole_probe(tree, rng, count):
    """Files gone, turned into folders, links into nothing, nonsense inside."""
    tree.plug(DEBUG_PROBE, "1-1.1")
    bus = tree.root / usb_tree.BUS
    (bus / "1-1.9").symlink_to("nowhere")
    (bus / "1-1.9:1.0").symlink_to("nowhere")
    (bus / "1-7:1.0").mkdir()
    (bus / "strange name:").mkdir()
    (bus / "file").touch()
    (bus / b"\xff-1".decode(errors="surrogateescape")).mkdir()
    whole = probes(tree.root)
    assert [probe.port for probe in whole] == ["1-1.1"]
    for _ in range(count(250)):
        folder = tree.plug(rng.choice([DAPLINK, ST_LINK_V2_1, J_LINK, PICOPROBE]), "1-1.2")
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for path in rng.sample(files, rng.randint(1, len(files))):
            spoil(path, rng)
        found = probes(tree.root)
        assert found[:1] == whole
        msgspec.json.encode(found)
        tree.unplug("1-1.2")


def spoil(path: Path, rng: random.Random) -> None:
    content = path.read_bytes()
    path.unlink()
    match rng.randrange(5):
        case 0:
            path.mkdir()
        case 1:
            path.symlink_to("nowhere")
        case 2:
            path.write_bytes(rng.randbytes(rng.randrange(20)))
        case 3:
            path.write_text(rng.choice(["", "-1\n", "f" * 5000, "9" * 5000, "0x1\n", "\0"]))
        case _:
            path.write_bytes(content[:-2])


def test_a_probe_that_is_unplugged_while_it_is_read_is_whole_or_absent(tree, monkeypatch):
    tree.plug(PICOPROBE, "1-1.2")
    tree.plug(DAPLINK, "1-1.1")
    whole = {(probe.port, probe.kind, probe.unique_id) for probe in probes(tree.root)}
    plain, reads = Path.read_bytes, 0

    def read_bytes(path: Path) -> bytes:
        nonlocal reads
        reads += 1
        if reads == moment:
            tree.unplug("1-1.1")
        return plain(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    moment, seen = 0, set()
    while reads >= moment:
        moment, reads = moment + 1, 0
        found = {(probe.port, probe.kind, probe.unique_id) for probe in probes(tree.root)}
        assert {probe for probe in whole if probe[0] == "1-1.2"} <= found <= whole
        seen.add(len(found))
        if "1-1.1" not in tree.at:
            tree.plug(DAPLINK, "1-1.1")
    assert seen == {1, 2}


def test_a_look_at_30_devices_reads_few_files(tree, monkeypatch):
    reads = 0
    plain = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        nonlocal reads
        reads += 1
        return plain(path)

    for port in range(29):
        tree.plug(rng_device(port), f"1-{port + 1}")
    tree.plug(DAPLINK, "1-30")
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert len(probes(tree.root)) == 1
    assert reads <= 30 * 12


def rng_device(port: int) -> Device:
    return (KEYBOARD, STICK, HUB_4)[port % 3]


def test_looking_needs_no_library_and_no_process():
    code = "import sys, engines.probe.usb as usb; usb.probes(); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"pyocd", "usb", "serial", "subprocess", "hashlib", "ssl", "asyncio", "socket"}
    assert not heavy & set(ran.stdout.split())


REMOTES = {
    "pi4": "pi4:5555",
    "pi4:6666": "pi4:6666",
    "remote:pi4": "pi4:5555",
    "remote:192.168.1.7:5556": "192.168.1.7:5556",
}


@pytest.mark.parametrize(("address", "unique_id"), REMOTES.items())
def test_a_remote_probe_is_named_by_host_and_port(address, unique_id):
    from pyocd.probe.aggregator import DebugProbeAggregator

    probe = remote(address)
    assert (probe.unique_id, probe.kind, probe.usable) == (unique_id, kinds.REMOTE, True)
    (pyocds,) = DebugProbeAggregator.get_all_connected_probes(probe.selector)
    assert pyocds.unique_id == probe.selector


@pytest.mark.parametrize(
    "address",
    [
        "",
        ":5555",
        "remote:",
        "a b:1",
        "pi:",
        "pi:x",
        "pi:0",
        "pi:65536",
        "pi:-1",
        "pi:" + "9" * 5000,
        "p\x1bi",
        "::1",
        "pi:٣",
    ],
)
def test_an_address_that_pyocd_cannot_read_is_refused(address):
    with pytest.raises(EngineError):
        remote(address)


def test_the_tables_are_pyocds():
    from pyocd.probe.pydapaccess.interface import common
    from pyocd.probe.stlink.usb import STLinkUSBInterface

    assert set(common.KNOWN_CMSIS_DAP_IDS) == kinds.CMSIS_DAP_IDS
    assert common.KNOWN_DEVICE_STRINGS == kinds.CMSIS_DAP_NAMES
    theirs = {(0x0483, pid): info for pid, info in STLinkUSBInterface.USB_PID_EP_MAP.items()}
    ours = {
        ids: kind
        for ids, (kind, obstacle) in kinds.KNOWN.items()
        if ids[0] == 0x0483 and not obstacle
    }
    assert ours == {ids: f"ST-Link {info.version_name}" for ids, info in theirs.items()}
    assert set(kinds.PLUGINS.values()) <= entry_points(group="pyocd.probe").names


CATALOGUE = [
    *(device for device, _, _ in KINDS.values()),
    *(device for device, _ in VARIANTS.values()),
    *(device for device, _, _ in UNUSABLE.values()),
    *OTHERS.values(),
]


def mutant(rng: random.Random, serial: str) -> Device:
    """A device of the catalogue, somewhat changed; its serial number is its own or missing."""
    device = rng.choice(CATALOGUE)
    interfaces = list(device.interfaces)
    for _ in range(rng.choice([0, 0, 1, 2])):
        interfaces.insert(rng.randint(0, len(interfaces)), random_interface(rng))
    if interfaces and rng.random() < 0.2:
        interfaces.pop(rng.randrange(len(interfaces)))
    if rng.random() < 0.2:
        # Only its CMSIS-DAP code gives a nameless product a name.
        nameless = [""] if (device.vid, device.pid) not in kinds.KNOWN else []
        device = device.but(product=rng.choice(["CMSIS-DAP", "WCH-Link", "cmsis-dap", *nameless]))
    if rng.random() < 0.2:
        device = device.but(code=rng.choice([0x00, MODEM, 0xEF, VENDOR]))
    named = kinds.KNOWN.get((device.vid, device.pid)) or rng.random() < 0.8
    return device.but(serial=serial if named else "", interfaces=tuple(interfaces))


def random_interface(rng: random.Random) -> Interface:
    name = rng.choice(["", "x", "CMSIS-DAP v2", "WebUSB: CMSIS-DAP"])
    return Interface(
        rng.choice([HID, VENDOR, MODEM]), rng.choice([0, 0, 0, 3]), 0, rng.randrange(4), name
    )


def test_the_list_is_pyocds_own(tmp_path, monkeypatch, rng, count):
    tree = Tree(tmp_path / "machine")
    pyocd = Pyocd(tree, monkeypatch)
    met = set()
    for _ in range(count(500)):
        for port in range(1, 6):
            tree.plug(mutant(rng, f"{rng.getrandbits(96):024X}"), f"1-1.{port}")
        ours = [
            (probe.kind, probe.unique_id, probe.vendor, probe.product)
            for probe in probes(tree.root)
            if probe.usable and probe.kind != kinds.J_LINK
        ]
        theirs = pyocd.list()
        # What speaks CMSIS-DAP and its own language is two probes to pyOCD, of one name.
        dap = [each for each in theirs if each[0].startswith("CMSIS-DAP")]
        names = [name for _, name, *_ in dap]
        theirs = sorted(dap + [each for each in theirs if each[1] not in names])
        assert sorted(ours) == theirs
        met |= {kind for kind, *_ in ours}
        tree.unplug("1-1")
    assert met >= {kinds.CMSIS_DAP_V1, kinds.CMSIS_DAP_V2}


def test_a_folder_of_serial_files_that_cannot_be_read_is_no_serial_number(tree):
    folder = tree.plug(DEBUG_PROBE)
    (folder / "serial").unlink()
    (folder / "serial").mkdir()  # what root may not read either
    (probe,) = probes(tree.root)
    assert probe.serial == "" and probe.usable
    write(folder / "devnum", "none")
    assert probes(tree.root) == []
