"""What a source means: statements, operators, names, parameters."""

import numpy as np
import pytest

from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.nodes import Kind
from engines.roc.formula.program import compile
from tests.engines.roc.formula.bars import column

DOCUMENT = (
    "A1:=AMO/VOL/100; ROC:100*(A1-REF(A1,12))/REF(A1,12); MAROC:MA(ROC,6); EROC:EMA(ROC,9); "
    "ZERO:0,COLORFFFFFF,POINTDOT;"
)
WIDE = (
    "Ａ１：＝ＡＭＯ／ＶＯＬ／１００；ROC：１００＊（A1－REF（A1，12））／REF（A1，12）；\n"
    "MAROC：MA（ROC，6）；EROC：EMA（ROC，9）；ZERO：0，COLORFFFFFF，POINTDOT；"
)
COMMENTED = """{of the average price}
a1:=amo/vol/100; // turnover over volume
Roc:100*(A1-Ref(A1,12)){change}/REF(a1,12)
MAROC:MA(ROC,6)
EROC:EXPMA(ROC,9)
ZERO:0,ColorFFFFFF,
  PointDot"""
CHINESE = (
    "均价:=AMOUNT/V/100; ROC:100*(均价-REF(均价,12))/REF(均价,12); MAROC:MA(ROC,6); "
    "EROC:EMA(ROC,9); ZERO:0,COLORFFFFFF,POINTDOT;"
)


@pytest.mark.parametrize("source", [DOCUMENT, WIDE, COMMENTED, CHINESE])
def test_the_document_s_formula_gives_what_a_hand_computes(source):
    """The average price is 10, 11, … 29: 100 * 12 / 10 percent at first, on bar 12."""
    price = np.arange(10.0, 30)
    volume = np.full(20, 50.0)
    program = compile(source)
    lines = evaluate(program, {"amount": price * 100 * volume, "volume": volume}).lines
    roc = [np.nan] * 12 + [1200 / (10 + bar) for bar in range(8)]
    mean = [np.nan] * 17 + [sum(roc[bar - 5 : bar + 1]) / 6 for bar in (17, 18, 19)]
    smooth = [np.nan] * 12 + [120.0]
    for value in roc[13:]:
        smooth.append(0.2 * value + 0.8 * smooth[-1])
    assert list(lines) == ["ROC", "MAROC", "EROC", "ZERO"]
    np.testing.assert_allclose(lines["ROC"], roc, rtol=1e-13)
    np.testing.assert_allclose(lines["MAROC"], mean, rtol=1e-13)
    np.testing.assert_allclose(lines["EROC"], smooth, rtol=1e-13)
    assert lines["ZERO"].tolist() == [0.0] * 20
    assert program.outputs[3].attributes == ("COLORFFFFFF", "POINTDOT")


def value(expression: str) -> float:
    return float(evaluate(compile(f"X:{expression};"), column(7.0)).lines["X"][0])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1+2*3", 7),
        ("(1+2)*3", 9),
        ("8/4/2", 1),
        ("8-4-2", 2),
        ("7%4*2", 6),
        ("-7%4", -3),
        ("-2*-3", 6),
        ("- - 2", 2),
        ("+2", 2),
        ("2--3", 5),
        ("1+2>2", 1),
        ("1<2=1", 1),
        ("2=2>1", 0),
        ("0=2>3", 1),
        ("0<>1<2", 1),
        ("1=2<>1", 1),
        ("3>2>1", 0),
        ("1 OR 0 AND 0", 1),
        ("(1 OR 0) AND 0", 0),
        ("1||0&&0", 1),
        ("0 AND 1=0 OR 1", 1),
        ("1=1 AND 2>1", 1),
        ("NOT(0) AND 1", 1),
        ("2==2", 1),
        ("2!=2", 0),
        ("2<>3", 1),
        ("3>=3 AND 3<=3", 1),
        ("1.+.5+1e1+1E-1", 11.6),
        ("6÷3×2−1", 3),
        ("3≥3", 1),
        ("3≠3", 0),
        ("C+0*2", 7),
        ("-C*2", -14),
        ("C-1-1", 5),
        ("C/7>0 AND C>8 OR C=7", 1),
    ],
)
def test_what_binds_tighter_is_done_first(expression, expected):
    assert value(expression) == pytest.approx(expected)
    assert value(expression.replace("C", "7")) == pytest.approx(expected)


def test_a_sign_binds_tighter_than_a_product():
    program = compile("X:-C*O;")
    assert program.nodes[program.outputs[0].node].name == "*"


def test_names_are_the_same_in_any_case():
    lines = evaluate(compile("ab:=c+1; X:Ab+aB;"), column(1)).lines
    assert lines["X"].tolist() == [4]


def test_the_last_semicolon_may_be_missing_and_empty_statements_are_nothing():
    assert list(evaluate(compile(";;A:C;;\n;B:C"), column(1)).lines) == ["A", "B"]


def test_a_new_line_begins_a_statement_where_nothing_goes_on():
    lines = evaluate(compile("A:C\nB:A\n+1\nC2:B,COLORRED\nA+B"), column(1)).lines
    assert {name: values.tolist() for name, values in lines.items()} == {
        "A": [1],
        "B": [2],
        "C2": [2],
        "LINE4": [3],
    }


def test_lines_without_a_name_have_one_that_nobody_else_has():
    assert [it.name for it in compile("C;LINE1:O;H;LINE3:L;").outputs] == [
        "LINE1_",
        "LINE1",
        "LINE3_",
        "LINE3",
    ]


def test_parameters_have_a_usual_value_and_may_be_chosen():
    source = "{PARAM N 2 120 12}{param m 0.5 2 1.5}\nX:C*N*M;"
    program = compile(source)
    assert [(it.name, it.least, it.most, it.usual) for it in program.parameters] == [
        ("N", 2, 120, 12),
        ("M", 0.5, 2, 1.5),
    ]
    assert evaluate(program, column(1)).lines["X"].tolist() == [18]
    assert evaluate(compile(source, {"n": 3}), column(1)).lines["X"].tolist() == [4.5]


def test_a_full_width_header_is_one_too():
    assert compile("｛PARAM　Ｎ，２，１２０，１２｝X:C*N").parameters[0].usual == 12


def test_a_comment_that_only_begins_like_a_header_is_a_comment():
    assert compile("{PARAMETERS are none}X:C").parameters == ()


def test_what_is_hidden_is_no_line():
    assert [it.name for it in compile("A:=C;B:A;").outputs] == ["B"]


def test_drawings_become_marks():
    program = compile(
        "CROSS(C,O),COLORRED; 顶:DRAWTEXT(C>O,H,'涨，；'),COLORRED; DRAWICON(C<O,L,2)"
    )
    text, icon = program.marks
    assert (text.function, text.attributes, icon.function) == (
        "DRAWTEXT",
        ("COLORRED",),
        "DRAWICON",
    )
    assert program.nodes[text.args[1]].text == "涨，；"
    assert program.nodes[text.condition].name == ">"
    assert [it.name for it in program.outputs] == ["LINE1"]
    result = evaluate(program, {name: np.ones(2) for name in ("close", "open", "high", "low")})
    assert result.values[icon.args[1]].tolist() == [2, 2]
    assert result.values[text.args[1]] == "涨，；"


def test_sticks_need_no_width():
    assert [len(it.args) for it in compile("STICKLINE(C>O,C,O);STICKLINE(C>O,C,O,2,1)").marks] == [
        2,
        4,
    ]


@pytest.mark.parametrize(
    ("name", "operator"), [("ISUP", ">"), ("ISDOWN", "<"), ("ISEQUAL", "="), ("ISUP()", ">")]
)
def test_movements_of_a_bar_are_comparisons(name, operator):
    program = compile(f"X:{name};")
    node = program.nodes[program.outputs[0].node]
    assert (node.name, [program.nodes[arg].name for arg in node.args]) == (
        operator,
        ["close", "open"],
    )


def test_a_zigzag_may_name_its_price_by_a_number():
    assert compile("X:ZIG(3,5);").fields == {"close"}
    assert compile("X:PEAK(1,5,1);").fields == {"high"}


def test_counts_lose_what_stands_after_the_point():
    program = compile("X:MA(C,5/2);")
    numbers = [node.value for node in program.nodes if node.kind is Kind.NUMBER]
    assert numbers == [2.0]


def test_other_names_of_functions_mean_the_same():
    for alias, name in {"EXPMA": "EMA", "STDDEV": "STD"}.items():
        assert compile(f"X:{alias}(C,5)").nodes == compile(f"X:{name}(C,5)").nodes
    assert compile("X:IFF(C,1,2)").nodes == compile("X:IF(C,1,2)").nodes
