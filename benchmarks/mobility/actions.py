"""What hosts do, and what the attacker does."""

from hipspec.language import Step, action, assume, replace, require, rule

from .association import HIT, Address, Association, Challenge, Locator, Nonce, Pair, Response, State, Status, Update
from .world import Claim, Event, Happening, World


@rule(
    clause="RFC 8046 5.2",
    besides={
        "newest": "an old UPDATE brings back an address that is checked again",
        "locators": "without it no address is ever bound",
    },
)
def receive_update(association: Association, update: Update, nonce: Nonce) -> Association:
    """Bind the address that the peer tells, unverified; one that is ACTIVE stays so."""
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="the signature alone says who it is",
    )
    require(update.signer == update.sender, "the signature is the sender's")
    require(
        update.number > association.newest, "the UPDATE is newer", besides="an old address is checked again before use"
    )
    heard = replace(association, newest=update.number)
    if association.locators[update.address].status == Status.ACTIVE:
        return heard
    waiting = Locator(status=Status.UNVERIFIED, nonce=nonce)
    return replace(heard, locators=association.locators.set(update.address, waiting))


@rule(
    clause="RFC 8046 5.4",
    besides={
        "status": "without it no address is ever ACTIVE",
        "locators": "without it no address is ever ACTIVE",
        "preferred": "which of several addresses is used matters to no property here",
    },
)
def receive_response(association: Association, response: Response, address: Address) -> Association:
    """Make an address ACTIVE whose nonce came back."""
    locator = association.locators[address]
    require(
        association.state == State.ESTABLISHED,
        "the association is established",
        besides="without one no address waits for its nonce",
    )
    require(response.signer == response.sender, "the signature is the sender's")
    require(locator.status == Status.UNVERIFIED, "the address waits for its nonce")
    require(response.nonce == locator.nonce, "the nonce that was sent to this address came back")
    verified = replace(locator, status=Status.ACTIVE)
    return replace(association, locators=association.locators.set(address, verified), preferred=address)


@action()
def move(world: World, host: HIT, address: Address) -> Step[World, Event]:
    """An honest host comes to another address."""
    environment = world.environment
    assume(environment.honest.has(host), "the host is honest")
    moved = replace(environment, at=environment.at.set(host, address))
    return Step(replace(world, environment=moved), Event(Happening.NOTHING_TO_TELL))


@action()
def announce(world: World, pair: Pair, number: int) -> Step[World, Event]:
    """An honest host tells a peer where it is."""
    environment = world.environment
    assume(environment.honest.has(pair.host), "the host is honest")
    here = environment.at[pair.host]
    update = Update(sender=pair.host, receiver=pair.peer, number=number, address=here, signer=pair.host)
    return Step(
        replace(world, environment=replace(environment, updates=environment.updates.add(update))),
        Event(Happening.CLAIMED, claim=Claim(pair.host, pair.peer, here)),
    )


@action()
def forge_update(world: World, update: Update) -> Step[World, Event]:
    """The attacker sends any UPDATE that no honest host has to sign."""
    environment = world.environment
    assume(not environment.honest.has(update.signer), "nobody can sign for an honest host")
    return Step(
        replace(world, environment=replace(environment, updates=environment.updates.add(update))),
        Event(Happening.CLAIMED, claim=Claim(update.signer, update.receiver, update.address)),
    )


@action(clause="RFC 8046 5.2")
def deliver_update(world: World, update: Update, nonce: Nonce) -> Step[World, Event]:
    """An UPDATE arrives; if its address has to be checked, a nonce goes there, which the attacker may read."""
    environment = world.environment
    assume(environment.updates.has(update), "only what was sent arrives")
    assume(not environment.drawn.has(nonce), "a nonce is drawn anew")
    pair = Pair(update.receiver, update.sender)
    association = world.associations[pair]
    known = association.locators[update.address].status == Status.ACTIVE
    bound = replace(world, associations=world.associations.set(pair, receive_update(association, update, nonce)))
    if known:
        return Step(bound, Event(Happening.NOTHING_TO_TELL))
    challenge = Challenge(
        sender=update.receiver, receiver=update.sender, address=update.address, nonce=nonce, signer=update.receiver
    )
    read = environment.tapped.has(update.address)
    sent = replace(
        environment,
        drawn=environment.drawn.add(nonce),
        challenges=environment.challenges.add(challenge),
        known=environment.known.add(nonce) if read else environment.known,
    )
    return Step(replace(bound, environment=sent), Event(Happening.CHALLENGED, challenge=challenge))


@action(clause="RFC 8046 5.4")
def answer(world: World, challenge: Challenge) -> Step[World, Event]:
    """A challenge reaches the honest host that it is for, which echoes the nonce."""
    environment = world.environment
    assume(environment.challenges.has(challenge), "only what was sent arrives")
    assume(environment.honest.has(challenge.receiver), "the host is honest")
    assume(environment.at[challenge.receiver] == challenge.address, "a message arrives where it was sent to")
    assume(challenge.signer == challenge.sender, "the signature is checked")
    response = Response(
        sender=challenge.receiver, receiver=challenge.sender, nonce=challenge.nonce, signer=challenge.receiver
    )
    return Step(
        replace(world, environment=replace(environment, responses=environment.responses.add(response))),
        Event(Happening.ANSWERED, challenge=challenge),
    )


@action()
def forge_challenge(world: World, challenge: Challenge) -> Step[World, Event]:
    """The attacker sends any challenge that no honest host has to sign, with a nonce that it knows."""
    environment = world.environment
    assume(not environment.honest.has(challenge.signer), "nobody can sign for an honest host")
    assume(environment.known.has(challenge.nonce), "nobody can guess a nonce")
    return Step(
        replace(world, environment=replace(environment, challenges=environment.challenges.add(challenge))),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def forge_response(world: World, response: Response) -> Step[World, Event]:
    """The attacker echoes a nonce that it knows, under any signature but those of honest hosts."""
    environment = world.environment
    assume(not environment.honest.has(response.signer), "nobody can sign for an honest host")
    assume(environment.known.has(response.nonce), "nobody can guess a nonce")
    return Step(
        replace(world, environment=replace(environment, responses=environment.responses.add(response))),
        Event(Happening.NOTHING_TO_TELL),
    )


@action()
def make_up_nonce(world: World, nonce: Nonce) -> Step[World, Event]:
    """The attacker makes up a value that is nobody's nonce."""
    environment = world.environment
    assume(not environment.drawn.has(nonce), "nobody can guess a nonce")
    drawn = replace(environment, drawn=environment.drawn.add(nonce), known=environment.known.add(nonce))
    return Step(replace(world, environment=drawn), Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 8046 5.4")
def deliver_response(world: World, response: Response, address: Address) -> Step[World, Event]:
    """A response arrives at the host that sent a challenge to `address`."""
    assume(world.environment.responses.has(response), "only what was sent arrives")
    pair = Pair(response.receiver, response.sender)
    association = receive_response(world.associations[pair], response, address)
    return Step(
        replace(world, associations=world.associations.set(pair, association)), Event(Happening.NOTHING_TO_TELL)
    )
