"""Which language is spoken, and that it can be changed while running."""

import pytest

from engines import paths
from tests import locale_tool
from tui import i18n
from tui.i18n import N_, _, ngettext

GREETING = N_("There is no such engine.")


@pytest.fixture(autouse=True)
def chinese(tmp_path, monkeypatch):
    """A small catalogue of its own: the real one is test_locale's."""
    catalogue = locale_tool.load(tmp_path / "none")
    catalogue.add(GREETING, "没有这个引擎。")
    catalogue.add(("{n} file", "{n} files"), ("{n} 个文件",))
    locale_tool.save(catalogue, tmp_path / "locale/zh_CN/LC_MESSAGES/zerodeck.po")
    monkeypatch.setattr(paths, "ASSETS", tmp_path)
    yield
    i18n.use("en")


def test_the_language_changes_while_running():
    assert i18n.use("zh_CN") == "zh_CN"
    assert _(GREETING) == "没有这个引擎。"
    assert ngettext("{n} file", "{n} files", 1) == "{n} 个文件"
    assert i18n.use("en") == "en"
    assert _(GREETING) == GREETING
    assert ngettext("{n} file", "{n} files", 1) == "{n} file"
    assert ngettext("{n} file", "{n} files", 2) == "{n} files"


def test_words_without_a_translation_stay_as_they_are():
    i18n.use("zh_CN")
    assert _("devzero") == "devzero"
    assert _("") == ""


@pytest.mark.parametrize("content", [None, b"", b"garbage", b"\xde\x12\x04\x95" + b"\xff" * 40])
def test_a_missing_or_broken_catalogue_means_english(tmp_path, content):
    path = tmp_path / "locale/zh_CN/LC_MESSAGES/zerodeck.mo"
    path.unlink() if content is None else path.write_bytes(content)
    i18n.use("zh_CN")
    assert _(GREETING) == GREETING


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_SG.utf8"}, "zh_CN"),
        ({"LANG": "zh_TW.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LC_ALL": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "fr:zh_CN:en"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "de"}, "zh_CN"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "zh_CN"}, "zh_CN"),
        ({"LC_ALL": "C", "LANGUAGE": "zh_CN"}, "en"),
        ({"LC_CTYPE": "C.UTF-8", "LC_MESSAGES": "C", "LANGUAGE": "zh_CN"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "TERM": "linux"}, "en"),
        ({"LANG": "zh_CN.GB18030"}, "en"),
    ],
)
def test_automatic_follows_the_environment(environ, language):
    assert i18n.use("auto", environ) == language


def test_a_chosen_language_is_kept_on_any_terminal():
    assert i18n.use("zh_CN", {"TERM": "linux"}) == "zh_CN"
