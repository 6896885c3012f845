"""Multipath TCP (RFC 8684, and RFC 6824 where it differs): a subflow joins with the keys of the opening, sent in clear.

A share is a key: who reads it knows it (`shares_in_clear`). The connection's token is a hash of a key; here it is the
number that the host has drawn at the opening, which travels as openly, and a subflow keeps the sequence space of the
first one. Data goes to the subflow that joined last, and to the one before if that is reset. REMOVE_ADDR and MP_PRIO
are left out: an address is removed only if nobody answers there, and a priority only chooses among joined subflows.
So is the state of the host that answers a SYN with MP_JOIN, whose own data stays where it was.

A host that sees no MP_CAPABLE in a packet of the opening takes the connection for one of plain TCP (RFC 8684 3.1, 3.7),
which joins no subflows.
"""

from dataclasses import dataclass

from hipspec.language import replace, require, rule, some
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
    challenged,
    choosing,
    closed,
    counted,
    echoes,
    is_from_there,
    is_new,
    is_newest,
    is_protected,
    kept,
    opened,
    protected,
    reverted,
    sending,
    shows_token,
    the_weaker,
    verified,
    with_shares,
    with_suite,
    with_tokens,
)


@dataclass(frozen=True)
class Options:
    """What the RFCs leave open, and what version 0 has otherwise.

    Attributes:
        joins_added: whether the peer opens a subflow to an address that it hears of in an ADD_ADDR, and hosts
            announce their addresses in this way; otherwise the host that moves opens the subflow itself.
        version_0: whether the key is sent in the SYN already, and ADD_ADDR has no MAC (RFC 6824).
    """

    joins_added: bool = False
    version_0: bool = False


OPTIONS = Options()

NOTHING_IS_LEFT = "an ADD_ADDR says that there is one more address, and of none that it was left"


@rule(clause="RFC 8684 3.1, RFC 6824 3.1")
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Send a SYN with MP_CAPABLE; version 0 has the key in it."""
    calls = calling(replace(numbering(session, tag), own_share=share))
    syn = synchronizing(session, tag)
    return sending(calls, replace(syn, share=share) if OPTIONS.version_0 else syn)


@rule(clause="RFC 8684 3.1")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer with our key, if MP_CAPABLE is in the SYN, and remember the connection."""
    require(session.state == State.NONE, "there is no connection yet")
    keyed = with_shares(synchronized(session, hello, tag), share, hello.share)
    syn_ack = replace(answering(session, hello, tag), share=share)
    return sending(with_suite(keyed, best_for(hello)), choosing(syn_ack, best_for(hello)))


@rule(clause="RFC 8684 3.1")
def receive_reply(session: Session, reply: Packet) -> Answer:
    """Acknowledge a SYN/ACK from the address that was called, with both keys."""
    require(session.state == State.HALF_OPEN and session.initiator, "there is a SYN of ours")
    require(is_from_there(session, reply), "the segment comes from the peer's address")
    require(acknowledges(session, reply), "the SYN is acknowledged")
    numbered = with_tokens(with_shares(session, session.own_share, reply.share), reply.tag, session.token_out)
    connected = with_suite(replace(opened(numbered, session.there), verified=True), reply.choice)
    finish = replace(segment(connected, Kind.FINISH, session.there), share=session.own_share)
    return sending(connected, choosing(finish, reply.choice))


@rule(clause="RFC 8684 3.1")
def receive_finish(session: Session, finish: Packet) -> Answer:
    """The connection is established, with the key of the peer."""
    require(session.state == State.HALF_OPEN and not session.initiator, "there is a SYN of the peer")
    require(is_from_there(session, finish), "the segment comes from the peer's address")
    require(shows_token(session, finish), "the sequence number is acceptable")
    require(acknowledges(session, finish), "the SYN/ACK is acknowledged")
    keyed = with_shares(session, session.own_share, finish.share)
    known = with_suite(keyed, the_weaker(session.suite, finish.choice))
    return kept(replace(opened(known, session.there), verified=True))


@rule(clause="RFC 8684 3.2, 3.4.1")
def announce(session: Session, here: Address) -> Answer:
    """Open a subflow from another address, or tell the peer of it on the subflow that there is."""
    require(session.state == State.OPEN, "there is a connection")
    require(session.suite == Suite.STRONG, "it is none of plain TCP")
    if OPTIONS.joins_added:
        adding = replace(segment(session, Kind.MOVE, session.there), address=some(here))
        return sending(session, adding if OPTIONS.version_0 else protected(session, adding))
    moved = replace(session, here=here, verified=False, candidate=session.there)
    return sending(moved, segment(moved, Kind.ASK, session.there))


@rule(clause="RFC 8684 3.2")
def receive_ask(session: Session, asking: Packet, challenge: Nonce) -> Answer:
    """Answer a SYN with MP_JOIN that names the connection, with a nonce and a MAC; the addresses are not covered."""
    require(session.state == State.OPEN, "there is a connection")
    require(session.suite == Suite.STRONG, "it is none of plain TCP")
    require(not OPTIONS.joins_added, "hosts that move open subflows themselves")
    require(acknowledges(session, asking), "the token is that of the connection")
    joining = challenged(candidate(session, asking.source), challenge)
    answer = replace(segment(session, Kind.PROBE, asking.source), echo=some(challenge))
    return sending(joining, protected(session, answer))


@rule(clause="RFC 8684 3.4.1, RFC 6824 3.4.1")
def receive_move(session: Session, move: Packet) -> Answer:
    """Hold the address of an ADD_ADDR, to open a subflow to it; version 0 has no MAC that shows who says so."""
    require(session.state == State.OPEN, "there is a connection")
    require(session.suite == Suite.STRONG, "it is none of plain TCP")
    require(OPTIONS.joins_added, "the host opens subflows to addresses that it hears of")
    require(is_from_there(session, move), "the segment comes from the peer's address")
    require(shows_token(session, move) and is_newest(session, move), "the sequence number is acceptable")
    require(OPTIONS.version_0 or is_protected(session, move), "the MAC verifies")
    require(move.address.present, "the option names an address")
    return kept(candidate(session, move.address.value))


@rule(clause="RFC 8684 3.2, 3.4.1")
def probe(session: Session, challenge: Nonce) -> Answer:
    """Send a SYN with MP_JOIN, and a nonce in it, to an address that was heard of, once for each ADD_ADDR."""
    require(session.state == State.OPEN, "there is a connection")
    require(OPTIONS.joins_added, "the host opens subflows to addresses that it hears of")
    require(session.candidate != NOWHERE, "there is such an address")
    require(not session.challenge.present, "no SYN was sent to it yet")
    syn = replace(segment(session, Kind.PROBE, session.candidate), second=session.token_in, echo=some(challenge))
    return sending(challenged(session, challenge), syn)


@rule(clause="RFC 8684 3.2")
def receive_probe(session: Session, probe: Packet) -> Answer:
    """Give back the nonce with a MAC: of a SYN/ACK for a SYN of ours, or of a SYN that names the connection."""
    require(session.state == State.OPEN, "there is a connection")
    if OPTIONS.joins_added:
        require(session.token_out.present and probe.second == session.token_out, "the token is that of the connection")
        return sending(
            session, protected(session, replace(segment(session, Kind.ANSWER, probe.source), echo=probe.echo))
        )
    require(not session.verified and session.candidate != NOWHERE, "there is a SYN of ours")
    require(is_from_there(session, probe), "the segment comes from the peer's address")
    require(is_protected(session, probe), "the MAC verifies")
    joined = replace(session, verified=True)
    answer = replace(segment(joined, Kind.ANSWER, session.there), echo=probe.echo)
    return sending(joined, protected(joined, answer))


@rule(clause="RFC 8684 3.2")
def receive_answer(session: Session, answer: Packet) -> Answer:
    """The nonce came back with a MAC from where the subflow is: data may go there."""
    require(session.state == State.OPEN, "there is a connection")
    require(session.candidate != NOWHERE and answer.source == session.candidate, "it is the subflow's address")
    require(is_protected(session, answer), "the MAC verifies")
    require(echoes(session, answer), "the MAC is over the nonce that was sent")
    return kept(verified(replace(session, former=session.there)))


@rule(clause="RFC 8684 3.3")
def send_data(session: Session, size: int) -> Answer:
    """Send on a subflow that has joined."""
    require(session.state == State.OPEN, "there is a connection")
    require(session.verified, "there is a subflow")
    return sending(counted(session), replace(segment(session, Kind.DATA, session.there), size=size))


@rule(clause="RFC 8684 3.3")
def receive_data(session: Session, data: Packet) -> Answer:
    """Take a segment that fits."""
    require(session.state == State.OPEN, "there is a connection")
    require(
        is_from_there(session, data) or (session.former != NOWHERE and data.source == session.former),
        "the segment comes from an address of a subflow",
    )
    require(shows_token(session, data) and is_new(session, data), "the sequence number is acceptable")
    return kept(accepted(session, data))


@rule(clause="RFC 8684 3.5")
def end(session: Session) -> Answer:
    """Send an MP_FASTCLOSE, which shows the key of the peer."""
    require(session.state == State.OPEN, "there is a connection")
    return sending(closed(counted(session)), protected(session, segment(session, Kind.CLOSE, session.there)))


@rule(clause="RFC 8684 3.5, 3.6")
def receive_close(session: Session, close: Packet) -> Answer:
    """Close the connection for an MP_FASTCLOSE with our key; a RST without it ends a subflow only."""
    require(session.state == State.OPEN, "there is a connection")
    require(is_from_there(session, close), "the segment comes from the peer's address")
    require(shows_token(session, close) and is_new(session, close), "the sequence number is acceptable")
    if is_protected(session, close):
        return kept(closed(session))
    if session.former != NOWHERE:
        return kept(reverted(session))
    return kept(replace(session, verified=False))


PROTOCOL = Protocol(
    name="mptcp",
    title="Multipath TCP",
    source="RFC 8684, RFC 6824",
    rules=(
        begin,
        receive_hello,
        receive_reply,
        receive_finish,
        announce,
        receive_ask,
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
        Variant("mptcp", options=Options()),
        Variant(
            "mptcp-add_addr",
            "the peer opens subflows to addresses that it hears of",
            Options(joins_added=True),
            senseless={"reordering": NOTHING_IS_LEFT, "replay": NOTHING_IS_LEFT},
        ),
        Variant("mptcp_v0", "version 0", Options(version_0=True), {"hello": 32}),
        Variant(
            "mptcp_v0-add_addr",
            "version 0, and the peer opens subflows to addresses that it hears of",
            Options(joins_added=True, version_0=True),
            {"hello": 32},
            senseless={"reordering": NOTHING_IS_LEFT, "replay": NOTHING_IS_LEFT},
        ),
    ),
    facts=Facts(hello=24, reply=32, finish=40, shares_in_clear=True, negotiates=True, names=Names.NEVER),
    options=OPTIONS,
)
