"""A specification of a size that other provers were measured on, beside what was measured there."""

from collections.abc import Iterator

from benchmarks.measure import HIPWAY, prove, proved, ratio, table, together

SMALL = "benchmarks/mobility"
GUARD = "receive_response/the nonce that was sent to this address came back"

# Whole processes on a model of this size (8 or 9 actions, 8 invariants, some 88 obligations), as stated
# for this comparison; measured on another machine with 2 cores, so not in turns with ours.
STATED = [
    ("mypyvy", "0.74 s", "about 1 s"),
    ("Ivy", "1.2 s", "about 1 s"),
    ("a first sketch of this prover", "1.1 s", "-"),
    ("ProVerif (a coarser model)", "0.015 s", "-"),
]


def others() -> Iterator[str]:
    """Yield the time of a proof, and of an attack without one guard, for the whole process."""
    solver = ("-c", "import z3")
    attack = (*HIPWAY, "--specification", SMALL, "attack", "--without", GUARD)
    loading, proof = together([solver, prove("--jobs", "1", specification=SMALL)], runs=5)
    (found,) = together([attack], runs=5, expected=1)
    count = len(proved("--jobs", "1", specification=SMALL)["obligations"])
    rows = [["python -c 'import z3'", str(loading), "1.00"]]
    rows += [[f"hipway prove, {count} obligations", str(proof), ratio(proof, loading)]]
    rows += [[f"hipway attack, without {GUARD.split('/')[1]!r}", str(found), ratio(found, loading)]]
    yield from table(["process", "median of 5", "ratio"], rows)
    yield ""
    yield "Stated for others, not measured here:"
    yield ""
    yield from table(["prover", "proof", "counterexample"], STATED)
