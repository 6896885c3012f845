"""The anti-replay window with 64-bit sequence numbers. RFC 4303, 3.4.3 and appendix A; RFC 7402, 3.3.6."""

from hipway.esp.refusal import EspRefused, Reason

SIZE = 4096
"""How many numbers, the highest included, may still arrive late.

A path that is left may lag behind the one that is taken (RFC 8046): at 1 Gbit/s, which is 90,000 datagrams of 1400
bytes in a second, 4096 are 45 ms. The window takes half a kilobyte for each association.
"""
_BYTES = SIZE // 8 + 1  # one byte more, since the byte that the top lies in is shared with no older number
_SUBSPACE = 0xFFFF_FFFF


class Window:
    """Which sequence numbers have been received.

    A ring of bits: moving it clears bytes and shifts nothing, so that its size costs no time (as in RFC 6479).
    """

    __slots__ = ("_closed", "_seen", "top")

    def __init__(self) -> None:
        self._seen = bytearray()  # until the first number comes
        self._closed = 0  # no number up to this one is new
        self.top = 0

    def extended(self, low: int) -> int:
        """Return the one number with these lower 32 bits that isn't left of the window [RFC 4303 A2.2].

        Before the window has left the origin, it may be negative: no datagram has such a number.
        """
        bottom = self.top - (SIZE - 1)
        return bottom + ((low - bottom) & _SUBSPACE)

    def late(self, sequence: int) -> bool:
        """Return whether a number that isn't authentic is rather one left of the window than one far ahead."""
        return sequence > _SUBSPACE and sequence - self.top > _SUBSPACE // 2

    def check(self, sequence: int) -> None:
        """Raise if the number can't be new. To be asked before anything is decrypted; nothing is marked."""
        top = self.top
        if sequence > top:
            return
        if sequence <= 0:
            raise EspRefused(Reason.SEQUENCE)
        if sequence <= top - SIZE or sequence <= self._closed:
            raise EspRefused(Reason.STALE)
        if self._seen[(sequence >> 3) % _BYTES] & (1 << (sequence & 7)):
            raise EspRefused(Reason.REPLAYED)

    def rest(self) -> None:
        """Take no number any more that isn't higher than all before; which of them came needn't be known then."""
        self._seen = bytearray()
        self._closed = self.top

    def mark(self, sequence: int) -> None:
        """Remember that the number came in a datagram that was authentic."""
        if not self._seen:
            self._seen = bytearray(_BYTES)
        if sequence > self.top:
            newest = self.top >> 3
            byte = sequence >> 3
            for cleared in range(max(newest, byte - _BYTES) + 1, byte + 1):
                self._seen[cleared % _BYTES] = 0
            self.top = sequence
        self._seen[(sequence >> 3) % _BYTES] |= 1 << (sequence & 7)
