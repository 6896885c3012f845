"""What an engine counts."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

__all__ = ["Counters"]


@dataclass(slots=True)
class Counters:
    """Counts since the engine began.

    Attributes:
        packets_received: HIP packets that were well-formed, by type.
        packets_sent: HIP packets, by type.
        dropped: what was dropped, by clause.
        payloads_sent: datagrams for peers, and `payload_bytes_sent`.
        payloads_received: datagrams from peers, and `payload_bytes_received`.
        payloads_lost: datagrams that found no room while they had to wait.
    """

    packets_received: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    packets_sent: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    dropped: Counter[str] = field(default_factory=Counter)
    payloads_sent: int = 0
    payload_bytes_sent: int = 0
    payloads_received: int = 0
    payload_bytes_received: int = 0
    payloads_lost: int = 0
