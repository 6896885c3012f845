"""The data channel: ESP in UDP. RFC 7402 (ESP with HIP), RFC 4303 (ESP), RFC 3948 (in UDP).

What was seen from the network raises `EspRefused` and nothing else.
"""

from hipway.esp.association import UDP, Inbound, Outbound
from hipway.esp.datagrams import unwrap, wrap
from hipway.esp.refusal import EspRefused, Exhausted, Reason
from hipway.esp.suites import ESP_SUITES, Suite
from hipway.wire.packet import NO_NEXT_HEADER

__all__ = [
    "ESP_SUITES",
    "NO_NEXT_HEADER",
    "UDP",
    "EspRefused",
    "Exhausted",
    "Inbound",
    "Outbound",
    "Reason",
    "Suite",
    "unwrap",
    "wrap",
]
