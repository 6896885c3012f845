"""The attacks, each written once for all protocols: what it violates, who might do it, and what is worth trying.

The attackers of an attack are a ladder: each can do all that those before it can. What is sought is the weakest that
succeeds, and the strongest against which the property is proved.

One column is none of an attack: there the run that is sought is what one hopes for (`Hope`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hipspec.related.common import hurrying, luring
from hipspec.related.common.attempts import (
    Attempts,
    arriving,
    copying,
    forging,
    from_a_call,
    from_a_call_passed_on,
    from_a_move,
    from_a_move_copied,
    from_a_move_on_its_way,
    from_a_return_on_its_way,
    from_a_session,
    from_a_visit_in_another_name,
    from_an_opening,
    from_data_on_its_way,
    from_moves_on_their_way,
    from_nothing,
    having_left,
    leaving,
    moving,
    probing,
    read_all,
    relaying,
    sending,
    talking,
)
from hipspec.related.common.facts import Facts
from hipspec.related.common.names import Host
from hipspec.related.common.near import ABOUT_VOLUME
from hipspec.related.common.negotiating import altering, belittling
from hipspec.related.common.packets import Kind
from hipspec.related.common.reunion import announcing, conversing, finding, from_a_jump
from hipspec.related.common.stage import M, P, Stage, V
from hipspec.related.common.strengths import (
    AT_SETUP,
    COPIER,
    COPIER_EARLIER,
    EARLIER,
    EVER,
    EVERYWHERE,
    IN_SETUP,
    NOBODY_ACTS,
    NOW,
    ONLOOKER,
    PEER,
    SPOOFER,
    SPOOFING_COPIER,
    SPOOFING_PEER,
    STRANGER,
    Strength,
)
from hipspec.related.common.tested import from_a_copy_that_is_tested, from_a_look_up_on_its_way
from hipspec.related.common.using_up import BEGINNINGS, using_up


@dataclass(frozen=True)
class Bound:
    """How much an attack of volume can come to.

    Attributes:
        holds: the name of the property that says so.
        reached: the name of the property that a run violates which reaches the bound.
        factor: bytes out for each byte in, as a numerator and a denominator.
    """

    holds: str
    reached: str
    factor: tuple[int, int]


@dataclass(frozen=True)
class Hope:
    """What a column asks in which a run is good, and a proof that there is none is bad.

    Attributes:
        found: what becomes of a row that has the run, in a word.
        found_says: what its run shows.
        refuted: what becomes of one for which it is proved that there is none, in a word.
        refuted_says: what is proved of the run in which the question comes up, from its end on.
        premise: the name of the property that a run violates in which the question comes up at all.
    """

    found: str
    found_says: str
    refuted: str
    refuted_says: str
    premise: str


@dataclass(frozen=True)
class Attack:
    """One column of the table.

    Attributes:
        name: as on the command line.
        title: a few words.
        question: what is asked of each protocol.
        violates: the name of the property that it violates.
        ladder: who might do it, from weakest to strongest.
        starts: where runs begin that are worth trying.
        attempts: how they go on.
        depth: how many attempts follow each other at most.
        bounds: for an attack of volume, what it can come to if the property does not hold, the least first.
        hope: for a column in which the run that violates the property is what one hopes for.
        near: the names of the candidates for lemmas that are tried before all are.
    """

    name: str
    title: str
    question: str
    violates: str
    ladder: tuple[Strength, ...]
    starts: tuple[Callable[[Stage], None], ...]
    attempts: tuple[Attempts, ...]
    depth: int
    bounds: Callable[[Facts], tuple[Bound, ...]] = lambda facts: ()  # noqa: ARG005  # of no volume
    hope: Hope | None = None
    near: tuple[str, ...] = ()

    def begun(self, stage: Callable[[], Stage]) -> Iterator[Stage]:
        """Yield the runs to start from."""
        for start in self.starts:
            found = stage()
            start(found)
            yield found

    def further(self, stage: Stage) -> Iterator[Stage]:
        """Yield the runs that are one attempt further; the attacker has read in each what it can."""
        for attempts in self.attempts:
            for found in attempts(stage):
                read_all(found)
                yield found


def _flooding(facts: Facts) -> tuple[Bound, ...]:
    return (
        Bound(
            "flooding_at_most_once", "flooding_well_below_once" if facts.tests_first else "flooding_below_once", (1, 1)
        ),
        Bound("flooding_at_most_threefold", "flooding_below_threefold", (3, 1)),
    )


def _amplification(facts: Facts) -> tuple[Bound, ...]:
    """Return the bounds: a packet for a packet of the same size, that and its data or its CLOSE, and QUIC's limit.

    What sources limit: all bytes to three times (RFC 9000 8, draft-ietf-tls-dtls-rrc 5), data by credit (RFC 8046 5.6,
    RFC 4866 4.10). A probe that is sent for what has arrived is sent once for it: what is sent again because nobody
    answers, a number of times that no source gives, is left out everywhere. HEARTBEATs and REAP probes are not sent
    again but go on, one in each interval (RFC 9260 8.3, RFC 5534 4.3), and nothing bounds their number. Not counted is
    what a host says of its own moves, which nobody makes it do, and what opens a session.

    A run reaches a bound if it comes within a hundredth of it: where a test has to be paid for first (RFC 4866), all
    that comes later only gets closer.
    """
    del facts
    return (
        Bound("amplification_at_most_once", "amplification_below_once", (1, 1)),
        Bound("amplification_at_most_twofold", "amplification_below_twofold", (2, 1)),
        Bound("amplification_at_most_threefold", "amplification_below_threefold", (3, 1)),
    )


def _reflection(facts: Facts) -> tuple[Bound, ...]:
    return (Bound("reflection_within_sizes", "reflection_below_sizes", (facts.reply, facts.hello)),)


def _stealing(name: str, title: str, question: str, violates: str, *ladder: Strength) -> Attack:
    return Attack(
        name,
        title,
        question,
        violates,
        ladder,
        starts=(
            *(from_a_session, from_data_on_its_way, from_a_move, from_a_move_on_its_way),
            *(from_a_move_copied, from_an_opening, from_a_call, from_a_call_passed_on),
            *(from_nothing, from_a_visit_in_another_name, from_a_copy_that_is_tested, from_a_look_up_on_its_way),
            luring.from_a_move_in_another_name,
        ),
        attempts=(
            *(sending, leaving, relaying, forging(), forging(Kind.REPLY, victims=((V, P),))),
            *(copying, probing, arriving, moving, talking),
        ),
        depth=5,
    )


BEFORE_A_COPY = (
    *(from_data_on_its_way, from_a_move_on_its_way, from_a_session, from_a_move, from_a_copy_that_is_tested),
    luring.from_two_hosts_that_were_lured_away,
)


def _rebinding() -> Attack:
    """Return what a copy of a genuine packet from another source address does (RFC 9000 9.3.1 to 9.3.3).

    The property is the one of `stealing_now`, so that nothing but the attacker differs: what this one can do needs
    neither a key nor a field that it writes, and integrity protection alone keeps it from nothing. That a host only
    probes the other address is no success: no data goes there, and `amplification` counts the bytes of probes. How a
    session opens is not read: `stealing_at_setup` asks for that.
    """
    return Attack(
        "rebinding",
        "rebinding by a copied packet",
        "Can somebody who makes no packet, and only sends copies of the open session's from another source address, "
        "make data for a host go where that host never was?",
        "no_stealing",
        (COPIER_EARLIER, COPIER, SPOOFING_COPIER),
        starts=tuple(having_left(start) for start in BEFORE_A_COPY),
        attempts=(sending, copying, relaying, probing, arriving, moving, talking),
        depth=5,
    )


IN_BOTH_NAMES: tuple[tuple[Host, Host], ...] = ((P, V), (V, P))

ATTACKS = (
    _stealing(
        "stealing",
        "address stealing, off the path",
        "Can somebody who never reads the session make data for a host go where that host never was?",
        "no_stealing",
        *(STRANGER, SPOOFER, SPOOFING_PEER),
    ),
    _stealing(
        "stealing_at_setup",
        "address stealing, on the path at setup",
        "Can somebody who reads how the session is opened make data for a host go where that host never was?",
        "no_stealing_from_the_start",
        *(AT_SETUP, IN_SETUP),
    ),
    _stealing(
        "stealing_earlier",
        "address stealing, on the path earlier",
        "Can somebody who has read the session, and reads it no more, make its data go where the host never was?",
        "no_stealing",
        EARLIER,
    ),
    _stealing(
        "stealing_now",
        "address stealing, on the path now",
        "Can somebody who reads the session make its data go where the host never was?",
        "no_stealing",
        NOW,
    ),
    _rebinding(),
    Attack(
        "flooding",
        "flooding of a third party",
        "How much data can be made to go to somebody who has never asked for it, for each byte sent?",
        "no_flooding",
        (STRANGER, PEER, SPOOFING_PEER),
        starts=BEGINNINGS,
        attempts=(sending, forging(victims=((P, M), (P, V))), probing),
        depth=6,
        bounds=_flooding,
        near=ABOUT_VOLUME,
    ),
    Attack(
        "amplification",
        "amplification at an unverified address",
        "How many bytes of an open session, of its data and also of its probes, of answers and of what closes it, can "
        "be made to go to somebody who has never asked for it, for each byte that arrives in it? (Data alone is "
        "`flooding`, what answers a HELLO is `reflection`.)",
        "no_amplification",
        (STRANGER, PEER, SPOOFING_PEER),
        starts=BEGINNINGS,
        attempts=(sending, using_up, probing, forging(victims=((P, M), (P, V)))),
        depth=6,
        bounds=_amplification,
        near=ABOUT_VOLUME,
    ),
    Attack(
        "reflection",
        "reflection in the handshake",
        "How much of the handshake can be made to go to somebody who has never asked for it, for each byte sent?",
        "no_reflection",
        (STRANGER, SPOOFER, SPOOFING_PEER),
        starts=(from_nothing,),
        attempts=(forging(Kind.HELLO, Kind.ANSWER, victims=((P, M), (P, V))),),
        depth=2,
        bounds=_reflection,
    ),
    Attack(
        "state",
        "state before validation",
        "Can a host be made to remember a peer where nobody has ever been?",
        "no_state_before_validation",
        (STRANGER, SPOOFER, SPOOFING_PEER),
        starts=(from_nothing,),
        attempts=(forging(Kind.HELLO, Kind.FINISH, Kind.MOVE, Kind.DATA, victims=((P, M), (P, V))),),
        depth=3,
    ),
    Attack(
        "reordering",
        "reordered or late update",
        "Can the network alone, by delay and repetition, bring back what a host has said before it moved?",
        "no_return_to_an_older_place",
        (NOBODY_ACTS,),
        starts=(from_a_session, from_data_on_its_way, from_a_return_on_its_way, from_moves_on_their_way),
        attempts=(moving, arriving, probing, talking),
        depth=5,
    ),
    Attack(
        "replay",
        "replay of an old update",
        "Can somebody who has read what a host said before it moved bring it back?",
        "no_return_to_an_older_place",
        (EARLIER,),
        starts=(
            *(from_a_session, from_data_on_its_way, from_a_return_on_its_way, from_moves_on_their_way),
            *(hurrying.from_moves_that_seem_answered, luring.from_a_host_that_was_lured_away),
        ),
        attempts=(moving, arriving, leaving, copying, probing, talking),
        depth=5,
    ),
    Attack(
        "identity_theft",
        "identity theft at setup",
        "Can somebody open a session in the name of somebody else?",
        "only_the_peer_opens",
        (STRANGER, SPOOFER, AT_SETUP, IN_SETUP),
        starts=(from_nothing, from_a_call, from_an_opening),
        attempts=(leaving, forging(Kind.HELLO, Kind.REPLY, Kind.FINISH, Kind.DATA, victims=IN_BOTH_NAMES), arriving),
        depth=4,
    ),
    Attack(
        "teardown",
        "teardown by a stranger",
        "Can somebody else close the session of two hosts?",
        "only_the_peer_closes",
        (STRANGER, SPOOFER, EVER, EVERYWHERE),
        starts=(from_a_session,),
        attempts=(leaving, forging(victims=IN_BOTH_NAMES), copying, arriving),
        depth=3,
    ),
    Attack(
        "recovery",
        "recovery after a double jump",
        "Can two hosts that move at the same moment find each other again, once nothing gets to where they were?",
        "no_reunion",
        (NOBODY_ACTS,),
        starts=(from_a_jump,),
        attempts=(announcing, finding, conversing),
        depth=3,
        hope=Hope(
            "recovers",
            "each has got data of the other where it is now, in the session that was",
            "stuck",
            "what they send goes where nobody is any more, and it is proved that no run leads out of this",
            "parted_hosts_send_nothing",
        ),
    ),
    Attack(
        "downgrade",
        "downgrade at setup",
        "Can somebody make two hosts open a session with less protection than both of them have offered?",
        "no_downgrade",
        (STRANGER, SPOOFER, AT_SETUP, IN_SETUP),
        starts=(from_a_call, from_an_opening),
        attempts=(leaving, altering, belittling, arriving),
        depth=5,
    ),
    Attack(
        "linkability",
        "linkability across a move",
        "Can an onlooker tell from what stands in clear that the packets of before and after a move belong together?",
        "no_linking",
        (ONLOOKER,),
        starts=(from_a_session, from_a_move),
        attempts=(moving, probing, sending, talking, arriving),
        depth=3,
    ),
)
