"""What is worth trying from where a run has come to: each attempt is one or a few steps that belong together.

Tooling, not specification. It knows no protocol: the attacker puts into a packet the best that it knows for each
field, and what comes of it is up to the rules.
"""

from collections.abc import Callable, Iterator

from hipspec.language import NOTHING, Maybe, Set, some
from hipspec.related.common import attacker
from hipspec.related.common.names import (
    NO_SHARE,
    NOBODY,
    NOTHING_SENT,
    NOWHERE,
    Address,
    Frame,
    Host,
    Nonce,
    Pair,
    Share,
)
from hipspec.related.common.packets import Cookie, Key, Kind, Packet
from hipspec.related.common.session import Session
from hipspec.related.common.stage import P0, SIZE, T0, V0, V1, X0, M, P, Stage, V
from hipspec.related.common.words import key_of

OWN_SHARE, OWN_NONCE = Share("sM"), Nonce("nM")
Attempts = Callable[[Stage], Iterator[Stage]]


# ---------------------------------------------------------------------- what the attacker has at hand


def prepare(stage: Stage) -> None:
    """Let the attacker draw what it may need."""
    stage.take(attacker.make_up_share, host=M, share=OWN_SHARE)
    stage.take(attacker.make_up_nonce, nonce=OWN_NONCE)


def frames(stage: Stage) -> list[Frame]:
    """Return the transmissions that were made."""
    return [entry[0] for entry in stage.world.environment.sent.items()]


def read_all(stage: Stage) -> None:
    """Let the attacker read everything that it can read."""
    environment = stage.world.environment
    for frame in frames(stage):
        if not environment.read.has(frame):
            stage.take(attacker.overhear, frame=frame)


def known(stage: Stage, nonce: Maybe[Nonce]) -> Maybe[Nonce]:
    """Return a nonce if the attacker knows it."""
    return nonce if nonce.present and stage.world.environment.known_nonces.has(nonce.value) else NOTHING


def keys(stage: Stage, session: Session, cookie: Maybe[Cookie]) -> Iterator[Maybe[Key]]:
    """Yield the keys that the attacker could use, the best one first: of the session, or of one that it opens."""
    shares = stage.world.environment.known_shares
    found = [key_of(session)]
    if cookie.present and cookie.value.share != NO_SHARE:
        found.append(Key(OWN_SHARE, cookie.value.share))
    for key in found:
        if shares.has(key.initiator) or shares.has(key.responder):
            yield some(key)
    yield NOTHING


def forgeries(stage: Stage, victim: Host, name: Host, kind: Kind) -> Iterator[Packet]:
    """Yield packets of a kind that the attacker could send to a victim in some name, from and about some addresses."""
    session = stage.world.sessions[Pair(victim, name)]
    known_cookies = stage.world.environment.known_cookies
    cookies = [some(c) for c in known_cookies if c.maker == victim and c.peer in {name, NOBODY}] or [NOTHING]
    claims = [some(Cookie(M, M, address)) for address in (X0, T0)] if kind is Kind.MOVE and name == M else []
    seat = P0 if victim == P else session.here if session.here != NOWHERE else V0
    named = {Kind.MOVE: (X0, T0), Kind.PROBE: (NOWHERE, T0), Kind.ANSWER: (X0, T0), Kind.HELLO: (NOWHERE, X0, T0)}
    sizes = {Kind.HELLO: stage.facts.hello, Kind.REPLY: stage.facts.reply, Kind.FINISH: stage.facts.finish}
    for cookie in (*cookies, *claims):
        tag = cookie.value.tag if cookie.present and kind is Kind.FINISH else NOTHING
        for key in keys(stage, session, cookie):
            shown = cookie.value.address if cookie.present else NOWHERE
            seats = (address for address in (session.there, shown) if address != NOWHERE)
            for source in dict.fromkeys((X0, T0, *seats)):
                own = (source,) if kind in {Kind.HELLO, Kind.FINISH} else ()
                for address in dict.fromkeys((*named.get(kind, (NOWHERE,)), *own)):
                    yield Packet(
                        kind=kind,
                        sender=name,
                        receiver=victim,
                        source=source,
                        destination=seat,
                        signer=some(M) if name == M and stage.world.environment.attacker.is_peer else NOTHING,
                        mac=key,
                        token=known(stage, tag if tag.present else session.token_in),
                        tag=some(OWN_NONCE),
                        share=OWN_SHARE,
                        echo=known(stage, session.challenge if session.challenge.present else session.token_out),
                        second=known(
                            stage, session.home_challenge if session.home_challenge.present else session.token_out
                        ),
                        cookie=cookie,
                        address=some(address) if address != NOWHERE else NOTHING,
                        number=session.newest + 1,
                        size=sizes.get(kind, stage.facts.control),
                    )


# ---------------------------------------------------------------------- attempts


def forging(*kinds: Kind, victims: tuple[tuple[Host, Host], ...] = ((P, V), (P, M))) -> Attempts:
    """Return attempts with packets that the attacker makes, and that arrive at once.

    Args:
        kinds: the kinds of packets; all if none is given.
        victims: to whom, and in whose name.
    """

    def attempts(stage: Stage) -> Iterator[Stage]:
        for victim, name in victims:
            for kind in kinds or tuple(Kind):
                for packet in forgeries(stage, victim, name, kind):
                    found = stage.copy()
                    frame = Frame(f"f{found.fresh()}")
                    if found.take(attacker.forge, packet=packet, frame=frame) and found.arrives(frame):
                        yield found
                        yield from looking_up(found, victim, name)

    return attempts


def copying(stage: Stage) -> Iterator[Stage]:
    """Try every packet that the attacker has read once more, from its own address, a victim's, and the true one."""
    environment = stage.world.environment
    for original in environment.read:
        packet = environment.sent[original].value
        for source in dict.fromkeys((X0, T0, packet.source)):
            seats = [a for a in (packet.destination, V0, V1, P0) if environment.at[a] == packet.receiver]
            for destination in dict.fromkeys(seats):
                found = stage.copy()
                frame = Frame(f"f{found.fresh()}")
                sent = found.take(
                    attacker.send_copy, original=original, source=source, destination=destination, frame=frame
                )
                if sent and found.arrives(frame):
                    yield found


def relaying(stage: Stage) -> Iterator[Stage]:
    """Try to stand in the middle: send on what was read, as one's own, and the answers on to the other side."""
    environment = stage.world.environment
    for original in environment.read:
        packet = environment.sent[original].value
        if packet.destination == X0:
            for seat in [a for a in (V0, V1, P0) if environment.at[a] == packet.receiver]:
                found = stage.copy()
                answer = passed_on(found, original, X0, seat)
                if passed_on(found, answer, X0, packet.source) != NOTHING_SENT:
                    yield found
        else:
            found = stage.copy()
            answer = passed_on(found, original, X0, packet.destination)
            back = passed_on(found, answer, packet.destination, packet.source)
            if passed_on(found, back, X0, packet.destination) != NOTHING_SENT:
                yield found


def passed_on(stage: Stage, original: Frame, source: Address, destination: Address) -> Frame:
    """Send what was read from and to an address, and return the answer, or what was sent if there is none."""
    frame = Frame(f"f{stage.fresh()}")
    copied = {"original": original, "source": source, "destination": destination, "frame": frame}
    if not stage.world.environment.read.has(original) or not stage.take(attacker.send_copy, **copied):
        return NOTHING_SENT
    if not stage.arrives(frame):
        return NOTHING_SENT
    read_all(stage)
    reply = [f for f in frames(stage) if int(f.name[1:]) > int(frame.name[1:])]
    return reply[-1] if reply else frame


def arriving(stage: Stage) -> Iterator[Stage]:
    """Try every packet that was sent, whether it has arrived before or not."""
    for frame in frames(stage):
        found = stage.copy()
        if found.arrives(frame):
            yield found


def moving(stage: Stage) -> Iterator[Stage]:
    """Let V move, to where it was not yet or back."""
    for here in (V1, V0):
        found = stage.copy()
        if found.world.environment.at[here] != V:
            found.sit(V, here)
        if found.world.sessions[Pair(V, P)].here != here:
            asks(found, here)
            if found.moves(V, P, here):
                yield found


def looking_up(stage: Stage, host: Host, peer: Host) -> Iterator[Stage]:
    """Let a host look a peer up that it wants to look up, where it is or, a dishonest one, where it says."""
    if stage.world.sessions[Pair(host, peer)].seeking:
        for there in (X0, T0) if peer == M else (V0, V1):
            found = stage.copy()
            if found.looks_up(host, peer, there):
                yield found


def probing(stage: Stage) -> Iterator[Stage]:
    """Let P probe where it wants to, stop waiting, or look a peer up."""
    for peer in (V, M):
        for try_it in (Stage.probes, Stage.gives_up):
            found = stage.copy()
            if try_it(found, P, peer):
                yield found
        yield from looking_up(stage, P, peer)


def talking(stage: Stage) -> Iterator[Stage]:
    """Let V send data to P."""
    found = stage.copy()
    if found.sends(V, P):
        yield found


def sending(stage: Stage) -> Iterator[Stage]:
    """Let P send data to a peer: what shows where data goes."""
    for peer in (V, M):
        for size in dict.fromkeys((SIZE, stage.world.sessions[Pair(P, peer)].credit)):
            found = stage.copy()
            if size > 0 and found.sends(P, peer, size):
                yield found


def leaving(stage: Stage) -> Iterator[Stage]:
    """Let the attacker leave the path, if it has to before it acts."""
    able = stage.world.environment.attacker
    if (able.reads_setup or able.reads_earlier) and not stage.world.environment.left:
        found = stage.copy()
        if found.take(attacker.leave_the_path):
            yield found


# ---------------------------------------------------------------------- where attempts begin


def has_to_leave(stage: Stage) -> None:
    """Let the attacker leave the path, if it does not act before."""
    able = stage.world.environment.attacker
    if able.reads_earlier and not able.reads_now:
        stage.take(attacker.leave_the_path)


def having_left(start: Callable[[Stage], None]) -> Callable[[Stage], None]:
    """Return a beginning after which the attacker has left the path, unless it may stay there."""

    def starts(stage: Stage) -> None:
        start(stage)
        has_to_leave(stage)

    return starts


def from_nothing(stage: Stage) -> None:
    """Begin before anybody has said anything."""
    prepare(stage)


def from_a_session(stage: Stage) -> None:
    """Begin when V has opened a session with P, and has sent data."""
    prepare(stage)
    stage.opens(V, P, V0, P0)
    settle_and_read(stage)
    stage.sends(V, P)
    settle_and_read(stage)


def from_data_on_its_way(stage: Stage) -> None:
    """Begin when V has opened a session with P, and data of V is on its way."""
    from_a_session(stage)
    stage.sends(V, P)
    read_all(stage)


def from_a_move(stage: Stage) -> None:
    """Begin when V has opened a session with P and has moved, and P has heard of it."""
    from_a_session(stage)
    stage.sit(V, V1)
    asks(stage, V1)
    stage.moves(V, P, V1)
    settle_and_read(stage)
    stage.sends(V, P)
    settle_and_read(stage)


def from_a_move_on_its_way(stage: Stage) -> None:
    """Begin when V has opened a session with P and has moved, and P is about to hear of it."""
    from_a_session(stage)
    stage.sit(V, V1)
    stage.moves(V, P, V1)
    read_all(stage)


def from_a_return_on_its_way(stage: Stage) -> None:
    """Begin when V has moved away and back, P has heard of both, and V has moved to the same place once more."""
    from_a_move(stage)
    for here in (V0, V1):
        settle_and_read(stage)
        asks(stage, here)
        stage.moves(V, P, here)
        read_all(stage)


def from_moves_on_their_way(stage: Stage) -> None:
    """Begin when V has moved away, back and away again, and P has heard of the first only, and has tested it."""
    from_a_move_on_its_way(stage)
    for here in (V0, V1):
        before = frames(stage)
        asks(stage, here)
        stage.moves(V, P, here)
        stage.arrived = Set(*stage.arrived, *(frame for frame in frames(stage) if frame not in before))
    settle_and_read(stage)


def from_a_move_copied(stage: Stage) -> None:
    """Begin when P has heard from the attacker's address that V has moved, and looks there."""
    from_a_move_on_its_way(stage)
    moved = frames(stage)[-1]
    has_to_leave(stage)
    passed_on(stage, moved, X0, P0)
    stage.probes(P, V)
    read_all(stage)


def from_a_call(stage: Stage) -> None:
    """Begin when V has called P."""
    prepare(stage)
    stage.opens(V, P, V0, P0)
    read_all(stage)


def from_a_call_passed_on(stage: Stage) -> None:
    """Begin when P has heard V's call from the attacker's address, and V the answer to that as if it came from P."""
    from_a_call(stage)
    answer = passed_on(stage, frames(stage)[-1], X0, P0)
    passed_on(stage, answer, P0, V0)


def from_a_visit(stage: Stage) -> None:
    """Begin when M has opened a session with P as well as it can, from where it is."""
    prepare(stage)
    visit(stage, M)


def from_a_visit_in_another_name(stage: Stage) -> None:
    """Begin when M has opened a session with P in V's name as well as it can, from where M is."""
    prepare(stage)
    stage.take(attacker.leave_the_path)
    visit(stage, V)


def visit(stage: Stage, name: Host) -> None:
    """Let M open a session with P in some name as well as it can, from where M is."""
    for kind in (Kind.HELLO, Kind.ANSWER, Kind.FINISH):
        for packet in forgeries(stage, P, name, kind):
            frame = Frame(f"f{stage.fresh()}")
            true = packet.source == X0 and packet.address != some(T0)
            if true and stage.take(attacker.forge, packet=packet, frame=frame) and stage.arrives(frame):
                break
        read_all(stage)
        stage.looks_up(P, name, X0)
        read_all(stage)


def from_an_opening(stage: Stage) -> None:
    """Begin when V has called P, P has answered, and the rest is on its way."""
    from_a_call(stage)
    for _ in range(2):
        for frame in list(stage.waiting())[-1:]:
            stage.arrived = stage.arrived.add(frame)
            stage.arrives(frame)
            read_all(stage)


def asks(stage: Stage, here: Address) -> None:
    """Let V ask to be probed at home and where it goes, in protocols that want that first, and wait for it."""
    if stage.asks(V, P, V0):
        stage.asks(V, P, here)
        settle_and_read(stage)


def settle_and_read(stage: Stage) -> None:
    """Let everything arrive, and the attacker read what it can."""
    read_all(stage)
    stage.settle()
    read_all(stage)
