"""A model from a HuggingFace config.json, or from a few plain numbers.

Whatever is given, the answer is a Model or an EngineError that names the field and what was there.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from engines.wire import N_, EngineError
from engines.zero import document as documents
from engines.zero.families import FAMILIES, GPT2, Family
from engines.zero.model import MOST, Model, Shape
from engines.zero.sizes import (
    FIX,
    counted,
    printable,
    prove,
    refuse,
    short,
    shown,
    size,
    wrong,
)


def read(path: str | os.PathLike[str]) -> Model:
    """The model of the config.json at `path`, which is named after its folder if by nothing else.

    Raises EngineError.
    """
    place = os.fspath(path)
    return parse(documents.contents(place), named_after(Path(place)))


def parse(document: bytes | str, name: str) -> Model:
    """The model that a config.json describes; `name` is for one that does not name itself.

    `model_type` is one of `FAMILIES`. Raises EngineError.
    """
    fields = documents.fields(document)
    family = _family(fields)
    _prove_counted(fields, family)
    shape = replace(
        family.style,
        **_sizes(fields, family),
        **_switches(fields, family),
        dropout=_dropout(fields, family),
    )
    width = fields.get("word_embed_proj_dim")
    if width is not None and width != shape.hidden:
        # OPT-350M alone embeds in another width than its blocks have.
        refuse("word_embed_proj_dim", width, f"counted here is hidden_size alone, {shape.hidden:,}")
    prove(shape, {field: _key(fields, keys) for field, keys in family.names.items()})
    shape = _with_positions(shape, family)
    if "dense_intermediate" in family.names:
        shape = _with_dense_layers(shape, fields)
    return counted(_own_name(fields) or printable(name), shape)


def plain(
    parameters: int = 0,
    layers: int = 0,
    hidden: int = 0,
    heads: int = 0,
    vocabulary: int = 0,
    sequence: int = 0,
    name: str = "",
) -> Model:
    """A model of `parameters` without a shape, or one built as GPT-2 is; 0 is what is not given.

    A shape has layers, hidden and heads at least, and as many learned positions as `sequence`.
    `parameters` beside it win against those that it has. Raises EngineError.
    """
    given = {"layers": layers, "hidden": hidden, "heads": heads}
    extra = {"vocabulary": vocabulary, "sequence": sequence}
    needed = 0 if any((given | extra).values()) else 1
    size("parameters", parameters, MOST["parameters"], least=needed)
    if needed:
        return Model(printable(name) or short(parameters), parameters)
    read = {key: size(key, value, MOST[key]) for key, value in given.items()}
    more = {key: size(key, value, MOST[key], least=0) for key, value in extra.items()}
    shape = replace(GPT2, **read, **more, positions=more["sequence"])
    prove(shape, {key: key for key in given})
    model = counted(printable(name) or f"{layers} x {hidden}", shape)
    if parameters and parameters < model.largest:
        refuse("parameters", parameters, f"one matrix of that shape has {model.largest:,}")
    return replace(model, parameters=parameters or model.parameters)


def named_after(path: Path) -> str:
    """The model's name where only its path tells: the folder's, or that of a file called otherwise.

    In the hub's cache the folder is called by a commit: models--OWNER--NAME/snapshots/COMMIT.
    """
    path = path.absolute()
    if path.name != "config.json":
        return path.stem
    folder = path.parent
    if folder.parent.name == "snapshots" and folder.parents[1].name.startswith("models--"):
        return folder.parents[1].name.removeprefix("models--").replace("--", "/")
    return folder.name or path.stem


def _family(fields: dict[str, Any]) -> Family:
    kind = fields.get("model_type")
    if isinstance(kind, str) and kind in FAMILIES:
        return FAMILIES[kind]
    there = f"model_type is {shown(kind)}" if "model_type" in fields else "model_type is missing"
    like = next(
        (f"; its sizes are called as in {n}" for n in ("llama", "gpt2") if _like(fields, n)), ""
    )
    raise EngineError(
        "This kind of model is not known.", f"{there}{like}; known are {', '.join(FAMILIES)}", FIX
    )


def _like(fields: dict[str, Any], family: str) -> bool:
    names = FAMILIES[family].names
    return all(names[size][0] in fields for size in ("layers", "hidden", "heads"))


def _prove_counted(fields: dict[str, Any], family: Family) -> None:
    for key, value in family.only.items():
        if (there := fields.get(key, value)) != value:
            refuse(key, there, N_("counted here is {value} alone").format(value=shown(value)))


def _sizes(fields: dict[str, Any], family: Family) -> dict[str, int]:
    """Those that are there, by the fields of Shape."""
    sizes = {}
    for field, keys in family.names.items():
        key = _key(fields, keys)
        if fields.get(key) is not None:
            sizes[field] = size(key, fields[key], MOST[field])
        elif field not in family.optional:
            raise wrong(f"{key} is missing")
    return sizes


def _key(fields: dict[str, Any], keys: Iterable[str]) -> str:
    """The first of these that the file has; the first of all where it has none."""
    first, *others = keys
    return next((key for key in (first, *others) if fields.get(key) is not None), first)


def _switches(fields: dict[str, Any], family: Family) -> dict[str, bool]:
    switches: dict[str, bool] = {}
    for key, names in family.switches.items():
        if key in fields:
            if not isinstance(fields[key], bool):
                refuse(key, fields[key], N_("true or false is needed"))
            switches |= dict.fromkeys(names, fields[key])
    return switches


def _dropout(fields: dict[str, Any], family: Family) -> bool:
    """Whether there is any: masks are kept for the backward pass."""
    shares = []
    for key in family.dropouts:
        if (share := fields.get(key)) is None:
            continue
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            refuse(key, share, N_("a number from 0 to 1 is needed"))
        shares.append(share)
    return any(shares) if shares else family.style.dropout


def _with_positions(shape: Shape, family: Family) -> Shape:
    """Some files say how many rows the learned table has, some how long a sequence may be."""
    if "positions" in family.names:
        return replace(shape, sequence=max(0, shape.positions - family.padding))
    return replace(shape, positions=shape.sequence + family.padding if family.padding else 0)


def _with_dense_layers(shape: Shape, fields: dict[str, Any]) -> Shape:
    """Qwen's rule: every `decoder_sparse_step`-th layer has experts, but for those of a list."""
    step = size("decoder_sparse_step", fields.get("decoder_sparse_step", 1), MOST["layers"])
    listed = fields.get("mlp_only_layers") or []
    if not isinstance(listed, list):
        refuse("mlp_only_layers", listed, "a list of layers is needed")
    chosen = {size("mlp_only_layers", layer, MOST["layers"], least=0) for layer in listed}
    dense = sum((layer + 1) % step > 0 or layer in chosen for layer in range(shape.layers))
    if dense == 0:
        return replace(shape, dense_intermediate=0)
    if dense < shape.layers:
        return replace(shape, dense_layers=dense)
    return replace(
        shape,
        intermediate=shape.dense_intermediate,
        dense_intermediate=0,
        experts=0,
        experts_used=0,
        shared=0,
    )


def _own_name(fields: dict[str, Any]) -> str:
    """`_name_or_path`: a name on the hub as it is, of a path on somebody's disk the last part."""
    name = fields.get("_name_or_path")
    if not isinstance(name, str):
        return ""
    parts = name.strip().replace("\\", "/").rstrip("/").split("/")
    on_hub = len(parts) == 2 and parts[0].strip(".~")
    return printable("/".join(parts) if on_hub else parts[-1])
