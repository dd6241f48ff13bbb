"""The man page: made from the commands, without a fault that a reader of it would tell."""

import shutil
import subprocess

import pytest

from tests import man_page
from tui.cli.groups import GROUPS

LINTS = {
    "groff": ["groff", "-man", "-ww", "-z", "-K", "utf8", "-T", "utf8"],
    "mandoc": ["mandoc", "-T", "lint", "-W", "warning"],
    "man": ["man", "--warnings=w", "-l", "-P", "cat"],
}


def test_it_says_what_the_commands_say():
    assert man_page.PAGE.read_text() == man_page.page(), "make man"


def test_every_group_has_its_section():
    sections = [line for line in man_page.page().splitlines() if line.startswith(".SS ")]
    assert {f".SS zerodeck {name}" for name in GROUPS} < set(sections)


@pytest.mark.parametrize("lint", LINTS)
def test_no_reader_finds_a_fault(lint):
    if not shutil.which(lint):
        pytest.skip(f"{lint} is missing")
    done = subprocess.run([*LINTS[lint], str(man_page.PAGE)], capture_output=True, text=True)
    assert done.stderr == ""
    # It has no date: that of its making would make two people's pages differ.
    told = [line for line in done.stdout.splitlines() if "missing date" not in line]
    assert not [line for line in told if "WARNING" in line or "ERROR" in line]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("a-b\\", "a\\-b\\e"), (".so x", "\\&.so x"), ("'tis", "\\&'tis"), ("", "")],
)
def test_words_are_no_commands_of_roff(words, expected):
    assert man_page.text(words) == expected
