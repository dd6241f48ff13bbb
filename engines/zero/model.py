"""A transformer, as much of it as memory and traffic depend on."""

import msgspec

MOST_PARAMETERS = 10**15


class Shape(msgspec.Struct, frozen=True):
    """The sizes of a transformer. `kv_heads` and `head_size` of 0 follow from the others.

    `gated`: three matrices in the feed-forward part instead of two (SwiGLU). `experts`: how many
    feed-forward parts there are in a block, of which every token meets `experts_used`.
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
    """`parameters` is Ψ. `active` are those that one token meets, `largest` those of the module
    that has most by itself, `block` those of one layer; without a shape nobody knows the last two.
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
