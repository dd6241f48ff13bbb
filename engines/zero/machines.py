"""GPUs and networks one can rent or own: memory, peak, and how fast bytes come and go.

Memory is counted as it stands on the box, 80 GB = 80 * 10^9 bytes. The chips carry GiB; about the
difference is what driver and CUDA context take. Rates are bytes a second in one direction.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from engines import wire
from engines.marking import N_

GB = 10**9
TERA = 10**12


class Network(NamedTuple):
    """Between nodes; `rate` is a whole node's."""

    name: str
    title: str
    rate: int


class Gpu(NamedTuple):
    """`peak` is in dense 16-bit matrix FLOP/s with sums in fp32, by the maker's data sheet.

    `link` is to the others in a node, `host` to the node's memory, both one GPU's; `network` is
    the usual one around it. `nvme` and `host_memory` are rates of a node, shared by its GPUs.
    """

    name: str
    title: str
    memory: int
    peak: int
    link: int
    linked_by: str
    host: int
    network: str
    host_memory: int = 200 * GB
    nvme: int = 12 * GB


_NETWORKS = (
    Network("ethernet-1g", "1 Gb/s Ethernet", GB // 8),
    Network("ethernet-10g", "10 Gb/s Ethernet", 10 * GB // 8),
    Network("ethernet-25g", "25 Gb/s Ethernet", 25 * GB // 8),
    Network("ethernet-100g", "100 Gb/s Ethernet", 100 * GB // 8),
    Network("ethernet-400g", "400 Gb/s Ethernet", 400 * GB // 8),
    Network("ib-edr", "InfiniBand EDR, 100 Gb/s", 100 * GB // 8),
    Network("ib-hdr", "InfiniBand HDR, 200 Gb/s", 200 * GB // 8),
    Network("ib-ndr", "InfiniBand NDR, 400 Gb/s", 400 * GB // 8),
    Network("ib-edr-8", "8 x InfiniBand EDR", 8 * 100 * GB // 8),
    Network("ib-hdr-8", "8 x InfiniBand HDR", 8 * 200 * GB // 8),
    Network("ib-ndr-8", "8 x InfiniBand NDR", 8 * 400 * GB // 8),
)
NETWORKS: Mapping[str, Network] = MappingProxyType({each.name: each for each in _NETWORKS})

_PCIE3, _PCIE4, _PCIE5 = 16 * GB, 32 * GB, 64 * GB


def _nvlink(name: str, title: str, memory: int, peak: int, link: int, host: int, net: str) -> Gpu:
    return Gpu(name, title, memory * GB, peak * TERA, link * GB, "NVLink", host, net)


def _pcie(name: str, title: str, memory: int, peak: int, rate: int, net: str) -> Gpu:
    return Gpu(name, title, memory * GB, peak * TERA, rate, "PCIe", rate, net)


_GPUS = (
    _nvlink("v100-16gb", "NVIDIA V100 16 GB", 16, 125, 150, _PCIE3, "ib-edr-8"),
    _nvlink("v100-32gb", "NVIDIA V100 32 GB", 32, 125, 150, _PCIE3, "ib-edr-8"),
    _nvlink("a100-40gb", "NVIDIA A100 40 GB", 40, 312, 300, _PCIE4, "ib-hdr-8"),
    _nvlink("a100-80gb", "NVIDIA A100 80 GB", 80, 312, 300, _PCIE4, "ib-hdr-8"),
    _nvlink("h20", "NVIDIA H20 96 GB", 96, 148, 450, _PCIE5, "ib-ndr-8"),
    _nvlink("h100", "NVIDIA H100 SXM 80 GB", 80, 989, 450, _PCIE5, "ib-ndr-8"),
    _nvlink("h200", "NVIDIA H200 141 GB", 141, 989, 450, _PCIE5, "ib-ndr-8"),
    _nvlink("b200", "NVIDIA B200 180 GB", 180, 2250, 900, _PCIE5, "ib-ndr-8"),
    Gpu(
        "mi300x",
        "AMD Instinct MI300X 192 GB",
        192 * GB,
        1307 * TERA,
        448 * GB,
        "Infinity Fabric",
        _PCIE5,
        "ib-ndr-8",
    ),
    _pcie("h100-pcie", "NVIDIA H100 PCIe 80 GB", 80, 756, _PCIE5, "ib-ndr"),
    _pcie("l40s", "NVIDIA L40S 48 GB", 48, 362, _PCIE4, "ethernet-100g"),
    _pcie("a6000", "NVIDIA RTX A6000 48 GB", 48, 155, _PCIE4, "ethernet-25g"),
    _pcie("a10", "NVIDIA A10 24 GB", 24, 125, _PCIE4, "ethernet-25g"),
    _pcie("l4", "NVIDIA L4 24 GB", 24, 121, _PCIE4, "ethernet-25g"),
    _pcie("t4", "NVIDIA T4 16 GB", 16, 65, _PCIE3, "ethernet-25g"),
    _pcie("rtx-3090", "GeForce RTX 3090 24 GB", 24, 71, _PCIE4, "ethernet-10g"),
    _pcie("rtx-4090", "GeForce RTX 4090 24 GB", 24, 165, _PCIE4, "ethernet-10g"),
    _pcie("rtx-5090", "GeForce RTX 5090 32 GB", 32, 209, _PCIE5, "ethernet-10g"),
)
GPUS: Mapping[str, Gpu] = MappingProxyType({each.name: each for each in _GPUS})

ALIASES = {"v100": "v100-32gb", "a100": "a100-80gb", "3090": "rtx-3090", "4090": "rtx-4090"}


def gpu(name: str) -> Gpu:
    """Raises EngineError for a name that is none."""
    key = name.lower()
    try:
        return GPUS[ALIASES.get(key, key)]
    except KeyError:
        raise wire.EngineError(
            "There is no such GPU in the catalogue.",
            N_("{name}; there are {known}").format(name=repr(name), known=", ".join(GPUS)),
            "zerodeck zero plan --gpu h100 --memory 80GB",
        ) from None


def network(name: str) -> Network:
    """Raises EngineError for a name that is none."""
    try:
        return NETWORKS[name.lower()]
    except KeyError:
        raise wire.EngineError(
            "There is no such network in the catalogue.",
            N_("{name}; there are {known}").format(name=repr(name), known=", ".join(NETWORKS)),
            "zerodeck zero plan --network ethernet-100g",
        ) from None
