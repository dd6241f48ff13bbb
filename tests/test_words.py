"""Every word that a command says goes by the catalogue: a sentence in the source, marked by `_`,
`N_` or an error's name, and never one that is put together with its particulars."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import locale_tool

CLI = locale_tool.ROOT / "tui" / "cli"
MARKED = {*locale_tool.KEYWORDS, "Option", "Argument", "Typer", "command"}
"""Calls whose words are translated: by the catalogue, or as a command's help."""

WORD = re.compile(r"(?<![\w$%-])[A-Za-z][a-z]{2,}(?![\w.=(-])")
NAMES = {
    *("zerodeck", "pip", "install", "sudo", "apt", "tail", "job", "jobs", "attach"),
}
"""What is the same in every language: programs, and what is typed."""


def files() -> list[Path]:
    return sorted(CLI.glob("*.py"))


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_no_words_of_a_command_miss_the_catalogue(path: Path) -> None:
    assert list(stray(path)) == []


def stray(path: Path) -> Iterator[str]:
    """Sentences, and words within f-strings, that no call marks."""
    tree = ast.parse(path.read_bytes())
    marked = {id(node) for node in ast.walk(tree) for node in passed_over(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in marked:
            for part in node.values:
                if isinstance(part, ast.Constant) and words(str(part.value)):
                    yield f"{path.name}:{node.lineno}: {part.value!r}"
                marked.add(id(part))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            several = len(words(node.value)) > 1
            if several and id(node) not in marked:
                yield f"{path.name}:{node.lineno}: {node.value!r}"


def passed_over(node: ast.AST) -> Iterator[ast.AST]:
    """All within what marks it; docstrings; keys of a mapping, which are looked up."""
    if isinstance(node, ast.Call):
        if ast.unparse(node.func).rpartition(".")[2] in MARKED:
            yield from (inner for each in (*node.args, *node.keywords) for inner in ast.walk(each))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    elif isinstance(node, ast.FunctionDef | ast.arg | ast.AnnAssign):
        for annotation in (getattr(node, "returns", None), getattr(node, "annotation", None)):
            yield from ast.walk(annotation) if annotation else ()
    elif isinstance(node, ast.Dict):
        yield from (key for key in node.keys if key)


def words(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if word.lower() not in NAMES]


def test_the_search_finds_what_it_is_for(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    path.write_text(
        '"""A docstring of words."""\n'
        'print(f"{_(\'marked words\')} and {stray} others")\nprint("two words")\nprint("one")\n'
        'print(_("some marked words"))\nN_("more marked words")\n'
        'app = Typer(help="a help text")\nTEXT = {"a key": "its words here"}\n'
    )
    found = [line.partition(": ")[2] for line in stray(path)]
    assert found == ["' and '", "' others'", "'two words'", "'its words here'"]
