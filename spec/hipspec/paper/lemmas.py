"""Lemmas: invariants that are there for the sake of a proof. Each is used in some proof, or it is rejected."""

from hipspec.hip.names import HIT, Address, Frame, Key, Pair
from hipspec.language import implies, lemma, some
from hipspec.network.history import Challenge, Reply, read_there
from hipspec.network.lemmas import (
    issued_nonces_are_drawn,
    known_challenges_were_read,
    known_nonces_are_drawn,
    what_was_read_was_sent,
)
from hipspec.paper.association import NO_REA, State, Status
from hipspec.paper.history import History
from hipspec.paper.packets import Kind
from hipspec.paper.world import World


@lemma
def ends_are_known(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """An association knows whose it is, and the key of what its peer sends is its own."""
    del history
    association = world.associations[Pair(host, peer)]
    keys = world.environment.keys
    return implies(
        association.state != State.UNASSOCIATED,
        association.own == host
        and association.peer == peer
        and association.key_in.present
        and (
            keys[association.key_in.value] == some(Pair(host, peer))
            or keys[association.key_in.value] == some(Pair(peer, host))
        ),
    )


@lemma
def nothing_before_the_exchange(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """Before the base exchange there is no key, nothing was announced, and no list is in force."""
    pair = Pair(host, peer)
    return implies(
        world.associations[pair].state == State.UNASSOCIATED,
        not world.associations[pair].key_in.present
        and history.last_announced[pair] == NO_REA
        and history.newest[pair] == NO_REA,
    )


@lemma
def nothing_bound_before_the_exchange(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """Before the base exchange no address is bound."""
    del history
    association = world.associations[Pair(host, peer)]
    return implies(association.state == State.UNASSOCIATED, association.locators[address].status == Status.UNKNOWN)


@lemma
def announced_ids_are_behind(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """The REA_ID of the last announcement is right before the next one to be used."""
    pair = Pair(host, peer)
    return history.last_announced[pair] == world.associations[pair].next_rea - 1


@lemma
def newest_list_is_known(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """A host knows the REA_ID of the newest list that it put into force."""
    pair = Pair(host, peer)
    return history.newest[pair] == world.associations[pair].newest_rea


@lemma
def signed_lists_are_announced(history: History, world: World, frame: Frame, address: Address) -> bool:
    """A list that an honest host signed, and whose identity was not stolen, holds only what it announced."""
    sent = world.environment.sent[frame]
    packet = sent.value
    return implies(
        sent.present
        and packet.addresses[address].listed
        and packet.signer.present
        and world.environment.honest.has(packet.signer.value)
        and not world.environment.stolen_identities.has(packet.signer.value),
        history.announced[Pair(packet.signer.value, packet.receiver)][address],
    )


@lemma
def keyed_lists_are_announced(history: History, world: World, frame: Frame, address: Address) -> bool:
    """A list under a key that the attacker lacks holds only what its sender announced."""
    sent = world.environment.sent[frame]
    packet = sent.value
    return implies(
        sent.present
        and packet.addresses[address].listed
        and packet.mac.present
        and not world.environment.known_keys.has(packet.mac.value),
        history.announced[Pair(packet.sender, packet.receiver)][address],
    )


@lemma
def keyed_replies_are_given(history: History, world: World, frame: Frame) -> bool:
    """An ACR under a key that the attacker lacks is the reply of its sender."""
    sent = world.environment.sent[frame]
    packet = sent.value
    return implies(
        sent.present
        and packet.kind == Kind.ACR
        and packet.ac_id.present
        and packet.mac.present
        and not world.environment.known_keys.has(packet.mac.value),
        history.replies.has(Reply(host=packet.sender, nonce=packet.ac_id.value)),
    )


@lemma
def known_keys_were_stolen_or_shared(history: History, world: World, key: Key) -> bool:
    """A key that the attacker knows was stolen, or a dishonest host was given it."""
    del history
    environment = world.environment
    owner = environment.keys[key]
    return implies(
        environment.known_keys.has(key) and not environment.stolen_keys.has(key),
        owner.present and not (environment.honest.has(owner.value.host) and environment.honest.has(owner.value.peer)),
    )


@lemma
def sent_nonces_are_drawn(history: History, world: World, frame: Frame) -> bool:
    """An AC_ID on the wire is drawn, so it is not drawn again."""
    del history
    sent = world.environment.sent[frame]
    return implies(sent.present and sent.value.ac_id.present, world.environment.nonces.has(sent.value.ac_id.value))


@lemma
def only_bound_addresses_are_checked(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """A check is remembered only of an address that is bound."""
    del history
    locator = world.associations[Pair(host, peer)].locators[address]
    return implies(locator.check.present, locator.status != Status.UNKNOWN)


@lemma
def checks_are_issued(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """The check that a locator remembers was issued for this very address."""
    pair = Pair(host, peer)
    locator = world.associations[pair].locators[address]
    challenge = Challenge(pair=pair, address=address, nonce=locator.check.value)
    return implies(locator.check.present, history.issued.has(challenge))


@lemma
def checks_are_for_the_list_in_force(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """The check that a locator remembers was issued for the list in force."""
    pair = Pair(host, peer)
    locator = world.associations[pair].locators[address]
    return implies(locator.check.present, history.issued_for[locator.check.value] == history.in_force[pair])


@lemma
def checks_go_where_they_should(history: History, world: World, frame: Frame, challenge: Challenge) -> bool:
    """An AC is on its way to the peer, at the address that it checks, or was read there before."""
    sent = world.environment.sent[frame]
    packet = sent.value
    return implies(
        sent.present
        and packet.kind == Kind.AC
        and packet.ac_id == some(challenge.nonce)
        and history.issued.has(challenge),
        (packet.destination == challenge.address and packet.receiver == challenge.pair.peer)
        or read_there(history, challenge),
    )


@lemma
def replies_were_read(history: History, world: World, frame: Frame, challenge: Challenge) -> bool:
    """Whoever sends an AC_ID back, it was read where it was sent to."""
    sent = world.environment.sent[frame]
    return implies(
        sent.present
        and sent.value.kind != Kind.AC
        and sent.value.ac_id == some(challenge.nonce)
        and history.issued.has(challenge),
        read_there(history, challenge),
    )


@lemma
def overheard_checks_were_read(history: History, world: World, frame: Frame, challenge: Challenge) -> bool:
    """Whatever AC the attacker has overheard, it was read where it was sent to."""
    sent = world.environment.sent[frame]
    return implies(
        world.environment.read.has(frame)
        and sent.value.ac_id == some(challenge.nonce)
        and history.issued.has(challenge),
        read_there(history, challenge),
    )


@lemma
def lifetimes_are_promised(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """A bound address was asked for, and expires when the peer said."""
    pair = Pair(host, peer)
    locator = world.associations[pair].locators[address]
    promise = history.promised[pair][address]
    return implies(locator.status != Status.UNKNOWN, promise.made and locator.expires == promise.until)


LEMMAS = (
    ends_are_known,
    nothing_before_the_exchange,
    nothing_bound_before_the_exchange,
    announced_ids_are_behind,
    newest_list_is_known,
    signed_lists_are_announced,
    keyed_lists_are_announced,
    keyed_replies_are_given,
    known_keys_were_stolen_or_shared,
    what_was_read_was_sent,
    issued_nonces_are_drawn,
    known_nonces_are_drawn,
    sent_nonces_are_drawn,
    only_bound_addresses_are_checked,
    checks_are_issued,
    checks_are_for_the_list_in_force,
    checks_go_where_they_should,
    replies_were_read,
    known_challenges_were_read,
    overheard_checks_were_read,
    lifetimes_are_promised,
)
