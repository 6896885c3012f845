"""Where random bytes come from: the operating system, or a source with which a run can be repeated.

With the operating system's nothing is to be repeated, and the library draws for itself what it can: the key of a
Diffie-Hellman group on a curve, and the nonce of an ECDSA signature. With any other source, keys are computed from its
bytes, and nonces by RFC 6979, so that the same bytes make the same packets.
"""

import os
from collections.abc import Callable
from typing import TypeAlias

__all__ = ["SYSTEM", "Entropy", "can_be_repeated"]

Entropy: TypeAlias = Callable[[int], bytes]
"""Returns so many random bytes."""

SYSTEM: Entropy = os.urandom
"""The operating system's."""


def can_be_repeated(entropy: Entropy) -> bool:
    """Whether somebody may want to repeat a run with this entropy: it isn't the operating system's."""
    return entropy is not SYSTEM
