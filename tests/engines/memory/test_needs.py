import pytest

from engines import ENGINES
from engines.devzero.messages import Read
from engines.gomoku.messages import Think, Train
from engines.gomoku.training.config import Config
from engines.link import Link
from engines.memory.needs import NEEDS, OTHER, needs
from engines.memory.parts import parts
from engines.roc.messages import Scan
from engines.wire import Failed
from engines.zero.messages import Draw, Search
from tests import ROOT


def test_every_engine_was_measured():
    assert set(ENGINES) <= set(NEEDS)


def test_every_request_of_the_table_is_one():
    for name in NEEDS:
        engine, dot, request = name.partition(".")
        text = (ROOT / "engines" / engine / "messages.py").read_text()
        assert not dot or f"class {request}(" in text, name


def test_a_child_needs_what_its_engine_does_or_what_its_request_does():
    assert needs("zero") == needs("zero", [Search()]) == NEEDS["zero"]
    assert needs("zero", [Draw()]) == NEEDS["zero.Draw"]
    assert needs("gomoku", [Think(), Train()]) == NEEDS["gomoku.Train"]
    assert needs("another", [Think()]) == OTHER


def test_buffers_are_each_workers_own():
    usual = NEEDS["devzero"]
    assert needs("devzero", [Read()]) == usual
    assert needs("devzero", [Read(block=4 << 20, workers=8)]) == usual + 32


@pytest.mark.parametrize(
    ("cluster", "actors", "more"),
    [(None, 0, 0), (None, 2, 420), ("", 0, 950), ("", 1, 1160), ("10.0.0.5:6379", 4, 100)],
)
def test_who_plays_for_a_training_has_torch_too(cluster, actors, more):
    asked = Train(config=Config(actors=actors), cluster=cluster)
    assert needs("gomoku", [asked]) == NEEDS["gomoku.Train"] + more


@pytest.mark.parametrize(
    ("engine", "request_"),
    [("zero", Search()), ("devzero", Read(seconds=0.3)), ("roc", Scan(where="CROSS(ROC,0)"))],
)
async def test_no_child_has_more_than_the_table_says(engine, request_):
    """As VmHWM tells it, which does not fall when others use the same libraries."""
    seen = []
    async with Link(engine, request_) as link:
        async for batch in link:
            assert not isinstance(batch[-1], Failed)
            seen += [part for part in parts() if part.pid == link._child.pid]
    peak = max(part.peak for part in seen) >> 20
    assert 8 < peak <= needs(engine, [request_]) * 1.25
