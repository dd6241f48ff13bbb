"""What one layer keeps for its backward pass, tensor by tensor.

Activations of 16 bits (2 bytes), masks of 1 byte. Which rows there are follows from the shape:

- With layer norm, dropout, two matrices and the scores kept it is the layer of Korthikanti et al.
  (arXiv 2205.05198), section 4.1, to the byte: 34 s b h + 5 a s² b.
- RMS norm, gating, fewer heads of keys, experts and flash attention take the rows of a layer
  written in PyTorch's plain operators. Autograd's saved tensors (PyTorch 2.13, bf16), counted by
  storage, are these rows to the byte as long as the assumptions at the rows hold.

What a layer shares with the others (masks, the rotary table) is no row: it is there once.
"""

from functools import lru_cache
from typing import Literal, NamedTuple

from engines.wire import N_
from engines.zero.model import Shape
from engines.zero.partition import shard

Cut = Literal["tensor", "sequence", "never"]
"""By what a tensor is divided: tensor parallelism, that only with sequence parallelism, nothing."""

SYMBOLS = {
    "s": N_("sequence"),
    "b": N_("batch"),
    "h": N_("hidden size"),
    "a": N_("attention heads"),
    "k": N_("heads of keys and values"),
    "d": N_("head size"),
    "i": N_("intermediate size"),
    "e": N_("experts"),
    "u": N_("experts that a token uses"),
    "v": N_("vocabulary"),
}

HALF, SINGLE, INDEX, MASK = 2, 4, 8, 1
"""Bytes of an element: activations, statistics and logits, PyTorch's int64, dropout's bool."""

PLAIN = N_("up"), N_("activated")
GATED = N_("gate"), *PLAIN, N_("gated")


class Saved(NamedTuple):
    """A tensor kept from the forward to the backward pass, of one micro-batch.

    `name` is a sentence to translate.
    """

    name: str
    words: str
    """Its bytes, in SYMBOLS: `2 s b h`."""
    size: int
    """Bytes while nothing divides it."""
    cut: Cut
    core: bool = False
    """Within the attention core, whose tensors selective recomputation gives up."""
    parts: int = 0
    """The most that it can be cut into, where that is fewer than there are GPUs: heads of keys."""

    def among(self, tensor: int, sequence_parallel: bool) -> int:
        """GPUs of a tensor-parallel group that share it."""
        if self.cut == "never" or (self.cut == "sequence" and not sequence_parallel):
            return 1
        return min(tensor, self.parts or tensor)

    def on_gpu(self, tensor: int = 1, sequence_parallel: bool = False) -> int:
        """Bytes on each GPU of such a group."""
        return shard(self.size, self.among(tensor, sequence_parallel))


class _Width(NamedTuple):
    """Elements of a token: `times` the number that the symbols stand for."""

    symbols: str
    number: int
    times: int = 1


class _Tokens(NamedTuple):
    """A micro-batch."""

    sequence: int
    batch: int

    def save(
        self, name: str, size: int, width: _Width, cut: Cut, core: bool = False, parts: int = 0
    ) -> Saved:
        """`size` bytes for each element of each token."""
        size *= width.times
        total = size * width.number * self.sequence * self.batch
        return Saved(name, f"{size} s b {width.symbols}".rstrip(), total, cut, core, parts)

    def scores(self, name: str, size: int, heads: int) -> Saved:
        total = size * heads * self.sequence**2 * self.batch
        return Saved(name, f"{size} a s² b", total, "tensor", core=True)


@lru_cache(maxsize=1024)
def operators(shape: Shape, batch: int, sequence: int, flash: bool) -> tuple[Saved, ...]:
    """One layer, in the order of its forward pass; its total is their sum."""
    tokens = _Tokens(sequence, batch)
    hidden = _Width("h", shape.hidden)
    feed_forward = _experts if shape.experts else _inner
    return (
        *_norm(N_("attention norm"), N_("attention norm statistics"), shape, tokens),
        tokens.save(N_("attention input"), HALF, hidden, "sequence"),
        *_attention(shape, tokens, flash),
        *_dropout(N_("attention dropout"), shape, tokens),
        *_norm(N_("feed-forward norm"), N_("feed-forward norm statistics"), shape, tokens),
        tokens.save(N_("feed-forward input"), HALF, hidden, "sequence"),
        *feed_forward(shape, tokens),
        *_dropout(N_("feed-forward dropout"), shape, tokens),
    )


def numbers(shape: Shape, batch: int, sequence: int) -> dict[str, int]:
    """What SYMBOLS stand for."""
    return {
        "s": sequence,
        "b": batch,
        "h": shape.hidden,
        "a": shape.heads,
        "k": shape.keys,
        "d": shape.head,
        "i": shape.inner,
        "e": shape.experts,
        "u": used(shape),
        "v": shape.vocabulary,
    }


@lru_cache(maxsize=1024)
def head(shape: Shape, batch: int, sequence: int) -> tuple[Saved, ...]:
    """After the last layer: 4 s b h (1 + v/h) (arXiv 2205.05198, section 4.3).

    The logits are there once, in fp32, as with a fused cross entropy; PyTorch's plain one keeps
    them again as logarithms, and the 16-bit logits may stay too. Nothing without a vocabulary.
    """
    if not shape.vocabulary:
        return ()
    tokens = _Tokens(sequence, batch)
    return (
        *_norm(N_("final norm"), N_("final norm statistics"), shape, tokens),
        tokens.save(N_("output input"), HALF, _Width("h", shape.hidden), "sequence"),
        tokens.save(N_("logits"), SINGLE, _Width("v", shape.vocabulary), "tensor"),
    )


def embedding(shape: Shape, batch: int, sequence: int) -> tuple[Saved, ...]:
    """Before the first layer: its dropout's mask (arXiv 2205.05198, section 4.3)."""
    return _dropout(N_("embedding dropout"), shape, _Tokens(sequence, batch))


def used(shape: Shape) -> int:
    """Experts that a token uses: one where nobody said."""
    return max(1, shape.experts_used)


def _dropout(name: str, shape: Shape, tokens: _Tokens) -> tuple[Saved, ...]:
    if not shape.dropout:
        return ()
    return (tokens.save(name, MASK, _Width("h", shape.hidden), "sequence"),)


def _norm(name: str, statistics: str, shape: Shape, tokens: _Tokens) -> tuple[Saved, ...]:
    """A fused norm: its input, and RMS norm's one fp32 number a token.

    Layer norm's two (8 s b) are left out as in the paper. RMS norm in plain operators costs 8 s b h
    instead of 2: fp32 copies of what goes in and of what is normalized.
    """
    kept = tokens.save(name, HALF, _Width("h", shape.hidden), "sequence")
    if not shape.rms_norm:
        return (kept,)
    return kept, tokens.save(statistics, SINGLE, _Width("", 1), "sequence")


def _attention(shape: Shape, tokens: _Tokens, flash: bool) -> tuple[Saved, ...]:
    """Queries and keys after the rotation, which itself keeps nothing; keys are not repeated for
    the heads that share them. More GPUs than heads of keys: each holds a whole one.
    """
    heads, keys = _heads(shape)
    return (
        tokens.save(N_("queries"), HALF, heads, "tensor"),
        tokens.save(N_("keys"), HALF, keys, "tensor", parts=shape.keys),
        tokens.save(N_("values"), HALF, keys, "tensor", parts=shape.keys),
        *_core(shape, tokens, flash),
        tokens.save(N_("attention output"), HALF, heads, "tensor"),
    )


def _core(shape: Shape, tokens: _Tokens, flash: bool) -> tuple[Saved, ...]:
    """Flash attention keeps a logarithm a head and position, in fp32, and draws dropout again from
    its seed. Otherwise softmax's result, in 16 bits; one in fp32 costs 4 a s² b more.
    """
    if flash:
        return (
            tokens.save(N_("log-sum-exp"), SINGLE, _Width("a", shape.heads), "tensor", core=True),
        )
    softmax = tokens.scores(N_("softmax"), HALF, shape.heads)
    if not shape.dropout:
        return (softmax,)
    return (
        softmax,
        tokens.scores(N_("softmax dropout"), MASK, shape.heads),
        tokens.scores(N_("softmax after dropout"), HALF, shape.heads),
    )


def _inner(shape: Shape, tokens: _Tokens) -> tuple[Saved, ...]:
    """Two matrices keep what the activation meets and what leaves it; three (SwiGLU) in plain
    operators four tensors. A fused SwiGLU keeps three: 2 s b i less.
    """
    if shape.experts:
        width = _Width("u i", used(shape) * shape.inner)
    elif shape.inner == 4 * shape.hidden:
        width = _Width("h", shape.hidden, 4)
    else:
        width = _Width("i", shape.inner)
    names = GATED if shape.gated else PLAIN
    return tuple(tokens.save(name, HALF, width, "tensor") for name in names)


def _experts(shape: Shape, tokens: _Tokens) -> tuple[Saved, ...]:
    """Dropless, routed by softmax in fp32, weights normalized over the chosen; every token copied
    once for each expert that it uses, and the experts' results kept for the gradient of their
    weights. No row knows expert parallelism; copies are of the gathered sequence, so nothing
    divides them. PyTorch's `index_add` would keep its source, 2 s b u h more; `index_put` does not.
    """
    each, copies = _Width("u", used(shape)), _Width("u h", used(shape) * shape.hidden)
    return (
        tokens.save(N_("router probabilities"), SINGLE, _Width("e", shape.experts), "sequence"),
        tokens.save(N_("router sums"), SINGLE, _Width("", 1), "sequence"),
        # fp32 as chosen, and 16 bits in the order of the experts
        tokens.save(N_("router weights"), SINGLE + HALF, each, "never"),
        # the experts chosen, the order of the copies, and the token that each is of
        tokens.save(N_("permutation"), 3 * INDEX, each, "never"),
        tokens.save(N_("expert inputs"), HALF, copies, "never"),
        *_inner(shape, tokens),
        tokens.save(N_("expert outputs"), HALF, copies, "never"),
    )


def _heads(shape: Shape) -> tuple[_Width, _Width]:
    """What a token's queries and its keys are, in elements."""
    heads = _Width("a d", shape.heads * shape.head)
    if heads.number == shape.hidden:
        heads = _Width("h", shape.hidden)
    if shape.keys == shape.heads:
        return heads, heads
    return heads, _Width("k d", shape.keys * shape.head)
