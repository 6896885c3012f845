"""What each scenario shows, looked at from outside: packets, bindings and counts that follow from the story."""

import itertools

from hipspec.hip import SPECIFICATION, honest
from hipspec.hip.association import UPDATE_RETRY_MAX, Association, State, Status
from hipspec.hip.names import HIT, NOBODY, Address, Pair, Socket
from hipspec.hip.packets import Kind, Packet
from hipspec.hip.scenarios import SCENARIOS
from hipspec.hip.scenarios_cast import A1, A2, A3, ALICE, B1, B2, BOB, CAROL, M1, MALLORY, TRUDY, V1, VICTIM
from hipspec.hip.scenarios_stage import Stage
from hipspec.language import some
from hipspec.language.running import Run, Taken
from hipspec.network.events import Happening

BOBS, ALICES = Pair(BOB, ALICE), Pair(ALICE, BOB)


def play(name: str) -> Stage:
    return SCENARIOS[name](SPECIFICATION)


def steps(run: Run, *happenings: Happening) -> list[Taken]:
    return [taken for taken in run.taken if taken.event.happening in happenings]


def transmitted(taken: Taken) -> list[Packet]:
    """Return what was sent in a step."""
    before, after = taken.before.world.environment.sent, taken.after.world.environment.sent
    return [packet.value for frame, packet in after.items() if not before[frame].present]


def on_the_wire(run: Run, kind: Kind) -> list[Packet]:
    """Return the packets of a kind in the order in which they were sent."""
    return [packet for taken in run.taken for packet in transmitted(taken) if packet.kind == kind]


def data_of(run: Run, sender: HIT) -> list[Packet]:
    return [packet for packet in on_the_wire(run, Kind.DATA) if packet.sender == sender]


def held(taken: Taken, pair: Pair) -> Association:
    found: Association = taken.after.world.associations[pair]
    return found


def status(taken: Taken, pair: Pair, address: Address) -> Status:
    return held(taken, pair).locators[address].status


def guards(run: Stage) -> list[str]:
    return [refusal.guard for refusal in run.refusals]


# ------------------------------------------------------------------ the figures


def test_figure_1_data_follows_the_host_and_nothing_is_spent_on_unverified_addresses() -> None:
    run = play("figure_1_mobile_host")
    assert [data.destination for data in data_of(run, BOB)] == [A1, A2, A3]
    assert [data.source for data in data_of(run, ALICE)] == [A1, A2, A3]
    for pair in (ALICES, BOBS):
        assert run.history.received[pair] == 3000
        assert run.history.spent[pair] == 0


def test_figure_2_the_address_that_is_left_needs_no_second_check() -> None:
    run = play("figure_2_multihomed_host")
    assert [taken.event.address for taken in steps(run, Happening.CHALLENGED)] == [A2]
    assert [data.destination for data in data_of(run, BOB)] == [A1, A2, A2]
    both = [taken for taken in run.taken if status(taken, BOBS, A1) == status(taken, BOBS, A2) == Status.ACTIVE]
    assert both
    assert status(run.taken[-1], BOBS, A1) == Status.DEPRECATED


def test_figure_3_the_false_update_is_refused_and_data_goes_to_the_target() -> None:
    run = play("figure_3_address_stealing")
    assert guards(run) == ["the HIP_MAC verifies", "the HIP_SIGNATURE verifies"]
    assert all(refusal.action is honest.deliver_update for refusal in run.refusals)
    assert all(status(taken, BOBS, M1) == Status.UNKNOWN for taken in run.taken)
    assert [data.destination for data in data_of(run, BOB)] == [A1]
    assert run.world.environment.honest.has(run.world.environment.at[A1])


def test_figure_4_the_victim_gets_less_than_the_attackers_sent() -> None:
    run = play("figure_4_address_flooding")
    both = (Pair(BOB, MALLORY), Pair(CAROL, TRUDY))
    assert all(status(taken, pair, V1) != Status.ACTIVE for taken in run.taken for pair in both)
    assert all(status(run.taken[-1], pair, V1) == Status.UNVERIFIED for pair in both)
    sent = sum(data.size for attacker in (MALLORY, TRUDY) for data in data_of(run, attacker))
    flooded = sum(data.size for data in on_the_wire(run, Kind.DATA) if data.destination == V1)
    assert (flooded, sent) == (1200, 2000)
    assert run.history.flooded[V1] == flooded
    assert run.world.environment.at[V1] == VICTIM
    wrong, uncovered = "the nonce sent to this very address came back", "the credit covers the packet"
    assert guards(run) == [wrong, uncovered, wrong, uncovered]


def test_figure_7_the_binding_of_the_identity_changes_and_that_of_the_sockets_does_not() -> None:
    run = play("figure_7_bindings")
    bound = [frozenset(a for a in (B1, B2) if status(taken, ALICES, a) == Status.ACTIVE) for taken in run.taken]
    seen = [addresses for addresses, _ in itertools.groupby(bound) if addresses]
    assert seen == [{B1}, {B1, B2}, {B2}]
    web, bobs, mail, carols = (Socket(f"s{number}") for number in (1, 2, 3, 4))
    for socket, pair in {web: ALICES, bobs: BOBS, mail: ALICES, carols: Pair(ALICE, CAROL)}.items():
        found = [taken.after.world.sockets[socket] for taken in run.taken]
        assert set(found) == {found[0], some(pair)}
    assert [data.destination for data in data_of(run, ALICE)] == [B1, B1, B2, B2, B2]
    given = {taken.event.socket for taken in steps(run, Happening.RECEIVED)}
    assert given == {bobs, mail}


# ------------------------------------------------------------------ honest hosts on the move


def test_move_sends_the_packets_of_rfc_8046_3_2_1() -> None:
    sent = on_the_wire(play("move"), Kind.UPDATE)
    announced, acknowledged, asked, answered = sent
    ways = [(update.source, update.destination) for update in sent]
    assert ways == [(A2, B1), (B1, A2), (B1, A2), (A2, B1)]
    assert announced.locators.value.entries[A2].listed
    assert announced.sequence == acknowledged.acknowledges == some(0)
    assert asked.echo_request.present
    assert asked.echo_request == answered.echo_response
    assert asked.sequence == answered.acknowledges
    assert [update.sequence.present for update in sent] == [True, False, True, False]
    assert [update.esp.present for update in sent] == [True, False, True, False]


def test_add_interface_leaves_the_address_in_use_alone() -> None:
    run = play("add_interface")
    established = next(number for number, taken in enumerate(run.taken) if status(taken, BOBS, A1) == Status.ACTIVE)
    assert all(status(taken, BOBS, A1) == Status.ACTIVE for taken in run.taken[established:])
    seen = [value for value, _ in itertools.groupby(status(taken, BOBS, A2) for taken in run.taken)]
    assert seen == [Status.UNKNOWN, Status.UNVERIFIED, Status.ACTIVE]


def test_lose_interface_ends_the_use_of_what_is_left_out() -> None:
    run = play("lose_interface")
    assert run.world.environment.at[A2] == NOBODY
    assert [data.destination for data in data_of(run, BOB)] == [A1]
    assert guards(run) == ["the address is bound to the peer and not deprecated"]


def test_preferred_address_lost_is_replaced_by_the_peers_own_choice() -> None:
    run = play("preferred_address_lost")
    assert [taken.action for taken in run.taken].count(honest.prefer) == 1
    seen = [value for value, _ in itertools.groupby(held(taken, BOBS).preferred for taken in run.taken)]
    assert seen == [some(A1), some(A2)]
    (last,) = data_of(run, BOB)
    assert last.destination == A2


def test_both_announce_before_either_hears() -> None:
    run = play("both_move_at_once")
    order = [taken.event.happening for taken in steps(run, Happening.ANNOUNCED, Happening.LISTED)]
    assert order == [Happening.ANNOUNCED] * 2 + [Happening.LISTED] * 2
    second = steps(run, Happening.ANNOUNCED)[1]
    at = second.after.world.environment.at
    assert [at[address] for address in (A1, A2, B1, B2)] == [ALICE, ALICE, BOB, BOB]
    end = run.world.environment.at
    assert [end[address] for address in (A1, A2, B1, B2)] == [NOBODY, ALICE, NOBODY, BOB]
    assert [(data.source, data.destination) for data in on_the_wire(run, Kind.DATA)] == [(B2, A2), (A2, B2)]


def test_rekeying_starts_an_epoch_and_its_sequence_numbers() -> None:
    run = play("rekey_while_moving")
    assert [(data.epoch, data.number) for data in data_of(run, BOB)] == [(1, 0), (1, 1), (2, 0), (2, 1)]
    assert len(steps(run, Happening.RECEIVED)) == 3
    assert sorted(str(taken.event.address) for taken in steps(run, Happening.CHALLENGED)) == ["a1", "a2"]


def test_lifetimes_bound_when_data_is_sent() -> None:
    run = play("lifetime_expires_and_is_renewed")
    sent = [taken.before.world.environment.now for taken in steps(run, Happening.SENT)]
    assert sent == [59, 118, 119]  # listed at 0 for 60 s, at 59 for 60 s, and at 119 again, then verified
    assert guards(run) == ["its lifetime has ended", "the lifetime of the address has not ended"]


def test_a_deprecated_address_that_comes_back_is_challenged_again() -> None:
    run = play("deprecated_address_comes_back")
    seen = [value for value, _ in itertools.groupby(status(taken, BOBS, A1) for taken in run.taken)]
    assert seen == [Status.ACTIVE, Status.DEPRECATED, Status.UNVERIFIED, Status.ACTIVE]
    assert [taken.event.address for taken in steps(run, Happening.CHALLENGED)] == [A2, A1]


def test_the_later_owner_of_an_address_gets_data_until_the_lifetime_ends() -> None:
    run = play("address_changes_owner")
    reached = [
        taken.before.world.environment.now
        for taken in steps(run, Happening.SENT)
        if taken.before.world.environment.at[taken.event.address] == VICTIM
    ]
    assert reached == [0, 59]
    (refusal,) = run.refusals
    assert run.taken[refusal.after - 1].after.world.environment.now == 60
    assert refusal.guard == "the lifetime of the address has not ended"


# ------------------------------------------------------------------ updates


def test_a_retransmitted_update_is_processed_once_and_acknowledged_twice() -> None:
    run = play("update_is_retransmitted")
    done = steps(run, Happening.LISTED, Happening.PROCESSED, Happening.REPEATED)
    assert [taken.event.happening for taken in done] == [Happening.LISTED, Happening.REPEATED]
    sent = on_the_wire(run, Kind.UPDATE)
    assert [update.sequence for update in sent if update.sender == ALICE] == [some(0)] * 3
    assert [update.acknowledges for update in sent if update.sender == BOB] == [some(0)] * 2


def test_the_older_update_is_acknowledged_and_its_list_is_not_put_into_force() -> None:
    run = play("updates_arrive_out_of_order")
    done = [taken for taken in steps(run, Happening.LISTED, Happening.PROCESSED) if taken.event.pair == BOBS]
    assert [(taken.event.number, taken.event.happening) for taken in done] == [
        (0, Happening.LISTED),
        (2, Happening.LISTED),
        (1, Happening.PROCESSED),
    ]
    answers = [transmitted(taken)[0].acknowledges for taken in done]
    assert answers == [some(0), some(2), some(1)]


def test_several_updates_wait_at_once_and_settle_one_by_one() -> None:
    run = play("several_updates_outstanding")

    def waiting(taken: Taken) -> int:
        return sum(update.waiting for _, update in held(taken, ALICES).outstanding.items())

    assert [count for count, _ in itertools.groupby(waiting(taken) for taken in run.taken)] == [0, 1, 2, 3, 2, 1, 0]


def test_an_unanswered_update_is_sent_again_five_times_before_the_association_closes() -> None:
    run = play("give_up_on_silent_peer")
    sent = on_the_wire(run, Kind.UPDATE)
    assert [update.sequence for update in sent] == [some(0)] * (1 + UPDATE_RETRY_MAX) == [some(0)] * 6
    seen = [value for value, _ in itertools.groupby(held(taken, ALICES).state for taken in run.taken)]
    assert seen == [State.ESTABLISHED, State.CLOSING]


# ------------------------------------------------------------------ credit


def test_credit_is_spent_to_the_last_byte_before_the_address_is_verified() -> None:
    run = play("data_on_credit_until_verified")
    sent = steps(run, Happening.SENT)
    early = [t.event.size for t in sent if t.event.pair == BOBS and status(t, BOBS, A2) == Status.UNVERIFIED]
    assert early == [600, 400]
    assert run.history.spent[BOBS] == sum(early) == run.history.received[BOBS]


def test_credit_loses_an_eighth_in_each_interval_rounded_down() -> None:
    run = play("credit_ages")
    credits_left = [held(taken, BOBS).credit for taken in steps(run, Happening.AGED)]
    assert credits_left == [800 - 100, 700 - 88]  # an eighth of 700 is 87.5: what is left is rounded down
    assert run.world.associations[BOBS].credit == 612 - 600


def test_an_address_checked_again_is_paid_for_until_it_answers() -> None:
    run = play("silent_address_is_checked_again")
    ways = [(t.event.size, status(t, BOBS, A1)) for t in steps(run, Happening.SENT) if t.event.pair == BOBS]
    assert ways == [(1000, Status.ACTIVE), (1000, Status.UNVERIFIED), (1000, Status.ACTIVE)]
    assert run.history.spent[BOBS] == 1000
