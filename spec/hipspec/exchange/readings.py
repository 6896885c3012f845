"""Open choices of RFC 7401, and four known mistakes. Each default is the answer under which everything is proved."""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import Reading


class SolutionUse(Enum):
    """How often one solution of a puzzle opens an exchange."""

    SINGLE_USE = "single_use_solution"
    ANY_USE = "any_use"


class CounterUse(Enum):
    """Whether an initiator remembers the generation of the R1s that it accepted."""

    REMEMBERED = "remembered"
    IGNORED = "ignored"


class PeerAddress(Enum):
    """Which address an initiator takes for its peer's."""

    OF_THE_I1 = "of_the_i1"
    OF_THE_R1 = "of_the_r1"


class WhileClosing(Enum):
    """What an association that is closing or closed does with a new need to send data, and with R1s."""

    LEAVES_CLOSING = "leaves_closing"
    STAYS_CLOSED = "stays_closed"


class FailedClose(Enum):
    """Where an association in R2-SENT goes when a CLOSE does not verify."""

    STAYS = "stays"
    ESTABLISHED = "established"


class FirstLength(Enum):
    """How long an I1 must be to be answered."""

    PLAIN = "plain"
    PADDED = "padded"


class Signature(Enum):
    """Whether the signature of an I2 is enforced."""

    VERIFIED = "verified"
    SKIPPED = "skipped"


class Difficulty(Enum):
    """Whose #K a solution is measured by."""

    OUR_OWN = "our_own"
    OF_THE_I2 = "of_the_i2"


class OnFirst(Enum):
    """What an I1 changes at an established responder."""

    NOTHING = "nothing"
    ADDRESS = "address"


class OldAssociation(Enum):
    """When an I2 ends the association that there was before."""

    AFTER_CHECKS = "after_checks"
    BEFORE_CHECKS = "before_checks"


@dataclass(frozen=True)
class Readings:
    """The answers in force."""

    solution_use: SolutionUse = SolutionUse.SINGLE_USE
    r1_counter: CounterUse = CounterUse.REMEMBERED
    peer_address: PeerAddress = PeerAddress.OF_THE_I1
    while_closing: WhileClosing = WhileClosing.LEAVES_CLOSING
    failed_close: FailedClose = FailedClose.STAYS
    first_length: FirstLength = FirstLength.PADDED
    i2_signature: Signature = Signature.VERIFIED
    difficulty: Difficulty = Difficulty.OUR_OWN
    on_first: OnFirst = OnFirst.NOTHING
    old_association: OldAssociation = OldAssociation.AFTER_CHECKS


READINGS = (
    Reading(
        name="solution_use",
        question="A puzzle may be answered for as long as its secret is accepted. Does the same I2 open an exchange "
        "more than once?",
        source="RFC 7401 4.1.4 (puzzles and optional opaque data protect against replays), 6.9 (no step compares)",
        answers=SolutionUse,
        default=SolutionUse.SINGLE_USE,
        breaks={SolutionUse.ANY_USE: "no_exchange_twice"},
    ),
    Reading(
        name="r1_counter",
        question="An initiator prefers the R1 with the largest generation counter among those that it holds. Does it "
        "refuse an R1 that is older than one it accepted before?",
        source="RFC 7401 4.1.4 (protected against replays by the counter) against 6.8 steps 5 and 11, 6.16 (not stored "
        "by default)",
        answers=CounterUse,
        default=CounterUse.REMEMBERED,
        breaks={CounterUse.IGNORED: "no_older_r1"},
    ),
    Reading(
        name="peer_address",
        question="Does the initiator go on with the address that it sent the I1 to, or with the one that the R1 came "
        "from?",
        source="RFC 7401 6.6.1 (SHOULD use the source of the R1) against 6.8 step 1 (SHOULD be ignored)",
        answers=PeerAddress,
        default=PeerAddress.OF_THE_I1,
    ),
    Reading(
        name="while_closing",
        question="Data is to be sent while the old association is closing or closed. Does it move to I1-SENT, or stay "
        "and take the R1 there?",
        source="RFC 7401 4.4.3 table 7 (go to I1-SENT) against table 8 (stay at CLOSED); 6.8 step 2 (an R1 in any "
        "state but I1-SENT and I2-SENT is dropped) against tables 7 and 8 (it is processed)",
        answers=WhileClosing,
        default=WhileClosing.LEAVES_CLOSING,
        breaks={WhileClosing.STAYS_CLOSED: "only_awaited_r1s"},
    ),
    Reading(
        name="failed_close",
        question="A CLOSE that does not verify arrives in R2-SENT. Does the association stay there?",
        source="RFC 7401 4.4.3 table 5 (if fail, stay at ESTABLISHED) against 4.4.2 (it is not there yet)",
        answers=FailedClose,
        default=FailedClose.STAYS,
    ),
    Reading(
        name="first_length",
        question="An R1 is up to 28 times as long as the I1 that asks for it. Is a short I1 answered?",
        source="RFC 7401 5.3.1 (no length is asked for), 6.7 (MUST limit the rate of R1s to an address)",
        answers=FirstLength,
        default=FirstLength.PADDED,
        breaks={FirstLength.PLAIN: "at_most_three_times_as_much"},
    ),
    Reading(
        name="i2_signature",
        question="A known mistake: is the signature of an I2 computed and its result not enforced?",
        source="RFC 7401 6.9 step 15 (MUST verify)",
        answers=Signature,
        default=Signature.VERIFIED,
        breaks={Signature.SKIPPED: "the_initiator_agreed"},
    ),
    Reading(
        name="difficulty",
        question="A known mistake: is a solution measured by the #K that the I2 itself carries?",
        source="RFC 7401 6.3 (finds the right #K based on #I), 6.9 step 8",
        answers=Difficulty,
        default=Difficulty.OUR_OWN,
        breaks={Difficulty.OF_THE_I2: "every_exchange_was_paid_for"},
    ),
    Reading(
        name="on_first",
        question="A known mistake: does an established responder note something from an I1, such as an address?",
        source="RFC 7401 6.7 (RECOMMENDED: no transition) against step 2 (prepare to drop an existing association)",
        answers=OnFirst,
        default=OnFirst.NOTHING,
        breaks={OnFirst.ADDRESS: "nothing_is_stored_for_strangers"},
    ),
    Reading(
        name="old_association",
        question="A known mistake: does an I2 end the old association before it is checked?",
        source="RFC 7401 6.9 steps 16 and 20 (checks first)",
        answers=OldAssociation,
        default=OldAssociation.AFTER_CHECKS,
        breaks={OldAssociation.BEFORE_CHECKS: "nothing_is_stored_for_strangers"},
    ),
)
