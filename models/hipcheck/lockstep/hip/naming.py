"""Names for what the engines hold as bytes: keys, nonces, security associations. Each has one name, and one only."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hipcheck.lockstep.comparison import Difference, DifferenceError
from hipcheck.lockstep.laboratory import Laboratory
from hipspec.hip.names import HIT, Address, Key, Nonce
from hipway.addresses import text_of

__all__ = ["Channel", "Names"]

KEY, SALT, IV, HEADER = 16, 4, 8, 8  # bytes of AES-128-GCM in ESP (RFC 4106 3, 8.1), and of the header of ESP


@dataclass(frozen=True)
class Channel:
    """One direction of a pair of security associations.

    Attributes:
        sender, receiver: who uses it.
        secret: the key of AES-GCM, the salt behind it.
    """

    sender: bytes
    receiver: bytes
    secret: bytes

    def opened(self, datagram: bytes) -> bytes | None:
        """Return what is sealed in an ESP packet (RFC 4106 3 to 5); None if its integrity value is wrong.

        No number here has an upper half.
        """
        iv, sealed = datagram[HEADER : HEADER + IV], datagram[HEADER + IV :]
        covered = datagram[:4] + bytes(4) + datagram[4:8]
        try:
            return AESGCM(self.secret[:KEY]).decrypt(self.secret[KEY:] + iv, sealed, covered)
        except (InvalidTag, ValueError):
            return None

    def sealed(self, spi: int, number: int, inner: bytes) -> bytes:
        """Return an ESP packet, whatever is in it."""
        header, iv = spi.to_bytes(4, "big") + number.to_bytes(4, "big"), number.to_bytes(IV, "big")
        covered = header[:4] + bytes(4) + header[4:]
        return header + iv + AESGCM(self.secret[:KEY]).encrypt(self.secret[KEY:] + iv, inner, covered)


class Names:
    """The names of one run.

    Attributes:
        laboratory: it knows the names of hosts.
        macs: for each direction, by the HITs of sender and receiver, the keys that made HIP_MACs, and their names.
        channels: the security associations, by SPI.
    """

    def __init__(self, laboratory: Laboratory) -> None:
        """Begin with nothing but the names of hosts."""
        self.laboratory = laboratory
        self.macs: dict[tuple[bytes, bytes], dict[bytes, Key]] = {}
        self.channels: dict[int, Channel] = {}
        self._nonces: dict[bytes, Nonce] = {}

    def host(self, hit: bytes) -> HIT:
        """Return the name of a host; a HIT that nobody has goes by its digits."""
        return HIT(self.laboratory.names.get(hit) or hit.hex())

    @staticmethod
    def address(address: bytes) -> Address:
        """Return the name of an address."""
        return Address(text_of(address))

    def nonce(self, value: bytes) -> Nonce:
        """Return the name of a nonce: the same for the same bytes, another one for others."""
        known = self._nonces.get(value)
        if known is None:
            known = self._nonces[value] = Nonce(f"n{len(self._nonces) + 1}")
        return known

    def key(self, sender: bytes, receiver: bytes, secret: bytes, number: int) -> Key:
        """Return the name of the key that protects what one host sends another.

        Raises:
            DifferenceError: it protects another direction already: a key belongs to one.
        """
        direction = self.macs.setdefault((sender, receiver), {})
        if secret not in direction:
            for other, keys in self.macs.items():
                if secret in keys:
                    words = " to ".join(self.host(hit).name for hit in other)
                    what = f"the key from {words} protects another direction as well"
                    raise DifferenceError(Difference(number, "establish", "keys", "drawn anew", what))
            direction[secret] = Key(f"{self.host(sender).name} to {self.host(receiver).name} {len(direction) + 1}")
        return direction[secret]
