"""Every error says where: the ▲ of a source stands before the character that is wrong."""

import pytest
from rich.cells import cell_len

from engines.roc.formula.errors import FormulaError, caret
from engines.roc.formula.program import compile

HERE = "▲"


def error(source: str, parameters: dict[str, float] | None = None) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        compile(source, parameters)
    return caught.value


WRONG = {
    # Characters
    "X:C▲^2;": "POW",
    "X:C▲@2;": "'@'",
    "X:C▲。": "'。'",
    "X:▲'abc": "opened",
    'X:▲"abc\n";': "opened",
    "X:C;▲{abc": "opened",
    "X:▲": "found the end",
    "X:C+▲": "found the end",
    "X:C▲\0": r"'\x00'",
    "X:C▲\ud800": r"'\ud800'",
    "▲)": "found )",
    # Statements
    "X:C ▲O;": "operator",
    "X:C;Y:O ▲H;": "operator",
    "X:(C+O▲;": "expected )",
    "X:MA(C,5▲;": "expected )",
    "X:MA(▲,5);": "expected a value",
    "X:MA(C ▲5);": "expected )",
    "X:C+▲*O;": "expected a value",
    "X:C,▲5;": "attribute",
    "X:▲:C;": "expected a value",
    "5▲:C;": "operator",
    "X:=▲=C;": "expected a value",
    "X:▲12345678901234567890123456789012345e999;": "1.7e308",
    "X:12▲AB;": "operator",
    "X:C▲.5;": "operator",
    # Names
    "X:▲REFF(C,1);": "did you mean REF?",
    "涨幅:C/▲均价;": "均价",
    "甲乙丙:=C;X:▲甲乙并;": "甲乙丙",
    "X:▲Y+1;\nY:C;": "defined later, at 2:1",
    "X:▲X+1;": "defined later",
    "A:C;▲A:O;": "defined at 1:1",
    "A:C;\n ▲a:=O;": "defined at 1:1",
    "▲MA:C;": "is a function",
    "▲close:C;": "the bar's close",
    "▲H:=C;": "the bar's high",
    "▲EXPMA:C;": "is a function",
    "{PARAM N 1 9 5}▲N:=C;X:N;": "is a parameter",
    "A:C;X:▲A(C,5);": "a line, not a function",
    "X:▲CLOSE(5);": "the bar's close, not a function",
    "{PARAM N 1 9 5}X:▲N(5);": "a parameter, not a function",
    "X:▲MA;": "MA(X,N)",
    "X:" + "▲" + "Q" * 5000 + ";": "…",
    # Arguments
    "X:▲EMA(C);": "1 arguments",
    "X:▲EMA(C,5,6);": "3 arguments",
    "X:▲EMA();": "0 arguments",
    "X:▲ISUP(C);": "1 arguments",
    "X:REF(C,▲-1);": "from 0 to 100,000",
    "X:REF(C,▲1-2);": "-1",
    "X:MA(C,▲0);": "from 1",
    "X:MA(C,▲0.5);": "from 1",
    "X:HHV(C,▲100001);": "100,000",
    "X:MA(C,▲DRAWNULL);": "nan",
    "X:MA(C,▲1/0);": "nan",
    "X:SMA(C,3,▲4);": "M is at most N",
    "X:SMA(C,3,▲2+2);": "M is at most N",
    "X:ROUND2(C,▲16);": "from 0 to 15",
    "X:ROUND2(C,▲C);": "same on all bars",
    "X:ZIG(C,▲O+C);": "same on all bars",
    "X:PEAK(C,5,▲0);": "from 1",
    "X:MA(▲'C',5);": "DRAWTEXT",
    "DRAWTEXT(C,H,▲H);": "text in quotes",
    "DRAWTEXT(C,H,▲H+1);": "text in quotes",
    "X:▲'abc';": "DRAWTEXT",
    "X:1+▲DRAWICON(C,H,1);": "statement of its own",
    "X:=▲DRAWICON(C,H,1);": "statement of its own",
    "图:DRAWICON(C,H,1);X:▲图;": "is drawn",
    "图:DRAWICON(C,H,1);▲图:C;": "defined at 1:1",
    # Attributes
    "X:C,▲COLORRAD;": "did you mean COLORRED?",
    "X:C,COLORRED,▲THICK;": "THICK",
    "X:C,▲COLORGGGGGG;": "blue, green, red",
    "X:C,▲LINETHICK10;": "LINETHICK10",
    "X:C,▲NAMEMOVE3;": "unsupported: NAMEMOVE3",
    "X:C,▲NOTEXT5;": "unsupported: NOTEXT5",
    # Unsupported
    "X:▲FINANCE(1);": "unsupported: FINANCE: ",
    "X:C/▲DYNAINFO(3);": "unsupported: DYNAINFO: ",
    "X:▲WINNER(C);": "unsupported: WINNER: ",
    "X:▲COST(50);": "unsupported: COST: ",
    "X:▲TDXDLL1(1,C,C,C);": "unsupported: TDXDLL1: ",
    "X:▲INBLOCK('银行');": "unsupported: INBLOCK: ",
    "X:▲INDEXC;": "unsupported: INDEXC: ",
    "X:▲SAR(10,2,20);": "unsupported: SAR: ",
    'X:▲"000014$CLOSE";': "unsupported: 000014$CLOSE: ",
    'X:MA(▲"MACD.DIF",5);': "unsupported: MACD.DIF: ",
    'X:▲"CLOSE#WEEK";': "unsupported: CLOSE#WEEK: ",
    "X:1+▲MACD.DIF;": "unsupported: MACD.DIF: ",
    "X:▲CLOSE#WEEK;": "unsupported: CLOSE#WEEK: ",
    "X:MA(C,5)▲#MONTH;": "unsupported: #MONTH: ",
    "X:▲000014$CLOSE;": "unsupported: 000014$CLOSE: ",
    # Parameters
    "{PARAM ▲N 1 9}X:C": "least most usual",
    "{PARAM▲}X:C": "least most usual",
    "{PARAM ▲5 1 9 5}X:C": "least most usual",
    "{PARAM N 1 ▲x 5}X:C": "x is not a number",
    "{PARAM N 1 9 ▲nan}X:C": "nan is not a number",
    "{PARAM N 1 9 ▲1_0}X:C": "not a number",
    "{PARAM ▲N 1 9 10}X:C": "usual value",
    "{PARAM N 1 9 5}\n{PARAM ▲n 1 9 5}X:C": "twice",
    "{PARAM ▲MA 1 9 5}X:C": "is a function",
    "{PARAM A 1 9 5}" + "".join(f"{{PARAM P{n} 1 9 5}}" for n in range(15))
    + "{PARAM ▲Q 1 9 5}X:C": "at most 16",
    # Nothing, and too much
    "▲": "NAME:expression",
    "▲A:=C;": "NAME:expression",
    "▲{nothing}": "NAME:expression",
    "X:" + "(" * 200 + "▲C;": "200 levels",
    "X:C" + "+1" * 199 + "▲+1;": "200 levels",
    "X:" + "-" * 200 + "▲C;": "200 levels",
}  # fmt: skip


@pytest.mark.parametrize(("marked", "why"), WRONG.items(), ids=range(len(WRONG)))
def test_an_error_points_at_the_character(marked, why):
    offset = marked.index(HERE)
    source = marked.replace(HERE, "")
    found = error(source)
    lines = source[:offset].split("\n")
    assert (found.line, found.column) == (len(lines), len(lines[-1]) + 1), found
    assert found.failed.why.startswith(f"{found.line}:{found.column}: ")
    assert why.encode(errors="backslashreplace").decode() in found.failed.why
    assert found.source == source


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"N": 10.0}, "N is 1 to 9, not 10"),
        ({"N": float("nan")}, "not nan"),
        ({"N": float("inf")}, "not inf"),
    ],
)
def test_a_value_out_of_range_is_refused_where_the_range_stands(parameters, why):
    found = error("\n{PARAM N 1 9 5}X:C*N", parameters)
    assert (found.line, found.column) == (2, 8)
    assert why in found.failed.why


def test_a_parameter_that_is_not_there_has_no_place():
    found = error("{PARAM N 1 9 5}X:C*N", {"M": 1})
    assert (found.line, found.column) == (0, 0)
    assert "no parameter M; it has N" in found.failed.why


def test_a_long_source_is_refused_before_it_is_read():
    assert "65,537 characters" in error("'" * 65_537).failed.why


def test_a_caret_stands_below_its_character_where_others_are_wide():
    _position, line, mark = error("涨幅：C／REFF（C，1）").failed.why.split("\n")
    assert line == "  涨幅：C／REFF（C，1）"
    assert mark == "  " + " " * cell_len("涨幅：C／") + "^"


def test_a_caret_s_line_has_nothing_that_moves_the_cursor():
    assert caret("\ta\x1b[31m\u0301b\r\nc", 1, 3) == "   a\ufffd[31m\u0301b\n    ^"


def test_of_a_long_line_what_is_around_the_place_is_shown():
    for at in (0, 500, 999):
        source = "".join(chr(0x4E00 + n) for n in range(1000))
        shown, mark = caret(source, 1, at + 1).split("\n")
        assert len(shown) <= 64
        assert shown[2:][mark.index("^") // 2 - 1] == source[at]


def test_all_that_a_screen_shows_can_be_sent():
    error("X:\ud800").failed.why.encode()
    error("X:'\ud800'").failed.why.encode()


@pytest.mark.parametrize(
    "source",
    [
        "X:C,*;", "X:C,COLOR*;", "X:C,NOTEXT*;", "X:*.DIF;", "X:MACD.*;", "X:*;", "X:*(C);",
        "*:C;*:O;", "X:C *;", "X:C;Y:C '*';", "{PARAM * 2 1 3}X:C;", "{PARAM N * 1 3}X:C;",
        "{PARAM * 1 9 3}{PARAM * 1 9 3}X:C;",
    ],
)  # fmt: skip
def test_a_long_name_does_not_fill_the_screen(source):
    assert len(error(source.replace("*", "A" * 20_000)).failed.why) < 400


def test_nor_does_that_of_a_parameter():
    long = "A" * 20_000
    assert len(error(f"{{PARAM {long} 1 9 5}}X:C;", {"M": 1}).failed.why) < 400
    assert len(error("{PARAM N 1 9 5}X:C;", {long: 1}).failed.why) < 400
    assert len(error(f"{{PARAM {long} 1 9 5}}X:C;", {long: 10}).failed.why) < 400
