"""Settings that mean nothing are refused, on decoding too."""

import msgspec
import pytest

from engines.roc.rules import CHINA, PLAIN, Rules, Signals

NAN = float("nan")


@pytest.mark.parametrize(
    "wrong",
    [
        {"band": -1},
        {"band": NAN},
        {"quiet": -1},
        {"left": 0},
        {"right": 0},
        {"window": 0},
        {"farthest": 10_001},
        {"nearest": 61},
        {"exrights": 1.1},
        {"against": "MAROC", "slope": True},
    ],
)
def test_signals(wrong):
    refused(Signals, wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cash": 0},
        {"cash": NAN},
        {"lot": 0},
        {"settle": -1},
        {"limit": 1},
        {"fee": NAN},
        {"tax": -0.1},
        {"slip": 2},
        {"least": -1},
        {"tick": -1},
    ],
)
def test_rules(wrong):
    refused(Rules, wrong)


def refused(kind, wrong):
    with pytest.raises(ValueError):
        kind(**wrong)
    if NAN not in wrong.values():
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(msgspec.json.encode(wrong), type=kind)


@pytest.mark.parametrize("rules", [PLAIN, CHINA, Signals()])
def test_what_is_shipped_survives_the_bridge(rules):
    assert msgspec.json.decode(msgspec.json.encode(rules), type=type(rules)) == rules
