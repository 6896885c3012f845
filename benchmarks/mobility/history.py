"""What has happened, as properties read it."""

from dataclasses import dataclass

from hipspec.language import Map, Set, replace

from .association import HIT, NO_CHALLENGE, Challenge, Nonce
from .world import Claim, Event, Happening, World


@dataclass(frozen=True)
class Seen:
    """Somebody read a nonce where it was sent to."""

    who: HIT
    nonce: Nonce


@dataclass(frozen=True)
class History:
    """What has happened: addresses claimed, nonces read by honest hosts, and the challenge each nonce was drawn for."""

    claimed: Set[Claim]
    seen: Set[Seen]
    issued: Map[Nonce, Challenge]


def initial_history(world: World) -> History:
    """Begin with nothing having happened."""
    del world
    return History(claimed=Set(), seen=Set(), issued=Map(NO_CHALLENGE))


def observe(history: History, before: World, event: Event, after: World) -> History:
    """Write down what happened in one step."""
    del before, after
    if event.happening == Happening.CLAIMED:
        return replace(history, claimed=history.claimed.add(event.claim))
    if event.happening == Happening.CHALLENGED:
        return replace(history, issued=history.issued.set(event.challenge.nonce, event.challenge))
    if event.happening == Happening.ANSWERED:
        reader = Seen(event.challenge.receiver, event.challenge.nonce)
        return replace(history, seen=history.seen.add(reader))
    return history
