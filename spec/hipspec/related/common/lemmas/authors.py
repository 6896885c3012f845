"""Candidates for lemmas about who made what."""

from hipspec.language import implies, lemma
from hipspec.related.common.facts import FACTS
from hipspec.related.common.history import History, is_strange
from hipspec.related.common.lemmas.terms import is_honest, is_secret
from hipspec.related.common.names import NOBODY, Frame
from hipspec.related.common.packets import Kind
from hipspec.related.common.world import World


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


@lemma
def what_closes_is_not_provoked(history: History, world: World, frame: Frame) -> bool:
    """No honest host sends a CLOSE in answer to what the attacker has made."""
    sent = world.environment.sent[frame]
    return implies(sent.present and sent.value.kind == Kind.CLOSE, not history.provoked.has(frame))


@lemma
def what_closes_shows_what_provoked_it(history: History, world: World, frame: Frame) -> bool:
    """A CLOSE in answer to what the attacker has made shows only what the attacker knows."""
    sent = world.environment.sent[frame]
    packet = sent.value
    known = world.environment.known_nonces
    return implies(
        sent.present and packet.kind == Kind.CLOSE and history.provoked.has(frame),
        not packet.echo.present
        and not packet.mac.present
        and (not packet.token.present or known.has(packet.token.value)),
    )


@lemma
def forgeries_show_what_is_known(history: History, world: World, frame: Frame) -> bool:
    """What the attacker has made shows only nonces that it knows."""
    sent = world.environment.sent[frame]
    packet = sent.value
    known = world.environment.known_nonces
    return implies(
        sent.present and history.authors[frame] == NOBODY,
        (not packet.tag.present or known.has(packet.tag.value))
        and (not packet.token.present or known.has(packet.token.value))
        and (not packet.echo.present or known.has(packet.echo.value))
        and (not packet.second.present or known.has(packet.second.value)),
    )


@lemma
def what_is_provoked_was_sent(history: History, world: World, frame: Frame) -> bool:
    """Only what was sent was provoked."""
    return implies(history.provoked.has(frame), world.environment.sent[frame].present)


AUTHORS = (
    what_closes_is_not_provoked,
    what_closes_shows_what_provoked_it,
    forgeries_show_what_is_known,
    what_is_provoked_was_sent,
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
)
