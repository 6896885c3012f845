"""What two hosts agree on when somebody changes what they say of it, and what an onlooker sees of a host that moves."""

from collections.abc import Callable

import pytest

from hipspec.related.common import attacker
from hipspec.related.common.attempts import from_a_move, read_all
from hipspec.related.common.history import History
from hipspec.related.common.names import Address, Frame, Host, Pair
from hipspec.related.common.packets import Kind, Label, Packet, Suite
from hipspec.related.common.session import State
from hipspec.related.common.stage import P0, V0, V1, P, Stage, V
from hipspec.related.common.strengths import IN_SETUP, ONLOOKER
from hipspec.related.table import FAMILY

WEAK, STRONG = Suite.WEAK, Suite.STRONG


def called(row: str) -> Stage:
    """Return a run in which V has called P, and somebody in the path has read it."""
    stage = FAMILY.stage(row, IN_SETUP)
    assert stage.opens(V, P, V0, P0)
    read_all(stage)
    return stage


def last(stage: Stage) -> Frame:
    """Return the last transmission."""
    frames = [frame for frame, _ in stage.world.environment.sent.items()]
    found: Frame = max(frames, key=lambda frame: int(frame.name[1:]))
    return found


def packet(stage: Stage, frame: Frame) -> Packet:
    """Return what was sent under a number."""
    sent: Packet = stage.world.environment.sent[frame].value
    return sent


def alters(stage: Stage, original: Frame, offer: Suite, choice: Suite) -> bool:
    """Let the attacker send a packet with something else in it, and let it arrive instead; say whether both happen."""
    read_all(stage)
    said = packet(stage, original)
    frame = Frame(f"f{stage.fresh()}")
    where = {"original": original, "source": said.source, "destination": said.destination, "frame": frame}
    sent = stage.take(attacker.send_altered, **where, offer=offer, choice=choice)
    return sent and stage.arrives(frame)


def suite(stage: Stage, host: Host, peer: Host) -> Suite | None:
    """Return what a host uses in an open session; None if it has none."""
    session = stage.world.sessions[Pair(host, peer)]
    return session.suite if session.state is State.OPEN else None


def property_of(row: str, name: str) -> Callable[..., bool]:
    """Return a property as it reads for a row."""
    return next(function for function in FAMILY.specification(row).properties if function.__name__ == name)


@pytest.mark.parametrize("row", [row for row in FAMILY.rows if FAMILY.rows[row].facts.negotiates])
def test_hosts_that_nobody_disturbs_use_the_best_that_both_have(row: str) -> None:
    stage = called(row)
    stage.settle()
    assert (suite(stage, V, P), suite(stage, P, V)) == (STRONG, STRONG)


@pytest.mark.parametrize("row", ["hipv2", "quic", "quic-retry", "dtls_cid", "dtls_cid-no_hvr"])
def test_an_initiator_notices_in_what_is_signed_that_its_offer_was_changed(row: str) -> None:
    stage = called(row)
    assert alters(stage, last(stage), WEAK, WEAK)
    reply = last(stage)
    assert (packet(stage, reply).kind, packet(stage, reply).choice) == (Kind.REPLY, WEAK)
    assert not stage.arrives(reply)


@pytest.mark.parametrize("row", ["hip2003", "hipv2", "quic", "dtls_cid"])
def test_what_is_signed_can_not_be_changed(row: str) -> None:
    stage = called(row)
    assert stage.arrives(last(stage))
    assert not alters(stage, last(stage), WEAK, WEAK)


def test_ike_notices_on_either_side_that_something_was_changed() -> None:
    asked = called("mobike")
    assert alters(asked, last(asked), WEAK, WEAK)
    assert asked.arrives(last(asked))  # the response, from which V learns nothing
    assert not asked.arrives(last(asked))  # V has signed what it has offered
    answered = called("mobike")
    assert answered.arrives(last(answered))
    assert alters(answered, last(answered), STRONG, WEAK)
    assert answered.arrives(last(answered))
    assert not answered.arrives(last(answered))  # P has signed what it has chosen


@pytest.mark.parametrize("row", ["mptcp", "tcp_migrate", "sctp_addip", "sctp_addip-psk", "ilnp_nonce"])
def test_what_nothing_protects_is_believed_and_nothing_moves_then(row: str) -> None:
    stage = called(row)
    assert stage.arrives(last(stage))
    assert alters(stage, last(stage), WEAK, WEAK)
    assert suite(stage, V, P) is WEAK
    assert stage.sends(V, P)
    stage.sit(V, V1)
    assert not stage.moves(V, P, V1)


@pytest.mark.parametrize("kind", [Kind.HELLO, Kind.FINISH])
def test_a_host_that_misses_one_mp_capable_speaks_plain_tcp(kind: Kind) -> None:
    stage = called("mptcp")
    while packet(stage, last(stage)).kind is not kind:
        assert stage.arrives(last(stage))
    assert alters(stage, last(stage), WEAK, WEAK)
    stage.settle()
    assert suite(stage, P, V) is WEAK


def test_a_cookie_says_what_the_init_has_offered() -> None:
    stage = called("sctp_addip")
    assert alters(stage, last(stage), WEAK, WEAK)
    assert packet(stage, last(stage)).cookie.value.suite is WEAK
    assert packet(stage, last(stage)).offer is STRONG  # P itself supports everything


def test_no_downgrade_rejects_a_weak_session_that_the_peer_has_opened_and_no_other() -> None:
    stage = called("mptcp")
    assert stage.arrives(last(stage))
    assert alters(stage, last(stage), WEAK, WEAK)
    no_downgrade = property_of("mptcp", "no_downgrade")
    step = stage.taken[-1]
    before, after = step.before, step.after
    assert not no_downgrade(before.history, before.world, step.event, after.history, after.world)
    # If the attacker itself has made what opens it, it is identity theft, and not this.
    assert no_downgrade(History(), before.world, step.event, History(), after.world)
    # Nothing is agreed on as long as nothing is open.
    assert no_downgrade(before.history, before.world, step.event, before.history, before.world)


# ---------------------------------------------------------------------- what is seen of a move


def moved(row: str) -> Stage:
    """Return a run in which V has moved, and somebody has read everything."""
    stage = FAMILY.stage(row, ONLOOKER)
    from_a_move(stage)
    assert stage.destination(P, V) == V1
    read_all(stage)
    return stage


def labels(stage: Stage, *, to_initiator: bool, address: Address) -> set[Label | None]:
    """Return what all packets but calls between V, at an address, and P are found by."""
    packets = [sent.value for _, sent in stage.world.environment.sent.items() if sent.present]
    return {
        p.label.value if p.label.present else None
        for p in packets
        if p.kind is not Kind.HELLO
        and (p.destination == address and p.receiver == V if to_initiator else p.source == address and p.sender == V)
    }


def test_quic_shows_another_identifier_on_another_path_and_wireguard_the_same() -> None:
    for row, shared in (("quic", 0), ("quic-zero_length", 0), ("wireguard", 1), ("dtls_cid-to_server", 1)):
        stage = moved(row)
        before, after = (labels(stage, to_initiator=False, address=address) for address in (V0, V1))
        assert None not in before | after
        assert (len(before), len(after), len(before & after)) == (1, 1, shared)


@pytest.mark.parametrize("row", ["quic-zero_length", "dtls_cid-to_server"])
def test_packets_to_an_initiator_without_identifier_show_none(row: str) -> None:
    stage = moved(row)
    assert labels(stage, to_initiator=True, address=V0) | labels(stage, to_initiator=True, address=V1) == {None}


@pytest.mark.parametrize(
    ("row", "kind"), [("hipv2", Kind.MOVE), ("wireguard", Kind.DATA), ("shim6_cga", Kind.DATA), ("lisp_ms", Kind.DATA)]
)
def test_no_linking_rejects_what_shows_the_same_at_two_addresses(row: str, kind: Kind) -> None:
    stage = moved(row)
    history, world = stage.now.history, stage.now.world
    no_linking = property_of(row, "no_linking")
    read = [frame for frame in world.environment.read if packet(stage, frame).sender == V]
    linked = [
        (one, other)
        for one in read
        for other in read
        if packet(stage, other).kind is kind and not no_linking(history, world, one, other)
    ]
    assert linked
    assert all(packet(stage, one).source != packet(stage, other).source for one, other in linked)


def test_no_linking_allows_everything_that_an_onlooker_reads_of_quic() -> None:
    stage = moved("quic")
    history, world = stage.now.history, stage.now.world
    no_linking = property_of("quic", "no_linking")
    read = list(world.environment.read)
    assert {packet(stage, frame).source for frame in read} >= {V0, V1, P0}
    assert all(no_linking(history, world, one, other) for one in read for other in read)
