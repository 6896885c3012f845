"""What a host must not do by itself. An engine doesn't do it; so a guard of the specification must rule it out.

A host's own decisions are steps of the specification that the engine's deeds show. What the engine leaves undone shows
nothing, for much is the host's free choice. But some of it is no choice: by what the engine holds, the decision would
be wrong now, and it could not even take it. Each line of `_never` is such a sentence.
"""

from collections.abc import Iterator
from typing import Any

from hipcheck.lockstep.hip.packets import understood
from hipcheck.lockstep.hip.promises import Promises
from hipcheck.lockstep.laboratory import Frame as Datagram
from hipspec.hip import honest
from hipspec.hip.association import CREDIT_AGING_INTERVAL, UPDATE_RETRY_MAX, Status
from hipspec.hip.names import Address, Frame, Nonce, Pair, Socket
from hipspec.hip.packets import NOT_LISTED, Kind, LocatorSet
from hipspec.hip.world import World
from hipspec.language import NOTHING, Map, Refused, replace, some
from hipspec.language.running import Action
from hipway.engine.association import OPEN, Association, LocatorStatus

__all__ = ["Restraint"]

NEVER_SENT, STRANGE, NO_FRAME = (
    Nonce("a nonce that nobody drew"),
    Address("10.8.0.1"),
    Frame("a frame that is not there"),
)
GROUP = Address("224.0.0.1")
Decision = tuple[Action, dict[str, Any], str]


class Restraint(Promises):
    """A mirror that asks the specification to rule out what an engine must not do."""

    def restrain(self, pair: Pair) -> None:
        """Check that the specification rules out what the engine can't decide about a peer now.

        Raises:
            DifferenceError: it allows something of it.
        """
        association = self.engine_of(pair)
        closed = association is None or association.state not in OPEN
        decisions = self._closed(pair) if association is None or closed else self._never(pair, association)
        for action, arguments, why in decisions:
            self.rules_out(action, why, **arguments)

    def rules_out(self, action: Action, why: str, *, world: World | None = None, **arguments: Any) -> None:  # noqa: ANN401  # of any action
        """Check that the specification rules a step out, in a world that may differ from what is now.

        Raises:
            DifferenceError: it allows it.
        """
        given = {"readings": self.run.readings} if action in READING else {}
        try:
            action(self.run.world if world is None else world, **arguments, **given)
        except Refused as error:
            self.refused[error.function, error.sentence] += 1
            return
        except LookupError as error:
            raise self.differs(f"{action.__name__}", f"fails: {error}", f"leaves it: {why}") from error
        what = ", ".join(str(getattr(value, "name", value)) for value in arguments.values() if value != NO_FRAME)
        raise self.differs(f"{action.__name__}: {what}", "allows it", f"leaves it: {why}")

    def _closed(self, pair: Pair) -> Iterator[Decision]:
        """Yield what nobody does with an association that is closed, about what it knew when it was open."""
        why, told = "the association is closed", self.told(pair)
        waiting = (number for number, each in told.outstanding.items() if each.waiting)
        bound = [a for a, each in told.locators.items() if each.status in {Status.ACTIVE, Status.UNVERIFIED}]
        about: dict[str, Any] = {"pair": pair, "frame": NO_FRAME}
        numbered = about | {"number": next(waiting, 0)}
        yield honest.announce, about | {"locators": _list(STRANGE), **_TO, "rekey": False}, why
        to = told.outstanding[numbered["number"]].update.destination
        yield honest.retransmit, numbered | {"destination": to}, why
        for action in (honest.give_up, honest.withdraw, honest.give_up_address):
            yield action, numbered, why
        socket = Socket(f"{pair.host.name} to {pair.peer.name}")
        for address in (*bound, STRANGE):
            yield honest.challenge, about | {"address": address, "nonce": NEVER_SENT}, why
            yield honest.send, {"socket": socket, "address": address, "size": 100, "frame": NO_FRAME}, why

    def has_ended(self) -> None:
        """Check, before anybody has done what is due, that nothing may go to an address whose lifetime has ended.

        Raises:
            DifferenceError: the specification allows it.
        """
        for host in self.laboratory.hosts:
            for pair in self.pairs_of(host):
                association = self.engine_of(pair)
                for endpoint, locator in association.locators.items() if association is not None else ():
                    if locator.until <= self.now and locator.status is not LocatorStatus.DEPRECATED:
                        address = self.names.address(endpoint.address)
                        socket = Socket(f"{host} to {pair.peer.name}")
                        send: dict[str, Any] = {"socket": socket, "size": 100, "frame": NO_FRAME, "address": address}
                        world = self._preferring(pair, address)
                        self.rules_out(honest.send, "its lifetime has ended", world=world, **send)

    def _never(self, pair: Pair, association: Association) -> Iterator[Decision]:
        about: dict[str, Any] = {"pair": pair, "frame": NO_FRAME}
        listing: dict[str, Any] = about | _TO | {"rekey": False}
        yield honest.announce, listing | {"locators": _list(GROUP)}, "an address of many is nobody's"
        yield honest.announce, listing | {"locators": _list(STRANGE, 0)}, "no time is no lifetime"
        if association.credit_aged + CREDIT_AGING_INTERVAL > self.now:
            yield honest.age, about, "credit is as old as it can be"
        yield from self._never_about_updates(pair, association, about)
        yield from self._never_about_addresses(pair, association, about)

    def _never_about_updates(self, pair: Pair, association: Association, about: dict[str, Any]) -> Iterator[Decision]:
        told = self.told(pair)
        for number in (*association.outstanding, association.update_id - 1, association.update_id):
            waiting, numbered = association.outstanding.get(number), about | {"number": number}
            asks = told.outstanding[number].update.echo_request.present
            to = {"destination": told.outstanding[number].update.destination}
            if waiting is None:
                why = "it is settled, or was never sent"
                yield honest.retransmit, numbered | to, why
                for action in (honest.give_up, honest.withdraw, honest.give_up_address):
                    yield action, numbered, why
                continue
            if asks:
                yield honest.retransmit, numbered | {"destination": STRANGE}, "it is a check of one address"
            elif waiting.tries > UPDATE_RETRY_MAX:
                yield honest.give_up_address, numbered, "it is no check of an address"
            if waiting.tries > UPDATE_RETRY_MAX:
                yield honest.retransmit, numbered | to, "it was repeated as often as may be"
                continue
            yield honest.give_up, numbered, "it is repeated still"
            yield honest.give_up_address, numbered, "it is repeated still"

    def _never_about_addresses(self, pair: Pair, association: Association, about: dict[str, Any]) -> Iterator[Decision]:
        bound = {
            self.names.address(endpoint.address): locator
            for endpoint, locator in association.locators.items()
            if locator.status is not LocatorStatus.DEPRECATED
        }
        known = (*(address for address, _ in self.told(pair).locators.items()), STRANGE)
        verified = [a for a, each in bound.items() if each.status is LocatorStatus.ACTIVE and self.now < each.until]
        socket = Socket(f"{pair.host.name} to {pair.peer.name}")
        for address in known:
            at = about | {"address": address}
            send = {"socket": socket, "address": address, "size": 100, "frame": NO_FRAME}
            locator = bound.get(address)
            if locator is None:
                why = "the address is not bound"
                yield honest.challenge, at | {"nonce": NEVER_SENT}, why
                yield honest.expire, at, why
                yield honest.prefer, at, why
                yield honest.check_again, at, why
                yield honest.send, send, why
                continue
            yield honest.expire, at, "its lifetime has not ended"
            if locator.status is LocatorStatus.ACTIVE:
                yield honest.challenge, at | {"nonce": NEVER_SENT}, "the address is verified"
                continue
            yield honest.check_again, at, "the address is not verified"
            if verified:
                yield honest.send, send, "a verified address is there"
            elif association.credit_aged + CREDIT_AGING_INTERVAL <= self.now:
                yield honest.send, send | {"world": self._preferring(pair, address)}, "credit grows old first"

    def _preferring(self, pair: Pair, address: Address) -> World:
        """Return the world in which a host prefers another address of its peer."""
        world: World = self.run.world
        preferring = replace(self.told(pair), preferred=some(address))
        return replace(world, associations=world.associations.set(pair, preferring))

    # ------------------------------------------------------------------ what arrives, and what is asked for

    def tells_apart(self, host: str, datagram: Datagram) -> None:
        """Check, before it arrives, that what an engine takes for one thing is nothing else to the specification.

        Raises:
            DifferenceError: the specification takes payload for an UPDATE, or an UPDATE for payload; or gives payload
                to the socket of somebody else.
        """
        frame, reply = Frame("what is about to arrive"), Frame("an answer that nobody gives")
        world: World = self.run.world
        for part in understood(self.names, datagram).packets:
            if part.receiver.name != host or part.sender.name not in self.laboratory.hosts:
                continue
            sent = world.environment.sent.set(frame, some(part))
            there = replace(world, environment=replace(world.environment, sent=sent))
            arrives: dict[str, Any] = {"world": there, "frame": frame, "reply_frame": reply}
            if part.kind == Kind.DATA:
                for action in (honest.deliver_acknowledgement, honest.deliver_update):
                    self.rules_out(action, "it is payload", **arrives)
                other = next(name for name in self.laboratory.hosts if name not in {host, part.sender.name})
                socket = Socket(f"{host} to {other}")
                self.rules_out(honest.deliver_data, "it has the HITs of both ends", **arrives, socket=socket)
                continue
            socket = Socket(f"{host} to {part.sender.name}")
            self.rules_out(honest.deliver_data, "it is an UPDATE", **arrives, socket=socket)
            if not part.acknowledges.present:
                self.rules_out(honest.deliver_acknowledgement, "it has no ACK", **arrives)
            if not part.sequence.present:
                self.rules_out(honest.deliver_update, "it has no SEQ", **arrives)
            if not part.echo_response.present:
                for address, _ in self.told(Pair(part.receiver, part.sender)).locators.items():  # noqa: PERF102  # no dict
                    at = arrives | {"address": address}
                    self.rules_out(honest.deliver_echo_response, "it has no ECHO_RESPONSE", **at)

    def must_wait(self, pair: Pair, size: int) -> None:
        """Check that payload that was to be sent and was not could not be sent to any address, preferred or not.

        Raises:
            DifferenceError: the specification allows it.
        """
        send: dict[str, Any] = {
            "socket": Socket(f"{pair.host.name} to {pair.peer.name}"),
            "size": size,
            "frame": NO_FRAME,
        }
        for address, _ in self.told(pair).locators.items():  # noqa: PERF102  # no dict
            world = self._preferring(pair, address)
            self.rules_out(honest.send, "it waits", world=world, address=address, **send)


def _list(address: Address, lifetime: int | None = None) -> LocatorSet:
    offer = replace(
        NOT_LISTED,
        listed=True,
        unicast=address != GROUP,
        lifetime=NOTHING if lifetime is None else some(lifetime),
    )
    return LocatorSet(
        entries=Map(NOT_LISTED, {address: offer}), order=Map(STRANGE, {0: address}), count=1, preferred=NOTHING
    )


_TO: dict[str, Any] = {"here": STRANGE, "destination": STRANGE}
READING = frozenset({honest.send, honest.deliver_acknowledgement, honest.deliver_update, honest.deliver_echo_response})
"""What asks for the answers to open questions."""
