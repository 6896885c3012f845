"""Candidates for lemmas about packets, keys and values: what the attacker can know and make, whatever the protocol.

None of them has to hold for a protocol: those that do are found (`hipmodels.matrix.houdini`), the others are dropped.
"""

from hipspec.language import Maybe, implies, lemma
from hipspec.related.common.facts import FACTS
from hipspec.related.common.history import History, is_strange
from hipspec.related.common.names import NO_SHARE, NOBODY, NOWHERE, Frame, Host, Nonce, Pair, Share
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Cookie, Kind, Packet
from hipspec.related.common.session import Session, State
from hipspec.related.common.transmission import is_an_attacker
from hipspec.related.common.world import World


def is_honest(world: World, host: Host) -> bool:
    """Whether a host follows the rules."""
    return host != NOBODY and world.environment.honest.has(host)


def is_secret(world: World, packet: Packet) -> bool:
    """Whether a packet is protected with a key that the attacker does not know."""
    known = world.environment.known_shares
    key = packet.mac
    return key.present and not known.has(key.value.initiator) and not known.has(key.value.responder)


def is_called(session: Session) -> bool:
    """Whether a session is half open because the peer has called."""
    return session.state == State.HALF_OPEN and not session.initiator


def carries(packet: Packet, nonce: Maybe[Nonce]) -> bool:
    """Whether a nonce stands anywhere in a packet."""
    return packet.echo == nonce or packet.second == nonce or packet.token == nonce or packet.tag == nonce


# ---------------------------------------------------------------------- who made what


@lemma
def what_was_read_was_sent(history: History, world: World, frame: Frame) -> bool:
    """The attacker has read only what was sent."""
    del history
    return implies(world.environment.read.has(frame), world.environment.sent[frame].present)


@lemma
def authors_are_honest(history: History, world: World, frame: Frame) -> bool:
    """An author is an honest host that has sent a packet in its own name."""
    author = history.authors[frame]
    sent = world.environment.sent[frame]
    return implies(author != NOBODY, is_honest(world, author) and sent.present and sent.value.sender == author)


@lemma
def signatures_are_made_by_their_signer(history: History, world: World, frame: Frame) -> bool:
    """What an honest host has signed it has made."""
    sent = world.environment.sent[frame]
    return implies(
        sent.present and sent.value.signer.present and is_honest(world, sent.value.signer.value),
        history.authors[frame] == sent.value.signer.value,
    )


@lemma
def protected_packets_are_made_by_their_sender(history: History, world: World, frame: Frame) -> bool:
    """What a key protects that the attacker does not know was made by an honest host, in its own name."""
    sent = world.environment.sent[frame]
    return implies(
        sent.present and is_secret(world, sent.value),
        history.authors[frame] != NOBODY and history.authors[frame] == sent.value.sender,
    )


@lemma
def hellos_are_made_by_their_sender(history: History, world: World, frame: Frame) -> bool:
    """A HELLO in the name of an honest host was made by it."""
    sent = world.environment.sent[frame]
    return implies(
        sent.present and sent.value.kind == Kind.HELLO and is_honest(world, sent.value.sender),
        history.authors[frame] == sent.value.sender,
    )


@lemma
def everything_is_made_by_its_sender(history: History, world: World, frame: Frame) -> bool:
    """A packet in the name of an honest host was made by it."""
    sent = world.environment.sent[frame]
    return implies(sent.present and is_honest(world, sent.value.sender), history.authors[frame] == sent.value.sender)


@lemma
def everything_has_an_author(history: History, world: World, frame: Frame) -> bool:
    """Nobody but honest hosts sends anything."""
    return implies(world.environment.sent[frame].present, history.authors[frame] != NOBODY)


@lemma
def names_are_honest(history: History, world: World, frame: Frame) -> bool:
    """Nobody but honest hosts is named as a sender."""
    del history
    sent = world.environment.sent[frame]
    return implies(sent.present, is_honest(world, sent.value.sender))


@lemma
def signers_are_honest(history: History, world: World, frame: Frame) -> bool:
    """Nobody but honest hosts signs."""
    del history
    sent = world.environment.sent[frame]
    return implies(sent.present and sent.value.signer.present, is_honest(world, sent.value.signer.value))


@lemma
def senders_were_at_the_source(history: History, world: World, frame: Frame) -> bool:
    """Whoever sends something, the sender or the attacker was at its source."""
    sent = world.environment.sent[frame]
    return implies(sent.present, not is_strange(history, sent.value.sender, sent.value.source))


@lemma
def packets_have_a_size(history: History, world: World, frame: Frame) -> bool:
    """A packet has at least one byte, and a HELLO all that belongs in it."""
    del history
    sent = world.environment.sent[frame]
    return implies(
        sent.present, sent.value.size > 0 and (sent.value.kind != Kind.HELLO or sent.value.size >= FACTS.hello)
    )


# ---------------------------------------------------------------------- shares and keys


@lemma
def no_share_is_nobodys(history: History, world: World) -> bool:
    """Nobody has drawn the share that is none."""
    del history
    return world.environment.shares[NO_SHARE] == NOBODY and not world.environment.known_shares.has(NO_SHARE)


@lemma
def known_shares_are_the_attackers(history: History, world: World, share: Share) -> bool:
    """The attacker knows only the secrets of shares that it has drawn itself."""
    del history
    owner = world.environment.shares[share]
    return implies(world.environment.known_shares.has(share), is_an_attacker(world.environment, owner))


@lemma
def seen_shares_are_drawn(history: History, world: World, share: Share) -> bool:
    """What the attacker has seen or knows of shares is drawn."""
    del history
    environment = world.environment
    return implies(
        environment.seen_shares.has(share) or environment.known_shares.has(share),
        share != NO_SHARE and environment.shares[share] != NOBODY,
    )


@lemma
def sent_shares_are_drawn(history: History, world: World, frame: Frame) -> bool:
    """Shares on the wire are drawn, those in a key as well."""
    del history
    sent = world.environment.sent[frame]
    shares = world.environment.shares
    key = sent.value.mac
    return implies(
        sent.present,
        (sent.value.share == NO_SHARE or shares[sent.value.share] != NOBODY)
        and (not key.present or key.value.initiator == NO_SHARE or shares[key.value.initiator] != NOBODY)
        and (not key.present or key.value.responder == NO_SHARE or shares[key.value.responder] != NOBODY),
    )


@lemma
def kept_shares_are_drawn(history: History, world: World, host: Host, peer: Host) -> bool:
    """The shares that a session remembers are drawn."""
    del history
    session = world.sessions[Pair(host, peer)]
    shares = world.environment.shares
    return (session.own_share == NO_SHARE or shares[session.own_share] != NOBODY) and (
        session.peer_share == NO_SHARE or shares[session.peer_share] != NOBODY
    )


@lemma
def answers_go_where_the_call_came_from(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """The share of a host that was called is on its way to where the call came from, or somebody was there."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    packet = sent.value
    share = session.own_share
    uses = packet.mac.present and (packet.mac.value.initiator == share or packet.mac.value.responder == share)
    return implies(
        is_honest(world, host)
        and sent.present
        and is_called(session)
        and share != NO_SHARE
        and (packet.share == share or uses),
        (
            packet.kind == Kind.REPLY
            and packet.destination == session.there
            and packet.receiver == peer
            and not packet.mac.present
        )
        or not is_strange(history, peer, session.there),
    )


@lemma
def read_answers_were_read_there(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The attacker has read the share of a host that was called only if somebody was where the call came from."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and world.environment.read.has(frame)
        and is_called(session)
        and session.own_share != NO_SHARE
        and sent.value.share == session.own_share,
        not is_strange(history, peer, session.there),
    )


@lemma
def seen_answers_were_read_there(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker has seen the share of a host that was called only if somebody was where the call came from."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and is_called(session)
        and session.own_share != NO_SHARE
        and world.environment.seen_shares.has(session.own_share),
        not is_strange(history, peer, session.there),
    )


@lemma
def heard_answers_were_read_there(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Whoever makes a key with the share of a host that was called, somebody was where the call came from."""
    session = world.sessions[Pair(host, peer)]
    uses = world.sessions[Pair(other, third)]
    return implies(
        is_honest(world, host)
        and is_honest(world, other)
        and is_called(session)
        and session.own_share != NO_SHARE
        and uses.peer_share == session.own_share,
        not is_strange(history, peer, session.there),
    )


@lemma
def own_shares_are_drawn(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host contributes to a key what it has drawn itself."""
    del history
    share = world.sessions[Pair(host, peer)].own_share
    return implies(is_honest(world, host) and share != NO_SHARE, world.environment.shares[share] == host)


@lemma
def own_shares_are_unique(history: History, world: World, host: Host, peer: Host, other: Host) -> bool:
    """A host draws another share for each peer."""
    del history
    share = world.sessions[Pair(host, peer)].own_share
    return implies(
        is_honest(world, host) and peer != other and share != NO_SHARE,
        world.sessions[Pair(host, other)].own_share != share,
    )


@lemma
def shares_are_shown_by_their_owner(history: History, world: World, frame: Frame) -> bool:
    """An honest host sends in a packet only a share that it has drawn itself."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.share != NO_SHARE,
        world.environment.shares[sent.value.share] == history.authors[frame],
    )


@lemma
def cookies_hold_own_shares(history: History, world: World, frame: Frame) -> bool:
    """A cookie of an honest host holds a share that it has drawn itself."""
    del history
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return implies(
        sent.present and cookie.present and is_honest(world, cookie.value.maker) and cookie.value.share != NO_SHARE,
        world.environment.shares[cookie.value.share] == cookie.value.maker,
    )


@lemma
def peer_shares_are_the_peers(history: History, world: World, host: Host, peer: Host) -> bool:
    """The other part of a key was drawn by an honest peer itself, if the peer is honest."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.peer_share != NO_SHARE,
        world.environment.shares[session.peer_share] == peer,
    )


@lemma
def hellos_have_a_share(history: History, world: World, frame: Frame) -> bool:
    """A HELLO of an honest host has a share in it."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.kind == Kind.HELLO,
        sent.value.share != NO_SHARE,
    )


@lemma
def replies_have_a_share(history: History, world: World, frame: Frame) -> bool:
    """A REPLY of an honest host has a share in it."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.kind == Kind.REPLY,
        sent.value.share != NO_SHARE,
    )


@lemma
def finishes_have_a_share(history: History, world: World, frame: Frame) -> bool:
    """A FINISH of an honest host has a share in it."""
    sent = world.environment.sent[frame]
    return implies(
        history.authors[frame] != NOBODY and sent.present and sent.value.kind == Kind.FINISH,
        sent.value.share != NO_SHARE,
    )


@lemma
def cookies_have_a_share(history: History, world: World, frame: Frame) -> bool:
    """A cookie of an honest host has a share in it."""
    del history
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    return implies(
        sent.present and cookie.present and is_honest(world, cookie.value.maker), cookie.value.share != NO_SHARE
    )


@lemma
def half_open_sessions_have_a_share(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called has drawn a share."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(is_honest(world, host) and session.state == State.HALF_OPEN, session.own_share != NO_SHARE)


@lemma
def half_open_sessions_have_both_shares(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that an honest peer has called has both shares, if it has a session at all."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.state == State.HALF_OPEN and not session.initiator,
        session.own_share != NO_SHARE and session.peer_share != NO_SHARE,
    )


@lemma
def nothing_before_a_session(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before there is a session nothing is remembered."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        session.state == State.NONE,
        not history.genuine[Pair(host, peer)]
        and not session.initiator
        and not session.verified
        and not session.challenge.present
        and not session.home_challenge.present
        and not session.token_in.present
        and not session.token_out.present
        and session.there == NOWHERE
        and session.home == NOWHERE
        and session.former == NOWHERE
        and session.candidate == NOWHERE
        and session.own_share == NO_SHARE
        and session.peer_share == NO_SHARE
        and session.newest == -1
        and session.next == 0
        and session.credit == 0,
    )


@lemma
def nothing_is_checked_before_opening(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before a session is open nothing is verified, and nothing is checked."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        session.state == State.NONE or session.state == State.HALF_OPEN,
        not session.verified
        and not session.challenge.present
        and session.former == NOWHERE
        and session.candidate == NOWHERE
        and session.credit == 0,
    )


@lemma
def callers_are_sure(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has opened a session itself never doubts where its peer is."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        session.initiator and session.state == State.OPEN, session.verified and session.candidate == NOWHERE
    )


@lemma
def whoever_answers_is_honest(history: History, world: World, host: Host, peer: Host) -> bool:
    """A session that an honest host has opened itself is with an honest peer."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host) and session.initiator and session.state == State.OPEN, is_honest(world, peer)
    )


@lemma
def nothing_is_accepted_before_opening(history: History, world: World, host: Host, peer: Host) -> bool:
    """Before a session is open no number was accepted."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.state == State.NONE or session.state == State.HALF_OPEN, session.newest == -1)


@lemma
def callers_have_accepted_nothing(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host that has called has accepted no number yet."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        session.state == State.NONE or (session.state == State.HALF_OPEN and session.initiator), session.newest == -1
    )


@lemma
def nothing_is_verified(history: History, world: World, host: Host, peer: Host) -> bool:
    """No address is ever verified."""
    del history
    return not world.sessions[Pair(host, peer)].verified


@lemma
def nothing_is_probed(history: History, world: World, host: Host, peer: Host) -> bool:
    """No address is ever probed."""
    del history
    session = world.sessions[Pair(host, peer)]
    return session.candidate == NOWHERE and not session.challenge.present


@lemma
def challenges_are_for_candidates(history: History, world: World, host: Host, peer: Host) -> bool:
    """A challenge is remembered only as long as there is a candidate."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.challenge.present, session.candidate != NOWHERE)


@lemma
def what_is_not_verified_is_a_candidate(history: History, world: World, host: Host, peer: Host) -> bool:
    """Where data goes in an open session is verified, or is being checked."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(session.state == State.OPEN, session.verified or session.candidate == session.there)


@lemma
def genuine_shares_are_the_peers(history: History, world: World, host: Host, peer: Host) -> bool:
    """The other part of a key was drawn by an honest peer itself, if it has opened the session."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)],
        world.environment.shares[session.peer_share] == peer,
    )


@lemma
def open_sessions_have_a_key(history: History, world: World, host: Host, peer: Host) -> bool:
    """A session that an honest peer has opened has both parts of a key."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and history.genuine[Pair(host, peer)],
        session.own_share != NO_SHARE and session.peer_share != NO_SHARE,
    )


@lemma
def genuine_sessions_were_opened(history: History, world: World, host: Host, peer: Host) -> bool:
    """Only what was opened is genuine."""
    session = world.sessions[Pair(host, peer)]
    return implies(history.genuine[Pair(host, peer)], session.state == State.OPEN or session.state == State.CLOSED)


@lemma
def all_open_sessions_are_genuine(history: History, world: World, host: Host, peer: Host) -> bool:
    """A session with an honest peer was opened by that peer."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.state == State.OPEN, history.genuine[Pair(host, peer)]
    )


# ---------------------------------------------------------------------- nonces


@lemma
def known_nonces_are_drawn(history: History, world: World, nonce: Nonce) -> bool:
    """What the attacker knows is drawn."""
    del history
    return implies(world.environment.known_nonces.has(nonce), world.environment.nonces.has(nonce))


@lemma
def sent_nonces_are_drawn(history: History, world: World, frame: Frame) -> bool:
    """What is on the wire is drawn."""
    del history
    sent = world.environment.sent[frame]
    nonces = world.environment.nonces
    packet = sent.value
    return implies(
        sent.present,
        (not packet.token.present or nonces.has(packet.token.value))
        and (not packet.tag.present or nonces.has(packet.tag.value))
        and (not packet.echo.present or nonces.has(packet.echo.value))
        and (not packet.second.present or nonces.has(packet.second.value)),
    )


@lemma
def cookie_nonces_are_drawn(history: History, world: World, frame: Frame) -> bool:
    """What stands in a cookie on the wire is drawn."""
    del history
    sent = world.environment.sent[frame]
    cookie = sent.value.cookie
    nonces = world.environment.nonces
    return implies(
        sent.present and cookie.present and is_honest(world, cookie.value.maker),
        (not cookie.value.tag.present or nonces.has(cookie.value.tag.value))
        and (not cookie.value.their_tag.present or nonces.has(cookie.value.their_tag.value)),
    )


@lemma
def kept_nonces_are_drawn(history: History, world: World, host: Host, peer: Host) -> bool:
    """What a session remembers is drawn."""
    del history
    session = world.sessions[Pair(host, peer)]
    nonces = world.environment.nonces
    return (
        (not session.challenge.present or nonces.has(session.challenge.value))
        and (not session.home_challenge.present or nonces.has(session.home_challenge.value))
        and (not session.token_in.present or nonces.has(session.token_in.value))
        and (not session.token_out.present or nonces.has(session.token_out.value))
    )


@lemma
def challenges_go_to_the_candidate(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """A challenge is on its way to the peer at the candidate, or somebody was there before it came back."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    packet = sent.value
    return implies(
        is_honest(world, host) and sent.present and session.challenge.present and carries(packet, session.challenge),
        (packet.kind == Kind.PROBE and packet.echo == session.challenge and packet.destination == session.candidate and packet.receiver == peer)
        or not is_strange(history, peer, session.candidate),
    )


@lemma
def known_challenges_were_read_there(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker knows a challenge only if somebody was where it went."""
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host) and session.challenge.present and world.environment.known_nonces.has(session.challenge.value),
        not is_strange(history, peer, session.candidate),
    )


@lemma
def read_challenges_were_read_there(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The attacker has read a challenge only if somebody was where it went."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    return implies(
        is_honest(world, host)
        and world.environment.read.has(frame)
        and session.challenge.present
        and carries(sent.value, session.challenge),
        not is_strange(history, peer, session.candidate),
    )


@lemma
def read_cookies_were_read_there(history: History, world: World, frame: Frame) -> bool:
    """The attacker has read a cookie of an honest host only if somebody was at the address in it."""
    cookie = world.environment.sent[frame].value.cookie
    return implies(
        world.environment.read.has(frame)
        and cookie.present
        and is_honest(world, cookie.value.maker)
        and cookie.value.address != NOWHERE,
        not is_strange(history, cookie.value.peer, cookie.value.address),
    )


@lemma
def challenges_for_the_honest_are_answered_there(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """The answer of an honest peer to a challenge comes from a host that was at the candidate."""
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(host, peer)]
    packet = sent.value
    return implies(
        are_honest(world, Pair(host, peer))
        and sent.present
        and session.challenge.present
        and carries(packet, session.challenge),
        (
            packet.kind == Kind.PROBE
            and packet.echo == session.challenge
            and packet.destination == session.candidate
            and history.authors[frame] == host
        )
        or was_at(history, peer, session.candidate),
    )


@lemma
def cookies_are_asked_for_there(history: History, world: World, frame: Frame) -> bool:
    """A cookie of an honest host is on its way to the address in it, or somebody was there."""
    sent = world.environment.sent[frame]
    packet = sent.value
    cookie = packet.cookie
    return implies(
        sent.present
        and cookie.present
        and is_honest(world, cookie.value.maker)
        and cookie.value.address != NOWHERE,
        (
            packet.kind == Kind.REPLY
            and packet.destination == cookie.value.address
            and packet.receiver == cookie.value.peer
        )
        or not is_strange(history, cookie.value.peer, cookie.value.address),
    )


# ---------------------------------------------------------------------- cookies that the attacker knows


@lemma
def known_cookies_hold_own_shares(history: History, world: World, cookie: Cookie) -> bool:
    """A cookie of an honest host that the attacker knows holds a share that its maker has drawn itself."""
    del history
    return implies(
        world.environment.known_cookies.has(cookie) and is_honest(world, cookie.maker) and cookie.share != NO_SHARE,
        world.environment.shares[cookie.share] == cookie.maker,
    )


@lemma
def known_cookies_have_a_share(history: History, world: World, cookie: Cookie) -> bool:
    """A cookie of an honest host that the attacker knows has a share in it."""
    del history
    return implies(
        world.environment.known_cookies.has(cookie) and is_honest(world, cookie.maker), cookie.share != NO_SHARE
    )


@lemma
def known_cookies_hold_drawn_nonces(history: History, world: World, cookie: Cookie) -> bool:
    """What stands in a cookie of an honest host that the attacker knows is drawn."""
    del history
    nonces = world.environment.nonces
    return implies(
        world.environment.known_cookies.has(cookie) and is_honest(world, cookie.maker),
        (not cookie.tag.present or nonces.has(cookie.tag.value))
        and (not cookie.their_tag.present or nonces.has(cookie.their_tag.value)),
    )


@lemma
def known_cookies_were_read_there(history: History, world: World, cookie: Cookie) -> bool:
    """The attacker knows a cookie of an honest host only if somebody was at the address in it."""
    return implies(
        world.environment.known_cookies.has(cookie)
        and is_honest(world, cookie.maker)
        and cookie.address != NOWHERE,
        not is_strange(history, cookie.peer, cookie.address),
    )


PACKET_LEMMAS = (
    what_was_read_was_sent,
    authors_are_honest,
    signatures_are_made_by_their_signer,
    protected_packets_are_made_by_their_sender,
    hellos_are_made_by_their_sender,
    everything_is_made_by_its_sender,
    everything_has_an_author,
    names_are_honest,
    signers_are_honest,
    senders_were_at_the_source,
    packets_have_a_size,
    no_share_is_nobodys,
    known_shares_are_the_attackers,
    seen_shares_are_drawn,
    sent_shares_are_drawn,
    kept_shares_are_drawn,
    answers_go_where_the_call_came_from,
    read_answers_were_read_there,
    seen_answers_were_read_there,
    heard_answers_were_read_there,
    own_shares_are_drawn,
    own_shares_are_unique,
    shares_are_shown_by_their_owner,
    cookies_hold_own_shares,
    peer_shares_are_the_peers,
    hellos_have_a_share,
    replies_have_a_share,
    finishes_have_a_share,
    cookies_have_a_share,
    half_open_sessions_have_a_share,
    half_open_sessions_have_both_shares,
    nothing_before_a_session,
    nothing_is_checked_before_opening,
    callers_are_sure,
    whoever_answers_is_honest,
    nothing_is_accepted_before_opening,
    callers_have_accepted_nothing,
    nothing_is_verified,
    nothing_is_probed,
    challenges_are_for_candidates,
    what_is_not_verified_is_a_candidate,
    genuine_shares_are_the_peers,
    open_sessions_have_a_key,
    genuine_sessions_were_opened,
    all_open_sessions_are_genuine,
    known_nonces_are_drawn,
    sent_nonces_are_drawn,
    cookie_nonces_are_drawn,
    kept_nonces_are_drawn,
    challenges_go_to_the_candidate,
    known_challenges_were_read_there,
    read_challenges_were_read_there,
    read_cookies_were_read_there,
    challenges_for_the_honest_are_answered_there,
    cookies_are_asked_for_there,
    known_cookies_hold_own_shares,
    known_cookies_have_a_share,
    known_cookies_hold_drawn_nonces,
    known_cookies_were_read_there,
)
