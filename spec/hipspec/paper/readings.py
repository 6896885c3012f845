"""What the paper and its draft leave open. Each default is the answer under which everything is proved."""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import Reading


class AcIdentifier(Enum):
    """What an AC_ID is."""

    UNPREDICTABLE = "unpredictable"
    COUNTER = "counter"


class ReaOrder(Enum):
    """Whether the order of REAs is checked."""

    NEWEST_ONLY = "newest_only"
    NO_CHECK = "no_check"


class KnownAddresses(Enum):
    """What becomes of a verified address that a new REA lists again."""

    RECHECKED = "rechecked"
    USED = "used"


class TrustedPeer(Enum):
    """Whether the addresses of a peer that is trusted are checked."""

    CHECKED = "checked"
    TRUSTED = "trusted"


@dataclass(frozen=True)
class Readings:
    """The answers in force."""

    ac_identifier: AcIdentifier = AcIdentifier.UNPREDICTABLE
    rea_order: ReaOrder = ReaOrder.NEWEST_ONLY
    known_addresses: KnownAddresses = KnownAddresses.RECHECKED
    trusted_peer: TrustedPeer = TrustedPeer.CHECKED


READINGS = (
    Reading(
        name="ac_identifier",
        question="An AC_ID is a sequence number or a nonce. With a sequence number everybody who has seen one knows "
        "the next, and the peer, who holds the key of the HMAC, can write the ACR without the AC. Which is it?",
        source="draft-nikander-hip-mm-00 6.1.2.1",
        answers=AcIdentifier,
        default=AcIdentifier.UNPREDICTABLE,
        breaks={AcIdentifier.COUNTER: "no_flow_onto_a_third_party"},
    ),
    Reading(
        name="rea_order",
        question="A REA replaces the whole list of an interface, and no rule orders REAs. Does an older one that "
        "arrives late, or again, bring its list back into force?",
        source="draft-nikander-hip-mm-00 6.1.1.1, 6.5",
        answers=ReaOrder,
        default=ReaOrder.NEWEST_ONLY,
        breaks={ReaOrder.NO_CHECK: "no_return_to_an_older_list"},
    ),
    Reading(
        name="known_addresses",
        question="Is an address that is verified already, and is listed again, checked again? If not, its lifetime "
        "can be prolonged without end by a peer that has long left it.",
        source="draft-nikander-hip-mm-00 6.5 (all addresses listed) against 5.3 (the new addresses)",
        answers=KnownAddresses,
        default=KnownAddresses.RECHECKED,
        breaks={KnownAddresses.USED: "no_lifetime_without_a_check"},
    ),
    Reading(
        name="trusted_peer",
        question="A host may accept the addresses of a peer that it trusts without a check. Does it?",
        source="draft-nikander-hip-mm-00 6.5",
        answers=TrustedPeer,
        default=TrustedPeer.CHECKED,
        breaks={TrustedPeer.TRUSTED: "no_flow_onto_a_third_party"},
    ),
)
