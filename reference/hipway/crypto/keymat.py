"""Keying material: what both ends draw their keys from [RFC 7401 6.5, RFC 7402 7]."""

from hipway.crypto import ciphers
from hipway.crypto.suites import Rhash
from hipway.values import Value

EXPANDED = 4
"""How many lengths of RHASH are expanded at once: the keys of HIP, with AES-128, and those of ESP, with AES-GCM."""


class HipKeys(Value, frozen=True):
    """The keys that protect HIP packets, as one end sees them, and where in the material the next key begins."""

    encrypt_out: bytes
    mac_out: bytes
    encrypt_in: bytes
    mac_in: bytes
    index: int

    def __repr__(self) -> str:
        """Keep the keys out of logs."""
        return f"HipKeys(index={self.index})"

    def for_macs(self) -> "HipKeys":
        """Return those that are needed after the base exchange: ENCRYPTED is in nothing else."""
        return HipKeys(b"", self.mac_out, b"", self.mac_in, self.index)


class EspKeys(Value, frozen=True):
    """The keys of a pair of security associations, as one end sees them, and where the next key begins."""

    encrypt_out: bytes
    auth_out: bytes
    encrypt_in: bytes
    auth_in: bytes
    index: int

    def __repr__(self) -> str:
        """Keep the keys out of logs."""
        return f"EspKeys(index={self.index})"


class Keymat:
    """The keying material of an association.

    Args:
        rhash: the hash of the Responder's HIT suite.
        kij: the Diffie-Hellman secret.
        i: the puzzle's I.
        j: its solution.
        hit_a: the HIT of one end.
        hit_b: the HIT of the other end.
    """

    __slots__ = ("_begin", "_info", "_key", "_rhash")

    def __init__(self, rhash: Rhash, kij: bytes, i: bytes, j: bytes, hit_a: bytes, hit_b: bytes) -> None:  # noqa: PLR0913, PLR0917  # what the RFC derives it from
        """Extract the pseudorandom key; Kij isn't kept."""
        self._rhash = rhash
        self._key = rhash.hmac(i + j, kij)  # HKDF-Extract [RFC 5869 2.2]
        self._info = min(hit_a, hit_b) + max(hit_a, hit_b)
        self._begin = b""

    def draw(self, index: int, length: int) -> bytes:
        """Return the bytes from an index on; the same ones whenever it is asked.

        The keys of ESP are drawn soon after those of HIP, from what one expansion makes: it is kept in between.

        Raises:
            ValueError: there isn't as much: 255 times the length of RHASH [RFC 5869 2.3].
        """
        end, material = index + length, self._begin
        if end > len(material):
            material = self._rhash.expand(self._key, self._info, max(end, EXPANDED * self._rhash.size))
        self._begin = b"" if index else material
        return material[index:end]


def hip_keys(keymat: Keymat, cipher: int, rhash: Rhash, ours: bytes, peer: bytes) -> HipKeys:
    """Draw the four keys of HIP packets, which stand at the beginning [RFC 7401 6.5]."""
    return HipKeys(*_drawn(keymat, 0, ciphers.key_size(cipher), rhash.size, first=ours > peer))


def esp_keys(keymat: Keymat, index: int, encrypt_size: int, auth_size: int, ours: bytes, peer: bytes) -> EspKeys:  # noqa: PLR0913, PLR0917  # two ends, two sizes
    """Draw the four keys of ESP from an index on [RFC 7402 7]."""
    return EspKeys(*_drawn(keymat, index, encrypt_size, auth_size, first=ours > peer))


def _drawn(
    keymat: Keymat, index: int, encrypt_size: int, auth_size: int, *, first: bool
) -> tuple[bytes, bytes, bytes, bytes, int]:
    """Draw two keys for what the host with the greater HIT sends, then two for what the other one sends."""
    half = encrypt_size + auth_size
    material = keymat.draw(index, 2 * half)
    greater, lesser = material[:half], material[half:]
    out, into = (greater, lesser) if first else (lesser, greater)
    return out[:encrypt_size], out[encrypt_size:], into[:encrypt_size], into[encrypt_size:], index + 2 * half
