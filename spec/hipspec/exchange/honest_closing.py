"""What honest hosts do in the world, part 2: talking, updating, closing, notices, and crashes."""

from hipspec.exchange import closing, renewing, talking
from hipspec.exchange.honest import concluded, delivered
from hipspec.exchange.readings import Readings
from hipspec.exchange.world import Event, Happening, World
from hipspec.language import Step, action, replace
from hipspec.network.names import Address, Frame, Host, Nonce, Pair


@action(clause="RFC 7401 6.1")
def send(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """An application has data for a peer."""
    answer = talking.send_payload(world.associations[pair])
    event = Event(Happening.DATA_SENT, pair=pair, address=world.associations[pair].there, frame=frame)
    return concluded(world, pair, answer, frame, event)


@action(clause="RFC 7401 6.11")
def update(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """An honest host has something to change about an association, and sends an UPDATE."""
    answer = talking.send_update(world.associations[pair])
    return concluded(world, pair, answer, frame, Event(Happening.UPDATE_SENT, pair=pair))


@action(clause="RFC 7401 6.12")
def deliver_update(world: World, frame: Frame, reply_frame: Frame) -> Step[World, Event]:
    """An UPDATE reaches an honest host."""
    packet = delivered(world, frame)
    pair = Pair(packet.receiver, packet.sender)
    answer = talking.verify_update(world.associations[pair], packet)
    return concluded(world, pair, answer, reply_frame, Event(Happening.UPDATE_RECEIVED, pair=pair, frame=frame))


@action(clause="RFC 7401 4.4.3 table 6")
def close(world: World, pair: Pair, nonce: Nonce, frame: Frame) -> Step[World, Event]:
    """An honest host closes an association that nobody uses.

    That its nonce is new, and that nobody can guess it, is not asked: the MAC and the signature show who agrees.
    """
    answer = closing.close_idle(world.associations[pair], nonce)
    return concluded(world, pair, answer, frame, Event(Happening.CLOSING_SAID, pair=pair))


@action(clause="RFC 7401 4.4.3 table 7")
def repeat_close(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """A CLOSE stays unanswered, and is sent again."""
    answer = closing.retransmit_close(world.associations[pair])
    return concluded(world, pair, answer, frame, Event(Happening.CLOSING_SAID, pair=pair))


@action(clause="RFC 7401 4.4.3 table 7")
def fail_closing(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """No CLOSE was answered."""
    answer = closing.give_up_closing(world.associations[pair])
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 6.14")
def deliver_close(world: World, frame: Frame, reply_frame: Frame, readings: Readings) -> Step[World, Event]:
    """A CLOSE reaches an honest host."""
    packet = delivered(world, frame)
    pair = Pair(packet.receiver, packet.sender)
    answer = closing.receive_close(world.associations[pair], packet, readings)
    event = Event(Happening.CLOSE_RECEIVED, pair=pair, frame=frame, work=answer.work)
    return concluded(world, pair, answer, reply_frame, event)


@action(clause="RFC 7401 6.15")
def deliver_close_ack(world: World, frame: Frame, reply_frame: Frame) -> Step[World, Event]:
    """A CLOSE_ACK reaches the honest host whose CLOSE it answers."""
    packet = delivered(world, frame)
    pair = Pair(packet.receiver, packet.sender)
    answer = closing.receive_close_ack(world.associations[pair], packet)
    return concluded(world, pair, answer, reply_frame, Event(Happening.CLOSE_ACK_RECEIVED, pair=pair, frame=frame))


@action(clause="RFC 7401 4.4.3 table 8")
def forget(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """A closed association is discarded."""
    answer = closing.forget_closed(world.associations[pair])
    return concluded(world, pair, answer, frame, Event(Happening.NOTHING_TO_TELL))


@action(clause="RFC 7401 6.13")
def deliver_notify(world: World, frame: Frame, reply_frame: Frame) -> Step[World, Event]:
    """A NOTIFY reaches an honest host, from whomever."""
    notice = delivered(world, frame)
    pair = Pair(notice.receiver, notice.sender)
    answer = closing.receive_notify(world.associations[pair], notice)
    event = Event(Happening.NOTIFIED, pair=pair, frame=frame, work=answer.work)
    return concluded(world, pair, answer, reply_frame, event)


@action(clause="RFC 7401 6.16")
def crash(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """A host loses what it held about a peer."""
    answer = renewing.lose_state(world.associations[pair])
    return concluded(world, pair, answer, frame, Event(Happening.CRASHED, pair=pair))


@action()
def take_address(world: World, host: Host, address: Address) -> Step[World, Event]:
    """A host, honest or not, comes to sit at an address; whoever sat there before has lost it."""
    environment = world.environment
    return Step(
        replace(world, environment=replace(environment, at=environment.at.set(address, host))),
        Event(Happening.NOTHING_TO_TELL),
    )
