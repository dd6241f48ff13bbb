"""Sentences that were filled in where they were raised, found by their templates."""

import pytest

from tui import i18n
from tui import said as said_module
from tui.said import particulars, said

KNOWN = {
    "Invalid value: {why}": "无效：{why}",
    "a level is 1 to {most}": "级别为 1 至 {most}",
    "{name} is a line": "{name} 是线",
    "{name} is a line, not a function": "{name} 是线，不是函数",
    "expected {sign}, found {found}": "应为 {sign}，却是 {found}",
    "the end": "结尾",
    "unsupported: {name}: {why}": "不支持：{name}：{why}",
    "it reads a line; write it out": "它引用线；请写出来",
    "{kind}, on {sizes} lines": "{kind}，{sizes} 路",
    "level": "关卡",
}


class Catalogue:
    _catalog = KNOWN

    def gettext(self, text: str) -> str:
        return KNOWN.get(text, text)


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalogue", Catalogue())
    monkeypatch.setattr(said_module, "raised", lambda: frozenset(KNOWN))


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("a level is 1 to 9", "级别为 1 至 9"),
        ("X is a line, not a function", "X 是线，不是函数"),
        ("Invalid value: a level is 1 to 9", "无效：级别为 1 至 9"),
        ("expected ), found the end", "应为 )，却是 结尾"),
        ("expected ), found level", "应为 )，却是 level"),
        ("nobody has said this", "nobody has said this"),
    ],
)
def test_a_sentence_is_found_by_its_template(sentence, told):
    assert said(sentence) == told


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("3:7: X is a line\n  X(1)\n  ^", "3:7: X 是线\n  X(1)\n  ^"),
        ("1:1: unsupported: A.B: it reads a line; write it out",
         "1:1: 不支持：A.B：它引用线；请写出来"),
        ("renju, on 7 lines; big: renju, on 9, 11 lines", "renju，7 路; big: renju，9, 11 路"),
        ("/some/file: level", "/some/file: level"),
        ("level", "level"),
    ],
)  # fmt: skip
def test_of_particulars_each_part_is_said_and_a_word_alone_is_a_name(why, told):
    assert particulars(why) == told


ALIKE = {"{name}; there are {names}"}
"""Others of the same words say the same of other things."""


def test_each_template_finds_its_own_translation_and_no_other(monkeypatch):
    monkeypatch.undo()
    i18n.use("zh_CN")
    try:
        known = said_module.templates(i18n.spoken())
        assert len(known) > 200
        wrong = [it for it in known if it not in ALIKE and said(filled(it)) != filled(i18n._(it))]
        assert wrong == []
    finally:
        i18n.use("en")


def filled(template):
    return said_module.FIELD.sub(lambda at: value(at[1]), template)


def value(name):
    return str(len(name)) if name in said_module.NUMBERS else f"{name}1"


@pytest.mark.parametrize(
    "foreign",
    [
        "list index out of range",
        "CUDA out of memory. Tried to allocate 2.00 GiB",
        "Expected `int`, got `str` - at `$.x`",
        "The core is at 0x08000000",
        "/home/pi/list of parts.elf",
    ],
)
def test_what_is_nobodys_template_stays_as_it_is(foreign, monkeypatch):
    monkeypatch.undo()
    i18n.use("zh_CN")
    try:
        assert particulars(foreign) == foreign
    finally:
        i18n.use("en")
