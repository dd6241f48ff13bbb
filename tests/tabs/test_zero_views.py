"""The views below the ZeRO tab's table, and its words: rows for a plan and a size."""

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from engines import wire
from engines.wire import EngineError
from engines.zero import search
from engines.zero.explain import CELLS, explain
from engines.zero.messages import Cell, Cells, Reach
from engines.zero.model import MOST_PARAMETERS, Model
from engines.zero.modes import MODES
from engines.zero.plan import plan
from engines.zero.presets import preset
from engines.zero.profiles import PROFILES
from engines.zero.setup import Setup
from engines.zero.state import State
from engines.zero.timeline import timeline
from tests.tabs.zero_setups import LLAMA, cells, modes, setups, sizes
from tui.runs import plain, width
from tui.tabs import zero_fields, zero_step, zero_tables, zero_views, zero_words
from tui.tabs.zero_fields import FIELDS, changed
from tui.tabs.zero_step import drawn_setup
from tui.wrapping import wrapped

MAIN = ("ddp", "zero1", "zero2", "zero3", "offload", "infinity", "zeropp", "fsdp2")
PLAN = plan(LLAMA)
REACHES = tuple(Reach(key, 10**9, 4, 8, 4096) for key in MODES)


def replaced(setup=LLAMA, **fields):
    return msgspec.structs.replace(setup, **fields)


def text(rows):
    return [plain(row).rstrip() for row in rows]


def within(rows, size):
    return len(rows) <= size[1] and all(width(row) <= size[0] for row in rows)


# Whatever the setup and the size


@settings(deadline=None)
@given(setups(), modes, cells, sizes)
def test_an_explanation_stays_in_its_place(setup, mode, cell, size):
    table = plan(setup, [MODES[mode]])
    found = explain(table, mode, cell)
    rows = zero_views.explanation(found, MODES[mode].title, *size)
    assert within(rows, size)


@settings(deadline=None)
@given(setups(), modes, sizes, st.booleans())
def test_bars_and_reaches_stay_in_their_place(setup, mode, size, searching):
    table = plan(setup)
    assert within(zero_views.bars(table, tuple(MODES), mode, *size), size)
    for state in (State(), State(reaches=REACHES[:5])):
        rows = zero_views.reaches(state, table, tuple(MODES), mode, searching, *size)
        assert within(rows, size)


@settings(deadline=None, max_examples=40)
@given(setups(), modes, sizes)
def test_charts_stay_in_their_place(setup, mode, size):
    drawn = [MODES[mode], MODES["zero3"]]
    tables = [plan(search.with_gpus(setup, gpus), drawn) for gpus in search.counts(setup)]
    assert tables, "there is always a number to look at: the setup's own"
    keys = tuple(each.key for each in drawn)
    assert within(zero_views.against_gpus(tables, keys, *size), size)
    networks = [plan(setup, drawn)]
    assert within(zero_views.against_network(networks, keys, *size), size)


@settings(deadline=None, max_examples=40)
@given(setups(), st.sampled_from([0, 1, 2, 3]), sizes, st.booleans())
def test_holes_accountings_and_models_stay_in_their_place(setup, stage, size, searching):
    assert within(zero_tables.holes(setup, setup.ranks, *size), size)
    assert within(zero_tables.accountings(plan(setup, []), stage, *size), size)
    models = [setup.model, preset("gpt2")]
    found = State(cells=tuple(grid(setup, models)))
    for state in (State(), found):
        assert within(zero_tables.models(state, tuple(MODES), searching, *size), size)


def grid(setup, models):
    for model in models:
        table = plan(replaced(setup, model=model, pipeline=1))
        rows = table.rows.items()
        cells = [Cell(setup.gpus, key, row.total, row.fits) for key, row in rows]
        yield Cells(model.name, model.parameters, tuple(cells))


@settings(deadline=None)
@given(setups(), modes, st.integers(-1, 200), sizes)
def test_every_setup_has_a_step_to_draw(setup, mode, at, size):
    ranks = min(setup.ranks, 8)
    few = drawn_setup(setup, ranks)
    frames = timeline(few, MODES[mode], PROFILES[setup.profile])
    assert few.parameters == setup.parameters
    rows = zero_step.stepped(frames, at, ranks, True, *size)
    assert within(rows, size)


@settings(deadline=None)
@given(setups())
def test_the_head_of_the_tab_speaks_about_every_setup(setup):
    table = plan(setup)
    said = plain(zero_words.sentence(table))
    word, role = zero_words.health(table)
    assert ("Nothing fits" in said) == (role == "danger")
    assert "lacks -" not in said
    assert word
    assert plain(zero_words.facts(table))


# The explanation


def test_an_explanation_is_the_cell_its_summands_and_its_source():
    rows = text(zero_views.explanation(explain(PLAN, "zero1", "optimizer"), "ZeRO-1", 80, 8))
    assert rows[0] == " ZeRO-1: optimizer states = 10.1 GB"
    assert rows[1] == "   optimizer states  12 B × Ψ / N = 12 × 6,738,415,616 / 8 = 10.1 GB"
    assert rows[2].startswith("   [ZeRO (arXiv 1910.02054)")


def test_every_cell_has_its_name_spelled_out():
    assert zero_views.CELLS.keys() == CELLS.keys()


def test_what_nobody_knows_is_not_zero():
    unknown = plan(replaced(model=Model("7.5e9", 7_500_000_000)))
    (head, *_) = text(zero_views.explanation(explain(unknown, "ddp", "activations"), "DDP", 80, 8))
    assert head == " DDP: activations = n/a"


def test_a_printed_figure_that_differs_is_marked_as_a_quotation():
    rows = text(zero_views.explanation(explain(PLAN, "zero2", "total"), "ZeRO-2", 100, 40))
    assert any(row.startswith("   Printed: 15.93GB,") for row in rows)


def test_more_than_there_is_room_for_ends_with_a_mark():
    found = explain(PLAN, "zero2", "total")
    whole = zero_views.explanation(found, "ZeRO-2", 80, 40)
    rows = zero_views.explanation(found, "ZeRO-2", 80, 6)
    assert len(whole) > 6
    assert rows[:5] == whole[:5]
    assert text(rows)[5] == "   …"


words = st.text(st.sampled_from("ab 内Ψ"), max_size=40)


@given(st.lists(words, max_size=6), st.integers(1, 100))
def test_a_broken_row_keeps_all_its_letters_and_its_width(parts, columns):
    rows = wrapped([(part, "text") for part in parts], columns)
    assert all(width(row) <= columns for row in rows)
    if columns >= 18:
        shown = "".join(map(plain, rows))
        assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", "".join(parts))
        assert all(plain(row).strip() for row in rows[1:])


def test_what_fits_is_not_broken():
    row = [("one ", "text"), ("two", "muted")]
    assert wrapped(row, 20) == [row]


# Bars


def test_a_bar_is_as_long_as_its_mode_is_large():
    rows = text(zero_views.bars(PLAN, MAIN, "zero3", 80, 10))
    assert rows[0].split()[:2] == ["P", "parameters"]
    ddp, zero1, _zero2, zero3 = rows[1:5]
    assert ddp.count("O") > zero1.count("O") > 0
    assert ddp.endswith("111.1 GB")
    assert zero3.startswith(" ▸ ZeRO-3")
    assert {row[:3] for row in rows[1:4]} == {"   "}


def test_every_part_that_is_there_can_be_seen():
    for row in text(zero_views.bars(PLAN, MAIN, "ddp", 80, 10))[1:5]:
        assert set("PGOAB") <= set(row[21:-11])


@pytest.mark.parametrize("here", MODES)
def test_the_mode_under_the_cursor_is_among_those_with_a_bar(here):
    rows = text(zero_views.bars(PLAN, tuple(MODES), here, 80, 6))
    assert len(rows) == 6
    assert sum("▸" in row for row in rows) == 1


# How far


def reached(state, setup=LLAMA, searching=False, keys=("ddp", "zero3")):
    return text(zero_views.reaches(state, plan(setup), keys, "zero3", searching, 80, 8))


def test_before_a_search_the_view_says_which_key_begins_one():
    rows = reached(State())
    assert rows[0].startswith("   f searches")
    assert [row.strip() for row in rows[1:]] == ["DDP", "▸ ZeRO-3"]


def test_a_search_fills_row_after_row():
    rows = reached(State(reaches=REACHES[:1]), searching=True)
    assert rows[0].startswith("   searching…")
    assert rows[1].split() == ["DDP", "1.00", "B", "4", "8", "4,096"]
    assert rows[2].split() == ["▸", "ZeRO-3", *["…"] * 4]


def test_the_end_of_a_search_is_a_limit_or_none():
    most = Reach("zero3", MOST_PARAMETERS, 1, search.MOST_BATCH, search.MOST_SEQUENCE)
    none = Reach("ddp", 0, None, 0, 0)
    rows = reached(State(reaches=(none, most)))
    assert rows[1].split() == ["DDP", *["none"] * 4]
    assert rows[2].count("no limit") == 3


def test_without_a_shape_no_batch_is_promised():
    rows = reached(State(reaches=REACHES), replaced(model=preset("zero-7.5b")))
    assert rows[1].split()[-2:] == ["n/a", "n/a"]


# Holes, accountings, models


def test_md_closes_holes_or_says_what_is_left():
    rows = text(zero_tables.holes(replaced(checkpointing="none"), 8, 80, 8))
    assert rows[0].startswith("   without MD")
    assert rows[2].startswith("   with MD")
    assert set(rows[1].strip()) <= set("CAGt·")
    assert "tensors" in text(zero_tables.holes(replaced(model=Model("1", 1)), 8, 80, 8))[0]


def test_every_accounting_stands_beside_the_papers():
    rows = text(zero_tables.accountings(PLAN, 3, 100, 30))
    assert "states, stage 3" in rows[0]
    assert len(rows) > 3
    assert any("+0.0" in row for row in rows)


def test_models_say_in_which_mode_they_fit():
    state = State(cells=tuple(grid(LLAMA, [preset("gpt2"), preset("llama-2-70b")])))
    rows = text(zero_tables.models(state, MAIN, False, 120, 8))
    assert [row.split()[0] for row in rows[1:]] == ["gpt2", "llama-2-70b"]
    assert rows[1].count("✓") == len(MAIN)
    assert rows[2].count("✗") > 0
    assert "f tries" in text(zero_tables.models(State(), MAIN, False, 80, 8))[0]


# Charts


def test_memory_falls_with_gpus_and_the_gpus_own_is_a_line():
    tables = [plan(search.with_gpus(LLAMA, gpus)) for gpus in search.counts(LLAMA)]
    rows = text(zero_views.against_gpus(tables, ("zero3", "ddp"), 100, 16))
    (limit,) = [row for row in rows if "╌" in row]
    assert limit.startswith("  80.0 ┤")
    assert rows[-1].split()[:3] == ["GB", "1", "2"]
    assert rows[-1].endswith("GPUs")
    assert sum(row[8:78].count("3") for row in rows[:-2]) == len(tables)


def test_the_setups_own_number_of_gpus_is_among_those_drawn():
    odd = replaced(gpus=12, gpus_per_node=12)
    assert 12 in search.counts(odd)
    three = replaced(gpus=21, gpus_per_node=3, tensor=3)
    assert 21 in search.counts(three)


def test_one_node_does_not_use_the_network_and_the_view_says_so():
    one, two = (plan(replaced(gpus=gpus)) for gpus in (8, 16))
    assert "one node" in text(zero_views.against_network([one], ("zero3",), 80, 9))[0]
    assert not any(
        "one node" in row for row in text(zero_views.against_network([two], ("zero3",), 80, 9))
    )


def test_every_mode_has_a_mark_of_its_own():
    assert zero_views.MARKS.keys() == MODES.keys()
    assert len(set(zero_views.MARKS.values())) == len(MODES)


# A step


def frames(mode, setup=LLAMA):
    return timeline(drawn_setup(setup, min(setup.ranks, 8)), MODES[mode], PLAN.profile)


def drawn(mode, at, setup=LLAMA, height=12):
    return text(zero_step.stepped(frames(mode, setup), at, min(setup.ranks, 8), False, 80, height))


def test_at_rest_every_rank_of_stage_3_has_an_eighth_of_all_three():
    head, more, _weights, *ranks, _legend = drawn("zero3", 0)
    assert more == ""
    assert head == "     1/51  At rest, between two steps"
    assert len(ranks) == 8
    for at, row in enumerate(ranks):
        assert row.startswith(f" rank {at}   P ")
        parameters, gradients, optimizer = re.split(r"  ?[PGO] ", row)[1:]
        assert parameters.count("█") == optimizer.count("█") == 6  # one of each unit
        assert set(gradients) == {"·"}


def test_a_gathered_unit_passes_and_is_marked_so():
    gathered = next(
        at for at, each in enumerate(frames("zero3")) if each.caption.startswith("All-gather")
    )
    assert all("▄▄" in row for row in drawn("zero3", gathered)[3:11])


def test_what_is_reduced_differs_from_what_is_not_without_colours():
    found = frames("zero2")
    reduced = next(at for at, each in enumerate(found) if each.caption.startswith("Reduce"))
    before, after = drawn("zero2", reduced - 1), drawn("zero2", reduced)
    assert all("●" not in row for row in before[3:11])
    assert all("●" in row for row in after[3:11]), "also where a shard is less than a cell"


def test_updated_states_elsewhere_are_large_letters():
    found = frames("offload")
    updated = next(at for at, each in enumerate(found) if each.caption.startswith("Update"))
    rows = drawn("offload", updated)
    assert any("h" in row for row in rows[3:11])
    assert any("H" in row for row in rows[3:11])
    assert "h host" in rows[-1]
    assert "NVMe" not in rows[-1]


def test_the_last_frame_is_shown_where_a_step_has_fewer():
    assert drawn("ddp", 10_000)[0].strip().startswith(f"{len(frames('ddp'))}/")


def test_a_long_caption_is_read_to_its_end_where_there_is_room():
    found = frames("zeropp")
    longest = max(range(len(found)), key=lambda at: len(found[at].caption))
    assert "quantized to 8 bits" in " ".join(drawn("zeropp", longest)[:2])
    assert drawn("zeropp", longest, height=8)[0].endswith("…")


def test_the_legend_says_how_many_ranks_are_drawn():
    assert drawn("zero3", 0, height=8)[-1].endswith("on 8 GPUs, 5 drawn")
    assert drawn("zero3", 0, replaced(gpus=2), height=8)[-1].endswith("on 2 GPUs, 2 drawn")


def test_the_bytes_of_a_step_are_those_of_one_part_of_the_model():
    split = replaced(gpus=16, tensor=2)
    assert "P 6.74 GB" in drawn("ddp", 0, split, height=8)[1]


@pytest.mark.parametrize(
    ("gpus", "nodes"), [(8, 1), (16, 2), (64, 2), (1, 1), (1 << 20, 2)], ids=str
)
def test_a_step_over_many_nodes_is_drawn_with_two(gpus, nodes):
    assert drawn_setup(replaced(gpus=gpus), min(gpus, 8)).nodes == nodes


# The head of the tab


def test_the_simplest_mode_that_fits_comes_first():
    assert plain(zero_words.sentence(PLAN)).startswith(
        "ZeRO-1 is the simplest that fits on 8 × 80 GB"
    )
    small = plan(Setup(preset("gpt2"), gpus=1))
    assert plain(zero_words.sentence(small)).startswith("DDP is the simplest")


def test_where_nothing_fits_it_says_how_much_is_missing():
    tiny = plan(replaced(memory=10**9))
    assert re.search(r"Infinity, CPU lacks [\d.]+ GB", plain(zero_words.sentence(tiny)))
    assert zero_words.health(tiny) == ("does not fit", "danger")


def test_where_the_host_is_too_small_nothing_is_missing_on_the_gpu():
    table = plan(replaced(memory=2 * 10**10, host_memory=1, model=preset("llama-2-70b")))
    nothing = plan(replaced(table.setup, nvme=1))
    assert "the node's memory is too small" in plain(zero_words.sentence(nothing))


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (1, "1"),
        (999, "999"),
        (1_000, "1.00 K"),
        (124_439_808, "124 M"),
        (999_999_999, "1.00 B"),
        (6_738_415_616, "6.74 B"),
        (10**15, "1,000 T"),
    ],
)
def test_parameters_are_written_as_models_are_named(count, shown):
    assert zero_words.parameters(count) == shown


def test_a_model_that_is_only_a_number_is_not_named_twice():
    row = plain(zero_words.facts(plan(replaced(model=Model("70", 70)))))
    assert row.startswith("parameters 70  batch 1")


# The settings as words


@given(setups())
def test_every_setting_can_be_typed_as_it_is_shown(setup):
    typed = {key: field.show(setup) for key, field in FIELDS.items() if key != "model"}
    assert changed(setup, typed) == setup


@pytest.mark.parametrize("name", ["llama-2-7b", "zero-7.5b", " GPT2 "])
def test_a_model_is_a_presets_name(name):
    found = zero_fields.model(name)
    assert found == preset(name.strip())
    assert zero_fields.model_text(replaced(model=found)) == name.strip().lower()


@pytest.mark.parametrize(
    ("typed", "count"), [("7.5e9", 7_500_000_000), ("13B", 13 * 10**9), ("1", 1)]
)
def test_a_model_is_a_count(typed, count):
    assert zero_fields.model(typed).parameters == count


def test_a_model_is_a_file(tmp_path):
    file = tmp_path / "mine" / "config.json"
    file.parent.mkdir()
    file.write_text(
        '{"model_type": "gpt2", "n_layer": 2, "n_embd": 64, "n_head": 4, "vocab_size": 100,'
        ' "n_positions": 32}'
    )
    found = zero_fields.model(f" {file} ")
    assert found.name == "mine"
    assert found.shape.layers == 2


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("model", "llama-9", "a preset's name"),
        ("model", "", "a preset's name"),
        ("model", "/nowhere/config.json", "no such file"),
        ("model", "~nobody-at-all/config.json", "no such file"),
        ("model", "/dev/zero", "not the config.json"),
        ("model", "0", "parameters"),
        ("model", "1e17", "parameters"),
        ("gpus", "0", "gpus"),
        ("gpus", "many", "A count is written like"),
        ("gpus", "12", "whole nodes"),
        ("gpus", "-8", "A count is written like"),
        ("gpu", "abacus", "abacus"),
        ("gpu", "", ""),
        ("network", "pigeons", "pigeons"),
        ("profile", "mine", "mine"),
        ("batch", "1.5", "A count is written like"),
        ("memory", "80", "Memory is written like"),
        ("memory", "lots", "Memory is written like"),
        ("overlap", "much", "A share is written like"),
        ("overlap", "101", "overlap"),
        ("efficiency", "0", "efficiency"),
        ("efficiency", "nan", "efficiency"),
        ("switches", "flash turbo", "A switch is one of"),
        ("checkpointing", "some", "none, selective or full"),
        ("tensor", "3", "multiple"),
        ("subgroup", "3", "subgroup"),
    ],
)
def test_a_wrong_value_is_refused_with_a_reason(field, typed, said):
    with pytest.raises((ValueError, EngineError)) as refused:
        changed(LLAMA, {field: typed})
    error = refused.value
    words = (
        f"{error.failed.what} {error.failed.why}" if isinstance(error, EngineError) else str(error)
    )
    assert said in words
    assert words.strip()


@given(st.sampled_from(list(FIELDS)), st.text(max_size=40))
def test_any_text_is_a_value_or_refused(field, typed):
    try:
        found = changed(LLAMA, {field: typed})
    except (ValueError, EngineError):
        return
    assert isinstance(found, Setup)


def test_blank_means_the_usual():
    assert changed(LLAMA, {"memory": "", "network": " ", "host_memory": ""}) == LLAMA


def test_switches_that_are_not_named_are_off():
    found = changed(LLAMA, {"switches": "sp, pa-cpu"})
    assert (found.sequence_parallel, found.activations_on_host) == (True, True)
    assert (found.flash, found.constant_buffers) == (False, False)


def test_the_same_words_fit_every_language():
    """Nothing here counts letters where it should count cells."""
    row = [("参数" * 30, "text"), (" = ", "muted"), ("内存", "text")]
    assert all(cell_len(plain(each)) <= 40 for each in wrapped(row, 40))
    assert text(wrapped([("a" * 12, "text"), ("内存" * 4, "text")], 24)) == [
        "a" * 12,
        "      " + "内存" * 4,
    ]


def test_a_failed_search_leaves_what_was_found():
    failed = wire.Failed("It broke.", "", "")
    assert reached(State(reaches=REACHES[:1], last=failed))[1].split()[0] == "DDP"
