"""History: what has happened so far, written by `observe` alone, read by properties alone.

No rule, and nothing of the environment, can see it; a source check proves that.
"""

from dataclasses import dataclass

from hipspec.exchange.association import NO_GENERATION, Association, Generation, Role, key_to_peer
from hipspec.exchange.crypto import Key
from hipspec.exchange.lengths import R1_LENGTHS
from hipspec.exchange.names import Cipher, Exponent, Group, Puzzle, Solution, Transport
from hipspec.exchange.sizes import Profile
from hipspec.exchange.states import State
from hipspec.exchange.world import Event, Happening, World
from hipspec.language import NOTHING, Map, Maybe, Set, replace, some
from hipspec.network.names import NOWHERE, Address, Host, Pair


@dataclass(frozen=True)
class Session:
    """What both ends of a base exchange must agree on.

    Attributes:
        initiator, responder: the two HITs, in their roles.
        group, cipher, transport: what was chosen.
        initiator_public, responder_public: the two Diffie-Hellman public values.
        puzzle, solution: #I and #J.
    """

    initiator: Host
    responder: Host
    group: Group
    cipher: Cipher
    transport: Transport
    initiator_public: Exponent
    responder_public: Exponent
    puzzle: Puzzle
    solution: Solution


@dataclass(frozen=True)
class Reached:
    """A puzzle was read at an address by somebody who sits there."""

    puzzle: Puzzle
    address: Address


@dataclass(frozen=True)
class Heard:
    """An I2 with this solution was read at an address by somebody who sits there."""

    solution: Solution
    address: Address


@dataclass(frozen=True)
class Exposure:
    """An address that proved nothing, seen from hosts whose packets have the lengths of one profile."""

    address: Address
    profile: Profile


@dataclass(frozen=True)
class History:
    """What has happened.

    Attributes:
        initiated: for each solution that an honest Initiator sent in an I2, its view of the session.
        sound: whether the R1 behind such a session came from an honest host whose identity was not stolen.
        accepted: the solutions with which honest Responders accepted an I2.
        accepted_as: for each #J and public value of an Initiator, the Responder's view of the session that it first
            confirmed in an R2.
        trusted: for each association, whether at its last acceptance of an R2 or I2 the peer was honest, and neither
            its identity nor our own was stolen.
        met: the same, whatever became of our own identity.
        completed: whether an Initiator has accepted the R2 of its last I2.
        generations: every generation of R1s, by host and counter.
        gave_way: whether a host ever took part in its peer's exchange while it waited for the R2 of its own.
        closes: for an honest host and a #J, the exponents with whose keys it sent a CLOSE or a CLOSE_ACK.
        keys: the keys that a host ever had for what it sends in an association, its own exponent first.
        updates: those of them under which it sent an UPDATE.
        highest: the highest generation counter of an R1 that was accepted from a peer, since the last crash.
        reached: the puzzles that were read, and where.
        sent_to: where the I2 with a solution went.
        heard: the I2s that were read, and where.
        reached_itself, heard_itself: the same, where the honest host that it was meant for read it itself.
        asked: bytes of I1s that came from an address.
        answered: bytes of R1s that went to an address.
        recent: R1s that a host sent to an address in the current interval.
    """

    initiated: Map[Solution, Maybe[Session]]
    sound: Map[Solution, bool]
    accepted: Set[Solution]
    accepted_as: Map[Solution, Map[Exponent, Maybe[Session]]]
    trusted: Map[Pair, bool]
    met: Map[Pair, bool]
    completed: Map[Pair, bool]
    generations: Map[Host, Map[int, Generation]]
    gave_way: Map[Pair, bool]
    closes: Map[Host, Map[Solution, Map[Exponent, bool]]]
    keys: Set[Key]
    updates: Set[Key]
    highest: Map[Pair, int]
    reached: Set[Reached]
    sent_to: Map[Solution, Address]
    heard: Set[Heard]
    reached_itself: Set[Reached]
    heard_itself: Set[Heard]
    asked: Map[Exposure, int]
    answered: Map[Exposure, int]
    recent: Map[Host, Map[Address, int]]


def initial_history(world: World) -> History:
    """Begin with nothing having happened."""
    del world
    return History(
        initiated=Map(NOTHING),
        sound=Map(False),  # noqa: FBT003  # a total map to truth
        accepted=Set(),
        accepted_as=Map(Map(NOTHING)),
        trusted=Map(False),  # noqa: FBT003  # a total map from pairs to truth
        met=Map(False),  # noqa: FBT003  # a total map from pairs to truth
        completed=Map(False),  # noqa: FBT003  # a total map to truth
        generations=Map(Map(NO_GENERATION)),
        gave_way=Map(False),  # noqa: FBT003  # a total map to truth
        closes=Map(Map(Map(False))),  # noqa: FBT003  # a total map to truth
        keys=Set(),
        updates=Set(),
        highest=Map(0),
        reached=Set(),
        sent_to=Map(NOWHERE),
        heard=Set(),
        reached_itself=Set(),
        heard_itself=Set(),
        asked=Map(0),
        answered=Map(0),
        recent=Map(Map(0)),
    )


def session_of(association: Association) -> Session:
    """Return one end's view of the session; an association with keys has one."""
    first = association.role == Role.INITIATOR
    return Session(
        initiator=association.own if first else association.peer,
        responder=association.peer if first else association.own,
        group=association.group,
        cipher=association.cipher,
        transport=association.transport,
        initiator_public=association.exponent if first else association.public,
        responder_public=association.public if first else association.exponent,
        puzzle=association.puzzle,
        solution=association.solution,
    )


def observe(history: History, before: World, event: Event, after: World) -> History:  # noqa: C901, PLR0911  # one case for each happening
    """Write down what happened in one step."""
    if event.happening == Happening.I1_ANSWERED:
        return observe_answer(history, before, event)
    if event.happening == Happening.R1_ACCEPTED:
        return observe_r1(history, before, event, after)
    if event.happening == Happening.I2_RECEIVED:
        return observe_i2(history, before, event, after)
    if event.happening == Happening.R2_ACCEPTED:
        return replace(
            history,
            trusted=history.trusted.set(event.pair, trustworthy(before, event.pair)),
            met=history.met.set(event.pair, genuine(before, event.pair.peer)),
            completed=history.completed.set(event.pair, True),  # noqa: FBT003  # it has
        )
    if event.happening == Happening.RENEWED:
        return observe_renewal(observe_renewal(history, after, event.pair.host), after, event.pair.peer)
    if event.happening == Happening.CLOSING_SAID:
        return with_close(history, after, event.pair)
    if event.happening == Happening.CLOSE_RECEIVED:
        accepted = event.work.signatures > 0
        return with_close(history, after, event.pair) if accepted else history
    if event.happening == Happening.UPDATE_SENT:
        return replace(history, updates=history.updates.add(key_to_peer(after.associations[event.pair])))
    if event.happening == Happening.CRASHED:
        return replace(history, highest=history.highest.set(event.pair, 0))
    if event.happening == Happening.NEW_INTERVAL:
        return replace(history, recent=history.recent.set(event.pair.host, Map(0)))
    if event.happening == Happening.OVERHEARD:
        return observe_overhearing(history, before, event)
    return history


def observe_renewal(history: History, after: World, host: Host) -> History:
    """Write down a new generation of R1s."""
    latest = after.responders[host].latest
    so_far = history.generations[host]
    return replace(history, generations=history.generations.set(host, so_far.set(latest.counter, latest)))


def genuine(world: World, host: Host) -> bool:
    """Whether a host is honest and its identity has not been stolen: what it seems to sign, it signs."""
    environment = world.environment
    return environment.honest.has(host) and not environment.stolen_identities.has(host)


def trustworthy(world: World, pair: Pair) -> bool:
    """Whether both ends of an association are honest, and neither identity has been stolen."""
    return genuine(world, pair.host) and genuine(world, pair.peer)


def observe_answer(history: History, before: World, event: Event) -> History:
    """Count the bytes that an address asked for, and got."""
    i1 = before.environment.sent[event.frame].value
    profile = before.environment.policies[event.pair.host].profile
    exposure = Exposure(address=event.address, profile=profile)
    host = event.pair.host
    recent = history.recent[host]
    return replace(
        history,
        asked=history.asked.set(exposure, history.asked[exposure] + i1.length),
        answered=history.answered.set(exposure, history.answered[exposure] + R1_LENGTHS[profile]),
        recent=history.recent.set(host, recent.set(event.address, recent[event.address] + 1)),
    )


def observe_r1(history: History, before: World, event: Event, after: World) -> History:
    """Write down with whom and on what an Initiator opens a session, and where it read the puzzle."""
    r1 = before.environment.sent[event.frame].value
    association = after.associations[event.pair]
    solution = association.solution
    highest = history.highest[event.pair]
    here = Reached(puzzle=r1.puzzle.value, address=event.address)
    is_there = before.environment.at[event.address] == event.pair.host
    return replace(
        history,
        initiated=history.initiated.set(solution, some(session_of(association))),
        sound=history.sound.set(solution, genuine(before, event.pair.peer)),
        trusted=history.trusted.set(event.pair, False),  # noqa: FBT003  # not yet
        met=history.met.set(event.pair, False),  # noqa: FBT003  # not yet
        completed=history.completed.set(event.pair, False),  # noqa: FBT003  # not yet
        keys=history.keys.add(key_to_peer(association)),
        highest=history.highest.set(event.pair, r1.counter if r1.counter > highest else highest),
        reached=history.reached.add(here) if is_there else history.reached,
        reached_itself=history.reached_itself.add(here) if is_there else history.reached_itself,
        sent_to=history.sent_to.set(solution, association.there),
    )


def observe_i2(history: History, before: World, event: Event, after: World) -> History:
    """Write down that an I2 was read, and if it was accepted, the Responder's view of the session."""
    i2 = before.environment.sent[event.frame].value
    association = after.associations[event.pair]
    is_there = before.environment.at[i2.destination] == event.pair.host
    here = Heard(solution=i2.solution.value, address=i2.destination)
    heard = history.heard.add(here) if is_there else history.heard
    itself = history.heard_itself.add(here) if is_there else history.heard_itself
    if event.work.signatures == 0:
        return replace(history, heard=heard, heard_itself=itself)
    return replace(
        history,
        heard=heard,
        heard_itself=itself,
        accepted=history.accepted.add(i2.solution.value),
        keys=history.keys.add(key_to_peer(association)),
        accepted_as=with_session(history.accepted_as, session_of(association)),
        trusted=history.trusted.set(event.pair, trustworthy(before, event.pair)),
        met=history.met.set(event.pair, genuine(before, event.pair.peer)),
        gave_way=history.gave_way.set(
            event.pair, history.gave_way[event.pair] or before.associations[event.pair].state == State.I2_SENT
        ),
    )


def with_session(
    accepted: Map[Solution, Map[Exponent, Maybe[Session]]], session: Session
) -> Map[Solution, Map[Exponent, Maybe[Session]]]:
    """Write down a session, unless one with the same #J and public value was confirmed before."""
    so_far = accepted[session.solution]
    first = not so_far[session.initiator_public].present
    return accepted.set(session.solution, so_far.set(session.initiator_public, some(session))) if first else accepted


def with_close(history: History, after: World, pair: Pair) -> History:
    """Write down that a host told its peer to close."""
    association = after.associations[pair]
    said = history.closes[pair.host]
    keys = said[association.solution].set(association.exponent, True)  # noqa: FBT003  # a member
    return replace(history, closes=history.closes.set(pair.host, said.set(association.solution, keys)))


def observe_overhearing(history: History, before: World, event: Event) -> History:
    """Write down which puzzle and which I2 the attacker has read, and where."""
    environment = before.environment
    packet = environment.sent[event.frame].value
    is_there = not environment.honest.has(environment.at[packet.destination])
    reached = history.reached
    heard = history.heard
    return replace(
        history,
        reached=reached.add(Reached(puzzle=packet.puzzle.value, address=packet.destination))
        if is_there and packet.puzzle.present
        else reached,
        heard=heard.add(Heard(solution=packet.solution.value, address=packet.destination))
        if is_there and packet.solution.present
        else heard,
    )
