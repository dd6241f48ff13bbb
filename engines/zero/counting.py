"""How many parameters a transformer has, to the last one.

As `sum(p.numel() for p in model.parameters())` counts HuggingFace's model of that shape: a tied
matrix once, an expert as modules of its own, no buffers. BERT is counted with its pooler and
without a head for any task (`BertModel`), all others with the matrix that makes the logits.
"""

from engines.zero.model import Model, Shape


def model(name: str, shape: Shape) -> Model:
    """Raises ValueError where there are more parameters than a model may have."""
    met = active(shape) if shape.experts else 0
    return Model(name, total(shape), shape, met, largest(shape), block(shape))


def total(shape: Shape) -> int:
    dense = shape.dense_layers if shape.experts else shape.layers
    blocks = dense * _dense_block(shape) + (shape.layers - dense) * _sparse_block(shape)
    return _outside(shape) + blocks


def active(shape: Shape) -> int:
    """Those that one token meets: all but the experts that it is not sent to."""
    idle = shape.experts - shape.experts_used
    return total(shape) - (shape.layers - shape.dense_layers) * idle * _feed(shape, shape.inner)


def block(shape: Shape) -> int:
    """Of one layer; of one with experts, where the model has both kinds."""
    return _sparse_block(shape) if shape.experts else _dense_block(shape)


def largest(shape: Shape) -> int:
    """Of the module that has most by itself, weight and bias: mostly the embedding.

    DeepSpeed's `largest_layer_params` (estimate_zero3_model_states_mem_needs_all_live).
    """
    hidden, queries, keys = shape.hidden, shape.heads * shape.head, shape.keys * shape.head
    projected = queries + 2 * keys if shape.fused else max(queries, keys)
    width = max(shape.inner, shape.shared, shape.dense_intermediate)
    opened = 2 * width if shape.fused and shape.gated else width
    return max(
        shape.vocabulary * (hidden + shape.head_bias),
        shape.positions * hidden,
        shape.token_types * hidden,
        projected * (hidden + shape.qkv_bias),
        hidden * (queries + shape.output_bias),
        opened * (hidden + shape.inner_bias),
        hidden * (width + shape.inner_bias),
        shape.experts * hidden,
        _pooler(shape),
        _norm(shape, hidden),
    )


def _outside(shape: Shape) -> int:
    """Before the first block and after the last."""
    hidden = shape.hidden
    tables = shape.vocabulary + shape.positions + shape.token_types
    head = 0 if shape.tied else shape.vocabulary * hidden
    bias = shape.vocabulary if shape.head_bias else 0
    norms = shape.outer_norms * _norm(shape, hidden)
    return tables * hidden + norms + _pooler(shape) + head + bias


def _dense_block(shape: Shape) -> int:
    width = shape.dense_intermediate if shape.experts else shape.inner
    return _attention(shape) + _feed(shape, width)


def _sparse_block(shape: Shape) -> int:
    router = shape.experts * shape.hidden
    shared = _feed(shape, shape.shared) + shape.hidden if shape.shared else 0
    return _attention(shape) + router + shape.experts * _feed(shape, shape.inner) + shared


def _attention(shape: Shape) -> int:
    """With all norms of the block."""
    hidden, queries, keys = shape.hidden, shape.heads * shape.head, shape.keys * shape.head
    inward = (queries + 2 * keys) * (hidden + shape.qkv_bias)
    outward = hidden * (queries + shape.output_bias)
    norms = shape.block_norms * _norm(shape, hidden)
    return inward + outward + norms + (2 * _norm(shape, shape.head) if shape.qk_norm else 0)


def _feed(shape: Shape, width: int) -> int:
    opened = (2 if shape.gated else 1) * width
    bias = opened + shape.hidden if shape.inner_bias else 0
    return (opened + width) * shape.hidden + bias


def _norm(shape: Shape, size: int) -> int:
    """RMSNorm has a scale, LayerNorm an offset as well."""
    return size if shape.rms_norm else 2 * size


def _pooler(shape: Shape) -> int:
    return shape.hidden * (shape.hidden + 1) if shape.pooler else 0
