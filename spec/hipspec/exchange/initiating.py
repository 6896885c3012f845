"""Rules of one host, part 1: the Initiator's side of the base exchange (RFC 7401 6.6, 6.8, 6.10)."""

from hipspec.exchange.association import (
    I1_RETRIES_MAX,
    I2_RETRIES_MAX,
    Answer,
    Association,
    Policy,
    Role,
    Work,
    forgotten,
    key_from_peer,
    keyed,
    packet_to_peer,
    protected,
)
from hipspec.exchange.crypto import same_key
from hipspec.exchange.lengths import length_of_i1
from hipspec.exchange.names import Cipher, Exponent, Group, Solution, Suite, Transport
from hipspec.exchange.packets import Kind, Packet
from hipspec.exchange.readings import CounterUse, PeerAddress, Readings, WhileClosing
from hipspec.exchange.states import State
from hipspec.language import Map, detail, replace, require, rule, some
from hipspec.network.names import Address, Host


def first_packet(association: Association, length: int) -> Packet:
    """Make the I1: it says which groups we offer, and nothing protects it (RFC 7401 5.3.1)."""
    return replace(packet_to_peer(association, Kind.I1), groups=association.groups, length=length_of_i1(length))


@rule(
    clause="RFC 7401 6.6, 4.4.3",
    paper="5",
    besides={
        "state": "an I1 whose answer is not awaited starts nothing",
        "here": "a wrong source address gets no answer",
        "there": "a wrong destination gets no answer",
        "tries": "it is given up too early or too late",
        "groups#2": "an R1 that chooses what was not offered is refused",
        "reply": "without an I1 nothing starts",
    },
)
def start_exchange(
    association: Association,
    own: Host,
    peer: Host,
    here: Address,
    there: Address,
    groups: Map[Group, int],
    length: int,
    readings: Readings,
) -> Answer:
    """There is data to send and no association: send an I1 and wait for the R1."""
    require(
        association.state == State.UNASSOCIATED
        or association.state == State.CLOSING
        or association.state == State.CLOSED,
        "no exchange with this peer is under way",
        besides="a host that starts anew without need loses only what it held itself",
    )
    stays = readings.while_closing == WhileClosing.STAYS_CLOSED and association.state == State.CLOSED
    started = replace(
        forgotten(association),
        state=State.I1_SENT,
        own=own,
        peer=peer,
        here=here,
        there=there,
        groups=groups,
        tries=1,
    )
    waiting = replace(association, groups=groups) if stays else started
    return Answer(association=waiting, reply=some(first_packet(waiting, length)))


@rule(
    clause="RFC 7401 6.6 step 5, 4.4.3 table 3",
    besides={"tries": "without the count a host asks for ever", "reply": "without it a lost I1 stays lost"},
)
def retransmit_i1(association: Association, length: int) -> Answer:
    """Send the I1 once more when no R1 came."""
    require(
        association.state == State.I1_SENT,
        "the association waits for an R1",
        besides="an I1 more asks for an R1 that nobody waits for",
    )
    require(
        association.tries <= I1_RETRIES_MAX,
        "it was sent again fewer than I1_RETRIES_MAX times",
        besides="it spares the network, not the exchange",
    )
    again = replace(association, tries=association.tries + 1)
    return Answer(association=again, reply=some(first_packet(again, length)))


@rule(clause="RFC 7401 4.4.3 table 3", besides={"state": "waiting for ever is only waste"})
def give_up_i1(association: Association) -> Answer:
    """Give up when no I1 was answered."""
    require(
        association.state == State.I1_SENT,
        "the association waits for an R1",
        besides="giving up too early harms only the host that does it",
    )
    require(
        association.tries > I1_RETRIES_MAX,
        "every retransmission was used",
        besides="giving up too early harms only the host that does it",
    )
    return Answer(association=replace(forgotten(association), state=State.E_FAILED))


def verify_r1(
    association: Association,
    r1: Packet,
    policy: Policy,
    suite: Suite,
    cipher: Cipher,
    transport: Transport,
    seconds: int,
    readings: Readings,
) -> None:
    """Refuse an R1 that the Responder did not sign, that is too old, or whose choices are not the best ones."""
    require(r1.kind == Kind.R1, "the packet is an R1", besides="no other packet carries a HIT_SUITE_LIST")
    require(r1.signer == r1.identity, "the HIP_SIGNATURE_2 verifies")
    require(r1.identity == association.peer, "the Responder's HIT belongs to the Host Identity in the R1")
    require(
        readings.r1_counter == CounterUse.IGNORED or r1.counter >= association.counter,
        "no R1 of a newer generation was seen from this peer",
    )
    require(r1.suites[suite] > 0, "the Responder supports the HIT Suite of the Initiator's HIT")
    require(association.groups[r1.group] > 0, "the group is one that the I1 offered")
    require(
        r1.groups[r1.group] > 0
        and r1.groups.every(
            lambda group, place: place <= 0 or association.groups[group] <= 0 or r1.groups[r1.group] <= place
        ),
        "the group is the Responder's first that the I1 offered",
    )
    require(
        r1.ciphers[cipher] > 0
        and policy.ciphers[cipher] > 0
        and policy.ciphers.every(
            lambda other, place: place <= 0 or r1.ciphers[other] <= 0 or policy.ciphers[cipher] <= place
        ),
        "the cipher is our first that the R1 offers",
    )
    require(
        r1.transports[transport] > 0
        and policy.transports[transport] > 0
        and policy.transports.every(
            lambda other, place: place <= 0 or r1.transports[other] <= 0 or policy.transports[transport] <= place
        ),
        "the transport format is our first that the R1 offers",
    )
    require(r1.puzzle.present, "the R1 carries a PUZZLE")
    require(
        seconds <= r1.lifetime,
        "the lifetime of the puzzle has not ended",
        besides="it spares the Initiator a search whose result nobody accepts any more",
    )


@detail(
    clause="RFC 7401 6.8 steps 11 to 19",
    besides={
        "here": "a wrong source address gets no answer",
        "there": "an I2 that goes nowhere gets no answer",
        "difficulty": "the Responder measures by its own #K, whatever the I2 says",
        "opaque": "an I2 without it is refused",
        "tries": "it is given up too early or too late",
        "reply": "without an I2 nothing is agreed",
    },
)
def answered_r1(
    association: Association,
    r1: Packet,
    exponent: Exponent,
    cipher: Cipher,
    transport: Transport,
    solution: Solution,
    readings: Readings,
) -> Answer:
    """Derive the keys, and send the I2 with the solution of the puzzle."""
    from_r1 = readings.peer_address == PeerAddress.OF_THE_R1
    chosen = replace(
        keyed(
            State.I2_SENT,
            Role.INITIATOR,
            association.own,
            association.peer,
            exponent,
            r1.public,
            r1.puzzle.value,
            solution,
        ),
        here=association.here,
        there=r1.source if from_r1 else association.there,
        groups=association.groups,
        group=r1.group,
        cipher=cipher,
        transport=transport,
        difficulty=r1.difficulty,
        opaque=r1.opaque,
        counter=r1.counter,
        tries=1,
    )
    return Answer(
        association=chosen,
        reply=some(second_packet(chosen)),
        work=Work(hashes=2, exponentiations=2, signatures=1, verifications=1),
    )


def second_packet(association: Association) -> Packet:
    """Make the I2 (RFC 7401 5.3.3)."""
    return replace(
        protected(association, Kind.I2),
        counter=association.counter,
        puzzle=some(association.puzzle),
        difficulty=association.difficulty,
        opaque=association.opaque,
        solution=some(association.solution),
        group=association.group,
        public=association.exponent,
        cipher=association.cipher,
        transport=association.transport,
        identity=association.own,
    )


@rule(clause="RFC 7401 6.8", paper="5")
def receive_r1(
    association: Association,
    r1: Packet,
    policy: Policy,
    suite: Suite,
    exponent: Exponent,
    cipher: Cipher,
    transport: Transport,
    solution: Solution,
    seconds: int,
    readings: Readings,
) -> Answer:
    """The Responder answered our I1: check what it chose, solve its puzzle, and send the I2."""
    closing = association.state == State.CLOSING or association.state == State.CLOSED
    require(
        association.state == State.I1_SENT or (closing and readings.while_closing == WhileClosing.STAYS_CLOSED),
        "the association waits for an R1",
    )
    verify_r1(association, r1, policy, suite, cipher, transport, seconds, readings)
    return answered_r1(association, r1, exponent, cipher, transport, solution, readings)


@rule(clause="RFC 7401 4.1.8, 6.8")
def meet_by_address(unnamed: Association, association: Association, r1: Packet) -> Association:
    """Somebody answered an I1 that named no HIT: take its word for who it is, and go on as if the I1 had named it."""
    require(
        unnamed.state == State.I1_SENT,
        "the association waits for an R1",
        besides="the same is asked once more when the R1 is taken",
    )
    require(
        association.state == State.UNASSOCIATED,
        "there is no association with who answers",
        besides="a host that starts anew without need loses only what it held itself",
    )
    require(
        r1.source == unnamed.there,
        "the R1 comes from the address that the I1 went to",
        besides="whoever answers may write any source address: it keeps out accidents, no attacker",
    )
    require(r1.sender != unnamed.own, "the R1 is not our own")
    return replace(unnamed, peer=r1.sender, counter=association.counter)


@rule(clause="RFC 7401 6.8 step 8, 4.1.4")
def restart_with_newer_r1(
    association: Association,
    r1: Packet,
    policy: Policy,
    suite: Suite,
    exponent: Exponent,
    cipher: Cipher,
    transport: Transport,
    solution: Solution,
    seconds: int,
    readings: Readings,
) -> Answer:
    """An R1 of a newer generation came after the one that we answered: start over with it."""
    require(association.state == State.I2_SENT, "the association waits for an R2")
    require(
        r1.counter > association.counter,
        "the R1 is of a newer generation than the one answered",
        besides="an R1 of the same generation only starts the search again",
    )
    verify_r1(association, r1, policy, suite, cipher, transport, seconds, readings)
    return answered_r1(association, r1, exponent, cipher, transport, solution, readings)


@rule(
    clause="RFC 7401 6.8 step 18, 4.4.3 table 4",
    besides={"tries": "without the count a host asks for ever", "reply": "without it a lost I2 stays lost"},
)
def retransmit_i2(association: Association) -> Answer:
    """Send the I2 once more when no R2 came."""
    require(
        association.state == State.I2_SENT,
        "the association waits for an R2",
        besides="an I2 from another state answers no puzzle that its receiver made for it",
    )
    require(
        association.tries <= I2_RETRIES_MAX,
        "it was sent again fewer than I2_RETRIES_MAX times",
        besides="it spares the network, not the exchange",
    )
    again = replace(association, tries=association.tries + 1)
    return Answer(association=again, reply=some(second_packet(again)))


@rule(clause="RFC 7401 4.4.3 table 4", besides={"state": "an exchange that failed may be tried again at once"})
def give_up_i2(association: Association) -> Answer:
    """Give up when no I2 was answered; the keys are dropped."""
    require(
        association.state == State.I2_SENT,
        "the association waits for an R2",
        besides="giving up too early harms only the host that does it",
    )
    require(
        association.tries > I2_RETRIES_MAX,
        "every retransmission was used",
        besides="giving up too early harms only the host that does it",
    )
    return Answer(association=replace(forgotten(association), state=State.E_FAILED))


@rule(clause="RFC 7401 6.10", paper="5", besides={"tries": "nothing waits for an answer any more"})
def receive_r2(association: Association, r2: Packet) -> Answer:
    """The Responder confirms that it holds the same keys: the association is established."""
    require(association.state == State.I2_SENT, "the association waits for an R2")
    require(
        r2.kind == Kind.R2,
        "the packet is an R2",
        besides="whatever the peer protects with these keys shows that it holds them",
    )
    require(r2.mac.present and same_key(r2.mac.value, key_from_peer(association)), "the HIP_MAC_2 verifies")
    require(r2.signer == association.peer, "the HIP_SIGNATURE verifies")
    return Answer(
        association=replace(association, state=State.ESTABLISHED, tries=0),
        work=Work(hashes=1, verifications=1),
    )


@rule(clause="RFC 7401 4.4.3 table 9")
def leave_failed(association: Association) -> Answer:
    """After some time, a new exchange may be tried."""
    require(
        association.state == State.E_FAILED,
        "the exchange failed",
        besides="forgetting too early harms only the host that does it",
    )
    return Answer(association=forgotten(association))
