"""What a host holds, as both sides have it; and which clauses an engine may name for each guard."""

from collections.abc import Mapping
from typing import Any

from hipcheck.lockstep.hip.naming import Names
from hipspec.rendezvous.association import Association as Told
from hipway.engine.association import OPEN, Association, LocatorStatus, State
from hipway.engine.engine import Engine
from hipway.wire.numbers import RegistrationType

__all__ = ["CLAUSES", "FIELDS", "LEFT_OUT", "NOT_REFUSED", "SERVICE", "held", "told", "waits_for_r1"]

SERVICE = RegistrationType.RENDEZVOUS
FIELDS: Mapping[str, str] = {
    "there": "the one address of the peer that is verified",
    "registered_until": "`Engine.registrations`, as long as it lasts: an engine forgets it when it is asked",
    "serves": "`Engine.registered`, as long as it lasts: the specification's client believes in it for ever",
    "asked_at": "whether the state is I1-SENT and no R1 was taken: where the I1 went shows when it is sent",
}
"""What is compared of an association, and what it is in the engine."""

LEFT_OUT: Mapping[str, str] = {
    "key_in": "the key that made a HIP_MAC or RVS_HMAC is compared in each packet",
    "key_out": "the key that made a HIP_MAC or RVS_HMAC is compared in each packet",
    "here": "which of its addresses a host sends from is its own choice; here it has one",
    "newest": "counts all UPDATEs in the engine, and those with an address or a request here",
    "next_update": "counts all UPDATEs in the engine, and those with an address or a request here",
    "unacknowledged": "an engine acknowledges first, and verifies the address then",
    "requested": "shows in the REG_REQUEST of the UPDATE",
    "via of an acknowledgement": "RFC 8004 4.3.3 has a VIA_RVS in the R1 only, and an engine sends it only there",
    "a FROM without RVS_HMAC, at a server": "an engine puts its own FROM behind it; RFC 8004 4.2.3 leaves chains out",
    "an RVS_HMAC without FROM, at a server": "nothing can be appended in order: an engine doesn't relay it",
    "an address that is being verified": "an engine registers at once, and relays; the specification once it is there",
    "an exchange that fails": "the specification waits for its R1 for ever: what an engine drops then is not compared",
    "a newer R1": "which R1s count while an exchange is under way is the subject of `hipspec.exchange`",
    "an exchange that begins anew": "after a move, or an unsolved puzzle, a host waits for an R1 again",
    "the end of an association": "there is none in the specification: of what an engine has closed only the "
    "registration is compared, which ends with it",
    "receive_ack, resend": "of UPDATEs that are not the last one: an engine repeats each until it is acknowledged",
}
"""What is not compared, and why."""

CLAUSES: Mapping[str, frozenset[str]] = {
    "the HIT is registered for rendezvous": frozenset({"RFC 7401 6.7 step 1", "RFC 8004 4.3.2"}),
    "the lifetime of the registration has not ended": frozenset({"RFC 8003 3.3", "RFC 7401 6.7 step 1"}),
    "no server relayed the packet before": frozenset({"RFC 7401 5.1"}),
    "a relayed I1 names the HIT of this host": frozenset({"RFC 8004 4.3.2"}),
    "a FROM comes only with an RVS_HMAC": frozenset({"RFC 8004 4.3.2"}),
    "the RVS_HMAC verifies with the key of the registration": frozenset({"RFC 8004 4.3.2"}),
    "an I1 was sent to this HIT": frozenset({
        "RFC 7401 4.4.3", "RFC 7401 6.8 step 2", "RFC 7401 6.8 steps 5 and 8"
    }),
    "a FROM comes with an RVS_HMAC that verifies": frozenset({"RFC 8004 4.3.2"}),
}  # fmt: skip
"""For each guard that can refuse what arrives: the clauses that the engine may name."""

KIND = "an engine reads off a packet's type which rule it is for"
DECISION = "a decision of the host: an engine never takes it where the specification refuses"
FORGED = "needs an UPDATE or an R1 that a forger makes: the views on `hipspec.hip` and `hipspec.exchange` have these"
NOT_REFUSED: Mapping[str, str] = {
    "announce_address/there is an association": DECISION,
    "resend_update/an UPDATE waits for its acknowledgement": DECISION,
    "send_data/there is an association": DECISION,
    "relay_update/the server relays UPDATEs": "true under the reading that the engine follows",
    "receive_r1/the addresses agree": "true under the reading that the engine follows",
    "registered/the HIT is not one of the server's own": "what is for the server itself is another step",
    "relay_i1/the I1 names a HIT": "an I1 without a HIT is answered by whoever it reaches, also by a server",
    "receive_update/the peer answered from its new address": "the step is taken once the engine has verified it",
    "vouched_for/the server has granted this host a registration": "a branch, whose other way refuses elsewhere",
    "authenticate/the HIP_MAC verifies": FORGED,
    "authenticate/the HIP_SIGNATURE verifies": FORGED,
    "receive_r1/the HIP_SIGNATURE_2 verifies": FORGED,
    "receive_update/a FROM comes with an RVS_HMAC that verifies": FORGED,
    "receive_data/the payload is protected by the peer": "payload is what the view on `hipspec.hip` compares",
    "receive_data/the packet is payload": KIND,
    "relay_i1/the packet is an I1": KIND,
    "relay_update/the packet is an UPDATE": KIND,
    "answer_i1/the packet is an I1": KIND,
    "receive_r1/the packet is an R1": KIND,
    "receive_update/the packet is an UPDATE": KIND,
    "receive_ack/the packet is an acknowledgement": KIND,
    "receive_ack/an UPDATE waits for its acknowledgement": "an acknowledgement that comes again is no step here",
    "receive_ack/the acknowledgement is about the last UPDATE": "one about an earlier UPDATE is no step here",
}
"""The guards that need not have refused in this view, by their ids, and why."""

Seen = dict[str, Any]


def waits_for_r1(association: Association) -> bool:
    """Whether an engine has asked, and has taken no R1 since."""
    taken = association.exchange is not None and association.exchange.search is not None
    return association.state is State.I1_SENT and not taken


def held(names: Names, engine: Engine, association: Association | None, peer: bytes, now: int) -> Seen:
    """Return what an engine holds about a peer."""
    until = engine.registrations.get((peer, SERVICE))
    opened = association is not None and association.state in OPEN
    return {
        "there": {
            names.address(endpoint.address)
            for endpoint, locator in association.locators.items()
            if locator.status is LocatorStatus.ACTIVE
        }
        if association is not None and opened
        else set(),
        "registered_until": None if until is None or until <= now else int(until),
        "serves": engine.registered.get((peer, SERVICE), 0) > now,
        "asked_at": association is not None and waits_for_r1(association),
    }


def told(association: Told, now: int) -> Seen:
    """Return what the specification says that a host holds about a peer."""
    until = association.registered_until
    return {
        "there": {association.there} if association.key_in.present else set(),
        "registered_until": until.value if until.present and until.value > now else None,
        "serves": association.serves,
        "asked_at": association.asked_at.present,
    }
