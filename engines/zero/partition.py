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


def units(elements: int, ranks: int, count: int) -> tuple[int, ...]:
    """The whole as that many parts to be cut one by one, or fewer, where shards are too short.

    All but the last are multiples of `ranks`. So the shards of the units are together as long as
    one shard of the whole, for every number of ranks that divides this one, and the padding is in
    the last unit alone. The first is the largest.
    """
    size = shard(elements, ranks)
    count = min(count, size)
    sizes = [(size // count + (index < size % count)) * ranks for index in range(count)]
    return (*sizes[:-1], elements - sum(sizes[:-1]))
