"""The abstraction of an association: what a host holds about a peer, as both sides have it.

`FIELDS` names each field of the engine's association, and what it is in the specification, or why it is nothing there.
`LEFT_OUT` names what the specification's association has and the engine's has not.
"""

from collections.abc import Mapping
from typing import Any

from hipcheck.lockstep.hip.naming import Names
from hipspec.hip.association import RECEIVE_WINDOW, Status
from hipspec.hip.association import Association as Told
from hipspec.hip.association import State as ToldState
from hipway.engine.association import FOREVER, OPEN, Association, LocatorStatus, State
from hipway.esp.association import Inbound

__all__ = ["FIELDS", "LEFT_OUT", "LOCATOR_FIELDS", "OUTSTANDING_FIELDS", "WHY_NOT", "held", "told"]

EXCHANGE = "of the base exchange, which the view on `hipspec.exchange` compares"
REKEYING = "of a rekeying, which takes both halves here and one list there: not compared (see `packets`)"
WHY_NOT: Mapping[str, str] = {
    "rekeying": (
        "In an engine each end brings a half: an UPDATE with ESP_INFO begins, one of the peer answers, and both "
        "SAs change at an end when both halves are there and its own is acknowledged (RFC 7402 6.8 to 6.10). In "
        "the specification one list changes one direction at once: the inbound SA of who sends it, and the "
        "outbound SA of who takes it. So there is a time in which one direction has changed there and none here, "
        "and one in which an engine has three SAs of which the specification has one: no renaming makes the two "
        "states one. It takes rules with two halves (sent, heard, acknowledged; the SA before, which still "
        "receives), and their proofs anew."
    ),
    "what is compared of it": (
        "The view on `hipspec.exchange` has it as an UPDATE: its MAC and signature, that payload is sealed with "
        "keys that follow in the KEYMAT of the exchange, computed once more, and that what is handed on is what "
        "was sealed; when one end begins, when both begin at once, with losses and replays. Whether the SA in use "
        "is the one that it should be, and new Diffie-Hellman values, are not compared."
    ),
}
"""What no view compares, and why."""

OTHER = "of a service that this specification leaves out"

FIELDS: Mapping[str, str] = {
    "ours": "`own`",
    "peer": "`peer`",
    "state": "`state`: R2-SENT and ESTABLISHED are ESTABLISHED, CLOSING is CLOSING, all others UNASSOCIATED",
    "since": EXCHANGE,
    "until": EXCHANGE,
    "initiator": EXCHANGE,
    "local": "`here`: not compared; which of its addresses a host sends from is its own choice",
    "endpoint": "where data goes now: the specification takes any address that its guards allow",
    "locators": "`locators`, see LOCATOR_FIELDS",
    "peer_host_id": EXCHANGE,
    "generation": EXCHANGE,
    "rhash": EXCHANGE,
    "group": EXCHANGE,
    "exponent": EXCHANGE,
    "peer_public": EXCHANGE,
    "salt": EXCHANGE,
    "keymat": EXCHANGE,
    "keymat_index": REKEYING,
    "keys": "`key_in`, `key_out`: the keys of HIP_MAC, by name; those of ESP go by the same name",
    "esp_suite": EXCHANGE,
    "inbound": "`payload`: the numbers received, which count from 1 here and from 0 there; `epoch_in` is 1",
    "former": REKEYING,
    "outbound": "`next_number`; `epoch_out` is 1",
    "spi": "1 of `epoch_in`: there is one security association in each direction",
    "former_peer_spi": REKEYING,
    "exchange": EXCHANGE,
    "services": OTHER,
    "offer": OTHER,
    "renew": OTHER,
    "answered": "an answer that is kept instead of made again; it must be what the specification answers",
    "update_id": "`next_update`",
    "outstanding": "`outstanding`, see OUTSTANDING_FIELDS",
    "newest_update": "`updates.highest`",
    "processed": "`updates.seen`",
    "newest_list": "`newest_list`",
    "acknowledged": "bounds how many UPDATEs are under way, which the specification leaves to the host",
    "unacknowledged": "empty between two events",
    "announce": "a list that waits for room; the specification lets a host announce whenever it wants",
    "rekeying": REKEYING,
    "close_nonce": EXCHANGE,
    "close_packet": EXCHANGE,
    "close_tries": EXCHANGE,
    "queue": "payload that waits; the specification lets a host send whenever it wants (see `promises`)",
    "queued": "the bytes of `queue`",
    "heard": EXCHANGE,
    "used": EXCHANGE,
    "sent": EXCHANGE,
    "resting": "whether keys are kept ready; nothing outside shows it",
    "retry": EXCHANGE,
    "credit": "`credit`",
    "credit_aged": "`aged_at`",
    "due": "of the engine's timetable",
}
"""For each field of `hipway.engine.association.Association`: what it is in `hipspec.hip.association.Association`."""

LOCATOR_FIELDS: Mapping[str, str] = {
    "status": "`status`; an address that is DEPRECATED is as one that is UNKNOWN: no rule tells them apart. An answer "
    "to a check that comes when the lifetime has ended verifies nothing in an engine (RFC 8046 5.1): no step here",
    "until": "`expires`",
    "listed": "`listed`: not compared, no rule reads it",
    "preferred": "`preferred` of the association: which address is tried first is the host's choice (RFC 8046 5.5)",
    "challenge": "`challenge` while the address is UNVERIFIED; no rule reads it later, so that the engine forgets it",
    "reflexive": "always False: the engine is configured to take no address that was not announced",
}

OUTSTANDING_FIELDS: Mapping[str, str] = {
    "packet": "`update`, compared when it is sent, and each time that it is sent again",
    "endpoint": "the destination of a challenge, compared when it is sent again",
    "tries": "`tries`",
    "due": "a timer: the specification lets a host send again whenever it wants (see `promises`)",
    "listing": "whether `update` has a list",
}

LEFT_OUT: Mapping[str, str] = {
    "here": "see `local`",
    "preferred": "see `LOCATOR_FIELDS`; data that goes to an unverified address shows which one the host prefers",
    "rekeyed_by": REKEYING,
    "epoch_in": "see `inbound`",
    "epoch_out": "see `outbound`",
}
"""What the specification's association has, and this comparison has not."""

STATES = {State.R2_SENT: ToldState.ESTABLISHED, State.ESTABLISHED: ToldState.ESTABLISHED}
Seen = dict[str, Any]


def held(names: Names, association: Association | None) -> Seen:
    """Return what an engine holds about a peer, in the specification's terms."""
    if association is None or association.state not in OPEN or association.keys is None:
        closing = association is not None and association.state is State.CLOSING
        return {"state": ToldState.CLOSING if closing else ToldState.UNASSOCIATED}
    keys, ours, peer = association.keys, association.ours, association.peer
    behind = association.newest_update
    inbound, outbound = association.inbound, association.outbound
    return {
        "state": ToldState.ESTABLISHED,
        "own": names.host(ours),
        "peer": names.host(peer),
        "key_in": names.macs.get((peer, ours), {}).get(keys.mac_in),
        "key_out": names.macs.get((ours, peer), {}).get(keys.mac_out),
        "locators": {
            names.address(endpoint.address): (
                Status[locator.status.value],
                None if locator.until == FOREVER else int(locator.until),
                None if locator.challenge is None else names.nonce(locator.challenge),
            )
            for endpoint, locator in association.locators.items()
            if locator.status is not LocatorStatus.DEPRECATED
        },
        "updates": (
            behind,
            {behind - bit for bit in range(association.processed.bit_length()) if association.processed >> bit & 1},
        ),
        "newest_list": association.newest_list,
        "next_update": association.update_id,
        "outstanding": {number: waiting.tries for number, waiting in association.outstanding.items()},
        "payload": (-1, set()) if inbound is None else _numbers(inbound),
        "next_number": 0 if outbound is None else outbound.sequence,
        "credit": association.credit,
        "aged_at": int(association.credit_aged),
    }


def _numbers(inbound: Inbound) -> tuple[int, set[int]]:
    """Return the highest sequence number received and those within reach below it, counted from 0."""
    top = inbound.highest
    return top - 1, {number - 1 for number in range(max(1, top - RECEIVE_WINDOW + 1), top + 1) if inbound.has(number)}


def told(association: Told) -> Seen:
    """Return what the specification says that a host holds about a peer."""
    if association.state != ToldState.ESTABLISHED:
        return {"state": association.state}
    return {
        "state": association.state,
        "own": association.own,
        "peer": association.peer,
        "key_in": association.key_in.value,
        "key_out": association.key_out.value,
        "locators": {
            address: (
                locator.status,
                locator.expires.value if locator.expires.present else None,
                locator.challenge.value if locator.challenge.present and locator.status == Status.UNVERIFIED else None,
            )
            for address, locator in association.locators.items()
            if locator.status in {Status.UNVERIFIED, Status.ACTIVE}
        },
        "updates": (association.updates.highest, set(association.updates.seen)),
        "newest_list": association.newest_list,
        "next_update": association.next_update,
        "outstanding": {number: each.tries for number, each in association.outstanding.items() if each.waiting},
        "payload": (association.payload.highest, set(association.payload.seen)),
        "next_number": association.next_number,
        "credit": association.credit,
        "aged_at": association.aged_at,
    }
