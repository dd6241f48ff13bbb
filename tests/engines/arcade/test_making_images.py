"""Drawings become images of three sizes."""

import io
import random
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from engines import paths
from engines.arcade.colors import rgb
from engines.arcade.making import folder, palette
from engines.arcade.making.__main__ import main
from engines.arcade.making.drawing import Picture
from engines.arcade.making.png import BLOCK, png, stored
from engines.arcade.making.reduction import to_4, to_6
from engines.wire import EngineError

LETTERS = {"k": 16, "w": 231, "r": 160, "y": 220, "d": 240}
COLORS = {letter: rgb(number) for letter, number in LETTERS.items()}


def decoded(data: bytes, colors: dict[str, tuple[int, int, int]] = COLORS) -> Picture:
    """The letters of what a reader of PNG that is not ours sees."""
    image = Image.open(io.BytesIO(data)).convert("RGBA")
    letters = {(*color, 255): letter for letter, color in colors.items()}
    points = [image.getpixel((x, y)) for y in range(image.height) for x in range(image.width)]
    told = "".join("." if point[3] == 0 else letters[point] for point in points)
    return tuple(told[at : at + image.width] for at in range(0, len(told), image.width))


def scribble(rng: random.Random, width: int, height: int) -> Picture:
    letters = [*rng.sample(sorted(LETTERS), rng.randint(0, len(LETTERS))), "."]
    return tuple("".join(rng.choices(letters, k=width)) for _ in range(height))


def mirrored(picture: Picture) -> Picture:
    return tuple(row[::-1] for row in picture)


@pytest.fixture
def art(tmp_path: Path) -> Path:
    (tmp_path / "game/art").mkdir(parents=True)
    return tmp_path / "game/art"


def images(art: Path) -> dict[str, Picture]:
    """By their places in the folder."""
    made = folder.made(art.parent, LETTERS)
    return {name.removeprefix("images/"): decoded(data) for name, data in made.items()}


def refused(art: Path) -> str:
    with pytest.raises(EngineError) as caught:
        folder.made(art.parent, LETTERS)
    assert caught.value.failed.what == "This drawing cannot be read."
    return caught.value.failed.why


# Drawings


def test_a_drawing_is_an_image_for_each_size_of_a_tile(art: Path) -> None:
    (art / "box.txt").write_text("# a box\nkkrr\nkkrr\nyy..\nyy..\n")
    assert images(art) == {
        "at4/box.png": ("kr", "y."),
        "at6/box.png": ("kkr", "kkr", "yy."),
        "at8/box.png": ("kkrr", "kkrr", "yy..", "yy.."),
    }


def test_frames_are_numbered(art: Path) -> None:
    (art / "walk.txt").write_text("\n# first\nkk\n# still the first\nkk\n\n\nrr\nrr\n\n")
    made = images(art)
    assert sorted(made) == [f"at{size}/walk_{frame}.png" for size in (4, 6, 8) for frame in (0, 1)]
    assert (made["at8/walk_0.png"], made["at8/walk_1.png"]) == (("kk", "kk"), ("rr", "rr"))


def test_ends_of_lines_and_blanks_at_them_do_not_matter(art: Path) -> None:
    (art / "box.txt").write_bytes(b"kk \r\n.k\r\n \r\n")
    assert images(art)["at8/box.png"] == ("kk", ".k")


def test_what_is_drawn_by_hand_stands_for_what_would_be_reduced(art: Path) -> None:
    (art / "box.txt").write_text("kkkk\n" * 4)
    (art / "box@4.txt").write_text("ry\nry\n")
    (art / "box@6.txt").write_text("r.y\n" * 3)
    made = images(art)
    assert made["at4/box.png"] == ("ry",) * 2
    assert made["at6/box.png"] == ("r.y",) * 3
    assert made["at8/box.png"] == ("kkkk",) * 4


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("kk\nkq\n", "box.txt, line 2, column 2: 'q' is no color of the palette"),
        ("# q\nkk\n\nK.\n", "box.txt, line 4, column 1: 'K' is no color of the palette"),
        ("kkk\nkk\n", "box.txt, line 2, column 3: this row ends here, and the first one has 3"),
        ("kk\nkkk\n", "box.txt, line 2, column 3: this row ends here, and the first one has 2"),
        ("kk\n\nk\n", "box.txt, line 3, column 2: this row ends here, and the first one has 2"),
        ("", "box.txt, line 1, column 1: nothing is drawn in it"),
        ("# k\n\n", "box.txt, line 1, column 1: nothing is drawn in it"),
        ("k\nk\n\nk\n", "box.txt: frames of one drawing have one height, and these [2, 1]"),
    ],
)
def test_what_is_wrong_in_a_drawing_is_told_with_its_place(art: Path, text: str, why: str) -> None:
    (art / "box.txt").write_text(text)
    assert refused(art) == f"{art}/{why}"


def test_a_drawing_that_is_no_text_is_refused(art: Path) -> None:
    (art / "box.txt").write_bytes(b"\xff\xfe")
    assert "box.txt: " in refused(art)


@pytest.mark.parametrize(
    "name",
    [
        "Box.txt",
        "9box.txt",
        "bo x.txt",
        "box.png",
        "box@5.txt",
        "box@8.txt",
        "box@.txt",
        "box-1.txt",
    ],
)
def test_a_bad_name_is_refused(art: Path, name: str) -> None:
    (art / "box.txt").write_text("k\n")
    (art / name).write_text("k\n")
    assert refused(art) == f"{art / name}: its name should be hero.txt, hero@4.txt or hero@6.txt"


def test_a_folder_in_a_folder_of_drawings_is_refused(art: Path) -> None:
    (art / "more").mkdir()
    assert "its name should be" in refused(art)


def test_a_hidden_file_of_an_editor_is_none_of_ours(art: Path) -> None:
    (art / ".box.txt.swp").write_bytes(b"\xff")
    assert images(art) == {}


def test_what_is_drawn_by_hand_for_one_size_belongs_to_a_drawing(art: Path) -> None:
    (art / "box@4.txt").write_text("k\n")
    assert refused(art) == f"{art}/box@4.txt: there is no box.txt beside it"


@pytest.mark.parametrize(
    ("by_hand", "told"),
    [("k\n", "1 of 1x1"), ("kk\nkk\n\nkk\nkk\n", "2 of 2x2"), ("kk\n", "1 of 2x1")],
)
def test_what_is_drawn_by_hand_has_the_size_and_the_frames_of_what_it_stands_for(
    art: Path, by_hand: str, told: str
) -> None:
    (art / "box.txt").write_text("kkk\n" * 3)
    (art / "box@4.txt").write_text(by_hand)
    assert refused(art) == f"{art}/box@4.txt: frames are {told} points, and should be 1 of 2x2"


def test_two_drawings_do_not_make_one_image(art: Path) -> None:
    (art / "walk.txt").write_text("k\n\nk\n")
    (art / "walk_1.txt").write_text("k\n")
    assert refused(art) == f"{art}/walk_1.txt: walk_1 is also made of walk.txt"


# The palette


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is no table [colors]"),
        ("colors = 3", "[colors] is no table"),
        ("[colors]\nkk = 16", "[colors], 'kk': a color is named by one letter"),
        ('[colors]\n"." = 16', "[colors], '.': a color is named by one letter"),
        ('[colors]\n"#" = 16', "[colors], '#': a color is named by one letter"),
        ('[colors]\n" " = 16', "[colors], ' ': a color is named by one letter"),
        ("[colors]\nk = 0", "[colors], 'k': a color is a number of 16 to 255"),
        ("[colors]\nk = 256", "[colors], 'k': a color is a number of 16 to 255"),
        ("[colors]\nk = true", "[colors], 'k': a color is a number of 16 to 255"),
        ('[colors]\nk = "16"', "[colors], 'k': a color is a number of 16 to 255"),
        ("[colors", "Expected ']'"),
    ],
)
def test_what_is_wrong_in_the_palette_is_told(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "palette.toml"
    path.write_text(text)
    with pytest.raises(EngineError, match=re.escape(f"{path}: {why}")):
        palette.read(path)


def test_a_palette_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"none\.toml"):
        palette.read(tmp_path / "none.toml")


# PNG


def test_every_drawing_is_read_as_it_was_drawn(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(5000)):
        picture = scribble(rng, rng.randint(1, 40), rng.randint(1, 40))
        assert decoded(png(picture, COLORS)) == picture


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (160, 88), (300, 300)])
def test_a_drawing_of_any_size_is_read_as_it_was_drawn(
    rng: random.Random, size: tuple[int, int]
) -> None:
    picture = scribble(rng, *size)
    assert decoded(png(picture, COLORS)) == picture


def test_an_image_is_indexed_and_holds_the_colors_that_are_in_it() -> None:
    image = Image.open(io.BytesIO(png(("k.", "wk"), COLORS)))
    assert image.mode == "P"
    assert image.info["transparency"] in (0, b"\0")
    assert image.getpalette() == [0, 0, 0, *COLORS["k"], *COLORS["w"]]


@pytest.mark.parametrize("length", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_what_is_stored_is_a_stream_of_zlib(rng: random.Random, length: int) -> None:
    data = rng.randbytes(length)
    assert zlib.decompress(stored(data)) == data


# Smaller


def test_at_4_a_block_has_its_most_frequent_color() -> None:
    assert to_4([("kkrr", "krrk", "ww..", "w.d.")]) == [("kr", "w.")]


def test_at_4_half_a_block_of_something_is_something_and_less_is_nothing() -> None:
    assert to_4([("k...", ".kr.", "....", "ww..")]) == [("k.", "w.")]


def test_at_4_of_equals_the_color_that_is_rarer_in_the_drawing_wins() -> None:
    assert to_4([("kr", "kr"), ("kk", "kk")])[0] == ("r",)
    assert to_4([("kr", "kr"), ("rr", "rr")])[0] == ("k",)


def test_at_4_an_eye_beats_half_a_block_of_skin_and_not_three_quarters() -> None:
    skin = ("rrrrrrrr",) * 6
    assert to_4([("rrrrrrrr", "rrwkkwrr", *skin)])[0][0] == "rwwr"
    assert to_4([("rrrrrrrr", "rrwrrwrr", *skin)])[0][0] == "rrrr"


def test_at_6_one_of_each_four_lines_goes() -> None:
    assert to_6([("kkkk",) * 4]) == [("kkk",) * 3]


def test_at_6_eyes_and_outlines_stay() -> None:
    face = (
        "kkkkkkkk",
        "krrrrrrk",
        "krwrrwrk",
        "krrrrrrk",
        "krrrrrrk",
        "krrrrrrk",
        "krrrrrrk",
        "kkkkkkkk",
    )
    assert to_6([face]) == [("kkkkkk", "kwrrwk", "krrrrk", "krrrrk", "krrrrk", "kkkkkk")]


def test_at_6_eyes_stay_apart() -> None:
    head = ("..rrrr..", ".rrrrrr.", ".rwwrww.", ".rwwrww.", ".rrrrrr.")
    ghost = (*head, "..rrrr..", "..rrrr..", "..r..r..")
    assert ".rwrw." in to_6([ghost])[0]


def test_at_6_of_lines_that_tell_as_much_the_rarer_one_stays() -> None:
    assert to_6([("krkrrrrr",)])[0][0].count("k") == 2


def test_at_6_specks_of_another_frame_do_not_cost_a_gate_its_bars() -> None:
    gate = ("yyyyyyyy", *["yy.yy.yy"] * 6, "yyyyyyyy")
    open_gate = ("d......d", *["........"] * 6, "d......d")
    assert to_6([gate, open_gate])[0][2] == "y.yy.y"


def test_at_6_a_stem_of_two_columns_stays_though_each_is_like_the_other() -> None:
    assert to_6([("...kk...",) * 4])[0] == ("..kk..",) * 3


def test_what_is_symmetric_stays_so(rng: random.Random, count: Callable[[int], int]) -> None:
    for width in (8, 16, 24) * count(1000):
        half = scribble(rng, width // 2, 8)
        whole = tuple(row + row[::-1] for row in half)
        for small in (*to_4([whole]), *to_6([whole])):
            assert small == mirrored(small)


def test_frames_are_reduced_alike(rng: random.Random, count: Callable[[int], int]) -> None:
    """A row that stands still is the same one in all of them."""
    for _ in range(count(5000)):
        still = scribble(rng, 8, 4)
        first, second = (still + scribble(rng, 8, 4) for _ in range(2))
        for reduced, rows in ((to_6, 3), (to_4, 2)):
            one, other = reduced([first, second])
            assert one[:rows] == other[:rows]


def test_sizes_that_do_not_divide_are_rounded_up(rng: random.Random) -> None:
    for width in range(1, 20):
        for height in range(1, 20):
            frames = [scribble(rng, width, height) for _ in range(2)]
            for small in to_4(frames):
                assert (len(small[0]), len(small)) == (-(-width // 2), -(-height // 2))
            for small in to_6(frames):
                assert (len(small[0]), len(small)) == (-(-3 * width // 4), -(-3 * height // 4))


def test_no_color_comes_into_a_small_image_that_was_not_there(rng: random.Random) -> None:
    for _ in range(50):
        picture = scribble(rng, 11, 9)
        for small in (*to_4([picture]), *to_6([picture])):
            assert {*"".join(small)} <= {*"".join(picture), "."}


# The folder


def test_only_what_changes_is_written_and_what_has_no_source_any_more_is_removed(
    art: Path,
) -> None:
    game = art.parent
    for name in ("box", "hat"):
        (art / f"{name}.txt").write_text("k\n")
    folder.write(game, folder.made(game, LETTERS))
    before = {path: path.stat().st_mtime_ns for path in game.glob("images/*/box.png")}
    assert len(before) == 3
    (art / "hat.txt").unlink()
    (art / "cap.txt").write_text("r\n")
    folder.write(game, folder.made(game, LETTERS))
    assert before == {path: path.stat().st_mtime_ns for path in game.glob("images/*/box.png")}
    assert {path.stem for path in game.glob("images/*/*")} == {"box", "cap"}


def test_what_is_wrong_in_one_game_does_not_keep_the_others_from_being_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arcade = tmp_path / "arcade"
    arcade.mkdir()
    (arcade / "palette.toml").write_text("[colors]\nk = 16\n")
    for name, drawn in (("bad", "q\n"), ("good", "k\n\nk\n"), ("none", "")):
        (arcade / name / "art").mkdir(parents=True)
        (arcade / name / "art/box.txt").write_text(drawn)
    monkeypatch.setattr(paths, "ASSETS", arcade.parent)
    with pytest.raises(SystemExit) as caught:
        main()
    said = str(caught.value).splitlines()
    assert [re.sub(r".*/arcade/", "", line) for line in said] == [
        "bad/art/box.txt, line 1, column 1: 'q' is no color of the palette",
        "none/art/box.txt, line 1, column 1: nothing is drawn in it",
    ]
    assert capsys.readouterr().out == "good: 2 images, 0 sounds, 1 kB\n"
    assert len(list(arcade.glob("*/images/*/*.png"))) == 6


def test_games_are_the_folders_that_hold_drawings_or_recipes(art: Path) -> None:
    arcade = art.parents[1]
    (arcade / "noisy").mkdir()
    (arcade / "noisy/sounds.toml").touch()
    (arcade / "other").mkdir()
    assert folder.games(arcade) == [arcade / "game", arcade / "noisy"]
