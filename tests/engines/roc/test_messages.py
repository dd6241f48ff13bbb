"""What the ROC engine may be asked."""

import msgspec
import pytest

from engines import wire
from engines.roc.messages import (
    Alert,
    Backtest,
    Chart,
    Draw,
    Evaluate,
    Event,
    Feed,
    Formula,
    Look,
    Request,
    Scan,
    Stream,
)
from engines.roc.rules import CHINA, Signals

from .market_files import market, talk
from .test_engine import look

decode = msgspec.json.Decoder(Request).decode

ASKED = (
    Look(
        paths=("/a", "/b"),
        number=7,
        formula=Formula(source="X:CLOSE;", parameters={"N": 12.0}),
        chart=Chart("sh600000", first=3, bars=9),
        alerts=(Alert("up", "CROSS(X,0)", ("a",), 3, ("notify", "{symbol}")),),
        signals=Signals(band=1.0, divergences=("hidden",)),
        follow=0.5,
    ),
    Evaluate(symbol="a"),
    Scan(where="CLOSE>1", within=5),
    Backtest(rules=CHINA),
    Draw(path="a.svg"),
    Stream(kind="csv", bar=60.0),
    Feed("text", last=True),
)


@pytest.mark.parametrize("request_", ASKED, ids=lambda each: type(each).__name__)
def test_a_request_travels(request_):
    assert decode(wire.encode(request_)) == request_


def test_every_answer_travels(tmp_path):
    market(tmp_path, 2)
    _done, events = talk(look(tmp_path, chart=Chart()))
    answers = msgspec.json.Decoder(Event).decode
    assert [answers(wire.encode(event)) for event in events] == events


@pytest.mark.parametrize(
    ("request_", "changes"),
    [
        (Look(), {"paths": ["x"] * 10_001}),
        (Look(), {"paths": [""]}),
        (Look(), {"paths": ["a\0b"]}),
        (Look(), {"first": -1}),
        (Look(), {"count": 501}),
        (Look(), {"trend": 241}),
        (Look(), {"follow": 0.01}),
        (Look(), {"period": "hour"}),
        (Look(), {"chart": {"bars": 0}}),
        (Look(), {"chart": {"bars": 2001}}),
        (Look(), {"chart": {"first": -1}}),
        (Look(), {"formula": {"source": "x" * 65_537}}),
        (Look(), {"alerts": [{"name": " ", "source": "X"}]}),
        (Look(), {"alerts": [{"name": "x", "source": "X", "cooldown": -1}]}),
        (Look(), {"alerts": [{"name": "x", "source": "X", "hook": "rm -r"}]}),
        (Look(), {"signals": {"band": -1}}),
        (Look(), {"signals": {"left": 0}}),
        (Look(), {"signals": {"divergences": ["odd"]}}),
        (Scan(), {"within": 0}),
        (Scan(), {"within": 10_001}),
        (Backtest(), {"rules": {"cash": 0}}),
        (Backtest(), {"rules": {"lot": 0}}),
        (Backtest(), {"rules": {"tax": 1}}),
        (Stream(), {"bar": -1}),
        (Stream(), {"kind": "xml"}),
        (Draw(), {"path": None}),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused_on_decoding(request_, changes):
    fields = msgspec.json.decode(wire.encode(request_))
    fields |= changes
    with pytest.raises((msgspec.ValidationError, ValueError)):
        decode(msgspec.json.encode(fields))
