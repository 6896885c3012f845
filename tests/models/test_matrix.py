"""The engine of the matrix: instances of one text, fixed parameters, candidates that are dropped, searches, cells."""

import dataclasses
import json

import pytest

from hipcheck.matrix import kept
from hipmodels.executors import InProcess
from hipmodels.matrix.campaign import solve_rows
from hipmodels.matrix.cells import Kept, RowOf
from hipmodels.matrix.family import family_of
from hipmodels.matrix.fixed import Fixed
from hipmodels.matrix.houdini import Houdini
from hipmodels.matrix.refute import moments_of, refuted
from hipmodels.matrix.search import search
from hipmodels.properties import is_step_property
from hipmodels.trace import from_json, replay
from hipmodels.verdicts import Verdict
from hipspec.language import Set
from hipspec.language.instances import Instances
from hipspec.related.common.facts import FACTS, Facts
from hipspec.related.common.names import NOBODY
from hipspec.related.common.packets import Kind
from hipspec.related.common.strengths import COPIER, COPIER_EARLIER, NOW, SPOOFING_PEER, STRANGER
from hipspec.related.common.words import packet_to, size_of
from hipspec.related.table import FAMILY

MODULE = "hipspec.related.table"


def nobody(done: int, total: int) -> None:
    del done, total


def test_an_instance_replaces_what_a_function_calls_as_well() -> None:
    other = Facts(hello=7)
    instances = Instances([(FACTS, other)], "hipspec")
    assert instances.of(size_of)(Kind.HELLO) == 7
    assert instances.of(packet_to).__globals__["size_of"](Kind.HELLO) == 7
    assert size_of(Kind.HELLO) == FACTS.hello


def test_an_instance_that_replaces_nothing_is_the_function_itself() -> None:
    assert Instances([(Facts(hello=7), Facts())], "hipspec").of(size_of) is size_of


def test_a_fixed_attacker_leaves_out_what_it_can_not_do() -> None:
    specification = FAMILY.specification("ip_plain")
    forge = next(action for action in specification.actions if action.__name__ == "forge")
    able = Fixed(specification, {"attacker": STRANGER.attacker})
    unable = Fixed(specification, {"attacker": dataclasses.replace(STRANGER.attacker, acts=False)})
    assert able.paths(forge)
    assert not unable.paths(forge)
    assert able.changes_nothing_fixed()


def test_who_only_copies_makes_nothing_of_its_own() -> None:
    specification = FAMILY.specification("ip_plain")
    lifted = Fixed(specification, {"attacker": COPIER.attacker})
    actions = {action.__name__: action for action in specification.actions}
    assert not any(lifted.paths(actions[name]) for name in ("forge", "make_up_nonce", "make_up_share"))
    assert lifted.paths(actions["send_copy"])


def test_a_parameter_that_the_world_does_not_keep_can_not_be_fixed() -> None:
    specification = FAMILY.specification("ip_plain")
    with pytest.raises(ValueError, match="keeps no honest"):
        Fixed(specification, {"honest": Set()})


def test_a_proof_finds_its_lemmas_and_what_is_false_is_dropped() -> None:
    specification = FAMILY.specification("wireguard")
    lifted = Fixed(specification, {"attacker": SPOOFING_PEER.attacker})
    invariants = {f.__name__: f for f in specification.invariants if not is_step_property(f)}
    houdini = Houdini(lifted, invariants.values())
    made = invariants["protected_packets_are_made_by_their_sender"]
    found = houdini.proof_of(made)
    assert found is not None
    assert made.__name__ in found
    assert houdini.proof_of(invariants["no_flooding"]) is None  # a spoofing peer floods
    assert houdini.proof_of(invariants["everything_has_an_author"]) is None  # it sends by itself
    assert {"no_flooding", "everything_has_an_author"} <= {name for name, _ in houdini.dropped}
    again = Houdini(lifted, [invariants[name] for name in found]).proof_of(made)
    assert again is not None
    assert set(again) <= set(found)


def test_a_candidate_that_needs_another_falls_with_it() -> None:
    specification = FAMILY.specification("wireguard")
    lifted = Fixed(specification, {"attacker": SPOOFING_PEER.attacker})
    (alone,) = [f for f in specification.invariants if f.__name__ == "genuine_traffic_goes_where_the_peer_was"]
    assert Houdini(lifted, [alone]).proof_of(alone) is None


def test_what_may_be_asked_for_is_assumed_only_where_it_is_asked_for() -> None:
    specification = FAMILY.specification("wireguard")
    lifted = Fixed(specification, {"attacker": SPOOFING_PEER.attacker})
    invariants = {f.__name__: f for f in specification.invariants}
    shown, honest = invariants["shares_are_shown_by_their_owner"], invariants["authors_are_honest"]
    assert Houdini(lifted, [shown, honest]).proof_of(shown) == ("shares_are_shown_by_their_owner", "authors_are_honest")
    houdini = Houdini(lifted, [shown], [honest])
    assert houdini.proof_of(honest) == ("authors_are_honest",)
    assert Houdini(lifted, [shown], [honest]).proof_of(shown) is None  # nobody has asked for the other


def test_runs_refute_what_is_false_and_nothing_that_is_proved() -> None:
    lemmas = kept.load("wireguard")["wireguard"].lemmas[SPOOFING_PEER.name]
    candidates = [f for f in FAMILY.specification("wireguard").invariants if not is_step_property(f)]
    wrong = refuted(candidates, moments_of(family_of(MODULE), "wireguard", SPOOFING_PEER))
    assert {"everything_has_an_author", "no_flooding"} <= wrong
    assert not wrong & set(lemmas)


def test_a_search_finds_what_one_copied_packet_does_to_wireguard() -> None:
    specification = FAMILY.specification("wireguard")
    attack = FAMILY.attacks["stealing_now"]
    violated = next(f for f in specification.properties if f.__name__ == attack.violates)
    found = search(
        specification,
        violated,
        attack.begun(lambda: FAMILY.stage("wireguard", NOW)),
        attack.further,
        attack.depth,
    )
    assert found is not None
    steps = [taken.action.__name__ for taken in found.run.taken if taken.action.__name__ != "overhear"]
    assert steps[-3:] == ["send_copy", "deliver_data", "send"]


def test_a_search_finds_what_a_copy_from_another_address_does_to_quic() -> None:
    specification = FAMILY.specification("quic")
    attack = FAMILY.attacks["rebinding"]
    violated = next(f for f in specification.properties if f.__name__ == attack.violates)
    starts = attack.begun(lambda: FAMILY.stage("quic", COPIER_EARLIER))
    found = search(specification, violated, starts, attack.further, attack.depth)
    assert found is not None
    steps = [taken.action.__name__ for taken in found.run.taken if taken.action.__name__ != "overhear"]
    # RFC 9000 9.3.2: a copy that arrives first, and after it the attacker may be gone.
    left, copied = steps.index("leave_the_path"), steps.index("send_copy")
    assert left < copied
    assert (steps[copied + 1], steps[-1]) == ("deliver_data", "send")
    assert found.run.taken[-1].arguments["pair"].peer.name == "V"


def test_a_search_compares_what_was_read_now_with_everything_that_was_read_before() -> None:
    specification = FAMILY.specification("wireguard")
    attack = FAMILY.attacks["linkability"]
    violated = next(f for f in specification.properties if f.__name__ == attack.violates)
    (strength,) = attack.ladder
    starts = attack.begun(lambda: FAMILY.stage("wireguard", strength))
    found = search(specification, violated, starts, attack.further, attack.depth, most=100)
    assert found is not None
    mentioned = found.run.taken[-1].arguments
    assert mentioned["frame"] == found.parameters["frame"]
    assert found.parameters["other"] not in mentioned.values()


def test_an_update_of_hipv2_makes_a_host_probe_and_close_where_nobody_has_asked_for_it() -> None:
    specification = FAMILY.specification("hipv2-puzzle")
    attack = FAMILY.attacks["amplification"]
    _, bound, _ = FAMILY.bounds("hipv2-puzzle", "amplification")
    assert (bound.holds, bound.factor) == ("amplification_at_most_twofold", (2, 1))
    violated = next(f for f in specification.expected if f.__name__ == bound.reached)
    starts = attack.begun(lambda: FAMILY.stage("hipv2-puzzle", SPOOFING_PEER))
    found = search(specification, violated, starts, attack.further, 2)
    assert found is not None
    sent = found.run.now.world.environment.sent
    to_t = [p.value for _, p in sent.items() if p.present and p.value.destination.name == "t0"]
    assert sorted(packet.kind.name for packet in to_t) == ["CLOSE", "PROBE"]
    assert not any(packet.kind is Kind.DATA for packet in to_t)  # no data: `flooding` counts nothing here


def test_a_search_finds_nothing_against_a_signed_update() -> None:
    specification = FAMILY.specification("hipv2")
    attack = FAMILY.attacks["stealing_now"]
    violated = next(f for f in specification.properties if f.__name__ == attack.violates)
    starts = attack.begun(lambda: FAMILY.stage("hipv2", NOW))
    assert search(specification, violated, starts, attack.further, 2, most=500) is None


@pytest.fixture(scope="module")
def plain() -> RowOf:
    return RowOf(MODULE, "ip_plain", kept.load("ip_plain").get("ip_plain"))


def test_a_cell_without_bound_is_unbounded_and_its_attack_replays(plain: RowOf) -> None:
    cell = plain.cell(FAMILY.attacks["flooding"])
    assert (cell.verdict, cell.weakest, cell.factor) == (Verdict.ATTACK, "stranger", None)
    assert cell.trace is not None
    assert replay(from_json(cell.trace, plain.specification), plain.specification)


def test_the_factor_of_a_reflection_is_that_of_the_sizes() -> None:
    row = RowOf(MODULE, "wireguard", kept.load("wireguard").get("wireguard"))
    cell = row.cell(FAMILY.attacks["reflection"])
    assert (cell.weakest, cell.strongest, cell.factor) == ("spoofing peer", "spoofer", (92, 148))


def test_what_is_kept_is_checked_and_not_believed(plain: RowOf) -> None:
    name = "stealing/no_stealing"
    assert name in plain.kept.attacks
    forged = json.loads(json.dumps(plain.kept.attacks))
    forged[name]["trace"]["moves"] = forged[name]["trace"]["moves"][:-1]  # without the data that goes astray
    lemmas = {"stranger": ["no_flooding"]}  # which is not so
    row = RowOf(MODULE, "ip_plain", Kept(lemmas, forged))
    cell = row.cell(FAMILY.attacks["stealing"])
    assert cell.verdict is Verdict.ATTACK
    assert cell.runs > 0  # it was searched anew


def test_rows_are_spread_handed_over_when_done_and_come_back_in_order() -> None:
    told: list[object] = []
    found = solve_rows(
        MODULE,
        ["ip_plain", "wireguard"],
        ["identity_theft"],
        {},
        InProcess(),
        lambda done, of: told.append((done, of)),
        keep=lambda one: told.append(one.row),
    )
    assert told == ["ip_plain", (1, 2), "wireguard", (2, 2)]  # each one before it is counted, and before the next
    assert [(one.row, one.cells[0].verdict) for one in found] == [
        ("ip_plain", Verdict.ATTACK),
        ("wireguard", Verdict.PROVED),
    ]


def test_a_fault_is_a_verdict_with_its_text() -> None:
    (found,) = solve_rows(MODULE, ["no such row"], ["stealing"], {}, InProcess(), nobody)
    assert found.cells[0].verdict is Verdict.ERROR
    assert "no such row" in found.cells[0].why


def test_a_hope_is_refuted_by_a_proof_and_shows_the_run_after_which_there_is_none(plain: RowOf) -> None:
    cell = plain.cell(FAMILY.attacks["recovery"])
    assert (cell.verdict, cell.trace) == (Verdict.PROVED, None)
    assert {"the_parted_know_what_is_gone", "packets_of_the_parted_are_lost"} <= {*cell.lemmas}
    assert cell.reached is not None
    taken = replay(from_json(cell.reached, plain.specification), plain.specification)
    assert "jump" in [step.action.__name__ for step in taken]
    last = taken[-1]
    sent = last.after.world.environment.sent[last.arguments["frame"]].value
    assert last.after.world.environment.at[sent.destination] == NOBODY


def test_a_hope_is_fulfilled_by_a_run_which_is_replayed() -> None:
    row = RowOf(MODULE, "mip6_none", kept.load("mip6").get("mip6_none"))
    cell = row.cell(FAMILY.attacks["recovery"])
    assert cell.verdict is Verdict.ATTACK
    assert cell.trace is not None
    taken = replay(from_json(cell.trace, row.specification), row.specification)
    jump = next(n for n, step in enumerate(taken) if step.action.__name__ == "jump")
    after = [step for step in taken[jump:] if step.action.__name__ == "deliver_data"]
    assert len({step.event.pair for step in after}) == 2


def test_a_hope_that_nobody_needs_is_vacuous(plain: RowOf) -> None:
    attack = FAMILY.attacks["recovery"]
    assert attack.hope is not None
    never = dataclasses.replace(attack.hope, premise="nobody_was_nowhere")
    cell = plain.cell(dataclasses.replace(attack, hope=never))
    assert cell.verdict is Verdict.VACUOUS
    assert "comes up" in cell.why
