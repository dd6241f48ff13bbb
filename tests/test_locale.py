"""Both languages are complete at all times. After a new word: `make locale`, then translate it."""

import ast
import json
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from tests import locale_tool


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return locale_tool.load(locale_tool.CATALOGUE)


def strings(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    texts = locale_tool.texts
    return {texts(message.id): texts(message.string) for message in catalogue if message.id}


def translated(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {words: others for words, others in strings(catalogue).items() if all(others)}


def test_the_catalogue_holds_what_the_sources_say_and_no_more(catalogue):
    assert set(strings(catalogue)) == set(strings(locale_tool.everything()))
    assert not catalogue.obsolete


def test_the_templates_are_those_that_may_be_raised(catalogue):
    kept = json.loads(locale_tool.TEMPLATES.read_text())
    assert kept == locale_tool.templates(catalogue)


def test_every_word_is_translated(catalogue):
    assert [message.id for message in locale_tool.untranslated(catalogue)] == []
    assert [message.id for message in catalogue if message.fuzzy] == []


def test_what_is_compiled_is_what_was_translated(catalogue):
    with locale_tool.CATALOGUE.with_suffix(".mo").open("rb") as file:
        assert strings(read_mo(file)) == translated(catalogue)


def test_translations_have_the_fields_of_their_messages(catalogue):
    for words, others in translated(catalogue).items():
        for other in others:
            assert fields(other) == fields(words[-1]), words


def test_no_message_is_an_f_string():
    """Its text is not known before it runs, so no catalogue can have it: use .format()."""
    assert [place for path in sources() for place in f_strings(path)] == []


def test_the_collector_takes_sentences_and_leaves_particulars(tmp_path):
    room = tmp_path / "tui"
    room.mkdir()
    (room / "words.py").write_text(
        'def fail(self, what): ...\n_("one")\nN_("two")\nngettext("{n} file", "{n} files", n)\n'
        'raise wire.EngineError("three", f"why {n}", "fix")\nFailed("four", why="x")\n'
        'self.fail("five")\n_(constant)\nprint("six")\nraise ValueError("seven")\n'
        "print(f\"✓ {_('eight')} {_(constant)}\")\n"
    )
    one_to_five = {("one",), ("two",), ("{n} file", "{n} files"), ("three",), ("four",), ("five",)}
    said = one_to_five | {("eight",)}
    assert set(strings(locale_tool.said(tmp_path))) == said


def test_an_update_keeps_translations_and_drops_what_is_gone(tmp_path):
    path = tmp_path / "zerodeck.po"
    old, sources = Catalog(locale="zh_CN"), Catalog()
    old.add("kept", "留")
    old.add("gone", "去")
    sources.add("kept")
    sources.add("new")
    locale_tool.save(locale_tool.updated(old, sources), path)
    assert strings(locale_tool.load(path)) == {("kept",): ("留",), ("new",): ("",)}
    first = path.read_bytes(), path.with_suffix(".mo").read_bytes()
    locale_tool.save(locale_tool.updated(locale_tool.load(path), sources), path)
    assert (path.read_bytes(), path.with_suffix(".mo").read_bytes()) == first


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def sources() -> list[Path]:
    return [path for room in locale_tool.ROOMS for path in (locale_tool.ROOT / room).rglob("*.py")]


def f_strings(path: Path) -> list[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call))
    return [
        f"{path}:{call.lineno}"
        for call in calls
        if ast.unparse(call.func).rpartition(".")[2] in locale_tool.KEYWORDS
        and call.args
        and isinstance(call.args[0], ast.JoinedStr)
    ]


def test_a_tables_head_has_as_many_columns_in_each_language(catalogue):
    heads = [(words, others) for words, others in translated(catalogue).items() if "|" in words[0]]
    for words, others in heads:
        assert {each.count("|") for each in (*words, *others)} == {words[0].count("|")}
