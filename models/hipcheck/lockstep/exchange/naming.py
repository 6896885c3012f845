"""Names for what engines hold as bytes, one for each: HITs, addresses, #I, #J, public values, nonces and keys.

Within a session a name stands for one value and a value has one name. What a name means is computed here once more:
which bits of a hash a solution makes zero, and which keys two public values lead to.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec

from hipcheck.lockstep.exchange.keys import Material, material, shared, zeros
from hipcheck.lockstep.exchange.stage import CONFIG, FORGER, STRANGE, STRANGE_SUITE
from hipcheck.lockstep.laboratory import Laboratory, identity_of
from hipspec.exchange.crypto import Key, PuzzleInput, Search
from hipspec.exchange.names import Exponent, Puzzle, Secret, Solution
from hipspec.language import Identifier
from hipspec.network.names import NOBODY, NOWHERE, Address, Host, Nonce

__all__ = ["Agreement", "Naming", "ordered"]

N = TypeVar("N", bound=Identifier)


class Agreement(NamedTuple):
    """What the keys of an exchange are drawn from.

    Attributes:
        group: of both public values.
        publics: of the Initiator and of the Responder.
        i: the puzzle's #I.
        j: its solution.
        hits: of the Initiator and of the Responder.
        cipher: that was chosen.
    """

    group: int
    publics: tuple[bytes, bytes]
    i: bytes
    j: bytes
    hits: tuple[bytes, bytes]
    cipher: int


def ordered(key: Key) -> Key:
    """Return a key as everybody writes it down: which exponent comes first means nothing."""
    if key.one.name <= key.other.name:
        return key
    return Key(key.other, key.one, key.puzzle, key.solution, key.sender, key.receiver)


class Naming:
    """The names of a session.

    Attributes:
        hits: the HIT of each host, by name.
        publics: the public key of each identity, by the name of its host.
        privates: the private exponents that somebody here has, by public value.
        offered: the public values that R1s of a host offered, by host, counter and group.
        searches: what each #J solves.
        inputs: what each #I was hashed from, as far as an R1 of an honest host has told.
        macs, esps: the keys of each direction, by their bytes.
    """

    def __init__(self, laboratory: Laboratory) -> None:
        """Name those who take part."""
        identities = {name: identity_of(name) for name in (*laboratory.hosts, FORGER)}
        self.hits = {name: identity.public.hit for name, identity in identities.items()}
        strange = bytearray(identity_of(STRANGE).public.hit)
        strange[3] = strange[3] & 0xF0 | STRANGE_SUITE
        self.hits[STRANGE] = bytes(strange)
        self.signers = {name: identity.key for name, identity in identities.items()}
        self.publics: dict[str, ec.EllipticCurvePublicKey] = {}
        for name, identity in identities.items():
            if isinstance(identity.key, ec.EllipticCurvePrivateKey):
                self.publics[name] = identity.key.public_key()
        self.hosts: dict[bytes, Host] = {hit: Host(name) for name, hit in self.hits.items()}
        self.hosts[bytes(16)], self.hits[NOBODY.name] = NOBODY, bytes(16)
        self.privates: dict[bytes, ec.EllipticCurvePrivateKey] = {}
        self.offered: dict[tuple[Host, int, int], list[bytes]] = {}
        self.searches: dict[Solution, Search] = {}
        self.inputs: dict[Puzzle, PuzzleInput] = {}
        self.macs: dict[bytes, Key] = {}
        self.esps: dict[bytes, Key] = {}
        self.of_pair: dict[tuple[Host, Host], list[bytes]] = {}
        self.esps_of_pair: dict[tuple[Host, Host], list[bytes]] = {}
        self._names: dict[tuple[type, bytes], Identifier] = {}
        self._materials: dict[tuple[frozenset[bytes], bytes, bytes], Material] = {}
        self._solutions: dict[bytes, tuple[Solution, bytes, bytes, bytes]] = {}

    def host(self, hit: bytes) -> Host:
        """Return who has a HIT."""
        found = self.hosts.get(hit)
        if found is None:
            found = self.hosts[hit] = Host(f"HIT {hit.hex()}")
            self.hits[found.name] = hit
        return found

    def _named(self, kind: type[N], value: bytes) -> N:
        found = self._names.get((kind, value))
        if found is None:
            found = self._names[kind, value] = kind(f"{kind.__name__.lower()} {len(self._names)}")
        assert isinstance(found, kind)  # noqa: S101  # for the checker of types
        return found

    def exponent(self, public: bytes) -> Exponent:
        """Return the name of an exponent, which its public value goes by."""
        return self._named(Exponent, public)

    def puzzle(self, i: bytes) -> Puzzle:
        """Return the name of an #I."""
        return self._named(Puzzle, i)

    def nonce(self, value: bytes) -> Nonce:
        """Return the name of what an echo carries."""
        return self._named(Nonce, value)

    def secret(self, host: str, number: int) -> Secret:
        """Return the name of the secret of a generation."""
        return Secret(f"{host} {number}")

    def solution(self, i: bytes, j: bytes, initiator: bytes, responder: bytes, asked: int) -> Solution:
        """Return the name of a #J.

        It is what it was first seen as. A #J that solves another puzzle, or this one for other HITs, by chance, is
        another solution, for that is what it is to whoever checks it.
        """
        found = self._solutions.get(j)
        here = (i, initiator, responder)
        if found is not None and (found[1:] == here or zeros(i, initiator, responder, j) < asked):
            return found[0]
        name = self._named(Solution, j if found is None else j + b"".join(here))
        if name not in self.searches:
            self.searches[name] = Search(
                self.puzzle(i), self.host(initiator), self.host(responder), zeros(i, initiator, responder, j)
            )
        if found is None:
            self._solutions[j] = (name, *here)
        return name

    def unbound(self, solution: Solution, asked: int) -> str:
        """Return the guard of `is_solved` that a wrong solution would meet if something did not go into its hash."""
        j, i, initiator, responder = next(
            (j, *found[1:]) for j, found in self._solutions.items() if found[0] == solution
        )
        if zeros(i, b"", responder, j) >= asked:
            return "the solution is for the Initiator's HIT"
        if zeros(i, initiator, b"", j) >= asked:
            return "the solution is for the Responder's HIT"
        if zeros(b"", initiator, responder, j) >= asked:
            return "the solution is one of this puzzle"
        return "the solution has the difficulty that this host asked for"

    def input_of(self, puzzle: Puzzle) -> PuzzleInput:
        """Return what an #I was hashed from; from a secret that nobody here has if no host made it."""
        return self.inputs.get(puzzle) or PuzzleInput(Secret(f"behind {puzzle}"), NOBODY, NOBODY, NOWHERE, NOWHERE, 0)

    def agree(self, agreement: Agreement) -> Material | None:
        """Compute the keys of an exchange, if one of its exponents is known here, and name them."""
        group, publics, i, j, hits, cipher = agreement
        known = (frozenset(publics), i, j + bytes((cipher,)))
        if known in self._materials:
            return self._materials[known]
        kij = None
        for mine, other in (publics, publics[::-1]):
            private = self.privates.get(mine)
            kij = shared(group, private, other) if private is not None and kij is None else kij
        if kij is None:
            return None
        made = self._materials[known] = material(kij, i, j, hits, cipher)
        greater, lesser = sorted(map(self.host, hits), key=lambda host: self.hits[host.name], reverse=True)
        exponents = [self.exponent(public) for public in publics]
        solution = self.solution(i, j, *hits, CONFIG.puzzle_difficulty)
        for place, (sender, receiver) in enumerate(((greater, lesser), (lesser, greater))):
            key = ordered(Key(exponents[0], exponents[1], self.puzzle(i), solution, sender, receiver))
            self.macs[made.mac[place]] = key
            self.of_pair.setdefault((sender, receiver), []).append(made.mac[place])
            esps = [both[place] for both in reversed(made.esp)]
            self.esps.update(dict.fromkeys(esps, key))
            self.esps_of_pair.setdefault((sender, receiver), []).extend(esps)
        return made

    def keys_between(self, sender: Host, receiver: Host) -> Iterable[bytes]:
        """Return the MAC keys that a host ever had for what it sends to another one, the latest first."""
        return reversed(self.of_pair.get((sender, receiver), ()))

    def esps_between(self, sender: Host, receiver: Host) -> Iterable[bytes]:
        """Return the keys of ESP, likewise."""
        return reversed(self.esps_of_pair.get((sender, receiver), ()))

    def address(self, text: str) -> Address:
        """Return the name of an address."""
        return Address(text)
