"""Named runs that must come out as they say: the figures of RFC 8004, double jumps, and what the attacker tries.

Call one with the specification, and it is played from the beginning: `SCENARIOS["a_relayed_i1"](SPECIFICATION)`
returns the finished run, or raises `ScenarioError`.
"""

from hipspec.language import some
from hipspec.network.names import NOBODY
from hipspec.rendezvous.packets import Kind
from hipspec.rendezvous.readings import FailedHmac, Readings, RelaysUpdate, ViaCheck
from hipspec.rendezvous.scenarios_hostile import HOSTILE
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
    Stage,
    key,
    scenario,
)

ARRIVES = "a packet arrives where it was sent to"


@scenario(clause="RFC 8004 3", paper="figure 1")
def an_exchange_without_a_server(stage: Stage) -> None:
    """RFC 8004, figure 1: Alice asks Carol, whose own address is published, and they meet."""
    stage.accept(stage.answer(stage.start(ALICE, CAROL, A1)))
    stage.establish(ALICE, CAROL)
    stage.talk(ALICE, CAROL)


@scenario(clause="RFC 8004 3, 3.3, 4.3.2, 4.3.3, 4.3.4", paper="5")
def a_relayed_i1(stage: Stage) -> None:
    """RFC 8004, figures 2 and 3: Alice asks Bob's server for Bob; the R1 and all that follows needs no server."""
    stage.register(BOB, B1)
    i1 = stage.start(ALICE, BOB, A1)
    relayed = stage.pass_on(i1)
    packet = stage.sent(relayed)
    stage.expect((packet.source, packet.destination) == (S1, B1), "both addresses are rewritten")
    stage.expect(packet.origin == some(A1) and packet.rvs_mac == some(key(SERVER, BOB)), "FROM and RVS_HMAC are there")
    stage.expect((stage.sent(i1).length, packet.length) == (48, 112), "the I1 grows by 24 and 40 bytes")
    r1 = stage.answer(relayed)
    stage.expect((stage.sent(r1).source, stage.sent(r1).destination) == (B1, A1), "the R1 goes straight to Alice")
    stage.expect(stage.sent(r1).via == some(S1), "the R1 names the server in VIA_RVS")
    stage.accept(r1)
    stage.establish(ALICE, BOB)
    stage.talk(ALICE, BOB)


@scenario(clause="RFC 8004 4.3.4", readings=Readings(via_check=ViaCheck.WHERE_THE_I1_WENT))
def an_r1_that_names_where_the_i1_went(stage: Stage) -> None:
    """Alice compares VIA_RVS with the address that her I1 went to: she takes a relayed answer, and a direct one."""
    stage.register(BOB, B1)
    stage.accept(stage.answer(stage.pass_on(stage.start(ALICE, BOB, A1))))
    stage.accept(stage.answer(stage.start(ALICE, CAROL, A1)))


@scenario(clause="RFC 8004 4.3.4", readings=Readings(via_check=ViaCheck.SOURCE_IS_VIA_RVS))
def an_r1_that_does_not_come_from_the_server(stage: Stage) -> None:
    """Taken by its letter, the check of addresses refuses every R1 that follows a relayed I1."""
    stage.register(BOB, B1)
    stage.refused("the addresses agree", stage.accept, stage.answer(stage.pass_on(stage.start(ALICE, BOB, A1))))
    stage.accept(stage.answer(stage.start(ALICE, CAROL, A1)))


@scenario(clause="RFC 8004 4.3.2", readings=Readings(failed_hmac=FailedHmac.IGNORED))
def an_hmac_that_is_ignored(stage: Stage) -> None:
    """An RVS_HMAC that does not verify is ignored where there is no FROM; with a FROM it is not."""
    stage.register(BOB, B1)
    stage.establish(MALLORY, BOB)
    forged = {"rvs_mac": some(key(MALLORY, BOB)), "destination": B1}
    r1 = stage.answer(stage.forge(MALLORY, BOB, Kind.I1, **forged))
    stage.expect(stage.sent(r1).destination == M1, "the answer goes to where the I1 came from")
    stage.refused(
        "the RVS_HMAC verifies with the key of the registration",
        stage.answer,
        stage.forge(MALLORY, BOB, Kind.I1, origin=some(C1), **forged),
    )


@scenario(clause="RFC 8004 4.3.1, 4.3.2")
def an_opportunistic_i1_is_for_the_server(stage: Stage) -> None:
    """Alice asks whoever is at the server's address: the server answers itself, and relays nothing."""
    stage.register(BOB, B1)
    i1 = stage.forge(ALICE, NOBODY, Kind.I1, source=A1, destination=S1)
    stage.refused("the I1 names a HIT", stage.pass_on, i1)
    r1 = stage.answer(i1)
    stage.expect(stage.sent(r1).sender == SERVER, "the server answers for itself")


# ---------------------------------------------------------------------- registrations


@scenario(clause="RFC 8003 3.2, 4.1, RFC 8004 4.3.2")
def a_registration_ends(stage: Stage) -> None:
    """Bob registers for an hour, renews in time, and then lets it end: from then on nothing is relayed."""
    stage.register(BOB, B1)
    stage.wait(HOUR - 1)
    stage.tell(BOB, SERVER, B1, HOUR)
    stage.wait(HOUR - 1)
    stage.pass_on(stage.start(ALICE, BOB, A1))
    stage.wait(1)
    i1 = stage.start(ALICE, BOB, A1)
    stage.refused("the lifetime of the registration has not ended", stage.pass_on, i1)


@scenario(clause="RFC 8003 3.2, 3.3, RFC 8046 3.2.3")
def a_request_is_sent_again(stage: Stage) -> None:
    """Bob's request to the server is lost, and sent again; the server's answer is no request of its own."""
    stage.establish(BOB, SERVER)
    stage.announce(BOB, SERVER, B1, HOUR)
    ack = stage.process(stage.resend(BOB, SERVER))
    stage.refused("the packet is an UPDATE", stage.process, ack)
    stage.acknowledge(ack)
    stage.answer(stage.pass_on(stage.start(ALICE, BOB, A1)))


@scenario(clause="RFC 8003 3.3, 4.1")
def a_registration_is_cancelled(stage: Stage) -> None:
    """Bob cancels with a lifetime of 0; an old request of his that comes again brings nothing back."""
    stage.establish(BOB, SERVER)
    request = stage.announce(BOB, SERVER, B1, HOUR)
    stage.acknowledge(stage.process(request))
    stage.tell(BOB, SERVER, B1, 0)
    stage.expect(not stage.association(BOB, SERVER).serves, "Bob knows that he is registered no more")
    stage.refused("the UPDATE is newer than the last one processed", stage.process, request)
    i1 = stage.start(ALICE, BOB, A1)
    stage.refused("the HIT is registered for rendezvous", stage.pass_on, i1)


@scenario(clause="RFC 8046 3.2.3, RFC 8003 3.2")
def a_client_moves(stage: Stage) -> None:
    """Bob moves and tells his server: I1s follow him, until the end that the registration had before."""
    stage.register(BOB, B1)
    stage.move(BOB, B1, B2)
    stage.tell(BOB, SERVER, B2)
    relayed = stage.pass_on(stage.start(ALICE, BOB, A1))
    stage.expect(stage.sent(relayed).destination == B2, "the I1 goes to where Bob is now")
    stage.accept(stage.answer(relayed))
    stage.wait(HOUR)
    i1 = stage.start(ALICE, BOB, A1)
    stage.refused("the lifetime of the registration has not ended", stage.pass_on, i1)


# ---------------------------------------------------------------------- double jumps


@scenario(clause="RFC 8046 3.2.3", paper="2.1")
def one_host_moves(stage: Stage) -> None:
    """Alice moves and tells Carol, who is where she was: nobody needs a server."""
    stage.establish(ALICE, CAROL)
    stage.move(ALICE, A1, A2)
    stage.tell(ALICE, CAROL, A2)
    stage.talk(ALICE, CAROL)


@scenario(clause="RFC 8046 3.2.3")
def a_double_jump_without_a_server(stage: Stage) -> None:
    """Alice and Carol move at the same time: neither UPDATE arrives, nor anything else, however often it is sent."""
    stage.establish(ALICE, CAROL)
    stage.talk(ALICE, CAROL)
    stage.move(ALICE, A1, A2)
    stage.move(CAROL, C1, C2)
    stage.lost(ALICE, CAROL)
    updates = (stage.announce(ALICE, CAROL, A2), stage.announce(CAROL, ALICE, C2))
    for update in (*updates, stage.resend(ALICE, CAROL), stage.resend(CAROL, ALICE)):
        stage.refused(ARRIVES, stage.process, update)
        stage.refused("the HIT is registered for rendezvous", stage.pass_on_update, update)
    for data in (stage.send(ALICE, CAROL), stage.send(CAROL, ALICE)):
        stage.refused(ARRIVES, stage.receive, data)
    stage.refused("a relayed I1 names the HIT of this host", stage.answer, stage.start(ALICE, CAROL, A2))
    stage.wait(HOUR)
    stage.lost(ALICE, CAROL)


@scenario(clause="RFC 8046 3.2.3")
def a_double_jump_with_a_server(stage: Stage) -> None:
    """Alice and Bob move at the same time; Bob's server passes Alice's UPDATE on, and they talk again."""
    stage.register(BOB, B1)
    stage.establish(ALICE, BOB)
    stage.talk(ALICE, BOB)
    stage.move(ALICE, A1, A2)
    stage.move(BOB, B1, B2)
    stage.lost(ALICE, BOB)
    stage.tell(BOB, SERVER, B2)
    first, second = stage.announce(ALICE, BOB, A2), stage.announce(BOB, ALICE, B2)
    stage.refused(ARRIVES, stage.process, first)
    stage.refused(ARRIVES, stage.process, second)
    stage.lost(ALICE, BOB)
    relayed = stage.pass_on_update(stage.resend(ALICE, BOB))
    ack = stage.process(relayed)
    stage.expect(stage.sent(ack).destination == A2, "the acknowledgement goes straight to Alice")
    stage.expect(stage.sent(ack).via == some(S1), "the acknowledgement names the server in VIA_RVS")
    stage.acknowledge(ack)
    stage.holds(BOB, ALICE, A2)
    stage.tell(BOB, ALICE, B2)
    stage.holds(ALICE, BOB, B2)
    stage.talk(ALICE, BOB)


@scenario(clause="RFC 8046 3.2.3", readings=Readings(relays_update=RelaysUpdate.I1_ONLY))
def a_double_jump_with_a_server_of_i1s(stage: Stage) -> None:
    """The server relays no UPDATE: Alice begins a new exchange through it."""
    stage.register(BOB, B1)
    stage.establish(ALICE, BOB)
    stage.move(ALICE, A1, A2)
    stage.move(BOB, B1, B2)
    stage.tell(BOB, SERVER, B2)
    stage.announce(ALICE, BOB, A2)
    stage.refused("the server relays UPDATEs", stage.pass_on_update, stage.resend(ALICE, BOB))
    stage.accept(stage.answer(stage.pass_on(stage.start(ALICE, BOB, A2))))


@scenario(clause="RFC 8046 3.2.3")
def one_of_two_comes_back(stage: Stage) -> None:
    """Alice and Carol have lost each other; Alice comes back to where Carol looks, and Carol's UPDATE arrives."""
    stage.establish(ALICE, CAROL)
    stage.move(ALICE, A1, A2)
    stage.move(CAROL, C1, C2)
    stage.lost(ALICE, CAROL)
    update = stage.announce(CAROL, ALICE, C2)
    stage.sit(ALICE, A1)
    stage.acknowledge(stage.process(update))
    stage.tell(ALICE, CAROL, A1)
    stage.talk(ALICE, CAROL)


FIGURES = (
    an_exchange_without_a_server,
    a_relayed_i1,
    an_r1_that_names_where_the_i1_went,
    an_r1_that_does_not_come_from_the_server,
    an_hmac_that_is_ignored,
    an_opportunistic_i1_is_for_the_server,
    a_registration_ends,
    a_request_is_sent_again,
    a_registration_is_cancelled,
    a_client_moves,
    one_host_moves,
    a_double_jump_without_a_server,
    a_double_jump_with_a_server,
    a_double_jump_with_a_server_of_i1s,
    one_of_two_comes_back,
)

SCENARIOS = {scenario.name: scenario for scenario in (*FIGURES, *HOSTILE)}

# In these an attacker tries something, or the standards are read in another way.
DISTURBED = {
    an_opportunistic_i1_is_for_the_server.name,
    *(scenario.name for scenario in (*FIGURES, *HOSTILE) if scenario.readings is not None),
    *(scenario.name for scenario in HOSTILE),
}
UNDISTURBED = frozenset(SCENARIOS.keys() - DISTURBED)
