"""How many bytes of activations one GPU keeps until the backward pass has used them.

Layer by layer from `operators`; checkpointing, tensor, sequence and pipeline parallelism as in
arXiv 2205.05198, ZeRO-R's Pa and Pa+cpu as in arXiv 1910.02054, section 6.1.
"""

from collections.abc import Iterable, Iterator
from math import prod
from typing import NamedTuple

from engines.wire import N_
from engines.zero.model import Shape
from engines.zero.operators import HALF, Saved, embedding, head, numbers, operators
from engines.zero.setup import Checkpointing, Setup


class Term(NamedTuple):
    """A summand. `words` is a sentence to translate, `numbers` the formula with the setup's.

    In formulas L are the layers on this GPU, m the micro-batches in flight, t tensor parallelism,
    and the rest operators.SYMBOLS.
    """

    words: str
    formula: str
    numbers: str
    value: int


class Activations(NamedTuple):
    """Bytes on the GPU of the pipeline that keeps most; `host` are bytes in its host's memory."""

    setup: Setup
    kept: int
    """Over all layers and micro-batches in flight: checkpoints, or all that the layers save."""
    working: int
    """What one layer holds while it is computed again (AWM of arXiv 2104.07857): all that it saves,
    its input among it; under selective recomputation its attention core; nothing without."""
    head: int
    """Final norm, input of the output layer, and logits."""
    embedding: int
    host: int
    layers: int
    """Of the model that this GPU has."""
    in_flight: int
    """Micro-batches whose forward pass is over and whose backward pass is not."""

    @property
    def total(self) -> int:
        """On the GPU. Never too little: the head has gone before a layer is computed again."""
        return self.kept + self.working + self.head + self.embedding

    @property
    def over_link(self) -> int:
        """Bytes that go to the host and come back in a step, for every micro-batch (Pa+cpu)."""
        return 2 * self.setup.accumulation * self.host // self.in_flight

    @property
    def terms(self) -> tuple[Term, ...]:
        """Tensor by tensor, with `total` as their sum."""
        return tuple(_terms(self))


def activations(setup: Setup) -> Activations | None:
    """None where the model's shape is not known.

    1F1B: the first stage has its layers' activations of min(pipeline, accumulation) micro-batches
    and the embedding's, the last one has the head's and one micro-batch. With a large vocabulary
    and few micro-batches that is more.
    """
    shape = setup.model.shape
    if shape is None:
        return None
    ends = {0, setup.pipeline - 1}
    return max((_stage(setup, shape, stage) for stage in ends), key=lambda stage: stage.total)


def layer(setup: Setup, shape: Shape, checkpointing: Checkpointing) -> int:
    """Bytes that one layer keeps of one micro-batch on a GPU, wherever checkpoints are put."""
    if checkpointing == "full":
        return checkpoint(setup, shape)
    rows = operators(shape, setup.batch, setup.sequence, setup.flash)
    return _sum(setup, (row for row in rows if checkpointing == "none" or not row.core))


def checkpoint(setup: Setup, shape: Shape) -> int:
    """A layer's input, 2 s b h: divided by sequence parallelism or by Pa, by both only once."""
    return on_gpu(setup, _checkpoint(setup, shape))


def paper_elements(layers: int, hidden: int, sequence: int, batch: int) -> int:
    """ZeRO's rule of thumb for all activations of a GPT, in elements: 12 h b s L (arXiv 1910.02054,
    section 3.2, footnote). 1.5B (h 1600, L 48, s 1024, b 32): 60.4 GB in fp16, its checkpoints
    5.03 GB; the paper's "about 8 GB" for the latter has a working set in it.
    """
    return 12 * hidden * batch * sequence * layers


def _stage(setup: Setup, shape: Shape, stage: int) -> Activations:
    layers = -(-shape.layers // setup.pipeline)
    in_flight = min(setup.pipeline - stage, setup.accumulation)
    kept = layers * in_flight * layer(setup, shape, setup.checkpointing)
    on_host = setup.activations_on_host and setup.checkpointing == "full"
    last = stage == setup.pipeline - 1
    ends = head(shape, setup.batch, setup.sequence) if last else ()
    begins = embedding(shape, setup.batch, setup.sequence) if stage == 0 else ()
    return Activations(
        setup=setup,
        kept=0 if on_host else kept,
        working=_working(setup, shape),
        head=_sum(setup, ends),
        embedding=in_flight * _sum(setup, begins),
        host=kept if on_host else 0,
        layers=layers,
        in_flight=in_flight,
    )


def _working(setup: Setup, shape: Shape) -> int:
    whole = layer(setup, shape, "none")
    if setup.checkpointing == "full":
        return whole
    return whole - layer(setup, shape, setup.checkpointing)


def _sum(setup: Setup, rows: Iterable[Saved]) -> int:
    return sum(on_gpu(setup, row) for row in rows)


def on_gpu(setup: Setup, row: Saved) -> int:
    """Bytes of one layer and one micro-batch."""
    return row.on_gpu(setup.tensor, setup.sequence_parallel)


def _checkpoint(setup: Setup, shape: Shape) -> Saved:
    size = HALF * setup.sequence * setup.batch * shape.hidden
    divided = setup.sequence_parallel or setup.partition_activations
    return Saved(N_("checkpoints"), f"{HALF} s b h", size, "tensor" if divided else "never")


def _terms(found: Activations) -> Iterator[Term]:
    """Every tensor once: kept by all layers, or by the one that is computed again."""
    setup, shape = found.setup, found.setup.model.shape
    assert shape is not None
    size = setup.batch, setup.sequence
    layers, micro_batches = ("L", found.layers), ("m", found.in_flight)
    level = setup.checkpointing
    if level == "full" and not found.host:
        yield _term(setup, shape, _checkpoint(setup, shape), layers, micro_batches)
    for row in operators(shape, *size, setup.flash):
        again = level == "full" or (level == "selective" and row.core)
        yield _term(setup, shape, row, *(() if again else (layers, micro_batches)))
    for row in head(shape, *size) if found.head else ():
        yield _term(setup, shape, row)
    for row in embedding(shape, *size) if found.embedding else ():
        yield _term(setup, shape, row, micro_batches)


def _term(setup: Setup, shape: Shape, row: Saved, *times: tuple[str, int]) -> Term:
    values = {**numbers(shape, setup.batch, setup.sequence), **dict(times)}
    words = [*row.words.split(), *(name for name, number in times if number > 1)]
    filled = [_filled(word, values) for word in words]
    among = row.among(setup.tensor, setup.sequence_parallel)
    letter = "t" if among == setup.tensor else "k"
    over = (f" / {letter}", f" / {among}") if among > 1 else ("", "")
    value = on_gpu(setup, row) * prod(number for _, number in times)
    return Term(row.name, " ".join(words) + over[0], " × ".join(filled) + over[1], value)


def _filled(word: str, values: dict[str, int]) -> str:
    """A symbol's number, or the number that it is."""
    symbol = word.removesuffix("²")
    return f"{values[symbol]:,}{word[len(symbol) :]}" if symbol in values else word
