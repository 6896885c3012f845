"""Lemmas about challenges: who knows a nonce, and where it was read."""

from hipspec.hip.association import Status
from hipspec.hip.history import History
from hipspec.hip.names import HIT, Address, Frame, Pair
from hipspec.hip.world import World
from hipspec.language import implies, lemma, some
from hipspec.network.history import Challenge, Reply, read_there


@lemma
def signed_replies_are_given(history: History, world: World, frame: Frame) -> bool:
    """An ECHO_RESPONSE that an honest host signed, and whose identity was not stolen, is that host's reply."""
    sent = world.environment.sent[frame]
    packet = sent.value
    return implies(
        sent.present
        and packet.echo_response.present
        and world.environment.honest.has(packet.signer)
        and not world.environment.stolen_identities.has(packet.signer),
        history.replies.has(Reply(host=packet.signer, nonce=packet.echo_response.value)),
    )


@lemma
def keyed_replies_are_given(history: History, world: World, frame: Frame) -> bool:
    """An ECHO_RESPONSE under a key that the attacker lacks is the reply of the owner of the key."""
    sent = world.environment.sent[frame]
    packet = sent.value
    owner = world.environment.keys[packet.mac.value]
    return implies(
        sent.present
        and packet.echo_response.present
        and packet.mac.present
        and not world.environment.known_keys.has(packet.mac.value),
        owner.present and history.replies.has(Reply(host=owner.value.host, nonce=packet.echo_response.value)),
    )


@lemma
def a_nonce_is_issued_once(history: History, world: World, one: Challenge, other: Challenge) -> bool:
    """A nonce stands for one challenge."""
    del world
    return implies(
        history.issued.has(one) and history.issued.has(other) and one.nonce == other.nonce,
        one.pair == other.pair and one.address == other.address,
    )


@lemma
def sent_nonces_are_drawn(history: History, world: World, frame: Frame) -> bool:
    """A nonce on the wire is drawn, so it is not drawn again."""
    del history
    sent = world.environment.sent[frame]
    return implies(
        sent.present,
        implies(sent.value.echo_request.present, world.environment.nonces.has(sent.value.echo_request.value))
        and implies(sent.value.echo_response.present, world.environment.nonces.has(sent.value.echo_response.value)),
    )


@lemma
def challenges_are_issued(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """The challenge that a locator remembers was issued for this very address."""
    pair = Pair(host, peer)
    locator = world.associations[pair].locators[address]
    return implies(
        locator.challenge.present,
        history.issued.has(Challenge(pair=pair, address=address, nonce=locator.challenge.value)),
    )


@lemma
def only_usable_addresses_are_challenged(
    history: History, world: World, host: HIT, peer: HIT, address: Address
) -> bool:
    """A challenge is remembered only of an address that is verified, or awaits its check."""
    del history
    locator = world.associations[Pair(host, peer)].locators[address]
    return implies(
        locator.challenge.present,
        locator.status == Status.ACTIVE or locator.status == Status.UNVERIFIED,
    )


@lemma
def outstanding_challenges_are_issued(history: History, world: World, host: HIT, peer: HIT, number: int) -> bool:
    """A challenge that waits for an acknowledgement was issued for the address that it went to."""
    pair = Pair(host, peer)
    outstanding = world.associations[pair].outstanding[number]
    update = outstanding.update
    return implies(
        outstanding.waiting and update.echo_request.present,
        history.issued.has(Challenge(pair=pair, address=update.destination, nonce=update.echo_request.value)),
    )


@lemma
def challenges_go_where_they_should(history: History, world: World, frame: Frame, challenge: Challenge) -> bool:
    """A challenge is on its way to the peer, at the address that it checks, or was read there before."""
    sent = world.environment.sent[frame]
    packet = sent.value
    return implies(
        sent.present and packet.echo_request == some(challenge.nonce) and history.issued.has(challenge),
        (packet.destination == challenge.address and packet.receiver == challenge.pair.peer)
        or read_there(history, challenge),
    )


@lemma
def responses_were_read(history: History, world: World, frame: Frame, challenge: Challenge) -> bool:
    """Whoever sends a nonce back, it was read where it was sent to."""
    sent = world.environment.sent[frame]
    return implies(
        sent.present and sent.value.echo_response == some(challenge.nonce) and history.issued.has(challenge),
        read_there(history, challenge),
    )


@lemma
def overheard_challenges_were_read(history: History, world: World, frame: Frame, challenge: Challenge) -> bool:
    """Whatever challenge the attacker has overheard, it was read where it was sent to."""
    sent = world.environment.sent[frame]
    return implies(
        world.environment.read.has(frame)
        and sent.value.echo_request == some(challenge.nonce)
        and history.issued.has(challenge),
        read_there(history, challenge),
    )
