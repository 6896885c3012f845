"""The DNS record of a host: its HIT and its key [RFC 8005 5, 6]."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hipway.identity import HostIdentity
from hipway.wire.numbers import Algorithm

# For each HI Algorithm that of DNS, and how many bytes of the Host Identity DNS doesn't carry: RSA as RFC 3110 has it,
# ECDSA as RFC 6605, without the number of the curve, EdDSA as RFC 9373 and RFC 8080.
FORMATS: Mapping[Algorithm, tuple[int, int]] = MappingProxyType(
    {Algorithm.RSA: (2, 0), Algorithm.ECDSA: (3, 2), Algorithm.EDDSA: (4, 4)}
)


@dataclass(frozen=True, slots=True)
class HipRecord:
    """The data of a HIP resource record without rendezvous servers."""

    pk_algorithm: int
    hit: bytes
    public_key: bytes

    def text(self) -> str:
        """Return it as it stands in a zone file."""
        key = base64.b64encode(self.public_key).decode()
        return f"IN HIP ( {self.pk_algorithm} {self.hit.hex().upper()} {key} )"


def record_of(identity: HostIdentity) -> HipRecord:
    """Return the record of an identity."""
    pk_algorithm, skipped = FORMATS[identity.algorithm]
    return HipRecord(pk_algorithm, identity.hit, identity.host_identity[skipped:])
