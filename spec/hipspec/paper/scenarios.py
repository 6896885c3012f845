"""Named runs that must come out as they say. Each takes the specification and returns the run."""

from collections.abc import Callable
from typing import Any

from hipspec.hip.names import HIT, Address, Frame, Key, Nonce, Pair
from hipspec.language import Map, Refused, Set, Specification, replace, some
from hipspec.language.running import Run
from hipspec.paper import attacker, honest
from hipspec.paper.packets import BLANK, NOT_LISTED, Entry, Kind, Packet
from hipspec.paper.readings import AcIdentifier, Readings

ALICE, BOB, CAROL, MALLORY = HIT("alice"), HIT("bob"), HIT("carol"), HIT("mallory")
A1, A2, B1, M1, V1 = Address("a1"), Address("a2"), Address("b1"), Address("m1"), Address("v1")
HOUR = 3600


def met(specification: Specification, peer: HIT, peer_address: Address, readings: Readings | None = None) -> Run:
    """Begin: Alice, Bob and Carol are honest, Mallory is not; Bob has completed a base exchange with a peer."""
    run = Run(
        specification,
        readings,
        honest=Set(ALICE, BOB, CAROL),
        at=Map(HIT("nobody"), {A1: ALICE, B1: BOB, M1: MALLORY, V1: CAROL}),
    )
    run.do(
        honest.establish,
        host=BOB,
        peer=peer,
        host_address=B1,
        peer_address=peer_address,
        key_out=Key("to peer"),
        key_in=Key("to bob"),
        host_nonce=Nonce("n1"),
        peer_nonce=Nonce("n2"),
    )
    return run


def listing(*addresses: Address) -> Map[Address, Entry]:
    """Make a list of addresses, each for an hour."""
    return Map(NOT_LISTED, {address: Entry(listed=True, lifetime=HOUR) for address in addresses})


def announce(run: Run, number: int, here: Address, *addresses: Address) -> None:
    """Let Alice send Bob a REA, in frame `rea<number>`."""
    run.do(
        honest.announce,
        pair=Pair(ALICE, BOB),
        addresses=listing(*addresses),
        here=here,
        destination=B1,
        frame=Frame(f"rea{number}"),
    )


def process(run: Run, number: int) -> None:
    """Let the REA in frame `rea<number>` reach Bob."""
    run.do(honest.deliver_rea, frame=Frame(f"rea{number}"), reply_frame=Frame(f"none{len(run.taken)}"))


def checked(run: Run, address: Address) -> None:
    """Let Bob check an address of Alice: AC there, ACR back."""
    step = len(run.taken)
    ac, acr = Frame(f"ac{step}"), Frame(f"acr{step}")
    run.do(honest.check, pair=Pair(BOB, ALICE), address=address, ac_id=Nonce(f"id{step}"), frame=ac)
    run.do(honest.deliver_ac, frame=ac, reply_frame=acr)
    run.do(honest.deliver_acr, frame=acr, address=address, reply_frame=Frame(f"none{step}"))


def send(run: Run, peer: HIT, address: Address) -> None:
    """Let Bob send a packet of data."""
    run.do(honest.send, pair=Pair(BOB, peer), address=address, size=1000, frame=Frame(f"data{len(run.taken)}"))


def refused(run: Run, action: Callable[..., Any], **arguments: Any) -> str:  # noqa: ANN401  # arguments of any action
    """Try a step that a host must refuse, and return its guard.

    Raises:
        AssertionError: the step went through.
    """
    try:
        run.do(action, **arguments)
    except Refused as refusal:
        return refusal.sentence
    msg = f"{action.__name__} was not refused"
    raise AssertionError(msg)


def forged(peer: HIT, kind: Kind, rea_id: int) -> Packet:
    """Make a packet that says that it comes from a peer, unprotected as yet."""
    return replace(BLANK, kind=kind, sender=peer, receiver=BOB, source=M1, destination=B1, rea_id=rea_id)


def a_host_moves(specification: Specification) -> Run:
    """Figure 1: Alice moves from one address to another, and Bob's data follows once the new address is checked."""
    run = met(specification, ALICE, A1)
    run.do(honest.take_address, host=ALICE, address=A2)
    announce(run, 1, A2, A2)
    process(run, 1)
    checked(run, A2)
    send(run, ALICE, A2)
    return run


def a_host_is_multihomed(specification: Specification) -> Run:
    """Figure 2: Alice is at two addresses at once; each is checked; one of them is lost again."""
    run = met(specification, ALICE, A1)
    run.do(honest.take_address, host=ALICE, address=A2)
    announce(run, 1, A1, A1, A2)
    process(run, 1)
    checked(run, A1)
    checked(run, A2)
    send(run, ALICE, A1)
    send(run, ALICE, A2)
    announce(run, 2, A2, A2)
    process(run, 2)
    checked(run, A2)
    send(run, ALICE, A2)
    return run


def stealing_is_refused(specification: Specification) -> Run:
    """Figure 3: Mallory tells Bob that Alice has moved to her; even with the stolen session key she can't sign it."""
    run = met(specification, ALICE, A1)
    run.do(attacker.steal_session_key, key=Key("to bob"))
    lie = replace(forged(ALICE, Kind.REA, 0), mac=some(Key("to bob")), signer=some(MALLORY), addresses=listing(M1))
    run.do(attacker.forge, packet=lie, frame=Frame("rea1"))
    refused(run, honest.deliver_rea, frame=Frame("rea1"), reply_frame=Frame("none"))
    send(run, ALICE, A1)
    return run


def mallory_moves_to_the_victim(specification: Specification, readings: Readings | None = None) -> Run:
    """Begin a flooding attack: Mallory, a peer of Bob, lists Carol's address, and Bob sends an AC there."""
    run = met(specification, MALLORY, M1, readings)
    lie = replace(forged(MALLORY, Kind.REA, 0), mac=some(Key("to bob")), signer=some(MALLORY), addresses=listing(V1))
    run.do(attacker.forge, packet=lie, frame=Frame("rea1"))
    process(run, 1)
    run.do(honest.check, pair=Pair(BOB, MALLORY), address=V1, ac_id=Nonce("id"), frame=Frame("ac"))
    return run


def answer_unseen(run: Run, ac_id: Nonce) -> None:
    """Let Mallory send an ACR for an AC that she never received."""
    acr = replace(forged(MALLORY, Kind.ACR, 0), mac=some(Key("to bob")), ac_id=some(ac_id))
    run.do(attacker.forge, packet=acr, frame=Frame("acr"))


def flooding_is_refused(specification: Specification) -> Run:
    """Figure 4: Mallory can only guess the AC_ID that went to the victim, and Bob sends no data there."""
    run = mallory_moves_to_the_victim(specification)
    run.do(attacker.make_up_nonce, nonce=Nonce("guess"))
    answer_unseen(run, Nonce("guess"))
    refused(run, honest.deliver_acr, frame=Frame("acr"), address=V1, reply_frame=Frame("none"))
    refused(run, honest.send, pair=Pair(BOB, MALLORY), address=V1, size=1000, frame=Frame("data"))
    return run


def flooding_with_a_counter(specification: Specification) -> Run:
    """Figure 4, AC_IDs counted: Mallory knows the next one, and turns Bob's data onto Carol without being there."""
    run = mallory_moves_to_the_victim(specification, Readings(ac_identifier=AcIdentifier.COUNTER))
    answer_unseen(run, Nonce("id"))
    run.do(honest.deliver_acr, frame=Frame("acr"), address=V1, reply_frame=Frame("none"))
    send(run, MALLORY, V1)
    return run


def a_stolen_key_answers_a_check(specification: Specification) -> Run:
    """What an ACR without a signature is worth: Mallory takes Alice's address and answers with the stolen key."""
    run = met(specification, ALICE, A1)
    announce(run, 1, A1, A1)
    process(run, 1)
    run.do(attacker.steal_session_key, key=Key("to bob"))
    run.do(honest.take_address, host=MALLORY, address=A1)
    run.do(honest.check, pair=Pair(BOB, ALICE), address=A1, ac_id=Nonce("id"), frame=Frame("ac"))
    run.do(attacker.overhear, frame=Frame("ac"))
    acr = replace(forged(ALICE, Kind.ACR, 0), mac=some(Key("to bob")), ac_id=some(Nonce("id")))
    run.do(attacker.forge, packet=acr, frame=Frame("acr"))
    run.do(honest.deliver_acr, frame=Frame("acr"), address=A1, reply_frame=Frame("none"))
    send(run, ALICE, A1)
    return run


def an_old_list_is_refused(specification: Specification) -> Run:
    """Alice moves twice; her first REA arrives after her second and changes nothing."""
    run = met(specification, ALICE, A1)
    run.do(honest.take_address, host=ALICE, address=A2)
    announce(run, 1, A1, A1, A2)
    announce(run, 2, A2, A2)
    process(run, 2)
    refused(run, honest.deliver_rea, frame=Frame("rea1"), reply_frame=Frame("none"))
    checked(run, A2)
    send(run, ALICE, A2)
    return run


SCENARIOS = {
    scenario.__name__: scenario
    for scenario in (
        a_host_moves,
        a_host_is_multihomed,
        stealing_is_refused,
        flooding_is_refused,
        flooding_with_a_counter,
        an_old_list_is_refused,
        a_stolen_key_answers_a_check,
    )
}
