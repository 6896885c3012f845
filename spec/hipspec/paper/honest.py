"""What hosts that follow the rules do: each action hands a rule what it needs, and carries out what it answers.

Dishonest hosts may follow the rules, too: no assumption keeps them from it. The attacker has all else that they do.
"""

from hipspec.hip.names import HIT, Address, Frame, Key, Nonce, Pair
from hipspec.language import Map, Step, action, assume, replace
from hipspec.network.events import Happening
from hipspec.network.exchange import with_secrets
from hipspec.network.transmission import concluded, delivered
from hipspec.network.world import is_there
from hipspec.paper import rules
from hipspec.paper.association import State, fresh_association
from hipspec.paper.packets import Entry
from hipspec.paper.readings import AcIdentifier, Readings
from hipspec.paper.world import Event, World


@action(clause="draft-nikander-hip-mm-00 1", paper="5")
def establish(
    world: World,
    host: HIT,
    peer: HIT,
    host_address: Address,
    peer_address: Address,
    key_out: Key,
    key_in: Key,
    host_nonce: Nonce,
    peer_nonce: Nonce,
) -> Step[World, Event]:
    """Two hosts complete a base exchange, each from where it sits; a dishonest one may use a friend's address."""
    environment = world.environment
    assume(is_there(environment, host, host_address), "the exchange needs somebody at either address")
    assume(is_there(environment, peer, peer_address), "the exchange needs somebody at either address")
    assume(world.associations[Pair(host, peer)].state == State.UNASSOCIATED, "there is no association yet")
    assume(world.associations[Pair(peer, host)].state == State.UNASSOCIATED, "there is no association yet")
    return Step(
        replace(
            world,
            associations=world.associations.set(
                Pair(host, peer),
                fresh_association(host, peer, key_out, key_in, host_address, peer_address, host_nonce),
            ).set(
                Pair(peer, host),
                fresh_association(peer, host, key_in, key_out, peer_address, host_address, peer_nonce),
            ),
            environment=with_secrets(environment, Pair(host, peer), key_out, key_in, host_nonce, peer_nonce),
        ),
        Event(
            Happening.ESTABLISHED,
            pair=Pair(host, peer),
            address=peer_address,
            other=host_address,
            nonce=host_nonce,
            other_nonce=peer_nonce,
        ),
    )


@action(clause="draft-nikander-hip-mm-00 6.4", paper="2.1, 2.2")
def announce(
    world: World, pair: Pair, addresses: Map[Address, Entry], here: Address, destination: Address, frame: Frame
) -> Step[World, Event]:
    """A host moves, or gains or loses an address, and tells a peer the complete list in a REA."""
    environment = world.environment
    assume(
        addresses.every(lambda address, entry: not entry.listed or environment.at[address] == pair.host),
        "who follows the rules announces only addresses of its own",
    )
    answer = rules.announce_addresses(world.associations[pair], addresses, here, destination)
    number = world.associations[pair].next_rea
    return concluded(
        world, pair, answer, frame, Event(Happening.ANNOUNCED, pair=pair, number=number, addresses=addresses)
    )


@action(clause="draft-nikander-hip-mm-00 6.5", paper="5")
def deliver_rea(world: World, frame: Frame, reply_frame: Frame, readings: Readings) -> Step[World, Event]:
    """A REA reaches the host that it is for."""
    rea = delivered(world.environment, frame)
    pair = Pair(rea.receiver, rea.sender)
    answer = rules.receive_rea(world.associations[pair], rea, world.environment.now, readings)
    event = Event(Happening.LISTED, pair=pair, frame=frame, number=rea.rea_id)
    return concluded(world, pair, answer, reply_frame, event)


@action(clause="draft-nikander-hip-mm-00 6.5", paper="5")
def check(
    world: World, pair: Pair, address: Address, ac_id: Nonce, frame: Frame, readings: Readings
) -> Step[World, Event]:
    """A host checks an address of its peer; if AC_IDs are counted, everybody knows which one it uses."""
    environment = world.environment
    assume(not environment.nonces.has(ac_id), "an AC_ID is drawn anew")
    answer = rules.check_address(world.associations[pair], address, ac_id)
    counted = readings.ac_identifier == AcIdentifier.COUNTER
    drawn = replace(
        environment,
        nonces=environment.nonces.add(ac_id),
        known_nonces=environment.known_nonces.add(ac_id) if counted else environment.known_nonces,
    )
    event = Event(
        Happening.CHALLENGED,
        pair=pair,
        address=address,
        nonce=ac_id,
        frame=frame,
        number=world.associations[pair].newest_rea,
    )
    return concluded(replace(world, environment=drawn), pair, answer, frame, event)


@action(clause="draft-nikander-hip-mm-00 5.3", paper="5")
def deliver_ac(world: World, frame: Frame, reply_frame: Frame) -> Step[World, Event]:
    """An AC reaches the host that it is for, which answers it."""
    ac = delivered(world.environment, frame)
    pair = Pair(ac.receiver, ac.sender)
    answer = rules.answer_check(world.associations[pair], ac)
    event = Event(Happening.ANSWERED, pair=pair, frame=frame, number=ac.rea_id)
    return concluded(world, pair, answer, reply_frame, event)


@action(clause="draft-nikander-hip-mm-00 5.3, 6.5", paper="5")
def deliver_acr(world: World, frame: Frame, address: Address, reply_frame: Frame) -> Step[World, Event]:
    """An ACR reaches the host that sent its AC to `address`."""
    acr = delivered(world.environment, frame)
    pair = Pair(acr.receiver, acr.sender)
    answer = rules.receive_check_reply(world.associations[pair], acr, address)
    return concluded(world, pair, answer, reply_frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="draft-nikander-hip-mm-00 6.5", paper="4.1")
def send(world: World, pair: Pair, address: Address, size: int, frame: Frame) -> Step[World, Event]:
    """A host sends data to its peer."""
    answer = rules.send_data(world.associations[pair], address, size, world.environment.now)
    event = Event(Happening.SENT, pair=pair, address=address, frame=frame, size=size)
    return concluded(world, pair, answer, frame, event)
