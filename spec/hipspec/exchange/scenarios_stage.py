"""The stage that the scenarios are played on: everybody in place, and words for what honest hosts do.

Tooling, not specification, as in `hipspec.network.stage`. What the attacker does stands in
`hipspec.exchange.scenarios_attacker`.
"""

from collections import Counter
from typing import Any, TypeVar

from hipspec.exchange import honest, honest_closing, honest_renewing, opportunistic
from hipspec.exchange.association import Association, Responder
from hipspec.exchange.names import Cipher, Exponent, Group, Puzzle, Secret, Solution, Transport
from hipspec.exchange.packets import Packet
from hipspec.exchange.readings import Readings
from hipspec.exchange.scenarios_cast import HOMES, HONEST, PADDED, POLICIES, SEATS, STRONG, SUITES, VALUES, WEAK
from hipspec.exchange.states import State
from hipspec.language import Identifier, Map, Set, Specification
from hipspec.language.running import Action
from hipspec.network import stage
from hipspec.network.names import NOBODY, Address, Frame, Host, Nonce, Pair

N = TypeVar("N", bound=Identifier)


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
            honest=Set(*HONEST),
            at=SEATS,
            policies=POLICIES,
            suites=SUITES,
            values=VALUES,
        )
        self._drawn: Counter[str] = Counter()

    # ------------------------------------------------------------------ what is expected

    def association(self, host: Host, peer: Host) -> Association:
        """Return what a host holds about a peer."""
        found: Association = self.world.associations[Pair(host, peer)]
        return found

    def responder(self, host: Host) -> Responder:
        """Return what a host answers strangers with."""
        found: Responder = self.world.responders[host]
        return found

    def sent(self, frame: Frame) -> Packet:
        """Return a packet that was sent."""
        packet: Packet = self.world.environment.sent[frame].value
        return packet

    def is_at(self, host: Host, peer: Host, state: State) -> None:
        """State where the association of a host with a peer is.

        Raises:
            ScenarioError: it is elsewhere.
        """
        found = self.association(host, peer).state
        self.expect(found == state, f"{host} is at {state.value} with {peer}; it is at {found.value}")

    def established(self, host: Host, peer: Host) -> None:
        """State that both ends are established, and hold the same keys.

        Raises:
            ScenarioError: they are not.
        """
        self.is_at(host, peer, State.ESTABLISHED)
        self.is_at(peer, host, State.ESTABLISHED)
        one, other = self.association(host, peer), self.association(peer, host)
        same = (one.exponent, one.public, one.puzzle, one.solution) == (
            other.public,
            other.exponent,
            other.puzzle,
            other.solution,
        )
        self.expect(same, f"{host} and {peer} hold the same keys")

    # ------------------------------------------------------------------ answering strangers

    def draw_exponent(self, host: Host) -> Exponent:
        """Let a host draw a Diffie-Hellman exponent."""
        exponent = Exponent(self.fresh(f"{host}'s exponent "))
        self.do(honest.draw_exponent, host=host, exponent=exponent)
        return exponent

    def renew(
        self,
        host: Host,
        difficulty: int = 10,
        lifetime: int = 60,
        exponents: Map[Group, Exponent] | None = None,
    ) -> Secret:
        """Let a host start a new generation of R1s, with new exponents for both groups unless some are given."""
        if exponents is None:
            exponents = Map(self.draw_exponent(host), {WEAK: self.draw_exponent(host)})
        secret = Secret(self.fresh(f"{host}'s secret "))
        self.do(
            honest_renewing.renew,
            host=host,
            secret=secret,
            difficulty=difficulty,
            lifetime=lifetime,
            exponents=exponents,
        )
        return secret

    def new_interval(self, host: Host) -> None:
        """Let an interval of the limit on R1s end."""
        self.do(honest_renewing.new_interval, host=host)

    def deliver_i1(
        self,
        frame: Frame,
        group: Group = STRONG,
        *,
        puzzle: Puzzle | None = None,
        opaque: int = 0,
    ) -> Frame:
        """Let an I1 arrive where it was sent to; return the frame of the R1."""
        return self.transmit(
            honest.deliver_i1,
            "reply_frame",
            frame=frame,
            group=group,
            puzzle=Puzzle(self.fresh("puzzle")) if puzzle is None else puzzle,
            opaque=opaque,
        )

    def deliver_i2(self, frame: Frame) -> Frame:
        """Let an I2 arrive; return the frame of the R2."""
        return self.transmit(honest.deliver_i2, "reply_frame", frame=frame)

    def deliver_repeated_i2(self, frame: Frame) -> Frame:
        """Let an I2 arrive that was answered before; return the frame of the R2."""
        return self.transmit(honest.deliver_repeated_i2, "reply_frame", frame=frame)

    def deliver_first(self, frame: Frame) -> None:
        """Let the first payload of the Initiator arrive."""
        self.transmit(honest.deliver_first, "reply_frame", frame=frame)

    def complete(self, host: Host, peer: Host) -> None:
        """Let a Responder wait until its R2 must have arrived."""
        self.transmit(honest.complete, pair=Pair(host, peer))

    # ------------------------------------------------------------------ initiating

    def start(
        self,
        host: Host,
        peer: Host,
        here: Address | None = None,
        there: Address | None = None,
        length: int = PADDED,
    ) -> Frame:
        """Let a host send an I1, from its home to the home of its peer unless other addresses are given."""
        return self.transmit(
            honest.start,
            host=host,
            peer=peer,
            here=HOMES[host] if here is None else here,
            there=HOMES[peer] if there is None else there,
            length=length,
        )

    def repeat_i1(self, host: Host, peer: Host, length: int = PADDED) -> Frame:
        """Let a host send its I1 again."""
        return self.transmit(honest.repeat_i1, pair=Pair(host, peer), length=length)

    def fail_i1(self, host: Host, peer: Host) -> None:
        """Let a host give up on its I1."""
        self.transmit(honest.fail_i1, pair=Pair(host, peer))

    def deliver_r1(self, frame: Frame, *, word: Action = honest.deliver_r1, seconds: int = 1, **chosen: Any) -> Frame:  # noqa: ANN401  # names of several kinds
        """Let an R1 arrive, after some seconds; return the frame of the I2.

        The cipher and the transport format are the first of the host's own that the R1 offers, unless they are given.
        """
        r1 = self.sent(frame)
        policy = POLICIES[r1.receiver]
        arguments: dict[str, Any] = {
            "exponent": Exponent(self.fresh(f"{r1.receiver}'s exponent ")),
            "cipher": first_of(policy.ciphers, r1.ciphers, Cipher("none")),
            "transport": first_of(policy.transports, r1.transports, Transport("none")),
            "solution": Solution(self.fresh("solution")),
        }
        return self.transmit(word, "reply_frame", frame=frame, seconds=seconds, **(arguments | chosen))

    def deliver_newer_r1(self, frame: Frame, **chosen: Any) -> Frame:  # noqa: ANN401  # as `deliver_r1`
        """Let an R1 of a newer generation arrive after another was answered; return the frame of the I2."""
        return self.deliver_r1(frame, word=honest.deliver_newer_r1, **chosen)

    def deliver_r1_of_a_stranger(self, frame: Frame, **chosen: Any) -> Frame:  # noqa: ANN401  # as `deliver_r1`
        """Let an R1 arrive from whoever got an I1 that named nobody; return the frame of the I2."""
        return self.deliver_r1(frame, word=opportunistic.deliver_r1_of_a_stranger, **chosen)

    def repeat_i2(self, host: Host, peer: Host) -> Frame:
        """Let a host send its I2 again."""
        return self.transmit(honest.repeat_i2, pair=Pair(host, peer))

    def fail_i2(self, host: Host, peer: Host) -> None:
        """Let a host give up on its I2."""
        self.transmit(honest.fail_i2, pair=Pair(host, peer))

    def try_again(self, host: Host, peer: Host) -> None:
        """Let a host forget an exchange that failed."""
        self.transmit(honest.try_again, pair=Pair(host, peer))

    def deliver_r2(self, frame: Frame) -> None:
        """Let an R2 arrive."""
        self.transmit(honest.deliver_r2, "reply_frame", frame=frame)

    # ------------------------------------------------------------------ talking and closing

    def send(self, host: Host, peer: Host) -> Frame:
        """Let an application send data."""
        return self.transmit(honest_closing.send, pair=Pair(host, peer))

    def update(self, host: Host, peer: Host) -> Frame:
        """Let a host send an UPDATE."""
        return self.transmit(honest_closing.update, pair=Pair(host, peer))

    def deliver_update(self, frame: Frame) -> None:
        """Let an UPDATE arrive."""
        self.transmit(honest_closing.deliver_update, "reply_frame", frame=frame)

    def close(self, host: Host, peer: Host) -> Frame:
        """Let a host close an association that nobody uses; return the frame of the CLOSE."""
        return self.transmit(honest_closing.close, pair=Pair(host, peer), nonce=Nonce(self.fresh("nonce")))

    def repeat_close(self, host: Host, peer: Host) -> Frame:
        """Let a host send its CLOSE again."""
        return self.transmit(honest_closing.repeat_close, pair=Pair(host, peer))

    def fail_closing(self, host: Host, peer: Host) -> None:
        """Let a host give up on its CLOSE."""
        self.transmit(honest_closing.fail_closing, pair=Pair(host, peer))

    def deliver_close(self, frame: Frame) -> Frame:
        """Let a CLOSE arrive; return the frame of the CLOSE_ACK."""
        return self.transmit(honest_closing.deliver_close, "reply_frame", frame=frame)

    def deliver_close_ack(self, frame: Frame) -> None:
        """Let a CLOSE_ACK arrive."""
        self.transmit(honest_closing.deliver_close_ack, "reply_frame", frame=frame)

    def forget(self, host: Host, peer: Host) -> None:
        """Let a host discard a closed association."""
        self.transmit(honest_closing.forget, pair=Pair(host, peer))

    def deliver_notify(self, frame: Frame) -> None:
        """Let a NOTIFY arrive."""
        self.transmit(honest_closing.deliver_notify, "reply_frame", frame=frame)

    def crash(self, host: Host, peer: Host) -> None:
        """Let a host lose what it held about a peer."""
        self.transmit(honest_closing.crash, pair=Pair(host, peer))

    def sit(self, host: Host, address: Address) -> None:
        """Let a host come to sit at an address, besides those that it has."""
        self.do(honest_closing.take_address, host=host, address=address)

    def leave(self, address: Address) -> None:
        """Let whoever sits at an address leave it to nobody."""
        self.sit(NOBODY, address)

    # ------------------------------------------------------------------ Whole passages

    def ask(self, host: Host, peer: Host, group: Group = STRONG) -> Frame:
        """Let a host start an exchange, and its I1 arrive and be answered; return the frame of the R1."""
        return self.deliver_i1(self.start(host, peer), group)

    def solve(self, host: Host, peer: Host, group: Group = STRONG) -> Frame:
        """Let a host start an exchange and solve the puzzle; return the frame of the I2."""
        return self.deliver_r1(self.ask(host, peer, group))

    def confirm(self, host: Host, peer: Host, group: Group = STRONG) -> Frame:
        """Let a host start an exchange and its I2 be accepted; return the frame of the R2."""
        return self.deliver_i2(self.solve(host, peer, group))

    def meet(self, host: Host, peer: Host, group: Group = STRONG) -> None:
        """Let two hosts complete a base exchange, and the Responder hear of it by payload."""
        self.deliver_r2(self.confirm(host, peer, group))
        self.deliver_first(self.send(host, peer))
        self.established(host, peer)

    # ------------------------------------------------------------------ fresh names

    def fresh(self, name: str) -> str:
        """Return a name that was not used yet."""
        self._drawn[name] += 1
        return f"{name}{self._drawn[name]}"


def first_of(own: Map[N, int], offered: Map[N, int], otherwise: N) -> N:
    """Return the first of one's own list that the other one offers as well."""
    common = [(place, name) for name, place in own.items() if place > 0 and offered[name] > 0]
    return min(common, key=lambda entry: entry[0])[1] if common else otherwise
