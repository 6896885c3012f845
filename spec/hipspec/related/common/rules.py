"""The rules that a protocol may have, one for each event. These here refuse: a protocol puts its own in their place.

A protocol's module defines functions of these names and signatures and lists them; what it leaves out stays refused.
"""

from hipspec.language import require
from hipspec.related.common.names import Address, Nonce, Share
from hipspec.related.common.packets import Packet
from hipspec.related.common.session import Answer, Session

# What a protocol lacks is refused whatever comes.
LACKING = False

# ---------------------------------------------------------------------- opening


def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Open a session with the peer, who is looked up at `session.there`: send a HELLO."""
    del share, tag
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer a HELLO with a REPLY, and remember what the protocol remembers at this point."""
    del hello, share, tag
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def receive_reply(session: Session, reply: Packet) -> Answer:
    """Accept a REPLY, and answer it with a FINISH where the protocol has one."""
    del reply
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def receive_finish(session: Session, finish: Packet) -> Answer:
    """Accept a FINISH; a host that kept no state takes what it needs from the cookie."""
    del finish
    require(LACKING, "the protocol has it")
    return Answer(session=session)


# ---------------------------------------------------------------------- moving


def announce(session: Session, here: Address) -> Answer:
    """Go on from another address of ours, and tell the peer where the protocol has a message for it."""
    del here
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def ask(session: Session, here: Address) -> Answer:
    """Ask the peer to probe an address of ours."""
    del here
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def receive_ask(session: Session, asking: Packet, challenge: Nonce) -> Answer:
    """Probe where the peer asks for it."""
    del asking, challenge
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def receive_move(session: Session, move: Packet) -> Answer:
    """Take note of the address that the peer names."""
    del move
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def probe(session: Session, challenge: Nonce) -> Answer:
    """Probe an address of the peer that is to be checked."""
    del challenge
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def receive_probe(session: Session, probe: Packet) -> Answer:
    """Answer a probe."""
    del probe
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def receive_answer(session: Session, answer: Packet) -> Answer:
    """Take note that a probe was answered."""
    del answer
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def give_up(session: Session) -> Answer:
    """Stop waiting for the answer to a probe."""
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def look_up(session: Session, there: Address, challenge: Nonce) -> Answer:
    """Ask those that know where the peer is, or take from them, over protected links, that it is registered there."""
    del there, challenge
    require(LACKING, "the protocol has it")
    return Answer(session=session)


# ---------------------------------------------------------------------- data and the end


def send_data(session: Session, size: int) -> Answer:
    """Send data to the peer, to where the rules choose."""
    del size
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def receive_data(session: Session, data: Packet) -> Answer:
    """Accept data, and draw from it what the protocol draws from data."""
    del data
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def end(session: Session) -> Answer:
    """Close the session, and tell the peer."""
    require(LACKING, "the protocol has it")
    return Answer(session=session)


def receive_close(session: Session, close: Packet) -> Answer:
    """Close the session because the peer says so."""
    del close
    require(LACKING, "the protocol has it")
    return Answer(session=session)


RULES = (
    begin,
    receive_hello,
    receive_reply,
    receive_finish,
    announce,
    ask,
    receive_ask,
    receive_move,
    probe,
    receive_probe,
    receive_answer,
    give_up,
    look_up,
    send_data,
    receive_data,
    end,
    receive_close,
)
