"""The options that the planner's commands have: a model, its training, and the machines."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tui.cli import offering
from tui.i18n import _

if TYPE_CHECKING:
    from engines.zero.model import Model
    from engines.zero.setup import Setup


def count(text: str) -> int:
    from tui.units import parse_count

    return parsed(parse_count, text)


def memory(text: str) -> int:
    from tui.units import parse_memory

    return parsed(parse_memory, text)


def parsed(parse: Callable[[str], int], text: str | int) -> int:
    if isinstance(text, int):  # a default, which is right
        return text
    try:
        return parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


Count = Annotated[int, typer.Option(parser=count, metavar="COUNT")]


def numbers(help: str, metavar: str = "COUNT") -> Any:
    return typer.Option(parser=count, metavar=metavar, help=help)


def setup(
    model: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="A preset; `zerodeck zero models` lists them.",
            autocompletion=offering.models,
        ),
    ] = "",
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A HuggingFace config.json.")
    ] = None,
    params: Annotated[int | None, numbers("Number of parameters: 7.5e9, 7.5B.")] = None,
    layers: Annotated[int, numbers("With the next two, the shape of --params.")] = 0,
    hidden: Annotated[int, numbers("Hidden size.")] = 0,
    heads: Annotated[int, numbers("Attention heads.")] = 0,
    vocabulary: Annotated[int, numbers("Vocabulary size.")] = 0,
    gpus: Annotated[int, numbers("All GPUs together.")] = 8,
    gpus_per_node: Annotated[
        int | None, numbers("GPUs of a node; 8, or what makes whole nodes of --gpus.")
    ] = None,
    gpu: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="From `zerodeck zero gpus`.", autocompletion=offering.gpus
        ),
    ] = "a100-80gb",
    memory: Annotated[
        int,
        typer.Option(parser=memory, metavar="SIZE", help="Of a GPU, if another: 80GB, 80GiB."),
    ] = 0,
    network: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Between nodes. Default: the GPU's usual one.",
            autocompletion=offering.links,
        ),
    ] = "",
    profile: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="paper, deepspeed, cookbook, fsdp2-fp32, bf16-pure, adam-8bit, bf16-8bit.",
            autocompletion=offering.profiles,
        ),
    ] = "paper",
    batch: Annotated[int, numbers("Sequences of a GPU's micro-batch.")] = 1,
    seq: Annotated[int, numbers("Tokens of a sequence.", "TOKENS")] = 2048,
    accumulation: Annotated[int, numbers("Micro-batches a step.")] = 1,
    checkpointing: Annotated[
        Literal["none", "selective", "full"], typer.Option(help="Of activations.")
    ] = "full",
    tensor: Annotated[int, numbers("Tensor parallel degree.")] = 1,
    pipeline: Annotated[int, numbers("Pipeline stages.")] = 1,
    sequence_parallel: Annotated[
        bool, typer.Option("--sequence-parallel", help="Within the tensor parallel group.")
    ] = False,
    no_flash: Annotated[
        bool, typer.Option("--no-flash", help="Without FlashAttention: attention keeps its scores.")
    ] = False,
    pa: Annotated[bool, typer.Option("--pa", help="ZeRO-R: partition activations.")] = False,
    pa_cpu: Annotated[bool, typer.Option("--pa-cpu", help="And keep them on the host.")] = False,
    no_cb: Annotated[
        bool, typer.Option("--no-cb", help="Without ZeRO-R's constant-size buffers.")
    ] = False,
    no_md: Annotated[
        bool, typer.Option("--no-md", help="Without ZeRO-R's defragmentation.")
    ] = False,
    bucket: Annotated[int, numbers("Elements of a buffer.")] = 500_000_000,
    subgroup: Annotated[int, numbers("GPUs of a MiCS group. Default: a node's.")] = 0,
    host_memory: Annotated[
        int, typer.Option(parser=memory, metavar="SIZE", help="Of a node. Default: no limit.")
    ] = 0,
    nvme: Annotated[
        int, typer.Option(parser=memory, metavar="SIZE", help="Of a node. Default: no limit.")
    ] = 0,
    efficiency: Annotated[
        float, typer.Option(help="Share of the GPU's peak that its kernels reach.")
    ] = 0.5,
    overlap: Annotated[
        float, typer.Option(help="Share of the traffic that computing may hide.")
    ] = 0.0,
) -> "Setup":
    """Raises EngineError for names that nobody knows and files that are no model."""
    from engines.zero.setup import Setup, usual_node

    try:
        return Setup(
            chosen(model, config, params, layers, hidden, heads, vocabulary, seq),
            gpus=gpus,
            gpus_per_node=usual_node(gpus) if gpus_per_node is None else gpus_per_node,
            gpu=gpu,
            network=network,
            profile=profile,
            batch=batch,
            sequence=seq,
            accumulation=accumulation,
            checkpointing=checkpointing,
            flash=not no_flash,
            tensor=tensor,
            sequence_parallel=sequence_parallel,
            pipeline=pipeline,
            partition_activations=pa,
            activations_on_host=pa_cpu,
            constant_buffers=not no_cb,
            bucket=bucket,
            defragmentation=not no_md,
            subgroup=subgroup,
            memory=memory,
            host_memory=host_memory,
            nvme=nvme,
            efficiency=efficiency,
            overlap=overlap,
        )
    except ValueError as error:
        raise refused(error) from None


def refused(error: ValueError) -> typer.BadParameter:
    """What a Setup says of itself begins with its field: here with the option of that field."""
    from engines.zero.setup import Setup

    field = str(error).partition(" ")[0]
    if field not in Setup.__struct_fields__:
        return typer.BadParameter(str(error))
    option = "--seq" if field == "sequence" else f"--{field.replace('_', '-')}"
    return typer.BadParameter(str(error), param_hint=option)


def chosen(
    model: str,
    config: Path | None,
    params: int | None,
    layers: int,
    hidden: int,
    heads: int,
    vocabulary: int,
    sequence: int,
) -> "Model":
    """Exactly one way to say which model."""
    from engines.zero.config import plain, read
    from engines.zero.presets import preset

    shaped = any((layers, hidden, heads, vocabulary))
    ways = (bool(model), config is not None, params is not None or shaped)
    if sum(ways) != 1:
        words = _("One of --model NAME, --config FILE, --params COUNT says which.")
        raise typer.BadParameter(words)
    if model:
        return preset(model)
    if config is not None:
        return read(config)
    return plain(params or 0, layers, hidden, heads, vocabulary, sequence if shaped else 0)


def planned(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `setup`, and what they come to as its first argument."""
    own = list(inspect.signature(command).parameters.values())[1:]
    common = list(inspect.signature(setup).parameters.values())

    @functools.wraps(command)
    def planned(**options: Any) -> None:
        from engines.wire import EngineError
        from tui.cli.stream import fail

        json = bool(options.get("json"))
        try:
            asked = setup(**{each.name: options.pop(each.name) for each in common})
            command(asked, **options)
        except EngineError as error:
            raise typer.Exit(fail(error, json=json)) from None

    parameters = [each.replace(kind=each.KEYWORD_ONLY) for each in (*own, *common)]
    planned.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # for Typer
    planned.__annotations__ = {each.name: each.annotation for each in parameters}
    return planned
