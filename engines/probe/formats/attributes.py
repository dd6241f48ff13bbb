"""The build attributes in an ELF: Addenda to the ABI for the Arm Architecture, section 3."""

from collections.abc import Iterator

VENDOR = b"aeabi"
WHOLE_FILE = 1

CPU_RAW_NAME, CPU_NAME, CPU_ARCH, CPU_ARCH_PROFILE = 4, 5, 6, 7
COMPATIBILITY = 32
"""Up to this tag each has a type of its own; of those above, the odd ones are strings."""

V7 = 10
PROFILES = {ord("A"): "v7-A", ord("R"): "v7-R", ord("M"): "v7-M"}
ARCHITECTURES = {
    11: "v6-M",
    12: "v6-M",  # v6S-M: the same with the operating system extension
    13: "v7E-M",
    14: "v8-A",
    15: "v8-R",
    16: "v8-M.baseline",
    17: "v8-M.mainline",
    18: "v8-A",
    19: "v8-A",
    20: "v8-A",
    21: "v8.1-M.mainline",
    22: "v9-A",
}
"""Tag_CPU_arch. Those before v6-M say little here: their Thumb code runs on a Cortex-M too."""


def architecture(data: bytes) -> str | None:
    """What the whole file was built for; None where that is not said, or cannot be read."""
    try:
        tags = {tag: value for body in whole_file(data) for tag, value in attributes(body)}
    except (IndexError, ValueError):
        return None  # nothing here is flashed, so damage to it is no reason to refuse
    if tags.get(CPU_ARCH) == V7:
        return PROFILES.get(tags.get(CPU_ARCH_PROFILE, 0))
    return ARCHITECTURES.get(tags.get(CPU_ARCH, 0))


def whole_file(data: bytes) -> Iterator[bytes]:
    """The public attributes that hold for the whole file, and not for a section of it."""
    for section in sized(data[1:], 0):
        vendor, _, scopes = section.partition(b"\0")
        if vendor == VENDOR:
            yield from (scope[1:] for scope in sized(scopes, 1) if scope[0] == WHOLE_FILE)


def sized(data: bytes, at: int) -> Iterator[bytes]:
    """Cuts a row of blocks; each holds its own size at `at`, which is left out of what is given."""
    while data:
        size = int.from_bytes(data[at : at + 4], "little")
        if not at + 4 <= size <= len(data):
            raise ValueError("a block that ends before it begins, or behind its row")
        yield data[:at] + data[at + 4 : size]
        data = data[size:]


def attributes(body: bytes) -> Iterator[tuple[int, int]]:
    """Each tag that has a number, and the number."""
    position = 0
    while position < len(body):
        tag, position = uleb128(body, position)
        if tag in (CPU_RAW_NAME, CPU_NAME) or (tag > COMPATIBILITY and tag % 2):
            position = body.index(0, position) + 1
            continue
        value, position = uleb128(body, position)
        if tag == COMPATIBILITY:
            position = body.index(0, position) + 1
        yield tag, value


def uleb128(body: bytes, position: int) -> tuple[int, int]:
    """An unsigned number, seven bits a byte, and the position behind it."""
    value = 0
    for shift in range(0, 35, 7):
        byte = body[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise ValueError("a number of more than 32 bits")
