"""A probe that is pulled and plugged in again is the same one; another is not."""

import pytest

from engines import wire
from engines.probe import source
from engines.probe.listing import everywhere
from engines.probe.messages import Wanted
from engines.probe.session import Lost
from tests.engines.probe.usb_tree import DAPLINK, DEBUG_PROBE, Tree

BARE = DEBUG_PROBE.but(serial="")


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path / "machine")


@pytest.fixture
def selected(monkeypatch):
    """What pyOCD is asked for."""
    asked = []
    monkeypatch.setattr(source, "by_selector", asked.append)
    return asked


def only(tree):
    (found,) = everywhere(tree.root)
    return found.probe


def found(tree):
    return source.find(Wanted(only(tree)), tree.root)


@pytest.mark.parametrize("device", [DAPLINK, BARE], ids=["serial", "no serial"])
def test_plugged_in_again_it_is_there_again(tree, selected, device):
    tree.plug(device)
    probe = found(tree)
    tree.unplug("1-1")
    assert probe.plugged() is None
    with pytest.raises(Lost):
        probe.probe()
    tree.plug(device)
    assert probe.plugged().probe == only(tree)
    probe.probe()
    assert selected == [f"cmsisdap:{only(tree)}"]


def test_with_a_serial_number_it_may_come_back_elsewhere(tree):
    tree.plug(DAPLINK)
    probe = found(tree)
    tree.unplug("1-1")
    tree.plug(DAPLINK, "1-2")
    assert probe.plugged()


OTHERS = {
    "another place": (BARE, "1-2"),
    "another maker": (BARE.but(vid=0x1209), "1-1"),
    "another product": (BARE.but(pid=0x000D), "1-1"),
    "one with a serial number": (DEBUG_PROBE, "1-1"),
}


@pytest.mark.parametrize(("device", "port"), OTHERS.values(), ids=OTHERS)
def test_another_probe_is_not_taken_for_it(tree, device, port):
    tree.plug(BARE)
    probe = found(tree)
    tree.unplug("1-1")
    tree.plug(device, port)
    assert probe.plugged() is None


def test_a_probe_that_is_gone_by_now_is_an_error(tree):
    with pytest.raises(wire.EngineError, match="no such probe"):
        source.find(Wanted("0240"), tree.root)
