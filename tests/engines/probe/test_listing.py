"""Which probe is meant: the beginning of an id will do, and the whole id is what work is given."""

import pytest

from engines import wire
from engines.probe.listing import exact
from engines.probe.messages import SIMULATED, Cable, Wanted
from tests.engines.probe.usb_tree import DEBUG_PROBE, Tree


@pytest.fixture
def root(tmp_path):
    tree = Tree(tmp_path / "machine")
    tree.plug(DEBUG_PROBE.but(serial="0240AB"), "1-1")
    tree.plug(DEBUG_PROBE.but(serial="0241CD"), "1-2")
    return tree.root


@pytest.mark.parametrize(
    ("named", "probe"),
    [("0241", "0241CD"), ("remote:host", "host:5555"), ("host:1", "host:1"), (SIMULATED,) * 2],
)
def test_a_probe_is_named_in_full(root, named, probe):
    assert exact(Wanted(named), root).probe == probe


def test_the_simulated_board_needs_no_name(root):
    assert exact(Wanted(cable=Cable()), root).probe == SIMULATED


@pytest.mark.parametrize(
    ("named", "what"), [("02", "More than one probe"), ("03", "no such probe"), (":", "no address")]
)
def test_what_is_no_probes_name_is_an_error(root, named, what):
    with pytest.raises(wire.EngineError, match=what):
        exact(Wanted(named), root)
