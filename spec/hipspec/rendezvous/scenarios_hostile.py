"""Scenarios in which the attacker tries what some guard or assumption prevents, with all that it needs but for that."""

from typing import Any

from hipspec.language import some
from hipspec.network.names import NOBODY
from hipspec.rendezvous.packets import Kind
from hipspec.rendezvous.scenarios_stage import (
    A1,
    A2,
    ALICE,
    B1,
    B2,
    BOB,
    C1,
    C2,
    CAROL,
    HOUR,
    M1,
    MALLORY,
    S1,
    SERVER,
    TRUDY,
    Stage,
    key,
    scenario,
)

MAC, SIGNATURE = "the HIP_MAC verifies", "the HIP_SIGNATURE verifies"
NOT_SENT = "only what was sent arrives"
RVS_MAC = "the RVS_HMAC verifies with the key of the registration"


@scenario(clause="RFC 8003 3.3", paper="figure 3")
def a_registration_is_not_stolen(stage: Stage) -> None:
    """Mallory wants Bob's I1s: the stolen key of his association alone does not move his registration."""
    stage.register(BOB, B1)
    claim: dict[str, Any] = {"update_id": 5, "locator": some(M1), "lifetime": some(HOUR)}
    stage.steal_key(BOB, SERVER)
    keyed = stage.forge(BOB, SERVER, Kind.UPDATE, mac=some(key(BOB, SERVER)), signer=some(MALLORY), **claim)
    stage.refused(SIGNATURE, stage.process, keyed)


@scenario(clause="RFC 8003 3.3", paper="figure 3")
def a_stolen_identity_moves_nobody(stage: Stage) -> None:
    """Mallory has Bob's identity but not the key of his association: his registration stays."""
    stage.register(BOB, B1)
    stage.steal_identity(BOB)
    claim: dict[str, Any] = {"update_id": 5, "locator": some(M1), "lifetime": some(9 * HOUR)}
    stage.refused(MAC, stage.process, stage.forge(BOB, SERVER, Kind.UPDATE, signer=some(BOB), **claim))


@scenario(clause="RFC 8004 5", paper="figure 4")
def a_client_registers_somebody_else(stage: Stage) -> None:
    """Mallory registers, and says that it is where Carol is: the server finds that it is not."""
    stage.establish(MALLORY, SERVER)
    claim: dict[str, Any] = {"update_id": 0, "locator": some(C1), "lifetime": some(HOUR)}
    signed = {"mac": some(key(MALLORY, SERVER)), "signer": some(MALLORY)}
    lie = stage.forge(MALLORY, SERVER, Kind.UPDATE, **signed, **claim)
    stage.refused("the peer answered from its new address", stage.process, lie)
    stage.process(stage.forge(MALLORY, SERVER, Kind.UPDATE, **signed, **(claim | {"locator": some(M1)})))
    stage.pass_on(stage.forge(TRUDY, MALLORY, Kind.I1, destination=S1))


@scenario(clause="RFC 8046 5.2, RFC 7401 6.12")
def an_old_address_does_not_come_back(stage: Stage) -> None:
    """Bob moves on; his old UPDATE comes again, by itself and from Mallory, and changes nothing."""
    stage.register(BOB, B1)
    stage.sit(BOB, B2)
    old = stage.announce(BOB, SERVER, B1, HOUR)
    stage.acknowledge(stage.process(old))
    stage.tell(BOB, SERVER, B2, 0)
    stage.refused("the UPDATE is newer than the last one processed", stage.process, old)
    stage.refused("the UPDATE is newer than the last one processed", stage.process, stage.copy_to(S1, old))


@scenario(clause="RFC 8004 4.2.1, 4.3.2")
def a_from_needs_the_word_of_ones_own_server(stage: Stage) -> None:
    """Mallory wants Bob's R1s to go to Carol: no FROM of its making is believed, with whatever RVS_HMAC."""
    stage.register(BOB, B1)
    stage.establish(MALLORY, BOB)
    turned: dict[str, Any] = {"origin": some(C1), "destination": B1}
    bare = stage.forge(MALLORY, BOB, Kind.I1, **turned)
    stage.refused("a FROM comes only with an RVS_HMAC", stage.answer, bare)
    own = stage.forge(MALLORY, BOB, Kind.I1, rvs_mac=some(key(MALLORY, BOB)), **turned)
    stage.refused(RVS_MAC, stage.answer, own)
    stage.refused(RVS_MAC, stage.answer, own, MALLORY)
    relayed = stage.pass_on(stage.start(ALICE, BOB, A1))
    stage.refused(
        "an RVS_HMAC needs its key", stage.forge, MALLORY, BOB, Kind.I1, rvs_mac=some(key(SERVER, BOB)), **turned
    )
    stage.refused(NOT_SENT, stage.answer, stage.in_vain())
    stage.move(BOB, B1, B2)
    stage.refused("an RVS_HMAC needs its key", stage.copy_to, B2, relayed, origin=some(C1))
    stage.refused(NOT_SENT, stage.answer, stage.in_vain())
    stage.answer(stage.copy_to(B2, relayed))


@scenario(clause="RFC 8004 4.3.2")
def a_relayed_i1_without_a_name(stage: Stage) -> None:
    """With a stolen key Mallory plays the server: an I1 with a FROM that names nobody, or another, is dropped."""
    stage.register(BOB, B1)
    stage.steal_key(SERVER, BOB)
    relayed: dict[str, Any] = {"origin": some(C1), "rvs_mac": some(key(SERVER, BOB)), "destination": B1}
    for named in (NOBODY, ALICE):
        i1 = stage.forge(MALLORY, named, Kind.I1, **relayed)
        stage.refused("a relayed I1 names the HIT of this host", stage.answer, i1)


@scenario(clause="RFC 8004 5")
def a_spoofed_i1(stage: Stage) -> None:
    """Mallory writes Carol's address into the source of an I1: the server believes it, and Carol gets Bob's R1."""
    stage.register(BOB, B1)
    spoofed = stage.forge(MALLORY, BOB, Kind.I1, source=C1, destination=S1)
    r1 = stage.answer(stage.pass_on(spoofed))
    stage.expect(stage.sent(r1).destination == C1, "the R1 goes to Carol, who has not asked")


@scenario(clause="RFC 8004 4.3.2")
def a_server_relays_for_nobody_else(stage: Stage) -> None:
    """The server passes nothing on for whom it does not serve, and nothing that was passed on before."""
    stage.register(BOB, B1)
    stage.refused(
        "the HIT is registered for rendezvous", stage.pass_on, stage.forge(ALICE, CAROL, Kind.I1, destination=S1)
    )
    stage.refused(
        "the HIT is not one of the server's own", stage.pass_on, stage.forge(ALICE, SERVER, Kind.I1, destination=S1)
    )
    twice = stage.forge(ALICE, BOB, Kind.I1, destination=S1, origin=some(A1))
    stage.refused("no server relayed the packet before", stage.pass_on, twice)
    stage.refused("the packet is an I1", stage.pass_on, stage.forge(ALICE, BOB, Kind.DATA, destination=S1))
    stage.refused("the packet is an UPDATE", stage.pass_on_update, stage.forge(ALICE, BOB, Kind.I1, destination=S1))
    stage.refused("a packet has its length", stage.forge, ALICE, BOB, Kind.I1, destination=S1, length=1)
    stage.refused(NOT_SENT, stage.pass_on, stage.in_vain())


@scenario(clause="RFC 8004 4.3.4, RFC 7401 6.8")
def an_r1_that_nobody_asked_for(stage: Stage) -> None:
    """An R1 is taken only from whom an I1 was sent to, and only with that host's signature."""
    i1 = stage.forge(ALICE, CAROL, Kind.I1, source=A1)
    stage.establish(ALICE, BOB)
    stage.refused("an I1 was sent to this HIT", stage.accept, stage.answer(i1))
    stage.start(ALICE, BOB, A1)
    stage.refused("the packet is an R1", stage.accept, stage.announce(BOB, ALICE, B1))
    forged = stage.forge(BOB, ALICE, Kind.R1, signer=some(MALLORY))
    stage.refused("the HIP_SIGNATURE_2 verifies", stage.accept, forged)
    stage.refused("a signature needs its identity", stage.forge, BOB, ALICE, Kind.R1, signer=some(BOB))
    stage.refused(NOT_SENT, stage.accept, stage.in_vain())


@scenario(clause="RFC 7401 6.12")
def an_acknowledgement_is_not_forged(stage: Stage) -> None:
    """Alice takes her UPDATE for arrived only on Carol's word about that very UPDATE."""
    stage.establish(ALICE, CAROL)
    stage.sit(ALICE, A2)
    old = stage.process(stage.announce(ALICE, CAROL, A1))
    update = stage.announce(ALICE, CAROL, A2)
    stage.refused("the acknowledgement is about the last UPDATE", stage.acknowledge, old)
    stage.announce(CAROL, ALICE, C1)
    stage.refused("the packet is an acknowledgement", stage.acknowledge, stage.announce(CAROL, ALICE, C1))
    number = stage.sent(update).update_id
    stage.refused(MAC, stage.acknowledge, stage.forge(CAROL, ALICE, Kind.ACK, update_id=number))
    stage.steal_key(CAROL, ALICE)
    keyed = stage.forge(CAROL, ALICE, Kind.ACK, update_id=number, mac=some(key(CAROL, ALICE)), signer=some(MALLORY))
    stage.refused(SIGNATURE, stage.acknowledge, keyed)
    ack = stage.process(update)
    stage.acknowledge(ack)
    stage.refused("an UPDATE waits for its acknowledgement", stage.acknowledge, ack)


@scenario(clause="RFC 7401 4.4.3", paper="4.1")
def payload_is_not_forged(stage: Stage) -> None:
    """Alice takes payload only from Carol, who has the key, and an UPDATE for nothing else."""
    stage.establish(ALICE, CAROL)
    stage.refused("the payload is protected by the peer", stage.receive, stage.forge(CAROL, ALICE, Kind.DATA))
    stage.refused("an HMAC needs its key", stage.forge, CAROL, ALICE, Kind.DATA, mac=some(key(CAROL, ALICE)))
    stage.refused(NOT_SENT, stage.receive, stage.in_vain())
    update = stage.announce(CAROL, ALICE, C1)
    stage.refused("the packet is payload", stage.receive, update)
    stage.refused("the packet is an UPDATE", stage.process, stage.send(CAROL, ALICE))
    stage.receive(stage.send(CAROL, ALICE))


@scenario(clause="RFC 7401 4.1")
def an_exchange_is_made_once_and_on_the_spot(stage: Stage) -> None:
    """Keys are drawn anew, whoever meets is there, and only once; nothing is said before."""
    stage.refused("there is an association", stage.announce, ALICE, CAROL, A1)
    stage.refused("there is an association", stage.send, ALICE, CAROL)
    stage.refused("an UPDATE waits for its acknowledgement", stage.resend, ALICE, CAROL)
    stage.establish(MALLORY, TRUDY)
    stage.refused("a key is drawn anew", stage.establish, ALICE, CAROL, key_in=key(MALLORY, TRUDY))
    known = stage.forge(CAROL, ALICE, Kind.DATA, mac=some(key(MALLORY, TRUDY)))
    stage.refused("the payload is protected by the peer", stage.receive, known)
    stage.refused("a key is drawn anew", stage.establish, ALICE, CAROL, key_out=key(MALLORY, TRUDY))
    stage.refused("each direction has its own key", stage.establish, ALICE, CAROL, key_in=key(ALICE, CAROL))
    for missing in ({"host_address": B1}, {"peer_address": B1}):
        stage.refused("the exchange needs somebody at either address", stage.establish, ALICE, CAROL, **missing)
    stage.establish(ALICE, CAROL)
    stage.announce(ALICE, CAROL, A1)
    again: dict[str, Any] = {"key_out": key(BOB, ALICE), "key_in": key(ALICE, BOB)}
    stage.refused("there is no association yet", stage.establish, ALICE, CAROL, **again)
    stage.announce(ALICE, CAROL, A1)


@scenario(clause="RFC 8046 3.2.3")
def the_attacker_carries_an_update(stage: Stage) -> None:
    """Alice and Carol have lost each other; Mallory carries Alice's UPDATE to Carol."""
    stage.establish(ALICE, CAROL)
    stage.move(ALICE, A1, A2)
    stage.move(CAROL, C1, C2)
    stage.lost(ALICE, CAROL)
    update = stage.announce(ALICE, CAROL, A2)
    stage.process(stage.copy_to(C2, update))
    stage.holds(CAROL, ALICE, A2)


@scenario(clause="RFC 8046 3.2.3")
def an_answer_to_nobody_is_no_question(stage: Stage) -> None:
    """After a double jump Mallory has Alice send an R1 for nobody to where Carol is, who takes it for no I1."""
    stage.establish(ALICE, CAROL)
    stage.move(ALICE, A1, A2)
    stage.move(CAROL, C1, C2)
    stage.lost(ALICE, CAROL)
    r1 = stage.answer(stage.forge(NOBODY, ALICE, Kind.I1, source=C2, destination=A2))
    stage.refused("the packet is an I1", stage.answer, r1)


HOSTILE = (
    a_registration_is_not_stolen,
    a_stolen_identity_moves_nobody,
    a_client_registers_somebody_else,
    an_old_address_does_not_come_back,
    a_from_needs_the_word_of_ones_own_server,
    a_relayed_i1_without_a_name,
    a_spoofed_i1,
    a_server_relays_for_nobody_else,
    an_r1_that_nobody_asked_for,
    an_acknowledgement_is_not_forged,
    payload_is_not_forged,
    an_exchange_is_made_once_and_on_the_spot,
    the_attacker_carries_an_update,
    an_answer_to_nobody_is_no_question,
)
