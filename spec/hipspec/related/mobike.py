"""MOBIKE: the initiator of an IKE_SA says that it has moved, in a protected message (RFC 4555, RFC 7296).

The HELLO and the REPLY are IKE_SA_INIT, which nothing authenticates but the SPI in it; the FINISH is IKE_AUTH, in both
directions, whose signature covers the share in IKE_SA_INIT. A REPLY with a cookie in it asks for another HELLO, which
brings the cookie back. The addresses are those of IKE_AUTH, wherever IKE_SA_INIT came from (RFC 4555 3.3).

IKE_SA_INIT offers algorithms and chooses some of them; each host signs in IKE_AUTH what it has sent in IKE_SA_INIT (RFC
7296 2.15), so that both learn there what the other one has offered, or chosen. The header of IKE shows both SPIs of the
IKE_SA, and ESP its own; moving changes neither (RFC 4555 3.5).

Responses that say nothing but that a request has arrived are left out, and with them retransmission, whose number is
not given (RFC 7296 2.4): COOKIE2 is sent once for each update. IKE messages and ESP share one numbering here, but only
IKE messages are compared for the newest: an update that a later IKE message has overtaken counts for lost, as the
window of one message would have it sent again.

`session.there` is where ESP goes; the address of the IKE_SA, where it differs, is the candidate.
"""

from dataclasses import dataclass

from hipspec.language import NOTHING, replace, require, rule, some
from hipspec.related.common.facts import Facts, Labels, Names
from hipspec.related.common.names import NO_SHARE, NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Cookie, Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import (
    accepted,
    announcing,
    best_for,
    calling,
    candidate,
    challenged,
    chooses_ours,
    choosing,
    closed,
    counted,
    echoes,
    half_open,
    is_from_there,
    is_new,
    is_newest,
    is_protected,
    is_signed,
    kept,
    noted,
    numbered,
    opened,
    packet_to,
    protected,
    sending,
    shows_token,
    signed,
    verified,
    went_to,
    with_shares,
    with_suite,
    with_tokens,
)


@dataclass(frozen=True)
class Options:
    """What the RFCs leave open.

    Attributes:
        checks: whether a responder makes the return routability check before ESP follows (RFC 4555 3.7).
        cookie: whether a responder answers with a cookie, and keeps nothing until it is back (RFC 7296 2.6).
        nats: whether NAT traversal is enabled, and the addresses in the IP header are not protected (RFC 4555 3.9).
        follows_esp: whether the responder follows authentic ESP, the initiator being behind a NAT (RFC 4555 3.8).
    """

    checks: bool = True
    cookie: bool = False
    nats: bool = False
    follows_esp: bool = False


OPTIONS = Options()


def is_untranslated(packet: Packet) -> bool:
    """Whether NO_NATS_ALLOWED, which has to be there without NAT traversal, agrees with the IP header."""
    return OPTIONS.nats or packet.address == some(packet.source)


def forbidding_nats(session: Session, packet: Packet) -> Packet:
    """Add NO_NATS_ALLOWED, unless NAT traversal is enabled."""
    return packet if OPTIONS.nats else announcing(session, packet)


@rule(clause="RFC 7296 1.2")
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Send the request of IKE_SA_INIT, with an SPI."""
    calls = calling(with_tokens(replace(session, own_share=share), some(tag), NOTHING))
    return sending(calls, replace(packet_to(session, Kind.HELLO, session.there), share=share, tag=some(tag)))


@rule(clause="RFC 7296 1.2, 2.6")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer IKE_SA_INIT and remember who has asked; or answer with a cookie, and remember nothing."""
    del tag
    require(session.state == State.NONE, "there is no IKE_SA yet")
    response = replace(packet_to(session, Kind.REPLY, hello.source), token=hello.tag)
    if OPTIONS.cookie and not hello.cookie.present:
        cookie = Cookie(maker=session.own, address=hello.source, theirs=hello.share, their_tag=hello.tag)
        return sending(session, replace(response, cookie=some(cookie)))
    if OPTIONS.cookie:
        require(hello.cookie.value.maker == session.own, "the cookie is one of our own")
        require(hello.cookie.value.address == hello.source, "the cookie was made for this address")
        require(hello.cookie.value.theirs == hello.share, "the cookie was made for this share")
        require(hello.cookie.value.their_tag == hello.tag, "the cookie was made for this SPI")
    known = half_open(with_suite(with_shares(session, share, hello.share), best_for(hello)), hello.source)
    return sending(known, choosing(replace(response, share=share), known.suite))


@rule(clause="RFC 7296 1.2, 2.6, RFC 4555 3.9")
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Bring a cookie back, or authenticate, in the request of IKE_AUTH, to whoever has answered with our SPI."""
    require(session.state == State.HALF_OPEN and session.initiator, "there is an IKE_SA_INIT of ours")
    require(session.peer_share == NO_SHARE, "no other response was taken")
    require(shows_token(session, reply), "the SPI is ours")
    if reply.cookie.present:
        again = replace(packet_to(session, Kind.HELLO, session.there), share=session.own_share, tag=session.token_in)
        return sending(session, replace(again, cookie=reply.cookie))
    keyed = with_suite(with_shares(session, session.own_share, reply.share), reply.choice)
    request = numbered(session, replace(packet_to(session, Kind.FINISH, session.there), share=session.own_share))
    return sending(counted(keyed), protected(keyed, signed(session, forbidding_nats(session, request))))


@rule(clause="RFC 7296 1.2, RFC 4555 3.3, 3.9")
def receive_finish(session: Session, finish: Packet) -> Answer:
    """Take the request of IKE_AUTH and answer it, or take its response: the addresses are those of the request."""
    require(session.state == State.HALF_OPEN, "there is an IKE_SA_INIT")
    require(is_signed(session, finish), "the peer is authenticated")
    require(finish.share == session.peer_share, "the peer has signed the share that was taken")
    require(is_protected(session, finish), "the message is authentic")
    if session.initiator:
        require(chooses_ours(session, finish), "the peer has signed the choice that was taken")
        return kept(replace(noted(opened(session, session.there), finish), verified=True))
    require(best_for(finish) == session.suite, "the peer has signed the offer that was heard")
    require(is_untranslated(finish), "the addresses are those that the initiator has sent from")
    established = replace(noted(opened(session, finish.source), finish), verified=True)
    response = numbered(session, replace(packet_to(session, Kind.FINISH, finish.source), share=session.own_share))
    answer = choosing(response, session.suite)
    return sending(counted(established), protected(session, signed(session, answer)))


@rule(clause="RFC 4555 3.5")
def announce(session: Session, here: Address) -> Answer:
    """Send UPDATE_SA_ADDRESSES from the new address. Only the initiator does."""
    require(session.state == State.OPEN, "there is an IKE_SA")
    require(session.initiator, "the initiator decides on the addresses")
    moved = replace(session, here=here)
    update = forbidding_nats(moved, numbered(moved, packet_to(moved, Kind.MOVE, session.there)))
    return sending(counted(moved), protected(moved, update))


@rule(clause="RFC 4555 3.5, 3.9")
def receive_move(session: Session, move: Packet) -> Answer:
    """Take the address that UPDATE_SA_ADDRESSES comes from: for the IKE_SA at once, for ESP after the check."""
    require(session.state == State.OPEN, "there is an IKE_SA")
    require(not session.initiator, "the initiator decides on the addresses")
    require(is_protected(session, move), "the request is authentic")
    require(is_new(session, move), "the request was not processed before")
    require(is_newest(session, move), "no newer message was processed")
    require(is_untranslated(move), "the addresses are those that the initiator has sent from")
    updated = accepted(session, move)
    return kept(candidate(updated, move.source) if OPTIONS.checks else went_to(updated, move.source))


@rule(clause="RFC 4555 3.7")
def probe(session: Session, challenge: Nonce) -> Answer:
    """Send a request with COOKIE2 to the address of the IKE_SA, once for each update."""
    require(session.state == State.OPEN, "there is an IKE_SA")
    require(session.candidate != NOWHERE, "an address awaits its check")
    require(not session.challenge.present, "nothing was sent to it yet")
    request = numbered(session, replace(packet_to(session, Kind.PROBE, session.candidate), echo=some(challenge)))
    return sending(counted(challenged(session, challenge)), protected(session, request))


@rule(clause="RFC 4555 3.7")
def receive_probe(session: Session, request: Packet) -> Answer:
    """Answer with the same COOKIE2, to where the request came from."""
    require(session.state == State.OPEN, "there is an IKE_SA")
    require(is_protected(session, request), "the request is authentic")
    require(is_new(session, request), "the request was not processed before")
    response = numbered(session, replace(packet_to(session, Kind.ANSWER, request.source), echo=request.echo))
    return sending(counted(accepted(session, request)), protected(session, response))


@rule(clause="RFC 4555 3.7")
def receive_answer(session: Session, answer: Packet) -> Answer:
    """The COOKIE2 came back: ESP follows."""
    require(session.state == State.OPEN, "there is an IKE_SA")
    require(is_protected(session, answer), "the response is authentic")
    require(is_new(session, answer), "the response was not processed before")
    require(echoes(session, answer), "the COOKIE2 is the one that was sent")
    return kept(verified(accepted(session, answer)))


@rule(clause="RFC 4303 3.3")
def send_data(session: Session, size: int) -> Answer:
    """Send ESP to the address of the SA."""
    require(session.state == State.OPEN, "there is an ESP SA")
    data = numbered(session, replace(packet_to(session, Kind.DATA, session.there), size=size))
    return sending(counted(session), protected(session, data))


@rule(clause="RFC 4303 3.4.3, RFC 4555 3.8")
def receive_data(session: Session, data: Packet) -> Answer:
    """Take authentic ESP, and follow it if the host does that."""
    require(session.state == State.OPEN, "there is an ESP SA")
    require(is_protected(session, data), "ESP is authentic")
    require(is_new(session, data), "the sequence number was not seen before")
    taken = noted(session, data)
    if OPTIONS.follows_esp and not session.initiator and not is_from_there(session, data):
        return kept(went_to(taken, data.source))
    return kept(taken)


@rule(clause="RFC 7296 1.4.1")
def end(session: Session) -> Answer:
    """Delete the IKE_SA, in a protected request."""
    require(session.state == State.OPEN, "there is an IKE_SA")
    last = numbered(session, packet_to(session, Kind.CLOSE, session.there))
    return sending(closed(counted(session)), protected(session, last))


@rule(clause="RFC 7296 1.4.1, RFC 4555 5.4")
def receive_close(session: Session, close: Packet) -> Answer:
    """The peer deletes the IKE_SA; what is not protected deletes nothing."""
    require(session.state == State.OPEN, "there is an IKE_SA")
    require(is_protected(session, close), "the request is authentic")
    require(is_new(session, close), "the request was not processed before")
    return kept(closed(session))


PROTOCOL = Protocol(
    name="mobike",
    title="MOBIKE",
    source="RFC 4555, RFC 7296",
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
        Variant("mobike", options=Options()),
        Variant("mobike-cookie", "a responder asks for a cookie", Options(cookie=True)),
        Variant("mobike-natt", "NAT traversal is enabled", Options(nats=True)),
        Variant(
            "mobike-esp_dynamic",
            "NAT traversal is enabled, and the responder follows ESP",
            Options(nats=True, follows_esp=True),
        ),
        Variant("mobike_norr", "without return routability check", Options(checks=False)),
        Variant(
            "mobike_norr-natt",
            "without return routability check, and NAT traversal is enabled",
            Options(checks=False, nats=True),
        ),
    ),
    facts=Facts(negotiates=True, names=Names.NEVER, labels=Labels.SESSION),
    options=OPTIONS,
)
