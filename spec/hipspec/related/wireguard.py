"""WireGuard: whatever is authentic and fresh tells where the peer is (Donenfeld, NDSS 2017).

A peer is its static public key. The initiation is the HELLO, the response the REPLY, the first transport message
confirms the keys to the responder. Rekeying, which repeats the same messages, is left out, as are cookie replies,
which set no endpoint, where no option has them do it. What authenticates a cookie reply is the first MAC of the
initiation, which stands there in clear; honest hosts send none here. Keys and names of hosts are encrypted; every
message but the first shows the receiver's index, which stays as long as the keys do.
"""

from dataclasses import dataclass

from hipspec.language import NOTHING, replace, require, rule, some
from hipspec.related.common.facts import Facts, Labels, Names
from hipspec.related.common.names import Address, Nonce, Share
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import (
    accepted,
    calling,
    counted,
    half_open,
    is_new,
    is_protected,
    is_signed,
    kept,
    numbered,
    opened,
    packet_to,
    protected,
    sending,
    shows_token,
    signed,
    went_to,
    with_shares,
    with_tokens,
)


@dataclass(frozen=True)
class Options:
    """What sets the endpoint besides authentic messages; nothing else does (NDSS 2017 2.1).

    Attributes:
        cookie_sets_endpoint: whether a cookie reply does.
        unauth_sets_endpoint: whether a message that is not authentic does.
    """

    cookie_sets_endpoint: bool = False
    unauth_sets_endpoint: bool = False


OPTIONS = Options()


@rule(clause="NDSS 2017 5.4.2")
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Send an initiation, which the static key authenticates, with a new timestamp in it."""
    mac1 = some(tag) if OPTIONS.cookie_sets_endpoint else NOTHING
    calls = calling(counted(replace(session, own_share=share, token_in=mac1)))
    hello = replace(numbered(session, packet_to(session, Kind.HELLO, session.there)), share=share, tag=mac1)
    return sending(calls, signed(session, hello))


@rule(clause="NDSS 2017 5.1, 5.4.2")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Take the source of an authentic initiation for the endpoint, and answer it there."""
    del tag
    require(session.state == State.NONE, "there is no session yet")
    require(is_signed(session, hello), "the static key of the peer authenticates the initiation")
    require(is_new(session, hello), "the timestamp is a new one")
    keyed = with_shares(accepted(session, hello), share, hello.share)
    waiting = half_open(keyed, hello.source)
    reply = replace(packet_to(session, Kind.REPLY, hello.source), share=share)
    return sending(waiting, signed(session, reply))


@rule(clause="NDSS 2017 5.4.3")
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Take the source of an authentic response for the endpoint; the keys are confirmed."""
    if OPTIONS.cookie_sets_endpoint and shows_token(session, reply):
        return kept(with_tokens(went_to(session, reply.source), NOTHING, NOTHING))
    require(session.state == State.HALF_OPEN and session.initiator, "there is an initiation of ours")
    require(is_signed(session, reply), "the static key of the peer authenticates the response")
    keyed = with_shares(session, session.own_share, reply.share)
    return kept(opened(keyed, reply.source))


@rule(clause="NDSS 2017 2.1")
def announce(session: Session, here: Address) -> Answer:
    """Go on from another address: there is no message for it, a keepalive will do."""
    require(session.state == State.OPEN, "there is a session")
    moved = replace(session, here=here)
    keepalive = numbered(moved, packet_to(moved, Kind.DATA, session.there))
    return sending(counted(moved), protected(moved, keepalive))


@rule(clause="NDSS 2017 2.1, 5.4.6")
def receive_data(session: Session, data: Packet) -> Answer:
    """Take the source of an authentic and fresh message for the endpoint; its counter need not be the highest."""
    require(
        session.state == State.OPEN or (session.state == State.HALF_OPEN and not session.initiator), "there are keys"
    )
    if OPTIONS.unauth_sets_endpoint and session.state == State.OPEN and not is_protected(session, data):
        return kept(went_to(session, data.source))
    require(is_protected(session, data), "the session key authenticates the message")
    require(is_new(session, data), "the counter was not seen before")
    taken = accepted(session, data)
    if session.state == State.HALF_OPEN:
        return kept(opened(taken, data.source))
    return kept(went_to(taken, data.source))


@rule(clause="NDSS 2017 2.1")
def send_data(session: Session, size: int) -> Answer:
    """Send to the endpoint."""
    require(session.state == State.OPEN, "there is a session")
    data = replace(numbered(session, packet_to(session, Kind.DATA, session.there)), size=size)
    return sending(counted(session), protected(session, data))


PROTOCOL = Protocol(
    name="wireguard",
    title="WireGuard",
    source="Donenfeld, NDSS 2017",
    rules=(begin, receive_hello, receive_reply, announce, receive_data, send_data),
    variants=(
        Variant("wireguard", options=Options()),
        Variant("wireguard-cookie", "a cookie reply sets the endpoint", Options(cookie_sets_endpoint=True)),
        Variant("wireguard-unauth", "an unauthenticated message sets the endpoint", Options(unauth_sets_endpoint=True)),
    ),
    options=OPTIONS,
    facts=Facts(hello=148, reply=92, control=32, names=Names.NEVER, labels=Labels.SESSION),
    senseless={
        "teardown": "there is no message that closes a session",
        "downgrade": "there is one set of algorithms, and nothing to choose",
    },
)
