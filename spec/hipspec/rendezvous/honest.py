"""What hosts that follow the rules do: each action hands a rule what it needs, and carries out what it answers.

Any host may be a rendezvous server of others, and say of itself whatever address it likes. Dishonest hosts may follow
the rules, too: no assumption keeps them from it. The attacker has all else that they do.
"""

from hipspec.language import Maybe, Step, action, assume, given, replace, some
from hipspec.network.events import Happening
from hipspec.network.exchange import is_reached
from hipspec.network.names import NOBODY, Address, Frame, Host, Key, Pair
from hipspec.network.transmission import concluded, delivered
from hipspec.rendezvous import meeting, moving
from hipspec.rendezvous.association import fresh_association
from hipspec.rendezvous.packets import Kind
from hipspec.rendezvous.readings import Readings
from hipspec.rendezvous.world import Environment, Event, World, may_answer


def with_keys(environment: Environment, pair: Pair, key_out: Key, key_in: Key) -> Environment:
    """Draw keys that were never drawn before; a dishonest host shares what it is given with its friends."""
    assume(not environment.keys[key_out].present, "a key is drawn anew")
    assume(not environment.keys[key_in].present, "a key is drawn anew")
    assume(
        key_out != key_in,
        "each direction has its own key",
        besides="both HITs are in every packet, so none passes for one of the other direction",
    )
    shared = not environment.honest.has(pair.host) or not environment.honest.has(pair.peer)
    known = environment.known_keys
    return replace(
        environment,
        keys=environment.keys.set(key_out, some(pair)).set(key_in, some(Pair(pair.peer, pair.host))),
        known_keys=known.add(key_out).add(key_in) if shared else known,
    )


@action(clause="RFC 7401 4.1", paper="5")
def establish(
    world: World, host: Host, peer: Host, host_address: Address, peer_address: Address, key_out: Key, key_in: Key
) -> Step[World, Event]:
    """Two hosts complete a base exchange; where one takes the other to be sits that one, or the attacker as a relay."""
    environment = world.environment
    assume(
        host != NOBODY and peer != NOBODY,
        "whoever has keys has a HIT",
        besides="the zeros that stand for no HIT are the hash of no key",
    )
    assume(is_reached(environment, host, host_address), "the exchange needs somebody at either address")
    assume(is_reached(environment, peer, peer_address), "the exchange needs somebody at either address")
    assume(not world.associations[Pair(host, peer)].key_in.present, "there is no association yet")
    assume(not world.associations[Pair(peer, host)].key_in.present, "there is no association yet")
    mine = fresh_association(host, peer, key_out, key_in, host_address, peer_address)
    theirs = fresh_association(peer, host, key_in, key_out, peer_address, host_address)
    return Step(
        replace(
            world,
            associations=world.associations.set(Pair(host, peer), mine).set(Pair(peer, host), theirs),
            environment=with_keys(environment, Pair(host, peer), key_out, key_in),
        ),
        Event(Happening.ESTABLISHED, pair=Pair(host, peer), address=peer_address, other=host_address),
    )


# ---------------------------------------------------------------------- moving and registering


@action(clause="RFC 8046 3.2.1, RFC 8003 3.2", paper="2.1")
def announce(world: World, pair: Pair, here: Address, lifetime: Maybe[int], frame: Frame) -> Step[World, Event]:
    """A host tells a peer where it is, and registers, renews or cancels if the peer is its server."""
    answer = moving.announce_address(world.associations[pair], here, lifetime)
    number = world.associations[pair].next_update
    seconds = lifetime.value if lifetime.present else 0
    event = Event(Happening.ANNOUNCED, pair=pair, address=here, number=number, size=seconds, reply=frame)
    return concluded(world, pair, answer, frame, event)


@action(clause="RFC 8046 3.2.3")
def resend(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """An UPDATE is not acknowledged; it is sent again to where the peer is to be asked for, its server it may be."""
    answer = moving.resend_update(world.associations[pair], world.environment.published[pair.peer])
    return concluded(world, pair, answer, frame, Event(Happening.SENT, pair=pair, reply=frame))


@action(clause="RFC 8046 3.2.1, 3.2.3, RFC 8003 3.3", paper="5")
def deliver_update(world: World, frame: Frame, server: Host, reply_frame: Frame) -> Step[World, Event]:
    """An UPDATE reaches the host that it is for, with or without a server, and whether its sender is there is asked."""
    environment = world.environment
    update = delivered(environment, frame)
    pair = Pair(update.receiver, update.sender)
    answered = may_answer(environment, update.sender, update.locator.value) if update.locator.present else False
    helper = world.associations[Pair(update.receiver, server)]
    answer = moving.receive_update(world.associations[pair], helper, update, answered, environment.now)
    event = Event(Happening.LISTED, pair=pair, number=update.update_id, frame=frame, reply=reply_frame)
    return concluded(world, pair, answer, reply_frame, event)


@action(clause="RFC 7401 6.12, RFC 8003 3.3")
def deliver_ack(world: World, frame: Frame, reply_frame: Frame) -> Step[World, Event]:
    """An acknowledgement reaches the host that it is for."""
    ack = delivered(world.environment, frame)
    pair = Pair(ack.receiver, ack.sender)
    answer = moving.receive_ack(world.associations[pair], ack)
    event = Event(Happening.RECEIVED, kind=Kind.ACK, pair=pair, frame=frame, reply=reply_frame)
    return concluded(world, pair, answer, reply_frame, event)


# ---------------------------------------------------------------------- relaying


@action(clause="RFC 8004 3.3, 4.3.2", paper="5")
def pass_on_i1(world: World, frame: Frame, relayed_frame: Frame) -> Step[World, Event]:
    """An I1 reaches a host that is not the one that it names."""
    i1 = given(world.environment.sent[frame], "only what was sent arrives")
    server = world.environment.at[i1.destination]
    pair = Pair(server, i1.receiver)
    answer = meeting.relay_i1(world.associations[pair], i1, server, world.environment.now)
    event = Event(Happening.RELAYED, pair=pair, frame=frame, reply=relayed_frame)
    return concluded(world, pair, answer, relayed_frame, event)


@action(clause="RFC 8046 3.2.3")
def pass_on_update(world: World, frame: Frame, relayed_frame: Frame, readings: Readings) -> Step[World, Event]:
    """An UPDATE reaches a host that is not the one that it names."""
    update = given(world.environment.sent[frame], "only what was sent arrives")
    server = world.environment.at[update.destination]
    pair = Pair(server, update.receiver)
    answer = meeting.relay_update(world.associations[pair], update, server, world.environment.now, readings)
    event = Event(Happening.RELAYED, pair=pair, frame=frame, reply=relayed_frame)
    return concluded(world, pair, answer, relayed_frame, event)


# ---------------------------------------------------------------------- meeting and talking


@action(clause="RFC 8004 4.3.1", paper="5")
def start(world: World, pair: Pair, here: Address, frame: Frame) -> Step[World, Event]:
    """A host asks for an exchange, at the address that is published for the peer."""
    published = world.environment.published[pair.peer]
    answer = meeting.send_i1(world.associations[pair], pair.host, pair.peer, here, published)
    return concluded(world, pair, answer, frame, Event(Happening.SENT, pair=pair, reply=frame, kind=Kind.I1))


@action(clause="RFC 8004 4.3.2, 4.3.3", paper="5")
def deliver_i1(world: World, frame: Frame, server: Host, reply_frame: Frame, readings: Readings) -> Step[World, Event]:
    """An I1 reaches a host that answers it, by its HIT or, with no HIT in it, by its address."""
    i1 = given(world.environment.sent[frame], "only what was sent arrives")
    host = world.environment.at[i1.destination]
    pair = Pair(host, i1.sender)
    answer = meeting.answer_i1(world.associations[Pair(host, server)], world.associations[pair], i1, host, readings)
    event = Event(Happening.RECEIVED, kind=Kind.I1, pair=pair, frame=frame, reply=reply_frame, server=server)
    return concluded(world, pair, answer, reply_frame, event)


@action(clause="RFC 8004 4.3.4")
def deliver_r1(world: World, frame: Frame, reply_frame: Frame, readings: Readings) -> Step[World, Event]:
    """An R1 reaches the host that it is for."""
    r1 = delivered(world.environment, frame)
    pair = Pair(r1.receiver, r1.sender)
    answer = meeting.receive_r1(world.associations[pair], r1, readings)
    event = Event(Happening.RECEIVED, kind=Kind.R1, pair=pair, frame=frame, reply=reply_frame)
    return concluded(world, pair, answer, reply_frame, event)


@action(paper="4.1")
def send(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """A host sends payload to its peer."""
    answer = meeting.send_data(world.associations[pair])
    return concluded(world, pair, answer, frame, Event(Happening.SENT, pair=pair, reply=frame, kind=Kind.DATA))


@action(paper="4.1")
def deliver_data(world: World, frame: Frame, reply_frame: Frame) -> Step[World, Event]:
    """Payload reaches the host that it is for."""
    data = delivered(world.environment, frame)
    pair = Pair(data.receiver, data.sender)
    answer = meeting.receive_data(world.associations[pair], data)
    event = Event(Happening.RECEIVED, kind=Kind.DATA, pair=pair, frame=frame, reply=reply_frame)
    return concluded(world, pair, answer, reply_frame, event)
