"""Setups of the planner that somebody may type, the hostile ones first."""

from hypothesis import strategies as st

from engines.zero.machines import GPUS, NETWORKS
from engines.zero.model import MOST_PARAMETERS, Model
from engines.zero.modes import MODES
from engines.zero.presets import preset
from engines.zero.profiles import PROFILES
from engines.zero.setup import MOST_GPUS, Setup

LLAMA = Setup(preset("llama-2-7b"), sequence=4096)

MODELS = (
    Model("1", 1),
    Model("7", 7),
    Model("10^15", MOST_PARAMETERS),
    *map(preset, ("gpt2", "llama-2-70b", "mixtral-8x7b", "infinity-100t", "zero-7.5b")),
)
# gpus, gpus_per_node, tensor, pipeline
MACHINES = (
    (1, 8, 1, 1),
    (1, 1, 1, 1),
    (3, 8, 1, 1),
    (5, 1, 1, 1),
    (7, 1, 1, 1),
    (8, 8, 8, 1),
    (12, 4, 2, 3),
    (21, 3, 3, 1),
    (64, 8, 1, 1),
    (MOST_GPUS, 8, 1, 1),
    (MOST_GPUS, 1024, 1024, 1024),
)

modes = st.sampled_from(list(MODES))
cells = st.sampled_from(
    (
        *("parameters", "gradients", "optimizer", "activations", "buffers"),
        *("total", "host", "nvme", "communication", "seconds"),
    )
)
sizes = st.tuples(st.integers(0, 200), st.integers(0, 60))


@st.composite
def setups(draw):
    gpus, per_node, tensor, pipeline = draw(st.sampled_from(MACHINES))
    model = draw(st.sampled_from(MODELS))
    if model.shape and pipeline > model.shape.layers:
        pipeline = 1
    return Setup(
        model,
        gpus,
        per_node,
        draw(st.sampled_from(list(GPUS))),
        draw(st.sampled_from(["", *NETWORKS])),
        draw(st.sampled_from(list(PROFILES))),
        batch=draw(st.sampled_from([1, 1 << 20])),
        sequence=draw(st.sampled_from([1, 2048, 1 << 24])),
        accumulation=draw(st.sampled_from([1, 3, 1 << 20])),
        checkpointing=draw(st.sampled_from(["none", "selective", "full"])),
        tensor=tensor,
        pipeline=pipeline,
        constant_buffers=draw(st.booleans()),
        defragmentation=draw(st.booleans()),
        memory=draw(st.sampled_from([0, 1, 80 * 10**9, 10**18])),
        host_memory=draw(st.sampled_from([0, 1, 10**12])),
        overlap=draw(st.sampled_from([0.0, 1.0])),
    )
