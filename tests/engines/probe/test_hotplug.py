"""Trees and sockets of our own stand for sysfs and the kernel; real USB has not been tried.

Where the tests may, they also ask the kernel for an event of its own, about a tty.
"""

import errno
import os
import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from engines.probe import hotplug
from engines.probe.hotplug import Watch, first_user_namespace, is_usb, kernel
from engines.probe.usb import probes
from tests.engines.probe.usb_tree import BUS, DAPLINK, DEBUG_PROBE, STICK, Tree, write

PORT = struct.Struct("=I")


def uevent(action: str = "add", path: str = "/devices/usb1/1-1", subsystem: str = "usb") -> bytes:
    fields = {"ACTION": action, "DEVPATH": path, "SUBSYSTEM": subsystem, "SEQNUM": "4711"}
    words = [f"{action}@{path}", *(f"{name}={value}" for name, value in fields.items())]
    return b"".join(word.encode() + b"\0" for word in words)


class Netlink(socket.socket):
    """The reader's end of a socketpair; a datagram begins with the port it claims to be from."""

    lost = 0

    def recvfrom(self, size: int, flags: int = 0) -> tuple[bytes, tuple[int, int]]:
        if self.lost:
            self.lost -= 1
            raise OSError(errno.ENOBUFS, os.strerror(errno.ENOBUFS))
        data = self.recv(size, flags)
        return data[PORT.size :], (*PORT.unpack(data[: PORT.size]), 1)


class Kernel:
    """Sends what the kernel would, or somebody else."""

    def __init__(self) -> None:
        self.end, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket = Netlink(fileno=other.detach())
        self.socket.setblocking(False)

    def send(self, message: bytes, port: int = 0) -> None:
        self.end.send(PORT.pack(port) + message)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def linux():
    each = Kernel()
    yield each
    each.end.close()
    each.socket.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path / "machine")


@pytest.fixture
def watch(linux, clock, tmp_path):
    with Watch(tmp_path, lambda: linux.socket, clock) as watch:
        yield watch


@pytest.fixture
def polling(tree, clock):
    with Watch(tree.root, deaf, clock) as watch:
        yield watch


def deaf() -> socket.socket:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def settle(watch: Watch, clock: Clock) -> None:
    for _ in range(5):
        clock.now += 10
        watch.wait(0)
    assert not watch.wait(0)


def test_without_events_nothing_is_to_be_looked_at(watch, clock):
    for _ in range(5):
        assert not watch.wait(0)
        clock.now += 1


@pytest.mark.parametrize("action", ["add", "remove", "change", "bind", "unbind"])
@pytest.mark.parametrize("subsystem", ["usb", "tty"])
def test_an_event_is_a_reason_to_look(watch, linux, action, subsystem):
    linux.send(uevent(action, subsystem=subsystem))
    assert watch.wait(0)
    assert not watch.wait(0)


def test_one_event_asks_for_later_looks_too(watch, linux, clock):
    """udev gives the node to its group some time after the kernel has spoken."""
    linux.send(uevent())
    looks = []
    for step in range(301):
        clock.now = 1000 + step / 100
        if watch.wait(0):
            looks.append(step)
    assert looks == [0, 10, 50, 200]


def test_a_burst_is_one_change(watch, linux, clock):
    """A composite device says a dozen things within some milliseconds."""
    looks = 0
    for step in range(12):
        clock.now = 1000 + step / 1000
        linux.send(uevent("bind" if step % 2 else "add"))
        looks += watch.wait(0)
    assert looks == 1
    clock.now = 1000.2
    assert watch.wait(0)
    assert not watch.wait(0)


def test_a_storm_gives_ten_looks_a_second(watch, linux, clock):
    looks = 0
    for step in range(1000):
        clock.now = 1000 + step / 100
        linux.send(uevent())
        looks += watch.wait(0)
    assert 90 <= looks <= 101


def test_the_last_event_of_many_is_looked_at_after_it(watch, linux, clock):
    linux.send(uevent())
    assert watch.wait(0)
    clock.now += 0.05
    linux.send(uevent("remove"))
    assert not watch.wait(0)
    clock.now += 0.06
    assert watch.wait(0)


@pytest.mark.parametrize("subsystem", ["net", "block", "power_supply", "usbmisc", "us", ""])
def test_other_subsystems_are_none_of_ours(watch, linux, subsystem):
    linux.send(uevent(subsystem=subsystem))
    assert not watch.wait(0)


def test_a_message_from_a_process_is_not_believed(watch, linux):
    linux.send(uevent(), port=os.getpid())
    assert not watch.wait(0)
    linux.send(uevent())
    assert watch.wait(0)


MALFORMED = [
    b"",
    b"\0",
    b"@",
    b"add@\0SUBSYSTEM=usb\0",
    b"add\0SUBSYSTEM=usb\0",
    b"@/devices/usb1\0SUBSYSTEM=usb\0",
    b"add@devices/usb1\0SUBSYSTEM=usb\0",
    b"SUBSYSTEM=usb\0",
    b"SUBSYSTEM=usb",
    b"add@/devices/usb1 SUBSYSTEM=usb",
    b"add@/devices/usb1\0XSUBSYSTEM=usb\0",
    b"libudev\0\xfe\xed\xca\xfe\0\0\0\x28add@/x\0SUBSYSTEM=usb\0",
    uevent()[:-1],
    uevent() + b"cut off",
    b"\xff" * 300,
]


@pytest.mark.parametrize("message", MALFORMED)
def test_a_malformed_event_is_ignored(watch, linux, message):
    assert not is_usb(message)
    linux.send(message)
    linux.send(uevent())
    assert watch.wait(0)


def test_noise_is_ignored(rng, count):
    good = uevent()
    for _ in range(count(10_000)):
        start, end = sorted(rng.choices(range(len(good)), k=2))
        is_usb(good[start:end])
        is_usb(good[:start] + rng.randbytes(rng.randrange(30)) + good[end:])
        assert not is_usb(rng.randbytes(rng.randrange(300)))


def test_what_the_socket_could_not_hold_may_have_been_ours(watch, linux):
    linux.socket.lost = 1
    assert watch.wait(0)
    assert not watch.wait(0)


def test_a_flood_of_others_is_read_and_forgotten(tmp_path, linux):
    """The one event of ours comes behind 10,000 others, which give no reason to look."""
    sent = []

    def flood() -> None:
        for number in range(10_000):
            linux.send(uevent("change", f"/devices/virtual/net/veth{number}", "net"))
        sent.append(True)
        linux.send(uevent())

    with Watch(tmp_path, lambda: linux.socket) as watch:
        thread = threading.Thread(target=flood)
        thread.start()
        assert watch.wait(60)
        assert sent
        thread.join()


def test_a_flood_does_not_hold_who_will_not_wait(watch, linux, monkeypatch):
    monkeypatch.setattr(hotplug, "BATCH", 16)
    for _ in range(40):
        linux.send(uevent(subsystem="net"))
    linux.send(uevent())
    assert not watch.wait(0)
    assert not watch.wait(0)
    assert watch.wait(0)


@pytest.mark.parametrize("change", ["plug", "unplug"])
def test_waiting_ends_with_the_event(tree, linux, change):
    """It comes while the watch waits, and nothing else ever does: who missed it waits a minute."""
    if change == "unplug":
        tree.plug(DEBUG_PROBE)

    def happens() -> None:
        tree.plug(DEBUG_PROBE) if change == "plug" else tree.unplug("1-1")
        linux.send(uevent())

    with Watch(tree.root, lambda: linux.socket) as watch:
        thread = threading.Timer(0.02, happens)
        thread.start()
        assert watch.wait(60)
        assert len(probes(tree.root)) == (change == "plug")
        thread.join()


def test_who_waits_is_woken_for_the_later_looks(watch, linux, clock, monkeypatch):
    def rest(seconds: float) -> None:
        clock.now += seconds

    monkeypatch.setattr(watch, "_rest", rest)
    linux.send(uevent())
    seen = [(watch.wait(10), clock.now) for _ in range(5)]
    assert seen == [(True, 1000), (True, 1000.1), (True, 1000.5), (True, 1002), (False, 1012)]


def test_waiting_ends_when_time_is_up(tree, linux):
    with Watch(tree.root, lambda: linux.socket) as watch:
        assert not watch.wait(0.01)
    with Watch(tree.root, deaf) as watch:
        assert not watch.wait(0.01)


def test_without_a_socket_a_plug_and_an_unplug_are_seen_at_the_next_poll(polling, tree, clock):
    steps = [
        lambda: tree.plug(DEBUG_PROBE, "1-1.2"),
        lambda: tree.plug(STICK, "1-1.3"),
        lambda: tree.unplug("1-1.2"),
        lambda: tree.unplug("1-1"),
    ]
    for step in steps:
        assert not polling.wait(0)
        step()
        clock.now += hotplug.POLL
        assert polling.wait(0)
        settle(polling, clock)


def test_without_a_socket_sysfs_is_read_once_a_second(polling, clock, monkeypatch):
    reads = []
    monkeypatch.setattr(hotplug, "attached", lambda bus: reads.append(bus) or {})
    for step in range(1000):
        clock.now = 1000 + step / 100
        polling.wait(0)
    assert len(reads) == 9


def test_another_probe_at_the_same_port_is_seen(polling, tree, clock):
    tree.plug(DEBUG_PROBE, "1-1")
    settle(polling, clock)
    tree.unplug("1-1")
    tree.plug(DAPLINK.but(interfaces=DEBUG_PROBE.interfaces), "1-1")
    clock.now += hotplug.POLL
    assert polling.wait(0)


def test_an_interface_that_comes_later_is_seen(polling, tree, clock):
    folder = tree.plug(DEBUG_PROBE, "1-1")
    settle(polling, clock)
    (folder / "1-1:1.9").mkdir()
    write(folder / "1-1:1.9/bInterfaceClass", "03")
    (tree.root / BUS / "1-1:1.9").symlink_to(folder / "1-1:1.9")
    clock.now += hotplug.POLL
    assert polling.wait(0)


def test_polling_in_real_time_sees_a_plug(tree, monkeypatch):
    monkeypatch.setattr(hotplug, "POLL", 0.01)
    with Watch(tree.root, deaf) as watch:
        thread = threading.Timer(0.02, tree.plug, [DEBUG_PROBE])
        thread.start()
        assert watch.wait(60)
        thread.join()
    assert len(probes(tree.root)) == 1


def test_a_machine_without_usb_is_watched_in_peace(tmp_path, clock):
    with Watch(tmp_path, deaf, clock) as watch:
        clock.now += 5
        assert not watch.wait(0)


def test_the_socket_is_closed_at_the_end(linux, tmp_path):
    with Watch(tmp_path, lambda: linux.socket):
        pass
    assert linux.socket.fileno() == -1


def test_a_user_namespace_hears_nothing_so_it_polls(tmp_path, monkeypatch):
    (tmp_path / "proc/self").mkdir(parents=True)
    assert first_user_namespace(tmp_path)
    (tmp_path / "proc/self/uid_map").write_text("         0          0 4294967295\n")
    assert first_user_namespace(tmp_path)
    (tmp_path / "proc/self/uid_map").write_text("         0       1000          1\n")
    assert not first_user_namespace(tmp_path)
    monkeypatch.setattr(hotplug, "first_user_namespace", lambda: False)
    with pytest.raises(OSError):
        kernel()


@pytest.fixture
def real():
    try:
        watch = Watch().__enter__()
    except OSError:
        pytest.skip("no netlink here")
    if watch._socket is None:
        pytest.skip("no uevents here")
    yield watch
    watch.__exit__()


def test_the_kernels_own_event_is_heard(real):
    try:
        Path("/sys/devices/virtual/tty/tty/uevent").write_text("change")
    except OSError:
        pytest.skip("only root may ask the kernel for an event")
    assert real.wait(20)


def test_an_event_that_another_process_forges_is_not_believed(real):
    """Only root can send one at all; a port of 0 it cannot have either."""
    number = hotplug.NETLINK_KOBJECT_UEVENT
    forger = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, number)
    with forger, suppress(PermissionError):
        forger.sendto(uevent(), (real._socket.getsockname()[0], 0))
        forger.sendto(uevent(), (0, hotplug.KERNEL_GROUP))
    assert not real.wait(0)
