"""KMAC128 on a Keccak of our own (FIPS 202 3, SP 800-185 4), so that nothing rests on OpenSSL's."""

RATE = 168
_MASK = (1 << 64) - 1
_OFFSETS = (
    (0, 36, 3, 41, 18),
    (1, 44, 10, 45, 2),
    (62, 6, 43, 15, 61),
    (28, 55, 25, 21, 56),
    (27, 20, 39, 8, 14),
)


def _constants() -> tuple[int, ...]:
    """Return the constants of iota, from the shift register that defines them (FIPS 202 3.2.5)."""
    found, register = [], 1
    for _ in range(24):
        constant = 0
        for place in range(7):
            if register & 1:
                constant |= 1 << (1 << place) - 1
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        found.append(constant)
    return tuple(found)


_ROUNDS = _constants()


def _rotated(lane: int, by: int) -> int:
    return (lane << by | lane >> 64 - by) & _MASK


def _permuted(a: list[list[int]]) -> list[list[int]]:
    """Return a state after Keccak-f[1600]; `a[x][y]` is a lane (FIPS 202 3.2)."""
    for constant in _ROUNDS:
        c = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        d = [c[x - 1] ^ _rotated(c[(x + 1) % 5], 1) for x in range(5)]
        b = [[0] * 5 for _ in range(5)]
        for x in range(5):
            for y in range(5):
                b[y][(2 * x + 3 * y) % 5] = _rotated(a[x][y] ^ d[x], _OFFSETS[x][y])
        a = [[b[x][y] ^ (~b[(x + 1) % 5][y] & b[(x + 2) % 5][y]) for y in range(5)] for x in range(5)]
        a[0][0] ^= constant
    return a


def sponge(data: bytes, suffix: int, size: int) -> bytes:
    """Return what a sponge of rate 168 squeezes out; `suffix`: the bits behind the data, with the first of padding."""
    padded = bytearray(data + bytes((suffix,)))
    padded += bytes(-len(padded) % RATE)
    padded[-1] |= 0x80
    a = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), RATE):
        for lane in range(RATE // 8):
            at = start + 8 * lane
            a[lane % 5][lane // 5] ^= int.from_bytes(padded[at : at + 8], "little")
        a = _permuted(a)
    out = b""
    while True:
        out += b"".join(a[lane % 5][lane // 5].to_bytes(8, "little") for lane in range(RATE // 8))
        if len(out) >= size:
            return out[:size]
        a = _permuted(a)


def _number(value: int) -> bytes:
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")


def _left(value: int) -> bytes:
    return bytes((len(_number(value)),)) + _number(value)


def _string(text: bytes) -> bytes:
    return _left(8 * len(text)) + text


def _block(text: bytes) -> bytes:
    whole = _left(RATE) + text
    return whole + bytes(-len(whole) % RATE)


def kmac128(key: bytes, data: bytes, size: int) -> bytes:
    """Return KMAC128 without customization (SP 800-185 4.3)."""
    begin = _block(_string(b"KMAC") + _string(b"")) + _block(_string(key))
    end = _number(8 * size) + bytes((len(_number(8 * size)),))
    return sponge(begin + data + end, 0x04, size)


def shake128(data: bytes, size: int) -> bytes:
    """Return SHAKE128, which cSHAKE128 is without names (FIPS 202 6.2, SP 800-185 3.3)."""
    return sponge(data, 0x1F, size)
