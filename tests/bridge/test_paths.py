from pathlib import Path

import pytest

from engines import paths


def test_state_and_settings_stand_where_xdg_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/a")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/b")
    assert (paths.state(), paths.config()) == (Path("/a/zerodeck"), Path("/b/zerodeck"))


@pytest.mark.parametrize("named", ["", "relative/folder", None])
def test_a_relative_folder_is_ignored(monkeypatch: pytest.MonkeyPatch, named: str | None) -> None:
    for variable in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(variable)
        if named is not None:
            monkeypatch.setenv(variable, named)
    assert paths.state() == Path.home() / ".local/state/zerodeck"
    assert paths.config() == Path.home() / ".config/zerodeck"


def test_a_private_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    folder = paths.private(tmp_path / "a" / "b")
    assert folder == paths.private(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
