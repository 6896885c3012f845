"""Candidates for lemmas about what packets show in clear by which they can be told to belong together."""

from hipspec.language import implies, lemma
from hipspec.related.common.history import History
from hipspec.related.common.names import NOBODY, Frame
from hipspec.related.common.world import World


@lemma
def labels_name_their_path(history: History, world: World, frame: Frame) -> bool:
    """What an honest host's packet shows to be sorted by was drawn for the two hosts and addresses that it is between.

    What is the same between any two addresses is no such label.
    """
    sent = world.environment.sent[frame]
    packet = sent.value
    label = packet.label
    return implies(
        history.authors[frame] != NOBODY and sent.present and label.present,
        label.value.owner == packet.sender
        and label.value.peer == packet.receiver
        and label.value.here == packet.source
        and label.value.there == packet.destination,
    )


@lemma
def nothing_shows_a_token(history: History, world: World, frame: Frame) -> bool:
    """No packet shows a token in clear."""
    del history
    sent = world.environment.sent[frame]
    return implies(sent.present, not sent.value.token.present)


LABELS = (
    labels_name_their_path,
    nothing_shows_a_token,
)
