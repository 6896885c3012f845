"""The stage that the scenarios are played on: everybody in place, and words for what can happen.

Tooling, not specification, as in `hipspec.network.stage`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from hipspec.hip import attacker, honest
from hipspec.hip.association import Association, Status
from hipspec.hip.names import HIT, NOBODY, Address, Frame, Key, Nonce, Pair, Socket
from hipspec.hip.packets import BLANK, LocatorSet, Packet
from hipspec.hip.readings import Readings
from hipspec.hip.scenarios_cast import ALICE, BOB, CAROL, HOMES, MULTICAST, VICTIM
from hipspec.language import Map, Set, Specification, replace
from hipspec.network import attacker as network
from hipspec.network import stage


class Stage(stage.Stage):
    """A run with everybody in place, whose words draw fresh names by themselves.

    Each word takes one step, except those under *Whole passages*. A word that sends something returns its frame.

    Args:
        specification: what to run.
        readings: the answers in force; the default ones if left out.
    """

    def __init__(self, specification: Specification, readings: Readings | None = None) -> None:
        """Seat the cast."""
        super().__init__(
            specification,
            readings,
            honest=Set(ALICE, BOB, CAROL, VICTIM),
            at=Map(NOBODY, {address: host for host, address in HOMES.items()}),
            multicast=Set(MULTICAST),
        )
        self._nonces = self._sockets = 0

    def association(self, host: HIT, peer: HIT) -> Association:
        """Return what a host holds about a peer."""
        found: Association = self.world.associations[Pair(host, peer)]
        return found

    def binds(
        self,
        host: HIT,
        peer: HIT,
        *,
        active: Iterable[Address] = (),
        unverified: Iterable[Address] = (),
        deprecated: Iterable[Address] = (),
    ) -> None:
        """State all that a host binds to the identity of its peer.

        Raises:
            ScenarioError: it binds something else.
        """
        wanted: dict[Address, Status] = {
            **dict.fromkeys(active, Status.ACTIVE),
            **dict.fromkeys(unverified, Status.UNVERIFIED),
            **dict.fromkeys(deprecated, Status.DEPRECATED),
        }
        found = {
            address: locator.status
            for address, locator in self.association(host, peer).locators.items()
            if locator.status != Status.UNKNOWN
        }
        self.expect(found == wanted, f"{host} binds to {peer} {_listed(wanted)}; it binds {_listed(found)}")

    def waiting(self, host: HIT, peer: HIT) -> set[int]:
        """Return the Update IDs of a host that its peer has not acknowledged."""
        return {number for number, update in self.association(host, peer).outstanding.items() if update.waiting}

    # ------------------------------------------------------------------ associations and sockets

    def establish(self, host: HIT, peer: HIT) -> None:
        """Let two hosts complete a base exchange, each from its home."""
        self.do(
            honest.establish,
            host=host,
            peer=peer,
            host_address=HOMES[host],
            peer_address=HOMES[peer],
            key_out=Key(f"{host} to {peer}"),
            key_in=Key(f"{peer} to {host}"),
            host_nonce=self._fresh_nonce(),
            peer_nonce=self._fresh_nonce(),
        )

    def open_socket(self, host: HIT, peer: HIT) -> Socket:
        """Let an application open a socket to the identity of a peer."""
        self._sockets += 1
        socket = Socket(f"s{self._sockets}")
        self.do(honest.open_socket, socket=socket, host=host, peer=peer)
        return socket

    # ------------------------------------------------------------------ updates

    def announce(
        self,
        host: HIT,
        peer: HIT,
        locators: LocatorSet,
        here: Address | None = None,
        *,
        rekey: bool = False,
    ) -> Frame:
        """Let a host send its peer a list, from where it sits (or sat, if left out) to the address that it prefers."""
        association = self.association(host, peer)
        return self.transmit(
            honest.announce,
            pair=Pair(host, peer),
            locators=locators,
            here=association.here if here is None else here,
            destination=association.preferred.value,
            rekey=rekey,
        )

    def retransmit(self, host: HIT, peer: HIT, number: int) -> Frame:
        """Let a host send an UPDATE again, to the address that it went to before."""
        destination = self.association(host, peer).outstanding[number].update.destination
        return self.transmit(honest.retransmit, pair=Pair(host, peer), number=number, destination=destination)

    def give_up(self, host: HIT, peer: HIT, number: int) -> None:
        """Let a host give up on a peer that does not acknowledge an UPDATE."""
        self.transmit(honest.give_up, pair=Pair(host, peer), number=number)

    def withdraw(self, host: HIT, peer: HIT, number: int) -> None:
        """Let a host stop sending an UPDATE."""
        self.transmit(honest.withdraw, pair=Pair(host, peer), number=number)

    def give_up_address(self, host: HIT, peer: HIT, number: int) -> None:
        """Let a host stop waiting for the answer to a challenge."""
        self.transmit(honest.give_up_address, pair=Pair(host, peer), number=number)

    def deliver_update(self, frame: Frame) -> Frame:
        """Let an UPDATE arrive; return the frame that acknowledges it and, if it asks, echoes its nonce."""
        return self.transmit(honest.deliver_update, "reply_frame", frame=frame)

    def deliver_acknowledgement(self, frame: Frame) -> None:
        """Let the ACK in an UPDATE arrive."""
        self.transmit(honest.deliver_acknowledgement, "reply_frame", frame=frame)

    def challenge(self, host: HIT, peer: HIT, address: Address) -> Frame:
        """Let a host send a nonce to an address of its peer."""
        return self.transmit(honest.challenge, pair=Pair(host, peer), address=address, nonce=self._fresh_nonce())

    def deliver_echo_response(self, frame: Frame, address: Address) -> None:
        """Let the answer to the challenge that went to an address arrive."""
        self.transmit(honest.deliver_echo_response, "reply_frame", frame=frame, address=address)

    def expire(self, host: HIT, peer: HIT, address: Address) -> None:
        """Let a host deprecate an address whose lifetime has ended."""
        self.transmit(honest.expire, pair=Pair(host, peer), address=address)

    def check_again(self, host: HIT, peer: HIT, address: Address) -> None:
        """Let a host want an address verified again."""
        self.transmit(honest.check_again, pair=Pair(host, peer), address=address)

    def prefer(self, host: HIT, peer: HIT, address: Address) -> None:
        """Let a host prefer another address of its peer."""
        self.transmit(honest.prefer, pair=Pair(host, peer), address=address)

    # ------------------------------------------------------------------ data

    def send(self, socket: Socket, address: Address, size: int = 1000) -> Frame:
        """Let an application send data, which goes to an address of its peer."""
        return self.transmit(honest.send, socket=socket, address=address, size=size)

    def deliver_data(self, frame: Frame, socket: Socket) -> None:
        """Let data arrive, for a socket."""
        self.transmit(honest.deliver_data, "reply_frame", frame=frame, socket=socket)

    def age(self, host: HIT, peer: HIT) -> None:
        """Let a host age the credit of its peer by one interval."""
        self.transmit(honest.age, pair=Pair(host, peer))

    # ------------------------------------------------------------------ the attacker

    def forge(self, sender: HIT, receiver: HIT, source: Address, **fields: Any) -> Frame:  # noqa: ANN401  # fields of a packet
        """Let the attacker send a packet in the name of `sender` to the home of `receiver`."""
        blank = replace(BLANK, sender=sender, receiver=receiver, source=source, destination=HOMES[receiver], size=1)
        packet: Packet = replace(blank, **fields)
        return self.transmit(attacker.forge, packet=packet)

    def guess(self) -> Nonce:
        """Let the attacker make up a nonce."""
        nonce = self._fresh_nonce()
        self.do(network.make_up_nonce, nonce=nonce)
        return nonce

    # ------------------------------------------------------------------ Whole passages

    def meet(self, host: HIT, peer: HIT) -> tuple[Socket, Socket]:
        """Let two hosts complete a base exchange and open a socket to each other; return both sockets."""
        self.establish(host, peer)
        return self.open_socket(host, peer), self.open_socket(peer, host)

    def tell(
        self, host: HIT, peer: HIT, locators: LocatorSet, here: Address | None = None, *, rekey: bool = False
    ) -> None:
        """Let a host announce a list, and let it arrive and be acknowledged."""
        self.deliver_acknowledgement(self.deliver_update(self.announce(host, peer, locators, here, rekey=rekey)))

    def verify(self, host: HIT, peer: HIT, address: Address) -> None:
        """Let a host check an address of its peer, and the peer answer from there."""
        answer = self.deliver_update(self.challenge(host, peer, address))
        self.deliver_acknowledgement(answer)
        self.deliver_echo_response(answer, address)

    def carry(self, socket: Socket, other: Socket, address: Address, size: int = 1000) -> None:
        """Let data go from one socket to the other by an address."""
        self.deliver_data(self.send(socket, address, size), other)

    # ------------------------------------------------------------------ fresh names

    def _fresh_nonce(self) -> Nonce:
        self._nonces += 1
        return Nonce(f"n{self._nonces}")


def _listed(bound: Mapping[Address, Status]) -> str:
    return ", ".join(f"{address} as {status.value}" for address, status in bound.items()) or "nothing"
