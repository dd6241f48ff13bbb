"""What is concluded from the environment before anything is drawn."""

import os
import subprocess
import sys

import pytest

from tui import terminal
from tui.settings import Settings

FULL = {"TERM": "xterm-256color", "LANG": "en_GB.UTF-8"}
SSH = {**FULL, "SSH_CONNECTION": "10.0.0.2 50000 10.0.0.7 22"}


def verdict(environ, stdin=True, stdout=True, encoding="utf-8"):
    return terminal.verdict(environ, stdin, stdout, encoding)


def test_an_ordinary_terminal():
    assert verdict(FULL) == terminal.Terminal("full", True, "256", ssh=False, tmux=False)
    assert verdict({**SSH, "TMUX": "/tmp/tmux-0/default,1,0"}) == terminal.Terminal(  # noqa: S108
        "full", True, "256", ssh=True, tmux=True
    )


@pytest.mark.parametrize("environ", [{}, {"TERM": ""}, {"TERM": "dumb"}, {"TERM": "unknown"}])
def test_a_dumb_terminal_gets_the_plain_report(environ):
    assert verdict({**environ, "LANG": "C.UTF-8"}).kind == "plain"
    assert verdict(environ).colors == "none"


@pytest.mark.parametrize(("stdin", "stdout"), [(True, False), (False, True), (False, False)])
def test_without_a_tty_at_both_ends_there_is_no_screen(stdin, stdout):
    assert verdict(FULL, stdin, stdout).kind == "plain"


@pytest.mark.parametrize(
    ("environ", "colors"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, "truecolor"),
        ({"TERM": "tmux-256color"}, "256"),
        ({"TERM": "xterm-kitty"}, "256"),
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256"),
    ],
)
def test_colors_are_what_rich_will_write(environ, colors):
    from rich.console import Console

    assert verdict(environ).colors == colors
    console = Console(force_terminal=True, _environ=environ)
    known = {"truecolor": "truecolor", "256": "256", "standard": "16"}
    assert (known[console.color_system] if not console.no_color else "none") == colors


@pytest.mark.parametrize(
    ("environ", "unicode"),
    [
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "zh_CN.utf8"}, True),
        ({"LANG": "de_DE.UTF-8@euro"}, True),
        ({"LC_CTYPE": "en_US.UTF-8"}, True),
        ({"LC_ALL": "C", "LC_CTYPE": "C.UTF-8", "LANG": "en_GB.UTF-8"}, False),
        ({"LC_CTYPE": "POSIX", "LANG": "en_GB.UTF-8"}, False),
        ({"LC_ALL": "", "LC_CTYPE": "", "LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "en_GB"}, False),
        ({"LANG": "de_DE.ISO-8859-15"}, False),
        ({}, False),
        ({"LANG": "en_GB.UTF-8", "TERM": "linux"}, False),
    ],
)
def test_unicode_is_drawn_where_the_locale_says_so(environ, unicode):
    assert verdict({"TERM": "xterm", **environ}).unicode is unicode


def test_unicode_is_not_drawn_where_python_cannot_write_it():
    assert not verdict(FULL, encoding="latin-1").unicode


@pytest.mark.parametrize("value", ["C", "POSIX", "", "xx_XX.ISO-8859-1"])
@pytest.mark.parametrize("variable", ["LC_ALL", "LC_CTYPE", "LANG"])
def test_the_locale_that_python_makes_up_is_not_believed(variable, value):
    """Python 3.11 says utf-8 in the C locale, and writes LC_CTYPE=C.UTF-8 into its environment."""
    assert said({variable: value}) == "utf8 False"


def test_a_locale_that_was_given_is_believed():
    assert said({"LC_CTYPE": "C.UTF-8"}) == "utf8 True"
    assert said({"LANG": "C.UTF-8"}) == "utf8 True"
    assert said({"LC_CTYPE": "C.UTF-8", "PYTHONUTF8": "1"}) == "utf8 True"


def said(environ):
    """What a fresh Python tells about itself, and what we make of it."""
    program = (
        "import sys; from tui import terminal\n"
        "print(sys.stdout.encoding.replace('-', ''), terminal.here().unicode)"
    )
    clean = {"PATH": os.environ["PATH"], "TERM": "xterm", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, env=clean | environ, capture_output=True, text=True
    ).stdout.strip()


def test_without_proc_the_environment_is_taken_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_CTYPE", "C.UTF-8")
    assert terminal.environment(tmp_path / "missing")["LC_CTYPE"] == "C.UTF-8"


def prepared(environ, **chosen):
    terminal.prepare(environ, Settings(**chosen))
    return environ


def test_animations_are_off_over_ssh_and_on_request():
    assert prepared(dict(SSH))["TEXTUAL_ANIMATIONS"] == "none"
    assert prepared(dict(FULL), animations="off")["TEXTUAL_ANIMATIONS"] == "none"
    assert prepared(dict(FULL)) == FULL
    assert prepared(dict(SSH), animations="on") == SSH


def test_the_users_own_variable_wins():
    environ = {**SSH, "TEXTUAL_ANIMATIONS": "basic"}
    assert prepared(environ, animations="off")["TEXTUAL_ANIMATIONS"] == "basic"


def test_an_empty_no_color_asks_for_nothing():
    """Textual would obey it."""
    assert "NO_COLOR" not in prepared({"NO_COLOR": ""})
    assert prepared({"NO_COLOR": "1"})["NO_COLOR"] == "1"


def test_sixteen_colors_get_the_ansi_theme_unless_one_was_chosen():
    console, xterm = verdict({"TERM": "linux"}), verdict(FULL)
    assert terminal.theme(Settings(), console) == "ansi-dark"
    assert terminal.theme(Settings(), xterm) == Settings().theme
    assert terminal.theme(Settings(theme="nord"), console) == "nord"


def test_the_foundations_load_nothing_heavy():
    program = (
        "import sys; from tui import glyphs, i18n, recent, settings, terminal, units\n"
        "heavy = {'textual', 'rich', 'typer', 'msgspec', 'asyncio', 'json', 'tomllib', 'gettext'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == ""
