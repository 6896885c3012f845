"""Where RFC 7401 contradicts itself about the exchange and its state machine, or is silent, and what is taken.

The RFC calls its tables informational (4.4) and leaves the processing of packets to section 6.
"""

from dataclasses import dataclass

from hipspec.exchange.states import State
from hipspec.exchange.table import Trigger

__all__ = ["CONTRADICTIONS", "Contradiction", "Place"]


@dataclass(frozen=True)
class Place:
    """A place in the RFC.

    Attributes:
        clause: where it is.
        says: its words; empty where the point is that it says nothing.
    """

    clause: str
    says: str = ""


@dataclass(frozen=True)
class Contradiction:
    """Places that say different things of the same, or of which one says nothing.

    Attributes:
        name: what it is called.
        places: where the RFC speaks of it.
        reading: what is taken, and why.
        cells: the cells in which the table differs from Tables 2 to 9 because of it; none where it follows them.
        choice: the reading of the specification under whose answers everything was proved or attacked, if it has one.
    """

    name: str
    places: tuple[Place, ...]
    reading: str
    cells: tuple[tuple[State, Trigger], ...] = ()
    choice: str = ""


CONTRADICTIONS = (
    Contradiction(
        "a_bad_close_establishes",
        (
            Place("RFC 7401 4.4.3 Table 5", "If fail, stay at ESTABLISHED"),
            Place(
                "RFC 7401 6.14", "The authenticity of the CLOSE message is verified using both HIP_MAC and SIGNATURE."
            ),
        ),
        "It stays in R2-SENT: the table is about R2-SENT, and a packet that fails its checks moves nothing.",
        ((State.R2_SENT, Trigger.CLOSE),),
        choice="failed_close",
    ),
    Contradiction(
        "new_association_from_closed",
        (
            Place("RFC 7401 4.4.3 Table 8", "Send I1 and stay at CLOSED"),
            Place("RFC 7401 4.4.3 Table 7", "Send I1 and go to I1-SENT"),
            Place(
                "RFC 7401 6.6", "Upon sending an I1 packet, the sender transitions to state I1-SENT and starts a timer"
            ),
        ),
        "It goes to I1-SENT: only there is an I1 sent again, and only there does section 6.8 take the R1.",
        ((State.CLOSED, Trigger.START),),
        choice="while_closing",
    ),
    Contradiction(
        "r1_after_closing",
        (
            Place("RFC 7401 4.4.3 Table 7", "If successful, send I2 and go to I2-SENT"),
            Place("RFC 7401 4.4.3 Table 8", "If successful, send I2 and go to I2-SENT"),
            Place(
                "RFC 7401 6.8",
                "If the system is in any other state with respect to that host, the system SHOULD silently drop the R1 "
                "packet.",
            ),
        ),
        "It is dropped: an I1 leads to I1-SENT from CLOSING and CLOSED alike, so that none is out in these two.",
        ((State.CLOSING, Trigger.R1), (State.CLOSED, Trigger.R1)),
        choice="while_closing",
    ),
    Contradiction(
        "which_r1_restarts",
        (
            Place("RFC 7401 4.4.3 Table 4", "If successful, send I2 and stay at I2-SENT"),
            Place(
                "RFC 7401 6.8",
                "If the system is in state I2-SENT, it MAY respond to the R1 packet if the R1 packet has a larger R1 "
                "generation counter; if so, it should drop its state due to processing the previous R1 packet and "
                "start over from state I1-SENT.",
            ),
        ),
        "Only an R1 with a larger counter is answered, so that an old one starts nothing; the I1-SENT in between is "
        "left at once for I2-SENT and not shown.",
        ((State.I2_SENT, Trigger.R1),),
    ),
    Contradiction(
        "update_without_answer",
        (
            Place(
                "RFC 7401 6.11",
                "the HIP association is considered to be broken and the state machine SHOULD move from state "
                "ESTABLISHED to state CLOSING as depicted in Section 4.4.4.",
            ),
            Place("RFC 7401 4.4.3 Table 6"),
            Place("RFC 7401 4.4.4"),
        ),
        "It goes to CLOSING; neither the table nor the figure depicts it.",
        ((State.ESTABLISHED, Trigger.TIMEOUT),),
    ),
    Contradiction(
        "data_to_send",
        (
            Place(
                "RFC 7401 6.1",
                "Once there is an active HIP association for the given <source, destination> HIT pair, the outgoing "
                "datagram is passed to transport handling.",
            ),
            Place("RFC 7401 6.1", "While waiting for the base exchange to complete"),
            Place("RFC 7401 4.4.3 Table 5"),
            Place("RFC 7401 4.4.3 Table 6"),
        ),
        "Data is sent in ESTABLISHED and in R2-SENT. The tables speak of data that arrives only, and Table 1 says of "
        "CLOSING and CLOSED alone that none can be sent. The I2 that led to R2-SENT is protected with the keys, so "
        "that the peer has shown that it holds them. A host that queues the data until ESTABLISHED does no wrong.",
        ((State.R2_SENT, Trigger.SEND), (State.ESTABLISHED, Trigger.SEND)),
    ),
    Contradiction(
        "repeated_i2_when_established",
        (
            Place(
                "RFC 7401 4.4.3 Table 6",
                "If successful, send R2, drop old HIP association, establish a new HIP association, and go to R2-SENT",
            ),
            Place(
                "RFC 7401 6.9",
                "If so, it MAY retransmit a previously sent R2 packet and reset the R2-SENT timer, and the state "
                "machine stays in R2-SENT.",
            ),
        ),
        "The I2 that was answered is answered again in ESTABLISHED as well, and the association stays: its Initiator "
        "may still wait for a lost R2 after the time-out here, and to set up the same association anew would let "
        "whoever kept a copy of the I2 do so.",
        ((State.ESTABLISHED, Trigger.I2),),
    ),
    Contradiction(
        "another_hit_instead",
        (
            Place(
                "RFC 7401 4.4.3 Table 3",
                "If the HIT Suite of the local HIT is not supported by the peer, select supported local HIT, send I1, "
                "and stay at I1-SENT",
            ),
            Place("RFC 7401 6.8", "the system MAY stay in state I1-SENT and restart the BEX"),
            Place("RFC 7401 6.8", "SHOULD wait for an acceptable time span"),
        ),
        "The R1 is dropped, and the host waits for another one. To start anew under another HIT is `start` for another "
        "pair of HITs, which has a state machine of its own.",
        ((State.I1_SENT, Trigger.R1),),
    ),
    Contradiction(
        "how_old_an_r1_may_be",
        (
            Place(
                "RFC 7401 4.1.4",
                'Initiators are protected against R1 replays by a monotonically increasing "R1 generation counter" '
                "included in the R1.",
            ),
            Place("RFC 7401 6.8", "The system MUST store the received R1 generation counter for future reference."),
            Place("RFC 7401 6.16", "An implementation MUST NOT store a peer's R1 generation counters by default"),
        ),
        "A host remembers the largest counter that it accepted from a peer, until a crash, and refuses an R1 that is "
        "older: no step of section 6.8 compares with the counter that step 11 stores.",
        choice="r1_counter",
    ),
    Contradiction(
        "how_often_a_solution_opens_an_exchange",
        (
            Place(
                "RFC 7401 4.1.4",
                "Responders are protected against replays of forged I2 packets by the puzzle mechanism (see Section "
                "4.1.1 above), and optional use of opaque data.",
            ),
            Place("RFC 7401 6.9"),
        ),
        "Once: no step of section 6.9 compares an I2 with those that were accepted before, so that the puzzle alone "
        "stops no copy of an I2 for as long as its secret is accepted.",
        choice="solution_use",
    ),
    Contradiction(
        "which_address_of_the_responder",
        (
            Place(
                "RFC 7401 6.6.1",
                "The Initiator SHOULD then select the initial preferred destination address using the source address "
                "of the selected received R1",
            ),
            Place("RFC 7401 6.8", "the IP addresses in the received R1 packet SHOULD be ignored by the R1 processing"),
        ),
        "The I2 goes to where the I1 went; everything is proved under either answer.",
        choice="peer_address",
    ),
    Contradiction(
        "how_long_an_i1_must_be",
        (
            Place("RFC 7401 5.3.1", "no attempt is made to add to its generation or processing cost."),
            Place("RFC 7401 6.7", "A spoofed I1 packet can result in an R1 attack on a system."),
        ),
        "Hosts here answer only an I1 that is padded to at least a third of the R1. The RFC asks for no length, and "
        "leaves the attack to a limit on the rate of R1s to an address, which is there under either answer.",
        choice="first_length",
    ),
    Contradiction(
        "i2_after_closing",
        (
            Place("RFC 7401 4.4.3 Table 7", "If successful, send R2 and go to R2-SENT"),
            Place("RFC 7401 4.4.3 Table 8", "If successful, send R2 and go to R2-SENT"),
            Place(
                "RFC 7401 6.9",
                "Upon successful processing of an I2 message when the system's state machine is in state UNASSOCIATED, "
                "I1-SENT, I2-SENT, or R2-SENT, an R2 packet is sent and the system's state machine transitions to "
                "state R2-SENT.",
            ),
        ),
        "It is answered in CLOSING and CLOSED too: steps 19 and 20 just don't name them, and a peer may want a new "
        "association at once.",
    ),
    Contradiction(
        "packets_after_failure",
        (
            Place("RFC 7401 4.4.3 Table 9", "Renegotiation is possible after moving to UNASSOCIATED state."),
            Place("RFC 7401 6.7", "An implementation SHOULD reply to an I1 with an R1 packet"),
            Place("RFC 7401 6.9", "Otherwise, the HIP implementation SHOULD process the I2 packet."),
        ),
        "All packets are dropped in E-FAILED: the table has a row for the end of the wait and none for a packet.",
    ),
    Contradiction(
        "r2_belongs_to_which_r1",
        (
            Place("RFC 7401 6.10", "the R1 packet that caused the transition to the I1-SENT state"),
            Place("RFC 7401 6.8", "If the system is in state I1-SENT, it SHALL transition to state I2-SENT."),
        ),
        "I2-SENT is meant: no R1 leads to I1-SENT.",
    ),
    Contradiction(
        "close_discards",
        (
            Place("RFC 7401 4.4.3 Table 7", "If successful, send CLOSE_ACK, discard state, and go to CLOSED"),
            Place(
                "RFC 7401 6.14",
                "The HIP association is not discarded before the host moves to the UNASSOCIATED state.",
            ),
        ),
        "The keys are kept in CLOSED: without them no repeated CLOSE and no CLOSE_ACK could be checked there.",
    ),
    Contradiction(
        "refused_anonymous_identity",
        (
            Place(
                "RFC 7401 6.9",
                "the system MAY choose to refuse it by dropping the I2 and the state machine returns to state "
                "UNASSOCIATED",
            ),
            Place("RFC 7401 6.9", "otherwise, it discards the I2 and its state machine remains in the same state"),
            Place(
                "RFC 7401 6.8",
                "the system MAY choose to refuse it by dropping the R1 packet and returning to state UNASSOCIATED",
            ),
        ),
        "Nobody refuses an anonymous identity here; to refuse would be to stay, as with every other packet refused.",
    ),
    Contradiction(
        "tie_before_or_after_the_checks",
        (
            Place(
                "RFC 7401 4.4.3 Table 4",
                "If successful and local HIT is smaller than the peer HIT, drop I2 and stay at I2-SENT",
            ),
            Place("RFC 7401 6.9", "If the local HIT is smaller than the sender's HIT, it should drop the I2 packet"),
        ),
        "The HITs are compared first, as section 6.9 does before the puzzle: the outcome is the same, with less work.",
    ),
    Contradiction(
        "exactly_at_the_limit",
        (
            Place("RFC 7401 4.4.3 Table 3", "If counter is less than I1_RETRIES_MAX, send I1 and stay at I1-SENT"),
            Place("RFC 7401 4.4.3 Table 3", "If counter is greater than I1_RETRIES_MAX, go to E-FAILED"),
            Place("RFC 7401 4.4.3 Table 4", "If counter is greater than I2_RETRIES_MAX, go to E-FAILED"),
            Place("RFC 7401 4.4.3 Table 7", "If timeout sum is greater than UAL+MSL minutes, go to UNASSOCIATED"),
            Place("RFC 7401 6.6", "up to a maximum of I1_RETRIES_MAX tries"),
        ),
        "At the limit it gives up: neither branch covers equality, and section 6.6 makes the limit a maximum.",
    ),
    Contradiction(
        "i1_prepares_to_drop",
        (
            Place(
                "RFC 7401 6.7",
                "prepare to drop an existing HIP security association with the peer, and stay at ESTABLISHED state",
            ),
            Place("RFC 7401 4.5.4", "The peer does not reset its state until it receives a valid I2 packet."),
        ),
        "An I1 prepares nothing: anybody can send one.",
        choice="on_first",
    ),
    Contradiction(
        "counter_copied_from_where",
        (
            Place("RFC 7401 5.3.3", "If present in the I1 packet, the Initiator MUST include an unmodified copy"),
            Place("RFC 7401 5.2.3"),
        ),
        "It is copied from the R1 (erratum 6654): an I1 carries no counter.",
    ),
    Contradiction(
        "figure_2_first_edge",
        (
            Place("RFC 7401 4.4.4", "recv R2,"),
            Place("RFC 7401 4.4.3 Table 3", "If successful, send I2 and go to I2-SENT"),
        ),
        "R1 leads from I1-SENT to I2-SENT (erratum 4408).",
    ),
    Contradiction(
        "figure_2_end_of_closing",
        (
            Place("RFC 7401 4.4.4"),
            Place("RFC 7401 4.4.3 Table 7", "If timeout sum is greater than UAL+MSL minutes, go to UNASSOCIATED"),
        ),
        "CLOSE is sent again before UAL+MSL is over and no more afterwards: the figure writes UAL+MSL at both edges.",
    ),
    Contradiction(
        "no_icmp_for_which_packets",
        (
            Place("RFC 7401 5.4.4", "any of the following messages: I1, R2, I2, R2, and NOTIFY packet"),
            Place("RFC 7401 6.8.1", "Sending a NOTIFY or ICMP would not help"),
        ),
        "The first R2 of the list is R1: no ICMP message answers one. The table sends none at all.",
    ),
)
