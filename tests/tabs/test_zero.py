"""The ZeRO tab: what its keys do to the plan, its views, its searches and its exports."""

import gc
import json
import re
from dataclasses import replace

import msgspec
import pytest
from textual.widgets import Input

from engines import wire
from engines.zero.export.formats import FORMATS
from engines.zero.messages import Done, Reach, Request, Search
from engines.zero.modes import MODES
from engines.zero.presets import preset
from engines.zero.profiles import PROFILES
from tests import eventually
from tests.tabs import (
    LARGE,
    SMALL,
    TAB_WORDS,
    TERMINAL,
    Child,
    ascii_words,
    console,
    driver,
    fed,
    notices,
    press,
    python,
    rows,
    screen,
    sees,
    settled,
    type_in,
)
from tests.tabs.test_ascii import sent
from tests.tabs.test_language import Wide
from tui import i18n, settings
from tui.screens.setup import SetupScreen
from tui.settings import Settings
from tui.tabs.zero import MAIN, SECONDS_A_FRAME, VIEWS, ZeroTab
from tui.widgets.plan_table import PlanTable
from tui.widgets.too_small import SMALLEST
from tui.widgets.view_bar import ViewBar

FAILED = wire.Failed("The engine stopped without a word.", "killed by SIGKILL", "tail 'a log'")
REACHES = [Reach(key, 10**9, 4, 8, 4096) for key in MODES]
TITLES = [MODES[key].title for key in MAIN]


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    """The planner's child: silent, until a test says what it says."""
    played = Child(tmp_path, "zero")
    monkeypatch.setattr(ZeroTab, "ARGV", played.argv)
    return played


def planner(size=SMALL, **options):
    return console("zero", size, **options)


def asked(engine):
    decode = msgspec.json.Decoder(Request).decode
    return [decode(line) for line in engine._lines("requests")]


def table(pilot):
    """The comparison's rows, by the mode's title."""
    lines = rows(pilot)
    first = next(at for at, row in enumerate(lines) if "one GPU, GB" in row) + 1
    end = next(at for at, row in enumerate(lines) if row.startswith("─") and at > first)
    return {row[3:17].strip(): row for row in lines[first:end]}


def below(pilot):
    """The view below the table."""
    return rows(pilot)[pilot.app.frame.query_one(ViewBar).region.bottom : -2]


def viewed(pilot):
    """The name in the rule that has the mark."""
    (name,) = re.findall(r"─▸(.*?)(?: ─|$)", screen(pilot), re.MULTILINE)
    return name


def shows(pilot, view):
    pilot.app.tab.open(view)


def dialog(pilot):
    assert isinstance(pilot.app.screen, SetupScreen)
    return pilot.app.screen


async def types(pilot, field, text):
    """Over what stands in the field."""
    dialog(pilot).query_one(f"#{field}", Input).focus()
    dialog(pilot).query_one(f"#{field}", Input).value = ""
    await type_in(pilot, text)
    await settled(pilot)


# The first picture


async def test_the_first_picture_answers_which_stage_is_needed_and_starts_nothing(engine):
    async with planner() as pilot:
        head, facts = rows(pilot)[2:4]
        assert head.startswith(" ZeRO-1 is the simplest that fits on 8 × 80 GB")
        assert head.endswith("● fits")
        assert facts.startswith(" llama-2-7b 6.74 B  batch 1  seq 4,096  full checkpointing")
        assert viewed(pilot) == "formula"
        assert "12 B × Ψ / N = 12 × 6,738,415,616 / 8 = 10.1 GB" in below(pilot)[1]
        assert engine.starts == []


async def test_a_small_screen_has_eight_modes_and_a_shows_all_of_them():
    async with planner() as pilot:
        assert list(table(pilot)) == TITLES
        await press(pilot, "a")
        await eventually(lambda: list(table(pilot)) == [mode.title for mode in MODES.values()])
        assert viewed(pilot) == "formula"
        await press(pilot, "a")
        assert list(table(pilot)) == TITLES


async def test_a_large_screen_has_all_modes_all_columns_and_the_explanation_at_the_side():
    async with planner(LARGE) as pilot:
        assert len(table(pilot)) == len(MODES)
        assert "host   NVMe  moved s/step" in screen(pilot)
        shows(pilot, "step")
        await settled(pilot)
        assert any(re.search(r"│ ZeRO-1: optimizer states = 10.1 GB", row) for row in below(pilot))
        await press(pilot, "a")
        assert len(table(pilot)) == 8
        await press(pilot, "a")
        assert len(table(pilot)) == len(MODES)


async def test_the_table_follows_the_size_of_the_terminal():
    async with planner() as pilot:
        await pilot.resize_terminal(*LARGE)
        await settled(pilot)
        assert len(table(pilot)) == len(MODES)
        await pilot.resize_terminal(*SMALL)
        await settled(pilot)
        assert len(table(pilot)) == 8


async def test_the_tab_has_no_key_of_the_console_and_each_can_be_changed():
    ours = {key for binding in ZeroTab.BINDINGS for key in binding.key.split(",")}
    consoles = {key for binding in type(pilot_app()).BINDINGS for key in binding.key.split(",")}
    assert not ours & consoles
    described = [binding for binding in ZeroTab.BINDINGS if binding.description]
    assert all(binding.id.startswith("zero.") for binding in described)
    assert len({binding.id for binding in described}) == len(described)


def pilot_app():
    from tui.app import Zerodeck

    return Zerodeck("zero", TERMINAL)


async def test_a_narrow_key_line_still_has_the_tabs_main_keys():
    async with planner() as pilot:
        for words in ("m model", "v view", "f how far", "space play", "e export", "? help"):
            assert words in rows(pilot)[-1]


# The cursor


async def test_the_arrows_go_from_cell_to_cell_and_the_explanation_follows():
    async with planner() as pilot:
        assert below(pilot)[0] == " ZeRO-1: optimizer states = 10.1 GB"
        await press(pilot, "down")
        assert below(pilot)[0] == " ZeRO-2: optimizer states = 10.1 GB"
        await press(pilot, "left")
        assert below(pilot)[0] == " ZeRO-2: gradients = 1.68 GB"
        await press(pilot, "end")
        assert below(pilot)[0].startswith(" FSDP2: gradients")
        await press(pilot, "home", "up")
        assert below(pilot)[0].startswith(" DDP: gradients")
        assert sum("▸" in row for row in table(pilot).values()) == 1


async def test_the_columns_move_so_that_the_cell_under_the_cursor_is_seen():
    async with planner() as pilot:
        assert "s/step" not in screen(pilot)
        await press(pilot, *["right"] * 20)
        assert "s/step" in screen(pilot)
        assert below(pilot)[0].startswith(" ZeRO-1: time of a step = 1.72 s")
        await press(pilot, *["left"] * 20)
        assert "params" in screen(pilot)


async def test_where_the_table_has_no_room_for_all_modes_it_moves_with_the_cursor():
    async with planner((80, 18)) as pilot:
        await press(pilot, "a")
        assert len(table(pilot)) == 8
        await press(pilot, "end")
        assert list(table(pilot))[-1] == "FSDP2"
        assert below(pilot)[0].startswith(" FSDP2")
        await pilot.click(PlanTable, offset=(19, 1))
        await settled(pilot)
        assert below(pilot)[0].startswith(f" {list(MODES.values())[-8].title}: parameters")


async def test_a_click_moves_the_cursor_to_its_cell():
    async with planner() as pilot:
        at = table(pilot)["ZeRO-3"].index("62.4") - 4
        await pilot.click(PlanTable, offset=(19, 4))
        await settled(pilot)
        assert below(pilot)[0] == " ZeRO-3: parameters = 1.68 GB"
        await pilot.click(PlanTable, offset=(at, 1))
        await settled(pilot)
        assert below(pilot)[0].startswith(" DDP: parameters")
        await pilot.click(PlanTable, offset=(19, 0))
        await settled(pilot)
        assert below(pilot)[0].startswith(" DDP: parameters")


async def test_the_focus_stays_where_it_was():
    async with planner() as pilot:
        await press(pilot, "down", "v", "tab", "right")
        assert pilot.app.focused is pilot.app.tab


# The views


async def test_v_and_V_go_round_all_views():
    async with planner() as pilot:
        seen = []
        for _ in VIEWS:
            seen.append(viewed(pilot))
            await press(pilot, "v")
        assert seen == list(VIEWS.values())
        assert viewed(pilot) == "formula"
        await press(pilot, "V")
        assert viewed(pilot) == list(VIEWS.values())[-1]


@pytest.mark.some(6)
@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize(("name", "title"), VIEWS.items())
async def test_a_click_on_its_name_opens_a_view_that_has_something_to_show(name, title, size):
    async with planner(size) as pilot:
        bar = pilot.app.screen.query_one(ViewBar)
        at = screen(pilot).splitlines()[bar.region.y].index(title) + 1
        await pilot.click(ViewBar, offset=(at, 0))
        await settled(pilot)
        assert (viewed(pilot), pilot.app.tab.view) == (title, name)
        assert any(row.strip() for row in below(pilot))


async def test_the_views_follow_the_mode_under_the_cursor():
    async with planner() as pilot:
        shows(pilot, "bars")
        await settled(pilot)
        assert any(row.startswith(" ▸ ZeRO-1") for row in below(pilot))
        await press(pilot, "down", "down")
        assert any(row.startswith(" ▸ ZeRO-3") for row in below(pilot))
        shows(pilot, "gpus")
        await settled(pilot)
        assert any("3 ZeRO-3" in row for row in below(pilot))
        assert any("80.0 ┤╌" in row for row in below(pilot))


async def test_against_the_network_one_node_says_that_it_uses_none():
    async with planner() as pilot:
        shows(pilot, "network")
        await settled(pilot)
        assert "one node" in below(pilot)[0]
        await press(pilot, "n")
        await types(pilot, "gpus", "16")
        await press(pilot, "enter")
        assert "one node" not in below(pilot)[0]
        assert "GB/s of a node" in below(pilot)[-1]


# The settings


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("m", "model"),
        ("n", "gpus"),
        ("g", "gpu"),
        ("b", "batch"),
        ("s", "sequence"),
        ("o", "accumulation"),
    ],
)
async def test_a_key_opens_the_settings_at_its_field(key, field):
    async with planner() as pilot:
        await press(pilot, key)
        assert dialog(pilot).focused.id == field


async def test_the_settings_leave_the_table_in_sight():
    async with planner() as pilot:
        before = list(table(pilot).values())
        await press(pilot, "m")
        shown = rows(pilot)
        assert [row for row in before if row in shown] == before


async def test_what_is_typed_counts_at_once_and_enter_keeps_it():
    async with planner() as pilot:
        await press(pilot, "n")
        await types(pilot, "gpus", "64")
        assert "on 64 × 80 GB" in rows(pilot)[2]
        await press(pilot, "enter")
        assert not isinstance(pilot.app.screen, SetupScreen)
        assert pilot.app.tab.setup.gpus == 64
        assert "on 64 × 80 GB" in rows(pilot)[2]


async def test_esc_takes_everything_back():
    async with planner() as pilot:
        before = screen(pilot)
        await press(pilot, "m")
        await types(pilot, "model", "gpt2")
        await types(pilot, "gpus", "2")
        assert "gpt2" in rows(pilot)[3]
        await press(pilot, "escape")
        await settled(pilot)
        assert screen(pilot) == before
        assert pilot.app.tab.setup.model == preset("llama-2-7b")


async def test_what_is_taken_back_stays_back_when_a_field_loses_the_focus_late():
    async with planner() as pilot:
        await press(pilot, "n")
        screen_ = dialog(pilot)
        await types(pilot, "gpus", "64")
        await press(pilot, "escape")
        screen_.on_input_blurred()
        assert pilot.app.tab.setup.gpus == 8


async def test_a_wrong_value_is_explained_and_the_plan_stays():
    async with planner() as pilot:
        await press(pilot, "n")
        await types(pilot, "gpus", "12")
        assert "whole nodes" in screen(pilot)
        await types(pilot, "gpus", "8")
        assert "whole nodes" not in screen(pilot)
        await types(pilot, "gpu", "abacus")
        assert "abacus" in rows(pilot)[-2]
        assert "on 8 × 80 GB" in rows(pilot)[2]
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SetupScreen), "a wrong value is not kept"
        await press(pilot, "escape")
        assert "on 8 × 80 GB" in rows(pilot)[2]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("gpt2-xl", "gpt2-xl 1.56 B"), ("7.5e9", "parameters 7.50 B"), ("zero-1t", "zero-1t 1.00 T")],
)
async def test_a_model_is_a_preset_or_a_count(typed, shown):
    async with planner() as pilot:
        await press(pilot, "m")
        await types(pilot, "model", typed)
        await press(pilot, "enter")
        assert rows(pilot)[3].startswith(f" {shown}")


async def test_a_model_without_a_shape_has_unknown_activations_in_every_view():
    async with planner(LARGE) as pilot:
        await press(pilot, "m")
        await types(pilot, "model", "7.5e9")
        await press(pilot, "enter", "right")
        assert all("n/a" in row for row in table(pilot).values())
        assert "activations = n/a" in below(pilot)[0]
        for _ in VIEWS:
            await press(pilot, "v")
            assert any(row.strip() for row in below(pilot))


async def test_a_config_json_is_read_once_its_name_is_whole(tmp_path):
    file = tmp_path / "mine" / "config.json"
    file.parent.mkdir()
    file.write_text(
        '{"model_type": "gpt2", "n_layer": 2, "n_embd": 64, "n_head": 4, "vocab_size": 100,'
        ' "n_positions": 32}'
    )
    async with planner() as pilot:
        await press(pilot, "m")
        dialog(pilot).query_one("#model", Input).value = str(file)
        await settled(pilot)
        assert "llama-2-7b" in rows(pilot)[3]
        await press(pilot, "down")
        assert rows(pilot)[3].startswith(" mine 109 K")
        await press(pilot, "enter")
        assert pilot.app.tab.setup.model.shape.layers == 2


async def test_a_file_that_is_none_is_explained():
    async with planner() as pilot:
        await press(pilot, "m")
        dialog(pilot).query_one("#model", Input).value = "/nowhere/config.json"
        await press(pilot, "enter")
        assert "There is no such file." in screen(pilot)
        assert "llama-2-7b" in rows(pilot)[3]


async def test_a_name_can_be_completed():
    async with planner() as pilot:
        await press(pilot, "g")
        await types(pilot, "gpu", "h2")
        await eventually(lambda: dialog(pilot).query_one("#gpu", Input)._suggestion)
        await press(pilot, "right")
        assert dialog(pilot).query_one("#gpu", Input).value in ("h20", "h200")


async def test_the_arrows_go_to_the_field_below_and_tab_to_the_one_beside():
    async with planner() as pilot:
        await press(pilot, "m", "down")
        assert dialog(pilot).focused.id == "gpu"
        await press(pilot, "tab")
        assert dialog(pilot).focused.id == "gpus_per_node"
        await press(pilot, "up")
        assert dialog(pilot).focused.id == "gpus"
        await press(pilot, "up")
        assert dialog(pilot).focused.id == "switches"


async def test_digits_and_letters_are_text_in_the_settings():
    async with planner() as pilot:
        await press(pilot, "m")
        await types(pilot, "model", "2q")
        assert dialog(pilot).query_one("#model", Input).value == "2q"
        assert pilot.app.is_running


async def test_the_settings_fit_the_smallest_terminal():
    async with planner(SMALLEST) as pilot:
        await press(pilot, "o")
        assert dialog(pilot).focused.id == "accumulation"
        assert "accumulation" in screen(pilot)


async def test_c_and_p_go_round_checkpointing_and_profiles():
    async with planner() as pilot:
        seen = []
        for _ in range(3):
            seen.append(pilot.app.tab.setup.checkpointing)
            await press(pilot, "c")
        assert seen == ["full", "none", "selective"]
        assert "full checkpointing" in rows(pilot)[3]
        profiles = []
        for _ in PROFILES:
            profiles.append(pilot.app.tab.setup.profile)
            await press(pilot, "p")
        assert set(profiles) == set(PROFILES)
        assert pilot.app.tab.setup.profile == "paper"


# A step


async def test_space_plays_the_step_and_stops_it():
    async with planner() as pilot:
        await press(pilot, "space")
        assert viewed(pilot) == "a step"
        await sees(pilot, " ▶ ")
        pilot.app.tab.play()
        await sees(pilot, " 2/33")
        await press(pilot, "space")
        assert "▶" not in screen(pilot)
        assert pilot.app.tab.playing is None


async def test_playing_goes_on_by_itself(monkeypatch):
    monkeypatch.setattr("tui.tabs.zero.SECONDS_A_FRAME", SECONDS_A_FRAME / 50)
    async with planner() as pilot:
        await press(pilot, "space")
        await eventually(lambda: pilot.app.tab.frame > 2)


@pytest.mark.parametrize("keys", [["2"], ["v"]], ids=["another tab", "another view"])
async def test_what_nobody_sees_is_not_played(keys):
    async with planner() as pilot:
        tab = pilot.app.tab
        await press(pilot, "space")
        assert tab.playing
        await press(pilot, *keys)
        assert tab.playing is None


async def test_brackets_go_frame_by_frame_and_braces_to_the_ends():
    async with planner() as pilot:
        await press(pilot, "right_square_bracket", "right_square_bracket")
        assert viewed(pilot) == "a step"
        assert " 3/33" in below(pilot)[0]
        await press(pilot, "left_square_bracket")
        assert " 2/33" in below(pilot)[0]
        await press(pilot, "right_curly_bracket")
        assert " 33/33" in below(pilot)[0]
        await press(pilot, "right_square_bracket")
        assert " 33/33" in below(pilot)[0]
        await press(pilot, "left_curly_bracket", "left_square_bracket")
        assert " 1/33" in below(pilot)[0]


async def test_a_mode_with_a_shorter_step_shows_its_last_frame():
    async with planner() as pilot:
        await press(pilot, "down", "down", "right_curly_bracket")
        assert "51/51" in below(pilot)[0]
        await press(pilot, "home")
        count = len(pilot.app.tab.frames())
        assert count < 51
        assert f"{count}/{count}" in below(pilot)[0]
        await press(pilot, "left_square_bracket")
        assert f"{count - 1}/{count}" in below(pilot)[0]


async def test_another_plan_begins_its_step_anew():
    async with planner() as pilot:
        await press(pilot, "right_curly_bracket", "c")
        assert " 1/33" in below(pilot)[0]


@pytest.mark.parametrize(("gpus", "node"), [("7", "1"), ("5", "1"), ("1", "8"), ("1048576", "8")])
async def test_a_step_is_drawn_for_any_number_of_nodes(gpus, node):
    async with planner() as pilot:
        await press(pilot, "o")
        await types(pilot, "gpus_per_node", node)
        await types(pilot, "gpus", gpus)
        await press(pilot, "enter")
        shows(pilot, "step")
        await settled(pilot)
        assert "rank 0" in screen(pilot)


# How far


async def test_f_asks_the_engine_and_the_answers_come_in(engine):
    engine.says(*REACHES[:2])
    async with planner() as pilot:
        await press(pilot, "f")
        assert viewed(pilot) == VIEWS["reach"]
        shown = await sees(pilot, "4,096")
        assert "searching…" in shown
        await eventually(lambda: asked(engine) == [Search(pilot.app.tab.setup)])
        assert "1.00 B" in next(row for row in below(pilot) if "DDP" in row)


async def test_a_search_that_is_done_says_no_more_that_it_searches(engine, monkeypatch):
    done = Child(engine.stem.parent / "..", "zero", 'cat "$1.events"').says(*REACHES, Done())
    monkeypatch.setattr(ZeroTab, "ARGV", done.argv)
    async with planner() as pilot:
        await press(pilot, "f")
        await eventually(lambda: not pilot.app.tab.searching)
        await settled(pilot)
        assert "searching" not in screen(pilot)
        assert "f searches" not in screen(pilot)
        assert screen(pilot).count("4,096") >= 7


async def test_a_search_that_failed_shows_its_fix_and_f_tries_again(engine):
    engine.says(REACHES[0], FAILED)
    async with planner() as pilot:
        await press(pilot, "f")
        shown = await sees(pilot, FAILED.what)
        assert "$ tail 'a log'" in shown
        assert "f tries again" in shown
        await press(pilot, "y")
        assert pilot.app.clipboard == "tail 'a log'"
        await eventually(lambda: pilot.app.tab.link is None)
        engine.says(*REACHES)
        await press(pilot, "f")
        shown = await sees(pilot, "4,096")
        assert FAILED.what not in shown


async def test_another_plan_forgets_the_search_and_ends_its_engine(engine):
    engine.says(*REACHES)
    async with planner() as pilot:
        await press(pilot, "f")
        await sees(pilot, "4,096")
        await press(pilot, "c")
        await eventually(lambda: not engine.alive)
        assert "1.00 B" not in screen(pilot)
        assert "f searches" in screen(pilot)


async def test_a_hidden_tab_ends_its_search_and_keeps_what_it_found(engine):
    engine.says(*REACHES)
    async with planner() as pilot:
        await press(pilot, "f")
        await sees(pilot, "4,096")
        await press(pilot, "2")
        await eventually(lambda: not engine.alive)
        await press(pilot, "3")
        assert "1.00 B" in screen(pilot)
        assert "searching" not in screen(pilot)


async def test_searches_begun_in_haste_leave_one_engine_and_no_warning(engine, recwarn):
    async with planner() as pilot:
        for _ in range(5):
            pilot.app.tab.action_find()
        await settled(pilot)
        await eventually(lambda: len(engine.alive) == 1)
    gc.collect()
    assert [str(each.message) for each in recwarn if "never awaited" in str(each.message)] == []


async def test_the_real_engine_finds_how_far_each_mode_goes(monkeypatch):
    monkeypatch.setattr(ZeroTab, "ARGV", python("engines.serve", "zero"))
    async with planner() as pilot:
        await press(pilot, "f")
        await eventually(lambda: isinstance(pilot.app.tab.state.last, Done))
        await sees(pilot, "no limit")
        assert [reach.mode for reach in pilot.app.tab.state.reaches] == list(MODES)
        assert re.search(r"ZeRO-1 +14.2 B +2 +17 +73,069", screen(pilot))


# Exports


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the console was started."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


async def test_e_writes_the_mode_under_the_cursor_into_a_new_folder(folder):
    async with planner() as pilot:
        await press(pilot, "down", "e")
        assert "Export ZeRO-2" in screen(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        config = json.loads((folder / "zero2-deepspeed" / "ds_config.json").read_text())
        assert config["zero_optimization"]["stage"] == 2
        (notice,) = notices(pilot)
        assert str(folder / "zero2-deepspeed") in notice
        assert "ds_config.json" in notice
        assert "set your learning rate" in notice, "what the files leave to the reader"


async def test_an_export_never_touches_what_is_there(folder):
    (folder / "zero1-deepspeed").mkdir()
    kept = folder / "zero1-deepspeed" / "ds_config.json"
    kept.write_text("mine")
    async with planner() as pilot:
        await press(pilot, "e", "enter", "e", "enter")
        await settled(pilot)
        assert kept.read_text() == "mine"
        assert files(folder) >= {
            "zero1-deepspeed-2/ds_config.json",
            "zero1-deepspeed-3/ds_config.json",
        }


async def test_esc_exports_nothing(folder):
    async with planner() as pilot:
        await press(pilot, "e", "escape")
        assert files(folder) == set()
        assert notices(pilot) == []


async def test_where_nothing_can_be_written_it_says_so(monkeypatch):
    monkeypatch.chdir("/proc")  # nobody makes a folder there, not even root
    async with planner() as pilot:
        await press(pilot, "e", "enter")
        await settled(pilot)
        (notice,) = notices(pilot)
        assert "could not be written" in notice


@pytest.mark.parametrize("what", FORMATS)
@pytest.mark.parametrize("key", MODES)
async def test_every_mode_is_exported_or_refused_with_a_reason(key, what, folder):
    app = pilot_app()
    tab = ZeroTab()
    said = []
    tab.notify = lambda message, **options: said.append((message, options))
    assert app
    tab.exported(key, what)
    ((message, options),) = said
    assert message
    assert bool(files(folder)) == (options.get("severity") != "error")


# Terminals, languages, rest


@pytest.mark.some(1)
@pytest.mark.parametrize("size", [LARGE, SMALLEST])
async def test_every_view_is_ascii_where_nothing_else_can_be_drawn(size):
    async with planner(size, terminal=replace(TERMINAL, unicode=False)) as pilot:
        for _view in VIEWS:
            await press(pilot, "v")
            for key in MODES if size == LARGE else ("zero3", "infinity"):
                table = pilot.app.screen.query_one(PlanTable)
                table.row = min(list(MODES).index(key), len(table.keys) - 1)
                pilot.app.tab.look()
                await pilot.pause()
                assert [line for line in sent(pilot) if not line.isascii()] == []
        await press(pilot, "m")
        assert [line for line in sent(pilot) if not line.isascii()] == []


OWN = {
    *TAB_WORDS,
    *("DDP", "Offload", "Infinity", "CPU", "NVMe", "FSDP", "MiCS"),
    *("hpZ", "qwZ", "qgZ", "llama", "paper", "GPU", "GPUs", "tokens", "arXiv", "sections", "and"),
    *("section", "space", "offload", "GiB"),
}
"""Names, and where an explanation quotes its source."""


async def test_every_word_is_translated(monkeypatch):
    monkeypatch.setattr(i18n, "_load", lambda language: None if language == "en" else Wide())
    settings.save(replace(Settings(), language="zh_CN"))
    async with planner(LARGE) as pilot:
        for _view in VIEWS:
            await press(pilot, "v")
            shown = screen(pilot).replace("pi@zero2w", "")
            if pilot.app.tab.view == "counts":  # how others count stands in their own words
                shown = "".join(rows(pilot)[:20] + below(pilot)[:1])
            left = ascii_words(shown) - OWN
            bars = {word for word in left if set(word) <= set("PGOABCt")}
            assert left - bars == set(), pilot.app.tab.view
        await press(pilot, *["right"] * 7)
        assert ascii_words(" ".join(below(pilot)[:1])) - OWN == set()
    i18n.use("en")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_chinese_keeps_the_columns(size):
    settings.save(replace(Settings(), language="zh_CN"))
    async with planner(size) as pilot:
        for _view in VIEWS:
            await press(pilot, "v")
            strips = pilot.app.screen._compositor.render_strips()
            assert {strip.cell_length for strip in strips} == {size[0]}
        assert re.search("[\u4e00-\u9fff]", rows(pilot)[2])
    i18n.use("en")


async def test_without_colour_the_cursor_the_view_and_the_verdict_are_still_told():
    async with planner() as pilot:
        assert table(pilot)["ZeRO-1"].startswith(" ▸ ")
        assert table(pilot)["DDP"].endswith("✗ -31.1")
        assert table(pilot)["ZeRO-3"].endswith("✓ +62.4")
        assert viewed(pilot)


@pytest.mark.parametrize("size", [SMALLEST, (60, 24), (80, 18), (61, 19), (250, 70)])
async def test_whatever_the_size_every_view_can_be_looked_at(size):
    async with planner(size) as pilot:
        for key in (
            *["v"] * len(VIEWS),
            "a",
            *["v"] * len(VIEWS),
            "space",
            "f",
            "end",
            "right",
            "right",
            "right",
        ):
            await press(pilot, key)
            assert viewed(pilot)
        assert pilot.app.is_running


async def test_a_terminal_that_shrinks_and_grows_again_shows_the_same():
    async with planner(LARGE) as pilot:
        shows(pilot, "gpus")
        await settled(pilot)
        before = screen(pilot)
        for size in ((20, 5), (1, 1), SMALLEST, LARGE):
            await pilot.resize_terminal(*size)
            await settled(pilot)
        assert screen(pilot) == before


async def test_at_rest_nothing_is_written(monkeypatch):
    async with planner(recorded=True) as pilot:
        await press(pilot, "v", "v", "down")
        await settled(pilot)
        before = driver(pilot).written
        pilot.app.tab.paint()
        pilot.app.tab.look()
        fed(pilot.app.tab, [])
        await settled(pilot)
        assert driver(pilot).written == before


async def test_a_step_of_the_cursor_writes_little():
    async with planner(recorded=True) as pilot:
        await press(pilot, "down")
        before = driver(pilot).written
        await press(pilot, "down")
        assert driver(pilot).written - before < 3_000


async def test_help_tells_every_key_of_the_tab():
    async with planner((120, 60)) as pilot:
        await press(pilot, "question_mark")
        shown = screen(pilot)
        for binding in ZeroTab.BINDINGS:
            assert binding.description in shown
        assert "Adam" in shown


@pytest.mark.some(3, of="storms")
async def test_a_wild_hand_does_no_harm(rng, count):
    keys = [
        *("up", "down", "left", "right", "home", "end", "v", "V", "a", "c", "p", "space", "f"),
        *("left_square_bracket", "right_curly_bracket", "m", "o", "escape", "enter", "tab", "e"),
        *("1", "7", "9", "backspace", "delete", "x", "question_mark", "comma", "j"),
    ]
    async with planner(rng.choice([SMALL, LARGE, SMALLEST])) as pilot:
        pilot.app.tab.exported = lambda *_chosen: None
        for _ in range(count(2500)):
            await pilot.press(rng.choice(keys))
        assert pilot.app.is_running
        assert pilot.app._exception is None
