"""The file picker: a path to type, what it could become, and what is no file."""

import shutil
from pathlib import Path

import pytest
from textual.events import Key
from textual.widgets import Input

from tests import eventually
from tests.tabs import console, press, rows, settled, type_in
from tui import recent
from tui.screens.file_picker import FilePicker, candidates
from tui.screens.source_picker import SourcePicker
from tui.widgets.options import Options


@pytest.fixture
def folder(tmp_path, monkeypatch):
    made = tmp_path / "files"
    (made / "sub").mkdir(parents=True)
    for name in ("a.hex", "b.bin", "b.HEX", ".hidden"):
        (made / name).write_text(name)
    monkeypatch.chdir(made)
    return made


def names(found):
    return [Path(path).name + ("/" if path.endswith("/") else "") for path in found]


def test_what_a_path_could_become_hides_what_is_hidden(folder):
    assert names(candidates(f"{folder}/")) == ["a.hex", "b.HEX", "b.bin", "sub/"]
    assert names(candidates(f"{folder}/.")) == [".hidden"]
    assert names(candidates(f"{folder}/b")) == ["b.HEX", "b.bin"]


def test_suffixes_narrow_the_files_but_not_the_folders(folder):
    assert names(candidates(f"{folder}/", (".hex",))) == ["a.hex", "b.HEX", "sub/"]


def test_a_path_may_be_relative_or_begin_at_home(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder))
    assert "a.hex" in candidates("")
    assert "~/a.hex" in candidates("~/")


@pytest.mark.parametrize(
    "typed", ["/does/not/exist/", "~nobody-here/", "~nobody-here", "x" * 300 + "/", "a\0b/"]
)
def test_where_nothing_can_be_listed_nothing_is(typed):
    assert candidates(typed) == []


def test_a_folder_that_may_not_be_read_lists_nothing(folder, monkeypatch):
    def refused(path):
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "iterdir", refused)
        assert candidates(f"{folder}/") == []


def test_an_entry_that_may_not_be_looked_at_is_listed_as_a_file(folder, monkeypatch):
    """As in a folder that may be read but not entered."""

    def refused(path, **_):
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", refused)
        assert "a.hex" in names(candidates(f"{folder}/"))


async def pick(pilot, *, opened=(), **options):
    """Open a picker; what it is dismissed with goes to `opened`."""
    picker = FilePicker("Which file?", "series", **options)
    await pilot.app.push_screen(picker, opened.append if isinstance(opened, list) else None)
    await settled(pilot)
    return picker


def listed(picker):
    return [option.id for option in picker.query_one(Options).options]


def marked(pilot):
    """What the mark stands at."""
    return [row[row.index("▸") :].rstrip() for row in rows(pilot) if "▸" in row]


def problem(picker):
    return str(picker.query_one("#problem").render())


async def test_a_file_is_chosen_by_typing_completing_and_enter(folder):
    chosen = []
    async with console() as pilot:
        picker = await pick(pilot, opened=chosen, start=f"{folder}/")
        await type_in(pilot, "a")
        await press(pilot, "tab")
        assert picker.query_one(Input).value == f"{folder}/a.hex"
        await press(pilot, "enter")
        assert chosen == [folder / "a.hex"]
        assert recent.load().files["series"][0] == folder / "a.hex"


async def test_keys_that_come_all_at_once_act_in_the_order_in_which_they_came(folder):
    recent.opened_file("image", folder / "b.bin")
    async with console() as pilot:
        pilot.app.push_screen(FilePicker("Open", "image"))
        await settled(pilot)
        for key in ("x", "backspace", "s", "u", "tab", "backspace", "x", "left", "y"):
            pilot.app.post_message(Key(key, key if len(key) == 1 else None))
        field = pilot.app.screen.query_one(Input)
        await eventually(lambda: field.value == "subyx")


async def test_a_file_is_chosen_from_the_list(folder):
    chosen = []
    async with console() as pilot:
        await pick(pilot, opened=chosen, start=f"{folder}/")
        await press(pilot, "down", "down", "enter")
        assert chosen == [folder / "b.HEX"]


async def test_a_folder_is_entered_not_chosen(folder):
    (folder / "sub" / "deep.hex").touch()
    chosen = []
    async with console() as pilot:
        picker = await pick(pilot, opened=chosen, start=f"{folder}/")
        await press(pilot, *["down"] * 4, "enter")
        assert picker.query_one(Input).value.endswith("/sub/")
        assert chosen == []
        await press(pilot, "down", "enter")
        assert chosen == [folder / "sub" / "deep.hex"]


async def test_recent_files_are_offered_first(folder):
    for name in ("a.hex", "b.bin"):
        recent.opened_file("series", folder / name)
    recent.opened_file("firmware", folder / "b.HEX")
    chosen = []
    async with console() as pilot:
        picker = await pick(pilot, opened=chosen)
        assert names(listed(picker)) == ["b.bin", "a.hex"]
        await press(pilot, "down", "enter")
        assert chosen == [folder / "a.hex"]


async def test_enter_in_an_empty_field_takes_the_file_that_was_used_last_as_is_marked(folder):
    for name in ("a.hex", "b.bin"):
        recent.opened_file("series", folder / name)
    chosen = []
    async with console() as pilot:
        picker = await pick(pilot, opened=chosen)
        assert picker.highlighted() == str(folder / "b.bin")
        assert len(marked(pilot)) == 1
        await press(pilot, "enter")
        assert chosen == [folder / "b.bin"]


async def test_where_nothing_was_used_yet_the_folder_is_listed_and_one_enter_takes_nothing(folder):
    """It marks the first: a file that nobody has named is not flashed by one key."""
    chosen = []
    async with console() as pilot:
        picker = await pick(pilot, opened=chosen)
        assert names(listed(picker)) == ["a.hex", "b.HEX", "b.bin", "sub/"]
        await press(pilot, "enter")
        assert chosen == []
        assert picker.query_one(Input).value == ""
        assert marked(pilot) == ["▸ a.hex"]
        await press(pilot, "enter")
        assert chosen == [folder / "a.hex"]


async def test_a_name_is_listed_as_it_is_written(folder):
    (folder / "[bold]x.hex").touch()
    async with console() as pilot:
        await pick(pilot)
        assert any("[bold]x.hex" in row for row in rows(pilot))


@pytest.mark.parametrize("typed", ["gone.hex", "~nobody-here/x", "x" * 300], ids=str.__len__)
async def test_what_is_no_file_is_refused_in_words(folder, typed):
    chosen = []
    async with console() as pilot:
        picker = await pick(pilot, opened=chosen, start=typed)
        await press(pilot, "enter")
        assert chosen == []
        assert problem(picker)
        await type_in(pilot, "z")
        assert problem(picker) == ""


@pytest.mark.parametrize("picker", [FilePicker, SourcePicker])
async def test_where_the_folder_that_we_are_in_is_gone_nothing_is_chosen_from_it(folder, picker):
    async with console() as pilot:
        pilot.app.push_screen(picker("Open", "image"))
        await settled(pilot)
        shutil.rmtree(folder)
        pilot.app.screen.query_one(Input).value = "./"
        await press(pilot, "enter")
        assert "No such file or directory" in "\n".join(rows(pilot))
        assert isinstance(pilot.app.screen, picker)


async def test_an_existing_file_is_replaced_only_by_a_second_enter(folder):
    chosen = []
    async with console() as pilot:
        picker = await pick(pilot, opened=chosen, start="a.hex", save=True)
        await press(pilot, "enter")
        assert chosen == []
        assert "once more replaces it" in problem(picker)
        await press(pilot, "enter")
        assert chosen == [folder / "a.hex"]


async def test_another_name_asks_again(folder):
    chosen = []
    async with console() as pilot:
        picker = await pick(pilot, opened=chosen, start="a.hex", save=True)
        await press(pilot, "enter")
        for name in ("b.bin", "a.hex"):
            picker.type(name)
            await settled(pilot)
        await press(pilot, "enter")
        assert "once more replaces it" in problem(picker)
        await press(pilot, "z", "backspace", "enter")
        assert chosen == []


async def test_a_new_file_needs_a_folder(folder):
    chosen = []
    async with console() as pilot:
        picker = await pick(pilot, opened=chosen, start="gone/new.txt", save=True)
        await press(pilot, "enter")
        assert "no such folder" in problem(picker)
        picker.type("sub/new.txt")
        await settled(pilot)
        await press(pilot, "enter")
        assert chosen == [folder / "sub" / "new.txt"]


async def test_escape_chooses_nothing(folder):
    chosen = []
    async with console() as pilot:
        await pick(pilot, opened=chosen, start="a.hex")
        await press(pilot, "escape")
        assert chosen == [None]


async def test_a_large_folder_is_listed_in_part_and_narrowed_by_typing(folder):
    for number in range(1000):
        (folder / "sub" / f"{number:04}.txt").touch()
    assert len(candidates(f"{folder}/sub/")) == 200
    assert names(candidates(f"{folder}/sub/099"))[-1] == "0999.txt"
