"""The puzzle: made without state, searched in steps, checked with one hash [RFC 7401 4.1.2, 6.3, appendix A]."""

from hipway.crypto.suites import Rhash

BYTE = 256


def solves(rhash: Rhash, i: bytes, j: bytes, k: int, hit_initiator: bytes, hit_responder: bytes) -> bool:  # noqa: PLR0913, PLR0917  # what the RFC hashes
    """Say whether the low-order K bits of RHASH(I | HIT-I | HIT-R | J) are zero [RFC 7401 6.3]: no bits always are."""
    return not k or _zero(rhash.digest(i + hit_initiator + hit_responder + j), k)


def stateless_i(rhash: Rhash, secret: bytes, hit_i: bytes, hit_r: bytes, ip_i: bytes, ip_r: bytes) -> bytes:  # noqa: PLR0913, PLR0917  # what the RFC hashes
    """Return the I that a Responder can compute again when the solution comes [RFC 7401 appendix A]."""
    return rhash.digest(secret + hit_i + hit_r + ip_i + ip_r)


class Search:
    """A search for a solution, which whoever runs it can spread over time.

    Args:
        rhash: the hash of the Responder's HIT suite.
        i: the I of the puzzle.
        k: its difficulty.
        hit_i: the HIT of the Initiator.
        hit_r: the HIT of the Responder.
        start: the first J that is tried, as long as I; drawn at random, so that nobody knows the solution before.
    """

    def __init__(self, rhash: Rhash, i: bytes, k: int, hit_i: bytes, hit_r: bytes, start: bytes) -> None:  # noqa: PLR0913, PLR0917  # what the RFC hashes
        """Begin before the first try."""
        if len(start) != rhash.size:
            raise ValueError(f"J has {len(start)} bytes, not {rhash.size}")
        self._digest = rhash.digest
        self._k = k
        self._known = i + hit_i + hit_r
        self._next = int.from_bytes(start, "big")
        self._size = rhash.size
        self.tries = 0

    def step(self, tries: int) -> bytes | None:
        """Try so many solutions and some more, to fill up a round of 256; return J as soon as one is right."""
        if not self._k:  # any J is right
            self.tries += 1
            return self._next.to_bytes(self._size, "big")
        digest, low, text = self._digest, (1 << min(self._k, 8)) - 1, bytearray(self._known + bytes(self._size))
        end = self.tries + tries
        while self.tries < end:
            text[-self._size :] = self._next.to_bytes(self._size, "big")
            for last in range(text[-1], BYTE):
                text[-1] = last
                result = digest(text)
                if not result[-1] & low and _zero(result, self._k):
                    self.tries += last + 1 - self._next % BYTE
                    return bytes(text[-self._size :])
            self._advance(BYTE - self._next % BYTE)
        return None

    def _advance(self, tried: int) -> None:
        self.tries += tried
        self._next = (self._next + tried) % (1 << 8 * self._size)


def _zero(digest: bytes, bits: int) -> bool:
    return not int.from_bytes(digest, "big") & ((1 << bits) - 1)
