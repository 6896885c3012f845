"""What hosts that follow the rules do: each action hands a rule of the protocol what it needs, and does as it says.

An action whose rule a protocol lacks never happens in it. Dishonest hosts take none of these: the attacker has more.
"""

from hipspec.language import Step, action, assume, replace
from hipspec.related.common.names import NOWHERE, Address, Frame, Nonce, Pair, Share
from hipspec.related.common.packets import Kind
from hipspec.related.common.rules import (
    announce,
    ask,
    begin,
    end,
    give_up,
    look_up,
    probe,
    receive_answer,
    receive_ask,
    receive_close,
    receive_data,
    receive_finish,
    receive_hello,
    receive_move,
    receive_probe,
    receive_reply,
    send_data,
)
from hipspec.related.common.session import State
from hipspec.related.common.transmission import (
    acted,
    acting,
    arrived,
    arriving,
    session_for,
    with_challenge,
    with_secrets,
)
from hipspec.related.common.world import Event, World

# ---------------------------------------------------------------------- opening


@action()
def open_session(
    world: World, pair: Pair, here: Address, there: Address, share: Share, tag: Nonce, frame: Frame
) -> Step[World, Event]:
    """A host opens a session with a peer, whom it has looked up where it is."""
    session = acting(world, pair)
    assume(world.environment.at[here] == pair.host, "a host sends from where it is")
    assume(world.environment.at[there] == pair.peer, "a peer is looked up where it is")
    assume(session.state == State.NONE, "there is no session yet")
    answer = begin(replace(session, initiator=True, here=here, there=there, home=there), share, tag)
    return acted(with_secrets(world, pair.host, share, tag), pair, answer, frame)


@action()
def deliver_hello(world: World, frame: Frame, share: Share, tag: Nonce, reply: Frame) -> Step[World, Event]:
    """A HELLO arrives."""
    packet = arriving(world, frame, Kind.HELLO)
    answer = receive_hello(session_for(world, packet), packet, share, tag)
    return arrived(with_secrets(world, packet.receiver, share, tag), packet, answer, frame, reply)


@action()
def deliver_reply(world: World, frame: Frame, reply: Frame) -> Step[World, Event]:
    """A REPLY arrives."""
    packet = arriving(world, frame, Kind.REPLY)
    return arrived(world, packet, receive_reply(session_for(world, packet), packet), frame, reply)


@action()
def deliver_finish(world: World, frame: Frame, reply: Frame) -> Step[World, Event]:
    """A FINISH arrives."""
    packet = arriving(world, frame, Kind.FINISH)
    return arrived(world, packet, receive_finish(session_for(world, packet), packet), frame, reply)


# ---------------------------------------------------------------------- moving


@action()
def move(world: World, pair: Pair, here: Address, frame: Frame) -> Step[World, Event]:
    """A host goes on from another of its addresses."""
    session = acting(world, pair)
    assume(world.environment.at[here] == pair.host, "a host sends from where it is")
    return acted(world, pair, announce(session, here), frame)


@action()
def ask_for_probe(world: World, pair: Pair, here: Address, frame: Frame) -> Step[World, Event]:
    """A host asks to be probed at one of its addresses."""
    session = acting(world, pair)
    assume(world.environment.at[here] == pair.host, "a host sends from where it is")
    return acted(world, pair, ask(session, here), frame)


@action()
def deliver_ask(world: World, frame: Frame, challenge: Nonce, reply: Frame) -> Step[World, Event]:
    """Somebody asks for a probe."""
    packet = arriving(world, frame, Kind.ASK)
    answer = receive_ask(session_for(world, packet), packet, challenge)
    return arrived(with_challenge(world, challenge), packet, answer, frame, reply)


@action()
def deliver_move(world: World, frame: Frame, reply: Frame) -> Step[World, Event]:
    """A MOVE arrives."""
    packet = arriving(world, frame, Kind.MOVE)
    return arrived(world, packet, receive_move(session_for(world, packet), packet), frame, reply)


@action()
def send_probe(world: World, pair: Pair, challenge: Nonce, frame: Frame) -> Step[World, Event]:
    """A host probes an address of a peer."""
    answer = probe(acting(world, pair), challenge)
    return acted(with_challenge(world, challenge), pair, answer, frame)


@action()
def deliver_probe(world: World, frame: Frame, reply: Frame) -> Step[World, Event]:
    """A probe arrives."""
    packet = arriving(world, frame, Kind.PROBE)
    return arrived(world, packet, receive_probe(session_for(world, packet), packet), frame, reply)


@action()
def deliver_answer(world: World, frame: Frame, reply: Frame) -> Step[World, Event]:
    """The answer to a probe arrives."""
    packet = arriving(world, frame, Kind.ANSWER)
    return arrived(world, packet, receive_answer(session_for(world, packet), packet), frame, reply)


@action()
def stop_waiting(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """A host waits no longer for the answer to a probe."""
    return acted(world, pair, give_up(acting(world, pair)), frame)


@action()
def ask_where_it_is(world: World, pair: Pair, there: Address, challenge: Nonce, frame: Frame) -> Step[World, Event]:
    """A host looks a peer up, where that one has registered; a dishonest one registers what it likes."""
    environment = world.environment
    session = acting(world, pair)
    believed = world.sessions[Pair(pair.peer, pair.host)]
    honest = environment.honest.has(pair.peer)
    assume(there != NOWHERE, "nobody registers nowhere")
    assume(honest or environment.attacker.is_peer, "who is registered has an identity")
    assume(not honest or environment.at[there] == pair.peer, "a peer is looked up where it is")
    assume(
        not honest or believed.state == State.NONE or believed.here == there,
        "an honest host registers the address that it uses",
    )
    return acted(with_challenge(world, challenge), pair, look_up(session, there, challenge), frame)


# ---------------------------------------------------------------------- data and the end


@action()
def send(world: World, pair: Pair, size: int, frame: Frame) -> Step[World, Event]:
    """A host sends data to a peer."""
    assume(size > 0, "there is something to send")
    return acted(world, pair, send_data(acting(world, pair), size), frame)


@action()
def deliver_data(world: World, frame: Frame, reply: Frame) -> Step[World, Event]:
    """Data arrives."""
    packet = arriving(world, frame, Kind.DATA)
    return arrived(world, packet, receive_data(session_for(world, packet), packet), frame, reply)


@action()
def close(world: World, pair: Pair, frame: Frame) -> Step[World, Event]:
    """A host closes a session."""
    return acted(world, pair, end(acting(world, pair)), frame)


@action()
def deliver_close(world: World, frame: Frame, reply: Frame) -> Step[World, Event]:
    """A CLOSE arrives."""
    packet = arriving(world, frame, Kind.CLOSE)
    return arrived(world, packet, receive_close(session_for(world, packet), packet), frame, reply)


ACTIONS = (
    open_session,
    deliver_hello,
    deliver_reply,
    deliver_finish,
    move,
    ask_for_probe,
    deliver_ask,
    deliver_move,
    send_probe,
    deliver_probe,
    deliver_answer,
    stop_waiting,
    ask_where_it_is,
    send,
    deliver_data,
    close,
    deliver_close,
)
