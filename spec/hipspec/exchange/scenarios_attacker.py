"""Words for what the attacker does, on the stage that scenarios are played on.

Tooling, not specification.
"""

from typing import Any

from hipspec.exchange import attacker
from hipspec.exchange import scenarios_stage as stage
from hipspec.exchange.association import Association, key_from_peer
from hipspec.exchange.crypto import Key, PuzzleInput, Search
from hipspec.exchange.names import Exponent, Puzzle, Secret, Solution
from hipspec.exchange.packets import BLANK, Kind, Packet
from hipspec.exchange.scenarios_cast import AES, ESP, HOMES, NULL, OTHER, PADDED, RSA, STRONG, WEAK
from hipspec.language import Map, replace, some
from hipspec.language.running import Action
from hipspec.network.names import NOWHERE, Address, Frame, Host, Nonce

EVERYTHING: dict[str, Any] = {
    "groups": Map(0, {STRONG: 1, WEAK: 2}),
    "ciphers": Map(0, {AES: 1, NULL: 2}),
    "transports": Map(0, {ESP: 1, OTHER: 2}),
    "suites": Map(0, {RSA: 1}),
}


class Stage(stage.Stage):
    """A stage with an attacker on it. Each word takes one step, except those under *Whole passages*."""

    def overhear(self, frame: Frame) -> Packet:
        """Let the attacker read a transmission; return what it read."""
        self.do(attacker.overhear, frame=frame)
        return self.sent(frame)

    def forge(self, sender: Host, receiver: Host, kind: Kind, **fields: Any) -> Frame:  # noqa: ANN401  # fields of a packet
        """Let the attacker send a packet in the name of `sender`, from its home unless `source` is given."""
        header = {"source": HOMES.get(sender, NOWHERE), "destination": HOMES[receiver]}
        packet: Packet = replace(BLANK, kind=kind, sender=sender, receiver=receiver, **(header | fields))
        return self.transmit(attacker.forge, packet=packet)

    def copy_of(self, original: Frame, source: Address | None = None, destination: Address | None = None) -> Frame:
        """Let the attacker send once more what it has read, with the same addresses unless others are given."""
        read = self.sent(original)
        return self.transmit(
            attacker.send_copy,
            original=original,
            source=read.source if source is None else source,
            destination=read.destination if destination is None else destination,
        )

    def relay(self, frame: Frame, destination: Address) -> Frame:
        """Let the attacker, to whom a packet went, read it and send it on from there."""
        return self.copy_of(frame, source=self.overhear(frame).destination, destination=destination)

    def rewrite_r1(self, original: Frame, **fields: Any) -> Frame:  # noqa: ANN401  # fields of a packet
        """Let the attacker send an R1 that it has read with other values where no signature covers them."""
        read = self.sent(original)
        same = {name: getattr(read, name) for name in ("receiver", "puzzle", "opaque", "source", "destination")}
        return self.transmit(attacker.rewrite_r1, original=original, **(same | fields))

    def search(self, puzzle: Puzzle, initiator: Host, responder: Host, difficulty: int = 10) -> Solution:
        """Let the attacker search for a solution."""
        solution = Solution(self.fresh("solution"))
        self.do(attacker.search, looked_for=Search(puzzle, initiator, responder, difficulty), solution=solution)
        return solution

    def make_up_puzzle(self, secret: Secret, initiator: Host, responder: Host) -> Puzzle:
        """Let the attacker make up a puzzle out of a secret of a dishonest host."""
        puzzle = Puzzle(self.fresh("puzzle"))
        made_from = PuzzleInput(secret, initiator, responder, HOMES[initiator], HOMES[responder], 0)
        self.do(attacker.make_up_puzzle, puzzle=puzzle, made_from=made_from)
        return puzzle

    def guess(self) -> Nonce:
        """Return a nonce that the attacker makes up."""
        return Nonce(self.fresh("nonce"))

    def steal_identity(self, host: Host) -> None:
        """Let the attacker learn the signature key of a host."""
        self.do(attacker.steal_identity, host=host)

    def steal_exponent(self, exponent: Exponent) -> None:
        """Let the attacker learn a Diffie-Hellman exponent."""
        self.do(attacker.steal_exponent, exponent=exponent)

    # ------------------------------------------------------------------ Whole passages

    def knock(self, name: Host, responder: Host, source: Address, **fields: Any) -> Frame:  # noqa: ANN401  # fields of a packet
        """Let the attacker send an I1 under some name, and have it answered; return the frame of the R1."""
        offer: dict[str, Any] = {"groups": EVERYTHING["groups"], "length": PADDED}
        return self.deliver_i1(self.forge(name, responder, Kind.I1, source=source, **(offer | fields)))

    def answer(self, frame: Frame, exponent: Exponent, solution: Solution, **fields: Any) -> Frame:  # noqa: ANN401  # fields of a packet
        """Let the attacker answer an R1 that it has read, with everything in order unless something is said."""
        return self.forge_all(replace(self.answer_to(frame, exponent, solution), **fields))

    def forge_all(self, packet: Packet) -> Frame:
        """Let the attacker send a packet that is whole already."""
        return self.transmit(attacker.forge, packet=packet)

    def answer_to(self, frame: Frame, exponent: Exponent, solution: Solution) -> Packet:
        """Return an I2 in which everything is in order, if whoever the R1 is for signs it."""
        r1 = self.sent(frame)
        key = Key(exponent, r1.public, r1.puzzle.value, solution, r1.receiver, r1.sender)
        return replace(
            BLANK,
            kind=Kind.I2,
            sender=r1.receiver,
            receiver=r1.sender,
            source=r1.destination,
            destination=r1.source,
            counter=r1.counter,
            puzzle=r1.puzzle,
            difficulty=r1.difficulty,
            opaque=r1.opaque,
            solution=some(solution),
            group=r1.group,
            public=exponent,
            cipher=AES,
            transport=ESP,
            identity=r1.receiver,
            signer=r1.receiver,
            mac=some(key),
        )

    def introduce(self, name: Host, responder: Host) -> Frame:
        """Let a dishonest host complete the first half of an exchange from its home; return the frame of the I2."""
        frame = self.knock(name, responder, HOMES[name])
        puzzle = self.overhear(frame).puzzle.value
        return self.answer(frame, self.draw_exponent(name), self.search(puzzle, name, responder))

    def offer(self, initiator: Host, name: Host, called: Host | None = None, **fields: Any) -> Frame:  # noqa: ANN401  # fields of a packet
        """Let a dishonest host answer the I1 of somebody, in its own name or another; return the frame of the R1."""
        exponent = self.draw_exponent(name)
        secret = self.renew(name, exponents=Map(exponent))
        sender = name if called is None else called
        made = {
            "counter": 1,
            "puzzle": some(self.make_up_puzzle(secret, initiator, sender)),
            "difficulty": 10,
            "lifetime": 60,
            "group": STRONG,
            "public": exponent,
            "identity": sender,
            "signer": name,
        }
        return self.forge(sender, initiator, Kind.R1, **(EVERYTHING | made | fields))

    def speak(self, host: Host, kind: Kind, peer: Host, **fields: Any) -> Frame:  # noqa: ANN401  # fields of a packet
        """Let the attacker send a host a packet in the name of its peer, with everything in order."""
        association: Association = self.association(host, peer)
        proof = {"mac": some(key_from_peer(association)), "signer": peer, "destination": association.here}
        return self.forge(peer, host, kind, **(proof | fields))

    def in_vain(self, frame: Frame) -> None:
        """Let an I2 or a CLOSE arrive that its receiver must drop.

        Raises:
            ScenarioError: it was not dropped.
        """
        packet = self.sent(frame)
        before = self.association(packet.receiver, packet.sender)
        reply = self.deliver_i2(frame) if packet.kind == Kind.I2 else self.deliver_close(frame)
        self.expect(not self.world.environment.sent[reply].present, f"{packet.receiver} sends nothing")
        after = self.association(packet.receiver, packet.sender)
        self.expect(after == before, f"{packet.receiver} holds the same about {packet.sender}")

    def forge_without(self, guard: str, word: Action, packet: Packet, **arguments: Any) -> None:  # noqa: ANN401  # of any action
        """Let the attacker try to make a packet that it can't make, and then to have it delivered."""
        frame = Frame(self.fresh("made up "))
        self.refused(guard, self.do, attacker.forge, packet=packet, frame=frame)
        late = {"frame": frame, "reply_frame": Frame(self.fresh("reply "))} | arguments
        self.refused("only what was sent arrives", self.do, word, **late)
