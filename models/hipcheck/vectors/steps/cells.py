"""Vectors of the state machine: each cell of the one table (RFC 7401 4.4.3, Tables 2 to 9), and packets that fail a check.

The outcome is that of the cell. Where the RFC allows another one as well, or says two things, that is allowed too, with
its reason.
"""

from collections.abc import Iterator, Mapping

from hipcheck.vectors.model import Json, Vector, result
from hipspec.exchange.contradictions import CONTRADICTIONS
from hipspec.exchange.states import State
from hipspec.exchange.table import TABLE, Cell, Drop, Handled, Trigger

SENDS: Mapping[str, str] = {
    "start_exchange": "I1",
    "retransmit_i1": "I1",
    "answer_i1": "R1",
    "receive_r1": "I2",
    "restart_with_newer_r1": "I2",
    "retransmit_i2": "I2",
    "receive_i2": "R2",
    "repeat_r2": "R2",
    "receive_update": "UPDATE",
    "retransmit_update": "UPDATE",
    "close_idle": "CLOSE",
    "retransmit_close": "CLOSE",
    "give_up_on_peer": "CLOSE",
    "receive_close": "CLOSE_ACK",
}
"""The HIP packet that a rule sends; all other rules send none."""

# In words of the table: whether this host's HIT is the greater one, and what else matters.
WHEN: Mapping[str, tuple[bool, str]] = {
    "": (True, ""),
    "the local HIT is greater": (True, ""),
    "its R1 counter is larger": (True, "newer"),
    "it is the one that was answered": (True, "repeated"),
    "the I1 named no HIT": (True, "opportunistic"),
    "it was sent again fewer than I1_RETRIES_MAX times": (True, ""),
    "it was sent again fewer than I2_RETRIES_MAX times": (True, ""),
    "it was sent less than UPDATE_RETRY_MAX times": (True, ""),
    "less than UAL+MSL has passed": (True, ""),
}
# What the entry behind one with such a condition is about.
OTHERWISE: Mapping[str, tuple[bool, str]] = {
    "the local HIT is greater": (False, ""),
    "its R1 counter is larger": (True, "same generation"),
    "it is the one that was answered": (True, ""),
    "the I1 named no HIT": (True, ""),
    "it was sent again fewer than I1_RETRIES_MAX times": (True, "last"),
    "it was sent again fewer than I2_RETRIES_MAX times": (True, "last"),
    "it was sent less than UPDATE_RETRY_MAX times": (True, "last"),
    "less than UAL+MSL has passed": (True, "last"),
}

CASES: Mapping[str, str] = {
    "newer": "the R1 is of a newer generation than the one that was answered",
    "same generation": "the R1 is the one that was answered, once more",
    "repeated": "the I2 is the one that was answered, once more",
    "opportunistic": "the I1 of this host named no HIT",
    "last": "everything was sent as often as it may be, or the time of the state is over",
}

# Outcomes besides that of the cell: state, event, case, and then state, what is sent, and the reason.
ALSO: tuple[tuple[State, Trigger, str, State, tuple[str, ...], str], ...] = (
    (State.CLOSED, Trigger.START, "", State.CLOSED, ("I1",), "RFC 7401 4.4.3 Table 8: send I1 and stay at CLOSED"),
    (State.I2_SENT, Trigger.R1, "newer", State.I2_SENT, (), "RFC 7401 6.8 step 8: it MAY respond"),
    (State.I2_SENT, Trigger.R1, "same generation", State.I2_SENT, ("I2",), "RFC 7401 4.4.3 Table 4: send I2"),
    (State.ESTABLISHED, Trigger.I2, "repeated", State.R2_SENT, ("R2",), "RFC 7401 4.4.3 Table 6: a new association"),
    (State.R2_SENT, Trigger.I2, "repeated", State.R2_SENT, (), "RFC 7401 6.9 step 4: it MAY retransmit its R2"),
    (State.E_FAILED, Trigger.START, "", State.I1_SENT, ("I1",), "RFC 7401 4.4.3 Table 9: how long it waits is its own"),
    (State.E_FAILED, Trigger.I1, "", State.E_FAILED, ("R1",), "RFC 7401 6.7: it SHOULD reply to an I1"),
    (State.E_FAILED, Trigger.I2, "", State.R2_SENT, ("R2",), "RFC 7401 6.9: it SHOULD process the I2"),
    (
        State.I1_SENT,
        Trigger.IDLE,
        "",
        State.UNASSOCIATED,
        (),
        "RFC 7401 4.4.3 Table 3: no row forbids to give up an exchange",
    ),
    (
        State.I2_SENT,
        Trigger.IDLE,
        "",
        State.UNASSOCIATED,
        (),
        "RFC 7401 4.4.3 Table 4: no row forbids to give up an exchange",
    ),
    (State.R2_SENT, Trigger.IDLE, "", State.CLOSING, ("CLOSE",), "RFC 7401 6.14: both have keys; Table 5 is silent"),
    (State.I1_SENT, Trigger.TIMEOUT, "last", State.UNASSOCIATED, (), "RFC 7401 4.4.3 Table 9: its wait may be none"),
    (State.I2_SENT, Trigger.TIMEOUT, "last", State.UNASSOCIATED, (), "RFC 7401 4.4.3 Table 9: its wait may be none"),
)

# What can be wrong with a packet: the packet, in which states that is shown, the guard, the clause.
WRONGS: tuple[tuple[str, str, tuple[State, ...], str, str], ...] = (
    ("R1", "signature", (State.I1_SENT,), "verify_r1/the HIP_SIGNATURE_2 verifies", "RFC 7401 6.8 step 4"),
    ("R1", "identity", (State.I1_SENT,), "verify_r1/the Responder's HIT belongs to the Host Identity in the R1", "RFC 7401 6.8 step 10"),
    ("R1", "group", (State.I1_SENT,), "verify_r1/the group is the Responder's first that the I1 offered", "RFC 7401 6.8 step 7"),
    ("R1", "cipher", (State.I1_SENT,), "verify_r1/the cipher is our first that the R1 offers", "RFC 7401 6.8 step 14"),
    ("I2", "solution", (State.UNASSOCIATED, State.ESTABLISHED), "is_solved/the solution is one of this puzzle", "RFC 7401 6.9 step 8"),
    ("I2", "difficulty", (State.UNASSOCIATED,), "is_solved/the solution has the difficulty that this host asked for", "RFC 7401 6.9 step 8"),
    ("I2", "counter", (State.UNASSOCIATED,), "is_our_puzzle/the R1 counter is that of the puzzle's generation", "RFC 7401 6.9 step 7"),
    ("I2", "address", (State.UNASSOCIATED,), "is_our_puzzle/the puzzle was sent to where the I2 comes from", "RFC 7401 6.9 step 8"),
    ("I2", "cipher", (State.UNASSOCIATED,), "after_puzzle/the cipher is one and was offered in the R1", "RFC 7401 6.9 step 9"),
    ("I2", "mac", (State.UNASSOCIATED, State.I1_SENT, State.R2_SENT, State.ESTABLISHED), "after_puzzle/the HIP_MAC verifies", "RFC 7401 6.9 step 14"),
    ("I2", "signature", (State.UNASSOCIATED, State.ESTABLISHED), "after_puzzle/the HIP_SIGNATURE verifies", "RFC 7401 6.9 step 15"),
    ("R2", "mac", (State.I2_SENT,), "receive_r2/the HIP_MAC_2 verifies", "RFC 7401 6.10 step 3"),
    ("R2", "signature", (State.I2_SENT,), "receive_r2/the HIP_SIGNATURE verifies", "RFC 7401 6.10 step 4"),
    ("UPDATE", "mac", (State.R2_SENT, State.ESTABLISHED), "verify_update/the HIP_MAC verifies", "RFC 7401 6.12.1 step 3"),
    ("UPDATE", "signature", (State.R2_SENT, State.ESTABLISHED), "verify_update/the HIP_SIGNATURE verifies", "RFC 7401 6.12.1 step 4"),
    ("CLOSE", "mac", (State.R2_SENT, State.ESTABLISHED, State.CLOSING), "receive_close/the HIP_MAC verifies", "RFC 7401 6.14"),
    ("CLOSE", "signature", (State.R2_SENT, State.ESTABLISHED, State.CLOSING), "receive_close/the HIP_SIGNATURE verifies", "RFC 7401 6.14"),
    ("CLOSE_ACK", "mac", (State.CLOSING, State.CLOSED), "receive_close_ack/the HIP_MAC verifies", "RFC 7401 6.15"),
    ("CLOSE_ACK", "signature", (State.CLOSING, State.CLOSED), "receive_close_ack/the HIP_SIGNATURE verifies", "RFC 7401 6.15"),
    ("CLOSE_ACK", "nonce", (State.CLOSING, State.CLOSED), "receive_close_ack/the CLOSE_ACK echoes the nonce of the CLOSE", "RFC 7401 6.15"),
)  # fmt: skip
NOTIFIED = frozenset(("solution", "difficulty", "counter", "address", "cipher", "mac", "signature"))
"""Faults of an I2; behind a right solution its sender may be told (RFC 7401 6.9.1), who solved the puzzle."""


def name_of(state: State) -> str:
    """Return a state as ids have it."""
    return state.value.lower()


def vectors() -> Iterator[Vector]:
    """Yield all of them."""
    for state, row in TABLE.items():
        for trigger, cell in row.items():
            yield from _cell(state, trigger, cell)
    for kind, wrong, states, guard, clause in WRONGS:
        for state in states:
            yield _wrong(state, kind, wrong, guard, clause)


def _cases(cell: Cell) -> Iterator[tuple[bool, str, Handled | Drop]]:
    """Yield what a cell tells apart: whose HIT is greater, what else matters, and what happens."""
    condition = ""
    for entry in cell:
        when = entry.when if isinstance(entry, Handled) else ""
        greater, case = OTHERWISE[condition] if condition and not when else WHEN[when]
        yield greater, case, entry
        condition = when


def _cell(state: State, trigger: Trigger, cell: Cell) -> Iterator[Vector]:
    for greater, case, entry in _cases(cell):
        word = trigger.name.lower().replace("_", "-")
        parts = [word, *([case.replace(" ", "-")] if case else []), *([] if greater else ["lesser"])]
        asked: Json = {"state": state.value, "event": trigger.value, "greater": greater, "case": case, "wrong": ""}
        clause = entry.clause if isinstance(entry, Drop) else "RFC 7401 4.4.3"
        yield Vector(
            f"steps/step/{name_of(state)}/{'-'.join(parts)}",
            "step",
            asked,
            tuple(_outcomes(state, trigger, case, entry)),
            f"{trigger.value} in {state.value}{f': {CASES[case]}' if case else ''}.",
            (clause,),
            covers=(f"cell {state.value} {trigger.value}", *_rules(entry)),
        )


def _rules(entry: Handled | Drop) -> tuple[str, ...]:
    names = entry.rules if isinstance(entry, Handled) else (entry.rule,) if entry.rule else ()
    return tuple(f"rule {name}" for name in names)


def _outcomes(state: State, trigger: Trigger, case: str, entry: Handled | Drop) -> Iterator[Json]:
    if isinstance(entry, Drop):
        yield result(f"{entry.clause}: {entry.why}", state=state.value, sends=[])
    else:
        sends = [SENDS[rule] for rule in entry.rules if rule in SENDS]
        because = f"RFC 7401 4.4.3: {', '.join(entry.rules)}"
        if trigger is Trigger.SEND:
            sends, because = [], f"{because}; what is sent is data"
        yield result(because, state=entry.leads_to.value, sends=sends)
    for where, upon, which, leads_to, sent, reason in ALSO:
        if (where, upon, which) == (state, trigger, case):
            yield result(reason, state=leads_to.value, sends=list(sent))


def _wrong(state: State, kind: str, wrong: str, guard: str, clause: str) -> Vector:
    asked: Json = {"state": state.value, "event": kind, "greater": True, "case": "", "wrong": wrong}
    sentence = guard.split("/", 1)[1]
    because = f"{clause}: it is required that {sentence}; the packet is dropped"
    outcomes = [result(because, state=state.value, sends=[])]
    if kind == "I2" and wrong in NOTIFIED:
        outcomes.append(result("RFC 7401 6.9.1: a NOTIFY may say why", state=state.value, sends=["NOTIFY"]))
    if kind == "UPDATE":
        outcomes.append(result("RFC 7401 5.2.19: a NOTIFY may say why", state=state.value, sends=["NOTIFY"]))
    if kind == "CLOSE" and state is State.R2_SENT:
        choice = next(each for each in CONTRADICTIONS if each.choice == "failed_close")
        reason = f"{choice.places[0].clause}: {choice.places[0].says}"
        outcomes.append(result(reason, state=State.ESTABLISHED.value, sends=[]))
    return Vector(
        f"steps/step/{name_of(state)}/{kind.lower().replace('_', '-')}-wrong-{wrong}",
        "step",
        asked,
        tuple(outcomes),
        f"{kind} in {state.value} whose {wrong} is wrong, and nothing else: it is required that {sentence}.",
        (clause,),
        covers=(f"cell {state.value} {kind}", f"exchange: guard broken {guard}"),
    )
