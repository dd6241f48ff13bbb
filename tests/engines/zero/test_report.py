"""Reports: exact in JSON and CSV, and with the unit in every head."""

import csv
import io
import json
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from engines.zero import report
from engines.zero.model import Model
from engines.zero.modes import MODES
from engines.zero.plan import plan
from engines.zero.setup import Setup


def exact(value):
    assert isinstance(value, int | str)
    return Fraction(value)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 10**13), st.sampled_from([1, 2, 3, 8, 64]))
def test_json_is_exact(count, gpus):
    table = plan(Setup(Model("any", count), gpus=gpus))
    found = json.loads(json.dumps(report.document(table)))
    assert found["model"]["parameters"] == count
    assert (found["profile"], found["gpus"]) == ("paper", gpus)
    assert list(found["modes"]) == list(MODES)
    for key, mode in found["modes"].items():
        row, memory = table.rows[key], mode["per_gpu"]
        states = (memory["parameters"], memory["gradients"], memory["optimizer"])
        assert states == tuple(row.states)
        assert memory["model_states"] == sum(states)
        assert memory["activations"] is None
        assert memory["buffers"] == sum(memory["buffer_parts"].values())
        assert memory["total"] == memory["model_states"] + memory["buffers"]
        sent = mode["communication"]
        assert exact(sent["intra_node"]) == row.traffic.intra_node
        assert exact(sent["inter_node"]) == row.traffic.inter_node
        assert Fraction(sent["elements"]) == row.traffic.elements
        assert (mode["host"], mode["nvme"]) == (row.host, row.nvme)
        assert (mode["seconds"], mode["fits"]) == (row.time.total, row.fits)


def test_csv_has_the_same_and_its_unit_in_every_head():
    table = plan(Setup(Model("any", 7_500_000_001), gpus=64))
    head, *lines = csv.reader(io.StringIO(report.table(table)))
    assert head == list(report.HEAD)
    assert [line[0] for line in lines] == list(MODES)
    for line in lines:
        cells = dict(zip(head, line, strict=True))
        row = table.rows[cells["mode"]]
        assert int(cells["total_B"]) == row.total
        assert cells["activations_B"] == ""
        assert Fraction(cells["intra_node_B"]) == row.traffic.intra_node


def test_markdown_is_a_table_that_says_its_unit_and_profile():
    text = report.markdown(plan(Setup(Model("any", 7_500_000_000), gpus=64, profile="cookbook")))
    assert "GB (10^9 bytes)" in text
    assert "cookbook" in text
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len(table) == 2 + len(MODES)
    assert len({line.count("|") for line in table}) == 1
    assert "n/a" in table[2]
