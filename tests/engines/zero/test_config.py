"""Files of every family, and files that nobody should believe."""

import json
import os
import random
import socket
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.wire import EngineError
from engines.zero import counting
from engines.zero.config import parse, plain, read
from engines.zero.document import LARGEST
from engines.zero.families import FAMILIES
from engines.zero.model import MOST, Model
from engines.zero.presets import preset
from engines.zero.sizes import LONGEST
from tests.engines.zero.configs import SMALL, drawn, small

WRONG = [
    *(0, -1, -(10**30), 10**30, 10**5000, 1.5, 32.0, 1e400),
    *(float("nan"), float("-inf"), True, False, "32", "", [], [32], {}, {"hidden_size": 32}),
]
DEFAULTED = {"sequence", "head_size", "kv_heads", "intermediate"}


def dumped(value):
    """As JSON; Python itself does not write a number of 5000 digits."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {dumped(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(dumped, value)) + "]"
    if isinstance(value, int) and value > 10**4000:
        return "1" + "0" * 5000
    return json.dumps(value)


def refused(document, name="x"):
    with pytest.raises(EngineError) as caught:
        parse(document if isinstance(document, str | bytes) else dumped(document), name)
    return shown_well(caught.value)


def shown_well(error):
    failed = error.failed
    assert failed.why and failed.why.isprintable()
    assert len(failed.why) < 600
    return failed


def shape(fields):
    return parse(json.dumps(fields), "x").shape


@pytest.mark.parametrize("kind", SMALL)
def test_a_missing_size_is_named_and_what_may_be_missing_is_not_missed(kind):
    names = FAMILIES[kind].names
    for key in SMALL[kind]:
        rest = {k: v for k, v in small(kind).items() if k != key}
        field = next(field for field, keys in names.items() if key in keys)
        for fields in (rest, rest | {key: None}):
            if field in FAMILIES[kind].optional:
                assert field in DEFAULTED
                assert parse(json.dumps(fields), "x").parameters
            else:
                why = refused(fields).why
                assert why in {f"{name} is missing" for name in names[field]}


@pytest.mark.parametrize("kind", SMALL)
def test_a_size_that_is_none_is_named_with_what_was_there(kind):
    for keys in FAMILIES[kind].names.values():
        for wrong in WRONG:
            failed = refused(small(kind) | {keys[0]: wrong})
            assert failed.what == "The sizes make no model."
            assert failed.why.startswith(f"{keys[0]} is ")
            assert failed.fix


@pytest.mark.parametrize("kind", SMALL)
def test_a_switch_that_is_neither_true_nor_false_is_named(kind):
    for key in FAMILIES[kind].switches:
        for wrong in [None, 0, 1, 1.0, "true", [], {}, float("nan")]:
            assert refused(small(kind) | {key: wrong}).why.startswith(f"{key} is ")


@pytest.mark.parametrize("kind", SMALL)
def test_a_dropout_that_is_no_probability_is_named(kind):
    for key in FAMILIES[kind].dropouts:
        for wrong in [-0.1, 1.5, 10**40, float("nan"), float("inf"), True, "0.1", [], {}]:
            assert refused(small(kind) | {key: wrong}).why.startswith(f"{key} is ")


@pytest.mark.parametrize("kind", SMALL)
def test_dropout_is_there_when_any_of_its_probabilities_is(kind):
    keys = FAMILIES[kind].dropouts
    none = dict.fromkeys(keys, 0.0)
    assert not shape(small(kind) | none).dropout
    assert all(shape(small(kind) | none | {key: 0.1}).dropout for key in keys)


def test_dropout_without_a_word_is_the_familys():
    assert {kind for kind in SMALL if shape(small(kind)).dropout} == {
        *("gpt2", "opt", "bert", "roberta")
    }


def test_tying_without_a_word_is_the_familys():
    assert {kind for kind in SMALL if shape(small(kind)).tied} == {
        *("gpt2", "gpt_neo", "bloom", "opt", "bert", "roberta"),
        *("gemma", "gemma2", "gemma3_text"),
    }


@pytest.mark.parametrize(
    ("kind", "change", "named"),
    [
        ("llama", {"num_attention_heads": 5}, "num_attention_heads is 5 and does not divide"),
        ("llama", {"num_key_value_heads": 3}, "num_key_value_heads is 3 and does not divide"),
        ("llama", {"num_key_value_heads": 8}, "num_key_value_heads is 8 and does not divide"),
        ("gpt2", {"n_head": 7}, "n_head is 7 and does not divide n_embd, 24"),
        ("mixtral", {"num_experts_per_tok": 5}, "num_experts_per_tok is 5, more than num_local"),
        ("qwen2_moe", {"decoder_sparse_step": 0}, "decoder_sparse_step is 0"),
        ("qwen2_moe", {"mlp_only_layers": 3}, "mlp_only_layers is 3"),
        ("qwen2_moe", {"mlp_only_layers": [1, "2"]}, 'mlp_only_layers is "2"'),
        ("qwen2_moe", {"mlp_only_layers": [-1]}, "mlp_only_layers is -1"),
        ("gpt2", {"add_cross_attention": True}, "add_cross_attention is true"),
        ("bert", {"position_embedding_type": "relative_key"}, 'position_embedding_type is "rel'),
        ("opt", {"word_embed_proj_dim": 12}, "word_embed_proj_dim is 12"),
        ("opt", {"do_layer_norm_before": False}, "do_layer_norm_before is false"),
        ("opt", {"layer_norm_elementwise_affine": []}, "layer_norm_elementwise_affine is a list"),
    ],
)
def test_what_does_not_go_together_or_is_not_counted_is_named(kind, change, named):
    assert refused(small(kind) | change).why.startswith(named)


def test_sizes_that_are_too_much_together_are_named():
    largest = {"num_hidden_layers": 10_000, "hidden_size": 1 << 20, "num_attention_heads": 1 << 10}
    why = refused(small("llama") | largest).why
    assert "hidden 1,048,576" in why and "parameters" in why


def test_heads_need_not_divide_the_hidden_size_where_their_own_size_is_given():
    assert shape(small("llama") | {"num_attention_heads": 5, "head_dim": 8}).head == 8


def test_every_second_layer_has_experts_but_for_a_listed_one():
    fields = small("qwen3_moe") | {"num_hidden_layers": 6, "decoder_sparse_step": 2}
    assert shape(fields).dense_layers == 3
    assert shape(fields | {"mlp_only_layers": [0, 1, 99]}).dense_layers == 4


def test_a_mixture_without_a_layer_of_experts_is_dense():
    made = shape(small("qwen2_moe") | {"mlp_only_layers": [0, 1]})
    assert (made.experts, made.shared, made.intermediate) == (0, 0, 40)


def test_the_table_of_positions_is_longer_than_a_sequence_by_its_padding():
    made = {kind: shape(small(kind)) for kind in SMALL}
    learned = {kind: (s.positions, s.sequence) for kind, s in made.items() if s.positions}
    assert learned == {
        "gpt2": (32, 32),
        "gpt_neo": (32, 32),
        "opt": (34, 32),
        "bert": (32, 32),
        "roberta": (32, 30),
    }


def test_names_that_old_and_new_files_use_are_understood():
    old = {"model_type": "bloom", "n_layer": 2, "hidden_size": 24, "num_attention_heads": 4}
    assert shape(old | {"vocab_size": 60}) == shape(small("bloom"))
    new = {key: value for key, value in small("qwen3_moe").items() if key != "num_experts"}
    assert shape(new | {"num_local_experts": 5}) == shape(small("qwen3_moe"))


def test_a_published_file_with_all_that_it_says_is_the_preset():
    fields = {
        "_name_or_path": "meta-llama/Llama-2-7b-hf",
        "architectures": ["LlamaForCausalLM"],
        "bos_token_id": 1,
        "eos_token_id": 2,
        "hidden_act": "silu",
        "hidden_size": 4096,
        "initializer_range": 0.02,
        "intermediate_size": 11008,
        "max_position_embeddings": 4096,
        "model_type": "llama",
        "num_attention_heads": 32,
        "num_hidden_layers": 32,
        "num_key_value_heads": 32,
        "pretraining_tp": 1,
        "rms_norm_eps": 1e-05,
        "rope_scaling": None,
        "tie_word_embeddings": False,
        "torch_dtype": "float16",
        "use_cache": True,
        "vocab_size": 32000,
    }
    model = parse(json.dumps(fields, indent=2).encode(), "x")
    assert model.name == "meta-llama/Llama-2-7b-hf"
    assert model.shape == preset("llama-2-7b").shape
    assert model.parameters == 6738415616


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (None, "model_type is null"),
        ("yi", 'model_type is "yi"'),
        (["llama"], "model_type is a list"),
        ("\x1b[31mllama", r'model_type is "\x1b[31mllama"'),
        ("LLAMA" * 1000, 'model_type is "LLAMALLAMA'),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_an_unknown_family_is_named_with_those_that_are_known(kind, said):
    failed = refused(small("llama") | {"model_type": kind})
    assert failed.why.startswith(said)
    assert "as in llama" in failed.why
    assert all(known in failed.why for known in FAMILIES)


def test_a_file_without_a_family_says_so_and_whom_it_looks_like():
    fields = {key: value for key, value in small("gpt2").items() if key != "model_type"}
    assert refused(fields).why.startswith("model_type is missing; its sizes are called as in gpt2")
    assert refused({}).why.startswith("model_type is missing; known are gpt2")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", "no JSON: line 1, column 1"),
        ("{", "no JSON"),
        ("hello", "no JSON"),
        ("[]", "it is a list and not an object"),
        ("3", "it is 3 and not an object"),
        ('"llama"', 'it is "llama" and not an object'),
        ("null", "it is null and not an object"),
        ("1" * 100_000, "it is not a finite number and not an object"),
        (b'{"model_type": "\xff"}', "no UTF-8 from byte 16 on"),
        (json.dumps(small("gpt2")).encode("utf-16"), "no UTF-8"),
        ("[" * 500_000, "nested too deeply"),
        ('{"a":' * 500_000, "nested too deeply"),
        ('{"n_layer": 12, "n_layer": 24}', "n_layer is there twice"),
        ('{"model_type": "gpt2", "x": [{"\\u001b": 1, "\\u001b": 1}]}', r"\x1b is there twice"),
        (b" " * (LARGEST + 1), "4,194,305 bytes, and 4,194,304 are the most"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_what_is_no_configuration_is_told(document, said):
    failed = refused(document)
    assert failed.what == "This is not the config.json of a model."
    assert failed.why.startswith(said)


def test_a_mark_of_byte_order_is_no_harm():
    model = parse(b"\xef\xbb\xbf" + json.dumps(small("gpt2")).encode(), "gpt2")
    assert model.name == "gpt2"


@pytest.mark.parametrize(
    ("own", "name"),
    [
        ("gpt2", "gpt2"),
        ("EleutherAI/pythia-1b", "EleutherAI/pythia-1b"),
        ("/data/models/Llama-2-7b-hf/", "Llama-2-7b-hf"),
        ("./out", "out"),
        ("C:\\models\\mine", "mine"),
        ("", "folder"),
        ("  \n", "folder"),
        (None, "folder"),
        (["gpt2"], "folder"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\ud800", r"\ud800"),
        ("x" * 1000, "x" * (LONGEST - 1) + "…"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_model_is_called_as_its_file_says_or_else_as_its_folder(own, name):
    fields = json.dumps(small("gpt2") | {"_name_or_path": own})
    assert parse(fields, "folder").name == name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("mine/config.json", "mine"),
        ("mine/other.json", "other"),
        ("models--org--name/snapshots/5e1c/config.json", "org/name"),
        ("models--gpt2/snapshots/5e1c/config.json", "gpt2"),
        ("a\x1bb/config.json", r"a\x1bb"),
    ],
)
def test_a_file_that_does_not_name_its_model_is_called_by_its_place(tmp_path, path, name):
    place = tmp_path / path
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(small("gpt2")))
    assert read(place) == read(str(place)) == parse(place.read_bytes(), name)
    assert read(place).name == name


def test_a_file_is_found_from_where_one_stands(tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text(json.dumps(small("gpt2")))
    monkeypatch.chdir(tmp_path)
    assert read("config.json").name == tmp_path.name


def unreadable(path):
    with pytest.raises(EngineError) as caught:
        read(path)
    return caught.value.failed


def test_what_is_no_file_is_told_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
    (tmp_path / "loop").symlink_to("loop")
    for path, said in [
        (tmp_path, "is a folder"),
        (tmp_path / "fifo", "is a FIFO"),
        (tmp_path / "socket", "is a socket"),
        ("/dev/zero", "is a device"),
        (tmp_path / "missing", "No such file"),
        (tmp_path / ("x" * 300), "File name too long"),
        (tmp_path / "loop", "symbolic links"),
        (tmp_path / "fifo" / "config.json", "Not a directory"),
        ("", '""'),
        ("a\0b", r"a\x00b"),
    ]:
        assert said in unreadable(path).why


def test_a_file_of_50_mib_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "config.json"
    path.touch()
    os.truncate(path, 50 << 20)
    monkeypatch.setattr(os, "open", None)
    assert "52,428,800 bytes, and 4,194,304 are the most" in unreadable(path).why


def test_a_file_that_may_not_be_read_comes_with_the_command_that_allows_it(tmp_path, monkeypatch):
    path = tmp_path / "my config.json"
    path.touch()

    def denied(*_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", denied)
    assert unreadable(path).fix == f"sudo chmod a+r '{path}'"


def test_plain_parameters_are_a_model_without_a_shape():
    assert plain(7_500_000_000) == Model("7.5B", 7_500_000_000)
    assert plain(999, name="tiny") == Model("tiny", 999)


def test_a_plain_shape_is_counted_as_gpt2_is():
    assert plain(0, 12, 768, 12, 50257, 1024).parameters == 124439808
    assert plain(layers=12, hidden=768, heads=12).parameters == 12 * 7087872 + 2 * 768


def test_plain_parameters_win_against_those_of_the_shape():
    model = plain(1_500_000_000, 48, 1600, 25, 50257, 1024)
    assert model.parameters == 1_500_000_000
    assert model.block == 12 * 1600**2 + 13 * 1600
    assert model.shape is not None and counting.total(model.shape) == 1557611200


@pytest.mark.parametrize(
    ("numbers", "named"),
    [
        ({}, "parameters is 0"),
        ({"parameters": -1}, "parameters is -1"),
        ({"parameters": 10**16}, "parameters is 10000000000000000"),
        ({"parameters": 7.5e9}, "parameters is 7500000000.0"),
        ({"parameters": True}, "parameters is true"),
        ({"parameters": 10**6, "layers": 0, "hidden": 64}, "layers is 0"),
        ({"layers": 2, "hidden": 64}, "heads is 0"),
        ({"layers": 2, "hidden": 64, "heads": 5}, "heads is 5 and does not divide hidden, 64"),
        ({"vocabulary": 100}, "layers is 0"),
        ({"layers": 2, "hidden": 64, "heads": 4, "vocabulary": -1}, "vocabulary is -1"),
        ({"layers": 2, "hidden": 64, "heads": 4, "sequence": "x"}, 'sequence is "x"'),
        ({"layers": float("nan"), "hidden": 64, "heads": 4}, "layers is not a finite number"),
        ({"layers": 2, "hidden": 64, "heads": 4, "parameters": 100}, "parameters is 100; one mat"),
        ({"layers": 10**4, "hidden": 1 << 20, "heads": 1}, "layers 10,000, hidden 1,048,576"),
    ],
)
def test_plain_numbers_that_make_no_model_are_named(numbers, named):
    with pytest.raises(EngineError) as caught:
        plain(**numbers)
    assert shown_well(caught.value).why.startswith(named)


KEYS = sorted(
    {key for family in FAMILIES.values() for keys in family.names.values() for key in keys}
    | {key for family in FAMILIES.values() for key in (*family.switches, *family.dropouts)}
    | {"model_type", "mlp_only_layers", "decoder_sparse_step", "_name_or_path"}
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(0, 64)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(sorted(FAMILIES))
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def outcome(document):
    """The model, or the error, which says where and what; nothing else comes out."""
    try:
        model = parse(document, "x")
    except EngineError as error:
        failed = shown_well(error)
        if failed.what == "The sizes make no model.":
            first = failed.why.split()[0]
            assert first in KEYS or first == "layers" or first in FAMILY_ONLY, failed.why
        return None
    assert model.shape is not None
    assert 0 < model.block <= model.parameters
    assert 0 < model.largest <= model.parameters
    assert 0 < model.met <= model.parameters
    assert len(model.name) <= LONGEST and model.name.isprintable()
    return model


FAMILY_ONLY = {key for family in FAMILIES.values() for key in family.only} | {"word_embed_proj_dim"}


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_noise_is_an_error_that_says_what(document):
    assert outcome(document) is None


@given(values)
def test_any_json_is_a_model_or_an_error_that_says_what(value):
    outcome(json.dumps(value))


@given(st.sampled_from(sorted(SMALL)), st.dictionaries(st.sampled_from(KEYS), values, max_size=4))
def test_a_file_with_any_values_in_it_is_a_model_or_an_error_that_names_them(kind, changes):
    outcome(json.dumps(small(kind) | changes))


def damaged(document: bytearray, rng: random.Random) -> bytes:
    for _ in range(rng.choice([1, 1, 2, 5])):
        at = rng.randrange(len(document))
        match rng.randrange(5):
            case 0:
                document[at] ^= 1 << rng.randrange(8)
            case 1:
                document[at:at] = rng.choice([b"9" * 400, b"-", b"{", b"\0", b'"', b"1e9", b"NaN"])
            case 2:
                del document[at : at + rng.randrange(1, 20)]
            case 3:
                document[at : at + 1] = rng.choice(string.printable).encode()
            case 4:
                document += document[at : at + 30]
        if not document:
            break
    return bytes(document)


@pytest.mark.parametrize("kind", SMALL)
def test_a_damaged_file_is_a_model_or_an_error_that_says_what(kind, rng, count):
    for _ in range(count(10_000)):
        outcome(damaged(bytearray(json.dumps(drawn(kind, rng)).encode()), rng))


@pytest.mark.parametrize("kind", SMALL)
def test_the_largest_sizes_that_are_possible_are_counted_or_refused_at_once(kind, rng, count):
    names = FAMILIES[kind].names
    for _ in range(count(1_000)):
        some = rng.sample(sorted(names), rng.randint(1, len(names)))
        outcome(json.dumps(small(kind) | {names[field][0]: MOST[field] for field in some}))


def test_a_path_is_told_as_it_was_given(tmp_path):
    assert str(tmp_path / "nowhere.json") in unreadable(Path(tmp_path) / "nowhere.json").why
