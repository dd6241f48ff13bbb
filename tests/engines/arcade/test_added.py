"""Somebody else's programs in the cabinet."""

from pathlib import Path

import pytest

from engines.arcade import added, lobby
from engines.arcade.added import NO_PROGRAM, NOT_ADDED, WHICH, add, all_added, remove
from engines.arcade.messages import Lobby
from engines.wire import EngineError

PROGRAM = "TITLE = 'My game'\nWIDTH = 100\ndef draw():\n    screen.clear()\n"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "My Game.py"
    path.write_text(PROGRAM)
    return path


def test_it_stands_there_with_what_was_said_of_it(program: Path) -> None:
    said = add(program, author="Ann", link="https://example.org", licence="MIT")
    assert (said.name, said.title, said.path) == ("my-game", "My game", str(program))
    assert all_added() == {"my-game": said}
    listed = lobby.answered(Lobby()).games[-1]
    assert (listed.title, listed.levels, listed.added) == ("My game", (), said)


def test_added_once_more_it_is_there_once(program: Path) -> None:
    add(program)
    assert add(program, author="Bob").name == "my-game"
    assert [each.author for each in all_added().values()] == ["Bob"]


def test_names_are_told_apart(tmp_path: Path) -> None:
    names = []
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "podline.py").write_text(PROGRAM)
        names.append(add(tmp_path / folder).name)
    assert names == ["podline-2", "podline-3", "podline-4"]


def test_a_file_that_is_called_as_all_are_has_its_folders_name(tmp_path: Path) -> None:
    (tmp_path / "Star Hunt").mkdir()
    (tmp_path / "Star Hunt/main.py").write_text("def draw(): pass")
    said = add(tmp_path / "Star Hunt")
    assert (said.name, said.title) == ("star-hunt", "Star Hunt")


def test_of_a_folder_the_one_program_is_taken(tmp_path: Path, program: Path) -> None:
    (tmp_path / "levels.py").write_text("LEVELS = []\n")
    (tmp_path / "broken.py").write_text("def draw(:\n")
    assert add(tmp_path).path == str(program)
    (tmp_path / "other.py").write_text(PROGRAM)
    with pytest.raises(EngineError) as caught:
        add(tmp_path)
    assert caught.value.failed.what == WHICH
    assert "My Game.py, other.py" in caught.value.failed.why


@pytest.mark.parametrize(
    "content", ["", "x = 1", "def draw(:", "\0", "def other(): pass", "(" * 5000], ids=range(6)
)
def test_what_is_no_program_is_refused_and_not_run(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.py"
    path.write_text(content)
    with pytest.raises(EngineError) as caught:
        add(path)
    assert caught.value.failed.what == NO_PROGRAM
    assert all_added() == {}


def test_nothing_of_it_is_run(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n{PROGRAM}")
    add(path)
    assert not (tmp_path / "ran").exists()


def test_files_that_are_not_there_devices_and_folders_without_any_are_refused(
    tmp_path: Path,
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    names = (
        tmp_path / "none.py",
        tmp_path / "empty",
        tmp_path / "loop",
        "/dev/zero",
        "~no/a",
        "\0",
    )
    for path in map(Path, names):
        with pytest.raises(EngineError) as caught:
            add(path)
        assert caught.value.failed.what == NO_PROGRAM


def test_what_is_said_of_it_cannot_drive_a_terminal(program: Path) -> None:
    with pytest.raises(EngineError):
        add(program, author="\x1b]0;x\x07")
    program.write_text("TITLE = 'a\\x1b[2Jb'\n" + PROGRAM.partition("\n")[2])
    assert add(program).title == "a[2Jb"


def test_it_goes_and_the_program_stays(program: Path) -> None:
    add(program)
    assert remove("my-game").path == str(program)
    assert all_added() == {}
    assert program.read_text() == PROGRAM
    with pytest.raises(EngineError) as caught:
        remove("my-game")
    assert caught.value.failed.what == NOT_ADDED


def test_a_list_that_is_broken_is_said_and_kept(program: Path) -> None:
    add(program)
    added.kept().write_bytes(b"[{")
    with pytest.raises(EngineError) as caught:
        add(program)
    assert caught.value.failed.fix.startswith("mv ")
    assert added.kept().read_bytes() == b"[{"
