"""Each property of rendezvous rejects worlds that are bad, made by hand out of good ones, for each kind of attack.

A good world is a step of a scenario; a bad one is the same with one lie in it. Double jumps: `test_rendezvous_jumps`.
"""

import inspect

import pytest
from tests.spec.bad_worlds.lies import (
    Case,
    Steps,
    arrived,
    both,
    cases,
    different,
    environment,
    grown,
    happened,
    holds,
    named,
    put,
    replied,
    tells,
    told,
    without,
)

from hipspec.language import NOTHING, Map, Set, some
from hipspec.network import properties as network
from hipspec.network.names import NOBODY, NOWHERE, Address, Host, Key, Pair
from hipspec.rendezvous import SPECIFICATION
from hipspec.rendezvous import properties as judges
from hipspec.rendezvous.history import NO_GRANT, Grant, Voucher
from hipspec.rendezvous.scenarios_stage import (
    A1,
    ALICE,
    B1,
    B2,
    BOB,
    C1,
    CAROL,
    M1,
    MALLORY,
    S1,
    SERVER,
    TRUDY,
    key,
)

ENOUGH = 10
STATE = {"history", "world", "before", "event", "history_after", "after"}
JUMPS = {judges.after_a_double_jump_only_others_help, judges.without_a_server_a_double_jump_is_final}

step = Steps(SPECIFICATION)
MEETING = "a_relayed_i1"
JUMP = "a_double_jump_with_a_server"
TALK = step(MEETING, "deliver_data", -1)
RELAY = step(MEETING, "pass_on_i1")
RELAY_LATER = step("a_client_moves", "pass_on_i1")
RELAY_UPDATE = step(JUMP, "pass_on_update")
ANSWER = step(MEETING, "deliver_i1")
ANSWER_COPY = step("a_from_needs_the_word_of_ones_own_server", "deliver_i1")
ACCEPT = step(MEETING, "deliver_r1")
ACKNOWLEDGED = step("a_client_moves", "deliver_ack", -1)
HEARD = step(MEETING, "deliver_data")
SPOOFED = step("a_spoofed_i1", "deliver_i1")
ENDS = {"host": SERVER, "peer": BOB}


def by(server: Host, client: Host, initiator: Host, address: Address) -> Voucher:
    return Voucher(server=server, client=client, initiator=initiator, address=address)


NEXT = Grant(number=1, until=some(3600))

CASES = [
    # What is for a peer goes where the peer never said that it was.
    *cases(
        "stealing",
        judges.no_address_stealing,
        TALK,
        *(holds(SERVER, BOB, there=address) for address in (M1, A1, S1, NOWHERE)),
        happened(announced=put(Pair(BOB, SERVER), Map(False))),  # noqa: FBT003  # a total map to truth
        **ENDS,
    ),
    *cases(
        "stealing",
        judges.no_address_stealing,
        TALK,
        holds(ALICE, BOB, there=M1),
        holds(ALICE, BOB, there=C1),
        both(holds(ALICE, BOB, there=M1), environment(stolen_identities=lambda stolen: stolen.add(BOB))),
        both(holds(ALICE, BOB, there=M1), environment(stolen_keys=lambda stolen: stolen.add(key(BOB, ALICE)))),
        host=ALICE,
        peer=BOB,
    ),
    # A registration that its owner has not asked for.
    *cases(
        "stealing",
        judges.only_the_owner_registers,
        TALK,
        happened(asked_for=put(Pair(BOB, SERVER), Map(0))),
        happened(asked_for=lambda asked: asked.set(Pair(BOB, SERVER), asked[Pair(BOB, SERVER)].set(0, -1))),
        happened(granted=put(Pair(SERVER, BOB), NEXT)),
        happened(granted=put(Pair(SERVER, BOB), NO_GRANT)),
        both(
            happened(granted=put(Pair(SERVER, BOB), NEXT)),
            environment(stolen_identities=lambda stolen: stolen.add(BOB)),
        ),
        both(
            happened(granted=put(Pair(SERVER, BOB), NEXT)),
            environment(stolen_keys=lambda stolen: stolen.add(key(BOB, SERVER))),
        ),
        server=SERVER,
        client=BOB,
    ),
    *cases(
        "stealing",
        judges.only_the_owner_registers,
        TALK,
        holds(SERVER, ALICE, registered_until=some(9), key_in=some(key(ALICE, SERVER))),
        holds(SERVER, ALICE, registered_until=some(0), key_in=some(Key("another"))),
        server=SERVER,
        client=ALICE,
    ),
    # What was said before is in force again.
    *cases(
        "replay",
        network.no_return_to_an_older_list,
        TALK,
        happened(in_force=put(Pair(SERVER, BOB), -1)),
        happened(in_force=put(Pair(SERVER, BOB), -2)),
        happened(newest=put(Pair(SERVER, BOB), 7)),
        **ENDS,
    ),
    *cases(
        "replay",
        judges.the_newest_update_is_in_force,
        TALK,
        holds(SERVER, BOB, there=B2),
        holds(SERVER, BOB, registered_until=NOTHING),
        holds(SERVER, BOB, registered_until=some(3601)),
        happened(bound=put(Pair(SERVER, BOB), B2)),
        happened(granted=put(Pair(SERVER, BOB), NO_GRANT)),
        happened(granted=put(Pair(SERVER, BOB), Grant(number=0, until=some(3599)))),
        **ENDS,
    ),
    *cases(
        "replay",
        network.announcements_are_numbered_in_order,
        step(JUMP, "announce", -1),
        happened("before", last_announced=put(Pair(BOB, ALICE), 1)),
        happened("before", last_announced=put(Pair(BOB, ALICE), 9)),
        happened("after", last_announced=put(Pair(BOB, ALICE), 0)),
        happened("after", last_announced=put(Pair(BOB, ALICE), -1)),
    ),
    *cases(
        "replay",
        judges.an_update_says_the_same_again,
        step("a_request_is_sent_again", "resend"),
        replied(lifetime=NOTHING),
        replied(lifetime=some(9)),
        replied(update_id=1),
        happened(asked_for=put(Pair(BOB, SERVER), Map(0))),
    ),
    # A server passes on what it should not.
    *cases(
        "relaying",
        judges.no_relay_without_a_registration,
        RELAY,
        happened(granted=put(Pair(SERVER, BOB), NO_GRANT)),
        happened(granted=put(Pair(SERVER, BOB), Grant(number=0, until=some(0)))),
        environment(now=lambda _: 3600),
        environment(now=lambda _: 9999),
        told(pair=Pair(SERVER, CAROL)),
        told(pair=Pair(CAROL, BOB)),
        holds(SERVER, BOB, there=M1),
        happened(bound=put(Pair(SERVER, BOB), B2)),
    ),
    *cases(
        "relaying",
        judges.no_relay_without_a_registration,
        RELAY_UPDATE,
        happened(granted=put(Pair(SERVER, BOB), NO_GRANT)),
        environment(now=lambda _: 3600),
        holds(SERVER, BOB, there=B1),
    ),
    *cases("relaying", judges.no_relay_without_a_registration, RELAY_LATER, holds(SERVER, BOB, there=B1)),
    *cases("relaying", judges.nothing_without_a_name_is_relayed, RELAY, arrived(receiver=NOBODY)),
    *cases("relaying", judges.nothing_without_a_name_is_relayed, RELAY_UPDATE, arrived(receiver=NOBODY)),
    *cases(
        "relaying",
        judges.nothing_without_a_name_is_relayed,
        ANSWER,
        arrived(receiver=NOBODY),
        arrived(receiver=CAROL),
        told(pair=Pair(CAROL, ALICE)),
    ),
    # A stranger makes a host remember something.
    *(
        case
        for good in (RELAY, RELAY_UPDATE, ANSWER, SPOOFED)
        for case in cases(
            "memory",
            judges.nothing_is_stored_for_strangers,
            good,
            holds(SERVER, BOB, "after", there=M1),
            holds(BOB, MALLORY, "after", asked_at=some(M1)),
            holds(SERVER, TRUDY, "after", registered_until=some(9)),
        )
    ),
    # A server is made to send more than it gets, or onto somebody else.
    *(
        case
        for good in (TALK, RELAY_UPDATE)
        for case in cases(
            "flooding",
            judges.what_is_relayed_grows_by_two_parameters,
            good,
            grown(SERVER, passed=1),
            grown(SERVER, relayed=1),
            grown(SERVER, received=-1),
            grown(SERVER, passed=64),
            server=SERVER,
        )
    ),
    *cases(
        "flooding",
        judges.no_more_than_the_factor,
        TALK,
        grown(SERVER, passed=1),
        grown(SERVER, received=-1),
        grown(SERVER, passed=112),
        grown(SERVER, received=-48),
        both(grown(SERVER, passed=112, received=47)),
        server=SERVER,
    ),
    *cases(
        "flooding",
        judges.only_where_the_peer_was,
        TALK,
        holds(SERVER, BOB, there=C1),
        holds(SERVER, BOB, there=A1),
        happened(seen=put(Pair(SERVER, BOB), Map(False))),  # noqa: FBT003  # a total map to truth
        **ENDS,
    ),
    *cases(
        "flooding",
        judges.only_where_the_peer_was,
        step("a_client_registers_somebody_else", "pass_on_i1"),
        holds(SERVER, MALLORY, there=C1),
        holds(SERVER, MALLORY, there=A1),
        host=SERVER,
        peer=MALLORY,
    ),
    # A host believes what nobody who may say so has said.
    *(
        case
        for good in (ANSWER, ANSWER_COPY)
        for case in cases(
            "belief",
            judges.answers_go_where_ones_own_server_says,
            good,
            happened(vouchers=lambda _: Set()),
            happened(vouchers=lambda _: Set(by(SERVER, BOB, ALICE, C1))),
            happened(vouchers=lambda _: Set(by(SERVER, BOB, CAROL, A1))),
            happened(vouchers=lambda _: Set(by(SERVER, CAROL, ALICE, A1))),
            happened(vouchers=lambda _: Set(by(CAROL, BOB, ALICE, A1))),
            happened(clients=without(Pair(BOB, SERVER))),
            arrived(origin=some(C1)),
            arrived(sender=CAROL),
            told(server=CAROL),
            told(server=MALLORY),
        )
    ),
    *cases(
        "belief",
        judges.only_awaited_r1s,
        ACCEPT,
        happened(initiated=without(Pair(ALICE, BOB))),
        happened(initiated=lambda _: Set(Pair(BOB, ALICE))),
        happened(answerers=lambda _: Set()),
        happened(answerers=lambda _: Set(CAROL)),
        told(pair=Pair(ALICE, CAROL)),
        told(pair=Pair(CAROL, BOB)),
    ),
    *cases(
        "belief",
        judges.only_what_arrived_is_acknowledged,
        ACKNOWLEDGED,
        happened(newest=put(Pair(SERVER, BOB), 0)),
        happened(newest=put(Pair(SERVER, BOB), -1)),
        happened(last_announced=put(Pair(BOB, SERVER), 2)),
        both(
            happened(newest=put(Pair(SERVER, BOB), 0)),
            environment(stolen_identities=lambda stolen: stolen.add(SERVER)),
        ),
        both(
            happened(newest=put(Pair(SERVER, BOB), 0)),
            environment(stolen_keys=lambda stolen: stolen.add(key(SERVER, BOB))),
        ),
    ),
    *cases(
        "belief",
        judges.only_the_peer_is_heard,
        HEARD,
        happened(spoken=lambda _: Set()),
        happened(spoken=lambda _: Set(Pair(BOB, ALICE))),
        happened(spoken=lambda _: Set(Pair(CAROL, ALICE))),
        both(
            happened(spoken=lambda _: Set()), environment(stolen_identities=lambda stolen: stolen.add(ALICE).add(BOB))
        ),
    ),
    # The attack that is expected: an answer to whom has not asked.
    *cases(
        "reflection",
        judges.answers_go_to_who_asked,
        ANSWER,
        happened(initiated=without(Pair(ALICE, BOB))),
        happened(initiated=lambda _: Set(Pair(BOB, ALICE))),
        happened(initiated=lambda _: Set(Pair(ALICE, CAROL))),
        happened(initiated=lambda _: Set(Pair(CAROL, BOB))),
        arrived(origin=some(C1)),
        arrived(origin=some(B1)),
        arrived(origin=some(S1)),
        environment(at=put(A1, CAROL)),
        environment(at=put(A1, SERVER)),
        told(pair=Pair(CAROL, ALICE)),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_bad_world_is_rejected_and_the_good_one_is_not(case: Case) -> None:
    assert tells(case)


@pytest.mark.parametrize("kind", {case.kind: None for case in CASES})
def test_each_kind_of_attack_is_shown_in_enough_bad_worlds(kind: str) -> None:
    own = [case for case in CASES if case.kind == kind]
    assert len(different(own)) == len(own) >= ENOUGH


def test_each_property_rejects_something() -> None:
    assert {case.judge for case in CASES} == {*SPECIFICATION.properties, *SPECIFICATION.expected} - JUMPS


def test_every_further_parameter_of_a_property_is_given() -> None:
    for case in CASES:
        wanted = [name for name in inspect.signature(case.judge).parameters if name not in STATE]
        assert list(case.parameters) == wanted
