"""Each property of the exchange rejects worlds that are bad, made by hand out of good ones, for each kind of attack.

A good world is a step of a scenario; a bad one is the same with one lie in it. Part 1: who agreed, what is secret, and
what each end knows. Part 2: `test_exchange_worlds_attacked`.
"""

import inspect
from dataclasses import replace
from typing import Any

import pytest
from tests.spec.bad_worlds.lies import (
    Case,
    Lie,
    Steps,
    both,
    cases,
    different,
    environment,
    happened,
    holds,
    named,
    put,
    tells,
    without,
)

from hipspec.exchange import SPECIFICATION
from hipspec.exchange import properties as judges
from hipspec.exchange import properties_choices as choices
from hipspec.exchange import properties_strangers as strangers
from hipspec.exchange.association import UNASSOCIATED, Role
from hipspec.exchange.history import Heard, Reached, Session
from hipspec.exchange.names import NO_EXPONENT, Cipher, Exponent, Group, Puzzle, Solution, Transport
from hipspec.exchange.scenarios_cast import (
    A1,
    A2,
    ALICE,
    ALICES,
    B1,
    B2,
    BOB,
    BOBS,
    CAROL,
    ECDSA,
    M1,
    MALLORY,
    NULL,
    OTHER,
    RSA,
    STRONG,
    V1,
    WEAK,
)
from hipspec.exchange.states import State
from hipspec.language import NOTHING, Map, Set, some
from hipspec.network.names import NOBODY, NOWHERE, Pair

ENOUGH = 10
STATE = {"history", "world", "before", "event", "history_after", "after"}
PART_2 = {
    strangers.nothing_is_stored_for_strangers,
    strangers.no_public_key_work_for_strangers,
    strangers.every_exchange_was_paid_for,
    strangers.no_exchange_twice,
    strangers.no_older_r1,
    strangers.only_awaited_r1s,
    strangers.no_r2_twice,
    judges.no_data_before_the_peer_is_known,
    judges.only_the_peer_closes,
    judges.only_the_peer_updates,
    strangers.no_keys_twice,
    strangers.a_notify_changes_nothing,
    strangers.only_the_peer_replaces_an_association,
    choices.no_more_than_the_factor,
    choices.at_most_three_times_as_much,
    choices.bounded_answers,
    judges.no_key_compromise_impersonation,
    *SPECIFICATION.expected,
}

step = Steps(SPECIFICATION)
MEETING = "a_base_exchange"
TALK = step(MEETING, "send", -1)
ASKED = step(MEETING, "start")
SOLVED = step(MEETING, "deliver_r1")
CONFIRMED = step(MEETING, "deliver_i2")
CLOSED = step("an_association_is_closed", "deliver_close")
AB, BA = Pair(ALICE, BOB), Pair(BOB, ALICE)
INITIATOR: dict[str, Any] = {"host": ALICE, "peer": BOB}
RESPONDER: dict[str, Any] = {"host": BOB, "peer": ALICE}

ALICES_END = TALK.after.world.associations[AB]
ALICES_EXPONENT, BOBS_EXPONENT = ALICES_END.exponent, ALICES_END.public
PUZZLE, SOLUTION = ALICES_END.puzzle, ALICES_END.solution
SESSION: Session = TALK.after.history.initiated[SOLUTION].value
ANOTHER = Exponent("another")


def session(pair: str, **fields: Any) -> Lie:  # noqa: ANN401  # fields of a session
    """Let one end have said, at its step, something else than the other holds."""
    said = replace(SESSION, **fields)
    if pair == "initiated":
        return happened(initiated=put(SOLUTION, some(said)))
    return happened(accepted_as=put(SOLUTION, Map(NOTHING, {ALICES_EXPONENT: some(said)})))


def policy(host: Any, **fields: Any) -> Lie:  # noqa: ANN401  # fields of a policy
    """Let a host offer and accept something else."""
    offers = {ALICE: ALICES, BOB: BOBS}[host]
    return environment(policies=put(host, replace(offers, **fields)))


def known(exponent: Exponent) -> Lie:
    return environment(known_exponents=lambda known_: known_.add(exponent))


def stolen_identity(host: Any) -> Lie:  # noqa: ANN401  # a host
    return environment(stolen_identities=lambda stolen: stolen.add(host))


OTHERWISE: tuple[dict[str, Any], ...] = (
    {"group": WEAK},
    {"cipher": NULL},
    {"transport": OTHER},
    {"puzzle": Puzzle("another")},
    {"public": ANOTHER},
    {"peer": CAROL},
)
SAID: tuple[dict[str, Any], ...] = (
    {"group": WEAK},
    {"cipher": NULL},
    {"transport": OTHER},
    {"puzzle": Puzzle("another")},
    {"solution": Solution("another")},
    {"initiator_public": ANOTHER},
    {"responder_public": ANOTHER},
    {"initiator": CAROL},
    {"responder": CAROL},
    {"initiator": BOB, "responder": ALICE},
)

CASES = [
    # The two ends do not agree, or one of them has never spoken.
    *cases(
        "agreement",
        judges.the_responder_agreed,
        TALK,
        *(holds(ALICE, BOB, **fields) for fields in OTHERWISE),
        *(session("accepted_as", **fields) for fields in SAID),
        happened(accepted_as=put(SOLUTION, Map(NOTHING))),
        holds(ALICE, BOB, solution=Solution("another")),
        holds(ALICE, BOB, exponent=ANOTHER),
        both(holds(ALICE, BOB, state=State.CLOSING, group=WEAK)),
        both(holds(ALICE, BOB, state=State.CLOSED, group=WEAK), stolen_identity(BOB)),
        **INITIATOR,
    ),
    *cases(
        "agreement",
        judges.the_initiator_agreed,
        TALK,
        *(holds(BOB, ALICE, **fields) for fields in OTHERWISE),
        *(session("initiated", **fields) for fields in SAID),
        happened(initiated=put(SOLUTION, NOTHING)),
        holds(BOB, ALICE, solution=Solution("another")),
        holds(BOB, ALICE, state=State.R2_SENT, cipher=NULL),
        both(holds(BOB, ALICE, state=State.CLOSED, group=WEAK), stolen_identity(ALICE)),
        **RESPONDER,
    ),
    *cases(
        "agreement",
        choices.associations_rest_on_genuine_offers,
        TALK,
        happened(sound=put(SOLUTION, False)),  # noqa: FBT003  # a map to truth
        holds(ALICE, BOB, solution=Solution("another")),
        both(holds(ALICE, BOB, state=State.CLOSING), happened(sound=put(SOLUTION, False))),  # noqa: FBT003  # as above
        **INITIATOR,
    ),
    *cases(
        "agreement",
        judges.only_one_gives_way,
        TALK,
        happened(gave_way=lambda _: Map(True)),  # noqa: FBT003  # a map to truth
        happened(gave_way=lambda gave: gave.set(AB, True).set(BA, True)),  # noqa: FBT003  # as above
        **INITIATOR,
    ),
    # Somebody else can compute the keys.
    *cases(
        "secrecy",
        judges.session_keys_are_secret,
        TALK,
        *(known(exponent) for exponent in (ALICES_EXPONENT, BOBS_EXPONENT)),
        *(holds(ALICE, BOB, **{end: NO_EXPONENT}) for end in ("exponent", "public")),
        both(holds(ALICE, BOB, exponent=ANOTHER), known(ANOTHER)),
        both(holds(ALICE, BOB, public=ANOTHER), known(ANOTHER)),
        both(holds(ALICE, BOB, state=State.CLOSING), known(BOBS_EXPONENT)),
        both(stolen_identity(BOB), known(BOBS_EXPONENT)),
        both(stolen_identity(ALICE), stolen_identity(BOB), known(ALICES_EXPONENT)),
        both(known(BOBS_EXPONENT), environment(stolen_exponents=lambda stolen: stolen.add(ANOTHER))),
        **INITIATOR,
    ),
    *cases(
        "secrecy",
        judges.session_keys_are_secret,
        TALK,
        *(known(exponent) for exponent in (ALICES_EXPONENT, BOBS_EXPONENT)),
        holds(BOB, ALICE, public=NO_EXPONENT),
        both(holds(BOB, ALICE, state=State.R2_SENT), known(ALICES_EXPONENT)),
        both(environment(honest=without(ALICE)), known(ALICES_EXPONENT)),
        **RESPONDER,
    ),
    # What an end holds is not about itself and its peer, or is not what it drew, offered and accepted.
    *cases(
        "confusion",
        judges.associations_know_their_ends,
        TALK,
        *(holds(ALICE, BOB, own=host) for host in (BOB, CAROL, MALLORY, NOBODY)),
        *(holds(ALICE, BOB, peer=host) for host in (ALICE, CAROL, MALLORY, NOBODY)),
        *(holds(ALICE, BOB, state=state, peer=CAROL) for state in (State.I1_SENT, State.I2_SENT, State.CLOSING)),
        environment(honest=without(ALICE)),
        **INITIATOR,
    ),
    *cases(
        "confusion",
        judges.associations_know_their_ends,
        TALK,
        holds(ALICE, ALICE, state=State.I1_SENT, own=ALICE, peer=ALICE),
        holds(ALICE, ALICE, state=State.ESTABLISHED, role=Role.INITIATOR, own=ALICE, peer=ALICE),
        host=ALICE,
        peer=ALICE,
    ),
    *cases(
        "confusion",
        judges.keys_are_ones_own,
        TALK,
        *(holds(BOB, ALICE, exponent=exponent) for exponent in (ALICES_EXPONENT, ANOTHER, NO_EXPONENT)),
        environment(exponents=put(BOBS_EXPONENT, some(ALICE))),
        environment(exponents=put(BOBS_EXPONENT, some(MALLORY))),
        environment(exponents=put(BOBS_EXPONENT, NOTHING)),
        holds(BOB, ALICE, role=Role.NONE),
        holds(BOB, ALICE, solution=Solution("another")),
        happened(accepted=without(SOLUTION)),
        **RESPONDER,
    ),
    *cases(
        "confusion",
        judges.initiators_wait_for_the_r2,
        TALK,
        happened(completed=put(AB, False)),  # noqa: FBT003  # a map to truth
        holds(ALICE, BOB, state=State.R2_SENT),
        holds(ALICE, BOB, state=State.I2_SENT, role=Role.RESPONDER),
        holds(ALICE, BOB, state=State.I2_SENT, role=Role.NONE),
        **INITIATOR,
    ),
    *cases(
        "confusion",
        judges.offers_are_remembered,
        ASKED,
        *(holds(ALICE, BOB, groups=Map(0, groups)) for groups in ({}, {WEAK: 1}, {STRONG: 1}, {WEAK: 1, STRONG: 2})),
        policy(ALICE, groups=Map(0)),
        holds(ALICE, BOB, state=State.I2_SENT, groups=Map(0)),
        **INITIATOR,
    ),
    *cases(
        "confusion",
        judges.generations_are_remembered,
        TALK,
        *(holds(ALICE, BOB, counter=counter) for counter in (0, 2, -1)),
        happened(highest=put(AB, 2)),
        holds(ALICE, BOB, **vars(UNASSOCIATED)),
        **INITIATOR,
    ),
    # Something worse was chosen than both ends would have had.
    *cases(
        "downgrade",
        choices.no_downgrade_of_the_group,
        TALK,
        session("initiated", group=Group("none")),
        policy(BOB, groups=Map(0, {WEAK: 1, STRONG: 2})),
        policy(BOB, groups=Map(0, {WEAK: 1})),
        policy(ALICE, groups=Map(0)),
        solution=SOLUTION,
        group=WEAK,
    ),
    *cases(
        "downgrade",
        choices.no_downgrade_of_the_group,
        TALK,
        session("initiated", group=WEAK),
        both(session("initiated", group=WEAK), policy(BOB, groups=Map(0, {STRONG: 1}))),
        solution=SOLUTION,
        group=STRONG,
    ),
    *cases(
        "downgrade",
        choices.no_downgrade_of_the_cipher,
        TALK,
        session("initiated", cipher=NULL),
        session("initiated", cipher=Cipher("none")),
        policy(BOB, ciphers=Map(0, {NULL: 1})),
        solution=SOLUTION,
        cipher=ALICES_END.cipher,
    ),
    *cases(
        "downgrade",
        choices.no_downgrade_of_the_transport,
        TALK,
        session("initiated", transport=OTHER),
        session("initiated", transport=Transport("none")),
        policy(BOB, transports=Map(0, {OTHER: 1})),
        policy(ALICE, transports=Map(0)),
        solution=SOLUTION,
        transport=ALICES_END.transport,
    ),
    *cases(
        "downgrade",
        choices.no_unsupported_suite,
        SOLVED,
        policy(BOB, suites=Map(0)),
        policy(BOB, suites=Map(0, {ECDSA: 1})),
        environment(suites=put(ALICE, ECDSA)),
        session("initiated", initiator=CAROL),
        session("initiated", responder=MALLORY),
        solution=SOLUTION,
    ),
    *cases(
        "downgrade",
        judges.responders_use_what_they_offer,
        CONFIRMED,
        *(holds(BOB, ALICE, group=Group(name)) for name in ("none", "other")),
        holds(BOB, ALICE, cipher=Cipher("none")),
        holds(BOB, ALICE, transport=Transport("none")),
        environment(suites=put(ALICE, ECDSA)),
        policy(BOB, groups=Map(0, {WEAK: 1})),
        policy(BOB, ciphers=Map(0, {NULL: 1})),
        policy(BOB, suites=Map(0, {RSA: 0})),
        **RESPONDER,
    ),
    # An address is taken for the peer's where nobody has read what was sent there.
    *cases(
        "stealing",
        choices.the_initiators_address_was_reached,
        TALK,
        *(holds(BOB, ALICE, there=address) for address in (V1, M1, A2, B1, NOWHERE)),
        holds(BOB, ALICE, state=State.R2_SENT, there=V1),
        holds(BOB, ALICE, puzzle=Puzzle("another")),
        happened(reached=lambda _: Set()),
        happened(reached=lambda _: Set(Reached(PUZZLE, V1))),
        happened(reached=lambda _: Set(Reached(Puzzle("another"), A1))),
        both(holds(BOB, ALICE, there=V1), environment(honest=without(ALICE))),
        **RESPONDER,
    ),
    *cases(
        "stealing",
        choices.the_responders_address_was_reached,
        TALK,
        *(holds(ALICE, BOB, there=address) for address in (V1, M1, B2, A1, NOWHERE)),
        holds(ALICE, BOB, solution=Solution("another")),
        happened(heard=lambda _: Set()),
        happened(heard=lambda _: Set(Heard(SOLUTION, V1))),
        happened(heard=lambda _: Set(Heard(Solution("another"), B1))),
        **INITIATOR,
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
    assert {case.judge for case in CASES} == {*SPECIFICATION.properties, *SPECIFICATION.expected} - PART_2


def test_every_further_parameter_of_a_property_is_given() -> None:
    for case in CASES:
        wanted = [name for name in inspect.signature(case.judge).parameters if name not in STATE]
        assert list(case.parameters) == wanted
