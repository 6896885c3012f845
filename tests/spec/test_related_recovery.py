"""What two hosts can do that move at the same moment: in which protocols they find each other again."""

import pytest

from hipspec.related.common import places
from hipspec.related.common.attacks import ATTACKS
from hipspec.related.common.names import NOBODY, NOWHERE, Address, Host, Pair
from hipspec.related.common.packets import Kind
from hipspec.related.common.properties import no_reunion
from hipspec.related.common.reunion import announcing, conversing, finding, from_a_jump
from hipspec.related.common.stage import P0, P1, V0, V1, P, Stage, T, V
from hipspec.related.table import FAMILY

(RECOVERY,) = [attack for attack in ATTACKS if attack.name == "recovery"]
# Who says where a host is now, by the sources: the home agent (RFC 6275 5.2.9), the mapping agent (LIN6), DNS (RFC 6740
# 6.2), the mapping system (RFC 9301), a rendezvous server (RFC 8046 3.2.3, draft-moskowitz-hip-arch-03 5.1).
INFORMED_PROTOCOLS = {"mip6", "lin6", "ilnp", "lisp"}
INFORMED_ROWS = {"hipv2-rvs", "hip2003-rendezvous"}


def jumped(row: str) -> Stage:
    """Return a run in which V and P have talked, and have then been somewhere else at once."""
    stage = Stage(FAMILY.specification(row), facts=FAMILY.rows[row].facts)
    from_a_jump(stage)
    return stage


def met(stage: Stage) -> bool:
    """Return whether both have got data of the other since."""
    return not no_reunion(stage.history, stage.world, V, P)


def held(stage: Stage) -> bool:
    """Return what `met` is the opposite of, from both sides."""
    return no_reunion(stage.history, stage.world, V, P) and no_reunion(stage.history, stage.world, P, V)


@pytest.mark.parametrize("row", FAMILY.rows)
def test_hosts_find_each_other_again_exactly_where_somebody_knows_where_they_are(row: str) -> None:
    stage = jumped(row)
    for attempts in (announcing, finding, conversing):
        (stage,) = attempts(stage)
    informed = FAMILY.rows[row].protocol in INFORMED_PROTOCOLS or row in INFORMED_ROWS
    assert met(stage) is informed


def test_after_a_jump_each_is_elsewhere_and_nobody_is_where_anybody_was() -> None:
    stage = jumped("wireguard")
    at = stage.world.environment.at
    assert (at[V1], at[P1]) == (V, P)
    assert [at[old] for old in (V0, P0)] == [NOBODY, NOBODY]
    for host in (V, P, T):
        for old in (V0, P0):
            assert not stage.take(places.take_address, host=host, address=old)
    assert stage.take(places.take_address, host=V, address=V0) is False


def test_what_was_on_its_way_is_lost() -> None:
    stage = Stage(FAMILY.specification("wireguard"))
    stage.opens(V, P, V0, P0)
    stage.settle()
    assert stage.sends(V, P)
    (frame,) = stage.waiting()
    assert stage.copy().arrives(frame)
    assert stage.jumps(V, P, V1, P1)
    assert not stage.arrives(frame)


@pytest.mark.parametrize(
    ("one", "other", "here", "there"),
    [
        (V, P, V0, P1),  # where V was
        (V, P, V1, V1),  # both at one place
        (V, P, NOWHERE, P1),
        (V, P, Address("x0"), P1),  # the attacker's network
        (V, Host("M"), V1, P1),  # who follows no rules
    ],
)
def test_a_jump_leads_two_honest_hosts_to_places_where_nobody_has_been(
    one: Host, other: Host, here: Address, there: Address
) -> None:
    stage = Stage(FAMILY.specification("ip_plain"))
    assert stage.copy().jumps(V, P, V1, P1)
    assert not stage.jumps(one, other, here, there)


def test_a_home_agent_serves_only_who_is_elsewhere_and_only_in_mobile_ipv6() -> None:
    stage = Stage(FAMILY.specification("mip6_rr"), facts=FAMILY.rows["mip6_rr"].facts)
    assert not stage.take(places.keep_home, host=V, address=V0)
    assert jumped("mip6_rr").world.environment.at[V0] == V
    assert jumped("ip_plain").world.environment.at[V0] == NOBODY


def test_data_of_one_alone_is_no_reunion() -> None:
    stage = jumped("mip6_rr")
    assert held(stage)
    stage.sends(V, P)
    stage.settle()
    assert held(stage)
    stage.sends(P, V)
    stage.settle()
    assert not held(stage)


def test_data_that_was_sent_before_is_no_reunion() -> None:
    stage = Stage(FAMILY.specification("mip6_rr"), facts=FAMILY.rows["mip6_rr"].facts)
    stage.opens(V, P, V0, P0)
    stage.settle()
    stage.sends(V, P)
    stage.sends(P, V)
    waiting = list(stage.waiting())
    stage.jumps(V, P, V1, P1)
    assert [stage.arrives(frame) for frame in waiting] == [True, True]  # the home agents pass them on
    assert held(stage)


def test_a_session_that_opens_afterwards_is_no_reunion() -> None:
    stage = Stage(FAMILY.specification("ip_plain"))
    assert stage.jumps(V, P, V1, P1)
    assert stage.opens(V, P, V1, P1)
    stage.settle()
    for host, peer in ((V, P), (P, V)):
        stage.sends(host, peer)
        stage.settle()
    assert stage.history.reached.has(Pair(V, P))
    assert stage.history.reached.has(Pair(P, V))
    assert held(stage)


def test_an_update_goes_by_the_rendezvous_server_only_where_there_is_one() -> None:
    for row, possible in (("hipv2-rvs", True), ("hipv2", False), ("hip2003-rendezvous", True), ("hip2003", False)):
        stage = jumped(row)
        assert stage.moves(P, V, P1)
        assert stage.looks_up(V, P, P1) is possible
        if possible:
            sent = stage.world.environment.sent[stage.taken[-1].arguments["frame"]].value
            assert (sent.kind, sent.destination, sent.signer.value) == (Kind.MOVE, P1, V)


def test_the_column_says_what_is_good_in_it() -> None:
    assert RECOVERY.hope is not None
    assert all(attack.hope is None for attack in ATTACKS if attack is not RECOVERY)
