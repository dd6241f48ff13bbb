"""What the planner says."""

from tests.cli.case import case

GPUS = ("NVIDIA", "SXM", "GeForce", "RTX", "AMD", "Instinct", "InfiniBand", "Ethernet")
PARTS = (
    "parameters",
    "gradients",
    "optimizer",
    "activations",
    "buffers",
    "total",
    "host",
    "nvme",
    "communication",
    "seconds",
)
MODES = (
    "ddp",
    "zero",
    "offload",
    "infinity",
    "nvme",
    "zeropp",
    "qwz",
    "hpz",
    "qgz",
    "mics",
    "fsdp",
)
MODELS = ("gpt", "llama", "megatron", "qwen")
CALCULATORS = (
    *("accelerate", "adam", "autotuner", "bit", "calculator", "cookbook", "deepspeed"),
    *("estimator", "float", "fsdp", "paper"),
)
CITED = (
    *("ZeRO", "arXiv", "figure", "table", "and", "sections", "section", "DeepSpeed", "Memory"),
    *(
        "Requirements",
        "documentation",
        "EleutherAI",
        "Korthikanti",
        "PyTorch",
        "Pythia",
        "cookbook",
    ),
    *("cookbook", "example", "keeps", "measured", "newer", "operators", "what", "PaLM"),
    *("appendix", "FLOPs", "data", "sheets", "collectives"),
)
"""Where a formula is from stands as it is cited."""

PLANNED = (*GPUS, *MODES, *MODELS, "full", "paper")
FORMULAS = ("efficiency", "host", "optimizer", "peak", "pipeline", "rate", "tensor", "tokens")
SMALL = "--model gpt2 --modes zero1,zero3"

CASES = [
    case(
        "zero --help",
        *("arena", "compare", "explain", "export", "fit", "gpus", "models", "plan", "plot"),
    ),
    case("zero plan --help", *PLANNED),
    case(f"zero plan {SMALL}", *PLANNED),
    case("zero plan --params 7e9 --gpus 64 --modes zero1", *PLANNED),
    case(
        "zero plan --model gpt2 --gpus 64 --seq 4096 --modes infinity_nvme",
        *GPUS,
        *MODES,
        *MODELS,
        "full",
        "paper",
    ),
    case("zero plan --params 1e15 --modes zero1", *PLANNED),
    case("zero plan"),
    case("zero plan --model gpt", "gpt", *MODES),
    case("zero plan --config none.json"),
    case("zero plan --model gpt2 --modes x", *MODES),
    case("zero plan --model gpt2 --gpu x", "rtx"),
    case("zero plan --model gpt2 --tensor 3", "tensor"),
    case("zero plan --model gpt2 --gpus 3 --tensor 2"),
    case("zero plan --model gpt2 --efficiency 2"),
    case("zero plan --params 1 --layers 2 --hidden 3 --heads 2", "heads", "hidden"),
    case("zero explain zero3 total --model gpt2", "total", "Pos", *CITED, *FORMULAS),
    case("zero explain zero2 total --model gpt2", "total", "Pos", *CITED, *FORMULAS),
    case(
        "zero explain zero3 communication --model gpt2 --gpus 16",
        "communication",
        *CITED,
        *FORMULAS,
    ),
    case("zero explain infinity_nvme seconds --model gpt2 --gpus 16", "seconds", *CITED, *FORMULAS),
    case("zero explain zero1 activations --model gpt2", "activations", *CITED, *FORMULAS),
    case("zero explain zero1 activations --params 1e9", "activations", *CITED, *FORMULAS),
    case("zero explain zero1 x --model gpt2", *PARTS),
    case(f"zero fit {SMALL}", *MODES),
    case(f"zero fit --grid {SMALL}", *MODES, *MODELS),
    case(f"zero fit --frontier {SMALL}", *MODES),
    case(f"zero fit --grid --frontier {SMALL}"),
    case("zero compare --model gpt2", "gpt", *CALCULATORS),
    case("zero compare --params 1e9 --stage 3", "gpt", *CALCULATORS),
    case("zero compare --params 1e9 --stage 0 --gpus 8", "gpt", *CALCULATORS),
    case("zero compare --model gpt2 --tensor 2"),
    case("zero arena --params 1e9"),
    case("zero arena --model gpt2 --mode zero1,zero3"),
    case("zero export --model gpt2 --format slurm --gpus 16 --to .", "train", "sbatch"),
    case("zero export --model gpt2 --format fsdp2 --mode zeropp", *MODES),
    case("zero plot x.txt --model gpt2", "svg", "png", "pdf"),
    case("zero gpus", *GPUS, "NVLink", "PCIe", "Fabric", "Infinity", "ethernet", "rtx"),
]
