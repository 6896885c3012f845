"""The words that rules are made of: what a packet shows, and what becomes of a session. None of them refuses anything.

A protocol's guards stand in its own module, so that what it checks, and what it does not, is seen at once.
"""

from hipspec.language import NOTHING, Maybe, replace, some
from hipspec.related.common.facts import FACTS, Labels
from hipspec.related.common.names import NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Key, Kind, Label, Packet, Suite
from hipspec.related.common.session import Answer, Session, State

# ---------------------------------------------------------------------- what a packet shows


def key_of(session: Session) -> Key:
    """Return the session key."""
    own = session.own_share
    peer = session.peer_share
    return Key(initiator=own if session.initiator else peer, responder=peer if session.initiator else own)


def is_protected(session: Session, packet: Packet) -> bool:
    """Whether a packet is protected with the session key."""
    return packet.mac == some(key_of(session))


def is_signed(session: Session, packet: Packet) -> bool:
    """Whether the peer's long-term secret authenticates a packet."""
    return packet.signer == some(session.peer)


def shows_token(session: Session, packet: Packet) -> bool:
    """Whether a packet shows the token that the peer's packets must show."""
    return session.token_in.present and packet.token == session.token_in


def is_newest(session: Session, packet: Packet) -> bool:
    """Whether a packet has a higher number than every one that was accepted before it."""
    return packet.number > session.newest


def is_new(session: Session, packet: Packet) -> bool:
    """Whether no packet of this number was accepted before."""
    return not session.seen.has(packet.number)


def echoes(session: Session, packet: Packet) -> bool:
    """Whether a packet gives back the challenge that was sent to the candidate."""
    return session.challenge.present and packet.echo == session.challenge


def is_from_there(session: Session, packet: Packet) -> bool:
    """Whether a packet comes from where data for the peer goes."""
    return packet.source == session.there


# ---------------------------------------------------------------------- which algorithms are used


def best_for(packet: Packet) -> Suite:
    """Return the best algorithms that both have: an honest host has all, so those that the other one offers."""
    return packet.offer


def repeats_our_offer(packet: Packet) -> bool:
    """Whether what a packet says that we have offered is what an honest host offers: everything."""
    return packet.offer == Suite.STRONG


def chooses_the_best(packet: Packet) -> bool:
    """Whether a packet chooses the best algorithms of those that it offers."""
    return packet.choice == best_for(packet)


def chooses_ours(session: Session, packet: Packet) -> bool:
    """Whether a packet chooses the algorithms that the session uses."""
    return packet.choice == session.suite


def the_weaker(one: Suite, other: Suite) -> Suite:
    """Return what is left if either of two says that there is no more."""
    return one if other == Suite.STRONG else other


def choosing(packet: Packet, suite: Suite) -> Packet:
    """Say in a packet, which offers everything, what is chosen."""
    return replace(packet, choice=suite)


def repeating(packet: Packet, heard: Packet) -> Packet:
    """Say in a packet what was heard as an offer, and choose the best of it."""
    return replace(packet, offer=heard.offer, choice=best_for(heard))


# ---------------------------------------------------------------------- packets


def label_in(session: Session, kind: Kind, destination: Address) -> Maybe[Label]:
    """Return what the peer finds the session by, in a packet to an address; before there is one it is nothing."""
    if FACTS.labels == Labels.NONE or kind == Kind.HELLO:
        return NOTHING
    if not FACTS.labels_to_initiator and not session.initiator:
        return NOTHING
    if FACTS.labels == Labels.SESSION:
        return some(Label(session.own, session.peer))
    return some(Label(session.own, session.peer, session.here, destination))


def size_of(kind: Kind) -> int:
    """Return the size of a packet that is no data."""
    reply_or_finish = FACTS.reply if kind == Kind.REPLY else FACTS.finish
    opening = FACTS.hello if kind == Kind.HELLO else reply_or_finish
    return opening if kind == Kind.HELLO or kind == Kind.REPLY or kind == Kind.FINISH else FACTS.control


def packet_to(session: Session, kind: Kind, destination: Address) -> Packet:
    """Start a packet to the peer, with nothing on it that protects it."""
    return Packet(
        kind=kind,
        sender=session.own,
        receiver=session.peer,
        source=session.here,
        destination=destination,
        label=label_in(session, kind, destination),
        size=size_of(kind),
    )


def protected(session: Session, packet: Packet) -> Packet:
    """Protect a packet with the session key."""
    return replace(packet, mac=some(key_of(session)))


def signed(session: Session, packet: Packet) -> Packet:
    """Authenticate a packet with our long-term secret."""
    return replace(packet, signer=some(session.own))


def with_token(session: Session, packet: Packet) -> Packet:
    """Show the token that our packets must show."""
    return replace(packet, token=session.token_out)


def numbered(session: Session, packet: Packet) -> Packet:
    """Number a packet; `counted` has to follow."""
    return replace(packet, number=session.next)


def announcing(session: Session, packet: Packet) -> Packet:
    """Name the address where we are."""
    return replace(packet, address=some(session.here))


# ---------------------------------------------------------------------- what becomes of a session


def kept(session: Session) -> Answer:
    """Leave everything as it is, and say nothing."""
    return Answer(session=session)


def sending(session: Session, packet: Packet) -> Answer:
    """Send a packet."""
    return Answer(session=session, reply=some(packet))


def counted(session: Session) -> Session:
    """Use our next number."""
    return replace(session, next=session.next + 1)


def calling(session: Session) -> Session:
    """Wait for the answer to a HELLO of ours."""
    return replace(session, state=State.HALF_OPEN)


def opened(session: Session, there: Address) -> Session:
    """Open the session, with the peer at an address."""
    return replace(session, state=State.OPEN, there=there, home=there)


def closed(session: Session) -> Session:
    """Close the session."""
    return replace(session, state=State.CLOSED)


def waiting(session: Session) -> Session:
    """Wait for the peer to come back: nothing is sent, and nothing is closed yet."""
    return replace(session, state=State.WAITING)


def half_open(session: Session, there: Address) -> Session:
    """Remember that somebody at an address wants to open a session."""
    return replace(session, state=State.HALF_OPEN, there=there, home=there)


def with_shares(session: Session, own_share: Share, peer_share: Share) -> Session:
    """Make the session key."""
    return replace(session, own_share=own_share, peer_share=peer_share)


def with_suite(session: Session, suite: Suite) -> Session:
    """Use some algorithms."""
    return replace(session, suite=suite)


def accepted(session: Session, packet: Packet) -> Session:
    """Remember the number of a packet, and whether it is the highest."""
    return replace(
        session,
        seen=session.seen.add(packet.number),
        newest=packet.number if packet.number > session.newest else session.newest,
    )


def noted(session: Session, packet: Packet) -> Session:
    """Remember the number of a packet, and not whether it is the highest: that is kept of other packets."""
    return replace(session, seen=session.seen.add(packet.number))


def earned(session: Session, packet: Packet, factor: int) -> Session:
    """Allow more bytes to an address that is not verified: some times what has arrived."""
    return replace(session, credit=session.credit + factor * packet.size)


def spent(session: Session, size: int) -> Session:
    """Use up what is allowed to an address that is not verified, if this one is not."""
    return session if session.verified else replace(session, credit=session.credit - size)


def went_to(session: Session, address: Address) -> Session:
    """Send data for the peer to an address from now on, without any check of it."""
    return replace(session, there=address)


def candidate(session: Session, address: Address) -> Session:
    """Hold an address to be checked before it is used."""
    return replace(session, candidate=address, challenge=NOTHING)


def challenged(session: Session, challenge: Nonce) -> Session:
    """Remember what was sent to the candidate."""
    return replace(session, challenge=some(challenge))


def unverified(session: Session, address: Address) -> Session:
    """Send data to an address from now on that has yet to be checked; remember the one that was."""
    return replace(
        session,
        former=session.there if session.verified else session.former,
        there=address,
        verified=False,
        candidate=address,
        challenge=NOTHING,
    )


def verified(session: Session) -> Session:
    """Send data to the candidate, which was checked."""
    return replace(session, there=session.candidate, verified=True, candidate=NOWHERE, challenge=NOTHING)


def reverted(session: Session) -> Session:
    """Go back to the address that was verified before."""
    return replace(session, there=session.former, verified=True, candidate=NOWHERE, challenge=NOTHING)


def with_tokens(session: Session, token_in: Maybe[Nonce], token_out: Maybe[Nonce]) -> Session:
    """Remember what the peer's packets must show, and what ours show."""
    return replace(session, token_in=token_in, token_out=token_out)


def seeking(session: Session) -> Session:
    """Want to ask those that know where the peer is."""
    return replace(session, seeking=True)


def found(session: Session) -> Session:
    """Need to ask nobody any more where the peer is."""
    return replace(session, seeking=False)
