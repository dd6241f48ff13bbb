"""A transformer, as much of it as memory and traffic depend on."""

import msgspec

MOST_PARAMETERS = 10**15


class Shape(msgspec.Struct, frozen=True):
    """The sizes of a transformer. `kv_heads` and `head_size` of 0 follow from the others.

    `gated`: three matrices in the feed-forward part instead of two (SwiGLU). `experts`: how many
    feed-forward parts there are in a block, of which every token meets `experts_used`. What is
    left out is as in GPT-2, but for its table of positions.
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
    """

    name: str
    parameters: int
    shape: Shape | None = None
    active: int = 0
    largest: int = 0
    block: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.parameters <= MOST_PARAMETERS:
            raise ValueError("parameters are 1 to 10^15")
        if not 0 <= self.active <= self.parameters:
            raise ValueError("active parameters are at most all of them")

    @property
    def met(self) -> int:
        """Parameters that one token meets."""
        return self.active or self.parameters
