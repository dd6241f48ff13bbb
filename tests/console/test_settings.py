"""The settings file: what is read, what is wrong, what is written."""

import dataclasses
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui import hand_file, settings
from tui.settings import Settings

CHOSEN = Settings(
    theme="nord",
    language="zh_CN",
    glyphs="ascii",
    rate=4,
    colors="china",
    animations="off",
    bell=False,
    mouse=False,
    keys={"app.help": "f1", 'odd "name"': "ctrl+s"},
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "zerodeck" / "settings.toml"


def write(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def test_without_a_file_all_is_default(path):
    assert settings.load(path) == (Settings(), [])


def test_what_was_saved_is_loaded(path):
    settings.save(CHOSEN, path)
    assert settings.load(path) == (CHOSEN, [])
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["settings.toml"]


def test_the_file_stands_where_xdg_says(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    settings.save(CHOSEN)
    assert (tmp_path / "zerodeck" / "settings.toml").exists()
    assert settings.load() == (CHOSEN, [])


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Settings)])
@pytest.mark.parametrize("value", ["7", "1.5", "[]", '""', "2025-01-01", "{ a = 1 }"])
def test_a_bad_value_costs_only_itself(path, name, value):
    other = "bell" if name != "bell" else "mouse"
    write(path, f"{other} = false\n{name} = {value}\n")
    loaded, problems = settings.load(path)
    assert loaded == dataclasses.replace(Settings(), **{other: False})
    assert len(problems) == 1
    assert str(path) in problems[0]
    assert name in problems[0]
    assert "ccepted" in problems[0]


def test_a_problem_names_what_is_accepted(path):
    write(path, "rate = true\n")
    assert settings.load(path)[1] == [
        f'{path}: rate cannot be true. Accepted: "auto", 1, 2, 4, 10.'
    ]


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"[keys", b"bell = 1\nbell = 2"])
def test_a_broken_file_means_defaults_and_is_set_aside_by_saving(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    loaded, problems = settings.load(path)
    assert loaded == Settings()
    assert str(path) in problems[0]
    settings.save(CHOSEN, path)
    assert settings.load(path) == (CHOSEN, [])
    assert path.with_name("settings.toml.broken").read_bytes() == content


def test_a_folder_in_its_place_means_defaults(path):
    path.mkdir(parents=True)
    loaded, problems = settings.load(path)
    assert loaded == Settings()
    assert len(problems) == 1


def test_a_bad_key_costs_only_itself(path):
    write(path, '[keys]\nhelp = "f1"\nquit = 3\n')
    loaded, problems = settings.load(path)
    assert loaded.keys == {"help": "f1"}
    assert "keys.quit" in problems[0]


def test_settings_of_a_newer_version_survive(path):
    newer = 'theme = "nord"\nfuture = [1, "a", {b = 2}]\nwhen = 2025-01-01T00:00:00\n'
    write(path, newer + "[panes]\nleft = 0.5\ndeep.er = true\n[keys]\nhelp = 'f1'\n")
    settings.save(CHOSEN, path)
    stored = tomllib.loads(path.read_text())
    assert stored["future"] == [1, "a", {"b": 2}]
    assert stored["when"].year == 2025
    assert stored["panes"] == {"left": 0.5, "deep": {"er": True}}
    assert stored["keys"] == CHOSEN.keys
    assert settings.load(path) == (CHOSEN, [])


def test_a_link_stays_a_link(path, tmp_path):
    path.parent.mkdir()
    path.symlink_to(tmp_path / "dotfiles.toml")
    settings.save(CHOSEN, path)
    assert path.is_symlink()
    assert settings.load(path) == (CHOSEN, [])


def test_a_failed_write_leaves_the_old_file(path, monkeypatch):
    settings.save(CHOSEN, path)
    monkeypatch.setattr(hand_file.os, "fdopen", lambda *_, **__: (_ for _ in ()).throw(OSError()))
    with pytest.raises(OSError):
        settings.save(Settings(), path)
    assert settings.load(path) == (CHOSEN, [])


@given(
    st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
)
def test_any_text_survives_the_writer(tmp_path_factory, keys):
    path = tmp_path_factory.getbasetemp() / "any" / "settings.toml"
    wanted = Settings(keys={name: key for name, key in keys.items() if key})
    settings.save(wanted, path)
    assert settings.load(path) == (wanted, [])


def test_live_rate_is_lower_over_ssh():
    assert settings.live_hertz(Settings(), {}) == 10
    assert settings.live_hertz(Settings(), {"SSH_TTY": "/dev/pts/0"}) == 2
    assert settings.live_hertz(Settings(), {"SSH_CONNECTION": "a 1 b 22"}) == 2
    assert settings.live_hertz(Settings(rate=4), {"SSH_TTY": "/dev/pts/0"}) == 4


def test_no_device_is_read_or_replaced(tmp_path):
    """A link to one, as people make to have no settings."""
    path = tmp_path / "settings.toml"
    for device in ("/dev/null", "/dev/zero"):
        path.unlink(missing_ok=True)
        path.symlink_to(device)
        found, problems = settings.load(path)
        assert found == Settings()
        assert len(problems) == 1
        with pytest.raises(OSError, match="no regular file"):
            settings.save(Settings(), path)
        assert Path(device).is_char_device()
