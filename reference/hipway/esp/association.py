"""A security association in one direction: `Outbound` seals, `Inbound` opens. RFC 4303, 3.3 and 3.4.

Sequence numbers have 64 bits, of which 32 are sent [RFC 7402 3.3.6]. `extended=False` makes them 32 bits long, for
peers and tools that know no others; nothing in HIP negotiates it.

The cipher's objects, which take kilobytes, are made for the first datagram, and anew for the first after `rest`: an
association that is idle takes little more than its keys.
"""

from functools import cache
from typing import TYPE_CHECKING

from hipway.entropy import Entropy
from hipway.esp.refusal import EspRefused, Exhausted, Reason
from hipway.esp.suites import Material, Suite
from hipway.esp.transforms import HEADER
from hipway.esp.window import SIZE, Window

if TYPE_CHECKING:
    from collections.abc import Callable

UDP = 17

_PADDING = tuple(bytes(range(1, size + 1)) for size in range(256))  # [RFC 4303 2.4]


@cache
def _trailers(next_header: int) -> tuple[bytes, ...]:
    """Return the trailers with 0, 1, 2, ... bytes of padding."""
    return tuple(padding + bytes((size, next_header)) for size, padding in enumerate(_PADDING[:16]))


class Outbound:
    """What is sent to a peer, under the SPI that the peer has chosen.

    Attributes:
        sequence: the number of the datagram that was sealed last; 0 before the first.
    """

    __slots__ = ("_last", "_mask", "_material", "_seal", "sequence", "spi", "suite")

    def __init__(  # noqa: PLR0913  # a key for each purpose, and what the environment decides
        self,
        spi: int,
        suite: Suite,
        encrypt_key: bytes,
        auth_key: bytes,
        *,
        entropy: Entropy,
        extended: bool = True,
    ) -> None:
        if len(encrypt_key) != suite.encrypt_size or len(auth_key) != suite.auth_size:
            raise _wrong_keys(suite, encrypt_key, auth_key)
        self.spi = spi
        self.suite = suite
        self.sequence = 0
        self._last = (1 << (64 if extended else 32)) - 1
        self._mask = suite.alignment - 1
        self._material = Material(spi, encrypt_key, auth_key, entropy, extended)
        self._seal: Callable[[int, bytes], bytes] | None = None

    @property
    def remaining(self) -> int:
        """How many datagrams this key can still seal."""
        return self._last - self.sequence

    def seal(self, next_header: int, payload: bytes) -> bytes:
        """Return the datagram for a payload; it goes behind a UDP header as it is [RFC 3948 2.1].

        Raises:
            Exhausted: the sequence numbers would begin anew.
        """
        sequence = self.sequence + 1
        if sequence > self._last:
            raise Exhausted(self.spi)
        self.sequence = sequence
        if self._seal is None:
            self._seal = self.suite.transform(self._material).seal
        return self._seal(sequence, payload + _trailers(next_header)[-(len(payload) + 2) & self._mask])

    def rest(self) -> None:
        """Give up what can be made again from the keys. Sequence numbers go on."""
        self._seal = None


class Inbound:
    """What comes from a peer, under an SPI that we have chosen."""

    __slots__ = ("_extended", "_mask", "_material", "_open", "_overhead", "_window", "spi", "suite")

    def __init__(  # noqa: PLR0913  # what it depends on
        self,
        spi: int,
        suite: Suite,
        encrypt_key: bytes,
        auth_key: bytes,
        *,
        extended: bool = True,
        window: int = SIZE,
    ) -> None:
        """Begin with nothing received; `window` says how many sequence numbers may arrive late."""
        if len(encrypt_key) != suite.encrypt_size or len(auth_key) != suite.auth_size:
            raise _wrong_keys(suite, encrypt_key, auth_key)
        self.spi = spi
        self.suite = suite
        self._extended = extended
        self._mask = suite.alignment - 1
        self._overhead = suite.overhead
        self._window = Window(window)
        self._material = Material(spi, encrypt_key, auth_key, _nothing_random, extended)
        self._open: Callable[[int, bytes], bytes] | None = None

    @property
    def highest(self) -> int:
        """The highest sequence number that was authentic; when it nears its end, a rekey is due [RFC 7402 6.8]."""
        return self._window.top

    def has(self, sequence: int) -> bool:
        """Whether a number of at least 1 counts as received: it was, or it is left of the window."""
        return not self._window.is_new(sequence)

    def open(self, datagram: bytes) -> tuple[int, bytes]:
        """Return next header and payload of a datagram, the UDP header around it being gone.

        If the next header is NO_NEXT_HEADER, it is a dummy, to be dropped without calling it an error [RFC 4303 2.6].

        Raises:
            EspRefused: it is malformed, forged, late or a duplicate. Nothing has changed then.
        """
        encrypted = len(datagram) - self._overhead
        if encrypted < 2:  # noqa: PLR2004  # pad length and next header
            raise EspRefused(Reason.SHORT)
        if encrypted & self._mask:
            raise EspRefused(Reason.MISALIGNED)
        spi, sequence = HEADER.unpack_from(datagram)
        if spi != self.spi:
            raise EspRefused(Reason.SPI)
        window = self._window
        if self._extended:
            sequence = window.extended(sequence)
        window.check(sequence)
        if self._open is None:
            self._open = self.suite.transform(self._material).open
        try:
            plaintext = self._open(sequence, datagram)
        except EspRefused:
            if window.late(sequence):
                raise EspRefused(Reason.STALE) from None
            raise
        end = encrypted - 2 - plaintext[-2]
        if plaintext[end:-2] != _PADDING[plaintext[-2]]:  # nor is it if there is less of it than it says
            raise EspRefused(Reason.PADDING)
        window.mark(sequence)
        return plaintext[-1], plaintext[:end]

    def rest(self) -> None:
        """Give up what can be made again from the keys. What comes late after this counts as received before."""
        self._open = None
        self._window.rest()


def _wrong_keys(suite: Suite, encrypt_key: bytes, auth_key: bytes) -> ValueError:
    takes = f"{suite.encrypt_size} and {suite.auth_size} bytes of key"
    return ValueError(f"{suite.name} takes {takes}, not {len(encrypt_key)} and {len(auth_key)}")


def _nothing_random(size: int) -> bytes:
    raise AssertionError(f"{size} random bytes to open a datagram: only sealing takes some")
