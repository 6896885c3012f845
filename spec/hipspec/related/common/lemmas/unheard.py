"""Candidates for lemmas about tags that were handed over only where no attacker is: it never hears of them.

A host hands a tag over in a call, or with a cookie, and awaits it from then on.
"""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.terms import is_honest
from hipspec.related.common.lemmas.tokens import is_on_the_wire
from hipspec.related.common.lemmas.unread import cookie_in, has_cookie, has_unread, is_known
from hipspec.related.common.lemmas.unseen import is_unseen
from hipspec.related.common.names import Frame, Host, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Cookie, Kind
from hipspec.related.common.session import State
from hipspec.related.common.world import World


def goes_between(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Whether one of two hosts has made a packet for the other."""
    author = history.authors[frame]
    receiver = world.environment.sent[frame].value.receiver
    return (author == host and receiver == peer) or (author == peer and receiver == host)


def is_out_of_reach(world: World, frame: Frame) -> bool:
    """Whether a packet goes where no attacker is, and was not read."""
    environment = world.environment
    return not environment.hostile.has(environment.sent[frame].value.destination) and not environment.read.has(frame)


def awaits(world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Whether what a host awaits, having shown its share only where no attacker is, stands in a packet."""
    return is_unseen(world, host, peer) and is_on_the_wire(world, frame, world.sessions[Pair(host, peer)].token_in)


def has_tag(world: World, frame: Frame, other: Frame) -> bool:
    """Whether a packet shows the tag of a cookie, for where no attacker is, that stands in another."""
    return has_unread(world, frame) and is_on_the_wire(world, other, cookie_in(world, frame).tag)


@lemma
def unheard_tokens_stay_between(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host awaits where no attacker is stands only in packets between the two."""
    return implies(awaits(world, frame, host, peer), goes_between(history, world, frame, host, peer))


@lemma
def unheard_tokens_are_handed_over_by_the_host(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """Nobody but the host hands over what it awaits where no attacker is."""
    packet = world.environment.sent[frame].value
    return implies(
        awaits(world, frame, host, peer) and packet.tag == world.sessions[Pair(host, peer)].token_in,
        history.authors[frame] == host and packet.sender == host and packet.receiver == peer,
    )


@lemma
def unheard_tokens_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host awaits where no attacker is goes where none is, and was not read."""
    del history
    return implies(awaits(world, frame, host, peer), is_out_of_reach(world, frame))


@lemma
def unheard_tokens_come_from_true_sources(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host awaits where no attacker is comes from where its author was."""
    return implies(
        awaits(world, frame, host, peer),
        was_at(history, history.authors[frame], world.environment.sent[frame].value.source),
    )


@lemma
def unheard_tokens_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker does not know what a host awaits where no attacker is."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    return implies(is_unseen(world, host, peer) and token.present, not world.environment.known_nonces.has(token.value))


@lemma
def unheard_tokens_are_shown_by_the_peer(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody but the peer shows what a host awaits where no attacker is."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    session = world.sessions[Pair(other, third)]
    return implies(
        is_unseen(world, host, peer) and token.present and is_honest(world, other) and session.token_out == token,
        other == peer and third == host,
    )


@lemma
def unheard_tokens_are_awaited_once(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody else awaits what a host awaits where no attacker is."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    session = world.sessions[Pair(other, third)]
    return implies(
        is_unseen(world, host, peer) and token.present and is_honest(world, other) and session.token_in == token,
        other == host and third == peer,
    )


@lemma
def unheard_tokens_are_no_challenges(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """What a host awaits where no attacker is is no challenge."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    session = world.sessions[Pair(other, third)]
    return implies(is_unseen(world, host, peer) and token.present, session.challenge != token)


@lemma
def unheard_tokens_are_shown_from_safe_homes(history: History, world: World, host: Host, peer: Host) -> bool:
    """Whoever shows what a host awaits where no attacker is believes that host to be where none is."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    session = world.sessions[Pair(peer, host)]
    return implies(
        is_unseen(world, host, peer) and token.present and session.token_out == token,
        not world.environment.hostile.has(session.home),
    )


@lemma
def unheard_tokens_are_tags_of_the_host(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host awaits where no attacker is is the tag of no cookie but one of its own for the peer, there."""
    del history
    session = world.sessions[Pair(host, peer)]
    made = cookie_in(world, frame)
    return implies(
        is_unseen(world, host, peer)
        and has_cookie(world, frame)
        and session.token_in.present
        and made.tag == session.token_in,
        made.maker == host and made.peer == peer and made.address == session.home,
    )


@lemma
def unheard_tokens_are_sent_to_the_peer(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host awaits where no attacker is was sent for no cookie but one of the peer, for where no attacker is."""
    del history
    session = world.sessions[Pair(host, peer)]
    made = cookie_in(world, frame)
    return implies(
        is_unseen(world, host, peer)
        and has_cookie(world, frame)
        and session.token_in.present
        and made.their_tag == session.token_in,
        made.maker == peer and made.peer == host and not world.environment.hostile.has(made.address),
    )


@lemma
def unheard_tokens_are_in_no_known_cookie(
    history: History, world: World, cookie: Cookie, host: Host, peer: Host
) -> bool:
    """What a host awaits where no attacker is stands in no cookie that the attacker knows."""
    del history
    token = world.sessions[Pair(host, peer)].token_in
    return implies(
        is_unseen(world, host, peer) and token.present and is_known(world, cookie),
        cookie.tag != token and cookie.their_tag != token,
    )


@lemma
def unheard_tags_stay_between(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """The tag of a cookie for where no attacker is stands only in packets between the two."""
    made = cookie_in(world, frame)
    return implies(has_tag(world, frame, other), goes_between(history, world, other, made.maker, made.peer))


@lemma
def unheard_tags_are_handed_over_by_the_maker(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """Nobody but its maker hands over the tag of a cookie for where no attacker is, and in no call."""
    made = cookie_in(world, frame)
    packet = world.environment.sent[other].value
    return implies(
        has_tag(world, frame, other) and packet.tag == made.tag,
        history.authors[other] == made.maker and packet.receiver == made.peer and packet.kind == Kind.REPLY,
    )


@lemma
def unheard_tags_come_from_true_sources(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """The tag of a cookie for where no attacker is comes from where its author was."""
    return implies(
        has_tag(world, frame, other),
        was_at(history, history.authors[other], world.environment.sent[other].value.source),
    )


@lemma
def unheard_tags_are_not_read(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """The tag of a cookie for where no attacker is goes where none is, and was not read."""
    del history
    return implies(has_tag(world, frame, other), is_out_of_reach(world, other))


@lemma
def unheard_tags_are_not_known(history: History, world: World, frame: Frame) -> bool:
    """The attacker does not know the tag of a cookie for where no attacker is."""
    del history
    tag = cookie_in(world, frame).tag
    return implies(has_unread(world, frame) and tag.present, not world.environment.known_nonces.has(tag.value))


@lemma
def unheard_tags_are_shown_by_the_peer(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Nobody but its peer, which has called, shows the tag of a cookie for where no attacker is."""
    del history
    session = world.sessions[Pair(host, peer)]
    made = cookie_in(world, frame)
    return implies(
        has_unread(world, frame) and made.tag.present and is_honest(world, host) and session.token_out == made.tag,
        host == made.peer and peer == made.maker and session.initiator,
    )


@lemma
def unheard_tags_are_awaited_by_the_maker(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """Nobody but its maker, which was called, awaits the tag of a cookie for where no attacker is."""
    del history
    session = world.sessions[Pair(host, peer)]
    made = cookie_in(world, frame)
    return implies(
        has_unread(world, frame) and made.tag.present and is_honest(world, host) and session.token_in == made.tag,
        host == made.maker and peer == made.peer and session.home == made.address and not session.initiator,
    )


@lemma
def unheard_tags_are_no_challenges(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The tag of a cookie for where no attacker is is no challenge."""
    del history
    session = world.sessions[Pair(host, peer)]
    made = cookie_in(world, frame)
    return implies(has_unread(world, frame) and made.tag.present, session.challenge != made.tag)


@lemma
def unheard_tags_are_in_no_other_cookie(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """The tag of a cookie for where no attacker is stands in no other cookie."""
    del history
    made = cookie_in(world, frame)
    second = cookie_in(world, other)
    return implies(
        has_unread(world, frame) and made.tag.present and has_cookie(world, other),
        second.their_tag != made.tag and (second.tag != made.tag or second == made),
    )


@lemma
def unheard_tags_are_in_no_known_cookie(history: History, world: World, frame: Frame, cookie: Cookie) -> bool:
    """The tag of a cookie for where no attacker is stands in no cookie that the attacker knows."""
    del history
    tag = cookie_in(world, frame).tag
    return implies(
        has_unread(world, frame) and tag.present and is_known(world, cookie),
        cookie.tag != tag and cookie.their_tag != tag,
    )


@lemma
def homes_of_callers_are_safe(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host calls an honest peer where no attacker is."""
    del history
    session = world.sessions[Pair(host, peer)]
    return implies(
        are_honest(world, Pair(host, peer)) and session.initiator and session.state != State.NONE,
        not world.environment.hostile.has(session.home),
    )


UNHEARD = (
    unheard_tokens_stay_between,
    unheard_tokens_are_handed_over_by_the_host,
    unheard_tokens_are_not_read,
    unheard_tokens_come_from_true_sources,
    unheard_tokens_are_not_known,
    unheard_tokens_are_shown_by_the_peer,
    unheard_tokens_are_awaited_once,
    unheard_tokens_are_no_challenges,
    unheard_tokens_are_shown_from_safe_homes,
    unheard_tokens_are_tags_of_the_host,
    unheard_tokens_are_sent_to_the_peer,
    unheard_tokens_are_in_no_known_cookie,
    unheard_tags_stay_between,
    unheard_tags_are_handed_over_by_the_maker,
    unheard_tags_come_from_true_sources,
    unheard_tags_are_not_read,
    unheard_tags_are_not_known,
    unheard_tags_are_shown_by_the_peer,
    unheard_tags_are_awaited_by_the_maker,
    unheard_tags_are_no_challenges,
    unheard_tags_are_in_no_other_cookie,
    unheard_tags_are_in_no_known_cookie,
    homes_of_callers_are_safe,
)
