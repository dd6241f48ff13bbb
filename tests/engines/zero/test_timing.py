"""What a step waits for and sends: pipelines, hops, checkpoints on the host."""

from fractions import Fraction

import msgspec
import pytest

from engines.zero.communication import sent
from engines.zero.modes import MODES
from engines.zero.plan import plan
from engines.zero.presets import preset
from engines.zero.profiles import PROFILES
from engines.zero.setup import Setup

PAPER = PROFILES["paper"]
LLAMA = preset("llama-2-7b")
replace = msgspec.structs.replace


@pytest.mark.parametrize("micro_batches", [1, 4, 16])
def test_a_pipeline_waits_for_its_first_and_last_stage(micro_batches):
    """m micro-batches take m + p - 1 turns of a stage (GPipe, arXiv 1811.06965, section 2.3)."""
    one = Setup(LLAMA, gpus=1, accumulation=micro_batches)
    alone = plan(one).rows["ddp"].time.compute
    piped = plan(replace(one, gpus=8, pipeline=8)).rows["ddp"].time.compute
    turns = micro_batches + 8 - 1
    assert piped == pytest.approx(alone / 8 * turns / micro_batches)


def test_tensor_parallel_traffic_is_not_hidden_by_the_network():
    """Its all-reduces come in every layer; the gradients' all-reduce comes after all of them."""
    setup = Setup(LLAMA, gpus=64, tensor=8, network="ethernet-100g")
    table = plan(setup)
    row = table.rows["ddp"]
    across = float(row.traffic.inter_node) * 8 / table.network.rate
    assert row.time.exposed >= (row.traffic.tensor / table.gpu.link + across) * (1 - 1e-9)


@pytest.mark.parametrize("key", ["zeropp", "zeropp_hpz", "mics"])
def test_collectives_that_follow_each_other_take_the_sum_of_their_times(key):
    """hpZ gathers across nodes forward and within them backward: these never run together."""
    setup = Setup(LLAMA, gpus=64, network="ethernet-100g")
    table = plan(setup)
    seconds = 0.0
    for move in MODES[key].moves:
        found = sent(setup, move, PAPER)
        across = float(found.across) * setup.gpus_per_node / table.network.rate
        seconds += max(float(found.within) / table.gpu.link, across)
    assert table.rows[key].time.exposed >= seconds * (1 - 1e-9)


def test_checkpoints_on_the_host_travel_there_and_back():
    """ZeRO (arXiv 1910.02054), section 8: Pa+cpu moves them out and in."""
    setup = Setup(LLAMA, gpus=8, activations_on_host=True, accumulation=3)
    table = plan(setup)
    row = table.rows["zero2"]
    assert row.activations.host > 0
    assert row.traffic.host == 3 * 2 * row.activations.host
    assert row.time.host > 0


@pytest.mark.parametrize(("key", "elements"), [("zero2", 5), ("zero3", 12)])
def test_elements_are_of_the_same_step_as_bytes(key, elements):
    """Four micro-batches: what is moved for each is moved four times."""
    setup = Setup(preset("zero-7.5b"), gpus=1024, accumulation=4)
    found = plan(setup).rows[key].traffic
    sent_bytes = found.intra_node + found.inter_node
    share = Fraction(sent_bytes) / (PAPER.moved * setup.parameters)
    assert found.elements == elements == pytest.approx(float(share), rel=2e-3)


def test_a_pipeline_sends_activations_from_stage_to_stage():
    """2 s b h bytes forward and as many back, for every micro-batch."""
    setup = Setup(LLAMA, gpus=8, pipeline=8, accumulation=4)
    found = plan(setup).rows["ddp"].traffic
    assert found.intra_node + found.inter_node > 0
