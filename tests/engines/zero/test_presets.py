import pytest

from engines.wire import EngineError
from engines.zero.presets import PRESETS, preset

PUBLISHED = {
    "distilgpt2": 81912576,
    "gpt2": 124439808,
    "gpt2-medium": 354823168,
    "gpt2-large": 774030080,
    "gpt2-xl": 1557611200,
    "gpt-neo-125m": 125198592,
    "gpt-neo-1.3b": 1315575808,
    "gpt-neo-2.7b": 2651307520,
    "opt-125m": 125239296,
    "opt-1.3b": 1315758080,
    "opt-2.7b": 2651596800,
    "opt-6.7b": 6658473984,
    "opt-13b": 12853473280,
    "opt-30b": 29974540288,
    "gpt-j-6b": 6050882784,
    "phi-1.5": 1418270720,
    "phi-2": 2779683840,
    "pythia-70m": 70426624,
    "pythia-160m": 162322944,
    "pythia-410m": 405334016,
    "pythia-1b": 1011781632,
    "pythia-1.4b": 1414647808,
    "pythia-2.8b": 2775208960,
    "pythia-6.9b": 6857302016,
    "pythia-12b": 11846072320,
    "gpt-neox-20b": 20554567680,
    "bloom-560m": 559214592,
    "bloom-7b1": 7069016064,
    "bloom": 176247271424,
    "bert-base-cased": 108310272,
    "bert-base-uncased": 109482240,
    "bert-large-uncased": 335141888,
    "roberta-base": 124645632,
    "roberta-large": 355359744,
    "llama-7b": 6738415616,
    "llama-13b": 13015864320,
    "llama-33b": 32528943616,
    "llama-65b": 65285660672,
    "llama-2-7b": 6738415616,
    "llama-2-13b": 13015864320,
    "llama-2-70b": 68976648192,
    "llama-3-8b": 8030261248,
    "llama-3-70b": 70553706496,
    "llama-3.1-8b": 8030261248,
    "llama-3.1-70b": 70553706496,
    "llama-3.1-405b": 405853388800,
    "llama-3.2-1b": 1235814400,
    "llama-3.2-3b": 3212749824,
    "tinyllama-1.1b": 1100048384,
    "smollm2-135m": 134515008,
    "smollm2-360m": 361821120,
    "smollm2-1.7b": 1711376384,
    "mistral-7b": 7241732096,
    "mistral-nemo-12b": 12247782400,
    "mistral-small-24b": 23572403200,
    "phi-3-mini": 3821079552,
    "phi-3-medium": 13960238080,
    "phi-4": 14659507200,
    "qwen2-0.5b": 494032768,
    "qwen2-1.5b": 1543714304,
    "qwen2-7b": 7615616512,
    "qwen2-72b": 72706203648,
    "qwen2.5-0.5b": 494032768,
    "qwen2.5-1.5b": 1543714304,
    "qwen2.5-3b": 3085938688,
    "qwen2.5-7b": 7615616512,
    "qwen2.5-14b": 14770033664,
    "qwen2.5-32b": 32763876352,
    "qwen2.5-72b": 72706203648,
    "qwen3-0.6b": 596049920,
    "qwen3-1.7b": 1720574976,
    "qwen3-4b": 4022468096,
    "qwen3-8b": 8190735360,
    "qwen3-14b": 14768307200,
    "qwen3-32b": 32762123264,
    "gemma-2b": 2506172416,
    "gemma-7b": 8537680896,
    "gemma-2-2b": 2614341888,
    "gemma-2-9b": 9241705984,
    "gemma-2-27b": 27227128320,
    "gemma-3-1b": 999885952,
    "mixtral-8x7b": 46702792704,
    "mixtral-8x22b": 140620634112,
    "qwen1.5-moe-a2.7b": 14315784192,
    "qwen3-30b-a3b": 30532122624,
    "qwen3-235b-a22b": 235093634560,
}
"""Of the checkpoints on the hub (BERT and RoBERTa: of their encoders with pooler)."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_preset_has_as_many_parameters_as_its_makers_published(name):
    assert preset(name).parameters == PUBLISHED[name]


@pytest.mark.parametrize(
    ("name", "billions"),
    [
        ("mixtral-8x7b", 12.9),
        ("mixtral-8x22b", 39.2),
        ("qwen1.5-moe-a2.7b", 2.7),
        ("qwen3-30b-a3b", 3.4),
        ("qwen3-235b-a22b", 22.2),
    ],
)
def test_a_token_meets_as_many_parameters_as_the_name_says(name, billions):
    assert round(preset(name).active / 1e9, 1) == billions


@pytest.mark.parametrize(
    ("name", "largest"),
    [
        ("gpt-neo-2.7b", 128657920),
        ("llama-2-7b", 131072000),
        ("llama-2-13b", 163840000),
        ("llama-3-8b", 525336576),
        ("gpt-j-6b", 50400 * 4096 + 50400),  # the head has a bias, the embedding none
        ("phi-3-medium", 5120 * 2 * 17920),  # both sides of the gate are one matrix
    ],
)
def test_the_largest_module_is_deepspeeds(name, largest):
    assert preset(name).largest == largest


@pytest.mark.parametrize(
    ("name", "trillions"),
    [
        ("infinity-0.1t", 0.10),
        ("infinity-0.5t", 0.50),
        ("infinity-1t", 1.01),
        ("infinity-10t", 10.05),
        ("infinity-100t", 101.47),
    ],
)
def test_zero_infinitys_models_print_as_in_its_figure_2a(name, trillions):
    model = preset(name)
    assert round(model.parameters / 1e12, 2) == trillions
    assert model.shape is not None
    assert model.parameters == 12 * model.shape.layers * model.shape.hidden**2


@pytest.mark.parametrize(
    ("name", "billions"),
    [("megatron-22b", 22), ("megatron-175b", 175), ("megatron-530b", 530), ("megatron-1t", 1008)],
)
def test_megatrons_models_have_the_size_they_are_called_by(name, billions):
    assert round(preset(name).parameters / 1e9) == billions


def test_zeros_models_are_numbers_alone():
    for name, parameters in [("zero-7.5b", 75e8), ("zero-128b", 128e9), ("zero-1t", 1e12)]:
        assert preset(name).parameters == parameters
        assert preset(name).shape is None


def test_there_are_presets_enough_and_their_names_are_lower_case():
    assert len(PRESETS) >= 80
    assert all(name == model.name == name.lower() for name, model in PRESETS.items())


def test_sizes_go_together_in_every_preset():
    for model in PRESETS.values():
        if shape := model.shape:
            assert shape.heads % shape.keys == 0, model.name
            assert shape.head_size or shape.hidden % shape.heads == 0, model.name
            assert shape.sequence and shape.layers > 1 and shape.hidden > 1, model.name
            assert model.block * shape.layers <= model.parameters * 1.01, model.name
            assert model.largest < model.parameters, model.name


def test_a_name_is_found_in_any_case():
    assert preset("Llama-2-7B") is PRESETS["llama-2-7b"]


def test_an_unknown_name_is_answered_with_near_ones_and_a_command():
    with pytest.raises(EngineError) as caught:
        preset("llama2-7b")
    assert "llama-2-7b" in caught.value.failed.why
    assert caught.value.failed.fix == "zerodeck zero models"


def ascii_start(name):
    return ascii(name[:10])


@pytest.mark.parametrize("name", ["", "\x1b[2J", "x" * 10**6, "gpt2\n", "\ud800"], ids=ascii_start)
def test_a_strange_name_is_shown_short_and_printable(name):
    with pytest.raises(EngineError) as caught:
        preset(name)
    assert caught.value.failed.why.isprintable()
    assert len(caught.value.failed.why) < 200
