"""What is checked when a session opens carries the proof that nobody can make it weaker: without it there is a run."""

import pytest

from hipmodels.lift.edits import Edits
from hipmodels.matrix.search import Found, search
from hipmodels.problem import Problem
from hipmodels.trace import property_named, specification_functions
from hipspec.related.table import FAMILY

RUNS = 2_500


def searched(row: str, *left_out: str) -> Found | None:
    """Search for a downgrade of a row without some guards."""
    edited = Problem(f"hipspec.related.table:{row}").without(*left_out)
    specification, attack = edited.specification, FAMILY.attacks["downgrade"]
    violated = property_named(specification, attack.violates)
    assert violated is not None
    with Edits(edited.left_out).applied(specification_functions(specification)):
        starts = attack.begun(lambda: FAMILY.stage(row, attack.ladder[-1]))
        return search(specification, violated, starts, attack.further, attack.depth, RUNS)


@pytest.mark.parametrize(
    ("row", "guard", "changes"),
    [
        ("hipv2", "receive_reply/the DH group is the best of both lists", "send_altered"),
        ("hipv2", "receive_reply/the signature is the Responder's", "forge"),
        ("quic", "receive_reply/the server has heard what the client has offered", "send_altered"),
        ("mobike", "receive_finish/the peer has signed the offer that was heard", "send_altered"),
        ("mobike", "receive_finish/the peer has signed the choice that was taken", "send_altered"),
    ],
)
def test_without_what_is_checked_somebody_in_the_path_makes_it_weaker(row: str, guard: str, changes: str) -> None:
    found = searched(row, guard)
    assert found is not None
    assert changes in {taken.action.__name__ for taken in found.run.taken}


def test_what_a_quic_server_checks_is_covered_by_what_the_client_checks() -> None:
    assert searched("quic", "receive_finish/the client has offered what the server has heard") is None


@pytest.mark.parametrize("row", ["hipv2", "hipv2-opportunistic", "hip2003-opportunistic", "quic", "mobike", "dtls_cid"])
def test_with_it_nobody_is_found_who_does(row: str) -> None:
    assert searched(row) is None
