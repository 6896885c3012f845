"""What must hold of rendezvous servers and of double jumps, for any number of hosts, servers, packets and attackers.

An UPDATE is protected by a key and signed; who has only one of the two can't move a host (`protected`). An RVS_HMAC
rests on the key alone (`keyed`), and so does payload. Nothing rests on the honesty of a server, except what a client
believes of a FROM.
"""

from hipspec.language import expected_attack, implies, invariant, step_property
from hipspec.network.events import Happening
from hipspec.network.names import NOBODY, Address, Host, Pair
from hipspec.network.properties import announcements_are_numbered_in_order, no_return_to_an_older_list
from hipspec.rendezvous.history import History, Voucher
from hipspec.rendezvous.lengths import GROWTH, I1_LENGTH
from hipspec.rendezvous.packets import Kind
from hipspec.rendezvous.world import Event, World


def keyed(world: World, host: Host, peer: Host) -> bool:
    """Whether both hosts are honest and the key that protects what the peer sends was not stolen."""
    key = world.associations[Pair(host, peer)].key_in
    return (
        world.environment.honest.has(host)
        and world.environment.honest.has(peer)
        and key.present
        and not world.environment.stolen_keys.has(key.value)
    )


def protected(world: World, host: Host, peer: Host) -> bool:
    """Whether both hosts are honest and the peer's key or its identity was not stolen; one is enough."""
    return keyed(world, host, peer) or (
        world.environment.honest.has(host)
        and world.environment.honest.has(peer)
        and world.associations[Pair(host, peer)].key_in.present
        and not world.environment.stolen_identities.has(peer)
    )


# ---------------------------------------------------------------------- registrations


@invariant(clause="RFC 8046 5.2, RFC 8004 3", paper="2.3, figure 3")
def no_address_stealing(history: History, world: World, host: Host, peer: Host) -> bool:
    """What is for an honest peer goes only where that peer itself said that it was, relayed packets included."""
    there = world.associations[Pair(host, peer)].there
    return implies(protected(world, host, peer), history.announced[Pair(peer, host)][there])


@invariant(clause="RFC 8003 3.3, RFC 8004 4.3.2")
def only_the_owner_registers(history: History, world: World, server: Host, client: Host) -> bool:
    """The registration of an honest client is one that it asked for, and not one that it has cancelled since."""
    grant = history.granted[Pair(server, client)]
    return implies(
        protected(world, server, client) and world.associations[Pair(server, client)].registered_until.present,
        grant.until.present and history.asked_for[Pair(client, server)][grant.number] > 0,
    )


@invariant(clause="RFC 8003 3.3, 4.1, RFC 8046 5.2")
def the_newest_update_is_in_force(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host holds what the newest UPDATE of its peer says: where the peer is, and until when it is registered."""
    pair = Pair(host, peer)
    association = world.associations[pair]
    return (
        implies(association.key_in.present, history.bound[pair] == association.there)
        and history.granted[pair].until == association.registered_until
    )


@step_property(clause="RFC 8046 3.2.3")
def an_update_says_the_same_again(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """An UPDATE that is sent again asks for the registration that it asked for the first time."""
    del history_after
    if event.happening != Happening.SENT or event.kind != Kind.UPDATE:
        return True
    sent = after.environment.sent[event.reply]
    seconds = sent.value.lifetime.value if sent.value.lifetime.present else 0
    return implies(
        sent.present and not before.environment.sent[event.reply].present,
        history.asked_for[event.pair][sent.value.update_id] == seconds,
    )


@step_property(clause="RFC 8004 4.3.2, RFC 8003 4.1")
def no_relay_without_a_registration(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """What a server passes on goes to the address in the client's newest UPDATE, within the registration's lifetime."""
    del history_after, after
    until = history.granted[event.pair].until
    return implies(
        event.happening == Happening.RELAYED,
        until.present
        and before.environment.now < until.value
        and before.associations[event.pair].there == history.bound[event.pair],
    )


@invariant(clause="RFC 8046 5.4, RFC 8004 5", paper="2.3, figure 4")
def only_where_the_peer_was(history: History, world: World, host: Host, peer: Host) -> bool:
    """What is for a peer, relayed or not, goes to no honest third party: the peer or the attacker was there."""
    association = world.associations[Pair(host, peer)]
    return implies(association.key_in.present, history.seen[Pair(host, peer)][association.there])


@step_property(clause="RFC 8004 4.3.2")
def nothing_without_a_name_is_relayed(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """An I1 that names no HIT is passed on to nobody, and a relayed one is answered only by the host that it names."""
    del history, history_after, after
    i1 = before.environment.sent[event.frame].value
    if event.happening == Happening.RECEIVED and event.kind == Kind.I1:
        return implies(i1.origin.present, i1.receiver == event.pair.host)
    return implies(event.happening == Happening.RELAYED, i1.receiver != NOBODY)


# ---------------------------------------------------------------------- what a server can be made to do


@step_property(clause="RFC 8004 5, RFC 7401 6.7")
def nothing_is_stored_for_strangers(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """To pass a packet on, or to answer an I1, changes nothing that any host remembers."""
    del history, history_after
    if event.happening == Happening.RECEIVED and event.kind != Kind.I1:
        return True
    strange = event.happening == Happening.RELAYED or event.happening == Happening.RECEIVED
    return implies(strange, after.associations == before.associations)


@invariant(clause="RFC 8004 4.2.1, 4.2.2, 5")
def what_is_relayed_grows_by_two_parameters(history: History, world: World, server: Host) -> bool:
    """A server sends one packet for one, longer by FROM and RVS_HMAC, and by nothing else."""
    del world
    return history.passed[server] == history.received[server] + GROWTH * history.relayed[server]


@invariant(clause="RFC 8004 5")
def no_more_than_the_factor(history: History, world: World, server: Host) -> bool:
    """What a server sends is at most what it received, times the length of a relayed I1 over that of the shortest."""
    del world
    return history.passed[server] * I1_LENGTH <= history.received[server] * (I1_LENGTH + GROWTH)


# ---------------------------------------------------------------------- what a client believes


@step_property(clause="RFC 8004 4.2.1, 4.3.2")
def answers_go_where_ones_own_server_says(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """A host answers to a FROM only if a server that it registered with has seen the I1 come from there."""
    del history_after, after
    if event.happening != Happening.RECEIVED or event.kind != Kind.I1:
        return True
    i1 = before.environment.sent[event.frame].value
    server = event.server
    voucher = Voucher(server=server, client=event.pair.host, initiator=i1.sender, address=i1.origin.value)
    return implies(
        i1.origin.present,
        history.clients.has(Pair(event.pair.host, server))
        and implies(keyed(before, event.pair.host, server), history.vouchers.has(voucher)),
    )


@step_property(clause="RFC 8004 4.3.4, 5, RFC 7401 6.8")
def only_awaited_r1s(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """An R1 is accepted only from a HIT that was asked; if it is an honest host's, that host has made it."""
    del history_after, after
    if event.happening != Happening.RECEIVED or event.kind != Kind.R1:
        return True
    peer = event.pair.peer
    genuine = before.environment.honest.has(peer) and not before.environment.stolen_identities.has(peer)
    return history.initiated.has(event.pair) and implies(genuine, history.answerers.has(peer))


@step_property(clause="RFC 7401 6.12")
def only_what_arrived_is_acknowledged(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """A host takes its last UPDATE for acknowledged only if its honest peer has processed it, or a later one."""
    del history_after, after
    if event.happening != Happening.RECEIVED or event.kind != Kind.ACK:
        return True
    return implies(
        protected(before, event.pair.host, event.pair.peer),
        history.newest[Pair(event.pair.peer, event.pair.host)] >= history.last_announced[event.pair],
    )


@step_property(clause="RFC 7401 4.4.3", paper="4.1")
def only_the_peer_is_heard(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """Payload of an honest peer is accepted only if that peer has sent some."""
    del history_after, after
    if event.happening != Happening.RECEIVED or event.kind != Kind.DATA:
        return True
    return implies(
        keyed(before, event.pair.host, event.pair.peer),
        history.spoken.has(Pair(event.pair.peer, event.pair.host)),
    )


# ---------------------------------------------------------------------- double jumps


def knows_of(history: History, world: World, host: Host, peer: Host, address: Address) -> bool:
    """Whether a host may look for a peer at an address: it holds it, it is published, or something is on its way.

    An I1 that names nobody looks for whoever is there.
    """
    return (
        address == world.associations[Pair(host, peer)].there
        or address == world.environment.published[peer]
        or address == world.environment.published[NOBODY]
        or history.written_to[Pair(host, peer)][address]
        or history.called_at[host][address]
    )


def has_lost(history: History, world: World, host: Host, peer: Host) -> bool:
    """Whether a peer sits nowhere where a host may look for it: it has moved, and no UPDATE of it has arrived."""
    return world.environment.at.every(
        lambda address, sits: sits != peer or not knows_of(history, world, host, peer, address)
    )


def have_lost_each_other(history: History, world: World, host: Host, peer: Host) -> bool:
    """Whether two hosts that have an association are no longer where the other may look for them: a double jump."""
    return (
        world.associations[Pair(host, peer)].key_in.present
        and world.associations[Pair(peer, host)].key_in.present
        and has_lost(history, world, host, peer)
        and has_lost(history, world, peer, host)
    )


def hears(event: Event, host: Host, peer: Host) -> bool:
    """Whether anything in the name of a peer arrives at a host, and is accepted."""
    accepted = event.happening == Happening.LISTED or event.happening == Happening.RECEIVED
    return accepted and event.pair == Pair(host, peer)


@step_property(clause="RFC 8046 3.2.3")
def after_a_double_jump_only_others_help(
    history: History, before: World, event: Event, history_after: History, after: World, host: Host, peer: Host
) -> bool:
    """After a double jump nothing reaches a host as its peer sent it: a server has passed it on, or the attacker."""
    del history_after, after
    return implies(
        have_lost_each_other(history, before, host, peer) and hears(event, host, peer),
        not history.direct.has(event.frame),
    )


@step_property(clause="RFC 8046 3.2.3")
def without_a_server_a_double_jump_is_final(
    history: History, before: World, event: Event, history_after: History, after: World, host: Host, peer: Host
) -> bool:
    """Two hosts without a server that have lost each other never hear of each other again, in any run.

    Each step leaves it so: whatever is sent, however late it arrives, wherever else they go. What ends it is only that
    one of them comes back to where the other may look for it, or that the attacker carries something over. With a
    server there is a way: the scenario `a_double_jump_with_a_server`.
    """
    carried = not history.direct.has(event.frame) and not history.helped.has(event.frame)
    attacker = carried and (hears(event, host, peer) or hears(event, peer, host))
    return implies(
        have_lost_each_other(history, before, host, peer)
        and not history.served.has(host)
        and not history.served.has(peer)
        and not comes_back(history, before, event, host, peer)
        and not comes_back(history, before, event, peer, host)
        and not attacker,
        not hears(event, host, peer)
        and not hears(event, peer, host)
        and have_lost_each_other(history_after, after, host, peer),
    )


def comes_back(history: History, before: World, event: Event, host: Host, peer: Host) -> bool:
    """Whether a peer comes to sit where a host may look for it."""
    takes = event.happening == Happening.TAKEN and event.pair.host == peer
    return takes and knows_of(history, before, host, peer, event.address)


@expected_attack(clause="RFC 8004 5")
def answers_go_to_who_asked(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """A host answers a relayed I1 only where somebody sits who has asked.

    Nothing need be stolen for the attack: the server takes the source of an I1 as it is, so an I1 with a false source
    sends the R1, which is longer, to whoever sits there. How much longer, and what bounds it, is proved of the exchange
    without servers in `hipspec.exchange`.
    """
    del history_after, after
    if event.happening != Happening.RECEIVED or event.kind != Kind.I1:
        return True
    i1 = before.environment.sent[event.frame].value
    if not i1.origin.present:
        return True
    sits = before.environment.at[i1.origin.value]
    return implies(before.environment.honest.has(sits), history.initiated.has(Pair(sits, event.pair.host)))


PROPERTIES = (
    no_address_stealing,
    only_the_owner_registers,
    the_newest_update_is_in_force,
    an_update_says_the_same_again,
    no_return_to_an_older_list,
    announcements_are_numbered_in_order,
    no_relay_without_a_registration,
    only_where_the_peer_was,
    nothing_without_a_name_is_relayed,
    nothing_is_stored_for_strangers,
    what_is_relayed_grows_by_two_parameters,
    no_more_than_the_factor,
    answers_go_where_ones_own_server_says,
    only_awaited_r1s,
    only_what_arrived_is_acknowledged,
    only_the_peer_is_heard,
    after_a_double_jump_only_others_help,
    without_a_server_a_double_jump_is_final,
)

EXPECTED = (answers_go_to_who_asked,)
