"""Lemmas: invariants that are there for the sake of a proof. Each is used in some proof, or it is rejected."""

from hipspec.hip.association import LOCATOR_LIMIT, RECEIVE_WINDOW, State, Status, Window
from hipspec.hip.history import History, Numbered
from hipspec.hip.lemmas_challenges import (
    a_nonce_is_issued_once,
    challenges_are_issued,
    challenges_go_where_they_should,
    keyed_replies_are_given,
    only_usable_addresses_are_challenged,
    outstanding_challenges_are_issued,
    overheard_challenges_were_read,
    responses_were_read,
    sent_nonces_are_drawn,
    signed_replies_are_given,
)
from hipspec.hip.names import HIT, Address, Frame, Pair
from hipspec.hip.packets import BLANK, Kind, Packet
from hipspec.hip.world import World
from hipspec.language import implies, lemma, some
from hipspec.network.lemmas import (
    issued_nonces_are_drawn,
    known_challenges_were_read,
    known_nonces_are_drawn,
    what_was_read_was_sent,
)


@lemma
def ends_are_known(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """An association knows whose it is, and holds the keys of its two directions."""
    del history
    association = world.associations[Pair(host, peer)]
    keys = world.environment.keys
    return implies(
        association.state != State.UNASSOCIATED,
        association.own == host
        and association.peer == peer
        and association.key_out.present
        and keys[association.key_out.value] == some(Pair(host, peer))
        and association.key_in.present
        and keys[association.key_in.value] == some(Pair(peer, host)),
    )


@lemma
def nothing_before_the_exchange(history: History, world: World, host: HIT, peer: HIT, number: int) -> bool:
    """Before the base exchange nothing is outstanding, nothing was announced, and no list is in force."""
    pair = Pair(host, peer)
    association = world.associations[pair]
    return implies(
        association.state == State.UNASSOCIATED,
        not association.outstanding[number].waiting
        and not association.key_in.present
        and not association.key_out.present
        and history.last_announced[pair] == -1
        and history.newest[pair] == -1,
    )


@lemma
def nothing_bound_before_the_exchange(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """Before the base exchange no address is bound."""
    del history
    association = world.associations[Pair(host, peer)]
    return implies(association.state == State.UNASSOCIATED, association.locators[address].status == Status.UNKNOWN)


def used_up(window: Window, number: int) -> bool:
    """Whether a window refuses a number because it was seen, or lies too far behind."""
    return window.seen.has(number) or number <= window.highest - RECEIVE_WINDOW


@lemma
def processed_ids_are_used_up(history: History, world: World, host: HIT, peer: HIT, number: int) -> bool:
    """The window refuses every Update ID that was processed."""
    association = world.associations[Pair(host, peer)]
    return implies(
        history.processed.has(Numbered(pair=Pair(host, peer), epoch=0, number=number)),
        association.state != State.UNASSOCIATED and used_up(association.updates, number),
    )


@lemma
def credited_payload_is_used_up(history: History, world: World, host: HIT, peer: HIT, epoch: int, number: int) -> bool:
    """The window refuses all payload of the current SA that earned credit, and older SAs are over."""
    association = world.associations[Pair(host, peer)]
    return implies(
        history.credited.has(Numbered(pair=Pair(host, peer), epoch=epoch, number=number)),
        association.state != State.UNASSOCIATED
        and epoch <= association.epoch_in
        and implies(epoch == association.epoch_in, used_up(association.payload, number)),
    )


@lemma
def announced_ids_are_behind(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """Every Update ID of an announcement is lower than the next one to be used."""
    pair = Pair(host, peer)
    return history.last_announced[pair] < world.associations[pair].next_update


@lemma
def newest_list_is_known(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """A host knows the Update ID of the newest list that it put into force."""
    pair = Pair(host, peer)
    return history.newest[pair] == world.associations[pair].newest_list


def well_listed(packet: Packet, world: World, address: Address) -> bool:
    """Whether a packet's list gives an address a place of its own and shows its kind."""
    locators = packet.locators.value
    offer = locators.entries[address]
    return implies(
        packet.locators.present and offer.listed,
        offer.position >= 0
        and offer.position < locators.count
        and locators.order[offer.position] == address
        and offer.unicast == (not world.environment.multicast.has(address)),
    )


@lemma
def lists_are_well_formed(history: History, world: World, frame: Frame, address: Address) -> bool:
    """Every list ever sent gives each address a place of its own."""
    del history
    sent = world.environment.sent[frame]
    return implies(sent.present, well_listed(sent.value, world, address))


@lemma
def outstanding_lists_are_well_formed(
    history: History, world: World, host: HIT, peer: HIT, number: int, address: Address
) -> bool:
    """Every list that waits for an acknowledgement gives each address a place of its own."""
    del history
    outstanding = world.associations[Pair(host, peer)].outstanding[number]
    return implies(outstanding.waiting, well_listed(outstanding.update, world, address))


@lemma
def bound_addresses_have_their_place(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """A bound address has its place in the list in force; a deprecated one may have it in the list before."""
    pair = Pair(host, peer)
    locator = world.associations[pair].locators[address]
    return implies(
        locator.status != Status.UNKNOWN,
        locator.position >= 0
        and locator.position < LOCATOR_LIMIT
        and implies(locator.listed, history.order[pair][locator.position] == address)
        and implies(
            not locator.listed,
            history.former_order[pair][locator.position] == address and locator.status == Status.DEPRECATED,
        ),
    )


@lemma
def signed_lists_are_announced(history: History, world: World, frame: Frame, address: Address) -> bool:
    """A list that an honest host signed, and whose identity was not stolen, holds only what it announced."""
    sent = world.environment.sent[frame]
    packet = sent.value
    return implies(
        sent.present
        and packet.locators.present
        and packet.locators.value.entries[address].listed
        and world.environment.honest.has(packet.signer)
        and not world.environment.stolen_identities.has(packet.signer),
        history.announced[Pair(packet.signer, packet.receiver)][address],
    )


@lemma
def keyed_lists_are_announced(history: History, world: World, frame: Frame, address: Address) -> bool:
    """A list under a key that the attacker lacks holds only what the owner of the key announced."""
    sent = world.environment.sent[frame]
    packet = sent.value
    owner = world.environment.keys[packet.mac.value]
    return implies(
        sent.present
        and packet.locators.present
        and packet.locators.value.entries[address].listed
        and packet.mac.present
        and not world.environment.known_keys.has(packet.mac.value),
        owner.present and history.announced[owner.value][address],
    )


@lemma
def outstanding_updates_are_ours(history: History, world: World, host: HIT, peer: HIT, number: int) -> bool:
    """An UPDATE that waits for an acknowledgement is our own; one that does not wait is forgotten."""
    del history
    association = world.associations[Pair(host, peer)]
    outstanding = association.outstanding[number]
    return implies(not outstanding.waiting, outstanding.update == BLANK) and implies(
        outstanding.waiting,
        outstanding.update.kind == Kind.UPDATE
        and outstanding.update.signer == host
        and outstanding.update.receiver == peer
        and outstanding.update.mac == association.key_out
        and outstanding.update.size == 0
        and not outstanding.update.echo_response.present,
    )


@lemma
def outstanding_lists_are_announced(
    history: History, world: World, host: HIT, peer: HIT, number: int, address: Address
) -> bool:
    """An UPDATE that waits for an acknowledgement lists only what we announced."""
    outstanding = world.associations[Pair(host, peer)].outstanding[number]
    return implies(
        outstanding.waiting
        and outstanding.update.locators.present
        and outstanding.update.locators.value.entries[address].listed,
        history.announced[Pair(host, peer)][address],
    )


@lemma
def unknown_addresses_have_no_lifetime(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """An address that is not bound has no lifetime."""
    del history
    locator = world.associations[Pair(host, peer)].locators[address]
    return implies(locator.status == Status.UNKNOWN, not locator.expires.present)


@lemma
def payload_has_a_length(history: History, world: World, frame: Frame) -> bool:
    """Nothing on the wire is shorter than nothing, and payload is longer."""
    del history
    sent = world.environment.sent[frame]
    return implies(
        sent.present,
        sent.value.size >= 0 and implies(sent.value.kind == Kind.DATA, sent.value.size > 0),
    )


@lemma
def credit_is_earned(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """Credit is not negative, and what is left and what is spent was received."""
    pair = Pair(host, peer)
    credit = world.associations[pair].credit
    return credit >= 0 and credit + history.spent[pair] <= history.received[pair]


@lemma
def accounts_balance(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """The balance of an association is what was received less what was spent."""
    del world
    pair = Pair(host, peer)
    return history.balance[pair] == history.received[pair] - history.spent[pair]


@lemma
def totals_balance(history: History, world: World) -> bool:
    """The total of all balances is all that was received less all that was spent."""
    del world
    return history.balance.total == history.received_total - history.spent_total


@lemma
def a_victim_gets_part_of_the_total(history: History, world: World, victim: Address) -> bool:
    """What one address got is part of what all unverified addresses got."""
    del world
    return history.flooded[victim] <= history.spent_total


@lemma
def credit_decays(history: History, world: World, host: HIT, peer: HIT) -> bool:
    """Credit is at most seven eighths of eight times the peak, and what came since the last ageing."""
    pair = Pair(host, peer)
    recent = history.recent[pair]
    return (
        recent >= 0
        and recent <= history.peak[pair]
        and world.associations[pair].credit <= 7 * history.peak[pair] + recent
    )


@lemma
def lifetimes_are_promised(history: History, world: World, host: HIT, peer: HIT, address: Address) -> bool:
    """An address that may be used was asked for, and expires when the peer said."""
    pair = Pair(host, peer)
    locator = world.associations[pair].locators[address]
    promise = history.promised[pair][address]
    return implies(
        locator.status == Status.ACTIVE or locator.status == Status.UNVERIFIED,
        promise.made and locator.expires == promise.until,
    )


LEMMAS = (
    ends_are_known,
    nothing_before_the_exchange,
    nothing_bound_before_the_exchange,
    processed_ids_are_used_up,
    credited_payload_is_used_up,
    announced_ids_are_behind,
    newest_list_is_known,
    lists_are_well_formed,
    outstanding_lists_are_well_formed,
    bound_addresses_have_their_place,
    signed_lists_are_announced,
    keyed_lists_are_announced,
    outstanding_updates_are_ours,
    outstanding_lists_are_announced,
    what_was_read_was_sent,
    signed_replies_are_given,
    keyed_replies_are_given,
    issued_nonces_are_drawn,
    a_nonce_is_issued_once,
    known_nonces_are_drawn,
    sent_nonces_are_drawn,
    challenges_are_issued,
    outstanding_challenges_are_issued,
    challenges_go_where_they_should,
    responses_were_read,
    known_challenges_were_read,
    overheard_challenges_were_read,
    payload_has_a_length,
    credit_is_earned,
    accounts_balance,
    totals_balance,
    a_victim_gets_part_of_the_total,
    credit_decays,
    lifetimes_are_promised,
)

# Not needed as long as every guard and effect is there: only proofs without one of them rest on these.
SPARE_LEMMAS = (
    only_usable_addresses_are_challenged,
    unknown_addresses_have_no_lifetime,
)
