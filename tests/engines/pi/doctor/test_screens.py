"""Terminals, locales, colours, displays and sound, as environments and files tell of them."""

import pytest

from engines.pi.doctor.screens import CHECKS
from tests.engines.pi.doctor.fakes import ENVIRON, PI, fake, look

SSH = {"SSH_CONNECTION": "192.168.1.2 50000 192.168.1.5 22"}


def found(key, tmp_path, files=None, bare=False, answers=None, user=PI, **environ):
    given = environ if bare else ENVIRON | environ
    return look(CHECKS, key, fake(tmp_path, files, environ=given, answers=answers, user=user))


def test_a_terminal_that_says_what_it_is_is_well(tmp_path):
    result = found("terminal", tmp_path, COLUMNS="80", LINES="24")
    assert (result.status, result.about) == ("ok", {"kind": "xterm-256color"})


@pytest.mark.parametrize("kind", ["", "dumb", "unknown"])
def test_a_terminal_of_no_kind_is_told(tmp_path, kind):
    result = found("terminal", tmp_path, TERM=kind)
    assert (result.status, result.fix) == ("warning", "export TERM=xterm-256color")


def test_a_command_over_ssh_has_no_terminal(tmp_path):
    assert found("terminal", tmp_path, bare=True, **SSH).status == "skipped"
    assert found("terminal", tmp_path, bare=True, **SSH, SSH_TTY="/dev/pts/0").status == "warning"


@pytest.mark.parametrize("size", [{"COLUMNS": "79"}, {"LINES": "23"}])
def test_a_small_terminal_is_told(tmp_path, size):
    assert found("terminal", tmp_path, **size).status == "warning"


@pytest.mark.parametrize("size", [{"COLUMNS": "-"}, {"LINES": ""}, {"COLUMNS": "9" * 5000}])
def test_a_size_that_is_garbage_is_unknown(tmp_path, size):
    assert found("terminal", tmp_path, **size).status == "ok"


@pytest.mark.parametrize(
    "given",
    [{"LANG": "en_GB.UTF-8"}, {"LANG": "C", "LC_CTYPE": "de_DE.utf8@euro"},
     {"LANG": "C", "LC_ALL": "C.UTF-8"}, {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}],
)  # fmt: skip
def test_a_locale_of_utf8_is_well(tmp_path, given):
    assert found("locale", tmp_path, bare=True, **given).status == "ok"


@pytest.mark.parametrize(
    ("given", "variable", "name"),
    [
        ({}, "LANG", "C"),
        ({"LANG": "POSIX"}, "LANG", "POSIX"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, "LC_ALL", "C"),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "UTF-8"}, "LC_CTYPE", "UTF-8"),  # a Mac's ssh
        ({"LANG": "de_DE.ISO-8859-1"}, "LANG", "de_DE.ISO-8859-1"),
    ],
)
def test_another_locale_is_told_with_the_variable_that_counts(tmp_path, given, variable, name):
    result = found("locale", tmp_path, bare=True, **given)
    assert (result.status, result.fix) == ("warning", f"export {variable}=C.UTF-8")
    assert result.about == {"name": name}


@pytest.mark.parametrize("asked", [{"LANG": "zh_CN.GBK"}, {"LANG": "C", "LANGUAGE": "zh_CN:en"}])
def test_who_asked_for_chinese_is_told_its_locale(tmp_path, asked):
    result = found("locale", tmp_path, bare=True, **asked)
    assert (result.status, result.fix) == ("warning", "export LANG=zh_CN.UTF-8")


def test_what_python_made_of_the_c_locale_is_not_believed(tmp_path):
    started = {"proc/self/environ": "HOME=/home/pi\0LANG=C\0TERM=xterm\0"}
    result = found("locale", tmp_path, started, bare=True, LANG="C", LC_CTYPE="C.UTF-8")
    assert (result.status, result.fix) == ("warning", "export LANG=C.UTF-8")
    started = {"proc/self/environ": "HOME=/home/pi\0LC_CTYPE=C.UTF-8\0"}
    assert found("locale", tmp_path, started, bare=True, LC_CTYPE="C.UTF-8").status == "ok"


@pytest.mark.parametrize(
    ("given", "word"),
    [({}, "256"), ({"COLORTERM": "truecolor"}, "all"), ({"TERM": "xterm"}, "16"),
     ({"NO_COLOR": "1", "COLORTERM": "24bit"}, "no colors"), ({"TERM": "xterm-kitty"}, "256")],
)  # fmt: skip
def test_colors_are_told(tmp_path, given, word):
    result = found("color", tmp_path, **given)
    assert result.status == "ok"
    assert word in result.sentence


def test_a_tmux_of_sixteen_colors_is_told(tmp_path):
    result = found("color", tmp_path, TERM="screen", TMUX="/run/tmux/default,1,0")
    option = "set -g default-terminal tmux-256color"
    assert (result.status, result.fix) == (
        "warning", f"tmux {option} && echo '{option}' >> ~/.tmux.conf",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("waits", "status"),
    [("500", "warning"), ("10", "ok"), ("100", "ok"), ("soon", "ok"), (None, "ok")],
)
def test_a_tmux_that_holds_keys_back_is_told(tmp_path, waits, status):
    answers = {} if waits is None else {"tmux show-options -sv escape-time": waits}
    result = found("multiplexer", tmp_path, answers=answers, TMUX="/run/tmux/default,1,0")
    assert result.status == status
    option = "set -s escape-time 10"
    fix = f"tmux {option} && echo '{option}' >> ~/.tmux.conf"
    assert result.fix == (fix if status == "warning" else "")


def test_outside_tmux_there_is_nothing_to_ask(tmp_path):
    answers = {"tmux show-options -sv escape-time": "500"}
    assert found("multiplexer", tmp_path, answers=answers).status == "skipped"


RUNTIME = {"XDG_RUNTIME_DIR": "/run/user/1000"}


def test_without_a_display_games_run_in_the_terminal(tmp_path):
    result = found("display", tmp_path)
    assert result.status == "ok"
    assert "terminal" in result.sentence


@pytest.mark.parametrize(
    ("given", "socket"),
    [({"DISPLAY": ":0"}, "tmp/.X11-unix/X0"), ({"DISPLAY": "unix:1.0"}, "tmp/.X11-unix/X1"),
     ({"WAYLAND_DISPLAY": "wayland-0", **RUNTIME}, "run/user/1000/wayland-0")],
)  # fmt: skip
def test_a_display_is_there_when_its_socket_is(tmp_path, given, socket):
    name = next(iter(given))
    result = found("display", tmp_path, **given)
    assert (result.status, result.fix) == ("warning", f"unset {name}")
    result = found("display", tmp_path, {socket: ""}, **given)
    assert (result.status, result.about) == ("ok", {"display": given[name]})


def test_a_display_may_have_a_socket_without_a_file(tmp_path):
    table = "Num RefCount\n0000: 00000002 00000000 00010000 0001 01 9000 @/tmp/.X11-unix/X0\n"
    assert found("display", tmp_path, {"proc/net/unix": table}, DISPLAY=":0").status == "ok"
    assert found("display", tmp_path, {"proc/net/unix": table}, DISPLAY=":10").status == "warning"


def test_a_display_that_ssh_forwards_is_believed(tmp_path):
    assert found("display", tmp_path, DISPLAY="localhost:10.0").status == "ok"


@pytest.mark.parametrize("name", ["?", "", ":", ":\0"])
def test_a_display_that_is_garbage_breaks_nothing(tmp_path, name):
    assert found("display", tmp_path, DISPLAY=name).status == ("warning" if name else "ok")


CARD = {
    "proc/asound/cards": " 0 [Headphones     ]: bcm2835_headpho - bcm2835 Headphones\n"
    "                      bcm2835 Headphones\n",
    "dev/snd/controlC0": "",
}


@pytest.mark.parametrize("cards", ["", "--- no soundcards ---\n", b"\xff\xfe"])
def test_without_a_sound_card_games_are_silent(tmp_path, cards):
    assert found("sound", tmp_path, {"proc/asound/cards": cards}).status == "skipped"


def test_a_sound_card_of_the_users_is_told(tmp_path):
    host = fake(tmp_path, CARD, modes={"dev/snd/controlC0": 0o666})
    result = look(CHECKS, "sound", host)
    assert result.status == "ok"
    assert result.about == {"card": "bcm2835_headpho - bcm2835 Headphones"}


def test_a_sound_card_that_the_user_may_not_use_is_told(tmp_path):
    result = look(CHECKS, "sound", fake(tmp_path, CARD, modes={"dev/snd/controlC0": 0o660}))
    assert (result.status, result.fix) == ("warning", "sudo usermod -aG audio $USER")


@pytest.mark.parametrize("server", ["pulse/native", "pipewire-0"])
def test_a_sound_server_has_the_right_for_the_user(tmp_path, server):
    files = CARD | {f"run/user/1000/{server}": ""}
    host = fake(tmp_path, files, modes={"dev/snd/controlC0": 0o660}, environ=ENVIRON | RUNTIME)
    assert look(CHECKS, "sound", host).status == "ok"
