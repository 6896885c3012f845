"""What must not happen, each said once for all protocols. The attacks are what violates them."""

from hipspec.language import expected_attack, implies, invariant, step_property
from hipspec.related.common.facts import FACTS
from hipspec.related.common.history import History, amplified, is_strange, sees_elsewhere
from hipspec.related.common.names import NOBODY, Frame, Host, Pair
from hipspec.related.common.observation import (
    are_between_the_same,
    are_honest,
    are_on_the_same_path,
    are_parted,
    has_sent_data,
    holds_state,
    is_alive,
    look_alike,
    made,
    suite_of,
    traffic_for,
    was_at,
    what_was_sent,
)
from hipspec.related.common.packets import Suite
from hipspec.related.common.session import State
from hipspec.related.common.world import Event, Happening, World


@step_property(paper="2.3, figure 3")
def no_stealing(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """Data for an honest peer goes only where that peer has been, once it has opened the session itself."""
    del history_after
    return implies(
        has_sent_data(event, after) and are_honest(before, event.pair) and history.genuine[event.pair],
        was_at(history, event.pair.peer, what_was_sent(event, after).destination),
    )


@step_property(paper="2.3, figure 3")
def no_stealing_from_the_start(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Data for an honest peer goes only where that peer has been, whoever has opened the session."""
    del history_after
    return implies(
        has_sent_data(event, after) and are_honest(before, event.pair),
        was_at(history, event.pair.peer, what_was_sent(event, after).destination),
    )


@invariant(paper="2.3, figure 4")
def no_flooding(history: History, world: World, host: Host, peer: Host) -> bool:
    """Not a byte of data goes where neither the peer nor the attacker has been."""
    del world
    return history.strayed[Pair(host, peer)] == 0


@invariant(paper="2.3, figure 4")
def flooding_at_most_once(history: History, world: World, host: Host, peer: Host) -> bool:
    """No more data goes where neither the peer nor the attacker has been than has arrived in the peer's name."""
    del world
    return history.strayed[Pair(host, peer)] <= history.received[Pair(host, peer)]


@invariant(paper="2.3, figure 4")
def flooding_at_most_threefold(history: History, world: World, host: Host, peer: Host) -> bool:
    """At most three times as much data goes where neither has been as has arrived in the peer's name."""
    del world
    return history.strayed[Pair(host, peer)] <= 3 * history.received[Pair(host, peer)]


@invariant()
def no_amplification(history: History, world: World, host: Host, peer: Host) -> bool:
    """Not a byte of an open session goes where neither the peer nor the attacker has been."""
    del world
    return amplified(history, Pair(host, peer)) == 0


@invariant()
def amplification_at_most_once(history: History, world: World, host: Host, peer: Host) -> bool:
    """No more bytes of an open session go where neither has been than have arrived in it in the peer's name."""
    del world
    return amplified(history, Pair(host, peer)) <= history.received[Pair(host, peer)]


@invariant()
def amplification_at_most_twofold(history: History, world: World, host: Host, peer: Host) -> bool:
    """At most twice as many bytes of an open session go where neither has been as have arrived in it."""
    del world
    return amplified(history, Pair(host, peer)) <= 2 * history.received[Pair(host, peer)]


@invariant()
def amplification_at_most_threefold(history: History, world: World, host: Host, peer: Host) -> bool:
    """At most three times as many bytes of an open session go where neither has been as have arrived in it."""
    del world
    return amplified(history, Pair(host, peer)) <= 3 * history.received[Pair(host, peer)]


@invariant()
def no_reflection(history: History, world: World, host: Host, peer: Host) -> bool:
    """No REPLY goes where neither the peer nor the attacker has been."""
    del world
    return history.reflected[Pair(host, peer)] == 0


@invariant()
def reflection_within_sizes(history: History, world: World, host: Host, peer: Host) -> bool:
    """REPLYs that go where neither has been are to the HELLOs that arrived as a REPLY is to a HELLO, at most."""
    del world
    pair = Pair(host, peer)
    return history.reflected[pair] * FACTS.hello <= history.heard[pair] * FACTS.reply


@expected_attack()
def flooding_below_once(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """Less data goes where neither has been than has arrived in the peer's name."""
    del history, before, after
    strayed = history_after.strayed[event.pair]
    return strayed == 0 or strayed < history_after.received[event.pair]


@expected_attack()
def flooding_well_below_once(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """The data that goes where neither has been stays a hundredth and more below what has arrived."""
    del history, before, after
    strayed = history_after.strayed[event.pair]
    return strayed == 0 or 100 * strayed < 99 * history_after.received[event.pair]


@expected_attack()
def flooding_below_threefold(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Less than three times as much data goes where neither has been as has arrived in the peer's name."""
    del history, before, after
    strayed = history_after.strayed[event.pair]
    return strayed == 0 or strayed < 3 * history_after.received[event.pair]


@expected_attack()
def amplification_below_once(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """What goes where neither has been stays a hundredth and more below what has arrived."""
    del history, before, after
    out = amplified(history_after, event.pair)
    return out == 0 or 100 * out < 99 * history_after.received[event.pair]


@expected_attack()
def amplification_below_twofold(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """What goes where neither has been stays a hundredth and more below twice what has arrived."""
    del history, before, after
    out = amplified(history_after, event.pair)
    return out == 0 or 100 * out < 99 * 2 * history_after.received[event.pair]


@expected_attack()
def amplification_below_threefold(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """What goes where neither has been stays a hundredth and more below three times what has arrived."""
    del history, before, after
    out = amplified(history_after, event.pair)
    return out == 0 or 100 * out < 99 * 3 * history_after.received[event.pair]


@expected_attack()
def reflection_below_sizes(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """REPLYs that go where neither has been are less to the HELLOs that arrived than a REPLY is to a HELLO."""
    del history, before, after
    reflected = history_after.reflected[event.pair]
    return reflected == 0 or reflected * FACTS.hello < history_after.heard[event.pair] * FACTS.reply


@step_property()
def no_state_before_validation(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """A host remembers nothing of a peer that has called, before somebody was where the peer says that it is."""
    del history_after
    host = event.pair.host
    peer = event.pair.peer
    begins = not holds_state(before, host, peer) and holds_state(after, host, peer)
    return implies(
        event.happening == Happening.ARRIVED and begins and not was_at(history, host, traffic_for(after, host, peer)),
        not is_strange(history, peer, traffic_for(after, host, peer)),
    )


@step_property()
def no_return_to_an_older_place(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """What an honest peer said before a move never makes a host look for it elsewhere after what it said later did."""
    del history_after
    pair = event.pair
    return implies(
        event.happening == Happening.ARRIVED
        and are_honest(before, pair)
        and history.genuine[pair]
        and made(history, pair.peer, event.arrived)
        and sees_elsewhere(before.sessions[pair], after.sessions[pair]),
        history.ordinals[event.arrived] >= history.newest[pair],
    )


@step_property()
def only_the_peer_opens(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """A session with an honest peer is opened only by what that peer itself has made."""
    del history_after
    host = event.pair.host
    peer = event.pair.peer
    begins = not is_alive(before, host, peer) and is_alive(after, host, peer)
    return implies(
        event.happening == Happening.ARRIVED and are_honest(before, event.pair) and begins,
        made(history, peer, event.arrived),
    )


@step_property()
def only_the_peer_closes(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """A session that an honest peer has opened is closed only by what that peer itself has made, unprovoked."""
    del history_after
    host = event.pair.host
    peer = event.pair.peer
    ends = is_alive(before, host, peer) and not is_alive(after, host, peer)
    return implies(
        event.happening == Happening.ARRIVED
        and are_honest(before, event.pair)
        and history.genuine[event.pair]
        and ends,
        made(history, peer, event.arrived) and not history.provoked.has(event.arrived),
    )


@invariant()
def no_reunion(history: History, world: World, host: Host, peer: Host) -> bool:
    """Two hosts that were somewhere else at once never both get data of the other again, in the session that was."""
    reached = history.reached
    meet = reached.has(Pair(host, peer)) and reached.has(Pair(peer, host))
    return not (are_parted(history, world, Pair(host, peer)) and meet)


@expected_attack()
def parted_hosts_send_nothing(
    history: History, before: World, event: Event, history_after: History, after: World
) -> bool:
    """Of two hosts that were somewhere else at once, none sends anything to where nobody is any more."""
    del history, before
    sent = after.environment.sent[event.sent]
    sends = event.happening == Happening.ACTED and sent.present
    in_vain = after.environment.at[sent.value.destination] == NOBODY
    return implies(sends and are_parted(history_after, after, event.pair), not in_vain)


@step_property()
def no_downgrade(history: History, before: World, event: Event, history_after: History, after: World) -> bool:
    """What an honest peer has made opens a session, or starts it anew, only with the best algorithms of both."""
    del history_after
    host = event.pair.host
    peer = event.pair.peer
    state = before.sessions[event.pair].state
    goes_on = state == State.OPEN or state == State.WAITING
    agrees = not goes_on or suite_of(before, host, peer) == Suite.STRONG
    return implies(
        event.happening == Happening.ARRIVED
        and are_honest(before, event.pair)
        and made(history, peer, event.arrived)
        and is_alive(after, host, peer)
        and agrees,
        suite_of(after, host, peer) == Suite.STRONG,
    )


@invariant()
def no_linking(history: History, world: World, frame: Frame, other: Frame) -> bool:
    """What was read of two honest hosts between two addresses shows nothing that it shows between two others."""
    read = world.environment.read
    one = world.environment.sent[frame].value
    two = world.environment.sent[other].value
    return implies(
        read.has(frame)
        and read.has(other)
        and history.authors[frame] != NOBODY
        and history.authors[other] != NOBODY
        and are_honest(world, Pair(one.sender, one.receiver))
        and are_between_the_same(one, two),
        are_on_the_same_path(one, two) or not look_alike(one, two),
    )


PROPERTIES = (
    no_stealing,
    no_stealing_from_the_start,
    no_flooding,
    flooding_at_most_once,
    flooding_at_most_threefold,
    no_amplification,
    amplification_at_most_once,
    amplification_at_most_twofold,
    amplification_at_most_threefold,
    no_reflection,
    reflection_within_sizes,
    no_state_before_validation,
    no_return_to_an_older_place,
    only_the_peer_opens,
    only_the_peer_closes,
    no_reunion,
    no_downgrade,
    no_linking,
)

# What a run has to violate to show that a bound is reached and not only kept.
REACHED = (
    flooding_below_once,
    flooding_well_below_once,
    flooding_below_threefold,
    amplification_below_once,
    amplification_below_twofold,
    amplification_below_threefold,
    reflection_below_sizes,
    parted_hosts_send_nothing,
)
