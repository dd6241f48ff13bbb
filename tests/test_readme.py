"""README.md and README.zh_CN.md say the same, and every link of the documents leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh_CN.md"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def lines(text: str, pattern: str) -> list[str]:
    return re.findall(pattern, text, re.M)


def headings(text: str) -> list[int]:
    return [len(marks) for marks in lines(text, r"^(#+) ")]


def code(text: str) -> list[str]:
    """Lines of code without their comments, which are in the language of the page."""
    return [re.sub(r"\s+# .*", "", line) for line in lines(text, r"^    \S.*")]


def links(text: str) -> list[str]:
    """But for the one to the page in the other language, and pictures, which have languages too."""
    pages = {ENGLISH.name, CHINESE.name}
    found = (re.sub(r"-zh_CN(?=\.svg$)", "", link) for link in LINK.findall(text))
    return sorted(link for link in found if link not in pages)


def tables(text: str) -> list[int]:
    """How many rows each has."""
    return [block.count("\n") for block in lines(text, r"((?:^\|.*\n)+)")]


def words(text: str) -> list[str]:
    """What is set as code within sentences: keys, commands, paths."""
    return sorted(lines(re.sub(r"^    .*", "", text, flags=re.M), r"`([^`\n]+)`"))


@pytest.mark.parametrize("part", [headings, code, links, tables, words])
def test_both_languages_of_the_readme_have_the_same(part):
    english, chinese = (part(page.read_text("utf-8")) for page in (ENGLISH, CHINESE))
    assert english
    assert english == chinese


def test_each_leads_to_the_other():
    assert f"]({CHINESE.name})" in ENGLISH.read_text("utf-8")
    assert f"]({ENGLISH.name})" in CHINESE.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_or_a_heading(page):
    text = page.read_text("utf-8")
    names = {
        re.sub(r"[^\w\- ]", "", it).lower().replace(" ", "-") for it in lines(text, r"^#+ (.+)")
    }
    for link in LINK.findall(text):
        target, _, place = link.partition("#")
        if "://" in link:
            continue
        assert (page.parent / target).exists() if target else place in names, link
