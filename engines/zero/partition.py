"""How a flat buffer is cut among ranks: the one place where that is decided.

Every rank holds the same number of elements; what is missing at the end is padding, as in
DeepSpeed's flat partitions and FSDP's flat parameters.
"""


def shard(elements: int, ranks: int) -> int:
    """Elements that each rank holds, padding included."""
    return -(-elements // ranks)


def padding(elements: int, ranks: int) -> int:
    """Elements that there are too many, over all ranks."""
    return shard(elements, ranks) * ranks - elements


def bounds(elements: int, ranks: int, rank: int) -> tuple[int, int]:
    """From which element to which of the whole a rank's shard is, without its padding."""
    size = shard(elements, ranks)
    return min(rank * size, elements), min((rank + 1) * size, elements)
