"""QUIC v1: the newest authentic packet tells where the client is, and a path is validated (RFC 9000 8, 9).

Only the client moves. The previous path is validated too (9.3.3); it makes the client answer with a packet of a higher
number from where it really is, which any packet of the client does here: the packets need no rule of their own.

Each path has connection identifiers of its own (9.5): spare ones are exchanged before, encrypted, and without any a
host must not move. A client that does not know that it has moved, behind a NAT, keeps its own; here all know it.

The handshake is that of TLS 1.3: the certificate and the Finished messages cover all that was said before, and so what
the client has offered (RFC 8446 4.4).
"""

from dataclasses import dataclass

from hipspec.language import replace, require, rule, some
from hipspec.related.common.facts import Facts, Labels, Names
from hipspec.related.common.names import NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Cookie, Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import (
    accepted,
    best_for,
    calling,
    closed,
    counted,
    earned,
    echoes,
    half_open,
    is_from_there,
    is_new,
    is_newest,
    is_protected,
    is_signed,
    kept,
    numbered,
    opened,
    packet_to,
    protected,
    repeating,
    repeats_our_offer,
    reverted,
    sending,
    signed,
    spent,
    unverified,
    verified,
    with_shares,
    with_suite,
)


@dataclass(frozen=True)
class Options:
    """What RFC 9000 leaves open, or drafts had otherwise.

    Attributes:
        retry: whether a server answers the first Initial with a Retry, and keeps nothing until its token comes back.
        skips_former: whether an address that was validated recently is used without validation (9.3).
        same_path: whether a PATH_RESPONSE counts only if it comes from the address that is validated (drafts).
        limits_bytes: whether what goes to an address that is not validated is limited to three times what came from it;
            if not, two datagrams in each round-trip time go there (drafts), and no time is counted here.
    """

    retry: bool = False
    skips_former: bool = False
    same_path: bool = False
    limits_bytes: bool = True


OPTIONS = Options()


def is_within_limit(session: Session, size: int) -> bool:
    """Whether so much may go to where the peer is: the address is validated, or enough has come from it."""
    return session.verified or session.credit >= size or not OPTIONS.limits_bytes


@rule(clause="RFC 9000 7, 8.1")
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Send an Initial, padded to 1200 bytes."""
    del tag
    calls = calling(replace(session, own_share=share))
    return sending(calls, replace(packet_to(session, Kind.HELLO, session.there), share=share))


@rule(clause="RFC 9000 7, 8.1")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer with the server's flight, three times as large at most, and a certificate in it."""
    del tag
    require(session.state == State.NONE, "there is no connection yet")
    heard = repeating(packet_to(session, Kind.REPLY, hello.source), hello)
    flight = replace(signed(session, heard), share=share)
    if OPTIONS.retry:
        token = Cookie(maker=session.own, peer=session.peer, address=hello.source, share=share)
        return sending(session, replace(flight, cookie=some(token)))
    keyed = with_suite(with_shares(session, share, hello.share), best_for(hello))
    return sending(half_open(keyed, hello.source), flight)


@rule(clause="RFC 9000 7, 9")
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Finish the handshake with the server that the certificate names."""
    require(session.state == State.HALF_OPEN and session.initiator, "there is an Initial of ours")
    require(is_signed(session, reply), "the certificate is the server's")
    require(is_from_there(session, reply), "the packet comes from the server's address")
    require(repeats_our_offer(reply), "the server has heard what the client has offered")
    keyed = with_suite(with_shares(session, session.own_share, reply.share), reply.choice)
    connected = opened(keyed, session.there)
    finish = replace(packet_to(session, Kind.FINISH, session.there), cookie=reply.cookie, share=session.own_share)
    return sending(counted(replace(connected, verified=True)), protected(connected, numbered(connected, finish)))


@rule(clause="RFC 9000 8.1, 8.1.2")
def receive_finish(session: Session, finish: Packet) -> Answer:
    """Finish the handshake: the client was shown to be where its Initial came from."""
    if OPTIONS.retry:
        require(session.state == State.NONE, "there is no connection yet")
        require(finish.cookie.present and finish.cookie.value.maker == session.own, "the token is one of our own")
        require(finish.cookie.value.address == finish.source, "the token was sent to this address")
        require(finish.cookie.value.peer == session.peer, "the token was sent to this client")
        keyed = with_shares(session, finish.cookie.value.share, finish.share)
        require(is_protected(keyed, finish), "the handshake after a Retry is authentic")
        connected = opened(with_suite(keyed, best_for(finish)), finish.source)
        return kept(replace(accepted(connected, finish), verified=True))
    require(session.state == State.HALF_OPEN and not session.initiator, "there is an Initial of the client")
    require(is_protected(session, finish), "the handshake is authentic")
    require(is_from_there(session, finish), "the handshake goes on from where it began")
    require(best_for(finish) == session.suite, "the client has offered what the server has heard")
    return kept(replace(accepted(opened(session, session.there), finish), verified=True))


@rule(clause="RFC 9000 9.2")
def announce(session: Session, here: Address) -> Answer:
    """Go on from another address, with a packet that is not a probing one. Only a client does."""
    require(session.state == State.OPEN, "there is a connection")
    require(session.initiator, "only the client moves")
    moved = replace(session, here=here)
    return sending(counted(moved), protected(moved, numbered(moved, packet_to(moved, Kind.DATA, session.there))))


@rule(clause="RFC 9000 9.3, 9, 21.1.1.1")
def receive_data(session: Session, data: Packet) -> Answer:
    """Follow the newest authentic packet to where it came from, and no older one."""
    require(session.state == State.OPEN, "there is a connection")
    require(is_protected(session, data), "the packet is authentic")
    require(is_new(session, data), "the packet is no duplicate")
    require(not session.initiator or is_from_there(session, data), "the packet comes from the server's address")
    taken = accepted(session, data)
    if not session.initiator and is_newest(session, data) and not is_from_there(session, data):
        if OPTIONS.skips_former and data.source == session.former:
            return kept(reverted(taken))
        return kept(earned(replace(unverified(taken, data.source), credit=0), data, 3))
    if not session.verified and is_from_there(session, data):
        return kept(earned(taken, data, 3))
    return kept(taken)


@rule(clause="RFC 9000 8.2.1")
def probe(session: Session, challenge: Nonce) -> Answer:
    """Send a PATH_CHALLENGE to the address that is not validated, within its limit."""
    require(session.state == State.OPEN, "there is a connection")
    require(session.candidate != NOWHERE, "an address is to be validated")
    sent = numbered(session, replace(packet_to(session, Kind.PROBE, session.candidate), echo=some(challenge)))
    require(is_within_limit(session, sent.size), "the limit of three times allows it")
    return sending(counted(spent(replace(session, challenge=some(challenge)), sent.size)), protected(session, sent))


@rule(clause="RFC 9000 8.2.2")
def receive_probe(session: Session, challenge: Packet) -> Answer:
    """Answer a PATH_CHALLENGE on the path where it arrived."""
    require(session.state == State.OPEN, "there is a connection")
    require(is_protected(session, challenge), "the packet is authentic")
    require(is_new(session, challenge), "the packet is no duplicate")
    answer = numbered(session, replace(packet_to(session, Kind.ANSWER, challenge.source), echo=challenge.echo))
    return sending(counted(accepted(session, challenge)), protected(session, answer))


@rule(clause="RFC 9000 8.2.3")
def receive_answer(session: Session, answer: Packet) -> Answer:
    """The value came back, on whatever path: the address is validated."""
    require(session.state == State.OPEN, "there is a connection")
    require(is_protected(session, answer), "the packet is authentic")
    require(is_new(session, answer), "the packet is no duplicate")
    require(echoes(session, answer), "the value of the PATH_CHALLENGE came back")
    require(not OPTIONS.same_path or answer.source == session.candidate, "it comes from the address in question")
    return kept(verified(accepted(session, answer)))


@rule(clause="RFC 9000 9.3.2")
def give_up(session: Session) -> Answer:
    """Validation has failed: go back to the address that was validated before, or close."""
    require(session.state == State.OPEN and session.candidate != NOWHERE, "an address is to be validated")
    if session.former == NOWHERE:
        return kept(closed(session))
    return kept(reverted(session))


@rule(clause="RFC 9000 8, 9.3.1")
def send_data(session: Session, size: int) -> Answer:
    """Send to the current path, up to three times what came from it as long as it is not validated."""
    require(session.state == State.OPEN, "there is a connection")
    require(is_within_limit(session, size), "the limit of three times allows it")
    data = numbered(session, replace(packet_to(session, Kind.DATA, session.there), size=size))
    return sending(counted(spent(session, size)), protected(session, data))


@rule(clause="RFC 9000 10.2, 8")
def end(session: Session) -> Answer:
    """Send a CONNECTION_CLOSE, within the limit as everything else."""
    require(session.state == State.OPEN, "there is a connection")
    last = numbered(session, packet_to(session, Kind.CLOSE, session.there))
    require(is_within_limit(session, last.size), "the limit of three times allows it")
    return sending(closed(counted(spent(session, last.size))), protected(session, last))


@rule(clause="RFC 9000 10.2")
def receive_close(session: Session, close: Packet) -> Answer:
    """The peer closes the connection."""
    require(session.state == State.OPEN, "there is a connection")
    require(is_protected(session, close), "the packet is authentic")
    return kept(closed(session))


PROTOCOL = Protocol(
    name="quic",
    title="QUIC v1",
    source="RFC 9000, RFC 9001",
    rules=(
        begin,
        receive_hello,
        receive_reply,
        receive_finish,
        announce,
        receive_data,
        probe,
        receive_probe,
        receive_answer,
        give_up,
        send_data,
        end,
        receive_close,
    ),
    variants=(
        Variant("quic", options=Options()),
        Variant("quic-retry", "every first Initial is answered with a Retry", Options(retry=True), {"reply": 1200}),
        Variant("quic-skip", "an address that was validated before is not validated again", Options(skips_former=True)),
        Variant("quic-two_datagrams", "two datagrams in each round-trip time", Options(limits_bytes=False)),
        Variant("quic-same_path", "a response counts only from the address in question", Options(same_path=True)),
        Variant(
            "quic-zero_length",
            "packets to the client have no connection identifier",
            Options(),
            {"labels_to_initiator": False},
        ),
    ),
    facts=Facts(
        hello=1200,
        reply=3600,
        finish=1200,
        control=1200,
        names_are_free=True,
        negotiates=True,
        names=Names.NEVER,
        labels=Labels.PATH,
    ),
    options=OPTIONS,
)
