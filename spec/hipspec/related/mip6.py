"""Mobile IPv6: binding updates say the care-of address of a home address; what proves them differs (RFC 6275, 4866).

A peer is its home address: who calls from elsewhere is somebody else, so nobody takes a name (`names_are_free`), and a
call names the address that it comes from, since a copy of it from elsewhere is no call of the same host. The home agent
and its protected tunnel are folded into the mobile host, which still sits at its home address. Sessions are opened by
the three packets of TCP. Tokens are values that a correspondent draws and remembers, the latest of each kind, where the
RFC makes them anew from a secret: a token has no time limit here. The cookies by which a mobile host knows the tokens
that it has asked for are left out: all they save it from are tokens that are of no use. A binding update shows its
tokens, where the RFC keys its MAC with them: whoever may read it may read them on their way as well.

With enhanced route optimization a home address is a hash of its owner's key. The permanent token, which is encrypted
for that key, is folded into it: both authenticate as `signer`. The first update may not carry a care-of token here.
"""

from dataclasses import dataclass

from hipspec.language import NOTHING, replace, require, rule, some
from hipspec.related.common.facts import Facts
from hipspec.related.common.names import NOWHERE, Address, Nonce, Share
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.protocol import Protocol, Variant
from hipspec.related.common.segments import synchronized
from hipspec.related.common.session import Answer, Session, State, Status
from hipspec.related.common.tcp import receive_reply, syn_ack
from hipspec.related.common.words import (
    accepted,
    announcing,
    calling,
    counted,
    earned,
    echoes,
    is_from_there,
    is_newest,
    is_signed,
    kept,
    numbered,
    opened,
    packet_to,
    sending,
    signed,
    spent,
    unverified,
    verified,
    went_to,
    with_tokens,
)


@dataclass(frozen=True)
class Options:
    """How a binding update is protected.

    Attributes:
        tests: whether it shows tokens that were sent to the home address and to the care-of address (RFC 6275 5.2).
        owns: whether its sender owns the home address, which was tested once, and the care-of address is tested
            after it has changed, with credit until then (RFC 4866).
        home_meanwhile: whether data beyond credit goes to the home address, and is not held back (RFC 4866 4.10).
    """

    tests: bool = False
    owns: bool = False
    home_meanwhile: bool = False


OPTIONS = Options()


@rule(clause="RFC 9293 3.5")
def begin(session: Session, share: Share, tag: Nonce) -> Answer:
    """Call the peer at its home address, from our own."""
    del share
    calls = calling(with_tokens(replace(session, preferred=session.here), session.token_in, some(tag)))
    return sending(calls, announcing(session, replace(packet_to(session, Kind.HELLO, session.there), tag=some(tag))))


@rule(clause="RFC 9293 3.5")
def receive_hello(session: Session, hello: Packet, share: Share, tag: Nonce) -> Answer:
    """Answer a call where it came from, which is the home address of the caller."""
    del share
    require(session.state == State.NONE, "there is no session yet")
    require(hello.address == some(hello.source), "the caller is the host of the address that the call comes from")
    called = replace(synchronized(session, hello, tag), preferred=session.here)
    return sending(called, syn_ack(called))


@rule(clause="RFC 9293 3.5")
def receive_finish(session: Session, finish: Packet) -> Answer:
    """The caller has got the answer."""
    require(session.state == State.HALF_OPEN and not session.initiator, "the peer has called")
    require(finish.echo == session.token_out, "the answer is acknowledged")
    require(is_from_there(session, finish), "it comes from where the call came from")
    return kept(replace(opened(session, session.there), verified=True))


@rule(clause="RFC 6275 11.6.1")
def ask(session: Session, here: Address) -> Answer:
    """Send a HoTI from the home address, or a CoTI from a care-of address."""
    require(session.state == State.OPEN, "there is a session")
    require(OPTIONS.tests or OPTIONS.owns, "there are tests")
    request = packet_to(session, Kind.ASK, session.there)
    return sending(session, replace(request, source=here))


@rule(clause="RFC 6275 9.4.1 to 9.4.4, RFC 4866 4.2")
def receive_ask(session: Session, asking: Packet, challenge: Nonce) -> Answer:
    """Send a token to where the request came from: a HoT to the home address, a CoT to any other."""
    require(session.state == State.OPEN, "there is a session")
    require(asking.source == session.home or OPTIONS.tests, "only the home address is tested on request")
    token = packet_to(session, Kind.PROBE, asking.source)
    if asking.source == session.home:
        return sending(replace(session, home_challenge=some(challenge)), replace(token, second=some(challenge)))
    tested = replace(session, tested=asking.source, challenge=some(challenge))
    return sending(tested, replace(token, echo=some(challenge)))


@rule(clause="RFC 6275 11.6.2, RFC 4866 4.4")
def receive_probe(session: Session, probe: Packet) -> Answer:
    """Keep a home token, and a care-of token; a care-of token that RFC 4866 sends completes an update at once."""
    require(session.state == State.OPEN, "there is a session")
    stays = replace(session, here=session.preferred)  # it has moved only when it says so
    if probe.second.present:
        return kept(replace(stays, home_given=probe.second))
    require(probe.echo.present, "there is a token in it")
    if OPTIONS.owns:
        complete = numbered(session, replace(packet_to(session, Kind.ANSWER, session.there), echo=probe.echo))
        return sending(counted(session), signed(session, complete))
    return kept(replace(stays, given=probe.echo))


@rule(clause="RFC 6275 11.7.2, RFC 4866 4.2")
def announce(session: Session, here: Address) -> Answer:
    """Send a binding update that names the care-of address, with all that proves it."""
    require(session.state == State.OPEN, "there is a session")
    moved = replace(session, here=here, preferred=here)
    update = announcing(moved, numbered(moved, packet_to(moved, Kind.MOVE, session.there)))
    shown = replace(update, second=session.home_given, echo=NOTHING if OPTIONS.owns else session.given)
    return sending(counted(moved), signed(moved, shown) if OPTIONS.owns else shown)


@rule(clause="RFC 6275 9.5.1, 5.2.6, RFC 4866 4.2, 4.10")
def receive_move(session: Session, move: Packet) -> Answer:
    """Take the care-of address of an update that is newer than the last one, and proved as the option says."""
    require(session.state == State.OPEN, "there is a session")
    require(move.address.present, "the update names a care-of address")
    require(is_newest(session, move), "the sequence number is newer than the last one")
    home = session.home_challenge.present and move.second == session.home_challenge
    require(not OPTIONS.tests or home, "it shows the token that was sent to the home address")
    deletes = move.address.value == session.home
    care_of = echoes(session, move) and move.address.value == session.tested
    require(not OPTIONS.tests or deletes or care_of, "it shows the token that was sent to the care-of address")
    require(not OPTIONS.owns or is_signed(session, move), "the owner of the home address has made it")
    registered = session.addresses[session.home] == Status.VERIFIED
    require(not OPTIONS.owns or registered or home, "the home address is tested, once")
    taken = accepted(session, move)
    if OPTIONS.owns:
        known = replace(taken, addresses=taken.addresses.set(session.home, Status.VERIFIED))
        return kept(unverified(known, move.address.value))
    return kept(went_to(taken, move.address.value))


@rule(clause="RFC 4866 4.4, 4.10")
def probe(session: Session, challenge: Nonce) -> Answer:
    """Acknowledge an early update at the care-of address, once, with a token for it."""
    require(session.state == State.OPEN, "there is a session")
    require(OPTIONS.owns and session.candidate != NOWHERE, "a care-of address is not verified")
    require(not session.challenge.present, "the update was not acknowledged yet")
    acknowledgement = replace(packet_to(session, Kind.PROBE, session.candidate), echo=some(challenge))
    return sending(replace(session, challenge=some(challenge)), acknowledgement)


@rule(clause="RFC 4866 4.4, 4.10")
def receive_answer(session: Session, answer: Packet) -> Answer:
    """A complete update shows the token: the care-of address is verified."""
    require(session.state == State.OPEN, "there is a session")
    require(OPTIONS.owns and session.candidate != NOWHERE, "a care-of address is not verified")
    require(is_signed(session, answer), "the owner of the home address has made it")
    require(is_newest(session, answer), "the sequence number is newer than the last one")
    require(echoes(session, answer), "it shows the token that was sent to the care-of address")
    return kept(verified(accepted(session, answer)))


@rule(clause="RFC 6275 9.3.2, RFC 4866 4.10")
def send_data(session: Session, size: int) -> Answer:
    """Send to the care-of address, if it is not verified as far as credit reaches; else to the home address."""
    require(session.state == State.OPEN, "there is a session")
    data = replace(packet_to(session, Kind.DATA, session.there), size=size)
    if OPTIONS.owns and not session.verified and session.credit < size:
        require(OPTIONS.home_meanwhile, "credit reaches")
        return sending(session, replace(data, destination=session.home))
    return sending(spent(session, size) if OPTIONS.owns else session, data)


@rule(clause="RFC 6275 9.3.1, RFC 4866 4.11")
def receive_data(session: Session, data: Packet) -> Answer:
    """Take data from the home address or from the care-of address that is bound to it; the latter earns credit."""
    require(session.state == State.OPEN, "there is a session")
    require(is_from_there(session, data) or data.source == session.home, "the source is bound to the home address")
    if OPTIONS.owns and session.verified and is_from_there(session, data):
        return kept(earned(session, data, 1))
    return kept(session)


PROTOCOL = Protocol(
    name="mip6",
    title="Mobile IPv6",
    source="RFC 6275, RFC 4225, RFC 4866",
    rules=(
        begin,
        receive_hello,
        receive_reply,
        receive_finish,
        ask,
        receive_ask,
        receive_probe,
        announce,
        receive_move,
        probe,
        receive_answer,
        send_data,
        receive_data,
    ),
    variants=(
        Variant("mip6_none", "binding updates are not authenticated", Options()),
        Variant("mip6_rr", "return routability", Options(tests=True)),
        Variant("mip6_ero", "enhanced route optimization", Options(owns=True), {"tests_first": True}),
        Variant(
            "mip6_ero-home",
            "enhanced route optimization, and data beyond credit goes to the home address",
            Options(owns=True, home_meanwhile=True),
            {"tests_first": True},
        ),
    ),
    facts=Facts(control=64, names_are_free=True, home_agents=True),
    options=OPTIONS,
    senseless={
        "teardown": "there is nothing that closes a session but the transport",
        "downgrade": "nothing is negotiated: who sends an update decides how it is proved (RFC 4866 4.1)",
    },
)
