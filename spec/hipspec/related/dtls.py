"""DTLS 1.2 with connection identifiers, and with the return routability check (RFC 9146, draft-ietf-tls-dtls-rrc).

A connection identifier stands in clear in every record and is no secret, so a record shows nothing but its MAC. The
handshake is folded as for QUIC: with cookies, the HELLO is the first ClientHello, the REPLY is the HelloVerifyRequest
together with the server's flight, which the server really sends after the cookie has come back, and the FINISH brings
the cookie; nothing is remembered before. Without cookies the REPLY is the flight; RFC 6347 4.2.1 calls it large
without a number, and 3000 bytes stand for it. Clients show no certificate.

The Finished messages cover what both have said before (RFC 6347 4.2.6), and so what the client has offered; here the
flight does as well, which stands for the server's. A connection identifier stays as it is: DTLS 1.2 can change none
(RFC 9146 8).

A rebinding during a check is not handled (draft 5): the check fails, and later data starts another one.
"""

from dataclasses import dataclass
from enum import Enum

from hipspec.language import replace, require, rule, some
from hipspec.related.common.facts import Facts, Labels, Names
from hipspec.related.common.names import NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Cookie, Kind, Operation, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import (
    accepted,
    best_for,
    calling,
    candidate,
    challenged,
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
    went_to,
    with_shares,
    with_suite,
)


class Check(Enum):
    """What a host does about a record that comes from elsewhere."""

    NONE = "none"  # it follows
    BASIC = "basic"  # it asks there (draft 5.1)
    ENHANCED = "enhanced"  # it asks at the old address first (draft 5.2)


@dataclass(frozen=True)
class Options:
    """What RFC 6347, RFC 9146 and the draft leave open.

    Attributes:
        check: what follows a record from elsewhere (RFC 9146 6, third condition; draft 5.1, 5.2).
        sends_meanwhile: whether data goes to the new address during a check, three times what came from there at most,
            instead of nothing (draft 5).
        cookies: whether a server sends a HelloVerifyRequest, and keeps nothing before the cookie is back (RFC 6347
            4.2.1).
        window: whether a record that was received before is dropped (RFC 6347 4.1.2.6).
        client_identifier: whether records to the client have a connection identifier too (RFC 9146 3).
    """

    check: Check = Check.NONE
    sends_meanwhile: bool = False
    cookies: bool = True
    window: bool = True
    client_identifier: bool = True


OPTIONS = Options()


def is_found(session: Session, record: Packet) -> bool:
    """Whether a record finds its connection: by its identifier, or by the address that it comes from."""
    return OPTIONS.client_identifier or not session.initiator or is_from_there(session, record)


def may_be_read(session: Session, record: Packet) -> bool:
    """Whether a record passes the replay window, if there is one."""
    return not OPTIONS.window or is_new(session, record)


def is_within_limit(session: Session, size: int) -> bool:
    """Whether so much may go to where the peer is: nothing is checked there, or enough has come from it."""
    return OPTIONS.check == Check.NONE or session.verified or session.credit >= size


def may_talk(session: Session, size: int) -> bool:
    """Whether so much data may go to where the peer is; during a check none does, or what the limit allows."""
    return is_within_limit(session, size) and (
        OPTIONS.check == Check.NONE or session.verified or OPTIONS.sends_meanwhile
    )


@rule(clause="RFC 6347 4.2.1")
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Send a ClientHello."""
    del tag
    calls = calling(replace(session, own_share=share, preferred=session.here))
    return sending(calls, replace(packet_to(session, Kind.HELLO, session.there), share=share))


@rule(clause="RFC 6347 4.2.1")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer a ClientHello: with a cookie for its address and its contents, or with the flight at once."""
    del tag
    require(session.state == State.NONE, "there is no connection yet")
    heard = repeating(packet_to(session, Kind.REPLY, hello.source), hello)
    flight = replace(signed(session, heard), share=share)
    if OPTIONS.cookies:
        cookie = Cookie(maker=session.own, peer=session.peer, address=hello.source, share=share, theirs=hello.share)
        return sending(session, replace(flight, cookie=some(cookie)))
    known = replace(with_shares(session, share, hello.share), preferred=session.here)
    return sending(half_open(with_suite(known, best_for(hello)), hello.source), flight)


@rule(clause="RFC 6347 4.2.4, 4.2.6")
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Finish the handshake with the server that the certificate names."""
    require(session.state == State.HALF_OPEN and session.initiator, "there is a ClientHello of ours")
    require(is_signed(session, reply), "the certificate is the server's")
    require(is_from_there(session, reply), "a handshake goes on between the addresses where it began")
    require(repeats_our_offer(reply), "the server has heard what the client has offered")
    keyed = with_suite(with_shares(session, session.own_share, reply.share), reply.choice)
    connected = opened(keyed, session.there)
    finish = replace(packet_to(session, Kind.FINISH, session.there), cookie=reply.cookie, share=session.own_share)
    return sending(counted(replace(connected, verified=True)), protected(connected, numbered(connected, finish)))


@rule(clause="RFC 6347 4.2.1, 4.2.6")
def receive_finish(session: Session, finish: Packet) -> Answer:
    """Finish the handshake with a client that has brought the cookie back, or has answered the flight."""
    if OPTIONS.cookies:
        require(session.state == State.NONE, "there is no connection yet")
        require(finish.cookie.present and finish.cookie.value.maker == session.own, "the cookie is one of our own")
        require(finish.cookie.value.address == finish.source, "the cookie was made for this address")
        require(finish.cookie.value.peer == session.peer, "the cookie was made for this client")
        require(finish.cookie.value.theirs == finish.share, "the cookie was made for this ClientHello")
        keyed = with_shares(session, finish.cookie.value.share, finish.share)
        require(is_protected(keyed, finish), "the Finished message after the cookie verifies")
        connected = opened(with_suite(keyed, best_for(finish)), finish.source)
        known = replace(accepted(connected, finish), verified=True)
        return kept(replace(known, preferred=session.here))
    require(session.state == State.HALF_OPEN and not session.initiator, "there is a ClientHello of the client")
    require(is_protected(session, finish), "the Finished message verifies")
    require(is_from_there(session, finish), "a handshake goes on between the addresses where it began")
    require(best_for(finish) == session.suite, "the client has offered what the server has heard")
    return kept(replace(accepted(opened(session, session.there), finish), verified=True))


@rule(clause="RFC 9146 6")
def announce(session: Session, here: Address) -> Answer:
    """Go on from another address: there is no message for it, any record will do."""
    require(session.state == State.OPEN, "there is a connection")
    moved = replace(session, here=here, preferred=here)
    record = numbered(moved, packet_to(moved, Kind.DATA, session.there))
    require(may_talk(session, record.size), "no check is going on, or the limit of three times allows it")
    return sending(counted(spent(moved, record.size)), protected(moved, record))


@rule(clause="RFC 9146 6, draft-ietf-tls-dtls-rrc 5")
def receive_data(session: Session, data: Packet) -> Answer:
    """Take a record, and if it is the newest one see to where it has come from."""
    require(session.state == State.OPEN, "there is a connection")
    require(is_found(session, data), "the connection is found")
    require(is_protected(session, data), "the record is authentic")
    require(may_be_read(session, data), "the record was not received before")
    taken = accepted(session, data)
    if is_from_there(session, data):
        return kept(taken if session.verified else earned(taken, data, 3))
    if not is_newest(session, data):
        return kept(taken)
    if OPTIONS.check == Check.NONE:
        return kept(went_to(taken, data.source))
    if not session.verified:
        return kept(taken if data.source == session.former else reverted(taken))
    checked = earned(replace(unverified(taken, data.source), credit=0), data, 3)
    return kept(candidate(checked, session.there) if OPTIONS.check == Check.ENHANCED else checked)


@rule(clause="draft-ietf-tls-dtls-rrc 5.1, 5.2, 5.3")
def probe(session: Session, challenge: Nonce) -> Answer:
    """Send a path_challenge to the address that is being checked, to the new one within the limit of three times."""
    require(session.state == State.OPEN, "there is a connection")
    require(session.candidate != NOWHERE, "an address is being checked")
    sent = numbered(session, replace(packet_to(session, Kind.PROBE, session.candidate), echo=some(challenge)))
    at_new = session.candidate == session.there
    require(not at_new or is_within_limit(session, sent.size), "the limit of three times allows it")
    asked = counted(challenged(session, challenge))
    return sending(spent(asked, sent.size) if at_new else asked, protected(session, sent))


@rule(clause="draft-ietf-tls-dtls-rrc 5.2, 5.4")
def receive_probe(session: Session, challenge: Packet) -> Answer:
    """Answer a path_challenge where it came from: path_response, or path_drop if this path was left on purpose."""
    require(session.state == State.OPEN, "there is a connection")
    require(OPTIONS.check != Check.NONE, "the check was negotiated")
    require(is_found(session, challenge), "the connection is found")
    require(is_protected(session, challenge), "the message is authentic")
    require(may_be_read(session, challenge), "the message was not received before")
    left = OPTIONS.check == Check.ENHANCED and session.here != session.preferred
    answer = replace(
        numbered(session, packet_to(session, Kind.ANSWER, challenge.source)),
        echo=challenge.echo,
        operation=Operation.DELETE if left else Operation.REPLACE,
    )
    taken = replace(accepted(session, challenge), here=session.preferred)
    return sending(counted(taken), protected(session, answer))


@rule(clause="draft-ietf-tls-dtls-rrc 5.1, 5.2")
def receive_answer(session: Session, answer: Packet) -> Answer:
    """Stay with the address that was asked, or go on to ask at the new one if the peer has left the old one."""
    require(session.state == State.OPEN, "there is a connection")
    require(is_found(session, answer), "the connection is found")
    require(is_protected(session, answer), "the message is authentic")
    require(may_be_read(session, answer), "the message was not received before")
    require(echoes(session, answer), "the value of the path_challenge came back")
    taken = accepted(session, answer)
    if answer.operation == Operation.DELETE:
        require(session.candidate == session.former, "it was the old address that was asked")
        return kept(candidate(taken, session.there))
    return kept(verified(taken))


@rule(clause="draft-ietf-tls-dtls-rrc 5.1, 5.2")
def give_up(session: Session) -> Answer:
    """The timer has expired: ask at the new address if the old one was asked, else stay with the old one."""
    require(session.state == State.OPEN and session.candidate != NOWHERE, "an address is being checked")
    if session.candidate == session.former:
        return kept(candidate(session, session.there))
    return kept(reverted(session))


@rule(clause="RFC 9146 6, draft-ietf-tls-dtls-rrc 5")
def send_data(session: Session, size: int) -> Answer:
    """Send to where the peer is; during a check nothing, or three times what came from the new address at most."""
    require(session.state == State.OPEN, "there is a connection")
    require(may_talk(session, size), "no check is going on, or the limit of three times allows it")
    data = numbered(session, replace(packet_to(session, Kind.DATA, session.there), size=size))
    return sending(counted(spent(session, size)), protected(session, data))


@rule(clause="RFC 5246 7.2.1, draft-ietf-tls-dtls-rrc 5")
def end(session: Session) -> Answer:
    """Send a close_notify, within the limit."""
    require(session.state == State.OPEN, "there is a connection")
    last = numbered(session, packet_to(session, Kind.CLOSE, session.there))
    require(is_within_limit(session, last.size), "no check is going on, or the limit of three times allows it")
    return sending(closed(counted(spent(session, last.size))), protected(session, last))


@rule(clause="RFC 5246 7.2.1")
def receive_close(session: Session, close: Packet) -> Answer:
    """The peer closes the connection."""
    require(session.state == State.OPEN, "there is a connection")
    require(is_found(session, close), "the connection is found")
    require(is_protected(session, close), "the alert is authentic")
    require(may_be_read(session, close), "the alert was not received before")
    return kept(closed(session))


ALWAYS = (begin, receive_hello, receive_reply, receive_finish, announce, receive_data, send_data, end, receive_close)
CHECKING = (probe, receive_probe, receive_answer, give_up)

WITHOUT_COOKIES = {"reply": 3000}
TO_SERVER = {"labels_to_initiator": False}

PROTOCOL = Protocol(
    name="dtls",
    title="DTLS with connection identifiers",
    source="RFC 6347, RFC 9146, draft-ietf-tls-dtls-rrc (July 2025)",
    rules=(*ALWAYS, *CHECKING),
    variants=(
        Variant("dtls_cid", options=Options()),
        Variant("dtls_cid-no_hvr", "without HelloVerifyRequest", Options(cookies=False), WITHOUT_COOKIES),
        Variant("dtls_cid-no_window", "without a replay window", Options(window=False)),
        Variant(
            "dtls_cid-to_server", "only records to the server have one", Options(client_identifier=False), TO_SERVER
        ),
        Variant("dtls_rrc_basic", "basic return routability check", Options(check=Check.BASIC)),
        Variant(
            "dtls_rrc_basic-limit",
            "basic check, and three times what came from the new address meanwhile",
            Options(check=Check.BASIC, sends_meanwhile=True),
        ),
        Variant(
            "dtls_rrc_basic-stale",
            "basic check with a challenge that can be guessed",
            Options(check=Check.BASIC),
            {"challenges_are_guessable": True},
        ),
        Variant("dtls_rrc_enh", "enhanced return routability check", Options(check=Check.ENHANCED)),
        Variant(
            "dtls_rrc_enh-limit",
            "enhanced check, and three times what came from the new address meanwhile",
            Options(check=Check.ENHANCED, sends_meanwhile=True),
        ),
        Variant(
            "dtls_rrc_enh-stale",
            "enhanced check with a challenge that can be guessed",
            Options(check=Check.ENHANCED),
            {"challenges_are_guessable": True},
        ),
    ),
    facts=Facts(
        hello=100,
        reply=60,
        finish=1,
        control=1,
        names_are_free=True,
        negotiates=True,
        names=Names.NEVER,
        labels=Labels.SESSION,
    ),
    options=OPTIONS,
)
