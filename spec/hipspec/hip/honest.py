"""What honest hosts do in the world: each action hands a rule what it needs, and carries out what it answers."""

from hipspec.hip import traffic, updates, verification
from hipspec.hip.association import UNASSOCIATED, UNBOUND, Association, Done, State, Status
from hipspec.hip.names import HIT, Address, Frame, Key, Nonce, Pair, Socket
from hipspec.hip.packets import LocatorSet
from hipspec.hip.readings import Readings
from hipspec.hip.world import Environment, Event, World
from hipspec.language import Step, action, assume, given, replace, some
from hipspec.network.events import Happening
from hipspec.network.exchange import is_reached, with_reader, with_secrets
from hipspec.network.transmission import concluded, delivered


@action(clause="RFC 7401 4.1", paper="5")
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
    """Two hosts complete a base exchange; where one takes the other to be sits that one, or the attacker as a relay."""
    environment = world.environment
    assume(is_reached(environment, host, host_address), "the exchange needs somebody at the peer's address")
    assume(is_reached(environment, peer, peer_address), "the exchange needs somebody at the peer's address")
    assume(not environment.multicast.has(host_address), "nobody answers alone from a multicast address")
    assume(not environment.multicast.has(peer_address), "nobody answers alone from a multicast address")
    assume(world.associations[Pair(host, peer)].state == State.UNASSOCIATED, "there is no association yet")
    assume(world.associations[Pair(peer, host)].state == State.UNASSOCIATED, "there is no association yet")
    assume(
        key_out != key_in,
        "each direction has its own key",
        besides="the HITs in the header, which the key protects, tell the directions apart as well",
    )
    drawn = with_secrets(environment, Pair(host, peer), key_out, key_in, host_nonce, peer_nonce)
    return Step(
        replace(
            world,
            associations=world.associations.set(
                Pair(host, peer),
                fresh_association(host, peer, key_out, key_in, host_address, peer_address, host_nonce, environment.now),
            ).set(
                Pair(peer, host),
                fresh_association(peer, host, key_in, key_out, peer_address, host_address, peer_nonce, environment.now),
            ),
            environment=with_reader(with_reader(drawn, peer_address, host_nonce), host_address, peer_nonce),
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


def fresh_association(
    own: HIT, peer: HIT, key_out: Key, key_in: Key, here: Address, there: Address, nonce: Nonce, now: int
) -> Association:
    """Set up an association as the base exchange leaves it: one ACTIVE address, unbounded lifetime (RFC 8046 5.1)."""
    return replace(
        UNASSOCIATED,
        state=State.ESTABLISHED,
        own=own,
        peer=peer,
        key_out=some(key_out),
        key_in=some(key_in),
        here=here,
        locators=UNASSOCIATED.locators.set(
            there, replace(UNBOUND, status=Status.ACTIVE, challenge=some(nonce), listed=True)
        ),
        preferred=some(there),
        epoch_in=1,
        epoch_out=1,
        aged_at=now,
    )


@action(paper="4.1")
def open_socket(world: World, socket: Socket, host: HIT, peer: HIT) -> Step[World, Event]:
    """An application opens a socket to a Host Identity, not to an address."""
    assume(not world.sockets[socket].present, "a new socket")
    return Step(
        replace(world, sockets=world.sockets.set(socket, some(Pair(host, peer)))),
        Event(Happening.NOTHING_TO_TELL),
    )


@action(clause="RFC 8046 5.2", paper="2.1, 2.2")
def announce(
    world: World,
    pair: Pair,
    locators: LocatorSet,
    here: Address,
    destination: Address,
    rekey: bool,  # noqa: FBT001  # parameters of actions are given by name in traces
    frame: Frame,
) -> Step[World, Event]:
    """An honest host moves, gains or loses an interface, and tells a peer the complete list of its addresses."""
    environment = world.environment
    assume(well_formed(locators, environment), "a list on the wire has an order and a length")
    answer = updates.announce_locators(world.associations[pair], locators, here, destination, rekey=rekey)
    number = world.associations[pair].next_update
    event = Event(Happening.ANNOUNCED, pair=pair, frame=frame, number=number, locators=some(locators))
    return concluded(world, pair, answer, frame, event)


def well_formed(locators: LocatorSet, environment: Environment) -> bool:
    """Whether a LOCATOR_SET can be written down: every address listed has a place of its own, and its kind shows."""
    return locators.entries.every(
        lambda address, offer: (
            not offer.listed
            or (
                offer.position >= 0
                and offer.position < locators.count
                and locators.order[offer.position] == address
                and offer.unicast == (not environment.multicast.has(address))
            )
        )
    )


@action(clause="RFC 7401 6.11")
def retransmit(world: World, pair: Pair, number: int, destination: Address, frame: Frame) -> Step[World, Event]:
    """An honest host sends an unacknowledged UPDATE again, perhaps to another address of the peer."""
    answer = updates.retransmit_update(world.associations[pair], number, destination)
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 6.11")
def give_up(world: World, pair: Pair, number: int, frame: Frame) -> Step[World, Event]:
    """An honest host stops waiting for a peer that doesn't answer."""
    answer = updates.give_up_on_peer(world.associations[pair], number)
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 8046 5.2, RFC 7401 6.11")
def withdraw(world: World, pair: Pair, number: int, frame: Frame) -> Step[World, Event]:
    """An honest host stops sending an UPDATE that has nothing to say any more."""
    answer = updates.withdraw_update(world.associations[pair], number)
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 6.12.2")
def deliver_acknowledgement(world: World, frame: Frame, reply_frame: Frame, readings: Readings) -> Step[World, Event]:
    """The ACK in an UPDATE reaches an honest host."""
    update = delivered(world.environment, frame)
    pair = Pair(update.receiver, update.sender)
    answer = updates.receive_acknowledgement(world.associations[pair], update, readings)
    return concluded(world, pair, answer, reply_frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 6.12.1, RFC 8046 5.3", paper="5")
def deliver_update(world: World, frame: Frame, reply_frame: Frame, readings: Readings) -> Step[World, Event]:
    """An UPDATE that asks for acknowledgement reaches an honest host, which processes and acknowledges it."""
    update = delivered(world.environment, frame)
    pair = Pair(update.receiver, update.sender)
    answer = updates.receive_update(world.associations[pair], update, world.environment.now, readings)
    return concluded(
        world,
        pair,
        answer,
        reply_frame,
        Event(
            Happening.LISTED
            if answer.done == Done.LISTED
            else Happening.PROCESSED
            if answer.done == Done.PROCESSED
            else Happening.REPEATED,
            pair=pair,
            frame=frame,
            number=update.sequence.value,
        ),
    )


@action(clause="RFC 8046 5.4", paper="5")
def challenge(world: World, pair: Pair, address: Address, nonce: Nonce, frame: Frame) -> Step[World, Event]:
    """An honest host checks whether its peer is reachable at an address."""
    environment = world.environment
    assume(not environment.nonces.has(nonce), "a nonce is drawn anew")
    answer = verification.challenge_address(world.associations[pair], address, nonce)
    drawn = replace(world, environment=replace(environment, nonces=environment.nonces.add(nonce)))
    return concluded(
        drawn, pair, answer, frame, Event(Happening.CHALLENGED, pair=pair, address=address, nonce=nonce, frame=frame)
    )


@action(clause="RFC 8046 5.4", paper="5")
def deliver_echo_response(
    world: World, frame: Frame, address: Address, reply_frame: Frame, readings: Readings
) -> Step[World, Event]:
    """The answer to a challenge reaches the honest host that sent the challenge to `address`."""
    update = delivered(world.environment, frame)
    pair = Pair(update.receiver, update.sender)
    answer = verification.receive_echo_response(world.associations[pair], update, address, readings)
    return concluded(world, pair, answer, reply_frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 8046 5.4, RFC 7401 6.11")
def give_up_address(world: World, pair: Pair, number: int, frame: Frame) -> Step[World, Event]:
    """An honest host stops waiting for an answer from one address of its peer."""
    answer = verification.give_up_on_address(world.associations[pair], number)
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 8046 5.1")
def expire(world: World, pair: Pair, address: Address, frame: Frame) -> Step[World, Event]:
    """The lifetime of an address ends at an honest host."""
    answer = verification.expire_locator(world.associations[pair], address, world.environment.now)
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 8046 5.1")
def check_again(world: World, pair: Pair, address: Address, frame: Frame) -> Step[World, Event]:
    """An honest host wants an address that has been silent to be verified again."""
    answer = verification.verify_again(world.associations[pair], address)
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 8046 5.5")
def prefer(world: World, pair: Pair, address: Address, frame: Frame) -> Step[World, Event]:
    """An honest host prefers another address of its peer, for instance because it lost the one it used."""
    answer = verification.prefer_locator(world.associations[pair], address)
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 8046 5.6.1", paper="4.1")
def send(
    world: World, socket: Socket, address: Address, size: int, frame: Frame, readings: Readings
) -> Step[World, Event]:
    """An application sends data through its socket; the host finds an address for the Host Identity."""
    environment = world.environment
    pair = given(world.sockets[socket], "the socket is open")
    assume(size > 0, "a packet has a length")
    answer = traffic.send_data(world.associations[pair], address, size, environment.now, readings)
    return concluded(
        world, pair, answer, frame, Event(Happening.SENT, pair=pair, address=address, frame=frame, size=size)
    )


@action(clause="RFC 8046 5.6.1, RFC 7401 6.2", paper="4.1")
def deliver_data(world: World, frame: Frame, socket: Socket, reply_frame: Frame) -> Step[World, Event]:
    """Data reaches an honest host, which hands it to a socket that is bound to the sender's Host Identity."""
    data = delivered(world.environment, frame)
    pair = Pair(data.receiver, data.sender)
    answer = traffic.receive_data(world.associations[pair], data, world.sockets[socket])
    return concluded(
        world,
        pair,
        answer,
        reply_frame,
        Event(Happening.RECEIVED, pair=pair, frame=frame, size=data.size, number=data.number, socket=socket),
    )


@action(clause="RFC 8046 5.6.2")
def age(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """An interval of credit ageing ends at an honest host."""
    answer = traffic.age_credit(world.associations[pair], world.environment.now)
    return concluded(world, pair, answer, frame, Event(Happening.AGED, pair=pair))
