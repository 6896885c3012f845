"""The anti-replay window with 64-bit sequence numbers. RFC 4303, 3.4.3 and appendix A; RFC 7402, 3.3.6."""

from hipway.esp.refusal import EspRefused, Reason

SIZE = 4096
"""How many numbers, the highest included, may still arrive late, if nothing else is said."""
_SUBSPACE = 0xFFFF_FFFF


class Window:
    """Which sequence numbers have been received: the highest, and those among the `size` up to it.

    A ring of bits: moving it clears bytes and shifts nothing, so that its size costs no time (as in RFC 6479).
    """

    __slots__ = ("_bytes", "_closed", "_seen", "_size", "top")

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._bytes = (size + 7) // 8 + 1  # one more: the byte that the top lies in is shared with no older number
        self._seen = bytearray()  # until the first number comes
        self._closed = 0  # no number up to this one is new
        self.top = 0

    def extended(self, low: int) -> int:
        """Return the one number with these lower 32 bits that isn't left of the window [RFC 4303 A2.2].

        Before the window has left the origin, it may be negative: no datagram has such a number.
        """
        bottom = self.top - (self._size - 1)
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
        if sequence <= top - self._size or sequence <= self._closed:
            raise EspRefused(Reason.STALE)
        if self._seen[(sequence >> 3) % self._bytes] & (1 << (sequence & 7)):
            raise EspRefused(Reason.REPLAYED)

    def is_new(self, sequence: int) -> bool:
        """Whether `check` would raise nothing."""
        try:
            self.check(sequence)
        except EspRefused:
            return False
        return True

    def rest(self) -> None:
        """Take no number any more that isn't higher than all before; which of them came needn't be known then."""
        self._seen = bytearray()
        self._closed = self.top

    def mark(self, sequence: int) -> None:
        """Remember that the number came in a datagram that was authentic."""
        if not self._seen:
            self._seen = bytearray(self._bytes)
        if sequence > self.top:
            newest = self.top >> 3
            byte = sequence >> 3
            for cleared in range(max(newest, byte - self._bytes) + 1, byte + 1):
                self._seen[cleared % self._bytes] = 0
            self.top = sequence
        self._seen[(sequence >> 3) % self._bytes] |= 1 << (sequence & 7)
