"""Who takes part in a run, where everybody sits, and which ways the packets take."""

import ast
import dataclasses
import functools
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, get_args, get_type_hints

from hipcheck.ladder.changes import At, changes, is_record, shown
from hipmodels.lift.edits import called_by
from hipmodels.lift.source import called_name, definition
from hipspec.language import Identifier, Map, Maybe, Set, Specification
from hipspec.language.running import Taken


class Place(Enum):
    """What a column of a ladder stands for."""

    HOST = "host"
    ATTACKER = "attacker"
    ADDRESS = "address"


class Way(Enum):
    """What became of a packet in a step."""

    SENT = "sent"
    ARRIVED = "arrived"
    READ = "read by the attacker"


# A column before it has a number: what it stands for, and its host or address. The attacker has one column, because
# the dishonest hosts share all that they know.
End = tuple[Place, object]
ATTACKER: End = (Place.ATTACKER, None)
Passage = tuple[object, object, Way, tuple[End, End]]


@functools.cache
def takes_a_packet(action: Callable[..., Any]) -> bool:
    """Whether an action needs the packet in its `frame`.

    Others send under that number, and what they send is lost where it is used already.
    """
    texts = [definition(function) for function in called_by(action, action.__module__.split(".", maxsplit=1)[0])]
    return any(_is_taken(node) for text in texts for node in ast.walk(text))


def _is_taken(node: ast.AST) -> bool:
    """Whether a node is `given(environment.sent[frame], ...)`."""
    if not (isinstance(node, ast.Call) and called_name(node) == "given" and node.args):
        return False
    return ast.unparse(node.args[0]).endswith("environment.sent[frame]")


class Network:
    """The hosts and addresses of one run.

    Args:
        taken: the steps of the run.
        specification: what was run.
    """

    def __init__(self, taken: list[Taken], specification: Specification) -> None:
        """Go through the run once and note who takes part."""
        self.messages = specification.messages
        self._initial = _environment(taken[0].before.world) if taken else None
        self._host_type = _host_type(specification, self._initial)
        self._origins: dict[object, End] = {}
        self._passages: dict[int, list[Passage]] = {}
        self._dishonest: dict[object, None] = {}
        met: dict[End, None] = {}
        for step in taken:
            self._passages[id(step)] = list(self._ways(step))
            ends = [end for *_, pair in self._passages[id(step)] for end in pair]
            met.update(dict.fromkeys([*self._mentioned(step), *ends, *self.concerned(step)]))
        order = [Place.HOST, Place.ATTACKER, Place.ADDRESS]
        self._ends = sorted(met, key=lambda end: order.index(end[0]))  # stable: otherwise as they were met

    def columns(self) -> list[tuple[str, Place, tuple[str, ...]]]:
        """Return the columns from left to right: name, kind, and addresses at the beginning."""
        found = []
        for place, value in self._ends:
            name = shown(value)
            if place is Place.ATTACKER:
                names = [shown(host) for host in self._dishonest]
                name = names[0] if len(names) == 1 else "attacker"
            found.append((name, place, self._addresses((place, value))))
        return found

    def index(self, end: object) -> int:
        """Return the number of a column, counted from the left."""
        return [*self._ends].index(end)  # type: ignore[arg-type]  # what isn't a column isn't found

    def ways(self, step: Taken) -> list[Passage]:
        """Return what arrived in a step, then what was sent: frame, packet, what became of it, and both ends."""
        return self._passages[id(step)]

    def is_attackers(self, action: Callable[..., Any]) -> bool:
        """Whether an action is the attacker's own: it stands in a module of that name, as in every specification."""
        return action.__module__.rpartition(".")[2] == "attacker"

    def concerned(self, step: Taken) -> list[End]:
        """Return who acts in a step, and whose state it changes."""
        if self.is_attackers(step.action):
            return [ATTACKER]
        actor = self._actor(step)
        found = dict.fromkeys([] if actor is None else [actor])
        for change in changes(step.before.world, step.after.world, self.messages):
            keys = [part.key for part in change.path if isinstance(part, At)]
            holder = next((host for key in keys[:1] if is_record(key) for host in self._hosts_in(key)), None)
            end = self.place_of_host(holder)
            if end is not None:
                found[end] = None
        return list(found)

    def sent_in(self, step: Taken) -> list[tuple[object, object]]:
        """Return what was sent in a step: frame and packet."""
        before, after = _sent(step.before.world), _sent(step.after.world)
        if before is None or after is None:
            return []
        frames = [frame for frame, _ in after.items() if after[frame] != before[frame]]
        return [(frame, packet) for frame in frames if (packet := self._packet(after, frame)) is not None]

    def place_of_host(self, host: object) -> End | None:
        """Return the column of a host; None if it is nobody."""
        nobody = getattr(getattr(self._initial, "at", None), "default", None)
        if not isinstance(host, Identifier) or host == nobody:
            return None
        honest = getattr(self._initial, "honest", None)
        if isinstance(honest, Set) and not honest.has(host):
            self._dishonest[host] = None
            return ATTACKER
        return Place.HOST, host

    def _ways(self, step: Taken) -> Iterator[Passage]:
        frame = step.arguments.get("frame")
        packet = self._packet(_sent(step.before.world), frame)
        if packet is not None and takes_a_packet(step.action):
            reader = self.is_attackers(step.action)
            target = ATTACKER if reader else self._target(step, packet)
            origin = self._origins.get(frame) or self.place_of_host(getattr(packet, "sender", None)) or target
            if target is not None and origin is not None:
                yield frame, packet, Way.READ if reader else Way.ARRIVED, (origin, target)
        for new_frame, new_packet in self.sent_in(step):
            origin = self._origin(step, new_packet)
            target = self._target(step, new_packet)
            if target is not None and origin is not None:
                self._origins[new_frame] = origin
                yield new_frame, new_packet, Way.SENT, (origin, target)

    def _origin(self, step: Taken, packet: object) -> End | None:
        """Return who really sent a packet, whatever it says of itself."""
        if self.is_attackers(step.action):
            return ATTACKER
        sender = self.place_of_host(getattr(packet, "sender", None))
        return sender or self._owner(step, getattr(packet, "source", None)) or self._actor(step)

    def _target(self, step: Taken, packet: object) -> End | None:
        """Return where a packet goes: who sits at its destination, or else that address itself."""
        address = getattr(packet, "destination", None)
        if address is None:
            return self.place_of_host(getattr(packet, "receiver", None))
        return self._owner(step, address) or (Place.ADDRESS, address)

    def _owner(self, step: Taken, address: object) -> End | None:
        at = getattr(_environment(step.before.world), "at", None)
        return self.place_of_host(at[address]) if isinstance(at, Map) and address is not None else None

    def _actor(self, step: Taken) -> End | None:
        """Return the first host that the arguments name: actions name who acts before anybody else."""
        hosts = (host for value in step.arguments.values() for host in self._hosts_in(value))
        return self.place_of_host(next(hosts, None))

    def _mentioned(self, step: Taken) -> Iterator[End]:
        for value in step.arguments.values():
            for host in self._hosts_in(value):
                end = self.place_of_host(host)
                if end is not None:
                    yield end

    def _hosts_in(self, value: Any) -> Iterator[object]:  # noqa: ANN401  # a value of any type
        """Yield the hosts that a value names, those in a packet left out: it says what its maker wants it to say."""
        if self._host_type is not None and isinstance(value, self._host_type):
            yield value
        elif is_record(value) and not isinstance(value, self.messages):
            for field in dataclasses.fields(value):
                yield from self._hosts_in(getattr(value, field.name))

    def _packet(self, sent: Map[Any, Any] | None, frame: object) -> object | None:
        if sent is None or frame is None:
            return None
        held = sent[frame]
        if isinstance(held, Maybe):
            held = held.value if held.present else None
        return held if isinstance(held, self.messages) else None

    def _addresses(self, end: End) -> tuple[str, ...]:
        at = getattr(self._initial, "at", None)
        if not isinstance(at, Map) or end[0] is Place.ADDRESS:
            return ()
        return tuple(shown(address) for address, host in at.items() if self.place_of_host(host) == end)


def _environment(world: Any) -> Any:  # noqa: ANN401  # the environment of any specification
    return getattr(world, "environment", world)


def _sent(world: object) -> Map[Any, Any] | None:
    sent = getattr(_environment(world), "sent", None)
    return sent if isinstance(sent, Map) else None


def _host_type(specification: Specification, environment: object) -> type | None:
    """Return the type of hosts: what the set `honest` holds, or else what the `sender` of a packet is."""
    for kind, field in ((type(environment), "honest"), *((kind, "sender") for kind in specification.messages)):
        hint = get_type_hints(kind).get(field)
        found = next(iter(get_args(hint)), hint)
        if isinstance(found, type) and issubclass(found, Identifier):
            return found
    return None
