"""The settings of the planner as words that a person types, and back."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple, get_args

import msgspec

from engines.zero import config
from engines.zero.machines import gpu, network
from engines.zero.model import Model
from engines.zero.presets import PRESETS
from engines.zero.profiles import profile
from engines.zero.setup import Checkpointing, Setup
from tui import units
from tui.i18n import N_, _, enumerated

SWITCHES = {
    "flash": "flash",
    "sp": "sequence_parallel",
    "pa": "partition_activations",
    "pa-cpu": "activations_on_host",
    "cb": "constant_buffers",
    "md": "defragmentation",
}
"""A word for each yes-or-no setting."""


class Field(NamedTuple):
    """`show` makes the text, `parse` the values of Setup's fields. It raises ValueError and
    EngineError."""

    label: str
    show: Callable[[Setup], str]
    parse: Callable[[str], Mapping[str, object]]


def model(text: str) -> Model:
    """A preset's name, a config.json, or a count of parameters."""
    text = text.strip()
    if text.lower() in PRESETS:
        return PRESETS[text.lower()]
    if "/" in text or text.endswith(".json"):
        return config.read(os.path.expanduser(text))  # noqa: PTH111 - Path's raises for ~nobody
    try:
        return config.plain(units.parse_count(text))
    except ValueError:
        raise ValueError(
            _("A model is a preset's name, a config.json, or a count: 7.5e9.")
        ) from None


def model_text(setup: Setup) -> str:
    named = setup.model.shape or setup.model.name in PRESETS
    return setup.model.name if named else str(setup.model.parameters)


def number(field: str, text: str) -> Mapping[str, object]:
    return {field: units.parse_count(text)}


def bytes_or_none(field: str, text: str) -> Mapping[str, object]:
    return {field: units.parse_memory(text) if text.strip() else 0}


def share(field: str, text: str) -> Mapping[str, object]:
    try:
        return {field: float(text.strip().removesuffix("%")) / 100}
    except ValueError:
        raise ValueError(_("A share is written like 50 or 12.5.")) from None


def switches(text: str) -> Mapping[str, object]:
    words = text.lower().replace(",", " ").split()
    for word in words:
        if word not in SWITCHES:
            known = enumerated(SWITCHES)
            raise ValueError(_("A switch is one of {known}.").format(known=known))
    return {field: word in words for word, field in SWITCHES.items()}


def checkpointing(text: str) -> Mapping[str, object]:
    if text.strip() not in get_args(Checkpointing):
        raise ValueError(_("Checkpointing is none, selective or full."))
    return {"checkpointing": text.strip()}


def networked(text: str) -> Mapping[str, object]:
    return {"network": network(text.strip()).name if text.strip() else ""}


def counted(label: str, field: str) -> Field:
    return Field(label, lambda setup: str(getattr(setup, field)), partial(number, field))


def sized(label: str, field: str) -> Field:
    return Field(label, partial(_size, field), partial(bytes_or_none, field))


def _size(field: str, setup: Setup) -> str:
    whole, rest = divmod(getattr(setup, field), 10**9)
    return f"{whole}.{rest:09}".rstrip("0").rstrip(".") + "GB" if whole or rest else ""


def shared(label: str, field: str) -> Field:
    show = lambda setup: f"{getattr(setup, field) * 100:g}"  # noqa: E731 - as the others
    return Field(label, show, partial(share, field))


FIELDS: Mapping[str, Field] = {
    "model": Field(N_("model"), model_text, lambda text: {"model": model(text)}),
    "gpus": counted(N_("GPUs"), "gpus"),
    "gpu": Field(N_("GPU"), lambda setup: setup.gpu, lambda text: {"gpu": gpu(text.strip()).name}),
    "gpus_per_node": counted(N_("per node"), "gpus_per_node"),
    "batch": counted(N_("batch"), "batch"),
    "sequence": counted(N_("sequence"), "sequence"),
    "checkpointing": Field(N_("checkpointing"), lambda setup: setup.checkpointing, checkpointing),
    "profile": Field(
        N_("profile"),
        lambda setup: setup.profile,
        lambda text: {"profile": profile(text.strip()).name},
    ),
    "accumulation": counted(N_("accumulation"), "accumulation"),
    "network": Field(N_("network"), lambda setup: setup.network, networked),
    "tensor": counted(N_("tensor"), "tensor"),
    "pipeline": counted(N_("pipeline"), "pipeline"),
    "memory": sized(N_("GPU memory"), "memory"),
    "host_memory": sized(N_("host memory"), "host_memory"),
    "subgroup": counted(N_("MiCS group"), "subgroup"),
    "overlap": shared(N_("overlap, %"), "overlap"),
    "efficiency": shared(N_("efficiency, %"), "efficiency"),
    "switches": Field(
        N_("switches"),
        lambda setup: " ".join(word for word, field in SWITCHES.items() if getattr(setup, field)),
        switches,
    ),
}


def changed(setup: Setup, typed: Mapping[str, str]) -> Setup:
    """The setup with what was typed, by field. Raises ValueError and EngineError."""
    values: dict[str, object] = {}
    for key, text in typed.items():
        values.update(FIELDS[key].parse(text))
    return msgspec.structs.replace(setup, **values)
