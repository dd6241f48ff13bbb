"""The table: states, traffic, what fits, against the papers' formulas and by its invariants."""

from fractions import Fraction
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines import wire
from engines.zero.communication import traffic
from engines.zero.model import Model
from engines.zero.modes import MODES, STAGES
from engines.zero.partition import bounds, padding, shard
from engines.zero.plan import plan
from engines.zero.presets import preset
from engines.zero.profiles import PROFILES
from engines.zero.setup import Setup
from engines.zero.states import states

PAPER = PROFILES["paper"]
GB = 10**9

parameters = st.integers(1, 10**13)
ranks = st.sampled_from([1, 2, 3, 4, 7, 8, 16, 64, 256, 1024])


def planned(count: int, gpus: int, **options) -> dict:
    node = options.pop("gpus_per_node", gpus if gpus < 8 or gpus % 8 else 8)
    return plan(Setup(Model("any", count), gpus=gpus, gpus_per_node=node, **options)).rows


def held(rows: dict, key: str) -> int:
    return rows[key].states.total


# The papers' figures


@pytest.mark.parametrize(
    ("mode", "exact"),
    [("ddp", 120), ("zero1", 31.40625), ("zero2", 16.640625), ("zero3", 1.875), ("fsdp2", 1.875)],
)
def test_the_papers_7_5b_on_64_gpus(mode, exact):
    assert held(planned(7_500_000_000, 64), mode) == exact * GB


def test_offload_leaves_two_bytes_and_puts_fourteen_on_the_host():
    rows = planned(10**9, 1)
    assert (held(rows, "offload"), rows["offload"].host) == (2 * GB, 14 * GB)
    assert rows["offload"].traffic.host == 4 * GB  # 2 out, 2 in
    assert planned(10**9, 8)["offload"].traffic.host == 4 * GB // 8


def test_infinity_leaves_nothing_on_the_gpu():
    rows = planned(10**9, 16)
    assert held(rows, "infinity") == held(rows, "infinity_nvme") == 0
    assert rows["infinity"].host == rows["infinity_nvme"].nvme == 16 * GB // 2
    assert rows["infinity_nvme"].host == rows["infinity"].nvme == 0


@pytest.mark.parametrize("key", ["infinity", "infinity_nvme"])
def test_on_one_gpu_infinity_too_computes_with_parameters_on_the_gpu(key):
    """ZeRO-Infinity, section 3: working memory is needed wherever the parameters rest."""
    setup = Setup(preset("llama-2-70b"), gpus=1)
    row = plan(setup).rows[key]
    assert row.buffers.working == plan(Setup(setup.model, gpus=8)).rows[key].buffers.working > 0
    assert plan(setup).rows["zero3"].buffers.working == 0  # there they are whole anyway


def test_hpz_holds_a_second_copy_within_the_node():
    """The paper's 8.9 counts it in the place of the first copy: 8.875; with both it is 9."""
    rows = planned(10**12, 1024, gpus_per_node=16)
    second = rows["zeropp_hpz"].states.parameters - rows["zero3"].states.parameters
    assert second == 2 * 10**12 // 16
    assert held(rows, "zeropp_hpz") / held(rows, "zero3") == 9.0
    assert (held(rows, "zeropp_hpz") - rows["zero3"].states.parameters) / held(
        rows, "zero3"
    ) == 8.875


@pytest.mark.parametrize(
    ("mode", "elements"),
    [
        *(("ddp", "2"), ("zero1", "2"), ("zero2", "2"), ("zero3", "3")),
        *(("offload", "2"), ("infinity", "3"), ("infinity_nvme", "3"), ("fsdp2", "3")),
        *(("zeropp", "3/4"), ("zeropp_qwz", "2"), ("zeropp_hpz", "2"), ("zeropp_qgz", "9/4")),
        ("mics", "13/4"),
    ],
)
def test_what_is_moved_in_multiples_of_the_parameters(mode, elements):
    assert str(planned(10**9, 64)[mode].traffic.elements) == elements


# Invariants


@given(parameters, ranks)
def test_shards_of_all_ranks_are_the_whole_and_its_padding(count, among):
    assert shard(count, among) * among == count + padding(count, among)
    assert 0 <= padding(count, among) < among
    pieces = [bounds(count, among, rank) for rank in range(among)]
    assert pieces[0][0] == 0
    assert pieces[-1][1] == count
    assert all(a[1] == b[0] for a, b in pairwise(pieces))


@given(parameters, st.sampled_from([1, 2, 4, 8, 16, 64, 256, 1024]))
def test_model_states_never_rise_with_gpus_or_stage(count, gpus):
    few, many = planned(count, gpus), planned(count, gpus * 2)
    for stage in STAGES:
        assert held(many, stage.key) <= held(few, stage.key)
    sizes = [held(few, stage.key) for stage in STAGES]
    assert sizes == sorted(sizes, reverse=True)


@given(parameters, ranks, st.sampled_from(sorted(PROFILES)))
def test_on_one_gpu_every_stage_before_the_third_costs_the_same(count, gpus, name):
    setup = Setup(Model("any", count), gpus=1, gpus_per_node=1, profile=name)
    whole = [states(setup, mode, PROFILES[name]).total for mode in STAGES[:3]]
    assert len(set(whole)) == 1
    assert whole[0] == -(-PROFILES[name].whole() * count // 1)


@given(parameters, st.sampled_from([2, 4, 8, 16, 64]))
def test_within_and_across_are_the_rings_volume(count, gpus):
    """(N-1)/N of the volume, padded; nothing crosses where there is one node."""
    for key, multiple in (("ddp", 2), ("zero1", 2), ("zero2", 2), ("zero3", 3), ("fsdp2", 3)):
        sent = planned(count, gpus)[key].traffic
        assert sent.intra_node + sent.inter_node == multiple * 2 * (gpus - 1) * shard(count, gpus)
        assert (sent.inter_node == 0) == (gpus <= 8)
        assert sent.inter_node in (0, (sent.intra_node + sent.inter_node) / 8)


@given(st.integers(1, 10**10).map(lambda n: n * 64), st.sampled_from([16, 32, 64]))
def test_zeropp_sends_a_quarter_across(count, gpus):
    rows = planned(count, gpus)
    nodes = gpus // 8
    across = rows["zeropp"].traffic.inter_node
    gather = Fraction(2 * count, 2) * (gpus - 1) / gpus / 8
    scatter = Fraction(2 * count, 4) / 8 * (nodes - 1) / nodes
    assert across == gather + scatter
    assert 3 < rows["zero3"].traffic.inter_node / across < 5


@given(parameters, ranks)
def test_totals_are_sums(count, gpus):
    for row in planned(count, gpus).values():
        assert row.total == sum(row.states) + row.buffers.total
        assert row.fits == (row.total <= row.capacity)
        assert row.free == row.capacity - row.total
        assert row.time.total > 0
        assert all(isinstance(size, int) for size in (*row.states, *row.buffers, row.host))


@given(parameters, st.integers(1, 64))
def test_micro_batches_repeat_what_is_sent_for_each(count, times):
    def sent(key, accumulation):
        setup = Setup(Model("any", count), gpus=16, accumulation=accumulation)
        found = traffic(setup, MODES[key], PAPER)
        return found.intra_node + found.inter_node

    assert sent("zero1", times) == sent("zero1", 1) == sent("ddp", times)
    assert sent("zero3", times) == times * sent("zero3", 1)
    assert sent("zero2", times) * 2 == (times + 1) * sent("zero2", 1)


def test_time_is_computing_and_what_it_does_not_hide():
    model = Model("any", 10**10)
    serial = plan(Setup(model, gpus=64)).rows["zero3"].time
    hidden = plan(Setup(model, gpus=64, overlap=1.0)).rows["zero3"].time
    assert serial.exposed == serial.network > 0
    assert hidden.exposed == max(0, serial.exposed - serial.compute)
    assert serial.compute == hidden.compute > 0


def test_a_slower_network_takes_longer_between_nodes_and_not_within():
    def seconds(network, gpus):
        found = plan(Setup(Model("any", 10**10), gpus=gpus, network=network)).rows["zero3"]
        return found.time.total

    assert seconds("ethernet-10g", 16) > seconds("ib-ndr-8", 16)
    assert seconds("ethernet-10g", 8) == seconds("ib-ndr-8", 8)


# Settings


def test_without_constant_buffers_they_are_as_large_as_the_model_in_fp32():
    """The paper's 1.5B model wants 6 GB."""
    rows = planned(1_500_000_000, 64, constant_buffers=False)
    assert rows["zero2"].buffers.communication == 6 * GB
    rows = planned(1_500_000_000, 64, bucket=200_000_000)
    assert rows["zero2"].buffers.communication == 2 * 2 * 200_000_000


def test_host_and_nvme_have_limits_only_where_they_are_said():
    assert planned(10**12, 64)["infinity"].fits
    assert not planned(10**12, 64, host_memory=10**12)["infinity"].fits
    assert planned(10**12, 64, host_memory=3 * 10**12)["infinity"].fits
    assert not planned(10**12, 64, nvme=10**12)["infinity_nvme"].fits


def test_a_models_part_is_what_tensor_and_pipeline_leave_of_it():
    rows = planned(10**12, 64, tensor=8, pipeline=2)
    assert rows["zero3"].states.total == 16 * 10**12 // 64
    assert rows["ddp"].states.total == 16 * 10**12 // 16


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"gpus": 0}, "gpus"),
        ({"gpus": 1 << 40}, "gpus"),
        ({"gpus": 12, "gpus_per_node": 8}, "gpus_per_node"),
        ({"gpus": 8, "tensor": 3}, "tensor"),
        ({"gpus": 8, "tensor": 16}, "tensor"),
        ({"batch": 0}, "batch"),
        ({"sequence": -1}, "sequence"),
        ({"efficiency": 0.0}, "efficiency"),
        ({"efficiency": float("nan")}, "efficiency"),
        ({"overlap": 1.5}, "overlap"),
        ({"subgroup": 3}, "subgroup"),
        ({"gpus": 24, "subgroup": 6}, "subgroup"),
        ({"gpus": 24, "subgroup": 12}, "subgroup"),
        ({"memory": -1}, "memory is 0 to"),
        ({"memory": 10**19}, "memory is 0 to"),
        ({"efficiency": 1e-300}, "efficiency"),
        ({"gpu": "h" * 10**6}, "gpu"),
        ({"network": "n" * 10**6}, "network"),
        ({"profile": "p" * 10**6}, "profile"),
        ({"bucket": 0}, "bucket"),
    ],
)
def test_a_setup_that_cannot_be_names_its_field(fields, name):
    with pytest.raises(ValueError, match=name):
        Setup(Model("any", 10**9), **fields)


@pytest.mark.parametrize("count", [0, -1, 10**15 + 1])
def test_a_model_that_cannot_be_is_refused(count):
    with pytest.raises(ValueError, match="parameters"):
        Model("any", count)


def test_a_pipeline_has_a_layer_for_every_stage():
    with pytest.raises(ValueError, match="pipeline"):
        Setup(preset("gpt2"), gpus=16, pipeline=16)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        *(({"largest": size}, "largest") for size in (-1, 10**16)),
        *(({"block": size}, "block") for size in (-1, 10**16)),
        ({"name": "n" * 10**6}, "name"),
        *(({"shape": {"layers": size}}, "layers") for size in (0, -1, 10**18)),
        *(({"shape": {"hidden": size}}, "hidden") for size in (0, 10**300)),
        *(({"shape": {"heads": size}}, "heads") for size in (0, 7)),
        *(({"shape": {"kv_heads": size}}, "kv_heads") for size in (-3, 5, 24)),
        ({"shape": {"vocabulary": 10**30}}, "vocabulary"),
        ({"shape": {"experts": -1}}, "experts"),
        ({"shape": {"experts": 2, "experts_used": 3}}, "experts_used"),
        ({"shape": {"dense_layers": 13}}, "dense_layers"),
    ],
)
def test_a_model_off_the_wire_that_cannot_be_names_its_field(fields, name):
    """Each of them broke the planner down, or made buffers of negative size."""
    shape = {"layers": 12, "hidden": 768, "heads": 12} | fields.get("shape", {})
    text = msgspec.json.encode({"name": "any", "parameters": 10**9} | fields | {"shape": shape})
    with pytest.raises(msgspec.ValidationError, match=name):
        msgspec.json.decode(text, type=Model)


@pytest.mark.parametrize("field", ["gpu", "network", "profile"])
def test_an_unknown_name_is_refused_with_those_that_are_known(field):
    with pytest.raises(wire.EngineError, match="there are") as caught:
        plan(Setup(Model("any", 10**9), **{field: "nonesuch"}))
    assert "nonesuch" in caught.value.failed.why
    assert caught.value.failed.fix


def test_a_setup_travels():
    setup = Setup(Model("any", 10**15), gpus=64, gpu="h100")
    assert msgspec.json.decode(msgspec.json.encode(setup), type=Setup) == setup
