"""Lemmas: invariants that are there for the sake of a proof. Each is used in some proof, or it is rejected."""

from hipspec.language import implies, lemma, some
from hipspec.network.names import NOBODY, Frame, Host, Key, Pair
from hipspec.rendezvous.association import NO_UPDATE
from hipspec.rendezvous.history import History, Voucher
from hipspec.rendezvous.lengths import I1_LENGTH
from hipspec.rendezvous.packets import Kind, Packet
from hipspec.rendezvous.properties import protected
from hipspec.rendezvous.world import World


@lemma
def ends_are_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """An association knows whose it is, and which way its keys go."""
    del history
    association = world.associations[Pair(host, peer)]
    keys = world.environment.keys
    return implies(
        association.key_in.present or association.key_out.present,
        association.own == host
        and association.peer == peer
        and association.key_in.present
        and association.key_out.present
        and keys[association.key_in.value] == some(Pair(peer, host))
        and keys[association.key_out.value] == some(Pair(host, peer)),
    )


@lemma
def nothing_before_the_exchange(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before the base exchange nothing was said, and nobody is registered."""
    del history
    association = world.associations[Pair(host, peer)]
    return implies(
        not association.key_in.present,
        association.own == NOBODY
        and association.peer == NOBODY
        and not association.registered_until.present
        and not association.serves
        and association.next_update == 0
        and association.newest == NO_UPDATE
        and not association.requested.present
        and not association.unacknowledged,
    )


@lemma
def announced_numbers_are_behind(history: History, world: World, host: Host, peer: Host) -> bool:
    """The number of the last announcement is right before the next one to be used."""
    pair = Pair(host, peer)
    return history.last_announced[pair] == world.associations[pair].next_update - 1


@lemma
def newest_update_is_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host knows the number of the newest UPDATE that it processed."""
    pair = Pair(host, peer)
    return history.newest[pair] == world.associations[pair].newest


@lemma
def registered_hosts_were_served(history: History, world: World, host: Host, peer: Host) -> bool:
    """Whoever is registered somewhere is written down as such."""
    return implies(world.associations[Pair(host, peer)].registered_until.present, history.served.has(peer))


@lemma
def our_last_update_is_announced(history: History, world: World, host: Host, peer: Host) -> bool:
    """What a host would send again is what it has announced."""
    pair = Pair(host, peer)
    association = world.associations[pair]
    seconds = association.requested.value if association.requested.present else 0
    return (
        implies(association.key_out.present, history.announced[pair][association.here])
        and history.asked_for[pair][association.next_update - 1] == seconds
        and implies(association.requested.present, history.clients.has(pair))
    )


@lemma
def registrations_are_behind(history: History, world: World, server: Host, client: Host) -> bool:
    """The UPDATE behind the registration of an honest client is one that it has sent."""
    return implies(
        protected(world, server, client) and world.associations[Pair(server, client)].registered_until.present,
        history.granted[Pair(server, client)].number <= history.last_announced[Pair(client, server)],
    )


@lemma
def servers_were_asked(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host has asked its server for a registration."""
    pair = Pair(host, peer)
    return implies(world.associations[pair].serves, history.clients.has(pair))


def says_what_its_sender_did(history: History, packet: Packet) -> bool:
    """Whether a packet says what its sender has really announced, asked for, processed, or sent."""
    there = Pair(packet.sender, packet.receiver)
    update = (
        implies(packet.locator.present, history.announced[there][packet.locator.value])
        and packet.update_id <= history.last_announced[there]
        and implies(packet.lifetime.present, history.asked_for[there][packet.update_id] == packet.lifetime.value)
    )
    return (
        implies(packet.kind == Kind.UPDATE, update)
        and implies(packet.kind == Kind.ACK, history.newest[there] >= packet.update_id)
        and implies(packet.kind == Kind.DATA, history.spoken.has(there))
    )


@lemma
def keyed_packets_are_true(history: History, world: World, frame: Frame) -> bool:
    """A packet under a key that the attacker lacks says what its sender did."""
    sent = world.environment.sent[frame]
    return implies(
        sent.present and sent.value.mac.present and not world.environment.known_keys.has(sent.value.mac.value),
        says_what_its_sender_did(history, sent.value),
    )


@lemma
def signed_packets_are_true(history: History, world: World, frame: Frame) -> bool:
    """A packet that an honest host signed, and whose identity was not stolen, says what it did."""
    sent = world.environment.sent[frame]
    packet = sent.value
    return implies(
        sent.present
        and packet.signer.present
        and world.environment.honest.has(packet.signer.value)
        and not world.environment.stolen_identities.has(packet.signer.value),
        packet.sender == packet.signer.value
        and implies(packet.sender != NOBODY, says_what_its_sender_did(history, packet))
        and implies(packet.kind == Kind.R1, history.answerers.has(packet.sender)),
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
def hmacs_of_servers_vouch(history: History, world: World, frame: Frame) -> bool:
    """A FROM under a key that the attacker lacks is what the server of that key has seen."""
    environment = world.environment
    sent = environment.sent[frame]
    packet = sent.value
    owner = environment.keys[packet.rvs_mac.value]
    voucher = Voucher(
        server=owner.value.host, client=owner.value.peer, initiator=packet.sender, address=packet.origin.value
    )
    return implies(
        sent.present and packet.rvs_mac.present and not environment.known_keys.has(packet.rvs_mac.value),
        owner.present and packet.origin.present and history.vouchers.has(voucher),
    )


@lemma
def packets_have_their_length(history: History, world: World, frame: Frame) -> bool:
    """No packet is shorter than the shortest I1."""
    del history
    sent = world.environment.sent[frame]
    return implies(sent.present, sent.value.length >= I1_LENGTH)


@lemma
def awaited_r1s_were_asked_for(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host waits for an R1 only of whom it has sent an I1."""
    pair = Pair(host, peer)
    return implies(world.associations[pair].asked_at.present, history.initiated.has(pair))


@lemma
def what_was_sent_went_somewhere(history: History, world: World, frame: Frame) -> bool:
    """What a host has sent itself went where it is written down; what a server passed on was for a client."""
    sent = world.environment.sent[frame]
    packet = sent.value
    for_whoever = packet.kind == Kind.I1 and packet.receiver == NOBODY
    return implies(
        history.direct.has(frame),
        sent.present
        and history.written_to[Pair(packet.sender, packet.receiver)][packet.destination]
        and implies(for_whoever, history.called_at[packet.sender][packet.destination]),
    ) and implies(
        history.helped.has(frame), sent.present and packet.origin.present and history.served.has(packet.receiver)
    )


@lemma
def nobody_has_no_association(history: History, world: World, host: Host) -> bool:
    """No HIT at all is nobody's peer, and nobody's own."""
    del history
    associations = world.associations
    return not (
        associations[Pair(host, NOBODY)].key_in.present
        or associations[Pair(NOBODY, host)].key_in.present
        or associations[Pair(host, NOBODY)].key_out.present
        or associations[Pair(NOBODY, host)].key_out.present
    )


LEMMAS = (
    ends_are_known,
    nothing_before_the_exchange,
    announced_numbers_are_behind,
    newest_update_is_known,
    registered_hosts_were_served,
    our_last_update_is_announced,
    registrations_are_behind,
    servers_were_asked,
    keyed_packets_are_true,
    signed_packets_are_true,
    known_keys_were_stolen_or_shared,
    hmacs_of_servers_vouch,
    packets_have_their_length,
    awaited_r1s_were_asked_for,
    what_was_sent_went_somewhere,
    nobody_has_no_association,
)
