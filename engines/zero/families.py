"""The families of transformers: what each is built of, and what its config.json calls its sizes.

From the configuration and modeling files of HuggingFace's transformers 5.24. Sizes that a file
leaves out are not guessed where a family's class would fill in those of one particular model.
"""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from engines.zero.model import Shape

GPT2 = Shape(layers=1, hidden=1, heads=1, fused=True)
GPT_NEO = replace(GPT2, fused=False, qkv_bias=False, dropout=False)
GPTJ = Shape(
    layers=1,
    hidden=1,
    heads=1,
    tied=False,
    dropout=False,
    qkv_bias=False,
    output_bias=False,
    head_bias=True,
    block_norms=1,
)
PHI = replace(GPTJ, qkv_bias=True, output_bias=True)
NEOX = replace(GPT2, tied=False, dropout=False)
BLOOM = replace(GPT2, dropout=False, outer_norms=2)
OPT = replace(GPT2, fused=False)
BERT = replace(OPT, pooler=True)
LLAMA = Shape(
    layers=1,
    hidden=1,
    heads=1,
    gated=True,
    rms_norm=True,
    dropout=False,
    tied=False,
    qkv_bias=False,
    output_bias=False,
    inner_bias=False,
)
PHI3 = replace(LLAMA, fused=True)
QWEN2 = replace(LLAMA, qkv_bias=True)
QWEN3 = replace(LLAMA, qk_norm=True)
GEMMA = replace(LLAMA, tied=True)
GEMMA2 = replace(GEMMA, block_norms=4)
GEMMA3 = replace(GEMMA2, qk_norm=True)

Names = dict[str, tuple[str, ...]]


class Family(NamedTuple):
    """A `model_type`. `style` holds what all of the family share; its sizes mean nothing."""

    style: Shape
    names: Names
    """What a field of Shape is called in the file; the first that is there counts."""
    optional: frozenset[str]
    """Fields of Shape that follow from the others where the file has none, or null."""
    switches: Mapping[str, tuple[str, ...]]
    """Keys that are true or false, and the fields of Shape that they set; `style` has defaults."""
    dropouts: tuple[str, ...]
    """Keys of probabilities. Where the file has none of them, `style` says."""
    only: Mapping[str, object] = {}
    """Keys whose other values would change the parameters in a way that is not counted here."""
    padding: int = 0
    """Rows that a learned table of positions has beyond the longest sequence."""


_SIZES: Names = {
    "layers": ("num_hidden_layers",),
    "hidden": ("hidden_size",),
    "heads": ("num_attention_heads",),
    "vocabulary": ("vocab_size",),
}
_LENGTH: Names = {"sequence": ("max_position_embeddings",)}
_LEARNED: Names = {"positions": ("max_position_embeddings",)}
_INNER: Names = _SIZES | {"intermediate": ("intermediate_size",)}
_ROTARY: Names = _INNER | _LENGTH
_GROUPED: Names = _ROTARY | {"kv_heads": ("num_key_value_heads",), "head_size": ("head_dim",)}
_GPT: Names = {
    "layers": ("n_layer", "num_hidden_layers"),
    "hidden": ("n_embd", "hidden_size"),
    "heads": ("n_head", "num_attention_heads"),
    "vocabulary": ("vocab_size",),
    "intermediate": ("n_inner",),
}
_GPT_LENGTH = ("n_positions", "n_ctx", "max_position_embeddings")
_MOE: Names = _GROUPED | {
    "intermediate": ("moe_intermediate_size",),
    "dense_intermediate": ("intermediate_size",),
    "experts": ("num_experts", "num_local_experts"),
    "experts_used": ("num_experts_per_tok",),
}

_TIED = {"tie_word_embeddings": ("tied",)}
_ATTENTION = _TIED | {"attention_bias": ("qkv_bias", "output_bias")}

_FREE = frozenset({"sequence"})
_LOOSE = _FREE | {"head_size"}

_GPT_DROPOUTS = ("resid_pdrop", "attn_pdrop", "embd_pdrop")
_BERT_DROPOUTS = ("hidden_dropout_prob", "attention_probs_dropout_prob")
_PHI_DROPOUTS = ("resid_pdrop", "embd_pdrop", "attention_dropout")
_WEIGHTS = ("attention_dropout",)
"""Of attention; the only dropout that the Llama family has."""

_DECODER_ONLY = {"add_cross_attention": False}
_BERT = Family(
    BERT,
    _INNER | _LEARNED | {"token_types": ("type_vocab_size",)},
    frozenset(),
    {},
    _BERT_DROPOUTS,
    _DECODER_ONLY | {"position_embedding_type": "absolute"},
)

FAMILIES: Mapping[str, Family] = {
    "gpt2": Family(
        GPT2,
        _GPT | {"positions": _GPT_LENGTH},
        frozenset({"intermediate"}),
        _TIED,
        _GPT_DROPOUTS,
        _DECODER_ONLY,
    ),
    "gpt_neo": Family(
        GPT_NEO,
        _INNER | _LEARNED | {"layers": ("num_layers",), "heads": ("num_heads",)},
        frozenset({"intermediate"}),
        _TIED,
        ("attention_dropout", "resid_dropout", "embed_dropout"),
    ),
    "gptj": Family(
        GPTJ,
        _GPT | {"sequence": _GPT_LENGTH},
        _FREE | {"intermediate"},
        _TIED,
        _GPT_DROPOUTS,
    ),
    "gpt_neox": Family(NEOX, _ROTARY, _FREE, _ATTENTION, ("attention_dropout", "hidden_dropout")),
    "bloom": Family(
        BLOOM,
        {
            "layers": ("n_layer", "num_hidden_layers"),
            "hidden": ("n_embed", "hidden_size"),
            "heads": ("n_head", "num_attention_heads"),
            "vocabulary": ("vocab_size",),
            "sequence": ("seq_length",),
        },
        _FREE,
        _TIED,
        ("attention_dropout", "hidden_dropout"),
    ),
    "opt": Family(
        OPT,
        _SIZES | _LENGTH | {"intermediate": ("ffn_dim",)},
        frozenset(),
        _TIED | {"enable_bias": ("qkv_bias", "output_bias", "inner_bias")},
        ("dropout", "attention_dropout"),
        {"do_layer_norm_before": True, "layer_norm_elementwise_affine": True},
        padding=2,
    ),
    "bert": _BERT,
    "roberta": _BERT._replace(padding=2),
    "llama": Family(
        LLAMA,
        _GROUPED,
        _LOOSE | {"kv_heads"},
        _ATTENTION | {"mlp_bias": ("inner_bias",)},
        _WEIGHTS,
    ),
    "mistral": Family(LLAMA, _GROUPED, _LOOSE, _TIED, _WEIGHTS),
    "mixtral": Family(
        LLAMA,
        _GROUPED | {"experts": ("num_local_experts",), "experts_used": ("num_experts_per_tok",)},
        _LOOSE,
        _TIED,
        _WEIGHTS,
    ),
    "qwen2": Family(QWEN2, _GROUPED, _LOOSE, _TIED, _WEIGHTS),
    "qwen3": Family(QWEN3, _GROUPED, _FREE, _ATTENTION, _WEIGHTS),
    "qwen2_moe": Family(
        QWEN2,
        _MOE | {"shared": ("shared_expert_intermediate_size",)},
        _LOOSE,
        _TIED | {"qkv_bias": ("qkv_bias",)},
        _WEIGHTS,
    ),
    "qwen3_moe": Family(QWEN3, _MOE, _LOOSE, _ATTENTION, _WEIGHTS),
    "gemma": Family(GEMMA, _GROUPED, _FREE, _ATTENTION, _WEIGHTS),
    "gemma2": Family(GEMMA2, _GROUPED, _FREE, _ATTENTION, _WEIGHTS),
    "gemma3_text": Family(GEMMA3, _GROUPED, _FREE, _ATTENTION, _WEIGHTS),
    "phi": Family(
        PHI,
        _ROTARY | {"kv_heads": ("num_key_value_heads",)},
        _FREE | {"kv_heads"},
        _TIED | {"qk_layernorm": ("qk_norm",)},
        _PHI_DROPOUTS,
    ),
    "phi3": Family(
        PHI3,
        _GROUPED,
        _LOOSE | {"kv_heads"},
        _TIED,
        _PHI_DROPOUTS,
    ),
}
