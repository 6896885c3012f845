"""What RFC 8004 and RFC 8046 leave open about rendezvous servers. Everything is proved under every answer."""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import Reading


class ViaCheck(Enum):
    """What of an R1 is compared with the I1 that it answers."""

    HITS_ONLY = "hits_only"
    WHERE_THE_I1_WENT = "where_the_i1_went"
    SOURCE_IS_VIA_RVS = "source_is_via_rvs"


class FailedHmac(Enum):
    """What becomes of an I1 without FROM whose RVS_HMAC does not verify."""

    DROPPED = "dropped"
    IGNORED = "ignored"


class RelaysUpdate(Enum):
    """What a server relays."""

    UPDATES = "updates"
    I1_ONLY = "i1_only"


@dataclass(frozen=True)
class Readings:
    """The answers in force."""

    via_check: ViaCheck = ViaCheck.HITS_ONLY
    failed_hmac: FailedHmac = FailedHmac.DROPPED
    relays_update: RelaysUpdate = RelaysUpdate.UPDATES


READINGS = (
    Reading(
        name="via_check",
        question="An R1 comes from the Responder, while the I1 went to its server. Which addresses are compared? The "
        "sentence compares the source with VIA_RVS; taken by its letter it refuses every R1 that follows a relayed I1, "
        "since the source is the Responder's and VIA_RVS names the server.",
        source="RFC 8004 4.3.4 (SHOULD be based on HITs only) against its last sentence (the source against VIA_RVS)",
        answers=ViaCheck,
        default=ViaCheck.HITS_ONLY,
    ),
    Reading(
        name="failed_hmac",
        question="An I1 has an RVS_HMAC that does not verify, and no FROM. Is it dropped, or answered like any other?",
        source="RFC 8004 4.3.2 (SHOULD be dropped)",
        answers=FailedHmac,
        default=FailedHmac.DROPPED,
    ),
    Reading(
        name="relays_update",
        question="Does a server relay an UPDATE as it relays an I1? If not, a double jump takes a new exchange.",
        source="RFC 8046 3.2.3 (an RVS supporting the extensions) against RFC 8004 4.3.2 (I1 only)",
        answers=RelaysUpdate,
        default=RelaysUpdate.UPDATES,
    ),
)
