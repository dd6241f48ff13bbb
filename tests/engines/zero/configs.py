"""Configurations to count: small ones at random, and the smallest that says all."""

import random
from typing import Any

SIZES = {
    "num_hidden_layers": 2,
    "hidden_size": 24,
    "num_attention_heads": 4,
    "intermediate_size": 40,
    "vocab_size": 60,
    "max_position_embeddings": 32,
}
GROUPED = SIZES | {"num_key_value_heads": 2}
HEADED = GROUPED | {"head_dim": 8}
GPT = {"n_layer": 2, "n_embd": 24, "n_head": 4, "vocab_size": 60}
MOE = {"num_experts": 5, "num_experts_per_tok": 2, "moe_intermediate_size": 12}

SMALL: dict[str, dict[str, Any]] = {
    "gpt2": GPT | {"n_positions": 32},
    "gpt_neo": {
        "num_layers": 2,
        "hidden_size": 24,
        "num_heads": 4,
        "vocab_size": 60,
        "max_position_embeddings": 32,
    },
    "gptj": GPT,
    "gpt_neox": SIZES,
    "bloom": {"n_layer": 2, "n_embed": 24, "n_head": 4, "vocab_size": 60},
    "opt": {key: SIZES[key] for key in SIZES if key != "intermediate_size"} | {"ffn_dim": 40},
    "bert": SIZES | {"type_vocab_size": 2},
    "roberta": SIZES | {"type_vocab_size": 1},
    "llama": SIZES,
    "mistral": GROUPED,
    "mixtral": GROUPED | {"num_local_experts": 4, "num_experts_per_tok": 2},
    "qwen2": GROUPED,
    "qwen3": HEADED,
    "qwen2_moe": GROUPED | MOE | {"shared_expert_intermediate_size": 20},
    "qwen3_moe": GROUPED | MOE,
    "gemma": HEADED,
    "gemma2": HEADED,
    "gemma3_text": HEADED,
    "phi": SIZES,
    "phi3": SIZES,
}
"""What each family needs to be told, and nothing that follows from it or has a default."""

SWITCHES = {
    "tie_word_embeddings": set(SMALL) - {"bert", "roberta"},
    "attention_bias": {
        *("llama", "gpt_neox", "qwen3", "qwen3_moe", "gemma", "gemma2", "gemma3_text"),
        *("mistral", "qwen2"),  # which ignore it
    },
    "mlp_bias": {"llama", "qwen3"},  # the second ignores it
    "qkv_bias": {"qwen2_moe"},
    "enable_bias": {"opt"},
    "qk_layernorm": {"phi"},
}


def small(kind: str) -> dict[str, Any]:
    return {"model_type": kind, **SMALL[kind]}


def drawn(kind: str, rng: random.Random) -> dict[str, Any]:
    """Of this family, other sizes, and each option there or not."""
    config = small(kind)
    heads, head = rng.choice((2, 4, 6)), rng.choice((2, 4, 8))
    for key in config:
        if key in ("hidden_size", "n_embd", "n_embed"):
            config[key] = heads * head
        elif key in ("num_attention_heads", "n_head", "num_heads"):
            config[key] = heads
        elif key == "num_key_value_heads":
            config[key] = rng.choice((1, 2, heads))
        elif key == "head_dim":
            config[key] = rng.choice((2, 6, 16))
        elif key == "num_experts_per_tok":
            config[key] = rng.randint(1, 4)
        elif key == "num_hidden_layers":
            config[key] = rng.randint(1, 5)
        elif key != "model_type":
            config[key] = rng.randint(4, 90)
    if "num_experts" in config or "num_local_experts" in config:
        config["num_experts" if "num_experts" in config else "num_local_experts"] = 4
    if kind in ("llama", "phi", "phi3") and rng.random() < 0.5:
        config["num_key_value_heads"] = rng.choice((1, 2, heads))
    if kind in ("llama", "mistral", "mixtral", "qwen2", "qwen3_moe") and rng.random() < 0.5:
        config["head_dim"] = rng.choice((2, 6, 16))
    if kind.endswith("_moe") and rng.random() < 0.7:
        config["decoder_sparse_step"] = rng.randint(1, 3)
        config["mlp_only_layers"] = rng.sample(range(6), rng.randint(0, 3))
    for key, kinds in SWITCHES.items():
        if kind in kinds and rng.random() < 0.6:
            config[key] = rng.random() < 0.5
    return config
