"""TCP Migrate (Snoeren, Balakrishnan 2000): a SYN with a keyed request moves a connection to where it came from.

The key is made of an exchange that nobody signs. The token that finds the connection is made of the same key as the
request R, and says no more: R alone is checked here. Both sequence numbers go on as they were, so the SYN/ACK asks for
nothing that the peer does not know. A host that sees no Migrate-Permitted in the SYN, or in the SYN/ACK, has a
connection of plain TCP. Data that fits changes nothing, and duplicates of it are not told apart.
"""

from hipspec.language import replace, require, rule
from hipspec.related.common.facts import Facts, Names
from hipspec.related.common.names import NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Kind, Packet, Suite
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.segments import acknowledges, answering, numbering, segment, synchronized, synchronizing
from hipspec.related.common.session import Answer, Session, State
from hipspec.related.common.words import (
    accepted,
    best_for,
    calling,
    candidate,
    choosing,
    closed,
    counted,
    is_from_there,
    is_newest,
    is_protected,
    kept,
    opened,
    protected,
    sending,
    shows_token,
    waiting,
    went_to,
    with_shares,
    with_suite,
    with_tokens,
)

SOURCE = "MobiCom 2000 4, draft-snoeren-tcp-migrate-00"


@rule(clause=SOURCE)
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Send a SYN with Migrate-Permitted, and a public value in it."""
    calls = calling(replace(numbering(session, tag), own_share=share))
    return sending(calls, replace(synchronizing(session, tag), share=share))


@rule(clause=SOURCE)
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer a SYN with a public value, if there is one in the SYN, and remember the connection."""
    require(session.state == State.NONE, "there is no connection yet")
    keyed = with_shares(synchronized(session, hello, tag), share, hello.share)
    syn_ack = replace(answering(session, hello, tag), share=share)
    return sending(with_suite(keyed, best_for(hello)), choosing(syn_ack, best_for(hello)))


@rule(clause=SOURCE)
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Acknowledge a SYN/ACK from the address that was called."""
    require(session.state == State.HALF_OPEN and session.initiator, "there is a SYN of ours")
    require(is_from_there(session, reply), "the segment comes from the peer's address")
    require(acknowledges(session, reply), "the SYN is acknowledged")
    numbered = with_tokens(with_shares(session, session.own_share, reply.share), reply.tag, session.token_out)
    connected = with_suite(opened(numbered, session.there), reply.choice)
    return sending(connected, segment(connected, Kind.FINISH, session.there))


@rule(clause=SOURCE)
def receive_finish(session: Session, finish: Packet) -> Answer:
    """The connection is established."""
    require(session.state == State.HALF_OPEN and not session.initiator, "there is a SYN of the peer")
    require(is_from_there(session, finish), "the segment comes from the peer's address")
    require(shows_token(session, finish), "the sequence number is acceptable")
    require(acknowledges(session, finish), "the SYN/ACK is acknowledged")
    return kept(opened(session, session.there))


@rule(clause=SOURCE)
def announce(session: Session, here: Address) -> Answer:
    """Send a SYN from another address, with a numbered request that the key authenticates."""
    require(session.state == State.OPEN or session.state == State.WAITING, "there is a connection")
    require(session.suite == Suite.STRONG, "the peer has permitted it")
    moved = replace(session, here=here)
    request = segment(moved, Kind.MOVE, session.there)
    return sending(counted(moved), protected(moved, request))


@rule(clause=SOURCE)
def receive_move(session: Session, move: Packet) -> Answer:
    """Answer an authentic and new request with a SYN/ACK, to where it came from, which is not in it."""
    require(session.state == State.OPEN or session.state == State.WAITING, "there is a connection")
    require(session.suite == Suite.STRONG, "the peer has permitted it")
    require(is_protected(session, move), "the request is made with the key")
    require(is_newest(session, move), "the request has a higher number than the last one")
    moving = candidate(accepted(session, move), move.source)
    return sending(moving, segment(session, Kind.PROBE, move.source))


@rule(clause=SOURCE)
def receive_probe(session: Session, probe: Packet) -> Answer:
    """Acknowledge a SYN/ACK for a request of ours."""
    require(session.state == State.OPEN or session.state == State.WAITING, "there is a connection")
    require(session.next > 0, "there is a request of ours")
    require(is_from_there(session, probe), "the segment comes from the peer's address")
    require(shows_token(session, probe), "the sequence number is acceptable")
    require(acknowledges(session, probe), "the SYN is acknowledged")
    return sending(session, segment(session, Kind.ANSWER, session.there))


@rule(clause=SOURCE)
def receive_answer(session: Session, answer: Packet) -> Answer:
    """The SYN/ACK is acknowledged: the connection is with the new address."""
    require(session.state == State.OPEN or session.state == State.WAITING, "there is a connection")
    require(session.candidate != NOWHERE and answer.source == session.candidate, "a request came from this address")
    require(shows_token(session, answer), "the sequence number is acceptable")
    require(acknowledges(session, answer), "the SYN/ACK is acknowledged")
    return kept(candidate(replace(went_to(session, session.candidate), state=State.OPEN), NOWHERE))


@rule(clause=SOURCE)
def give_up(session: Session) -> Answer:
    """No peer comes back within twice the lifetime of a segment: the connection is closed."""
    require(session.state == State.WAITING, "the connection waits for a request")
    return kept(closed(session))


@rule(clause=SOURCE)
def send_data(session: Session, size: int) -> Answer:
    """Send to the address of the connection."""
    require(session.state == State.OPEN, "there is a connection")
    return sending(session, replace(segment(session, Kind.DATA, session.there), size=size))


@rule(clause=SOURCE)
def receive_data(session: Session, data: Packet) -> Answer:
    """Take what fits the connection."""
    require(session.state == State.OPEN, "there is a connection")
    require(is_from_there(session, data), "the segment comes from the peer's address")
    require(shows_token(session, data), "the sequence number is acceptable")
    return kept(session)


@rule(clause=SOURCE)
def end(session: Session) -> Answer:
    """Reset the connection."""
    require(session.state == State.OPEN, "there is a connection")
    return sending(closed(session), segment(session, Kind.CLOSE, session.there))


@rule(clause=SOURCE)
def receive_close(session: Session, close: Packet) -> Answer:
    """Wait for a request (MIGRATE_WAIT) after a RST in the window, from the old address or from the new one."""
    require(session.state == State.OPEN, "there is a connection")
    require(
        is_from_there(session, close) or (session.candidate != NOWHERE and close.source == session.candidate),
        "the segment comes from the peer's address",
    )
    require(shows_token(session, close), "the sequence number is acceptable")
    return kept(candidate(waiting(session), NOWHERE))


PROTOCOL = Protocol(
    name="tcp_migrate",
    title="TCP Migrate",
    source=SOURCE,
    rules=(
        begin,
        receive_hello,
        receive_reply,
        receive_finish,
        announce,
        receive_move,
        receive_probe,
        receive_answer,
        give_up,
        send_data,
        receive_data,
        end,
        receive_close,
    ),
    variants=(
        Variant("tcp_migrate"),
        Variant(
            "tcp_migrate-isn_guessable",
            "initial sequence numbers can be guessed (RFC 793 3.3)",
            facts={"tokens_are_guessable": True},
        ),
    ),
    facts=Facts(negotiates=True, names=Names.NEVER),
)
