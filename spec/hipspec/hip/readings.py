"""Open choices of the standards. Each default is the answer under which everything is proved."""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import Reading


class UpdateOrder(Enum):
    """Which of several LOCATOR_SETs is in force."""

    NEWEST_ONLY = "newest_only"
    RFC_ARRIVAL = "rfc_arrival"


class CreditComparison(Enum):
    """How much credit a packet to an unverified address needs."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"


class SignatureCheck(Enum):
    """Whether the signature of an UPDATE is verified besides its MAC."""

    VERIFIED = "verified"
    SKIPPED = "skipped"


class DeprecatedUse(Enum):
    """Whether data may go to a deprecated address when no other is left."""

    NEVER = "never"
    LAST_RESORT = "last_resort"


class RekeyedAddresses(Enum):
    """What becomes of verified addresses when the peer changes its SA."""

    VERIFIED_AGAIN = "verified_again"
    KEPT = "kept"


@dataclass(frozen=True)
class Readings:
    """The answers in force."""

    update_order: UpdateOrder = UpdateOrder.NEWEST_ONLY
    credit: CreditComparison = CreditComparison.AT_LEAST
    signature: SignatureCheck = SignatureCheck.VERIFIED
    deprecated: DeprecatedUse = DeprecatedUse.NEVER
    rekeyed: RekeyedAddresses = RekeyedAddresses.VERIFIED_AGAIN


READINGS = (
    Reading(
        name="update_order",
        question="UPDATEs are processed in the order in which they arrive, and a LOCATOR_SET replaces the whole "
        "list. Does an older UPDATE that arrives late bring its list back into force?",
        source="RFC 7401 6.12 (no resequencing) against RFC 8046 5.2 (a new LOCATOR_SET replaces earlier ones)",
        answers=UpdateOrder,
        default=UpdateOrder.NEWEST_ONLY,
        breaks={UpdateOrder.RFC_ARRIVAL: "no_return_to_an_older_list"},
    ),
    Reading(
        name="credit",
        question="Must the credit be higher than the size of the packet, or is it enough if it equals it?",
        source="RFC 8046 5.6.1: the text says higher, figure 9 says >=",
        answers=CreditComparison,
        default=CreditComparison.AT_LEAST,
    ),
    Reading(
        name="signature",
        question="The HIP_MAC must be verified, the HIP_SIGNATURE may be. Is it?",
        source="RFC 7401 6.12.1 step 4 (MAY) against RFC 8046 6.1 (the signatures prevent impersonation)",
        answers=SignatureCheck,
        default=SignatureCheck.VERIFIED,
        breaks={SignatureCheck.SKIPPED: "no_address_stealing"},
    ),
    Reading(
        name="deprecated",
        question="A deprecated address should not be used if an alternative is available. And if none is?",
        source="RFC 8046 4 (SHOULD NOT) against RFC 8046 5.6.1 (data goes to ACTIVE or, with credit, UNVERIFIED)",
        answers=DeprecatedUse,
        default=DeprecatedUse.NEVER,
        breaks={DeprecatedUse.LAST_RESORT: "no_data_after_the_lifetime"},
    ),
    Reading(
        name="rekeyed",
        question="A new SA has no addresses bound to it. Is an address that was verified under the old SA "
        "verified again?",
        source="RFC 8046 5.3 case 2, and the list processing that follows it",
        answers=RekeyedAddresses,
        default=RekeyedAddresses.VERIFIED_AGAIN,
    ),
)
