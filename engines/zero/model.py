"""A transformer, as much of it as memory and traffic depend on."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from engines.marking import N_

MOST_PARAMETERS = 10**15

LONGEST_NAME = 200

MOST: Mapping[str, int] = MappingProxyType(
    {
        "parameters": MOST_PARAMETERS,
        "layers": 10_000,
        "hidden": 1 << 20,
        "heads": 1 << 16,
        "vocabulary": 1 << 24,
        "sequence": 1 << 30,
        "kv_heads": 1 << 16,
        "head_size": 1 << 16,
        "intermediate": 1 << 24,
        "experts": 1 << 16,
        "experts_used": 1 << 16,
        "shared": 1 << 24,
        "dense_layers": 10_000,
        "dense_intermediate": 1 << 24,
        "positions": 1 << 30,
        "token_types": 1 << 16,
        "block_norms": 16,
        "outer_norms": 16,
    }
)
"""What no transformer comes near; several together may still make too many parameters."""

PADDING = 2
"""Rows that a table of positions has at most beyond the longest sequence (OPT, RoBERTa)."""


class Shape(msgspec.Struct, frozen=True):
    """The sizes of a transformer. `kv_heads` and `head_size` of 0 follow from the others.

    `gated`: three matrices in the feed-forward part instead of two (SwiGLU). `experts`: how many
    feed-forward parts there are in a block, of which every token meets `experts_used`. What is
    left out is as in GPT-2, but for its table of positions. Raises ValueError, which names the
    field.
    """

    layers: int
    hidden: int
    heads: int
    vocabulary: int = 0
    sequence: int = 0
    """The longest that it was made for."""
    kv_heads: int = 0
    head_size: int = 0
    intermediate: int = 0
    """Of the feed-forward part, or of one expert; 0 is four times `hidden`."""
    gated: bool = False
    rms_norm: bool = False
    dropout: bool = True
    tied: bool = True
    experts: int = 0
    experts_used: int = 0
    shared: int = 0
    """Width of the expert that every token meets, behind a gate of its own (Qwen2-MoE)."""
    dense_layers: int = 0
    """Those among `layers` that have no experts, but one part of width `dense_intermediate`."""
    dense_intermediate: int = 0
    positions: int = 0
    """Rows of a learned table; 0 where positions are turned (RoPE) or added to scores (ALiBi)."""
    token_types: int = 0
    """Rows of BERT's table of segments."""
    qkv_bias: bool = True
    output_bias: bool = True
    """Of the attention's output."""
    inner_bias: bool = True
    """Of the feed-forward part."""
    head_bias: bool = False
    """Of the matrix that makes the logits."""
    block_norms: int = 2
    """In every block; 1 where attention and feed-forward part stand side by side (GPT-J)."""
    outer_norms: int = 1
    """Before the first block and after the last, together."""
    qk_norm: bool = False
    """Queries and keys are normalized head by head (Qwen3)."""
    pooler: bool = False
    """BERT's square matrix behind the last block."""
    fused: bool = False
    """One matrix for queries, keys and values, and one for both sides of a gate."""

    def __post_init__(self) -> None:
        for field, most in MOST.items():
            if field != "parameters":
                least = 1 if field in ("layers", "hidden", "heads") else 0
                most += PADDING if field == "positions" else 0
                if not least <= getattr(self, field) <= most:
                    words = N_("{field} is 1 to {most}") if least else N_("{field} is 0 to {most}")
                    raise ValueError(words.format(field=field, most=f"{most:,}"))

    @property
    def keys(self) -> int:
        """Heads of keys and values."""
        return self.kv_heads or self.heads

    @property
    def head(self) -> int:
        return self.head_size or self.hidden // self.heads

    @property
    def inner(self) -> int:
        return self.intermediate or 4 * self.hidden


class Model(msgspec.Struct, frozen=True):
    """`parameters` is Ψ. `active` are those that one token meets, 0 where it meets all; `largest`
    those of the module that has most by itself, its submodules not counted (DeepSpeed's largest
    layer), `block` those of one layer: 0 without a shape, for nobody knows them.

    Raises ValueError, which names the field, also for a shape whose sizes do not go together.
    """

    name: str
    parameters: int
    shape: Shape | None = None
    active: int = 0
    largest: int = 0
    block: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.parameters <= MOST_PARAMETERS:
            raise ValueError(N_("parameters are 1 to 10^15"))
        if not 0 <= self.active <= self.parameters:
            raise ValueError(N_("active parameters are at most all of them"))
        for field in ("largest", "block"):
            if not 0 <= getattr(self, field) <= MOST_PARAMETERS:
                raise ValueError(N_("{field} is 0 to 10^15 parameters").format(field=field))
        if len(self.name) > LONGEST_NAME:
            raise ValueError(N_("name has at most {most} characters").format(most=LONGEST_NAME))
        if self.shape:
            _agree(self.shape)

    @property
    def met(self) -> int:
        """Parameters that one token meets."""
        return self.active or self.parameters


def _agree(shape: Shape) -> None:
    if not shape.head_size and shape.hidden % shape.heads:
        raise ValueError(N_("heads divide hidden"))
    if shape.heads % shape.keys:
        raise ValueError(N_("kv_heads divide heads"))
    if shape.experts and shape.experts_used > shape.experts:
        raise ValueError(N_("experts_used are at most experts"))
    if shape.dense_layers > shape.layers:
        raise ValueError(N_("dense_layers are at most layers"))
