"""Who plays whom: the hosts and addresses of a trace, and those of the laboratory."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hipcheck.lockstep.hip.mirror import HOSTS
from hipmodels.lift.edits import Edits
from hipmodels.trace import Move, Trace, readings_named, specification_functions
from hipspec.hip import SPECIFICATION
from hipspec.hip.names import HIT, Address
from hipspec.language import Impossible, Refused
from hipspec.language.running import Action, Moment, Run

__all__ = ["Cast", "Step", "steps_of"]


@dataclass(frozen=True)
class Step:
    """A step of a trace as the trace's own specification takes it, without what the trace leaves out.

    Attributes:
        number: its place in the trace, from 1.
        action: what it is.
        arguments: of the action.
        before, after: the moments before and after it; the same, if it was refused.
        refused: what refuses it; empty if nothing does.
    """

    number: int
    action: Action
    arguments: dict[str, Any]
    before: Moment
    after: Moment
    refused: str = ""


def steps_of(trace: Trace, attempts: Iterable[Move] = ()) -> list[Step]:
    """Run a trace on its own specification; a step that is refused there is one that was only tried.

    Args:
        trace: it.
        attempts: its steps with those that are refused among them; its own steps if there are none.
    """
    actions = {action.__name__: action for action in SPECIFICATION.actions}
    steps = []
    with Edits(frozenset(trace.left_out)).applied(specification_functions(SPECIFICATION)):
        run = Run(SPECIFICATION, readings_named(SPECIFICATION, trace.readings), **trace.initial)
        for number, move in enumerate(tuple(attempts) or trace.moves, 1):
            before, refused = run.now, ""
            try:
                run.do(actions[move.action], **move.arguments)
            except (Refused, Impossible) as error:
                refused = error.sentence
            steps.append(Step(number, actions[move.action], move.arguments, before, run.now, refused))
    return steps


class Cast:
    """The names of a trace, and what they are in the laboratory.

    A host that the laboratory has goes by its own name there; another one is played by a host that has no part in the
    trace, if there is one. An address at which a host is from the beginning is that of the host that plays it.

    Attributes:
        hosts: who plays whom.
    """

    def __init__(self, trace: Trace, steps: Iterable[Step]) -> None:
        """Hand out the parts, in the order in which hosts meet."""
        found: list[HIT] = []
        for step in steps:
            found += [step.arguments[name] for name in ("host", "peer") if step.action.__name__ == "establish" and name]
        names = dict.fromkeys(host.name for host in found)
        free = [name for name in HOSTS if name not in names]
        self.hosts: dict[str, str] = {}
        for name in names:
            if name in HOSTS:
                self.hosts[name] = name
            elif free:
                self.hosts[name] = free.pop()
        self._places: dict[str, str] = {}
        self.moved: dict[str, list[str]] = {}
        for address, host in trace.initial["at"].items():
            player = self.hosts.get(host.name)
            if player is not None:
                here = self.moved.setdefault(player, [])
                self._places[address.name] = f"10.0.1.{len(self._places) + 1}" if here else HOSTS[player][0]
                here.append(self._places[address.name])
        for number, address in enumerate(trace.initial["multicast"], 1):
            self._places[address.name] = f"224.0.0.{number}"

    def host(self, host: HIT) -> str | None:
        """Return who plays a host; None if nobody does."""
        return self.hosts.get(host.name)

    def place(self, address: Address) -> str:
        """Return an address of the laboratory; a new one if it is new."""
        return self._places.setdefault(address.name, f"10.0.1.{len(self._places) + 1}")

    def value(self, value: object) -> object:
        """Return a value of a property's parameter, in the laboratory's names; frames and nonces have none."""
        if isinstance(value, HIT):
            return HIT(self.hosts.get(value.name, value.name))
        if isinstance(value, Address):
            return Address(self.place(value))
        return value
