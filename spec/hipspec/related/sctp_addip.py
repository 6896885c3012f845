"""SCTP with ADD-IP (RFC 9260, 5061, 4895): an ASCONF changes the addresses, and a verification tag guards the rest.

The verification tag and the initial TSN of a host are drawn together (`tag`); `token` is the tag of the receiver, and
`echo` of an ABORT that of the sender (T bit). A share is the RANDOM parameter, sent in clear. A moving host adds its
address, makes it primary and deletes the others in one ASCONF, so that one address is kept, and no data falls back to
another. INIT and INIT-ACK say that a host supports ADD-IP and AUTH, and nothing protects them (RFC 5061 6): if the peer
does not seem to, there is an association all the same, in which nothing moves.

An ASCONF-ACK is an ANSWER without a nonce, and `seen` has the numbers of those that came: only one ASCONF may be
outstanding. Left out, as they tell nobody anything new: address lists in INIT (an ASCONF can add the same),
COOKIE-ACK, ABORTs for packets out of the blue, which give back the tag that came, and the numbers of data.
"""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import NOTHING, replace, require, rule, some
from hipspec.related.common.facts import Facts, Names
from hipspec.related.common.names import NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Cookie, Kind, Packet, Suite
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.segments import acknowledges
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import (
    announcing,
    best_for,
    calling,
    challenged,
    closed,
    counted,
    echoes,
    is_from_there,
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
    unverified,
    verified,
    with_shares,
    with_suite,
    with_token,
    with_tokens,
)


class Auth(Enum):
    """What authenticates an ASCONF."""

    NONE = "none"
    NULL_KEY = "null key"  # a key made of what was sent in clear at the opening
    PRESHARED = "preshared key"


@dataclass(frozen=True)
class Options:
    """What the RFCs leave open, or older ones had otherwise.

    Attributes:
        auth: what authenticates an ASCONF (RFC 4895 6.1).
        heartbeats: whether an address has to answer a HEARTBEAT before data goes there (RFC 9260 5.4, not RFC 2960).
        wildcard: whether a moving host names its address by the wildcard, the source of the packet (RFC 5061 4.2).
        abort_has_their_tag: whether the ABORT for an INIT that can't be processed has the tag of that INIT.
        real_tie_tags: whether a cookie for a restart shows the tags in use.
    """

    auth: Auth = Auth.NULL_KEY
    heartbeats: bool = True
    wildcard: bool = False
    abort_has_their_tag: bool = True
    real_tie_tags: bool = False


OPTIONS = Options()


@rule(clause="RFC 9260 5.1")
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Send an INIT."""
    calls = calling(with_tokens(replace(session, own_share=share), some(tag), NOTHING))
    return sending(calls, replace(packet_to(session, Kind.HELLO, session.there), share=share, tag=some(tag)))


@rule(clause="RFC 9260 5.1.3, 5.2.2, 8.4")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer with a cookie, and remember nothing; in an association the cookie says which one would be restarted."""
    require(session.state == State.NONE or session.state == State.OPEN, "no INIT of ours is under way")
    again = session.state == State.OPEN
    require(not again or is_from_there(session, hello), "the INIT comes from an address of the association")
    if again and hello.address.present and hello.address.value != session.there:
        shown = hello.tag if OPTIONS.abort_has_their_tag else session.token_out
        return sending(session, replace(packet_to(session, Kind.CLOSE, hello.source), token=shown))
    cookie = Cookie(
        maker=session.own,
        peer=session.peer,
        address=hello.source,
        share=share,
        tag=some(tag),
        theirs=hello.share,
        their_tag=hello.tag,
        tie=session.token_in if again else NOTHING,
        suite=best_for(hello),
    )
    init_ack = replace(packet_to(session, Kind.REPLY, hello.source), token=hello.tag, tag=some(tag), share=share)
    readable = session.token_in if again and OPTIONS.real_tie_tags else NOTHING
    return sending(session, replace(init_ack, cookie=some(cookie), second=readable))


@rule(clause="RFC 9260 5.1")
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Give the cookie back."""
    require(session.state == State.HALF_OPEN and session.initiator, "there is an INIT of ours")
    require(is_from_there(session, reply), "the packet comes from the peer's address")
    require(shows_token(session, reply), "the verification tag is ours")
    keyed = with_shares(with_tokens(session, session.token_in, reply.tag), session.own_share, reply.share)
    associated = replace(opened(with_suite(keyed, best_for(reply)), session.there), verified=True)
    echo = replace(packet_to(session, Kind.FINISH, session.there), cookie=reply.cookie)
    return sending(associated, with_token(associated, echo))


@rule(clause="RFC 9260 5.1.5, 5.2.4, 5.4")
def receive_finish(session: Session, finish: Packet) -> Answer:
    """Open the association that the cookie describes, or restart the one that it was tied to."""
    require(session.state == State.NONE or session.state == State.OPEN, "no INIT of ours is under way")
    require(finish.cookie.present and finish.cookie.value.maker == session.own, "the cookie is one of our own")
    cookie = finish.cookie.value
    require(cookie.peer == session.peer, "the cookie is for this peer")
    require(finish.token == cookie.tag, "the verification tag is that of the cookie")
    expected = session.token_in if session.state == State.OPEN else NOTHING
    require(cookie.tie == expected, "the cookie is for a new association, or to restart this one")
    fresh = Session(own=session.own, peer=session.peer, here=session.here)
    keyed = with_shares(with_tokens(fresh, cookie.tag, cookie.their_tag), cookie.share, cookie.theirs)
    return kept(replace(opened(with_suite(keyed, cookie.suite), cookie.address), verified=True))


def authenticated(session: Session, packet: Packet) -> Packet:
    """Authenticate an ASCONF, or what acknowledges it."""
    if OPTIONS.auth == Auth.NONE:
        return packet
    return signed(session, protected(session, packet)) if OPTIONS.auth == Auth.PRESHARED else protected(session, packet)


@rule(clause="RFC 5061 4.2, 5.1")
def announce(session: Session, here: Address) -> Answer:
    """Replace all addresses by a new one, as soon as the ASCONF before was acknowledged."""
    require(session.state == State.OPEN, "there is an association")
    require(session.suite == Suite.STRONG, "the peer supports it")
    require(session.next == 0 or session.seen.has(session.next - 1), "no ASCONF is outstanding")
    moved = replace(session, here=here)
    plain = numbered(moved, with_token(moved, packet_to(moved, Kind.MOVE, session.there)))
    asconf = plain if OPTIONS.wildcard else announcing(moved, plain)
    return sending(counted(moved), authenticated(moved, asconf))


@rule(clause="RFC 5061 5.2, RFC 4895 6.3")
def receive_move(session: Session, move: Packet) -> Answer:
    """Take the next ASCONF, from wherever: the association is found by an address in it. The wildcard is its source."""
    require(session.state == State.OPEN, "there is an association")
    require(session.suite == Suite.STRONG, "the peer supports it")
    require(shows_token(session, move), "the verification tag is ours")
    require(OPTIONS.auth == Auth.NONE or is_protected(session, move), "the AUTH chunk is made with the key")
    require(OPTIONS.auth != Auth.PRESHARED or is_signed(session, move), "the key is made with the preshared one")
    require(move.number == session.newest + 1, "the ASCONF has the next number")
    taken = replace(session, newest=move.number)
    elsewhere = unverified(taken, move.address.value if move.address.present else move.source)
    plain = replace(packet_to(session, Kind.ANSWER, move.source), number=move.number)
    return sending(elsewhere, authenticated(session, with_token(session, plain)))


@rule(clause="RFC 9260 5.4, 8.3")
def probe(session: Session, challenge: Nonce) -> Answer:
    """Send a HEARTBEAT to the address that is not confirmed."""
    require(session.state == State.OPEN, "there is an association")
    require(session.candidate != NOWHERE, "an address is not confirmed")
    heartbeat = replace(packet_to(session, Kind.PROBE, session.candidate), echo=some(challenge))
    return sending(challenged(session, challenge), with_token(session, heartbeat))


@rule(clause="RFC 9260 8.3")
def receive_probe(session: Session, heartbeat: Packet) -> Answer:
    """Answer a HEARTBEAT."""
    require(session.state == State.OPEN, "there is an association")
    require(is_from_there(session, heartbeat), "the packet comes from an address of the association")
    require(shows_token(session, heartbeat), "the verification tag is ours")
    answer = replace(packet_to(session, Kind.ANSWER, heartbeat.source), echo=heartbeat.echo)
    return sending(session, with_token(session, answer))


@rule(clause="RFC 9260 5.4, 8.3, RFC 5061 5.1")
def receive_answer(session: Session, answer: Packet) -> Answer:
    """The nonce came back: the address is confirmed. What has no nonce acknowledges an ASCONF."""
    require(session.state == State.OPEN, "there is an association")
    require(is_from_there(session, answer), "the packet comes from an address of the association")
    require(shows_token(session, answer), "the verification tag is ours")
    if answer.echo.present:
        require(session.candidate != NOWHERE and echoes(session, answer), "the nonce that was sent came back")
        return kept(verified(session))
    require(OPTIONS.auth == Auth.NONE or is_protected(session, answer), "the AUTH chunk is made with the key")
    require(OPTIONS.auth != Auth.PRESHARED or is_signed(session, answer), "the key is made with the preshared one")
    require(answer.number + 1 == session.next, "the last ASCONF is acknowledged")
    return kept(replace(session, seen=session.seen.add(answer.number)))


@rule(clause="RFC 9260 5.4, 6.4")
def send_data(session: Session, size: int) -> Answer:
    """Send to the primary address, if it is confirmed."""
    require(session.state == State.OPEN, "there is an association")
    require(session.verified or not OPTIONS.heartbeats, "the address is confirmed")
    return sending(session, with_token(session, replace(packet_to(session, Kind.DATA, session.there), size=size)))


@rule(clause="RFC 9260 8.5")
def receive_data(session: Session, data: Packet) -> Answer:
    """Take what has the verification tag, from an address of the association."""
    require(session.state == State.OPEN, "there is an association")
    require(is_from_there(session, data), "the packet comes from an address of the association")
    require(shows_token(session, data), "the verification tag is ours")
    return kept(session)


@rule(clause="RFC 9260 9.1")
def end(session: Session) -> Answer:
    """Abort the association."""
    require(session.state == State.OPEN, "there is an association")
    return sending(closed(session), with_token(session, packet_to(session, Kind.CLOSE, session.there)))


@rule(clause="RFC 9260 8.5.1")
def receive_close(session: Session, close: Packet) -> Answer:
    """Take an ABORT with our verification tag, or, as its T bit says, with that of the peer."""
    require(session.state == State.OPEN, "there is an association")
    require(is_from_there(session, close), "the packet comes from an address of the association")
    require(shows_token(session, close) or acknowledges(session, close), "a verification tag of the association")
    return kept(closed(session))


UNPROTECTED = {"downgrade": "an ASCONF is not protected, so there is nothing that could be less protected"}

PROTOCOL = Protocol(
    name="sctp_addip",
    title="SCTP with dynamic addresses",
    source="RFC 9260, RFC 5061, RFC 4895",
    rules=(
        begin,
        receive_hello,
        receive_reply,
        receive_finish,
        announce,
        receive_move,
        probe,
        receive_probe,
        receive_answer,
        send_data,
        receive_data,
        end,
        receive_close,
    ),
    variants=(
        Variant("sctp_addip", options=Options()),
        Variant("sctp_addip-no_auth", "an ASCONF needs no AUTH chunk", Options(auth=Auth.NONE), senseless=UNPROTECTED),
        Variant("sctp_addip-psk", "the AUTH key is made with a preshared one", Options(auth=Auth.PRESHARED)),
        Variant("sctp_addip-no_heartbeats", "data goes to addresses that are not confirmed", Options(heartbeats=False)),
        Variant("sctp_addip-wildcard", "a host moves by the wildcard address", Options(wildcard=True)),
        Variant(
            "sctp_addip-psk-wildcard",
            "the AUTH key is made with a preshared one, and a host moves by the wildcard address",
            Options(auth=Auth.PRESHARED, wildcard=True),
        ),
        Variant(
            "sctp_addip-abort",
            "an ABORT for an INIT has the tag of the association",
            Options(abort_has_their_tag=False),
        ),
        Variant("sctp_addip-tie_tags", "a cookie shows the tags in use", Options(real_tie_tags=True)),
        Variant(
            "sctp_addip-rfc2960",
            "as before RFC 4895 and RFC 4460: neither AUTH nor confirmed addresses, and both old ABORT and tie-tags",
            Options(auth=Auth.NONE, heartbeats=False, abort_has_their_tag=False, real_tie_tags=True),
            senseless=UNPROTECTED,
        ),
    ),
    facts=Facts(hello=32, reply=400, finish=372, shares_in_clear=True, negotiates=True, names=Names.NEVER),
    options=OPTIONS,
)
