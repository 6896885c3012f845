"""What a host must do in the end. The specification says what it may do; these say that it does it.

Each is a sentence that a reader of the RFC expects to hold, and that no guard can state, because doing nothing is
always allowed.

Times are those of the configuration: an UPDATE is repeated after `retry_first` seconds, then after twice as long each
time, up to `retry_longest` (RFC 7401 6.11 leaves them to the host).
"""

from collections import Counter

from hipcheck.lockstep.hip.leaving import Leaving
from hipcheck.lockstep.hip.mirror import RETRY_FIRST, RETRY_LONGEST, UNDER_WAY
from hipspec.hip.association import CREDIT_AGING_INTERVAL, UPDATE_RETRY_MAX, State, Status
from hipspec.hip.association import Association as Told
from hipspec.hip.names import Address, Pair
from hipspec.hip.packets import LocatorSet, Packet
from hipspec.language import NOTHING, Maybe
from hipway.engine.association import OPEN, Association

__all__ = ["Promises"]

WINDOW = ("receive_update", "the Update ID is within the receive window")
AGED = ("send_data", "the credit has been aged up to now")


class Promises(Leaving):
    """A mirror that holds a host to what it must do."""

    def __init__(self, seed: int) -> None:
        """Begin."""
        super().__init__(seed)
        self._sent_at: dict[tuple[Pair, int], int] = {}
        self._acknowledged: dict[Pair, int] = {}
        self._given: Counter[Pair] = Counter()
        self._preferred: dict[Pair, Maybe[Address]] = {}
        self._credit: dict[Pair, int] = {}
        self._away: dict[str, int] = {}
        self._owed: dict[Pair, set[Address]] = {}
        self.answers = {}
        self.sent_before = set()

    def note_sent(self, pair: Pair, number: int) -> None:
        """Note when a host has sent an UPDATE; so many at once are under way as it promises, and no more.

        Raises:
            DifferenceError: there are more.
        """
        self._sent_at[pair, number] = self.now
        under_way = number - self._acknowledged.get(pair, -1)
        association = self.engine_of(pair)
        if association is not None and association.outstanding.keys() - {number} and under_way > UNDER_WAY:
            what = f"{pair.host.name} sends UPDATE {number}"
            raise self.differs(what, f"{UNDER_WAY} under way at most", f"{under_way}", refused=WINDOW)

    def note_acknowledged(self, pair: Pair, number: int) -> None:
        """Note the newest UPDATE that was acknowledged."""
        self._acknowledged[pair] = max(number, self._acknowledged.get(pair, -1))

    def note_given(self, pair: Pair) -> None:
        """Note that an application has given payload to send."""
        self._given[pair] += 1

    def note_preferred(self, pair: Pair, preferred: Maybe[Address]) -> None:
        """Note which address the newest list of a peer prefers."""
        self._preferred[pair] = preferred

    def note_data(self, pair: Pair, destination: Address) -> None:
        """Note that payload was sent: to the address that the peer prefers, if that is verified (RFC 8046 5.3, 5.5).

        Raises:
            DifferenceError: it went to another one.
        """
        self._given[pair] -= 1
        preferred = self._preferred.get(pair, NOTHING)
        if preferred.present and preferred.value in self._verified(pair) and destination != preferred.value:
            what = f"where {pair.host.name} sends payload for {pair.peer.name}"
            raise self.differs(what, preferred.value.name, destination.name)

    def must_be_verified(self, pair: Pair, part: Packet) -> None:
        """Check that an UPDATE that verifies no address goes to one that is verified (RFC 8046 5.5 step 2).

        Raises:
            DifferenceError: it goes elsewhere, though one is.
        """
        verified = self._verified(pair)
        if verified and part.destination not in verified:
            what = f"where {pair.host.name} sends UPDATE {part.sequence.value} for {pair.peer.name}"
            raise self.differs(what, " or ".join(each.name for each in verified), part.destination.name)

    def _verified(self, pair: Pair) -> list[Address]:
        """Return the addresses of a peer that data may go to without credit."""
        return [
            address
            for address, locator in self.told(pair).locators.items()
            if locator.status == Status.ACTIVE and (not locator.expires.present or self.now < locator.expires.value)
        ]

    def too_early(self, pair: Pair, number: int) -> None:
        """Check that a host repeats an UPDATE no earlier than it promises.

        Raises:
            DifferenceError: it does.
        """
        waited = self.now - self._sent_at[pair, number]
        least = _patience(self.told(pair).outstanding[number].tries)
        if waited < least:
            raise self.differs(f"{pair.host.name} repeats UPDATE {number}", f"after {least} s", f"after {waited} s")

    def nothing_is_late(self) -> None:
        """Check, once everybody has done what was due, that nothing is late.

        Raises:
            DifferenceError: an UPDATE should have been repeated, or an address should have expired.
        """
        for host in self.laboratory.hosts:
            for pair in self.pairs_of(host):
                told = self.told(pair)
                if told.state != State.ESTABLISHED:
                    continue
                for address, locator in told.locators.items():
                    ended = locator.expires.present and locator.expires.value <= self.now
                    if ended and locator.status in {Status.ACTIVE, Status.UNVERIFIED}:
                        what = f"{host} about {pair.peer.name}: {address.name}"
                        raise self.differs(what, f"expires at {locator.expires.value}", f"bound at {self.now}")
                if self.laboratory.places(host):
                    self._all_repeated(pair)
            if not self.laboratory.places(host):
                self._away[host] = self.now

    def _all_repeated(self, pair: Pair) -> None:
        for number, each in self.told(pair).outstanding.items():
            if not each.waiting:
                continue
            waited, most = self.now - self._sent_at[pair, number], _patience(each.tries)
            away = self._away.get(pair.host.name, -RETRY_FIRST)  # who has no address looks again some time later
            if waited >= most and self.now >= away + RETRY_FIRST:
                last = "given up" if each.tries > UPDATE_RETRY_MAX else "repeated"
                raise self.differs(
                    f"{pair.host.name}: UPDATE {number}", f"{last} after {most} s", f"waits for {waited} s"
                )

    def keep_promises(self, pair: Pair) -> None:
        """Check what a host must have done by the end of an event.

        Raises:
            DifferenceError: it did not.
        """
        association, told = self.engine_of(pair), self.told(pair)
        if association is None or association.state not in OPEN:
            self._given[pair] = 0  # what waits for a peer that is given up is lost
            self._owed.pop(pair, None)
            return
        self._nothing_is_lost(pair, association)
        self._credit_is_of_now(pair, told)
        if not self.laboratory.places(pair.host.name):
            return
        ready = self._verified(pair)
        if association.queue and ready:
            raise self.differs(
                f"{pair.host.name}: payload", f"goes to {ready[0].name}", f"{association.queued} bytes wait"
            )
        if pair in self._owed and self._listed(pair) == self._owed[pair]:
            del self._owed[pair]
        if self._has_room(pair, told):
            if pair in self._owed:
                owed = ", ".join(sorted(address.name for address in self._owed[pair]))
                raise self.differs(f"{pair.host.name} tells {pair.peer.name}", owed, "nothing, though there is room")
            families = {":" in place for place in self.laboratory.places(pair.host.name)}
            for address, locator in told.locators.items():
                waits = locator.status == Status.UNVERIFIED and not locator.challenge.present
                if waits and (":" in address.name) in families:
                    raise self.differs(f"{pair.host.name} checks {address.name}", "sends a challenge", "asks nobody")

    def _has_room(self, pair: Pair, told: Told) -> bool:
        """Whether one more UPDATE may be under way."""
        under_way = told.next_update - self._acknowledged.get(pair, -1)
        waiting = any(each.waiting for _, each in told.outstanding.items())  # no dict
        return not waiting or under_way <= UNDER_WAY

    def _nothing_is_lost(self, pair: Pair, association: Association) -> None:
        """Check that payload that was given was sent, or waits."""
        if self._given[pair] != len(association.queue):
            what = f"{pair.host.name}: payload for {pair.peer.name}"
            raise self.differs(what, f"{self._given[pair]} wait", f"{len(association.queue)} wait")

    def _credit_is_of_now(self, pair: Pair, told: Told) -> None:
        """Check that credit is aged before any is earned or spent (RFC 8046 5.6.2)."""
        if told.credit != self._credit.get(pair, 0) and told.aged_at + CREDIT_AGING_INTERVAL <= self.now:
            what = f"{pair.host.name} about {pair.peer.name}: credit"
            raise self.differs(what, f"aged up to {self.now}", f"aged up to {told.aged_at}", refused=AGED)
        self._credit[pair] = told.credit

    def must_have_told(self, ours: bytes, peer: bytes, association: Association, addresses: list[str]) -> None:
        """Check that a host that has moved has told a peer where it is.

        Raises:
            DifferenceError: the last list that it sent is another one.
        """
        names = self.laboratory.names
        if (ours, peer) not in self.established or association.state not in OPEN or not addresses:
            return
        pair = Pair(self.names.host(ours), self.names.host(peer))
        wanted, found, latest = {Address(address) for address in addresses}, self._listed(pair), self._latest(pair)
        self._owed.pop(pair, None)
        room = self._has_room(pair, self.told(pair))
        if found == wanted:
            if latest is not None and not latest.preferred.present and room:  # or else it is an older list
                raise self.differs(f"{names[ours]} tells {names[peer]}", "with a P bit (RFC 8046 5.2)", "without")
            return
        if room:
            listed = ", ".join(sorted(address.name for address in found)) or "nothing"
            raise self.differs(f"{names[ours]} tells {names[peer]}", ", ".join(addresses), listed)
        self._owed[pair] = wanted  # it waits until there is room

    def _listed(self, pair: Pair) -> set[Address]:
        """Return the addresses of the latest list that a host is telling its peer."""
        latest = self._latest(pair)
        return {address for address, offer in latest.entries.items() if offer.listed} if latest is not None else set()

    def _latest(self, pair: Pair) -> LocatorSet | None:
        """Return the latest list that a host is telling its peer."""
        lists = [
            each.update.locators.value
            for _, each in sorted(self.told(pair).outstanding.items())
            if each.waiting and each.update.locators.present
        ]
        return lists[-1] if lists else None


def _patience(tries: int) -> int:
    """Return how long a host waits for an answer when it has sent so often."""
    return min(RETRY_FIRST << tries - 1, RETRY_LONGEST)
