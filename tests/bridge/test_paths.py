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


@pytest.mark.parametrize("name", ["/dev/zerodeck-new", "/dev/../dev/zerodeck-new", "/dev/null"])
def test_nothing_is_made_below_dev(tmp_path: Path, name: str) -> None:
    """Root could; and a link that leads there is no way around."""
    link = tmp_path / "link"
    link.symlink_to(name)
    for path in (Path(name), link):
        with pytest.raises(OSError):
            paths.new_file(path)
        with pytest.raises(OSError):
            paths.private(path)
    assert not Path("/dev/zerodeck-new").exists()


def test_a_new_file_is_never_one_that_is_there(tmp_path: Path) -> None:
    with paths.new_file(tmp_path / "a") as file:
        file.write(b"kept")
    with pytest.raises(FileExistsError):
        paths.new_file(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"kept"
