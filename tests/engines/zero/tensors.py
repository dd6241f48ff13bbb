"""An independent count: every tensor of a model by its name, from the fields of its config.json.

Nothing here knows Shape. Checked once against transformers 5.24 on torch's meta device (3600 small
configurations of all families, with and without what is optional: no difference); experts are
listed one by one, as the checkpoints hold them.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

Tensor = tuple[str, tuple[int, ...]]


def linear(name: str, out: int, into: int, bias: bool) -> Iterator[Tensor]:
    yield f"{name}.weight", (out, into)
    if bias:
        yield f"{name}.bias", (out,)


def layer_norm(name: str, size: int) -> Iterator[Tensor]:
    yield f"{name}.weight", (size,)
    yield f"{name}.bias", (size,)


def rms_norm(name: str, size: int) -> Iterator[Tensor]:
    yield f"{name}.weight", (size,)


def gpt2(c: dict[str, Any]) -> Iterator[Tensor]:
    h, inner = c["n_embd"], c.get("n_inner") or 4 * c["n_embd"]
    yield "wte.weight", (c["vocab_size"], h)
    yield "wpe.weight", (c["n_positions"], h)
    for i in range(c["n_layer"]):
        yield from layer_norm(f"h.{i}.ln_1", h)
        yield from linear(f"h.{i}.attn.c_attn", 3 * h, h, True)
        yield from linear(f"h.{i}.attn.c_proj", h, h, True)
        yield from layer_norm(f"h.{i}.ln_2", h)
        yield from linear(f"h.{i}.mlp.c_fc", inner, h, True)
        yield from linear(f"h.{i}.mlp.c_proj", h, inner, True)
    yield from layer_norm("ln_f", h)
    if not c.get("tie_word_embeddings", True):
        yield from linear("lm_head", c["vocab_size"], h, False)


def gpt_neo(c: dict[str, Any]) -> Iterator[Tensor]:
    h, inner = c["hidden_size"], c.get("intermediate_size") or 4 * c["hidden_size"]
    yield "wte.weight", (c["vocab_size"], h)
    yield "wpe.weight", (c["max_position_embeddings"], h)
    for i in range(c["num_layers"]):
        yield from layer_norm(f"h.{i}.ln_1", h)
        for name in "qkv":
            yield from linear(f"h.{i}.attn.{name}_proj", h, h, False)
        yield from linear(f"h.{i}.attn.out_proj", h, h, True)
        yield from layer_norm(f"h.{i}.ln_2", h)
        yield from linear(f"h.{i}.mlp.c_fc", inner, h, True)
        yield from linear(f"h.{i}.mlp.c_proj", h, inner, True)
    yield from layer_norm("ln_f", h)
    if not c.get("tie_word_embeddings", True):
        yield from linear("lm_head", c["vocab_size"], h, False)


def gptj(c: dict[str, Any]) -> Iterator[Tensor]:
    h, v, inner = c["n_embd"], c["vocab_size"], c.get("n_inner") or 4 * c["n_embd"]
    yield "wte.weight", (v, h)
    for i in range(c["n_layer"]):
        yield from layer_norm(f"h.{i}.ln_1", h)
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            yield from linear(f"h.{i}.attn.{name}", h, h, False)
        yield from linear(f"h.{i}.mlp.fc_in", inner, h, True)
        yield from linear(f"h.{i}.mlp.fc_out", h, inner, True)
    yield from layer_norm("ln_f", h)
    if not c.get("tie_word_embeddings", False):
        yield "lm_head.weight", (v, h)
    yield "lm_head.bias", (v,)


def gpt_neox(c: dict[str, Any]) -> Iterator[Tensor]:
    h, v, inner = c["hidden_size"], c["vocab_size"], c["intermediate_size"]
    bias = c.get("attention_bias", True)
    yield "embed_in.weight", (v, h)
    for i in range(c["num_hidden_layers"]):
        yield from layer_norm(f"layers.{i}.input_layernorm", h)
        yield from layer_norm(f"layers.{i}.post_attention_layernorm", h)
        yield from linear(f"layers.{i}.attention.query_key_value", 3 * h, h, bias)
        yield from linear(f"layers.{i}.attention.dense", h, h, bias)
        yield from linear(f"layers.{i}.mlp.dense_h_to_4h", inner, h, True)
        yield from linear(f"layers.{i}.mlp.dense_4h_to_h", h, inner, True)
    yield from layer_norm("final_layer_norm", h)
    if not c.get("tie_word_embeddings", False):
        yield from linear("embed_out", v, h, False)


def bloom(c: dict[str, Any]) -> Iterator[Tensor]:
    h, v = c["n_embed"], c["vocab_size"]
    yield "word_embeddings.weight", (v, h)
    yield from layer_norm("word_embeddings_layernorm", h)
    for i in range(c["n_layer"]):
        yield from layer_norm(f"h.{i}.input_layernorm", h)
        yield from linear(f"h.{i}.self_attention.query_key_value", 3 * h, h, True)
        yield from linear(f"h.{i}.self_attention.dense", h, h, True)
        yield from layer_norm(f"h.{i}.post_attention_layernorm", h)
        yield from linear(f"h.{i}.mlp.dense_h_to_4h", 4 * h, h, True)
        yield from linear(f"h.{i}.mlp.dense_4h_to_h", h, 4 * h, True)
    yield from layer_norm("ln_f", h)
    if not c.get("tie_word_embeddings", True):
        yield from linear("lm_head", v, h, False)


def opt(c: dict[str, Any]) -> Iterator[Tensor]:
    h, bias = c["hidden_size"], c.get("enable_bias", True)
    yield "embed_tokens.weight", (c["vocab_size"], h)
    yield "embed_positions.weight", (c["max_position_embeddings"] + 2, h)
    for i in range(c["num_hidden_layers"]):
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            yield from linear(f"layers.{i}.self_attn.{name}", h, h, bias)
        yield from layer_norm(f"layers.{i}.self_attn_layer_norm", h)
        yield from linear(f"layers.{i}.fc1", c["ffn_dim"], h, bias)
        yield from linear(f"layers.{i}.fc2", h, c["ffn_dim"], bias)
        yield from layer_norm(f"layers.{i}.final_layer_norm", h)
    yield from layer_norm("final_layer_norm", h)
    if not c.get("tie_word_embeddings", True):
        yield from linear("lm_head", c["vocab_size"], h, False)


def bert(c: dict[str, Any]) -> Iterator[Tensor]:
    h, inner = c["hidden_size"], c["intermediate_size"]
    yield "embeddings.word_embeddings.weight", (c["vocab_size"], h)
    yield "embeddings.position_embeddings.weight", (c["max_position_embeddings"], h)
    yield "embeddings.token_type_embeddings.weight", (c["type_vocab_size"], h)
    yield from layer_norm("embeddings.LayerNorm", h)
    for i in range(c["num_hidden_layers"]):
        for name in ("query", "key", "value"):
            yield from linear(f"layer.{i}.attention.self.{name}", h, h, True)
        yield from linear(f"layer.{i}.attention.output.dense", h, h, True)
        yield from layer_norm(f"layer.{i}.attention.output.LayerNorm", h)
        yield from linear(f"layer.{i}.intermediate.dense", inner, h, True)
        yield from linear(f"layer.{i}.output.dense", h, inner, True)
        yield from layer_norm(f"layer.{i}.output.LayerNorm", h)
    yield from linear("pooler.dense", h, h, True)


def phi(c: dict[str, Any]) -> Iterator[Tensor]:
    h, v, heads = c["hidden_size"], c["vocab_size"], c["num_attention_heads"]
    head = h // heads
    keys = head * c.get("num_key_value_heads", heads)
    yield "embed_tokens.weight", (v, h)
    for i in range(c["num_hidden_layers"]):
        yield from linear(f"layers.{i}.self_attn.q_proj", h, h, True)
        yield from linear(f"layers.{i}.self_attn.k_proj", keys, h, True)
        yield from linear(f"layers.{i}.self_attn.v_proj", keys, h, True)
        yield from linear(f"layers.{i}.self_attn.dense", h, h, True)
        if c.get("qk_layernorm"):
            yield from layer_norm(f"layers.{i}.self_attn.q_layernorm", head)
            yield from layer_norm(f"layers.{i}.self_attn.k_layernorm", head)
        yield from linear(f"layers.{i}.mlp.fc1", c["intermediate_size"], h, True)
        yield from linear(f"layers.{i}.mlp.fc2", h, c["intermediate_size"], True)
        yield from layer_norm(f"layers.{i}.input_layernorm", h)
    yield from layer_norm("final_layernorm", h)
    if not c.get("tie_word_embeddings", False):
        yield "lm_head.weight", (v, h)
    yield "lm_head.bias", (v,)


def phi3(c: dict[str, Any]) -> Iterator[Tensor]:
    h, v, heads, inner = (
        c[key] for key in ("hidden_size", "vocab_size", "num_attention_heads", "intermediate_size")
    )
    head = h // heads
    keys = c.get("num_key_value_heads", heads)
    yield "embed_tokens.weight", (v, h)
    for i in range(c["num_hidden_layers"]):
        yield from linear(f"layers.{i}.self_attn.qkv_proj", (heads + 2 * keys) * head, h, False)
        yield from linear(f"layers.{i}.self_attn.o_proj", h, heads * head, False)
        yield from linear(f"layers.{i}.mlp.gate_up_proj", 2 * inner, h, False)
        yield from linear(f"layers.{i}.mlp.down_proj", h, inner, False)
        yield from rms_norm(f"layers.{i}.input_layernorm", h)
        yield from rms_norm(f"layers.{i}.post_attention_layernorm", h)
    yield from rms_norm("norm", h)
    if not c.get("tie_word_embeddings", False):
        yield from linear("lm_head", v, h, False)


def llama(c: dict[str, Any]) -> Iterator[Tensor]:
    """And all that are built like it, by their `model_type`."""
    kind, h, v = c["model_type"], c["hidden_size"], c["vocab_size"]
    yield "embed_tokens.weight", (v, h)
    for i in range(c["num_hidden_layers"]):
        yield from llama_attention(c, f"layers.{i}.self_attn")
        yield from llama_mlp(c, f"layers.{i}.mlp", i)
        yield from rms_norm(f"layers.{i}.input_layernorm", h)
        yield from rms_norm(f"layers.{i}.post_attention_layernorm", h)
        if kind in ("gemma2", "gemma3_text"):
            yield from rms_norm(f"layers.{i}.pre_feedforward_layernorm", h)
            yield from rms_norm(f"layers.{i}.post_feedforward_layernorm", h)
    yield from rms_norm("norm", h)
    if not c.get("tie_word_embeddings", kind.startswith("gemma")):
        yield from linear("lm_head", v, h, False)


def llama_attention(c: dict[str, Any], name: str) -> Iterator[Tensor]:
    kind, h, heads = c["model_type"], c["hidden_size"], c["num_attention_heads"]
    head = c.get("head_dim") or h // heads
    keys = c.get("num_key_value_heads") or heads
    ignored = kind in ("mistral", "mixtral", "qwen2", "qwen2_moe")
    out_bias = not ignored and c.get("attention_bias", False)
    in_bias = out_bias or kind == "qwen2" or (kind == "qwen2_moe" and c.get("qkv_bias", True))
    yield from linear(f"{name}.q_proj", heads * head, h, in_bias)
    yield from linear(f"{name}.k_proj", keys * head, h, in_bias)
    yield from linear(f"{name}.v_proj", keys * head, h, in_bias)
    yield from linear(f"{name}.o_proj", h, heads * head, out_bias)
    if kind in ("qwen3", "qwen3_moe", "gemma3_text"):
        yield from rms_norm(f"{name}.q_norm", head)
        yield from rms_norm(f"{name}.k_norm", head)


def llama_mlp(c: dict[str, Any], name: str, layer: int) -> Iterator[Tensor]:
    kind, h = c["model_type"], c["hidden_size"]
    experts = c.get("num_local_experts") or c.get("num_experts") or 0
    dense = layer in c.get("mlp_only_layers", ()) or (layer + 1) % c.get("decoder_sparse_step", 1)
    if not experts or dense:
        bias = kind == "llama" and c.get("mlp_bias", False)
        yield from gated(name, c["intermediate_size"], h, bias)
        return
    yield from linear(f"{name}.gate", experts, h, False)
    for expert in range(experts):
        width = c.get("moe_intermediate_size") or c["intermediate_size"]
        yield from gated(f"{name}.experts.{expert}", width, h, False)
    if kind == "qwen2_moe":
        shared = c["shared_expert_intermediate_size"]
        yield from gated(f"{name}.shared_expert", shared, h, False)
        yield from linear(f"{name}.shared_expert_gate", 1, h, False)


def gated(name: str, width: int, h: int, bias: bool) -> Iterator[Tensor]:
    yield from linear(f"{name}.gate_proj", width, h, bias)
    yield from linear(f"{name}.up_proj", width, h, bias)
    yield from linear(f"{name}.down_proj", h, width, bias)


OTHERS = {
    "gpt2": gpt2,
    "gpt_neo": gpt_neo,
    "gptj": gptj,
    "gpt_neox": gpt_neox,
    "bloom": bloom,
    "opt": opt,
    "bert": bert,
    "roberta": bert,
    "phi": phi,
    "phi3": phi3,
}


class Census:
    """What the planner wants to know, by adding up tensors."""

    def __init__(self, c: dict[str, Any]) -> None:
        tensors = OTHERS.get(c["model_type"], llama)(c)
        self.sizes = {name: math.prod(shape) for name, shape in tensors}
        self.total = sum(self.sizes.values())
        modules: dict[str, int] = defaultdict(int)
        layers: dict[str, int] = defaultdict(int)
        experts: dict[str, int] = defaultdict(int)
        for name, size in self.sizes.items():
            modules[name.rpartition(".")[0]] += size
            if name.startswith(("h.", "layers.", "layer.")):
                layers[name.split(".")[1]] += size
                if ".experts." in name:
                    experts[name.split(".")[1]] += size
        if "lm_head.bias" in self.sizes and "lm_head.weight" not in self.sizes:
            # Tied: the module holds the matrix, though it is counted with the embedding.
            table = next(size for name, size in self.sizes.items() if name.count(".") == 1)
            modules["lm_head"] += table
        self.largest = max(modules.values())
        self.block = layers[next(iter(experts))] if experts else layers["0"]
        there = c.get("num_local_experts") or c.get("num_experts") or 1
        idle = there - c.get("num_experts_per_tok", 1)
        self.active = self.total - sum(size // there * idle for size in experts.values())
