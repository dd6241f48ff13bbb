"""Models that people train, from their published configurations; the parameters are counted.

What has no shape in print has its number alone.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from engines.marking import N_
from engines.wire import EngineError
from engines.zero import counting, families
from engines.zero.model import Model, Shape
from engines.zero.sizes import FIX, LONGEST, printable


def _learned(style: Shape, vocabulary: int, sequence: int, padding: int = 0) -> Shape:
    """With a table of positions, `padding` rows longer than the longest sequence."""
    rows = sequence + padding
    return replace(style, vocabulary=vocabulary, sequence=sequence, positions=rows)


# name, layers, hidden, heads
GPT2 = (
    ("distilgpt2", 6, 768, 12),
    ("gpt2", 12, 768, 12),
    ("gpt2-medium", 24, 1024, 16),
    ("gpt2-large", 36, 1280, 20),
    ("gpt2-xl", 48, 1600, 25),
)
GPT_NEO = (
    ("gpt-neo-125m", 12, 768, 12),
    ("gpt-neo-1.3b", 24, 2048, 16),
    ("gpt-neo-2.7b", 32, 2560, 20),
)
OPT = (
    ("opt-125m", 12, 768, 12),
    ("opt-1.3b", 24, 2048, 32),
    ("opt-2.7b", 32, 2560, 32),
    ("opt-6.7b", 32, 4096, 32),
    ("opt-13b", 40, 5120, 40),
    ("opt-30b", 48, 7168, 56),
    ("opt-66b", 64, 9216, 72),
)
GPTJ = (("gpt-j-6b", 28, 4096, 16),)
PHI = (
    ("phi-1.5", 24, 2048, 32),
    ("phi-2", 32, 2560, 32),
)

# name, layers, hidden, heads, vocabulary
NEOX = (
    ("pythia-70m", 6, 512, 8, 50304),
    ("pythia-160m", 12, 768, 12, 50304),
    ("pythia-410m", 24, 1024, 16, 50304),
    ("pythia-1b", 16, 2048, 8, 50304),
    ("pythia-1.4b", 24, 2048, 16, 50304),
    ("pythia-2.8b", 32, 2560, 32, 50304),
    ("pythia-6.9b", 32, 4096, 32, 50432),
    ("pythia-12b", 36, 5120, 40, 50688),
    ("gpt-neox-20b", 44, 6144, 64, 50432),
)
BLOOM = (
    ("bloom-560m", 24, 1024, 16, 250880),
    ("bloom-7b1", 30, 4096, 32, 250880),
    ("bloom", 70, 14336, 112, 250880),
)
BERT = (
    ("bert-base-cased", 12, 768, 12, 28996),
    ("bert-base-uncased", 12, 768, 12, 30522),
    ("bert-large-cased", 24, 1024, 16, 28996),
    ("bert-large-uncased", 24, 1024, 16, 30522),
)
ROBERTA = (
    ("roberta-base", 12, 768, 12, 50265),
    ("roberta-large", 24, 1024, 16, 50265),
)

# name, layers, hidden, heads, heads of keys and values, intermediate, vocabulary, sequence
LLAMA = (
    ("llama-7b", 32, 4096, 32, 32, 11008, 32000, 2048),
    ("llama-13b", 40, 5120, 40, 40, 13824, 32000, 2048),
    ("llama-33b", 60, 6656, 52, 52, 17920, 32000, 2048),
    ("llama-65b", 80, 8192, 64, 64, 22016, 32000, 2048),
    ("llama-2-7b", 32, 4096, 32, 32, 11008, 32000, 4096),
    ("llama-2-13b", 40, 5120, 40, 40, 13824, 32000, 4096),
    ("llama-2-70b", 80, 8192, 64, 8, 28672, 32000, 4096),
    ("llama-3-8b", 32, 4096, 32, 8, 14336, 128256, 8192),
    ("llama-3-70b", 80, 8192, 64, 8, 28672, 128256, 8192),
    ("llama-3.1-8b", 32, 4096, 32, 8, 14336, 128256, 131072),
    ("llama-3.1-70b", 80, 8192, 64, 8, 28672, 128256, 131072),
    ("llama-3.1-405b", 126, 16384, 128, 8, 53248, 128256, 131072),
    ("tinyllama-1.1b", 22, 2048, 32, 4, 5632, 32000, 2048),
    ("mistral-7b", 32, 4096, 32, 8, 14336, 32000, 32768),
)
LLAMA_TIED = (
    ("llama-3.2-1b", 16, 2048, 32, 8, 8192, 128256, 131072),
    ("llama-3.2-3b", 28, 3072, 24, 8, 8192, 128256, 131072),
    ("smollm2-135m", 30, 576, 9, 3, 1536, 49152, 8192),
    ("smollm2-360m", 32, 960, 15, 5, 2560, 49152, 8192),
    ("smollm2-1.7b", 24, 2048, 32, 32, 8192, 49152, 8192),
)
PHI3 = (
    ("phi-3-mini", 32, 3072, 32, 32, 8192, 32064, 4096),
    ("phi-3-medium", 40, 5120, 40, 10, 17920, 32064, 4096),
    ("phi-4", 40, 5120, 40, 10, 17920, 100352, 16384),
)
QWEN2 = (
    ("qwen2-7b", 28, 3584, 28, 4, 18944, 152064, 131072),
    ("qwen2-72b", 80, 8192, 64, 8, 29568, 152064, 131072),
    ("qwen2.5-7b", 28, 3584, 28, 4, 18944, 152064, 131072),
    ("qwen2.5-14b", 48, 5120, 40, 8, 13824, 152064, 131072),
    ("qwen2.5-32b", 64, 5120, 40, 8, 27648, 152064, 131072),
    ("qwen2.5-72b", 80, 8192, 64, 8, 29568, 152064, 131072),
)
QWEN2_TIED = (
    ("qwen2-0.5b", 24, 896, 14, 2, 4864, 151936, 131072),
    ("qwen2-1.5b", 28, 1536, 12, 2, 8960, 151936, 131072),
    ("qwen2.5-0.5b", 24, 896, 14, 2, 4864, 151936, 32768),
    ("qwen2.5-1.5b", 28, 1536, 12, 2, 8960, 151936, 131072),
    ("qwen2.5-3b", 36, 2048, 16, 2, 11008, 151936, 32768),
)

# the same, and the size of a head
MISTRAL = (
    ("mistral-nemo-12b", 40, 5120, 32, 8, 14336, 131072, 131072, 128),
    ("mistral-small-24b", 40, 5120, 32, 8, 32768, 131072, 32768, 128),
)
QWEN3 = (
    ("qwen3-8b", 36, 4096, 32, 8, 12288, 151936, 40960, 128),
    ("qwen3-14b", 40, 5120, 40, 8, 17408, 151936, 40960, 128),
    ("qwen3-32b", 64, 5120, 64, 8, 25600, 151936, 40960, 128),
)
QWEN3_TIED = (
    ("qwen3-0.6b", 28, 1024, 16, 8, 3072, 151936, 40960, 128),
    ("qwen3-1.7b", 28, 2048, 16, 8, 6144, 151936, 40960, 128),
    ("qwen3-4b", 36, 2560, 32, 8, 9728, 151936, 40960, 128),
)
GEMMA = (
    ("gemma-2b", 18, 2048, 8, 1, 16384, 256000, 8192, 256),
    ("gemma-7b", 28, 3072, 16, 16, 24576, 256000, 8192, 256),
)
GEMMA2 = (
    ("gemma-2-2b", 26, 2304, 8, 4, 9216, 256000, 8192, 256),
    ("gemma-2-9b", 42, 3584, 16, 8, 14336, 256000, 8192, 256),
    ("gemma-2-27b", 46, 4608, 32, 16, 36864, 256000, 8192, 128),
)
GEMMA3 = (("gemma-3-1b", 26, 1152, 4, 1, 6912, 262144, 32768, 256),)

# the same, experts, those that a token meets, and the width of the shared one
MIXTRAL = (
    ("mixtral-8x7b", 32, 4096, 32, 8, 14336, 32000, 32768, 128, 8, 2, 0),
    ("mixtral-8x22b", 56, 6144, 48, 8, 16384, 32000, 65536, 128, 8, 2, 0),
)
QWEN2_MOE = (("qwen1.5-moe-a2.7b", 24, 2048, 16, 16, 1408, 151936, 8192, 128, 60, 4, 5632),)
QWEN3_MOE = (
    ("qwen3-30b-a3b", 48, 2048, 32, 4, 768, 151936, 40960, 128, 128, 8, 0),
    ("qwen3-235b-a22b", 94, 4096, 64, 4, 1536, 151936, 40960, 128, 128, 8, 0),
)

# name, layers, hidden, heads: models that reports on training are about, built as GPT-2 is.
# Korthikanti et al. (arXiv 2205.05198), table 3: vocabulary 51200, sequence 2048.
MEGATRON = (
    ("megatron-22b", 48, 6144, 64),
    ("megatron-175b", 96, 12288, 96),
    ("megatron-530b", 105, 20480, 128),
    ("megatron-1t", 128, 25600, 160),
)
# ZeRO-Infinity (arXiv 2104.07857), figure 2a: 12 L h^2 parameters, sequence 1024, K of 1024.
INFINITY = (
    ("infinity-0.1t", 80, 10 << 10, 128),
    ("infinity-0.5t", 100, 20 << 10, 160),
    ("infinity-1t", 128, 25 << 10, 256),
    ("infinity-10t", 195, 64 << 10, 512),
    ("infinity-100t", 315, 160 << 10, 1024),
)
# ZeRO (arXiv 1910.02054), figure 1 and table 1.
ZERO = (
    ("zero-7.5b", 7_500_000_000),
    ("zero-128b", 128_000_000_000),
    ("zero-1t", 1_000_000_000_000),
)

_WIDE = ("layers", "hidden", "heads", "vocabulary")
_GROUPED = ("layers", "hidden", "heads", "kv_heads", "intermediate", "vocabulary", "sequence")
_HEADED = (*_GROUPED, "head_size")
_MOE = (*_HEADED, "experts", "experts_used", "shared")
_TABLES: tuple[tuple[Shape, tuple[str, ...], tuple[tuple[str | int, ...], ...]], ...] = (
    (_learned(families.GPT2, 50257, 1024), _WIDE[:3], GPT2),
    (_learned(families.GPT_NEO, 50257, 2048), _WIDE[:3], GPT_NEO),
    (_learned(families.OPT, 50272, 2048, padding=2), _WIDE[:3], OPT),
    (replace(families.GPTJ, vocabulary=50400, sequence=2048), _WIDE[:3], GPTJ),
    (replace(families.PHI, vocabulary=51200, sequence=2048), _WIDE[:3], PHI),
    (replace(families.NEOX, sequence=2048), _WIDE, NEOX),
    (replace(families.BLOOM, sequence=2048), _WIDE, BLOOM),
    (replace(_learned(families.BERT, 0, 512), token_types=2), _WIDE, BERT),
    (replace(_learned(families.BERT, 0, 512, padding=2), token_types=1), _WIDE, ROBERTA),
    (families.LLAMA, _GROUPED, LLAMA),
    (replace(families.LLAMA, tied=True), _GROUPED, LLAMA_TIED),
    (families.LLAMA, _HEADED, MISTRAL),
    (families.PHI3, _GROUPED, PHI3),
    (families.QWEN2, _GROUPED, QWEN2),
    (replace(families.QWEN2, tied=True), _GROUPED, QWEN2_TIED),
    (families.QWEN3, _HEADED, QWEN3),
    (replace(families.QWEN3, tied=True), _HEADED, QWEN3_TIED),
    (families.GEMMA, _HEADED, GEMMA),
    (families.GEMMA2, _HEADED, GEMMA2),
    (families.GEMMA3, _HEADED, GEMMA3),
    (families.LLAMA, _MOE, MIXTRAL),
    (families.QWEN2, _MOE, QWEN2_MOE),
    (families.QWEN3, _MOE, QWEN3_MOE),
    (_learned(families.GPT2, 51200, 2048), _WIDE[:3], MEGATRON),
)


def _models() -> Iterator[Model]:
    for style, fields, rows in _TABLES:
        for name, *sizes in rows:
            yield counting.model(str(name), replace(style, **dict(zip(fields, sizes, strict=True))))
    for name, layers, hidden, heads in INFINITY:
        shape = replace(families.GPT2, layers=layers, hidden=hidden, heads=heads, sequence=1024)
        model = counting.model(name, shape)
        yield replace(model, parameters=12 * layers * hidden**2)
    for name, parameters in ZERO:
        yield Model(name, parameters)


PRESETS: Mapping[str, Model] = MappingProxyType({model.name: model for model in _models()})


SIZES = (
    *("gpt2-xl", "llama-3.2-3b", "llama-2-7b", "llama-2-13b", "qwen2.5-32b", "llama-2-70b"),
    *("llama-3.1-405b", "megatron-1t"),
)
"""Models of all sizes, to ask which of them fit."""


def preset(name: str) -> Model:
    """Whatever its case. Raises EngineError for a name that is none, with those that are near."""
    if model := PRESETS.get(name.lower()):
        return model
    import difflib

    near = difflib.get_close_matches(name.lower()[:LONGEST], PRESETS, n=4, cutoff=0.5)
    why = f'"{printable(name)}"'
    if near:
        why = N_("{name}; near are {known}").format(name=why, known=", ".join(near))
    raise EngineError("There is no such model.", why, FIX)
