"""The view, as campaigns take it."""

from collections.abc import Mapping

from hipcheck.lockstep.hip.events import Event
from hipcheck.lockstep.hip.session import Session

__all__ = ["VIEW", "HipView"]


FORGED = "what the attacker does; here a forger has the keys, and its packets are put on the network as they are"


class HipView:
    """`hipspec.hip` beside the engine."""

    name = "hip"
    events: object = Event
    absent: Mapping[str, str] = {
        "check_again": "an engine never checks a verified address again (RFC 8046 5.4 lets it)",
        "overhear": FORGED,
        "forge": FORGED,
        "send_copy": "what the attacker does; here a copy is the recorded bytes",
        "make_up_nonce": FORGED,
        "steal_session_key": FORGED,
        "steal_identity": FORGED,
    }

    @staticmethod
    def begin(seed: int) -> Session:
        """Begin a run."""
        return Session(seed)


VIEW = HipView()
