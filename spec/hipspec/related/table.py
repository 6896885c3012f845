"""The table of protocols: one line for each."""

from hipspec.language import Specification
from hipspec.related import hipv2, ip_plain, quic, wireguard
from hipspec.related.common.protocol import Protocol, Variant, specification_of

PROTOCOLS: tuple[Protocol, ...] = (
    ip_plain.PROTOCOL,
    hipv2.PROTOCOL,
    quic.PROTOCOL,
    wireguard.PROTOCOL,
)

ROWS: dict[str, tuple[Protocol, Variant]] = {
    variant.name: (protocol, variant) for protocol in PROTOCOLS for variant in protocol.variants
}


def specification(name: str) -> Specification:
    """Return the specification of a row."""
    return specification_of(*ROWS[name])
