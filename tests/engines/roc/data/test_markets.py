"""What a code tells."""

import pytest

from engines import paths
from engines.roc.data import markets
from engines.wire import EngineError


@pytest.mark.parametrize(
    ("symbol", "kind", "divisor", "unit", "limit"),
    (
        ("sh600000", "stock", 100, 1, 0.1),
        ("sh688001", "stock", 100, 1, 0.2),
        ("sh689009", "stock", 100, 1, 0.2),
        ("sh000001", "index", 100, 100, 0.0),
        ("sh881478", "index", 100, 100, 0.0),
        ("sh999999", "index", 100, 100, 0.0),
        ("sh900901", "stock", 1000, 1, 0.1),
        ("sh510300", "fund", 1000, 100, 0.1),
        ("sh563000", "fund", 1000, 100, 0.1),
        ("sh588000", "fund", 1000, 100, 0.2),
        ("sh113050", "bond", 1000, 100, 0.2),
        ("sh019547", "bond", 1000, 100, 0.0),
        ("sz000001", "stock", 100, 1, 0.1),
        ("sz300750", "stock", 100, 1, 0.2),
        ("sz301001", "stock", 100, 1, 0.2),
        ("sz399001", "index", 100, 100, 0.0),
        ("sz159915", "fund", 1000, 1, 0.1),
        ("sz123001", "bond", 1000, 1, 0.2),
        ("sz200002", "stock", 100, 1, 0.1),
        ("bj430047", "stock", 100, 1, 0.3),
        ("bj832000", "stock", 100, 1, 0.3),
        ("bj920001", "stock", 100, 1, 0.3),
        ("bj899050", "index", 100, 100, 0.0),
        ("600000", "stock", 100, 1, 0.1),
        ("300750", "stock", 100, 1, 0.2),
        ("830799", "stock", 100, 1, 0.3),
        ("AAPL", "other", 100, 0, 0.0),
        ("shares", "other", 100, 0, 0.0),
    ),
)
def test_kind_divisor_unit_and_limit(symbol, kind, divisor, unit, limit):
    assert markets.look_up(symbol)[2:] == (kind, divisor, unit, limit)


def test_what_the_user_says_wins():
    folder = paths.config()
    folder.mkdir(parents=True)
    (folder / markets.OWN).write_text("# mine\nsh,60,fund,1000,100,0.05\n\n")
    table = markets.own()
    assert markets.look_up("sh600000", table) == ("sh", "60", "fund", 1000, 100, 0.05)
    assert markets.look_up("sh688001", table).kind == "stock"


@pytest.mark.parametrize(
    "line",
    ("sh,60", "sh,60,fund,0,1,0", "sh,60,car,1,1,0", "sh,60,fund,x,1,0", "a,b,stock,1,1,nan"),
)
def test_a_line_that_is_none_is_named(line):
    folder = paths.config()
    folder.mkdir(parents=True)
    (folder / markets.OWN).write_text(f"sh,58,fund,1000,100,0.2\n{line}\n")
    with pytest.raises(EngineError, match=r"markets\.csv:2"):
        markets.own()


def test_without_a_table_of_ones_own_there_is_the_shipped_one():
    assert markets.own() == markets.TABLE
