"""Requests off the wire: what cannot be answered is refused at the door, by the field's name."""

import msgspec
import pytest

from engines.zero.messages import MOST_MODELS, Request

MODEL = {"name": "any", "parameters": 10**9}
SHAPED = MODEL | {"shape": {"layers": 2, "hidden": 64, "heads": 4}}
SETUP = {"model": MODEL}


def request(kind, **fields):
    text = msgspec.json.encode({"type": kind, "setup": SETUP} | fields)
    return msgspec.json.decode(text, type=Request)


@pytest.mark.parametrize(
    ("kind", "fields", "name"),
    [
        ("Search", {"modes": ["zero4"]}, "modes"),
        ("Search", {"modes": ["zero3"] * 5000}, "modes"),
        ("Frontier", {"gpus": []}, "gpus"),
        ("Frontier", {"gpus": [0]}, "gpus"),
        ("Frontier", {"gpus": [8] * 65}, "gpus"),
        ("Frontier", {"gpus": [8, 12]}, "whole nodes"),
        ("Frontier", {"gpus": [1 << 60]}, "gpus"),
        ("Frontier", {"gpus": [4], "setup": SETUP | {"tensor": 8}}, "tensor"),
        ("Grid", {"gpus": [12], "models": [MODEL]}, "whole nodes"),
        ("Grid", {"gpus": [8], "models": []}, "models"),
        ("Grid", {"gpus": [8], "models": [MODEL] * (MOST_MODELS + 1)}, "models"),
        ("Grid", {"gpus": [8], "models": [SHAPED], "setup": SETUP | {"pipeline": 4}}, "pipeline"),
        ("Draw", {"path": "/tmp/a\0.svg"}, "path"),  # noqa: S108 - nothing is written
        ("Draw", {"path": ""}, "path"),
        ("Draw", {"path": "a" * 10**6}, "path"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_its_name(kind, fields, name):
    with pytest.raises(msgspec.ValidationError, match=name):
        request(kind, **fields)


def test_what_can_be_answered_is_not():
    assert request("Search").modes
    assert request("Frontier", gpus=[1, 2, 4, 8, 16]).gpus
    assert request("Grid", gpus=[8], models=[MODEL, SHAPED]).models
