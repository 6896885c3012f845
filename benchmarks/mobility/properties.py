"""What must hold, and what its proof rests on."""

from hipspec.language import implies, invariant, lemma

from .association import Address, Nonce, Pair, Response, Status, Update
from .history import History, Seen
from .world import Claim, World


@invariant(clause="RFC 8046 6.1")
def no_address_stealing(history: History, world: World, pair: Pair, address: Address) -> bool:
    """What an honest host binds to an honest peer, that peer has claimed."""
    honest = world.environment.honest
    status = world.associations[pair].locators[address].status
    return implies(
        honest.has(pair.host) and honest.has(pair.peer) and status != Status.UNKNOWN,
        history.claimed.has(Claim(pair.peer, pair.host, address)),
    )


@invariant(clause="RFC 8046 6.2")
def no_unverified_rebinding(history: History, world: World, pair: Pair, address: Address) -> bool:
    """An ACTIVE address was shown: an honest peer read its nonce, sent to this very address, or it is tapped."""
    honest = world.environment.honest
    locator = world.associations[pair].locators[address]
    read = history.seen.has(Seen(pair.peer, locator.nonce)) and history.issued[locator.nonce].address == address
    return implies(
        honest.has(pair.host) and locator.status == Status.ACTIVE,
        read if honest.has(pair.peer) else world.environment.tapped.has(address),
    )


@lemma
def a_bound_nonce_was_issued(history: History, world: World, pair: Pair, address: Address) -> bool:
    """The nonce beside an address was drawn for exactly this challenge."""
    locator = world.associations[pair].locators[address]
    issued = history.issued[locator.nonce]
    return implies(
        world.environment.honest.has(pair.host) and locator.status != Status.UNKNOWN,
        issued.address == address
        and issued.sender == pair.host
        and issued.receiver == pair.peer
        and issued.signer == pair.host
        and issued.nonce == locator.nonce
        and world.environment.drawn.has(locator.nonce)
        and world.environment.challenges.has(issued),
    )


@lemma
def known_nonces_are_drawn(history: History, world: World, nonce: Nonce) -> bool:
    """What the attacker knows, nobody draws any more."""
    del history
    return implies(world.environment.known.has(nonce), world.environment.drawn.has(nonce))


@lemma
def known_nonces_were_tapped(history: History, world: World, pair: Pair, address: Address) -> bool:
    """The attacker knows the nonce beside an address only if it taps that address."""
    del history
    locator = world.associations[pair].locators[address]
    return implies(
        world.environment.honest.has(pair.host)
        and locator.status != Status.UNKNOWN
        and world.environment.known.has(locator.nonce),
        world.environment.tapped.has(address),
    )


@lemma
def honest_responses_were_read(history: History, world: World, response: Response) -> bool:
    """An honest host echoes only what it has read, and under its own name."""
    return implies(
        world.environment.responses.has(response) and world.environment.honest.has(response.signer),
        history.seen.has(Seen(response.signer, response.nonce)) and response.sender == response.signer,
    )


@lemma
def other_responses_are_known(history: History, world: World, response: Response) -> bool:
    """The attacker echoes only what it knows."""
    del history
    return implies(
        world.environment.responses.has(response) and not world.environment.honest.has(response.signer),
        world.environment.known.has(response.nonce),
    )


@lemma
def honest_updates_are_claims(history: History, world: World, update: Update) -> bool:
    """What an honest host signs, it claims."""
    return implies(
        world.environment.updates.has(update) and world.environment.honest.has(update.signer),
        history.claimed.has(Claim(update.signer, update.receiver, update.address)),
    )
