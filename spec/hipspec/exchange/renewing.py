"""Rules of one host, part 4: new puzzles and new R1s, and what a crash leaves (RFC 7401 6.7.1, 4.1.4, 6.16)."""

from hipspec.exchange.association import UNASSOCIATED, Answer, Association, Generation, Responder
from hipspec.exchange.names import Exponent, Group, Secret
from hipspec.language import Map, Set, replace, require, rule


@rule(clause="RFC 7401 6.7.1, 4.1.2, 4.1.4, appendix A")
def renew_r1(
    responder: Responder, secret: Secret, difficulty: int, lifetime: int, exponents: Map[Group, Exponent]
) -> Responder:
    """Start a new generation of R1s with a new secret: the one before it is still accepted, older ones are not."""
    require(difficulty >= 0, "the difficulty is a number of bits", besides="every solution has at least none")
    started = Responder(
        latest=Generation(
            counter=responder.latest.counter + 1,
            secret=secret,
            difficulty=difficulty,
            lifetime=lifetime,
            exponents=exponents,
        ),
        former=responder.latest,
        used=Set(),
        used_before=Set(),
        answered=responder.answered,
    )
    return replace(started, used_before=responder.used)


@rule(clause="RFC 7401 6.7", besides={"answered": "a limit that is never lifted answers nobody"})
def start_interval(responder: Responder) -> Responder:
    """Start a new interval of the limit on R1s."""
    return replace(responder, answered=Map(0))


@rule(clause="RFC 7401 6.16, 4.5.4")
def lose_state(association: Association) -> Answer:
    """A crash: the association, its keys and the peer's R1 counter are gone."""
    del association
    return Answer(association=UNASSOCIATED)
