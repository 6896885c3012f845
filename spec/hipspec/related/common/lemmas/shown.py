"""Candidates for lemmas about tags that hosts show each other, where the peer has opened the session itself."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.lemmas.suites import is_calling
from hipspec.related.common.lemmas.terms import is_honest
from hipspec.related.common.lemmas.tokens import is_on_the_wire
from hipspec.related.common.lemmas.unheard import goes_between, is_out_of_reach
from hipspec.related.common.lemmas.unread import cookie_in, has_cookie, is_known
from hipspec.related.common.lemmas.unseen import is_unseen
from hipspec.related.common.names import NOBODY, Frame, Host, Pair
from hipspec.related.common.observation import are_honest, was_at
from hipspec.related.common.packets import Cookie, Kind
from hipspec.related.common.session import State
from hipspec.related.common.world import World


def is_genuine(history: History, world: World, host: Host, peer: Host) -> bool:
    """Whether an honest peer has opened the session that a host has with it."""
    return are_honest(world, Pair(host, peer)) and host != peer and history.genuine[Pair(host, peer)]


def finishes(history: History, world: World, frame: Frame) -> bool:
    """Whether an honest host has made a FINISH for an honest host."""
    sent = world.environment.sent[frame]
    author = history.authors[frame]
    return (
        author != NOBODY and sent.present and sent.value.kind == Kind.FINISH and is_honest(world, sent.value.receiver)
    )


@lemma
def shown_tokens_stay_between(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host shows a peer that has opened the session stands only in packets between the two."""
    token = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_genuine(history, world, host, peer) and is_on_the_wire(world, frame, token),
        goes_between(history, world, frame, host, peer),
    )


@lemma
def shown_tokens_are_handed_over_by_the_peer(
    history: History, world: World, frame: Frame, host: Host, peer: Host
) -> bool:
    """Nobody but the peer hands over what a host shows one that has opened the session."""
    token = world.sessions[Pair(host, peer)].token_out
    packet = world.environment.sent[frame].value
    return implies(
        is_genuine(history, world, host, peer) and is_on_the_wire(world, frame, token) and packet.tag == token,
        history.authors[frame] == peer and packet.sender == peer and packet.receiver == host,
    )


@lemma
def genuine_sessions_are_unseen(history: History, world: World, host: Host, peer: Host) -> bool:
    """A host with a session that an honest peer has opened has shown its share where no attacker is."""
    return implies(is_genuine(history, world, host, peer), is_unseen(world, host, peer))


@lemma
def shown_tokens_come_from_true_sources(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host shows a peer that has opened the session comes from where its author was."""
    token = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_genuine(history, world, host, peer) and is_on_the_wire(world, frame, token),
        was_at(history, history.authors[frame], world.environment.sent[frame].value.source),
    )


@lemma
def shown_tokens_are_not_read(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host shows a peer that has opened the session goes where no attacker is, and was not read."""
    token = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_genuine(history, world, host, peer) and is_on_the_wire(world, frame, token), is_out_of_reach(world, frame)
    )


@lemma
def shown_tokens_are_not_known(history: History, world: World, host: Host, peer: Host) -> bool:
    """The attacker does not know what a host shows a peer that has opened the session."""
    token = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_genuine(history, world, host, peer) and token.present, not world.environment.known_nonces.has(token.value)
    )


@lemma
def shown_tokens_are_shown_once(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody else shows what a host shows a peer that has opened the session."""
    token = world.sessions[Pair(host, peer)].token_out
    session = world.sessions[Pair(other, third)]
    return implies(
        is_genuine(history, world, host, peer)
        and token.present
        and is_honest(world, other)
        and session.token_out == token,
        other == host and third == peer,
    )


@lemma
def shown_tokens_are_awaited_by_the_peer(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """Nobody but the peer awaits what a host shows one that has opened the session."""
    token = world.sessions[Pair(host, peer)].token_out
    session = world.sessions[Pair(other, third)]
    return implies(
        is_genuine(history, world, host, peer)
        and token.present
        and is_honest(world, other)
        and session.token_in == token,
        other == peer and third == host,
    )


@lemma
def shown_tokens_are_no_challenges(
    history: History, world: World, host: Host, peer: Host, other: Host, third: Host
) -> bool:
    """What a host shows a peer that has opened the session is no challenge."""
    token = world.sessions[Pair(host, peer)].token_out
    session = world.sessions[Pair(other, third)]
    return implies(is_genuine(history, world, host, peer) and token.present, session.challenge != token)


@lemma
def shown_tokens_are_tags_of_the_peer(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host shows a peer that has opened the session is the tag of no cookie but an unread one of the peer."""
    token = world.sessions[Pair(host, peer)].token_out
    made = cookie_in(world, frame)
    return implies(
        is_genuine(history, world, host, peer) and token.present and has_cookie(world, frame) and made.tag == token,
        made.maker == peer and made.peer == host and not world.environment.hostile.has(made.address),
    )


@lemma
def shown_tokens_were_sent_by_the_peer(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """What a host shows a peer that has opened the session was sent for no cookie but an unread one of the host."""
    token = world.sessions[Pair(host, peer)].token_out
    made = cookie_in(world, frame)
    return implies(
        is_genuine(history, world, host, peer)
        and token.present
        and has_cookie(world, frame)
        and made.their_tag == token,
        made.maker == host and made.peer == peer and not world.environment.hostile.has(made.address),
    )


@lemma
def shown_tokens_are_in_no_known_cookie(history: History, world: World, cookie: Cookie, host: Host, peer: Host) -> bool:
    """What a host shows a peer that has opened the session stands in no cookie that the attacker knows."""
    token = world.sessions[Pair(host, peer)].token_out
    return implies(
        is_genuine(history, world, host, peer) and token.present and is_known(world, cookie),
        cookie.tag != token and cookie.their_tag != token,
    )


@lemma
def awaited_answers_hand_over_the_tag(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The answer that a caller awaits hands over the tag of the cookie in it."""
    del history
    sent = world.environment.sent[frame]
    return implies(
        is_calling(world, host, peer)
        and sent.present
        and sent.value.kind == Kind.REPLY
        and sent.value.token == world.sessions[Pair(host, peer)].token_in,
        sent.value.tag == sent.value.cookie.value.tag,
    )


@lemma
def awaited_answers_are_for_the_call(history: History, world: World, frame: Frame, host: Host, peer: Host) -> bool:
    """The answer that a caller awaits has a cookie in it for what the caller has sent."""
    del history
    sent = world.environment.sent[frame]
    return implies(
        is_calling(world, host, peer)
        and sent.present
        and sent.value.kind == Kind.REPLY
        and sent.value.token == world.sessions[Pair(host, peer)].token_in,
        sent.value.cookie.value.their_tag == sent.value.token,
    )


@lemma
def who_finishes_has_begun(history: History, world: World, frame: Frame) -> bool:
    """A host that has sent a FINISH has a session."""
    author = history.authors[frame]
    sent = world.environment.sent[frame]
    session = world.sessions[Pair(author, sent.value.receiver)]
    return implies(finishes(history, world, frame), session.state != State.NONE and session.state != State.HALF_OPEN)


@lemma
def who_finishes_is_unseen(history: History, world: World, frame: Frame) -> bool:
    """A host that has sent an honest peer a FINISH has shown its share where no attacker is."""
    return implies(
        finishes(history, world, frame),
        is_unseen(world, history.authors[frame], world.environment.sent[frame].value.receiver),
    )


@lemma
def ties_of_genuine_sessions_come_from_the_peer(history: History, world: World, frame: Frame) -> bool:
    """A cookie that is tied to a session that an honest peer has opened is given back by that peer alone."""
    made = cookie_in(world, frame)
    packet = world.environment.sent[frame].value
    return implies(
        has_cookie(world, frame)
        and packet.kind == Kind.FINISH
        and made.tie.present
        and is_genuine(history, world, made.maker, made.peer),
        history.authors[frame] == made.peer and packet.receiver == made.maker,
    )


@lemma
def who_finishes_untied_finds_what_it_awaits(history: History, world: World, frame: Frame) -> bool:
    """Whoever finds no session yet with a FINISH awaits what it has sent for the cookie in it."""
    author = history.authors[frame]
    receiver = world.environment.sent[frame].value.receiver
    session = world.sessions[Pair(author, receiver)]
    return implies(
        finishes(history, world, frame) and world.sessions[Pair(receiver, author)].state == State.NONE,
        session.token_in == cookie_in(world, frame).their_tag,
    )


@lemma
def who_finishes_a_tie_awaits_what_it_has_sent(history: History, world: World, frame: Frame) -> bool:
    """Whoever gives back a tied cookie awaits what it has sent for it."""
    author = history.authors[frame]
    receiver = world.environment.sent[frame].value.receiver
    session = world.sessions[Pair(author, receiver)]
    return implies(
        finishes(history, world, frame) and cookie_in(world, frame).tie.present,
        session.token_in == cookie_in(world, frame).their_tag,
    )


@lemma
def what_finishers_await_stays_between(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """What whoever finishes an opening has sent for the cookie stays between the two, as long as it counts."""
    made = cookie_in(world, frame)
    author = history.authors[frame]
    receiver = world.environment.sent[frame].value.receiver
    return implies(
        finishes(history, world, frame)
        and (made.tie.present or world.sessions[Pair(receiver, author)].state == State.NONE)
        and is_on_the_wire(world, other, made.their_tag),
        goes_between(history, world, other, author, receiver),
    )


@lemma
def what_finishers_await_comes_from_true_sources(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """What whoever finishes an opening has sent for the cookie comes from its author's place, as long as it counts."""
    made = cookie_in(world, frame)
    receiver = world.environment.sent[frame].value.receiver
    return implies(
        finishes(history, world, frame)
        and (made.tie.present or world.sessions[Pair(receiver, history.authors[frame])].state == State.NONE)
        and is_on_the_wire(world, other, made.their_tag),
        was_at(history, history.authors[other], world.environment.sent[other].value.source),
    )


@lemma
def who_finishes_was_answered(history: History, world: World, frame: Frame) -> bool:
    """A host that has sent an honest peer a FINISH has a session that this peer has opened."""
    author = history.authors[frame]
    sent = world.environment.sent[frame]
    return implies(finishes(history, world, frame), history.genuine[Pair(author, sent.value.receiver)])


@lemma
def two_do_not_finish_ties(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """Of two hosts that have sent each other a FINISH one has given back a cookie that is tied to nothing."""
    first = world.environment.sent[frame].value
    second = world.environment.sent[other].value
    return implies(
        finishes(history, world, frame)
        and finishes(history, world, other)
        and history.authors[frame] == second.receiver
        and history.authors[other] == first.receiver,
        not first.cookie.value.tie.present or not second.cookie.value.tie.present,
    )


SHOWN = (
    shown_tokens_stay_between,
    shown_tokens_are_handed_over_by_the_peer,
    genuine_sessions_are_unseen,
    shown_tokens_come_from_true_sources,
    shown_tokens_are_not_read,
    shown_tokens_are_not_known,
    shown_tokens_are_shown_once,
    shown_tokens_are_awaited_by_the_peer,
    shown_tokens_are_no_challenges,
    shown_tokens_are_tags_of_the_peer,
    shown_tokens_were_sent_by_the_peer,
    shown_tokens_are_in_no_known_cookie,
    awaited_answers_hand_over_the_tag,
    awaited_answers_are_for_the_call,
    who_finishes_has_begun,
    who_finishes_is_unseen,
    ties_of_genuine_sessions_come_from_the_peer,
    who_finishes_untied_finds_what_it_awaits,
    who_finishes_a_tie_awaits_what_it_has_sent,
    what_finishers_await_stays_between,
    what_finishers_await_comes_from_true_sources,
    who_finishes_was_answered,
    two_do_not_finish_ties,
)
