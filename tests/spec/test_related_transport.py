"""Protocols of the transport layer: what a forged INIT provokes, what a reset does, and which addresses join."""

import pytest

from hipspec.language import NOTHING, some
from hipspec.related.common import attacker
from hipspec.related.common.attempts import OWN_NONCE, OWN_SHARE, from_a_move_on_its_way, from_a_session, relaying
from hipspec.related.common.names import NOWHERE, Address, Frame, Pair
from hipspec.related.common.packets import Kind, Packet
from hipspec.related.common.session import State
from hipspec.related.common.stage import P0, V0, V1, X0, P, Stage, V
from hipspec.related.common.strengths import NOW, SPOOFER
from hipspec.related.table import FAMILY


def opened(row: str) -> Stage:
    stage = Stage(FAMILY.specification(row))
    stage.opens(V, P, V0, P0)
    stage.settle()
    return stage


@pytest.mark.parametrize(("row", "left"), [("sctp_addip", State.OPEN), ("sctp_addip-abort", State.CLOSED)])
def test_an_abort_for_a_forged_init_is_believed_only_with_the_tag_of_the_association(row: str, left: State) -> None:
    stage = FAMILY.stage(row, SPOOFER)
    from_a_session(stage)
    init = Packet(
        kind=Kind.HELLO,
        sender=V,
        receiver=P,
        source=V0,
        destination=P0,
        tag=some(OWN_NONCE),
        share=OWN_SHARE,
        address=some(X0),
        size=32,
    )
    assert stage.take(attacker.forge, packet=init, frame=Frame("f100"))
    assert stage.arrives(Frame("f100"))
    stage.settle()
    assert stage.world.sessions[Pair(P, V)].state is State.OPEN
    assert stage.world.sessions[Pair(V, P)].state is left


def test_the_wildcard_names_no_address_and_the_source_is_taken() -> None:
    stage = opened("sctp_addip-wildcard")
    stage.sit(V, V1)
    stage.moves(V, P, V1)
    (frame,) = stage.waiting()
    assert stage.world.environment.sent[frame].value.address == NOTHING
    stage.arrives(frame)
    assert stage.world.sessions[Pair(P, V)].candidate == V1


@pytest.mark.parametrize(("row", "reached"), [("sctp_addip", NOWHERE), ("sctp_addip-no_heartbeats", V1)])
def test_data_goes_to_an_address_that_is_not_confirmed_only_without_heartbeats(row: str, reached: Address) -> None:
    stage = opened(row)
    stage.sit(V, V1)
    stage.moves(V, P, V1)
    (frame,) = stage.waiting()
    stage.arrives(frame)
    assert stage.destination(P, V) == reached


def test_a_reset_makes_tcp_migrate_wait_and_only_then_close() -> None:
    stage = opened("tcp_migrate")
    assert stage.closes(V, P)
    stage.settle()
    assert stage.world.sessions[Pair(P, V)].state is State.WAITING
    assert stage.destination(P, V) == NOWHERE
    assert stage.gives_up(P, V)
    assert stage.world.sessions[Pair(P, V)].state is State.CLOSED


def test_multi_homed_tcp_falls_back_to_the_address_before() -> None:
    stage = opened("mh_tcp")
    stage.sit(V, V1)
    stage.moves(V, P, V1)
    stage.settle()
    assert stage.destination(P, V) == V1
    assert stage.gives_up(P, V)
    assert stage.destination(P, V) == V0


def test_who_stands_in_the_middle_of_a_join_gets_the_subflow() -> None:
    stage = FAMILY.stage("mptcp", NOW)
    from_a_move_on_its_way(stage)
    assert any(found.destination(P, V) == X0 for found in relaying(stage))
