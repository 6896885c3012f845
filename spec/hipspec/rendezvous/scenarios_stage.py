"""The stage that the scenarios are played on: who takes part, and words for what can happen.

Tooling, not specification, as in `hipspec.network.stage`.
"""

from collections.abc import Callable
from typing import Any

from hipspec.language import NOTHING, Map, Maybe, Set, Specification, replace, some
from hipspec.language.running import Action
from hipspec.network import stage
from hipspec.network.names import NOBODY, NOWHERE, Address, Frame, Host, Key, Pair
from hipspec.network.stage import Scenario
from hipspec.rendezvous import attacker, honest
from hipspec.rendezvous.association import Association
from hipspec.rendezvous.packets import BLANK, Kind, Packet
from hipspec.rendezvous.properties import have_lost_each_other
from hipspec.rendezvous.readings import Readings

ALICE, BOB, CAROL, SERVER = Host("alice"), Host("bob"), Host("carol"), Host("server")
MALLORY, TRUDY = Host("mallory"), Host("trudy")
A1, A2, B1, B2, C1, C2 = (Address(name) for name in ("a1", "a2", "b1", "b2", "c1", "c2"))
S1, M1, M2 = Address("s1"), Address("m1"), Address("m2")
HOMES = {ALICE: A1, BOB: B1, CAROL: C1, SERVER: S1, MALLORY: M1, TRUDY: M2}
# Bob is to be asked for at his server, everybody else at home.
PUBLISHED = HOMES | {BOB: S1}
HOUR = 3600


class Stage(stage.Stage):
    """A run in which Alice, Bob, Carol and the server are honest, and Mallory and Trudy are not.

    A word that sends something returns its frame.
    """

    def __init__(self, specification: Specification, readings: Readings | None = None) -> None:
        """Seat the cast."""
        super().__init__(
            specification,
            readings,
            honest=Set(ALICE, BOB, CAROL, SERVER),
            at=Map(NOBODY, {address: host for host, address in HOMES.items()}),
            published=Map(NOWHERE, PUBLISHED),
        )

    def transmit(self, action: Action, parameter: str = "frame", **arguments: Any) -> Frame:  # noqa: ANN401  # those of any action
        """Take a step that may send something, under a number of its own even if it sends nothing (see `in_vain`)."""
        self._frames += 1
        frame = Frame(f"f{self._frames}")
        self.do(action, **arguments, **{parameter: frame})
        return frame

    def in_vain(self) -> Frame:
        """Return the frame of what was to be sent last, and was not: a search without what forbade it sends it."""
        return Frame(f"f{self._frames}")

    # ------------------------------------------------------------------ what is expected

    def association(self, host: Host, peer: Host) -> Association:
        """Return what a host holds about a peer."""
        found: Association = self.world.associations[Pair(host, peer)]
        return found

    def sent(self, frame: Frame) -> Packet:
        """Return a packet that was sent."""
        packet: Packet = self.world.environment.sent[frame].value
        return packet

    def holds(self, host: Host, peer: Host, address: Address) -> None:
        """State where a host takes its peer to be.

        Raises:
            ScenarioError: it does not.
        """
        found = self.association(host, peer).there
        self.expect(found == address, f"{host} takes {peer} to be at {address}; it is {found}")

    def lost(self, host: Host, peer: Host) -> None:
        """State that two hosts are no longer where the other may look for them.

        Raises:
            ScenarioError: they are not both lost.
        """
        lost = have_lost_each_other(self.history, self.world, host, peer)
        self.expect(lost, f"{host} and {peer} have lost each other")

    # ------------------------------------------------------------------ honest hosts

    def establish(self, host: Host, peer: Host, **named: Any) -> None:  # noqa: ANN401  # addresses and keys
        """Let two hosts complete a base exchange, each from home."""
        usual: dict[str, Any] = {
            "host_address": HOMES[host],
            "peer_address": HOMES[peer],
            "key_out": key(host, peer),
            "key_in": key(peer, host),
        }
        self.do(honest.establish, host=host, peer=peer, **(usual | named))

    def announce(self, host: Host, peer: Host, here: Address, lifetime: int | None = None) -> Frame:
        """Let a host tell a peer where it is, and ask for a registration if a lifetime is given."""
        asked: Maybe[int] = NOTHING if lifetime is None else some(lifetime)
        return self.transmit(honest.announce, pair=Pair(host, peer), here=here, lifetime=asked)

    def resend(self, host: Host, peer: Host) -> Frame:
        """Let a host send its last UPDATE again, to where the peer is to be asked for."""
        return self.transmit(honest.resend, pair=Pair(host, peer))

    def process(self, frame: Frame, server: Host = SERVER) -> Frame:
        """Let an UPDATE arrive; return the frame of its acknowledgement."""
        return self.transmit(honest.deliver_update, "reply_frame", frame=frame, server=server)

    def acknowledge(self, frame: Frame) -> None:
        """Let an acknowledgement arrive."""
        self.transmit(honest.deliver_ack, "reply_frame", frame=frame)

    def tell(self, host: Host, peer: Host, here: Address, lifetime: int | None = None) -> None:
        """Let a host tell a peer where it is, and the peer acknowledge."""
        self.acknowledge(self.process(self.announce(host, peer, here, lifetime)))

    def register(self, host: Host, here: Address, lifetime: int = HOUR) -> None:
        """Let a host meet the server and register with it."""
        self.establish(host, SERVER)
        self.tell(host, SERVER, here, lifetime)

    def move(self, host: Host, old: Address, new: Address) -> None:
        """Let a host leave one address for another."""
        self.sit(host, new)
        self.leave(old)

    def start(self, host: Host, peer: Host, here: Address) -> Frame:
        """Let a host send an I1 to where its peer is to be asked for."""
        return self.transmit(honest.start, pair=Pair(host, peer), here=here)

    def pass_on(self, frame: Frame) -> Frame:
        """Let an I1 reach a server; return the frame of what it passes on."""
        return self.transmit(honest.pass_on_i1, "relayed_frame", frame=frame)

    def pass_on_update(self, frame: Frame) -> Frame:
        """Let an UPDATE reach a server; return the frame of what it passes on."""
        return self.transmit(honest.pass_on_update, "relayed_frame", frame=frame)

    def answer(self, frame: Frame, server: Host = SERVER) -> Frame:
        """Let an I1 arrive; return the frame of the R1."""
        return self.transmit(honest.deliver_i1, "reply_frame", frame=frame, server=server)

    def accept(self, frame: Frame) -> None:
        """Let an R1 arrive."""
        self.transmit(honest.deliver_r1, "reply_frame", frame=frame)

    def send(self, host: Host, peer: Host) -> Frame:
        """Let a host send payload."""
        return self.transmit(honest.send, pair=Pair(host, peer))

    def receive(self, frame: Frame) -> None:
        """Let payload arrive."""
        self.transmit(honest.deliver_data, "reply_frame", frame=frame)

    def talk(self, host: Host, peer: Host) -> None:
        """Let payload go from a host to its peer and back."""
        self.receive(self.send(host, peer))
        self.receive(self.send(peer, host))

    # ------------------------------------------------------------------ the attacker

    def copy_to(self, address: Address, original: Frame, **changed: Any) -> Frame:  # noqa: ANN401  # fields of a packet
        """Let the attacker send a packet once more, with changes where no signature reaches."""
        packet = self.sent(original)
        usual: dict[str, Any] = {"source": M1, "origin": packet.origin, "rvs_mac": packet.rvs_mac, "via": packet.via}
        return self.transmit(attacker.send_copy, original=original, destination=address, **(usual | changed))

    def forge(self, sender: Host, receiver: Host, kind: Kind, **fields: Any) -> Frame:  # noqa: ANN401  # fields of a packet
        """Let the attacker send a packet in the name of anybody, from its own address to the receiver's home."""
        usual: dict[str, Any] = {"source": M1, "destination": HOMES.get(receiver, S1), "kind": kind}
        packet = replace(BLANK, sender=sender, receiver=receiver, **(usual | fields))
        return self.transmit(attacker.forge, packet=packet)

    def steal_key(self, host: Host, peer: Host) -> None:
        """Let the attacker learn the key that protects what a host sends to a peer."""
        self.steal_session_key(key(host, peer))


def key(host: Host, peer: Host) -> Key:
    """Return the key that protects what a host sends to a peer."""
    return Key(f"{host} to {peer}")


def scenario(
    *, clause: str = "", paper: str = "", readings: Readings | None = None
) -> Callable[[Callable[[Stage], None]], Scenario[Stage]]:
    """Declare a scenario; the first sentence of its docstring is its title."""
    return lambda play: Scenario(play, Stage, clause, paper, readings)
