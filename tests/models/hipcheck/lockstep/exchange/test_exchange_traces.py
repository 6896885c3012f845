"""Kept attacks and scenarios of the base exchange, played on the engine."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hipcheck
from hipcheck.lockstep.comparison import play
from hipcheck.lockstep.exchange import VIEW
from hipcheck.lockstep.exchange.traces import events_of
from hipmodels.attack.seeds import seeds_of
from hipmodels.problem import Problem
from hipmodels.trace import from_json
from hipspec.exchange import SPECIFICATION


def kept(document: object) -> Iterator[dict[str, Any]]:
    """Find the traces in a file of attacks."""
    if isinstance(document, dict) and "moves" in document:
        yield document
    elif isinstance(document, dict | list):
        for inner in document.values() if isinstance(document, dict) else document:
            yield from kept(inner)


def test_the_engine_withstands_every_kept_attack() -> None:
    """An attack needs a guard left out; with it, both sides go the same way, whatever the attacker does."""
    path = Path(hipcheck.__file__).parent / "attacks" / "exchange.json"
    attacks = [from_json(document, SPECIFICATION) for document in kept(json.loads(path.read_text()))]
    steps = 0
    for attack in attacks:
        played = play(VIEW, 1, events_of(attack.initial, attack.moves).events)
        assert played.difference is None, (attack.left_out, attack.shows)
        steps += len(played.session.run.taken)
    assert steps > 10 * len(attacks)


def test_scenarios_go_the_same_way_on_both_sides() -> None:
    """What hosts do when nothing is left out: they come as far as a CLOSE_ACK."""
    taken: set[str] = set()
    for seed in seeds_of(Problem("hipspec.exchange"), disturbed=True):
        played = play(VIEW, 1, events_of(seed.initial, seed.moves).events)
        assert played.difference is None
        taken |= {step.action.__name__ for step in played.session.run.taken}
    assert taken >= {"deliver_r2", "deliver_first", "deliver_close_ack", "complete", "deliver_repeated_i2"}
